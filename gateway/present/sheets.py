"""Dossiers as they go out, written once for as long as the same facts come again.

What takes the time in an answer is its document lists. A sheet is one merged dossier as JSON in which only
the moments of retrieval are left open, so that the next answer over the same facts fills in its own. It is
kept under what it was made from: which facts of each part the requester may see, decided anew for every
question, for which audience, in which world. Nothing is kept by time, and nothing of an answer as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from cachetools import LRUCache

from connectors.model import Category, RelayedSource
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import AdmittedDossier
from gateway.present.answer import ConflictOut, DossierOut, ReportsOut, instant
from gateway.present.documents import MergedDossier, Moment, merge_dossier
from gateway.requesters import Requester
from gateway.world import World

MOST_BYTES = 8 * 2**20
"""Bytes of JSON that are kept: some ten thousand documents."""

_OPEN = re.compile(rb'"retrievedAt":"@(\d+)"')
_FIRST = b'"retrievedAt":"@0"'
"""Neither is found in a text: inside a JSON string a quotation mark is escaped."""

_SEARCH: frozenset[Category] = frozenset({"search-report"})
_REPORTS: frozenset[Category] = _SEARCH | {"examination-report", "written-opinion"}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(DossierOut).decode


class Sheet(msgspec.Struct, frozen=True):
    """A merged dossier, written.

    ``pieces`` are its JSON but for the moments of retrieval; ``gaps`` says of each of these, by position,
    whose it is. ``tag`` identifies what it says, whenever that was retrieved. ``open``: it has a document
    that everybody may see.
    """

    docdb: str
    pieces: tuple[bytes, ...]
    gaps: tuple[int, ...]
    tag: bytes
    open: bool
    reports: ReportsOut
    conflicts: tuple[ConflictOut, ...]

    @property
    def size(self) -> int:
        """Bytes that are kept of it, roughly."""
        return sum(map(len, self.pieces)) + 64 * len(self.pieces) + 1_024


class Dated(msgspec.Struct, frozen=True):
    """A dossier as one answer gives it: the sheet, and when each part of it was retrieved.

    ``moments`` are those of its parts and then, each once, those at which gateways got what they passed on.
    """

    sheet: Sheet
    moments: tuple[str, ...]

    @property
    def json(self) -> bytes:
        """The dossier as it goes out."""
        pieces, told = self.sheet.pieces, [f'"retrievedAt":"{moment}"'.encode() for moment in self.moments]
        if len(told) == 1:
            return told[0].join(pieces)
        written = [pieces[0]]
        for place, piece in zip(self.sheet.gaps, pieces[1:], strict=True):
            written += told[place], piece
        return b"".join(written)

    @property
    def dossier(self) -> DossierOut:
        """The same, read."""
        return _decode(self.json)


class Sheets:
    """The sheets that were used most recently, ``most_bytes`` of them."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._sheets: LRUCache[Hashable, tuple[Sheet, World]] = LRUCache(
            most_bytes, getsizeof=lambda kept: kept[0].size
        )

    @property
    def bytes(self) -> int:
        """Bytes that are kept now."""
        return int(self._sheets.currsize)

    def dossier(
        self, number: ApplicationNumber, parts: Iterable[AdmittedDossier], world: World, requester: Requester
    ) -> Dated:
        """The dossier of these parts; merged and written once for the same facts, world and audience."""
        ordered = sorted(parts, key=_place)
        passed_on = [one.retrieved_at for part in ordered for one in part.dossier.sources]
        distinct = [moment for moment in dict.fromkeys(passed_on) if moment is not None]
        moments = tuple([instant(moment) for moment in (*[part.retrieved_at for part in ordered], *distinct)])
        at: dict[datetime | None, int] = {one: place for place, one in enumerate(distinct, len(ordered))}
        key = (
            number,
            requester.audience,
            id(world),
            *[(*_place(part), part.digest) for part in ordered],
            *[at.get(moment) for moment in passed_on],
        )
        kept = self._sheets.get(key)
        if kept is None:
            merged = merge_dossier(number, ordered, world, _opening(ordered, at))
            sheet = write(merged, len(moments))
            if sheet.size > self._sheets.maxsize:
                return Dated(sheet, moments)
            kept = self._sheets[key] = sheet, world
        return Dated(kept[0], moments)


def _opening(ordered: Sequence[AdmittedDossier], at: Mapping[datetime | None, int]) -> Moment:
    """What leaves the moments of retrieval open: of each part, and of what gateways passed on ``at`` some."""
    places = {_place(part): place for place, part in enumerate(ordered)}

    def moment(told: AdmittedDossier | RelayedSource) -> str | None:
        place = places[_place(told)] if isinstance(told, AdmittedDossier) else at.get(told.retrieved_at)
        return None if place is None else f"@{place}"

    return moment


def write(merged: MergedDossier, moments: int) -> Sheet:
    """A sheet of a merged dossier, whose moments of retrieval are all open: ``@`` and a position below
    ``moments``.
    """
    dossier = merged.dossier
    encoded = _encode(dossier)
    if moments == 1:
        pieces = encoded.split(_FIRST)
        gaps = (0,) * (len(pieces) - 1)
    else:
        found = _OPEN.split(encoded)
        pieces, gaps = found[::2], tuple(map(int, found[1::2]))
    return Sheet(
        docdb=dossier.application_number.docdb,
        pieces=tuple(pieces),
        gaps=gaps,
        tag=hashlib.sha256(b"".join(pieces)).digest(),
        open=any(document.visibility == "public" for document in dossier.documents),
        reports=_reports(dossier),
        conflicts=merged.conflicts,
    )


def _reports(dossier: DossierOut) -> ReportsOut:
    reports = [document for document in dossier.documents if document.category in _REPORTS]
    categories = {document.category for document in reports}
    return ReportsOut(
        search="search-report" in categories,
        examination=not categories <= _SEARCH,
        latest=max([document.date for document in reports if document.date is not None], default=None),
    )


def _place(part: AdmittedDossier) -> tuple[str, str, ApplicationNumber]:
    return part.provider.id, part.operation, part.number
