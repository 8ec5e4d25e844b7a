"""What must be durable is waited for; what is noted is there within a second, or goes on waiting."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from virtual_time import LoopClock, VirtualTimeLoop

from gateway.audit.events import SecurityEvent
from gateway.audit.record import Record
from gateway.audit.trail import FLUSH_SECONDS, Signing, Trail, Unrecorded
from gateway.audit.verification import verify
from gateway.store.store import Store

QUESTION = Record(kind="question", operation="family", code="ok")
INTENT = Record(kind="content-intent", operation="content")


def in_virtual_time(work: Callable[[], Any]) -> Any:
    """What ``work`` gives, on a loop whose time jumps."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work())


class Broken(Store):
    """A database in memory that cannot be written for a while; ``writes`` counts the transactions tried."""

    def __init__(self) -> None:
        super().__init__(None)
        self.broken = False
        self.writes = 0

    async def write(self, work: Any, *, topic: str | None = None) -> Any:
        """Fails while it is ``broken``."""
        self.writes += 1
        if self.broken:
            raise sqlite3.OperationalError("database or disk is full")
        return await super().write(work, topic=topic)


async def kinds(store: Store) -> list[str]:
    """What was recorded, but for the beginning of the trail."""
    return await store.read(
        lambda c: [kind for (kind,) in c.execute("SELECT kind FROM trail WHERE seq > 1 ORDER BY seq")]
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database in a file."""
    opened = Store(tmp_path / "a.db")
    yield opened
    opened.close()


class StillClock:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same instant."""
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic(self) -> float:
        """Always the same second."""
        return 0.0


async def test_what_was_recorded_is_on_the_disk(store: Store, tmp_path: Path) -> None:
    """Another connection sees it as soon as ``record`` has returned, at the place that was given."""
    seq = await Trail(store, StillClock()).record(INTENT)
    other = sqlite3.connect(tmp_path / "a.db")
    assert other.execute("SELECT kind, at FROM trail WHERE seq = ?", (seq,)).fetchone() == (
        "content-intent",
        "2026-11-22T00:00:00.000000Z",
    )
    other.close()


async def test_many_at_once_have_places_of_their_own(store: Store) -> None:
    """A hundred that are recorded together: one chain, a place for each."""
    trail = Trail(store, StillClock())
    places = await asyncio.gather(*(trail.record(INTENT) for _ in range(100)))
    assert sorted(places) == list(range(2, 102))
    assert not (await store.read(verify)).findings


def test_notes_are_written_together_within_a_second() -> None:
    """One transaction for all that came meanwhile; those that come after it have the next one."""

    async def work() -> None:
        store = Broken()
        trail = Trail(store, LoopClock())
        for _ in range(50):
            trail.note(QUESTION)
        assert store.writes == 0
        await asyncio.sleep(FLUSH_SECONDS * 1.5)
        assert store.writes == 1
        assert await kinds(store) == ["question"] * 50
        trail.note(QUESTION)
        await asyncio.sleep(1.0)
        assert store.writes == 2
        await trail.aclose()
        store.close()

    assert FLUSH_SECONDS < 1
    in_virtual_time(work)


def test_the_instant_is_that_of_the_note() -> None:
    """Not that of the writing."""

    async def work() -> list[Any]:
        store = Broken()
        trail = Trail(store, LoopClock())
        trail.note(QUESTION)
        await asyncio.sleep(0.25)
        trail.note(QUESTION)
        await trail.aclose()
        found = await store.read(lambda c: c.execute("SELECT at FROM trail WHERE seq > 1").fetchall())
        store.close()
        return [at[17:] for (at,) in found]

    assert in_virtual_time(work) == ["00.000000Z", "00.250000Z"]


def test_what_cannot_be_recorded_is_refused() -> None:
    """503, with a time to come back; nothing is recorded half."""

    async def work() -> None:
        store = Broken()
        trail = Trail(store, LoopClock())
        store.broken = True
        with pytest.raises(Unrecorded) as refused:
            await trail.record(INTENT)
        assert (refused.value.status, refused.value.code) == (503, "unrecorded")
        assert refused.value.retry_after
        store.broken = False
        await trail.record(INTENT)
        assert await kinds(store) == ["content-intent"]
        store.close()

    in_virtual_time(work)


def test_notes_wait_while_the_database_cannot_be_written() -> None:
    """They are written in their order once it can; nothing is lost, nothing is there twice."""

    async def work() -> None:
        store = Broken()
        trail = Trail(store, LoopClock())
        store.broken = True
        trail.note(QUESTION)
        await asyncio.sleep(2.0)
        trail.note(INTENT)
        await asyncio.sleep(2.0)
        store.broken = False
        await asyncio.sleep(1.0)
        assert await kinds(store) == ["question", "content-intent"]
        await trail.aclose()
        assert await kinds(store) == ["question", "content-intent"]
        store.close()

    in_virtual_time(work)


def test_with_too_much_waiting_questions_are_refused() -> None:
    """They could not be recorded."""

    async def work() -> None:
        store = Broken()
        trail = Trail(store, LoopClock(), most_noted=3)
        store.broken = True
        for _ in range(3):
            trail.check()
            trail.note(QUESTION)
        with pytest.raises(Unrecorded):
            trail.check()
        store.broken = False
        await trail.flush()
        trail.check()
        await trail.aclose()
        store.close()

    in_virtual_time(work)


async def test_what_was_noted_is_written_at_the_end(store: Store) -> None:
    """Closing waits for it."""
    trail = Trail(store, StillClock())
    trail.note(QUESTION)
    await trail.aclose()
    assert await kinds(store) == ["question"]


def test_a_security_event_is_one_record() -> None:
    """With what is known of who caused it, and nothing that the request itself said."""

    async def work() -> tuple[Any, ...]:
        store = Broken()
        trail = Trail(store, LoopClock())
        await trail.report(
            SecurityEvent(
                kind="key-unknown",
                at=LoopClock().now(),
                correlation="c1",
                method="GET",
                route="/api/v1/families",
                address="192.0.2.1",
                office=None,
                credential="cg_1",
                code="unauthorised",
                status=401,
            )
        )
        await trail.aclose()
        found = await store.read(
            lambda c: c.execute(
                "SELECT kind, operation, credential, code, body FROM trail WHERE seq > 1"
            ).fetchall()
        )
        store.close()
        assert len(found) == 1
        return found[0]

    *columns, body = in_virtual_time(work)
    assert columns == ["security", "key-unknown", "cg_1", "unauthorised"]
    assert b'"address":"192.0.2.1"' in body


def test_checkpoints_are_made_by_themselves() -> None:
    """After so many records, or so long after the last one when something was recorded."""

    async def work() -> list[int]:
        store = Broken()
        trail = Trail(store, LoopClock(), Signing(records=10, seconds=3600))
        for _ in range(10):
            trail.note(QUESTION)
        await asyncio.sleep(1)
        trail.note(QUESTION)
        await asyncio.sleep(1)
        await asyncio.sleep(3600)
        trail.note(QUESTION)
        await asyncio.sleep(1)
        assert not (await store.read(verify)).findings
        found = await store.read(lambda c: c.execute("SELECT seq FROM trail_checkpoints").fetchall())
        await trail.aclose()
        store.close()
        return [seq for (seq,) in found]

    assert in_virtual_time(work) == [11, 13]
