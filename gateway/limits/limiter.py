"""Who may ask now: requests and what they cause a minute, questions and streams at the same time.

Refusing costs two look-ups. What a request causes is known when it is done: it is charged then, and who is in
debt waits. Every process counts by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from gateway.limits.allowance import Allowance, Meter
from gateway.limits.limits import RequesterLimits
from gateway.limits.refusals import rate_exceeded, too_many_at_once


class Quota(msgspec.Struct, frozen=True):
    """One allowance as it is told to a requester: ``left`` of ``amount`` a minute, whole again in seconds."""

    name: str
    amount: int
    window_seconds: int
    left: float
    whole_in_seconds: float


class Limiter:
    """Everybody's use of this process."""

    def __init__(self) -> None:
        self._requests = Meter()
        self._cost = Meter()
        self._questions: Counter[str] = Counter()
        self._streams: Counter[str] = Counter()

    def admit(self, who: str, limits: RequesterLimits, now: float) -> Admission:
        """Lets one request of a requester in, to be ``released`` when it is done.

        Raises:
            TooMuch: its requests, its cost or its places are used up; nothing is charged.
        """
        requests, cost = _allowance(limits.requests_per_minute), _allowance(limits.cost_per_minute)
        if requests and (wait := self._requests.wait(who, requests, 1, now)):
            raise rate_exceeded("requests", wait)
        if cost and (wait := self._cost.wait(who, cost, 1, now)):
            raise rate_exceeded("calls to offices and bytes", wait)
        if limits.questions is not None and self._questions[who] >= limits.questions:
            raise too_many_at_once("requests", limits.questions)
        if requests:
            self._requests.charge(who, requests, 1, now)
        self._questions[who] += 1
        return Admission(self, who, limits)

    def quotas(self, who: str, limits: RequesterLimits, pending: float, now: float) -> Iterator[Quota]:
        """What a requester has left; ``pending`` is the cost of what is under way."""
        for name, meter, amount, more in (
            ("requests", self._requests, limits.requests_per_minute, 0.0),
            ("cost", self._cost, limits.cost_per_minute, pending),
        ):
            if allowance := _allowance(amount):
                drained = meter.drained_in(who, now) + more * allowance.seconds / allowance.amount
                left = meter.left(who, allowance, now) - more
                yield Quota(name, allowance.amount, int(allowance.seconds), max(0.0, left), drained)

    def begin_stream(self, who: str, limits: RequesterLimits) -> None:
        """Turns a question into a stream.

        Raises:
            TooMuch: as many of its streams are under way as may be.
        """
        if limits.streams is not None and self._streams[who] >= limits.streams:
            raise too_many_at_once("streams", limits.streams)
        self._streams[who] += 1
        _less(self._questions, who)

    def release(self, who: str, limits: RequesterLimits, cost: float, now: float, *, stream: bool) -> None:
        """A request is done, and has caused so much."""
        _less(self._streams if stream else self._questions, who)
        if allowance := _allowance(limits.cost_per_minute):
            self._cost.charge(who, allowance, cost, now)


class Admission:
    """One request that was let in."""

    def __init__(self, limiter: Limiter, who: str, limits: RequesterLimits) -> None:
        self.who = who
        self._limiter = limiter
        self._limits = limits
        self._stream = False

    def begin_stream(self) -> None:
        """What is answered now is a stream; the first time counts.

        Raises:
            TooMuch: as many streams of this requester are under way as may be.
        """
        if not self._stream:
            self._limiter.begin_stream(self.who, self._limits)
            self._stream = True

    def quotas(self, pending: float, now: float) -> tuple[Quota, ...]:
        """What the requester has left, when this request has caused so much so far."""
        return tuple(self._limiter.quotas(self.who, self._limits, pending, now))

    def release(self, cost: float, now: float) -> None:
        """The request is done; to be called once."""
        self._limiter.release(self.who, self._limits, cost, now, stream=self._stream)


def _allowance(amount: int | None) -> Allowance | None:
    return None if amount is None else Allowance(amount)


def _less(counter: Counter[str], who: str) -> None:
    counter[who] -= 1
    if counter[who] <= 0:
        del counter[who]
