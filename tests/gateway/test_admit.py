"""What is hidden is not there: the promise, over generated worlds, and its cases one by one."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from asking import answered, flights, run
from generated_worlds import QUERIES, TODAY, two_routes, worlds
from hiding import without_hidden
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import AU, REQUESTERS, Office, agreement, application, document, dossier, number, provider, world

from connectors.errors import ConnectorError, NotHeld, TimedOut, Unavailable, Withheld
from gateway.errors import GatewayError
from gateway.questions.citations import find_citations
from gateway.questions.families import FamilyRequest, find_family
from gateway.requesters import PUBLIC, Requester
from gateway.world import Rule, World

EP = "EP.99203729.A"
thorough = settings(max_examples=250)


def document_ids(world: World) -> set[bytes]:
    """The native ids of all documents that any office of this world has."""
    return {
        document.id.encode()
        for provider in world.providers.values()
        for dossier in provider.connector.dossiers.values()  # type: ignore[attr-defined]
        for document in dossier.documents
    }


def cited_texts(world: World) -> set[bytes]:
    """The literature that any office of this world cites."""
    return {
        citation.text.encode()
        for provider in world.providers.values()
        for dossier in provider.connector.citations.values()  # type: ignore[attr-defined]
        for citation in dossier.citations
        if citation.text is not None
    }


@thorough
@given(worlds() | two_routes(), st.sampled_from(REQUESTERS), st.sampled_from(QUERIES))
def test_the_answer_is_that_over_the_world_without_what_is_hidden(
    world: World, requester: Requester, text: str
) -> None:
    """Byte for byte: refusals, outcomes, conflicts and completeness included; no hidden document is named."""
    thinned = without_hidden(world, requester, TODAY)
    answer = answered(world, text, requester)
    assert answer == answered(thinned, text, requester)
    assert not [id for id in document_ids(world) - document_ids(thinned) if id in answer]


@thorough
@given(worlds(), st.sampled_from(REQUESTERS), st.sampled_from(QUERIES), st.booleans())
def test_the_citations_are_those_of_the_world_without_what_is_hidden(
    world: World, requester: Requester, text: str, confidential: bool
) -> None:
    """Byte for byte, counts and outcomes included; nothing that only hidden citations cite is named."""
    thinned = without_hidden(world, requester, TODAY)
    asked = {"find": find_citations, "confidential": confidential}
    answer = answered(world, text, requester, **asked)
    assert answer == answered(thinned, text, requester, **asked)
    only_hidden = {t for t in cited_texts(world) - cited_texts(thinned) if t.startswith(b"notes of")}
    assert not [text for text in only_hidden if text in answer]


def two_routes_to(own: Office, hub: Office, visibility: Rule | str = "public") -> World:
    """An office with a service of its own, and a hub that has its files too."""
    return world(provider("ep", own, "EP", visibility), provider("hub", hub, "EP JP"))


def ask(world: World, requester: Requester = PUBLIC, text: str = EP, **asked: Any) -> dict[str, Any]:
    """The answer in plain values."""
    return msgspec.json.decode(answered(world, text, requester, **asked))


def shown(answer: dict[str, Any]) -> set[str]:
    """The native ids of all documents in an answer, by every route."""
    return {
        source["documentId"]
        for dossier in answer["dossiers"]
        for document in dossier["documents"]
        for source in document["provenance"]
    }


def codes(answer: dict[str, Any], operation: str) -> dict[str, str]:
    """The outcome code of each provider for one operation."""
    return {o["provider"]: o["code"] for o in answer["outcomes"] if o["operation"] == operation}


@pytest.mark.parametrize("own_seconds", [0, 5], ids=["office first", "hub first"])
def test_what_its_own_office_hides_no_hub_shows(own_seconds: int) -> None:
    """A document that a hub shows to everybody and its office to nobody is hidden, whoever answers first."""
    member = application(EP)
    own = Office(
        [member], [dossier(EP, document("o1", "A", access="none"), document("o2", "B", "2012-01-01"))]
    )
    own.seconds = own_seconds
    hub = Office([member], [dossier(EP, document("h1", "A"), document("h2", "B", "2012-01-01"))], seconds=2)
    assert shown(ask(two_routes_to(own, hub))) == {"o2", "h2"}
    assert shown(ask(two_routes_to(own, hub), AU)) == {"o2", "h2"}


@pytest.mark.parametrize("error", [TimedOut("late"), Unavailable("down"), Withheld("closed")])
def test_a_hub_shows_nothing_while_the_office_itself_has_not_answered(error: ConnectorError) -> None:
    """What the office hides is not known then, so the hub's copies wait for its word."""
    member = application(EP)
    hub = Office([member], [dossier(EP, document("h1"))])
    answer = ask(two_routes_to(Office(always={"dossier": error}), hub))
    assert answer["dossiers"] == []
    assert answer["family"]["members"][0]["availability"] == (
        "withheld" if isinstance(error, Withheld) else "unavailable"
    )
    assert codes(answer, "dossier") == {"ep": error.code, "hub": "ok"}


def test_an_office_that_has_no_file_hides_none() -> None:
    """'Not held' is an answer: the hub's file stands under the office's rules alone."""
    hub = Office([application(EP)], [dossier(EP, document("h1"), document("h2", category="decision"))])
    rule = Rule("none", categories=frozenset({"decision"}))
    ours = world(
        provider("ep", Office(always={"dossier": NotHeld("no")}), "EP", "public", rule),
        provider("hub", hub, "EP JP"),
    )
    assert shown(ask(ours)) == {"h1"}


def test_an_office_closed_to_the_requester_closes_every_route() -> None:
    """Nobody is asked for its files, and the published member is told to be withheld."""
    member = application(EP)
    own = Office([member], [dossier(EP, document("o1"))])
    hub = Office([member], [dossier(EP, document("h1"))])
    ours = two_routes_to(own, hub, "offices")
    answer = ask(ours)
    assert (own.calls(), hub.calls("dossier")) == (0, 0)
    assert answer["family"]["members"][0]["availability"] == "withheld"
    assert codes(answer, "dossier") == {"ep": "withheld"}
    assert answer["complete"] is True
    assert shown(ask(ours, AU)) == {"o1", "h1"}


@pytest.mark.parametrize("listed", [("h1", "h2"), ("h2", "h1")])
def test_of_several_like_a_hidden_one_a_hub_shows_none(listed: tuple[str, str]) -> None:
    """Which of two of the same code and day is the hidden one cannot be told from a hub's order."""
    member = application(EP)
    own = Office([member], [dossier(EP, document("o1", "A", access="none"), document("o2", "A"))])
    hub = Office([member], [dossier(EP, *(document(id, "A") for id in listed))])
    assert shown(ask(two_routes_to(own, hub))) == {"o2"}


def test_a_hub_document_that_may_be_the_hidden_one_is_hidden() -> None:
    """Without a code or a date, or under a code that the office does not use, it could be the hidden one."""
    member = application(EP)
    own = Office([member], [dossier(EP, document("o1", "A", access="none"), document("o2", "B"))])
    doubtful = [document("h1", None), document("h2", "A", None), document("h3", "other code")]
    clear = [document("h4", "B"), document("h5", None, "2015-01-01")]
    hub = Office([member], [dossier(EP, *doubtful, *clear)])
    assert shown(ask(two_routes_to(own, hub))) == {"o2", "h4", "h5"}


@pytest.mark.parametrize("hidden_day", ["2011-02-03", "2012-01-01"])
def test_a_hub_document_with_the_id_of_a_hidden_one_is_hidden(hidden_day: str) -> None:
    """Under whatever code and day the hub has it, though it stands in the place of one that is shown."""
    member, id = application(EP), "E54041789216DSU"
    own = Office([member], [dossier(EP, document(id, "A", hidden_day, access="none"), document("o2", "B"))])
    hub = Office([member], [dossier(EP, document(id, "B"), document("h2", "C", "2015-01-01"))])
    assert shown(ask(two_routes_to(own, hub))) == {"o2", "h2"}


def test_an_id_opens_nothing_that_may_be_hidden() -> None:
    """A hub's copy of a document that its office shows stays hidden where it could be another: without a
    code, on the day of a hidden one. The office's own is shown all the same.
    """
    member, id = application(EP), "E54041789216DSU"
    own = Office([member], [dossier(EP, document("o1", "A", access="none"), document(id, "B"))])
    hub = Office([member], [dossier(EP, document(id, None))])
    (found,) = ask(two_routes_to(own, hub))["dossiers"][0]["documents"]
    assert [source["provider"] for source in found["provenance"]] == ["ep"]


def test_the_public_does_not_learn_of_the_unpublished() -> None:
    """An application that nothing shows to be published is in no list, no outcome and no dossier.

    Its own office knows it, and whoever has an agreement; the rest of the family stays hidden from both.
    """
    secret = application("AU.2001000001.A", "NL.1.P", published=None, title="secret")
    coming = application("JP.2001000002.A", published="2027-01-01", title="coming")
    family = [application(EP), secret, coming]
    hub = Office(family, [dossier(member, document("d-" + member.number.office)) for member in family])
    speaking = provider("hub", hub, "EP AU JP")
    ours = world(speaking)
    for requester in (PUBLIC, Requester("NZ")):
        assert shown(ask(ours, requester)) == {"d-EP"}
        told = answered(ours, EP, requester)
        assert not any(word in told for word in (b"secret", b"coming", b"AU.2001", b"JP.2001", b"NL.1.P"))
    assert hub.calls("dossier") == 4
    assert shown(ask(ours, AU)) == {"d-EP", "d-AU"}
    agreed = world(speaking, agreements=[agreement(speaking, "NZ")])
    assert shown(ask(agreed, Requester("NZ"))) == {"d-EP", "d-AU", "d-JP"}


def test_what_one_source_shows_to_be_published_all_may_speak_of() -> None:
    """A member without publications in one answer is known when another answer has its publication."""
    silent = Office([application(EP), application("JP.2.A", published=None, title="silent")], seconds=1)
    telling = Office([application(EP), application("JP.2.A")], [dossier("JP.2.A", document("d1"))], seconds=3)
    ours = world(provider("a", silent, "AU"), provider("hub", telling, "EP JP"))
    members = {m["applicationNumber"]["docdb"]: m for m in ask(ours)["family"]["members"]}
    assert members["JP.2.A"]["title"] == "silent"
    assert shown(ask(ours)) == {"d1"}


def test_a_source_closed_to_the_public_publishes_nothing() -> None:
    """What only a closed provider shows to be published stays unknown to the public."""
    hidden = application("JP.2.A", published=None)
    ours = world(
        provider("hub", Office([application(EP), hidden]), "EP JP"),
        provider("jp", Office([application(EP), application("JP.2.A")]), "JP", "offices"),
    )
    assert len(ask(ours)["family"]["members"]) == 1
    assert len(ask(ours, AU)["family"]["members"]) == 2


def test_a_publication_to_come_leads_nowhere() -> None:
    """Its number is known to its own office alone, even when it publishes a known application again."""
    member = application(EP, published="2010-01-01")
    grant = replace(member.publications[0], number="1000000", kind="B1", date=TODAY.replace(year=2027))
    hub = Office([replace(member, publications=(*member.publications, grant))])
    ours = world(provider("hub", hub, "AU EP"))
    asked = {"text": "EP 1000000", "type": "publication"}
    assert answered(ours, requester=PUBLIC, **asked).startswith(b"404")
    assert answered(ours, requester=AU, **asked).startswith(b"404")

    def kinds(answer: dict[str, Any]) -> list[str]:
        return [p["kind"] for p in answer["family"]["members"][0]["publications"]]

    assert kinds(ask(ours, Requester("EP"), **asked)) == ["A1", "B1"]
    assert kinds(ask(ours)) == ["A1"]


def test_a_stale_copy_of_hidden_facts_counts_as_the_failure_behind_it() -> None:
    """What is hidden in an old copy does not turn 'nobody answered in time' into 'not found'."""
    hidden, empty = Office([application(EP, published=None)]), Office()

    async def twice(office: Office) -> str:
        ours, under_way = world(provider("hub", office, "EP JP")), flights(fresh=10)
        for wait in (0, 100):
            await asyncio.sleep(wait)
            with pytest.raises(GatewayError) as refused:
                await find_family(FamilyRequest(EP, PUBLIC, 5), ours, under_way, LoopClock())
            office.always["family"] = TimedOut("late")
        return f"{refused.value.status} {refused.value}"

    assert run(lambda: twice(hidden)) == run(lambda: twice(empty))
    assert run(lambda: twice(hidden)).startswith("504")


def test_withheld_follows_only_from_what_the_requester_may_know() -> None:
    """Of an application that no open source lists, 'withheld' looks like 'not held'."""
    closed = Office(always={"dossier": Withheld("closed")})
    listing = Office({number(EP): (application(EP), application("JP.2.A", published=None))})
    ours = world(provider("jp", closed, "JP"), provider("ep", listing, "EP"))
    assert "jp" not in codes(ask(ours), "dossier")
    assert "jp" not in codes(ask(ours, AU), "dossier")
    assert codes(ask(ours, Requester("JP")), "dossier")["jp"] == "withheld"
    silent = provider("jp", Office(always={"family": Withheld("closed")}), "JP")
    assert codes(ask(world(silent, provider("ep", listing, "EP"))), "family") == {
        "ep": "ok",
        "jp": "not_held",
    }
