"""JSON of an office to the shapes of a protocol, or a clear refusal: one place for all protocols."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from connectors.errors import Malformed

Shaped = TypeVar("Shaped")
Usual = TypeVar("Usual")
MAX_VALUES = 400_000
"""The most values that an answer is read with: two bytes can be enough to write one that takes a hundred in
memory, so that a bound on bytes alone bounds nothing."""

HIDDEN = "bad_payload: a list stands twice in the answer, and differently"
_BOM = b"\xef\xbb\xbf"
_ESCAPED_LETTER = re.compile(rb"\\u00[4-7]")


def decode(
    body: bytes,
    decoder: msgspec.json.Decoder[Shaped],
    *,
    usual: msgspec.json.Decoder[Usual] | None = None,
    most_values: int | None = MAX_VALUES,
) -> Shaped | Usual:
    """The shape of a JSON body in UTF-8 (a byte order mark is tolerated).

    ``usual`` decodes a narrower shape, in which nearly all answers come and which is read faster; whatever is
    not of that shape is read with ``decoder``.

    Raises:
        Malformed: a web page, another encoding, too deep, cut off, more than ``most_values``, or not this
            shape. The detail names the place in the answer, never its content.
    """
    plain = body.removeprefix(_BOM)
    if most_values is not None and len(plain) > most_values and _marks(plain) > most_values:
        raise Malformed(f"too_large: the answer holds more than {most_values} values")
    if plain.lstrip()[:1] == b"<":
        raise Malformed("html_instead_of_data: the office answered a page instead of data")
    if usual is not None:
        with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
            return usual.decode(plain)
    try:
        return decoder.decode(plain)
    except msgspec.ValidationError as error:
        raise Malformed(f"bad_payload: {error}"[:200]) from None
    except (msgspec.DecodeError, UnicodeError):
        raise Malformed("bad_payload: the answer is no JSON in UTF-8, or was cut off") from None
    except RecursionError:
        raise Malformed("bad_payload: the answer is nested too deeply") from None


def _marks(body: bytes) -> int:
    """At least as many as the body has values; commas and brackets within texts count too."""
    return body.count(b",") + body.count(b"{") + body.count(b"[")


def escaped(body: bytes) -> bool:
    """Whether an ASCII letter is written as an escape, which no encoder does by itself: a key can hide so."""
    return b"\\" in body and b"\\u00" in body and _ESCAPED_LETTER.search(body) is not None


def hidden(body: bytes, decoded: Mapping[str, int]) -> Counter[str]:
    """What a decoder passed over, since of equal keys of one object it lets the last win.

    By the name of the key how often another value went before, where either holds other values: a list that
    nobody would miss. ``decoded`` is how often each key that leads to a list or its rows was decoded; the
    body is read exactly, which is slow, only when its bytes hold more of them or may hold what they hide.

    Raises:
        Malformed: the exact reading, when it is needed, is impossible.
    """
    if not escaped(body) and all(body.count(b'"%b"' % key.encode()) <= n for key, n in decoded.items()):
        return Counter()
    found: Counter[str] = Counter()

    def read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for key, value in pairs:
            if key in said and isinstance(said[key], dict | list) and said[key] != value and said[key]:
                found[key] += 1
            said[key] = value
        return said

    try:
        json.loads(body, object_pairs_hook=read)
    except (ValueError, RecursionError):
        raise Malformed("bad_payload: the answer cannot be read") from None
    return found


def check_nothing_hidden(body: bytes, decoded: Mapping[str, int]) -> None:
    """Nothing, when a decoder passed over nothing, as ``hidden`` has it.

    Raises:
        Malformed: it did; what it took for the list may be the lesser part.
    """
    if hidden(body, decoded):
        raise Malformed(HIDDEN)
