"""The documents of the profile's lists to the model.

Nearly all that a list says of a document it says of many: its title, code, language and forms. In the usual
form that is read once for all documents, of whatever list, of which the same is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET

from connectors.case.access import STRICTEST, both, read_access
from connectors.case.usual import UsualDoclistShape, UsualDocumentShape
from connectors.case.wire import DoclistShape, DocumentShape, listed
from connectors.codes.categories import classify
from connectors.errors import Malformed
from connectors.model import Category, Direction, Document, Rendition, RenditionKind
from connectors.scalars import count, day, language_code, safe_id, text

Shapes = Sequence[DocumentShape | UsualDocumentShape]

_DIRECTIONS: dict[object, Direction] = {one: one for one in ("incoming", "outgoing", "internal")}


class Listed(msgspec.Struct, frozen=True):
    """The documents of a list, and its rows that cannot be shown, as in ``Dossier.unreadable``."""

    documents: tuple[Document, ...]
    unreadable: tuple[Document | None, ...] = ()


def items_of(shape: DoclistShape | UsualDoclistShape) -> tuple[int, Shapes]:
    """How many items a list has, and those that describe a document."""
    if isinstance(shape, UsualDoclistShape):
        usual = shape.document_included_bag
        return len(usual), [one.document_included for one in usual]
    items = listed(shape.document_included_bag)
    return len(items), [one for item in items if (one := item.document_included) is not None]


def read_documents(shapes: Shapes, office: str, doubts: list[bool] | None = None) -> Listed:
    """The documents, each once, in the list's order; those whose visibility is in doubt for nobody.

    One without a usable id is unreadable; one that is listed twice is under the stricter visibility.

    Raises:
        Malformed: no document has a usable id.
    """
    found: dict[str, Document] = {}
    unreadable: list[Document] = []
    for place, one in enumerate(shapes):
        native = safe_id(one.id)
        described = _described(one, office)
        if described.title is None and native is not None:
            described = _described(one, office, native)
        unsaid = one.access_category is UNSET and one.access_office_bag is UNSET
        access = None if unsaid else read_access(one)
        if doubts is not None and doubts[place]:
            access = STRICTEST
        if native in found:
            access = both(found[native].access, access)
            found[native] = msgspec.structs.replace(found[native], access=access)
            continue
        document = Document(
            id=native or "",
            title=described.title or native or "",
            code=described.code,
            category=described.category,
            direction=described.direction,
            date=day(one.document_date),
            page_count=count(one.document_page_quantity),
            size=count(one.document_size_quantity),
            language=described.language,
            groups=described.groups,
            renditions=described.renditions,
            access=access,
        )
        if native is None:
            unreadable.append(document)
        else:
            found[native] = document
    if shapes and not found:
        raise Malformed("bad_payload: no document of the list has an id that can be asked for")
    return Listed(tuple(found.values()), tuple(unreadable))


class _Described(msgspec.Struct, frozen=True):
    """What a list says of a document besides its id, date and extent; no ``title`` where it gives no name."""

    title: str | None
    code: str | None
    category: Category
    direction: Direction
    language: str | None
    groups: tuple[str, ...]
    renditions: tuple[Rendition, ...]


def _described(one: Any, office: str, native: str | None = None) -> _Described:
    """What is said of a document; ``native`` is its title when it has no other."""
    usual = type(one) is UsualDocumentShape and native is None
    describe = _describe_usual if usual else _describe
    return describe(
        office,
        one.document_code_category,
        one.document_description,
        one.document_name,
        native,
        one.document_origin,
        one.document_group_category,
        one.language_code,
        one.document_language_source,
        one.document_format_category,
        one.document_rendition_bag,
    )


def _describe(
    office: str,
    document_code: object,
    description: object,
    name: object,
    native: str | None,
    origin: object,
    group_category: object,
    language: object,
    source: object,
    formats: object,
    bag: Any,
) -> _Described:
    code = text(document_code)
    title = text(description) or text(name) or code or native
    groups = _words(group_category)
    direction = _DIRECTIONS.get(origin, "unknown")
    classified = classify(office, code and code[:64], (title or "")[:200], groups=groups, direction=direction)
    spoken = language_code(language)
    return _Described(
        title=title,
        code=code,
        category=classified.category,
        direction=classified.direction,
        language=spoken,
        groups=groups,
        renditions=_forms(bag) if bag is not None else _formats(formats, _kind(source), spoken),
    )


_describe_usual = lru_cache(maxsize=2048)(_describe)


def _forms(bag: Any) -> tuple[Rendition, ...]:
    """The forms that a document is listed with; one without a usable id is left out."""
    items = bag if isinstance(bag, tuple) else listed(bag)
    shapes = [one for item in items if (one := item.document_rendition) is not None]
    return tuple(
        Rendition(
            id=native,
            kind=_kind(one.document_language_source),
            language=language_code(one.language_code),
            format=text(one.document_format_category) or "pdf",
        )
        for one in shapes
        if (native := safe_id(one.id)) is not None
    )


def _formats(formats: object, kind: RenditionKind, language: str | None) -> tuple[Rendition, ...]:
    """One form for each format, named by it, where forms are not listed."""
    named = [one for one in _words(formats) if safe_id(one)] or ["pdf"]
    if len(named) == 1:
        return _single(named[0], kind, language)
    return tuple(Rendition(id=one, kind=kind, language=language, format=one) for one in named)


@lru_cache(maxsize=256)
def _single(format: str, kind: RenditionKind, language: str | None) -> tuple[Rendition, ...]:
    """The usual case, one form of a document, shared by all documents that have it."""
    return (Rendition(id=format, kind=kind, language=language, format=format),)


def _kind(source: object) -> RenditionKind:
    if not isinstance(source, str):
        return "original"
    return "translation" if source.lower().startswith("transl") else "original"


def _words(words: object) -> tuple[str, ...]:
    """The texts of a list, each once."""
    if isinstance(words, list | tuple):
        return tuple(dict.fromkeys([word for one in words if (word := text(one)) is not None]))
    return () if (word := text(words)) is None else (word,)
