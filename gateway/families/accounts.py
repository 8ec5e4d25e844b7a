"""Two accounts of the same claims: everything that is believed, and what is known at first hand.

What an application claims, its own office knows best, then a hub that serves that office. The account at
first hand has, of every application, only what the nearest of these state; where none of them states a claim
it has none. Families are what either account puts together. Promise: whatever others add about an
application, claims, kinds of claims, or that it claims nothing, separates no two applications that the
account at first hand puts together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gateway.families.doubts import Judgement
from gateway.families.edges import Edge, Graph, edge_of, unwritten
from gateway.families.family import OTHER


class Account(msgspec.Struct, frozen=True):
    """Claims that belong together: the edges, the applications that claim themselves, and the pairs of a
    member and the priority it was listed for.
    """

    edges: tuple[Edge, ...]
    own: frozenset[int]
    vouched: tuple[tuple[int, int], ...]


def accounts_of(graph: Graph, judgement: Judgement) -> tuple[Account, ...]:
    """Everything believed, and, where it says something else, what is known at first hand."""
    everything = Account(judgement.believed, frozenset(graph.own), tuple(judgement.vouched))
    first = _at_first_hand(graph, judgement)
    return (everything,) if first == everything or not (first.edges or first.vouched) else (everything, first)


def _at_first_hand(graph: Graph, judgement: Judgement) -> Account:
    nearest = {node: min(places) for node, places in graph.own.items()}
    for edge in graph.edges:
        if edge.said:
            place = edge.said[0].place
            nearest[edge.claimant] = min(place, nearest.get(edge.claimant, place))
    edges = list(_nearest(judgement.believed, nearest, graph))
    if edges:
        disbelieved = {(said.claimant, said.claim) for row in judgement.quarantined.values() for said in row}
        edges += [
            edge
            for edge in unwritten(graph.numbers, graph.at, edges)
            if (graph.numbers[edge.claimant], edge.claim) not in disbelieved
        ]
    return Account(
        edges=tuple(edges),
        own=frozenset(
            node for node, places in graph.own.items() if nearest[node] < OTHER and nearest[node] in places
        ),
        vouched=tuple(pair for pair, place in judgement.vouched.items() if place < OTHER),
    )


def _nearest(believed: Iterable[Edge], nearest: dict[int, int], graph: Graph) -> Iterator[Edge]:
    """The edges as the nearest sources state them; what only others state is left out."""
    for edge in believed:
        place = nearest.get(edge.claimant, OTHER)
        if place == OTHER or not edge.said:
            continue
        said = [one for one in edge.said if one.place == place]
        if len(said) == len(edge.said):
            yield edge
        elif said:
            yield edge_of(edge.claimant, edge.target, graph.numbers, said)
