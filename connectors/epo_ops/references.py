"""Numbers of OPS: how a question names one, and what the ``document-id`` elements of answers say.

OPS writes a number in up to three formats side by side: ``docdb`` (country, number, kind), ``epodoc`` (one
string) and ``original`` (as the office printed it).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from lxml import etree

from connectors.errors import Unsupported
from connectors.model import Publication
from connectors.numbers.docdb import read_docdb
from connectors.numbers.identity import ApplicationNumber, Number, NumberError, NumberType
from connectors.numbers.reading import read_application, read_publication
from connectors.numbers.writing import epodoc
from connectors.scalars import day, office_code, text

EXCHANGE = "{http://www.epo.org/exchange}"
OPS = "{http://ops.epo.org}"

Format = Literal["docdb", "epodoc", "original"]

_SENDABLE = re.compile(r"[A-Z]{2}[A-Z0-9.]{1,60}")
_KIND = re.compile(r"[A-Z][0-9]?")


class Reference(NamedTuple):
    """A number as a question names it: ``type/format/number`` of the paths."""

    type: NumberType
    format: Format
    number: str


class DocumentId(NamedTuple):
    """One ``document-id``; ``country`` of an EPODOC number is the beginning of the number itself."""

    country: str | None
    number: str | None
    kind: str | None
    date: date | None


def reference(number: Number) -> Reference:
    """How OPS is asked about a number: DOCDB, or EPODOC for a publication whose kind is not known.

    Raises:
        Unsupported: the number cannot be written so.
    """
    if number.type == "publication" and number.kind is None:
        written, form = epodoc(number), "epodoc"
    else:
        written, form = f"{number.office}.{number.number}.{number.kind or 'A'}", "docdb"
    if written is None or _SENDABLE.fullmatch(written) is None:
        raise Unsupported("OPS has no form for this number")
    return Reference(number.type, "epodoc" if form == "epodoc" else "docdb", written)


def document_ids(parent: etree._Element | None, namespace: str = EXCHANGE) -> dict[str, list[DocumentId]]:
    """The ``document-id`` children by format; one without a format counts as ``docdb``."""
    found: dict[str, list[DocumentId]] = {}
    if parent is not None:
        for one in parent.iterfind(f"{namespace}document-id"):
            form = one.get("document-id-type") or "docdb"
            found.setdefault(str(form), []).append(_document_id(one, namespace))
    return found


def _document_id(element: etree._Element, namespace: str) -> DocumentId:
    number = text(element.findtext(f"{namespace}doc-number"))
    kind = text(element.findtext(f"{namespace}kind"))
    country = office_code(element.findtext(f"{namespace}country"))
    return DocumentId(
        country,
        number,
        kind if kind is not None and _KIND.fullmatch(kind) else None,
        day(text(element.findtext(f"{namespace}date"))),
    )


def read_filing_date(ids: dict[str, list[DocumentId]]) -> date | None:
    """The date that any of the formats carries."""
    return next((one.date for listed in ids.values() for one in listed if one.date is not None), None)


def read_application_id(ids: dict[str, list[DocumentId]]) -> ApplicationNumber | None:
    """The identity of an application: by DOCDB, else by EPODOC (priority claims often have nothing
    better).
    """
    filed = read_filing_date(ids)
    for one in ids.get("docdb", ()):
        if one.country is not None and one.number is not None:
            try:
                return read_docdb(one.country, one.number, one.kind, filed)
            except NumberError:
                continue
    for one in ids.get("epodoc", ()):
        country = office_code((one.number or "")[:2])
        if country is not None and one.number is not None:
            try:
                return read_application(country, one.number, filed=filed)
            except NumberError:
                continue
    return None


def read_publication_id(ids: dict[str, list[DocumentId]]) -> Publication | None:
    """A publication: by DOCDB, else by EPODOC."""
    published = read_filing_date(ids)
    for form in ("docdb", "epodoc"):
        for one in ids.get(form, ()):
            country = one.country or office_code((one.number or "")[:2])
            if country is None or one.number is None:
                continue
            try:
                found = read_publication(country, one.number, kind=one.kind, published=published)
            except NumberError:
                continue
            return Publication(office=found.office, number=found.number, kind=found.kind, date=published)
    return None
