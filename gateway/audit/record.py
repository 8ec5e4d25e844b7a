"""A record of the trail: one flat value, and its one canonical form in bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

import msgspec

Kind = Literal[
    "genesis", "content-intent", "content-outcome", "question", "security",
    "key", "client", "registration", "agreement", "office", "operator",
]  # fmt: skip
"""What a record is about: content that is about to be sent, and what became of it; a question and how it was
answered; a refusal that may be an attack; changes of credentials, registrations, agreements, offices; and
what operators did besides."""

Door = Literal["api", "case-api", "opd-api", "command-line"]
"""By which of the gateway's doors it came."""

Value = str | int | bool | None | tuple[str, ...]
NOTHING: Mapping[str, Value] = MappingProxyType({})


class Origin(msgspec.Struct, frozen=True):
    """On whose behalf something happened, as far as it was proved, and by which door it came.

    ``accessing`` is the office whose credential was shown, ``None`` for the public and for operators;
    ``person`` and ``role`` are the office's own words, recorded for that office alone. ``holder`` is who has
    the credential, where several are one client's; it is not recorded.
    """

    door: Door
    correlation: str | None = None
    accessing: str | None = None
    credential: str | None = None
    person: str | None = None
    role: str | None = None
    holder: str | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record, as it is hashed. What is not known or makes no sense for its kind is left out.

    ``at`` is the instant, UTC with microseconds; the trail fills it in if it is empty. ``ref`` is where the
    intent stands whose outcome this is. ``accessing`` is the office that asked, by a credential that was
    proved, never by what was claimed; ``providing`` the office whose application it is about, ``provider``
    the endpoint it came from by ``protocol``. ``application`` is a DOCDB number, ``document`` the id under
    which it is shown. ``code`` is how it went: ``ok``, a problem's code, or another word of its kind.
    ``open``: everybody may see what it is about. ``confidential``: it is about a number that was marked so,
    and is for the office that asked and the number's own office alone. ``detail`` is what else there is to
    say; no secret ever stands in a record.
    """

    kind: Kind
    at: str = ""
    ref: int | None = None
    correlation: str | None = None
    accessing: str | None = None
    credential: str | None = None
    person: str | None = None
    role: str | None = None
    providing: str | None = None
    provider: str | None = None
    operation: str | None = None
    application: str | None = None
    document: str | None = None
    category: str | None = None
    door: Door | None = None
    protocol: str | None = None
    code: str | None = None
    bytes: int | None = None
    elapsed_ms: int | None = None
    open: bool | None = None
    confidential: bool | None = None
    detail: Mapping[str, Value] = NOTHING


COLUMNS: tuple[str, ...] = tuple(name for name in Record.__struct_fields__ if name != "detail")
"""The members of a record that are columns of the trail too, in the order of ``columns_of``."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Record)


def by(origin: Origin, record: Record) -> Record:
    """The record with whom it is on behalf of."""
    return msgspec.structs.replace(
        record,
        door=origin.door,
        correlation=origin.correlation,
        accessing=origin.accessing,
        credential=origin.credential,
        person=origin.person,
        role=origin.role,
    )


def canonical(record: Record) -> bytes:
    """The body: JSON in UTF-8 without blanks, members in the order of their names, none that is unset."""
    return _encoder.encode(record)


def parse_body(body: bytes) -> Record:
    """A record from its body.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError: it is none.
    """
    return _decoder.decode(body)


def columns_of(record: Record) -> tuple[str | int | bool | None, ...]:
    """What stands in ``COLUMNS`` for a record."""
    return tuple([getattr(record, name) for name in COLUMNS])


def moment(now: datetime) -> str:
    """An instant as records write it: ``2026-11-22T04:31:38.000000Z``."""
    return now.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
