"""Model to the OPD-API's answers: pure, for whoever answers in it (simulated hub, the gateway itself)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from connectors.model import (
    Application,
    Citation,
    Document,
    Dossier,
    Publication,
    Rendition,
    RenditionKind,
)
from connectors.numbers.identity import ApplicationNumber
from connectors.opd.vocabulary import NAMESPACE

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def encode_family(members: Sequence[Application], *, remaining: int | None = None) -> bytes:
    """The answer of ``family``: members grouped by office, in the order of first appearance."""
    offices = list(dict.fromkeys(member.number.office for member in members))
    groups = [
        _element(
            "family",
            _leaf("country", office)
            + _element(
                "family-items",
                "".join(
                    _element("family-item", _numbers(one)) for one in members if one.number.office == office
                ),
            ),
            group=str(place),
        )
        for place, office in enumerate(offices, 1)
    ]
    return _answer("family-data", _element("families", "".join(groups)), remaining)


def encode_family_list(members: Sequence[Application], *, remaining: int | None = None) -> bytes:
    """The answer of ``family_list``: members one by one."""
    rows = [_element("family-list", _numbers(one), id=str(place)) for place, one in enumerate(members, 1)]
    return _answer("family-list-data", _element("family-lists", "".join(rows)), remaining)


def encode_doc_list(dossier: Dossier, *, remaining: int | None = None) -> bytes:
    """The answer of ``global_doc_list``: a row for each document and group it belongs to."""
    application = dossier.application
    names = "".join(_element("applicant", _leaf("last-name", name)) for name in application.applicants)
    titles = _leaf("invention-title", application.title or "")
    bibliographic = _element(
        "bibliographic", _element("original", titles + names) + _element("translated", titles + names)
    )
    rows = "".join(
        _row(document, group) for document in dossier.documents for group in document.groups or (None,)
    )
    return _answer("document-list-data", bibliographic + _element("document-lists", rows), remaining)


def encode_cite_class(dossier: Dossier, *, remaining: int | None = None) -> bytes:
    """The answer of ``global_cite_class``: citations and classifications."""
    application = dossier.application
    reference = _element("reference", _application_number(application.number, application.filing_date))
    ipcs = [_leaf("ipc", one.symbol) for one in dossier.classifications if one.scheme == "IPC"]
    others = [
        _leaf("original", one.symbol, scheme=one.scheme)
        for one in dossier.classifications
        if one.scheme != "IPC"
    ]
    classification = _element(
        "classification", _element("ipcs", "".join(ipcs)) + _element("originals", "".join(others))
    )
    patents = [one for one in dossier.citations if one.text is None]
    texts = [one for one in dossier.citations if one.text is not None]
    citation = _element(
        "citation",
        _element("patent-literatures", "".join(_patent_literature(one) for one in patents))
        + _element("non-patent-literatures", "".join(_text(one) for one in texts)),
    )
    return _answer("citation-and-classification-data", reference + classification + citation, remaining)


def encode_error(status_code: str | int, message: str, *, form: Literal["json", "xml"]) -> bytes:
    """An error in either envelope; the hub sends it with HTTP status 200."""
    if form == "json":
        result = {
            "statusCode": str(status_code),
            "errorMessage": message,
            "remainAccessCount": "",
            "data": {},
        }
        return json.dumps({"result": result}, ensure_ascii=False).encode()
    return _envelope(str(status_code), message, "", "")


def _answer(name: str, content: str, remaining: int | None) -> bytes:
    return _envelope("100", "", "" if remaining is None else str(remaining), _element(name, content))


def _envelope(status_code: str, message: str, remaining: str, content: str) -> bytes:
    head = _leaf("statusCode", status_code) + _leaf("errorMessage", message)
    body = head + _leaf("remainAccessCount", remaining) + content
    return f"{_XML_HEAD}{_element('api-data', body, xmlns=NAMESPACE)}".encode()


def _numbers(application: Application) -> str:
    """Application number, publications and registrations; a kind code of grant makes a registration."""
    published = [one for one in application.publications if not _is_grant(one)]
    registered = [one for one in application.publications if _is_grant(one)]
    return _application_number(application.number, application.filing_date) + "".join(
        _element(f"{name}s", "".join(_publication(name, one) for one in some))
        for name, some in (("publication-number", published), ("registration-number", registered))
        if some
    )


def _is_grant(publication: Publication) -> bool:
    return (publication.kind or "").startswith(("B", "C"))


def _application_number(number: ApplicationNumber, filed: date | None) -> str:
    return _element("application-number", _leaf("document-number", number.docdb) + _date(filed))


def _publication(name: str, publication: Publication) -> str:
    docdb = ".".join(part for part in (publication.office, publication.number, publication.kind) if part)
    return _element(name, _leaf("document-number", docdb) + _date(publication.date))


def _row(document: Document, group: str | None) -> str:
    parts = _leaf("legal-date", document.date.strftime("%Y%m%d") if document.date else "")
    first: dict[RenditionKind, Rendition] = {}
    for rendition in document.renditions:
        first.setdefault(rendition.kind, rendition)
    for kind, rendition in first.items():
        name = "original" if kind == "original" else "translated"
        parts += _element(name, _leaf("document-description", document.title), id=rendition.id)
    return _element("document-list", parts, **({} if group is None else {"group": group}))


def _patent_literature(citation: Citation) -> str:
    cited = citation.publication or citation.application
    kind = cited.kind if cited else None
    docdb = ".".join(part for part in (cited and cited.office, cited and cited.number, kind) if part)
    number = _element("publication-number", _leaf("document-number", docdb), format="docdb")
    return _element("patent-literature", _cited(citation) + number)


def _text(citation: Citation) -> str:
    return _element("non-patent-literature", _cited(citation) + _leaf("text", citation.text or ""))


def _cited(citation: Citation) -> str:
    drafted = citation.date.strftime("%Y%m%d") if citation.date else ""
    return _leaf("draft-date", drafted) + _leaf("cited-in", citation.phase or "")


def _date(day: date | None) -> str:
    return _leaf("date", day.strftime("%Y%m%d")) if day else ""


def _leaf(name: str, text: str, **attributes: str) -> str:
    return _element(name, escape(_printable(text)), **attributes)


def _element(name: str, content: str, **attributes: str) -> str:
    written = "".join(f" {key}={quoteattr(_printable(value))}" for key, value in attributes.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _printable(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return "".join(_allowed(text))


def _allowed(text: str) -> Iterable[str]:
    return (
        one for one in text if one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff"
    )
