"""The rows of a document list to the documents of the model.

A long list says the same few titles, groups and days over and over: what each means is found once for a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from typing import NamedTuple

import msgspec
from lxml import etree

from connectors.codes.categories import classify
from connectors.codes.tables import Classified
from connectors.model import Document, Rendition
from connectors.numbers.identity import ApplicationNumber
from connectors.opd.envelope import leaf, tree_of, within
from connectors.opd.vocabulary import LANGUAGES, NAMESPACE, PACKED
from connectors.scalars import day, safe_id, text

_SEPARATORS = re.compile(r"[,\s]+")
_ID_TAIL = re.compile(r"(?:_[0-9]+)?(?:_[A-Z]{2})?$")
_ROW, _DATE, _ORIGINAL, _TRANSLATED, _DESCRIPTION = (
    f"{{{NAMESPACE}}}{name}"
    for name in ("document-list", "legal-date", "original", "translated", "document-description")
)


class Row(NamedTuple):
    """What a row of a document list says, as it is written; empty or ``None`` where it says nothing.

    ``original`` and ``translated`` are the ids, whatever stands there.
    """

    group: str | None
    date: str | None
    original: object
    original_title: str | None
    translated: object
    translated_title: str | None


class Listed(msgspec.Struct, frozen=True):
    """The documents of a list, and its rows that cannot be shown, as in ``Dossier.unreadable``."""

    documents: tuple[Document, ...]
    unreadable: tuple[Document | None, ...]


def rows_in(node: object) -> list[Row | None]:
    """The row that a node of the list is, after ``None`` for all else in it, which cannot be read."""
    if type(node) is not dict:
        return [None]
    sides = node.get("original"), node.get("translated")
    more = sum([len(side) - 1 for side in sides if type(side) is list and side])
    group, dated = leaf(node.get("@group") or node.get("group")), leaf(node.get("legal-date"))
    return [*([None] * more), Row(group, dated, *_side(sides[0]), *_side(sides[1]))]


def rows_of_list(element: etree._Element) -> tuple[list[Row | None], bool]:
    """The rows of a list in XML, as ``rows_in`` has them, and whether any of them gives an id.

    A long list is nearly all rows, and nearly all of these have one form, which is read as it stands.
    """
    found: list[Row | None] = []
    some_id = False
    for child in element:
        if child.tag != _ROW:
            continue
        row = usual_row(child)
        if row is not None:
            found.append(row)
            some_id = some_id or bool(row.original or row.translated)
            continue
        node = tree_of(child) if len(child) or child.keys() else child.text
        if node is not None:
            found += rows_in(node)
            some_id = some_id or gives_id(node)
    return found, some_id


def usual_row(element: etree._Element) -> Row | None:
    """A row of group, date, original and translation, each once at most; ``None`` for any other."""
    group = date = None
    sides: dict[str, tuple[str | None, str | None]] = {}
    dated = False
    for name, value in element.items():
        if name != "group":
            return None
        group = str(value)
    for child in element:
        tag = child.tag
        if tag == _DATE and not dated and _is_text(child):
            dated, date = True, child.text
        elif tag in (_ORIGINAL, _TRANSLATED) and tag not in sides and (side := _usual_side(child)):
            sides[tag] = side
        else:
            return None
    if not dated and not sides:
        return None
    nothing = (None, None)
    return Row(group, date, *sides.get(_ORIGINAL, nothing), *sides.get(_TRANSLATED, nothing))


def _usual_side(element: etree._Element) -> tuple[str | None, str | None] | None:
    """Id and description of an original or a translation that has nothing else."""
    native = description = None
    for name, value in element.items():
        if name != "id":
            return None
        native = str(value)
    if len(element) > 1:
        return None
    for child in element:
        if child.tag != _DESCRIPTION or not _is_text(child):
            return None
        description = child.text
    return native, description


def _is_text(element: etree._Element) -> bool:
    return not len(element) and not element.keys()


def gives_id(node: object) -> bool:
    """Whether a node of the list gives any id, usable or not."""
    return any(within(node, side, id) for side in ("original", "translated") for id in ("@id", "id"))


def read_documents(rows: Iterable[Row | None], asked: ApplicationNumber) -> Listed:
    """The documents, each once, in the list's order; what says nothing is none.

    A row pairs an original with its translation: one document with two renditions. A document that stands in
    several groups has a row in each, and is one document here.
    """
    titled, grouped, dated = cache(_title), cache(_groups), cache(_date)
    classified = cache(partial(_classified, asked.office))
    language = None if asked.kind == "W" else LANGUAGES.get(asked.office)
    packed = asked.office == "JP"
    found: dict[str, Document] = {}
    unreadable: list[Document | None] = []
    for row in rows:
        if row is None:
            unreadable.append(None)
            continue
        original, translated = safe_id(row.original), safe_id(row.translated)
        native = original or translated or ""
        title = titled(row.translated_title) or titled(row.original_title) or _words_of(native)
        if not (native or title or row.original or row.translated):
            continue
        groups = grouped(row.group)
        known = found.get(native)
        if known is not None:
            title, groups = known.title, tuple(dict.fromkeys(known.groups + groups))
        means = classified(title, groups)
        if means.category == "other":
            means = classified(_words_of(native), groups)
        if known is not None:
            found[native] = msgspec.structs.replace(
                known, groups=groups, category=means.category, direction=means.direction
            )
            continue
        renditions = _renditions(original, translated, language, packed)
        document = Document(
            id=native,
            title=title,
            category=means.category,
            direction=means.direction,
            date=dated(row.date),
            language=renditions[0].language if renditions else None,
            groups=groups,
            renditions=renditions,
        )
        if native:
            found[native] = document
        else:
            unreadable.append(document)
    return Listed(tuple(found.values()), tuple(unreadable))


def _side(node: object) -> tuple[object, str | None]:
    """Id and description of the original or the translation, of several the first."""
    if type(node) is list and node:
        node = node[0]
    if type(node) is not dict:
        return None, None
    return node.get("@id") or node.get("id"), leaf(node.get("document-description"))


def _title(said: str | None) -> str | None:
    return text(leaf(said))


def _date(said: str | None) -> date | None:
    return day(leaf(said))


def _groups(said: str | None) -> tuple[str, ...]:
    """The groups of a row, which may stand in one text; ``unknown`` is none."""
    words = _SEPARATORS.split(text(leaf(said)) or "")
    return tuple(dict.fromkeys(word for word in words if word and word.lower() != "unknown"))


def _classified(office: str, words: str, groups: tuple[str, ...]) -> Classified:
    return classify(office, None, words, groups=groups)


def _renditions(
    original: str | None, translated: str | None, language: str | None, packed: bool
) -> tuple[Rendition, ...]:
    """The original, where it is ``packed`` also as its office packs it, and the translation into English."""
    if translated is None or translated == original:
        english: tuple[Rendition, ...] = ()
    else:
        english = (Rendition(id=translated, kind="translation", language="en"),)
    if original is None:
        return english
    if not packed:
        return (Rendition(id=original, language=language), *english)
    zipped = Rendition(id=original + PACKED, language=language, format="zip")
    return (Rendition(id=original, language=language), zipped, *english)


def _words_of(native: str) -> str:
    """The words that the hub puts at the beginning of its ids (``Notice_of_Reasons_for_Refusal_0612...``)."""
    return _ID_TAIL.sub("", native).replace("_", " ").strip() or native
