"""From listings to a graph: applications as numbered nodes, claims as edges of two bonds.

A ``priority`` edge leads to a first filing and counts towards the active set. A ``parent`` edge leads to an
application whose family the claimant joins: a continuation, divisional or addition, the international
application of a national phase, the European patent of a validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, get_args

import msgspec

from connectors.model import PriorityClaim, Relation
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.family import Listing
from gateway.families.spellings import Sighting, unify

Bond = Literal["priority", "parent"]
_RELATIONS: tuple[Relation, ...] = get_args(Relation)


class Edge(msgspec.Struct, frozen=True):
    """A claim between two nodes; ``claim`` is what the most trusted provider that says so says."""

    claimant: int
    target: int
    bond: Bond
    claim: PriorityClaim


class Graph(msgspec.Struct, frozen=True):
    """What the listings say, unified: node ``i`` is ``numbers[i]``, in the order of the numbers.

    ``filed`` is the filing date of listed applications; ``own`` says of which a provider states that they
    claim themselves. ``asks`` holds, per number asked for, the
    members given; ``published`` the publications of every listed node.
    """

    numbers: tuple[ApplicationNumber, ...]
    spellings: dict[ApplicationNumber, ApplicationNumber]
    listed: tuple[bool, ...]
    filed: tuple[date | None, ...]
    own: tuple[bool, ...]
    edges: tuple[Edge, ...]
    asks: tuple[tuple[Number, tuple[int, ...]], ...]
    published: tuple[tuple[str, str, str | None, int], ...]
    at: dict[ApplicationNumber, int]

    def node(self, number: Number) -> int | None:
        """The node of an application that was asked for; ``None`` for a publication."""
        named = number.application
        return None if named is None else self.at[self.spellings.get(named, named)]


def read_graph(listings: Sequence[Listing]) -> Graph:
    """The graph of all listings; equal for equal facts in whatever order they come."""
    alias = unify(_sightings(listings))
    numbers = tuple(sorted(set(alias.values())))
    at = {number: node for node, number in enumerate(numbers)}
    place = {number: at[canonical] for number, canonical in alias.items()}
    filed: dict[int, tuple[int, date]] = {}
    stated: dict[tuple[int, int], list[tuple[int, PriorityClaim]]] = {}
    listed: set[int] = set()
    own: set[int] = set()
    published: set[tuple[str, str, str | None, int]] = set()
    asks: dict[Number, set[int]] = {}
    for listing in listings:
        named = asks.setdefault(listing.asked, set())
        for member in listing.members:
            node = place[member.number]
            named.add(node)
            listed.add(node)
            if member.filing_date is not None:
                said = (listing.trust, member.filing_date)
                filed[node] = min(filed.get(node, said), said)
            for publication in member.publications:
                published.add((publication.office, publication.number, publication.kind, node))
            for claim in member.priorities:
                target = place[claim.number]
                if target == node:
                    own.add(node)
                else:
                    stated.setdefault((node, target), []).append((listing.trust, claim))
    edges = [_edge(node, target, numbers, said) for (node, target), said in sorted(stated.items(), key=_pair)]
    edges += _validations(numbers, at, edges)
    return Graph(
        numbers=numbers,
        spellings={number: canonical for number, canonical in alias.items() if number != canonical},
        listed=tuple(node in listed for node in range(len(numbers))),
        filed=tuple(filed[node][1] if node in filed else None for node in range(len(numbers))),
        own=tuple(node in own for node in range(len(numbers))),
        edges=tuple(edges),
        asks=tuple((asked, tuple(sorted(named))) for asked, named in sorted(asks.items(), key=_by_asked)),
        published=tuple(sorted(published, key=lambda row: (row[0], row[1], row[2] or "", row[3]))),
        at=at,
    )


def _sightings(listings: Iterable[Listing]) -> dict[ApplicationNumber, Sighting]:
    met: dict[ApplicationNumber, Sighting] = {}
    for listing in listings:
        if listing.asked.application is not None:
            met.setdefault(listing.asked.application, Sighting())
        for member in listing.members:
            sighting = met.setdefault(member.number, Sighting())
            sighting.listed = True
            if member.filing_date is not None:
                sighting.dates.add(member.filing_date)
            for claim in member.priorities:
                claimed = met.setdefault(claim.number, Sighting())
                if claim.date is not None:
                    claimed.dates.add(claim.date)
    return met


def _pair(item: tuple[tuple[int, int], object]) -> tuple[int, int]:
    return item[0]


def _by_asked(item: tuple[Number, object]) -> tuple[str, str, str, str]:
    asked = item[0]
    return (asked.type, asked.office, asked.number, asked.kind or "")


def _edge(
    claimant: int, target: int, numbers: Sequence[ApplicationNumber], said: list[tuple[int, PriorityClaim]]
) -> Edge:
    """One edge from every statement of it: per field the most trusted provider, then the smallest value."""
    dates = [(trust, claim.date) for trust, claim in said if claim.date is not None]
    relations = [
        (trust, _RELATIONS.index(claim.relation)) for trust, claim in said if claim.relation != "unknown"
    ]
    claim = PriorityClaim(
        number=numbers[target],
        date=min(dates)[1] if dates else None,
        relation=_RELATIONS[min(relations)[1]] if relations else "unknown",
    )
    return Edge(claimant, target, bond(numbers[claimant], claim), claim)


def bond(claimant: ApplicationNumber, claim: PriorityClaim) -> Bond:
    """Whether a claim adds a priority or joins the claimant to the family of what it names.

    A claim of unknown relation within one office is a continuation, but for provisionals, which are
    priorities (35 U.S.C. 119(e)). An international application is at no national office, so what it claims
    is a priority. A national application that claims an international one belongs to its family, whatever
    the claim is called.
    """
    target = claim.number
    if claim.relation in ("continuation", "division", "addition", "pct-phase"):
        return "parent"
    if claimant.kind == "W":
        return "priority"
    if target.kind == "W" or (claimant.kind == "T" and target.office == "EP"):
        return "parent"
    if claim.relation == "unknown" and claimant.office == target.office and target.kind != "P":
        return "parent"
    return "priority"


def _validations(
    numbers: Sequence[ApplicationNumber], at: dict[ApplicationNumber, int], edges: Iterable[Edge]
) -> list[Edge]:
    """Validations that repeat the European number and name no European application: their unwritten claim."""
    named = {edge.claimant for edge in edges if numbers[edge.target].office == "EP"}
    unwritten = []
    for node, number in enumerate(numbers):
        european = ApplicationNumber("EP", number.number, "A")
        if number.kind == "T" and number.office != "EP" and node not in named and european in at:
            unwritten.append(Edge(node, at[european], "parent", PriorityClaim(number=european)))
    return unwritten
