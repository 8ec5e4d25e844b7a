"""``casegate provider test``: an endpoint against the profile, as offices and pipelines run it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from connectors.kit.demonstration import simulate_demonstration
from connectors.kit.faults import Faults
from connectors.kit.simulator import Simulation

KEY = "sample-key-of-au"


@pytest.fixture
async def simulation() -> AsyncIterator[Simulation]:
    """The offices of the demonstration, all well."""
    async with simulate_demonstration(faults={}) as running:
        yield running


async def test_an_endpoint_that_keeps_the_profile(command: Any, simulation: Simulation) -> None:
    """Every check in a line, a closing line that counts them, exit 0; the key is shown nowhere."""
    url = simulation.endpoint("au").url
    ended = await command.run("provider", "test", url, "--local", "--number", "AU 2019325418", "--key", KEY)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0].split() == ["Check", "Result", "Found"]
    assert "shape-doclist" in ended.out
    assert lines[-1].startswith("0 fail, 0 warn, 43 pass, 2 skipped; 4")
    assert KEY not in ended.out + ended.err


async def test_what_is_wrong_is_explained(command: Any, simulation: Simulation, tmp_path: Path) -> None:
    """Exit 1; for each failure what was found, sent and came, the rule, and what to do; JUnit too."""
    await simulation.set_faults("ca", Faults(body="bad-ids"))
    url = simulation.endpoint("ca").url
    target = tmp_path / "found.xml"
    ended = await command.run(
        "provider", "test", url, "--local", "--number", "3,109,276", "--office", "CA", "--junit", str(target)
    )
    assert ended.code == 1
    told = ended.out.partition("shape-doclist: fail")[2].splitlines()[1:6]
    assert [one.split(":")[0] for one in told] == ["  found", "  sent", "  came", "  rule", "  do"]
    assert "cannot stand in a URL" in told[0]
    assert "GET /doclists?applicationIdentifier=CA3109276" in told[1]
    suite = ElementTree.parse(target).getroot()
    assert int(suite.get("failures", "0")) >= 1
    assert suite.find("testcase[@name='shape-doclist']/failure") is not None


async def test_findings_as_json(command: Any, simulation: Simulation) -> None:
    """For scripts: whether it passed, the counts, and every finding; nothing else on standard output."""
    url = simulation.endpoint("nz").url
    ended = await command.run("provider", "test", url, "--local", "--number", "NZ 773158", "--json")
    said = json.loads(ended.out)
    assert (ended.code, said["passed"], said["url"]) == (0, True, url)
    assert sum(said["counts"].values()) == len(said["findings"])
    assert {"check", "group", "result", "detail", "sent", "came", "rule", "source", "remedy"} == set(
        said["findings"][0]
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://127.0.0.1:1/case-api/v1"], "--local"),
        (["https://10.0.0.1/case-api/v1"], "allow_networks"),
        (["http://127.0.0.1:1/x", "--local", "--number", "nothing"], "cannot be read"),
        (["http://127.0.0.1:1/x", "--local", "--number", "EP 1000000"], "Did you mean"),
        (["http://127.0.0.1:1/x", "--allow-network", "here"], "here"),
    ],
)
async def test_what_cannot_be_examined(command: Any, arguments: list[str], words: str) -> None:
    """A forbidden URL, a number that is none, a network that is none: exit 2, one sentence, nothing asked."""
    ended = await command.run("provider", "test", *arguments)
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""


async def test_nobody_there(command: Any) -> None:
    """A port where nothing listens fails, in a table like any other."""
    ended = await command.run("provider", "test", "http://127.0.0.1:1/case-api/v1", "--local")
    assert ended.code == 1
    assert "refused" in ended.out
    assert "--number" in ended.err
