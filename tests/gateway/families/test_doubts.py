"""One mis-keyed priority must not join thousands; what is not believed is said."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import ApplicationNumber
from gateway.families.grouping import group

PLACEHOLDER = ApplicationNumber("US", "1234567", "A")


def strangers(count: int, bogus: PriorityClaim, *, own: bool) -> list[Application]:
    """Unrelated applications of thirty years that all claim one number, with or without a priority of their
    own.
    """
    found = []
    for i in range(count):
        filed = date(1985, 1, 1) + timedelta(days=i % 11000)
        mine = PriorityClaim(number=ApplicationNumber("JP", f"{i}"), date=filed - timedelta(days=360))
        claims = (mine, bogus) if own else (bogus,)
        found.append(
            Application(number=ApplicationNumber("EP", f"{i}"), filing_date=filed, priorities=claims)
        )
    return found


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("claimed", [None, date(1995, 5, 5)])
@pytest.mark.parametrize("scope", ["simple", "extended"])
def test_a_placeholder_joins_nobody(each_alone, own, claimed, scope):
    """Three thousand strangers that claim one number, dated or not, stay three thousand families."""
    families = group(
        each_alone(*strangers(3000, PriorityClaim(number=PLACEHOLDER, date=claimed), own=own)), scope
    )
    assert len(families.groups) == 3000
    reasons = Counter(said.reason for found in families.groups for said in found.quarantined)
    assert reasons.total() == 3000
    assert set(reasons) <= {"crowded", "claimed-after-filing"}


def test_a_plausible_placeholder_is_given_away_by_the_diversity_of_its_claimants(each_alone):
    """Dates that would do for each claim do not help a number that hundreds of families share."""
    bogus = PriorityClaim(number=PLACEHOLDER, date=date(2009, 9, 1))
    members = [
        Application(
            number=ApplicationNumber("EP", f"{i}"),
            filing_date=date(2010, 6, 1),
            priorities=(PriorityClaim(number=ApplicationNumber("JP", f"{i}")), bogus),
        )
        for i in range(1000)
    ]
    assert len(group(each_alone(*members), "extended").groups) == 1000


def test_a_placeholder_asked_as_a_priority_joins_nobody_either(each_alone, listing):
    """A provider that answers a priority question with every stranger does not get them in."""
    members = [Application(number=ApplicationNumber("EP", f"{i}")) for i in range(2000)]
    listings = [listing("priority US.1234567.A", *members)]
    for scope in ("simple", "extended"):
        assert len(group(listings, scope).groups) == 2000


@pytest.mark.parametrize("scope", ["simple", "extended"])
def test_a_large_true_family_is_not_doubted(each_alone, scope):
    """A thousand applications with good dates on one priority are one family: size alone is no crime."""
    claim = PriorityClaim(number=PLACEHOLDER, date=date(2009, 9, 1))
    members = [
        Application(number=ApplicationNumber("EP", f"{i}"), filing_date=date(2010, 6, 1), priorities=(claim,))
        for i in range(1000)
    ]
    (found,) = group(each_alone(*members), scope).groups
    assert len(found.members) == 1000
    assert found.quarantined == ()


def test_a_late_claim_in_a_crowd_is_not_believed(each_alone):
    """In a large family, a claim made years after the priority year by who continues nothing stays out."""
    claim = PriorityClaim(number=PLACEHOLDER, date=date(2009, 9, 1))
    members = [
        Application(number=ApplicationNumber("EP", f"{i}"), filing_date=date(2010, 6, 1), priorities=(claim,))
        for i in range(150)
    ]
    late = Application(number=ApplicationNumber("KR", "1"), filing_date=date(2014, 6, 1), priorities=(claim,))
    families = group(each_alone(*members, late), "extended")
    assert sorted(len(found.members) for found in families.groups) == [1, 150]
    (said,) = families.groups[families.by_member[late.number]].quarantined
    assert (said.claimant, said.claim.number, said.reason) == (late.number, PLACEHOLDER, "too-late")


def test_a_priority_is_not_later_than_its_claimant(application, each_alone):
    """A claim to something filed after the claimant joins nothing, and is said with its reason."""
    families = group(
        each_alone(
            application("EP.1.A", "2000-01-01", "JP.2.A @2001-05-05"),
            application("JP.2.A", "2001-05-05"),
            application("KR.3.A", "1999-01-01", "JP.2.A"),
        )
    )
    said = [one for found in families.groups for one in found.quarantined]
    assert [(one.claimant.docdb, one.reason) for one in said] == [
        ("EP.1.A", "claimed-after-filing"),
        ("KR.3.A", "claimed-after-filing"),
    ]
    assert len(families.groups) == 3


def test_a_claim_with_another_date_is_about_another_number(application, each_alone):
    """Two digits swapped land on a stranger's priority; the date gives it away, listed or only claimed."""
    listings = each_alone(
        application("JP.2.A", "2000-05-05"),
        application("EP.1.A", "2001-01-01", "JP.2.A @2000-05-05"),
        application("KR.3.A", "2001-01-01", "JP.2.A @2000-03-01"),
        application("EP.5.A", "2001-01-01", "US.201261000001.P @2000-05-05"),
        application("EP.6.A", "2001-01-01", "US.201261000001.P @2000-05-06"),
        application("EP.8.A", "2001-01-01", "US.201261000001.P @2000-05-05"),
        application("EP.7.A", "2001-01-01", "US.201261000001.P @2000-07-05"),
    )
    families = group(listings, "extended")
    said = [one for found in families.groups for one in found.quarantined]
    assert sorted((one.claimant.docdb, one.reason) for one in said) == [
        ("EP.7.A", "dates-disagree"),
        ("KR.3.A", "dates-disagree"),
    ]
    assert sorted(len(found.members) for found in families.groups) == [1, 1, 2, 3]


def test_the_more_trusted_provider_dates_an_application(application, listing):
    """Of two filing dates the providing office's own counts, whoever answers first."""
    claim = "JP.2.A @1999-05-05"
    own = listing("EP.1.A", application("EP.1.A", "2000-01-01", claim), provider="ep", trust=0)
    hub = listing("EP.1.A", application("EP.1.A", "1990-01-01", claim), provider="hub", trust=1)
    for told in ([own, hub], [hub, own]):
        assert group(told).groups[0].quarantined == ()
    reasons = [said.reason for said in group([hub]).groups[0].quarantined]
    assert reasons == ["claimed-after-filing"]


def test_what_is_quarantined_is_no_phantom_and_no_priority(application, each_alone):
    """A member whose only claim is not believed stands for itself."""
    families = group(each_alone(application("EP.1.A", "2000-01-01", "JP.2.A @2001-05-05")))
    (found,) = families.groups
    assert found.phantoms == ()
    assert [number.docdb for number in found.priorities] == ["EP.1.A"]


def test_dates_at_the_ends_of_the_calendar_are_only_dates(application, each_alone):
    """Year 1 and year 9999, as broken offices write them, raise nothing."""
    listings = each_alone(
        application("EP.1.A", "0001-01-01", "JP.2.A @9999-12-31"),
        application("EP.3.A", "9999-12-31", "JP.2.A @0001-01-01"),
    )
    assert len(group(listings).groups) == 2


@pytest.mark.parametrize("wrong", [date(2012, 1, 1), date(2009, 3, 1)], ids=["after filing", "another day"])
@pytest.mark.parametrize("scope", ["simple", "extended"])
def test_a_long_list_of_wrong_dates_splits_no_true_family(listing, application, wrong, scope):
    """What one office dates wrongly is doubted each by itself, and is no crowd that brings the rest down."""
    own = application("JP.2.A", "2009-09-01")
    family = [application(f"EP.{n}.A", "2010-06-01", "JP.2.A @2009-09-01") for n in range(1, 5)]
    days = [
        wrong + timedelta(days=9 * n) if wrong.year > 2010 else wrong - timedelta(days=9 * n)
        for n in range(150)
    ]
    crowd = [
        application(f"KR.{n}.A", "2010-06-01", f"JP.2.A @{day.isoformat()}") for n, day in enumerate(days, 1)
    ]
    listings = [
        listing("EP.1.A", own, *family, provider="ep"),
        listing("JP.2.A", own, provider="jp"),
        *(listing(one.number.docdb, one, provider="kr") for one in crowd),
    ]
    families = group(listings, scope)
    found = families.groups[families.by_member[own.number]]
    assert {number.docdb for number in found.members} == {"JP.2.A", *(f"EP.{n}.A" for n in range(1, 5))}
    reasons = Counter(said.reason for one in families.groups for said in one.quarantined)
    assert reasons.total() == 150
    assert "crowded" not in reasons
