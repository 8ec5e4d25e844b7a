"""Document lists in XML as hubs write them nearly always: their rows are read by one pattern.

A long list is nearly all rows, and the rows are flat: a pattern tells their form exactly. It takes only what
is well-formed by itself (a row's own elements and no other markup, no character that XML does not hold as it
stands), so that the tree of ``envelope`` would say the same. What is around the rows goes to the XML reader
as always, with an empty list in their place, and is refused for whatever the whole would be refused for. Any
other list is not of this form, and is left to the XML reader altogether.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from connectors.xml_reading import MAX_ATTRIBUTES, MAX_TAGS

_LONGEST = 4 << 20
"""Bytes; the XML reader has bounds of its own, which begin far beyond."""

_BOM = b"\xef\xbb\xbf"
_LIST, _LIST_END, _LIST_NAME = b"<document-lists>", b"</document-lists>", b"document-lists"

_SPACE = r"[ \t\r\n]*+"
_NO_TEXT = r"<>&\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"
_VALUE = rf'"([^"\t\n{_NO_TEXT}]*+)"'
_TEXT = rf"([^{_NO_TEXT}]*+(?:&(?:amp|lt|gt|quot|apos);[^{_NO_TEXT}]*+)*+)"


def _element(name: str) -> str:
    """An element that holds a text."""
    return rf"<{name}(?:/>|>{_TEXT}</{name}>)"


def _side(name: str) -> str:
    """The original or the translation, if it is there."""
    inner = rf"{_SPACE}(?:{_element('document-description')}{_SPACE})?+"
    return rf"(?:<{name}(?: id={_VALUE})?+(?:/>|>{inner}</{name}>){_SPACE})?+"


_ROWS = re.compile(
    rf"<document-list(?: group={_VALUE})?+>{_SPACE}(?!</)(?:{_element('legal-date')}{_SPACE})?+"
    rf"{_side('original')}{_side('translated')}</document-list>{_SPACE}|((?s:.)++)"
)
"""One row and the space after it; or, in the last group, all that is left once something else comes."""


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


class Usual(NamedTuple):
    """An answer with an empty list in place of the only one that its text names, and the rows of that list.

    They count when the XML reader finds that list where a list belongs: not in a comment, say, and not in
    another namespace, in which its rows were as well.
    """

    around: bytes
    rows: list[Row]


def read_usual(body: bytes) -> Usual | None:
    """A document list in its usual form; ``None``: it is of another, or no such answer at all."""
    plain = body.removeprefix(_BOM).lstrip()
    if plain[:1] != b"<" or len(plain) > _LONGEST:
        return None
    if plain.count(b"<") > MAX_TAGS or plain.count(b"=") > MAX_ATTRIBUTES:
        return None
    head, start, rest = plain.partition(_LIST)
    listed, end, tail = rest.partition(_LIST_END)
    if not end or _LIST_NAME in head or _LIST_NAME in tail:
        return None
    try:
        text = listed.decode("utf-8")
    except UnicodeDecodeError:
        return None
    found = _ROWS.findall(text.lstrip(" \t\r\n"))
    if found and found[-1][-1]:
        return None
    if "&" in text:
        found = [tuple(map(unescape, one)) for one in found]
    return Usual(head + start + end + tail, [Row._make(one[:-1]) for one in found])
