"""``casegate serve`` and ``check-config``: starting, reloading, ending, and several processes."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest


@pytest.fixture
def directory(stage: Any) -> Path:
    """A configuration of simulated offices, for any free port."""
    path: Path = stage.directory / "gateway.yaml"
    path.write_text(path.read_text().replace('"port":8080', '"port":0'))
    directory: Path = stage.directory
    return directory


async def names(url: str) -> set[str]:
    """The names of the providers that a gateway has."""
    async with httpx.AsyncClient(trust_env=False) as http:
        offices = (await http.get(f"{url}/api/v1/offices")).raise_for_status().json()["offices"]
    return {provider["name"] for office in offices for provider in office["providers"]}


def url_in(line: str) -> str:
    """The URL in a line."""
    found = re.search(r"http://\S+?(?=;|$|\s)", line)
    assert found is not None
    return found[0]


async def test_a_reload_puts_good_files_in_force_and_keeps_the_old_ones_otherwise(
    command: Any, line_with: Any, directory: Path
) -> None:
    """SIGHUP reads the directory; a fault is logged with its place and changes nothing."""
    process = await command.start("serve", "--config", str(directory))
    url = url_in(await line_with(process.stderr, "casegate listens at"))
    assert await names(url) == {"The office of CA", "The office of NZ"}
    office = directory / "offices" / "ca.yaml"
    written = office.read_text()

    office.write_text(written.replace("The office of CA", "The renamed office"))
    process.send_signal(signal.SIGHUP)
    await line_with(process.stderr, "configuration_loaded")
    assert await names(url) == {"The renamed office", "The office of NZ"}

    office.write_text(written + "colour: red\n")
    process.send_signal(signal.SIGHUP)
    fault = json.loads(await line_with(process.stderr, "configuration_fault"))["fault"]
    assert re.match(r"offices/ca\.yaml:\d+:1: colour: ", fault)
    await line_with(process.stderr, "configuration_kept")
    assert await names(url) == {"The renamed office", "The office of NZ"}

    process.terminate()
    await process.communicate()
    assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_what_is_under_way_is_finished_when_it_ends(
    command: Any, line_with: Any, stage: Any, directory: Path, number: signal.Signals
) -> None:
    """A question that an office is still answering gets its answer."""
    await stage.slow("nz")
    process = await command.start("serve", "--config", str(directory), "--host", "127.0.0.1", "--port", "0")
    url = url_in(await line_with(process.stderr, "casegate listens at"))
    asking = asyncio.create_task(command.run("get", "NZ 773158", "--gateway", url, "--json"))
    await stage.held.wait()
    process.send_signal(number)
    stage.go.set()
    await process.communicate()
    assert (await asking).code == 0
    assert process.returncode == 0


async def test_several_processes_share_a_port_and_one_that_dies_is_started_again(
    command: Any, line_with: Any, directory: Path
) -> None:
    """Each is a gateway of its own; that one ended is logged, never silent; SIGTERM ends them all."""
    process = await command.start("serve", "--config", str(directory), "--workers", "2")
    first = json.loads(await line_with(process.stderr, "worker_listens"))
    second = json.loads(await line_with(process.stderr, "worker_listens"))
    line = await line_with(process.stderr, "casegate listens at")
    assert "2 processes, each with its own cache" in line
    assert await names(url_in(line)) == {"The office of CA", "The office of NZ"}

    os.kill(first["pid"], signal.SIGKILL)
    ended = json.loads(await line_with(process.stderr, "worker_ended"))
    again = json.loads(await line_with(process.stderr, "worker_listens"))
    assert (ended["pid"], ended["again"]) == (first["pid"], True)
    assert again["pid"] not in (first["pid"], second["pid"])
    assert again["worker"] == first["worker"]

    process.send_signal(signal.SIGHUP)
    for _ in range(2):
        await line_with(process.stderr, "configuration_loaded")
    process.terminate()
    await process.communicate()
    assert process.returncode == 0
    assert not any(alive(pid) for pid in (first["pid"], second["pid"], again["pid"]))


async def test_workers_do_not_outlive_their_parent(command: Any, line_with: Any, directory: Path) -> None:
    """A parent that is killed takes its workers with it: their pipe ends."""
    process = await command.start("serve", "--config", str(directory), "--workers", "2")
    await line_with(process.stderr, "casegate listens at")
    process.kill()
    await process.stderr.read()
    await process.wait()


async def test_a_configuration_with_faults_starts_nothing(command: Any, directory: Path) -> None:
    """Every fault with file, line, column and key; ``serve`` and ``check-config`` end with 2."""
    (directory / "offices" / "nz.yaml").write_text("id: nz\nname: Office\nserves: [NZ]\nport: 1\n")
    served = await command.run("serve", "--config", str(directory))
    checked = await command.run("check-config", str(directory))
    assert (served.code, checked.code) == (2, 2)
    assert "offices/nz.yaml:4:1: port: " in served.err
    assert "nothing was started" in served.err
    assert checked.out.splitlines() == [
        line for line in served.err.splitlines() if line.startswith("offices/")
    ]
    assert "cannot be used" in checked.err


async def test_a_right_configuration_is_said_to_be_right(command: Any, directory: Path) -> None:
    """With what was looked at; nothing on standard output."""
    ended = await command.run("check-config", str(directory))
    assert (ended.code, ended.out) == (0, "")
    assert "2 offices/*.yaml, which serve 2 offices; 7 participants; 0 agreements;" in ended.err


async def test_an_agreement_that_opens_nothing_is_told(command: Any, directory: Path) -> None:
    """It is no fault, and may well be meant; nobody would notice otherwise. One in force is not told."""
    written = (
        "{id: %s, provider: nz, accessing: [AU], from: 2020-01-01, terms: x, status: active, accepted_by: %s}"
    )
    both = f"agreements: [{written % ('one', '[NZ]')}, {written % ('two', '[AU, NZ]')}]"
    (directory / "agreements.yaml").write_text(both)
    ended = await command.run("check-config", str(directory))
    assert (ended.code, ended.out) == (0, "")
    assert "; 2 agreements;" in ended.err
    assert "Agreement one opens nothing today: none of AU has accepted it." in ended.err
    assert "Agreement two" not in ended.err


async def test_no_directory_is_a_fault_too(command: Any, tmp_path: Path) -> None:
    """Both commands say that gateway.yaml is not there."""
    ended = await command.run("check-config", str(tmp_path / "nowhere"))
    assert ended.code == 2
    assert ended.out.startswith("gateway.yaml:1:1: ")


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_port_that_is_taken_ends_with_1(
    command: Any, stage: Any, directory: Path, workers: str
) -> None:
    """The sentence names address and port."""
    port = stage.url.rpartition(":")[2]
    ended = await command.run("serve", "--config", str(directory), "--port", port, "--workers", workers)
    assert ended.code == 1
    assert f"Cannot listen at 127.0.0.1 port {port}" in ended.err
    assert "Traceback" not in ended.err


def alive(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
