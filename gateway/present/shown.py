"""Which members of a very large family one answer shows."""

from __future__ import annotations

from connectors.numbers.identity import ApplicationNumber
from gateway.admit import Admitted
from gateway.families.family import Families, Group
from gateway.plan import MEMBERS
from gateway.world import World


def shown(
    family: Group, admitted: Admitted, families: Families, world: World
) -> tuple[ApplicationNumber, ...]:
    """All members, in their order; of more than ``MEMBERS`` first those that their own offices list.

    So the list of one provider, however long and wrong, does not push out what other offices have.
    """
    if len(family.members) <= MEMBERS:
        return family.members
    own = {
        families.canonical(member.number)
        for listing in admitted.listings
        for member in listing.members
        if world.hosts(listing.provider, member.number)
    }
    chosen = set(sorted(family.members, key=lambda number: number not in own)[:MEMBERS])
    return tuple(number for number in family.members if number in chosen)
