"""What an office may do to HTTP, and what becomes of it: a clear error, never a hang or a wrong answer."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from virtual_time import leap

from connectors.errors import ConnectFailed, ConnectorError, Malformed

OK = b"HTTP/1.1 200 OK\r\n"


def answer(body: bytes, *headers: bytes) -> bytes:
    """A complete answer."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return OK + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


FRAMING = {
    "H01 length and chunked": OK
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "H02 two lengths": OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "H04 negative length": OK + b"Content-Length: -1\r\n\r\nabc",
    "H04 signed length": OK + b"Content-Length: +3\r\n\r\nabc",
    "H04 list of lengths": OK + b"Content-Length: 3, 3\r\n\r\nabc",
    "H04 hex length": OK + b"Content-Length: 0x3\r\n\r\nabc",
    "H04 underscored length": OK + b"Content-Length: 1_0\r\n\r\nabcdefghij",
    "H12 3000 headers": OK + b"".join(b"X-%d: 1\r\n" % n for n in range(3000)) + b"Content-Length: 0\r\n\r\n",
    "H12 101 headers": OK + b"".join(b"X-%d: 1\r\n" % n for n in range(101)) + b"Content-Length: 0\r\n\r\n",
    "H13 huge header": OK + b"X: " + b"a" * 200_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "H13 header over 16 KiB": OK + b"X: " + b"a" * 17_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "H14 huge status line": b"HTTP/1.1 200 " + b"a" * 100_000 + b"\r\n\r\n",
    "H14 status 20x": b"HTTP/1.1 20x OK\r\nContent-Length: 0\r\n\r\n",
    "H14 status 1000": b"HTTP/1.1 1000 OK\r\nContent-Length: 0\r\n\r\n",
    "H17 no status line": b"<html>hello</html>\r\n\r\n",
    "H18 TLS record": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "H18 SSH banner": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "bad chunk size": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "Z stacked codings": answer(gzip.compress(gzip.compress(b"x")), b"Content-Encoding: gzip, gzip"),
    "Z stacked headers": answer(b"x", b"Content-Encoding: gzip", b"Content-Encoding: gzip"),
    "Z coding not asked for": answer(b"x", b"Content-Encoding: br"),
    "Z06 no gzip": answer(b"no gzip at all", b"Content-Encoding: gzip"),
    "Z06 trailing": answer(gzip.compress(b"a") + gzip.compress(b"b"), b"Content-Encoding: gzip"),
    "Z06 cut off": answer(gzip.compress(b"a" * 1000)[:-9], b"Content-Encoding: gzip"),
    "Z06 bad CRC": answer(gzip.compress(b"a" * 99)[:-8] + b"\0" * 8, b"Content-Encoding: gzip"),
    "J16 too large by length": OK + b"Content-Length: 104857600\r\n\r\n" + b"a" * 1000,
}


@pytest.mark.parametrize("name", FRAMING)
async def test_what_is_not_http_as_it_should_be_is_malformed(name, raw_office, raw_client):
    """Ambiguous framing, oversized heads, foreign protocols and wrong codings are ``malformed``."""
    raw_office.script = [FRAMING[name]]
    with pytest.raises(Malformed):
        await raw_client.fetch("/x")


async def test_status_99_is_refused(raw_office, raw_client):
    """A status below 100 is no answer (H14)."""
    raw_office.script = [b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"]
    with pytest.raises(ConnectorError):
        await raw_client.fetch("/x")


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
async def test_a_redirect_is_never_followed(status, raw_office, raw_client):
    """An office that redirects is told to register the final URL (H20); nothing else is asked."""
    raw_office.script = [
        b"HTTP/1.1 %d Moved\r\nLocation: %s/other\r\nContent-Length: 0\r\n\r\n"
        % (status, raw_office.url.encode())
    ]
    with pytest.raises(Malformed, match="register the final URL"):
        await raw_client.fetch("/x")
    assert len(raw_office.requests) == 1


async def test_surplus_bytes_reach_no_other_question(raw_office, raw_client):
    """A second answer sent unasked is thrown away with its connection (H08)."""
    raw_office.script = [answer(b"first") + answer(b"injected"), answer(b"second")]
    assert (await raw_client.fetch("/1")).body == b"first"
    assert (await raw_client.fetch("/2")).body == b"second"
    assert raw_office.connections == 2


async def test_interim_answers_end_with_the_callers_deadline(raw_office, raw_client):
    """Endless 103 answers (H10) hold nobody beyond the deadline, and the connection goes with it."""

    async def forever(writer: asyncio.StreamWriter) -> None:
        leap(5.0)
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20)
            await writer.drain()
            await asyncio.sleep(0)

    raw_office.script = [forever]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(5.0):
            await raw_client.fetch("/x")
    await raw_office.lost.wait()


async def test_a_gzip_bomb_stops_at_the_bound(raw_office, raw_client):
    """300 MB behind 300 kB are refused long before they are unpacked (Z01)."""
    bomb = zlib.compressobj(9, wbits=31)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(300)) + bomb.flush()
    raw_office.script = [answer(packed, b"Content-Encoding: gzip")]
    with pytest.raises(Malformed, match="too_large"):
        await raw_client.fetch("/x")


async def test_an_endless_answer_stops_at_the_bound(raw_office, raw_client):
    """An answer without a length is read up to 8 MiB, then its connection is closed (Z07)."""
    sent = 0

    async def pour(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(OK + b"Connection: close\r\n\r\n")
        while True:
            writer.write(b"[" * 65536)
            await writer.drain()
            sent += 65536

    raw_office.script = [pour]
    with pytest.raises(Malformed, match="too_large"):
        await raw_client.fetch("/x")
    await raw_office.lost.wait()
    assert sent < 32 * 1024 * 1024


async def test_good_gzip_is_decoded(raw_office, raw_client):
    """One layer of gzip is what is asked for and read."""
    body = b'{"a": 1}' * 1000
    raw_office.script = [answer(gzip.compress(body), b"Content-Encoding: gzip")]
    assert (await raw_client.fetch("/x")).body == body
    assert b"Accept-Encoding: gzip\r\n" in raw_office.requests[0]


@pytest.mark.parametrize(
    "tail", [b"Content-Length: 100\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"]
)
async def test_a_body_cut_off_is_malformed(tail, raw_office, raw_client):
    """FIN before the announced end (H05, H06) is ``malformed``, cut off; never half an answer."""

    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(OK + tail)
        await writer.drain()
        writer.close()

    raw_office.script = [cut]
    with pytest.raises(Malformed, match="truncated"):
        await raw_client.fetch("/x")


async def test_a_reset_in_the_middle_is_unavailable(raw_office, raw_client):
    """RST after the head (T05) is ``unavailable`` and is not asked again."""

    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 100\r\n\r\nabc")
        await writer.drain()
        await asyncio.sleep(0)
        writer.transport.abort()

    raw_office.script = [reset]
    with pytest.raises((ConnectFailed, Malformed)):
        await raw_client.fetch("/x")
    assert len(raw_office.requests) == 1


async def test_an_idle_connection_that_closed_is_replaced_once(raw_office, raw_client):
    """A GET on a kept-alive connection that the office just closed is asked once more on a new one."""

    async def drop(writer: asyncio.StreamWriter) -> None:
        writer.close()

    raw_office.script = [answer(b"one"), drop, answer(b"three")]
    assert (await raw_client.fetch("/1")).body == b"one"
    assert (await raw_client.fetch("/2")).body == b"three"
    assert len(raw_office.requests) == 3


async def test_an_office_that_always_closes_is_unavailable(raw_office, raw_client):
    """FIN at once, every time (T06), is ``unavailable`` after two tries."""

    async def drop(writer: asyncio.StreamWriter) -> None:
        writer.close()

    raw_office.script = [drop]
    with pytest.raises(ConnectFailed, match="reset"):
        await raw_client.fetch("/x")
    assert len(raw_office.requests) == 2


async def test_cookies_and_alternatives_are_ignored(raw_office, raw_client):
    """Nothing that an office sets comes back to it, and no other host is asked (H21)."""
    raw_office.script = [
        answer(
            b"{}",
            b"Set-Cookie: a=b",
            b"Refresh: 0; url=/y",
            b'Alt-Svc: h3=":443"',
            b"Link: </z>; rel=preload",
        )
    ]
    await raw_client.fetch("/1")
    await raw_client.fetch("/2")
    assert len(raw_office.requests) == 2
    assert b"ookie" not in raw_office.requests[1]
