"""Where in an index something is written: the line, and the path in JSON or the column of a table. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec
from msgspec import Raw

from connectors.static_index.parse import read
from connectors.static_index.table import Placed, items

_PROPERTIES = msgspec.json.Decoder(dict[str, Raw])
_COLUMNS = {"number": "application", "titles": "applicationTitle"}
_CELLS = frozenset({"publications", "priorities"})


class Place(msgspec.Struct, frozen=True):
    """A line, and what of it; ``written`` is the text of a cell's part that JSON takes apart."""

    line: int
    path: str = ""
    written: str | None = None


class Written(Protocol):
    """A row of an index as it is written."""

    def place(self, name: str = "", item: int | None = None) -> Place:
        """The row, a property of it, or an item of a property that is a list."""
        ...

    def within(self, name: str, rows: Sequence[Raw]) -> Iterator[Written]:
        """The rows of a list under it."""
        ...


class JsonText:
    """A text in JSON, for its lines."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self._ends = [found.start() for found in re.finditer(b"\n", body)]

    def line(self, offset: int) -> int:
        """The line of a byte; the first is 1."""
        return bisect_left(self._ends, offset) + 1

    def column(self, offset: int) -> int:
        """The byte within its line; the first is 1."""
        line = self.line(offset)
        return offset - (self._ends[line - 2] if line > 1 else -1)

    def whole(self) -> JsonRow:
        """The outermost object."""
        return JsonRow(self, 0, self.body, "")


class JsonRow:
    """An object in a text; ``start`` is its first byte, ``path`` leads to it."""

    def __init__(self, text: JsonText, start: int, row: bytes, path: str) -> None:
        self._text = text
        self._start = start
        self._row = row
        self._path = path
        self._names: dict[str, int] | None = None

    def place(self, name: str = "", item: int | None = None) -> Place:
        """See ``Written``; the line is that of the property's name."""
        found = self._named(name) if name else 0
        path = ".".join(part for part in (self._path, name) if part)
        return Place(self._text.line(self._start + found), path if item is None else f"{path}[{item}]")

    def within(self, name: str, rows: Sequence[Raw]) -> Iterator[JsonRow]:
        """See ``Written``."""
        behind = self._named(name)
        for item, raw in enumerate(rows):
            row = bytes(raw)
            start = max(self._row.find(row, behind), behind)
            behind = start + len(row)
            yield JsonRow(self._text, self._start + start, row, self.place(name, item).path)

    def _named(self, name: str) -> int:
        """Where a property's name stands in the row; 0 when that cannot be told: behind an escaped name."""
        if self._names is None:
            self._names = {}
            behind = 0
            for own, value in (read(_PROPERTIES, self._row) or {}).items():
                found = self._row.find(b'"%b"' % own.encode(), behind)
                if found < 0:
                    break
                self._names[own] = found
                behind = max(self._row.find(value, found), found) + len(value)
        return self._names.get(name, 0)


class TableRow:
    """An application, or a document, of a table."""

    def __init__(self, placed: Placed) -> None:
        self._placed = placed
        self._parts: dict[str, list[str]] = {}

    def place(self, name: str = "", item: int | None = None) -> Place:
        """See ``Written``."""
        line, cell = self._placed.facts.get(name, (self._placed.line, ""))
        if item is None or name not in _CELLS:
            return Place(line, _COLUMNS.get(name, name))
        if name not in self._parts:
            self._parts[name] = items(cell)
        parts = self._parts[name]
        written = parts[item] if item < len(parts) else None
        return Place(line, _COLUMNS.get(name, name), written)

    def within(self, name: str, rows: Sequence[Raw]) -> Iterator[TableRow]:
        """See ``Written``; nothing but documents stands under an application of a table."""
        for line in self._placed.documents[: len(rows)]:
            yield TableRow(Placed(line))
