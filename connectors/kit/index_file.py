"""Where the index of a folder lies: in a file that is kept from one run to the next, or in a passing one.

A kept index is locked for one process and replaced whole: it is built beside itself and put in its place when
it is complete, so that a crash at any moment leaves a complete index or none.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from connectors.kit.index import Index

FILE = ".casegate-index.sqlite"
"""The file's name where only its directory is given."""
_BESIDE = ("-wal", "-shm", "-journal")


class IndexTrouble(OSError):
    """An index cannot be kept where it should be; ``str()`` says where and why."""


class IndexInUse(IndexTrouble):
    """Another process keeps this index."""


class IndexFile:
    """The place of one index.

    Args:
        path: a file, or a directory for a file of the usual name; ``None``: a passing one.

    Raises:
        IndexInUse: another process keeps it.
        IndexTrouble: it cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self._passing = tempfile.mkdtemp(prefix="casegate-index-") if path is None else None
        if path is None:
            self.path = Path(self._passing or "") / FILE
        else:
            self.path = path / FILE if path.is_dir() else path
        self._lock: int | None = None
        try:
            self._lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            self.close()
            raise IndexInUse(f"the index {self.path} is in use by another process") from problem
        except OSError as problem:
            self.close()
            raise IndexTrouble(f"the index {self.path} cannot be written: {problem.strerror}") from problem

    def opened(self, fits: Callable[[Index], bool], build: Callable[[Index], None]) -> Index:
        """The index that lies here, if it is sound and fits; else a new one, as ``build`` fills it.

        Raises:
            IndexTrouble: it cannot be written.
        OSError: what ``build`` raised.
        """
        try:
            found = self._found(fits)
            if found is None:
                self._replace(build)
                found = Index(self.path)
        except sqlite3.Error as problem:
            raise IndexTrouble(f"the index {self.path} cannot be written: {problem}") from problem
        return found

    def close(self) -> None:
        """Gives the place free, and removes a passing index. Idempotent."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if self._passing is not None:
            shutil.rmtree(self._passing, ignore_errors=True)

    def _found(self, fits: Callable[[Index], bool]) -> Index | None:
        if not self.path.exists():
            return None
        index = None
        try:
            index = Index(self.path)
            if fits(index):
                return index
        except sqlite3.DatabaseError:
            pass
        if index is not None:
            index.close()
        return None

    def _replace(self, build: Callable[[Index], None]) -> None:
        part = Path(f"{self.path}.part")
        for old in (part, *(Path(f"{part}{end}") for end in _BESIDE)):
            old.unlink(missing_ok=True)
        index = Index(part, building=True)
        try:
            build(index)
        except BaseException:
            index.close()
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        index.close()
        _to_disk(part)
        for old in (self.path, *(Path(f"{self.path}{end}") for end in _BESIDE)):
            old.unlink(missing_ok=True)
        part.replace(self.path)
        _to_disk(self.path.parent)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
