"""What number services say of the readings of a number, as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.cli.printing import columns, heading, plain
from gateway.questions.confirming import ConfirmedOut, SaidOut, Verdict

_VERDICTS: Mapping[Verdict, str] = {
    "agrees": "the same",
    "differs": "another number",
    "not-converted": "not converted",
}


def confirmed_page(readings: Sequence[ConfirmedOut]) -> RenderableType:
    """A line for each reading and service: the verdict or the outcome, the DOCDB form it gives, and why."""
    table = columns("DOCDB", "Service", "Says", "DOCDB there", "Why")
    for column in table.columns[:4]:
        column.no_wrap = True
    for reading in readings:
        for said in reading.services:
            verdict = said.code if said.verdict is None else _VERDICTS[said.verdict]
            table.add_row(reading.docdb, said.provider, verdict, said.docdb or "-", _why(said))
    return Group(Text(), heading("Number services"), table)


def _why(said: SaidOut) -> str:
    return plain("; ".join(message.meaning for message in said.messages) or said.detail or "")
