"""The demonstration through two gateways, each configured by files: the second shows what the first shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from replicas import KEY, OFFICE, Replica, configure, replica

from connectors.kit.demonstration import FAULTS, simulate_demonstration

PROMPT = {name: fault for name, fault in FAULTS.items() if not fault.delay_seconds}
UNLIKE = {"provenance", "availability"}


def shown(answer: Any) -> dict[tuple[str, ...], Any]:
    """Everything that an answer says of each document, but for ids and by which way it came."""
    return {
        (file["applicationNumber"]["docdb"], one["title"], str(one["date"])): (
            one["category"], one["direction"], one["visibility"], one["language"], one["pageCount"],
            tuple(one["groups"]), [rendition["language"] for rendition in one["renditions"]],
        )
        for file in answer["dossiers"]
        for one in file["documents"]
    }  # fmt: skip


def members(answer: Any) -> dict[str, Any]:
    """Everything that an answer says of each member, but for who says so."""
    return {
        one["applicationNumber"]["docdb"]: {name: told for name, told in one.items() if name not in UNLIKE}
        for one in answer["family"]["members"]
    }


async def cited(gateway: Replica, key: str | None) -> Any:
    """What was cited against the family and how its members are classified, but for who says so."""
    answer = (await gateway.get("/api/v1/citations", key, number="EP3840569")).json
    citings = [citing for row in answer["citations"] for citing in row["citings"]]
    for one in (*answer["classifications"], *citings):
        del one["providers"]
    assert answer["classifications"]
    return answer["citations"], answer["classifications"]


@pytest.mark.parametrize("key", [KEY, None], ids=["an office", "the public"])
async def test_a_second_gateway_shows_what_the_first_shows(tmp_path: Path, key: str | None) -> None:
    """Members, documents, citations, visibility, completeness; an office that is down is named by the way.

    What is not published is passed on by an agreement at the second gateway too.
    """
    async with simulate_demonstration(faults=PROMPT) as simulation:
        served = sorted({office for endpoint in simulation.endpoints for office in endpoint.serves})
        first = configure(simulation.write_config(tmp_path / "first"), simulation.endpoints)
        (tmp_path / "second" / "offices").mkdir(parents=True)
        second = configure(tmp_path / "second", simulation.endpoints)
        async with replica(first) as far:
            (second / "offices" / "gw.yaml").write_text(
                f"id: gw\nname: The first gateway\nserves: {json.dumps(served)}\nprotocol: case\n"
                f"url: {far.url}/case-api/v1\ngateway: true\nvisibility: {{default: public}}\n"
                f"auth: {{type: api-key, header: X-Api-Key, key: 'literal:{KEY}'}}\n"
                "limits: {concurrency: 32}\n"
            )
            (second / "agreements.yaml").write_text(
                "agreements:\n  - {id: gw-nz, provider: gw, accessing: [NZ], from: 2018-01-01,"
                " status: active, terms: passed on, unpublished: true,"
                f" accepted_by: {json.dumps(sorted({*served, OFFICE}))}}}\n"
            )
            async with replica(second) as near:
                there, here = await far.family("EP3840569", key), await near.family("EP3840569", key)
                assert shown(here) == shown(there)
                assert members(here) == members(there)
                assert await cited(near, key) == await cited(far, key)
                assert here["complete"] == there["complete"]
                told = {
                    one["provider"] for one in here["outcomes"] if one["code"] in ("unavailable", "backoff")
                }
                assert told == ({"gw", "gw/il"} if key else set())
