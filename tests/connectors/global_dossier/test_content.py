"""Content of the service: only what is a PDF is passed on."""

from __future__ import annotations

import pytest

from connectors.contract import Span
from connectors.errors import ConnectorError, Malformed, NotHeld, Unsupported
from connectors.model import Document, Rendition
from connectors.numbers.identity import ApplicationNumber

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 800
US = ApplicationNumber("US", "201816123456")
JP = ApplicationNumber("JP", "2024504797")
EP = ApplicationNumber("EP", "99203729")


def document(native: str, pages: int | None = None) -> Document:
    """A document with one rendition."""
    return Document(id=native, title="T", page_count=pages, renditions=(Rendition(id=native),))


async def read(connector, number, one, span=None) -> bytes:
    """The whole content."""
    async with connector.open_content(number, one, one.renditions[0].id, span) as stream:
        assert stream.media_type == "application/pdf" or span is not None
        return b"".join([chunk async for chunk in stream.chunks])


async def test_the_path_of_a_document(connector, replay_office) -> None:
    """Native number, id, length (1 when it is not known) and format make the path; bytes come as they are."""
    pdf = {"Content-Type": "application/octet-stream"}
    replay_office.gives("/doc-content/svc/doccontent/US/16123456/K87AK41/9/PDF", PDF, 200, pdf)
    replay_office.gives("/doc-content/svc/doccontent/US/16123456/K88/1/PDF", PDF, 200, pdf)
    assert await read(connector, US, document("K87AK41", 9)) == PDF
    assert await read(connector, US, document("K88")) == PDF


async def test_not_found_says_200(connector, replay_office) -> None:
    """A wrong path is answered with 200 and a sentence: the document is not held."""
    where = "/doc-content/svc/doccontent/US/16123456/K1/1/PDF"
    replay_office.gives(where, "Attachment Not Found", 200, {"Content-Type": "application/pdf"})
    with pytest.raises(NotHeld, match="no_content"):
        await read(connector, US, document("K1"))


async def test_other_spellings_are_tried(connector, replay_office) -> None:
    """Japan's contents lie under the number with its kind; elsewhere the second spelling follows a miss."""
    replay_office.gives("/doc-content/svc/doccontent/JP/2024504797.A/D1_JP/1/PDF", PDF)
    replay_office.gives("/doc-content/svc/doccontent/EP/99203729/E1/1/PDF", "Attachment Not Found")
    replay_office.gives("/doc-content/svc/doccontent/EP/99203729.A/E1/1/PDF", PDF)
    assert await read(connector, JP, document("D1_JP")) == PDF
    assert await read(connector, EP, document("E1")) == PDF
    assert len(replay_office.asked) == 3


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>login</html>", "text/html"),
        (b"<html>login</html>", "application/pdf"),
        (b'{"message": "Forbidden"}', "application/json"),
        (b"PK\x03\x04" + b"x" * 4000, "application/pdf"),
        (b"", "application/pdf"),
        (b"%PD", "application/pdf"),
    ],
)
async def test_what_is_no_pdf(body, kind, connector, replay_office) -> None:
    """Pages, messages, other formats and nothing at all are refused before the first byte goes out."""
    replay_office.gives("/doc-content/svc/doccontent/US/16123456/K1/1/PDF", body, 200, {"Content-Type": kind})
    with pytest.raises(Malformed):
        await read(connector, US, document("K1"))


async def test_a_span_that_is_ignored(connector, replay_office) -> None:
    """The service ignores spans: the whole is checked and passed on as the whole."""
    replay_office.gives("/doc-content/svc/doccontent/US/16123456/K1/1/PDF", PDF)
    one = document("K1")
    async with connector.open_content(US, one, "K1", Span(100, 199)) as stream:
        assert stream.span is None
        assert b"".join([chunk async for chunk in stream.chunks]) == PDF


async def test_a_part_from_the_middle(connector, replay_office) -> None:
    """A part that does not begin at the beginning cannot be checked and is passed on as the part it is."""
    headers = {"Content-Range": f"bytes 100-199/{len(PDF)}", "Content-Type": "application/pdf"}
    where = "/doc-content/svc/doccontent/US/16123456/K1/1/PDF"
    replay_office.gives(where, PDF[100:200], 206, headers)
    assert await read(connector, US, document("K1"), Span(100, 199)) == PDF[100:200]


async def test_errors_of_content(connector, replay_office) -> None:
    """A refusal of a document is its outcome; an office that is not served is never asked."""
    replay_office.gives("/doc-content/svc/doccontent/US/16123456/K1/1/PDF", "{}", 429, {"Retry-After": "3"})
    with pytest.raises(ConnectorError) as caught:
        await read(connector, US, document("K1"))
    assert (caught.value.code, caught.value.retry_after) == ("throttled", 3)
    with pytest.raises(Unsupported):
        await read(connector, ApplicationNumber("NZ", "1"), document("K1"))
