"""``casegate demo --once`` as a newcomer runs it, and what it leaves behind."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import pytest


async def test_the_demonstration_shows_the_family_and_who_did_not_answer(command: Any) -> None:
    """Members of all offices, documents, a timeline, who failed and why, what the public would not see."""
    ended = await command.run("demo", "--once")
    assert ended.code == 0
    assert "Traceback" not in ended.err
    for office in ("AU", "CA", "CN", "EP", "GB", "IL", "JP", "KR", "NZ", "US", "WO"):
        assert re.search(rf"^{office} +F?[-FPSEADG]*$|^{office} +[FPSEADG]", ended.out, re.MULTILINE)
    page = " ".join(ended.out.split())
    assert re.search(r"GB 2102345\.2 [\d-]+ examination GB 2590274 A withheld", page)
    assert re.search(r"IL 281006 [\d-]+ published IL 281006 A unavailable", page)
    assert "could not be reached: connection refused" in page
    assert "does not open to you" in page
    assert "named offices" in page
    assert re.search(r"Not complete: part of what il would show", page)
    assert re.search(r"The public would not see \d+ of these \d+ documents: .*CA 3,109,276 \(\d+\)", page)
    assert max(map(len, ended.out.splitlines())) <= 100


async def test_another_sample_can_be_asked_for(command: Any) -> None:
    """Any sample number, as an examiner writes it."""
    ended = await command.run("demo", "--once", "EP 1000000")
    assert ended.code == 0
    assert "EP 99203729.1" in ended.out
    assert "not-participating" in ended.out


async def test_it_goes_on_and_can_be_asked_by_the_key_it_prints(
    command: Any, line_with: Any, tmp_path: Path
) -> None:
    """Without ``--once`` it serves; what it says to try works; SIGTERM ends it and leaves no files."""
    process = await command.start("demo", environ={"TMPDIR": str(tmp_path)})
    out = asyncio.create_task(process.stdout.read())
    told = await line_with(process.stderr, "casegate get 'EP 1000000'")
    found = re.search(r"--gateway (\S+) --key (\S+)", told)
    assert found is not None
    ended = await command.run("get", "EP 1000000", "--gateway", found[1], "--key", found[2], "--json")
    assert ended.code in (0, 3)
    assert '"EP.99203729.A"' in ended.out
    process.terminate()
    assert await process.wait() == 0
    assert b"Members" in await out
    assert os.listdir(tmp_path) == []  # noqa: PTH208


@pytest.mark.parametrize(("number", "code"), [("EP 7654321", 6), ("?", 2)], ids=["unknown", "unreadable"])
async def test_a_number_without_an_answer_ends_as_get_does(command: Any, number: str, code: int) -> None:
    """With one office down nobody can say that a number does not exist."""
    ended = await command.run("demo", "--once", number)
    assert (ended.code, ended.out) == (code, "")


async def test_a_port_that_is_taken_is_said(command: Any, stage: Any) -> None:
    """The port of another program: one sentence, exit code 1."""
    ended = await command.run("demo", "--once", "--port", stage.url.rpartition(":")[2])
    assert (ended.code, ended.out) == (1, "")
    assert "address already in use" in ended.err.lower()
    assert "Traceback" not in ended.err
