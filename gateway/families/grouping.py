"""From listings to families: the one entry, ``group``."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.contract import Scope
from connectors.numbers.identity import ApplicationNumber
from gateway.families.family import Families, Group, Listing
from gateway.families.forest import Forest


def group(listings: Sequence[Listing], scope: Scope = "simple") -> Families:
    """The families of everything listed; the result does not depend on the order of anything given."""
    members = {member.number: member for listing in listings for member in listing.members}
    order = sorted({*members, *(claim.number for member in members.values() for claim in member.priorities)})
    at = {number: position for position, number in enumerate(order)}
    forest = Forest(len(order))
    for listing in listings:
        for member in listing.members:
            forest.join(at[listing.members[0].number], at[member.number])
            for claim in member.priorities:
                forest.join(at[member.number], at[claim.number])
    gathered: dict[int, list[ApplicationNumber]] = {}
    for number in order:
        gathered.setdefault(forest.root(at[number]), []).append(number)
    groups, position = [], {}
    for numbers in gathered.values():
        position.update(dict.fromkeys(numbers, len(groups)))
        groups.append(
            Group(
                id=numbers[0].docdb,
                members=tuple(number for number in numbers if number in members),
                phantoms=tuple(number for number in numbers if number not in members),
            )
        )
    published: dict[tuple[str, str], tuple[tuple[str | None, int], ...]] = {}
    for number, member in sorted(members.items()):
        for publication in member.publications:
            key = (publication.office, publication.number)
            published[key] = (*published.get(key, ()), (publication.kind, position[number]))
    return Families(
        scope=scope,
        groups=tuple(groups),
        spellings={},
        by_member={number: position[number] for number in members},
        by_publication=published,
        by_asked={
            listing.asked: position[listing.members[0].number] for listing in listings if listing.members
        },
        by_phantom={number: place for number, place in position.items() if number not in members},
    )
