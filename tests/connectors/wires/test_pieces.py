"""Answers in chunks: as they come, however they are cut, unless they are cut into crumbs."""

from __future__ import annotations

import asyncio

import pytest

from connectors.conformance.asking import open_asker
from connectors.errors import Malformed
from connectors.guard import LOOPBACK
from connectors.pieces import CRUMB_BYTES, FREE_CHUNKS

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def chunked(*chunks: bytes) -> bytes:
    """Chunks as they go over the wire."""
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)


@pytest.mark.parametrize("size", [1, 7, CRUMB_BYTES, 4096, 100_000])
async def test_an_answer_in_chunks_comes_whole(size, raw_office, raw_client):
    """Of a byte each while they are few, and of any number while they hold enough."""
    count = min(FREE_CHUNKS if size < CRUMB_BYTES else 3 * FREE_CHUNKS, 3_000_000 // size)
    parts = [bytes([place % 251]) * size for place in range(count)]
    raw_office.script = [HEAD + chunked(*parts) + END]
    assert (await raw_client.fetch("/x")).body == b"".join(parts)
    async with raw_client.stream("/x") as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == b"".join(parts)


async def test_large_chunks_stay_large(raw_office, raw_client):
    """What has arrived together is handed on together."""
    raw_office.script = [HEAD + chunked(*[b"x" * 1024] * 1000) + END]
    async with raw_client.stream("/x") as stream:
        sizes = [len(chunk) async for chunk in stream.chunks]
    assert sum(sizes) == 1024 * 1000
    assert len(sizes) < 500


@pytest.mark.parametrize("crumbs", [[b"x"], [b"y" * 200, *[b"x"] * 10], [b"x" * (CRUMB_BYTES - 1)]])
@pytest.mark.parametrize("way", ["fetch", "stream", "examine"])
async def test_an_answer_in_crumbs_is_refused_early(crumbs, way, raw_office, raw_client):
    """Mixed with larger ones too: long before the bound of 8 MiB, and the connection is closed."""
    sent = 0

    async def pour(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(HEAD)
        block = chunked(*crumbs) * 500
        while True:
            writer.write(block)
            await writer.drain()
            sent += sum(map(len, crumbs)) * 500

    raw_office.script = [pour]
    if way == "examine":
        async with open_asker(raw_office.url, networks=LOOPBACK) as asker:
            exchange = await asker.ask("/x")
        assert "crumbs" in (exchange.failure or "")
        assert not exchange.complete
    elif way == "stream":
        async with raw_client.stream("/x") as stream:
            with pytest.raises(Malformed, match="crumbs"):
                assert [chunk async for chunk in stream.chunks] == []
    else:
        with pytest.raises(Malformed, match="crumbs"):
            await raw_client.fetch("/x")
    await raw_office.lost.wait()
    assert sent < 8 * 2**20
