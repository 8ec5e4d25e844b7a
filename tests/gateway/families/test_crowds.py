"""Crowds at one number, judged by who states what: a flood costs what its source alone says."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.crowds import Limits
from gateway.families.family import Families, Listing
from gateway.families.grouping import group

TARGET = ApplicationNumber("JP", "2009000001")
CLAIMED, FILED = date(2009, 9, 1), date(2010, 6, 1)
RIGHT = PriorityClaim(number=TARGET, date=CLAIMED)
SETTINGS = settings(max_examples=60)


def claimant(
    office: str, serial: int, *claims: PriorityClaim, filed: date | None = FILED, own: bool = False
) -> Application:
    """An application that claims these, with ``own`` a priority besides that nobody else has."""
    number = ApplicationNumber(office, f"2010{serial:06}")
    mine = PriorityClaim(number=ApplicationNumber("BR", f"{office}{serial}"), date=CLAIMED)
    return Application(number=number, filing_date=filed, priorities=(*claims, mine) if own else claims)


def told(members: list[Application], provider: str, *serves: str, trust: int = 1) -> list[Listing]:
    """Each member alone, by this provider: only claims can join them."""
    return [
        Listing(
            provider,
            trust,
            Number("application", one.number.office, one.number.number, one.number.kind),
            (one,),
            frozenset(serves),
        )
        for one in members
    ]


def together(families: Families, members: list[Application]) -> int:
    """In how many families these are."""
    return len({families.by_member[one.number] for one in members})


FLOODS = {
    "unrelated, with dates that would do": [claimant("KR", n, RIGHT, own=True) for n in range(250)],
    "undated, years later": [
        claimant("KR", n, PriorityClaim(number=TARGET), filed=date(2016, 1, 1)) for n in range(250)
    ],
    "undated and of no date": [
        claimant("KR", n, PriorityClaim(number=TARGET), filed=None) for n in range(250)
    ],
    "years later": [claimant("KR", n, RIGHT, filed=date(2016, 1, 1)) for n in range(250)],
    "all of another day": [
        claimant("KR", n, PriorityClaim(number=TARGET, date=date(2008, 1, 1))) for n in range(250)
    ],
    "bare, for the priority": [],
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("office", ["KR", None])
@pytest.mark.parametrize("scope", ["simple", "extended"])
def test_what_others_state_stays_believed(flood, office, scope):
    """Whatever one office or hub lists, the family that others state is one, and the flood is outside."""
    true = [claimant(code, 1, RIGHT) for code in ("EP", "AU", "CA")]
    listings = [one for member in true for one in told([member], member.number.office.lower())]
    members = FLOODS[flood]
    if not members:
        members = [claimant("KR", n, filed=None) for n in range(250)]
        asked = Number("priority", TARGET.office, TARGET.number, TARGET.kind)
        listings.append(Listing("one", 0, asked, tuple(members), frozenset(filter(None, [office]))))
    else:
        listings += told(members, "one", *filter(None, [office]), trust=0)
    families = group(listings, scope)
    assert together(families, true) == 1
    home = families.groups[families.by_member[true[0].number]]
    assert home.quarantined == ()
    if flood != "all of another day":
        assert len(home.members) == 3


def test_what_is_kept_out_is_said_with_its_reason():
    """Every claim of the flood is among the quarantined, those of others are not."""
    flood = FLOODS["unrelated, with dates that would do"]
    families = group([*told([claimant("EP", 1, RIGHT)], "ep"), *told(flood, "hub")], "extended")
    said = [one for found in families.groups for one in found.quarantined]
    assert {one.claimant for one in said} == {one.number for one in flood}
    assert Counter((one.claim.number, one.reason) for one in said) == {(TARGET, "crowded"): 250}


def test_what_an_office_states_of_its_own_and_holds_up_stays_believed_in_its_own_flood():
    """An office that dates many claims wrongly keeps the right ones; a source of families does not."""
    true = [claimant("KR", n, RIGHT) for n in range(1000, 1004)]
    late = [claimant("KR", n, RIGHT, filed=date(2016, 1, 1)) for n in range(150)]
    own = group(told([*true, *late], "kr", "KR"), "extended")
    assert together(own, true) == 1
    assert together(own, late) == 150
    other = group(told([*true, *late], "families"), "extended")
    assert together(other, [*true, *late]) == 154


@pytest.mark.parametrize("scope", ["simple", "extended"])
def test_a_placeholder_that_many_offices_state_joins_nobody(scope):
    """Thirty offices, none of which states a crowd by itself, are one together, whatever else they state."""
    bogus = PriorityClaim(number=TARGET)
    for own in (True, False):
        listings, members = [], []
        for place in range(30):
            office = f"{chr(65 + place % 26)}{place % 10}"
            some = [claimant(office, n, bogus, own=own) for n in range(90)]
            members += some
            listings += told(some, office, office, trust=0)
        assert together(group(listings, scope), members) == len(members)


def test_a_large_true_family_in_a_flood_is_not_doubted():
    """Five hundred claimants that two sources state are one family, with as many again that one adds."""
    true = [claimant("EP", n, RIGHT) for n in range(500)]
    flood = [claimant("KR", n, PriorityClaim(number=TARGET), filed=None, own=True) for n in range(600)]
    further = [claimant("EP", n, RIGHT, own=True) for n in range(500)]
    families = group([*told(true, "a"), *told(true, "b"), *told(flood, "c"), *told(further, "c")], "extended")
    assert together(families, true) == 1
    assert together(families, flood) == 600


seeds = st.integers(0, 2**32 - 1)


def crowds(seed: int) -> list[Listing]:
    """Unrelated applications that all claim one number, as several sources state it, more or less."""
    draw, counts = Random(seed), range(70)
    listings: list[Listing] = []
    everybody = [
        claimant(office, n, dated(draw), filed=draw.choice((FILED, None)), own=True)
        for office in ("EP", "KR")
        for n in range(60)
    ]
    for source in range(draw.randint(1, 6)):
        some = draw.sample(everybody, draw.choice(counts))
        serves = draw.choice(((), ("EP",), ("EP", "KR")))
        listings += told(some, f"s{source}", *serves, trust=draw.randint(0, 2))
    draw.shuffle(listings)
    return listings


def dated(draw: Random) -> PriorityClaim:
    """A claim to the number with the right date, a near one, or none."""
    return PriorityClaim(
        number=TARGET, date=draw.choice((CLAIMED, None, CLAIMED - timedelta(days=draw.randrange(3))))
    )


@SETTINGS
@given(seed=seeds)
def test_a_number_joins_few_unrelated_families(seed):
    """At most twice the diversity, however many sources state whatever of it."""
    limits = Limits(crowd=10, diversity=12)
    listings = crowds(seed)
    families = group(listings, "extended", limits)
    assert max((len(found.members) for found in families.groups), default=0) <= 2 * limits.diversity


@SETTINGS
@given(seed=seeds, order=st.randoms())
def test_the_order_in_which_a_crowd_arrives_changes_nothing(seed, order):
    """Equal to the last reason."""
    limits = Limits(crowd=10, diversity=12)
    listings = crowds(seed)
    before = group(listings, "extended", limits)
    order.shuffle(listings)
    assert group(listings, "extended", limits) == before
