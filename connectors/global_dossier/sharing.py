"""Questions under way, shared: the same question of several at the same time goes out once.

A US number that is typed without its year can be an application of several years. The service numbers without
years, so that to it all of them are one question; and bursts are what it refuses.
"""

from __future__ import annotations

import asyncio

from connectors.client import Client
from connectors.errors import ConnectFailed
from connectors.reply import Reply
from connectors.tokens import was_asked_to_stop

_ACCEPT = {"Accept": "application/json"}


class Sharing:
    """Asks with a client; nothing is kept of an answer once it is there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asking: dict[str, asyncio.Task[Reply]] = {}
        self._waiting: dict[asyncio.Task[Reply], int] = {}

    async def fetch(self, path: str) -> Reply:
        """The answer at a path; the question is given up when nobody waits for it any more.

        Raises:
            ConnectorError: any kind of failure.
        """
        asking = self._asking.get(path)
        if asking is None:
            asking = asyncio.create_task(self._client.fetch(path, headers=_ACCEPT), name="shared-question")
            self._asking[path], self._waiting[asking] = asking, 0
        self._waiting[asking] += 1
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            if was_asked_to_stop():
                raise
            raise ConnectFailed("closed: the provider was retired") from None
        finally:
            self._waiting[asking] -= 1
            if not self._waiting[asking]:
                self._leave(path, asking)
            elif asking.done() and self._asking.get(path) is asking:
                del self._asking[path]

    async def aclose(self) -> None:
        """Ends what is under way."""
        under_way = list(self._waiting)
        for asking in under_way:
            asking.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _leave(self, path: str, asking: asyncio.Task[Reply]) -> None:
        del self._waiting[asking]
        if self._asking.get(path) is asking:
            del self._asking[path]
        if not asking.done():
            asking.cancel()
        elif not asking.cancelled():
            asking.exception()
