"""A family as tables for people: what it is, its members, and the documents of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from connectors.model import Visibility
from gateway.cli.printing import columns, heading, line, plain
from gateway.present.answer import DocumentOut, FamilyAnswer, MemberOut, PublicationOut, ReadAsOut

WIDE = 96
"""From this many columns on, the members' table says all."""

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
        if not any(_known_by(member, reading) for member in members for reading in answer.query.read_as):
            parts.append(
                line("Nothing in this family has this number: it is what was answered for it.", "yellow")
            )
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


def _known_by(member: MemberOut, reading: ReadAsOut) -> bool:
    """Whether the number that was asked for is a member's own, a publication of it or a priority."""
    own = member.application_number
    numbers = {(own.office, own.number)}
    numbers.update((one.office, one.number) for one in member.publications)
    numbers.update((one.office, one.number) for one in member.priorities)
    return (reading.office, reading.number) in numbers


def members_table(answer: FamilyAnswer, width: int) -> RenderableType:
    """One line for each member: number, filing date, status, publications, documents, reports."""
    counts = {d.application_number.docdb: len(d.documents) for d in answer.dossiers}
    table = columns("Application", "Filed", "Status", "Published as", "Documents", "Reports")
    for place in (0, 1, 3, 5):
        table.columns[place].no_wrap = place != 3
    for member in answer.family.members:
        number = member.application_number
        table.add_row(
            line(number.display, "bold"),
            str(member.filing_date or "-"),
            member.status if member.status != "unknown" else "-",
            plain(publications(member.publications)) or "-",
            _held(member, counts.get(number.docdb, 0)),
            _reports(member, dated=width >= WIDE),
        )
    dated = ", and the newest date" if width >= WIDE else ""
    key = Text(f"Reports in the file: S search, E examination{dated}", style="dim")
    return Group(heading("Members"), table, key)


def documents_tables(answer: FamilyAnswer, width: int, newest: int | None = None) -> RenderableType:
    """The documents of each member, newest first; only the ``newest`` so many of each, and of how many."""
    if not answer.dossiers:
        return Group()
    every = [document for dossier in answer.dossiers for document in dossier.documents]
    layout = _Layout.of(every, width)
    parts: list[RenderableType] = [
        heading("Documents" if newest is None else f"Documents (the newest {newest} of each application)"),
        layout.table((), head=True),
    ]
    for dossier in answer.dossiers:
        total = len(dossier.documents)
        shown = dossier.documents if newest is None else dossier.documents[:newest]
        count = "no documents" if not total else _count(total, "document")
        if 0 < len(shown) < total:
            count = f"{len(shown)} of {count}"
        parts.append(
            Text.assemble((plain(dossier.application_number.display), "bold"), (f": {count}", "dim"))
        )
        if shown:
            parts.append(layout.table(shown))
    return Group(*parts)


def notices_list(answer: FamilyAnswer) -> RenderableType:
    """What offices want said beside their documents, each once."""
    said = dict.fromkeys((one.provider, one.text) for file in answer.dossiers for one in file.notices or ())
    if not said:
        return Group()
    told = (Text.assemble((plain(provider), "bold"), f": {plain(text)}") for provider, text in said)
    return Group(heading("Notices"), *told)


class _Layout(msgspec.Struct, frozen=True):
    """Columns as wide as all documents together need them, so that the tables of all members align."""

    width: int
    code: int
    category: int
    visibility: int

    @classmethod
    def of(cls, documents: Sequence[DocumentOut], width: int) -> _Layout:
        return cls(
            width,
            min(max((len(d.code or "") for d in documents), default=4) or 4, 12),
            max((len(d.category) for d in documents), default=8),
            max((len(_VISIBILITY[d.visibility]) for d in documents), default=10),
        )

    def table(self, documents: Iterable[DocumentOut], *, head: bool = False) -> Table:
        """One line for each document: date, the office's code, what it is, title, pages, who may see it."""
        table = columns("Date", "Code", "Category", "Title", "Pages", "Visible to")
        table.show_header, table.expand, table.width = head, True, self.width
        fixed = {0: 10, 1: self.code, 2: max(self.category, 8), 4: 5, 5: max(self.visibility, 10)}
        for place, width in fixed.items():
            table.columns[place].width = width
        table.columns[3].ratio = 1
        table.columns[4].justify = "right"
        for document in documents:
            style = "" if document.visibility == "public" else "cyan"
            table.add_row(
                str(document.date or "-"),
                plain(document.code or "-"),
                document.category,
                line(document.title),
                "-" if document.page_count is None else str(document.page_count),
                Text(_VISIBILITY[document.visibility], style=style),
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


def _reports(member: MemberOut, *, dated: bool) -> str:
    reports = member.reports
    found = [letter for letter, there in (("S", reports.search), ("E", reports.examination)) if there]
    if dated and found and reports.latest:
        return f"{'+'.join(found):<4}{reports.latest}"
    return "+".join(found) or "-"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
