"""What people type wrongly: a clear word at every door, and never a failure of the gateway."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
from replicas import KEY
from serving import ROOT

UNREADABLE = {
    "nothing": "",
    "blanks": " \t \u3000",
    "words": "please find it",
    "an office that does not exist": "XY 1234567",
    "10,000 digits": "1" * 10_000,
    "10,000 characters": "EP" + " -." * 3_333,
    "a smile": "\U0001f600",
    "right to left": "\u05d1\u05d3\u05d9\u05e7\u05d4",
    "NUL": "EP\x001000000",
    "NUL alone": "\x00",
    "a command": "'; DROP TABLE x; --",
    "a path": "../../etc/passwd",
    "a page": "<script>alert(1)</script>",
    "a lone surrogate, as it can be written": "EP\ufffd1000000",
}
READABLE = {
    "right-to-left mark": "\u202eEP1000000",
    "full-width": "\uff25\uff30\uff11\uff10\uff10\uff10\uff10\uff10\uff10",
    "zero width": "EP\u200b1000000",
    "many blanks": "EP" + " " * 200 + "1000000",
}
ROUTES = {"/api/v1/families": "number", "/api/v1/numbers": "text", "/api/v1/dossiers": "application"}


@pytest.mark.parametrize("path", ROUTES)
async def test_an_unreadable_number_is_400_and_says_why(demonstration: Any, path: str) -> None:
    """With a code, a sentence of bounded length, and nothing raw of what was sent; nobody is asked."""
    gateway = await demonstration.gateway()
    for name, text in UNREADABLE.items():
        got = await gateway.get(path, **{ROUTES[path]: text})
        assert got.status == 400, name
        assert got.headers["Content-Type"] == "application/problem+json"
        problem = got.json
        assert problem["code"] in ("number-unreadable", "parameter-invalid", "parameter-missing")
        assert problem["failedAt"] == "client"
        assert 10 < len(problem["detail"]) < 600
        assert problem["detail"].isprintable()
        assert problem["correlationId"] == got.headers["Correlation-ID"]
    assert demonstration.simulation.asked("au").total() == 0


@pytest.mark.parametrize("name", READABLE)
async def test_odd_ways_of_writing_are_read(demonstration: Any, name: str) -> None:
    """Invisible marks, wide digits and blanks do not change a number."""
    gateway = await demonstration.gateway()
    answer = await gateway.family(READABLE[name])
    assert answer["query"]["readAs"][0]["docdb"] == "EP.1000000"
    assert "EP.99203729.A" in [m["applicationNumber"]["docdb"] for m in answer["family"]["members"]]


WRONG: dict[str, tuple[str, str]] = {
    "/api/v1/families": ("parameter-missing", "number"),
    "/api/v1/families?nummer=EP1000000": ("parameter-unknown", "number"),
    "/api/v1/families?number=EP1&number=EP2": ("parameter-repeated", "number"),
    "/api/v1/families?number=EP1000000&scope=wide": ("parameter-invalid", "scope"),
    "/api/v1/families?number=EP1000000&type=design": ("parameter-invalid", "type"),
    "/api/v1/families?number=1000000&office=XX": ("parameter-invalid", "office"),
    "/api/v1/families?number=1000000&office=Z1": ("parameter-invalid", "office"),
    "/api/v1/families?number=EP1000000&year=soon": ("parameter-invalid", "year"),
    "/api/v1/families?number=EP1000000&year=99999999999999999999": ("parameter-invalid", "year"),
    "/api/v1/families?number=EP1000000&confidential=maybe": ("parameter-invalid", "confidential"),
    "/api/v1/dossiers?application=EP1000000X": ("number-unreadable", ""),
    "/api/v1/numbers?text=EP1000000&scope=simple": ("parameter-unknown", "scope"),
}


async def test_a_wrong_parameter_is_named(demonstration: Any) -> None:
    """Which one, and what would be right."""
    gateway = await demonstration.gateway()
    for target, (code, named) in WRONG.items():
        got = await gateway.get(target)
        assert (got.status, got.json["code"]) == (400, code), target
        assert named in got.json["detail"]


HEADERS = {
    "Prefer": "wait=soon", "If-None-Match": "no tag", "Correlation-ID": "a b", "Range": "lines=1-2",
    "Authorization": "Basic YTpi", "traceparent": "zz", "Requestor-Id": "x" * 500, "Accept": "image/png",
}  # fmt: skip


async def test_a_wrong_header_field_fails_nothing(demonstration: Any) -> None:
    """It is passed over or refused as the client's; never an error of the gateway."""
    gateway = await demonstration.gateway()
    for name, value in HEADERS.items():
        key = None if name == "Authorization" else KEY
        got = await gateway.get("/api/v1/families", key, headers={name: value}, number="EP1000000")
        assert got.status in (200, 400, 401, 406), name
        if got.status != 200:
            assert got.json["failedAt"] == "client"


async def test_unknown_things_are_not_found(demonstration: Any) -> None:
    """An office that nobody provides, a number that nobody has, a route or a method that is none."""
    gateway = await demonstration.gateway()
    for number, status in (("TV 2020/1", 404), ("EP 4999999", 404), ("AU 2031999999", 404)):
        got = await gateway.get("/api/v1/families", number=number)
        assert (got.status, got.json["code"]) in {(status, "not-found"), (400, "number-unreadable")}
    route = await gateway.get("/api/v2/families", number="EP1000000")
    assert (route.status, route.json["code"]) == (404, "no-such-route")
    method = await gateway.get("/api/v1/families", method="DELETE", number="EP1000000")
    assert (method.status, method.json["code"]) == (405, "method-not-allowed")
    assert "GET" in method.headers["Allow"]


async def run(*arguments: str) -> tuple[int, str, str]:
    """A command of ``casegate``, as a process: exit code, standard output and standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.cli.main", *arguments, cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


TYPED = [UNREADABLE[name] for name in ("an office that does not exist", "10,000 digits", "a smile", "a page")]


async def test_the_command_line_says_the_same(demonstration: Any) -> None:
    """``number`` and ``get``: exit code 2 or 4, nothing on standard output, plain sentences, no traceback."""
    gateway = await demonstration.gateway()
    asked = [(("number", "--", text), 2) for text in TYPED]
    asked.append((("get", "EP 4999999", "--gateway", gateway.url), 4))
    asked.append((("get", "EP 1000000", "--gateway", gateway.url, "--office", "XX"), 2))
    asked.append((("get", "EP 1000000", "--gateway", gateway.url, "--key", "wrong"), 2))
    ended = await asyncio.gather(*(run(*arguments) for arguments, _ in asked))
    for (arguments, expected), (code, out, err) in zip(asked, ended, strict=True):
        assert (code, out) == (expected, ""), arguments
        assert err.startswith("casegate: ")
        assert "Traceback" not in err
        assert len(err) < 700
        assert all(character.isprintable() or character == "\n" for character in err)
