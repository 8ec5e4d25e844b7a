"""Rows that a provider sent and that cannot be shown: who is told that its list is not whole. Pure.

Nothing of a list is lost without a word; and nobody learns from that word of what is hidden from him.

- A row of a document list that could be read but for its id is told to whoever would be shown the document
  that it describes, by the same rules.
- A row of which nothing could be read may have been any document, one that is for few among them. So it is
  told only to whoever is shown all else that stands in the list, and in that of the office's own service
  where this governs it, and to whom no rule of either is closed, of whatever documents it speaks.
- A citation that does not say in a way that can be read what is cited is told to whoever is shown the others:
  they are shown all or none.
- A member of a family whose number could not be read is told to whoever may know of it by what it was
  published as. Of one that shows no publication nobody is told.

Every other row counts as hidden: the answer is the one over the world in which it was not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from msgspec.structs import replace

from connectors.model import Access, Document, Dossier, Family
from gateway.asks import Outcome
from gateway.requesters import Requester
from gateway.visibility import permits, published
from gateway.world import Provider, admits

Sees = Callable[[tuple[Document, ...]], tuple[Document, ...]]
"""Those of these documents that a requester is shown."""

_ANYTHING = Document(id="", title="", access=Access(visibility="none"))


def all_listed(dossier: Dossier) -> tuple[Document, ...]:
    """All documents that an office lists, to find what it hides; a row that nobody can read may hide any.

    One such row hides as much as a hundred thousand, and stands for them.
    """
    if not dossier.unreadable:
        return dossier.documents
    described = tuple(row for row in dossier.unreadable if row is not None)
    some = () if len(described) == len(dossier.unreadable) else (_ANYTHING,)
    return dossier.documents + described + some


def rows_told(
    dossier: Dossier,
    shown: tuple[Document, ...],
    sees: Sees,
    governing: Iterable[Provider],
    requester: Requester,
    hidden: Iterable[Document] = (),
) -> int:
    """How many rows of a document list this requester is told of.

    ``shown`` are the documents that it is shown, ``governing`` the providers whose rules say which, and
    ``hidden`` those that the office's own service lists, if that is another, and it is not shown.
    """
    if not dossier.unreadable:
        return 0
    described = tuple(row for row in dossier.unreadable if row is not None)
    told = len(sees(described))
    whole = (
        not any(True for _ in hidden)
        and (len(shown), told) == (len(dossier.documents), len(described))
        and all(admits(rule, requester) for one in governing for rule in (one.default, *one.rules))
    )
    return told + (len(dossier.unreadable) - len(described) if whole else 0)


def members_told(family: Family, requester: Requester, today: date) -> int:
    """How many members of a family this requester is told of."""
    return sum(
        published(one, today) and (one.access is None or permits(one.access, requester))
        for one in family.unreadable
    )


def not_whole(outcome: Outcome, rows: int) -> list[Outcome]:
    """What is told beside an answer, of which so many rows cannot be shown: nothing for none.

    An old copy is told as that, which leaves the answer incomplete too.
    """
    if not rows or not outcome.settled:
        return []
    counted, are = ("1 row", "is") if rows == 1 else (f"{rows} rows", "are")
    said = f"unreadable_rows: {counted} of its list cannot be read and {are} not shown"
    return [replace(outcome, code="malformed", part=None, detail=said)]
