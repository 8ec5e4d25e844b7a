"""Whether a family can be that of the number asked for: true answers always pass, however little they say."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.belonging import CLAIM_YEARS, check_family, check_year
from connectors.errors import Malformed, NotHeld
from connectors.kit.generated import OFFICES, generate_families
from connectors.kit.samples import sample_family, sample_names
from connectors.model import Application, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber, Number, NumberType, parse_docdb
from connectors.numbers.reading import read_application

REAL = [[one.dossier.application for one in sample_family(name)] for name in sample_names()]
MADE = [
    [held.dossier.application for held in family.members]
    for family in generate_families(7, offices=OFFICES, clusters=3, documents=0)
]
FAMILIES = REAL + MADE
EVERYWHERE = frozenset(one.number.office for family in FAMILIES for one in family)


def as_number(type: NumberType, own: ApplicationNumber) -> Number:
    """An application's number as a question."""
    return Number(type, own.office, own.number, own.kind)


def a(docdb: str, *published: str, filed: str | None = None, claims: str = "") -> Application:
    """An application, published as these (``US.2019095759.A1``), that claims others."""
    parts = [one.split(".") for one in published]
    return Application(
        number=parse_docdb(docdb),
        filing_date=None if filed is None else date.fromisoformat(filed),
        publications=tuple(Publication(office=p[0], number=p[1], kind=(p[2:] or [None])[0]) for p in parts),
        priorities=tuple(PriorityClaim(number=parse_docdb(one)) for one in claims.split()),
    )


def published(text: str) -> Number:
    """A publication as a question."""
    office, number, *kind = text.split(".")
    return Number("publication", office, number, kind[0] if kind else None)


@given(st.data())
def test_who_asks_for_an_application_gets_a_true_family_through(data: st.DataObject) -> None:
    """Whatever the members do not say, and though the one asked about is unpublished and not listed."""
    family = data.draw(st.sampled_from(FAMILIES))
    asked = data.draw(st.sampled_from(family)).number
    claimants = [one for one in family if any(c.number == asked for c in one.priorities)]
    others = [one for one in family if one.number != asked]
    listed = data.draw(st.lists(st.sampled_from(others), unique=True)) if others else []
    listed.append(data.draw(st.sampled_from(claimants or [o for o in family if o.number == asked])))
    told = [
        msgspec.structs.replace(
            one,
            priorities=one.priorities if data.draw(st.booleans()) else (),
            publications=(),
            filing_date=one.filing_date if data.draw(st.booleans()) else None,
        )
        for one in listed
    ]
    for type in ("application", "priority"):
        check_family(told, as_number(type, asked), EVERYWHERE)


@given(st.data())
def test_who_asks_for_a_publication_gets_a_true_family_through(data: st.DataObject) -> None:
    """Though its member states no publications, or those of other kinds only, or without kinds."""
    family = data.draw(st.sampled_from([one for one in FAMILIES if any(m.publications for m in one)]))
    member = data.draw(st.sampled_from([one for one in family if one.publications]))
    asked = data.draw(st.sampled_from(member.publications))
    kind = data.draw(st.sampled_from([asked.kind, None]))
    how = data.draw(st.sampled_from(["none", "others", "bare"]))
    told = {
        "none": (),
        "others": tuple(
            one for one in member.publications if one.kind != asked.kind and asked.office != "EP"
        ),
        "bare": tuple(msgspec.structs.replace(one, kind=None) for one in member.publications),
    }[how]
    others = data.draw(st.lists(st.sampled_from(family), unique=True))
    members = [one for one in others if one.number != member.number]
    members.append(msgspec.structs.replace(member, publications=told, priorities=()))
    check_family(members, Number("publication", asked.office, asked.number, kind), EVERYWHERE)


@pytest.mark.parametrize(
    ("asked", "member"),
    [
        ("JP.2019061579.A", a("US.201816123456.A", "US.2019095759.A1")),
        ("JP.2019061579.A", a("JP.2017187097.A", "JP.2019061580.A")),
        ("EP.1000000.A1", a("EP.99203730.A", "EP.1000001.A1", "EP.1000001.B1")),
        ("EP.1000000", a("EP.99203730.A", "EP.1000001.A1")),
        ("US.10902286.B2", a("US.201816123457.A", "US.2019095760.A1", "US.10902287.B2")),
        ("KR.20100066036.A", a("US.2013050328.W", "WO.2014011581.A1")),
    ],
)
def test_a_publication_that_no_member_can_have(asked: str, member: Application) -> None:
    """No member of its office, or each of them has another number of this kind (a European, of any)."""
    with pytest.raises(Malformed, match="wrong_family"):
        check_family([member], published(asked), EVERYWHERE)
    check_family([member], published(asked), EVERYWHERE - {asked[:2]})


@pytest.mark.parametrize(
    ("asked", "member"),
    [
        ("JP.2019061579.A", a("JP.2017187096.A")),
        ("JP.2019061579.A", a("JP.2017187096.A", "JP.6768620.B2")),
        ("JP.2019061579", a("JP.2017187096.A", "JP.2020000001.A")),
        ("JP.H08258607.A", a("JP.5998091.A", "JP.2020000001.A")),
        ("KR.101234567.B1", a("KR.20130012345.A", "KR.1012345670000.B1")),
        ("EP.1000000.A1", a("EP.99203729.A")),
        ("EP.1000000.A3", a("EP.99203729.A", "EP.1000000.A1")),
        ("AU.2011221359.A1", a("AU.2011221359.A")),
        ("CA.3054009.A1", a("CA.3054009.A", "CA.3054010.A1")),
        ("US.2012000001.A2", a("US.201113000001.A", "US.2011000001.A1")),
        ("WO.2014011581.A1", a("JP.2015521742.A", "JP.2015524233.A")),
    ],
)
def test_a_publication_that_may_be_a_members(asked: str, member: Application) -> None:
    """What is left out, numbered as the application, of another kind, or not told apart by digits."""
    check_family([member], published(asked), EVERYWHERE)


@pytest.mark.parametrize("type", ["application", "priority"])
@pytest.mark.parametrize(
    ("asked", "filed", "fits"),
    [
        ("JP.2017187096.A", "2018-09-06", True),
        ("JP.2017187096.A", None, True),
        ("JP.2014560041.A", "2013-02-28", True),
        ("JP.2017187096.A", "2009-05-01", False),
        ("JP.2017187096.A", f"{2017 + CLAIM_YEARS}-01-01", False),
        ("US.2013032081.W", "2001-01-01", True),
        ("IL.123456.A", "2001-01-01", True),
    ],
)
def test_an_application_that_nobody_names(
    type: NumberType, asked: str, filed: str | None, fits: bool
) -> None:
    """It may be claimed by who was filed within its time; out of it, the family is another number's."""
    number, member = as_number(type, parse_docdb(asked)), a("KR.20000000001.X", filed=filed)
    member = member if filed else a("MX.A1.A")
    if fits:
        check_family([member], number, EVERYWHERE)
        return
    with pytest.raises(Malformed, match="wrong_family"):
        check_family([member], number, EVERYWHERE)
    check_family([member, a("US.199908000001.A", claims=asked)], number, EVERYWHERE)
    check_family([member, a(asked[:-1] + "U")], number, EVERYWHERE)
    check_family([member, a("JP.2030000001.A", filed="2030-01-01")], number, EVERYWHERE)


def test_spellings_of_one_office_are_one_number() -> None:
    """A US number of an old series, whatever year was assumed for it, and zeros that come and go."""
    own = read_application("US", "11/183,143", filed=date(2005, 7, 15))
    other = Number("application", "US", "18314304", "A")
    check_family([Application(number=own, filing_date=date(2015, 1, 1))], other, EVERYWHERE)
    nought = a("EP.08868513.A", filed="2020-01-01")
    check_family([nought], Number("application", "EP", "8868513", "A"), EVERYWHERE)


def test_a_number_of_another_year_is_not_held() -> None:
    """Offices that write no year answer for whichever application has the number: its date says which."""
    family = [a("US.201816123456.A", filed="2018-09-06"), a("US.202017130468.A", filed="2020-12-22")]
    for year in ("2019", "2017"):
        with pytest.raises(NotHeld, match="other_year"):
            check_year(family, Number("application", "US", f"{year}16123456", "A"))
    check_year(family, Number("application", "US", "201816123456", "A"))
    check_year(family, Number("application", "US", "201916999999", "A"))
    check_year(family, Number("publication", "US", "2019095759", "A1"))
    check_year([a("US.201816123456.A")], Number("application", "US", "201916123456", "A"))


def test_a_national_phase_may_be_filed_before_all_years_of_its_number() -> None:
    """Where it came later than any limit: one of the questions for its number, the likeliest, is answered."""
    entered = [a("US.201415900123.A", filed="2014-11-21"), a("JP.2013245678.A", filed="2013-11-27")]
    check_year(entered, Number("application", "US", "201815900123", "A"))
    for year in ("2017", "2016", "2015"):
        with pytest.raises(NotHeld, match="other_year"):
            check_year(entered, Number("application", "US", f"{year}15900123", "A"))
    received = [a("US.201815900123.A", filed="2018-03-27")]
    check_year(received, Number("application", "US", "201415900123", "A"))
