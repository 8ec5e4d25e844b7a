"""Changing the configuration of a gateway that serves: faults change nothing, good files drop nothing."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from gates import Gate
from hostile import OK, hostile_office, whole
from replicas import KEY, Replica, configure, replica

from connectors.case.encode import encode_doclist, encode_family
from connectors.kit.faults import Faults
from connectors.kit.generated import generate_families, generated_offices
from connectors.kit.simulator import simulate
from connectors.numbers.identity import Number
from gateway.app import try_reload

(FAMILY,) = generate_families(41, offices=["AU", "NZ"], documents=3)
ASKED = FAMILY.members[1].number.docdb
HEADERS = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
async def offices(tmp_path: Path) -> AsyncIterator[Any]:
    """Two offices, their gate, and a gateway that remembers."""
    gate = Gate()
    async with simulate(generated_offices([FAMILY]), sleep=gate) as simulation:
        configure(simulation.write_config(tmp_path), simulation.endpoints)
        async with replica(tmp_path) as gateway:
            yield gate, simulation, gateway
            gate.opened.set()


def change(gateway: Replica, id: str, old: str, new: str) -> bool:
    """Changes an office's file and reads the directory again; whether it was put in force."""
    path = gateway.directory / "offices" / f"{id}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return try_reload(gateway.gateway, gateway.directory, {})


async def shown(gateway: Replica, key: str | None = KEY) -> dict[str, int]:
    """How many documents of each office are shown."""
    answer = await gateway.family(ASKED, key, type="application")
    return {one["applicationNumber"]["office"]: len(one["documents"]) for one in answer["dossiers"]}


@pytest.mark.parametrize(
    ("old", "new"),
    [("id:", "identity:"), ('"public"', '"everyone"'), ("url:", "\turl:"), ("case", "cace"), ("[", "[[")],
)
async def test_a_broken_file_changes_nothing(offices: Any, old: str, new: str) -> None:
    """The gateway goes on with what it has, and takes the file once it is right."""
    _, _, gateway = offices
    version = gateway.gateway.current.setup.world.version
    assert change(gateway, "au", old, new) is False
    assert gateway.gateway.current.setup.world.version == version
    assert await shown(gateway) == {"AU": 3, "NZ": 3}
    assert change(gateway, "au", new, old) is True
    assert await shown(gateway) == {"AU": 3, "NZ": 3}


@pytest.mark.parametrize("narrower", ["offices", "none"])
async def test_what_a_provider_narrows_stops_showing_at_once(offices: Any, narrower: str) -> None:
    """Decided anew for each answer, and for each document's id; what was remembered of it is forgotten."""
    _, simulation, gateway = offices
    answer = await gateway.family(ASKED, None, type="application")
    ids = [d["id"] for one in answer["dossiers"] for d in one["documents"] if d["id"].startswith("au~")]
    assert await shown(gateway, None) == {"AU": 3, "NZ": 3}
    asked = simulation.asked("au")["doclists"]

    assert change(gateway, "au", '{"default":"public"}', f'{{"default":"{narrower}"}}')
    assert (await shown(gateway, None)).get("AU", 0) == 0
    assert simulation.asked("au")["doclists"] == asked, "no office had to be asked to show less"
    assert (await shown(gateway)).get("AU", 0) == (3 if narrower == "offices" else 0)
    assert simulation.asked("au")["doclists"] == asked + (narrower == "offices")
    for id in ids:
        for path in (f"/api/v1/documents/{id}", f"/api/v1/documents/{id}/content"):
            assert (await gateway.get(path, None)).status == 404

    assert change(gateway, "au", f'{{"default":"{narrower}"}}', '{"default":"public"}')
    assert await shown(gateway, None) == {"AU": 3, "NZ": 3}


@pytest.mark.parametrize("narrowed", [False, True], ids=["another name", "narrowed"])
async def test_a_stream_of_events_goes_on_over_a_reload(offices: Any, narrowed: bool) -> None:
    """To its end, ``done`` included; but where something is not to be seen any more it is broken off."""
    gate, simulation, gateway = offices
    await simulation.set_faults("nz", Faults(operations=("doclists",), delay_seconds=1))
    seen: list[Any] = []
    headers = {**HEADERS, "Accept": "application/x-ndjson"}
    asked = {"number": ASKED, "type": "application"}
    async with gateway.session.get(
        f"{gateway.url}/api/v1/families", params=asked, headers=headers
    ) as response:
        with pytest.raises(aiohttp.ClientPayloadError) if narrowed else contextlib.nullcontext():
            async for line in response.content:
                seen.append(json.loads(line))
                if len(seen) == 1:
                    await gate.held(1)
                    if narrowed:
                        assert change(gateway, "au", '"public"', '"none"')
                    assert change(gateway, "nz", "Generated office NZ", "Another name")
                    gate.opened.set()
    dossiers = {e["dossier"]["applicationNumber"]["office"] for e in seen if e["event"] == "dossier"}
    if narrowed:
        assert "AU" not in dossiers
        assert seen[-1]["event"] != "done"
        assert "AU" not in await shown(gateway)
    else:
        assert (seen[-1]["event"], seen[-1]["complete"]) == ("done", True)
        assert dossiers == {"AU", "NZ"}


async def test_content_goes_on_although_its_endpoint_is_changed(tmp_path: Path) -> None:
    """A document that is under way arrives whole after its provider was moved; removed, it is gone."""
    own = FAMILY.members[0]
    content, half = bytes(range(256)) * 4096, 300_000
    go = asyncio.Event()

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = OK.replace(b"application/json", b"application/pdf")
        writer.write(head + b"Content-Length: %d\r\n\r\n" % len(content) + content[:half])
        await writer.drain()
        await go.wait()
        writer.write(content[half:])
        await writer.drain()

    async with hostile_office() as office:
        asked = Number("application", "AU", own.number.number, "A")
        documents = own.dossier.documents
        office.answers = {
            "/families": whole(encode_family(asked, [own.dossier.application], "simple")),
            "/doclists": whole(encode_doclist(own.number, documents, total=len(documents))),
            f"/documents/{documents[0].id}": slowly,
        }
        endpoint = office.endpoint("AU")
        (tmp_path / "offices").mkdir()
        file = tmp_path / "offices" / "au.yaml"
        file.write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in endpoint.settings.items()))
        async with replica(configure(tmp_path, [endpoint])) as gateway:
            target = f"{gateway.url}/api/v1/documents/au~{own.number.docdb}~{documents[0].id}/content"
            async with gateway.session.get(target, headers=HEADERS) as response:
                got = await response.content.readexactly(half)
                assert change(gateway, "au", office.url, "http://127.0.0.1:9/moved")
                go.set()
                got += await response.read()
            file.unlink()
            assert try_reload(gateway.gateway, tmp_path, {})
            assert hashlib.sha256(got).digest() == hashlib.sha256(content).digest()
            gone = await gateway.get(f"/api/v1/documents/au~{own.number.docdb}~{documents[0].id}")
            assert gone.status == 404


async def test_a_change_of_keys_counts_from_the_next_request(offices: Any) -> None:
    """A withdrawn key is 401 at once, on a connection that is kept as well; the new one is taken."""
    _, _, gateway = offices
    path = gateway.directory / "gateway.yaml"
    assert await shown(gateway) == {"AU": 3, "NZ": 3}
    path.write_text(path.read_text().replace(KEY, "another-key-of-the-same-office"))
    assert try_reload(gateway.gateway, gateway.directory, {})
    refused = await gateway.get("/api/v1/families", number=ASKED)
    assert (refused.status, refused.json["code"]) == (401, "unauthorised")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert await shown(gateway, "another-key-of-the-same-office") == {"AU": 3, "NZ": 3}
