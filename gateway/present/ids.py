"""Ids that any replica resolves: documents ``provider~DOCDB~nativeId``, renditions ``provider~nativeId``.

A native id outside the URL-safe alphabet stands there in base64url after one more ``~``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

import msgspec

from connectors.numbers.identity import ApplicationNumber, NumberError, parse_docdb

_SAFE = re.compile(r"[A-Za-z0-9._-][A-Za-z0-9._~-]*")
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class DocumentId(msgspec.Struct, frozen=True):
    """What a document id says: where to get the dossier again, and which document of it is meant."""

    provider: str
    application: ApplicationNumber
    native: str


def document_ids(provider: str, application: ApplicationNumber) -> Callable[[str], str]:
    """What makes the id under which a document of this dossier goes out, from its native id."""
    start = f"{provider}~{application.docdb}~"
    return lambda native: start + _encode(native)


def rendition_ids(provider: str) -> Callable[[str], str]:
    """What makes the id under which a rendition goes out, from its native id."""
    start = provider + "~"
    return lambda native: start + _encode(native)


def parse_document_id(text: str) -> DocumentId | None:
    """Reads a document id; ``None`` when it is none."""
    provider, _, rest = text.partition("~")
    docdb, _, encoded = rest.partition("~")
    native = _decode(encoded)
    if native is None or _PROVIDER.fullmatch(provider) is None:
        return None
    try:
        return DocumentId(provider, parse_docdb(docdb), native)
    except NumberError:
        return None


def parse_rendition_id(text: str) -> tuple[str, str] | None:
    """Reads a rendition id as provider and native id; ``None`` when it is none."""
    provider, _, encoded = text.partition("~")
    native = _decode(encoded)
    return None if native is None or _PROVIDER.fullmatch(provider) is None else (provider, native)


def _encode(native: str) -> str:
    if _SAFE.fullmatch(native):
        return native
    return "~" + base64.urlsafe_b64encode(native.encode()).decode().rstrip("=")


def _decode(encoded: str) -> str | None:
    if not encoded.startswith("~"):
        return encoded if _SAFE.fullmatch(encoded) else None
    try:
        padded = encoded[1:] + "=" * (-len(encoded[1:]) % 4)
        native = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return native if _encode(native) == encoded else None
