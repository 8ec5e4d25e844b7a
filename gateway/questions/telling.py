"""What a stream tells: whole values that replace by key, and what is no part of the answer any more.

Folding is keeping the newest of each key and removing what is withdrawn. That gives the JSON answer and
nothing besides, whatever the answers that came in between made of spellings, claims and members.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from gateway.present.answer import FamilyOut, QueryOut
from gateway.present.present import Presented
from gateway.present.sheets import Dated

_encode = msgspec.json.Encoder().encode


class Event(msgspec.Struct, frozen=True):
    """One piece of a streamed answer: a whole value that replaces the one of the same name and key."""

    name: str
    value: dict[str, Any]

    def encoded(self) -> bytes:
        """The event as one JSON object."""
        written = {k: msgspec.Raw(v.json) if isinstance(v, Dated) else v for k, v in self.value.items()}
        return _encode({"event": self.name, **written})


Write = Callable[[Event], Awaitable[None]]


class OutcomeKey(msgspec.Struct, frozen=True, rename="camel"):
    """Which outcome: there is one for each provider, operation and application."""

    provider: str
    operation: str
    application_number: str | None


class Withdrawn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What this stream has told and is no part of the answer any more: a dossier, or an outcome.

    ``dossier`` is its DOCDB number. It is said by key alone, so that it says nothing that was not told.
    """

    dossier: str | UnsetType = UNSET
    outcome: OutcomeKey | UnsetType = UNSET


class Telling:
    """What one stream has told that stands: tells what is new in each answer, and takes back what is gone."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._family: FamilyOut | None = None
        self._standing: dict[Withdrawn, Event] = {}

    async def tell(self, presented: Presented) -> None:
        """Tells in what this answer differs from what stands.

        What is gone is withdrawn first, so that at every moment each dossier is one of a member.
        """
        events = _events(presented)
        for key in [key for key in self._standing if key not in events]:
            del self._standing[key]
            await self._write(Event("withdrawn", {"withdrawn": key}))
        if self._family != presented.family:
            self._family = presented.family
            await self._write(Event("family", {"family": presented.family}))
        for key, event in events.items():
            if self._standing.get(key) != event:
                self._standing[key] = event
                await self._write(event)

    async def finish(self, query: QueryOut, presented: Presented) -> None:
        """Tells the rest of the answer, and that nothing follows."""
        rest = {"query": query, "conflicts": presented.conflicts, "complete": presented.complete}
        await self._write(Event("done", rest))


def _events(presented: Presented) -> dict[Withdrawn, Event]:
    """Everything of an answer that has a key, by what it would be withdrawn with."""
    events: dict[Withdrawn, Event] = {}
    for dossier in presented.dossiers:
        events[Withdrawn(dossier=dossier.sheet.docdb)] = Event("dossier", {"dossier": dossier})
    for outcome in presented.outcomes:
        key = OutcomeKey(outcome.provider, outcome.operation, outcome.application_number)
        events[Withdrawn(outcome=key)] = Event("outcome", {"outcome": outcome})
    return events
