"""Who asks inside an office is for that office and the trail: no provider learns it, and no log has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from gates import Gate
from overheard import Line, overheard
from replicas import KEY, NO_CACHE, Replica, configure, replica
from structlog.testing import capture_logs

from connectors.kit.demonstration import simulate_demonstration

NUMBER = "AU2019325418"
SAID = {
    "Requestor-Id": "canary-of-a-person-5417",
    "Requestor-Role": "canaryrole5417",
    "Correlation-ID": "canary-of-a-correlation-5417",
    "traceparent": "00-0af7651916cd43dd8448eb2100005417-b7ad6b7169203331-01",
    "tracestate": "canary=state5417",
    "baggage": "person=baggage5417",
    "Cookie": "session=cookie5417",
    "Referer": "https://canary.example/referer5417",
    "From": "canary5417@example.org",
    "User-Agent": "canary-client/5417",
    "Forwarded": "for=192.0.2.54",
    "X-Forwarded-For": "192.0.2.54",
}
SECRET = [value.encode() for name, value in SAID.items() if name != "traceparent"]
SECRET += [KEY.encode(), b"0af7651916cd43dd8448eb2100005417", b"requestor", b"192.0.2.54"]


@pytest.fixture
async def heard(tmp_path: Path) -> AsyncIterator[tuple[Replica, dict[str, Line]]]:
    """A gateway that remembers nothing, and what it says to each of its providers."""
    async with (
        simulate_demonstration(faults={}, sleep=Gate()) as simulation,
        overheard(simulation.endpoints) as (endpoints, lines),
    ):
        directory = simulation.write_config(tmp_path)
        for was, now in zip(simulation.endpoints, endpoints, strict=True):
            file = directory / "offices" / f"{was.id}.yaml"
            text = file.read_text()
            assert was.url in text
            file.write_text(text.replace(was.url, now.url))
        configure(directory, endpoints, **NO_CACHE)
        async with replica(directory) as gateway:
            yield gateway, lines


async def ask_everything(gateway: Replica) -> int:
    """Every question by every door, as a person of an office; how many there were good answers to."""
    answers = []

    async def ask(path: str, accept: str = "*/*", **parameters: str) -> Any:
        got = await gateway.get(path, headers=SAID | {"Accept": accept}, **parameters)
        answers.append(got.status)
        return got

    family = (await ask("/api/v1/families", number=NUMBER)).json
    member = family["family"]["members"][0]["applicationNumber"]["docdb"]
    documents = [d["id"] for dossier in family["dossiers"] for d in dossier["documents"]]
    for accept in ("application/x-ndjson", "text/event-stream"):
        await ask("/api/v1/families", accept, number=NUMBER)
    for dossier in family["dossiers"]:
        await ask("/api/v1/dossiers", application=dossier["applicationNumber"]["docdb"])
    await ask("/api/v1/citations", number=NUMBER)
    await ask("/api/v1/bundles", number=NUMBER, category="all")
    await ask("/api/v1/coverages")
    await ask("/api/v1/offices")
    for id in documents[:20]:
        await ask(f"/api/v1/documents/{id}")
        await ask(f"/api/v1/documents/{id}/content")
    await ask("/case-api/v1/families", applicationIdentifier=member)
    await ask("/case-api/v1/doclists", applicationIdentifier=member)
    await ask("/case-api/v1/applications/citations", applicationIdentifier=member)
    await ask(f"/opdapi/patent/v1/family/application/{member}")
    await ask(f"/opdapi/patent/v1/global_doc_list/{member}")
    return sum(status == 200 for status in answers)


async def test_no_provider_learns_who_asks_and_no_log_has_it(heard: Any) -> None:
    """Neither person, role, key nor any field of the request stands in a byte that leaves for an office."""
    gateway, lines = heard
    with capture_logs() as logs:
        assert await ask_everything(gateway) >= 20
    said = b"".join(bytes(line.said) for line in lines.values()).lower()
    assert sum(len(line.said) > 500 for line in lines.values()) >= 4
    for secret in SECRET:
        assert secret.lower() not in said, secret
    written = repr(logs).encode()
    for name in ("Requestor-Id", "Requestor-Role", "Cookie", "From", "Referer"):
        assert SAID[name].encode() not in written, name
    assert KEY.encode() not in written


async def test_what_a_person_says_changes_nothing_at_any_provider(heard: Any) -> None:
    """The same question by two people, and by nobody in particular, causes the same bytes."""
    gateway, lines = heard
    await gateway.family(NUMBER)
    told = []
    for headers in (SAID, SAID | {"Requestor-Id": "another"}, {}):
        for line in lines.values():
            line.said.clear()
        await gateway.get("/api/v1/families", number=NUMBER, headers=headers)
        told.append({id: sorted(set(bytes(line.said).split(b"\r\n"))) for id, line in lines.items()})
    assert told[0] == told[1] == told[2]
