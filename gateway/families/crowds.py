"""Numbers that very many claim: placeholders and slips of the keyboard, or large families.

A number that more unrelated families claim than ``diversity`` is a placeholder, not an application. The
priority year is twelve months (Paris Convention, Article 4C), fourteen with restoration (PCT Rule 26bis.3),
unless the claimant also continues an earlier application; a number that a crowd claims mostly outside it is
none of theirs.

Each source is judged by what it states itself, and then all together, but as if any one of them said nothing:
so a flood of wrong claims costs what its source alone says. Promises: claims to a number are believed
whatever one more source says, while those of the others make no crowd, neither each by itself nor together;
claims that hold up by their dates are believed of the claimant's own office, unless these make a crowd
themselves; and a number joins no more than twice ``diversity`` unrelated families, whoever states that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from gateway.families.datings import Days, held, said_of
from gateway.families.edges import Bond, Edge, Graph, Statement, bond
from gateway.families.family import OWN, Reason

Doubts = dict[tuple[int, int, Statement], Reason]
"""By claimant, target and what is said."""

Side = tuple[int, ...]
"""The sorted priorities of one claimant."""


class Limits(msgspec.Struct, frozen=True):
    """When a number has so many claimants that each claim must hold up by itself.

    ``crowd``: claimants of one number beyond which undated and late claims count against it. ``diversity``:
    distinct sets of priorities among the claimants of one number beyond which none of its claims is
    believed. ``priority_days``: from the claimed date to the filing date, restoration included.
    """

    crowd: int = 100
    diversity: int = 200
    priority_days: int = 430


class _Heard(msgspec.Struct, frozen=True, gc=False):
    """One statement of a claim to a crowded number, judged by itself.

    ``sound``: there are dates, by whoever gives them, by which it holds up. ``late``: by the dates that its
    source is held to, it does not.
    """

    claimant: int
    said: Statement
    side: Side
    sound: bool
    late: bool


def doubt_crowds(
    graph: Graph,
    arriving: Mapping[int, Sequence[Edge]],
    doubts: Doubts,
    limits: Limits,
) -> frozenset[tuple[int, int]]:
    """Adds the doubts about claims to crowded numbers; gives the pairs (number, source) not heard about it.

    Claims that are doubted by their own dates do not count. A member that a provider lists for a priority
    question, and of which nobody states the claim, counts as an undated claimant.
    """
    crowded = [
        target
        for target in sorted({*arriving, *graph.named})
        if _claimants(target, arriving, graph) > limits.crowd
    ]
    sides = _Sides(graph, crowded, arriving) if crowded else None
    unheard: set[tuple[int, int]] = set()
    for target in crowded:
        assert sides is not None
        edges = arriving.get(target, ())
        known = Days(graph.filings.get(target, ()), edges)
        heard = [
            one
            for edge in edges
            for one in _hear(edge, graph, known, sides, limits)
            if (edge.claimant, target, one.said) not in doubts
        ]
        claiming = {edge.claimant for edge in edges}
        unstated = {
            source: [member for member in members if member not in claiming and member != target]
            for source, members in graph.named.get(target, {}).items()
        }
        _Crowd(target, limits, doubts, unheard).judge(heard, unstated)
    return frozenset(unheard)


def _claimants(target: int, arriving: Mapping[int, Sequence[Edge]], graph: Graph) -> int:
    """How many claim a number or are listed for it, at most."""
    return len(arriving.get(target, ())) + sum(map(len, graph.named.get(target, {}).values()))


def _hear(edge: Edge, graph: Graph, known: Days, sides: _Sides, limits: Limits) -> Iterator[_Heard]:
    """Of each statement of a claim, whether its dates are known and such as they should be."""
    filings = graph.filings.get(edge.claimant, ())
    filed: Collection[int] = {one.day for one in filings}
    for said in edge.said:
        days = filed if len(filed) < 2 else said_of(filings, said.source) or filed
        side, continues = sides.of(edge.claimant, said.source)
        if not days or not (said.day or known.any):
            sound = False
        elif said.day:
            sound = continues or min(days) - said.day <= limits.priority_days
        else:
            sound = continues or any(known.within(day, said.source, limits.priority_days) for day in days)
        late = not sound and bool(said.day or known.holds(said.source)) and bool(held(filings, said.source))
        yield _Heard(edge.claimant, said, side, sound, late)


class _Sides:
    """What else the claimants of crowded numbers claim, as each source has it.

    What two sources state counts for all of them: no one of them alone makes the claimants of another seem
    more unrelated than that one has them, or continue what they do not.
    """

    def __init__(self, graph: Graph, crowded: Iterable[int], arriving: Mapping[int, Sequence[Edge]]) -> None:
        claimants = {edge.claimant for target in crowded for edge in arriving.get(target, ())}
        self._stated: dict[tuple[int, int | None], list[int]] = {}
        self._continuing: set[tuple[int, int | None]] = set()
        self._known: dict[tuple[int, int], Side] = {}
        for edge in graph.edges:
            if edge.claimant in claimants:
                for taken, sources in _bonds(edge, graph).items():
                    for source in sources if len(sources) == 1 else (None, *sources):
                        if taken == "priority":
                            self._stated.setdefault((edge.claimant, source), []).append(edge.target)
                        else:
                            self._continuing.add((edge.claimant, source))

    def of(self, claimant: int, source: int) -> tuple[Side, bool]:
        """The priorities of a claimant, and whether it continues another application."""
        key = (claimant, source)
        side = self._known.get(key)
        if side is None:
            own, shared = self._stated.get(key, []), self._stated.get((claimant, None), [])
            side = tuple(own) if not shared or own == shared else tuple(sorted({*own, *shared}))
            self._known[key] = side
        return side, key in self._continuing or (claimant, None) in self._continuing


def _bonds(edge: Edge, graph: Graph) -> dict[Bond, set[int]]:
    """Who takes a claim for which bond."""
    if len({(said.relation, said.provisional) for said in edge.said}) < 2:
        return {edge.bond: {said.source for said in edge.said}}
    claimant, target = graph.numbers[edge.claimant], graph.numbers[edge.target]
    found: dict[Bond, set[int]] = {}
    for said in edge.said:
        taken = bond(claimant, target, said.relation, provisional=said.provisional)
        found.setdefault(taken, set()).add(said.source)
    return found


class _Crowd:
    """The judgement of everything that is said about one number."""

    def __init__(self, target: int, limits: Limits, doubts: Doubts, unheard: set[tuple[int, int]]) -> None:
        self._target = target
        self._limits = limits
        self._doubts = doubts
        self._unheard = unheard

    def judge(self, heard: Sequence[_Heard], unstated: Mapping[int, Sequence[int]]) -> None:
        """First each source by itself, then what is left, as if any one of them said nothing."""
        by_source: dict[int, list[_Heard]] = {source: [] for source in unstated}
        for one in heard:
            by_source.setdefault(one.said.source, []).append(one)
        left: list[_Heard] = []
        for source, stated in sorted(by_source.items()):
            left += self._by_itself(source, stated, len(unstated.get(source, ())))
        named = {
            source: members
            for source, members in unstated.items()
            if (self._target, source) not in self._unheard
        }
        tally = _Tally(left, named)
        if len(tally.claimants) <= self._limits.crowd:
            return
        sources = sorted(tally.sources)
        if all(tally.crowded_without(source, self._limits) for source in sources):
            self._doubt(left, "crowded")
            self._unheard.update((self._target, source) for source in by_source)
        elif all(tally.without(source) > self._limits.crowd for source in sources):
            self._doubt_late(left)

    def _by_itself(self, source: int, stated: list[_Heard], unstated: int) -> list[_Heard]:
        """What remains of one source's statements."""
        limits, total = self._limits, len({one.claimant for one in stated}) + unstated
        if total <= limits.crowd:
            return stated
        sound = {one.claimant for one in stated if one.sound}
        diverse = len({one.side for one in stated}) > limits.diversity
        if not diverse and 2 * len(sound) >= total:
            self._doubt_late(stated)
            return [one for one in stated if not one.late]
        self._unheard.add((self._target, source))
        kept = [one for one in stated if one.sound and one.said.place == OWN]
        if diverse or len({one.claimant for one in kept}) > limits.crowd:
            kept = []
        keeping = {one.claimant for one in kept}
        self._doubt((one for one in stated if one.claimant not in keeping), "crowded")
        return kept

    def _doubt(self, statements: Iterable[_Heard], reason: Reason) -> None:
        for one in statements:
            self._doubts.setdefault((one.claimant, self._target, one.said), reason)

    def _doubt_late(self, statements: Iterable[_Heard]) -> None:
        self._doubt((one for one in statements if one.late), "too-late")


class _Tally:
    """Counts of what several sources say of one number, with and without each of them."""

    def __init__(self, heard: Iterable[_Heard], unstated: Mapping[int, Sequence[int]]) -> None:
        self.claimants: dict[int, set[int]] = {}
        vindicating: dict[int, set[int]] = {}
        sides: dict[Side, set[int]] = {}
        for one in heard:
            self.claimants.setdefault(one.claimant, set()).add(one.said.source)
            sides.setdefault(one.side, set()).add(one.said.source)
            if one.sound:
                vindicating.setdefault(one.claimant, set()).add(one.said.source)
        for source, members in unstated.items():
            for member in members:
                self.claimants.setdefault(member, set()).add(source)
        self.sources = {source for sources in self.claimants.values() for source in sources}
        self._sides = len(sides)
        self._alone = Counter(_only(sources) for sources in self.claimants.values())
        self._alone_with = Counter(_only(sources) for sources in sides.values())
        self._sound = len(vindicating)
        self._sound_by = Counter(_only(sources) for sources in vindicating.values())

    def without(self, source: int) -> int:
        """How many claim the number, if this source said nothing."""
        return len(self.claimants) - self._alone[source]

    def crowded_without(self, source: int, limits: Limits) -> bool:
        """Whether the others by themselves are a crowd that is not believed."""
        total = self.without(source)
        diverse = min(total, self._sides - self._alone_with[source]) > limits.diversity
        sound = self._sound - self._sound_by[source]
        return total > limits.crowd and (diverse or 2 * sound < total)


def _only(sources: set[int]) -> int | None:
    """The one source; ``None`` for several."""
    (source, *others) = sources
    return None if others else source
