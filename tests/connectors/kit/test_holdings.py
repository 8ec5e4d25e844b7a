from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from connectors.errors import NotHeld, Withheld
from connectors.kit.holdings import MemoryHoldings
from connectors.kit.papers import paper
from connectors.kit.sheets import Held
from connectors.model import Application, Coverage, Dossier, PriorityClaim, Publication, Relation
from connectors.numbers.identity import Number, parse_docdb


def application(docdb: str, *claims: tuple[str, Relation], published: str | None = None) -> Application:
    """An application with its claims."""
    number = parse_docdb(docdb)
    return Application(
        number=number,
        priorities=tuple(PriorityClaim(number=parse_docdb(one), relation=how) for one, how in claims),
        publications=(Publication(office=number.office, number=published, kind="A1"),) if published else (),
    )


def holdings(*applications: Application) -> MemoryHoldings:
    """A provider of applications without documents."""
    return MemoryHoldings((Held(Dossier(application=one)) for one in applications), paper)


async def family(held: MemoryHoldings, number: Number, scope: str = "simple") -> list[str]:
    """The family found, as DOCDB numbers."""
    return [one.number.docdb for one in await held.find_family(number, scope)]  # type: ignore[arg-type]


PCT = ("AU.2019050912.W", "pct-phase")
P1, P2 = ("AU.2018903141.A", "priority"), ("AU.2018904000.A", "priority")


async def test_a_family_is_found_by_application_publication_and_priority() -> None:
    """An office finds its members by their own number, by a publication of theirs, and by what they claim."""
    held = holdings(
        application("CA.3109276.A", P1, PCT, published="3109276"), application("CA.3100000.A", P2)
    )
    for number in (
        Number("application", "CA", "3109276", "A"),
        Number("publication", "CA", "3109276", "A1"),
        Number("publication", "CA", "3109276"),
        Number("priority", "AU", "2018903141", "A"),
        Number("application", "AU", "2019050912", "W"),
    ):
        assert await family(held, number) == ["CA.3109276.A"]


async def test_a_claimed_number_is_no_application_held_here() -> None:
    """Asked by application number, an office that only knows the number as a priority does not have it."""
    held = holdings(application("CA.3109276.A", P1))
    with pytest.raises(NotHeld):
        await family(held, Number("application", "AU", "2018903141", "A"))


async def test_divisions_belong_to_the_simple_family_of_their_root() -> None:
    """A division of a division has the roots of the first of them."""
    held = holdings(
        application("AU.2019325418.A", P1, PCT),
        application("AU.2022241503.A", ("AU.2019325418.A", "division")),
        application("AU.2024200001.A", ("AU.2022241503.A", "division")),
    )
    found = await family(held, Number("application", "AU", "2024200001", "A"))
    assert found == ["AU.2019325418.A", "AU.2022241503.A", "AU.2024200001.A"]


async def test_a_national_phase_has_the_priorities_of_its_international_application() -> None:
    """Where the international application is known its claims count; else the national phase's own."""
    phase = application("CA.3109276.A", PCT)
    direct = application("CA.3100000.A", P1)
    both = application("CA.3100001.A", P1, PCT)
    known = holdings(phase, direct, both, application("AU.2019050912.W", P1))
    asked = Number("application", "CA", "3100000", "A")
    assert await family(known, asked) == ["AU.2019050912.W", "CA.3100000.A", "CA.3100001.A", "CA.3109276.A"]
    assert await family(holdings(phase, direct, both), asked) == ["CA.3100000.A", "CA.3100001.A"]


async def test_an_extended_family_follows_every_claim() -> None:
    """D1(P1), D2(P1, P2), D3(P2) are one extended and three simple families."""
    held = holdings(
        application("CA.3000001.A", P1), application("CA.3000002.A", P1, P2), application("CA.3000003.A", P2)
    )
    asked = Number("application", "CA", "3000001", "A")
    assert await family(held, asked) == ["CA.3000001.A"]
    assert await family(held, asked, "extended") == ["CA.3000001.A", "CA.3000002.A", "CA.3000003.A"]


async def test_claims_in_a_circle_end() -> None:
    """Two applications that claim each other, or themselves, are a family and no endless loop."""
    held = holdings(
        application("CA.3000001.A", ("CA.3000002.A", "priority")),
        application("CA.3000002.A", ("CA.3000001.A", "priority"), ("CA.3000002.A", "priority")),
    )
    for scope in ("simple", "extended"):
        found = await family(held, Number("application", "CA", "3000001", "A"), scope)
        assert found == ["CA.3000001.A", "CA.3000002.A"]


async def test_a_withheld_file_is_listed_and_not_opened() -> None:
    """A withheld application stands in its family; its documents and their content do not."""
    known = application("GB.2102345.A", P1)
    held = MemoryHoldings([Held(Dossier(application=known), withheld=True)], paper)
    assert await family(held, Number("application", "GB", "2102345", "A")) == ["GB.2102345.A"]
    with pytest.raises(Withheld):
        await held.get_dossier(known.number)


async def test_what_is_only_known_has_no_dossier_and_no_coverage() -> None:
    """A hub lists members at other offices and says that it does not have their files."""
    own, other = application("EP.19852346.A", P1), application("CA.3109276.A", P1)
    held = MemoryHoldings([Held(Dossier(application=own))], paper, known=[other])
    assert await family(held, Number("application", "EP", "19852346", "A")) == [
        "CA.3109276.A",
        "EP.19852346.A",
    ]
    with pytest.raises(NotHeld):
        await held.get_dossier(other.number)
    assert await held.get_coverages() == (Coverage(office="EP", applications=1),)


async def test_coverage_claims_no_more_than_all_applications_say() -> None:
    """What is held begins with the earliest filing date, if every application says its own; it has no end."""
    first, second = (
        replace(application(number), filing_date=date(2019, month, 1))
        for number, month in (("CA.3109276.A", 8), ("CA.3100000.A", 2))
    )
    assert await holdings(first, second).get_coverages() == (
        Coverage(office="CA", start=date(2019, 2, 1), applications=2),
    )
    undated = application("CA.3100001.A")
    assert await holdings(first, undated).get_coverages() == (Coverage(office="CA", applications=2),)
