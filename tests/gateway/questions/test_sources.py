"""Families from several sources: united, each member with who lists it, in the order of trust declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from asking import answered, flights
from virtual_time import LoopClock
from worlds import Office, application, dossier, provider, world

from connectors.errors import ConnectorError, Throttled, TimedOut, Unavailable
from gateway.app import open_gateway
from gateway.present.answer import FamilyAnswer
from gateway.questions.families import FamilyRequest, find_family
from gateway.requesters import PUBLIC
from gateway.settings.faults import SettingsFaults
from gateway.settings.reading import read_settings
from gateway.world import World

EP, JP, US = "EP.99203729.A", "JP.2001000002.A", "US.39636302.A"


def ask(ours: World) -> dict[str, Any]:
    """The answer about the European application, in plain values."""
    return msgspec.json.decode(answered(ours, EP))


def sources(answer: dict[str, Any]) -> dict[str, list[str]]:
    """Who lists each member, as the answer says it."""
    return {
        m["applicationNumber"]["docdb"]: [p["provider"] for p in m["provenance"]]
        for m in answer["family"]["members"]
    }


def two_sources(**failing: ConnectorError) -> World:
    """A hub with dossiers and a source of families without any, which overlap in one member."""
    hub = Office([application(EP), application(JP)], [dossier(EP), dossier(JP)])
    other = Office([application(EP), application(US)])
    hub.always = {"family": failing["hub"]} if "hub" in failing else {}
    other.always = {"family": failing["inpadoc"]} if "inpadoc" in failing else {}
    return world(
        provider("hub", hub, "EP JP"),
        provider("inpadoc", other, "EP JP US", can=("family",)),
        participants="EP JP",
    )


def test_what_two_sources_list_is_one_family() -> None:
    """A member of both stands there once, with both; what only one lists is there too."""
    answer = ask(two_sources())
    assert sources(answer) == {EP: ["hub", "inpadoc"], JP: ["hub"], US: ["inpadoc"]}
    assert answer["complete"] is True


@pytest.mark.parametrize("error", [TimedOut("late"), Unavailable("down"), Throttled("slowly")])
def test_a_source_that_fails_costs_only_what_it_alone_knew(error: ConnectorError) -> None:
    """The others' members are there, with who lists them; the outcome and ``complete`` tell of the hole."""
    without_families = ask(two_sources(inpadoc=error))
    assert sources(without_families) == {EP: ["hub"], JP: ["hub"]}
    without_hub = ask(two_sources(hub=error))
    assert sources(without_hub) == {EP: ["inpadoc"], US: ["inpadoc"]}
    for failed, answer in (("inpadoc", without_families), ("hub", without_hub)):
        codes = {o["provider"]: o["code"] for o in answer["outcomes"] if o["operation"] == "family"}
        assert codes[failed] == error.code
        assert answer["complete"] is False
    assert [d["applicationNumber"]["docdb"] for d in without_hub["dossiers"]] == [EP]


def test_a_source_of_families_does_not_make_an_office_provide() -> None:
    """The member that it alone lists is of an office that takes no part."""
    members = {
        m["applicationNumber"]["docdb"]: m["availability"] for m in ask(two_sources())["family"]["members"]
    }
    assert members == {EP: "available", JP: "available", US: "not-participating"}


async def test_provenance_says_when_a_provider_last_listed_a_member() -> None:
    """Its protocol and the instant of its answer, UTC."""
    under_way = flights()
    try:
        answer = await find_family(FamilyRequest(EP, PUBLIC, 5), two_sources(), under_way, LoopClock())
    finally:
        await under_way.aclose()
    assert isinstance(answer, FamilyAnswer)
    (hub, other) = answer.family.members[0].provenance
    assert (hub.protocol, other.provider) == ("opd", "inpadoc")
    assert hub.retrieved_at is not None
    assert hub.retrieved_at.endswith("Z")


@pytest.mark.parametrize(
    ("trusts", "title"),
    [
        ((None, None, None), "of its office"),
        ((5, 4, 3), "of others"),
        ((5, 4, None), "of others"),
        ((3, None, 4), "of a hub"),
        ((1, 1, 1), "of its office"),
    ],
)
def test_the_order_of_trust_is_declared(trusts: tuple[int | None, ...], title: str) -> None:
    """The lower, the more trusted; without a word the office itself, a hub, others; among equals by id."""
    ids = ("a-own", "b-hub", "c-other")
    titles = ("of its office", "of a hub", "of others")
    serves = ("EP", "EP JP", "KR US")
    ours = world(
        *(
            provider(id, Office([application(EP, title=told)]), served, trust=trust)
            for id, told, served, trust in zip(ids, titles, serves, trusts, strict=True)
        )
    )
    answer = ask(ours)
    (member,) = answer["family"]["members"]
    assert member["title"] == title
    (conflict,) = (c for c in answer["conflicts"] if c["field"] == "title")
    assert conflict["values"][0]["value"] == title
    assert sorted(v["value"] for v in conflict["values"]) == sorted(titles)
    assert member["provenance"][0]["provider"] == conflict["values"][0]["providers"][0]


def configured(folder: Path, trust: str) -> Path:
    """A configuration directory with one provider of this trust."""
    (folder / "offices").mkdir()
    (folder / "gateway.yaml").write_text("profile: demo\npublic_url: http://localhost:8080\n")
    (folder / "offices" / "ep.yaml").write_text(
        f"id: ep\nname: EPO\nserves: [EP]\nprotocol: case\nurl: http://127.0.0.1:9/case-api/v1\n{trust}"
    )
    return folder


@pytest.mark.parametrize(("line", "trust"), [("", None), ("trust: 0\n", 0), ("trust: 7\n", 7)])
async def test_trust_is_read_from_the_providers_file(tmp_path: Path, line: str, trust: int | None) -> None:
    """And is what the gateway works with."""
    async with open_gateway(read_settings(configured(tmp_path, line), {}), {}) as gateway:
        assert gateway.current.setup.world.providers["ep"].trust == trust


@pytest.mark.parametrize("written", ["-1", "101", "high", "1.5"])
def test_a_trust_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    """With its place in the file."""
    with pytest.raises(SettingsFaults, match=r"ep.yaml:6:\d+: trust"):
        read_settings(configured(tmp_path, f"trust: {written}\n"), {})
