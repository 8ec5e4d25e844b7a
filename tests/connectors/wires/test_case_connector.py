"""The CASE connector against small offices on real sockets: questions, pages, refusals, documents."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from aiohttp import web

from connectors.case import encode
from connectors.case.connector import MAX_DOCUMENTS, MAX_PAGES, WIRE
from connectors.contract import Connector, Span
from connectors.errors import (
    ConnectorError,
    Malformed,
    NotHeld,
    ServerFault,
    Throttled,
    Unsupported,
    Withheld,
)
from connectors.model import Access, Application, Citation, Document, Rendition
from connectors.numbers.identity import ApplicationNumber, Number

AU = ApplicationNumber("AU", "2015200001")
ASKED = Number("application", "AU", "2015200001", "A")
PDF = Rendition(id="pdf", language="en")


def document(name: str, **more: object) -> Document:
    """A document."""
    return Document(id=name, title="Claims", renditions=(PDF,), **more)


@pytest.fixture
def connect(office, network, make_endpoint) -> Callable:
    """A connector to an office over one handler; its questions are in ``asked``."""

    async def start(
        handler: Callable[[web.Request], web.StreamResponse | bytes],
    ) -> tuple[Connector, list[str]]:
        asked: list[str] = []

        async def serve(request: web.Request) -> web.StreamResponse:
            asked.append(request.raw_path)
            answer = handler(request)
            if isinstance(answer, bytes):
                return web.Response(body=answer, content_type="application/json")
            return answer

        url = await office(serve)
        return WIRE.open(make_endpoint(f"{url}/api/v1", serves=("AU", "WO")), network), asked

    return start


async def test_it_is_a_connector(connect):
    """The wire opens what the contract asks for, with all four operations."""
    connector, _ = await connect(lambda request: b"{}")
    assert isinstance(connector, Connector)
    assert WIRE.protocol == "case"
    assert set(WIRE.capabilities) == {"family", "dossier", "citations", "content"}


@pytest.mark.parametrize(
    ("number", "query"),
    [
        (ASKED, "applicationIdentifier=AU2015200001&familyCategory=extended"),
        (
            Number("priority", "US", "201816123456", "A"),
            "priorityIdentifier=US16123456&familyCategory=extended",
        ),
        (
            Number("publication", "AU", "2015200001", "A1"),
            "publicationIdentifier=AU2015200001A1&familyCategory=extended",
        ),
        (Number("publication", "EP", "1000000"), "publicationIdentifier=EP1000000&familyCategory=extended"),
        (
            Number("application", "KR", "20090003074", "U"),
            "applicationIdentifier=KR2020090003074&familyCategory=extended",
        ),
        (
            Number("application", "US", "2013050328", "W"),
            "applicationIdentifier=PCTUS2013050328&familyCategory=extended",
        ),
    ],
)
async def test_each_type_of_number_has_its_identifier(number, query, connect):
    """Office code and national number, separators left out; an international application as printed."""
    members = [Application(number=AU), Application(number=ApplicationNumber("NZ", "787609"))]
    connector, asked = await connect(lambda request: encode.encode_family(ASKED, members, "extended"))
    family = await connector.find_family(number, "extended")
    assert family.members == tuple(members)
    assert asked == [f"/api/v1/families?{query}"]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, encode.encode_family(ASKED, [], "simple"), NotHeld),
        (200, b"{}", NotHeld),
        (404, encode.encode_error("NOT_FOUND", "no"), NotHeld),
        (404, b"", NotHeld),
        (403, encode.encode_error("WITHHELD", "no"), Withheld),
        (429, b"", Throttled),
        (503, b"<html>", ServerFault),
        (200, b"<!doctype html><title>Log in</title>", Malformed),
        (200, b"", Malformed),
        (204, b"", Malformed),
    ],
)
async def test_no_family(status, body, kind, connect):
    """Not held, withheld, busy, broken and nonsense are told apart."""
    connector, _ = await connect(lambda request: web.Response(status=status, body=body or None))
    with pytest.raises(kind):
        await connector.find_family(ASKED)


def paged(documents: list[Document], size: int, total: int | None = None) -> Callable[[web.Request], bytes]:
    """An office that gives ``size`` documents a page."""

    def answer(request: web.Request) -> bytes:
        offset = int(request.query.get("offset", "0"))
        page = documents[offset : offset + size]
        return encode.encode_doclist(AU, page, total=len(documents) if total is None else total)

    return answer


async def test_a_dossier_of_several_pages(connect):
    """Pages are asked for until all documents came, wherever the office cuts them."""
    documents = [document(f"d{n}") for n in range(7)]
    connector, asked = await connect(paged(documents, 3))
    dossier = await connector.get_dossier(AU)
    assert [one.id for one in dossier.documents] == [one.id for one in documents]
    assert dossier.application.number == AU
    where = "/api/v1/doclists?applicationIdentifier=AU2015200001"
    assert asked == [where, f"{where}&offset=3", f"{where}&offset=6"]


async def test_an_office_that_says_no_total_is_asked_once(connect):
    """Without a total the first page is all."""
    body = msgspec.json.encode({"documentIncludedBag": [{"documentIncluded": {"id": "a"}}]})
    connector, asked = await connect(lambda request: body)
    assert len((await connector.get_dossier(AU)).documents) == 1
    assert len(asked) == 1


async def test_a_document_on_two_pages_has_the_stricter_access(connect):
    """A list that moved between two pages shows a document once, and never wider than it was."""
    pages = {
        "0": [document("a"), document("b", access=Access(visibility="none"))],
        "2": [document("b", access=Access(visibility="public")), document("c")],
    }
    connector, _ = await connect(
        lambda request: encode.encode_doclist(AU, pages[request.query.get("offset", "0")], total=4)
    )
    dossier = await connector.get_dossier(AU)
    assert [(one.id, one.access) for one in dossier.documents] == [
        ("a", None),
        ("b", Access(visibility="none")),
        ("c", None),
    ]


@pytest.mark.parametrize(
    ("documents", "size", "total", "questions"),
    [
        ([document("a"), document("b")], 1, 3, 3),
        ([], 1, 3, 1),
        ([document(str(n)) for n in range(200)], 1, None, MAX_PAGES),
        ([document("a")], 1, 10_001, 1),
    ],
)
async def test_a_list_without_end_is_given_up(documents, size, total, questions, connect):
    """Pages that end early, never end, or announce over 10,000 documents are malformed at once."""
    connector, asked = await connect(paged(documents, size, total))
    with pytest.raises(Malformed):
        await connector.get_dossier(AU)
    assert len(asked) == questions


async def test_an_office_that_ignores_the_offset(connect):
    """The same page again and again is noticed on its first repetition."""
    body = encode.encode_doclist(AU, [document("a"), document("b")], total=5)
    connector, asked = await connect(lambda request: body)
    with pytest.raises(Malformed, match="no_progress"):
        await connector.get_dossier(AU)
    assert len(asked) == 2


async def test_the_wrong_offices_dossier_is_never_asked_for(connect):
    """A provider is asked for dossiers of its own offices only; international ones are WO's."""
    connector, asked = await connect(paged([], 1))
    with pytest.raises(Unsupported):
        await connector.get_dossier(ApplicationNumber("NZ", "787609"))
    with pytest.raises(Unsupported):
        await connector.get_citations(ApplicationNumber("NZ", "787609"))
    assert asked == []
    with pytest.raises(Malformed, match="another application"):
        await connector.get_dossier(ApplicationNumber("US", "2013050328", "W"))
    assert asked == ["/api/v1/doclists?applicationIdentifier=PCTUS2013050328"]


@pytest.mark.parametrize("status", [400, 405, 414, 422])
async def test_an_office_that_cannot_read_its_own_number_says_nothing_of_the_file(status, connect):
    """As with the hubs: it is no word that it does not hold it, and no sign that this cannot be asked."""
    body = encode.encode_error("INVALID_INPUT_DATA", "?")
    connector, _ = await connect(lambda request: web.Response(status=status, body=body))
    with pytest.raises(Malformed, match=f"bad_request: the office answered HTTP {status}"):
        await connector.get_dossier(AU)
    with pytest.raises(Unsupported):
        await connector.find_family(ASKED)


async def test_citations(connect):
    """Citations come as a dossier with nothing else in it."""
    citations = [Citation(text="Cell 126", categories=("X",))]
    connector, asked = await connect(lambda request: encode.encode_citations(AU, citations))
    dossier = await connector.get_citations(AU)
    assert (dossier.citations, dossier.documents) == (tuple(citations), ())
    assert asked == ["/api/v1/applications/citations?applicationIdentifier=AU2015200001"]


async def test_content_of_a_rendition(connect):
    """The first rendition is the office's own choice; another one is named; ids are encoded once."""
    connector, asked = await connect(
        lambda request: web.Response(body=b"%PDF", content_type="application/pdf")
    )
    one = Document(id="a~1.b", title="x", renditions=(PDF, Rendition(id="xml", format="xml")))
    for rendition, span in (("pdf", None), ("xml", Span(0, 1)), ("unknown", None)):
        async with connector.open_content(AU, one, rendition, span) as content:
            assert b"".join([chunk async for chunk in content.chunks]) == b"%PDF"
            assert content.media_type == "application/pdf"
    where = "/api/v1/documents/a~1.b"
    assert asked == [where, f"{where}?documentFormatCategory=xml", where]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (web.Response(status=403, body=encode.encode_error("WITHHELD", "no")), Withheld),
        (web.Response(status=404, body=encode.encode_error("NOT_FOUND", "no")), NotHeld),
        (web.Response(text="<html>", content_type="text/html"), Malformed),
    ],
)
async def test_content_that_is_none(answer, kind, connect):
    """A document that was listed and is not given says why on entry."""
    connector, _ = await connect(lambda request: answer)
    with pytest.raises(kind):
        async with connector.open_content(AU, document("a"), "pdf"):
            pass


async def test_ping_and_close(connect):
    """Health is asked for; afterwards the connector can be closed, twice."""
    connector, asked = await connect(lambda request: b'{"status": "ok"}')
    await connector.ping()
    assert asked == ["/api/v1/health"]
    await connector.aclose()
    await connector.aclose()
    with pytest.raises(ConnectorError):
        await connector.ping()


@pytest.mark.parametrize("counted", [True, False])
async def test_a_list_without_end_is_refused(connect, counted: bool):
    """Even when it comes on one page, whatever is said about its length."""
    many = [document(f"D{n}") for n in range(MAX_DOCUMENTS + 1)]
    body = encode.encode_doclist(AU, many, total=len(many))
    body = body if counted else body.replace(b'"documentTotalQuantity"', b'"unknown"')
    connector, asked = await connect(lambda request: body)
    with pytest.raises(Malformed, match="too_large"):
        await connector.get_dossier(AU)
    assert len(asked) == 1


@pytest.mark.parametrize(("rows", "total", "questions"), [(10_000, 1, 1), (4_000, 10_000, 3)])
async def test_rows_that_cannot_be_shown_make_a_list_as_long_as_others_do(connect, rows, total, questions):
    """They are weighed with every question about the file: so many are refused, on however many pages."""

    def answer(request: web.Request) -> bytes:
        offset = int(request.query.get("offset", "0"))
        row = {"documentIncluded": {"id": f"D{offset}", "documentDescription": "Claims"}}
        return msgspec.json.encode(
            {"documentIncludedBag": [row, *[{}] * rows], "documentTotalQuantity": total}
        )

    connector, asked = await connect(answer)
    with pytest.raises(Malformed, match="too_large"):
        await connector.get_dossier(AU)
    assert len(asked) == questions
