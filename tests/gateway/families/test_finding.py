"""Where a query number belongs."""

from __future__ import annotations

import pytest

from gateway.families.family import find
from gateway.families.grouping import group


@pytest.fixture
def known(application, listing):
    """Four families, known by different things."""
    return group(
        [
            listing(
                "EP.99203729.A",
                application(
                    "EP.99203729.A", "1999-11-08", "NL.1010536.A", pubs=("EP.1000000.A1", "EP.1000000.B1")
                ),
            ),
            listing("publication US.7654321", application("US.201213372047.A", None, "JP.8.A")),
            listing("US.37204712.A", application("US.201213372047.A"), provider="late"),
            listing("KR.5.A", application("KR.5.A", None, "US.201261000001.P", pubs=("KR.5",))),
            listing("JP.6.A", application("JP.6.A", None, "US.201261000001.P", "US.201261000002.P")),
        ]
    )


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("EP.99203729.A", "EP.99203729.A"),
        ("priority EP.99203729.A", "EP.99203729.A"),
        ("publication EP.1000000", "EP.99203729.A"),
        ("publication EP.1000000.B1", "EP.99203729.A"),
        ("publication KR.5.B1", "KR.5.A"),
        ("publication US.7654321", "US.201213372047.A"),
        ("priority NL.1010536.A", "EP.99203729.A"),
        ("US.37204712.A", "US.201213372047.A"),
        ("US.201261000001.A", "KR.5.A"),
        ("priority US.201261000002.P", "JP.6.A"),
    ],
)
def test_a_number_finds_its_family(known, number, text, member):
    """By application in any spelling, by publication with or without kind, by what was asked, by a claim."""
    reached = find(known, [number(text)])
    assert reached is not None
    assert [one.docdb for one in reached.members] == [member]


def test_a_strange_number_finds_nothing(known, number):
    """An unknown number, and a publication with another kind code than the one listed, belong nowhere."""
    assert find(known, [number("EP.1.A"), number("publication EP.1000000.A3")]) is None


def test_an_application_is_preferred_to_a_publication(application, listing, number):
    """When the readings of a text lead to two families, the application's comes first, in any order of
    readings.
    """
    families = group(
        [
            listing("JP.2020123456.A", application("JP.2020123456.A")),
            listing("JP.2019013554.A", application("JP.2019013554.A", pubs=("JP.2020123456.A",))),
        ]
    )
    readings = [number("publication JP.2020123456.A"), number("JP.2020123456.A")]
    for order in (readings, readings[::-1]):
        assert [one.docdb for one in find(families, order).members] == ["JP.2020123456.A"]
