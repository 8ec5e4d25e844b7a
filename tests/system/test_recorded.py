"""Facts that offices answered, held by simulated offices: all come through, and nothing is merged wrongly."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from replicas import NO_CACHE, configure, replica

from connectors.endpoint import Secret
from connectors.global_dossier.parse import parse_family
from connectors.kit.holdings import MemoryHoldings
from connectors.kit.listener import Listener
from connectors.kit.papers import paper
from connectors.kit.sheets import Held
from connectors.kit.simulator import SimulatedEndpoint, SimulatedOffice, simulate
from connectors.model import Application, Document, Dossier, Rendition
from connectors.numbers.identity import Number

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"])
GLOBAL = FOLDER / "uspto_global_dossier"
ERRORS = {
    path: path.read_bytes()
    for path in sorted((FOLDER / "jpo_api" / "official_examples").glob("ERR_http*_status*.json"))
}
EP = Number("publication", "EP", "1000000", None)
US = Number("application", "US", "201816123456", "A")
BRICKS = {"NL.1010536.A", "US.20685698.A", "AT.99203729.T", "DE.69905327.T", "EP.99203729.A"}
LEARNING = {"JP.2017187096.A", "US.201816123456.A", "US.202017130468.A"}


def recorded(name: str) -> list[bytes]:
    """The recordings of a name, the oldest first."""
    paths = (path for path in sorted(GLOBAL.glob(name)) if not path.name.endswith(".meta.json"))
    return [path.read_bytes() for path in paths]


def american(text: str) -> date:
    """A date written month, day, year."""
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def rows(office: str) -> list[dict[str, Any]]:
    """The rows of the recorded document lists of one office: each is a document here."""
    if office == "EP":
        members = json.loads(recorded("family-publication-EP-1000000*.json")[0])["list"]
        return list(next(one["docList"]["docs"] for one in members if one["countryCode"] == "EP"))
    native = {"JP": "JP-2017187096", "US": "US-16123456"}[office]
    return list(json.loads(recorded(f"doclist-{native}-A__*.json")[-1])["docs"])


def held(application: Application, listed: Iterable[dict[str, Any]]) -> Held:
    """An application with the documents of these rows."""
    documents = tuple(
        Document(
            id=row["docId"],
            title=row["docDesc"],
            code=row["docCode"],
            date=american(row["legalDateStr"]),
            page_count=row["numberOfPages"],
            groups=tuple(row["docGroupCode"].split(",")),
            renditions=(Rendition(id=row["docId"]),),
        )
        for row in listed
    )
    return Held(Dossier(application=application, documents=documents))


def family(recording: str, asked: Number, lists: dict[str, str]) -> list[Held]:
    """The recorded members; ``lists`` names the applications that have the recorded list of an office."""
    members = [one.application for one in parse_family(recorded(recording)[0], asked).members]
    return [held(one, rows(lists[one.number.docdb]) if one.number.docdb in lists else ()) for one in members]


FAMILIES = {
    "EP 1000000": (family("family-publication-EP-1000000*.json", EP, {"EP.99203729.A": "EP"}), BRICKS),
    "US 16/123,456": (
        family(
            "family-application-US-16123456*.json", US, {"US.201816123456.A": "US", "JP.2017187096.A": "JP"}
        ),
        LEARNING,
    ),
}


def offices(members: Sequence[Held]) -> list[SimulatedOffice]:
    """Each office with its own service, which knows its own applications and nobody else's."""
    served = sorted({one.number.office for one in members})
    return [
        SimulatedOffice(
            id=office.lower(),
            name=office,
            serves=(office,),
            holdings=MemoryHoldings((one for one in members if one.number.office == office), paper),
        )
        for office in served
    ]


@pytest.mark.parametrize("asked", FAMILIES)
async def test_a_recorded_family_comes_through_from_its_offices(tmp_path: Path, asked: str) -> None:
    """Every member, publication, priority and document, with code, date and groups; the Austrian part of a
    European application, whose digits are the same, is a member of its own."""
    members, numbers = FAMILIES[asked]
    async with simulate(offices(members)) as simulation:
        configure(simulation.write_config(tmp_path), simulation.endpoints, **NO_CACHE)
        async with replica(tmp_path) as gateway:
            answer = await gateway.family(asked)
            for number in numbers - {asked}:
                again = await gateway.family(number, type="application")
                assert again["family"]["id"] == answer["family"]["id"]
    shown = {one["applicationNumber"]["docdb"]: one for one in answer["family"]["members"]}
    assert shown.keys() == numbers
    files = {one["applicationNumber"]["docdb"]: one["documents"] for one in answer["dossiers"]}
    for one in members:
        member, application = shown[one.number.docdb], one.dossier.application
        assert {(p["office"], p["number"], p["kind"], p["date"]) for p in member["publications"]} == {
            (p.office, p.number, p.kind, p.date and p.date.isoformat()) for p in application.publications
        }
        assert {p["docdb"] for p in member["priorities"]} == {p.number.docdb for p in application.priorities}
        assert sorted(map(told, files[one.number.docdb])) == sorted(map(listed, one.dossier.documents))
    assert answer["complete"] is True
    assert answer["conflicts"] == []


def told(document: Any) -> tuple[Any, ...]:
    """A document as the gateway tells it."""
    native = document["provenance"][0]["documentId"]
    return native, document["code"], document["title"], document["date"], tuple(document["groups"])


def listed(document: Document) -> tuple[Any, ...]:
    """A document as its office has it."""
    filed = document.date and document.date.isoformat()
    return document.id, document.code, document.title, filed, document.groups


async def test_a_recorded_family_comes_through_from_a_hub(tmp_path: Path) -> None:
    """The hub has the file of the European application; the members elsewhere are known and not provided."""
    members, numbers = FAMILIES["EP 1000000"]
    known = [one.dossier.application for one in members]
    holdings = MemoryHoldings(
        (one for one in members if one.number.office in ("EP", "US")), paper, known=known
    )
    hub = SimulatedOffice("ip5", "Hub", ("EP", "US", "JP"), holdings, "opd", key=Secret("password"))
    async with simulate([hub]) as simulation:
        configure(simulation.write_config(tmp_path), simulation.endpoints, **NO_CACHE)
        async with replica(tmp_path) as gateway:
            answer = await gateway.family("EP 1000000")
    shown = {one["applicationNumber"]["docdb"]: one for one in answer["family"]["members"]}
    assert shown.keys() == numbers
    for number in ("NL.1010536.A", "AT.99203729.T", "DE.69905327.T"):
        assert shown[number]["availability"] in ("not-participating", "not-providing")
    (file,) = [one for one in answer["dossiers"] if one["applicationNumber"]["docdb"] == "EP.99203729.A"]
    assert sorted((d["title"], d["date"]) for d in file["documents"]) == sorted(
        (row["docDesc"], american(row["legalDateStr"]).isoformat()) for row in rows("EP")
    )
    assert shown["EP.99203729.A"]["reports"]["search"] is True


OUTCOMES = {
    "107": "not_held", "108": "not_held", "111": "not_held", "203": "throttled", "303": "throttled",
    "204": "malformed", "208": "malformed", "210": "credentials", "302": "unavailable",
    "999": "unavailable",
}  # fmt: skip
"""What each of the hub's own statuses comes to."""


def test_every_recorded_error_is_looked_at() -> None:
    """The table above names them all."""
    assert {status(path)[1] for path in ERRORS} == OUTCOMES.keys()


def status(path: Path) -> tuple[int, str]:
    """The HTTP status and the hub's own, as the name of a recording says them."""
    found = re.fullmatch(r"ERR_http(\d+)_status(\d+)\.json", path.name)
    assert found is not None
    return int(found[1]), found[2]


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
async def test_a_recorded_error_of_a_hub_is_its_outcome(tmp_path: Path, path: Path) -> None:
    """Told in one word and a sentence of ours, while the office beside it answers as ever."""
    http_status, own = status(path)
    body = ERRORS[path]

    async def token(request: web.Request) -> web.Response:
        return web.json_response({"access_token": "t", "expires_in": 3600, "token_type": "bearer"})

    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=http_status, body=body, content_type="application/json")

    app = web.Application()
    app.router.add_post("/auth/token", token)
    app.router.add_get("/opdapi/{rest:.*}", refuse)
    (learning,) = [one for one in FAMILIES["US 16/123,456"][0] if one.number.office == "JP"]
    async with Listener(app) as listener, simulate(offices([learning])) as simulation:
        auth = {"type": "oauth2", "grant": "password", "username": "u", "password": "literal:p"}
        hub = SimulatedEndpoint(
            "ip5", "Hub", ("EP", "US"), "opd", listener.origin, auth, {"default": "public"}
        )
        simulation.write_config(tmp_path)
        (tmp_path / "offices" / "ip5.yaml").write_text(
            "".join(f"{key}: {json.dumps(value)}\n" for key, value in hub.settings.items())
        )
        configure(tmp_path, [*simulation.endpoints, hub], **NO_CACHE)
        async with replica(tmp_path) as gateway:
            answer = await gateway.family("JP 2017-187096", type="application")
    (outcome,) = [o for o in answer["outcomes"] if o["provider"] == "ip5"]
    assert outcome["code"] == OUTCOMES[own], outcome
    assert json.loads(body)["result"]["errorMessage"] not in json.dumps(answer, ensure_ascii=False)
    assert answer["complete"] is (OUTCOMES[own] == "not_held")
    (file,) = answer["dossiers"]
    assert len(file["documents"]) == len(rows("JP"))
