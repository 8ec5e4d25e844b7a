"""One question to one provider (an ask) and what became of it (an outcome).

An ask carries no requester: what an answer may show is decided after it came, so that asks are shared by
everybody who wants the same thing. The outcome is the one operational record: answers, logs, statistics
and the benchmarks all read it.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Collection
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from connectors.contract import Operation, Scope
from connectors.model import Dossier, Family, RelayedOutcome
from connectors.numbers.identity import ApplicationNumber, Number

OutcomeCode = Literal[
    "ok", "cached", "stale", "not_held", "withheld", "timed_out", "unavailable", "throttled", "credentials",
    "malformed", "unsupported", "suspended", "backoff", "maintenance", "internal",
]  # fmt: skip

SETTLED: frozenset[OutcomeCode] = frozenset({"ok", "cached", "not_held", "withheld"})
"""Codes after which nothing more can be learnt from this ask: they leave an answer complete."""

FileOperation = Literal["dossier", "citations"]
"""What a member's file can be asked for: its document list, or what was cited and how it is classified."""

NEGATIVE: frozenset[OutcomeCode] = frozenset({"not_held", "withheld"})

_encode = msgspec.msgpack.Encoder().encode


def digest(facts: Family | Dossier) -> bytes:
    """Identifies facts by their content, whenever those behind a gateway were asked for it."""
    return _identity(_encode(_undated(facts)))


def _undated(facts: Family | Dossier) -> Family | Dossier:
    """The facts without the moments at which a gateway got what it passes on."""
    if isinstance(facts, Family) or all(source.retrieved_at is None for source in facts.sources):
        return facts
    return replace(facts, sources=tuple(replace(source, retrieved_at=None) for source in facts.sources))


def _identity(encoded: bytes) -> bytes:
    """SHA-256 for speed, where the processor has it, not for secrecy."""
    return hashlib.sha256(encoded).digest()[:16]


class Ask(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """One question to one provider; two requesters who want the same thing share one ask."""

    provider: str
    operation: Operation
    number: Number
    scope: Scope = "simple"

    @property
    def application(self) -> ApplicationNumber | None:
        """The application that is asked about, ``None`` when the question is by publication number."""
        return self.number.application


class Part(msgspec.Struct, frozen=True):
    """What one provider answered to one ask: metadata only.

    ``facts`` can hold no content: a family or a dossier is all that a part, and so the cache, has a type
    for. ``digest`` identifies the facts but for the moments at which a gateway got them, ``size`` is their
    encoded length in bytes, without these.
    """

    facts: Family | Dossier
    digest: bytes
    size: int
    retrieved_at: datetime

    @classmethod
    def of(cls, facts: Family | Dossier, retrieved_at: datetime) -> Part:
        """Wraps facts that were just retrieved.

        Raises:
            TypeError: the facts are neither a family nor a dossier.
        """
        if not isinstance(facts, Family | Dossier):
            raise TypeError(f"a part holds a family or a dossier, never {type(facts).__name__}")
        encoded = _encode(_undated(facts))
        return cls(facts, _identity(encoded), len(encoded), retrieved_at)


class Wrapping:
    """Makes parts; of the very same facts, as a reading that is remembered gives them, without encoding these
    again. Known are facts that somebody keeps, and no longer.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Family | Dossier], bytes, int]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def part(self, facts: Family | Dossier, retrieved_at: datetime) -> Part:
        """Wraps facts that were just retrieved, as ``Part.of`` does."""
        place = id(facts)
        known = self._known.get(place)
        if known is not None and known[0]() is facts:
            return Part(facts, known[1], known[2], retrieved_at)
        part = Part.of(facts, retrieved_at)
        kept = weakref.ref(facts, lambda _: self._known.pop(place, None))
        self._known[place] = kept, part.digest, part.size
        return part


def unanswered(outcomes: Collection[Outcome]) -> list[Outcome]:
    """The outcomes of asks that nothing settled: of an answer that is not whole what it holds is known."""
    settled = {outcome.ask for outcome in outcomes if outcome.settled}
    return [outcome for outcome in outcomes if outcome.ask not in settled]


class Outcome(msgspec.Struct, frozen=True):
    """What became of an ask.

    ``part`` is there exactly when ``code`` is ``ok``, ``cached`` or ``stale``. ``seconds`` is the time from
    the ask to this outcome, ``age_seconds`` how old the part is, ``retry_after_seconds`` when it makes sense
    to ask again. ``detail`` is a sentence for the requester. ``behind`` is what failed now, when the code is
    ``stale``. ``relayed`` is whom a gateway could not ask that knows nothing.
    """

    ask: Ask
    code: OutcomeCode
    part: Part | None = None
    seconds: float = 0.0
    attempts: int = 0
    age_seconds: float = 0.0
    retry_after_seconds: float | None = None
    detail: str | None = None
    behind: OutcomeCode | None = None
    relayed: tuple[RelayedOutcome, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing more can be learnt by asking this again."""
        return self.code in SETTLED
