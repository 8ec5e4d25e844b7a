"""A gateway behind a gateway, over real sockets: whole, honest, one hop, and no loops."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from chains import gateway, network, served
from msgspec.structs import replace
from virtual_time import leap
from worlds import Office, application, document, dossier, provider, world

from connectors.errors import Throttled, TimedOut, Withheld
from connectors.model import Access, Coverage, Notice, Rendition
from gateway.setup import Setup
from gateway.world import Rule

EP, AU = "EP.99203729.A", "AU.2019325418.A"
ASK = "/api/v1/families"


def offices(**how: Any) -> tuple[Office, Office]:
    """The European office with one application, and the Australian with one that claims it."""
    first, second = application(EP, title="Bricks"), application(AU, EP, title="More bricks")
    search = document("R1", "1503", title="European search report", renditions=(Rendition(id="pdf"),))
    letter = document("A 1/2", "2001", title="Reply", renditions=(Rendition(id="en"), Rendition(id="fr")))
    return (
        Office([first], [dossier(first, search, letter)], {"pdf": (b"%PDF-1", b"2345"), "fr": (b"%PDF-fr",)}),
        Office([second], [dossier(second, document("E1", "EXRP"))], **how),
    )


def codes(answer: Any) -> dict[str, str]:
    """The worst outcome code of each provider that is told of."""
    found: dict[str, str] = {}
    for one in answer["outcomes"]:
        if found.get(one["provider"], "ok") == "ok":
            found[one["provider"]] = one["code"]
    return found


def available(answer: Any) -> dict[str, str]:
    """The availability of each member's dossier."""
    return {one["applicationNumber"]["docdb"]: one["availability"] for one in answer["family"]["members"]}


def titles(answer: Any) -> set[str]:
    """The titles of all documents."""
    return {one["title"] for file in answer["dossiers"] for one in file["documents"]}


async def test_all_of_a_family_comes_through_with_the_way_it_came() -> None:
    """Members, documents of several offices, and content by the ids that the nearer gateway gives them."""
    ep, au = offices()
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with network() as way, served(far) as source:
        near = world(gateway(way, source.url, "EP AU"), participants="EP AU")
        async with served(near) as target:
            answer = (await target.get(ASK, number=EP)).json
            assert set(available(answer)) == {EP, AU}
            assert {one["title"] for one in answer["family"]["members"]} == {"Bricks", "More bricks"}
            assert titles(answer) == {"European search report", "Reply", "E1"}
            assert answer["complete"] is True
            (file,) = (one for one in answer["dossiers"] if one["applicationNumber"]["docdb"] == EP)
            assert [(one["provider"], one["protocol"]) for one in file["provenance"]] == [
                ("gw", "case"),
                ("gw/ep", "case"),
            ]
            search = next(one for one in file["documents"] if one["code"] == "1503")
            assert search["category"] == "search-report"
            content = await target.get(f"/api/v1/documents/{search['id']}/content")
            assert (content.status, content.body) == (200, b"%PDF-12345")
            letter = next(one for one in file["documents"] if one["title"] == "Reply")
            french = next(one["id"] for one in letter["renditions"] if one["id"].endswith("fr"))
            content = await target.get(f"/api/v1/documents/{letter['id']}/content", rendition=french)
            assert (content.status, content.body) == (200, b"%PDF-fr")


@pytest.mark.parametrize(
    ("error", "code", "again"),
    [(TimedOut("late"), "timed_out", None), (Throttled("busy", retry_after=30.0), "throttled", 30)],
)
async def test_what_is_missing_behind_the_gateway_is_told_by_name(
    error: Exception, code: str, again: int | None
) -> None:
    """The rest is shown, and the answer is not complete: who is missing, why, and when to come back."""
    ep, au = offices(failing={"family": [error] * 9})
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with (
        network() as way,
        served(far) as source,
        served(world(gateway(way, source.url, "EP AU"))) as target,
    ):
        answer = (await target.get(ASK, number=EP)).json
        assert titles(answer) == {"European search report", "Reply"}
        assert answer["complete"] is False
        assert codes(answer) == {"gw": "ok", "gw/au": code}
        (told,) = (one for one in answer["outcomes"] if one["provider"] == "gw/au")
        assert told["operation"] == "family"
        assert told["retryAfterSeconds"] == again


async def test_a_file_that_cannot_be_had_behind_the_gateway_is_unavailable() -> None:
    """Not the gateway's other files, and not the gateway itself, which is asked on."""
    ep, au = offices(always={"dossier": TimedOut("late")})
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with (
        network() as way,
        served(far) as source,
        served(world(gateway(way, source.url, "EP AU"))) as target,
    ):
        for _ in range(8):
            answer = (await target.get(ASK, number=EP)).json
            assert titles(answer) == {"European search report", "Reply"}
            missing = {
                (one["provider"], one["applicationNumber"]): one["code"]
                for one in answer["outcomes"]
                if one["code"] not in ("ok", "cached")
            }
            assert missing.pop(("gw/au", AU)) in ("timed_out", "backoff")
            assert missing == {("gw", AU): "unavailable"}
            assert available(answer) == {EP: "available", AU: "unavailable"}


async def test_an_office_that_is_late_behind_the_gateway_does_not_cost_the_rest() -> None:
    """The farther gateway answers with what it has while there is time, and says who is late."""
    ep, au = offices(seconds=1_000)
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with network() as way, served(far) as source:
        near = world(gateway(way, source.url, "EP AU", timeout=50))
        async with served(near, wait=60) as target:
            asking = asyncio.create_task(target.get(ASK, number=EP))
            while not au.calls():  # noqa: ASYNC110 - the office tells nobody
                await asyncio.sleep(0)
            leap(25)
            answer = (await asking).json
    assert titles(answer) == {"European search report", "Reply"}
    assert codes(answer) == {"gw": "ok", "gw/au": "timed_out"}


async def test_what_is_not_open_to_inspection_is_withheld_through_the_chain() -> None:
    """A file that its office closes, of an application that is known, is withheld here too."""
    ep, au = offices(always={"dossier": Withheld("closed")})
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with (
        network() as way,
        served(far) as source,
        served(world(gateway(way, source.url, "EP AU"))) as target,
    ):
        answer = (await target.get(ASK, number=EP)).json
    assert available(answer) == {EP: "available", AU: "withheld"}
    assert answer["complete"] is True


async def test_visibility_is_not_widened() -> None:
    """The farther gateway shows this office more than others; the nearer one shows others no more than it."""
    first = application(EP, title="Bricks")
    papers = [
        document("P", "X1", title="for all"),
        document("O", "X2", title="for offices", access="offices"),
        document("N", "X3", title="for JP and AU", access=Access(visibility="named", offices=("JP", "AU"))),
        document("H", "X4", title="for AU", access=Access(visibility="named", offices=("AU",))),
    ]
    ep = Office([first], [dossier(first, *papers)])
    secret = Office([application(AU, EP, title="Restricted")], [])
    far = world(
        provider("ep", ep, "EP"), provider("au", secret, "AU", Rule("named", frozenset({"JP", "AU"})))
    )
    async with (
        network() as way,
        served(far) as source,
        served(world(gateway(way, source.url, "EP AU"))) as target,
    ):
        public, japan, australia = [
            (await target.get(ASK, office, number=EP)).json for office in (None, "JP", "AU")
        ]
        direct = (await source.get(ASK, "AU", number=EP)).json
    assert titles(public) == {"for all"}
    assert titles(japan) == {"for all", "for offices", "for JP and AU"}
    assert titles(australia) == {"for all", "for offices"}
    assert titles(direct) == {"for all", "for offices", "for JP and AU", "for AU"}
    assert len(public["family"]["members"]) == len(australia["family"]["members"]) == 1
    assert len(japan["family"]["members"]) == 2


async def test_two_gateways_that_name_each_other_do_not_ask_in_circles() -> None:
    """Each asks the other once for each thing, and the other asks its own offices only."""
    ep, au = offices()
    own = provider("ep", ep, "EP"), provider("au", au, "AU")
    async with network() as way, served(world(own[0])) as one, served(world(own[1])) as other:
        one.current.setup = _with(one.current.setup, own[0], gateway(way, other.url, "AU", id="other"))
        other.current.setup = _with(other.current.setup, own[1], gateway(way, one.url, "EP", id="one"))
        answer = (await one.get(ASK, number=EP)).json
        assert titles(answer) == {"European search report", "Reply", "E1"}
        assert answer["complete"] is True
        assert set(codes(answer)) == {"ep", "other"}
        assert (ep.calls("family"), au.calls("dossier")) == (1, 1)


async def test_a_gateway_that_is_not_marked_ends_all_the_same() -> None:
    """By a mistake in both configurations the two ask each other; everybody has an answer within its time."""
    ep, au = offices()
    own = provider("ep", ep, "EP"), provider("au", au, "AU")
    async with (
        network() as way,
        served(world(own[0]), wait=1.0) as one,
        served(world(own[1]), wait=1.0) as other,
    ):
        to_other = gateway(way, other.url, "AU EP", id="other", marked=False, timeout=2.0)
        to_one = gateway(way, one.url, "EP AU", id="one", marked=False, timeout=2.0)
        one.current.setup = _with(one.current.setup, own[0], to_other)
        other.current.setup = _with(other.current.setup, own[1], to_one)
        async with asyncio.timeout(20):
            answer = (await one.get(ASK, number=EP)).json
        assert "European search report" in titles(answer)
        assert ep.calls("family") <= 4


async def test_a_question_by_the_facade_goes_to_no_other_gateway() -> None:
    """One hop: a third gateway is not asked, and whoever asks is not told that it exists."""
    ep, au = offices()
    far = world(provider("au", au, "AU"))
    async with network() as way, served(far) as third:
        middle = world(provider("ep", ep, "EP"), gateway(way, third.url, "AU", id="third"))
        async with served(middle) as second:
            assert titles((await second.get(ASK, number=EP)).json) >= {"E1"}
            asked = au.calls()
            async with served(world(gateway(way, second.url, "EP AU"))) as first:
                answer = (await first.get(ASK, number=EP)).json
    assert titles(answer) == {"European search report", "Reply"}
    assert codes(answer) == {"gw": "ok"}
    assert au.calls() == asked


def _with(setup: Setup, *providers: Any) -> Setup:
    return replace(setup, world=world(*providers))


async def test_a_gateway_behind_a_gateway_costs_the_offices_no_more_calls() -> None:
    """The farther one asks for the files of a family at once; of one file, for that alone."""
    ep, au = offices()
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with network() as way, served(far, fresh=60) as source:
        near = world(gateway(way, source.url, "EP AU"), participants="EP AU")
        async with served(near) as target:
            assert (await target.get("/api/v1/dossiers", application=EP)).status == 200
            assert (ep.calls("dossier"), au.calls("dossier")) == (1, 0)
        async with served(near) as target:
            answer = (await target.get(ASK, number=EP)).json
            assert set(available(answer).values()) == {"available"}
            assert (ep.calls("dossier"), au.calls("dossier")) == (1, 1)


async def test_the_farther_gateway_asks_for_the_files_before_it_tells_the_family() -> None:
    """They are under way when the nearer one asks for them, and come from the cache of the first call."""
    ep, au = offices()
    far = world(provider("ep", ep, "EP"), provider("au", au, "AU"))
    async with served(far, fresh=60) as source:
        for preference, files in (("wait=5", 0), ('wait=5, doclists="AU EP"', 2)):
            got = await source.get(
                "/case-api/v1/families", headers={"Prefer": preference}, applicationIdentifier=EP
            )
            assert (got.status, got.headers["Preference-Applied"]) == (200, "wait=5")
            await asyncio.gather(*(one for one in asyncio.all_tasks() if one.get_name().startswith("ask ")))
            assert ep.calls("dossier") + au.calls("dossier") == files


async def test_what_an_office_wants_said_comes_through_for_who_may_be_told() -> None:
    """What its operator wrote down and what its answer states, beside its file and a document told alone."""
    machine = Notice(kind="translation", text="By machine.")
    guarded = Notice(kind="other", text="For offices.", access=Access(visibility="offices"))
    own = application(EP)
    ep = Office([own], [dossier(own, document("R1"), notices=(guarded,))])
    far = world(provider("ep", ep, "EP", notices=(machine,)))
    async with network() as way, served(far) as source:
        near = world(gateway(way, source.url, "EP AU"), participants="EP AU")
        async with served(near) as target:
            for office, texts in (("JP", ["By machine.", "For offices."]), (None, ["By machine."])):
                (file,) = (await target.get(ASK, office, number=EP)).json["dossiers"]
                assert [(one["provider"], one["text"]) for one in file["notices"]] == [
                    ("gw/ep", text) for text in texts
                ]
                (listed,) = file["documents"]
                alone = await target.get(f"/api/v1/documents/{listed['id']}", office)
                assert [one["text"] for one in alone.json["notices"]] == texts


async def test_what_providers_hold_is_told_to_nobody_else_through_the_chain() -> None:
    """Who is not told at the far gateway is not told at the near one, which asks with an office's key."""
    rules = {"EP": "public", "AU": "offices", "CA": Rule("named", frozenset({"JP"}))}
    holding = {code: Office() for code in rules}
    for code, one in holding.items():
        one.coverages = (Coverage(office=code, start=date(2013, 1, 1)),)
    far = world(*(provider(code.lower(), holding[code], code, rule) for code, rule in rules.items()))
    async with (
        network() as way,
        served(far) as source,
        served(world(gateway(way, source.url, " ".join(rules)))) as target,
    ):
        for asked in (source, target):
            for office, told in (("JP", ["AU", "CA", "EP"]), ("NZ", ["AU", "EP"]), (None, ["EP"])):
                answer = (await asked.get("/api/v1/coverages", office)).json
                assert [one["office"] for one in answer["coverages"]] == told
