"""Identifiers of families: the same for the same facts, from whoever they come and in whatever spelling."""

from __future__ import annotations

from gateway.families.grouping import group


def only(listings, scope="simple"):
    """The one family of the listings."""
    (found,) = group(listings, scope).groups
    return found


def test_the_simple_identifier_hangs_on_the_active_priorities_only(application, each_alone):
    """New members, a listed first filing, or another provider do not change the identifier."""
    one = application("EP.1.A", "2000-01-01", "JP.9.A @1999-02-02")
    few = only(each_alone(one))
    more = only(
        each_alone(
            one, application("KR.3.A", "2000-01-02", "JP.9.A"), application("JP.9.A", "1999-02-02", "JP.9.A")
        )
    )
    assert few.id == more.id
    other = only(each_alone(application("EP.1.A", "2000-01-01", "JP.8.A @1999-02-02")))
    assert other.id != few.id


def test_a_bare_member_does_not_change_the_simple_identifier(application, listing):
    """A member of which nothing is known but that it is listed adds no priority."""
    one = application("EP.1.A", "2000-01-01", "JP.9.A @1999-02-02")
    alone = only([listing("EP.1.A", one)])
    joined = only([listing("EP.1.A", one, application("NZ.5.A"))])
    assert alone.id == joined.id
    assert alone.priorities == joined.priorities


def test_two_sets_joined_by_a_listing_are_not_the_set_of_both(application, listing, each_alone):
    """A family joined from {P1} and {P2} by evidence is told from the family with {P1, P2}."""
    joined = only(
        [listing("EP.1.A", application("EP.1.A", None, "JP.8.A"), application("KR.2.A", None, "JP.9.A"))]
    )
    both = only(each_alone(application("EP.1.A", None, "JP.8.A", "JP.9.A")))
    assert joined.priorities == both.priorities
    assert joined.id != both.id


def test_the_extended_identifier_is_its_earliest_application(application, each_alone):
    """Smallest by date, then number; phantoms count with the date that is claimed."""
    found = only(
        each_alone(
            application("EP.1.A", "2000-01-01", "US.3963630.P @1999-02-02", "JP.7.A @1999-06-06"),
            application("KR.2.A", "2000-01-01", "JP.7.A @1999-06-06"),
        ),
        "extended",
    )
    assert found.id == "US.3963630.P"


def test_who_was_asked_for_what_does_not_change_the_simple_identifier(application, listing):
    """A family that is listed once more for one of its members as a priority claims nothing more by that."""
    first = application("JP.9.A", "1999-02-02")
    parent = application("US.200012345678.A", "2000-01-01", "JP.9.A")
    child = application("US.200112345679.A", "2001-01-01", "JP.9.A", "US.200012345678.A")
    told = [listing("JP.9.A", first), listing("US.200012345678.A", parent, child)]
    more = [
        *told,
        listing("priority JP.9.A", first, parent, child),
        listing("priority US.200012345678.A", parent, child),
        listing("priority US.200112345679.A", parent, child),
    ]
    assert only(told).id == only(more).id
    assert only(told).priorities == only(more).priorities
