"""Keeps an office's index: read when it is first needed, asked after with conditional requests.

While it is younger than ``recheck_seconds`` nothing is asked. After that one request, however many wait for
it, asks whether it has changed (RFC 9110, section 13); an index that has not is not sent again. A failure is
that of whoever waits: an old index is never passed off as the present one. When nobody waits any more the
request is cancelled, unless the index has come and is only being read. One that cannot be read is not asked
for again before ``recheck_seconds`` are over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

from connectors.client import Arriving, Client
from connectors.errors import ConnectFailed, Malformed, NotHeld, ServerFault, Unsupported
from connectors.offload import off_loop
from connectors.sharing import Shared
from connectors.static_index.parse import Index

MAX_INDEX_BYTES = 50 * 1024 * 1024
RECHECK_SECONDS = 60.0

_ACCEPT = {"Accept": "application/json, text/csv, */*;q=0.5"}


class KeptIndex:
    """The index of one office.

    Args:
        client: reaches the folder of the index.
        path: the index in that folder.
        parse: its bytes to what it lists; called in a thread.
        clock: monotonic seconds.
        recheck_seconds: how long nothing is asked.
    """

    def __init__(
        self,
        client: Client,
        path: str,
        parse: Callable[[bytes], Index],
        clock: Callable[[], float],
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        self._client = client
        self._path = path
        self._parse = parse
        self._clock = clock
        self._recheck_seconds = recheck_seconds
        self._index: Index | None = None
        self._validators: Mapping[str, str] = {}
        self._checked = 0.0
        self._arrived = False
        self._reading = Shared(self._read, "index-reading", finishes=lambda: self._arrived)
        self._spoilt = (0.0, "")

    async def current(self) -> Index:
        """The index as it is now, or was ``recheck_seconds`` ago at most.

        Raises:
            ConnectorError: it cannot be had, or is none.
        """
        if self._index is not None and self._clock() - self._checked < self._recheck_seconds:
            return self._index
        until, detail = self._spoilt
        if detail and self._clock() < until:
            raise Malformed(detail)
        return await self._reading.wait()

    async def ping(self) -> None:
        """Asks for the index and reads none of it.

        Raises:
            ConnectorError: it cannot be had.
        """
        async with self._asked():
            pass

    async def aclose(self) -> None:
        """Ends a reading under way, and forgets."""
        self._index = None
        await self._reading.aclose()

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[Arriving]:
        """The answer for the index, which may be that it has not changed."""
        headers = {**_ACCEPT, **(self._validators if self._index is not None else {})}
        try:
            async with self._client.receive(self._path, headers=headers) as arriving:
                if arriving.status == 304 and self._index is None:
                    raise Malformed("protocol_error: the office says that nothing has changed, asked for all")
                yield arriving
        except (NotHeld, Unsupported):
            raise ServerFault("server_fault: the office's index is not where it should be") from None

    async def _read(self) -> Index:
        asked = self._clock()
        try:
            async with self._asked() as arriving:
                body = None if arriving.status == 304 else await _whole(arriving)
            if body is not None:
                self._arrived = True
                self._index = await off_loop(self._parse, body)
                self._validators = validators(arriving.headers)
        except Malformed as error:
            self._spoilt = (asked + self._recheck_seconds, error.detail)
            raise
        finally:
            self._arrived = False
        self._checked = asked
        if self._index is None:
            raise ConnectFailed("closed: the provider was retired")
        return self._index


def validators(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers that make the next question conditional; none when the answer gives no hold for it.

    A time of change counts only when the answer was sent at least a second after it: what changed twice
    within one second keeps its time (RFC 9110, section 8.8.2.2).
    """
    if tag := headers.get("ETag"):
        return {"If-None-Match": tag}
    changed, sent = _instant(headers.get("Last-Modified")), _instant(headers.get("Date"))
    if changed is None or sent is None or sent - changed < 1:
        return {}
    return {"If-Modified-Since": headers["Last-Modified"]}


def _instant(text: str | None) -> float | None:
    """Unix time of an HTTP date."""
    try:
        return None if text is None else parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


async def _whole(arriving: Arriving) -> bytes:
    body = bytearray()
    async for chunk in arriving.chunks:
        body += chunk
        if len(body) > MAX_INDEX_BYTES:
            raise Malformed(f"too_large: the index is larger than {MAX_INDEX_BYTES >> 20} MiB")
    return bytes(body)
