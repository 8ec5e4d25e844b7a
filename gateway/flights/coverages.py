"""What providers state of their own coverage: asked now and then, kept for hours, shared by everybody.

It says nothing of any application, so whoever asks, the same is kept; who may know it is decided after. What
is answered to an office's own credentials is kept apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import structlog

from connectors.errors import ConnectorError, TimedOut
from connectors.model import Coverage
from gateway.asks import NEGATIVE, OutcomeCode
from gateway.clock import Clock
from gateway.flights.lanes import Lane
from gateway.maintenance import MAINTENANCE, closed_for
from gateway.world import Provider

FRESH_SECONDS = 6 * 3_600.0
STALE_SECONDS = 7 * 86_400.0
"""How long a statement is believed when the provider no longer answers."""

FAILED_SECONDS = 60.0
"""How long a provider that failed is not asked again."""

MOST = 1_000
"""Coverages of one provider that are kept."""

_SILENT: frozenset[OutcomeCode] = NEGATIVE | {"unsupported"}
"""Ends that are answers: the provider states nothing."""

_log = structlog.get_logger("casegate.flights")


class Stated(msgspec.Struct, frozen=True):
    """What one provider states, and what became of asking it; the fields are those of an outcome."""

    code: OutcomeCode
    coverages: tuple[Coverage, ...] = ()
    seconds: float = 0.0
    age_seconds: float = 0.0
    retry_after_seconds: float | None = None
    detail: str | None = None


class _Kept(msgspec.Struct, frozen=True):
    """An answer, or a failure, of one revision of an endpoint; ``at`` is monotonic seconds."""

    revision: str
    at: float
    code: OutcomeCode
    coverages: tuple[Coverage, ...] = ()
    seconds: float = 0.0
    again: float | None = None
    detail: str | None = None


_Asked = tuple[str, str | None]
"""A provider, and the accessing office with whose own credentials it is asked."""


def _place(provider: Provider) -> _Asked:
    return provider.id, provider.account


class Coverages:
    """The statements of all providers; one question to one provider at a time, within its limits."""

    def __init__(self, lane: Callable[[Provider], Lane], clock: Clock) -> None:
        self._lane = lane
        self._clock = clock
        self._answers: dict[_Asked, _Kept] = {}
        self._failures: dict[_Asked, _Kept] = {}
        self._asking: dict[_Asked, asyncio.Task[None]] = {}

    def known(self, provider: Provider) -> tuple[Coverage, ...]:
        """What the provider is known to state, without asking; empty when nothing is known."""
        kept = self._kept(self._answers, provider)
        if kept is None or self._clock.monotonic() - kept.at >= FRESH_SECONDS + STALE_SECONDS:
            return ()
        return kept.coverages

    def refresh(self, provider: Provider) -> None:
        """Asks in the background, unless that was done lately; what comes is ``known`` from then on."""
        if self._remembered(provider) is None:
            self._ask(provider)

    async def get(self, provider: Provider, deadline: float) -> Stated:
        """What the provider states: kept if fresh, else asked until ``deadline`` (loop time).

        A question that is still under way then goes on to the provider's own time.
        """
        remembered = self._remembered(provider)
        if remembered is not None:
            return remembered
        task, began = self._ask(provider), self._clock.monotonic()
        left = deadline - asyncio.get_running_loop().time()
        await asyncio.wait({task}, timeout=max(0.0, left))
        if not task.done():
            return self._late(provider, began, "timed_out", "No answer within the time of this question yet.")
        told = self._remembered(provider)
        if told is None:
            return self._late(provider, began, "unavailable", "The provider is no longer being asked.")
        return msgspec.structs.replace(told, code="ok") if told.code == "cached" else told

    def forget(self, provider: str) -> None:
        """Forgets what a provider stated."""
        for kept in (self._answers, self._failures):
            for asked in [asked for asked in kept if asked[0] == provider]:
                del kept[asked]

    def purge(self, provider: str) -> None:
        """Forgets what a provider stated, and stops asking it."""
        self.forget(provider)
        for asked in [asked for asked in self._asking if asked[0] == provider]:
            self._asking.pop(asked).cancel()

    async def aclose(self) -> None:
        """Cancels everything that is under way and waits until it is gone."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ask(self, provider: Provider) -> asyncio.Task[None]:
        """The question to this provider: the one under way, or a new one."""
        asked = _place(provider)
        task = self._asking.get(asked)
        if task is None:
            task = self._asking[asked] = asyncio.create_task(
                self._asked(provider), name=f"ask {provider.id} coverages"
            )
            task.add_done_callback(lambda done: self._landed(asked, done))
        return task

    def _landed(self, asked: _Asked, task: asyncio.Task[None]) -> None:
        if self._asking.get(asked) is task:
            del self._asking[asked]

    async def _asked(self, provider: Provider) -> None:
        lane, began = self._lane(provider), self._clock.monotonic()
        try:
            async with lane.places.hold():
                now = self._clock.monotonic()
                if lane.down:
                    self._fail(
                        provider, began, "backoff", "It failed repeatedly and is left alone for a while."
                    )
                elif wait := lane.turns.spend(now):
                    self._fail(
                        provider, began, "throttled", f"Its request budget is spent for {wait:.0f} s.", wait
                    )
                else:
                    coverages = await _call(provider)
                    now = self._clock.monotonic()
                    self._answers[_place(provider)] = _Kept(
                        provider.revision, now, "ok", coverages, seconds=now - began
                    )
        except ConnectorError as error:
            now = self._clock.monotonic()
            if error.code in _SILENT:
                self._answers[_place(provider)] = _Kept(
                    provider.revision, now, error.code, seconds=now - began, detail=error.detail
                )
                return
            if error.code == "throttled" and error.retry_after is not None:
                lane.turns.hold(now + error.retry_after)
            self._fail(provider, began, error.code, error.detail, error.retry_after)
        except Exception as error:
            _log.error("ask_failed", provider=provider.id, operation="coverages", exc_info=error)
            self._fail(provider, began, "internal", "The gateway failed while asking this provider.")

    def _fail(
        self, provider: Provider, began: float, code: OutcomeCode, detail: str, again: float | None = None
    ) -> None:
        now = self._clock.monotonic()
        self._failures[_place(provider)] = _Kept(
            provider.revision, now, code, seconds=now - began, again=again, detail=detail
        )

    def _kept(self, where: dict[_Asked, _Kept], provider: Provider) -> _Kept | None:
        kept = where.get(_place(provider))
        return kept if kept is not None and kept.revision == provider.revision else None

    def _remembered(self, provider: Provider) -> Stated | None:
        """What can be told without asking: a fresh answer, or a failure of just now."""
        if provider.status == "suspended":
            return Stated("suspended", detail="The operator has suspended this provider.")
        now = self._clock.monotonic()
        answer, failure = self._kept(self._answers, provider), self._kept(self._failures, provider)
        if answer is not None and now - answer.at < FRESH_SECONDS:
            code: OutcomeCode = "cached" if answer.code == "ok" else answer.code
            return Stated(code, answer.coverages, answer.seconds, now - answer.at, detail=answer.detail)
        if (wait := closed_for(provider.windows, self._clock)) is not None:
            return self._failed(provider, _Kept("", now, "maintenance", again=wait, detail=MAINTENANCE))
        if failure is not None and now - failure.at < FAILED_SECONDS:
            return self._failed(provider, failure)
        return None

    def _late(self, provider: Provider, began: float, code: OutcomeCode, detail: str) -> Stated:
        now = self._clock.monotonic()
        return self._failed(provider, _Kept("", now, code, seconds=now - began, detail=detail))

    def _failed(self, provider: Provider, failure: _Kept) -> Stated:
        """A failure; an older statement, where there is one, is shown with its age instead of nothing."""
        now = self._clock.monotonic()
        answer = self._kept(self._answers, provider)
        old = answer if answer is not None and answer.coverages and self.known(provider) else None
        return Stated(
            failure.code if old is None else "stale",
            () if old is None else old.coverages,
            seconds=failure.seconds,
            age_seconds=0.0 if old is None else now - old.at,
            retry_after_seconds=None if failure.again is None else max(0.0, failure.at + failure.again - now),
            detail=failure.detail,
        )


async def _call(provider: Provider) -> tuple[Coverage, ...]:
    """What the provider says now of the offices that it serves, within its own time."""
    timeout = provider.endpoint.limits.timeout_seconds
    try:
        async with asyncio.timeout(timeout):
            stated = await provider.connector.get_coverages()
    except TimeoutError:
        raise TimedOut(f"It has not answered within {timeout:g} s.") from None
    serves = {
        *provider.endpoint.serves,
        *(("WO", "IB") if {"WO", "IB"} & {*provider.endpoint.serves} else ()),
    }
    return tuple(coverage for coverage in stated if coverage.office in serves)[:MOST]
