"""One dossier, and one document found again from its id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asking import flights, run, settled
from generated_worlds import TODAY, two_routes, worlds
from hiding import without_hidden
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import AU, REQUESTERS, Office, agreement, application, document, dossier, provider, world

from connectors.errors import TimedOut, Unavailable, Withheld
from connectors.model import Notice, Rendition
from connectors.numbers.identity import parse_docdb
from gateway.errors import AllTimedOut, BadQuestion, GatewayError, NobodyAnswered, NotFound
from gateway.flights.flights import Flights
from gateway.present.answer import NoticeOut
from gateway.questions.dossiers import FoundDocument, find_document, get_dossier
from gateway.questions.families import FamilyRequest, find_family
from gateway.questions.numbers import Choice
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP = "EP.99203729.A"


async def get(ours: World, text: str = EP, requester: Requester = PUBLIC, seconds: float = 10) -> Any:
    """The dossier, from a gateway that has heard nothing yet."""
    return await get_dossier(text, requester, ours, flights(), LoopClock(), seconds)


async def found(
    ours: World, id: str, requester: Requester = PUBLIC, seconds: float = 10, under_way: Flights | None = None
) -> FoundDocument:
    """The document of this id, from a gateway that has heard nothing yet."""
    return await find_document(id, requester, ours, under_way or flights(), LoopClock(), seconds)


def two_routes_to_it(own: Callable[..., Office] = Office, **how: Any) -> World:
    """A document that its own office and a hub have."""
    member = application(EP)
    copy = document("h1", renditions=(Rendition(id="h1"), Rendition(id="h1-en", kind="translation")))
    return world(
        provider("ep", own([member], [dossier(EP, document("o1"))], **how), "EP"),
        provider("hub", Office([member], [dossier(EP, copy)], slow={"dossier": 3}), "EP JP"),
    )


async def test_what_an_office_wants_said_goes_with_a_document_told_alone() -> None:
    """As with its dossier."""
    machine = Notice(kind="translation", text="Translations are made by machine.")
    holding = Office([application(EP)], [dossier(EP, document("d1"))])
    told = (await found(world(provider("ep", holding, "EP", notices=(machine,))), f"ep~{EP}~d1")).document
    assert told.notices == (NoticeOut("ep", "translation", "Translations are made by machine."),)
    silent = (await found(world(provider("ep", holding, "EP")), f"ep~{EP}~d1")).document
    assert silent.notices is UNSET


@hypothesis_settings(max_examples=100)
@given(worlds() | two_routes(), st.sampled_from(REQUESTERS))
def test_every_id_that_goes_out_opens_on_a_gateway_that_never_saw_it(
    world: World, requester: Requester
) -> None:
    """The same metadata, with its file's notices and a way to open each of its renditions, in their order."""

    async def all_of_it() -> None:
        try:
            answer = await find_family(FamilyRequest(EP, requester, 60), world, flights(), LoopClock())
        except GatewayError:
            return
        assert not isinstance(answer, Choice)
        for file, shown in ((each, d) for each in answer.dossiers for d in each.documents):
            again = await found(world, shown.id, requester, 60)
            assert settled(again.document) == settled(replace(shown, notices=file.notices))
            assert [source[0] for source in again.sources] == [r.id for r in shown.renditions]
            assert again.sources[0][1].id == shown.provenance[0].provider

    run(all_of_it)


@hypothesis_settings(max_examples=100)
@given(worlds() | two_routes(), st.sampled_from(REQUESTERS))
def test_dossiers_and_documents_are_those_of_the_world_without_what_is_hidden(
    world: World, requester: Requester
) -> None:
    """Byte for byte, for every application and every document that any office has, refusals included."""
    files = [
        (id, about.docdb, file.documents[:2])
        for id, p in world.providers.items()
        for about, file in p.connector.dossiers.items()  # type: ignore[attr-defined]
    ]

    async def told(under: Callable[[str], World]) -> list[bytes]:
        answers = []
        for id, docdb, items in files:
            ours = under(docdb)
            asking = [get(ours, docdb, requester, 60)]
            asking += [found(ours, f"{id}~{docdb}~{item.id}", requester, 60) for item in items]
            for answer in await asyncio.gather(*asking, return_exceptions=True):
                if isinstance(answer, GatewayError):
                    answers.append(f"{answer.status} {answer}".encode())
                else:
                    answers.append(settled(answer.document if isinstance(answer, FoundDocument) else answer))
        return answers

    def thinned(docdb: str) -> World:
        return without_hidden(world, requester, TODAY, parse_docdb(docdb))

    assert run(lambda: told(lambda _: world)) == run(lambda: told(thinned))


async def test_a_dossier_is_that_of_the_family_answer() -> None:
    """Merged from all who have it, with the outcomes of those who were asked."""
    ours = two_routes_to_it()
    alone = await get(ours)
    whole = await find_family(FamilyRequest(EP, PUBLIC, 10), ours, flights(), LoopClock())
    assert not isinstance(whole, Choice)
    assert settled(alone.dossier) == settled(whole.dossiers[0])
    assert {(o.provider, o.operation, o.code) for o in alone.outcomes} == {
        (id, operation, "ok") for id in ("ep", "hub") for operation in ("family", "dossier")
    } | {(id, "citations", "not_held") for id in ("ep", "hub")}
    assert alone.complete is True


@pytest.mark.parametrize(
    "text", ["", "EP 99203729", "EP.99203729", "EP.99203729.A\n", "ep.99203729.a", "x" * 9_999]
)
async def test_a_dossier_is_asked_by_its_printed_identity(text: str) -> None:
    """Anything else is refused before anybody is asked."""
    with pytest.raises(BadQuestion):
        await get(two_routes_to_it(), text)


@pytest.mark.parametrize(
    ("always", "refused"),
    [
        ({}, NotFound),
        ({"dossier": Withheld("closed")}, NotFound),
        ({"dossier": TimedOut("slow")}, AllTimedOut),
        ({"dossier": Unavailable("down")}, NobodyAnswered),
        ({"family": TimedOut("slow")}, AllTimedOut),
    ],
)
async def test_without_a_dossier_it_says_why(always: dict[str, Any], refused: type[GatewayError]) -> None:
    """As for a family; whether it may be known at all is learnt from the family."""
    ours = world(provider("ep", Office(always=always), "EP"))
    for asking in (get(ours), found(ours, f"ep~{EP}~o1")):
        with pytest.raises(GatewayError) as raised:
            await asking
        assert type(raised.value) is refused


@pytest.mark.parametrize("requester", [PUBLIC, AU], ids=["public", "office"])
async def test_an_unpublished_dossier_moves_by_agreement_only(requester: Requester) -> None:
    """Nor does a document of it; it looks as what does not exist. Its own office sees it."""
    member = application(EP, published=None)
    own = provider("ep", Office([member], [dossier(EP, document("o1"))]), "EP")
    ours, empty = world(own), world(provider("ep", Office(), "EP"))
    for one, other in (
        (get(ours, requester=requester), get(empty, requester=requester)),
        (found(ours, f"ep~{EP}~o1", requester), found(empty, f"ep~{EP}~o1", requester)),
    ):
        with pytest.raises(NotFound) as hidden:
            await one
        with pytest.raises(NotFound) as absent:
            await other
        assert str(hidden.value) == str(absent.value)
    agreed = world(own, agreements=[agreement(own, "AU")]).on(TODAY)
    for knowing, office in ((ours, Requester("EP")), (agreed, AU)):
        assert len((await get(knowing, requester=office)).dossier.documents) == 1
        assert (await found(knowing, f"ep~{EP}~o1", office)).document.id == f"ep~{EP}~o1"


@pytest.mark.parametrize(
    "id", ["", "ep", f"nobody~{EP}~o1", f"ep~{EP}~none", "ep~JP.1.A~o1", f"ep~{EP}~~w6k=", "é~~"]
)
async def test_what_is_no_document_is_not_found(id: str) -> None:
    """Whatever is wrong with the id."""
    with pytest.raises(NotFound):
        await found(two_routes_to_it(), id)


@pytest.mark.parametrize(
    ("how", "refused"),
    [({"family": Unavailable("down")}, NotFound), ({"dossier": Unavailable("down")}, NobodyAnswered)],
)
async def test_a_document_that_a_whole_file_does_not_have_is_not_found(
    how: dict[str, Any], refused: type[GatewayError]
) -> None:
    """Whoever else fails: only those who hold this file could know of it."""
    member = application(EP)
    ours = world(
        provider("ep", Office([member], [dossier(EP, document("o1"))]), "EP"),
        provider("hub", Office([member], [dossier(EP)], always=how), "EP JP"),
        provider("au", Office(always={"family": Unavailable("down")}), "AU"),
    )
    with pytest.raises(refused):
        await found(ours, f"ep~{EP}~none")


@pytest.mark.parametrize("id", [f"ep~{EP}~o1", f"hub~{EP}~h1"])
async def test_a_document_is_found_by_the_id_of_each_route(id: str) -> None:
    """It is one document with one id, and opens by all its renditions, whichever route answers first."""
    again = await found(two_routes_to_it(), id)
    assert again.document.id == f"ep~{EP}~o1"
    assert [(source[0], source[1].id, source[2].id, source[3]) for source in again.sources] == [
        ("ep~o1", "ep", "o1", "o1"),
        ("hub~h1", "hub", "h1", "h1"),
        ("hub~h1-en", "hub", "h1", "h1-en"),
    ]


async def test_finding_a_document_waits_for_no_family() -> None:
    """For a requester to whom it may be shown without; the calls under way feed the cache."""
    late = Office(seconds=8)
    ours = world(*two_routes_to_it().providers.values(), provider("au", late, "AU"))
    under_way = flights()
    await found(ours, f"ep~{EP}~o1", AU, under_way=under_way)
    assert asyncio.get_running_loop().time() == 3
    await asyncio.sleep(10)
    assert (late.cancelled, len(under_way)) == (0, 0)


async def test_a_document_is_found_when_the_other_route_fails() -> None:
    """At once when it fails, at the deadline when it is silent."""
    member = application(EP)
    for slow, error, seconds in ((0, Unavailable("down"), 0), (60, None, 5)):
        hub = Office([member], slow={"dossier": slow}, always={} if error is None else {"dossier": error})
        ours = world(
            provider("ep", Office([member], [dossier(EP, document("o1"))]), "EP"),
            provider("hub", hub, "EP JP"),
        )
        begun = asyncio.get_running_loop().time()
        again = await found(ours, f"ep~{EP}~o1", seconds=5)
        assert [source[0] for source in again.sources] == ["ep~o1"]
        assert asyncio.get_running_loop().time() - begun == pytest.approx(seconds, abs=0.2)
