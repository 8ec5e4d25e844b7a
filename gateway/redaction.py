"""What never stands in a log or a message, found by the name of a field and by the shape of a value. Pure.

Nothing that is secret should come here in the first place; this is the second line, for what libraries,
offices and requests put into exceptions and fields. Texts are also made harmless: what could forge a line
of a log or steer a terminal is written as an escape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HIDDEN = "***"
MOST_CHARACTERS = 4096
_DEEPEST = 8
_MOST_ITEMS = 200

_NAMES = (
    r"passw(?:or)?d|passphrase|pwd|secret|token|api_?key|apikey|private_?key|assertion|authorization|cookie"
    r"|signature|jwt|pem"
)
_FIELD = re.compile(rf"(?:.*_)?(?:{_NAMES}|credentials)|key|auth")
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
        ),
        HIDDEN,
    ),
    (re.compile(r"\bcg_([0-9a-z]{8})_[0-9A-Za-z]+"), rf"cg_\1_{HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{4,}(?:\.[\w-]*){1,4}"), HIDDEN),
    (re.compile(r"(?i)\b(Bearer|Basic|Digest|DPoP|Negotiate)\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (
        re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(['\"]?\s*[:=]\s*)[^\r\n]+"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(//)[^/\s@'\"]*@"), rf"\1{HIDDEN}@"),
    (re.compile(rf"(?i)\b((?:\w*[_-])?(?:{_NAMES}|key|sig)=)[^&\s'\";,)\]}}]+"), rf"\1{HIDDEN}"),
    (
        re.compile(rf"(?i)(['\"](?:\w*[_-])?(?:{_NAMES}|key)['\"]\s*:\s*)(['\"]).*?(?:\2|\Z)"),
        rf"\1\2{HIDDEN}\2",
    ),
)  # fmt: skip
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def is_hidden(field: str) -> bool:
    """Whether a field of this name holds a secret, however it is spelt (``X-Api-Key``, ``client_secret``)."""
    return _FIELD.fullmatch(re.sub(r"[^a-z0-9]+", "_", field.lower()).strip("_")) is not None


def without_secrets(text: str) -> str:
    """A text of which everything that has the shape of a secret is blanked; the rest as it was."""
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return text


def harmless(text: str) -> str:
    """A text in one line that steers no terminal: control and direction characters as escapes."""
    return _STEERING.sub(lambda found: ascii(found[0])[1:-1], text)


def redacted(value: object, depth: int = 0) -> object:
    """A value as it may be logged: bounded, harmless, and without secrets, however deep they stand."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth == _DEEPEST:
        return "..."
    if isinstance(value, Mapping):
        return {
            harmless(str(name)): HIDDEN if is_hidden(str(name)) else redacted(inner, depth + 1)
            for name, inner in list(value.items())[:_MOST_ITEMS]
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(inner, depth + 1) for inner in list(value)[:_MOST_ITEMS]]
    return line(value if isinstance(value, str) else _shown(value))


def _shown(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # what is logged may be anybody's object
        return f"<{type(value).__name__}, which cannot be shown: {type(error).__name__}>"


def line(text: str) -> str:
    """One harmless line without secrets, cut at 4,096 characters."""
    # Cut first at a multiple, so that a text without end costs little, and last, so that no secret is halved.
    clean = harmless(without_secrets(text[: 4 * MOST_CHARACTERS]))
    return clean if len(clean) <= MOST_CHARACTERS else clean[:MOST_CHARACTERS] + "..."
