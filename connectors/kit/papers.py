"""The content of sample documents: short texts of our own, written as PDF when they are asked for."""

from __future__ import annotations

import textwrap
from functools import lru_cache

from connectors.kit import pdf
from connectors.kit.content import Generated
from connectors.kit.holdings import Place
from connectors.model import Document

_COLUMNS = 82
_NOTICE = "Sample document of the casegate project. It was generated; no office has issued it."
_NATIVE = {
    "ja": "これは見本文書です。特許庁が発行したものではありません。",
    "zh": "这是样本文件，并非专利局签发。",
    "ko": "이것은 견본 문서이며 특허청이 발행한 것이 아닙니다.",
}
_FILLING = (
    "The numbers and dates on this page follow the sample family it belongs to. The text between them is "
    "filling of no meaning, so that a page looks like a page and a document has the pages its list says.",
    "Reference is made to the application as filed and, where they are on file, to the amended claims. "
    "Features are named by their reference signs; passages are cited by page and line of the publication.",
    "A reader who compares offices will find the same family told several times, each time by another "
    "examiner, on other dates and with other citations. That difference is why a family dossier is opened.",
)


def paper(place: Place) -> Generated:
    """The PDF of one rendition, always the same bytes for the same facts."""
    return Generated(_printed(place.document, place.held.number.docdb, place.rendition.id))


@lru_cache(maxsize=256)
def _printed(document: Document, docdb: str, rendition: str) -> bytes:
    """The bytes of a rendition, kept for a while: ranges of one document come in several requests."""
    chosen = next(one for one in document.renditions if one.id == rendition)
    count = document.page_count or 1
    pages = [_page(document, docdb, chosen.language or "en", page, count) for page in range(1, count + 1)]
    return pdf.write(pages, language=chosen.language or "en", title=f"{document.title} ({docdb})")


def _page(document: Document, docdb: str, language: str, page: int, count: int) -> list[str]:
    head = [
        document.title,
        f"{docdb}   code {document.code or '-'}   {document.date or 'undated'}   language {language}",
        f"page {page} of {count}",
        "",
        _NOTICE,
        _NATIVE.get(language[:2], ""),
        "",
    ]
    body: list[str] = []
    for paragraph in range(3):
        body += [*textwrap.wrap(_FILLING[(page + paragraph) % len(_FILLING)], _COLUMNS), ""]
    return head + body
