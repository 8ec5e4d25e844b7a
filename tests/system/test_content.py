"""Documents by their ids: on any replica, with the office's own bytes, whole and in parts."""

from __future__ import annotations

import hashlib
from typing import Any

import aiohttp
import pytest
from replicas import Replica

from connectors.kit.faults import Faults
from connectors.kit.simulator import SimulatedEndpoint

NUMBER = "EP 3840569"


async def of_the_office(
    session: aiohttp.ClientSession, endpoint: SimulatedEndpoint, number: str, native: str
) -> bytes:
    """A document's bytes, fetched from its office by hand, in the office's own protocol."""
    headers = endpoint.headers
    if endpoint.protocol == "case":
        target = f"{endpoint.url}/documents/{native}"
    else:
        form = {"grant_type": "password", "username": endpoint.id, "password": "sample-password"}
        async with session.post(f"{endpoint.url}/auth/token", data=form) as token:
            headers = {"Authorization": f"Bearer {(await token.json())['access_token']}"}
        target = f"{endpoint.url}/opdapi/patent/v1/global_doc_cont/{number}/{native}"
    async with session.get(target, headers=headers) as response:
        assert response.status == 200
        return await response.read()


def documents(answer: Any) -> dict[str, list[Any]]:
    """The documents by application."""
    return {one["applicationNumber"]["docdb"]: one["documents"] for one in answer["dossiers"]}


@pytest.fixture
async def two(demonstration: Any) -> tuple[Replica, Replica]:
    """Two gateways that know nothing of each other."""
    return await demonstration.gateway(), await demonstration.gateway()


async def test_any_replica_opens_any_document_with_the_offices_own_bytes(
    demonstration: Any, two: Any
) -> None:
    """One document of every office: metadata as in the answer, content byte for byte, on a gateway that never
    saw it."""
    seer, opener = two
    found = documents(await seer.family(NUMBER))
    providers = set()
    for number, listed in found.items():
        if not listed:
            continue
        document = listed[0]
        got = await opener.get(f"/api/v1/documents/{document['id']}")
        assert got.status == 200
        source = document["provenance"][0]
        providers.add(source["provider"])
        endpoint = demonstration.simulation.endpoint(source["provider"])
        told = got.json
        told = told.get("document", told)
        assert {**told, "provenance": None} == {**document, "provenance": None}
        content = await opener.get(f"/api/v1/documents/{document['id']}/content")
        assert content.status == 200
        assert content.headers["Content-Type"] == "application/pdf"
        assert content.headers["X-Content-Type-Options"] == "nosniff"
        assert content.headers["Content-Disposition"].startswith("attachment")
        theirs = await of_the_office(opener.session, endpoint, number, source["documentId"])
        assert theirs.startswith(b"%PDF-")
        assert hashlib.sha256(content.body).digest() == hashlib.sha256(theirs).digest()
    assert providers == {"au", "ca", "il", "ip5", "nz", "wo"}


@pytest.mark.parametrize("office", ["AU", "NZ"])
async def test_parts_and_heads_of_content(two: Any, office: str) -> None:
    """A part is that part; beyond the end there is none; HEAD opens nothing and says what a GET would be."""
    seer, opener = two
    found = documents(await seer.family(NUMBER))
    document = next(d for n, listed in found.items() if n.startswith(office) for d in listed)
    path = f"/api/v1/documents/{document['id']}/content"
    whole = (await opener.get(path)).body
    for asked, first, end in (("0-9", 0, 10), ("10-", 10, len(whole)), ("-5", len(whole) - 5, len(whole))):
        part = await opener.get(path, headers={"Range": f"bytes={asked}"})
        assert part.status == 206
        assert part.body == whole[first:end]
        assert part.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(whole)}"
    beyond = await opener.get(path, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status, beyond.json["code"]) == (416, "range-not-satisfiable")
    several = await opener.get(path, headers={"Range": "bytes=0-1,5-6"})
    assert (several.status, several.body) == (200, whole)
    head = await opener.get(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Type"] == "application/pdf"
    assert head.headers.get("Content-Length", str(len(whole))) == str(len(whole))


async def test_original_and_translation_are_two_renditions_of_one_document(two: Any) -> None:
    """A document of the hub in Japanese and English: one id, two contents; an unknown rendition is 404."""
    seer, opener = two
    found = documents(await seer.family(NUMBER))
    document = next(d for n, listed in found.items() if n.startswith("JP.") for d in listed)
    assert {(r["kind"], r["language"], r["format"]) for r in document["renditions"]} == {
        ("original", "ja", "pdf"), ("original", "ja", "zip"), ("translation", "en", "pdf"),
    }  # fmt: skip
    path = f"/api/v1/documents/{document['id']}/content"
    contents = {}
    for rendition in (r for r in document["renditions"] if r["format"] == "pdf"):
        got = await opener.get(path, rendition=rendition["id"])
        assert got.status == 200
        assert got.body.startswith(b"%PDF-")
        contents[rendition["kind"]] = got.body
    assert contents["original"] != contents["translation"]
    default = await opener.get(path)
    assert default.body == contents[document["renditions"][0]["kind"]]
    missing = await opener.get(path, rendition="ip5~nothing")
    assert (missing.status, missing.json["code"]) == (404, "rendition-not-found")


@pytest.mark.parametrize("office", ["au", "ip5"])
async def test_what_is_cut_off_does_not_end_cleanly(demonstration: Any, two: Any, office: str) -> None:
    """An office that drops the connection in the middle of a document: the client's transfer breaks off too,
    and the next attempt is whole."""
    seer, opener = two
    found = documents(await seer.family(NUMBER))
    id = next(d["id"] for listed in found.values() for d in listed if d["id"].startswith(f"{office}~"))
    path = f"/api/v1/documents/{id}/content"
    whole = (await opener.get(path)).body
    operation = "documents" if office == "au" else "doc_cont"
    await demonstration.simulation.set_faults(office, Faults(operations=(operation,), cut_after=500))
    with pytest.raises(aiohttp.ClientPayloadError):
        await opener.get(path)
    await demonstration.simulation.set_faults(office, Faults(operations=(operation,), status=503))
    refused = await opener.get(path)
    assert (refused.status, refused.json["code"]) == (502, "content-unavailable")
    assert refused.json["failedAt"] == "office"
    await demonstration.simulation.set_faults(office, Faults())
    assert (await opener.get(path)).body == whole


async def test_what_may_not_be_seen_looks_as_what_does_not_exist(two: Any) -> None:
    """A hidden document, an unpublished application and a withheld file: for the public the same 404, word
    for word, as their neighbours that nobody has."""
    seer, opener = two
    found = documents(await seer.family(NUMBER))
    shown = [d for listed in found.values() for d in listed]
    hidden = next(d["id"] for d in shown if d["visibility"] == "named")
    for there, nowhere in (
        (hidden, hidden[:-3] + "zzz"),
        ("au~AU.2018903141.A~x", "au~AU.2018903142.A~x"),
        ("gb~GB.2102345.A~x", "gb~GB.2102345.A~y"),
    ):
        for path in ("/api/v1/documents/{}", "/api/v1/documents/{}/content"):
            one, other = [(await opener.get(path.format(id), None)) for id in (there, nowhere)]
            assert one.status == other.status == 404
            assert {**one.json, "correlationId": None} == {**other.json, "correlationId": None}
    assert (await opener.get(f"/api/v1/documents/{hidden}")).status == 200
