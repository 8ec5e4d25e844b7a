"""What one requester sees and the public does not, in a sentence."""

from __future__ import annotations

from rich.text import Text

from gateway.cli.printing import plain
from gateway.present.answer import DocumentOut, FamilyAnswer

_Known = set[tuple[str, str]]


def unseen_line(own: FamilyAnswer, public: FamilyAnswer | None, office: str) -> Text:
    """How many of the documents that an accessing office sees the public would not see, and which members."""
    total = sum(len(dossier.documents) for dossier in own.dossiers)
    if public is None:
        return Text(f"The public would see nothing of this family and its {total} documents.", style="cyan")
    hidden = unseen_documents(own, public)
    shown = {member.application_number.docdb for member in public.family.members}
    members = [
        plain(m.application_number.display)
        for m in own.family.members
        if m.application_number.docdb not in shown
    ]
    count = sum(hidden.values())
    if not count and not members:
        return Text(f"The public would see the same as the office of {office}.", style="cyan")
    parts = []
    if count:
        where = ", ".join(f"{plain(display)} ({number})" for display, number in hidden.items())
        parts.append(f"{count} of these {total} documents: {where}")
    if members:
        parts.append(f"that there is {', '.join(members)}")
    return Text(f"The public would not see {'; nor '.join(parts)}.", style="cyan")


def unseen_documents(own: FamilyAnswer, public: FamilyAnswer) -> dict[str, int]:
    """Documents that the public does not see, counted by the member that they belong to."""
    shown = {
        dossier.application_number.docdb: {route for d in dossier.documents for route in _routes(d)}
        for dossier in public.dossiers
    }
    hidden = {}
    for dossier in own.dossiers:
        known = shown.get(dossier.application_number.docdb, set())
        count = sum(not (_routes(document) & known) for document in dossier.documents)
        if count:
            hidden[dossier.application_number.display] = count
    return hidden


def _routes(document: DocumentOut) -> _Known:
    """By which providers and native ids a document is known: its id can differ between requesters."""
    return {(one.provider, one.document_id) for one in document.provenance}
