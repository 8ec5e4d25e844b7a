"""What became of asks that went out before somebody came for them: for the first who does, for seconds."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from gateway.asks import Outcome
from gateway.flights.cache import Key

AHEAD_SECONDS = 10.0
"""How long what is asked ahead is for somebody; who wants it has come by then, or does not come."""


class Foreseen:
    """Outcomes that nobody has come for; failures too, so that coming for one does not ask again.

    This is no cache: each is told once. Times are monotonic seconds.
    """

    def __init__(self) -> None:
        self._kept: dict[Key, tuple[float, Outcome, frozenset[str]]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Key) -> bool:
        return key in self._kept

    def keep(self, key: Key, outcome: Outcome, claimants: Collection[str], now: float) -> None:
        """Keeps an outcome, and who has caused the call."""
        self._kept[key] = now, outcome, frozenset(claimants)

    def take(self, key: Key, now: float) -> tuple[Outcome, frozenset[str]] | None:
        """The outcome with its age, which nobody gets after this, and who has caused the call."""
        kept = self._kept.pop(key, None) if self._kept else None
        if kept is None:
            return None
        since, outcome, claimants = kept
        return replace(outcome, age_seconds=outcome.age_seconds + now - since), claimants

    def drop(self, key: Key) -> None:
        """Forgets what nobody has come for."""
        self._kept.pop(key, None)

    def purge(self, provider: str) -> None:
        """Forgets what a provider answered."""
        for key in [key for key in self._kept if key.ask.provider == provider]:
            del self._kept[key]
