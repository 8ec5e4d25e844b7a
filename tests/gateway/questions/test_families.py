"""The main question, asked as a door asks it: an answer, a choice, or why there is none."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from asking import answered, flights, settled
from virtual_time import LoopClock
from worlds import AU, JP, Office, application, document, dossier, number, provider, world

from connectors.errors import (
    ConnectorError,
    Malformed,
    Throttled,
    TimedOut,
    Unavailable,
    Unsupported,
    Withheld,
)
from connectors.model import Publication
from gateway.errors import AllTimedOut, BadQuestion, GatewayError, NobodyAnswered, NotFound
from gateway.present.answer import FamilyAnswer
from gateway.present.sheets import Sheets
from gateway.questions.families import FamilyRequest, FoundFamily, ask_family, find_family
from gateway.questions.numbers import Choice
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP = "EP.99203729.A"
GRANT = Publication(office="JP", number="7000001", kind="B", date=None)


async def find(
    ours: World, text: str = EP, requester: Requester = PUBLIC, seconds: float = 10, **asked: Any
) -> Any:
    """The answer of one gateway that has not heard anything yet."""
    under_way = flights()
    try:
        return await find_family(
            FamilyRequest(text, requester, seconds, **asked), ours, under_way, LoopClock()
        )
    finally:
        await under_way.aclose()


async def refusal(ours: World, text: str = EP, **asked: Any) -> GatewayError:
    """Why there is no answer."""
    with pytest.raises(GatewayError) as refused:
        await find(ours, text, **asked)
    return refused.value


def knowing(*more: str, **how: Any) -> Office:
    """An office that knows the family, and has a file of every member."""
    members = [application(docdb) for docdb in (EP, *more)]
    return Office(members, [dossier(m, document(f"d-{m.number.docdb}")) for m in members], **how)


async def test_a_dossier_is_written_when_all_have_told_it() -> None:
    """While another is awaited; when that comes at last, it alone is written, and no byte is another."""
    slow = knowing(slow={"dossier": 8})
    ours = world(
        provider("hub", knowing("JP.2.A", "AU.2.A"), "JP"), provider("ep", knowing(), "EP"),
        provider("au", slow, "AU"), provider("au-hub", knowing("AU.2.A"), "AU"),
    )  # fmt: skip
    slow.dossiers |= knowing("AU.2.A").dossiers
    sheets, under_way = Sheets(), flights()
    asking = asyncio.create_task(
        ask_family(FamilyRequest(EP, PUBLIC, 10), ours, under_way, LoopClock(), sheets)
    )
    await asyncio.sleep(7)
    early = sheets.bytes
    found = await asking
    await under_way.aclose()
    assert isinstance(found, FoundFamily)
    assert asyncio.get_running_loop().time() == 8
    sizes = {dated.sheet.docdb: dated.sheet.size for dated in found.presented.dossiers}
    assert sizes.keys() == {EP, "JP.2.A", "AU.2.A"}
    assert early == sizes[EP] + sizes["JP.2.A"]
    assert sheets.bytes == sum(sizes.values())
    assert settled(found.answer) == settled(await find(ours))


async def test_a_slow_office_leaves_the_others_bytes_alone() -> None:
    """Its outcome is 'timed_out', the answer comes at the deadline and not before, the rest is identical."""
    quick, slow = (
        world(provider("hub", knowing("JP.2.A"), "EP JP"), provider("au", Office(slow={"family": s}), "AU"))
        for s in (0, 60)
    )
    whole, partial = await find(quick), await find(slow, seconds=5)
    assert isinstance(whole, FamilyAnswer)
    assert asyncio.get_running_loop().time() == 5
    assert (whole.complete, partial.complete) == (True, False)
    for field in ("query", "family", "dossiers", "conflicts"):
        assert settled(getattr(whole, field)) == settled(getattr(partial, field))
    lost = [o for o in partial.outcomes if o.code == "timed_out"]
    assert [(o.provider, o.operation, o.elapsed_ms) for o in lost] == [("au", "family", 5_000)]
    assert settled([o for o in whole.outcomes if o.provider == "hub"]) == settled(
        [o for o in partial.outcomes if o.provider == "hub"]
    )


@pytest.mark.parametrize(
    "error", [TimedOut("x"), Unavailable("x"), Malformed("x"), Throttled("x"), Withheld("x"), KeyError("bug")]
)
async def test_a_bad_office_leaves_the_others_bytes_alone(error: BaseException) -> None:
    """Whatever it does with its families and files."""
    bad = knowing(always={"family": error, "dossier": error})
    for ours in (provider("au", Office(), "AU"), provider("au", bad, "AU")):
        answer = await find(world(provider("hub", knowing("JP.2.A"), "EP JP"), ours))
        if ours.connector is not bad:
            well = answer
    assert settled([answer.family, answer.dossiers]) == settled([well.family, well.dossiers])


async def test_an_answer_repeats_itself_but_for_the_time() -> None:
    """Cached or not: ``cached`` stands for ``ok``, the rest is the same byte for byte."""
    ours, under_way = world(provider("hub", knowing("JP.2.A", seconds=1), "EP JP")), flights()
    request = FamilyRequest(EP, PUBLIC, 10)
    first = await find_family(request, ours, under_way, LoopClock())
    await asyncio.sleep(20)
    again = await find_family(request, ours, under_way, LoopClock())
    assert settled(first) == settled(again).replace(b'"cached"', b'"ok"')
    assert isinstance(again, FamilyAnswer)
    assert {(o.code, o.age_seconds) for o in again.outcomes} == {("cached", 20), ("cached", 21)}


async def test_it_says_how_the_number_was_read() -> None:
    """The text as it was written, and the readings that led to the family, not those that did not."""
    listed = application(EP, publications=(Publication(office="EP", number="1000000", kind="A1"),))
    answer = await find(world(provider("hub", Office([listed]), "EP JP")), " ep 1000000 ")
    assert answer.query.text == " ep 1000000 "
    assert [(r.type, r.office, r.number) for r in answer.query.read_as] == [("publication", "EP", "1000000")]


async def test_two_readings_of_two_families_are_a_choice() -> None:
    """An application number and a publication number of one office that both exist, and are not related."""
    one = application("JP.2017187096.A", "NL.1.A", published=None)
    other = application(
        "JP.5.A", "NL.2.A", publications=(Publication(office="JP", number="2017187096", kind="A"),)
    )
    apart = Office({number("JP.2017187096.A"): (one,), number("publication JP.2017187096"): (other,)})
    choice = await find(world(provider("hub", apart, "EP JP")), "JP 2017-187096", JP)
    assert isinstance(choice, Choice)
    assert {r.type for r in choice.query.read_as} == {"application", "publication"}


async def test_two_readings_of_one_family_are_no_choice() -> None:
    """Nor is a second reading that leads nowhere."""
    one = application(
        "JP.2017187096.A", publications=(Publication(office="JP", number="2017187096", kind="A"),)
    )
    answer = await find(world(provider("hub", Office([one]), "EP JP")), "JP 2017-187096")
    assert isinstance(answer, FamilyAnswer)
    assert {r.type for r in answer.query.read_as} == {"application", "publication"}
    alone = await find(
        world(provider("hub", Office([application("JP.2017187096.A")]), "EP JP")), "JP 2017-187096"
    )
    assert isinstance(alone, FamilyAnswer)


async def test_a_hidden_second_family_is_no_choice() -> None:
    """That the other reading exists, too, is for those who may know."""
    one = application("JP.2017187096.A", "NL.1.A", publications=(GRANT,))
    hidden = application("JP.5.A", "NL.2.A", published=None)
    apart = Office({number("JP.2017187096.A"): (one,), number("publication JP.2017187096"): (hidden,)})
    ours = world(provider("hub", apart, "EP JP"))
    assert isinstance(await find(ours, "JP 2017-187096"), FamilyAnswer)
    assert isinstance(await find(ours, "JP 2017-187096", AU), FamilyAnswer)
    assert isinstance(await find(ours, "JP 2017-187096", JP), Choice)


@pytest.mark.parametrize("text", ["", "no number at all", "x" * 10_000, "\x00", "\u202e\U0001f600", "   "])
async def test_what_is_no_number_is_refused_unasked(text: str) -> None:
    """400, with a code; nobody is bothered."""
    hub = knowing()
    refused = await refusal(world(provider("hub", hub, "EP JP")), text)
    assert (type(refused), refused.status, refused.code) == (BadQuestion, 400, "number-unreadable")
    assert hub.calls() == 0


@pytest.mark.parametrize(
    ("errors", "refused"),
    [
        ([None, None], NotFound),
        ([None, Withheld("closed")], NotFound),
        ([None, Unsupported("not by this kind of number")], NotFound),
        ([None, TimedOut("slow")], AllTimedOut),
        ([TimedOut("slow"), TimedOut("slow")], AllTimedOut),
        ([TimedOut("slow"), Unavailable("down")], NobodyAnswered),
        ([None, Malformed("html")], NobodyAnswered),
        ([None, Throttled("later", retry_after=30)], NobodyAnswered),
    ],
)
async def test_without_a_family_it_says_why(
    errors: list[ConnectorError | None], refused: type[GatewayError]
) -> None:
    """404 only when all who could know say no; 504 when all who failed did so by time; else 502."""
    providers = [
        provider(f"p{n}", Office(always={} if error is None else {"family": error}), code)
        for n, (error, code) in enumerate(zip(errors, ("AU", "CA"), strict=True))
    ]
    found = await refusal(world(*providers))
    assert type(found) is refused
    for n, error in enumerate(errors):
        named = f"p{n} ({error.code})" in found.detail if error is not None else False
        failed = isinstance(error, ConnectorError) and refused is not NotFound
        assert named is failed
        assert (error is not None and f"p{n}: {error.args[0]}." in found.detail) is failed


async def test_who_comes_first_to_be_asked_again_is_said() -> None:
    """The shortest of the waits that were told."""
    waits = [Throttled("later", retry_after=seconds) for seconds in (30, 20)]
    providers = [
        provider(id, Office(always={"dossier": wait}, failing={"family": [wait]}), id.upper())
        for id, wait in zip(("au", "ca"), waits, strict=True)
    ]
    assert (await refusal(world(*providers))).retry_after == 20


async def test_nothing_within_the_time_is_a_time_out() -> None:
    """Nobody has said no, so it is not 'not found'."""
    found = await refusal(world(provider("hub", knowing(seconds=60), "EP JP")), seconds=5)
    assert (type(found), found.status) == (AllTimedOut, 504)
    assert asyncio.get_running_loop().time() == 5


def test_hidden_and_absent_look_alike() -> None:
    """Byte for byte: what may not be seen, and what does not exist."""
    member = application(EP, published=None)
    hidden = Office([member], [dossier(EP, document("d"))])
    refusals = {
        answered(world(provider("hub", office, "EP JP")), EP, requester)
        for office, requester in ((hidden, PUBLIC), (Office(), PUBLIC), (Office(), AU))
    }
    assert len(refusals) == 1
    assert refusals.pop().startswith(b"404 not-found")


async def test_a_confidential_number_needs_a_service_of_its_own_office() -> None:
    """Without one it is refused before anybody is asked."""
    hub = knowing()
    refused = await refusal(world(provider("hub", hub, "EP JP")), confidential=True, requester=AU)
    assert (refused.status, refused.code, hub.calls()) == (400, "confidential-nobody", 0)


async def test_an_answer_is_valid_json_in_camel_case() -> None:
    """As the contract spells it."""
    answer = await find(world(provider("hub", knowing(), "EP JP")))
    plain = msgspec.json.decode(msgspec.json.encode(answer))
    assert list(plain) == ["query", "family", "dossiers", "outcomes", "conflicts", "complete"]
    assert plain["dossiers"][0]["documents"][0]["provenance"][0]["documentId"] == f"d-{EP}"
