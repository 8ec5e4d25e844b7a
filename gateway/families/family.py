"""The words of a family question: what a provider listed, what a family is, where a number belongs.

Definitions: *simple family*, the applications with the same active priorities (EPO, DOCDB simple family);
*extended family*, the applications linked directly or indirectly by at least one claim (EPO, INPADOC).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec

from connectors.contract import Scope
from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.serving import holding
from gateway.families.spellings import by_series

Reason = Literal["claimed-after-filing", "dates-disagree", "too-late", "crowded"]


OWN, SERVING, OTHER = 0, 1, 2
"""How near a provider is to an application: its office's own service, a hub for several, none of these."""


class Listing(msgspec.Struct, frozen=True):
    """What one provider said to one family question.

    ``trust`` orders providers where their facts differ: the lower, the more trusted (the providing office
    itself, then a hub, then others). ``serves`` are the offices whose applications it has at first hand;
    empty where that is not known.
    """

    provider: str
    trust: int
    asked: Number
    members: tuple[Application, ...]
    serves: frozenset[str] = frozenset()


def served(serves: frozenset[str]) -> frozenset[str]:
    """The offices that a provider serves, each under one code: ``IB`` is ``WO``."""
    return frozenset(map(holding, serves))


def nearness(served: frozenset[str], number: ApplicationNumber) -> int:
    """How near who serves these is to an application; international ones are the International Bureau's."""
    if holding(number.office, number.kind) not in served:
        return OTHER
    return OWN if len(served) == 1 else SERVING


class Quarantined(msgspec.Struct, frozen=True):
    """A claim that was stated and is not believed, so it joins nothing.

    ``claimed-after-filing``: what is claimed is later than the claimant's filing date. ``dates-disagree``:
    the claimed number is known to be of another date. ``too-late``: one of very many claims to a number,
    outside the priority year. ``crowded``: so many unrelated applications claim the number that it cannot
    be right.
    """

    claimant: ApplicationNumber
    claim: PriorityClaim
    reason: Reason


class Validation(msgspec.Struct, frozen=True):
    """A national validation (kind ``T``) of a European application: shown beneath it."""

    number: ApplicationNumber
    european: ApplicationNumber


class Group(msgspec.Struct, frozen=True):
    """One family.

    ``members`` are listed by some provider, by earliest priority date, office, number. ``priorities`` is the
    sorted set of active priorities. ``phantoms`` are claimed and listed by nobody: unpublished priorities,
    abandoned provisionals. ``id`` is the same for the same facts in whatever order they came.
    """

    id: str
    members: tuple[ApplicationNumber, ...]
    priorities: tuple[ApplicationNumber, ...] = ()
    phantoms: tuple[ApplicationNumber, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    validations: tuple[Validation, ...] = ()


class Families(msgspec.Struct, frozen=True):
    """Every family that the listings amount to, and where each number belongs.

    ``spellings`` has, for each application number that stands in a listing or a claim under another
    spelling than the one used in ``groups``, the one used. The rest are the indexes of ``find``: they map to
    positions in ``groups``; a publication to (kind, position) pairs.
    """

    scope: Scope
    groups: tuple[Group, ...]
    spellings: dict[ApplicationNumber, ApplicationNumber]
    by_member: dict[ApplicationNumber, int]
    by_publication: dict[tuple[str, str], tuple[tuple[str | None, int], ...]]
    by_asked: dict[Number, int]
    by_phantom: dict[ApplicationNumber, int]

    def canonical(self, number: ApplicationNumber) -> ApplicationNumber:
        """The one spelling under which ``groups`` know an application."""
        known = self.spellings.get(number, number)
        return self.spellings.get(by_series(known), by_series(known))


def find(families: Families, numbers: Collection[Number]) -> Group | None:
    """The family that a number belongs to; ``numbers`` are the readings of one query, best first.

    In this order: a listed application; a publication of one (a kind code counts only when both sides have
    it); a number for which a provider answered with a family without naming it; a number that is only
    claimed. ``None`` when it is none of these.
    """
    for lookup in (_member, _published, _asked, _phantom):
        for number in numbers:
            position = lookup(families, number)
            if position is not None:
                return families.groups[position]
    return None


def names(families: Families, number: Number) -> bool:
    """Whether a number is that of a listed application or of a publication of one.

    Else nothing tells where it belongs but that somebody answered for it or claims it.
    """
    return _member(families, number) is not None or _published(families, number) is not None


def _member(families: Families, number: Number) -> int | None:
    named = number.application
    return None if named is None else families.by_member.get(families.canonical(named))


def _published(families: Families, number: Number) -> int | None:
    if number.type != "publication":
        return None
    for kind, position in families.by_publication.get((number.office, number.number), ()):
        if kind is None or number.kind is None or kind == number.kind:
            return position
    return None


def _asked(families: Families, number: Number) -> int | None:
    return families.by_asked.get(number)


def _phantom(families: Families, number: Number) -> int | None:
    named = number.application
    return None if named is None else families.by_phantom.get(families.canonical(named))
