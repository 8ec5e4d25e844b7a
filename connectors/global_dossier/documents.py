"""The rows of a document list to documents.

An original and its translation are two rows here and one document with two renditions in the model. They are
told by the end of the description (``(ORIGINAL)``, ``(TRANSLATED)``) or the original's code (``A63-JP``), and
belong together by their id (``Abstract_51702045047`` and ``Abstract_51702045047_JP``), else by code,
description and day where there are as many of the one as of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from connectors.codes.categories import classify
from connectors.errors import Malformed
from connectors.global_dossier.numbers import read_day
from connectors.global_dossier.wire import DocumentShape
from connectors.model import Document, Rendition
from connectors.scalars import count, safe_id, text

_LANGUAGES = {"JP": "ja", "KR": "ko", "CN": "zh"}
_SIDE = re.compile(r"(.*)\((ORIGINAL|TRANSLATED|TRANSLATION)\)", re.IGNORECASE | re.DOTALL)
_ORIGINAL_CODE = re.compile(r"(.+)-(JP|KR|CN)")
_ORIGINAL_ID = re.compile(r"(.+)_(JP|KR|CN)")
_GROUPS = re.compile(r"[,\s]+")
_PAGES = re.compile(r"(.+)~([0-9]{1,5})")


_NOTHING = DocumentShape()


class _Named(NamedTuple):
    """What code and description say: both without their marks, and which side of a pair the row is."""

    code: str | None
    title: str | None
    original: bool | None


class _Row(NamedTuple):
    """A row as it is listed; without an id it cannot be shown."""

    id: str
    named: _Named
    day: date | None
    pages: int | None
    groups: tuple[str, ...]
    format: str


def read_documents(
    shapes: Iterable[DocumentShape], office: str
) -> tuple[tuple[Document, ...], tuple[Document | None, ...]]:
    """The documents of a list, each where its first row stands; and the rows that cannot be shown, as in
    ``Dossier.unreadable``.

    Raises:
        Malformed: rows give ids, and none of them can be asked for.
    """
    rows: dict[str, _Row] = {}
    unreadable: list[_Row | None] = []
    given = False
    for shape in shapes:
        row, given = _row(shape), given or bool(shape.doc_id)
        if not row.id:
            unreadable.append(None if shape == _NOTHING else row)
            continue
        known = rows.setdefault(row.id, row)
        if known is not row:
            rows[row.id] = known._replace(groups=tuple(dict.fromkeys(known.groups + row.groups)))
    if given and not rows:
        raise Malformed("bad_payload: no document of the list has an id that can be asked for")
    originals = _pairs(rows)
    translations = {original: translation for translation, original in originals.items()}
    leading = dict.fromkeys(originals.get(native, native) for native in rows)
    documents = [
        _document(rows[native], rows.get(translations.get(native, "")), office) for native in leading
    ]
    return tuple(documents), tuple([row and _document(row, None, office) for row in unreadable])


def rendition_parts(rendition: str, document: Document) -> tuple[str, int]:
    """The native id and the number of pages under which a rendition is asked for (1 when not known).

    A rendition whose length is another than the document's carries it behind its id, ``ID~7``.
    """
    found = _PAGES.fullmatch(rendition)
    if found is not None:
        return found[1], int(found[2])
    return rendition, document.page_count or 1


def _row(shape: DocumentShape) -> _Row:
    form = shape.doc_format
    return _Row(
        safe_id(shape.doc_id) or "",
        _named(text(shape.doc_code), text(shape.doc_desc)),
        read_day(shape.legal_date_str, shape.legal_date),
        count(shape.number_of_pages) or None,
        _groups(shape.doc_group_code) if isinstance(shape.doc_group_code, str) else (),
        "pdf" if form is None or form == "PDF" else (text(form) or "pdf").lower(),
    )


@lru_cache(maxsize=4096)
def _named(code: str | None, description: str | None) -> _Named:
    side = _SIDE.fullmatch(description) if description else None
    title = (side[1].strip() or None) if side else description
    original = side[2].upper() == "ORIGINAL" if side else None
    marked = _ORIGINAL_CODE.fullmatch(code) if code else None
    if marked is None:
        return _Named(code, title, original)
    return _Named(marked[1], title, original is not False)


@lru_cache(maxsize=1024)
def _groups(written: str) -> tuple[str, ...]:
    """The document groups; ``unknown`` is none."""
    return tuple(dict.fromkeys(one for one in _GROUPS.split(written) if one and one.lower() != "unknown"))


def _pairs(rows: dict[str, _Row]) -> dict[str, str]:
    """Translation to original, by id."""
    pairs: dict[str, str] = {}
    unpaired: dict[tuple[str | None, str | None, date | None], tuple[list[str], list[str]]] = {}
    for native, row in rows.items():
        if row.named.original is True and (found := _ORIGINAL_ID.fullmatch(native)) is not None:
            other = rows.get(found[1])
            if other is not None and other.named.original is not True:
                pairs[found[1]] = native
    paired = set(pairs.values())
    for native, row in rows.items():
        if row.named.original is not None and native not in pairs and native not in paired:
            key = (row.named.code, row.named.title, row.day)
            unpaired.setdefault(key, ([], []))[not row.named.original].append(native)
    for originals, translations in unpaired.values():
        if len(originals) == len(translations):
            pairs.update(zip(translations, originals, strict=True))
    return pairs


def _document(row: _Row, translation: _Row | None, office: str) -> Document:
    """One document: the original, or what is no pair, leads."""
    named = row.named
    groups = row.groups
    pages = row.pages
    if translation is not None:
        groups = tuple(dict.fromkeys(groups + translation.groups))
        pages = pages or translation.pages
    renditions = [_rendition(row, office, pages)]
    if translation is not None:
        renditions.append(_rendition(translation, office, pages))
    title = named.title or (translation.named.title if translation else None) or named.code or row.id
    classified = classify(office, named.code, title, groups=groups)
    return Document(
        id=row.id,
        title=title,
        code=named.code,
        category=classified.category,
        direction=classified.direction,
        date=row.day or (translation.day if translation else None),
        page_count=pages,
        language=renditions[0].language,
        groups=groups,
        renditions=tuple(renditions),
    )


def _rendition(row: _Row, office: str, pages: int | None) -> Rendition:
    """A row as a rendition; the USPTO's documents are in English, others do not say their language."""
    native = row.id if row.pages in (None, pages) else f"{row.id}~{row.pages}"
    if row.named.original is False:
        return Rendition(id=native, kind="translation", language="en", format=row.format)
    language = _LANGUAGES.get(office) if row.named.original else "en" if office == "US" else None
    return Rendition(id=native, language=language, format=row.format)
