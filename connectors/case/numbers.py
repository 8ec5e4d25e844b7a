"""The numbers inside the profile's answers, read to identities whichever way the office writes them."""

from __future__ import annotations

import re
from datetime import date

from connectors.case.wire import NumberShape, PublicationShape
from connectors.model import Publication
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import read_application, read_publication
from connectors.numbers.writing import national
from connectors.scalars import day, office_code, text

_KIND = re.compile(r"[A-Z][0-9]?")
_APART = re.compile(r"[^A-Z0-9]")
_PCT = re.compile(r"\s*(?:WO)?\s*PCT", re.IGNORECASE)


def application_number(
    shape: NumberShape | None, filed: date | None, *, office: object = None
) -> ApplicationNumber | None:
    """The identity of an application; ``None`` when there is no number, or none that can be read.

    ``office`` is the code that stands beside the number instead of in it (priority claims).
    """
    if shape is None:
        return None
    code = office_code(shape.ip_office_code) or office_code(office)
    written = text(shape.application_number_text)
    if code is None or written is None:
        return None
    kind = text(shape.application_kind_code)
    if kind is None or _KIND.fullmatch(kind) is None:
        kind = "W" if _PCT.match(written) else None
    try:
        return read_application(code, written, kind=kind, filed=filed)
    except NumberError:
        return None


def publication(shape: PublicationShape) -> Publication | None:
    """A publication; ``None`` when it cannot be read.

    A publication whose date is there and does not exist is none: it is no evidence that anything was
    published.
    """
    published = day(shape.publication_date)
    if published is None and shape.publication_date not in (None, ""):
        return None
    return published_number(
        shape.ip_office_code, shape.publication_number, shape.patent_document_kind_code, published
    )


def published_number(
    office: object, number: object, kind: object, published: date | None
) -> Publication | None:
    """A publication by its parts, ``None`` when they make none."""
    code, written, letters = office_code(office), text(number), text(kind)
    if code is None or written is None:
        return None
    if letters is not None and _KIND.fullmatch(letters) is None:
        letters = None
    try:
        found = read_publication(code, written, kind=letters, published=published)
    except NumberError:
        return None
    return Publication(office=found.office, number=found.number, kind=found.kind, date=published)


def names(shape: NumberShape | None, asked: ApplicationNumber) -> bool:
    """Whether an answer speaks of the application that was asked for; one that says nothing does.

    Offices answer with or without their type digits and check digits, so numbers are compared as written
    and as read. A kind class that is said has to be the one asked for.
    """
    if shape is None:
        return True
    kind = text(shape.application_kind_code)
    if kind is not None and kind[:1] != asked.kind[:1]:
        return False
    written, code = text(shape.application_number_text), office_code(shape.ip_office_code)
    if written is None or code is None:
        return written is None
    squeezed = _APART.sub("", written.upper()).removeprefix(code)
    if code == asked.office and squeezed in (asked.number, _APART.sub("", national(asked).upper())):
        return True
    found = application_number(shape, None)
    return found is not None and (found.office, found.number) == (asked.office, asked.number)
