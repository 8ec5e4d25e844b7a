"""Connections: what is no HTTP, clients that leave, and the end of the process."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import msgspec
import pytest
from structlog.testing import capture_logs

FAMILY = "/api/v1/families?number=EP.99203729.A&type=application"


async def exchange(gateway, sent: bytes) -> tuple[bytes, bytes, bytes]:
    """Status line, header fields and body of the answer to some bytes; without a length, until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    status, _, fields = head.partition(b"\r\n")
    length = re.search(rb"Content-Length: ([0-9]+)", fields)
    body = await reader.read() if length is None else await reader.readexactly(int(length[1]))
    writer.close()
    return status, fields, body


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"GET /livez\r\n\r\n", 505, "http-version-not-supported"),
        (b"GET /livez HTTP/0.9\r\n\r\n", 505, "http-version-not-supported"),
        (b"GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 505, "http-version-not-supported"),
        (b"TRACE /livez HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"),
        (b"GET /livez HTTP/1.1\r\n\r\n", 400, "request-unreadable"),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "request-unreadable"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "request-unreadable"),
        (b"FOO /livez HTTP/1.1\r\nHost: a\r\n\r\n", 400, "request-unreadable"),
        (b"GET /livez?\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400, "request-unreadable"),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nExpect: the-best\r\n\r\n", 417, "expectation-failed"),
        (b"GET /none HTTP/1.1\r\nHost: a\r\nExpect: the-best\r\n\r\n", 417, "expectation-failed"),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 404, "no-such-route"),
    ],
)
async def test_what_is_not_served_is_refused_in_the_same_form(house, sent, status, code) -> None:
    """Problem details with a correlation id, whatever came; no other server's name or words."""
    gateway = await house.open()
    line, fields, body = await exchange(gateway, sent)
    assert line.split()[1] == str(status).encode()
    found = msgspec.json.decode(body)
    assert (found["code"], found["status"]) == (code, status)
    assert f"Correlation-ID: {found['correlationId']}".encode() in fields
    assert b"Server: casegate" in fields
    assert b"aiohttp" not in fields + body
    assert (await gateway.get("/livez")).status == 200


async def test_nothing_of_an_unreadable_request_is_repeated_or_logged(house) -> None:
    """A credential in a broken header field goes nowhere."""
    gateway = await house.open()
    with capture_logs() as logs:
        _, fields, body = await exchange(
            gateway, b"GET /livez HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer my-secret\x01\r\n\r\n"
        )
    assert b"my-secret" not in fields + body
    assert "my-secret" not in repr(logs)
    assert [entry["event"] for entry in logs] == ["request_unreadable"]


async def test_http_1_0_is_answered(house) -> None:
    """Also as a stream, which then ends with the connection."""
    gateway = await house.open()
    line, _, body = await exchange(
        gateway, f"GET {FAMILY} HTTP/1.0\r\nAccept: application/x-ndjson\r\n\r\n".encode()
    )
    assert line.split()[1] == b"200"
    assert msgspec.json.decode(body.splitlines()[-1])["event"] == "done"


@pytest.mark.parametrize("form", ["application/json", "application/x-ndjson", "text/event-stream"])
async def test_a_client_that_leaves_takes_its_question_with_it(house, form) -> None:
    """Every ask that nobody else wants is cancelled; no flight stays behind."""
    house.ep.gate = house.nl.gate = asyncio.Event()
    gateway = await house.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(f"GET {FAMILY} HTTP/1.1\r\nHost: a\r\nAccept: {form}\r\n\r\n".encode())
    await house.ep.begun.wait()
    await house.nl.begun.wait()
    writer.transport.abort()
    await house.ep.gone.wait()
    await house.nl.gone.wait()
    assert house.ep.cancelled == len(house.ep.asked)
    assert house.nl.cancelled == len(house.nl.asked)
    assert len(gateway.flights) == 0
    del reader


async def test_a_client_that_leaves_a_stream_cancels_what_is_left(house) -> None:
    """After the first events as well."""
    house.nl.gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + FAMILY, headers={"Accept": "application/x-ndjson"})
    assert b'"event":"family"' in await response.content.readline()
    response.close()
    await house.nl.gone.wait()
    assert house.nl.cancelled == len(house.nl.asked) > 0
    assert len(gateway.flights) == 0


async def test_two_clients_share_an_ask_and_one_may_leave(house) -> None:
    """What the other still wants goes on, and was asked once."""
    house.ep.gate = asyncio.Event()
    gateway = await house.open()
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(f"GET {FAMILY} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    await house.ep.begun.wait()
    staying = asyncio.create_task(gateway.get(FAMILY))
    async with gateway.session.get(gateway.url + "/livez") as alive:
        assert alive.status == 200
    writer.transport.abort()
    async with gateway.session.get(gateway.url + "/livez") as alive:
        assert alive.status == 200
    house.ep.gate.set()
    answer = await staying
    assert answer.status == 200
    assert house.ep.asked.count("family EP.99203729.A") == 1
    assert house.ep.cancelled == 0


async def test_a_process_that_is_told_to_stop_finishes_what_it_has_begun(house) -> None:
    """New connections are refused; the answer under way is whole; then the port is free."""
    house.ep.gate = asyncio.Event()
    gateway = await house.open()
    under_way = asyncio.create_task(gateway.get(FAMILY))
    await house.ep.begun.wait()
    gateway.stop.set()
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        except ConnectionError:
            break
        writer.close()
    house.ep.gate.set()
    assert (await under_way).status == 200
    await gateway.task


async def test_a_stream_that_does_not_end_is_ended_with_the_process(house) -> None:
    """After the grace it is broken off, not ended as if it were whole."""
    house.nl.gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + FAMILY, headers={"Accept": "application/x-ndjson"})
    assert b'"event":"family"' in await response.content.readline()
    gateway.stop.set()
    await gateway.task
    with pytest.raises(aiohttp.ClientError):
        await response.read()
    assert len(gateway.flights) == 0


async def test_a_draining_process_is_not_ready_but_lives(house) -> None:
    """503 with when to look again, for a load balancer; offices play no part."""
    from gateway.web.keys import DRAINING

    gateway = await house.open()
    house.ep.families = house.nl.families = {}
    assert (await gateway.get("/readyz")).status == 200
    gateway.application[DRAINING].begin()
    answer = await gateway.get("/readyz")
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (503, "draining")
    assert answer.headers["Retry-After"] == "5"
    assert (await gateway.get("/livez")).status == 200
    assert house.ep.asked == house.nl.asked == []
