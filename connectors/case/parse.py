"""The profile's answers to the model: pure, bytes in, facts out.

Every function raises ``Malformed`` for what cannot be trusted as an answer. Single items that cannot be read
(an application without a readable number, a document without a usable id) are counted as ``unreadable``; the
rest stands.
"""

from __future__ import annotations

from functools import cached_property
from typing import get_args

import msgspec

from connectors.case.access import STRICTEST, Said, all_said, doubted, read_access, said, undoubted
from connectors.case.answers import check_answers
from connectors.case.documents import Listed, items_of, read_documents
from connectors.case.numbers import application_number, names, publication
from connectors.case.relayed import access_said, read_notices, read_outcomes, read_sources
from connectors.case.usual import UsualDoclistShape
from connectors.case.wire import (
    AccessShape,
    ApplicationShape,
    ApplicationsShape,
    AroundShape,
    CoveragesShape,
    DoclistShape,
    ErrorShape,
    FamilyShape,
    UnreadDoclistShape,
    UnreadFamilyShape,
    listed,
)
from connectors.errors import ConnectorError, Malformed, NotHeld, Withheld
from connectors.gateways import FarFault
from connectors.json_reading import HIDDEN, check_nothing_hidden, decode, hidden
from connectors.model import (
    Access,
    Application,
    Coverage,
    Document,
    Dossier,
    Family,
    Notice,
    PriorityClaim,
    Publication,
    Relation,
    RelayedOutcome,
    RelayedSource,
    Status,
    UnreadableMember,
)
from connectors.numbers.identity import ApplicationNumber
from connectors.remembered import Remembered
from connectors.reply import Reply
from connectors.scalars import count, day, language_code, office_code, text

_FAMILY = msgspec.json.Decoder(FamilyShape)
_APPLICATIONS = msgspec.json.Decoder(ApplicationsShape)
_DOCLIST = msgspec.json.Decoder(DoclistShape)
_USUAL = msgspec.json.Decoder(UsualDoclistShape)
_UNREAD_FAMILY = msgspec.json.Decoder(UnreadFamilyShape)
_UNREAD = msgspec.json.Decoder(UnreadDoclistShape)
_COVERAGES = msgspec.json.Decoder(CoveragesShape)
_ERROR = msgspec.json.Decoder(ErrorShape)

_PASSED_ON = b'"provenanceBag"'
_ECHOED = frozenset({"applicationNumber", "familyCategory"})
"""What an office repeats of the question for a family."""

_STATUSES: dict[object, Status] = {one: one for one in get_args(Status)}
_RELATIONS: dict[object, Relation] = {one: one for one in get_args(Relation)}


class DoclistPage(msgspec.Struct, frozen=True, dict=True):
    """One page of the document list of the application with this ``number``.

    ``items`` counts what the office sent, readable or not: the next page begins behind them. ``total`` is how
    many documents the office says there are on all pages. ``access`` is who may see the list at all,
    ``notices`` what is to be said beside it, ``unreadable`` as in a dossier. Gateways say the rest: what else
    is known of the ``application``, ``relayed`` and ``sources``.
    """

    number: ApplicationNumber
    documents: tuple[Document, ...]
    items: int
    total: int | None = None
    application: Application | None = None
    access: Access | None = None
    relayed: tuple[RelayedOutcome, ...] = ()
    sources: tuple[RelayedSource, ...] = ()
    unreadable: tuple[Document | None, ...] = ()
    notices: tuple[Notice, ...] = ()

    @cached_property
    def dossier(self) -> Dossier:
        """The page as a dossier: the whole of it, where there is one page."""
        return Dossier(
            application=self.application or Application(number=self.number),
            documents=self.documents,
            access=self.access,
            relayed=self.relayed,
            sources=self.sources,
            unreadable=self.unreadable,
            notices=self.notices,
        )


def parse_family(body: bytes, remembered: Remembered | None = None) -> Family:
    """The members of ``/families``, each once, in the office's order; none when the office lists none.

    A gateway may state a member several times, for those who may know each statement: the fullest first.
    Asked by another number an office says the same of the same members, so these are ``remembered`` by
    themselves.

    Raises:
        Malformed: unreadable, or an object that says something else, such as an error under a good status.
    """
    if remembered is not None:
        unread = decode(body, _UNREAD_FAMILY)
        members = remembered.piece(_members, bytes(unread.patent_family_member_bag))
        if (
            members.applications
            and all_said(body, members.said, access_said(unread))
            and _all_written(body, members.written)
        ):
            return Family(
                members=members.applications, relayed=read_outcomes(unread), unreadable=members.unreadable
            )
    shape = decode(body, _FAMILY)
    shapes = _shapes(shape)
    if not shapes:
        check_answers(body, _ECHOED.union(FamilyShape.__struct_encode_fields__), or_nothing=True)
    stated = [one for one in shapes if one is not None]
    undoubted(body, [*stated, *access_said(shape)], _published(stated))
    check_nothing_hidden(body, _rows(stated))
    applications, unreadable = _applications(shapes)
    return Family(members=applications, relayed=read_outcomes(shape), unreadable=unreadable)


class _Members(msgspec.Struct, frozen=True):
    """The members of a family, those that cannot be read, how often they say who may know them, and how
    often all else was written that must not hide any.
    """

    applications: tuple[Application, ...]
    unreadable: tuple[UnreadableMember, ...]
    said: Said
    written: dict[str, int]


def _members(bag: bytes) -> _Members:
    """The members as they are written; whether any is doubtful only the whole answer tells."""
    shapes = _shapes(decode(b'{"patentFamilyMemberBag":%b}' % bag, _FAMILY, most_values=None))
    stated = [one for one in shapes if one is not None]
    return _Members(*_applications(shapes), said(stated), _published(stated) | _rows(stated))


def _shapes(shape: FamilyShape) -> list[ApplicationShape | None]:
    items = listed(shape.patent_family_member_bag)
    return [one.patent_family_member for item in items for one in (item, *listed(item.wider))]


def _rows(stated: list[ApplicationShape]) -> dict[str, int]:
    """How often a list of members and a member were decoded."""
    return {"patentFamilyMemberBag": 1, "patentFamilyMember": len(stated)}


def parse_applications(body: bytes) -> tuple[Application, ...]:
    """The applications of ``/applications``."""
    shape = decode(body, _APPLICATIONS)
    shapes = [item.bibliographic_data for item in listed(shape.bibliographic_data_bag)]
    said = [one for one in shapes if one is not None]
    undoubted(body, [*said, *access_said(shape)], _published(said))
    return _applications(shapes)[0]


def parse_doclist(body: bytes, asked: ApplicationNumber, remembered: Remembered | None = None) -> DoclistPage:
    """One page of ``/doclists``; a document listed twice on it stands once, under the stricter visibility.

    A gateway says when each answer was retrieved, so that hardly two of its answers are the same; of these
    the documents are ``remembered`` by themselves.

    Raises:
        Malformed: unreadable, two lists, the list of another application, no list at all, such as an error
            under a good status, or no document of it has a usable id.
    """
    if remembered is not None and _PASSED_ON in body:
        unread = decode(body, _UNREAD)
        _check_names(unread, asked)
        included = remembered.piece(_included, bytes(unread.document_included_bag), asked.office)
        if all_said(body, included.said, _around(unread)) and not hidden(body, included.written):
            return _page(unread, asked, included.found, included.items)
    shape = decode(body, _DOCLIST, usual=_USUAL)
    _check_names(shape, asked)
    items, shapes = items_of(shape)
    if not items:
        check_answers(body, DoclistShape.__struct_encode_fields__)
    doubts = doubted(body, shapes, _around(shape))
    found = _beside(read_documents(shapes, asked.office, doubts), items - len(shapes), doubts)
    if passed_over := hidden(body, _written(len(shapes))):
        if passed_over["documentIncludedBag"]:
            raise Malformed(HIDDEN)
        found = _beside(found, passed_over["documentIncluded"], doubts)
    return _page(shape, asked, found, items)


def _written(documents: int) -> dict[str, int]:
    """How often a list and a document of it were decoded."""
    return {"documentIncludedBag": 1, "documentIncluded": documents}


def _beside(found: Listed, more: int, doubts: list[bool] | None = None) -> Listed:
    """The list with more rows of which nothing can be read, for nobody where visibility is in doubt at all:
    what such a row says of it may be what was not decoded.
    """
    if not more:
        return found
    row = None if doubts is None else Document(id="", title="", access=STRICTEST)
    return Listed(found.documents, found.unreadable + (row,) * more)


class _Included(msgspec.Struct, frozen=True):
    """A page that a gateway passed on: its documents, how many items it has, how often these say who may see
    them, and how often they and their list were written.
    """

    found: Listed
    items: int
    said: Said
    written: dict[str, int]


def _included(bag: bytes, office: str) -> _Included:
    """The documents as they are written; whether any is doubtful only the whole answer tells."""
    bagged = b'{"documentIncludedBag":%b}' % bag
    items, shapes = items_of(decode(bagged, _DOCLIST, usual=_USUAL, most_values=None))
    found = _beside(read_documents(shapes, office), items - len(shapes))
    return _Included(found, items, said(shapes), _written(len(shapes)))


def _check_names(shape: AroundShape, asked: ApplicationNumber) -> None:
    if not names(shape.application_number, asked):
        raise Malformed("wrong_application: answered for another application")


def _around(shape: AroundShape) -> list[AccessShape]:
    """Whatever says who may see it, but for the documents."""
    described = shape.bibliographic_data
    return [*access_said(shape), shape, *([described] if described else [])]


def _page(shape: AroundShape, asked: ApplicationNumber, found: Listed, items: int) -> DoclistPage:
    described = shape.bibliographic_data
    application = _application(described) if described else None
    return DoclistPage(
        number=asked,
        documents=found.documents,
        items=items,
        total=count(shape.document_total_quantity),
        application=None if application is None else msgspec.structs.replace(application, number=asked),
        access=read_access(shape),
        relayed=read_outcomes(shape),
        sources=read_sources(shape),
        unreadable=found.unreadable,
        notices=read_notices(shape),
    )


def parse_coverages(body: bytes) -> tuple[Coverage, ...]:
    """What ``/coverages`` says is held of each office.

    Raises:
        Malformed: unreadable, or it says twice and differently who may be told.
    """
    shapes = [one for item in listed(decode(body, _COVERAGES).coverage_bag) if (one := item.coverage)]
    undoubted(body, shapes)
    return tuple(
        Coverage(
            office=code,
            start=day(one.start_date),
            end=day(one.end_date),
            applications=count(one.application_total_quantity),
            access=read_access(one),
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


def _all_written(body: bytes, decoded: dict[str, int]) -> bool:
    return all(body.count(f'"{key}"'.encode()) == times for key, times in decoded.items())


def _applications(
    shapes: list[ApplicationShape | None],
) -> tuple[tuple[Application, ...], tuple[UnreadableMember, ...]]:
    """Each application once, and those without a readable number that were published."""
    found: dict[tuple[ApplicationNumber, Access | None], Application] = {}
    unreadable: list[UnreadableMember] = []
    for shape in shapes:
        if shape is None:
            continue
        if (application := _application(shape)) is not None:
            found.setdefault((application.number, application.access), application)
        elif published := _publications(shape):
            unreadable.append(UnreadableMember(publications=published, access=read_access(shape)))
    if not found and any(shapes):
        raise Malformed("bad_payload: no application number in the answer can be read")
    return tuple(found.values()), tuple(unreadable)


def _publications(shape: ApplicationShape) -> tuple[Publication, ...]:
    """What an application is published as, each publication once."""
    items = listed(shape.patent_publication_identification_bag)
    shapes = [one for item in items if (one := item.patent_publication_identification) is not None]
    return tuple(dict.fromkeys(found for one in shapes if (found := publication(one)) is not None))


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
    return Application(
        number=number,
        filing_date=filed,
        title=next((name for one in titles if (name := text(one.invention_title_text))), None),
        applicants=tuple(name for one in applicants if (name := text(one.entity_name))),
        status=_STATUSES.get(shape.application_status_category, "unknown"),
        publications=_publications(shape),
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
