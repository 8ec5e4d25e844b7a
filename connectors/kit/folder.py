"""The provider kit over a folder: one sub-folder for each application, named by its number.

::

    files/
      NZ 818923/
        dossier.json                                  optional: bibliographic data, visibility
        index.csv                                     optional: one row a file
        2021-03-04_EXRP_Examination report.pdf
        2021-09-01_AMDC_Amended claims.pdf

What is put into the folder is served within ``rescan_seconds`` of the next question about it; content goes
from the disk to the wire in small pieces. Nothing outside the folder can be reached: links are not followed,
at any level, and names come only from listing. A sub-folder that cannot be read with certainty is not served
at all, and ``get_remarks`` says why.

What is known of the folder stands in an index on disk (``connectors.kit.index``), so that memory stays small
however many documents there are. The index is looked after in slices; besides, the sub-folder that a question
is about is looked at before it is answered.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from connectors.contract import Scope
from connectors.errors import Unavailable, Withheld
from connectors.kit.content import Content
from connectors.kit.index import Index
from connectors.kit.index_file import IndexFile
from connectors.kit.looking import Looker
from connectors.kit.reading import Outdated, Reader
from connectors.kit.register import family
from connectors.kit.sheets import ApplicationSheet
from connectors.model import Application, Coverage, Dossier
from connectors.numbers.identity import ApplicationNumber, Number

_Found = TypeVar("_Found")
_REMARKS = 1000
_TRIES = 3


class _Desk(NamedTuple):
    """An open index: what keeps it, what reads it, and how it is closed."""

    looker: Looker
    reader: Reader
    close: Callable[[], None]


class FolderHoldings:
    """Holdings in a folder. Nothing is read before the first question, or ``open``.

    Args:
        folder: the folder; it must exist, and need not be writable.
        office: the office assumed for sub-folders named without an office code.
        index: where to keep the index from one run to the next, a file or a directory; ``None``: nowhere.
        rescan_seconds: how often the folder is looked at, at most, when questions come.
        clock: monotonic seconds.
        progress: told how many documents have been read so far, while the folder is read for the first time;
            called in another thread.

    Raises:
        NotADirectoryError: there is no such folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        office: str | None = None,
        index: Path | None = None,
        rescan_seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        progress: Callable[[int], None] = lambda documents: None,
    ) -> None:
        self._root = folder.resolve()
        if not self._root.is_dir():
            raise NotADirectoryError(f"{folder} is no folder")
        self._office = office
        self._place = index
        self._closing = closing = threading.Event()

        def told(documents: int) -> None:
            progress(documents)
            if closing.is_set():
                raise InterruptedError("closed while the folder was read")

        self._progress = told
        self._rescan_seconds = rescan_seconds
        self._clock = clock
        self._lock = asyncio.Lock()
        self._looked_at = 0.0
        self._desk: _Desk | None = None
        self._opening: asyncio.Future[_Desk] | None = None
        self._writing = ThreadPoolExecutor(1, "casegate-index")
        self._reading = ThreadPoolExecutor(1, "casegate-shelves")

    async def open(self) -> None:
        """Reads the folder, unless that has been done.

        Raises:
            IndexTrouble: the index cannot be written, or another process keeps it (``IndexInUse``).
            OSError: the folder cannot be read.
        """
        if self._desk is None:
            if self._opening is None or (self._opening.done() and self._opening.exception() is not None):
                loop = asyncio.get_running_loop()
                self._opening = loop.run_in_executor(self._writing, self._opened)
            self._desk = await asyncio.shield(self._opening)
            self._looked_at = self._clock()
            weakref.finalize(self, self._desk.close)

    async def aclose(self) -> None:
        """Closes the index; a passing one is removed. Nothing can be asked afterwards."""
        self._closing.set()
        for executor in (self._reading, self._writing):
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)
        opening = self._opening
        if opening is not None and not opening.cancelled() and opening.exception() is None:
            opening.result().close()

    async def look(self) -> None:
        """Looks at what is next in the folder, when it is time for that.

        Raises:
            Unavailable: the folder cannot be read, or the index not be written.
        """
        await self._current()

    async def find_family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """The applications in the folder that belong to the family of a number."""
        desk = await self._current()
        return await self._run(self._reading, partial(family, desk.reader.index, number, scope))

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """One application's dossier."""
        held = await self._fresh(lambda reader: reader.dossier(number))
        if held.withheld:
            raise Withheld(f"the file of {number.docdb} is not open to inspection")
        return held.dossier

    async def open_content(self, document: str, rendition: str | None = None) -> Content:
        """The content of a document by its id; a file is its only rendition."""
        return await self._fresh(lambda reader: reader.content(document, rendition))

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What the folder holds of each office."""
        desk = await self._current()
        return await self._run(self._reading, desk.reader.coverages)

    async def sheets(self) -> AsyncIterator[tuple[str, ApplicationSheet]]:
        """The application folders that are served: name, and sheet with all documents; by name."""
        desk = await self._current()
        behind: str | None = None
        while found := await self._run(self._reading, partial(desk.reader.sheets, behind)):
            for one in found:
                yield one
            behind = found[-1][0]

    async def get_remarks(self) -> tuple[str, ...]:
        """What the office should know: what is not served and why, files that are missing."""
        desk = await self._current()
        said = await self._run(self._reading, partial(desk.reader.index.remarks, _REMARKS))
        return (*desk.looker.strays, *said)[:_REMARKS]

    async def _current(self) -> _Desk:
        """The index, with what its folder was ``rescan_seconds`` ago at most, as far as one look goes."""
        async with self._lock:
            if self._desk is None:
                await _translated(self.open())
            elif self._clock() - self._looked_at >= self._rescan_seconds:
                await self._run(self._writing, self._desk.looker.look)
                self._looked_at = self._clock()
            assert self._desk is not None
            return self._desk

    async def _fresh(self, ask: Callable[[Reader], _Found]) -> _Found:
        """What is asked for, from sub-folders as they are now, or were ``rescan_seconds`` ago at most."""
        desk = await self._current()
        for _ in range(_TRIES):
            try:
                return await self._run(self._reading, partial(ask, desk.reader))
            except Outdated as problem:
                name = problem.name
            await self._run(self._writing, partial(desk.looker.refresh, name))
        raise Unavailable("the folder changes faster than it can be read")

    async def _run(self, where: ThreadPoolExecutor, do: Callable[[], _Found]) -> _Found:
        return await _translated(asyncio.get_running_loop().run_in_executor(where, do))

    def _opened(self) -> _Desk:
        """The index of the folder as it is now, made anew when there is none that fits."""
        file = IndexFile(self._place)
        opened: list[Index] = []

        def close() -> None:
            while opened:
                opened.pop().close()
            file.close()

        def build(index: Index) -> None:
            index.describe(self._root, self._office)
            Looker(self._root, self._office, index, progress=self._progress).read_new()

        try:
            writer = file.opened(lambda found: found.fits(self._root, self._office), build)
            opened.append(writer)
            looker = Looker(self._root, self._office, writer, progress=self._progress)
            looker.catch_up()
            opened.append(Index(file.path))
        except BaseException:
            close()
            raise
        reader = Reader(
            self._root,
            opened[-1],
            looker.has_changed,
            rescan_seconds=self._rescan_seconds,
            clock=self._clock,
        )
        return _Desk(looker, reader, close)


async def _translated(answer: Awaitable[_Found]) -> _Found:
    """What is awaited; what the disk does not give now is ``Unavailable``."""
    try:
        return await answer
    except (OSError, sqlite3.Error) as problem:
        raise Unavailable("the folder or its index cannot be read now") from problem
