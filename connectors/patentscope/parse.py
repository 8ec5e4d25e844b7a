"""The service's answers to the model: pure, bytes and their ``Content-Type`` in, facts out.

Every function raises ``Malformed`` for what cannot be trusted as an answer. Single items that cannot be read
(a priority claim without a readable number) are left out, documents without a usable id are told apart; the
rest stands.
Elements of the status report are found by their local names: what namespace they stand in changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from lxml import etree

from connectors.codes.categories import classify
from connectors.errors import Malformed
from connectors.model import Application, Document, PriorityClaim, Publication, Rendition
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import read_application, read_publication
from connectors.patentscope.soap import answer_of
from connectors.patentscope.visibility import Dates, access
from connectors.patentscope.vocabulary import plain_code, title_of
from connectors.scalars import day, language_code, office_code, safe_id, text

IMAGES, TEXT = "zip", "pdf"
"""The ids of the two forms of a document: page images in a ZIP, and a searchable PDF where there is one."""

_PUBLISHED = "PAMPH"


class StatusReport(msgspec.Struct, frozen=True):
    """The international application status report: the application, and the dates that open its file."""

    application: Application
    dates: Dates


def parse_status_report(body: bytes, content_type: str, asked: ApplicationNumber) -> StatusReport:
    """The application of ``getIASR``.

    Raises:
        Malformed: unreadable, or the report of another application.
    """
    report = next(_within(answer_of(body, content_type, "getIASR"), "wo-bibliographic-data"), None)
    if report is None:
        raise Malformed("bad_payload: the answer holds no bibliographic data")
    reference = next(_within(report, "application-reference"), None)
    if reference is None or asked not in _numbers(reference):
        raise Malformed("wrong_application: answered for another application")
    filed = day(_text(reference, "date"))
    published = map(_publication, _within(report, "publication-reference"))
    publications = tuple(dict.fromkeys(one for one in published if one is not None))
    claims = [
        claim for info in _within(report, "wo-priority-info") for claim in _within(info, "priority-claim")
    ]
    claimed = [one for one in map(_claim, claims) if one is not None and one.number != asked]
    application = Application(
        number=asked,
        filing_date=filed,
        title=_title(report),
        applicants=tuple(dict.fromkeys(_applicants(report))),
        status="published" if publications else "unknown",
        publications=publications,
        priorities=tuple(dict.fromkeys(claimed)),
    )
    return StatusReport(application, _dates(report, application, claims))


def parse_documents(
    body: bytes, content_type: str, report: StatusReport, today: date
) -> tuple[tuple[Document, ...], tuple[Document | None, ...]]:
    """The documents of ``getAvailableDocuments``, each once, each with who may see it today.

    And the rows that cannot be shown, as in ``Dossier.unreadable``.
    """
    rows = list(_within(answer_of(body, content_type, "getAvailableDocuments"), "doc"))
    listed = {code for one in rows if (code := text(one.get("docType"))) is not None}
    found: dict[str, Document] = {}
    unreadable: list[Document | None] = []
    for one in rows:
        native, code = safe_id(one.get("docId")), text(one.get("docType"))
        if native in found:
            continue
        if code is None:
            unreadable.append(None)
            continue
        document = _document(native or "", code[:64], one, report)
        document = msgspec.structs.replace(document, access=access(code, listed, report.dates, today))
        if native is None:
            unreadable.append(document)
        else:
            found[native] = document
    if rows and not found:
        raise Malformed("bad_payload: no document in the answer can be read")
    return tuple(found.values()), tuple(unreadable)


def parse_pages(body: bytes, content_type: str) -> tuple[str, ...]:
    """The ids of the pages of one document, ``000001.tif`` and on, of ``getDocumentTableOfContents``."""
    rows = _within(answer_of(body, content_type, "getDocumentTableOfContents"), "content")
    return tuple(page for one in rows if (page := safe_id((one.text or "").strip())) is not None)


def _document(native: str, code: str, row: etree._Element, report: StatusReport) -> Document:
    title = title_of(code)
    if plain_code(code) == "PDOC" and (earlier := text(row.get("priorityNumber"))) is not None:
        title = f"{title} {earlier[:60]}"
    means = classify("WO", code, title)
    images = Rendition(id=IMAGES, format=IMAGES)
    readable = text(row.get("ocrPresence")) == "yes"
    return Document(
        id=native,
        title=title,
        code=code,
        category=means.category,
        direction=means.direction,
        date=_published_on(row, report.application) if plain_code(code) == _PUBLISHED else None,
        renditions=(Rendition(id=TEXT, format=TEXT), images) if readable else (images,),
    )


def _published_on(row: etree._Element, application: Application) -> date | None:
    """The date of a published application: by its gazette (``35/2009``, week and year) if it has one."""
    dates = {one.date for one in application.publications if one.date is not None}
    week, _, year = (text(row.get("gazette")) or "").partition("/")
    if week.isascii() and week.isdigit() and year.isascii() and year.isdigit():
        dates = {one for one in dates if one.isocalendar()[:2] == (int(year[:4]), int(week[:2]))}
    return dates.pop() if len(dates) == 1 else None


def _dates(report: etree._Element, application: Application, claims: list[etree._Element]) -> Dates:
    """The priority date as the report says it; else the earliest date claimed; without one, that of filing.

    A claim whose date is not said may be the earliest: a later date only keeps documents closed for longer.
    """
    published = [one.date for one in application.publications if one.date is not None]
    said = next(_within(report, "date-of-earliest-priority"), None)
    priority = None if said is None else day(_text(said, "date")) or day((said.text or "").strip())
    if priority is None:
        claimed = [found for one in claims if (found := day(_text(one, "date"))) is not None]
        priority = min(claimed, default=application.filing_date)
    return Dates(min(published, default=None), priority)


def _numbers(reference: etree._Element) -> set[ApplicationNumber]:
    """The applications that a reference names; it is written with and without ``PCT``."""
    found = set()
    for one in _within(reference, "doc-number"):
        written = text(one.text)
        if written is not None:
            try:
                found.add(read_application("WO", written, kind="W"))
            except NumberError:
                continue
    return found


def _publication(reference: etree._Element) -> Publication | None:
    """A publication; one whose date is there and does not exist is no evidence of anything."""
    said = _text(reference, "date")
    published = day(said)
    code, written = office_code(_text(reference, "country")), _text(reference, "doc-number")
    if code is None or written is None or (said is not None and published is None):
        return None
    try:
        found = read_publication(code, written, kind=_text(reference, "kind"), published=published)
    except NumberError:
        return None
    return Publication(office=found.office, number=found.number, kind=found.kind, date=published)


def _claim(claim: etree._Element) -> PriorityClaim | None:
    filed = day(_text(claim, "date"))
    code, written = office_code(_text(claim, "country")), _text(claim, "doc-number")
    if code is None or written is None:
        return None
    kind = "W" if claim.get("kind") == "international" else None
    try:
        number = read_application(code, written, kind=kind, filed=filed)
    except NumberError:
        return None
    return PriorityClaim(number=number, date=filed, relation="priority")


def _title(report: etree._Element) -> str | None:
    """The title, in English where there is one."""
    titles = [(language_code(one.get("lang")), _shown(one)) for one in _within(report, "invention-title")]
    titles.sort(key=lambda one: one[0] != "en")
    return next((title for _, title in titles if title is not None), None)


def _applicants(report: etree._Element) -> Iterator[str]:
    """One name for each applicant: in English where the applicant is written in several languages."""
    for one in _within(report, "applicant"):
        books = sorted(_within(one, "addressbook"), key=lambda book: language_code(book.get("lang")) != "en")
        for book in books:
            parts = [_text(book, part) for part in ("last-name", "first-name")]
            name = _text(book, "name") or _text(book, "orgname") or ", ".join(filter(None, parts))
            if name:
                yield name
                break


def _within(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The descendants of this local name, in their order."""
    return element.iterfind(f".//{{*}}{name}")


def _text(element: etree._Element, name: str) -> str | None:
    """The text of the first descendant of this local name."""
    found = next(_within(element, name), None)
    return None if found is None else _shown(found)


def _shown(element: etree._Element) -> str | None:
    return text(" ".join("".join(map(str, element.itertext())).split()))
