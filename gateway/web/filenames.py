"""The name under which content is saved: ``<date>_<office>_<code>_<title>.<format>``, safe in a header field.

Titles and codes are words of an office: nothing of them may break out of the field (RFC 6266, RFC 8187) or
mean anything to a file system.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import quote

from connectors.numbers.identity import ApplicationNumber
from connectors.serving import holding
from gateway.present.answer import DocumentOut

MAX_CHARACTERS = 120
_MAX_BYTES = 200

_UNSAFE = re.compile(r'[\\/:*?"<>|%;=\s_]+')
_ATTRIBUTE = "!#$&+-.^_`|~"
_FORMAT = re.compile(r"[a-z0-9]{1,8}")


def file_name(application: ApplicationNumber, document: DocumentOut, format: str) -> str:
    """The name, at most ``MAX_CHARACTERS`` and an extension long; the office is the one whose file it is in:
    of an international application not the one that received it.
    """
    date = "" if document.date is None else document.date.isoformat()
    office = holding(application.office, application.kind)
    parts = (date, office, document.code or "", document.title)
    stem = "_".join(cleaned for part in parts if (cleaned := _clean(part)))[:MAX_CHARACTERS]
    while len(stem.encode()) > _MAX_BYTES:
        stem = stem[:-1]
    extension = format.lower()
    return f"{stem.rstrip('. _-')}.{extension if _FORMAT.fullmatch(extension) else 'bin'}"


def entry_name(
    application: ApplicationNumber, document: DocumentOut, format: str, taken: Collection[str]
) -> str:
    """The name among many: in a folder named by the application, and none of ``taken`` (case folded)."""
    name = f"{application.docdb}/{file_name(application, document, format)}"
    stem, _, extension = name.rpartition(".")
    count = 1
    while name.casefold() in taken:
        count += 1
        name = f"{stem}_{count}.{extension}"
    return name


def content_disposition(name: str) -> str:
    """``attachment`` with the name: in ASCII for old clients, in full for all others."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._() ,'&+-]", "-", ascii_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE)}"


def _clean(part: str) -> str:
    kept = "".join(
        c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", part)
    )
    return _UNSAFE.sub("-", kept).strip("-. ")
