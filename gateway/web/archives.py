"""A ZIP that is written while its entries come in: of any size, and never more than a chunk of it held."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import IO

_EARLIEST, _LATEST = date(1980, 1, 1), date(2107, 12, 31)
_READABLE = 0o100644 << 16
_SMALL_BYTES = 2**30


class _Outlet:
    """What the library writes to; without a position, so that it never goes back."""

    def __init__(self) -> None:
        self._made: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Takes bytes."""
        self._made.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def drain(self) -> bytes:
        """Everything since the last time."""
        made = b"".join(self._made)
        self._made.clear()
        return made


class Archive:
    """One ZIP, nothing in it compressed; ``drain`` takes away what was made, and is called after each step.

    Names in other letters than ASCII are marked as UTF-8. Lengths stand behind each entry and in the
    directory at the end, as wide as they have to be (ZIP64).
    """

    def __init__(self) -> None:
        self._outlet = _Outlet()
        self._zip = zipfile.ZipFile(self._outlet, "w", zipfile.ZIP_STORED, allowZip64=True)  # type: ignore[call-overload]
        self._entry: IO[bytes] | None = None

    def begin(self, name: str, day: date, length: int | None) -> None:
        """Begins an entry of so many bytes, if that is known."""
        day = min(max(day, _EARLIEST), _LATEST)
        about = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
        about.external_attr = _READABLE
        small = length is not None and length < _SMALL_BYTES
        self._entry = self._zip.open(about, "w", force_zip64=not small)

    def write(self, chunk: bytes) -> None:
        """The next bytes of the entry that was begun."""
        if self._entry is not None:
            self._entry.write(chunk)

    def end(self) -> None:
        """Ends the entry."""
        if self._entry is not None:
            self._entry.close()
            self._entry = None

    def finish(self) -> None:
        """Writes the directory, after which nothing follows; also of an archive that is given up."""
        self.end()
        self._zip.close()

    def drain(self) -> bytes:
        """What has been made since the last time."""
        return self._outlet.drain()
