"""``casegate get`` against a gateway on a socket: what it prints, where, and its exit codes."""

from __future__ import annotations

import asyncio
import json
import os
import pty
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

NUMBER = "CA 3109276"
VOLATILE = ("elapsedMs", "ageSeconds", "attempts", "retryAfterSeconds", "detail", "retrievedAt")


async def test_a_complete_answer_ends_with_0(command: Any, stage: Any) -> None:
    """The page on standard output without escape sequences; in a pipe standard error stays empty."""
    ended = await command.run("get", NUMBER, "--gateway", stage.url, "--key", stage.key)
    assert (ended.code, ended.err) == (0, "")
    assert "Complete: everybody who could know has answered." in ended.out
    assert "NZ 773158" in ended.out
    assert "\x1b" not in ended.out


async def test_gateway_and_key_can_come_from_the_environment(command: Any, stage: Any) -> None:
    """With the key of an accessing office its documents are shown, without it those that are public."""
    gateway = {"CASEGATE_GATEWAY": stage.url}
    own = await command.run("get", NUMBER, "--json", environ=gateway | {"CASEGATE_KEY": stage.key})
    public = await command.run("get", "NZ 773158", "--json", environ=gateway)
    assert (own.code, public.code) == (0, 0)
    assert {"CA.3109276.A", "NZ.773158.A"} == set(dossiers(own.out))
    assert {"NZ.773158.A"} == set(dossiers(public.out))


async def test_json_is_the_answer_of_the_api(command: Any, stage: Any) -> None:
    """The folded stream, and with ``--wait`` the one piece, are what ``application/json`` gives."""
    streamed = await command.run("get", NUMBER, "--gateway", stage.url, "--key", stage.key, "--json")
    whole = await command.run(
        "get", NUMBER, "--gateway", stage.url, "--key", stage.key, "--json", "--wait", "9"
    )
    async with httpx.AsyncClient(trust_env=False) as http:
        response = await http.get(
            f"{stage.url}/api/v1/families",
            params={"number": NUMBER},
            headers={"Authorization": f"Bearer {stage.key}"},
        )
    told = settled(response.json())
    assert settled(json.loads(streamed.out)) == told
    assert settled(json.loads(whole.out)) == told


async def test_a_partial_answer_ends_with_3_and_says_who_is_missing(command: Any, stage: Any) -> None:
    """An office that is down spoils nothing of the others."""
    await stage.spoil("nz", refuse=True)
    ended = await command.run("get", NUMBER, "--gateway", stage.url, "--key", stage.key)
    assert ended.code == 3
    assert "Not complete: part of what nz would show may be missing." in ended.out
    assert "CA 3,109,276" in ended.out


async def test_a_time_to_wait_gives_what_is_there_by_then(command: Any, stage: Any) -> None:
    """An office that takes longer than ``--wait`` is told as not having answered in time."""
    await stage.slow("nz")
    ended = await command.run("get", NUMBER, "--gateway", stage.url, "--key", stage.key, "--wait", "1")
    assert ended.code == 3
    assert "has not answered in time" in ended.out


async def test_a_number_that_nobody_holds_ends_with_4(command: Any, stage: Any) -> None:
    """And so does one that may not be seen: the two look alike."""
    unknown = await command.run("get", "NZ 700001", "--gateway", stage.url, "--key", stage.key)
    hidden = await command.run("get", NUMBER, "--gateway", stage.url)
    assert (unknown.code, hidden.code) == (4, 4)
    assert (unknown.out, hidden.out) == ("", "")
    assert unknown.err == hidden.err


async def test_when_all_who_could_know_fail_it_ends_with_6(command: Any, stage: Any) -> None:
    """Neither yes nor no is known, and that is said."""
    for office in ("ca", "nz"):
        await stage.spoil(office, status=503)
    ended = await command.run("get", NUMBER, "--gateway", stage.url, "--key", stage.key)
    assert (ended.code, ended.out) == (6, "")
    assert "ca (unavailable)" in ended.err


async def test_no_gateway_ends_with_6_and_says_how_to_name_one(command: Any, unused_tcp_port: int) -> None:
    """A refused connection is a sentence, not a stack of calls."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    ended = await command.run("get", NUMBER, "--gateway", url)
    assert (ended.code, ended.out) == (6, "")
    assert f"No gateway answers at {url}" in ended.err
    assert "--gateway" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("number", ["!!!", "", "🦆" * 10, "x" * 10_000])
async def test_an_unreadable_number_ends_with_2(command: Any, stage: Any, number: str) -> None:
    """With the gateway's own sentence."""
    ended = await command.run("get", "--gateway", stage.url, "--", number)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("casegate: ")


async def test_a_number_of_several_offices_ends_with_2_and_shows_the_choice(command: Any, stage: Any) -> None:
    """The readings to choose from, and the options to choose with."""
    ended = await command.run("get", "2019123456", "--gateway", stage.url)
    chosen = await command.run("get", "2019123456", "--gateway", stage.url, "--json")
    assert (ended.code, chosen.code) == (2, 2)
    assert "--office" in ended.out
    assert "US.2019123456" in ended.out
    assert len(json.loads(chosen.out)["query"]["readAs"]) > 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--key", "wrong"], "--key"),
        (["--gateway", "nonsense"], "no URL of a gateway"),
        (["--key", "line\nbreak"], "characters that no key has"),
        (["--office", "XX"], "XX"),
    ],
    ids=["key", "url", "odd key", "office"],
)
async def test_wrong_options_end_with_2(command: Any, stage: Any, arguments: list[str], words: str) -> None:
    """And say which one."""
    ended = await command.run("get", NUMBER, "--gateway", stage.url, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


async def test_a_terminal_shows_lines_filling_in_and_standard_output_stays_clean(
    command: Any, stage: Any
) -> None:
    """Progress goes to the terminal on standard error: each provider, waited for and then answered."""
    await stage.slow("nz")
    ours, theirs = pty.openpty()
    process = await command.start(
        "get", NUMBER, "--gateway", stage.url, "--key", stage.key, stderr=theirs,
        environ={"TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    await stage.held.wait()
    stage.go.set()
    seen, (out, _) = await asyncio.gather(asyncio.to_thread(read_all, ours), process.communicate())
    assert process.returncode == 0
    assert "The office of NZ" in seen
    assert "waiting" in seen
    assert "answered in" in seen
    assert b"\x1b" not in out
    assert b"Complete" in out


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["page", "json"])
async def test_a_reader_that_goes_away_ends_it_quietly(command: Any, stage: Any, options: list[str]) -> None:
    """As with ``| head``: no word of it on standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    process = await command.start(
        "get", NUMBER, "--gateway", stage.url, "--key", stage.key, *options, stdout=writing
    )
    os.close(writing)
    _, err = await process.communicate()
    assert (process.returncode, err) == (1, b"")


async def test_a_pipe_shows_no_progress(command: Any, stage: Any) -> None:
    """Standard error stays empty, however the offices answer."""
    await stage.spoil("nz", refuse=True)
    ended = await command.run("get", NUMBER, "--gateway", stage.url, "--key", stage.key)
    assert (ended.code, ended.err) == (3, "")


def read_all(descriptor: int) -> str:
    """Everything that a process wrote to its terminal."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts).decode()


def dossiers(text: str) -> list[str]:
    """The applications whose dossiers stand in a JSON answer."""
    return [dossier["applicationNumber"]["docdb"] for dossier in json.loads(text)["dossiers"]]


def settled(value: Any) -> Any:
    """An answer without what differs each time; from the cache is as good as from the office."""
    if isinstance(value, Mapping):
        kept = {name: settled(one) for name, one in value.items() if name not in VOLATILE}
        return kept | ({"code": "ok"} if kept.get("code") == "cached" else {})
    return [settled(one) for one in value] if isinstance(value, list) else value
