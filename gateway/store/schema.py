"""The tables: one file of SQL for each room that keeps something, applied in this order and once."""

from __future__ import annotations

import sqlite3
from importlib.resources import files

STEPS = ("changes", "keys", "audit", "oauth", "registrations")
"""The files, oldest first. A step that was released is never changed: what is new is a new step."""


class CannotOpen(Exception):
    """The database cannot be used; the message says which and why."""


class TooNew(CannotOpen):
    """The database was written by a later version of this software."""


def prepare(connection: sqlite3.Connection) -> None:
    """Brings a database to the present tables; all of it or nothing.

    ``connection`` is in autocommit mode. How far a database is stands in its ``user_version``.

    Raises:
        TooNew: it is further than this version knows.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        (done,) = connection.execute("PRAGMA user_version").fetchone()
        if done > len(STEPS):
            raise TooNew(f"the database is of a later version (step {done}, known are {len(STEPS)})")
        for step in STEPS[done:]:
            for statement in _statements(files("gateway.store").joinpath(f"{step}.sql").read_text()):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    """The statements of a file; ``sqlite3.complete_statement`` knows where each one ends."""
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
