"""The service's citations and classifications to the model: pure.

What is known of these answers are the property names that the website's pages use; so more than one name is
accepted where they differ, and what cannot be read as a number is kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec import UnsetType

from connectors.errors import Malformed
from connectors.global_dossier.numbers import read_day, read_dotted
from connectors.global_dossier.wire import (
    CitationShape,
    CitationsShape,
    CitedShape,
    ClassificationShape,
    RelevanceShape,
    listed,
    words,
)
from connectors.json_reading import check_nothing_hidden, decode
from connectors.model import Application, Citation, Classification, Dossier, Publication
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import read_publication
from connectors.scalars import Scalar, office_code, text

_CITATIONS = msgspec.json.Decoder(CitationsShape)
_NOTHING = CitationShape()
_LETTERS = re.compile(r"[ADEILOPRTXY&](?:[\s,;/]*[ADEILOPRTXY&])*")
_SCHEMES = {"IPC8": "IPC", "IPCR": "IPC", "CPCI": "CPC", "CPCA": "CPC"}


def parse_citations(body: bytes, asked: ApplicationNumber) -> Dossier:
    """What was cited against one application and how it is classified.

    Raises:
        Malformed: unreadable, or about another application.
    """
    shape = decode(body, _CITATIONS)
    check_nothing_hidden(body, {"citationList": 1, "nplCitationList": 1})
    if isinstance(shape.citation_list, UnsetType) and not (
        shape.npl_citation_list or shape.classification_list
    ):
        raise Malformed("bad_payload: the answer holds no list of citations")
    stated = read_dotted(shape.country, shape.doc_number)
    if stated is not None and (stated.office, stated.number) != (asked.office, asked.number):
        raise Malformed("wrong_application: answered for another application")
    patents = shape.citation_list if isinstance(shape.citation_list, list) else []
    rows = [*listed(patents), *listed(shape.npl_citation_list)]
    cited = [_citation(one) for one in rows if one != _NOTHING]
    symbols = (_classification(one) for one in listed(shape.classification_list))
    return Dossier(
        application=Application(number=asked),
        citations=tuple(one for one in cited if one is not None),
        classifications=tuple(dict.fromkeys(one for one in symbols if one is not None)),
        unreadable=(None,) * cited.count(None),
    )


def _citation(shape: CitationShape) -> Citation | None:
    cited = _cited(shape.cited_document)
    if cited is None:
        literature = text(shape.text)
        if literature is None:
            return None
        cited = Citation(text=literature)
    infos = [one for one in shape.relevant_infos or () if one is not None]
    said = [one for one in infos if isinstance(one, RelevanceShape)]
    loose = [text(one) for one in infos if not isinstance(one, RelevanceShape)]
    relevancy = text(shape.relevancy_text)
    letters = [relevancy, *(text(one.category) or text(one.relevancy) for one in said), *loose]
    passages = [passage for one in said for passage in (*words(one.passages), one.text)]
    return msgspec.structs.replace(
        cited,
        categories=_distinct(letter for one in letters for letter in _categories(one)),
        claims=_distinct(claim for one in said for claim in words(one.claims)),
        passages=_distinct([*passages, *(one for one in (relevancy, *loose) if not _categories(one))]),
        phase=text(shape.cited_in) or text(shape.cited_by),
    )


def _cited(shape: CitedShape | None) -> Citation | None:
    """The cited publication, or its number as text where it cannot be read."""
    if shape is None:
        return None
    office, number = office_code(shape.doc_country) or office_code(shape.country), text(shape.doc_number)
    if number is None:
        return None
    published = read_day(shape.doc_date_str, shape.doc_date)
    kind = text(shape.kind_code) or text(shape.doc_kind)
    if office is not None:
        try:
            found = read_publication(office, number, kind=kind, published=published)
        except NumberError:
            pass
        else:
            return Citation(
                publication=Publication(
                    office=found.office, number=found.number, kind=found.kind, date=published
                )
            )
    return Citation(text=" ".join(part for part in (office, number, kind) if part))


def _categories(said: str | None) -> tuple[str, ...]:
    """The letters of WIPO ST.14 in a text that is made of nothing else."""
    if said is None or _LETTERS.fullmatch(said.upper()) is None:
        return ()
    return tuple(character for character in said.upper() if character.isalpha() or character == "&")


def _distinct(values: Iterable[Scalar]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean for value in values if (clean := text(value)) is not None))


def _classification(shape: ClassificationShape) -> Classification | None:
    """A symbol as it is printed, ``B28B 1/29``."""
    start = "".join(
        part for one in (shape.section, shape.patent_class, shape.patent_sub_class) if (part := text(one))
    )
    group, sub = text(shape.main_group), text(shape.sub_group)
    scheme = text(shape.schema)
    if not start or scheme is None:
        return None
    symbol = f"{start} {group}/{sub}" if group and sub else f"{start} {group}" if group else start
    return Classification(scheme=_SCHEMES.get(scheme.upper(), scheme.upper()), symbol=symbol)
