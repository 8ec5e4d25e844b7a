"""The members of a family as they are passed on: each as every audience may know it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from connectors.contract import Scope
from connectors.model import Application
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.admit import trust
from gateway.families.family import Families, Group, find
from gateway.families.grouping import group
from gateway.present.members import Stated, merge
from gateway.questions.audiences import View
from gateway.world import World


class Kin(msgspec.Struct, frozen=True):
    """The family that a view leads to, ``None`` where it leads to none."""

    view: View
    families: Families
    family: Group | None

    @property
    def telling(self) -> set[str]:
        """The providers that list a member of it."""
        members = set() if self.family is None else set(self.family.members)
        return {
            listing.provider
            for listing in self.view.admitted.listings
            if any(self.families.canonical(member.number) in members for member in listing.members)
        }


def kin_of(views: Sequence[View], asked: Number, scope: Scope) -> tuple[Kin, ...]:
    """The family of a number in each view."""
    found: list[Kin] = []
    for view in views:
        listings = view.admitted.listings
        if found and found[-1].view.admitted.listings == listings:
            families = found[-1].families
        else:
            families = group(listings, scope)
        found.append(Kin(view, families, find(families, (asked,))))
    return tuple(found)


def stated(kin: Sequence[Kin], world: World) -> tuple[Application, ...]:
    """The members of the first view's family, each as every audience may know it: the fullest first.

    A statement that says no more than a wider one is left out.
    """
    own = kin[0]
    members = () if own.family is None else own.family.members
    found: dict[ApplicationNumber, list[Application]] = {number: [] for number in members}
    wider: Kin | None = None
    for one in reversed(kin):
        same = wider is not None and wider.view.admitted.listings == one.view.admitted.listings
        wider = one
        if one.family is None or same:
            continue
        said = _said(one, world)
        for number in one.family.members:
            statements = found.get(own.families.canonical(number))
            if statements is None:
                continue
            application = merge(number, said[number], one.families.canonical).application
            if not statements or replace(statements[0], access=None) != application:
                statements.insert(0, replace(application, access=one.view.access))
    return tuple(statement for statements in found.values() for statement in statements)


def described(view: View, number: ApplicationNumber, world: World) -> Application:
    """What a view says of one application."""
    families = group(view.admitted.listings)
    said = _said(Kin(view, families, None), world)
    return merge(number, said[families.canonical(number)], families.canonical).application


def _said(kin: Kin, world: World) -> dict[ApplicationNumber, list[Stated]]:
    """Everything that a view says of each application, whichever spelling it came under."""
    said: dict[ApplicationNumber, list[Stated]] = defaultdict(list)
    admitted, canonical = kin.view.admitted, kin.families.canonical
    for listing in admitted.listings:
        provider = world.providers[listing.provider]
        for application in listing.members:
            number = canonical(application.number)
            said[number].append(Stated(trust(provider, number.office), provider.id, application))
    for named, parts in admitted.dossiers.items():
        number = canonical(named)
        for part in parts:
            rank = trust(part.provider, number.office)
            said[number].append(Stated(rank, part.provider.id, part.dossier.application))
    return said
