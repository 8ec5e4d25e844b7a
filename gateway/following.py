"""Follows the database: what any process changed in it is in force in this one a second later."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import structlog

from gateway.app import OpenGateway
from gateway.identity.key_store import note_used
from gateway.kept import read_kept

FOLLOW_SECONDS = 1.0
"""How often the database is asked whether something was changed."""

USAGE_LOOKS = 60
"""After how many looks it is written down which keys were used."""

_log = structlog.get_logger("casegate")


async def follow(gateway: OpenGateway, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Looks each second, and puts in force what has changed, until cancelled.

    While the database cannot be read, what was known stays in force; that it cannot is logged once, and that
    it can again.
    """
    failing, looks = False, 0
    while True:
        await sleep(FOLLOW_SECONDS)
        looks += 1
        try:
            await catch_up(gateway)
            if looks % USAGE_LOOKS == 0:
                await write_usage(gateway)
        except Exception as error:
            if not failing:
                _log.error("database_unreadable", exc_info=error)
            failing = True
        else:
            if failing:
                _log.info("database_readable")
            failing = False


async def catch_up(gateway: OpenGateway) -> bool:
    """Puts in force what was changed in the database since the last look; whether there was anything."""
    if gateway.kept.up_to(await gateway.store.revisions()):
        return False
    gateway.keep(await read_kept(gateway.store))
    return True


async def write_usage(gateway: OpenGateway) -> None:
    """Writes down on which day keys of the database were last used; what cannot be is tried again later."""
    taken = gateway.usage.take()
    ids = {key.id for key in gateway.kept.keys}

    def write(connection: sqlite3.Connection) -> None:
        for day, credentials in taken.items():
            note_used(connection, ids.intersection(credentials), day)

    if any(ids.intersection(credentials) for credentials in taken.values()):
        try:
            await gateway.store.write(write)
        except sqlite3.Error:
            gateway.usage.give_back(taken)
            raise
