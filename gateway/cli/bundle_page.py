"""What a bundle holds and what it lacks, for people; and the exit code that says it to scripts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.cli.answering import missing
from gateway.cli.bundle_progress import name_of, size_of
from gateway.cli.exits import COMPLETE, NOBODY, NOT_FOUND, PARTIAL, UNUSABLE
from gateway.cli.printing import columns, heading, line
from gateway.present.manifest import BundledDocumentOut, BundledNumberOut, GapOut

_UNUSABLE = frozenset(
    {
        "bad-question",
        "forbidden",
        "header-invalid",
        "number-ambiguous",
        "number-unreadable",
        "parameter-invalid",
        "unauthorised",
    }
)


def exit_code(numbers: Sequence[BundledNumberOut], passed_over: int) -> int:
    """0 all is there, 3 something is missing, 4 none was found, 6 nobody answered, 2 nothing can be asked so.

    ``passed_over`` numbers could not be read.
    """
    problems = [one.problem.code for one in numbers if one.problem is not None]
    if len(problems) < len(numbers):
        return COMPLETE if not passed_over and all(one.complete for one in numbers) else PARTIAL
    if all(code in _UNUSABLE for code in problems):
        return UNUSABLE
    return NOT_FOUND if all(code in _UNUSABLE or code == "not-found" for code in problems) else NOBODY


def bundle_page(numbers: Sequence[BundledNumberOut], place: str) -> RenderableType:
    """A line for each number, then everything that is missing and why."""
    table = columns("Number", "Members", "Documents", "Here", "Bytes", "Complete")
    for column in table.columns[1:]:
        column.no_wrap = True
    for number in numbers:
        here = [one for one in number.documents if one.gap is None]
        table.add_row(
            line(number.text, "bold"),
            str(len(number.members)),
            str(len(number.documents) + number.omitted),
            str(len(here)),
            size_of(sum(one.bytes or 0 for one in here)),
            Text("yes", style="green") if number.complete else Text("no", style="red"),
        )
    return Group(line(f"In {place}", "bold"), table, *_gaps(numbers))


def _gaps(numbers: Sequence[BundledNumberOut]) -> list[RenderableType]:
    lines = [text for number in numbers for text in _gaps_of(number)]
    return [Text(), heading("Missing"), *map(line, dict.fromkeys(lines))] if lines else []


def _gaps_of(number: BundledNumberOut) -> list[str]:
    found = []
    if number.problem is not None:
        found.append(f"{number.text}: {_why(number.problem)}")
    silent = missing(number.outcomes)
    if silent:
        found.append(f"{number.text}: part of what {', '.join(silent)} would show")
    if number.omitted:
        found.append(f"{number.text}: {number.omitted} documents more than one bundle holds")
    return found + [_lacking(one, one.gap) for one in number.documents if one.gap is not None]


def _lacking(document: BundledDocumentOut, gap: GapOut) -> str:
    broken = "broke off: " if document.truncated else ""
    return f"{name_of(document)}: {broken}{_why(gap)}"


def _why(gap: GapOut) -> str:
    wait = "" if gap.retry_after_seconds is None else f" Try again in {gap.retry_after_seconds} s."
    return f"{gap.detail}{wait} ({gap.code})"
