"""Reads an index for the questions that come: dossiers, contents and sheets.

What stands in a sub-folder that has changed is never given: it is to be read again first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from cachetools import LRUCache

from connectors.errors import NotHeld, Withheld
from connectors.kit.content import Content, StoredFile, open_beneath
from connectors.kit.index import Index, Row
from connectors.kit.sheets import ApplicationSheet, Held, held_from
from connectors.kit.shelf import MEDIA_TYPES
from connectors.model import Coverage
from connectors.numbers.identity import ApplicationNumber

_KEPT_DOCUMENTS = 10_000
_KEPT_LOOKS = 10_000
_TOGETHER = 100


class Outdated(Exception):
    """What is asked for stands in a sub-folder that is to be read again first."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Read(msgspec.Struct, frozen=True):
    """A shelf with its documents; ``files`` leads from a document's id to its file."""

    name: str
    held: Held
    files: Mapping[str, str]


class Reader:
    """The reading side of a folder's index; for one thread at a time.

    Args:
        root: the folder.
        index: a connection of its own.
        has_changed: whether a sub-folder (by name) is another than its signature says.
        rescan_seconds: how long a look at a sub-folder counts.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        root: Path,
        index: Index,
        has_changed: Callable[[str, str], bool],
        *,
        rescan_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self.index = index
        self._root = root
        self._has_changed = has_changed
        self._rescan_seconds = rescan_seconds
        self._clock = clock
        self._read: LRUCache[int, _Read] = LRUCache(_KEPT_DOCUMENTS, lambda one: 1 + len(one.files))
        self._covered: tuple[int, tuple[Coverage, ...]] | None = None
        self._looks: LRUCache[str, float] = LRUCache(_KEPT_LOOKS)

    def dossier(self, number: ApplicationNumber) -> Held:
        """One application.

        Raises:
            NotHeld: there is no folder of it.
            Outdated: its folder is to be read again.
        """
        with self.index.reading():
            row = self.index.row(number)
            if row is None:
                raise NotHeld(f"no file of {number.docdb} is held here")
            return self._held(row).held

    def content(self, document: str, rendition: str | None) -> Content:
        """The file of a document, with the size that it has now.

        Raises:
            NotHeld: there is none of this id or in this form, or the id is that of several documents.
            Withheld: the file it belongs to is not open to inspection.
            Outdated: its folder is to be read again.
        """
        with self.index.reading():
            shelves = [self._held(row) for row in self.index.rows_of_document(document)]
        found = [one for one in shelves if document in one.files]
        if len(found) != 1:
            raise NotHeld("no such document is held here" if not found else "several documents have this id")
        shelf = found[0]
        if shelf.held.withheld:
            raise Withheld(f"the file of {shelf.held.number.docdb} is not open to inspection")
        listed = next(one for one in shelf.held.dossier.documents if one.id == document)
        if rendition is not None and all(rendition not in (one.id, one.format) for one in listed.renditions):
            raise NotHeld("the document is not held in this form")
        return self._stored((shelf.name, shelf.files[document]))

    def coverages(self) -> tuple[Coverage, ...]:
        """What is held of each office; counted anew when the index has changed."""
        version = self.index.version()
        if self._covered is None or self._covered[0] != version:
            self._covered = version, self.index.coverages()
        return self._covered[1]

    def sheets(self, after: str | None) -> list[tuple[str, ApplicationSheet]]:
        """Name and whole sheet of the next shelves that are served."""
        with self.index.reading():
            return [
                (row.name, msgspec.structs.replace(row.sheet, documents=self.index.documents(row)))
                for row in self.index.rows_after(after, _TOGETHER)
            ]

    def _held(self, row: Row) -> _Read:
        """A row with its documents, if it is no older than a look counts."""
        now = self._clock()
        if now - self._looks.get(row.name, float("-inf")) >= self._rescan_seconds:
            self._looks[row.name] = now
            if self._has_changed(row.name, row.signature):
                raise Outdated(row.name)
        known = self._read.get(row.id)
        if known is None:
            sheet = msgspec.structs.replace(row.sheet, documents=self.index.documents(row))
            known = _Read(
                row.name, held_from(sheet), {one.id or "": one.file or "" for one in sheet.documents}
            )
            if len(known.files) < _KEPT_DOCUMENTS:
                self._read[row.id] = known
        return known

    def _stored(self, parts: tuple[str, str]) -> Content:
        descriptor = open_beneath(self._root, parts)
        try:
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        suffix = parts[-1].rpartition(".")[2].lower()
        return StoredFile(self._root, parts, size, MEDIA_TYPES[suffix])
