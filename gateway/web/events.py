"""The events of a stream as types: what every line of NDJSON and every message of SSE holds."""

from __future__ import annotations

from msgspec import Struct

from gateway.present.answer import ConflictOut, DossierOut, FamilyOut, OutcomeOut, QueryOut
from gateway.questions.telling import Withdrawn


class FamilyEvent(Struct, frozen=True, tag_field="event", tag="family"):
    """The family as it is known now."""

    family: FamilyOut


class DossierEvent(Struct, frozen=True, tag_field="event", tag="dossier"):
    """One dossier as it is known now."""

    dossier: DossierOut


class OutcomeEvent(Struct, frozen=True, tag_field="event", tag="outcome"):
    """What became of one ask."""

    outcome: OutcomeOut


class WithdrawnEvent(Struct, frozen=True, tag_field="event", tag="withdrawn"):
    """Something that was told is no part of the answer any more."""

    withdrawn: Withdrawn


class DoneEvent(Struct, frozen=True, tag_field="event", tag="done"):
    """The end: what remains of the answer. A stream that ends without it is not whole."""

    query: QueryOut
    conflicts: tuple[ConflictOut, ...]
    complete: bool


EVENTS = FamilyEvent | DossierEvent | OutcomeEvent | WithdrawnEvent | DoneEvent
"""For ``msgspec.json.decode(line, type=EVENTS)``."""
