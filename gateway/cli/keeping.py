"""Operators' work on the database of a configuration directory, whether or not a gateway runs on it."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import typer

from gateway.cli.exits import FAILED, UNUSABLE
from gateway.cli.printing import fail, line, remarks
from gateway.clock import SystemClock
from gateway.identity.key_store import TOPIC, KeyRefused
from gateway.identity.key_text import RandomBytes
from gateway.settings.faults import SettingsFaults
from gateway.settings.reading import read_database
from gateway.store.schema import CannotOpen
from gateway.store.store import Store

T = TypeVar("T")


def read(directory: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """What a piece of work finds in the database; what cannot be read ends the command."""
    return _done(directory, lambda store: store.read(work))


def written(
    directory: Path,
    work: Callable[[sqlite3.Connection, RandomBytes, datetime], T],
    *,
    topic: str = TOPIC,
) -> T:
    """What a piece of work gives, once it is on the disk; what is refused ends the command.

    ``topic`` is what it changes: keys, unless something else is said.
    """
    now = SystemClock().now()
    try:
        return _done(
            directory,
            lambda store: store.write(
                lambda connection: work(connection, secrets.token_bytes, now), topic=topic
            ),
        )
    except KeyRefused as error:
        fail(f"{error}.")
        raise typer.Exit(UNUSABLE) from error


def database_of(directory: Path) -> Path:
    """The database of a configuration directory; without one on a disk the command ends."""
    try:
        path = read_database(directory)
    except SettingsFaults as error:
        for fault in error.faults:
            remarks().print(line(str(fault)), soft_wrap=True)
        fail(f"{directory} cannot be used; nothing was changed.")
        raise typer.Exit(UNUSABLE) from error
    if path is None:
        fail(
            f"The gateway of {directory} keeps its database in memory.",
            hint="Set storage.url in its gateway.yaml to sqlite:///PATH.",
        )
        raise typer.Exit(UNUSABLE)
    return path


def _done(directory: Path, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
    path = database_of(directory)
    try:
        store = Store(path)
    except CannotOpen as error:
        fail(f"{error}.")
        raise typer.Exit(FAILED) from error
    try:
        return asyncio.run(work(store))
    except sqlite3.Error as error:
        fail(f"The database {path.absolute()} cannot be used: {error}.")
        raise typer.Exit(FAILED) from error
    finally:
        store.close()
