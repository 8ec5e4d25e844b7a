"""What the client of ``get`` makes of what comes: answers that break off, and servers that are no gateway."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gateway.cli.asking import Answered, FamilyQuery, GatewayClient, Problem, Reply
from gateway.cli.get import exit_code, show

QUERY = FamilyQuery("NZ 773158", type="application", year=2019, confidential=True)


def client(answer: httpx.Response | Exception, asked: list[httpx.Request] | None = None) -> GatewayClient:
    """A client of a server that always gives this answer."""

    def handler(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return GatewayClient("https://gateway.example/", "k", transport=httpx.MockTransport(handler))


async def follow(answer: httpx.Response | Exception) -> Reply:
    """What following the answer gives."""
    async with client(answer) as asking:
        return await asking.follow_family(QUERY)


class Stream(httpx.AsyncByteStream):
    """A body in lines, which breaks after the last unless it is whole."""

    def __init__(self, events: list[dict[str, Any]], *, whole: bool) -> None:
        self._lines = [json.dumps(event).encode() + b"\n" for event in events]
        self._whole = whole

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for line in self._lines:
            yield line
        if not self._whole:
            raise httpx.ReadError("the connection broke")


def events(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """An answer as the events of a stream."""
    return [
        {"event": "family", "family": answer["family"]},
        *({"event": "dossier", "dossier": one} for one in answer["dossiers"]),
        *({"event": "outcome", "outcome": one} for one in answer["outcomes"]),
        {"event": "done"} | {name: answer[name] for name in ("query", "conflicts", "complete")},
    ]


async def test_a_stream_is_folded_and_everything_that_was_asked_was_sent(made: Any) -> None:
    """The query's options are parameters, the key a bearer token, the answer that of the API."""
    asked: list[httpx.Request] = []
    answer = httpx.Response(200, stream=Stream(events(made.json()), whole=True))
    async with client(answer, asked) as asking:
        reply = await asking.follow_family(QUERY)
    assert isinstance(reply, Answered)
    assert reply.json == made.json()
    assert dict(asked[0].url.params) == {
        "number": "NZ 773158", "type": "application", "year": "2019", "confidential": "true",
    }  # fmt: skip
    assert asked[0].headers["authorization"] == "Bearer k"
    assert str(asked[0].url).startswith("https://gateway.example/api/v1/families?")


@pytest.mark.parametrize(
    ("wait", "bulk", "prefer"), [(None, True, "bulk"), (5, True, "wait=5, bulk"), (5, False, "wait=5")]
)
async def test_who_works_through_a_list_says_so(wait: int | None, bulk: bool, prefer: str) -> None:
    """In the header field in which it says how long it waits."""
    asked: list[httpx.Request] = []
    async with client(httpx.Response(404, json={}), asked) as asking:
        for find in (asking.find_family, asking.follow_family):
            await find(FamilyQuery("NZ 773158", wait_seconds=wait, bulk=bulk))
    assert [request.headers["Prefer"] for request in asked] == [prefer, prefer]


@pytest.mark.parametrize("whole", [True, False], ids=["ends without done", "breaks"])
async def test_what_came_before_a_stream_broke_is_shown_and_never_complete(
    made: Any, capsys: pytest.CaptureFixture[str], whole: bool
) -> None:
    """The page, a sentence on standard error, exit code 3."""
    told = events(made.json() | {"complete": True})[:2]
    reply = await follow(httpx.Response(200, stream=Stream(told, whole=whole)))
    assert isinstance(reply, Answered)
    assert reply.broken
    assert show(reply, json=False, newest=None) == 3
    printed = capsys.readouterr()
    assert "NZ 773158" in printed.out
    assert "broke off before its answer was whole" in printed.err


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("too long"),
        httpx.ReadError("reset"),
        httpx.Response(200, html="<h1>Hello</h1>"),
        httpx.Response(200, text='{"event":"family","family":{"members":[{}]}}\n'),
        httpx.Response(200, text='{"event":"done"}\n'),
        httpx.Response(200, text="[1]\n"),
        httpx.Response(200, text=""),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.Response(404, html="<h1>Not found</h1>"),
        httpx.Response(404, json={"detail": "Not Found"}),
        httpx.Response(300, json={"query": {}}),
        httpx.Response(502, html="<h1>Bad gateway</h1>"),
    ],
    ids=lambda answer: str(answer)[:40],
)
async def test_what_is_no_gateway_ends_with_6_and_one_sentence(
    answer: httpx.Response | Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page of another server is neither 'not found' nor a stack of calls."""
    reply = await follow(answer)
    assert isinstance(reply, Problem)
    assert show(reply, json=False, newest=None) == 6
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("casegate: ")


async def test_problem_details_are_told_with_when_to_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    """The gateway's own sentence, ``Retry-After``, and the id for its operator."""
    problem = {"status": 502, "title": "t", "detail": "ca did not answer.", "correlationId": "abc123"}
    reply = await follow(httpx.Response(502, json=problem, headers={"Retry-After": "40"}))
    assert show(reply, json=False, newest=None) == 6
    said = " ".join(capsys.readouterr().err.split())
    assert said == (
        "casegate: ca did not answer. Try again in 40 s. Correlation id, to ask its operator: abc123"
    )


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (300, 2),
        (400, 2),
        (401, 2),
        (403, 2),
        (404, 4),
        (406, 2),
        (414, 2),
        (429, 6),
        (500, 6),
        (502, 6),
        (504, 6),
    ],
)
def test_exit_codes_follow_the_status(status: int, code: int) -> None:
    """2 is the asker's to mend, 4 a certain no, 6 neither yes nor no."""
    assert exit_code(status) == code


@pytest.mark.parametrize(
    ("url", "exposed"),
    [("https://gateway.example", False), ("http://127.0.0.1:1", False), ("http://gateway.example", True)],
)
async def test_a_key_that_crosses_a_network_unencrypted_is_known(url: str, exposed: bool) -> None:
    """Plain http is for this machine only; without a key nothing is exposed."""
    async with GatewayClient(url, "k") as identified, GatewayClient(url) as public:
        assert identified.exposed is exposed
        assert not public.exposed
