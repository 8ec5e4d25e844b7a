"""The service's answers to the model: pure, bytes in, facts out.

Every function raises ``Malformed`` for what cannot be trusted as an answer. Single items that cannot be read
(a member without a readable number, a document without a usable id) are counted as ``unreadable``; the rest
stands.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import UNSET, UnsetType

from connectors.belonging import check_family, check_year
from connectors.errors import Malformed, NotHeld
from connectors.global_dossier.documents import read_documents
from connectors.global_dossier.explain import no_list, unlisted
from connectors.global_dossier.numbers import IP5, Listing, address, read_day, read_dotted, read_number
from connectors.global_dossier.wire import (
    DocumentListShape,
    FamilyShape,
    MemberShape,
    NumberShape,
    OfficesShape,
    PublicationShape,
    Words,
    listed,
    words,
)
from connectors.json_reading import check_nothing_hidden, decode
from connectors.model import Application, Dossier, PriorityClaim, Publication, UnreadableMember
from connectors.numbers.identity import ApplicationNumber, Number, NumberError
from connectors.numbers.reading import read_publication
from connectors.numbers.writing import national
from connectors.scalars import office_code, text

_FAMILY = msgspec.json.Decoder(FamilyShape)
_DOCUMENT_LIST = msgspec.json.Decoder(DocumentListShape | None)
_OFFICES = msgspec.json.Decoder(OfficesShape)


class Member(msgspec.Struct, frozen=True):
    """A member of a family: the application, and what the service says about its document list.

    ``listing`` is how the service itself writes the application, and so how its list is asked for; ``None``
    when that cannot be sent. ``dossier`` is an embedded list, if it is this application's. ``ip5`` says
    whether the service counts the office among those it has dossiers of.
    """

    application: Application
    listing: Listing | None = None
    ip5: bool = False
    dossier: Dossier | None = None


class Members(msgspec.Struct, frozen=True):
    """The members of a family, each once, in the service's order; and those without a readable number."""

    members: tuple[Member, ...]
    unreadable: tuple[UnreadableMember, ...] = ()


def parse_family(body: bytes, asked: Number) -> Members:
    """The members of a family.

    Raises:
        NotHeld: there are none, or the application of this number is of another year than the one asked for.
        Malformed: unreadable, or the family of another number.
    """
    shape = decode(body, _FAMILY)
    if isinstance(shape.members, UnsetType):
        raise Malformed("bad_payload: the answer holds no list of members")
    found: dict[ApplicationNumber, Member] = {}
    unreadable: list[UnreadableMember] = []
    members = listed(shape.members)
    check_nothing_hidden(body, _lists(one.doc_list for one in members) | {"list": 1})
    for one in members:
        if (member := _member(one)) is not None:
            found.setdefault(member.application.number, member)
        elif published := _publications(one):
            unreadable.append(UnreadableMember(publications=published))
    if not members:
        raise NotHeld("the service lists no family for this number")
    if not found:
        raise Malformed("bad_payload: no application number in the answer can be read")
    applications = [one.application for one in found.values()]
    check_year(applications, asked)
    if not any(_is_asked(one, asked) for one in applications):
        repeats = _repeats(shape, asked)
        if repeats is None:
            check_family(applications, asked, IP5)
        elif not repeats:
            raise Malformed("wrong_family: answered with the family of another number")
    return Members(tuple(found.values()), tuple(unreadable))


def parse_document_list(body: bytes, asked: ApplicationNumber) -> Dossier:
    """The document list of one application, with its title and applicants.

    For national parts of European patents (AT 99203729 T) the service answers with the list of the European
    application, which says so in its own country and number: it is not theirs.

    Raises:
        ConnectorError: the answer says that there is no list, now or ever.
        Malformed: unreadable, or the list of another application.
    """
    shape = decode(body, _DOCUMENT_LIST)
    check_nothing_hidden(body, _lists([shape]))
    if shape is None:
        raise unlisted(None)
    if isinstance(shape.docs, UnsetType):
        if shape.message is not None:
            raise unlisted(shape.message)
        raise Malformed("bad_payload: the answer holds no documents")
    if shape.docs is None:
        raise unlisted(shape.message)
    if office_code(shape.country) == "EP" != asked.office and asked.kind == "T":
        raise no_list()
    if _is_of(shape, asked) is False:
        raise Malformed("wrong_application: answered for another application")
    return _dossier(shape, asked)


def parse_offices(body: bytes) -> frozenset[str]:
    """The offices (ST.3) that provide through WIPO CASE."""
    return frozenset(code for one in decode(body, _OFFICES).data if (code := office_code(one)) is not None)


def read_publication_shape(shape: PublicationShape) -> Publication | None:
    """A publication; one whose date is there and does not exist is no evidence of anything."""
    published = read_day(shape.pub_date_str, shape.pub_date)
    if published is None and (shape.pub_date_str or shape.pub_date):
        return None
    code, written = office_code(shape.pub_country), text(shape.pub_num)
    if code is None or written is None:
        return None
    try:
        found = read_publication(code, written, kind=text(shape.kind_code), published=published)
    except NumberError:
        return None
    return Publication(office=found.office, number=found.number, kind=found.kind, date=published)


def names(value: Words) -> tuple[str, ...]:
    """Names of applicants: the service escapes them for HTML and leaves separators behind them."""
    cleaned = (text(html.unescape(one)) for one in words(value) if isinstance(one, str))
    return tuple(dict.fromkeys(name for one in cleaned if one and (name := one.rstrip(", "))))


def _repeats(shape: FamilyShape, asked: Number) -> bool | None:
    """Whether an answer repeats the question that was asked; ``None`` when that cannot be told.

    International numbers, and those with an office code in front, may be repeated in another of their forms;
    those of the five offices with a check digit, the zeros or the type that the office itself prints.
    """
    own = address(asked)
    office, number = office_code(shape.country), text(shape.id)
    if own.office in IP5 and office not in (None, own.office):
        return False
    if number is None or own.office not in IP5:
        return True if number is not None and _squeezed(number) == _squeezed(own.number) else None
    short, long = sorted((_squeezed(number), _squeezed(own.number)), key=len)
    if long == short:
        return True
    return None if long.startswith(short) or long.endswith(short) else False


def _is_asked(application: Application, asked: Number) -> bool:
    """Whether a member is the application, or has the publication, that was asked for."""
    if asked.type != "publication":
        return application.number == asked.application
    return any((one.office, one.number) == (asked.office, asked.number) for one in application.publications)


def _squeezed(number: str) -> str:
    return "".join(character for character in number.upper() if character.isalnum())


def _member(shape: MemberShape) -> Member | None:
    filed = read_day(shape.app_date_str, shape.app_date)
    number = _identity(shape, filed)
    if number is None:
        return None
    claims = (_claim(one) for one in listed(shape.priority_claim_list))
    application = Application(
        number=number,
        filing_date=filed,
        title=_title(shape.title),
        applicants=names(shape.applicant_names),
        publications=_publications(shape),
        priorities=tuple(dict.fromkeys(one for one in claims if one is not None)),
    )
    embedded = shape.doc_list
    dossier = None
    if embedded is not None and isinstance(embedded.docs, list) and _is_of(embedded, number):
        dossier = _dossier(embedded, number)
    return Member(application, _listing(shape), shape.ip5 is True, dossier)


def _publications(shape: MemberShape) -> tuple[Publication, ...]:
    """What a member is published as, each publication once."""
    found = (read_publication_shape(one) for one in listed(shape.pub_list))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _lists(shapes: Iterable[DocumentListShape | None]) -> dict[str, int]:
    """How often the lists of documents were decoded."""
    found = [one for one in shapes if one is not None]
    return {
        "docs": sum(one.docs is not UNSET for one in found),
        "officeActionDocs": sum(one.office_action_docs is not UNSET for one in found),
    }


def _identity(shape: MemberShape, filed: date | None) -> ApplicationNumber | None:
    """The identity of a member: the DOCDB number where there is one, else the number as it is listed."""
    kind = shape.kind_code
    number = shape.doc_num
    written = text(shape.app_num)
    if number is not None and not (written or "").upper().startswith("PCT"):
        found = read_number(
            number.country or shape.country_code, number.doc_number, number.kind_code or kind, filed
        )
        if found is not None:
            return found
    return read_number(shape.country_code, written, kind, filed)


def _listing(shape: MemberShape) -> Listing | None:
    """How the member's list is asked for: as it is listed, without slashes."""
    country, number, kind = office_code(shape.country_code), text(shape.app_num), text(shape.kind_code)
    if country is None or number is None or kind is None:
        return None
    return Listing(country, number.replace("/", ""), kind)


def _claim(shape: NumberShape) -> PriorityClaim | None:
    """A claim; the service gives no date and does not say what kind of claim it is."""
    number = read_number(shape.country, shape.doc_number, shape.kind_code)
    return None if number is None else PriorityClaim(number=number)


def _is_of(shape: DocumentListShape, number: ApplicationNumber) -> bool | None:
    """Whether a list states that it is this application's; ``None`` when it states nothing.

    That of an international application stands under its receiving office, or under the International Bureau;
    then its number has to say which office received it.
    """
    office, written = office_code(shape.country), text(shape.doc_number)
    bureau = number.kind == "W" and office in ("WO", "IB")
    if office is not None and office != number.office and not bureau:
        return False
    if written is None:
        return None
    bare, _, kind = written.rpartition(".")
    alike = (national(number),) if bureau else (number.number, national(number))
    if bare in alike and kind[:1] == number.kind[:1]:
        return True
    stated = read_dotted(office or number.office, written)
    return stated is not None and (stated.office, stated.number, stated.kind[:1]) == (
        number.office,
        number.number,
        number.kind[:1],
    )


def _dossier(shape: DocumentListShape, number: ApplicationNumber) -> Dossier:
    lists = (shape.docs, shape.office_action_docs)
    rows = [row for one in lists if isinstance(one, list) for row in listed(one)]
    application = Application(
        number=number, title=_title(shape.title), applicants=names(shape.applicant_names)
    )
    documents, unreadable = read_documents(rows, number.office)
    return Dossier(application=application, documents=documents, unreadable=unreadable)


def _title(value: object) -> str | None:
    return text(html.unescape(value)) if isinstance(value, str) else None
