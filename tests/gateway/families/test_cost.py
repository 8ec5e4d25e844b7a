"""The cost of grouping: near-linear, counted in calls and steps, never in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

import pytest

from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.family import Listing
from gateway.families.forest import Forest
from gateway.families.grouping import group

FILED = date(2010, 6, 1)


def claim(office: str, number: int, kind: str = "A", relation: str = "unknown") -> PriorityClaim:
    """A claim in the priority year of ``FILED``."""
    return PriorityClaim(
        number=ApplicationNumber(office, f"{number:09d}", kind), date=date(2009, 9, 1), relation=relation
    )


def chain(count: int) -> list[Application]:
    """Each continues the one before."""
    return [
        Application(number=ApplicationNumber("US", f"{i:09d}"), priorities=(claim("US", i - 1),) if i else ())
        for i in range(count)
    ]


def star(count: int) -> list[Application]:
    """All claim one priority."""
    return [
        Application(
            number=ApplicationNumber("EP", f"{i:09d}"), filing_date=FILED, priorities=(claim("JP", 1),)
        )
        for i in range(count)
    ]


def tens(count: int) -> list[Application]:
    """Families of ten, of a provisional each, with a divisional claim inside."""
    return [
        Application(
            number=ApplicationNumber("EP", f"{i:09d}"),
            filing_date=FILED,
            priorities=(claim("JP", i // 10), *([claim("EP", i - 1, "A", "division")] if i % 10 else [])),
        )
        for i in range(count)
    ]


def calls(work: Callable[[], object]) -> int:
    """How many Python functions and generator steps some work calls."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("shape", [chain, star, tens])
@pytest.mark.parametrize("scope", ["simple", "extended"])
@pytest.mark.parametrize("together", [True, False])
def test_four_times_the_members_cost_four_times_the_work(shape, scope, together):
    """From 500 to 2,000 members the calls made grow at most by a tenth more than fourfold."""

    def told(count: int) -> list[Listing]:
        members = shape(count)
        asked = [Number("application", one.number.office, one.number.number, "A") for one in members]
        if together:
            return [Listing("hub", 1, asked[0], tuple(members))]
        return [Listing("hub", 1, ask, (one,)) for ask, one in zip(asked, members, strict=True)]

    few, many = told(500), told(2000)
    assert calls(lambda: group(many, scope)) < 4.4 * calls(lambda: group(few, scope))


@pytest.mark.parametrize("scope", ["simple", "extended"])
@pytest.mark.parametrize("serves", [(), ("EP",), ("EP", "JP")])
def test_a_crowd_that_several_sources_state_costs_no_more_for_each_member(scope, serves):
    """With wrong dates, other priorities and doubts of every kind, each statement is a few calls."""

    def told(count: int) -> list[Listing]:
        days = (date(2009, 9, 1), date(2008, 2, 2), date(2020, 1, 1), None)
        members = [
            Application(
                number=ApplicationNumber("EP", f"{i:09d}"),
                filing_date=FILED,
                priorities=(
                    PriorityClaim(number=ApplicationNumber("JP", "1"), date=days[i % 4]),
                    claim("BR", i % (count // 3)),
                ),
            )
            for i in range(count)
        ]
        asked = Number("priority", "JP", "1", "A")
        return [
            Listing(name, 1, asked, tuple(members[place::step]), frozenset(serves) if place else frozenset())
            for place, (name, step) in enumerate((("one", 1), ("two", 2), ("three", 1), ("four", 3)))
        ]

    few, many = told(600), told(2400)
    assert calls(lambda: group(many, scope)) < 4.4 * calls(lambda: group(few, scope))


def test_union_find_takes_a_few_steps_a_join():
    """Chains joined from either end, and a look at every root, take at most three parent links a join."""
    for order in (range(9_999), range(9_998, -1, -1)):
        forest = Forest(10_000)
        for node in order:
            forest.join(node, node + 1)
        assert len({forest.root(node) for node in range(10_000)}) == 1
        assert forest.steps < 30_000


def test_ten_thousand_members_in_one_run():
    """The size that is promised: 10,000 members, told twice, fall into a thousand families of ten."""
    told = [
        Listing(name, 1, Number("application", "EP", one.number.number, "A"), (one,))
        for one in tens(10_000)
        for name in ("one", "other")
    ]
    for scope in ("simple", "extended"):
        assert {len(found.members) for found in group(told, scope).groups} == {10}
