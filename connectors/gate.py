"""When the services of one provider may be asked again: what it is known to refuse is not sent.

Refused requests are counted against an account, too; and where one service has its quota used up, the others
go on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from connectors.errors import PartlyThrottled, Throttled

ALL: Final = ""
"""Stands for every service of the provider."""


class Gate:
    """Remembers which services are closed and until when; ``clock`` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._closed: dict[str, tuple[float, str]] = {}

    def closed(self, service: str) -> Throttled | None:
        """Why a service is closed and for how long, as ``enter`` raises it; ``None`` when it is not."""
        now = self._clock()
        for name, kind in ((ALL, Throttled), (service, PartlyThrottled)):
            until, detail = self._closed.get(name, (now, ""))
            if until > now:
                return kind(detail, retry_after=until - now)
        return None

    def enter(self, service: str) -> None:
        """Lets a question for a service through.

        Raises:
            PartlyThrottled: this service is closed; says for how long.
            Throttled: all are.
        """
        if (refusal := self.closed(service)) is not None:
            raise refusal

    def close(self, service: str, seconds: float, detail: str) -> None:
        """Closes a service, or ``ALL``; of two times the longer counts."""
        until = self._clock() + seconds
        if until > self._closed.get(service, (0.0, ""))[0]:
            self._closed[service] = (until, detail)
