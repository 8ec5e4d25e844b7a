"""What a provider's answer proves: that its members belong to the family of the number it was asked for.

An answer about an application or a publication joins all its members. An answer about a priority says of each
member that it claims the number, no more: who states claims with it is judged by those, who states none is
taken to claim it, and only who states others is joined because the provider says so. Claims that are
quarantined are not let in by the back door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from connectors.numbers.identity import Number
from gateway.families.accounts import Account
from gateway.families.edges import Graph

Set = tuple[int, ...]
"""Sorted nodes: active priorities."""


class Settled(msgspec.Struct, frozen=True):
    """Active sets once priority questions are heard: one per node, and the members to join to a further
    set.
    """

    units: tuple[Set, ...]
    joins: tuple[tuple[int, Set], ...]


def joined_by_answers(graph: Graph) -> Iterator[tuple[int, Number, tuple[int, ...]]]:
    """Questions about applications and publications: position, number asked, members (all are joined)."""
    for position, (asked, members) in enumerate(graph.asks):
        if asked.type != "priority":
            yield position, asked, members


def settle(graph: Graph, account: Account, units: Sequence[Set], unsaid: frozenset[Set]) -> Settled:
    """Gives members of which nothing else is known the priorities they were listed for.

    ``units`` is the active set of each node, ``unsaid`` the sets founded on nothing but a listing. A member
    listed for some of the priorities of a family is taken for one of it: the narrowest family that has them
    all. Nothing is added for a member that claims the number, in whatever way, or is of its family already.
    """
    homes: dict[int, list[Set]] = {}
    stated = {units[node] for node, listed in enumerate(graph.listed) if listed} - unsaid
    for active in sorted(stated, key=lambda active: (len(active), active)):
        for priority in active:
            homes.setdefault(priority, []).append(active)

    def home(priorities: Set) -> Set:
        rarest = min(priorities, key=lambda priority: len(homes.get(priority, ())))
        wanted = set(priorities)
        fitting = (active for active in homes.get(rarest, ()) if wanted.issubset(active))
        return next(fitting, priorities)

    stating = {(edge.claimant, edge.target) for edge in account.edges}
    claimed: dict[int, set[int]] = {}
    joins = []
    for member, priority in account.vouched:
        if units[member] in unsaid:
            claimed.setdefault(member, set()).add(priority)
        elif not (
            priority in units[member] or units[priority] == units[member] or (member, priority) in stating
        ):
            joins.append((member, home((priority,))))
    heard = list(units)
    for member, priorities in claimed.items():
        heard[member] = home(tuple(sorted(priorities)))
    return Settled(tuple(heard), tuple(joins))
