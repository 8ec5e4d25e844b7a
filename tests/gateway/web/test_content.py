"""Documents and their content: found again by any replica, streamed through, never ended falsely."""

from __future__ import annotations

import asyncio

import aiohttp
import msgspec
import pytest
from virtual_time import leap

from connectors.errors import ConnectFailed, Malformed, NotHeld, ServerFault, Throttled, TimedOut
from connectors.model import Dossier
from gateway.present.answer import DocumentOut, DossierAnswer

ID = "ep~EP.99203729.A~R1"
META = f"/api/v1/documents/{ID}"
CONTENT = META + "/content"


async def test_a_dossier_by_its_docdb_number(house) -> None:
    """``dossier``, ``outcomes``, ``conflicts`` and ``complete``; 400 when the number has another form."""
    gateway = await house.open()
    answer = await gateway.get("/api/v1/dossiers?application=EP.99203729.A")
    assert answer.status == 200
    told = msgspec.json.decode(answer.body, type=DossierAnswer)
    assert msgspec.json.encode(told) == answer.body
    assert [d.id for d in told.dossier.documents] == ["ep~EP.99203729.A~D2", ID]
    wrong = await gateway.get("/api/v1/dossiers?application=EP1000000")
    assert (wrong.status, msgspec.json.decode(wrong.body)["code"]) == (400, "number-unreadable")
    assert (await gateway.get("/api/v1/dossiers?application=EP.1.A")).status == 404


async def test_an_id_opens_on_a_replica_that_never_saw_it(house, pdf) -> None:
    """Ids from one replica's answer are resolved by another that has asked nothing yet."""
    first = await house.open()
    dossier = await first.get("/api/v1/dossiers?application=EP.99203729.A")
    issued = [d["id"] for d in msgspec.json.decode(dossier.body)["dossier"]["documents"]]
    second = await house.open()
    for one in issued:
        metadata = await second.get(f"/api/v1/documents/{one}")
        assert msgspec.json.decode(metadata.body, type=DocumentOut).id == one
        assert (await second.get(f"/api/v1/documents/{one}/content")).body == pdf


@pytest.mark.parametrize("path", ["", "/content"])
@pytest.mark.parametrize(
    "wrong",
    [
        "nothing",
        "ep~EP.99203729.A~R9",
        "xx~EP.99203729.A~R1",
        "ep~EP.1.A~R1",
        "ep~EP.99203729.A~%00",
        "%F0%9F%98%80",
    ],
)
async def test_unknown_ids_are_404(house, path, wrong) -> None:
    """An id that is none, of no provider, or of nothing that is there: all look alike."""
    gateway = await house.open()
    answer = await gateway.get(f"/api/v1/documents/{wrong}{path}")
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (404, "not-found")


async def test_what_is_closed_to_the_public_opens_with_a_key(house, au_key) -> None:
    """Visibility is decided again each time an id is opened."""
    house.visibility["ep"] = "offices"
    gateway = await house.open()
    assert (await gateway.get(CONTENT)).status == 404
    assert (await gateway.get(CONTENT, au_key)).status == 200
    assert house.ep.opened == 1


async def test_content_goes_out_as_a_private_attachment(house, pdf, doc, member) -> None:
    """The office's bytes and type, a safe name, and header fields that keep browsers and caches off."""
    title = 'Report "\r\nX: y"; ../検索\x07 報告'
    house.ep.files["EP.99203729.A"] = Dossier(application=member(), documents=(doc("R1", title=title),))
    gateway = await house.open()
    answer = await gateway.get(CONTENT)
    assert (answer.status, answer.body) == (200, pdf)
    assert answer.headers["Content-Length"] == str(len(pdf))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "X" not in answer.headers
    named = answer.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="2000-03-03_EP_1503_Report')
    assert "filename*=UTF-8''2000-03-03_EP_1503_Report" in named
    assert "%E6%A4%9C%E7%B4%A2" in named
    assert house.ep.opened == house.ep.closed == 1


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-9", 0, 9), ("bytes=100-", 100, None), ("bytes=-5", -5, None)]
)
async def test_a_range_is_passed_on(house, pdf, asked, first, last) -> None:
    """206 with what the office gave."""
    gateway = await house.open()
    answer = await gateway.get(CONTENT, Range=asked)
    part = pdf[first:] if last is None else pdf[first : last + 1]
    begin = len(pdf) + first if first < 0 else first
    assert (answer.status, answer.body) == (206, part)
    assert answer.headers["Content-Range"] == f"bytes {begin}-{begin + len(part) - 1}/{len(pdf)}"
    assert answer.headers["Content-Length"] == str(len(part))


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=9-3", "lines=1-2", "bytes=x", "bytes=-", "bytes=0-1 2"]
)
async def test_several_ranges_and_nonsense_give_the_whole(house, pdf, asked) -> None:
    """A ``Range`` that is not one range of bytes is passed over, as is any under ``If-Range``."""
    gateway = await house.open()
    assert ((answer := await gateway.get(CONTENT, Range=asked)).status, answer.body) == (200, pdf)
    conditional = await gateway.get(CONTENT, Range="bytes=0-1", If_Range='"x"')
    assert (conditional.status, conditional.body) == (200, pdf)


async def test_an_office_that_ignores_ranges_gives_the_whole(house, pdf) -> None:
    """200, as the office did; nothing is cut here."""
    house.ep.ranges = False
    gateway = await house.open()
    answer = await gateway.get(CONTENT, Range="bytes=0-9")
    assert (answer.status, answer.body) == (200, pdf)
    assert "Content-Range" not in answer.headers


async def test_a_range_beyond_the_end_is_416(house, pdf, doc, member) -> None:
    """With the length, where the metadata says it."""
    sized = doc("R1", size=len(pdf))
    house.ep.files["EP.99203729.A"] = Dossier(application=member(), documents=(sized,))
    gateway = await house.open()
    answer = await gateway.get(CONTENT, Range="bytes=999999-")
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (416, "range-not-satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{len(pdf)}"


@pytest.mark.parametrize("path", [CONTENT, f"/case-api/v1/documents/{ID}"])
async def test_a_416_says_the_size_that_the_office_says(house, path) -> None:
    """Also where the metadata says none, at every door."""
    house.ep.total = 4321
    gateway = await house.open()
    answer = await gateway.get(path, Range="bytes=999999-")
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */4321")


@pytest.mark.parametrize("size", [None, 12_345])
async def test_head_answers_from_metadata(house, doc, member, size) -> None:
    """The office's content is not opened; the length is there only where the metadata has it."""
    house.ep.files["EP.99203729.A"] = Dossier(application=member(), documents=(doc("R1", size=size),))
    gateway = await house.open()
    answer = await gateway.get(CONTENT, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers.get("Content-Length") == (None if size is None else str(size))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert house.ep.opened == 0
    assert (await gateway.get(META)).status == 200


async def test_an_unknown_rendition_is_404(house) -> None:
    """Named by id; the right one opens."""
    gateway = await house.open()
    wrong = await gateway.get(CONTENT + "?rendition=ep~R7")
    assert (wrong.status, msgspec.json.decode(wrong.body)["code"]) == (404, "rendition-not-found")
    assert (await gateway.get(CONTENT + "?rendition=ep~R1")).status == 200


@pytest.mark.parametrize("place", ["on opening", "before the first byte"])
@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (NotHeld("gone"), 404, "content-not-available"),
        (ServerFault("broken"), 502, "content-unavailable"),
        (Throttled("slow down", retry_after=7), 502, "throttled"),
        (TimedOut("too slow"), 504, "content-timed-out"),
    ],
)
async def test_an_office_that_fails_before_the_first_byte_is_a_problem(
    house, place, fault, status, code
) -> None:
    """The status line waits for the first byte, so that the failure has a status of its own."""
    house.ep.content = fault if place == "on opening" else [fault]
    gateway = await house.open()
    answer = await gateway.get(CONTENT)
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == ("7" if code == "throttled" else None)
    assert house.ep.opened == house.ep.closed == 1


async def test_an_office_that_never_sends_a_first_byte_is_given_up(house) -> None:
    """Within the provider's own time."""
    house.timeout_seconds = 0.01
    house.ep.content = [b"", b"late"]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    answer = await gateway.get(CONTENT)
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (504, "content-timed-out")
    assert house.ep.closed == 1


async def test_content_can_be_empty(house) -> None:
    """A document of no bytes is whole without any."""
    house.ep.content = []
    gateway = await house.open()
    answer = await gateway.get(CONTENT)
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("fault", [ConnectFailed("reset"), Malformed("truncated")])
async def test_a_failure_after_the_first_byte_breaks_the_transfer(house, length, fault) -> None:
    """Neither a length nor the end of chunks is faked: the client sees that the content is not whole."""
    house.ep.content, house.ep.length = [b"x" * 1000, fault, b"y" * 1000], length
    gateway = await house.open()
    with pytest.raises(aiohttp.ClientError):
        await gateway.get(CONTENT)
    assert house.ep.opened == house.ep.closed == 1
    assert (await gateway.get("/livez")).status == 200


async def test_a_client_that_goes_away_closes_the_offices_stream(house) -> None:
    """The office's stream is closed while it still has chunks to give."""
    house.ep.content = [b"x" * 1000, b"y" * 1000]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    response = await gateway.session.get(gateway.url + CONTENT)
    assert await response.content.readexactly(1000) == b"x" * 1000
    response.close()
    await house.ep.gone.wait()
    assert (house.ep.opened, house.ep.closed, house.ep.chunks) == (1, 1, 1)


async def test_a_client_that_does_not_read_holds_the_office_back(house) -> None:
    """Chunks are taken from the office only as the client takes them: nothing piles up here."""
    house.ep.content = [b"z" * 65_536] * 2_000
    gateway = await house.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1024)
    writer.write(f"GET {CONTENT} HTTP/1.1\r\nHost: gateway\r\n\r\n".encode())
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    before = -1
    while before != house.ep.chunks:
        before = house.ep.chunks
        for _ in range(50):
            await asyncio.sleep(0)
    assert house.ep.chunks < 500
    writer.transport.abort()
    await house.ep.gone.wait()
    assert house.ep.closed == 1


async def test_an_office_gives_so_many_documents_at_the_same_time(house, au_key) -> None:
    """One more waits as long as the office may take, and is then told to come back; questions go on."""
    house.ep.content = [b"x" * 10, b"y" * 10]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    readers = [await gateway.session.get(gateway.url + CONTENT) for _ in range(4)]
    waiting = asyncio.ensure_future(gateway.get(CONTENT))
    while not waiting.done():
        for _ in range(20):
            await asyncio.sleep(0)
        leap(1.0)
    busy = await waiting
    assert (busy.status, msgspec.json.decode(busy.body)["code"]) == (503, "content-busy")
    assert busy.headers["Retry-After"] == "5"
    assert (await gateway.get(META)).status == 200
    assert house.ep.opened == 4
    house.ep.content_gate.set()
    assert [await reader.read() for reader in readers] == [b"x" * 10 + b"y" * 10] * 4
    assert (await gateway.get(CONTENT, au_key)).status == 200
