"""``/families`` as an accessing office meets it."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from streamed import Streamed, events_of

from connectors.errors import Malformed, ServerFault, TimedOut
from gateway.present.answer import FamilyAnswer
from gateway.web.events import EVENTS

PATH = "/api/v1/families?number=EP.99203729.A&type=application"
NDJSON, SSE = "application/x-ndjson", "text/event-stream"
VOLATILE = {"elapsedMs", "ageSeconds", "attempts", "retryAfterSeconds", "detail", "retrievedAt"}


def settled(value):
    """A JSON value without what may differ between two answers of equal facts."""
    if isinstance(value, dict):
        return {k: settled(v) for k, v in value.items() if k not in VOLATILE}
    return [settled(v) for v in value] if isinstance(value, list) else value


async def test_the_answer_is_the_merged_family(house) -> None:
    """One family, every dossier that came, one outcome for each ask, in the form of the contract."""
    gateway = await house.open()
    answer = await gateway.get(PATH)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    told = msgspec.json.decode(answer.body, type=FamilyAnswer)
    assert [m.application_number.docdb for m in told.family.members] == ["EP.99203729.A", "NL.1010536.A"]
    assert [len(d.documents) for d in told.dossiers] == [2, 1]
    assert {o.code for o in told.outcomes} <= {"ok", "not_held"}
    assert told.complete
    assert msgspec.json.encode(told) == answer.body


@pytest.mark.parametrize("form", [NDJSON, SSE])
async def test_folding_a_stream_gives_the_json_answer(house, form) -> None:
    """Whole values that replace by key; ``done`` is last; the JSON answer but for times, and nothing more."""
    gateway = await house.open()
    whole = msgspec.json.decode((await gateway.get(PATH)).body)
    streamed = await gateway.get(PATH, Accept=form)
    assert streamed.status == 200
    assert streamed.headers["Content-Type"].partition(";")[0] == form
    assert streamed.headers["X-Accel-Buffering"] == "no"
    assert "no-store" in streamed.headers["Cache-Control"]
    assert "Content-Encoding" not in streamed.headers
    lines = events_of(streamed.body, form)
    assert all(msgspec.json.decode(line, type=EVENTS) for line in lines)
    for outcome in whole["outcomes"]:
        outcome["code"] = outcome["code"].replace("ok", "cached")
    assert settled(Streamed(map(msgspec.json.decode, lines)).answer()) == settled(whole)


async def test_a_stream_tells_before_everybody_has_answered(house) -> None:
    """The family leaves while an office still thinks; its dossier follows; then done."""
    house.nl.gate = asyncio.Event()
    gateway = await house.open()
    async with gateway.session.get(gateway.url + PATH, headers={"Accept": NDJSON}) as response:
        first = msgspec.json.decode(await response.content.readline())
        assert first["event"] == "family"
        house.nl.gate.set()
        rest = [msgspec.json.decode(line) async for line in response.content]
    assert rest[-1]["event"] == "done"
    assert rest[-1]["complete"]
    assert any(e["event"] == "dossier" and e["dossier"]["applicationNumber"]["office"] == "NL" for e in rest)


@pytest.mark.parametrize("form", ["application/json", NDJSON, SSE])
async def test_a_failed_office_leaves_an_incomplete_answer(house, form) -> None:
    """The family is 200 although an office failed; its outcome says so and ``complete`` is false."""
    house.nl.families[("EP.99203729.A")] = ServerFault("it is broken")
    house.nl.files["NL.1010536.A"] = Malformed("html_instead_of_data: a page")
    gateway = await house.open()
    answer = await gateway.get(PATH, Accept=form)
    assert answer.status == 200
    assert b'"malformed"' in answer.body
    assert b'"unavailable"' in answer.body
    assert b'"complete":false' in answer.body


@pytest.mark.parametrize("form", ["application/json", NDJSON, SSE])
@pytest.mark.parametrize(
    ("faults", "status", "code", "failed_at"),
    [
        ({}, 404, "not-found", "client"),
        ({"ep": ServerFault("broken")}, 502, "offices-failed", "office"),
        ({"ep": TimedOut("slow")}, 504, "offices-timed-out", "office"),
        ({"ep": TimedOut("slow"), "nl": ServerFault("broken")}, 502, "offices-failed", "office"),
    ],
)
async def test_the_status_says_why_there_is_no_family(house, form, faults, status, code, failed_at) -> None:
    """404 only when everyone who could know says no; the same for streams, since their status line waits."""
    house.ep.families, house.nl.families = {}, {}
    for name, fault in faults.items():
        getattr(house, name).families = {"EP.99203729.A": fault}
    gateway = await house.open()
    answer = await gateway.get(PATH, Accept=form)
    problem = msgspec.json.decode(answer.body)
    assert (answer.status, problem["code"], problem["failedAt"]) == (status, code, failed_at)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(gateway.flights) == 0


@pytest.mark.parametrize("form", ["application/json", NDJSON])
async def test_two_families_of_one_number_are_a_choice(house, member, form) -> None:
    """300 with the readings when the number reads two ways and both exist."""
    stranger = msgspec.structs.replace(
        member(), number=msgspec.structs.replace(member().number, number="1"), priorities=()
    )
    readings = {"application NL.1010536.A": (member(),), "publication NL.1010536.A": (stranger,)}
    house.ep.families = house.nl.families = readings
    gateway = await house.open()
    answer = await gateway.get("/api/v1/families?number=NL.1010536.A", Accept=form)
    assert answer.status == 300
    choice = msgspec.json.decode(answer.body)
    assert set(choice) == {"query"}
    assert len(choice["query"]["readAs"]) > 1


async def test_a_number_of_several_offices_is_a_choice_before_anybody_is_asked(house) -> None:
    """A bare number that could belong to several offices is 300, and no office hears of it."""
    gateway = await house.open()
    answer = await gateway.get("/api/v1/families?number=1010536")
    assert answer.status == 300
    assert answer.headers["Content-Type"] == "application/json"
    assert house.ep.asked == house.nl.asked == []


async def test_the_key_of_an_office_opens_what_is_open_to_offices(house, au_key) -> None:
    """What the public does not see looks as if it did not exist; an accessing office sees it."""
    house.visibility["ep"] = "offices"
    house.nl.families = {}
    gateway = await house.open()
    public, office = await gateway.get(PATH), await gateway.get(PATH, au_key)
    assert public.status == 404
    assert b"ep" not in public.body.replace(b"type", b"")
    assert office.status == 200
    assert office.headers["Cache-Control"] == "private, no-store"


async def test_prefer_wait_is_honoured_up_to_the_limit(house) -> None:
    """``Preference-Applied`` says what was honoured; a deadline that has come leaves with what there is."""
    house.nl.gate = asyncio.Event()
    gateway = await house.open()
    hurried = await gateway.get(PATH, Prefer="respond-async, wait=0")
    assert hurried.status == 504
    assert (await gateway.get("/api/v1/numbers?text=EP.99203729.A", Prefer="wait=7")).headers[
        "Preference-Applied"
    ] == "wait=7"
    patient = await gateway.get("/api/v1/offices", Prefer="wait=100000")
    assert patient.headers["Preference-Applied"] == "wait=60"
    assert "Preference-Applied" not in (await gateway.get("/api/v1/offices", Prefer="wait=soon")).headers


async def test_an_answer_at_its_deadline_is_partial_and_the_late_call_feeds_the_cache(house) -> None:
    """With one office too late the answer is 200 and incomplete; asked again, the late answer is there."""
    gateway = await house.open()
    await gateway.get(PATH)
    house.clock.seconds += 1_000
    house.nl.gate = asyncio.Event()
    house.ep.begun.clear()
    early = await gateway.get(PATH, Prefer="wait=0")
    assert early.status in (200, 504)
    house.nl.gate.set()
    later = await gateway.get(PATH)
    assert later.status == 200
    assert b'"complete":true' in later.body


async def test_scope_and_confidential_reach_the_question(house) -> None:
    """A confidential number goes to its own office only."""
    gateway = await house.open()
    answer = await gateway.get(PATH + "&confidential=true&scope=extended")
    assert answer.status == 200
    assert b'"scope":"extended"' in answer.body
    assert house.ep.asked
    assert house.nl.asked == []


async def test_head_answers_like_get_without_a_body(house) -> None:
    """HEAD of the JSON answer has its length and tag, and of a stream only its form; both end at once."""
    gateway = await house.open()
    whole = await gateway.get(PATH)
    head = await gateway.get(PATH, method="HEAD")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    stream = await gateway.get(PATH, method="HEAD", Accept=SSE)
    assert stream.status == 200
    assert stream.body == b""
    assert stream.headers["Content-Type"].startswith(SSE)
    assert len(gateway.flights) == 0
