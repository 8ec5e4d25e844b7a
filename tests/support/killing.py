"""Gateways that are killed at random while they are asked, and what must be in their trail afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
from replicas import KEY, configure

from connectors.kit.simulator import Simulation
from gateway.audit.verification import Verification, opened_to_read, verify


class Killed:
    """Gateway processes over one database, killed again and again while clients ask them."""

    def __init__(self, simulation: Simulation, folder: Path, number: str, seed: int) -> None:
        self.directory = simulation.write_config(folder)
        self.database = folder / "casegate.db"
        configure(self.directory, simulation.endpoints, storage={"url": f"sqlite:///{self.database}"})
        self.acknowledged: set[str] = set()
        self.answered = 0
        self.documents: list[str] = []
        self.kills = self.interrupted = 0
        self._number = number
        self._random = random.Random(seed)
        self._names = (f"request-{n}" for n in range(10**9))

    async def round(self) -> None:
        """Starts a gateway, asks it from eight sides, and kills it a random time after its first answer."""
        process, url = await self._start()
        try:
            async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:
                if not self.documents:
                    self.documents = await self._listed(session, url)
                under_load = asyncio.Event()
                clients = [asyncio.create_task(self._ask(session, url, under_load)) for _ in range(8)]
                await under_load.wait()
                await asyncio.sleep(self._random.uniform(0.0, 0.4))
                process.send_signal(signal.SIGKILL)
                await process.wait()
                self.kills += 1
                for client in clients:
                    client.cancel()
                await asyncio.gather(*clients, return_exceptions=True)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def recorded(self) -> set[str]:
        """The ids of the requests whose intent to send content is in the trail."""
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute("SELECT correlation FROM trail WHERE kind = 'content-intent'")
            return {correlation for (correlation,) in rows}

    def verified(self) -> Verification:
        """The trail as ``casegate audit verify`` sees it."""
        with opened_to_read(self.database) as connection:
            return verify(connection)

    async def _start(self) -> tuple[Process, str]:
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "gateway.cli.main",
                "serve",
                "--config",
                str(self.directory),
                "--port",
                "0",
            ),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert process.stderr is not None
        said = b""
        while (found := re.search(rb"listens at (http://\S+?);", said)) is None:
            line = await process.stderr.readline()
            assert line, said.decode()
            said += line
        asyncio.create_task(_drain(process.stderr))  # noqa: RUF006
        return process, found[1].decode()

    async def _listed(self, session: aiohttp.ClientSession, url: str) -> list[str]:
        """The ids of all documents of the family that is asked for."""
        async with session.get(f"{url}/api/v1/families", params={"number": self._number}) as answer:
            family = await answer.json()
        return [one["id"] for dossier in family["dossiers"] for one in dossier["documents"]]

    async def _ask(self, session: aiohttp.ClientSession, url: str, under_load: asyncio.Event) -> None:
        """Asks for contents, parts of them, bundles and families, one after the other, until it is stopped.

        ``under_load`` is set once something was answered.
        """
        for name in self._names:
            headers = {"Correlation-ID": name}
            try:
                await self._one(session, url, name, headers)
                under_load.set()
            except (aiohttp.ClientError, OSError):
                self.interrupted += 1
                await asyncio.sleep(0.05)

    async def _one(
        self, session: aiohttp.ClientSession, url: str, name: str, headers: dict[str, str]
    ) -> None:
        kind = self._random.random()
        if kind < 0.2:
            async with session.get(
                f"{url}/api/v1/families", params={"number": self._number}, headers=headers
            ) as answer:
                await answer.read()
                self.answered += 1
            return
        if kind < 0.3:
            path, params = "bundles", {"number": self._number}
        else:
            path, params = f"documents/{self._random.choice(self.documents)}/content", {}
        async with session.get(f"{url}/api/v1/{path}", params=params, headers=headers) as answer:
            async for chunk in answer.content.iter_any():
                if answer.status == 200 and (path != "bundles" or b"PK\x03\x04" in chunk):
                    self.acknowledged.add(name)
                if self._random.random() < 0.05:
                    return


async def _drain(stream: asyncio.StreamReader) -> None:
    while await stream.read(65_536):
        pass


async def killed_at_random(
    simulation: Simulation, folder: Path, number: str, rounds: int, *, side_by_side: int = 2, seed: int = 4
) -> Killed:
    """So many rounds, some of them at the same time over the same database."""
    killed = Killed(simulation, folder, number, seed)
    await killed.round()
    left: Iterator[int] = iter(range(rounds - 1))

    async def go() -> None:
        for _ in left:
            await killed.round()
            lost = killed.acknowledged - killed.recorded()
            assert not lost, f"after {killed.kills} kills {sorted(lost)} are not recorded"

    await asyncio.gather(*(go() for _ in range(side_by_side)))
    return killed
