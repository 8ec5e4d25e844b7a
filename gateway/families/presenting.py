"""From joined nodes to families: identifiers, order, phantoms, and the indexes that ``find`` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from connectors.contract import Scope
from connectors.numbers.identity import ApplicationNumber
from gateway.families.doubts import Judgement
from gateway.families.edges import Edge, Graph
from gateway.families.family import Families, Group, Validation
from gateway.families.kinship import UNSAID, Kinship

Sets = list[tuple[int, ...]]


def present_families(graph: Graph, judgement: Judgement, kinship: Kinship, scope: Scope) -> Families:
    """Every tree of the forest that has a listed application, as a family, in the order of their numbers."""
    root = kinship.forest.root
    trees: dict[int, list[int]] = {}
    for node in range(len(graph.numbers)):
        trees.setdefault(root(node), []).append(node)
    trees = {tree: nodes for tree, nodes in trees.items() if any(graph.listed[node] for node in nodes)}
    claims: dict[int, list[Edge]] = {}
    for edge in judgement.believed:
        claims.setdefault(edge.claimant, []).append(edge)
    sets = _active_sets(trees, kinship, graph, judgement.dates) if scope == "simple" else {}
    groups = tuple(
        _group(graph, judgement, nodes, claims, sets.get(tree, []), scope) for tree, nodes in trees.items()
    )
    position = {tree: place for place, tree in enumerate(trees)}
    members = [node for node, listed in enumerate(graph.listed) if listed]
    published: dict[tuple[str, str], list[tuple[str | None, int]]] = {}
    for office, number, kind, node in graph.published:
        published.setdefault((office, number), []).append((kind, position[root(node)]))
    by_asked = {
        asked: position[root(place)]
        for place, (asked, _) in enumerate(graph.asks, start=len(graph.numbers))
        if root(place) in position
    }
    homes = {number: position.get(root(node)) for number, node in graph.at.items()}
    return Families(
        scope=scope,
        groups=groups,
        spellings=graph.spellings,
        by_member={graph.numbers[node]: position[root(node)] for node in members},
        by_publication={key: tuple(kinds) for key, kinds in published.items()},
        by_asked=by_asked,
        by_phantom=_phantom_homes(groups, homes),
    )


def _active_sets(
    trees: dict[int, list[int]], kinship: Kinship, graph: Graph, dates: Sequence[date | None]
) -> dict[int, Sets]:
    """The active sets of each tree, the best founded ones only.

    Of members of which nothing is said but that they are listed, the earliest stands for the rest.
    """
    found: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    for place, active, strength in kinship.actives:
        tree = kinship.forest.root(place)
        if tree in trees:
            found.setdefault(tree, []).append((strength, active))
    chosen = {}
    for tree, rows in found.items():
        strongest = min(strength for strength, _ in rows)
        sets = sorted(active for strength, active in rows if strength == strongest)
        if strongest == UNSAID:
            first = min(sets, key=lambda it: (not graph.listed[it[0]], dates[it[0]] or date.max, it))
            sets = [first]
        chosen[tree] = sets
    return chosen


def _group(
    graph: Graph,
    judgement: Judgement,
    nodes: Sequence[int],
    claims: dict[int, list[Edge]],
    sets: Sets,
    scope: Scope,
) -> Group:
    """One tree as a family."""
    dates, numbers = judgement.dates, graph.numbers
    believed = [edge for node in nodes for edge in claims.get(node, ())]
    if scope == "extended":
        sets = [(node,) for node in sorted({edge.target for edge in believed if edge.bond == "priority"})]
        first = min(nodes, key=lambda node: (dates[node] or date.max, numbers[node]))
        name, sets = numbers[first].docdb, sets or [(first,)]
    else:
        name = _name(sets, numbers)
    active = sorted({node for nodes in sets for node in nodes})
    shared = min((dates[node] or date.max for node in active), default=date.max)
    members = [node for node in nodes if graph.listed[node]]
    earliest = {node: _earliest(node, claims.get(node, ()), dates) for node in members}
    if scope == "simple":
        earliest = {node: min(day, shared) for node, day in earliest.items()}
    members.sort(key=lambda node: (earliest[node], numbers[node]))
    claimed = {edge.target for edge in believed} | set(active)
    return Group(
        id=name,
        members=tuple(numbers[node] for node in members),
        priorities=tuple(numbers[node] for node in active),
        phantoms=tuple(numbers[node] for node in sorted(claimed) if not graph.listed[node]),
        quarantined=tuple(said for node in nodes for said in judgement.quarantined.get(node, ())),
        validations=_validations(graph, members, claims),
    )


def _name(sets: Sets, numbers: Sequence[ApplicationNumber]) -> str:
    """The stable identifier of a simple family: a digest of its sorted active set (of every set joined in
    it).
    """
    text = "|".join(sorted(" ".join(sorted(numbers[node].docdb for node in active)) for active in sets))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _earliest(node: int, claims: Iterable[Edge], dates: Sequence[date | None]) -> date:
    """The earliest date of a member: of what it claims, else its own filing date; unknown dates last."""
    known = [dates[node]]
    for edge in claims:
        known += (edge.claim.date, dates[edge.target])
    return min((day for day in known if day is not None), default=date.max)


def _validations(
    graph: Graph, members: Sequence[int], claims: dict[int, list[Edge]]
) -> tuple[Validation, ...]:
    """Validations in the family with their European application: the one claimed, else the only one filed
    that day.
    """
    european: dict[date | None, list[int]] = {}
    for node in members:
        if graph.numbers[node].office == "EP" and graph.filed(node) is not None:
            european.setdefault(graph.filed(node), []).append(node)
    found = []
    for node in sorted(members):
        if graph.numbers[node].kind != "T":
            continue
        named = [edge.target for edge in claims.get(node, ()) if graph.numbers[edge.target].office == "EP"]
        named = named or european.get(graph.filed(node), [])
        if len(named) == 1:
            found.append(Validation(graph.numbers[node], graph.numbers[named[0]]))
    return tuple(found)


def _phantom_homes(
    groups: Sequence[Group], homes: dict[ApplicationNumber, int | None]
) -> dict[ApplicationNumber, int]:
    """Each phantom's family: the one it is alone the priority of, else the one with the fewest priorities."""
    claimed: dict[ApplicationNumber, list[int]] = {}
    for position, group in enumerate(groups):
        for phantom in group.phantoms:
            claimed.setdefault(phantom, []).append(position)
    chosen = {}
    for phantom, positions in claimed.items():
        home = homes.get(phantom)
        narrowest = min(positions, key=lambda position: (len(groups[position].priorities), position))
        chosen[phantom] = narrowest if home is None else home
    return chosen
