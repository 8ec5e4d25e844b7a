"""Who cited what against a family, asked as a door asks it: an answer, a choice, or why there is none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from asking import answered, flights
from virtual_time import LoopClock
from worlds import AU, Office, application, cited, document, dossier, number, provider, world

from connectors.errors import ConnectorError, Throttled, TimedOut, Unavailable, Withheld
from connectors.model import Publication
from gateway.errors import GatewayError
from gateway.questions.citations import find_citations
from gateway.questions.families import FamilyRequest
from gateway.questions.numbers import Choice
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP, JP = "EP.99203729.A", "JP.2001000002.A"
FAMILY = [application(EP), application(JP)]
BY_EP = dossier(EP, citations=(cited("US.9832940.B2", categories=("X",)),))
BY_JP = dossier(JP, citations=(cited("US.9832940.B2"), cited("Handbook")))


def ask(ours: World, requester: Requester = PUBLIC, text: str = EP, **asked: Any) -> dict[str, Any]:
    """The answer in plain values."""
    return msgspec.json.decode(answered(ours, text, requester, find=find_citations, **asked))


async def find(ours: World, requester: Requester = PUBLIC, text: str = EP, **asked: Any) -> Any:
    """The answer itself, from a gateway that has heard nothing yet."""
    under_way = flights()
    try:
        return await find_citations(FamilyRequest(text, requester, 10, **asked), ours, under_way, LoopClock())
    finally:
        await under_way.aclose()


def outcomes(answer: dict[str, Any]) -> dict[tuple[str, str, str | None], str]:
    """The outcome codes by provider, operation and application."""
    return {(o["provider"], o["operation"], o["applicationNumber"]): o["code"] for o in answer["outcomes"]}


def availability(answer: dict[str, Any]) -> dict[str, str]:
    """Whether the citations of each member were obtained."""
    return {m["applicationNumber"]["docdb"]: m["availability"] for m in answer["family"]["members"]}


def test_every_members_citations_are_asked_and_no_document_list() -> None:
    """Of every provider that has any for its office; the answer is complete when all have answered."""
    hub = Office(FAMILY, [dossier(EP, document("d1"))], citations=[BY_EP, BY_JP])
    ops = Office(citations=[BY_EP])
    ours = world(
        provider("hub", hub, "EP JP"),
        provider("ops", ops, "EP US", can=("family", "citations")),
    )
    answer = ask(ours)
    assert (hub.calls("dossier"), hub.calls("citations"), ops.calls("citations")) == (0, 2, 1)
    assert answer["complete"] is True
    assert availability(answer) == {EP: "available", JP: "available"}
    assert outcomes(answer) == {
        ("hub", "family", EP): "ok", ("ops", "family", EP): "not_held",
        ("hub", "citations", EP): "ok", ("ops", "citations", EP): "ok", ("hub", "citations", JP): "ok",
    }  # fmt: skip
    row, literature = answer["citations"]
    assert (row["citedBy"], row["onlyCitedBy"]) == (["EP", "JP"], None)
    assert row["citings"][0]["providers"] == ["hub", "ops"]
    assert (literature["text"], literature["onlyCitedBy"]) == ("Handbook", "JP")


def test_a_family_without_citations_is_an_answer() -> None:
    """An empty one; whoever has none says so."""
    answer = ask(world(provider("hub", Office(FAMILY), "EP JP")))
    assert (answer["citations"], answer["classifications"], answer["complete"]) == ([], [], True)
    assert availability(answer) == {EP: "not-covered", JP: "not-covered"}


@pytest.mark.parametrize(
    ("error", "word", "complete"),
    [
        (TimedOut("late"), "unavailable", False),
        (Unavailable("down"), "unavailable", False),
        (Throttled("slowly"), "unavailable", False),
        (Withheld("closed"), "withheld", True),
    ],
)
def test_an_office_that_fails_costs_its_own_citations(
    error: ConnectorError, word: str, complete: bool
) -> None:
    """The others' are there, the member and the outcome tell of the hole."""
    ours = world(
        provider("ep", Office(FAMILY, citations=[BY_EP]), "EP"),
        provider("jp", Office(FAMILY, always={"citations": error}), "JP"),
    )
    answer = ask(ours)
    assert availability(answer) == {EP: "available", JP: word}
    assert outcomes(answer)["jp", "citations", JP] == error.code
    assert answer["complete"] is complete
    assert [row["onlyCitedBy"] for row in answer["citations"]] == ["EP"]


def test_members_whose_offices_are_not_asked_say_why() -> None:
    """No service with citations, no part in it, or closed to the requester."""
    family = [*FAMILY, application("BR.3.A"), application("AR.4.A"), application("KR.5.A")]
    ours = world(
        provider("ep", Office(family, citations=[BY_EP]), "EP"),
        provider("jp", Office(family), "JP", can=("family", "dossier")),
        provider("kr", Office(), "KR", "offices"),
        participants="BR",
    )
    answer = ask(ours)
    assert availability(answer) == {
        EP: "available", JP: "not-covered", "BR.3.A": "not-providing", "AR.4.A": "not-participating",
        "KR.5.A": "withheld",
    }  # fmt: skip
    assert outcomes(answer)["kr", "citations", "KR.5.A"] == "withheld"
    assert answer["complete"] is True


def test_a_hub_stands_in_for_an_office_that_has_none_itself() -> None:
    """Under the office's own rules: where the office is closed, so is the hub."""
    hub = Office(FAMILY, citations=[BY_EP, BY_JP])

    def through(visibility: str) -> World:
        own = provider("jp", Office(FAMILY), "JP", visibility, can=("family", "dossier"))
        return world(provider("hub", hub, "EP JP"), own)

    assert availability(ask(through("public"))) == {EP: "available", JP: "available"}
    assert availability(ask(through("offices"))) == {EP: "available", JP: "withheld"}
    assert availability(ask(through("offices"), AU)) == {EP: "available", JP: "available"}


def test_a_confidential_number_goes_to_its_own_office_alone() -> None:
    """And what the others were not asked is said."""
    own, hub = Office(FAMILY, citations=[BY_EP]), Office(FAMILY, citations=[BY_EP, BY_JP])
    ours = world(provider("ep", own, "EP"), provider("hub", hub, "EP JP"), provider("jp", Office(), "JP"))
    answer = ask(ours, AU, confidential=True)
    assert (own.calls(), hub.calls()) == (2, 0)
    assert outcomes(answer)["jp", "citations", JP] == "unsupported"
    assert availability(answer) == {EP: "available", JP: "unavailable"}
    assert answer["complete"] is False


def test_the_public_learns_of_no_unpublished_members_citations() -> None:
    """Neither the member nor what was cited against it; nor does an office, but its own."""
    secret = application(JP, published=None)
    ours = world(provider("hub", Office([application(EP), secret], citations=[BY_EP, BY_JP]), "EP JP"))
    assert availability(ask(ours)) == {EP: "available"}
    assert [row["citedBy"] for row in ask(ours)["citations"]] == [["EP"]]
    assert availability(ask(ours, AU)) == {EP: "available"}
    assert availability(ask(ours, Requester("JP"))) == {EP: "available", JP: "available"}


async def test_a_number_that_means_two_families_is_a_choice() -> None:
    """As for a family."""
    one = application("JP.2017187096.A", "NL.1.A", published=None)
    other = application(
        "JP.5.A", "NL.2.A", publications=(Publication(office="JP", number="2017187096", kind="A"),)
    )
    apart = Office({number("JP.2017187096.A"): (one,), number("publication JP.2017187096"): (other,)})
    answer = await find(world(provider("hub", apart, "EP JP")), Requester("JP"), "JP 2017-187096")
    assert isinstance(answer, Choice)
    assert len(answer.query.read_as) == 2


@pytest.mark.parametrize(
    ("always", "status"), [({}, 404), ({"family": TimedOut("late")}, 504), ({"family": Unavailable("")}, 502)]
)
async def test_why_there_is_none(always: dict[str, ConnectorError], status: int) -> None:
    """Nobody knows the number, or some who could failed."""
    with pytest.raises(GatewayError) as refused:
        await find(world(provider("ep", Office(always=always), "EP")))
    assert refused.value.status == status


async def test_an_answer_leaves_at_the_requesters_deadline() -> None:
    """With what is known; what is still under way is told as late."""
    office = Office(FAMILY, citations=[BY_EP, BY_JP], slow={"citations": 60})
    quick = Office(citations=[BY_EP])
    ours = world(
        provider("hub", office, "EP JP"),
        provider("ops", quick, "EP US", can=("family", "citations")),
    )
    answer = await find(ours)
    assert [o.code for o in answer.outcomes if o.operation == "citations"] == ["timed_out", "timed_out", "ok"]
    assert [m.availability for m in answer.family.members] == ["available", "unavailable"]
    assert answer.complete is False
