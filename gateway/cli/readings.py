"""Readings of a number as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.cli.printing import columns, heading, line, plain
from gateway.present.answer import ReadAsOut

_CHECKS = {"valid": "valid", "invalid": "WRONG", "absent": "not written", "unknown": "-"}


def readings_page(text: str, readings: Sequence[ReadAsOut], *, several: bool) -> RenderableType:
    """All readings of a text, best first, how sure each is and why; ``several``: none stands out."""
    said = (
        f"{text!r} can be several numbers; say which with --office or --type"
        if several
        else f"{text!r} reads as"
    )
    return Group(line(said, "bold"), readings_table(readings), *_why(readings))


def readings_table(readings: Sequence[ReadAsOut]) -> RenderableType:
    """One line for each reading: what people write, DOCDB, ST.13, check digit, how sure."""
    table = columns("Read as", "Number", "DOCDB", "ST.13", "Check digit", "Score")
    for column in table.columns:
        column.no_wrap = True
    table.columns[5].justify = "right"
    for reading in readings:
        table.add_row(
            reading.type,
            line(reading.display, "bold"),
            reading.docdb,
            reading.st13 or "-",
            Text(_CHECKS[reading.check_digit], style="red" if reading.check_digit == "invalid" else ""),
            f"{reading.score:.2f}",
        )
    return table


def _why(readings: Sequence[ReadAsOut]) -> list[RenderableType]:
    """The reasons; readings with the same ones share a line."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for reading in readings:
        if reading.reasons:
            alike.setdefault(reading.reasons, []).append(reading.docdb)
    lines = [
        Text.assemble((f"{', '.join(numbers)}: ", "dim"), plain("; ".join(reasons)))
        for reasons, numbers in alike.items()
    ]
    return [Text(), heading("Why"), *lines] if lines else []
