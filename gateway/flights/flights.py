"""Asks under way. Two requesters who want the same thing wait for the same call.

A call that is still under way when its question's deadline passes goes on to its provider's own time and
feeds the cache. When the last requester who wanted it has gone, it is cancelled, and no task, socket or
place stays behind.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
import tenacity
from msgspec.structs import replace

from connectors.errors import ConnectorError, PartlyThrottled, Throttled, TimedOut
from connectors.gateways import FarFault
from connectors.numbers.identity import ApplicationNumber
from gateway.asks import NEGATIVE, Ask, Outcome, OutcomeCode, Part, Wrapping
from gateway.clock import Clock
from gateway.flights.asking import Tell
from gateway.flights.cache import LISTED_SECONDS, Entry, Key, PartCache
from gateway.flights.coverages import Coverages
from gateway.flights.flight import Flight
from gateway.flights.foreseen import AHEAD_SECONDS, Foreseen
from gateway.flights.lanes import Lane
from gateway.flights.turns import Urgency
from gateway.maintenance import MAINTENANCE, closed_for
from gateway.requesters import Requester
from gateway.world import Provider

Sleep = Callable[[float], Awaitable[None]]

RETRIES = 1
RETRY_WAIT_SECONDS = (0.05, 0.15)

_NO_LONGER = "The provider is no longer being asked."

_log = structlog.get_logger("casegate.flights")


class Flights:
    """Everything that is being asked of all providers, and what they answered lately."""

    def __init__(self, cache: PartCache, clock: Clock, *, sleep: Sleep = asyncio.sleep) -> None:
        self._cache = cache
        self._clock = clock
        self._sleep = sleep
        self._wrapping = Wrapping()
        self._flights: dict[Key, Flight] = {}
        self._foreseen = Foreseen()
        self._lanes: dict[tuple[str, str | None], Lane] = {}
        self.coverages = Coverages(self.lane, clock)

    def __len__(self) -> int:
        return len(self._flights)

    def lane(self, provider: Provider) -> Lane:
        """The lane of a provider, made anew when its limits change."""
        lane = self._lanes.get((provider.id, provider.account))
        if lane is None or lane.limits != provider.endpoint.limits:
            lane = self._lanes[provider.id, provider.account] = Lane(provider.endpoint.limits)
        return lane

    def join(
        self,
        ask: Ask,
        provider: Provider,
        tell: Tell,
        urgency: Urgency = Urgency.EXAMINER,
        claimant: str = "",
        *,
        before_files: tuple[str, ...] = (),
    ) -> bool:
        """Wants the outcome of an ask, and whether it causes a call: not when one is under way for the same
        ``claimant``, who waits in turn with others. Neither that nor ``before_files`` is part of the ask: a
        call that is under way is shared as it went out.
        """
        key, now = Key.of(ask, provider), self._clock.monotonic()
        if provider.status == "suspended":
            tell(Outcome(ask, "suspended", detail="The operator has suspended this provider."))
            return False
        if (foreseen := self._foreseen.take(key, now)) is not None:
            outcome, claimants = foreseen
            tell(outcome)
            return claimant not in claimants
        if entry := self._cache.fresh(key, now):
            tell(self._kept(ask, entry, now))
            return False
        flight = self._flights.get(key)
        if flight is None:
            flight = Flight(ask, provider, self.lane(provider), now)
            flight.before_files = before_files
            if refusal := self._start(key, flight, urgency, claimant):
                tell(refusal)
                return False
        elif flight.turn is not None:
            flight.lane.turns.hurry(flight.turn, urgency, claimant)
        flight.tells.add(tell)
        flight.foreseen = 0
        return flight.causes(claimant)

    def foresee(self, ask: Ask, provider: Provider, claimant: str = "") -> bool:
        """Asks for what somebody comes for next, behind those who wait for something now.

        Whether it causes a call, as ``join``. The first who comes gets what became of it. When nobody comes
        in time, what has not gone out is given up, and what has feeds the cache.
        """
        key, now = Key.of(ask, provider), self._clock.monotonic()
        if provider.status == "suspended" or key in self._foreseen or self._cache.fresh(key, now):
            return False
        flight = self._flights.get(key)
        if flight is None:
            flight = Flight(ask, provider, self.lane(provider), now)
            if self._start(key, flight, Urgency.WATCH, claimant):
                return False
        flight.foreseen += 1
        asyncio.get_running_loop().call_later(AHEAD_SECONDS, self._late, key, flight)
        return flight.causes(claimant)

    def forgo(self, ask: Ask, provider: Provider) -> None:
        """Takes back what was foreseen; unless somebody else wants it, it is given up."""
        key = Key.of(ask, provider)
        if (flight := self._flights.get(key)) is not None and flight.foreseen:
            flight.foreseen -= 1
            self._end_unwanted(key, flight)

    def _late(self, key: Key, flight: Flight) -> None:
        """The time is over in which somebody may come for what was asked ahead."""
        self._foreseen.drop(key)
        if flight.foreseen and self._flights.get(key) is flight:
            flight.foreseen = 0
            flight.detached |= flight.calling
            self._end_unwanted(key, flight)

    def listing(self, number: ApplicationNumber, provider: Provider, *, old: bool = False) -> Outcome | None:
        """What a provider answered lately that lists an application; ``old``: also what is fresh no more."""
        if provider.status == "suspended":
            return None
        now = self._clock.monotonic()
        found = self._cache.listing(number, provider, now, old=old)
        return None if found is None else self._kept(*found, now)

    def wait(self, ask: Ask, provider: Provider) -> float:
        """Seconds for which an ask still waits for its turn, 0 when it has had it."""
        flight = self._flights.get(Key.of(ask, provider))
        if flight is None or flight.turn is None:
            return 0.0
        return flight.lane.turns.wait(flight.turn, self._clock.monotonic())

    def leave(self, ask: Ask, provider: Provider, tell: Tell, *, detach: bool) -> None:
        """Wants it no more; ``detach`` lets a call that is under way or in line feed the cache."""
        key = Key.of(ask, provider)
        flight = self._flights.get(key)
        if flight is None:
            return
        flight.tells.discard(tell)
        flight.detached |= detach
        self._end_unwanted(key, flight)

    @asynccontextmanager
    async def stream(
        self, provider: Provider, requester: Requester, urgency: Urgency, claimant: str = ""
    ) -> AsyncIterator[None]:
        """A turn and a place for one document of a provider, the place held until the context is left.

        Raises:
            Throttled: its turn would come later than the provider's time, or it is closed; says when.
            TimeoutError: no place was free within the provider's time.
        """
        if (wait := closed_for(provider.windows, self._clock)) is not None:
            raise Throttled(MAINTENANCE, retry_after=wait)
        lane, now = self.lane(provider), self._clock.monotonic()
        turn = lane.turns.enter(urgency, now, claimant)
        if (wait := lane.turns.wait(turn, now)) > lane.limits.timeout_seconds:
            lane.turns.quit(turn)
            raise Throttled(f"Its request budget is spent for {wait:.0f} s.", retry_after=wait)
        await lane.turns.come(turn, self._clock.monotonic, self._sleep)
        async with lane.stream(requester, turn):
            yield

    def forget(self, provider: str) -> None:
        """Forgets what a provider answered; what it is being asked goes on."""
        self._cache.purge(provider)
        self._foreseen.purge(provider)
        self.coverages.forget(provider)

    def purge(self, provider: str) -> None:
        """Forgets what a provider answered and cancels what it is being asked."""
        self._cache.purge(provider)
        self._foreseen.purge(provider)
        self.coverages.purge(provider)
        for key, flight in list(self._flights.items()):
            if flight.ask.provider == provider:
                told, flight.tells, flight.foreseen = flight.tells, set(), 0
                self._cancel(key, flight)
                for tell in told:
                    tell(Outcome(flight.ask, "unavailable", detail=_NO_LONGER))

    async def aclose(self) -> None:
        """Cancels everything that is under way and waits until it is gone."""
        await self.coverages.aclose()
        tasks = [flight.task for flight in self._flights.values() if flight.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, key: Key, flight: Flight, urgency: Urgency, claimant: str) -> Outcome | None:
        """Gets a flight in line and under way; an outcome when it is not asked now, nor soon."""
        if refusal := self._queue(key, flight, urgency, claimant):
            return refusal
        self._flights[key] = flight
        flight.task = asyncio.create_task(
            self._ask(key, flight), name=f"ask {flight.ask.provider} {flight.ask.operation}"
        )
        flight.task.add_done_callback(partial(self._landed, key, flight))
        return None

    def _end_unwanted(self, key: Key, flight: Flight) -> None:
        """Ends a flight that nobody wants, unless it has gone out or is in line and is to feed the cache."""
        wanted = flight.tells or flight.foreseen
        if not wanted and not (
            flight.detached and (flight.calling or self.wait(flight.ask, flight.provider))
        ):
            self._cancel(key, flight)

    def _cancel(self, key: Key, flight: Flight) -> None:
        """Ends a flight now; whoever asks the same from here on starts a new one."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        if flight.turn is not None:
            flight.lane.turns.quit(flight.turn)
        if flight.task is not None:
            flight.task.cancel()

    def _landed(self, key: Key, flight: Flight, task: asyncio.Task[Outcome]) -> None:
        """Tells everybody; a done-callback, since a task cancelled before its first step runs no code."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        if task.cancelled():
            outcome = Outcome(flight.ask, "unavailable", detail=_NO_LONGER)
        elif error := task.exception():
            _log.error("ask_failed", **flight.where, exc_info=error)
            outcome = Outcome(flight.ask, "internal", detail="The gateway failed while asking this provider.")
        else:
            outcome = task.result()
        if flight.foreseen and not task.cancelled():
            self._foreseen.keep(key, outcome, flight.claimants, self._clock.monotonic())
        for tell in flight.tells:
            tell(outcome)

    def _queue(self, key: Key, flight: Flight, urgency: Urgency, claimant: str) -> Outcome | None:
        """Gets in line at the provider; an outcome when there is no turn for it soon.

        A line that is too long refuses who comes last: the provider itself has refused nothing. What would
        not be sent takes no turn from what would be.
        """
        now = self._clock.monotonic()
        if (wait := closed_for(flight.provider.windows, self._clock)) is not None:
            return self._failed(key, flight, "maintenance", MAINTENANCE, wait)
        if blocked := flight.lane.circuit(flight.ask.operation).blocked(now):
            return self._backed_off(key, flight, blocked)
        refusal = flight.provider.kept_back(flight.ask.operation)
        if refusal is None:
            try:
                flight.turn = flight.lane.turns.enter(urgency, now, claimant)
            except Throttled as error:
                refusal = error
        if refusal is not None:
            return self._failed(key, flight, refusal.code, refusal.detail, refusal.retry_after)
        return None

    async def _ask(self, key: Key, flight: Flight) -> Outcome:
        """One outcome of a call that goes out in its turn, or of the reason why none does."""
        lane, circuit = flight.lane, flight.lane.circuit(flight.ask.operation)
        if flight.turn is not None:
            await lane.turns.come(flight.turn, self._clock.monotonic, self._sleep)
        async with lane.places.hold(flight.turn):
            now = self._clock.monotonic()
            if wait := circuit.wait(now):
                return self._backed_off(key, flight, wait)
            lane.called(now)
            flight.calling = True
            try:
                part = await self._call(flight)
            except ConnectorError as error:
                self._weigh(flight, error)
                return self._refused(key, flight, error)
            except BaseException:
                circuit.neutral()
                raise
        self._weigh(flight, None)
        now = self._clock.monotonic()
        if not part.facts.relayed:
            self._keep(key, Entry(now, part))
        return Outcome(flight.ask, "ok", part, now - flight.started, flight.attempts)

    def _backed_off(self, key: Key, flight: Flight, wait: float) -> Outcome:
        detail = f"It failed repeatedly; next try in {wait:.0f} s."
        return self._failed(key, flight, "backoff", detail, wait)

    async def _call(self, flight: Flight) -> Part:
        """Asks, and once more after a failure that asking again can mend, within the provider's time."""
        timeout = flight.provider.endpoint.limits.timeout_seconds
        try:
            async with asyncio.timeout(timeout):
                try:
                    return await self._attempt(flight)
                except ConnectorError as error:
                    if not self._may_retry(flight, error):
                        raise
                await self._sleep(random.uniform(*RETRY_WAIT_SECONDS))
                again = tenacity.AsyncRetrying(
                    stop=tenacity.stop_after_attempt(RETRIES),
                    wait=tenacity.wait_random(*RETRY_WAIT_SECONDS),
                    retry=tenacity.retry_if_exception(partial(self._may_retry, flight)),
                    sleep=self._sleep,
                    reraise=True,
                )
                return await again(self._attempt, flight)
        except TimeoutError:
            raise TimedOut(f"It has not answered within {timeout:g} s.") from None

    def _may_retry(self, flight: Flight, error: BaseException) -> bool:
        """Whether asking again at once can help and stays within what the provider is asked; spends it if so.

        A provider that says when to come back is not asked before.
        """
        if not isinstance(error, ConnectorError) or not error.retryable or error.retry_after:
            return False
        now = self._clock.monotonic()
        return flight.lane.may_retry(now) and flight.lane.turns.spend(now) is None

    async def _attempt(self, flight: Flight) -> Part:
        return self._wrapping.part(await flight.attempt(), self._clock.now())

    def _weigh(self, flight: Flight, error: ConnectorError | None) -> None:
        """Tells the circuit how the call ended, and the log when the provider's state changed."""
        circuit = flight.lane.circuit(flight.ask.operation)
        now = self._clock.monotonic()
        if error is not None and error.counts_as_failure:
            if circuit.failed(now):
                _log.warning("provider_down", **flight.where, code=error.code)
        elif error is not None and error.code in ("throttled", "malformed", "credentials", "unsupported"):
            circuit.neutral()
        else:
            flight.lane.answered = True
            if circuit.succeeded(now):
                _log.info("provider_recovered", **flight.where)

    def _refused(self, key: Key, flight: Flight, error: ConnectorError) -> Outcome:
        now = self._clock.monotonic()
        whole = error.code == "throttled" and not isinstance(error, PartlyThrottled)
        if whole and error.retry_after is not None:
            flight.lane.turns.hold(now + error.retry_after)
        if error.code in NEGATIVE:
            self._keep(key, Entry(now, None, error.code, error.detail))
            return Outcome(
                flight.ask,
                error.code,
                seconds=now - flight.started,
                attempts=flight.attempts,
                detail=error.detail,
            )
        outcome = self._failed(key, flight, error.code, error.detail, error.retry_after)
        return replace(outcome, relayed=error.relayed) if isinstance(error, FarFault) else outcome

    def _keep(self, key: Key, entry: Entry) -> None:
        self._cache.keep(key, entry)
        if key.ask.operation == "family" and not self._cache.lasting:
            asyncio.get_running_loop().call_later(LISTED_SECONDS, self._cache.drop, key, entry.stored)

    def _failed(
        self, key: Key, flight: Flight, code: OutcomeCode, detail: str, retry_after: float | None = None
    ) -> Outcome:
        """A failure; an old copy, where there is one, is shown with its age instead of nothing."""
        now = self._clock.monotonic()
        old = self._cache.stale(key, now)
        return Outcome(
            ask=flight.ask,
            code=code if old is None else "stale",
            part=None if old is None else old.part,
            seconds=now - flight.started,
            attempts=flight.attempts,
            age_seconds=0.0 if old is None else now - old.stored,
            retry_after_seconds=retry_after,
            detail=detail,
            behind=None if old is None else code,
        )

    def _kept(self, ask: Ask, entry: Entry, now: float) -> Outcome:
        code = "cached" if entry.part is not None else entry.code
        return Outcome(ask, code, entry.part, age_seconds=now - entry.stored, detail=entry.detail)
