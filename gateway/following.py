"""Follows the database: what any process changed in it is in force in this one a second later."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from gateway.app import OpenGateway
from gateway.kept import read_kept

FOLLOW_SECONDS = 1.0
"""How often the database is asked whether something was changed."""

_log = structlog.get_logger("casegate")


async def follow(gateway: OpenGateway, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Looks each second, and puts in force what has changed, until cancelled.

    While the database cannot be read, what was known stays in force; that it cannot is logged once, and that
    it can again.
    """
    failing = False
    while True:
        await sleep(FOLLOW_SECONDS)
        try:
            await catch_up(gateway)
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
