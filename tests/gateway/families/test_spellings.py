"""Two spellings of one application are one node; two applications never become one."""

from __future__ import annotations

import pytest

from gateway.families.grouping import group


def members(listings, scope="extended") -> list[str]:
    """Every member of every family."""
    return sorted(number.docdb for found in group(listings, scope).groups for number in found.members)


@pytest.mark.parametrize(
    ("claimed", "canonical"),
    [
        ("US.39636302.P @2002-07-17", "US.200260396363.P"),
        ("US.60396363.P @2002-07-17", "US.200260396363.P"),
        ("US.39636302.A @2002-07-17", "US.200260396363.P"),
        ("US.200260396363.A", "US.200260396363.P"),
    ],
)
def test_us_forms_of_one_provisional_hold_siblings_together(application, each_alone, claimed, canonical):
    """Serial and year, series and serial, year and series and serial, and a kind slip: one phantom."""
    listings = each_alone(
        application("EP.1.A", "2003-07-10", claimed),
        application("JP.2.A", "2003-07-10", "US.200260396363.P @2002-07-17"),
    )
    families = group(listings)
    (found,) = families.groups
    assert [number.docdb for number in found.phantoms] == [canonical]
    assert all(target.docdb == canonical for target in families.spellings.values())


def test_a_listed_application_in_two_spellings_is_one_member(application, each_alone):
    """Global Dossier's old spelling and DOCDB's of one US application are one member."""
    listings = each_alone(
        application("US.37204712.A", "2012-02-13"), application("US.201213372047.A", "2012-02-13")
    )
    assert members(listings) == ["US.201213372047.A"]


def test_two_candidates_are_left_alone(application, each_alone):
    """Serial and year that fit two series of that year stay apart: nothing is guessed."""
    listings = each_alone(
        application("US.37204711.A"),
        application("US.201112372047.A"),
        application("US.201113372047.A"),
    )
    assert len(members(listings)) == 3


def test_of_several_candidates_the_one_of_the_same_day_is_meant(application, each_alone):
    """A number that fits as well, and of which no date is known, keeps two spellings of one apart no more."""
    listings = each_alone(
        application("US.39636302.P", "2002-07-17"),
        application("US.200260396363.P", "2002-07-17"),
        application("EP.1.A", None, "US.200261396363.P"),
    )
    assert members(listings) == ["EP.1.A", "US.200260396363.P"]


def test_dates_that_contradict_keep_numbers_apart(application, each_alone):
    """The same digits with filing dates years apart are two applications."""
    listings = each_alone(
        application("US.37204712.A", "2012-02-13"), application("US.201213372047.A", "2012-09-30")
    )
    assert len(members(listings)) == 2


@pytest.mark.parametrize("listed", ["KR.20080107376.U", "AU.2018900001.P"])
def test_a_claim_without_its_kind_means_the_one_that_exists(application, each_alone, listed):
    """Claimed as ``A`` and listed as utility model or provisional: the listed one is meant."""
    office, digits, _ = listed.split(".")
    families = group(
        each_alone(application(listed, "2008-10-31"), application("EP.1.A", None, f"{office}.{digits}.A"))
    )
    assert [[one.docdb for one in found.phantoms] for found in families.groups] == [[]]


def test_kinds_that_both_exist_are_two_applications(application, each_alone):
    """JP patents and utility models share numbers: listed both, they stay two."""
    listings = each_alone(
        application("JP.2007001482.A", None, "KR.1.A"), application("JP.2007001482.U", None, "KR.2.A")
    )
    assert len(group(listings, "extended").groups) == 2


@pytest.mark.parametrize("kind", ["W", "F", "T"])
def test_international_designs_and_validations_share_digits_by_chance(application, each_alone, kind):
    """A claim to JP 2007001482 A is not the international application or design of that number."""
    listings = each_alone(
        application(f"JP.2007001482.{kind}"), application("EP.1.A", None, "JP.2007001482.A")
    )
    assert len(group(listings, "extended").groups) == 2


def test_leading_zeros_come_and_go(application, each_alone):
    """EP 08868513 with its zero and without is one application."""
    listings = each_alone(
        application("EP.08868513.A", "2008-12-19"), application("JP.2.A", "2009-10-10", "EP.8868513.A")
    )
    (found,) = group(listings).groups
    assert [number.docdb for number in found.members] == ["EP.08868513.A", "JP.2.A"]
