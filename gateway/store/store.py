"""The one seam to the database (SQLite): work goes in, what it gives comes out, and it is durable by then.

Writes of many requests share a commit: while one commit is on its way to the disk, the next ones gather. Each
piece of work stands in a savepoint of its own, so that one which fails takes nothing of another with it.
Several processes may have the same file open; whoever changed something of a topic moves its revision on in
the same transaction, and the others see it at their next look.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from gateway.store.schema import CannotOpen, prepare

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

MOST_TOGETHER = 256
"""How many pieces of work share a commit at most."""

_BUSY_SECONDS = 10.0


class _Work:
    """A piece of work on its way, and who waits for it."""

    __slots__ = ("done", "topic", "work")

    def __init__(self, work: Work[Any], topic: str | None) -> None:
        self.work = work
        self.topic = topic
        self.done: Future[Any] = Future()


class Store:
    """An open database: a file, with one thread that writes and one that reads, or in memory, with none."""

    def __init__(self, path: Path | None) -> None:
        """Opens it, and makes it, for its owner only, when it is not there; without a path it is in memory.

        Raises:
            CannotOpen: it cannot be used; ``TooNew`` when a later version wrote it.
        """
        self._memory: sqlite3.Connection | None = None
        self._writes: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        try:
            if path is None:
                self._memory = _connect(None)
                prepare(self._memory)
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            writing = _connect(path)
            prepare(writing)
            reading = _connect(path)
            reading.execute("PRAGMA query_only = ON")
        except (sqlite3.Error, OSError) as error:
            raise CannotOpen(f"the database {path} cannot be opened: {error}") from error
        for target, connection, works in (
            (_write_all, writing, self._writes),
            (_read_all, reading, self._reads),
        ):
            thread = threading.Thread(target=target, args=(connection, works), daemon=True)
            thread.start()
            self._threads.append(thread)

    async def write(self, work: Work[T], *, topic: str | None = None) -> T:
        """Does ``work`` in a transaction; when this returns, it is on the disk.

        ``topic``: what it changes, for ``revisions``. Work may be done together with that of others and must
        not begin or end transactions itself. What it raises is raised here, and it has changed nothing then.
        """
        write = _Work(work, topic)
        if self._memory is not None:
            _commit(self._memory, [write])
        else:
            self._writes.put(write)
        return await _result(write.done)

    async def read(self, work: Work[T]) -> T:
        """What ``work`` finds, over one moment of the database; it must not change anything."""
        if self._memory is not None:
            return work(self._memory)
        read = _Work(work, None)
        self._reads.put(read)
        return await _result(read.done)

    async def revisions(self) -> dict[str, int]:
        """How often each topic was changed so far, by whatever process."""
        return await self.read(lambda c: dict(c.execute("SELECT topic, revision FROM changes").fetchall()))

    def close(self) -> None:
        """Finishes what was handed in, and closes the database."""
        if self._memory is not None:
            self._memory.close()
        self._writes.put(None)
        self._reads.put(None)
        for thread in self._threads:
            thread.join()


async def _result(done: Future[T]) -> T:
    """What a piece of work gave. Who stops waiting does not undo it: it may be in the commit already."""
    if done.done():
        return done.result()
    return await asyncio.shield(asyncio.wrap_future(done))


def _connect(path: Path | None) -> sqlite3.Connection:
    target = ":memory:" if path is None else str(path)
    connection = sqlite3.connect(target, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    if path is not None:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise sqlite3.OperationalError(f"its journal mode is {mode}, and WAL is needed")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def _write_all(connection: sqlite3.Connection, writes: queue.SimpleQueue[_Work | None]) -> None:
    """The writing thread: takes what has gathered, does it in one transaction, tells everyone."""
    open_ = True
    while open_:
        first = writes.get()
        if first is None:
            break
        batch = [first]
        while len(batch) < MOST_TOGETHER:
            try:
                following = writes.get_nowait()
            except queue.Empty:
                break
            if following is None:
                open_ = False
                break
            batch.append(following)
        _commit(connection, batch)
    connection.close()


def _commit(connection: sqlite3.Connection, batch: list[_Work]) -> None:
    """Does a batch in one transaction; nobody is told of success before it is durable."""
    gave: list[tuple[_Work, Any]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for write in batch:
            connection.execute("SAVEPOINT work")
            try:
                result = write.work(connection)
                if write.topic is not None:
                    connection.execute(
                        "INSERT INTO changes (topic, revision) VALUES (?, 1)"
                        " ON CONFLICT (topic) DO UPDATE SET revision = revision + 1",
                        (write.topic,),
                    )
            except Exception as error:
                connection.execute("ROLLBACK TO work")
                connection.execute("RELEASE work")
                write.done.set_exception(error)
            else:
                connection.execute("RELEASE work")
                gave.append((write, result))
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for write in batch:
            if not write.done.done():
                write.done.set_exception(error)
        return
    for write, result in gave:
        write.done.set_result(result)


def _read_all(connection: sqlite3.Connection, reads: queue.SimpleQueue[_Work | None]) -> None:
    """The reading thread: each piece of work sees one moment of the database."""
    while (read := reads.get()) is not None:
        try:
            connection.execute("BEGIN")
            try:
                result = read.work(connection)
            finally:
                connection.execute("ROLLBACK")
        except Exception as error:
            read.done.set_exception(error)
        else:
            read.done.set_result(result)
    connection.close()
