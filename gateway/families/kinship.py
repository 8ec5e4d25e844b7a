"""Who belongs together: the active priorities of the simple family, the closure of the extended one.

Every application has at most one *primary* parent; the trees of primary parents are *units*, and a unit has
one family: what its root claims as priorities, or the root itself when it is a first filing. A root that is
claimed as a parent and of which nothing else is known (an unpublished parent, an international application
that nobody lists) is open: its unit takes the set that most of it state, and who states another goes with
that one, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from connectors.contract import Scope
from gateway.families.accounts import Account, accounts_of
from gateway.families.doubts import Judgement
from gateway.families.edges import Graph
from gateway.families.evidence import Set, joined_by_answers, settle
from gateway.families.forest import Forest

STATED, OPEN, UNSAID = 0, 1, 2
"""How well an active set is founded: by claims, by children that state none, by nothing but a listing."""


class Kinship(msgspec.Struct, frozen=True):
    """Families as the trees of ``forest``: application nodes first, then one node per question, then active
    sets.

    ``actives`` has, for the simple family, each active set with its strength and its node in the forest.
    """

    forest: Forest
    actives: tuple[tuple[int, Set, int], ...] = ()


class _Claims(msgspec.Struct):
    """Believed claims by node: priorities (sorted), the primary parent, and children through a lesser
    parent.
    """

    priorities: dict[int, Set]
    primary: dict[int, int]
    lesser_children: dict[int, list[int]]
    first_filings: set[int]


def relate(graph: Graph, judgement: Judgement, scope: Scope) -> Kinship:
    """Joins what belongs together under a scope, by either account: one union per edge, per listed member,
    per application.
    """
    nodes, asks = len(graph.numbers), len(graph.asks)
    accounts = accounts_of(graph, judgement)
    if scope == "extended":
        forest = Forest(nodes + asks)
        for account in accounts:
            for edge in account.edges:
                forest.join(edge.claimant, edge.target)
            for member, priority in account.vouched:
                forest.join(member, priority)
        _join_answers(forest, graph)
        return Kinship(forest)
    told, *nearer = (_Simple.of(graph, account, judgement.dates) for account in accounts)
    homes = [
        *told.homes,
        *(home for simple in nearer for home in simple.homes if simple.founded(home[1])),
    ]
    sets = sorted({active for _, active in homes})
    places = {active: place for place, active in enumerate(sets, start=nodes + asks)}
    forest = Forest(nodes + asks + len(sets))
    for node, active in homes:
        forest.join(node, places[active])
    _join_answers(forest, graph)
    actives = sorted({active for _, active in told.homes})
    return Kinship(
        forest, tuple((places[active], active, told.strengths.get(active, STATED)) for active in actives)
    )


class _Simple(msgspec.Struct, frozen=True):
    """What one account gives every application: ``homes`` has its active set and, of some, further ones."""

    homes: tuple[tuple[int, Set], ...]
    strengths: dict[Set, int]
    shared: frozenset[Set]

    @classmethod
    def of(cls, graph: Graph, account: Account, dates: Sequence[date | None]) -> _Simple:
        """From the claims of an account."""
        units, strengths, further = _units(graph, account, dates)
        unsaid = frozenset(active for active, strength in strengths.items() if strength == UNSAID)
        settled = settle(graph, account, units, unsaid)
        homes = (*enumerate(settled.units), *settled.joins, *further)
        counted = Counter(active for _, active in homes)
        return cls(homes, strengths, frozenset(active for active, count in counted.items() if count > 1))

    def founded(self, active: Set) -> bool:
        """Whether a set is more than an application of which nothing is said."""
        return active in self.shared or self.strengths.get(active, STATED) != UNSAID


def _join_answers(forest: Forest, graph: Graph) -> None:
    """Joins every answer's members with the number that was asked for."""
    for position, asked, members in joined_by_answers(graph):
        place = len(graph.numbers) + position
        node = graph.node(asked)
        for member in members if node is None else (node, *members):
            forest.join(place, member)


def _units(
    graph: Graph, account: Account, dates: Sequence[date | None]
) -> tuple[list[Set], dict[Set, int], list[tuple[int, Set]]]:
    """The active set of every node, how well each set is founded, and what members of open units state."""
    claims = _read_claims(account, dates)
    size = len(graph.numbers)
    forest = Forest(size)
    for node, parent in claims.primary.items():
        forest.join(node, parent)
    units: dict[int, list[int]] = {}
    for node in range(size):
        units.setdefault(forest.root(node), []).append(node)
    found: dict[int, tuple[Set, int]] = {}
    open_units = {}
    for unit, members in units.items():
        top = _top(members, claims, dates)
        stated = _stated(top, claims, account)
        if stated is not None:
            found[unit] = (stated, STATED)
        elif len(members) == 1 and top not in claims.lesser_children:
            found[unit] = ((top,), UNSAID)
        else:
            open_units[unit] = top
    known = {unit: active for unit, (active, strength) in found.items() if strength == STATED}
    further: list[tuple[int, Set]] = []
    for unit, top in sorted(open_units.items()):
        stating = [(node, claims.priorities[node]) for node in units[unit] if node in claims.priorities]
        further += stating
        votes = Counter(active for _, active in stating)
        votes.update(
            known[home]
            for child in claims.lesser_children.get(top, ())
            if (home := forest.root(child)) in known
        )
        best = min(votes, key=lambda active: (-votes[active], -len(active), active), default=None)
        found[unit] = ((top,), OPEN) if best is None else (best, STATED)
    strengths: dict[Set, int] = {}
    for active, strength in found.values():
        strengths[active] = min(strength, strengths.get(active, strength))
    return [found[forest.root(node)][0] for node in range(size)], strengths, further


def _read_claims(account: Account, dates: Sequence[date | None]) -> _Claims:
    """Sorts believed claims; the primary parent is one of which more is known, then the earliest."""
    priorities: dict[int, list[int]] = {}
    parents: dict[int, dict[int, date]] = {}
    for edge in account.edges:
        if edge.bond == "priority":
            priorities.setdefault(edge.claimant, []).append(edge.target)
        else:
            claimed = _day(edge.claim.date or dates[edge.target])
            parents.setdefault(edge.claimant, {})[edge.target] = claimed
    first_filings = {target for targets in priorities.values() for target in targets}
    said = first_filings | priorities.keys() | parents.keys()
    primary: dict[int, int] = {}
    lesser: dict[int, list[int]] = {}
    for node, candidates in parents.items():
        primary[node] = min(candidates, key=lambda it: (it not in said, candidates[it], it))
        for parent in candidates:
            if parent != primary[node] and parent not in said:
                lesser.setdefault(parent, []).append(node)
    return _Claims(
        priorities={node: tuple(sorted(targets)) for node, targets in priorities.items()},
        primary=primary,
        lesser_children=lesser,
        first_filings=first_filings,
    )


def _top(members: Sequence[int], claims: _Claims, dates: Sequence[date | None]) -> int:
    """The root of a unit; of a circle of parents, the earliest application."""
    roots = [node for node in members if node not in claims.primary]
    return min(roots or members, key=lambda node: (_day(dates[node]), node))


def _stated(top: int, claims: _Claims, account: Account) -> Set | None:
    """The active set that claims give the root of a unit; ``None`` when they give none."""
    if top in claims.primary:
        return None
    if top in claims.priorities:
        return claims.priorities[top]
    return (top,) if top in claims.first_filings or top in account.own else None


def _day(day: date | None) -> date:
    """Unknown dates last."""
    return day or date.max
