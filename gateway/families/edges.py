"""From listings to a graph: applications as numbered nodes, claims as edges of two bonds.

A ``priority`` edge leads to a first filing and counts towards the active set. A ``parent`` edge leads to an
application whose family the claimant joins: a continuation, divisional or addition, the international
application of a national phase, the European patent of a validation.

Who says what stays with it: a statement is what one source says of one claim, and an edge is all statements
of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, get_args

import msgspec

from connectors.model import PriorityClaim, Relation
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.family import Listing, nearness, served
from gateway.families.spellings import Sighting, unify

Bond = Literal["priority", "parent"]
_RELATIONS: tuple[Relation, ...] = get_args(Relation)


class Filing(msgspec.Struct, frozen=True, order=True, gc=False):
    """When one source lists an application as filed; the nearest and most trusted come first.

    ``day`` is a proleptic day number.
    """

    place: int
    trust: int
    day: int
    source: int


class Statement(msgspec.Struct, frozen=True, order=True, gc=False):
    """One claim as one source states it; ``place`` is how near it is to the claimant.

    ``day`` is a proleptic day number, 0 where none is said; ``provisional``, that what is claimed is spelt as
    a provisional application, whatever spelling is used for it here.
    """

    place: int
    trust: int
    source: int
    day: int
    relation: Relation
    provisional: bool = False


class Edge(msgspec.Struct, frozen=True):
    """A claim between two nodes; ``claim`` is what the nearest and most trusted of its statements say.

    Without any statement it is unwritten: a validation that repeats the European number.
    """

    claimant: int
    target: int
    bond: Bond
    claim: PriorityClaim
    said: tuple[Statement, ...] = ()


class Graph(msgspec.Struct, frozen=True):
    """What the listings say, unified: node ``i`` is ``numbers[i]``, in the order of the numbers.

    ``filings`` has the filing dates of listed applications, in their order; ``own`` the places of those who
    state that an application claims itself. ``asks`` holds, per number asked for, the members given;
    ``named``, per priority asked for and by source, the same, each with its place; ``published`` the
    publications of every listed node.
    """

    numbers: tuple[ApplicationNumber, ...]
    spellings: dict[ApplicationNumber, ApplicationNumber]
    listed: tuple[bool, ...]
    filings: dict[int, tuple[Filing, ...]]
    own: dict[int, frozenset[int]]
    edges: tuple[Edge, ...]
    asks: tuple[tuple[Number, tuple[int, ...]], ...]
    named: dict[int, dict[int, dict[int, int]]]
    published: tuple[tuple[str, str, str | None, int], ...]
    at: dict[ApplicationNumber, int]

    def node(self, number: Number) -> int | None:
        """The node of an application that was asked for; ``None`` for a publication."""
        named = number.application
        return None if named is None else self.at[self.spellings.get(named, named)]

    def filed(self, node: int) -> date | None:
        """The filing date of a node as the nearest and most trusted source lists it."""
        filings = self.filings.get(node)
        return date.fromordinal(filings[0].day) if filings else None


def read_graph(listings: Sequence[Listing]) -> Graph:
    """The graph of all listings; equal for equal facts in whatever order they come."""
    alias = unify(_sightings(listings))
    numbers = tuple(sorted(set(alias.values())))
    at = {number: node for node, number in enumerate(numbers)}
    place = {number: at[canonical] for number, canonical in alias.items()}
    sources = {name: source for source, name in enumerate(sorted({one.provider for one in listings}))}
    filings: dict[int, list[Filing]] = {}
    stated: dict[tuple[int, int], list[Statement]] = {}
    listed: set[int] = set()
    own: dict[int, set[int]] = {}
    published: set[tuple[str, str, str | None, int]] = set()
    asks: dict[Number, set[int]] = {}
    named: dict[int, dict[int, dict[int, int]]] = {}
    offices = {serves: served(serves) for serves in {listing.serves for listing in listings}}
    for listing in listings:
        near_to = offices[listing.serves]
        given = asks.setdefault(listing.asked, set())
        source, trust = sources[listing.provider], listing.trust
        asked = listing.asked.application if listing.asked.type == "priority" else None
        vouched = None if asked is None else named.setdefault(place[asked], {}).setdefault(source, {})
        for member in listing.members:
            node, near = place[member.number], nearness(near_to, member.number)
            given.add(node)
            listed.add(node)
            if vouched is not None:
                vouched[node] = min(near, vouched.get(node, near))
            if member.filing_date is not None:
                filings.setdefault(node, []).append(
                    Filing(near, trust, member.filing_date.toordinal(), source)
                )
            for publication in member.publications:
                published.add((publication.office, publication.number, publication.kind, node))
            for claim in member.priorities:
                target = place[claim.number]
                if target == node:
                    own.setdefault(node, set()).add(near)
                    continue
                day = 0 if claim.date is None else claim.date.toordinal()
                said = Statement(near, trust, source, day, claim.relation, claim.number.kind == "P")
                stated.setdefault((node, target), []).append(said)
    edges = [
        edge_of(node, target, numbers, said) for (node, target), said in sorted(stated.items(), key=_pair)
    ]
    edges += unwritten(numbers, at, edges)
    return Graph(
        numbers=numbers,
        spellings={number: canonical for number, canonical in alias.items() if number != canonical},
        listed=tuple(node in listed for node in range(len(numbers))),
        filings={node: _once(told) for node, told in filings.items()},
        own={node: frozenset(places) for node, places in own.items()},
        edges=tuple(edges),
        asks=tuple((asked, tuple(sorted(given))) for asked, given in sorted(asks.items(), key=_by_asked)),
        named=named,
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


def _once(told: list[Filing]) -> tuple[Filing, ...]:
    return tuple(told) if len(told) == 1 else tuple(sorted(set(told)))


def _pair(item: tuple[tuple[int, int], object]) -> tuple[int, int]:
    return item[0]


def _by_asked(item: tuple[Number, object]) -> tuple[str, str, str, str]:
    asked = item[0]
    return (asked.type, asked.office, asked.number, asked.kind or "")


def edge_of(
    claimant: int, target: int, numbers: Sequence[ApplicationNumber], said: Iterable[Statement]
) -> Edge:
    """One edge from statements of it: per field the nearest, most trusted source, then the smallest value."""
    said = tuple(said)
    best, relation, provisional = said[0], said[0].relation, said[0].provisional
    if len(said) > 1:
        said = tuple(sorted(set(said)))
        if len({(one.day, one.relation, one.provisional) for one in said}) > 1:
            best = min(said, key=_dating)
            known = [one for one in said if one.relation != "unknown"]
            relation = min(known, key=_relating).relation if known else "unknown"
            provisional = any(one.provisional for one in said)
    day = date.fromordinal(best.day) if best.day else None
    claim = PriorityClaim(number=numbers[target], date=day, relation=relation)
    taken = bond(numbers[claimant], numbers[target], relation, provisional=provisional)
    return Edge(claimant, target, taken, claim, said)


def _dating(said: Statement) -> tuple[bool, int, int, int]:
    return (not said.day, said.place, said.trust, said.day)


def _relating(said: Statement) -> tuple[int, int, int]:
    return (said.place, said.trust, _RELATIONS.index(said.relation))


def bond(
    claimant: ApplicationNumber, target: ApplicationNumber, relation: Relation, *, provisional: bool
) -> Bond:
    """Whether a claim adds a priority or joins the claimant to the family of what it names.

    A claim of unknown relation within one office is a continuation, but for provisionals, which are
    priorities (35 U.S.C. 119(e)). An international application is at no national office, so what it claims
    is a priority. A national application that claims an international one belongs to its family, whatever
    the claim is called.
    """
    if relation in ("continuation", "division", "addition", "pct-phase"):
        return "parent"
    if claimant.kind == "W":
        return "priority"
    if target.kind == "W" or (claimant.kind == "T" and target.office == "EP"):
        return "parent"
    if relation == "unknown" and claimant.office == target.office:
        return "priority" if provisional or target.kind == "P" else "parent"
    return "priority"


def unwritten(
    numbers: Sequence[ApplicationNumber], at: dict[ApplicationNumber, int], edges: Iterable[Edge]
) -> list[Edge]:
    """Validations that repeat the European number and name no European application: their unwritten claim."""
    naming = {edge.claimant for edge in edges if numbers[edge.target].office == "EP"}
    found = []
    for node, number in enumerate(numbers):
        european = ApplicationNumber("EP", number.number, "A")
        if number.kind == "T" and number.office != "EP" and node not in naming and european in at:
            found.append(Edge(node, at[european], "parent", PriorityClaim(number=european)))
    return found
