"""The database seam: durable when it returns, one failure costs nobody else anything, changes are seen."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.store.schema import STEPS, CannotOpen, TooNew
from gateway.store.store import Store


@pytest.fixture(params=["file", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An open database, in a file or in memory."""
    opened = Store(tmp_path / "deep" / "gate.db" if request.param == "file" else None)
    await opened.write(lambda c: c.execute("CREATE TABLE notes (text TEXT UNIQUE)"))
    yield opened
    opened.close()


def _note(text: str) -> object:
    def work(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO notes VALUES (?)", (text,))
        return text

    return work


def _notes(connection: sqlite3.Connection) -> list[str]:
    return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY text")]


async def test_what_was_written_is_read(store: Store) -> None:
    """A write gives what its work gave, and every read after it sees it."""
    assert await store.write(_note("a")) == "a"  # type: ignore[arg-type]
    assert await store.read(_notes) == ["a"]


async def test_one_failure_among_many_costs_nobody_else_anything(store: Store) -> None:
    """Of writes that share a commit, the one that fails is told so and the others are kept."""
    given = await asyncio.gather(
        *(store.write(_note(text)) for text in ("a", "b", "a", "c")),  # type: ignore[arg-type]
        return_exceptions=True,
    )
    assert [isinstance(one, sqlite3.IntegrityError) for one in given] == [False, False, True, False]
    assert await store.read(_notes) == ["a", "b", "c"]


async def test_a_failed_work_changes_nothing_of_what_it_did_before(store: Store) -> None:
    """Work that fails half-way leaves nothing, and does not move its topic on."""

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes VALUES ('half')")
        raise LookupError("half-way")

    with pytest.raises(LookupError, match="half-way"):
        await store.write(half, topic="notes")
    assert await store.read(_notes) == []
    assert await store.revisions() == {}


async def test_revisions_move_with_the_change(store: Store) -> None:
    """A topic's revision moves on with each write that names it, and with no other."""
    await store.write(_note("a"), topic="notes")  # type: ignore[arg-type]
    await store.write(_note("b"))  # type: ignore[arg-type]
    await store.write(_note("c"), topic="notes")  # type: ignore[arg-type]
    assert await store.revisions() == {"notes": 2}


async def test_who_stops_waiting_undoes_nothing(store: Store) -> None:
    """A write whose caller was cancelled is done all the same, and the store goes on."""
    waiting = asyncio.ensure_future(store.write(_note("a")))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    waiting.cancel()
    await store.write(_note("b"))  # type: ignore[arg-type]
    assert await store.read(_notes) == ["a", "b"]


async def test_two_processes_see_each_other(tmp_path: Path) -> None:
    """Stores over one file see what the other wrote, and that something changed."""
    one, other = Store(tmp_path / "gate.db"), Store(tmp_path / "gate.db")
    await one.write(lambda c: c.execute("CREATE TABLE notes (text TEXT UNIQUE)"))
    await one.write(_note("from one"), topic="notes")  # type: ignore[arg-type]
    assert await other.revisions() == {"notes": 1}
    assert await other.read(_notes) == ["from one"]
    await asyncio.gather(*(s.write(_note(f"{i}")) for i in range(20) for s in (one,)))  # type: ignore[arg-type]
    one.close()
    other.close()


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Every write that was acknowledged before ``kill -9`` is there afterwards, and the file opens."""
    script = (
        "import asyncio, sys, pathlib\n"
        "from gateway.store.store import Store\n"
        "async def main():\n"
        "    store = Store(pathlib.Path(sys.argv[1]))\n"
        "    await store.write(lambda c: c.execute('CREATE TABLE notes (text TEXT)'))\n"
        "    number = 0\n"
        "    while True:\n"
        "        await store.write(lambda c: c.execute('INSERT INTO notes VALUES (?)', (str(number),)))\n"
        "        print(number, flush=True)\n"
        "        number += 1\n"
        "asyncio.run(main())\n"
    )
    path = tmp_path / "gate.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(path), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(25):
        last = await process.stdout.readline()
    process.kill()
    rest = (await process.stdout.read()).splitlines()
    await process.wait()
    acknowledged = {int(last), *(int(line) for line in rest if line)}
    store = Store(path)
    kept = {int(text) for text in await store.read(_notes)}
    assert set(range(max(acknowledged) + 1)) <= kept
    store.close()


async def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    """A database of a later version is refused, not changed."""
    path = tmp_path / "gate.db"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(TooNew):
        Store(path)


async def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A database that cannot be opened is named in the error."""
    (tmp_path / "gate.db").mkdir()
    with pytest.raises(CannotOpen, match=r"gate\.db"):
        Store(tmp_path / "gate.db")
