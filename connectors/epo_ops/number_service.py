"""The EPO's number service: a number in another format, with what the service has to say about it; pure.

Success of the question says nothing: ``pBRE999`` among the messages means that the number was not converted
and comes back as it was. Conversions back to ``original`` may be wrong (OPS reference guide, section 3.3.5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import get_args

import msgspec

from connectors.contract import Confirmation, Gravity, Message
from connectors.epo_ops.family import read_world
from connectors.epo_ops.references import (
    OPS,
    DocumentId,
    Format,
    document_ids,
    read_application_id,
    read_publication_id,
)
from connectors.errors import Malformed, Unsupported
from connectors.model import Publication
from connectors.numbers.identity import ApplicationNumber, Number, NumberType, Reading
from connectors.scalars import text

_GRAVITIES: dict[str, Gravity] = {one: one for one in get_args(Gravity)}
NOT_CONVERTED = "pBRE999"

_SPECIAL = re.compile(r"[^A-Z0-9]")
_SENDABLE = re.compile(r"[A-Z0-9().,/ *-]{1,80}")
_CODE = re.compile(r"p?BR[EW][0-9]{3}|SUCCESS")
_TARGETS: Mapping[Format, tuple[Format, ...]] = {
    "original": ("docdb", "epodoc"),
    "docdb": ("epodoc", "original"),
    "epodoc": ("original",),
}


class Conversion(msgspec.Struct, frozen=True):
    """A converted number: its parts as the service writes them, and what they name where that can be read.

    ``country`` and ``kind`` are ``None`` where the format has none. ``reading`` is ``None`` when the service
    did not convert the number, or it is in a format that says too little.
    """

    format: Format
    number: str
    country: str | None = None
    kind: str | None = None
    date: date | None = None
    messages: tuple[Message, ...] = ()
    reading: ApplicationNumber | Publication | None = None

    @property
    def converted(self) -> bool:
        """Whether the service converted the number at all."""
        return all(message.code != NOT_CONVERTED for message in self.messages)


def original_reference(
    country: str | None, number: str, kind: str | None = None, filed: date | None = None
) -> str:
    """An office's own spelling as the service is asked for it: ``US.(08/921,321).A.19970829``.

    What holds other characters than letters and digits stands in brackets, but for PCT numbers, which stand
    as they are. Giving the date matters: the forms of numbers change over time.
    """
    plain = number.strip().upper()
    if not plain.startswith("PCT/") and _SPECIAL.search(plain):
        plain = f"({plain})"
    return ".".join(filter(None, (country, plain, kind, f"{filed:%Y%m%d}" if filed else None)))


def written_reference(reading: Reading) -> str:
    """A number that was read from a text, as the service is asked for it: no date is known.

    PCT numbers name their office themselves.
    """
    number = reading.number
    written = reading.written or number.number
    if written.startswith("PCT/"):
        return original_reference(None, written)
    return original_reference(number.office, written, number.kind)


def confirmation(conversion: Conversion, type: NumberType) -> Confirmation:
    """What a conversion to DOCDB says of the number that was converted.

    Its parts are taken as they are: without a date, ``US.18314305.A`` could be read as the number 18/314,305.
    """
    if not conversion.converted or conversion.country is None:
        return Confirmation(messages=conversion.messages)
    found = Number(type, conversion.country, conversion.number, conversion.kind)
    return Confirmation(found, conversion.messages)


def check_conversion(written: str, source: Format, target: Format) -> None:
    """Checks that a number can be sent and that there is such a conversion.

    Raises:
        Unsupported: it cannot, or there is none (nothing leads from EPODOC to DOCDB).
    """
    if target not in _TARGETS[source]:
        raise Unsupported(f"the number service does not convert {source} to {target}")
    if _SENDABLE.fullmatch(written) is None or ".." in written or "//" in written:
        raise Unsupported("the number service has no form for this number")


def parse_conversion(body: bytes, target: Format) -> Conversion:
    """The conversion in an answer of ``/number-service``.

    Raises:
        Malformed: unreadable, or no number in the format that was asked for.
    """
    world = read_world(body)
    output = world.find(f"{OPS}standardization/{OPS}output")
    if output is None:
        raise Malformed("bad_payload: the answer holds no converted number")
    application = output.find(f"{OPS}application-reference")
    found = application if application is not None else output.find(f"{OPS}publication-reference")
    ids = document_ids(found)
    first = next((one for one in ids.get(target, ()) if one.number is not None), None)
    if first is None or first.number is None:
        raise Malformed("bad_payload: the answer holds no number in the format asked for")
    said = next(
        (one.get("value") for one in world.iterfind(f"{OPS}meta") if one.get("name") == "status"), None
    )
    messages = read_messages(text(said) or "")
    converted = all(message.code != NOT_CONVERTED for message in messages)
    return Conversion(
        format=target,
        number=first.number,
        country=first.country,
        kind=first.kind,
        date=first.date,
        messages=messages,
        reading=_reading({target: [first]}, application is not None) if converted else None,
    )


def read_messages(status: str) -> tuple[Message, ...]:
    """The messages behind a status such as ``pBRE002 pBRE015``; unknown codes are warnings."""
    return tuple(
        _table().get(code) or Message(code, "warning", "the service does not say what this means")
        for code in dict.fromkeys(status.split())
        if _CODE.fullmatch(code)
    )


def _reading(ids: dict[str, list[DocumentId]], application: bool) -> ApplicationNumber | Publication | None:
    return read_application_id(ids) if application else read_publication_id(ids)


@cache
def _table() -> Mapping[str, Message]:
    lines = (files(__package__) / "number_messages.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {code: Message(code, _GRAVITIES[gravity], meaning) for code, gravity, meaning in rows}
