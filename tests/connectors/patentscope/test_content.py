"""Content out of SOAP answers: whole or an error, decoded while it arrives, bounded."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
from itertools import pairwise

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from soap_answers import BOUNDARY, RELATED, attached, fault, inline, multipart, response

from connectors.contract import Span
from connectors.endpoint import Endpoint
from connectors.errors import Malformed, NotHeld, ServerFault
from connectors.model import Document
from connectors.numbers.identity import ApplicationNumber
from connectors.patentscope.connector import WIRE
from connectors.patentscope.content import Base64, Unwrapping

OWN = ApplicationNumber("SG", "2009000062", "W")
DOCUMENT = Document(id="id00000008693323", title="Published international application")
ZIP = b"PK\x03\x04" + os.urandom(50_000)
PDF = b"%PDF-1.4\n" + os.urandom(50_001)
TIFF = b"II*\0" + os.urandom(4_000)


async def read(connector, rendition="zip", span=None):
    """Media type and bytes of a document."""
    async with connector.open_content(OWN, DOCUMENT, rendition, span) as stream:
        assert (stream.length, stream.span) == (None, None)
        return stream.media_type, b"".join([chunk async for chunk in stream.chunks])


@pytest.mark.parametrize(
    ("rendition", "operation", "element", "data", "media_type"),
    [
        ("zip", "getDocumentContent", "documentContent", ZIP, "application/zip"),
        ("pdf", "getDocumentOcrContent", "documentContent", PDF, "application/pdf"),
        ("000001.tif", "getDocumentContentPage", "pageContent", TIFF, "image/tiff"),
    ],
)
async def test_each_form_comes_inline_and_attached(
    connector, service, rendition, operation, element, data, media_type
):
    """The same bytes from base64 in the envelope, as a part beside it, and as a part in base64."""
    service.gives(operation, inline(operation, data, element))
    name = "1afdf9a2-292470@www.wipo.org"
    related = multipart(
        attached(operation, name, element), ("other", "binary", b"no"), (name, "binary", data)
    )
    service.gives(operation, related, RELATED)
    coded = base64.encodebytes(data)
    service.gives(operation, multipart(attached(operation, name, element), (name, "base64", coded)), RELATED)
    service.gives(operation, multipart(inline(operation, data, element)), RELATED)
    for _ in range(4):
        assert await read(connector, rendition) == (media_type, data)
    fields = {"docId": DOCUMENT.id} | ({"pageId": rendition} if element == "pageContent" else {})
    assert service.asked == [(operation, fields)] * 4


async def test_a_range_is_answered_with_the_whole(connector, service):
    """The service knows no ranges; the stream says that it is everything."""
    service.gives("getDocumentContent", inline("getDocumentContent", ZIP))
    assert await read(connector, span=Span(10, 19)) == ("application/zip", ZIP)


async def test_a_form_that_is_none(connector, service):
    """What could not be a page's id is not asked for."""
    with pytest.raises(NotHeld):
        await read(connector, "../x")
    assert service.asked == []


@pytest.mark.parametrize(
    "body",
    [
        response("getDocumentContent", ""),
        response("getDocumentContent", "<documentContent/>"),
        response("getDocumentContent", "<documentContent> \n </documentContent>"),
        b"Business error during the execution of service",
        b"<html><body>Business error during the execution of service</body></html>",
        fault("Server", "Business error during the execution of service"),
    ],
)
async def test_no_content(connector, service, body):
    """An empty element, none at all, or a business error: the service does not have it in this form."""
    service.gives("getDocumentContent", body)
    with pytest.raises(NotHeld):
        await read(connector)


WRONG = {
    "cut in the envelope": (inline("getDocumentContent", ZIP)[:-90], "text/xml"),
    "cut in a part": (
        multipart(attached("getDocumentContent", "a@b"), ("a@b", "binary", ZIP))[:-60],
        RELATED,
    ),
    "its part is missing": (
        multipart(attached("getDocumentContent", "a@b"), ("b@c", "binary", ZIP)),
        RELATED,
    ),
    "a reference without parts": (attached("getDocumentContent", "a@b"), "text/xml"),
    "a reference to elsewhere": (
        attached("getDocumentContent", "a@b").replace(b"cid:", b"http://evil.example/"),
        "text/xml",
    ),
    "two contents": (
        response(
            "getDocumentContent",
            f"<documentContent>{base64.b64encode(ZIP).decode()}</documentContent>" * 2,
        ),
        "text/xml",
    ),
    "no base64": (response("getDocumentContent", "<documentContent>PK!!</documentContent>"), "text/xml"),
    "not ASCII": (response("getDocumentContent", "<documentContent>äöüß</documentContent>"), "text/xml"),
    "an odd length": (
        response("getDocumentContent", "<documentContent>UEsDBAAAA</documentContent>"),
        "text/xml",
    ),
    "more behind the end": (
        response("getDocumentContent", "<documentContent>UEsDBA==UEsDBA==</documentContent>"),
        "text/xml",
    ),
    "a program": (inline("getDocumentContent", b"MZ" + ZIP), "text/xml"),
    "a page": (inline("getDocumentContent", b"<html><script>"), "text/xml"),
    "a log-in page": (b"<html><body>Log in</body></html>", "text/html"),
    "a document type": (
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + inline("getDocumentContent", ZIP)[38:],
        "text/xml",
    ),
    "too deep": (response("getDocumentContent", "<a>" * 40 + "</a>" * 40), "text/xml"),
    "another charset": (response("getDocumentContent", "<p>é</p>").decode().encode("latin-1"), "text/xml"),
    "endless headers": (b"--" + BOUNDARY.encode() + b"\r\n" + b"X" * 40_000, RELATED),
    "nothing": (b"", "text/xml"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_no_content_is_an_error(connector, service, what):
    """Cut off, hidden elsewhere, wrongly coded, of another kind: an error on entry or while reading."""
    body, content_type = WRONG[what]
    service.gives("getDocumentContent", body, content_type)
    with pytest.raises(Malformed):
        await read(connector)


async def test_a_fault_is_what_it_says(connector, service):
    """A fault inside a good answer is the service's failure; its text is not passed on."""
    service.gives("getDocumentContent", fault("Server", "java.lang.NullPointerException"))
    with pytest.raises(ServerFault) as found:
        await read(connector)
    assert "java" not in found.value.detail


@given(
    st.binary(min_size=1, max_size=3_000),
    st.lists(st.integers(0, 10_000), max_size=10),
    st.sampled_from(["inline", "part", "coded part", "inline part"]),
)
def test_content_comes_whole_wherever_the_wire_is_cut(data, cuts, how):
    """Decoding in any pieces gives the bytes that were put in."""
    if how == "inline":
        body, content_type = inline("getDocumentContent", data), "text/xml"
    else:
        content_type = RELATED
        coded = base64.encodebytes(data)
        reference = attached("getDocumentContent", "a%40b")
        body = {
            "part": multipart(reference, ("a@b", "binary", data)),
            "coded part": multipart(reference, ("a@b", "base64", coded)),
            "inline part": multipart(inline("getDocumentContent", data)),
        }[how]
    edges = [0, *sorted({cut % (len(body) + 1) for cut in cuts}), len(body)]
    unwrapping, found = Unwrapping(content_type), b""
    for first, last in pairwise(edges):
        found += unwrapping.feed(body[first:last])
    unwrapping.finish()
    assert found == data


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_text_is_base64_or_malformed(data, step):
    """What is fed in pieces is decoded as it would be at once, or refused."""
    decoder, found = Base64(), b""
    coded = base64.b64encode(data)
    for first in range(0, len(coded), step):
        found += decoder.feed(coded[first : first + step])
    decoder.finish()
    assert found == data
    with contextlib.suppress(Malformed):
        Base64().feed(data)


@pytest.mark.parametrize("how", ["inline", "attached"])
async def test_a_large_document_is_never_held(loopback_network, how):
    """48 MiB pass through in pieces of at most a few buffers, and leaving early closes the connection."""
    block = base64.b64encode(b"PK\x03\x04" + bytes(48 * 1024 - 4)) if how == "inline" else bytes(65536)
    begun = inline("getDocumentContent", b"").partition(b"</documentContent>")
    head = (
        begun[0]
        if how == "inline"
        else multipart(attached("getDocumentContent", "a@b"), ("a@b", "binary", b"PK\x03\x04")).rpartition(
            b"\r\n--"
        )[0]
    )
    tail = begun[1] + begun[2] if how == "inline" else f"\r\n--{BOUNDARY}--\r\n".encode()
    times, gone = (1024, asyncio.Event()) if how == "inline" else (768, asyncio.Event())

    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/xml" if how == "inline" else RELATED})
        await answer.prepare(request)
        try:
            await answer.write(head)
            for _ in range(times):
                await answer.write(block)
            await answer.write(tail)
        except ConnectionError:
            gone.set()
        return answer

    app = web.Application()
    app.router.add_post("/ps", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint = Endpoint(
        "wo", "WO", ("WO",), "patentscope", f"http://127.0.0.1:{site.port}/ps", WIRE.capabilities
    )
    connector = WIRE.open(endpoint, loopback_network)
    total = largest = 0
    async with connector.open_content(OWN, DOCUMENT, "zip") as stream:
        async for chunk in stream.chunks:
            total += len(chunk)
            largest = max(largest, len(chunk))
    assert total == (48 << 20) + (0 if how == "inline" else 4)
    assert largest <= 512 * 1024
    async with connector.open_content(OWN, DOCUMENT, "zip") as stream:
        await anext(stream.chunks)
    await gone.wait()
    await connector.aclose()
    await runner.cleanup()
