"""The same answer as it comes in: folded together it is the JSON answer."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
import streamed
from asking import flights, run, settled, timeless
from generated_worlds import QUERIES, two_routes, worlds
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from streamed import Reader
from virtual_time import LoopClock
from worlds import AU, REQUESTERS, Office, application, document, dossier, number, provider, world

from connectors.model import Publication
from gateway.errors import AllTimedOut, GatewayError, NotFound
from gateway.questions.families import FamilyRequest, find_family, follow_family
from gateway.questions.numbers import Choice
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP = "EP.99203729.A"
GRANT = Publication(office="JP", number="7000001", kind="B", date=None)


async def follow(
    ours: World,
    reader: Reader,
    text: str = EP,
    requester: Requester = PUBLIC,
    seconds: float = 10,
    most_seconds: float = 60,
) -> Choice | None:
    """Follows the question about this number to its end."""
    return await streamed.follow(FamilyRequest(text, requester, seconds), ours, reader, most_seconds)


@hypothesis_settings(max_examples=150)
@given(
    worlds() | two_routes(),
    st.sampled_from(REQUESTERS),
    st.sampled_from(QUERIES),
    st.sampled_from((0, 0.3, 2)),
)
def test_folded_it_is_the_json_answer(world: World, requester: Requester, text: str, reading: float) -> None:
    """Whatever the world and however slowly it is read; or it is refused as the JSON answer is."""

    async def json() -> bytes:
        try:
            return settled(
                await find_family(FamilyRequest(text, requester, 60), world, flights(), LoopClock())
            )
        except GatewayError as error:
            return f"{error.status} {error.detail}".encode()

    async def stream() -> bytes:
        reader = Reader(seconds=reading)
        try:
            choice = await follow(world, reader, text, requester, seconds=60)
        except GatewayError as error:
            assert reader.events == []
            return f"{error.status} {error.detail}".encode()
        if choice is not None:
            assert reader.events == []
            return settled(choice)
        assert reader.names[0] == "family"
        assert reader.names.index("done") == len(reader.events) - 1
        return msgspec.json.encode(timeless(reader.folded()))

    assert run(stream) == run(json)


def knowing(*more: str, **how: Any) -> Office:
    """An office that knows the family, and has a file of every member."""
    members = [application(docdb) for docdb in (EP, *more)]
    return Office(members, [dossier(m, document(f"d-{m.number.docdb}")) for m in members], **how)


async def test_each_part_is_told_when_it_is_there() -> None:
    """The family first, each dossier when its office has answered, and nothing told twice."""
    ours = world(
        provider("hub", knowing(), "EP KR", concurrency=1),
        provider("jp", knowing("JP.2.A", slow={"family": 3, "dossier": 4}), "JP"),
    )
    reader = Reader()
    await follow(ours, reader)
    told = [
        (at, event["event"], event.get("dossier", {}).get("applicationNumber", {}).get("docdb"))
        for at, event in reader.events
        if event["event"] != "outcome"
    ]
    assert told == [
        (0, "family", None),
        (0, "family", None),
        (0, "dossier", EP),
        (3, "family", None),
        (7, "family", None),
        (7, "dossier", "JP.2.A"),
        (7, "done", None),
    ]
    outcomes = [msgspec.json.encode(event) for _, event in reader.events if event["event"] == "outcome"]
    assert len(set(outcomes)) == len(outcomes) == 4


async def test_who_waits_in_line_is_told_for_how_long() -> None:
    """An office that allows three requests a minute: what it says of the fourth is that it comes then."""
    members = [application(f"JP.{n}.A", EP) for n in (1, 2, 3)]
    files = [dossier(member.number.docdb, document("d")) for member in members]
    office = Office({number(EP): tuple(members)}, files)
    reader = Reader()
    await follow(world(provider("hub", office, "EP JP", requests_per_minute=3)), reader, most_seconds=100)
    outcomes = [(at, event["outcome"]) for at, event in reader.events if event["event"] == "outcome"]
    third = [
        (at, o["code"], o["retryAfterSeconds"]) for at, o in outcomes if o["applicationNumber"] == "JP.3.A"
    ]
    assert third == [(0, "throttled", 60), (60, "ok", None)]
    answer = reader.folded()
    assert (answer["complete"], len(answer["dossiers"])) == (True, 3)


async def test_late_answers_are_waited_for() -> None:
    """Beyond the requester's own time, up to the longest; then 'done', and nothing after it."""
    ours = world(
        provider("hub", knowing(), "EP KR"),
        provider("jp", knowing("JP.2.A", seconds=15), "JP", timeout_seconds=100),
        provider("au", knowing(seconds=90), "AU", timeout_seconds=100),
    )
    reader = Reader()
    await follow(ours, reader, seconds=5, most_seconds=40)
    assert (reader.events[-1][0], reader.names[-1]) == (40, "done")
    answer = reader.folded()
    assert answer["complete"] is False
    assert {(o["provider"], o["code"]) for o in answer["outcomes"]} == {
        ("hub", "ok"),
        ("jp", "ok"),
        ("au", "timed_out"),
    }
    assert len(answer["dossiers"]) == 2


async def test_nothing_is_told_while_the_family_is_not_certain() -> None:
    """Of a number with two readings nobody is told the one before the other is heard, within his time."""
    one = application("JP.2017187096.A", "NL.1.A", publications=(GRANT,))
    other = application(
        "JP.5.A", "NL.2.A", publications=(Publication(office="JP", number="2017187096", kind="A"),)
    )
    quick = Office({number("JP.2017187096.A"): (one,)})
    for slow, begins in ((Office(seconds=4), 4), (Office(seconds=9), 6)):
        reader = Reader()
        ours = world(provider("hub", quick, "EP JP"), provider("jp", slow, "JP"))
        begun = asyncio.get_running_loop().time()
        assert await follow(ours, reader, "JP 2017-187096", seconds=6) is None
        assert reader.events[0][0] - begun == begins
    both = Office({number("publication JP.2017187096"): (other,)}, seconds=4)
    reader = Reader()
    ours = world(provider("hub", quick, "EP JP"), provider("jp", both, "JP"))
    assert isinstance(await follow(ours, reader, "JP 2017-187096", seconds=6), Choice)
    assert reader.events == []


@pytest.mark.parametrize("first", ["application", "publication"])
async def test_a_second_family_that_comes_too_late_changes_nothing(first: str) -> None:
    """A stream that has begun stays with its family, whichever reading it was, and comes to its end."""
    families = {
        "application": {number("JP.2017187096.A"): (application("JP.2017187096.A", publications=(GRANT,)),)},
        "publication": {number("publication JP.2017187096"): (application("JP.5.A", "NL.2.A"),)},
    }
    quick = Office(families.pop(first))
    (late,) = (Office(family, seconds=9) for family in families.values())
    reader = Reader()
    ours = world(provider("hub", quick, "EP JP"), provider("jp", late, "JP"))
    assert await follow(ours, reader, "JP 2017-187096", seconds=5) is None
    answer = reader.folded()
    expected = {"application": "JP.2017187096.A", "publication": "JP.5.A"}[first]
    assert [m["applicationNumber"]["docdb"] for m in answer["family"]["members"]] == [expected]
    assert [r["type"] for r in answer["query"]["readAs"]] == [first]
    assert answer["complete"] is True


async def test_absence_is_told_when_nobody_is_left_to_answer() -> None:
    """Not at the requester's time: until all have answered it is not certain."""
    ours = world(
        provider("hub", Office(), "EP KR"), provider("jp", Office(seconds=20), "JP", timeout_seconds=60)
    )
    with pytest.raises(NotFound):
        await follow(ours, Reader(), seconds=5)
    assert asyncio.get_running_loop().time() == 20
    with pytest.raises(AllTimedOut):
        await follow(ours, Reader(), seconds=5, most_seconds=10)


async def test_a_late_family_is_still_told() -> None:
    """The first office that knows it answers after the requester's own time."""
    reader = Reader()
    await follow(world(provider("hub", knowing(seconds=20), "EP KR", timeout_seconds=60)), reader, seconds=5)
    assert (reader.events[0][0], reader.names[-1]) == (20, "done")


async def test_a_reader_who_goes_away_ends_everything() -> None:
    """His connection's error comes out, and the calls that only he wanted are cancelled."""
    late = knowing("JP.2.A", seconds=20)
    ours = world(provider("hub", knowing(), "EP KR"), provider("jp", late, "JP"))
    reader = Reader(most=1)
    with pytest.raises(ConnectionResetError):
        await follow(ours, reader)
    assert asyncio.get_running_loop().time() == 0
    assert (late.cancelled, late.under_way) == (1, 0)


async def test_a_cancelled_stream_ends_everything() -> None:
    """No task, flight or place is left behind."""
    late = knowing("JP.2.A", seconds=20)
    ours, under_way = world(provider("jp", late, "JP")), flights()
    request = FamilyRequest(EP, AU, 10)
    stream = asyncio.create_task(follow_family(request, ours, under_way, LoopClock(), 60, Reader().write))
    await asyncio.sleep(1)
    stream.cancel()
    await asyncio.gather(stream, return_exceptions=True)
    await asyncio.sleep(0)
    assert (late.cancelled, len(under_way)) == (1, 0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_slow_reader_gets_fewer_and_newer_events() -> None:
    """Values that were replaced while he read are skipped."""
    family = [f"EP.{n}.A" for n in range(2, 12)]
    offices = [provider(f"p{n}", knowing(*family, seconds=n), "EP KR") for n in range(1, 9)]
    quick, slow = Reader(), Reader(seconds=3)
    await follow(world(*offices), quick)
    await follow(world(*offices), slow)
    assert len(slow.events) < len(quick.events)
    assert timeless(slow.folded()) == timeless(quick.folded())
