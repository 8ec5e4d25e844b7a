"""What is shown while documents are fetched: two bars on a terminal, a line for each document elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)

from gateway.cli.printing import line, plain
from gateway.present.manifest import BundledDocumentOut


class Watching(Protocol):
    """Hears how a bundle goes on."""

    def number(self, text: str) -> None:
        """The family of a number is asked for."""
        ...

    def wanted(self, count: int) -> None:
        """So many documents of it are wanted."""
        ...

    def begun(self, entry: str, size: int, total: int | None) -> None:
        """A document is being fetched, of which so many bytes are there, and so many there will be."""
        ...

    def received(self, size: int) -> None:
        """So many bytes of it are there now."""
        ...

    def waiting(self, seconds: float) -> None:
        """An office wants so much time before it is asked again."""
        ...

    def done(self, document: BundledDocumentOut, *, kept: bool) -> None:
        """A document has come, or not; ``kept``: it was there already."""
        ...


class Lines:
    """One line for each document, for files and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def number(self, text: str) -> None:
        """The family of a number is asked for."""
        self._console.print(line(f"{text} ..."), soft_wrap=True)

    def wanted(self, count: int) -> None:
        """So many documents of it are wanted."""

    def begun(self, entry: str, size: int, total: int | None) -> None:
        """A document is being fetched."""

    def received(self, size: int) -> None:
        """So many bytes of it are there now."""

    def waiting(self, seconds: float) -> None:
        """An office wants so much time before it is asked again."""
        self._console.print(line(f"  an office wants time: going on in {seconds:.0f} s"), soft_wrap=True)

    def done(self, document: BundledDocumentOut, *, kept: bool) -> None:
        """A document has come, or not."""
        if document.gap is not None:
            said = f"missing: {name_of(document)}: {document.gap.detail}"
        else:
            said = f"{'there' if kept else 'fetched'}: {document.entry} ({size_of(document.bytes or 0)})"
        self._console.print(line(f"  {said}"), soft_wrap=True)


class Bars:
    """A bar of all documents known of so far, and one of the bytes of the present one."""

    def __init__(self, all: Progress, one: Progress, task: TaskID, file: TaskID) -> None:
        self._all = all
        self._one = one
        self._task = task
        self._file = file
        self._total = 0

    def number(self, text: str) -> None:
        """The family of a number is asked for."""
        self._one.update(self._file, description=plain(f"family of {text}"), completed=0, total=None)

    def wanted(self, count: int) -> None:
        """So many documents of it are wanted."""
        self._total += count
        self._all.update(self._task, total=self._total)

    def begun(self, entry: str, size: int, total: int | None) -> None:
        """A document is being fetched."""
        self._one.update(self._file, description=plain(entry)[-60:], completed=size, total=total)

    def received(self, size: int) -> None:
        """So many bytes of it are there now."""
        self._one.update(self._file, completed=size)

    def waiting(self, seconds: float) -> None:
        """An office wants so much time before it is asked again."""
        said = f"an office wants time: going on in {seconds:.0f} s"
        self._one.update(self._file, description=said, completed=0, total=None)

    def done(self, document: BundledDocumentOut, *, kept: bool) -> None:
        """A document has come, or not."""
        self._all.advance(self._task)


@contextmanager
def watching(console: Console) -> Iterator[Watching]:
    """Bars while the block runs, taken away after; without a terminal, lines."""
    if not console.is_terminal:
        yield Lines(console)
        return
    text = TextColumn("{task.description}", markup=False)
    all = Progress(text, BarColumn(), MofNCompleteColumn(), console=console)
    one = Progress(text, BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console)
    task, file = all.add_task("documents", total=None), one.add_task("", total=None)
    with Live(Group(all, one), console=console, refresh_per_second=10, transient=True):
        yield Bars(all, one, task, file)


def name_of(document: BundledDocumentOut) -> str:
    """A document in a few words."""
    parts = (document.application_number, document.date, document.code, document.title)
    return " ".join(str(part) for part in parts if part)


def size_of(count: int) -> str:
    """A number of bytes: ``17 KB``, ``1.3 MB``."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
