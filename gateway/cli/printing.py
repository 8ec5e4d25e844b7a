"""Where and how things are printed: data to standard output, everything else to standard error.

What offices and users write is shown as ``plain`` text: no control character and no character that turns the
direction of a line ever reaches a terminal, and nothing in it is read as markup.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 100
"""Columns where there is no terminal to ask."""

NARROWEST = 80
"""Columns that a page needs; a narrower terminal breaks its lines."""

_DANGEROUS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile(r"\s+")


def output() -> Console:
    """Standard output, for data."""
    return _console(stderr=False)


def remarks() -> Console:
    """Standard error, for everything that is not data."""
    return _console(stderr=True)


def plain(text: str) -> str:
    """A text from outside in one line: blanks become one, what could steer a terminal becomes ``\ufffd``."""
    return _DANGEROUS.sub("\ufffd", _SPACES.sub(" ", text)).strip()


def line(text: str, style: str = "") -> Text:
    """A plain text as something to print."""
    return Text(plain(text), style=style)


def columns(*headings: str) -> Table:
    """An empty table without frames, so that it can be cut and searched in a pipe."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def heading(title: str) -> Text:
    """The heading of a part of an answer."""
    return Text(title, style="bold")


def print_json(value: Any) -> None:
    """Writes a value to standard output as JSON that is safe to show: the same data, steering escaped."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    print(escaped(text), file=sys.stdout, flush=True)  # noqa: T201


def escaped(json_text: str) -> str:
    """The same JSON with every character that could steer a terminal written as ``\\uXXXX``."""
    return _DANGEROUS.sub(
        lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", json_text
    )


def invoked_as() -> str:
    """What to type for this command where the user is now: ``casegate``, or the path that was typed."""
    typed = sys.argv[0]
    if Path(typed).name != "casegate" or shutil.which("casegate") == typed:
        return "casegate"
    return typed


def counted(number: int, word: str) -> str:
    """So many of what the word says: ``1 fault``, ``2 faults``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def fail(sentence: str, *, hint: str = "") -> None:
    """Says on standard error what went wrong and, in a second line, what can be done.

    A sentence that was made of a question needs no full stop behind it.
    """
    console = remarks()
    if sentence.endswith("?."):
        sentence = sentence[:-1]
    console.print(Text.assemble(("casegate: ", "bold red"), plain(sentence)), soft_wrap=True)
    if hint:
        console.print(line(hint), soft_wrap=True)


class _Console(Console):
    """A console whose reader may go away, as ``head`` does: the command then ends, and says nothing."""

    def on_broken_pipe(self) -> None:
        """Lets the command line end, where the library would end only the task that printed."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    console.width = max(console.width, NARROWEST)
    return console
