from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kit import pdf
from connectors.kit.holdings import Place
from connectors.kit.papers import paper
from connectors.kit.samples import SHOWCASE, sample_family


def objects(data: bytes) -> dict[int, bytes]:
    """The objects of a PDF, read by its cross-reference table as a viewer does."""
    table = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])  # type: ignore[index]
    head = re.match(rb"xref\n0 (\d+)\n0000000000 65535 f \n", data[table:])
    assert head is not None
    found = {}
    for number in range(1, int(head[1])):
        row = data[table + head.end() + 20 * (number - 1) :][:20]
        assert re.fullmatch(rb"\d{10} 00000 n \n", row)
        body = data[int(row[:10]) :]
        assert body.startswith(b"%d 0 obj\n" % number)
        found[number] = body[: body.index(b"\nendobj\n")]
    return found


@given(
    st.lists(st.lists(st.text(max_size=30), max_size=4), max_size=4),
    st.sampled_from(["en", "fr", "ja", "zh", "ko", "xx"]),
)
def test_any_text_gives_a_file_that_its_own_table_describes(pages: list[list[str]], language: str) -> None:
    """Every object stands where the cross-reference table says, and every stream has its stated length."""
    found = objects(pdf.write(pages, language=language, title="title"))
    count = max(1, len(pages))
    assert b"/Count %d" % count in found[2]
    assert sum(b"/Type/Page/" in body for body in found.values()) == count
    for body in found.values():
        if (stream := re.search(rb"<</Length (\d+)>>\nstream\n", body)) is not None:
            assert len(body) == stream.end() + int(stream[1]) + len(b"\nendstream")


def test_a_line_cannot_break_out_of_its_string() -> None:
    """Brackets and backslashes of a text are written so that they stay text."""
    data = pdf.write([["a) Tj ET (b\\"]])
    assert rb"(a\) Tj ET \(b\\) '" in data


@pytest.mark.parametrize(("language", "font"), [("ja", b"UniJIS"), ("zh", b"UniGB"), ("ko", b"UniKS")])
def test_eastern_text_names_a_predefined_cmap(language: str, font: bytes) -> None:
    """Japanese, Chinese and Korean text is written as UTF-16 under the CMap of its own collection."""
    data = pdf.write([["見"]], language=language)
    assert font in data
    assert b"<898B> '" in data


def test_a_sample_document_has_as_many_pages_as_its_list_says() -> None:
    """The page count of the metadata is that of the content, and the content is the same every time."""
    checked = 0
    for held in sample_family(SHOWCASE):
        for document in held.dossier.documents[:3]:
            for rendition in document.renditions:
                place = Place(held, document, rendition)
                data = paper(place).data
                assert b"/Count %d/" % (document.page_count or 1) in objects(data)[2]
                assert data == paper(place).data
                checked += 1
    assert checked > 30
