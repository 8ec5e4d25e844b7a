"""Whether a family that came can be that of the number it was asked for.

Wires that do not repeat the question (OPD's ``family_list``, the CASE profile's ``/families``) may answer
with a family in which the number does not stand at all. That alone proves nothing: a first filing that was
never published is only claimed, and not every wire states claims; a member's publications may be left out;
offices spell numbers in ways that are unified later. So a family is refused only when none of this can be
the reason, and believed otherwise:

- a published number stands with a member of its office. It is missed when the provider lists that office's
  members and there is none, or when each of them states another number under the same kind code (a European
  patent: under any);
- an application that nobody names has to be claimed by somebody, who was filed less than ``CLAIM_YEARS``
  years from it: twelve months of priority (Paris Convention, Article 4C), thirty until the national phase
  (PCT, Article 22), restoration and late entry. Before it, too: some national phases are numbered by the year
  of their entry, and their date of filing is the international one. An application of the same office may
  continue or divide it at any later time.

International applications and publications may stand with any office or with none, and are never missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from connectors.errors import Malformed, NotHeld
from connectors.model import Application
from connectors.numbers.identity import ApplicationNumber, Number, NumberError
from connectors.numbers.reading import read
from connectors.numbers.writing import display, national, year_of

CLAIM_YEARS = 4
"""Fewer calendar years than these lie between an application and somebody who claims it."""


def check_family(members: Iterable[Application], asked: Number, offices: Collection[str]) -> None:
    """Checks that a family can be that of the number asked for.

    ``offices`` are those (ST.3) whose members the provider always lists, where they are of the family.

    Raises:
        Malformed: it is certainly that of another number.
    """
    if asked.office not in offices or asked.office in ("WO", "IB") or asked.kind == "W":
        return
    known, own = tuple(members), asked.application
    if own is None:
        found = any(_is_published(one, asked) for one in known) or any(_may_be(one, asked) for one in known)
    else:
        found = any(_names(one, own) or _may_claim(one, own) for one in known)
    if not found:
        raise Malformed("wrong_family: answered with the family of another number")


def check_year(members: Iterable[Application], asked: Number) -> None:
    """Checks that a number of an office that writes no year was not answered for that of another year.

    To such an office (and to a hub that asks in its spelling) all years in which a number can have been filed
    are one question. The filing date that comes with the answer tells which of them it is about. It may lie
    before all years that the number is asked in: a national phase keeps its international date, and one that
    was entered late, with its rights restored (37 CFR 1.137), came later than any limit: then the likeliest
    of these years has the answer. A year that is none of these was said by who asks, and no other is asked
    beside it.

    Raises:
        NotHeld: the application of this number was filed in another year.
    """
    own = asked.application
    if own is None:
        return
    alike = [
        one
        for one in members
        if one.number.office == own.office and one.filing_date and national(one.number) == national(own)
    ]
    if not alike or any(_bare(one.number.number) == _bare(own.number) for one in alike):
        return
    usual = _usual(own)
    if own.number in usual[1:] or (own.number in usual and any(one.number.number in usual for one in alike)):
        raise NotHeld("other_year: the application of this number was filed in another year")


def _usual(own: ApplicationNumber) -> list[str]:
    """The DOCDB numbers that an application is asked as when its year is open, the likeliest first."""
    try:
        readings = read(display(own), type="application", office=own.office)
    except NumberError:
        return []
    return [one.number.number for one in readings if one.number.kind == own.kind]


def _is_published(member: Application, asked: Number) -> bool:
    return any(
        one.office == asked.office and _bare(one.number) == _bare(asked.number) for one in member.publications
    )


def _may_be(member: Application, asked: Number) -> bool:
    """Whether a member may be published under a number that it does not state."""
    if member.number.office != asked.office or member.number.kind == "W":
        return False
    stated = [one for one in member.publications if one.office == asked.office and one.number.isdigit()]
    if _bare(member.number.number) == _bare(asked.number) or not asked.number.isdigit():
        return True
    if any(_longer(one.number, asked.number) for one in stated):
        return True
    if asked.office == "EP":
        return not stated
    return asked.kind is None or all(one.kind != asked.kind for one in stated)


def _names(member: Application, asked: ApplicationNumber) -> bool:
    """Whether a member is the application or claims it, however it is written; kinds are often guesses."""
    numbers = (member.number, *(claim.number for claim in member.priorities))
    return any(
        one.office == asked.office
        and (_bare(one.number) == _bare(asked.number) or national(one) == national(asked))
        for one in numbers
    )


def _may_claim(member: Application, asked: ApplicationNumber) -> bool:
    """Whether a member was filed when the application could be claimed; true when either date is unknown."""
    began = year_of(asked)
    filed = year_of(member.number) if member.filing_date is None else member.filing_date.year
    if began is None or filed is None:
        return True
    after = filed - began
    return abs(after) < CLAIM_YEARS or (after > 0 and member.number.office == asked.office)


def _longer(one: str, other: str) -> bool:
    """Whether one of two numbers is the other with digits behind it (``KR 10-1234567-0000`` of KIPO)."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return long.startswith(short)


def _bare(number: str) -> str:
    return number.lstrip("0")
