"""What was cited, in the answer about one dossier: asked apart, and never instead of a document list."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from asking import flights, run, settled
from virtual_time import LoopClock
from worlds import AU, Office, application, cited, document, dossier, provider, world

from connectors.errors import ConnectorError, TimedOut, Unavailable, Withheld
from connectors.model import Classification
from gateway.errors import GatewayError, NotFound
from gateway.questions.dossiers import get_dossier
from gateway.requesters import PUBLIC, Requester
from gateway.world import Rule, World

EP = "EP.99203729.A"
MEMBER = application(EP)
IPC = Classification(scheme="IPC", symbol="B28B 1/29")
CITING = dossier(EP, citations=(cited("US.9832940.B2", categories=("X",)),), classifications=(IPC,))
FILE = dossier(EP, document("d1"))
NO_CITATIONS = Rule("offices", categories=frozenset({"citations"}))


def get(ours: World, requester: Requester = PUBLIC) -> dict[str, Any]:
    """The answer about the application, in plain values."""

    async def question() -> bytes:
        return settled(await get_dossier(EP, requester, ours, flights(), LoopClock(), 10))

    return msgspec.json.decode(run(question))


def cited_in(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Each cited publication with the providers that say so."""
    return [(c["publication"]["number"], c["providers"]) for c in answer["dossier"]["citations"]]


def codes(answer: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The outcome codes by provider and operation, without the families."""
    return {
        (o["provider"], o["operation"]): o["code"] for o in answer["outcomes"] if o["operation"] != "family"
    }


def test_citations_and_classifications_stand_beside_the_documents() -> None:
    """Those that came by a call of their own and those that came with the list, each once."""
    listed = dossier(EP, document("d1"), citations=CITING.citations)
    ours = world(
        provider("ep", Office([MEMBER], [FILE], citations=[CITING]), "EP"),
        provider("hub", Office([MEMBER], [listed]), "EP JP"),
    )
    answer = get(ours)
    assert cited_in(answer) == [("9832940", ["ep", "hub"])]
    assert answer["dossier"]["classifications"] == [{"scheme": "IPC", "symbol": "B28B 1/29"}]
    assert [p["provider"] for p in answer["dossier"]["provenance"]] == ["ep", "hub"]
    assert codes(answer) == {
        ("ep", "citations"): "ok", ("ep", "dossier"): "ok",
        ("hub", "citations"): "not_held", ("hub", "dossier"): "ok",
    }  # fmt: skip


@pytest.mark.parametrize("error", [TimedOut("late"), Unavailable("down")])
def test_citations_that_do_not_come_cost_only_themselves(error: ConnectorError) -> None:
    """The documents are there, the outcome says what is missing, and the answer is not complete."""
    office = Office([MEMBER], [FILE], citations=[CITING], always={"citations": error})
    answer = get(world(provider("ep", office, "EP")))
    assert len(answer["dossier"]["documents"]) == 1
    assert answer["dossier"]["citations"] == []
    assert codes(answer)["ep", "citations"] == error.code
    assert answer["complete"] is False


def test_citations_alone_are_no_dossier() -> None:
    """Without a document list there is none; why there is none does not follow from citations."""
    only = Office([MEMBER], citations=[CITING])
    ours = world(provider("ep", only, "EP"))

    async def question() -> None:
        await get_dossier(EP, PUBLIC, ours, flights(), LoopClock(), 10)

    with pytest.raises(NotFound):
        run(question)
    only.always["citations"] = TimedOut("late")
    with pytest.raises(NotFound):
        run(question)
    only.always["dossier"] = TimedOut("late")
    with pytest.raises(GatewayError) as refused:
        run(question)
    assert refused.value.status == 504


def test_a_rule_about_citations_hides_them_wherever_they_stand() -> None:
    """Asked apart or within the list, here and through a hub: as if there were none."""
    within = dossier(EP, document("d1"), citations=CITING.citations, classifications=(IPC,))
    ours = world(
        provider("ep", Office([MEMBER], [within], citations=[CITING]), "EP", "public", NO_CITATIONS),
        provider("hub", Office([MEMBER], [within], citations=[CITING]), "EP JP"),
    )
    answer = get(ours)
    assert (answer["dossier"]["citations"], answer["dossier"]["classifications"]) == ([], [])
    assert codes(answer)["ep", "citations"] == codes(answer)["hub", "citations"] == "not_held"
    assert answer["complete"] is True
    assert cited_in(get(ours, AU)) == [("9832940", ["ep", "hub"])]


@pytest.mark.parametrize(
    "rule",
    [
        Rule("none", categories=frozenset({"citations"})),
        Rule("none", directions=frozenset({"incoming"})),
        Rule("none", since=MEMBER.publications[0].date),
        Rule("none"),
    ],
    ids=["category", "direction", "date", "everything"],
)
def test_every_rule_that_could_speak_of_citations_does(rule: Rule) -> None:
    """They have neither date nor direction: unknown means strictest."""
    office = Office([MEMBER], [FILE], citations=[CITING])
    assert cited_in(get(world(provider("ep", office, "EP", "public", rule)), AU)) == []
    other = Rule("none", categories=frozenset({"decision"}))
    assert len(cited_in(get(world(provider("ep", office, "EP", "public", other)), AU))) == 1


@pytest.mark.parametrize("error", [TimedOut("late"), Withheld("closed")])
def test_a_hub_shows_no_citations_while_the_office_has_not_given_its_own(error: ConnectorError) -> None:
    """What the office withholds, no other route shows; while it is silent that is not known."""
    own = Office([MEMBER], [FILE], citations=[CITING], always={"citations": error})
    hub = Office([MEMBER], [FILE], citations=[CITING])
    answer = get(world(provider("ep", own, "EP"), provider("hub", hub, "EP JP")))
    assert answer["dossier"]["citations"] == []
    assert codes(answer)["ep", "citations"] == error.code
    can = ("family", "dossier", "content")
    silent = world(provider("ep", own, "EP", can=can), provider("hub", hub, "EP JP"))
    assert cited_in(get(silent)) == [("9832940", ["hub"])]


def test_documents_among_citations_are_not_shown() -> None:
    """A provider that answers the wrong question with documents does not get them past their rules."""
    office = Office([MEMBER], [FILE], citations=[dossier(EP, document("leak"), citations=CITING.citations)])
    answer = get(world(provider("ep", office, "EP")))
    assert [d["title"] for d in answer["dossier"]["documents"]] == ["d1"]
    assert len(answer["dossier"]["citations"]) == 1


def test_how_far_an_application_came_is_not_taken_from_citations_that_are_hidden() -> None:
    """Else what may not be seen would open documents: it is known from the family and the document list."""
    about = application(EP, status="filed")
    hidden = dossier(about, citations=CITING.citations)
    closed = Rule("offices", statuses=frozenset({"granted"}))
    told = []
    for citations in ([hidden], []):
        own = Office([MEMBER], [FILE], citations=citations)
        told.append(get(world(provider("ep", own, "EP", "public", closed, NO_CITATIONS))))
    assert told[0] == told[1]
    assert told[0]["dossier"]["documents"] == []
    known = Office([about], [FILE], citations=[hidden])
    shown = get(world(provider("ep", known, "EP", "public", closed, NO_CITATIONS)))
    assert [one["title"] for one in shown["dossier"]["documents"]] == ["d1"]
