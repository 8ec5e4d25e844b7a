"""The profile's ``/applications/citations`` to the model."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from connectors.case.access import read_access, undoubted
from connectors.case.answers import check_answers
from connectors.case.numbers import application_number, names, published_number
from connectors.case.relayed import access_said, read_notices, read_outcomes, read_sources
from connectors.case.wire import (
    ApplicationCitationShape,
    CitationShape,
    CitationsShape,
    ClassificationItem,
    PatentCitationShape,
    Words,
    listed,
)
from connectors.errors import Malformed
from connectors.json_reading import check_nothing_hidden, decode
from connectors.model import Application, Citation, Classification, Dossier
from connectors.numbers.identity import ApplicationNumber
from connectors.scalars import day, text

_CITATIONS = msgspec.json.Decoder(CitationsShape)


def parse_citations(body: bytes, asked: ApplicationNumber) -> Dossier:
    """A dossier with the citations against one application, in the office's order, and its classifications.

    Every entry carries all three ways to say what is cited; the first that is filled is taken. A number that
    cannot be read is kept as text; an entry that fills none is counted as ``unreadable``, and so is a
    classification without a symbol.

    Raises:
        Malformed: unreadable, the citations of another application, or an object that says something else.
    """
    shape = decode(body, _CITATIONS)
    if not shape.reference_citation_bag:
        check_answers(body, CitationsShape.__struct_encode_fields__, or_nothing=True)
    check_nothing_hidden(body, {"referenceCitationBag": 1, "patentClassificationBag": 1})
    if not names(shape.application_number, asked):
        raise Malformed("wrong_application: answered for another application")
    undoubted(body, [shape, *access_said(shape)])
    found = [_citation(one) for one in listed(shape.reference_citation_bag)]
    symbols = [_classification(one) for one in listed(shape.patent_classification_bag)]
    return Dossier(
        application=Application(number=asked),
        citations=tuple(one for one in found if one is not None),
        classifications=tuple(one for one in symbols if one is not None),
        access=read_access(shape),
        relayed=read_outcomes(shape),
        sources=read_sources(shape),
        unreadable=(None,) * (found.count(None) + symbols.count(None)),
        notices=read_notices(shape),
    )


def _citation(shape: CitationShape) -> Citation | None:
    cited = _patent(shape.patent_citation) or _application(shape.application_citation)
    if cited is None:
        literature = text(shape.npl_citation.npl_citation_text) if shape.npl_citation else None
        if literature is None:
            return None
        cited = Citation(text=literature)
    passages = [one for item in listed(shape.cited_passage_bag) if (one := item.cited_passage)]
    relevance = [
        said
        for passage in passages
        for item in listed(passage.passage_relevance_bag)
        if (said := item.capital or item.small)
    ]
    return msgspec.structs.replace(
        cited,
        categories=_all(one.citation_category_codes for one in relevance),
        claims=_all(one.patent_claim_range for one in relevance),
        passages=_all(one.passage_range_bag for one in passages),
        phase=text(shape.cited_phase_code),
        date=day(shape.citation_date),
    )


def _patent(shape: PatentCitationShape | None) -> Citation | None:
    cited = shape.cited_patent_document_identification if shape else None
    if cited is None or text(cited.document_number) is None:
        return None
    found = published_number(
        cited.ip_office_code,
        cited.document_number,
        cited.patent_document_kind_code,
        day(cited.patent_document_date),
    )
    if found is not None:
        return Citation(publication=found)
    return Citation(
        text=_written(cited.ip_office_code, cited.document_number, cited.patent_document_kind_code)
    )


def _application(shape: ApplicationCitationShape | None) -> Citation | None:
    cited = shape.cited_application_identification if shape else None
    number = cited.application_number if cited else None
    if cited is None or number is None or text(number.application_number_text) is None:
        return None
    found = application_number(number, day(cited.application_filing_date))
    if found is not None:
        return Citation(application=found)
    return Citation(text=_written(number.ip_office_code, number.application_number_text))


def _classification(item: ClassificationItem) -> Classification | None:
    said = item.patent_classification
    symbol = text(said.patent_classification_text) if said else None
    if said is None or symbol is None:
        return None
    return Classification(scheme=text(said.classification_scheme) or "original", symbol=symbol)


def _written(*parts: object) -> str:
    return " ".join(word for part in parts if (word := text(part)) is not None)


def _all(lists: Iterable[Words]) -> tuple[str, ...]:
    """The texts of several lists, each once."""
    found: dict[str, None] = {}
    for words in lists:
        for word in words if isinstance(words, list) else [words]:
            if (clean := text(word)) is not None:
                found[clean] = None
    return tuple(found)
