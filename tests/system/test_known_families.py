"""Families whose truth is known, spread over offices that know only their own: found whole by any number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from replicas import Replica, configure, replica

from connectors.kit.generated import GeneratedFamily, generate_families, generated_offices
from connectors.kit.simulator import simulate

WORLDS = {
    "one priority": (1, "AU CA NZ SG GB", False),
    "first filed at CN": (2, "CN JP KR US EP", False),
    "linked, first filed at US": (3, "US AU CA NZ SG EP", True),
    "linked, first filed at GB": (4, "GB IL AU IN BR JP", True),
}


async def found(gateway: Replica, text: str, **asked: str) -> tuple[str, set[str]]:
    """The id and the members of the family of a number."""
    family = (await gateway.family(text, **asked))["family"]
    return family["id"], {member["applicationNumber"]["docdb"] for member in family["members"]}


def asked_for(family: GeneratedFamily) -> list[tuple[str, str]]:
    """Each number of a family with its type: applications and publications of its members."""
    texts = []
    for member in family.members:
        (publication,) = member.dossier.application.publications
        texts += [
            (member.number.docdb, "application"),
            (f"{publication.office}{publication.number}{publication.kind}", "publication"),
        ]
    return texts


@pytest.mark.parametrize("world", WORLDS)
async def test_any_number_finds_exactly_the_true_family(world: str, tmp_path: Path) -> None:
    """Simple and extended: every member's number, publication and priority, and nobody else's members.

    A priority that several simple families share finds one of those that claim it, or the choice between.
    """
    seed, offices, linked = WORLDS[world]
    families = generate_families(seed, offices=offices.split(), documents=2, linked=linked)
    everyone = {number.docdb for family in families for number in family.numbers}
    async with simulate(generated_offices(families)) as simulation:
        configure(simulation.write_config(tmp_path), simulation.endpoints)
        async with replica(tmp_path) as gateway:
            extended: set[str] = set()
            for family in families:
                truth = {number.docdb for number in family.numbers}
                simple: set[str] = set()
                for text, kind in asked_for(family):
                    id, members = await found(gateway, text, type=kind)
                    assert members == truth, text
                    simple.add(id)
                    id, members = await found(gateway, text, type=kind, scope="extended")
                    assert members == everyone, text
                    extended.add(id)
                assert len(simple) == 1
            assert len(extended) == 1
            for family in families:
                await by_priority(gateway, family, families, everyone)


async def by_priority(gateway: Replica, family: GeneratedFamily, families: Any, everyone: set[str]) -> None:
    """A family is found by each of its priorities."""
    for priority in family.priorities:
        _, members = await found(gateway, priority.docdb, type="priority", scope="extended")
        assert members == everyone
        claimants = [one for one in families if priority in one.priorities]
        got = await gateway.get("/api/v1/families", number=priority.docdb, type="priority")
        assert got.status == 200
        shown = {one["applicationNumber"]["docdb"] for one in got.json["family"]["members"]}
        assert shown in [{number.docdb for number in one.numbers} for one in claimants]


async def test_each_member_has_its_file(tmp_path: Path) -> None:
    """As many documents as were generated, from its own office, and every outcome settled."""
    families = generate_families(5, offices=["AU", "CA", "NZ", "JP"], documents=7)
    async with simulate(generated_offices(families)) as simulation:
        configure(simulation.write_config(tmp_path), simulation.endpoints)
        async with replica(tmp_path) as gateway:
            answer = await gateway.family(families[0].members[2].number.docdb)
    assert {one["applicationNumber"]["docdb"] for one in answer["dossiers"]} == {
        number.docdb for number in families[0].numbers
    }
    for dossier in answer["dossiers"]:
        own = dossier["applicationNumber"]["office"].lower()
        assert len(dossier["documents"]) == 7
        assert {document["provenance"][0]["provider"] for document in dossier["documents"]} == {own}
    assert answer["complete"] is True
