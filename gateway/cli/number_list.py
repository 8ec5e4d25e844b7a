"""Numbers from arguments and from a list: one a line, ``#`` before remarks, each in any written form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from connectors.numbers.identity import NumberError
from connectors.numbers.reading import read

MOST_BYTES = 4 * 2**20
"""A list that is longer is no list of numbers."""


class Wanted(msgspec.Struct, frozen=True):
    """A number as it was written; ``line`` is where in the list, ``None`` for an argument."""

    text: str
    line: int | None = None


class Unreadable(msgspec.Struct, frozen=True):
    """One that cannot be read, and why."""

    wanted: Wanted
    why: str

    @property
    def sentence(self) -> str:
        """Where it stands, what it is, and why it is passed over."""
        where = "" if self.wanted.line is None else f"line {self.wanted.line}: "
        return f"{where}{self.wanted.text[:60]!r} is passed over: {self.why}"


def load_list(path: Path) -> str:
    """The text of a list; a byte order mark is tolerated.

    Raises:
        ValueError: it is too long, or no UTF-8.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"{path} is longer than {MOST_BYTES // 2**20} MiB; that is no list of numbers.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not written in UTF-8.") from None


def listed(text: str) -> Iterator[Wanted]:
    """The numbers of a list, with their lines; empty lines and remarks are none."""
    for place, line in enumerate(text.splitlines(), start=1):
        number = line.partition("#")[0].strip()
        if number:
            yield Wanted(number, place)


def readable(
    wanted: Iterable[Wanted],
    type: Literal["application", "publication", "priority"] | None,
    office: str | None,
) -> tuple[list[str], list[Unreadable]]:
    """The numbers that can be read, each once, and those that cannot."""
    good: dict[str, None] = {}
    bad = []
    for one in wanted:
        try:
            read(one.text, type=type, office=office)
        except NumberError as error:
            bad.append(Unreadable(one, str(error)))
        else:
            good[one.text] = None
    return list(good), bad
