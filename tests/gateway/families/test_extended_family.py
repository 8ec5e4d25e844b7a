"""The extended family: everything linked, directly or indirectly, by any claim."""

from __future__ import annotations

from gateway.families.grouping import group


def families(listings) -> list[list[str]]:
    """The members of every family, sorted."""
    found = group(listings, "extended").groups
    return sorted(sorted(number.docdb for number in one.members) for one in found)


def test_sharing_one_priority_is_enough(application, each_alone):
    """D1(P1), D2(P1, P2), D3(P2): one extended family, three simple ones."""
    listings = each_alone(
        application("EP.1.A", None, "US.201261000001.P"),
        application("JP.2.A", None, "US.201261000001.P", "US.201261000002.P"),
        application("KR.3.A", None, "US.201261000002.P"),
    )
    assert families(listings) == [["EP.1.A", "JP.2.A", "KR.3.A"]]
    assert len(group(listings, "simple").groups) == 3


def test_every_relation_links(application, each_alone):
    """Continuations, national phases, validations and unlisted parents link as priorities do."""
    listings = each_alone(
        application("US.201314000001.A", None, "US.201113000009.A continuation"),
        application("US.201414000002.A", None, "US.201113000009.A division", "US.2013032081.W pct-phase"),
        application("EP.13000001.A", None, "US.2013032081.W"),
        application("DE.13000001.T"),
        application("KR.3.A"),
    )
    linked = ["DE.13000001.T", "EP.13000001.A", "US.201314000001.A", "US.201414000002.A"]
    assert families(listings) == [linked, ["KR.3.A"]]


def test_phantoms_are_said(application, each_alone):
    """Numbers that are only claimed hold the family together and are no members."""
    (found,) = group(
        each_alone(
            application("EP.1.A", None, "US.201261000001.P"),
            application("JP.2.A", None, "US.201261000001.P"),
        ),
        "extended",
    ).groups
    assert [number.docdb for number in found.phantoms] == ["US.201261000001.P"]
    assert [number.docdb for number in found.priorities] == ["US.201261000001.P"]


def test_listings_link_too(application, listing):
    """A provider's answer joins its members, in the extended family as in the simple one."""
    listings = [
        listing("publication EP.1000000", application("EP.1.A"), application("JP.2.A")),
        listing("publication EP.1000000", application("KR.3.A"), provider="other"),
        listing("priority NL.5.A", application("US.4.A", None, "NL.5.A"), application("NZ.6.A")),
    ]
    assert families(listings) == [["EP.1.A", "JP.2.A", "KR.3.A"], ["NZ.6.A", "US.4.A"]]
