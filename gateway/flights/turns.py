"""Turns at a provider that allows so many requests a minute and a day: a queue with a wait that can be told.

Nothing is refused for coming too early, and nothing is sent too early: who asks waits for a turn, the urgent
first, and is told meanwhile how long that will take. A queue that is too long refuses, with the same figure.
Among equally urgent turns those who claim them take turns too: a thousand of one wait behind one of another.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable
from enum import IntEnum

from connectors.endpoint import Limits
from connectors.errors import Throttled

MINUTE_SECONDS, DAY_SECONDS = 60.0, 86_400.0

LONGEST_WAIT_SECONDS = 300.0
"""A turn further off than this is refused at once: nobody would wait for it."""


Sleep = Callable[[float], Awaitable[None]]


class Urgency(IntEnum):
    """Whose turn comes first: an examiner who waits, then watches, then bulk."""

    EXAMINER = 0
    WATCH = 1
    BULK = 2


class Turn:
    """One wait for a turn; comes earlier when someone more urgent, or with fewer turns, wants the same."""

    __slots__ = ("arrival", "rank", "urgency")

    def __init__(self, urgency: Urgency, rank: int, arrival: int) -> None:
        self.urgency = urgency
        self.rank = rank
        self.arrival = arrival

    def __lt__(self, other: Turn) -> bool:
        return (self.urgency, self.rank, self.arrival) < (other.urgency, other.rank, other.arrival)


class Shares:
    """Ranks by which claimants are served in turn: start-time fair queueing (Goyal, Vin and Cheng, 1996).

    The n-th turn that somebody holds at the same time ranks n behind what is being served now; so whoever
    holds few turns is never behind all those of one who holds many.
    """

    def __init__(self) -> None:
        self._arrivals = 0
        self._served = 0
        self._next: dict[str, int] = {}

    def turn(self, urgency: Urgency, claimant: str) -> Turn:
        """A new turn of a claimant."""
        self._arrivals += 1
        rank = self.rank(claimant)
        self._next[claimant] = rank + 1
        return Turn(urgency, rank, self._arrivals)

    def rank(self, claimant: str) -> int:
        """How the next turn of a claimant would rank."""
        return max(self._served, self._next.get(claimant, 0))

    def serve(self, turn: Turn) -> None:
        """A turn is served: what comes from now on ranks no better than it."""
        if turn.rank > self._served:
            self._served = turn.rank
            self._next = {claimant: rank for claimant, rank in self._next.items() if rank > turn.rank}


class Turns:
    """The requests that one provider allows, and who waits for the next; times are monotonic seconds."""

    def __init__(self, limits: Limits) -> None:
        self.shares = Shares()
        self._windows = [
            (deque[float](), seconds, most)
            for seconds, most in (
                (MINUTE_SECONDS, limits.requests_per_minute),
                (DAY_SECONDS, limits.requests_per_day),
            )
            if most is not None
        ]
        self._queue: list[Turn] = []
        self._quiet_until = 0.0

    def __len__(self) -> int:
        return len(self._queue)

    def hold(self, until: float) -> None:
        """Sends nothing until then: the provider said when to come back."""
        self._quiet_until = max(self._quiet_until, until)

    def spend(self, now: float) -> float | None:
        """Takes one request without waiting: ``None`` when it may go out, else seconds until it might."""
        wait = self._free(len(self._queue), now) - now
        if wait > 0:
            return wait
        self._take(now)
        return None

    def enter(self, urgency: Urgency, now: float, claimant: str = "") -> Turn:
        """Takes a place in the queue for a claimant.

        Raises:
            Throttled: it would have to wait for longer than anybody does; says for how long.
        """
        turn = self.shares.turn(urgency, claimant)
        insort(self._queue, turn)
        wait = self.wait(turn, now)
        if wait > LONGEST_WAIT_SECONDS:
            self._queue.remove(turn)
            raise Throttled(f"Its request budget is spent for {wait:.0f} s.", retry_after=wait)
        return turn

    def hurry(self, turn: Turn, urgency: Urgency, claimant: str = "") -> None:
        """Lets a turn come as early as one that this claimant would take now."""
        rank = min(turn.rank, self.shares.rank(claimant))
        if urgency >= turn.urgency and rank == turn.rank:
            return
        waiting = turn in self._queue
        self.quit(turn)
        turn.urgency, turn.rank = min(turn.urgency, urgency), rank
        if waiting:
            insort(self._queue, turn)

    def wait(self, turn: Turn, now: float) -> float:
        """Seconds until this turn comes, if nobody more urgent arrives; 0 when it is now or was."""
        if turn not in self._queue:
            return 0.0
        return max(0.0, self._free(self._queue.index(turn), now) - now)

    async def come(self, turn: Turn, clock: Callable[[], float], sleep: Sleep) -> None:
        """Waits until it is this turn, and takes it; a wait that is cancelled leaves the queue."""
        try:
            while (wait := self.wait(turn, clock())) > 0:
                await sleep(wait)
            self._take(clock())
        finally:
            self.quit(turn)

    def quit(self, turn: Turn) -> None:
        """Leaves the queue; without effect on a turn that has come or has left."""
        if turn in self._queue:
            self._queue.remove(turn)

    def _take(self, now: float) -> None:
        for times, _, _ in self._windows:
            times.append(now)

    def _free(self, ahead: int, now: float) -> float:
        """When a request may go out that has so many before it."""
        when = max(now, self._quiet_until)
        for times, seconds, most in self._windows:
            while times and times[0] <= now - seconds:
                times.popleft()
            spare = most - len(times)
            if ahead < spare:
                continue
            rounds, place = divmod(ahead - spare, most)
            freed = times[place] + seconds if place < len(times) else now + seconds
            when = max(when, freed + rounds * seconds)
        return when
