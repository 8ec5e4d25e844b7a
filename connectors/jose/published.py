"""Key sets that others publish: fetched when they are needed, kept for minutes, never asked for in a storm.

Who rotates keys publishes the next one before using it. A token of a key that is not known yet causes one
more look, but not more than one in half a minute: whoever sends made-up key ids causes no traffic. While the
set cannot be fetched, what is known of it goes on for an hour; without keys nothing is believed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from connectors.errors import ConnectorError, Malformed, Unavailable
from connectors.jose.keys import MAX_SET_BYTES, KeySet, KeyTrouble, PublicKey, key_set
from connectors.reply import Reply

FRESH_SECONDS = 300.0
KEPT_SECONDS = 3600.0
AGAIN_SECONDS = 30.0

Look = Callable[[], Awaitable[KeySet]]
Get = Callable[[str], Awaitable[Reply]]


class _Found(msgspec.Struct, frozen=True):
    keys: KeySet
    at: float


class PublishedKeys:
    """The keys of one publisher.

    Args:
        look: gets the set as it is published now; raises ``ConnectorError``.
        clock: monotonic seconds.
        fresh_seconds: how long a set is used without looking again.
        again_seconds: how long after a look that was not of use the next one may be.
    """

    def __init__(
        self,
        look: Look,
        clock: Callable[[], float],
        *,
        fresh_seconds: float = FRESH_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._look = look
        self._clock = clock
        self._fresh_seconds = fresh_seconds
        self._again_seconds = again_seconds
        self._found: _Found | None = None
        self._looked: float | None = None
        self._trouble: ConnectorError | None = None
        self._lock = asyncio.Lock()

    async def find(self, id: str | None, algorithm: str) -> PublicKey | None:
        """The key of this id for this algorithm; ``None`` when it is not published.

        Raises:
            ConnectorError: the keys cannot be had.
        """
        known = self._known(id, algorithm)
        if known is not None and not self._due():
            return known
        async with self._lock:
            known = self._known(id, algorithm)
            if self._due() or (known is None and self._may_look()):
                await self._refresh()
                known = self._known(id, algorithm)
        if known is None and self._trouble is not None:
            raise self._trouble
        return known

    def _known(self, id: str | None, algorithm: str) -> PublicKey | None:
        found = self._found
        if found is None or self._clock() >= found.at + KEPT_SECONDS:
            return None
        return found.keys.find(id, algorithm)

    def _due(self) -> bool:
        """Whether what is known is too old to go on with unasked."""
        old = self._found is None or self._clock() >= self._found.at + self._fresh_seconds
        return old and self._may_look()

    def _may_look(self) -> bool:
        return self._looked is None or self._clock() >= self._looked + self._again_seconds

    async def _refresh(self) -> None:
        try:
            self._found = _Found(await self._look(), self._clock())
            self._trouble = None
        except ConnectorError as error:
            self._trouble = error
        self._looked = self._clock()


def at_url(url: str, get: Get) -> Look:
    """Looks at a URL through a guarded ``get``."""

    async def look() -> KeySet:
        reply = await get(url)
        try:
            return key_set(reply.body)
        except KeyTrouble as error:
            raise Malformed(f"bad_payload: the published keys cannot be used: {error}") from None

    return look


def in_file(path: Path) -> Look:
    """Looks into a file."""

    def read() -> KeySet:
        with path.open("rb") as opened:
            return key_set(opened.read(MAX_SET_BYTES + 1))

    async def look() -> KeySet:
        try:
            return await asyncio.to_thread(read)
        except (OSError, KeyTrouble) as error:
            raise Unavailable(f"the file of the published keys cannot be used: {error}") from None

    return look
