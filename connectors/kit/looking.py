"""Keeps the index as the folder is: what is new is read, what has changed is read again, what has gone goes.

The folder's own listing is taken when the folder's time changes; its sub-folders are looked at in slices, one
slice a look, so that a look costs the same however much is held. A folder changed so shortly before it was
read that a further change could carry the same time is looked at again.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from connectors.kit.index import Index
from connectors.kit.shelf import SHEET, TABLE, Shelf, is_document, read_shelf

SLICE = 2000
READING = 20_000
_TOGETHER = 200
_READERS = 4
_UNSETTLED = ""
_SETTLED_NANOSECONDS = 2_000_000_000
"""The coarsest times of file systems in use are two seconds."""
_REMARKS = 1000


class Looker:
    """Looks at a folder for one index; for one thread at a time.

    Args:
        root: the folder.
        office: the office assumed for sub-folders named without an office code.
        index: the index to keep.
        progress: told how many documents have been read so far, now and then.
        wall: the time that file systems write down, in nanoseconds.
        slice: how many sub-folders are looked at in one look.
        reading: how many documents are read in one look, about; what is more waits for the next.
    """

    def __init__(
        self,
        root: Path,
        office: str | None,
        index: Index,
        *,
        progress: Callable[[int], None] = lambda documents: None,
        wall: Callable[[], int] = time.time_ns,
        slice: int = SLICE,
        reading: int = READING,
    ) -> None:
        self.strays: tuple[str, ...] = ()
        """Remarks on links, which are not followed, and on documents beside the sub-folders."""
        self._root = root
        self._office = office
        self._index = index
        self._progress = progress
        self._wall = wall
        self._slice = slice
        self._reading = reading
        self._listed = _UNSETTLED
        self._behind = 0
        self._read = 0

    def read_new(self) -> None:
        """Reads everything that the index does not have.

        Raises:
            OSError: the folder cannot be listed.
        """
        self._list()
        while self._read_waiting():
            pass

    def catch_up(self) -> None:
        """Looks at everything; what is unchanged is not read again.

        Raises:
            OSError: the folder cannot be listed.
        """
        self.read_new()
        self._behind = 0
        while self._check_slice():
            pass

    def look(self) -> None:
        """Looks at what is next.

        Raises:
            OSError: the folder cannot be listed.
        """
        self._list()
        self._read_waiting()
        self._check_slice()

    def has_changed(self, name: str, known: str) -> bool:
        """Whether a sub-folder is another than when it was read; reads nothing."""
        return known == _UNSETTLED or self._signature(name) != known

    def refresh(self, name: str) -> None:
        """Reads one sub-folder again."""
        with self._index.changing():
            self._take(name)

    def _list(self) -> None:
        """Takes the folder's listing, if it has changed."""
        before = self._settled(f"{self._root.stat().st_mtime_ns}")
        if before == self._listed != _UNSETTLED:
            return
        strays: list[str] = []
        self._index.compare(self._names(strays))
        self.strays = tuple(sorted(strays))
        self._listed = before

    def _names(self, strays: list[str]) -> Iterator[str]:
        with os.scandir(self._root) as entries:
            for entry in entries:
                fault = ""
                if entry.is_symlink():
                    fault = "it is a link"
                elif entry.is_dir() and not entry.name.startswith("."):
                    yield entry.name
                elif entry.is_file() and is_document(entry.name):
                    fault = "it lies in no sub-folder of an application"
                if fault and len(strays) < _REMARKS:
                    strays.append(f"{entry.name}: not served: {fault}")

    def _read_waiting(self) -> bool:
        """Reads folders that wait, several at a time since disks are slow; whether there were any."""
        read = 0
        with ThreadPoolExecutor(_READERS, "casegate-folders") as readers:
            while read < self._reading:
                with self._index.changing():
                    names = self._index.waiting(_TOGETHER)
                    if not names:
                        break
                    for name, seen in zip(names, readers.map(self._see, names), strict=True):
                        read += self._keep(name, seen)
                self._progress(self._read)
        return read > 0

    def _check_slice(self) -> bool:
        """Reads those of the next sub-folders that have changed; whether there are more behind them."""
        found = self._index.slice(self._behind, self._slice)
        changed = [name for _, name, known in found if self.has_changed(name, known)]
        for start in range(0, len(changed), _TOGETHER):
            with self._index.changing():
                for name in changed[start : start + _TOGETHER]:
                    self._take(name)
        self._behind = found[-1][0] if len(found) == self._slice else 0
        return self._behind > 0

    def _take(self, name: str) -> None:
        """Takes one sub-folder into the index as it is now, or out of it."""
        self._keep(name, self._see(name))

    def _see(self, name: str) -> tuple[str, Shelf] | None:
        """One sub-folder as it is now, with its signature from before it was read; ``None`` if it is none."""
        try:
            known = os.lstat(self._root / name)
        except OSError:
            return None
        if not stat.S_ISDIR(known.st_mode):
            return None
        signature = self._settled(self._signature(name))
        return signature, read_shelf(self._root, name, self._office)

    def _keep(self, name: str, seen: tuple[str, Shelf] | None) -> int:
        """Takes what was seen of a sub-folder into the index; gives what that counts for, in documents."""
        if seen is None:
            self._index.remove(name)
            return 1
        signature, shelf = seen
        self._index.put(shelf, signature)
        self._read += len(shelf.files)
        return max(1, len(shelf.files))

    def _signature(self, name: str) -> str:
        """What changes when files come or go or a description is rewritten: times and sizes."""
        found = []
        path = f"{self._root}{os.sep}{name}"
        for one in (path, f"{path}{os.sep}{SHEET}", f"{path}{os.sep}{TABLE}"):
            try:
                known = os.lstat(one)
            except OSError:
                found.append("-")
            else:
                found.append(f"{known.st_mtime_ns}.{known.st_size}")
        return " ".join(found)

    def _settled(self, signature: str) -> str:
        """The signature, or none when it is so young that it could hide a further change."""
        times = [int(one.partition(".")[0]) for one in signature.split() if one != "-"]
        return signature if self._wall() - max(times, default=0) > _SETTLED_NANOSECONDS else _UNSETTLED
