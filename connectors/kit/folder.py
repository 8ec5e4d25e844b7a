"""The provider kit over a folder: one sub-folder for each application, named by its number.

::

    files/
      NZ 818923/
        dossier.json                                  optional: bibliographic data, visibility
        index.csv                                     optional: one row a file
        2021-03-04_EXRP_Examination report.pdf
        2021-09-01_AMDC_Amended claims.pdf

What is put into the folder is served within ``rescan_seconds`` of the next question; content goes from the
disk to the wire in small pieces. Nothing outside the folder can be reached: links are not followed, at any
level, and names come only from listing. A sub-folder that cannot be read with certainty is not served at
all, and ``remarks`` says why.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from connectors.contract import Scope
from connectors.kit.content import Content, StoredFile, open_beneath
from connectors.kit.holdings import MemoryHoldings, Place
from connectors.kit.shelf import MEDIA_TYPES, SHEET, TABLE, Shelf, read_shelf
from connectors.model import Application, Coverage, Dossier
from connectors.numbers.identity import ApplicationNumber, Number

_Signature = tuple[tuple[int, int], ...]


class _Snapshot(msgspec.Struct, frozen=True):
    """The folder as it was read last."""

    shelves: Mapping[str, Shelf]
    signatures: Mapping[str, _Signature]
    holdings: MemoryHoldings
    remarks: tuple[str, ...] = ()


class FolderHoldings:
    """Holdings in a folder.

    Args:
        folder: the folder; it must exist.
        office: the office assumed for sub-folders named without an office code.
        rescan_seconds: how often the folder is looked at, at most, when questions come.
        clock: monotonic seconds.

    Raises:
        NotADirectoryError: there is no such folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        office: str | None = None,
        rescan_seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = folder.resolve()
        if not self._root.is_dir():
            raise NotADirectoryError(f"{folder} is no folder")
        self._office = office
        self._rescan_seconds = rescan_seconds
        self._clock = clock
        self._lock = asyncio.Lock()
        self._snapshot: _Snapshot | None = None
        self._looked_at = 0.0

    async def find_family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """The applications in the folder that belong to the family of a number."""
        return await (await self._current()).holdings.find_family(number, scope)

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """One application's dossier."""
        return await (await self._current()).holdings.get_dossier(number)

    async def open_content(self, document: str, rendition: str | None = None) -> Content:
        """The content of a document by its id; a file is its only rendition."""
        return await (await self._current()).holdings.open_content(document, rendition)

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What the folder holds of each office."""
        return await (await self._current()).holdings.get_coverages()

    async def get_shelves(self) -> tuple[Shelf, ...]:
        """The application folders that are served, sorted by name."""
        snapshot = await self._current()
        return tuple(shelf for _, shelf in sorted(snapshot.shelves.items()) if shelf.held is not None)

    async def get_remarks(self) -> tuple[str, ...]:
        """What the office should know: sub-folders that are not served and why, files that are missing."""
        return (await self._current()).remarks

    async def _current(self) -> _Snapshot:
        """The folder as it is now, or was ``rescan_seconds`` ago at most."""
        async with self._lock:
            now = self._clock()
            if self._snapshot is None or now - self._looked_at >= self._rescan_seconds:
                self._snapshot = await asyncio.to_thread(self._look, self._snapshot)
                self._looked_at = now
            return self._snapshot

    def _look(self, before: _Snapshot | None) -> _Snapshot:
        """Reads the sub-folders that have changed."""
        links = []
        signatures: dict[str, _Signature] = {}
        with os.scandir(self._root) as entries:
            for entry in entries:
                if entry.is_symlink():
                    links.append(f"{entry.name}: not served: it is a link")
                elif entry.is_dir() and not entry.name.startswith("."):
                    signatures[entry.name] = _signature(self._root / entry.name)
        if before is not None and before.signatures == signatures:
            return before
        shelves = {
            name: before.shelves[name]
            if before is not None and before.signatures.get(name) == signature
            else read_shelf(self._root, name, self._office)
            for name, signature in sorted(signatures.items())
        }
        remarks = [*sorted(links), *(remark for shelf in shelves.values() for remark in shelf.remarks)]
        served: dict[ApplicationNumber, Shelf] = {}
        files: dict[str, tuple[str, str]] = {}
        for name, shelf in shelves.items():
            if shelf.held is None:
                continue
            first = served.setdefault(shelf.held.number, shelf)
            if first is not shelf:
                remarks.append(f"{name}: not served: {first.name} is the same application")
                continue
            files |= {document: (name, file) for document, file in shelf.files.items()}
        holdings = MemoryHoldings(
            (shelf.held for shelf in served.values() if shelf.held is not None),
            lambda place: self._stored(files, place),
        )
        return _Snapshot({one.name: one for one in served.values()}, signatures, holdings, tuple(remarks))

    def _stored(self, files: Mapping[str, tuple[str, str]], place: Place) -> Content:
        """The file of a document, with the size that it has now."""
        parts = files[place.document.id]
        descriptor = open_beneath(self._root, parts)
        try:
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        suffix = parts[-1].rpartition(".")[2].lower()
        return StoredFile(self._root, parts, size, MEDIA_TYPES[suffix])


def _signature(path: Path) -> _Signature:
    """What changes when files come or go or a description is rewritten: times and sizes."""
    found = []
    for name in ("", SHEET, TABLE):
        try:
            known = (path / name).stat(follow_symlinks=False)
        except OSError:
            found.append((0, 0))
        else:
            found.append((known.st_mtime_ns, known.st_size))
    return tuple(found)
