"""JSON of an office to the shapes of a protocol, or a clear refusal: one place for all protocols."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

import msgspec

from connectors.errors import Malformed

Shaped = TypeVar("Shaped")
Usual = TypeVar("Usual")
MAX_VALUES = 400_000
"""The most values that an answer is read with: two bytes can be enough to write one that takes a hundred in
memory, so that a bound on bytes alone bounds nothing."""

_BOM = b"\xef\xbb\xbf"


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
