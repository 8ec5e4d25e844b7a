"""Answers of the OPD-API to the model: pure, bytes in, facts out.

Every function raises the hub's own status as an error, and ``Malformed`` for what cannot be trusted as an
answer. Rows that cannot be read (no readable number, no usable id) are counted as ``unreadable``; the rest
stands. ``now`` is Unix time, for the hub's daily limit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from lxml import etree

from connectors.errors import Malformed
from connectors.model import (
    Application,
    Citation,
    Classification,
    Dossier,
    Family,
    Publication,
    UnreadableMember,
)
from connectors.numbers.docdb import read_docdb
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import read_publication
from connectors.opd.documents import Row, gives_id, read_documents, rows_in, rows_of_list
from connectors.opd.envelope import Tree, leaf, many, only, open_envelope, rows_of, within
from connectors.scalars import day, text

_LISTED = "document-list-data"
_DOTTED = re.compile(r"([A-Z]{2})\.([^.]{1,60})(?:\.([A-Z][0-9]?))?")


class _Parts(NamedTuple):
    office: str
    number: str
    kind: str | None


def parse_family_list(body: bytes, now: float) -> Family:
    """The members of ``family_list``, each once, in the hub's order."""
    data = open_envelope(body, "family-list-data", now)
    return family_of(rows_of(data, "family-lists", "family-list"))


def parse_family(body: bytes, now: float) -> Family:
    """The members of ``family``, which groups them by office."""
    data = open_envelope(body, "family-data", now)
    groups = rows_of(data, "families", "family")
    return family_of([row for group in groups for row in rows_of(group, "family-items", "family-item")])


def family_of(rows: list[object]) -> Family:
    """The applications of family rows.

    Raises:
        Malformed: there are rows, and none can be read.
    """
    found: dict[ApplicationNumber, Application] = {}
    unreadable: list[UnreadableMember] = []
    for row in rows:
        if (application := _application(row)) is not None:
            found.setdefault(application.number, application)
        elif published := _publications(row):
            unreadable.append(UnreadableMember(publications=published))
    if rows and not found:
        raise Malformed("bad_payload: no application number in the answer can be read")
    return Family(members=tuple(found.values()), unreadable=tuple(unreadable))


def parse_doc_list(body: bytes, asked: ApplicationNumber, now: float) -> Dossier:
    """The dossier of ``global_doc_list``: bibliographic data and documents.

    Raises:
        Malformed: among others, when rows give ids, and none of them can be asked for.
    """
    data, rows, some_id = _rows(body, now)
    listed = read_documents(rows, asked)
    if some_id and not listed.documents:
        raise Malformed("bad_payload: no document of the list has an id that can be asked for")
    return Dossier(
        application=_bibliographic(within(data, "bibliographic"), asked),
        documents=listed.documents,
        unreadable=listed.unreadable,
    )


def parse_cite_class(body: bytes, asked: ApplicationNumber, now: float) -> Dossier:
    """The citations and classifications of ``global_cite_class``.

    Raises:
        Malformed: among others, when it speaks of another application.
    """
    data = open_envelope(body, "citation-and-classification-data", now)
    reference = within(data, "reference")
    named = _application(reference)
    if named is not None and (named.number.office, named.number.number) != (asked.office, asked.number):
        raise Malformed("wrong_application: answered for another application")
    application = Application(number=asked)
    if named is not None:
        application = msgspec.structs.replace(named, number=asked)
    citation = within(data, "citation")
    literature = many(within(citation, "patent-literatures", "patent-literature"))
    others = many(within(citation, "non-patent-literatures", "non-patent-literature"))
    cited = [_patent(one) for one in literature if one] + [_literature(one) for one in others if one]
    return Dossier(
        application=application,
        citations=tuple(one for one in cited if one is not None),
        classifications=_classifications(within(data, "classification")),
        unreadable=(None,) * cited.count(None),
    )


def _rows(body: bytes, now: float) -> tuple[Tree, Sequence[Row | None], bool]:
    """What is around the rows of a document list, the rows, and whether any of them gives an id."""
    data = open_envelope(body, _LISTED, now, whole="document-lists")
    listed = only(data, "document-lists")
    if isinstance(listed, etree._Element):
        return data, *rows_of_list(listed)
    nodes = many(within(listed, "document-list"))
    return data, [row for node in nodes for row in rows_in(node)], any(map(gives_id, nodes))


def _parts(node: object) -> _Parts | None:
    """Office, number and kind of a DOCDB-dotted document number."""
    found = _DOTTED.fullmatch((text(leaf(node)) or "").upper())
    return None if found is None else _Parts(found[1], found[2], found[3])


def _application(row: object) -> Application | None:
    """An application with its publications and registrations."""
    filed = day(leaf(within(row, "application-number", "date")))
    parts = _parts(within(row, "application-number", "document-number"))
    if parts is None:
        return None
    try:
        number = read_docdb(parts.office, parts.number, parts.kind, filed)
    except NumberError:
        return None
    return Application(number=number, filing_date=filed, publications=_publications(row))


def _publications(row: object) -> tuple[Publication, ...]:
    """The publications and registrations of an application, each once."""
    published: dict[Publication, None] = {}
    for name in ("publication-number", "registration-number"):
        for node in many(within(row, f"{name}s", name)) + many(within(row, name)):
            if (publication := _publication(node)) is not None:
                published[publication] = None
    return tuple(published)


def _publication(node: object) -> Publication | None:
    """A publication; one whose date is there and does not exist is no evidence of anything."""
    said = leaf(within(node, "date"))
    published = day(said)
    parts = _parts(within(node, "document-number"))
    if parts is None or (said is not None and published is None):
        return None
    try:
        found = read_publication(parts.office, parts.number, kind=parts.kind, published=published)
    except NumberError:
        return None
    return Publication(office=found.office, number=found.number, kind=found.kind, date=published)


def _bibliographic(node: object, asked: ApplicationNumber) -> Application:
    """Title and applicants, the translated ones where there are any."""
    sides = [within(node, "translated"), within(node, "original")]
    titles = [title for side in sides if (title := text(leaf(within(side, "invention-title"))))]
    names = [
        [name for one in many(within(side, "applicant")) if (name := text(leaf(within(one, "last-name"))))]
        for side in sides
    ]
    return Application(
        number=asked,
        title=titles[0] if titles else None,
        applicants=tuple(names[0] or names[1]),
    )


def _patent(node: object) -> Citation | None:
    numbers = many(within(node, "publication-number"))
    numbers.sort(key=lambda one: (leaf(within(one, "@format")) or "").lower() != "docdb")
    drafted, phase = day(leaf(within(node, "draft-date"))), text(leaf(within(node, "cited-in")))
    for one in numbers:
        if (found := _publication(one)) is not None:
            return Citation(publication=found, phase=phase, date=drafted)
    written = next((said for one in numbers if (said := text(leaf(within(one, "document-number"))))), None)
    return None if written is None else Citation(text=written, phase=phase, date=drafted)


def _literature(node: object) -> Citation | None:
    said = text(leaf(within(node, "text")))
    if said is None:
        return None
    return Citation(
        text=said, phase=text(leaf(within(node, "cited-in"))), date=day(leaf(within(node, "draft-date")))
    )


def _classifications(node: object) -> tuple[Classification, ...]:
    found = [
        Classification(scheme="IPC", symbol=symbol)
        for one in many(within(node, "ipcs", "ipc"))
        if (symbol := text(leaf(one)))
    ]
    for one in many(within(node, "originals", "original")):
        scheme, symbol = text(leaf(within(one, "@scheme"))), text(leaf(one))
        if symbol is not None:
            found.append(Classification(scheme=scheme or "original", symbol=symbol))
    return tuple(dict.fromkeys(found))
