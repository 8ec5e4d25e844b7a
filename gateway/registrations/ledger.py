"""Registrations and pauses in the database: each step with its record in the trail, in one transaction.

All is work for a ``Store``, done in its writing thread or, where nothing changes, in its reading one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from gateway.audit.chain import append
from gateway.audit.record import Origin, Record, by
from gateway.errors import NotFound
from gateway.registrations.refusals import ChangedSince, Conflict, KeyReused
from gateway.registrations.registration import Registration, fingerprint
from gateway.registrations.submission import Submission

TOPIC = "registrations"
"""The topic whose revision every step, and every pause, moves on."""

MOST_OF_AN_OFFICE = 50
"""Registrations that an office may have, withdrawn ones included."""

REMEMBERED = timedelta(days=7)
"""How long an idempotency key is remembered."""

Step = Callable[[Registration], Registration]


class Answer(msgspec.Struct, frozen=True):
    """What was answered to a new registration: the body, and its entity tag."""

    body: bytes
    tag: str


def read_registrations(connection: sqlite3.Connection, office: str | None = None) -> tuple[Registration, ...]:
    """Every registration, or those of an office, by id."""
    rows = connection.execute(
        "SELECT body FROM registrations WHERE ? IS NULL OR office = ? ORDER BY id", (office, office)
    )
    return tuple(_decode(body) for (body,) in rows)


def find_registration(connection: sqlite3.Connection, id: str, office: str | None = None) -> Registration:
    """A registration; with ``office``, only one of its own.

    Raises:
        NotFound: there is none, or it is another office's: the two look alike.
    """
    row = connection.execute("SELECT office, body FROM registrations WHERE id = ?", (id,)).fetchone()
    if row is None or (office is not None and row[0] != office):
        raise NotFound("There is no registration with this id.")
    return _decode(row[1])


def known_answer(
    connection: sqlite3.Connection, office: str, key: str, digest: bytes, now: datetime
) -> Answer | None:
    """What was answered before to this key, if it was used.

    Raises:
        KeyReused: for another body.
    """
    row = connection.execute(
        "SELECT digest, answer, tag FROM idempotency WHERE office = ? AND key = ? AND at > ?",
        (office, key, (now - REMEMBERED).isoformat()),
    ).fetchone()
    if row is None:
        return None
    if row[0] != digest:
        raise KeyReused("This Idempotency-Key came with another body before; take a new one.")
    return Answer(row[1], row[2])


def add_registration(
    connection: sqlite3.Connection,
    registration: Registration,
    origin: Origin,
    answer: Answer,
    key: str | None = None,
    digest: bytes = b"",
) -> Answer:
    """Keeps a new registration, and what is answered to it; gives the answer.

    Raises:
        KeyReused: its idempotency key belongs to another body.
        Conflict: its id is taken, or the office has as many as it may have.
    """
    now = registration.created
    if key is not None and (known := known_answer(connection, registration.office, key, digest, now)):
        return known
    held = connection.execute(
        "SELECT count(*) FROM registrations WHERE office = ?", (registration.office,)
    ).fetchone()[0]
    if held >= MOST_OF_AN_OFFICE:
        raise Conflict(f"Your office has {held} registrations, which is as many as it may have.")
    if connection.execute("SELECT 1 FROM registrations WHERE id = ?", (registration.id,)).fetchone():
        raise Conflict("This id is taken.")
    connection.execute(
        "INSERT INTO registrations (id, office, status, version, body) VALUES (?, ?, ?, ?, ?)",
        (
            registration.id,
            registration.office,
            registration.status,
            registration.version,
            _encode(registration),
        ),
    )
    if key is not None:
        connection.execute("DELETE FROM idempotency WHERE at <= ?", ((now - REMEMBERED).isoformat(),))
        connection.execute(
            "INSERT INTO idempotency (office, key, digest, answer, tag, at) VALUES (?, ?, ?, ?, ?, ?)",
            (registration.office, key, digest, answer.body, answer.tag, now.isoformat()),
        )
    _record(connection, origin, "register", registration)
    return answer


def take_step(
    connection: sqlite3.Connection,
    id: str,
    operation: str,
    step: Step,
    origin: Origin,
    *,
    office: str | None = None,
    tag: str | None = None,
) -> Registration:
    """Takes a step of a registration, and records it; ``tag`` is the version that it has to be of.

    Raises:
        NotFound: there is none, or it is not this ``office``'s.
        ChangedSince: it is of another version by now.
        GatewayError: as the step itself.
    """
    before = find_registration(connection, id, office)
    if tag is not None and tag != fingerprint(before):
        raise ChangedSince(f"The registration was changed since; its tag is {fingerprint(before)} now.")
    after = step(before)
    connection.execute(
        "UPDATE registrations SET status = ?, version = ?, body = ? WHERE id = ?",
        (after.status, after.version, _encode(after), id),
    )
    _record(connection, origin, operation, after)
    return after


def read_pauses(connection: sqlite3.Connection) -> frozenset[str]:
    """The providers that are paused."""
    return frozenset(name for (name,) in connection.execute("SELECT provider FROM pauses"))


def pause(connection: sqlite3.Connection, provider: str, reason: str, origin: Origin, now: datetime) -> bool:
    """Pauses a provider; false when it was paused already."""
    done = connection.execute(
        "INSERT INTO pauses (provider, since, reason) VALUES (?, ?, ?) ON CONFLICT (provider) DO NOTHING",
        (provider, now.isoformat(), reason),
    ).rowcount
    if done:
        record = Record(kind="office", operation="pause", provider=provider, detail={"reason": reason})
        append(connection, [by(origin, record)], now)
    return bool(done)


def resume(connection: sqlite3.Connection, provider: str, origin: Origin, now: datetime) -> bool:
    """Ends a pause; false when there was none."""
    done = connection.execute("DELETE FROM pauses WHERE provider = ?", (provider,)).rowcount
    if done:
        append(connection, [by(origin, Record(kind="office", operation="resume", provider=provider))], now)
    return bool(done)


def digest_of(body: bytes) -> bytes:
    """Identifies a body."""
    return hashlib.sha256(body).digest()


def _record(connection: sqlite3.Connection, origin: Origin, operation: str, after: Registration) -> None:
    record = Record(
        kind="registration",
        operation=operation,
        providing=after.office,
        provider=after.id,
        protocol=after.wanted.protocol,
        code=after.status,
        detail={
            "version": after.version,
            "url": after.wanted.url,
            "needs": after.needs,
            "approvals": len(after.approvals),
            "visibility": after.wanted.visibility.default,
            "maximum": after.maximum.visibility,
            "reason": after.reason,
        },
    )
    append(connection, [by(origin, record)], after.changed)


def _hook(value: Any) -> Any:
    if isinstance(value, Submission):
        return value.told()
    raise NotImplementedError


def _parse(kind: type[Any], value: Any) -> Any:
    if kind is Submission:
        return Submission.model_validate(value)
    raise NotImplementedError


_encode = msgspec.json.Encoder(enc_hook=_hook).encode
_decode = msgspec.json.Decoder(Registration, dec_hook=_parse).decode
