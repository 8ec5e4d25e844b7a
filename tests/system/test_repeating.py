"""The same question again: the same bytes, the same tag, the same whole from a stream."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import timeless
from replicas import Got
from streamed import folded_by_the_guide

NUMBER = "EP 3840569"
KEYS = {"NDJSON": "application/x-ndjson", "SSE": "text/event-stream"}


def lines(got: Got, form: str) -> list[str]:
    """The events of a stream, as the guide's code wants them."""
    text = got.body.decode()
    if form == "NDJSON":
        return text.splitlines()
    return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]


def written(answer: Any) -> str:
    """An answer without what may differ, its keys in the order in which they came."""
    return json.dumps(timeless(answer))


async def test_equal_facts_are_equal_bytes(demonstration: Any) -> None:
    """Asked again, and asked of another gateway: the same but for times; so is the tag."""
    one, other = await demonstration.gateway(), await demonstration.gateway()
    got = [await gateway.get("/api/v1/families", number=NUMBER) for gateway in (one, one, other)]
    assert len({written(each.json) for each in got}) == 1
    assert len({each.headers["ETag"] for each in got}) == 1
    assert got[0].headers["ETag"].startswith('W/"')


async def test_a_tag_outlives_the_cache_and_says_nothing_has_changed(demonstration: Any) -> None:
    """``cached`` counts as ``ok``; 304 has no body; the tag of the public is another one."""
    gateway = await demonstration.gateway(cache={"fresh_seconds": 300})
    first = await gateway.get("/api/v1/families", number=NUMBER)
    again = await gateway.get("/api/v1/families", number=NUMBER)
    tag = first.headers["ETag"]
    assert {o["code"] for o in again.json["outcomes"]} == {"cached", "not_held", "withheld"}
    assert again.headers["ETag"] == tag
    for sent, key, status in (
        (tag, "office", 304),
        (f'"x", {tag}', "office", 304),
        (tag, None, 200),
        ('W/"x"', "office", 200),
    ):
        asker = {} if key else {"key": None}
        got = await gateway.get("/api/v1/families", headers={"If-None-Match": sent}, number=NUMBER, **asker)
        assert got.status == status
        assert (got.body == b"") is (status == 304)
        assert (got.headers["ETag"] == tag) is (key is not None)
    dossier = await gateway.get("/api/v1/dossiers", application="EP.19852346.A")
    assert (
        await gateway.get(
            "/api/v1/dossiers",
            headers={"If-None-Match": dossier.headers["ETag"]},
            application="EP.19852346.A",
        )
    ).status == 304


@pytest.mark.parametrize("form", KEYS)
@pytest.mark.parametrize("key", ["office", "public"])
async def test_a_folded_stream_is_the_json_answer(demonstration: Any, form: str, key: str) -> None:
    """By the code of the guide, to the byte; the last event is ``done`` and there is one of it."""
    gateway = await demonstration.gateway()
    asker = {} if key == "office" else {"key": None}
    stream = await gateway.get("/api/v1/families", headers={"Accept": KEYS[form]}, number=NUMBER, **asker)
    assert stream.headers["Content-Type"].startswith(KEYS[form])
    assert "Content-Encoding" not in stream.headers
    events = lines(stream, form)
    assert [json.loads(event)["event"] for event in events].index("done") == len(events) - 1
    answer = await gateway.get("/api/v1/families", number=NUMBER, **asker)
    assert written(folded_by_the_guide(events)) == written(answer.json)


async def test_a_stream_tells_what_is_there_before_the_slowest_has_answered(demonstration: Any) -> None:
    """The others' dossiers come while one list is still waited for; then it comes too, and ``done``."""
    from connectors.kit.faults import Faults

    await demonstration.simulation.set_faults("ca", Faults(operations=("doclists",), delay_seconds=1))
    gateway = await demonstration.gateway()
    target = f"{gateway.url}/api/v1/families?number=EP3840569"
    sent = {"Accept": KEYS["NDJSON"], "Authorization": "Bearer the-key-of-an-accessing-office"}
    seen: list[dict[str, Any]] = []
    async with gateway.session.get(target, headers=sent) as response:
        async for line in response.content:
            seen.append(json.loads(line))
            dossiers = {e["dossier"]["applicationNumber"]["docdb"] for e in seen if e["event"] == "dossier"}
            if len(dossiers) == 11 and not demonstration.gate.opened.is_set():
                assert not any(number.startswith("CA.") for number in dossiers)
                assert seen[-1]["event"] != "done"
                demonstration.gate.opened.set()
    assert seen[-1]["event"] == "done"
    assert seen[-1]["complete"] is True
    assert demonstration.gate.opened.is_set()
