"""How OPS slows its clients down, and when each of its services may be asked again.

``X-Throttling-Control: busy (images=green:100, inpadoc=yellow:45, ...)`` says how busy OPS is and, for each
service, a colour (``green`` below half of what is allowed, ``yellow`` to three quarters, ``red`` above,
``black`` suspended) and the requests a minute. Who goes on as before while a service is yellow or red soon
finds it black: until it is green these requests are spread over the minute. ``Retry-After`` is in
milliseconds here. A used-up quota is HTTP 403 with ``X-Rejection-Reason``, ``IndividualQuotaPerHour`` or
``RegisteredQuotaPerWeek``; weeks are taken to begin on Mondays at 00:00 UTC. Source: OPS reference guide
1.3.20, section on fair use.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, get_args

import msgspec

from connectors.errors import PartlyThrottled, Throttled
from connectors.gate import ALL, Gate

Colour = Literal["green", "yellow", "red", "black"]
_COLOURS: dict[str, Colour] = {one: one for one in get_args(Colour)}
WINDOW_SECONDS = 60.0
_CONTROL = re.compile(r"\s*([a-z]+)\s*(?:\(([^()]{0,400})\))?")
_SERVICE = re.compile(r"\s*([a-z]{2,20})\s*=\s*([a-z]{3,8})\s*:\s*([0-9]{1,7})\s*")
_HOUR, _DAY, _WEEK = 3600.0, 86_400.0, 604_800.0
_MONDAY = 4 * _DAY
"""1970-01-05, the first Monday of Unix time."""
_ROBOT_SECONDS = _HOUR
LONGEST_PACE = 4.0
"""Seconds for which a question waits for its turn at a busy service; told to come back if it is longer."""


class ServiceState(msgspec.Struct, frozen=True):
    """One service of OPS: its colour and how many requests a minute it takes now."""

    colour: Colour
    requests_per_minute: int


class QuotaUsedUp(Throttled):
    """The account's quota is used up: no service of OPS will answer before its next period."""


def parse_control(header: str) -> dict[str, ServiceState]:
    """The state of each service; what cannot be read is left out."""
    found = _CONTROL.fullmatch(header.strip()[:1000])
    states = {}
    for part in (found[2] or "").split(",") if found else ():
        one = _SERVICE.fullmatch(part)
        if one is not None and one[2] in _COLOURS:
            states[one[1]] = ServiceState(_COLOURS[one[2]], int(one[3]))
    return states


def wait_seconds(headers: Mapping[str, str]) -> float | None:
    """The seconds that ``Retry-After`` asks to wait, given in milliseconds; at most a day."""
    said = headers.get("Retry-After", "").strip()
    if not said.isascii() or not said.isdigit():
        return None
    return min(int(said[:12]) / 1000.0, _DAY)


def rejected(reason: str, now: float) -> Throttled:
    """The error for ``X-Rejection-Reason``; ``now`` is Unix time."""
    word = reason.strip().lower()
    if word.endswith("perminute"):
        return QuotaUsedUp("quota: used up for this minute", retry_after=WINDOW_SECONDS)
    if word.endswith("perhour"):
        return QuotaUsedUp("quota: used up for this hour", retry_after=_HOUR - now % _HOUR)
    if word.endswith("perday"):
        return QuotaUsedUp("quota: used up for today", retry_after=_DAY - now % _DAY)
    if word.endswith("perweek"):
        return QuotaUsedUp("quota: used up for this week", retry_after=_WEEK - (now - _MONDAY) % _WEEK)
    return QuotaUsedUp("quota: OPS refuses for fair use", retry_after=_HOUR - now % _HOUR)


def robot() -> Throttled:
    """The error for ``CLIENT.RobotDetected``: OPS takes the requests for a robot's and says not for how
    long.
    """
    return QuotaUsedUp("robot: OPS takes the requests for a robot's", retry_after=_ROBOT_SECONDS)


class Services:
    """Remembers when each service of OPS may be asked again; ``clock`` is monotonic seconds.

    A question that OPS is known to refuse is not sent: every refused request counts against the account.
    """

    def __init__(
        self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._gate = Gate(clock)
        self._pace: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def closed(self, service: str) -> Throttled | None:
        """Why a question for a service would not be sent, and for how long; ``None`` when it would."""
        wait = self._next.get(service, 0.0) - self._clock()
        if (refusal := self._gate.closed(service)) is not None or wait <= LONGEST_PACE:
            return refusal
        detail = (
            f"busy: OPS takes {WINDOW_SECONDS / self._pace[service]:.0f} requests a minute of its service"
        )
        return PartlyThrottled(f"{detail} {service} now", retry_after=wait)

    async def turn(self, service: str) -> None:
        """Waits until a question for a service may go out: at once, unless the service is yellow or red.

        Raises:
            Throttled: it is known to be suspended, or the turn would come late; with the time that is left.
        """
        if (refusal := self.closed(service)) is not None:
            raise refusal
        if service in self._pace:
            now = self._clock()
            turn = max(now, self._next.get(service, now))
            self._next[service] = turn + self._pace[service]
            await self._sleep(turn - now)
            self._gate.enter(service)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learns from an answer which services are black, and how fast the busy ones may be asked."""
        for service, state in parse_control(headers.get("X-Throttling-Control", "")).items():
            if state.colour == "black":
                self._gate.close(service, wait_seconds(headers) or WINDOW_SECONDS, _black(service))
            elif state.colour == "green" or not state.requests_per_minute:
                self._pace.pop(service, None)
                self._next.pop(service, None)
            else:
                self._pace[service] = WINDOW_SECONDS / state.requests_per_minute
                soonest = self._clock() + self._pace[service]
                self._next[service] = max(self._next.get(service, soonest), soonest)

    def refused(self, service: str, error: Throttled) -> Throttled:
        """Learns from a refusal: of the service, or of the whole account. The error that says which."""
        whole = isinstance(error, QuotaUsedUp)
        self._gate.close(ALL if whole else service, error.retry_after or WINDOW_SECONDS, error.detail)
        return error if whole else PartlyThrottled(error.detail, retry_after=error.retry_after)


def suspended(headers: Mapping[str, str]) -> Throttled | None:
    """The error for a refusal while services are black; ``None`` when none is."""
    states = parse_control(headers.get("X-Throttling-Control", ""))
    black = sorted(service for service, state in states.items() if state.colour == "black")
    if not black:
        return None
    return Throttled(_black(" and ".join(black)), retry_after=wait_seconds(headers) or WINDOW_SECONDS)


def _black(service: str) -> str:
    return f"suspended: OPS has suspended its service {service} for this account"
