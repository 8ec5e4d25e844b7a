"""What providers answered lately: metadata only, per provider and operation, bounded in bytes.

A merged answer is never kept by time (a partial one would outlive the outage), and content has no type
here. "Not held" and "withheld" are kept as long as what is held: when a provider is asked again would else
tell whoever may not see its answer that there is one. Visibility is decided after reading, never before
storing.

Which applications a provider listed lately, whatever it was asked, is found again without being kept twice;
for some seconds without a cache too, since who asked for a family asks for its files next.
"""

from __future__ import annotations

import msgspec
from cachetools import LRUCache

from connectors.model import Application, Family
from connectors.numbers.identity import ApplicationNumber
from connectors.serving import holding
from gateway.asks import Ask, OutcomeCode, Part
from gateway.world import Provider

LISTED_SECONDS = 10.0
"""How long what a provider lists is found at least, even if it is kept for nothing else."""

_OVERHEAD = 1_024
_RESIDENT_PER_ENCODED_BYTE = 6
"""Bytes of memory that decoded facts take for each byte of their encoding (see ``tests/bench``)."""
_LISTED = 160
"""Bytes of memory by which one listed application is found again."""


class Key(msgspec.Struct, frozen=True, cache_hash=True):
    """An ask of one revision of a provider's endpoint."""

    ask: Ask
    revision: str

    @classmethod
    def of(cls, ask: Ask, provider: Provider) -> Key:
        """The key under which this provider's answer to the ask is kept and shared."""
        return cls(ask, provider.revision)


class Entry(msgspec.Struct, frozen=True):
    """A kept answer: a part, or a negative code with its sentence; ``stored`` is monotonic seconds."""

    stored: float
    part: Part | None = None
    code: OutcomeCode = "ok"
    detail: str | None = None

    @property
    def weight(self) -> int:
        """Bytes of memory that this entry is charged for."""
        if self.part is None:
            return _OVERHEAD
        return _OVERHEAD + self.part.size * _RESIDENT_PER_ENCODED_BYTE + len(self.members) * _LISTED

    @property
    def members(self) -> tuple[Application, ...]:
        """What it lists; nothing unless it is a family."""
        facts = None if self.part is None else self.part.facts
        return facts.members if isinstance(facts, Family) else ()


Place = tuple[ApplicationNumber, str, str]
"""An application, a provider and the revision of its endpoint."""


class _Entries(LRUCache[Key, Entry]):
    """The entries; and by place the latest that lists it, as long as that one is kept.

    What a provider said later of an application's own number counts instead, though it lists it no more; that
    it does not hold that number is noted as ``disowned``.
    """

    def __init__(self, max_bytes: int) -> None:
        super().__init__(max_bytes, getsizeof=lambda entry: entry.weight)
        self.listing: dict[Place, Key] = {}
        self.disowned: set[Place] = set()

    def __setitem__(self, key: Key, entry: Entry) -> None:
        self.pop(key, None)
        super().__setitem__(key, entry)
        if key.ask.operation == "family":
            own = _own(key)
            if own in self.listing and entry.code == "not_held":
                self.disowned.add(own)
            elif own is not None:
                self._forget(own)
            places = _places(key, entry)
            self.listing.update(dict.fromkeys(places, key))
            self.disowned.difference_update(places)

    def __delitem__(self, key: Key) -> None:
        for place in _places(key, self[key]):
            if self.listing.get(place) == key:
                self._forget(place)
        super().__delitem__(key)

    def _forget(self, place: Place) -> None:
        self.listing.pop(place, None)
        self.disowned.discard(place)


def _own(key: Key) -> Place | None:
    """The place of the application by whose own number a family was asked for."""
    application = key.ask.application if key.ask.number.type == "application" else None
    return None if application is None else (application, key.ask.provider, key.revision)


def _places(key: Key, entry: Entry) -> list[Place]:
    return [(member.number, key.ask.provider, key.revision) for member in entry.members]


class PartCache:
    """Least recently used entries go first when ``max_bytes`` are reached.

    Both seconds 0 is no cache: what is said of families is then kept for ``LISTED_SECONDS`` and for
    ``listing`` alone; whoever keeps it drops it.
    """

    def __init__(self, max_bytes: int, fresh_seconds: float, stale_seconds: float) -> None:
        self._entries = _Entries(max_bytes)
        self._fresh = fresh_seconds
        self._stale = stale_seconds

    @property
    def lasting(self) -> bool:
        """Whether it is a cache."""
        return self._fresh + self._stale > 0

    @property
    def bytes(self) -> int:
        """Bytes that the entries are charged for now."""
        return int(self._entries.currsize)

    def fresh(self, key: Key, now: float) -> Entry | None:
        """The entry, when it can be shown without asking again."""
        entry = self._entries.get(key)
        return entry if entry is not None and now - entry.stored < self._fresh else None

    def listing(
        self, application: ApplicationNumber, provider: Provider, now: float, *, old: bool = False
    ) -> tuple[Ask, Entry] | None:
        """The latest answer of a provider that lists an application, if it is fresh; and what was asked.

        Many list members that they do not find by the member's own number: that they do not hold it is a
        later word about the application in the office's own service alone. ``old``: also an answer that could
        be shown only because asking again failed.
        """
        place = (application, provider.id, provider.revision)
        key = self._entries.listing.get(place)
        if key is None or (place in self._entries.disowned and _at_home(application, provider)):
            return None
        entry = self.stale(key, now) if old else self._entries.get(key)
        if entry is None or (not old and now - entry.stored >= max(self._fresh, LISTED_SECONDS)):
            return None
        return key.ask, entry

    def stale(self, key: Key, now: float) -> Entry | None:
        """The entry with a part, when it may still be shown because asking again failed."""
        entry = self._entries.get(key)
        if entry is None or entry.part is None or now - entry.stored >= self._fresh + self._stale:
            return None
        return entry

    def keep(self, key: Key, entry: Entry) -> None:
        """Keeps an answer; one that is larger than the whole cache is not kept."""
        wanted = self.lasting or key.ask.operation == "family"
        if wanted and entry.weight <= self._entries.maxsize:
            self._entries[key] = entry
        else:
            self._entries.pop(key, None)

    def drop(self, key: Key, stored: float) -> None:
        """Forgets the answer that was stored then, unless another has taken its place."""
        entry = self._entries.get(key)
        if entry is not None and entry.stored == stored:
            del self._entries[key]

    def purge(self, provider: str) -> None:
        """Forgets everything that a provider answered."""
        for key in [key for key in self._entries if key.ask.provider == provider]:
            self._entries.pop(key, None)


def _at_home(application: ApplicationNumber, provider: Provider) -> bool:
    """Whether this is the own service of the application's office."""
    office = holding(application.office, application.kind)
    return provider.hosted and office in map(holding, provider.endpoint.serves)
