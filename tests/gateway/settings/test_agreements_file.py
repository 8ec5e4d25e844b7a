"""Agreements between offices, as an operator writes them: every fault where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gateway.settings.rules import agreements_of, default_of, maximum_of, rules_of
from gateway.world import Rule

ONE = """agreements:
  - id: au-nz
    provider: au
    accessing: [NZ, CA]
    from: 2026-01-01
    until: 2026-12-31
    status: active
    terms: "2.1"
    unpublished: true
    accepted_by: [AU, NZ]
"""


@pytest.fixture
def agreed(folder: Any) -> Any:
    """A folder with an Australian provider and one agreement."""
    folder.office()
    folder.write("agreements.yaml", ONE)
    return folder


def test_an_agreement_is_read_as_it_is_written(agreed: Any) -> None:
    """Each key finds its place; days are days."""
    (one,) = agreements_of(agreed.read().agreements)
    assert (one.id, one.provider, one.accessing) == ("au-nz", "au", frozenset({"NZ", "CA"}))
    assert (one.begins, one.ends) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (one.active, one.terms, one.unpublished) == (True, "2.1", True)
    assert one.accepted_by == frozenset({"AU", "NZ"})


def test_what_is_not_said_opens_nothing(folder: Any) -> None:
    """Without a status it is tentative, without acceptance nobody has; without a file there is none."""
    folder.office()
    assert folder.read().agreements == ()
    short = "agreements: [{id: a, provider: au, accessing: [NZ], from: 2026-01-01, terms: '1'}]"
    folder.write("agreements.yaml", short)
    (one,) = agreements_of(folder.read().agreements)
    assert (one.active, one.unpublished, one.accepted_by, one.ends) == (False, False, frozenset(), None)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (
            "status: active",
            "state: active",
            "7:5: agreements[0].state: Unknown setting; did you mean status?",
        ),
        ("status: active", "status: Active", "7:13: agreements[0].status: "),
        ("from: 2026-01-01", "begins: 2026-01-01", "5:5: agreements[0].begins: Unknown setting"),
        (
            "until: 2026-12-31",
            "until: 2025-12-31",
            "6:12: agreements[0].until: Should not be earlier than from",
        ),
        ("until: 2026-12-31", "until: 2027-12-31\n    until: 2099-12-31", "7:5: agreements[0].until: "),
        ("provider: au", "provider: aux", "3:15: agreements[0].provider: There is no file of this provider"),
        ("accessing: [NZ, CA]", "accessing: []", "4:16: agreements[0].accessing: Should have at least 1"),
        (
            "accessing: [NZ, CA]",
            "accessing: [NZ, UK]",
            "4:21: agreements[0].accessing[1]: Not an office code",
        ),
        ("accessing: [NZ, CA]", "accessing: [NZ, NZ]", "4:21: agreements[0].accessing[1]: This office is"),
        (
            "accepted_by: [AU, NZ]",
            "accepted_by: [AU, SG]",
            "10:23: agreements[0].accepted_by[1]: SG is neither",
        ),
        ("unpublished: true", "unpublished: yes", "9:18: agreements[0].unpublished: Should be true or false"),
        (
            "unpublished: true",
            "unpublished: false\n    unpublished: true",
            "10:5: agreements[0].unpublished: ",
        ),
        ('terms: "2.1"', "terms: 2.1", "8:12: agreements[0].terms: Should be text"),
    ],
)
def test_a_fault_is_told_where_it_stands(agreed: Any, old: str, new: str, where: str) -> None:
    """By line and column; a key that is written twice is refused, whichever of them is the wider."""
    assert old in ONE
    agreed.write("agreements.yaml", ONE.replace(old, new))
    told = [str(fault) for fault in agreed.raw_faults()]
    assert any(one.startswith(f"agreements.yaml:{where}") for one in told), told


def test_two_agreements_have_two_ids(agreed: Any) -> None:
    """The second is at fault."""
    agreed.write("agreements.yaml", ONE + ONE.removeprefix("agreements:\n"))
    assert [fault.key for fault in agreed.raw_faults()] == ["agreements[1].id"]


def test_what_is_written_of_visibility_is_what_decides(folder: Any) -> None:
    """Default, maximum and a rule with all its conditions; named may be by agreement alone."""
    folder.office(
        "visibility: {default: named, maximum: named, maximum_offices: [NZ], rules: [{category: [fee], "
        "direction: [internal], status: [filed, unknown], since: 2020-01-01, until: 2021-01-01, "
        "visibility: named}]}\n"
    )
    said = folder.read().offices[0].visibility
    assert default_of(said) == Rule("named")
    assert maximum_of(said) == Rule("named", frozenset({"NZ"}))
    assert rules_of(said) == (
        Rule(
            "named",
            frozenset(),
            frozenset({"fee"}),
            frozenset({"internal"}),
            date(2020, 1, 1),
            date(2021, 1, 1),
            frozenset({"filed", "unknown"}),
        ),
    )
