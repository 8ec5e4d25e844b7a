"""``casegate number --ask``: what a configured number service makes of a number, over sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from aiohttp import web

from connectors.kit.listener import Listener

GATEWAY = "profile: demo\npublic_url: http://127.0.0.1\nstorage: {url: 'sqlite:///casegate.db'}\n"
OPS = (
    "id: {id}\nname: OPS\nserves: [EP, US]\nprotocol: epo-ops\nurl: {url}\n"
    "auth: {{type: oauth2, client_id: 'literal:key', client_secret: 'literal:secret'}}\n"
)
AU = "id: au\nname: AU\nserves: [AU]\nprotocol: case\nurl: {url}\n"
ROOT = "/3.2/rest-services/number-service"
KNOWN = {
    f"{ROOT}/application/original/US.(11/183,143).A/docdb": ("SUCCESS", "application", "US", "18314305", "A"),
    f"{ROOT}/application/original/PCT/GB02/04635/docdb": (
        "pBRE002 pBRE110", "application", "GB", "0204635", "W",
    ),
    f"{ROOT}/publication/original/US.(14,123,456)/docdb": (
        "pBRE005 pBRE999", "publication", "US", "14123456", "",
    ),
}  # fmt: skip


class Service:
    """A number service of the test. ``asked`` are the paths that it was asked; ``broken`` is its status."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken: int | None = None
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        """A token, or a conversion."""
        if request.path.endswith("/auth/accesstoken"):
            return web.json_response({"access_token": "t", "expires_in": "1199"})
        path = unquote(request.raw_path)
        self.asked.append(path)
        if self.broken is not None:
            return web.Response(status=self.broken)
        if path not in KNOWN:
            body = "<fault><code>CLIENT.InvalidReference</code></fault>"
            return web.Response(status=404, text=body, content_type="application/xml")
        status, kind, country, number, letter = KNOWN[path]
        parts = f"<country>{country}</country><doc-number>{number}</doc-number><kind>{letter}</kind>"
        body = (
            '<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">'
            f'<ops:meta name="status" value="{status}"/><ops:standardization><ops:output>'
            f'<ops:{kind}-reference><document-id document-id-type="docdb">{parts}</document-id>'
            f"</ops:{kind}-reference></ops:output></ops:standardization></ops:world-patent-data>"
        )
        return web.Response(text=body, content_type="application/xml")


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A running number service."""
    found = Service()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", found.handle)
    async with Listener(app) as listener:
        found.url = listener.origin + "/3.2"
        yield found


@pytest.fixture
def directory(service: Service, tmp_path: Path) -> Path:
    """The configuration of a gateway with that service and an office that is none."""
    (tmp_path / "offices").mkdir()
    (tmp_path / "gateway.yaml").write_text(GATEWAY)
    (tmp_path / "offices" / "au.yaml").write_text(AU.format(url="http://127.0.0.1:1"))
    (tmp_path / "offices" / "ops.yaml").write_text(OPS.format(id="ops", url=service.url))
    return tmp_path


async def test_the_year_that_a_number_leaves_open_is_told(
    command: Any, directory: Path, service: Service
) -> None:
    """All years of one spelling are one question; beside each reading stands what the service says of it."""
    words = ("number", "US 11/183,143", "--ask", "--config", str(directory))
    ended = await command.run(*words, "--json")
    read = {one["docdb"]: one["services"] for one in json.loads(ended.out)["readAs"]}
    assert (ended.code, len(service.asked)) == (0, 1)
    assert {docdb: said[0]["verdict"] for docdb, said in read.items()} == {
        docdb: "agrees" if docdb == "US.18314305.A" else "differs" for docdb in read
    }
    assert len(read) == 3
    assert read["US.18314304.A"] == [
        {
            "provider": "ops", "code": "ok", "verdict": "differs", "docdb": "US.18314305.A", "detail": None,
            "messages": [
                {"code": "SUCCESS", "gravity": "note", "meaning": "converted as it was written"}
            ],
        }
    ]  # fmt: skip
    page = (await command.run(*words)).out
    (agreeing,) = (line for line in page.splitlines() if line.startswith("US.18314305.A  "))
    assert agreeing.split()[1:5] == ["ops", "the", "same", "US.18314305.A"]
    assert page.count("another number") == 2


async def test_what_the_service_says_is_told_in_words(command: Any, directory: Path) -> None:
    """What it did with a number, and that it did not convert one though HTTP says success."""
    common = ("--ask", "--config", str(directory))
    ended = await command.run("number", "PCT/GB02/04635", *common)
    assert ended.code == 0
    assert "the kind was set to W" in " ".join(ended.out.split())
    ended = await command.run("number", "US 14123456", "--type", "publication", *common, "--json")
    (said,) = json.loads(ended.out)["readAs"][0]["services"]
    assert (ended.code, said["verdict"], said["docdb"]) == (0, "not-converted", None)
    assert "the number was not converted" in [one["meaning"] for one in said["messages"]]


@pytest.mark.parametrize(("status", "code"), [(503, "unavailable"), (429, "throttled"), (401, "credentials")])
async def test_a_service_that_fails_is_an_outcome(
    command: Any, directory: Path, service: Service, status: int, code: str
) -> None:
    """The readings are shown all the same; 6 says that nobody answered."""
    service.broken = status
    ended = await command.run("number", "EP 1000000", "--ask", "--config", str(directory), "--json")
    read = json.loads(ended.out)["readAs"]
    assert ended.code == 6
    assert {said["code"] for one in read for said in one["services"]} == {code}
    assert all(said["verdict"] is None and said["detail"] for one in read for said in one["services"])


async def test_a_number_that_the_service_cannot_read(command: Any, directory: Path) -> None:
    """That is an answer, too, told in a line of its own; nothing has failed."""
    ended = await command.run("number", "NZ 773158", "--ask", "--config", str(directory))
    assert ended.code == 0
    told = " ".join(ended.out.partition("Number services")[2].split())
    assert "NZ.773158.A ops unsupported - the number service cannot read this number" in told


async def test_some_answer_and_some_do_not(command: Any, directory: Path, service: Service) -> None:
    """3 says that it is a part; a service that is suspended is not asked."""
    (directory / "offices" / "zz.yaml").write_text(
        OPS.format(id="zz", url=service.url) + "status: suspended\n"
    )
    ended = await command.run("number", "US 11/183,143", "--ask", "--config", str(directory), "--json")
    codes = [[said["code"] for said in one["services"]] for one in json.loads(ended.out)["readAs"]]
    assert (ended.code, codes, len(service.asked)) == (3, [["ok", "suspended"]] * 3, 1)


async def test_without_a_number_service_nobody_is_asked(
    command: Any, directory: Path, service: Service
) -> None:
    """A sentence that says what would be one, and 2."""
    (directory / "offices" / "ops.yaml").unlink()
    ended = await command.run("number", "EP 1000000", "--ask", "--config", str(directory))
    assert (ended.code, ended.out, service.asked) == (2, "", [])
    assert "is a number service" in ended.err
    assert "epo-ops" in ended.err


@pytest.mark.parametrize("words", [["--ask"], ["--config", "."]], ids=str)
async def test_the_two_options_go_together(command: Any, words: list[str]) -> None:
    """One without the other is wrong usage."""
    ended = await command.run("number", "EP 1000000", *words)
    assert (ended.code, ended.out) == (2, "")
    assert "go together" in ended.err


async def test_a_configuration_that_cannot_be_used(command: Any, tmp_path: Path) -> None:
    """Its faults are told, and nobody is asked; nor does an unreadable number get that far."""
    ended = await command.run("number", "EP 1000000", "--ask", "--config", str(tmp_path / "none"))
    assert (ended.code, ended.out) == (2, "")
    assert "nothing was asked" in ended.err
    ended = await command.run("number", "?", "--ask", "--config", str(tmp_path / "none"))
    assert ended.code == 2
    assert "nothing was asked" not in ended.err
