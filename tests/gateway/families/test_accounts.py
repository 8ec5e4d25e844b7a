"""What is known at first hand puts together; what others add separates nothing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gateway.families.grouping import group


@pytest.fixture
def at_first_hand(application, listing):
    """A first filing and two that claim it, each as its own office's service lists it."""

    def told(*members):
        return [
            replace(
                listing(one.number.docdb, one, provider=one.number.office.lower(), trust=0),
                serves=frozenset({one.number.office}),
            )
            for one in members
        ]

    claim = "JP.2.A @2009-09-01"
    return told(
        application("JP.2.A", "2009-09-01"),
        application("KR.3.A", "2010-06-01", claim),
        application("CA.4.A", "2010-06-02", claim),
    )


def families(listings, scope: str = "simple") -> list[list[str]]:
    """The members of every family, sorted."""
    return sorted(sorted(one.docdb for one in found.members) for found in group(listings, scope).groups)


@pytest.mark.parametrize(
    ("number", "claims"),
    [
        ("KR.3.A", ["JP.2.A @2009-09-01", "BR.9.A @2009-10-10"]),
        ("KR.3.A", ["JP.2.A division @2009-09-01", "KR.8.A continuation"]),
        ("KR.3.A", ["KR.3.A"]),
        ("JP.2.A", ["BR.9.A @2009-01-01"]),
        ("JP.2.A", ["JP.7.A division"]),
    ],
    ids=["a further priority", "other relations", "itself only", "the first filing too", "a parent"],
)
def test_what_another_office_adds_takes_nobody_away(at_first_hand, application, listing, number, claims):
    """Whatever else it says of an application of another office, that stays with its family."""
    wrong = replace(
        listing(number, application(number, "2010-06-01", *claims), provider="nz", trust=0),
        serves=frozenset({"NZ"}),
    )
    assert families([wrong, *at_first_hand]) == [["CA.4.A", "JP.2.A", "KR.3.A"]]


def test_where_first_hand_says_nothing_others_are_heard(at_first_hand, application, listing):
    """A member that its own office lists without claims has those that a hub states."""
    bare, told = application("GB.5.A", "2010-06-03"), application("GB.5.A", None, "JP.2.A @2009-09-01")
    listings = [
        *at_first_hand,
        replace(listing("GB.5.A", bare, provider="gb", trust=0), serves=frozenset({"GB"})),
        listing("GB.5.A", told),
    ]
    assert families(listings) == [["CA.4.A", "GB.5.A", "JP.2.A", "KR.3.A"]]


def test_a_hub_is_near_to_the_offices_that_it_serves(application, listing):
    """Of a member without a service of its own, the hub that serves its office counts, not other offices."""
    hub = frozenset({"US", "EP", "IB"})
    claim = "JP.2.A @2009-09-01"
    members = [application(f"{number}.A", "2010-06-01", claim) for number in ("EP.1", "US.201012000001")]
    phase = application("EP.5.A", "2010-06-01", "JP.2009000001.W pct-phase @2010-06-01")
    pct = application("JP.2009000001.W", "2010-06-01", claim)
    listings = [
        *(replace(listing(one.number.docdb, one), serves=hub) for one in (*members, phase, pct)),
        *(
            listing(
                one.number.docdb,
                replace(
                    one, priorities=(*one.priorities, *application("EP.1.A", None, f"BR.{n}.A").priorities)
                ),
                provider="nz",
                trust=0,
            )
            for n, one in enumerate((*members, phase, pct))
        ),
    ]
    assert families(listings) == [["EP.1.A", "EP.5.A", "JP.2009000001.W", "US.201012000001.A"]]


def test_a_date_that_one_other_source_gives_speaks_against_nobody(at_first_hand, application, listing):
    """An office may list others' applications with any dates: the claims of those stay believed."""
    wrong = [application(n, "1990-01-01") for n in ("KR.3.A", "CA.4.A")] + [
        application("JP.2.A", "2020-01-01")
    ]
    for scope in ("simple", "extended"):
        listings = [
            *at_first_hand,
            *(listing(one.number.docdb, one, provider="nz", trust=0) for one in wrong),
        ]
        assert families(listings, scope) == [["CA.4.A", "JP.2.A", "KR.3.A"]]


def test_its_own_office_dates_an_application_for_everybody(at_first_hand, application, listing):
    """A claim to a number with another date than its own office gives it is about another number."""
    wrong = listing("GB.5.A", application("GB.5.A", "2010-06-01", "JP.2.A @2009-03-01"), provider="gb")
    families = group([*at_first_hand, wrong], "extended")
    (said,) = [one for found in families.groups for one in found.quarantined]
    assert (said.claimant.docdb, said.claim.number.docdb, said.reason) == (
        "GB.5.A",
        "JP.2.A",
        "dates-disagree",
    )
