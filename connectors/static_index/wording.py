"""What is wrong with a value of an index, in a sentence, out of what the reader of its form says. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from connectors.kit.sheets import AccessCategory, OriginalSheet, PrioritySheet
from connectors.model import Direction, Relation, Status
from connectors.static_index.places import Place
from connectors.static_index.table import unknown

_WORDS: Mapping[str, Collection[str]] = {
    "accessCategory": get_args(AccessCategory),
    "direction": get_args(Direction),
    "status": get_args(Status),
    "relation": get_args(Relation),
}
_UNDER: Mapping[str, Collection[str]] = {
    "priorities": PrioritySheet.__struct_encode_fields__,
    "original": OriginalSheet.__struct_encode_fields__,
}
_CHECKS = {
    "accessCategory": "visibility-words",
    "accessOfficeBag": "visibility-offices",
    "number": "rows-numbers",
    "publications": "rows-claims",
    "priorities": "rows-claims",
    "citations": "rows-whole",
    "classifications": "rows-whole",
}
_WANTED = {
    "`int": "is no count",
    "`bool": "is neither true nor false",
    "`array": "is no list (put it in [ ])",
    "`object": "is no object (put it in { })",
    "`str": "is no text (put it in quotes)",
}
_CELLS = {
    "publications": "write number and date: NZ.773158.A 2023-08-25",
    "priorities": "write number, date and relation: AU.2018903141.A 2018-08-24 priority",
}
_DATES = frozenset({"date", "filingDate", "start", "end"})
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `(.*)`")
_MISSING = re.compile(r"missing required field `(.*)`")
_SHOWN = 60


class Wrong(NamedTuple):
    """The check that a value fails, and why."""

    check: str
    said: str


def why(decoder: msgspec.json.Decoder[Any], row: bytes) -> str | None:
    """What the reader of a form says against a row; ``None``: nothing."""
    try:
        decoder.decode(row)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        return str(problem) or "it cannot be read"
    return None


def wrong(name: str, said: str, row: bytes) -> Wrong:
    """What is wrong with the property ``name``, where the reader of ``row``, which has it, says ``said``."""
    text, _, path = said.partition(" - at `$")
    steps: Sequence[tuple[str, str]] = _STEP.findall(path)
    leaf = next((key for key, _ in reversed(steps) if key), name)
    inner = f"{leaf}: " if leaf != name else ""
    value = _reached(row, steps)
    if found := _UNKNOWN.search(text):
        return Wrong("index-names", unknown(found[1], _UNDER.get(name, ())))
    if found := _MISSING.search(text):
        return Wrong(_CHECKS.get(name, "rows-words"), f"{found[1]} is missing")
    if leaf in _DATES:
        return Wrong("rows-dates", f"{inner}{shown(value)} is no date (write YYYY-MM-DD)")
    check = _CHECKS.get(leaf, _CHECKS.get(name, "rows-words"))
    if leaf in _WORDS and isinstance(value, str):
        return Wrong(check, inner + unknown(value, _WORDS[leaf]))
    for kind, told in _WANTED.items():
        if text.startswith(f"Expected {kind}"):
            return Wrong(check, f"{inner}{shown(value)} {told}")
    return Wrong(check, inner + text)


def in_cell(name: str, place: Place, found: Wrong) -> Wrong:
    """What is wrong, told in the words of the table where JSON takes a part of a cell apart."""
    if place.written is None:
        return found
    return Wrong("rows-claims", f"{shown(place.written)} cannot be read ({_CELLS[name]})")


def shown(value: object) -> str:
    """A value of an index, short enough for a sentence."""
    text = repr(value) if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


def _reached(row: bytes, steps: Sequence[tuple[str, str]]) -> Any:
    """The value that a path leads to, as far as that can be told."""
    value: Any = msgspec.json.decode(row)
    for key, item in steps:
        if key and isinstance(value, dict) and key in value:
            value = value[key]
        elif item and isinstance(value, list) and int(item) < len(value):
            value = value[int(item)]
    return value
