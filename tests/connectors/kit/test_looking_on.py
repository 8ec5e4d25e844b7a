from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import aiohttp
import pytest

from connectors.kit.listener import Listener
from connectors.kit.provider import serve_folder
from connectors.kit.samples import SHOWCASE, office_holdings, sample_family
from connectors.kit.service import BASE, service


class Ticks:
    """A sleep that ends when the test says so, and tells when it is slept."""

    def __init__(self) -> None:
        self.sleeping = asyncio.Event()
        self.gates: asyncio.Queue[None] = asyncio.Queue()
        self.seconds = 0.0

    async def sleep(self, seconds: float) -> None:
        """Waits for the test."""
        self.sleeping.set()
        await self.gates.get()
        self.seconds += seconds

    async def tick(self) -> None:
        """Lets one sleep end, and waits for the next one to begin."""
        await self.sleeping.wait()
        self.sleeping.clear()
        self.gates.put_nowait(None)
        await self.sleeping.wait()


async def test_a_served_folder_is_looked_at_between_questions(tmp_path: Path) -> None:
    """Every tick is a look, asked or not; a folder that is not there for a while does not end the service."""
    folder = tmp_path / "folder"
    (folder / "NZ 773158").mkdir(parents=True)
    (folder / "NZ 773158" / "a.pdf").touch()
    ticks = Ticks()
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve_folder(folder, ready=lambda found, remarks: url.set_result(found), sleep=ticks.sleep)
    )
    where = await url
    async with aiohttp.ClientSession() as session:

        async def status(number: str) -> int:
            async with session.get(f"{where}/doclists?applicationIdentifier={number}") as answer:
                return answer.status

        await ticks.tick()
        assert await status("NZ773158") == 200
        folder.rename(tmp_path / "away")
        await ticks.tick()
        (tmp_path / "away").rename(folder)
        await ticks.tick()
        assert await status("NZ773158") == 200
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_what_is_not_served_any_more_is_told(tmp_path: Path) -> None:
    """A slip in a description closes a whole file: the office learns of it when it happens, and once."""
    folder = tmp_path / "NZ 773158"
    folder.mkdir()
    (folder / "a.pdf").touch()
    ticks = Ticks()
    began: list[tuple[str, ...]] = []
    told: list[str] = []
    serving = asyncio.create_task(
        serve_folder(
            tmp_path,
            ready=lambda url, remarks: began.append(remarks),
            remark=told.extend,
            sleep=ticks.sleep,
            clock=lambda: ticks.seconds,
        )
    )
    await ticks.tick()
    table = folder / "index.csv"
    for text, remarks in (
        ("file,date\na.pdf,2021-01-02\n", 0),
        ("file,date\na.pdf,2021-99-02\n", 1),
        ("file,dote\na.pdf,2021-01-02\n", 2),
        ("file,date\na.pdf,2021-01-02\n", 2),
        ("file,dote\na.pdf,2021-01-02\n", 3),
    ):
        table.write_text(text)
        await ticks.tick()
        assert len(told) == remarks
    assert began == [()]
    assert all(one.startswith("NZ 773158: not served: ") for one in told)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/health", None),
        ("/coverages", "private, no-store"),
        ("/doclists?applicationIdentifier=AU2019325418", "private, no-store"),
        ("/doclists?applicationIdentifier=AU2019999999", "private, no-store"),
        ("/documents/none", "private, no-store"),
    ],
)
async def test_no_proxy_keeps_an_answer(path: str, kept: str | None) -> None:
    """What may be seen depends on who asks and may change: answers and refusals say no-store."""
    app = service(office_holdings(sample_family(SHOWCASE), ("AU",)))
    async with (
        Listener(app) as listener,
        aiohttp.ClientSession() as session,
        session.get(listener.origin + BASE + path) as answer,
    ):
        assert answer.headers.get("Cache-Control") == kept


async def test_what_is_no_http_leaves_no_trace_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A line that is far too long, and noise, are refused; neither fills the log."""
    app = service(office_holdings(sample_family(SHOWCASE), ("AU",)))
    with caplog.at_level(logging.DEBUG):
        async with Listener(app) as listener:
            port = int(listener.origin.rpartition(":")[2])
            for noise in (b"GET /" + b"9" * 20_000 + b" HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n"):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(noise)
                head = await reader.readline()
                assert head.split()[1] == b"400"
                writer.close()
                await writer.wait_closed()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
