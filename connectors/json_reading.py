"""JSON of an office to the shapes of a protocol, or a clear refusal: one place for all protocols."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from connectors.errors import Malformed

Shaped = TypeVar("Shaped")
_BOM = b"\xef\xbb\xbf"


def decode(body: bytes, decoder: msgspec.json.Decoder[Shaped]) -> Shaped:
    """The shape of a JSON body in UTF-8 (a byte order mark is tolerated).

    Raises:
        Malformed: a web page, another encoding, too deep, cut off, or not this shape. The detail names the
            place in the answer, never its content.
    """
    plain = body.removeprefix(_BOM)
    if plain.lstrip()[:1] == b"<":
        raise Malformed("html_instead_of_data: the office answered a page instead of data")
    try:
        return decoder.decode(plain)
    except msgspec.ValidationError as error:
        raise Malformed(f"bad_payload: {error}"[:200]) from None
    except (msgspec.DecodeError, UnicodeError):
        raise Malformed("bad_payload: the answer is no JSON in UTF-8, or was cut off") from None
    except RecursionError:
        raise Malformed("bad_payload: the answer is nested too deeply") from None
