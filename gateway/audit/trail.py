"""The trail as the rooms of a gateway see it: what must be durable is waited for, the rest is noted."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

import msgspec
import structlog
from msgspec.structs import replace

from connectors.endpoint import Secret
from gateway.audit.chain import append, random_name
from gateway.audit.checkpoints import Checkpoint, NothingRecorded, checkpoint
from gateway.audit.events import SecurityEvent, log_event
from gateway.audit.record import Record, moment
from gateway.audit.signing import UnusableKey
from gateway.clock import Clock
from gateway.errors import FailedAt, GatewayError
from gateway.store.store import Store, Work

T = TypeVar("T")

FLUSH_SECONDS = 0.5
"""How long a noted record waits for others before all of them are written."""

MOST_NOTED = 20_000
"""Noted records that may wait; with more, questions are refused, since they could not be recorded."""

_log = structlog.get_logger("casegate.audit")


class Unrecorded(GatewayError):
    """It cannot be recorded now, and is therefore not given."""

    status: ClassVar[int] = 503
    code = "unrecorded"
    title = "What cannot be recorded is not given"
    failed_at: ClassVar[FailedAt] = "gateway"


class Signing(msgspec.Struct, frozen=True):
    """When a process signs how far the trail is, and with which key (PEM); ``None``: the database's own.

    It does so after as many records of its own, or so long after it last did, whichever comes first.
    """

    records: int = 10_000
    seconds: float = 3_600.0
    key: Secret | None = None


class Trail:
    """The way into the trail of one process.

    ``record`` returns when its record is on the disk; ``note`` at once, and its record is there within a
    second. Both keep their own order. While the database cannot be written, what was noted waits.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        signing: Signing | None = None,
        *,
        new_name: Callable[[], str] = random_name,
        most_noted: int = MOST_NOTED,
    ) -> None:
        self._store = store
        self._clock = clock
        self._signing = signing or Signing()
        self._new_name = new_name
        self._most_noted = most_noted
        self._reading = asyncio.Lock()
        self._unsigned = 0
        self._signed = clock.monotonic()
        self._noted: list[Record] = []
        self._timer: asyncio.TimerHandle | None = None
        self._flushing: asyncio.Task[None] | None = None
        self._failing = False

    async def record(self, record: Record) -> int:
        """Records what may go on only once this is durable; gives its place in the chain.

        Raises:
            Unrecorded: it cannot be written.
        """
        try:
            return await self._append((self._stamped(record),))
        except sqlite3.Error as error:
            self._fails(error)
            raise Unrecorded(
                "The gateway cannot write its record of who sees what now, and gives nothing without.",
                retry_after=5.0,
            ) from error

    def note(self, record: Record) -> None:
        """Records what need not be waited for."""
        self._noted.append(self._stamped(record))
        if self._timer is None and self._flushing is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._begin_flush)

    def check(self) -> None:
        """Whether a question that begins now can be recorded when it ends.

        Raises:
            Unrecorded: too much waits to be written already.
        """
        if len(self._noted) >= self._most_noted:
            raise Unrecorded("The gateway cannot write its record of what is asked now.", retry_after=5.0)

    async def report(self, event: SecurityEvent) -> None:
        """Notes a security event, and writes its log line."""
        await log_event(event)
        self.note(
            Record(
                kind="security",
                at=moment(event.at),
                operation=event.kind,
                correlation=event.correlation,
                accessing=event.office,
                credential=event.credential,
                code=event.code,
                detail={
                    "method": event.method,
                    "route": event.route,
                    "address": event.address,
                    "status": event.status,
                },
            )
        )

    async def flush(self) -> None:
        """Writes what was noted so far; what cannot be written goes on waiting.

        Raises:
            sqlite3.Error: it cannot be written now.
        """
        noted, self._noted = self._noted, []
        if not noted:
            return
        try:
            await self._append(noted)
        except sqlite3.Error as error:
            self._noted = noted + self._noted
            self._fails(error)
            raise
        if self._failing:
            self._failing = False
            _log.info("trail_writable", waited=len(noted))

    async def read(self, work: Work[T]) -> T:
        """What ``work`` finds in the trail, with what was noted here until now.

        One after the other, so that others who read the database wait for one piece of work at most.
        """
        with contextlib.suppress(sqlite3.Error):
            await self.flush()
        async with self._reading:
            return await self._store.read(work)

    async def checkpoint(self) -> Checkpoint:
        """Signs how far the trail is now.

        Raises:
            NothingRecorded: there is no trail yet.
            UnusableKey: the key that is configured is none that signs.
            sqlite3.Error: it cannot be written.
        """
        now, key = self._clock.now(), self._signing.key
        private = None if key is None else key.reveal().encode()
        self._unsigned, self._signed = 0, self._clock.monotonic()
        return await self._store.write(lambda connection: checkpoint(connection, now, private))

    async def aclose(self) -> None:
        """Writes what was noted; nothing is noted after it."""
        if self._flushing is not None:
            await self._flushing
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self.flush()
        except sqlite3.Error:
            _log.error("trail_lost", records=len(self._noted))

    def _begin_flush(self) -> None:
        self._timer = None
        self._flushing = asyncio.create_task(self._flush_again())

    async def _flush_again(self) -> None:
        """Writes what was noted; tries again later when that fails, or more was noted meanwhile."""
        try:
            await self.flush()
            await self._sign()
        except sqlite3.Error:
            pass
        finally:
            self._flushing = None
        if self._noted:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._begin_flush)

    async def _sign(self) -> None:
        """Signs how far the trail is, when it is time to."""
        waited = self._clock.monotonic() - self._signed
        if self._unsigned < self._signing.records and waited < self._signing.seconds:
            return
        try:
            await self.checkpoint()
        except (NothingRecorded, UnusableKey) as error:
            _log.error("trail_unsigned", reason=str(error))

    async def _append(self, records: Sequence[Record]) -> int:
        now, new_name = self._clock.now(), self._new_name
        self._unsigned += len(records)
        return await self._store.write(lambda connection: append(connection, records, now, new_name))

    def _stamped(self, record: Record) -> Record:
        return record if record.at else replace(record, at=moment(self._clock.now()))

    def _fails(self, error: sqlite3.Error) -> None:
        if not self._failing:
            self._failing = True
            _log.error("trail_unwritable", reason=str(error))
