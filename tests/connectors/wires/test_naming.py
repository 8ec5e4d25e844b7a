"""TXT records, asked of a small name server on loopback that answers as a test says."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from typing import cast

import pytest

from connectors.errors import ConnectFailed, TimedOut
from connectors.naming import MOST_RECORDS, txt_records
from connectors.urls import UnsafeURL

NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME, REFUSED = 0, 2, 3, 5


class NameServer(asyncio.DatagramProtocol):
    """Answers each query with the records and the code of the test; silent when the code is ``None``."""

    def __init__(self, records: Sequence[tuple[bytes, ...]], code: int | None) -> None:
        self.records = records
        self.code = code
        self.asked: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the socket."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """One query: its name is noted, its question sent back with the answers after it."""
        end = data.index(b"\0", 12)
        self.asked.append(data[12:end])
        if self.code is None:
            return
        head = data[:2] + struct.pack(">HHHHH", 0x8180 | self.code, 1, len(self.records), 0, 0)
        answers = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, len(texts)) + texts
            for parts in self.records
            for texts in [b"".join(bytes([len(part)]) + part for part in parts)]
        )
        self._transport.sendto(head + data[12 : end + 5] + answers, addr)


Start = Callable[..., "asyncio.Future[tuple[NameServer, str]]"]


@pytest.fixture
async def name_server() -> AsyncIterator[Start]:
    """Starts name servers; gives each with its address and port."""
    transports: list[asyncio.DatagramTransport] = []

    async def start(*records: tuple[bytes, ...], code: int | None = NO_ERROR) -> tuple[NameServer, str]:
        loop = asyncio.get_running_loop()
        transport, server = await loop.create_datagram_endpoint(
            lambda: NameServer(records, code), local_addr=("127.0.0.1", 0)
        )
        transports.append(transport)
        return server, f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"

    yield start
    for transport in transports:
        transport.close()


async def test_records_come_with_their_parts_joined(name_server):
    """A long value is cut into parts of 255 bytes on the wire; what is no ASCII is passed over."""
    server, address = await name_server((b"a" * 255, b"b" * 10), (b"v=spf1 -all",), (b"\xff\xfe",))
    found = await txt_records("_casegate-challenge.Office.example", servers=[address])
    assert found == ("a" * 255 + "b" * 10, "v=spf1 -all")
    assert server.asked == [b"\x13_casegate-challenge\x06office\x07example"]


@pytest.mark.parametrize("code", [NO_ERROR, NO_SUCH_NAME])
async def test_no_records_are_an_answer(name_server, code):
    """A name without TXT records, or no such name: none."""
    _, address = await name_server(code=code)
    assert await txt_records("office.example", servers=[address]) == ()


@pytest.mark.parametrize(("code", "error"), [(SERVER_FAILURE, ConnectFailed), (REFUSED, ConnectFailed)])
async def test_servers_that_fail_are_an_error_of_ours(name_server, code, error):
    """Failure is told apart from "none": a proof that could not be looked up is not a proof refused."""
    _, address = await name_server(code=code)
    with pytest.raises(error, match="dns_error"):
        await txt_records("office.example", servers=[address])


async def test_silence_ends_in_the_time_given(name_server):
    """A server that never answers costs no more than the time allowed."""
    server, address = await name_server(code=None)
    with pytest.raises(TimedOut, match="dns_error"):
        await txt_records("office.example", servers=[address], seconds=0.2)
    assert server.asked


async def test_records_without_end_are_bounded(name_server):
    """No more are read than a name can sensibly have."""
    _, address = await name_server(*[(b"%d" % number,) for number in range(MOST_RECORDS + 9)])
    assert len(await txt_records("office.example", servers=[address])) == MOST_RECORDS


@pytest.mark.parametrize(
    "name",
    ["", "office", "127.0.0.1", "a.127.0.0.1", "_x.localhost", "x.internal", "of_fice.example", "_.a.example",
     "a..example", "office.example.", "b\u00fcro.example", "office.example\n", "_c", "x." * 130 + "example"],
)  # fmt: skip
async def test_only_names_of_public_hosts_are_asked(name_server, name):
    """Anything else is refused before a server is asked."""
    server, address = await name_server((b"x",))
    with pytest.raises(UnsafeURL):
        await txt_records(name, servers=[address])
    assert server.asked == []
