"""Which claims are not believed: one mis-keyed priority must not join thousands of applications.

What is judged is who states what: a claim is believed while one statement of it is. A single statement is
doubted by its own dates; the statements about a number that very many claim by how many of them hold up
(``crowds``). What is doubted is kept and said, but joins nothing. The rules, each with its source:

- what is claimed is not later than the application that claims it (Paris Convention, Article 4A);
- a number has one filing date, so claims that give it another are about another number.

Promise: no single source makes a claim disbelieved that others state. For that, no statement is doubted by a
date that one other source alone gives, unless that is the application's own office (``datings``), nor by a
crowd that one other source alone lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from gateway.families.crowds import Doubts, Limits, doubt_crowds
from gateway.families.datings import Days, held, usual
from gateway.families.edges import Edge, Filing, Graph, Statement, bond, edge_of
from gateway.families.family import Quarantined
from gateway.families.spellings import SLIP


class Judgement(msgspec.Struct, frozen=True):
    """The edges that are believed, with the statements that are, and by claimant the claims that are not.

    ``dates`` is, per node, its filing date as listed, else as most sources have it. ``vouched`` has the pairs
    of a member and the priority that it was listed for, where that counts as a claim, each with the place of
    the nearest source.
    """

    believed: tuple[Edge, ...]
    quarantined: dict[int, tuple[Quarantined, ...]]
    dates: tuple[date | None, ...]
    vouched: dict[tuple[int, int], int]


def judge(graph: Graph, limits: Limits) -> Judgement:
    """Believes or quarantines every claim of a graph; visits each statement a fixed number of times."""
    arriving: dict[int, list[Edge]] = {}
    for edge in graph.edges:
        arriving.setdefault(edge.target, []).append(edge)
    dates = [graph.filed(node) for node in range(len(graph.numbers))]
    doubts: Doubts = {}
    for target, edges in arriving.items():
        if dates[target] is None and (day := usual(edges)):
            dates[target] = date.fromordinal(day)
        _doubt_dates(target, edges, graph, doubts)
    unheard = doubt_crowds(graph, arriving, doubts, limits)
    return _judged(graph, tuple(dates), doubts, unheard)


def _doubt_dates(target: int, edges: Sequence[Edge], graph: Graph, doubts: Doubts) -> None:
    """Adds what the dates of each statement of the claims to one number say against it.

    The date of a domestic parent is not compared with its own: offices give a continued national phase
    either of two filing dates.
    """
    filings = graph.filings.get(target, ())
    given = {said.day for edge in edges for said in edge.said if said.day}
    given.update(one.day for one in filings)
    if not given:
        return
    numbers, dated_once = graph.numbers, graph.numbers[target].kind == "W"
    last = max(given) - SLIP.days
    differ = last > min(given)
    days: Days | None = None
    for edge in edges:
        claiming = graph.filings.get(edge.claimant, ())
        late = any(one.day < last for one in claiming)
        if not (late or differ):
            continue
        for said in edge.said or (_UNWRITTEN,):
            if late and _after_filing(said, claiming, filings):
                doubts[edge.claimant, target, said] = "claimed-after-filing"
                continue
            if not (differ and said.day):
                continue
            claimant, first = numbers[edge.claimant], numbers[target]
            if dated_once or bond(claimant, first, said.relation, provisional=said.provisional) == "priority":
                days = days or Days(filings, edges)
                if days.contradict(said.day, said.source):
                    doubts[edge.claimant, target, said] = "dates-disagree"


NOBODY = -1
_UNWRITTEN = Statement(0, 0, NOBODY, 0, "unknown")


def _after_filing(said: Statement, filings: Sequence[Filing], targets: Sequence[Filing]) -> bool:
    """Whether a source claims what is later than the application, by the dates that it is held to."""
    filed = held(filings, said.source)
    if not filed:
        return False
    known = [said.day] if said.day else held(targets, said.source)
    return bool(known) and known[0] - filed[-1] > SLIP.days


def _judged(
    graph: Graph,
    dates: tuple[date | None, ...],
    doubts: Doubts,
    unheard: frozenset[tuple[int, int]],
) -> Judgement:
    """The verdict of the doubts: what a source states and is not believed, it does not vouch for either."""
    doubted = {(claimant, target) for claimant, target, _ in doubts}
    believed: list[Edge] = []
    quarantined: dict[int, list[Quarantined]] = {}
    refuted: set[tuple[int, int, int]] = set()
    for edge in graph.edges:
        pair = (edge.claimant, edge.target)
        if pair not in doubted:
            believed.append(edge)
            continue
        left = [said for said in edge.said if (*pair, said) not in doubts]
        refuted.update((*pair, said.source) for said in edge.said)
        refuted.difference_update((*pair, said.source) for said in left)
        if left:
            believed.append(edge_of(*pair, graph.numbers, left))
            continue
        reason = doubts[(*pair, edge.said[0] if edge.said else _UNWRITTEN)]
        out = Quarantined(graph.numbers[edge.claimant], edge.claim, reason)
        quarantined.setdefault(edge.claimant, []).append(out)
    vouched: dict[tuple[int, int], int] = {}
    for priority, by_source in graph.named.items():
        for source, members in by_source.items():
            if (priority, source) in unheard:
                continue
            for member, place in members.items():
                pair = (member, priority)
                if member != priority and (*pair, source) not in refuted:
                    vouched[pair] = min(place, vouched.get(pair, place))
    return Judgement(
        believed=tuple(believed),
        quarantined={node: tuple(said) for node, said in quarantined.items()},
        dates=dates,
        vouched=vouched,
    )
