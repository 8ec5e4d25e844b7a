"""The demonstration's family as an office and the public see it: everything that is there, and why not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import timeless
from replicas import OFFICE

from connectors.kit.demonstration import FAULTS
from connectors.kit.samples import SHOWCASE, sample_family
from connectors.kit.sheets import Held
from connectors.model import Access

NUMBER = "EP 3840569"
CLOSED = {"CA", "GB", "IL"}
"""Offices that show their files to participating offices only."""

HELD = {one.number.docdb: one for one in sample_family(SHOWCASE)}
SLOW_AND_DOWN = pytest.mark.parametrize("demonstration", [FAULTS], indirect=True)


def seen(held: Held, office: str | None) -> int:
    """How many documents of an application a requester may see: counted by hand, from the samples."""

    def open_to(access: Access | None) -> bool:
        match access.visibility if access else "public":
            case "public":
                return True
            case "offices":
                return office is not None
            case "named":
                return access is not None and office in access.offices
        return False

    if held.withheld or (office is None and held.number.office in CLOSED and held.number.kind != "W"):
        return 0
    return sum(open_to(document.access) for document in held.dossier.documents)


def members(answer: Any) -> dict[str, Any]:
    """The members by number."""
    return {member["applicationNumber"]["docdb"]: member for member in answer["family"]["members"]}


def documents(answer: Any) -> dict[str, int]:
    """How many documents each dossier has."""
    return {one["applicationNumber"]["docdb"]: len(one["documents"]) for one in answer["dossiers"]}


def codes(answer: Any) -> dict[tuple[str, str], set[str]]:
    """The outcome codes by provider and operation."""
    found: dict[tuple[str, str], set[str]] = {}
    for outcome in answer["outcomes"]:
        found.setdefault((outcome["provider"], outcome["operation"]), set()).add(outcome["code"])
    return found


async def test_an_office_sees_every_member_and_every_document_shown_to_it(demonstration: Any) -> None:
    """When all offices are well: all members, and as many documents as the samples show to this office."""
    answer = await (await demonstration.gateway()).family(NUMBER)
    assert members(answer).keys() == HELD.keys()
    withheld = {number for number, one in HELD.items() if one.withheld}
    assert documents(answer) == {
        number: seen(one, OFFICE) for number, one in HELD.items() if number not in withheld
    }
    assert {number: one["availability"] for number, one in members(answer).items()} == {
        number: "withheld" if number in withheld else "available" for number in HELD
    }
    assert {code for found in codes(answer).values() for code in found} == {"ok", "not_held", "withheld"}
    assert answer["complete"] is True
    assert answer["conflicts"] == []


async def test_the_public_sees_what_is_public_and_nothing_that_was_not_published(demonstration: Any) -> None:
    """Unpublished members are not there at all; closed files are withheld, and what is public is whole."""
    gateway = await demonstration.gateway()
    answer = await gateway.family(NUMBER, None)
    published = {n for n, one in HELD.items() if one.dossier.application.publications}
    assert published < HELD.keys()
    assert members(answer).keys() == published
    assert {n: count for n, count in documents(answer).items() if count} == {
        n: count for n in published if (count := seen(HELD[n], None))
    }
    for member in answer["family"]["members"]:
        member.pop("priorities")
    told = json.dumps([answer[part] for part in ("family", "dossiers", "conflicts")])
    for hidden in HELD.keys() - published:
        assert hidden.split(".")[1] not in told, "it may stand in the claims of others only"


@SLOW_AND_DOWN
async def test_who_is_slow_down_or_closed_is_told_and_holds_nobody_up(demonstration: Any) -> None:
    """The slow list is timed out, the office that is down unavailable, the closed file withheld; the rest is
    there as ever."""
    well = await demonstration.gateway(timeouts={"ca": 1.0})
    answer = await well.family(NUMBER)
    assert members(answer).keys() == HELD.keys()
    told = codes(answer)
    assert told["ca", "dossier"] == {"timed_out"}
    assert told["ca", "family"] == {"ok", "not_held"}
    assert told["il", "family"] == {"unavailable"}
    assert told["il", "dossier"] == {"unavailable"}
    assert told["gb", "dossier"] == {"withheld"}
    assert told["ip5", "dossier"] == {"ok"}
    assert answer["complete"] is False
    by_office = {one["applicationNumber"]["office"]: one for one in members(answer).values()}
    assert {by_office[office]["availability"] for office in ("CA", "IL")} == {"unavailable"}
    assert by_office["GB"]["availability"] == "withheld"
    expected = {n: seen(one, OFFICE) for n, one in HELD.items() if one.number.office not in CLOSED}
    assert documents(answer) == expected
    detail = {o["provider"]: o["detail"] for o in answer["outcomes"] if o["code"] == "unavailable"}
    assert "refused" in detail["il"]


@SLOW_AND_DOWN
async def test_a_late_list_feeds_the_cache(demonstration: Any) -> None:
    """A call under way at the deadline goes on; the next question has its answer without asking again."""
    gateway = await demonstration.gateway(cache={"fresh_seconds": 300})
    first = await gateway.get("/api/v1/families", headers={"Prefer": "wait=1"}, number=NUMBER)
    assert codes(first.json)["ca", "dossier"] == {"timed_out"}
    assert first.headers["Preference-Applied"] == "wait=1"
    flights = gateway.gateway.flights
    assert len(flights) == 1
    demonstration.gate.opened.set()
    second = await gateway.family(NUMBER)
    assert codes(second)["ca", "dossier"] <= {"ok", "cached"}
    assert demonstration.simulation.asked("ca")["doclists"] == 1
    assert len(flights) == 0


@pytest.mark.parametrize(
    "name", ["EP99203729.1", "EP 1000000 A1", "US 6,093,011", "NL 1010536", "DE69905327T"]
)
async def test_each_number_of_a_real_family_finds_it(demonstration: Any, name: str) -> None:
    """Application, publication or priority, at an office that provides or not: the same family id."""
    gateway = await demonstration.gateway()
    found = await gateway.family(name)
    wanted = await gateway.family("EP 1000000")
    assert timeless(found["family"]) == timeless(wanted["family"])
    assert members(found).keys() == {
        "NL.1010536.A", "US.20685698.A", "AT.99203729.T", "DE.69905327.T", "EP.99203729.A",
    }  # fmt: skip
