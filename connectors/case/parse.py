"""The profile's answers to the model: pure, bytes in, facts out.

Every function raises ``Malformed`` for what cannot be trusted as an answer. Single items that cannot be read
(an application without a readable number, a document without a usable id) are left out; the rest stands.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import get_args

import msgspec

from connectors.case.access import STRICTEST, Said, all_said, both, doubted, read_access, said, undoubted
from connectors.case.numbers import application_number, names, publication
from connectors.case.relayed import access_said, read_outcomes, read_sources
from connectors.case.wire import (
    AccessShape,
    ApplicationShape,
    ApplicationsShape,
    AroundShape,
    CoveragesShape,
    DoclistShape,
    DocumentItem,
    DocumentShape,
    ErrorShape,
    FamilyShape,
    UnreadDoclistShape,
    Words,
    listed,
)
from connectors.codes.categories import classify
from connectors.codes.tables import Classified
from connectors.errors import ConnectorError, Malformed, NotHeld, Withheld
from connectors.gateways import FarFault
from connectors.json_reading import decode
from connectors.model import (
    Access,
    Application,
    Coverage,
    Direction,
    Document,
    Dossier,
    Family,
    PriorityClaim,
    Relation,
    RelayedOutcome,
    RelayedSource,
    Rendition,
    RenditionKind,
    Status,
)
from connectors.numbers.identity import ApplicationNumber
from connectors.remembered import Remembered
from connectors.reply import Reply
from connectors.scalars import count, day, language_code, office_code, safe_id, text

_FAMILY = msgspec.json.Decoder(FamilyShape)
_APPLICATIONS = msgspec.json.Decoder(ApplicationsShape)
_DOCLIST = msgspec.json.Decoder(DoclistShape)
_UNREAD = msgspec.json.Decoder(UnreadDoclistShape)
_COVERAGES = msgspec.json.Decoder(CoveragesShape)
_ERROR = msgspec.json.Decoder(ErrorShape)

_PASSED_ON = b'"provenanceBag"'

_DIRECTIONS: dict[object, Direction] = {one: one for one in ("incoming", "outgoing", "internal")}
_STATUSES: dict[object, Status] = {one: one for one in get_args(Status)}
_RELATIONS: dict[object, Relation] = {one: one for one in get_args(Relation)}


class DoclistPage(msgspec.Struct, frozen=True, dict=True):
    """One page of the document list of the application with this ``number``.

    ``items`` counts what the office sent, readable or not: the next page begins behind them. ``total`` is how
    many documents the office says there are on all pages. ``access`` is who may see the list at all. Gateways
    say the rest: what else is known of the ``application``, ``relayed`` and ``sources``.
    """

    number: ApplicationNumber
    documents: tuple[Document, ...]
    items: int
    total: int | None = None
    application: Application | None = None
    access: Access | None = None
    relayed: tuple[RelayedOutcome, ...] = ()
    sources: tuple[RelayedSource, ...] = ()

    @cached_property
    def dossier(self) -> Dossier:
        """The page as a dossier: the whole of it, where there is one page."""
        return Dossier(
            application=self.application or Application(number=self.number),
            documents=self.documents,
            access=self.access,
            relayed=self.relayed,
            sources=self.sources,
        )


def parse_family(body: bytes) -> Family:
    """The members of ``/families``, each once, in the office's order; none when the office lists none.

    A gateway may state a member several times, for those who may know each statement: the fullest first.
    """
    shape = decode(body, _FAMILY)
    items = listed(shape.patent_family_member_bag)
    stated = [one for item in items for one in (item, *listed(item.wider))]
    shapes = [item.patent_family_member for item in stated]
    said = [one for one in shapes if one is not None]
    undoubted(body, [*said, *access_said(shape)], _published(said))
    return Family(members=_applications(shapes), relayed=read_outcomes(shape))


def parse_applications(body: bytes) -> tuple[Application, ...]:
    """The applications of ``/applications``."""
    shape = decode(body, _APPLICATIONS)
    shapes = [item.bibliographic_data for item in listed(shape.bibliographic_data_bag)]
    said = [one for one in shapes if one is not None]
    undoubted(body, [*said, *access_said(shape)], _published(said))
    return _applications(shapes)


class Included(msgspec.Struct, frozen=True):
    """The documents of a page, how many items it has, and how often they say who may see them."""

    documents: tuple[Document, ...]
    items: int
    said: Said


def parse_doclist(body: bytes, asked: ApplicationNumber, remembered: Remembered | None = None) -> DoclistPage:
    """One page of ``/doclists``; a document listed twice on it stands once, under the stricter visibility.

    A gateway says when each answer was retrieved, so that hardly two of its answers are the same; of these
    the documents are ``remembered`` by themselves.

    Raises:
        Malformed: unreadable, the list of another application, or no document of it has a usable id.
    """
    if remembered is not None and _PASSED_ON in body:
        unread = decode(body, _UNREAD)
        _check_names(unread, asked)
        included = remembered.piece(_included, bytes(unread.document_included_bag), asked.office)
        if all_said(body, included.said, _around(unread)):
            return _page(unread, asked, included)
    shape = decode(body, _DOCLIST)
    _check_names(shape, asked)
    items, shapes = _items(shape)
    doubts = doubted(body, shapes, _around(shape))
    documents = _documents(shapes, asked.office, doubts)
    return _page(shape, asked, Included(documents, len(items), said(shapes)))


def _included(bag: bytes, office: str) -> Included:
    """The documents as they are written; whether any is doubtful only the whole answer tells."""
    items, shapes = _items(decode(b'{"documentIncludedBag":%b}' % bag, _DOCLIST, most_values=None))
    return Included(_documents(shapes, office, None), len(items), said(shapes))


def _check_names(shape: AroundShape, asked: ApplicationNumber) -> None:
    if not names(shape.application_number, asked):
        raise Malformed("wrong_application: answered for another application")


def _items(shape: DoclistShape) -> tuple[list[DocumentItem], list[DocumentShape]]:
    items = listed(shape.document_included_bag)
    return items, [one for item in items if (one := item.document_included) is not None]


def _around(shape: AroundShape) -> list[AccessShape]:
    """Whatever says who may see it, but for the documents."""
    described = shape.bibliographic_data
    return [*access_said(shape), shape, *([described] if described else [])]


def _documents(shapes: list[DocumentShape], office: str, doubts: list[bool] | None) -> tuple[Document, ...]:
    found: dict[str, Document] = {}
    for place, one in enumerate(shapes):
        document = _document(one, office, doubtful=doubts is not None and doubts[place])
        if document is None:
            continue
        if (known := found.get(document.id)) is not None:
            document = msgspec.structs.replace(known, access=both(known.access, document.access))
        found[document.id] = document
    if shapes and not found:
        raise Malformed("bad_payload: no document of the list has an id that can be asked for")
    return tuple(found.values())


def _page(shape: AroundShape, asked: ApplicationNumber, included: Included) -> DoclistPage:
    described = shape.bibliographic_data
    application = _application(described) if described else None
    return DoclistPage(
        number=asked,
        documents=included.documents,
        items=included.items,
        total=count(shape.document_total_quantity),
        application=None if application is None else msgspec.structs.replace(application, number=asked),
        access=read_access(shape),
        relayed=read_outcomes(shape),
        sources=read_sources(shape),
    )


def parse_coverages(body: bytes) -> tuple[Coverage, ...]:
    """What ``/coverages`` says is held of each office."""
    shapes = [one for item in listed(decode(body, _COVERAGES).coverage_bag) if (one := item.coverage)]
    return tuple(
        Coverage(
            office=code,
            start=day(one.start_date),
            end=day(one.end_date),
            applications=count(one.application_total_quantity),
        )
        for one in shapes
        if (code := office_code(one.ip_office_code)) is not None
    )


def parse_error(reply: Reply) -> ConnectorError | None:
    """What an answer outside 2xx means in the profile's words; ``None`` when it says nothing of its own.

    An office's message may hold anything and goes nowhere. That those behind a gateway could not be asked is
    no fault of the gateway.
    """
    if reply.status < 400:
        return None
    try:
        shape = decode(reply.body, _ERROR)
    except Malformed:
        return None
    code = shape.error.code if isinstance(shape.error, ErrorShape) else shape.code
    match code:
        case "WITHHELD":
            return Withheld("the office holds the file and does not open it to inspection")
        case "NOT_FOUND":
            return NotHeld("the office does not hold it")
        case "UNAVAILABLE" if missing := read_outcomes(shape):
            undoubted(reply.body, access_said(shape))
            return FarFault(missing)
    return None


def _published(shapes: list[ApplicationShape]) -> dict[str, int]:
    """How often these applications say what they are published as, and when."""
    bags = [one.patent_publication_identification_bag for one in shapes]
    items = [item.patent_publication_identification for bag in bags for item in listed(bag)]
    return {
        "patentPublicationIdentificationBag": sum(bag is not None for bag in bags),
        "publicationDate": sum(item is not None and item.publication_date is not None for item in items),
    }


def _applications(shapes: list[ApplicationShape | None]) -> tuple[Application, ...]:
    found: dict[tuple[ApplicationNumber, Access | None], Application] = {}
    for shape in shapes:
        application = None if shape is None else _application(shape)
        if application is not None:
            found.setdefault((application.number, application.access), application)
    if not found and any(shapes):
        raise Malformed("bad_payload: no application number in the answer can be read")
    return tuple(found.values())


def _application(shape: ApplicationShape) -> Application | None:
    identification = shape.application_identification
    if identification is None:
        return None
    filed = day(identification.filing_date)
    number = application_number(identification.application_number, filed)
    if number is None:
        return None
    entered = identification.application_filing_category == "PCT" and number.kind != "W"
    titles = [title for item in listed(shape.invention_title_bag) if (title := item.invention_title)]
    titles.sort(key=lambda one: language_code(one.language_code) != "en")
    applicants = [applicant for item in listed(shape.applicant_bag) if (applicant := item.applicant)]
    publications = [
        found
        for item in listed(shape.patent_publication_identification_bag)
        if item.patent_publication_identification
        and (found := publication(item.patent_publication_identification)) is not None
    ]
    return Application(
        number=number,
        filing_date=filed,
        title=next((name for one in titles if (name := text(one.invention_title_text))), None),
        applicants=tuple(name for one in applicants if (name := text(one.entity_name))),
        status=_STATUSES.get(shape.application_status_category, "unknown"),
        publications=tuple(dict.fromkeys(publications)),
        priorities=_claims(shape, entered=entered),
        access=read_access(shape),
    )


def _claims(shape: ApplicationShape, *, entered: bool) -> tuple[PriorityClaim, ...]:
    """The priority claims; a national phase (``entered``) that names an international one entered it."""
    claims: list[PriorityClaim] = []
    for item in listed(shape.priority_claim_bag):
        claim = item.priority_claim
        if claim is None:
            continue
        filed = day(claim.filing_date)
        number = application_number(claim.application_number, filed, office=claim.ip_office_code)
        if number is None:
            continue
        relation = _RELATIONS.get(claim.relation_category, "unknown")
        if relation == "unknown" and entered and number.kind == "W":
            relation = "pct-phase"
        claims.append(PriorityClaim(number=number, date=filed, relation=relation))
    return tuple(dict.fromkeys(claims))


def _document(shape: DocumentShape, office: str, *, doubtful: bool) -> Document | None:
    """A document; ``None`` when its id cannot be asked for."""
    native = safe_id(shape.id)
    if native is None:
        return None
    code = text(shape.document_code_category)
    title = text(shape.document_description) or text(shape.document_name) or code or native
    groups = _words(shape.document_group_category)
    origin = _DIRECTIONS.get(shape.document_origin, "unknown")
    classified = _means(office, code and code[:64], title[:200], groups, origin)
    language = language_code(shape.language_code)
    return Document(
        id=native,
        title=title,
        code=code,
        category=classified.category,
        direction=classified.direction,
        date=day(shape.document_date),
        page_count=count(shape.document_page_quantity),
        size=count(shape.document_size_quantity),
        language=language,
        groups=groups,
        renditions=_renditions(shape, language),
        access=STRICTEST if doubtful else read_access(shape),
    )


@lru_cache(maxsize=4096)
def _means(
    office: str, code: str | None, title: str, groups: tuple[str, ...], origin: Direction
) -> Classified:
    """``classify``, remembered: the same titles come again with every list."""
    return classify(office, code, title, groups=groups, direction=origin)


def _renditions(shape: DocumentShape, language: str | None) -> tuple[Rendition, ...]:
    """The forms a document can be had in: the ones listed, else one for each format, named by it."""
    if shape.document_rendition_bag is not None:
        shapes = [one for item in listed(shape.document_rendition_bag) if (one := item.document_rendition)]
        return tuple(
            Rendition(
                id=native,
                kind=_kind(one.document_language_source),
                language=language_code(one.language_code),
                format=text(one.document_format_category) or "pdf",
            )
            for one in shapes
            if (native := safe_id(one.id)) is not None
        )
    kind = _kind(shape.document_language_source)
    formats = shape.document_format_category
    if formats is None or formats == "":
        return _single("pdf", kind, language)
    if type(formats) is str and len(formats) <= 8 and safe_id(formats):
        return _single(formats, kind, language)
    named = [one for one in _words(formats) if safe_id(one)] or ["pdf"]
    return tuple(Rendition(id=one, kind=kind, language=language, format=one) for one in named)


@lru_cache(maxsize=256)
def _single(format: str, kind: RenditionKind, language: str | None) -> tuple[Rendition, ...]:
    """The usual case, one form of a document, shared by all documents that have it."""
    return (Rendition(id=format, kind=kind, language=language, format=format),)


def _kind(source: object) -> RenditionKind:
    if source is None or source == "original" or not isinstance(source, str):
        return "original"
    return "translation" if source.lower().startswith("transl") else "original"


def _words(words: Words) -> tuple[str, ...]:
    """The texts of a list, each once."""
    if isinstance(words, list):
        return tuple(dict.fromkeys([word for one in words if (word := text(one)) is not None]))
    return () if (word := text(words)) is None else (word,)
