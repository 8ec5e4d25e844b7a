"""What was acknowledged survives the death of its gateway; what one process changes, all know soon."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
from serving import served
from typer.testing import CliRunner

from gateway.audit.verification import opened_to_read, verify
from gateway.cli.main import app

KEYS = {"CA": "the-key-of-canada-for-these-tests", "WO": "the-key-of-an-operator-for-these-tests"}
ROUNDS = 3
PATH = "/api/v1/registrations"


def directory(folder: Path) -> Path:
    """A gateway in the demo profile with a database on the disk."""
    settings: dict[str, Any] = {
        "profile": "demo",
        "public_url": "http://127.0.0.1",
        "storage": {"url": f"sqlite:///{folder}/casegate.db"},
        "access": {
            "keys": [
                {"office": "CA", "key": f"literal:{KEYS['CA']}", "scopes": ["ask", "register"]},
                {"office": "WO", "key": f"literal:{KEYS['WO']}", "scopes": ["administer"]},
            ]
        },
    }
    (folder / "gateway.yaml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in settings.items()))
    return folder


def body(number: int) -> dict[str, Any]:
    """One of many registrations."""
    return {
        "id": f"ca-{number}",
        "name": "CIPO",
        "serves": ["CA"],
        "protocol": "case",
        "url": f"http://127.0.0.1:9/case-api/{number}",
        "contact": {"name": "Desk", "email": "desk@office.example"},
    }


async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    """Every registration that was answered 201 is there, with its record, in an unbroken chain."""
    config, acknowledged = directory(tmp_path), list[str]()
    for place in range(ROUNDS):
        with suppress(ProcessLookupError):
            await _killed(config, range(place * 10, place * 10 + 8), acknowledged)
    assert len(acknowledged) >= ROUNDS
    async with (
        served(config) as gateway,
        _session("CA") as session,
        session.get(gateway.url + PATH) as answer,
    ):
        kept = {one["id"] for one in (await answer.json())["registrations"]}
    assert set(acknowledged) <= kept
    with opened_to_read(tmp_path / "casegate.db") as connection:
        assert verify(connection).findings == ()
        recorded = connection.execute("SELECT provider FROM trail WHERE operation = 'register'").fetchall()
    assert {provider for (provider,) in recorded} == kept


async def test_what_an_operator_pauses_is_paused_everywhere(tmp_path: Path) -> None:
    """By command, while a gateway runs, and so when it is resumed."""
    config = directory(tmp_path)
    (tmp_path / "offices").mkdir()
    (tmp_path / "offices" / "nz.yaml").write_text(
        "id: nz\nname: IPONZ\nserves: [NZ]\nprotocol: case\nurl: http://127.0.0.1:9/case-api/v1\n"
    )
    async with served(config) as gateway, _session("CA") as session:
        for action, status in (("pause", "suspended"), ("resume", "active")):
            words = ["office", "nz", action, "--config", str(config)]
            result = await asyncio.to_thread(CliRunner().invoke, app, words)
            assert result.exit_code == 0
            async with asyncio.timeout(60):
                while await _status(session, gateway.url) != status:
                    pass


async def _status(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(f"{url}/api/v1/offices") as answer:
        offices = (await answer.json())["offices"]
    return next(one["providers"][0]["status"] for one in offices if one["office"] == "NZ")


async def _killed(config: Path, numbers: range, acknowledged: list[str]) -> None:
    """A gateway that is killed as soon as it has acknowledged one of several registrations."""
    async with served(config) as gateway:
        asked = [asyncio.create_task(_register(gateway.url, number, acknowledged)) for number in numbers]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        gateway.process.kill()
        await asyncio.gather(*asked, return_exceptions=True)
        await gateway.process.wait()


async def _register(url: str, number: int, acknowledged: list[str]) -> None:
    async with _session("CA") as session, session.post(url + PATH, json=body(number)) as answer:
        if answer.status == 201:
            acknowledged.append((await answer.json())["id"])


def _session(office: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEYS[office]}"})
