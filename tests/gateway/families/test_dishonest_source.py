"""What one dishonest source adds separates nothing that honest ones put together, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slander import Slander, Truth

from connectors.numbers.identity import ApplicationNumber
from gateway.families.crowds import Limits
from gateway.families.family import Families, Listing
from gateway.families.grouping import group

LIMITS = Limits(crowd=12, diversity=15)
SETTINGS = settings(max_examples=120, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**32 - 1)
counts, moves = st.integers(1, 4), st.integers(1, 6)


def whole(families: Families, truth: Truth) -> bool:
    """Whether the members of each true family are in one family."""
    return all(
        len({families.by_member[families.canonical(one.number)] for one in members}) == 1
        for members in truth.families
    )


@pytest.mark.parametrize("scope", ["simple", "extended"])
@SETTINGS
@given(seed=seeds, lies=seeds, count=counts, moves=moves)
def test_no_true_family_is_split(scope, seed, lies, count, moves):
    """Every member of a true family is in the one family that holds the others, too."""
    truth = Truth(seed, count)
    assert whole(group(truth.told(), scope, LIMITS), truth)
    slander = Slander(truth, lies, moves, LIMITS.crowd)
    assert whole(group([*truth.told(), *slander.listings], scope, LIMITS), truth)


@pytest.mark.parametrize("scope", ["simple", "extended"])
@SETTINGS
@given(seed=seeds, lies=seeds, count=counts, moves=moves)
def test_nor_is_a_family_that_is_a_crowd_itself(scope, seed, lies, count, moves):
    """A family of more claimants than a crowd has, which is believed, stays so: nothing tips it over."""
    limits = Limits(crowd=3, diversity=4)
    truth = Truth(seed, count, dated=1.0)
    assert whole(group(truth.told(), scope, limits), truth)
    slander = Slander(truth, lies, moves, 2 * limits.crowd)
    assert whole(group([*truth.told(), *slander.listings], scope, limits), truth)


@SETTINGS
@given(seed=seeds, lies=seeds, count=counts, moves=moves)
def test_every_claim_joins_or_is_said_to_be_doubted(seed, lies, count, moves):
    """Nothing is lost: what is claimed is in the claimant's family, or the claim stands with its reason."""
    truth = Truth(seed, count)
    listings = [*truth.told(), *Slander(truth, lies, moves, LIMITS.crowd).listings]
    families = group(listings, "extended", LIMITS)
    canonical = families.canonical
    said = {(one.claimant, one.claim.number) for found in families.groups for one in found.quarantined}
    for listing in listings:
        for member in listing.members:
            number = canonical(member.number)
            home = families.groups[families.by_member[number]]
            known = {number, *home.members, *home.phantoms, *home.priorities}
            for claim in member.priorities:
                target = canonical(claim.number)
                assert target in known or (number, target) in said


def stated(listings: list[Listing], families: Families) -> dict[object, object]:
    """Everything that anybody puts together in whatever way, as what each number leads to in the end."""
    leads: dict[object, object] = {}

    def end(of: object) -> object:
        while (further := leads.setdefault(of, of)) != of:
            of = further
        return of

    def named(number: ApplicationNumber) -> object:
        return end(families.canonical(number))

    for listing in listings:
        asked = listing.asked.application
        for member in listing.members:
            if asked is not None:
                leads[named(member.number)] = named(asked)
            for claim in member.priorities:
                leads[named(member.number)] = named(claim.number)
            if member.number.kind == "T":
                leads[named(member.number)] = named(ApplicationNumber("EP", member.number.number))
    return {number: end(number) for number in list(leads)}


@SETTINGS
@given(seed=seeds, lies=seeds, count=counts, moves=moves)
def test_nothing_is_joined_that_nobody_puts_together(seed, lies, count, moves):
    """A simple family is part of an extended one, and that is held together by what is stated."""
    truth = Truth(seed, count)
    listings = [*truth.told(), *Slander(truth, lies, moves, LIMITS.crowd).listings]
    simple, extended = (group(listings, scope, LIMITS) for scope in ("simple", "extended"))
    for found in simple.groups:
        assert len({extended.by_member[number] for number in found.members}) == 1
    together = stated(listings, extended)
    for found in extended.groups:
        assert len({together[number] for number in found.members}) == 1


@pytest.mark.parametrize("scope", ["simple", "extended"])
@SETTINGS
@given(seed=seeds, lies=seeds, count=counts, moves=moves, order=st.randoms())
def test_the_order_of_arrival_changes_nothing(scope, seed, lies, count, moves, order):
    """Lies first or last, each told once or twice: an equal result."""
    truth = Truth(seed, count)
    listings = [*truth.told(), *Slander(truth, lies, moves, LIMITS.crowd).listings]
    before = group(listings, scope, LIMITS)
    order.shuffle(listings)
    assert group([*listings, *listings[::3]], scope, LIMITS) == before
