"""The sentence for a text that cannot be read: what was not understood and how numbers are written."""

from __future__ import annotations

from connectors.numbers.identity import NumberError, NumberType


def unreadable(text: str, type: NumberType | None, office: str | None, find: object) -> NumberError:
    """The error for a plain text."""
    return NumberError(f"{text!r} cannot be read")
