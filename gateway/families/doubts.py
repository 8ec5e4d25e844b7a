"""Which claims are not believed: one mis-keyed priority must not join thousands of applications.

A single claim is doubted by its own dates; a crowd of claims to one number by how many of them hold up.
What is doubted is kept and said, but joins nothing. The rules, each with its source:

- what is claimed is not later than the application that claims it (Paris Convention, Article 4A);
- a number has one filing date, so claims that give it another are about another number;
- the priority year is twelve months (Article 4C), fourteen with restoration (PCT Rule 26bis.3), unless the
  claimant also continues an earlier application;
- a number that more unrelated families claim than ``diversity`` is a placeholder, not an application.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from gateway.families.edges import Edge, Graph
from gateway.families.family import Quarantined, Reason
from gateway.families.spellings import SLIP

Doubts = dict[tuple[int, int], Reason]
"""By claimant and target."""


class Limits(msgspec.Struct, frozen=True):
    """When a number has so many claimants that each claim must hold up by itself.

    ``crowd``: claimants of one number beyond which undated and late claims count against it. ``diversity``:
    distinct sets of priorities among the claimants of one number beyond which none of its claims is
    believed. ``priority_days``: from the claimed date to the filing date, restoration included.
    """

    crowd: int = 100
    diversity: int = 200
    priority_days: int = 430


class Judgement(msgspec.Struct, frozen=True):
    """The edges that are believed and, by claimant, the claims that are not.

    ``dates`` is, per node, its filing date as listed, else as most claims have it. ``disbelieved`` are the
    targets of which no claim is believed, because of the crowd.
    """

    believed: tuple[Edge, ...]
    quarantined: dict[int, tuple[Quarantined, ...]]
    dates: tuple[date | None, ...]
    disbelieved: frozenset[int]


def judge(graph: Graph, limits: Limits) -> Judgement:
    """Believes or quarantines every claim of a graph; visits each edge a fixed number of times."""
    arriving: dict[int, list[Edge]] = {}
    for edge in graph.edges:
        arriving.setdefault(edge.target, []).append(edge)
    dates = list(graph.filed)
    doubts: Doubts = {}
    for target, edges in arriving.items():
        stated = Counter(edge.claim.date for edge in edges if edge.claim.date is not None)
        right = _right_dates(graph.filed[target], stated)
        if dates[target] is None and stated:
            dates[target] = min(stated, key=lambda day: (-stated[day], day))
        for edge in edges:
            reason = _doubt_of_dates(edge, graph, right)
            if reason is not None:
                doubts[edge.claimant, target] = reason
    disbelieved = _doubt_crowds(graph, arriving, dates, doubts, limits)
    quarantined: dict[int, list[Quarantined]] = {}
    for edge in graph.edges:
        reason = doubts.get((edge.claimant, edge.target))
        if reason is not None:
            said = Quarantined(graph.numbers[edge.claimant], edge.claim, reason)
            quarantined.setdefault(edge.claimant, []).append(said)
    return Judgement(
        believed=tuple(edge for edge in graph.edges if (edge.claimant, edge.target) not in doubts),
        quarantined={node: tuple(said) for node, said in quarantined.items()},
        dates=tuple(dates),
        disbelieved=frozenset(disbelieved),
    )


def _right_dates(own: date | None, stated: Counter[date]) -> frozenset[int]:
    """The dates a claim to a number may give: its own, and what most of at least two claims give; empty: any.

    Each with a week's slip either way, as proleptic day numbers.
    """
    most = max(stated.values(), default=0)
    right = {day for day, count in stated.items() if count == most} if most > 1 else set()
    if own is not None:
        right.add(own)
    slips = range(-SLIP.days, SLIP.days + 1)
    return frozenset(day.toordinal() + slip for day in right for slip in slips)


def _doubt_of_dates(edge: Edge, graph: Graph, right: Collection[int]) -> Reason | None:
    """What the dates of one claim say against it.

    The date of a domestic parent is not compared with its own: offices give a continued national phase
    either of two filing dates.
    """
    claimed, filed = edge.claim.date, graph.filed[edge.claimant]
    earlier = claimed or graph.filed[edge.target]
    if earlier is not None and filed is not None and earlier - filed > SLIP:
        return "claimed-after-filing"
    dated_once = edge.bond == "priority" or graph.numbers[edge.target].kind == "W"
    if claimed is not None and dated_once and right and claimed.toordinal() not in right:
        return "dates-disagree"
    return None


def _doubt_crowds(
    graph: Graph,
    arriving: Mapping[int, Sequence[Edge]],
    dates: Sequence[date | None],
    doubts: Doubts,
    limits: Limits,
) -> set[int]:
    """Adds the doubts about claims to crowded numbers; gives the numbers not believed at all.

    Claims that are doubted by their own dates do not count: however many of them one office lists, those that
    hold up stay believed. A member that a provider lists for a priority question without stating the claim
    counts as an undated claimant.
    """
    listed_for = _listed_for_priority(graph)
    left = {
        target: [edge for edge in edges if (edge.claimant, target) not in doubts]
        for target, edges in arriving.items()
        if len(edges) > limits.crowd
    }
    crowded = {target for target, edges in left.items() if len(edges) > limits.crowd}
    crowded |= {target for target, members in listed_for.items() if len(members) > limits.crowd}
    if not crowded:
        return set()
    sides, continuing = _sides(graph.edges)
    disbelieved = set()
    for target in sorted(crowded):
        edges = left[target] if target in left else arriving.get(target, ())
        shaky = [
            edge for edge in edges if not _holds_up(edge, graph, dates, edge.claimant in continuing, limits)
        ]
        shaken = {edge.claimant for edge in shaky}
        claimants = {edge.claimant for edge in arriving.get(target, ())}
        unstated = len(listed_for.get(target, set()) - claimants)
        families = {sides.get(edge.claimant, ()) for edge in edges}
        if len(families) > limits.diversity or 2 * (len(shaken) + unstated) > len(edges) + unstated:
            disbelieved.add(target)
            doubts.update(
                {(e.claimant, target): "crowded" for e in edges if (e.claimant, target) not in doubts}
            )
            continue
        for edge in shaky:
            if edge.claim.date is not None and graph.filed[edge.claimant] is not None:
                doubts.setdefault((edge.claimant, target), "too-late")
    return disbelieved


def _listed_for_priority(graph: Graph) -> dict[int, set[int]]:
    """By the node of a number asked as a priority: the members given for it."""
    given: dict[int, set[int]] = {}
    for asked, members in graph.asks:
        if asked.type == "priority":
            node = graph.node(asked)
            if node is not None:
                given.setdefault(node, set()).update(member for member in members if member != node)
    return given


def _sides(edges: Iterable[Edge]) -> tuple[dict[int, tuple[int, ...]], set[int]]:
    """Per claimant its sorted priorities, and the claimants that continue another application."""
    priorities: dict[int, list[int]] = {}
    continuing = set()
    for edge in edges:
        if edge.bond == "priority":
            priorities.setdefault(edge.claimant, []).append(edge.target)
        else:
            continuing.add(edge.claimant)
    return {node: tuple(targets) for node, targets in priorities.items()}, continuing


def _holds_up(
    edge: Edge, graph: Graph, dates: Sequence[date | None], continues: bool, limits: Limits
) -> bool:
    """Whether the dates of a claim are known and such as they should be."""
    claimed, filed = edge.claim.date or dates[edge.target], graph.filed[edge.claimant]
    if claimed is None or filed is None:
        return False
    return continues or (filed - claimed).days <= limits.priority_days
