"""A list of which rows cannot be shown, at each door: shown, never complete, and told on along a chain."""

from __future__ import annotations

from typing import Any

import pytest
from chains import Served, gateway, network, served
from msgspec.structs import replace
from worlds import Office, application, document, dossier, provider, world

from connectors.model import Document
from gateway.present.ids import document_ids
from gateway.world import World

EP = "EP.99203729.A"
ABOUT = application(EP)
OFFICES_ONLY = replace(document("x", access="offices"), id="")


def ours(*rows: Document | None) -> World:
    """An office that sends these rows besides a document."""
    facts = dossier(ABOUT, document("R1", "1503"), unreadable=rows)
    return world(provider("ep", Office([ABOUT], [facts]), "EP"))


async def told(door: Served, office: str | None) -> tuple[Any, Any]:
    """The family and the dossier, as this office or the public is told them."""
    family = await door.get("/api/v1/families", office, number=EP)
    file = await door.get("/api/v1/dossiers", office, application=EP)
    assert (family.status, file.status) == (200, 200)
    return family.json, file.json


@pytest.mark.parametrize(("rows", "public"), [((None,), False), ((OFFICES_ONLY,), True), ((), True)])
async def test_an_answer_with_such_a_list_is_not_complete(rows: Any, public: bool) -> None:
    """The list stands, its provider's outcome says why; to whom the row is not for, all is complete."""
    async with served(ours(*rows)) as door:
        for office, whole in ((None, public), ("AU", not rows)):
            family, file = await told(door, office)
            for answer, documents in ((family, family["dossiers"][0]["documents"]),
                                      (file, file["dossier"]["documents"])):  # fmt: skip
                assert [one["title"] for one in documents] == ["R1"]
                assert answer["complete"] is whole
                codes = {one["operation"]: one["code"] for one in answer["outcomes"]}
                assert codes["dossier"] == ("ok" if whole else "malformed")
            assert family["family"]["members"][0]["availability"] == "available"


async def test_the_tag_changes_with_it_and_only_for_those_who_are_told() -> None:
    """What is kept of an answer that seemed whole is not taken for this one."""
    tags = []
    for rows in ((), (OFFICES_ONLY,)):
        async with served(ours(*rows)) as door:
            tags.append(
                [(await door.get("/api/v1/families", one, number=EP)).headers["ETag"] for one in (None, "AU")]
            )
    (public, office), (still, other) = tags
    assert public == still
    assert office != other


async def test_documents_are_found_and_missed_as_ever() -> None:
    """Rows that cannot be shown have no ids: an id that is not listed is that of no document, as ever."""
    async with served(ours(None)) as door:
        made = document_ids("ep", ABOUT.number)
        assert (await door.get(f"/api/v1/documents/{made('R1')}")).status == 200
        assert (await door.get(f"/api/v1/documents/{made('R2')}")).status == 404
        assert (await door.get("/api/v1/dossiers", application="EP.99203730.A")).status == 404


@pytest.mark.parametrize(("row", "public"), [(None, True), (OFFICES_ONLY, False)])
async def test_a_gateway_in_front_says_so_too(row: Document | None, public: bool) -> None:
    """Who may be told travels along, and a list that is whole again is told as that."""
    async with served(ours(row)) as behind, network() as way:
        asked = await behind.get("/case-api/v1/doclists", applicationIdentifier="EP99203729")
        assert asked.json["completeIndicator"] is False
        (outcome,) = asked.json["outcomeBag"]
        assert outcome["outcome"]["outcomeCategory"] == "malformed"
        assert outcome["outcome"]["accessCategory"] == ("public" if public else "offices")
        async with served(world(gateway(way, behind.url, "EP"))) as front:
            for office, is_told in ((None, public), ("AU", True)):
                for answer in await told(front, office):
                    assert answer["complete"] is not is_told
                    codes = {one["provider"]: one["code"] for one in answer["outcomes"]
                             if one["operation"] == "dossier"}  # fmt: skip
                    assert codes == ({"gw": "ok", "gw/ep": "malformed"} if is_told else {"gw": "ok"})
