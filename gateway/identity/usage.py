"""On which day keys were last used: noted in memory, written down now and then. A day, and nothing finer."""

from __future__ import annotations

from datetime import UTC, date, datetime

DAY_SECONDS = 86_400


class Usage:
    """The keys that were used, each with its last day; what was told already is not told again."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._untold: set[str] = set()

    def note(self, credential: str | None, now: float) -> None:
        """A credential was used at ``now`` (Unix seconds)."""
        if credential is None:
            return
        day = int(now // DAY_SECONDS)
        if self._last.get(credential) != day:
            self._last[credential] = day
            self._untold.add(credential)

    def take(self) -> dict[date, list[str]]:
        """What was not told yet: by day, the credentials used last on it."""
        found: dict[date, list[str]] = {}
        for credential in sorted(self._untold):
            day = datetime.fromtimestamp(self._last[credential] * DAY_SECONDS, UTC).date()
            found.setdefault(day, []).append(credential)
        self._untold.clear()
        return found

    def give_back(self, taken: dict[date, list[str]]) -> None:
        """What was taken could not be written down, and is told again."""
        self._untold.update(credential for credentials in taken.values() for credential in credentials)
