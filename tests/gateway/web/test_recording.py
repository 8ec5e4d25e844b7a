"""What the doors record: content before its first byte, whatever becomes of it, and each question once."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from connectors.errors import ConnectFailed, ServerFault
from connectors.model import Dossier
from gateway.audit.record import Record, parse_body
from gateway.audit.verification import verify

ID = "ep~EP.99203729.A~R1"
CONTENT = f"/api/v1/documents/{ID}/content"
FAMILIES = "/api/v1/families?number=EP1000000"
CASE, OPD = "/case-api/v1", "/opdapi/patent/v1"
WHO = {"Requestor_Id": "examiner-7", "Requestor_Role": "examiner"}


async def records(gateway: Any, *kinds: str) -> list[Record]:
    """What is in the trail of these kinds, noted or written; but for its beginning."""
    await gateway.trail.flush()
    rows = await gateway.store.read(
        lambda c: c.execute("SELECT body FROM trail WHERE seq > 1 ORDER BY seq").fetchall()
    )
    assert not (await gateway.store.read(verify)).findings
    return [one for (body,) in rows if (one := parse_body(body)).kind in (kinds or (one.kind,))]


async def break_the_trail(gateway: Any) -> None:
    """From here on nothing can be recorded."""
    await gateway.trail.flush()
    await gateway.store.write(lambda c: c.execute("ALTER TABLE trail RENAME TO gone"))


async def mend_the_trail(gateway: Any) -> None:
    """It can again."""
    await gateway.store.write(lambda c: c.execute("ALTER TABLE gone RENAME TO trail"))


async def test_the_intent_is_written_before_the_first_byte_leaves(house, au_key) -> None:
    """While the content is under way there is its intent, and no outcome; then there are both."""
    house.ep.content = [b"x" * 1000, b"y" * 1000]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    headers = {"Authorization": f"Bearer {au_key}", "Requestor-Id": "examiner-7", "Correlation-ID": "c-1"}
    response = await gateway.session.get(gateway.url + CONTENT, headers=headers)
    assert await response.content.readexactly(1000)
    (intent,) = await records(gateway)
    assert (intent.kind, intent.accessing, intent.person, intent.correlation) == (
        "content-intent", "AU", "examiner-7", "c-1",
    )  # fmt: skip
    assert (intent.application, intent.document, intent.category) == ("EP.99203729.A", ID, "search-report")
    assert (intent.providing, intent.provider, intent.protocol, intent.door) == ("EP", "ep", "case", "api")
    assert intent.credential is not None
    house.ep.content_gate.set()
    await response.read()
    outcome = (await records(gateway))[1]
    assert (outcome.kind, outcome.ref, outcome.code, outcome.bytes) == ("content-outcome", 2, "ok", 2000)
    assert (outcome.accessing, outcome.person, outcome.document) == ("AU", "examiner-7", ID)


async def test_a_client_that_goes_away_is_an_outcome(house) -> None:
    """``aborted``, with what had been sent."""
    house.ep.content = [b"x" * 1000, b"y" * 1000]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + CONTENT)
    assert await response.content.readexactly(1000)
    response.close()
    await house.ep.gone.wait()
    outcomes = await records(gateway, "content-outcome")
    while not outcomes:
        await asyncio.sleep(0)
        outcomes = await records(gateway, "content-outcome")
    assert [(one.code, one.accessing, one.open) for one in outcomes] == [("aborted", None, True)]


async def test_what_is_under_way_when_the_process_ends_is_an_outcome(house) -> None:
    """Its requests are cancelled, and the trail is written after that."""
    house.ep.content = [b"x" * 1000, b"y" * 1000]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + CONTENT)
    assert await response.content.readexactly(1000)
    gateway.stop.set()
    await gateway.task
    assert [(one.kind, one.code) for one in await records(gateway)] == [
        ("content-intent", None),
        ("content-outcome", "aborted"),
    ]
    response.close()


@pytest.mark.parametrize(
    ("content", "code", "sent"),
    [
        (ServerFault("broken"), "content-unavailable", 0),
        ([b"x" * 1000, ConnectFailed("reset"), b"y"], "unavailable", 1000),
    ],
)
async def test_what_an_office_does_not_give_is_an_outcome(house, content, code, sent) -> None:
    """Before the first byte as its problem, after it as what the office did."""
    house.ep.content = content
    gateway = await house.open()
    try:
        await gateway.get(CONTENT)
    except aiohttp.ClientError:
        assert sent
    (outcome,) = await records(gateway, "content-outcome")
    assert (outcome.code, outcome.bytes) == (code, sent)


@pytest.mark.parametrize(
    ("asked", "code"), [("bytes=0-9", "part"), ("bytes=10-", "ok"), ("bytes=-5", "ok"), ("bytes=0-", "ok")]
)
async def test_the_part_that_reaches_the_end_counts_as_the_document(house, asked, code) -> None:
    """So that one that is fetched in parts, or resumed, counts once."""
    gateway = await house.open()
    await gateway.get(CONTENT, Range=asked)
    intent, outcome = await records(gateway)
    assert (outcome.code, "first" in intent.detail) == (code, True)


@pytest.mark.parametrize(
    "path",
    [
        CONTENT,
        f"{CASE}/documents/{ID}",
        f"{OPD}/global_doc_cont/EP.99203729.A/ep~R1",
    ],
)
async def test_content_that_cannot_be_recorded_is_not_opened(house, au_key, path) -> None:
    """503 on every door, and the office is not asked for it; once it can be recorded, it is given."""
    gateway = await house.open()
    assert (await gateway.get(path, au_key)).status == 200
    assert (opened := house.ep.opened) == 1
    await break_the_trail(gateway)
    refused = await gateway.get(path, au_key)
    assert refused.status in (429, 503)
    assert refused.headers["Retry-After"] == "5"
    assert house.ep.opened == opened
    await mend_the_trail(gateway)
    assert (await gateway.get(path, au_key)).status == 200


async def test_each_document_of_a_bundle_is_recorded(house, au_key) -> None:
    """An intent and an outcome for each, and the question for the bundle."""
    gateway = await house.open()
    answer = await gateway.get("/api/v1/bundles?number=EP1000000&category=all", au_key)
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(answer.body)).read("manifest.json"))
    entries = [one for number in manifest["numbers"] for one in number["documents"] if one["entry"]]
    assert len(entries) > 1
    assert len(await records(gateway, "content-intent")) == len(entries)
    outcomes = await records(gateway, "content-outcome")
    assert sorted(one.bytes for one in outcomes) == sorted(one["bytes"] for one in entries)
    (question,) = await records(gateway, "question")
    assert (question.operation, question.code, question.accessing) == ("bundle", "ok", "AU")


async def test_a_bundle_that_cannot_be_recorded_has_gaps(house) -> None:
    """No document is in it, and the manifest says why."""
    gateway = await house.open()
    await break_the_trail(gateway)
    answer = await gateway.get("/api/v1/bundles?number=EP1000000&category=all")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as bundle:
        assert bundle.namelist() == ["manifest.json"]
        manifest = json.loads(bundle.read("manifest.json"))
    assert {one["gap"]["code"] for one in manifest["numbers"][0]["documents"]} == {"unrecorded"}
    assert house.ep.opened == 0
    await mend_the_trail(gateway)


@pytest.mark.parametrize(
    ("path", "operation", "door", "code", "providing"),
    [
        (FAMILIES, "family", "api", "ok", "EP"),
        ("/api/v1/families?number=EP2000000", "family", "api", "not-found", None),
        ("/api/v1/families?number=nothing", "family", "api", "number-unreadable", None),
        ("/api/v1/dossiers?application=EP.99203729.A", "dossier", "api", "ok", "EP"),
        ("/api/v1/dossiers?application=EP.1.A", "dossier", "api", "not-found", None),
        ("/api/v1/citations?number=EP1000000", "citations", "api", "ok", "EP"),
        ("/api/v1/coverages", "coverage", "api", "ok", None),
        (f"/api/v1/documents/{ID}", "document", "api", "ok", "EP"),
        ("/api/v1/documents/nothing/content", "content", "api", "not-found", None),
        (f"{CASE}/families?publicationIdentifier=EP.1000000", "family", "case-api", "ok", "EP"),
        (f"{CASE}/doclists?applicationIdentifier=EP.99203729.A", "dossier", "case-api", "ok", "EP"),
        (f"{CASE}/coverages", "coverage", "case-api", "ok", None),
        (f"{OPD}/family/application/EP.99203729.A", "family", "opd-api", "ok", "EP"),
        (f"{OPD}/global_doc_list/EP.99203729.A", "dossier", "opd-api", "ok", "EP"),
    ],
)
async def test_each_question_is_one_record(house, au_key, path, operation, door, code, providing) -> None:
    """By whom, by which door, what about, and how it was answered."""
    gateway = await house.open()
    await gateway.get(path, au_key, **WHO)
    (one,) = await records(gateway)
    assert (one.kind, one.operation, one.door, one.code) == ("question", operation, door, code)
    assert one.providing == providing
    assert (one.accessing, one.person, one.role) == ("AU", "examiner-7", "examiner")


@pytest.mark.parametrize("accept", ["application/x-ndjson", "text/event-stream"])
async def test_a_stream_is_one_record(house, accept) -> None:
    """When it has ended, with how it ended."""
    gateway = await house.open()
    await gateway.get(FAMILIES, Accept=accept)
    (one,) = await records(gateway)
    assert (one.operation, one.code, one.providing, one.open) == ("family", "ok", "EP", True)


async def test_a_head_of_content_is_a_question_about_metadata(house) -> None:
    """Nothing is sent, so there is no intent."""
    gateway = await house.open()
    await gateway.get(CONTENT, method="HEAD")
    assert [(one.kind, one.operation, one.document) for one in await records(gateway)] == [
        ("question", "document", ID)
    ]


async def test_a_question_does_not_wait_for_its_record(house) -> None:
    """It is answered while nothing can be written; its record is there later."""
    gateway = await house.open()
    await break_the_trail(gateway)
    assert (await gateway.get(FAMILIES)).status == 200
    await mend_the_trail(gateway)
    assert [one.operation for one in await records(gateway)] == ["family"]


async def test_a_confidential_question_is_marked(house, au_key) -> None:
    """What is recorded of it is for the office that asked and the number's own."""
    gateway = await house.open()
    await gateway.get("/api/v1/families?number=EP99203729&type=application&confidential=true", au_key)
    (one,) = await records(gateway)
    assert (one.confidential, one.open) == (True, False)


@pytest.mark.parametrize(("visibility", "open_"), [("public", True), ("offices", False)])
async def test_it_is_recorded_whether_everybody_may_see_it(house, au_key, visibility, open_) -> None:
    """So that figures for the public count nothing else."""
    house.visibility["ep"] = visibility
    gateway = await house.open()
    await gateway.get(CONTENT, au_key)
    await gateway.get(FAMILIES, au_key)
    assert [one.open for one in await records(gateway, "content-outcome", "question")] == [open_, open_]


async def test_what_is_unpublished_is_nobody_elses(house, au_key, doc, member) -> None:
    """What nothing shows to be published has no content for others; that it was tried is recorded."""
    house.ep.families = {"EP.99203729.A": (member(published=False),)}
    house.ep.files = {"EP.99203729.A": Dossier(application=member(published=False), documents=(doc("R1"),))}
    gateway = await house.open()
    assert (await gateway.get(CONTENT, au_key)).status == 404
    (one,) = await records(gateway)
    assert (one.operation, one.code, one.open) == ("content", "not-found", None)


async def test_wrong_credentials_are_a_security_event_and_no_question(house) -> None:
    """One record, of nobody."""
    gateway = await house.open()
    assert (await gateway.get(FAMILIES, "a-key-of-nobody")).status == 401
    (one,) = await records(gateway)
    assert (one.kind, one.accessing, one.code) == ("security", None, "unauthorised")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("EP 1000000", True),
        ("特願2020-123456", True),
        ("cg_4k2m9x7q_aVeryLongSecretThatSomebodyPutIntoTheWrongField1", False),
        ("EP1000000\nforged: line", False),
        ("<script>1</script>", False),
    ],
)
async def test_only_what_may_be_a_number_is_recorded_as_one(house, text, kept) -> None:
    """What else somebody writes in its place, a secret by mistake, stands nowhere in the trail."""
    gateway = await house.open()
    await gateway.get(f"/api/v1/families?number={quote(text)}")
    (one,) = await records(gateway)
    assert one.detail == ({"number": text} if kept else {})
