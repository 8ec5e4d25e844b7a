"""A family as tables for people: what it is, its members, and the documents of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from connectors.model import Visibility
from gateway.cli.printing import columns, heading, line, plain
from gateway.present.answer import DocumentOut, FamilyAnswer, MemberOut, PublicationOut

WIDE = 96
"""From this many columns on, a table has all its columns."""

_AVAILABILITY = {"withheld": "yellow", "unavailable": "red"}
_VISIBILITY: Mapping[Visibility, str] = {
    "public": "public",
    "offices": "offices",
    "named": "named offices",
    "none": "nobody",
}


def office_of(member: MemberOut) -> str:
    """The office that has a member's file: ``WO`` for an international application, whoever received it."""
    return "WO" if member.application_number.kind == "W" else member.application_number.office


def headline(answer: FamilyAnswer) -> RenderableType:
    """How the number was read, the title, whose it is, how old and how large the family is."""
    members = answer.family.members
    parts: list[RenderableType] = []
    if answer.query.read_as:
        readings = " or ".join(dict.fromkeys(f"{r.type} {r.display}" for r in answer.query.read_as))
        parts.append(Text.assemble(plain(answer.query.text), (f"  read as {plain(readings)}", "dim")))
    title = next((m.title for m in reversed(members) if m.title), None)
    applicants = next((m.applicants for m in reversed(members) if m.applicants), ())
    if title:
        parts.append(line(title, "bold"))
    facts = []
    if applicants:
        facts.append(plain("; ".join(applicants[:3]) + (" and others" if len(applicants) > 3 else "")))
    dates = [claim.date for m in members for claim in m.priorities if claim.date] or [
        m.filing_date for m in members if m.filing_date
    ]
    if dates:
        facts.append(f"earliest priority {min(dates)}")
    offices = len({office_of(member) for member in members})
    size = f"{_count(len(members), 'application')} at {_count(offices, 'office')}"
    facts.append(f"{answer.family.scope} family: {size}")
    parts.append(Text("; ".join(facts), style="dim"))
    return Group(*parts)


def members_table(answer: FamilyAnswer, width: int) -> RenderableType:
    """One line for each member: number, filing date, status, publications, documents, reports."""
    counts = {d.application_number.docdb: len(d.documents) for d in answer.dossiers}
    headings = ["At", "Application", "Filed", "Status", "Published as", "Documents", "Reports"]
    table = columns(*headings, "Latest report") if width >= WIDE else columns(*headings)
    for place in (0, 1, 2):
        table.columns[place].no_wrap = True
    for member in answer.family.members:
        number = member.application_number
        row: list[RenderableType] = [
            office_of(member),
            Text(plain(number.display), style="bold"),
            str(member.filing_date or "-"),
            member.status if member.status != "unknown" else "-",
            plain(publications(member.publications)) or "-",
            _held(member, counts.get(number.docdb, 0)),
            _reports(member),
        ]
        table.add_row(*row, *([str(member.reports.latest or "-")] if width >= WIDE else ()))
    return Group(heading("Members"), table)


def documents_tables(answer: FamilyAnswer, width: int, newest: int | None = None) -> RenderableType:
    """The documents of each member, newest first; only the ``newest`` so many of each, and how many more."""
    members = {m.application_number.docdb: m for m in answer.family.members}
    parts: list[RenderableType] = []
    for dossier in answer.dossiers:
        member = members.get(dossier.application_number.docdb)
        total = len(dossier.documents)
        shown = dossier.documents if newest is None else dossier.documents[:newest]
        count = (
            _count(total, "document") if len(shown) == total else f"newest {len(shown)} of {total} documents"
        )
        display = plain(dossier.application_number.display)
        if parts:
            parts.append(Text())
        parts.append(Text.assemble((display, "bold"), (f"  {count}", "dim")))
        if shown:
            parts.append(documents_table(shown, width))
        if member is not None and member.availability not in ("available", "withheld"):
            parts.append(Text(f"its list is {member.availability} now", style="yellow"))
    return Group(heading("Documents"), *parts) if parts else Group()


def documents_table(documents: Iterable[DocumentOut], width: int) -> Table:
    """One line for each document: date, the office's code, what it is, title, pages, who may see it."""
    table = columns("Date", "Code", "Category", "Title", "Pages", "Visible to")
    for place in (0, 2):
        table.columns[place].no_wrap = True
    table.columns[1].max_width = 12
    table.columns[2].min_width = 18
    table.columns[3].ratio = 1
    table.columns[4].justify = "right"
    table.expand = True
    table.width = width
    for document in documents:
        table.add_row(
            str(document.date or "-"),
            plain(document.code or "-"),
            document.category,
            line(document.title),
            "-" if document.page_count is None else str(document.page_count),
            Text(_VISIBILITY[document.visibility], style="" if document.visibility == "public" else "cyan"),
        )
    return table


def publications(published: Sequence[PublicationOut]) -> str:
    """Publications in one line, the kinds of one number together: ``EP 1000000 A1, B1``."""
    kinds: dict[str, list[str]] = {}
    for one in published:
        number = one.display.removesuffix(f" {one.kind}") if one.kind else one.display
        kinds.setdefault(number, []).extend([one.kind] if one.kind else [])
    return "; ".join(f"{number} {', '.join(found)}".strip() for number, found in kinds.items())


def _held(member: MemberOut, documents: int) -> Text:
    if member.availability == "available":
        return Text(str(documents))
    return Text(member.availability, style=_AVAILABILITY.get(member.availability, "dim"))


def _reports(member: MemberOut) -> str:
    found = [
        word
        for word, there in (("search", member.reports.search), ("exam", member.reports.examination))
        if there
    ]
    return "+".join(found) or "-"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
