"""An office's own trail, and nobody else's: what its people did, and what was read of its applications."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from gateway.audit.record import Door, Kind, Record, Value, parse_body

Side = Literal["reader", "read"]
"""What an office's people did, or what others read of its applications."""

MOST = 1_000
"""Records of one page."""

NEVER = "9999-12-31T23:59:59.999999Z"
"""An instant after all others."""

_SELECT = (
    "SELECT body, hash, (SELECT hash FROM trail AS intent WHERE intent.seq = trail.ref) FROM trail"
    " WHERE {whose} AND at >= ? AND at < ? ORDER BY at, seq LIMIT ? OFFSET ?"
)
_ALL = (
    "SELECT body, hash, (SELECT hash FROM trail AS intent WHERE intent.seq = trail.ref) FROM trail"
    " WHERE at >= ? AND at < ? ORDER BY seq"
)
_WHOSE: Mapping[Side, str] = {
    "reader": "accessing = ?",
    "read": (
        "providing = ? AND (kind IN ('content-intent', 'content-outcome') OR (kind = 'question'"
        " AND operation IN ('dossier', 'citations', 'document') AND code IN ('ok', 'partial')))"
    ),
}


class RecordOut(msgspec.Struct, frozen=True, rename="camel"):
    """A record as one office is shown it; ``id`` is its hash in the chain, ``intent`` that of its intent.

    Seen from the side of who was read, it says which office read, and nothing of that office's people.
    """

    id: str
    intent: str | None
    at: str
    kind: Kind
    operation: str | None
    code: str | None
    accessing_office: str | None
    credential: str | None
    requestor_id: str | None
    requestor_role: str | None
    correlation_id: str | None
    providing_office: str | None
    provider: str | None
    application_number: str | None
    document_id: str | None
    category: str | None
    door: Door | None
    protocol: str | None
    bytes: int | None
    elapsed_ms: int | None
    confidential: bool
    detail: Mapping[str, Value]


class Cursor(msgspec.Struct, frozen=True):
    """Where a page begins: behind so many records of this instant. It tells nothing of other offices'."""

    at: str
    behind: int

    def __str__(self) -> str:
        return f"{self.at}~{self.behind}"


class Page(msgspec.Struct, frozen=True):
    """Records by time, and where the next page begins, if there is more."""

    records: tuple[RecordOut, ...]
    next: Cursor | None


class View(msgspec.Struct, frozen=True):
    """Which records: of an office, from which side, from an instant until before another."""

    office: str
    side: Side
    since: str
    until: str

    def page(self, connection: sqlite3.Connection, limit: int, after: Cursor | None = None) -> Page:
        """The first records, or those after a page before; at most ``limit``."""
        behind = 0 if after is None else after.behind
        since = self.since if after is None else max(self.since, after.at)
        query = _SELECT.format(whose=_WHOSE[self.side])
        rows = connection.execute(query, (self.office, since, self.until, limit + 1, behind)).fetchall()
        records = tuple(_shown(row, self.side) for row in rows[:limit])
        if len(rows) <= limit:
            return Page(records, None)
        last = records[-1].at
        behind = (behind if last == since else 0) + sum(one.at == last for one in records)
        return Page(records, Cursor(last, behind))


def everything(connection: sqlite3.Connection, since: str, until: str) -> Iterator[RecordOut]:
    """All records of a span in the order of the chain, for operators.

    What is confidential is between the offices that it concerns: its number and its document are left out.
    """
    for row in connection.execute(_ALL, (since, until)):
        record = _shown(row, "reader")
        if record.confidential:
            record = replace(record, application_number=None, document_id=None, detail={})
        yield record


def _shown(row: Sequence[Any], side: Side) -> RecordOut:
    body, hash_, intent = row
    return record_out(parse_body(body), hash_, intent, side)


def record_out(record: Record, hash_: bytes, intent: bytes | None, side: Side) -> RecordOut:
    """A record as it is shown from one side, with its hash and that of its intent."""
    own = side == "reader"
    return RecordOut(
        id=hash_.hex(),
        intent=None if intent is None else intent.hex(),
        at=record.at,
        kind=record.kind,
        operation=record.operation,
        code=record.code,
        accessing_office=record.accessing,
        credential=record.credential if own else None,
        requestor_id=record.person if own else None,
        requestor_role=record.role if own else None,
        correlation_id=record.correlation if own else None,
        providing_office=record.providing,
        provider=record.provider,
        application_number=record.application,
        document_id=record.document,
        category=record.category,
        door=record.door,
        protocol=record.protocol,
        bytes=record.bytes,
        elapsed_ms=record.elapsed_ms if own else None,
        confidential=bool(record.confidential),
        detail=dict(record.detail) if own else {},
    )
