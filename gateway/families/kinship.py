"""Who belongs together: the active priorities of the simple family, the closure of the extended one.

Every application has at most one *primary* parent; the trees of primary parents are *units*, and a unit has
one family: what its root claims as priorities, or the root itself when it is a first filing. A root that is
claimed as a parent and of which nothing else is known (an unpublished parent, an international application
that nobody lists) is open: it takes the set that most of its unit states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from connectors.contract import Scope
from gateway.families.doubts import Judgement
from gateway.families.edges import Graph
from gateway.families.evidence import Set, joined_by_answers, named_for_priorities, settle
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
    """Joins what belongs together under a scope: one union per edge, per listed member, per application."""
    nodes, asks = len(graph.numbers), len(graph.asks)
    if scope == "extended":
        forest = Forest(nodes + asks)
        for edge in judgement.believed:
            forest.join(edge.claimant, edge.target)
        for member, priority in named_for_priorities(graph, judgement):
            forest.join(member, priority)
        _join_answers(forest, graph)
        return Kinship(forest)
    units, strengths = _units(graph, judgement)
    unsaid = frozenset(active for active, strength in strengths.items() if strength == UNSAID)
    settled = settle(graph, judgement, units, unsaid)
    sets = sorted({*settled.units, *(active for _, active in settled.joins)})
    places = {active: place for place, active in enumerate(sets, start=nodes + asks)}
    forest = Forest(nodes + asks + len(sets))
    for node, active in enumerate(settled.units):
        forest.join(node, places[active])
    for node, active in settled.joins:
        forest.join(node, places[active])
    _join_answers(forest, graph)
    return Kinship(forest, tuple((places[active], active, strengths.get(active, STATED)) for active in sets))


def _join_answers(forest: Forest, graph: Graph) -> None:
    """Joins every answer's members with the number that was asked for."""
    for position, asked, members in joined_by_answers(graph):
        place = len(graph.numbers) + position
        node = graph.node(asked)
        for member in members if node is None else (node, *members):
            forest.join(place, member)


def _units(graph: Graph, judgement: Judgement) -> tuple[list[Set], dict[Set, int]]:
    """The active set of every node, and how well each set is founded."""
    claims = _read_claims(graph, judgement)
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
        top = _top(members, claims, judgement.dates)
        stated = _stated(top, claims, graph)
        if stated is not None:
            found[unit] = (stated, STATED)
        elif len(members) == 1 and top not in claims.lesser_children:
            found[unit] = ((top,), UNSAID)
        else:
            open_units[unit] = top
    known = {unit: active for unit, (active, strength) in found.items() if strength == STATED}
    for unit, top in sorted(open_units.items()):
        votes = Counter(claims.priorities[node] for node in units[unit] if node in claims.priorities)
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
    return [found[forest.root(node)][0] for node in range(size)], strengths


def _read_claims(graph: Graph, judgement: Judgement) -> _Claims:
    """Sorts believed claims; the primary parent is one of which more is known, then the earliest."""
    priorities: dict[int, list[int]] = {}
    parents: dict[int, list[int]] = {}
    for edge in judgement.believed:
        (priorities if edge.bond == "priority" else parents).setdefault(edge.claimant, []).append(edge.target)
    first_filings = {target for targets in priorities.values() for target in targets}
    said = first_filings | priorities.keys() | parents.keys()
    primary: dict[int, int] = {}
    lesser: dict[int, list[int]] = {}
    for node, candidates in parents.items():
        primary[node] = min(candidates, key=lambda it: (it not in said, _day(judgement.dates[it]), it))
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


def _stated(top: int, claims: _Claims, graph: Graph) -> Set | None:
    """The active set that claims give the root of a unit; ``None`` when they give none."""
    if top in claims.primary:
        return None
    if top in claims.priorities:
        return claims.priorities[top]
    return (top,) if top in claims.first_filings or graph.own[top] else None


def _day(day: date | None) -> date:
    """Unknown dates last."""
    return day or date.max
