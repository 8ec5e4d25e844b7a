"""Keys as operators and offices live with them: given, replaced and taken back while the gateway serves."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from serving import ROOT, served

PATIENCE = 60.0
"""Seconds by which a change counts in every process; ten times what it takes, for a machine that is busy."""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A gateway without providers, whose database is a file."""
    (tmp_path / "gateway.yaml").write_text(
        "public_url: https://gateway.example\n"
        "access: {anonymous: none}\n"
        f"storage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
    )
    return tmp_path


async def keys(directory: Path, *words: str) -> Any:
    """What ``casegate keys ... --json`` tells, as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.cli.main", "keys", *words, "--config", str(directory), "--json",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def status(url: str, key: str) -> int:
    """How a key fares, over a connection of its own: whichever process takes it."""
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as session,
        session.get(url + "/api/v1/offices") as answer,
    ):
        return answer.status


async def everywhere(url: str, key: str, wanted: int) -> None:
    """Returns when many requests in a row, over connections of their own, were all answered so."""
    async with asyncio.timeout(PATIENCE):
        in_a_row = 0
        while in_a_row < 40:
            in_a_row = in_a_row + 1 if await status(url, key) == wanted else 0


async def test_a_key_is_given_replaced_and_taken_back_while_the_gateway_serves(directory: Path) -> None:
    """By commands of their own process; in both serving processes soon after each."""
    early = await keys(directory, "create", "--office", "AU")
    async with served(directory, options=("--workers", "2")) as gateway:
        url = gateway.url
        await everywhere(url, early["key"], 200)
        late = await keys(directory, "rotate", early["id"], "--keep-days", "0")
        await everywhere(url, late["key"], 200)
        await everywhere(url, early["key"], 401)
        await keys(directory, "revoke", late["id"])
        await everywhere(url, late["key"], 401)
    assert await keys(directory, "list") == []
