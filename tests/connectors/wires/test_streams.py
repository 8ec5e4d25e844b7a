"""Documents on their way through: complete or an error, bounded, the asked part, nothing left open."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import AbstractAsyncContextManager

import pytest

from connectors.contract import ContentStream, Span
from connectors.errors import ConnectorError, Malformed, NotHeld, TimedOut, Unsupported
from connectors.streams import answered_span, media_type

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A complete answer."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return b"HTTP/1.1 " + status + b"\r\n" + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


async def read_all(opening: AbstractAsyncContextManager[ContentStream]) -> bytes:
    """Every byte of a document."""
    async with opening as content:
        return b"".join([chunk async for chunk in content.chunks])


async def test_a_document_comes_whole(raw_office, raw_client):
    """Type, length and every byte; the connection is used again afterwards."""
    raw_office.script = [answer(PDF, b"Content-Type: application/pdf; q=1")]
    for _ in range(2):
        async with raw_client.stream("/documents/1") as content:
            assert (content.media_type, content.length, content.total) == (
                "application/pdf",
                len(PDF),
                len(PDF),
            )
            assert b"".join([chunk async for chunk in content.chunks]) == PDF
    assert raw_office.connections == 1
    assert b"Accept-Encoding: identity\r\n" in raw_office.requests[0]


async def test_leaving_early_closes_the_connection(raw_office, raw_client):
    """Half a document read, the rest is not drained: the office sees its connection closed."""

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 10000000000\r\n\r\n"
        )
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    raw_office.script = [pour]
    async with raw_client.stream("/documents/1") as content:
        async for _ in content.chunks:
            break
    await raw_office.lost.wait()


async def test_cancelling_a_reader_closes_the_connection(raw_office, raw_client):
    """A reader that is cancelled while it waits leaves no connection."""
    waiting = asyncio.Event()

    async def begin(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n%PDF")
        await writer.drain()

    async def read() -> None:
        async with raw_client.stream("/documents/1") as content:
            async for _ in content.chunks:
                waiting.set()

    raw_office.script = [begin]
    reading = asyncio.create_task(read())
    await waiting.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await raw_office.lost.wait()
    assert not raw_client._session.connector._acquired


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        ("application/pdf", "application/pdf"),
        ("Application/PDF;charset=x", "application/pdf"),
        ("application/x-pdf", "application/pdf"),
        ("image/tiff", "image/tiff"),
        ("text/xml; charset=utf-8", "application/xml"),
        ("application/zip", "application/zip"),
        ("text/plain", "text/plain"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/javascript", "application/octet-stream"),
        ("application/json", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
    ],
)
def test_only_types_of_the_list_are_passed_on(declared, given):
    """What a browser could run is passed on as plain bytes (Z09)."""
    assert media_type(declared) == given


async def test_a_web_page_is_no_document(raw_office, raw_client):
    """A log-in page with status 200 is ``malformed``, not content."""
    raw_office.script = [answer(b"<html>log in</html>", b"Content-Type: text/html")]
    with pytest.raises(Malformed, match="html_instead_of_data"):
        async with raw_client.stream("/documents/1"):
            pass


async def test_a_part_is_checked_against_what_was_asked(raw_office, raw_client):
    """206 with the asked range gives that span, its length and the whole's size."""
    raw_office.script = [
        answer(PDF[10:20], b"Content-Range: bytes 10-19/%d" % len(PDF), status=b"206 Partial Content")
    ]
    async with raw_client.stream("/documents/1", span=Span(10, 19)) as content:
        assert (content.span, content.length, content.total) == (Span(10, 19), 10, len(PDF))
        assert b"".join([chunk async for chunk in content.chunks]) == PDF[10:20]
    assert b"Range: bytes=10-19\r\n" in raw_office.requests[0]


async def test_an_office_may_ignore_the_range(raw_office, raw_client):
    """200 to a range is the whole document, and says so."""
    raw_office.script = [answer(PDF, b"Content-Type: application/pdf")]
    async with raw_client.stream("/documents/1", span=Span(10, 19)) as content:
        assert (content.span, content.length) == (None, len(PDF))


@pytest.mark.parametrize(
    ("header", "asked", "given"),
    [
        ("bytes 0-9/100", Span(0, 9), (Span(0, 9), 100)),
        ("bytes 90-99/100", Span(90), (Span(90, 99), 100)),
        ("bytes 90-99/100", Span(None, 10), (Span(90, 99), 100)),
        ("bytes 0-99/100", Span(None, 1000), (Span(0, 99), 100)),
        ("bytes 90-99/100", Span(90, 200), (Span(90, 99), 100)),
        ("bytes 5-9/*", Span(5, 9), (Span(5, 9), None)),
        ("bytes 0-9/100", None, None),
        ("bytes 1-9/100", Span(0, 9), None),
        ("bytes 0-8/100", Span(0, 9), None),
        ("bytes 0-10/100", Span(0, 9), None),
        ("bytes 80-99/100", Span(None, 10), None),
        ("bytes 90-98/100", Span(None, 10), None),
        ("bytes 9-0/100", Span(9, 20), None),
        ("bytes 0-100/100", Span(0), None),
        ("bytes */100", Span(0, 9), None),
        ("items 0-9/100", Span(0, 9), None),
        ("", Span(0, 9), None),
    ],
)
def test_the_answered_part_is_the_asked_one(header, asked, given):
    """A part that was not asked for, or a range that cannot be, is ``malformed``."""
    if given is None:
        with pytest.raises(Malformed, match="bad_range"):
            answered_span(header, asked)
    else:
        assert answered_span(header, asked) == given


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-99/200\r\nConnection: close\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(PDF)[:-20],
    ],
)
async def test_a_document_cut_off_never_ends_cleanly(raw, raw_office, raw_client):
    """Fewer bytes than announced raise while reading, whatever announced them."""

    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        writer.close()

    raw_office.script = [cut]
    with pytest.raises(Malformed, match="truncated"):
        await read_all(raw_client.stream("/documents/1", span=Span(0, 99)))


async def test_compressed_content_is_unpacked_in_small_pieces(raw_office, raw_client):
    """An office that compresses unasked is read piece by piece; lengths are then unknown."""
    body = b"A" * 900_000
    raw_office.script = [answer(gzip.compress(body), b"Content-Encoding: gzip", b"Content-Type: text/plain")]
    async with raw_client.stream("/documents/1") as content:
        assert (content.length, content.total) == (None, None)
        chunks = [chunk async for chunk in content.chunks]
    assert b"".join(chunks) == body
    assert max(map(len, chunks)) <= 65536


@pytest.mark.parametrize(
    ("status", "kind"),
    [(b"404 No", NotHeld), (b"416 No", Unsupported), (b"302 No", Malformed), (b"204 No", Malformed)],
)
async def test_statuses_are_errors_on_entry(status, kind, raw_office, raw_client):
    """What is no document is told before a single chunk is handed out."""
    raw_office.script = [b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"]
    with pytest.raises(kind):
        async with raw_client.stream("/documents/1"):
            pass


@pytest.mark.parametrize("body", [b"<?xml version='1.0'?><e/>", b'\xef\xbb\xbf {"e": 1}', b"[1]"])
async def test_data_disguised_as_a_document_is_found_out(body, raw_office, raw_client):
    """With ``sniff``, what begins like data is an error whatever its type; a document passes whole."""
    raw_office.script = [
        answer(body, b"Content-Type: application/pdf"),
        answer(PDF, b"Content-Type: application/pdf"),
    ]
    with pytest.raises(Malformed, match="data instead of a document"):
        async with raw_client.stream("/documents/1", sniff=True):
            pass
    async with raw_client.stream("/documents/1", sniff=True) as content:
        assert b"".join([chunk async for chunk in content.chunks]) == PDF


async def test_nothing_is_no_document_where_errors_come_disguised(raw_office, raw_client):
    """With ``sniff``, an empty answer is an error: it would look like a whole document."""
    raw_office.script = [answer(b"", b"Content-Type: application/pdf")]
    with pytest.raises(Malformed, match="nothing instead of a document"):
        async with raw_client.stream("/documents/1", sniff=True):
            pass


async def test_the_middle_of_a_document_may_begin_with_anything(raw_office, raw_client):
    """A part that does not start the document is not looked at: any byte may stand there."""
    raw_office.script = [
        answer(
            b"<</Type", b"Content-Range: bytes 10-16/99", b"Content-Type: application/pdf", status=b"206 Part"
        )
    ]
    async with raw_client.stream("/documents/1", span=Span(10, 16), sniff=True) as content:
        assert b"".join([chunk async for chunk in content.chunks]) == b"<</Type"


async def test_a_drip_is_given_up(raw_office, network, make_endpoint):
    """Less than 1 KiB a second over 30 seconds of waiting ends the stream (T03); the clock is the test's."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 4.0
        return now

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0)

    raw_office.script = [drip]
    client = network.client(make_endpoint(raw_office.url), clock=clock)
    with pytest.raises(TimedOut, match="too_slow"):
        await read_all(client.stream("/documents/1"))


async def test_memory_is_bounded_by_one_buffer(raw_office, raw_client):
    """64 MiB pass through in chunks of at most a few buffers."""

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (64 << 20))
        for _ in range(64):
            writer.write(b"x" * (1 << 20))
            await writer.drain()

    raw_office.script = [pour]
    total = largest = 0
    async with raw_client.stream("/documents/1") as content:
        async for chunk in content.chunks:
            total += len(chunk)
            largest = max(largest, len(chunk))
    assert total == 64 << 20
    assert largest <= 512 * 1024


async def test_errors_are_ours_only(raw_office, raw_client):
    """Garbage instead of HTTP is a ``ConnectorError`` on entry."""
    raw_office.script = [b"\0\0\0\r\n\r\n"]
    with pytest.raises(ConnectorError):
        async with raw_client.stream("/documents/1"):
            pass
