"""Bundles at the door: a ZIP that is streamed as it is fetched, and says what it lacks."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from types import SimpleNamespace
from typing import Any

import aiohttp
import msgspec
import pytest
from msgspec.structs import replace

from connectors.errors import ConnectFailed, Malformed, NotHeld, ServerFault, Throttled, TimedOut
from connectors.model import Dossier, Notice, Rendition
from gateway.present.manifest import ManifestOut
from gateway.web.keys import CURRENT

PATH = "/api/v1/bundles?number=EP1000000"
EP = "EP.99203729.A"


def opened(answer: Any) -> SimpleNamespace:
    """The entries of a ZIP, and its manifest."""
    with zipfile.ZipFile(io.BytesIO(answer.body)) as found:
        assert found.testzip() is None
        entries = {name: found.read(name) for name in found.namelist()}
    assert list(entries)[-1] == "manifest.json"
    manifest = msgspec.json.decode(entries.pop("manifest.json"), type=ManifestOut)
    return SimpleNamespace(entries=entries, manifest=manifest, numbers=manifest.numbers)


def gaps(found: SimpleNamespace) -> list[str | None]:
    """The code of each document's gap, in order."""
    return [None if d.gap is None else d.gap.code for number in found.numbers for d in number.documents]


def file_of(house: Any, doc: Any, member: Any, *documents: Any) -> None:
    """Lets the European file hold these."""
    house.ep.files[EP] = Dossier(application=member(), documents=documents or (doc("R1"),))


async def test_a_bundle_holds_the_reports_of_the_family(house, pdf, doc, member) -> None:
    """Search and examination reports, each in its application's folder; the manifest tells all of them."""
    file_of(
        house,
        doc,
        member,
        doc("R1"),
        doc("X1", "2001", title="Communication", category="examination-report"),
        doc("C1", "CLMS", title="Claims", category="claims"),
    )
    gateway = await house.open()
    answer = await gateway.get(PATH)
    found = opened(answer)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert set(found.entries) == {
        "EP.99203729.A/2000-03-03_EP_1503_European-search-report.pdf",
        "EP.99203729.A/2000-03-03_EP_2001_Communication.pdf",
        "NL.1010536.A/2000-03-03_NL_A_European-search-report.pdf",
    }
    assert set(found.entries.values()) == {pdf}
    (number,) = found.numbers
    assert number.text == "EP1000000"
    assert [one.docdb for one in number.query.read_as] == ["EP.1000000"]
    assert [m.application_number for m in number.members] == [EP, "NL.1010536.A"]
    for one in number.documents:
        assert found.entries[one.entry] == pdf
        assert (one.bytes, one.sha256) == (len(pdf), hashlib.sha256(pdf).hexdigest())
        assert (one.gap, one.truncated) == (None, False)
    assert number.complete
    assert found.manifest.complete
    assert found.manifest.categories == ("search-report", "examination-report")
    assert house.ep.opened == house.ep.closed == 2


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("claims", {"CLMS"}),
        ("claims,fee", {"CLMS", "FEE"}),
        ("all", {"CLMS", "FEE", "1503", "A"}),
        ("drawings", set()),
    ],
)
async def test_categories_are_chosen(house, doc, member, asked, codes) -> None:
    """By their words, or all; a bundle of nothing holds its manifest."""
    file_of(
        house, doc, member, doc("1"), doc("2", "CLMS", category="claims"), doc("3", "FEE", category="fee")
    )
    gateway = await house.open()
    found = opened(await gateway.get(f"{PATH}&category={asked}"))
    assert {d.code for n in found.numbers for d in n.documents} == codes
    assert len(found.entries) == len(codes)


@pytest.mark.parametrize(
    ("query", "code", "word"),
    [
        ("", "parameter-missing", "number"),
        ("number=EP1&category=reports", "parameter-invalid", "search-report"),
        ("number=EP1&category=,", "parameter-invalid", "no category"),
        ("number=EP1&language=english", "parameter-invalid", "ISO 639-1"),
        ("number=EP1&category=all&category=fee", "parameter-repeated", "category"),
        ("&".join(f"number=EP{n}" for n in range(21)), "parameter-repeated", "20 times"),
        ("number=EP1&year=2000", "parameter-unknown", "year"),
        ("number=!!!", "number-unreadable", ""),
    ],
)
async def test_what_is_wrong_with_the_question_is_400(house, query, code, word) -> None:
    """Named, before anything is asked."""
    gateway = await house.open()
    answer = await gateway.get(f"/api/v1/bundles?{query}")
    problem = msgspec.json.decode(answer.body)
    assert (answer.status, problem["code"]) == (400, code)
    assert word in problem["detail"]
    assert house.ep.asked == []


async def test_one_number_has_the_statuses_of_its_family(house) -> None:
    """300, 404, 502 and 504 before the first byte; nothing is opened."""
    gateway = await house.open()
    assert (await gateway.get("/api/v1/bundles?number=EP1000009")).status == 404
    choice = await gateway.get("/api/v1/bundles?number=2019123456")
    assert choice.status == 300
    assert msgspec.json.decode(choice.body)["query"]["text"] == "2019123456"
    for fault, status in ((ServerFault("down"), 502), (TimedOut("slow"), 504)):
        house.ep.families = {"EP.1000007": fault}
        assert (await gateway.get("/api/v1/bundles?number=EP1000007")).status == status
    assert house.ep.opened == 0


async def test_of_several_numbers_what_is_wrong_with_one_stands_in_the_manifest(house) -> None:
    """The others are there; a document that two numbers lead to is taken once."""
    house.ep.families["EP.1000007"] = ServerFault("down")
    gateway = await house.open()
    wanted = ("EP1000000", "!!!", "EP1000009", "EP1000007", "2019123456", "EP99203729.1", "EP1000000")
    answer = await gateway.get("/api/v1/bundles?" + "&".join(f"number={n}" for n in wanted))
    assert answer.status == 200
    found = opened(answer)
    assert [(n.text, None if n.problem is None else n.problem.code, n.complete) for n in found.numbers] == [
        ("EP1000000", None, True),
        ("!!!", "number-unreadable", False),
        ("EP1000009", "not-found", False),
        ("EP1000007", "offices-failed", False),
        ("2019123456", "number-ambiguous", False),
        ("EP99203729.1", None, True),
    ]
    assert not found.manifest.complete
    first, last = found.numbers[0].documents, found.numbers[5].documents
    assert [d.sha256 for d in first] == [d.sha256 for d in last]
    assert (len(found.entries), house.ep.opened) == (3, 2)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (NotHeld("gone"), "content-not-available"),
        (ServerFault("broken"), "content-unavailable"),
        (TimedOut("slow"), "content-timed-out"),
        (Throttled("later", retry_after=40), "throttled"),
    ],
)
async def test_a_document_that_cannot_be_had_is_written_down(house, fault, code) -> None:
    """And the bundle goes on with those of others; it is not complete."""
    house.ep.content = fault
    gateway = await house.open()
    found = opened(await gateway.get(PATH))
    assert gaps(found) == [code, code, None]
    assert [d.entry is None for d in found.numbers[0].documents] == [True, True, False]
    gap = found.numbers[0].documents[0].gap
    assert gap.retry_after_seconds == (40 if code == "throttled" else None)
    assert not found.manifest.complete
    assert house.ep.opened == (1 if code == "throttled" else 2)


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("fault", [ConnectFailed("reset"), Malformed("truncated")])
async def test_a_document_that_breaks_off_is_marked(house, fault, length, doc, member) -> None:
    """What came of it stays in its entry, with its own sum; the ZIP is whole and what follows is there."""
    file_of(house, doc, member)
    house.ep.content, house.ep.length = [b"x" * 1000, fault, b"y"], length
    gateway = await house.open()
    found = opened(await gateway.get(PATH))
    (broken,) = [d for d in found.numbers[0].documents if d.truncated]
    assert found.entries[broken.entry] == b"x" * 1000
    assert (broken.bytes, broken.sha256) == (1000, hashlib.sha256(b"x" * 1000).hexdigest())
    assert broken.gap.code == fault.code
    assert not found.manifest.complete


@pytest.mark.parametrize(("length", "chunks", "kept"), [(900, 1, 0), (1000, 2, 1000), (1100, 1, 1000)])
async def test_an_office_that_gives_another_length_than_it_said_is_marked(
    house, doc, member, length, chunks, kept
) -> None:
    """More than announced is not taken, less is not taken for the whole."""
    file_of(house, doc, member)
    house.ep.content = [b"x" * 1000] * chunks
    stream = house.ep._stream
    house.ep._stream = lambda span: msgspec.structs.replace(stream(span), length=length)
    gateway = await house.open()
    found = opened(await gateway.get(PATH))
    (broken,) = [d for d in found.numbers[0].documents if d.truncated]
    assert (broken.gap.code, broken.bytes, len(found.entries[broken.entry])) == ("malformed", kept, kept)


async def test_an_office_that_fails_again_and_again_is_left_alone(house, doc, member) -> None:
    """After three failures in a row; the others are asked all the same."""
    file_of(house, doc, member, *(doc(f"R{n}", f"C{n}") for n in range(6)))
    house.ep.content = ServerFault("down")
    gateway = await house.open()
    found = opened(await gateway.get(PATH))
    assert gaps(found) == [*["content-unavailable"] * 3, *["backoff"] * 3, None]
    assert found.numbers[0].documents[5].gap.retry_after_seconds == 60
    assert house.ep.opened == 3


async def test_what_may_not_be_seen_is_not_in_it(house, au_key) -> None:
    """Neither in the ZIP nor in its manifest; with a key it is."""
    house.visibility["nl"] = "offices"
    gateway = await house.open()
    public = opened(await gateway.get(PATH))
    own = opened(await gateway.get(PATH, au_key))
    assert {name.split("/")[0] for name in public.entries} == {EP}
    assert {name.split("/")[0] for name in own.entries} == {EP, "NL.1010536.A"}
    assert b"nl~" not in msgspec.json.encode(public.manifest.numbers[0].documents)


async def test_what_offices_want_said_lies_in_it(house) -> None:
    """In the manifest, once for each number."""
    gateway = await house.open()
    setup = house.setup()
    saying = {"ep": Notice(kind="authentic", text="The register is authentic.")}
    providers = {
        id: replace(one, notices=(saying[id],) if id in saying else ())
        for id, one in setup.world.providers.items()
    }
    gateway.application[CURRENT].setup = replace(setup, world=replace(setup.world, providers=providers))
    (number,) = opened(await gateway.get(PATH)).numbers
    assert [(one.provider, one.kind, one.text) for one in number.notices] == [
        ("ep", "authentic", "The register is authentic.")
    ]


async def test_what_is_narrowed_meanwhile_is_not_taken_any_more(house, doc, member) -> None:
    """The transfer is broken off: what is in it is not to be seen, nor are the names of what would follow."""
    file_of(house, doc, member, doc("R1"), doc("R2", "B"))
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + PATH)
    await response.content.readany()
    house.visibility |= {"ep": "none", "nl": "offices"}
    gateway.application[CURRENT].setup = house.setup()
    house.ep.content_gate.set()
    async with response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.content.read()
    assert (house.ep.opened, house.nl.opened) == (1, 0)
    assert (await gateway.get(PATH)).status == 404


async def test_the_form_in_a_language_is_taken_where_there_is_one(house, doc, member) -> None:
    """Otherwise the first."""
    forms = (Rendition(id="orig", language="ja"), Rendition(id="trans", kind="translation", language="en"))
    file_of(house, doc, member, msgspec.structs.replace(doc("R1"), renditions=forms))
    gateway = await house.open()

    async def taken(language: str) -> list[str]:
        found = opened(await gateway.get(f"{PATH}&language={language}"))
        return [d.rendition for d in found.numbers[0].documents]

    assert await taken("en") == ["ep~trans", "nl~N1"]
    assert await taken("JA") == ["ep~orig", "nl~N1"]
    assert await taken("fr") == ["ep~orig", "nl~N1"]


async def test_head_opens_nothing(house) -> None:
    """The header fields alone, and for one number its status."""
    gateway = await house.open()
    head = await gateway.get(PATH, method="HEAD")
    assert (head.status, head.body, head.headers["Content-Type"]) == (200, b"", "application/zip")
    assert (await gateway.get("/api/v1/bundles?number=EP1000009", method="HEAD")).status == 404
    assert house.ep.opened == house.nl.opened == 0


async def test_a_client_that_goes_away_closes_everything(house) -> None:
    """The document under way is closed, no other is opened, nothing goes on."""
    house.ep.content = [b"x" * 1000, b"y" * 1000]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + PATH + "&number=EP99203729.1")
    await response.content.readany()
    response.close()
    await house.ep.gone.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    assert (house.ep.opened, house.ep.closed, house.nl.opened) == (1, 1, 0)
    assert not [t for t in asyncio.all_tasks() if "_find" in repr(t.get_coro())]
    assert (await gateway.get("/livez")).status == 200


async def test_a_client_that_does_not_read_holds_the_offices_back(house) -> None:
    """Chunks are taken only as the client takes them."""
    house.ep.content = [b"z" * 65_536] * 2_000
    gateway = await house.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1024)
    writer.write(f"GET {PATH} HTTP/1.1\r\nHost: gateway\r\n\r\n".encode())
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    before = -1
    while before != house.ep.chunks:
        before = house.ep.chunks
        for _ in range(50):
            await asyncio.sleep(0)
    assert house.ep.chunks < 500
    writer.transport.abort()
    await house.ep.gone.wait()
    assert (house.ep.closed, house.nl.opened) == (1, 0)


async def test_a_failure_of_the_gateway_breaks_the_transfer(house) -> None:
    """What ends cleanly is whole: a ZIP without its manifest never does."""
    house.ep.content = RuntimeError("a bug")  # type: ignore[assignment]
    gateway = await house.open()
    with pytest.raises(aiohttp.ClientError):
        await gateway.get(PATH)
    assert house.ep.opened == house.ep.closed == 1
