from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.kit.generated import OFFICES, GeneratedFamily, generate_families, generated_offices
from connectors.kit.holdings import MemoryHoldings
from connectors.kit.papers import paper
from connectors.numbers.identity import Number


def all_held(families: tuple[GeneratedFamily, ...]) -> MemoryHoldings:
    """One provider that has everything."""
    return MemoryHoldings((member for family in families for member in family.members), paper)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    offices=st.lists(st.sampled_from(OFFICES), min_size=4, max_size=12, unique=True),
    clusters=st.integers(1, 4),
    linked=st.booleans(),
)
def test_one_provider_with_everything_finds_the_truth(
    seed: int, offices: list[str], clusters: int, linked: bool
) -> None:
    """The generated truth is the simple family; the families of a cluster together are the extended one."""
    families = generate_families(seed, offices=offices, clusters=clusters, documents=1, linked=linked)
    held = all_held(families)

    async def check() -> None:
        for family in families:
            cluster = {n for one in families if one.cluster == family.cluster for n in one.numbers}
            for member in family.numbers:
                asked = Number("application", member.office, member.number, member.kind)
                simple = {one.number for one in await held.find_family(asked, "simple")}
                extended = {one.number for one in await held.find_family(asked, "extended")}
                assert simple == family.numbers
                assert extended == cluster

    asyncio.run(check())


def test_the_same_seed_gives_the_same_world() -> None:
    """Generated families depend on their arguments only."""
    one, other = (generate_families(7, offices=OFFICES[:6], clusters=3, documents=9) for _ in range(2))
    assert one == other
    assert one != generate_families(8, offices=OFFICES[:6], clusters=3, documents=9)


def test_each_office_has_its_own_members_with_all_their_documents() -> None:
    """Thirty offices of a hundred documents are thirty providers, each with its own file only."""
    families = generate_families(1, offices=OFFICES[:30], documents=100)
    offices = generated_offices(families)
    assert len(offices) == 30
    assert {office.serves for office in offices} == {(code,) for code in OFFICES[:30]}
    assert {len(member.dossier.documents) for member in families[0].members} == {100}


@pytest.mark.parametrize(
    ("offices", "linked"), [(["AU", "XX"], False), (["AU", "CA", "GB"], True), ([], False)]
)
def test_offices_that_cannot_be_generated_are_refused(offices: list[str], linked: bool) -> None:
    """An unknown office, and too few of them, is said at once."""
    with pytest.raises(ValueError, match="offices are at least"):
        generate_families(1, offices=offices, linked=linked)
