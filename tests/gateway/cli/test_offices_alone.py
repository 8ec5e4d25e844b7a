"""``casegate simulate`` and ``casegate provider``: offices without a gateway."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.kit.faults import Faults
from gateway.cli.knobs import faults_of
from gateway.settings.reading import read_settings


async def status(url: str, headers: dict[str, str] | None = None) -> int:
    """The status of an answer."""
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(url, headers=headers)).status_code


async def test_simulated_offices_are_listed_with_what_goes_wrong(command: Any, line_with: Any) -> None:
    """Each with its URL, on standard output; the faults that were asked for happen."""
    process = await command.start("simulate", "--status", "GB=503", "--down", "il")
    gb = await line_with(process.stdout, "gb ")
    il = await line_with(process.stdout, "il ")
    await line_with(process.stderr, "Ctrl-C")
    assert '{"status":503}' in gb
    assert await status(f"{gb.split()[1]}/health") == 503
    with pytest.raises(httpx.ConnectError):
        await status(f"{il.split()[1]}/health")
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


async def test_a_configuration_for_them_is_written_and_right(
    command: Any, line_with: Any, tmp_path: Path
) -> None:
    """It passes the check; it may be written again, but over nothing else."""
    target = tmp_path / "config"
    process = await command.start("simulate", "--config-out", str(target))
    await line_with(process.stderr, f"casegate serve --config {target}")
    process.terminate()
    await process.communicate()
    assert (await command.run("check-config", str(target))).code == 0
    told = read_settings(target, {}).participants
    assert {one.office for one in told if one.public_access} >= {"AU", "EP", "NZ", "WO"}
    assert {one.office for one in told if not one.public_access} >= {"CA", "IN"}

    (target / "gateway.yaml").write_text("profile: production\n")
    refused = await command.run("simulate", "--config-out", str(target))
    assert refused.code == 2
    assert "holds something else already" in refused.err
    assert (target / "gateway.yaml").read_text() == "profile: production\n"


def test_knobs_of_one_office_add_up() -> None:
    """Ids in either case; every knob is one fault of that office."""
    found = faults_of(slow=["CA=1.5"], withhold=["ca"], spoil=["gb=html"], fault=["au:times=3,status=500"])
    assert found == {
        "ca": Faults(delay_seconds=1.5, withhold=True),
        "gb": Faults(body="html"),
        "au": Faults(times=3, status=500),
    }


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"slow": ["ca"]}, "ID=SECONDS"),
        ({"slow": ["ca=soon"]}, "seconds are 0 to 3600"),
        ({"slow": ["ca=nan"]}, "seconds are 0 to 3600"),
        ({"status": ["ca=200"]}, "400 to 599"),
        ({"spoil": ["ca=nicely"]}, "html"),
        ({"fault": ["ca"]}, "ID:NAME=VALUE"),
        ({"fault": ["ca:colour=red"]}, "colour"),
    ],
    ids=str,
)
def test_a_knob_that_cannot_be_read_is_refused_with_its_form(knobs: dict[str, list[str]], words: str) -> None:
    """The message says how it is written."""
    with pytest.raises(ValueError, match=words):
        faults_of(**knobs)


@pytest.mark.parametrize("arguments", [["--down", "xx"], ["--slow", "ca"]], ids=" ".join)
async def test_wrong_knobs_end_with_2(command: Any, arguments: list[str]) -> None:
    """An office that is not simulated, or a knob that cannot be read: one sentence."""
    ended = await command.run("simulate", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("casegate: ")
    assert "Traceback" not in ended.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of documents of one application, and one sub-folder that cannot be an application."""
    shelf = tmp_path / "files" / "NZ 773158"
    shelf.mkdir(parents=True)
    (shelf / "2021-03-04_EXRP_Examination report.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (tmp_path / "files" / "???").mkdir()
    return tmp_path / "files"


async def test_a_folder_is_served_as_an_office(command: Any, line_with: Any, folder: Path) -> None:
    """The URL to configure, remarks on what is not served, and the key when one is wanted."""
    process = await command.start(
        "provider", "serve", str(folder), "--port", "0", environ={"CASEGATE_PROVIDER_KEY": "secret"}
    )
    told = await line_with(process.stderr, "Serving ")
    found = re.search(r"http://\S+", told)
    assert found is not None
    assert "???" in await line_with(process.stderr, "not served")
    url = f"{found[0]}/doclists?applicationIdentifier=NZ+773158"
    assert await status(url) == 401
    assert await status(url, {"X-Api-Key": "secret"}) == 200
    process.terminate()
    assert await process.wait() == 0


async def test_an_index_is_written_and_its_path_printed(command: Any, folder: Path) -> None:
    """The path is data: it can be passed on. What is not in the index is told beside it."""
    ended = await command.run("provider", "index", str(folder))
    assert (ended.code, ended.out) == (0, f"{folder / 'index.json'}\n")
    (application,) = json.loads((folder / "index.json").read_text())["applications"]
    assert [document["code"] for document in application["documents"]] == ["EXRP"]
    assert "???: not served" in ended.err


@pytest.mark.parametrize("action", ["serve", "index"])
async def test_no_folder_ends_with_2(command: Any, tmp_path: Path, action: str) -> None:
    """One sentence."""
    ended = await command.run("provider", action, str(tmp_path / "nowhere"))
    assert (ended.code, ended.out) == (2, "")
    assert "is no folder" in ended.err
    assert "Traceback" not in ended.err
