"""Bibliographic data of OPS to the model: applications, citations, classifications; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from connectors.epo_ops.family import distinct_claims, read_claim, read_world
from connectors.epo_ops.references import (
    EXCHANGE,
    document_ids,
    read_application_id,
    read_filing_date,
    read_publication_id,
)
from connectors.errors import Malformed
from connectors.model import Application, Citation, Classification, Dossier, Publication
from connectors.numbers.identity import ApplicationNumber
from connectors.scalars import text

X = EXCHANGE
_RESIDENCE = re.compile(r"\[[A-Z]{2}\]$")
_SYMBOL = re.compile(r"([A-HY])\s*([0-9]{2})\s*([A-Z])\s*([0-9]{1,4})\s*/\s*([0-9]{1,6})")
_LETTERS = re.compile(r"[A-Z&]")
_SCHEMES = {"CPCI": "CPC", "CPCA": "CPC", "CPCNO": "CPC"}


def parse_biblio(body: bytes) -> tuple[Dossier, ...]:
    """The applications of ``/biblio``, each once, with what was cited in any of its publications.

    Raises:
        Malformed: unreadable, no documents, or none with a readable application number.
    """
    documents = [*read_world(body).iterfind(f"{X}exchange-documents/{X}exchange-document")]
    if not documents:
        raise Malformed("bad_payload: the answer holds no exchange-document")
    found: dict[ApplicationNumber, Dossier] = {}
    for one in documents:
        dossier = _dossier(one)
        if dossier is None:
            continue
        known = found.get(dossier.application.number)
        found[dossier.application.number] = dossier if known is None else united(known, dossier)
    if not found:
        raise Malformed("bad_payload: no application number in the answer can be read")
    return tuple(found.values())


def united(one: Dossier, other: Dossier) -> Dossier:
    """What two answers about one application say, the first going before."""
    first, second = one.application, other.application
    application = msgspec.structs.replace(
        first,
        filing_date=first.filing_date or second.filing_date,
        title=first.title or second.title,
        applicants=first.applicants or second.applicants,
        status=second.status if first.status == "unknown" else first.status,
        publications=_distinct_publications(first.publications + second.publications),
        priorities=distinct_claims(first.priorities + second.priorities),
    )
    return Dossier(
        application=application,
        citations=tuple(dict.fromkeys(one.citations + other.citations)),
        classifications=tuple(dict.fromkeys(one.classifications + other.classifications)),
    )


def _distinct_publications(publications: tuple[Publication, ...]) -> tuple[Publication, ...]:
    found: dict[tuple[str, str, str | None], Publication] = {}
    for one in publications:
        found.setdefault((one.office, one.number, one.kind), one)
    return tuple(found.values())


def _dossier(document: etree._Element) -> Dossier | None:
    """One ``exchange-document``; ``None`` for one that OPS did not find, or whose application is
    unreadable.
    """
    data = document.find(f"{X}bibliographic-data")
    if data is None:
        return None
    ids = document_ids(data.find(f"{X}application-reference"))
    number = read_application_id(ids)
    if number is None:
        return None
    published = read_publication_id(document_ids(data.find(f"{X}publication-reference")))
    claims = (read_claim(one) for one in data.iterfind(f"{X}priority-claims/{X}priority-claim"))
    cited = (read_citation(one) for one in data.iterfind(f"{X}references-cited/{X}citation"))
    return Dossier(
        application=Application(
            number=number,
            filing_date=read_filing_date(ids),
            title=_title(data),
            applicants=_applicants(data),
            publications=() if published is None else (published,),
            priorities=distinct_claims(one for one in claims if one is not None),
        ),
        citations=tuple(dict.fromkeys(one for one in cited if one is not None)),
        classifications=tuple(dict.fromkeys(_classifications(data))),
    )


def _title(data: etree._Element) -> str | None:
    """The English title, else the first."""
    titles = sorted(data.iterfind(f"{X}invention-title"), key=lambda one: one.get("lang") != "en")
    return next((title for one in titles if (title := text(one.text))), None)


def _applicants(data: etree._Element) -> tuple[str, ...]:
    """The applicants as they were filed, else as the EPO standardised them (without the residence behind)."""
    parties = [*data.iterfind(f"{X}parties/{X}applicants/{X}applicant")]
    for form in ("original", "epodoc"):
        names = [
            text(one.findtext(f"{X}applicant-name/{X}name"))
            for one in parties
            if one.get("data-format") == form
        ]
        cleaned = [name for one in names if one and (name := _RESIDENCE.sub("", one).rstrip(", "))]
        if cleaned:
            return tuple(dict.fromkeys(cleaned))
    return ()


def read_citation(element: etree._Element, namespace: str = X) -> Citation | None:
    """One citation: a patent document, an application, or literature; with phase, categories, claims,
    passages.
    """
    cited = _cited(element, namespace)
    if cited is None:
        return None
    categories = [
        letter
        for one in element.iter(f"{namespace}category")
        for letter in _LETTERS.findall(text(one.text) or "")
    ]
    claims = (text(one.text) for one in element.iter(f"{namespace}rel-claims"))
    passages = (text(one.text) for one in element.iter(f"{namespace}passage"))
    phase = text(element.get("cited-phase"))
    if phase in (None, "undefined"):
        phase = text(element.get("cited-by")) or phase
    return msgspec.structs.replace(
        cited,
        categories=tuple(dict.fromkeys(categories)),
        claims=tuple(dict.fromkeys(one for one in claims if one is not None)),
        passages=tuple(dict.fromkeys(one for one in passages if one is not None)),
        phase=phase,
    )


def _cited(element: etree._Element, namespace: str) -> Citation | None:
    patent = element.find(f"{namespace}patcit")
    if patent is not None:
        ids = document_ids(patent, namespace)
        if patent.get("dnum-type") == "application number":
            application = read_application_id(ids)
            if application is not None:
                return Citation(application=application)
        published = read_publication_id(ids)
        if published is not None:
            return Citation(publication=published)
        written = next((one.number for listed in ids.values() for one in listed if one.number), None)
        written = written or text(patent.findtext(f"{namespace}text"))
        return None if written is None else Citation(text=written)
    literature = (text(element.findtext(f"{namespace}nplcit/{namespace}text")) or "").removeprefix("- ")
    return Citation(text=literature) if literature else None


def _classifications(data: etree._Element) -> Iterator[Classification]:
    """Symbols as they are printed, ``B28B 1/29``: of the reformed IPC or else the old one, and the others."""
    symbols = [one.text for one in data.iterfind(f"{X}classifications-ipcr/{X}classification-ipcr/{X}text")]
    for written in symbols or [one.text for one in data.iterfind(f"{X}classification-ipc/{X}text")]:
        if (found := _SYMBOL.match((written or "").strip())) is not None:
            yield Classification(scheme="IPC", symbol=_printed(*found.groups()))
    for one in data.iterfind(f"{X}patent-classifications/{X}patent-classification"):
        scheme = one.find(f"{X}classification-scheme")
        name = None if scheme is None else text(scheme.get("scheme"))
        parts = [text(one.findtext(X + part)) for part in _PARTS]
        symbol = text(one.findtext(f"{X}classification-symbol"))
        if symbol is None and all(parts):
            symbol = _printed(*(part or "" for part in parts))
        if name is not None and symbol is not None:
            yield Classification(scheme=_SCHEMES.get(name, name), symbol=symbol)


_PARTS = ("section", "class", "subclass", "main-group", "subgroup")


def _printed(section: str, main: str, sub: str, group: str, subgroup: str) -> str:
    return f"{section}{main}{sub} {group}/{subgroup}"
