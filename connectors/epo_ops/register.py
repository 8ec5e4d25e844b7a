"""The European Patent Register of OPS to the model: status, dates, parties, citations of EP applications;
pure.

The register repeats a field for each change of it, the newest first.
"""

from __future__ import annotations

from datetime import date

import msgspec
from lxml import etree

from connectors.epo_ops.biblio import read_citation
from connectors.epo_ops.family import read_world
from connectors.epo_ops.references import OPS, document_ids, read_publication_id
from connectors.errors import Malformed, NotHeld
from connectors.model import Application, Citation, PriorityClaim, Status
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import read_application
from connectors.scalars import day, office_code, text

R = "{http://www.epo.org/register}"

_STATUSES: tuple[tuple[str, Status], ...] = (
    ("DEEMED TO BE WITHDRAWN", "withdrawn"),
    ("WITHDRAWN", "withdrawn"),
    ("REFUSED", "refused"),
    ("REVOKED", "lapsed"),
    ("LAPSED", "lapsed"),
    ("EXPIRED", "lapsed"),
    ("OPPOSITION", "granted"),
    ("PATENT HAS BEEN GRANTED", "granted"),
    ("PATENT MAINTAINED", "granted"),
    ("LIMITATION", "granted"),
    ("GRANT OF PATENT IS INTENDED", "examination"),
    ("EXAMINATION", "examination"),
    ("PUBLISHED", "published"),
    ("PUBLICATION HAS BEEN MADE", "published"),
    ("FILED", "filed"),
)
"""What the words of a register status say, the first that fits."""


class RegisterRecord(msgspec.Struct, frozen=True):
    """What the register says of one European application.

    ``status_text`` is the register's own; ``examination_requested``, ``first_report`` and
    ``opposition_period_over`` (none was filed) are the days of these steps; ``lapsed`` has the states in
    which the patent has lapsed, with the day.
    """

    application: Application
    status_text: str | None = None
    language: str | None = None
    examination_requested: date | None = None
    first_report: date | None = None
    opposition_period_over: date | None = None
    lapsed: tuple[tuple[str, date], ...] = ()
    citations: tuple[Citation, ...] = ()


def parse_register(body: bytes, asked: ApplicationNumber) -> RegisterRecord:
    """The register's record of an application.

    Raises:
        NotHeld: the register answers with nothing.
        Malformed: unreadable, or about other applications only.
    """
    search = read_world(body).find(f"{OPS}register-search")
    if search is None:
        raise Malformed("bad_payload: the answer holds no register-search")
    documents = [*search.iterfind(f"{R}register-documents/{R}register-document")]
    for document in documents:
        record = _record(document, asked)
        if record is not None:
            return record
    if documents:
        raise Malformed("wrong_application: answered for another application")
    raise NotHeld("the register holds nothing for this number")


def read_status(written: str | None) -> Status:
    """What the words of a register status mean."""
    said = (written or "").upper()
    return next((status for words, status in _STATUSES if words in said), "unknown")


def _record(document: etree._Element, asked: ApplicationNumber) -> RegisterRecord | None:
    """A record; ``None`` when it is about another application.

    The international publication that stands among those of a Euro-PCT application is left to its own.
    """
    data = document.find(f"{R}bibliographic-data")
    if data is None:
        return None
    own, international = None, None
    filed = None
    for one in data.iterfind(f"{R}application-reference"):
        ids = document_ids(one, R)
        number = _number(ids["docdb"][0].country, ids["docdb"][0].number) if ids.get("docdb") else None
        if number == asked:
            own, filed = number, ids["docdb"][0].date or filed
        elif number is not None and number.kind == "W":
            international = number
    if own is None:
        return None
    written = _status_text(document, data)
    publications = (
        read_publication_id(document_ids(one, R)) for one in data.iterfind(f"{R}publication-reference")
    )
    effective = data.find(f"{R}dates-rights-effective")
    cited = (read_citation(one, R) for one in data.iterfind(f"{R}references-cited/{R}citation"))
    return RegisterRecord(
        application=Application(
            number=own,
            filing_date=filed,
            title=_title(data),
            applicants=_applicants(data),
            status=read_status(written),
            publications=tuple(
                dict.fromkeys(one for one in publications if one is not None and one.office == "EP")
            ),
            priorities=_claims(data, international),
        ),
        status_text=written,
        language=text(data.findtext(f"{R}language-of-filing")),
        examination_requested=_day_of(effective, "request-for-examination"),
        first_report=_day_of(effective, "first-examination-report-despatched"),
        opposition_period_over=_day_of(data.find(f"{R}opposition-data"), "opposition-not-filed"),
        lapsed=_lapsed(data),
        citations=tuple(dict.fromkeys(one for one in cited if one is not None)),
    )


def _number(country: str | None, written: str | None, filed: date | None = None) -> ApplicationNumber | None:
    if country is None or written is None:
        return None
    try:
        return read_application(country, written, filed=filed)
    except NumberError:
        return None


def _status_text(document: etree._Element, data: etree._Element) -> str | None:
    newest = document.find(f"{R}ep-patent-statuses/{R}ep-patent-status")
    said = None if newest is None else text(newest.text)
    return said or text(document.get("status")) or text(data.get("status"))


def _title(data: etree._Element) -> str | None:
    titles = sorted(data.iterfind(f"{R}invention-title"), key=lambda one: one.get("lang") != "en")
    return next((title for one in titles if (title := text(one.text))), None)


def _applicants(data: etree._Element) -> tuple[str, ...]:
    newest = data.find(f"{R}parties/{R}applicants")
    if newest is None:
        return ()
    names = (text(one.findtext(f"{R}addressbook/{R}name")) for one in newest.iterfind(f"{R}applicant"))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _claims(data: etree._Element, international: ApplicationNumber | None) -> tuple[PriorityClaim, ...]:
    """The priorities, and the international application that a Euro-PCT application entered from."""
    claims = [PriorityClaim(number=international, relation="pct-phase")] if international else []
    newest = data.find(f"{R}priority-claims")
    for one in () if newest is None else newest.iterfind(f"{R}priority-claim"):
        filed = day(text(one.findtext(f"{R}date")))
        country = office_code(one.findtext(f"{R}country"))
        number = _number(country, text(one.findtext(f"{R}doc-number")), filed)
        if number is not None:
            claims.append(PriorityClaim(number=number, date=filed, relation="priority"))
    return tuple(dict.fromkeys(claims))


def _day_of(parent: etree._Element | None, name: str) -> date | None:
    return None if parent is None else day(text(parent.findtext(f"{R}{name}/{R}date")))


def _lapsed(data: etree._Element) -> tuple[tuple[str, date], ...]:
    newest = data.find(f"{R}term-of-grant")
    found = []
    for one in () if newest is None else newest.iterfind(f"{R}lapsed-in-country"):
        country, since = office_code(one.findtext(f"{R}country")), day(text(one.findtext(f"{R}date")))
        if country is not None and since is not None:
            found.append((country, since))
    return tuple(found)
