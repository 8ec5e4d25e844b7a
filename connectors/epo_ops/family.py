"""INPADOC families and equivalents to the model: pure.

A family lists publications; those of one application are one member here. ``family-id`` is the identifier of
the DOCDB *simple* family, so an extended family has several. A claim whose ``priority-active-indicator`` is
``YES`` counts for the simple family; of others OPS does not say what they are.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from lxml import etree

from connectors.epo_ops.references import (
    EXCHANGE,
    OPS,
    document_ids,
    read_application_id,
    read_filing_date,
    read_publication_id,
)
from connectors.errors import Malformed
from connectors.model import Application, PriorityClaim, Publication, UnreadableMember
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.scalars import text
from connectors.xml_reading import read_xml

WORLD = f"{OPS}world-patent-data"


class Member(msgspec.Struct, frozen=True):
    """A member of an extended family, and the simple family that OPS counts it to."""

    application: Application
    simple_id: str | None = None


class Members(msgspec.Struct, frozen=True):
    """The members of a family; and its rows without a readable application number."""

    members: tuple[Member, ...]
    unreadable: tuple[UnreadableMember, ...] = ()


def parse_family(body: bytes, asked: Number) -> Members:
    """The members of ``/family``, each application once with all its publications, in the order of OPS.

    Raises:
        Malformed: unreadable, no family, one of which no application can be read, or that of another number.
    """
    family = read_world(body).find(f"{OPS}patent-family")
    if family is None:
        raise Malformed("bad_payload: the answer holds no patent-family")
    found: dict[ApplicationNumber, Member] = {}
    unreadable: list[UnreadableMember] = []
    rows = list(family.iterfind(f"{OPS}family-member"))
    for row in rows:
        member = _member(row)
        if member is None:
            if (published := _publication(row)) is not None:
                unreadable.append(UnreadableMember(publications=(published,)))
            continue
        known = found.get(member.application.number)
        found[member.application.number] = member if known is None else _united(known, member)
    if rows and not found:
        raise Malformed("bad_payload: no application number in the answer can be read")
    members = tuple(found.values())
    named = _repeats(family, asked) or any(_names(one.application, asked) for one in members)
    if members and not named:
        raise Malformed("wrong_family: answered with the family of another number")
    return Members(members, tuple(unreadable))


def parse_equivalents(body: bytes) -> frozenset[tuple[str, str]]:
    """The publications (office, number) of ``/equivalents``, the one asked about included.

    Raises:
        Malformed: unreadable, or no answer about equivalents.
    """
    inquiry = read_world(body).find(f"{OPS}equivalents-inquiry")
    if inquiry is None:
        raise Malformed("bad_payload: the answer holds no equivalents-inquiry")
    references = [*inquiry.iterfind(f"{OPS}publication-reference")]
    for result in inquiry.iterfind(f"{OPS}inquiry-result"):
        references += result.iterfind(f"{EXCHANGE}publication-reference")
    found = (read_publication_id(document_ids(one)) for one in references)
    return frozenset((one.office, one.number) for one in found if one is not None)


def read_world(body: bytes) -> etree._Element:
    """The ``world-patent-data`` that every answer of OPS is.

    Raises:
        Malformed: unreadable, or something else.
    """
    root = read_xml(body)
    if root.tag != WORLD:
        raise Malformed("bad_payload: the answer is no world-patent-data of OPS")
    return root


def read_claim(element: etree._Element) -> PriorityClaim | None:
    """A priority claim; an active one is a priority in the sense of the simple family."""
    ids = document_ids(element)
    number = read_application_id(ids)
    if number is None:
        return None
    active = text(element.findtext(f"{EXCHANGE}priority-active-indicator")) == "YES"
    return PriorityClaim(
        number=number, date=read_filing_date(ids), relation="priority" if active else "unknown"
    )


def distinct_claims(claims: Iterable[PriorityClaim]) -> tuple[PriorityClaim, ...]:
    """Each claimed application once; a claim whose relation is known goes before one of unknown relation."""
    found: dict[ApplicationNumber, PriorityClaim] = {}
    for claim in claims:
        known = found.get(claim.number)
        if known is None or known.relation == "unknown" != claim.relation:
            found[claim.number] = claim
    return tuple(found.values())


def _repeats(family: etree._Element, asked: Number) -> bool:
    """Whether a family says that it is that of the number asked for: OPS repeats the question first."""
    for reference in family:
        if reference.tag == f"{OPS}family-member":
            break
        ids = document_ids(reference)
        stated = read_publication_id(ids) if asked.type == "publication" else read_application_id(ids)
        if stated is not None and (stated.office, stated.number) == (asked.office, asked.number):
            return True
    return False


def _names(application: Application, asked: Number) -> bool:
    """Whether a member is, was published as or claims the number asked for, whatever its kind."""
    named: Iterable[ApplicationNumber | Publication] = application.publications
    if asked.type != "publication":
        named = (application.number, *(claim.number for claim in application.priorities))
    return any((one.office, one.number) == (asked.office, asked.number) for one in named)


def _member(row: etree._Element) -> Member | None:
    ids = document_ids(row.find(f"{EXCHANGE}application-reference"))
    number = read_application_id(ids)
    if number is None:
        return None
    published = _publication(row)
    claims = (read_claim(one) for one in row.iterfind(f"{EXCHANGE}priority-claim"))
    application = Application(
        number=number,
        filing_date=read_filing_date(ids),
        publications=() if published is None else (published,),
        priorities=distinct_claims(one for one in claims if one is not None),
    )
    return Member(application, text(row.get("family-id")))


def _publication(row: etree._Element) -> Publication | None:
    return read_publication_id(document_ids(row.find(f"{EXCHANGE}publication-reference")))


def _united(one: Member, other: Member) -> Member:
    """One member of two rows about the same application."""
    first, second = one.application, other.application
    publications: dict[Publication, None] = dict.fromkeys(first.publications + second.publications)
    application = msgspec.structs.replace(
        first,
        filing_date=first.filing_date or second.filing_date,
        publications=tuple(publications),
        priorities=distinct_claims(first.priorities + second.priorities),
    )
    return Member(application, one.simple_id or other.simple_id)
