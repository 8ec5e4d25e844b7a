"""The simple family: same active priorities, with everything that joins a parent's family."""

from __future__ import annotations

from gateway.families.family import Group
from gateway.families.grouping import group


def names(found: Group) -> list[str]:
    """The members of a family, in its order."""
    return [number.docdb for number in found.members]


def families(listings) -> list[list[str]]:
    """The members of every family, sorted."""
    return sorted(names(found) for found in group(listings, "simple").groups)


def test_one_priority_and_all_that_claim_it(application, each_alone):
    """A first filing and the applications that claim only it are one family, by office and number."""
    listings = each_alone(
        application("EP.99203729.A", "1999-11-08", "NL.1010536.A @1998-11-12"),
        application("US.20685698.A", "1998-12-08", "NL.1010536.A @1998-11-12"),
        application("NL.1010536.A", "1998-11-12"),
    )
    found = group(listings).groups
    assert [names(one) for one in found] == [["EP.99203729.A", "NL.1010536.A", "US.20685698.A"]]
    assert [number.docdb for number in found[0].priorities] == ["NL.1010536.A"]
    assert found[0].phantoms == ()


def test_different_sets_are_different_families(application, each_alone):
    """{P1}, {P1, P2} and {P2} are three families; what is only claimed is a phantom wherever it is."""
    listings = each_alone(
        application("EP.1.A", None, "US.201261000001.P"),
        application("JP.2.A", None, "US.201261000001.P", "US.201261000002.P"),
        application("KR.3.A", None, "US.201261000002.P"),
    )
    found = {names(one)[0]: one for one in group(listings).groups}
    assert sorted(found) == ["EP.1.A", "JP.2.A", "KR.3.A"]
    phantoms = [number.docdb for number in found["JP.2.A"].phantoms]
    assert phantoms == ["US.201261000001.P", "US.201261000002.P"]


def test_an_application_that_claims_itself_is_its_own_priority(application, each_alone):
    """Global Dossier lists every application in its own claims: that adds nothing and breaks nothing."""
    listings = each_alone(
        application("JP.2017187096.A", "2017-09-27", "JP.2017187096.A"),
        application("US.201816123456.A", "2018-09-06", "JP.2017187096.A"),
        application(
            "US.202017130468.A", "2020-12-22", "US.202017130468.A", "JP.2017187096.A", "US.201816123456.A"
        ),
    )
    assert families(listings) == [["JP.2017187096.A", "US.201816123456.A", "US.202017130468.A"]]


def test_the_order_of_claims_in_a_set_does_not_matter(application, each_alone):
    """Two applications that claim the same two priorities in another order are equivalents."""
    listings = each_alone(
        application("EP.1.A", None, "US.201261000001.P", "US.201261000002.P"),
        application("JP.2.A", None, "US.201261000002.P", "US.201261000001.P"),
    )
    assert families(listings) == [["EP.1.A", "JP.2.A"]]


def test_a_national_phase_takes_the_priorities_of_its_international_application(application, each_alone):
    """A national phase that names only the W joins the family of the W's own priorities, not the W's
    number.
    """
    listings = each_alone(
        application("US.2013032081.W", "2013-03-15", "US.201261612345.P @2012-03-17"),
        application("EP.13712345.A", "2013-03-15", "US.2013032081.W pct-phase"),
        application("JP.2015500001.A", None, "US.2013032081.W"),
        application("KR.20147000001.A", "2013-03-15", "US.201261612345.P"),
    )
    assert families(listings) == [["EP.13712345.A", "JP.2015500001.A", "KR.20147000001.A", "US.2013032081.W"]]


def test_an_international_application_may_claim_an_application_of_its_receiving_office(
    application, each_alone
):
    """For a W, a claim within the receiving office is a priority, never a continuation."""
    listings = each_alone(
        application("EP.2013000001.W", "2013-03-15", "EP.12000001.A", "US.201261612345.P"),
        application("JP.2.A", "2013-03-15", "EP.12000001.A", "US.201261612345.P"),
    )
    assert families(listings) == [["EP.2013000001.W", "JP.2.A"]]


def test_an_unlisted_international_application_keeps_its_national_phases_together(application, each_alone):
    """Of a W that nobody lists, the national phases say what it claims; one that says nothing more goes
    with them.
    """
    listings = each_alone(
        application("EP.1.A", None, "US.2013032081.W", "US.201261612345.P"),
        application("JP.2.A", None, "US.2013032081.W"),
        application("CN.3.A", None, "US.201261612345.P"),
    )
    found = group(listings).groups
    assert [names(one) for one in found] == [["CN.3.A", "EP.1.A", "JP.2.A"]]
    assert [number.docdb for number in found[0].phantoms] == ["US.201261612345.P", "US.2013032081.W"]


def test_a_divisional_of_a_divisional_is_in_the_family_of_the_first(application, each_alone):
    """Divisionals and continuations are followed to their root, however deep, stated or by office alone."""
    listings = each_alone(
        application("AU.2013287263.A", "2013-07-01", "US.201261666666.P @2012-07-02"),
        application("AU.2017000001.A", "2017-01-05", "AU.2013287263.A division @2013-07-01"),
        application("AU.2018282372.A", "2018-12-20", "AU.2017000001.A"),
        application("EP.13000001.A", "2013-07-01", "US.201261666666.P @2012-07-02"),
    )
    assert families(listings) == [["AU.2013287263.A", "AU.2017000001.A", "AU.2018282372.A", "EP.13000001.A"]]


def test_a_provisional_of_the_same_office_is_a_priority(application, each_alone):
    """US application and US provisional: a priority claim, so the European equivalent is family."""
    listings = each_alone(
        application("US.201314000001.A", "2013-03-15", "US.201261612345.P"),
        application("EP.13000001.A", "2013-03-15", "US.201261612345.P"),
    )
    assert families(listings) == [["EP.13000001.A", "US.201314000001.A"]]


def test_a_stated_domestic_priority_is_no_continuation(application, each_alone):
    """An EP application that states Paris priority on an EP application counts it as active."""
    listings = each_alone(
        application("EP.12000001.A", "2012-03-15"),
        application("EP.13000001.A", "2013-03-15", "EP.12000001.A priority", "US.201261612345.P"),
        application("US.201314000001.A", "2013-03-15", "EP.12000001.A", "US.201261612345.P"),
    )
    assert families(listings) == [["EP.12000001.A"], ["EP.13000001.A", "US.201314000001.A"]]


def test_siblings_of_an_unpublished_parent_stay_together(application, each_alone):
    """Two continuations of a parent that nobody lists are one family, with what one of them claims."""
    listings = each_alone(
        application("US.201314000001.A", None, "US.201113000009.A continuation", "JP.2010000001.A"),
        application("US.201414000002.A", None, "US.201113000009.A continuation"),
        application("EP.11000001.A", None, "JP.2010000001.A"),
    )
    assert families(listings) == [["EP.11000001.A", "US.201314000001.A", "US.201414000002.A"]]


def test_of_several_parents_the_one_that_is_known_decides(application, each_alone):
    """A parent with claims of its own decides, not an earlier one of which nothing is known; that one goes
    along.
    """
    listings = each_alone(
        application("US.201314000001.A", "2013-05-05", "US.201013000003.A @2010-05-05", "US.10000112.A"),
        application("US.10000112.A", "2012-05-05", "JP.2011000001.A"),
        application("US.201013000003.A", "2010-05-05"),
        application("EP.12000001.A", None, "JP.2011000001.A"),
    )
    assert families(listings) == [
        ["US.201013000003.A", "US.201314000001.A", "US.10000112.A", "EP.12000001.A"]
    ]


def test_a_parent_that_claims_only_itself_is_a_first_filing(application, each_alone):
    """It is known to have no other priority, so what its continuation claims besides is not its own."""
    listings = each_alone(
        application("US.10000112.A", "2012-05-05", "US.10000112.A"),
        application("US.201314000001.A", "2013-05-05", "US.10000112.A continuation", "JP.2012000001.A"),
        application("EP.12000001.A", None, "JP.2012000001.A"),
    )
    assert families(listings) == [["EP.12000001.A"], ["US.10000112.A", "US.201314000001.A"]]


def test_a_circle_of_parents_is_one_family(application, each_alone):
    """Contradicting continuations (each the parent of the other) end, in one family."""
    listings = each_alone(
        application("US.201314000001.A", None, "US.201314000002.A"),
        application("US.201314000002.A", None, "US.201314000001.A", "JP.2010000001.A"),
    )
    assert families(listings) == [["US.201314000001.A", "US.201314000002.A"]]


def test_a_validation_stands_beneath_its_european_application(application, each_alone):
    """AT and DE validations are members of the EP's family and are said to be its validations."""
    listings = each_alone(
        application("EP.99203729.A", "1999-11-08", "NL.1010536.A"),
        application("AT.99203729.T", "1999-11-08"),
        application("DE.69905327.T", "1999-11-08", "NL.1010536.A"),
    )
    (found,) = group(listings).groups
    assert names(found) == ["AT.99203729.T", "DE.69905327.T", "EP.99203729.A"]
    assert [(one.number.docdb, one.european.docdb) for one in found.validations] == [
        ("AT.99203729.T", "EP.99203729.A"),
        ("DE.69905327.T", "EP.99203729.A"),
    ]


def test_a_listing_is_evidence_without_any_claim(application, listing):
    """What one provider lists for a number is one family, though no priority is stated."""
    listings = [
        listing("EP.1.A", application("EP.1.A", "2001-05-05"), application("JP.2.A", "2000-05-05")),
        listing("JP.2.A", application("JP.2.A"), application("KR.3.A"), provider="other"),
    ]
    (found,) = group(listings).groups
    assert names(found) == ["EP.1.A", "JP.2.A", "KR.3.A"]
    assert [number.docdb for number in found.priorities] == ["JP.2.A"]


def test_an_answer_about_a_priority_says_no_more_than_the_claim(application, listing):
    """Who states its claims is judged by them; who states none is taken to claim what it is listed for."""
    first, second = "US.201261000001.P", "US.201261000002.P"
    listings = [
        listing("EP.1.A", application("EP.1.A", None, first, second)),
        listing(f"priority {first}", application("AU.2.A", None, first), application("NZ.3.A")),
        listing(f"priority {second}", application("NZ.3.A"), provider="nz"),
    ]
    assert families(listings) == [["AU.2.A"], ["EP.1.A", "NZ.3.A"]]


def test_members_stand_by_earliest_priority_then_office_then_number(application, each_alone):
    """The order of the outer contract: earliest priority date, office, number."""
    listings = each_alone(
        application("US.2.A", "2000-01-01", "JP.9.A @1999-02-02"),
        application("EP.10.A", "2000-01-01", "JP.9.A @1999-02-02"),
        application("CN.11.A", "2000-01-01", "JP.9.A @1999-02-02", "GB.7.A @1999-01-01"),
        application("AT.12.A", "2001-01-01", "US.2.A continuation @2000-01-01"),
    )
    (found,) = group(listings, "extended").groups
    assert names(found) == ["CN.11.A", "EP.10.A", "US.2.A", "AT.12.A"]
