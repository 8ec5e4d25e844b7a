"""Questions under way, shared: the same question of several at the same time goes out once.

A US number that is typed without its year can be an application of several years. The service numbers without
years, so that to it all of them are one question; and bursts are what it refuses.
"""

from __future__ import annotations

import asyncio
from functools import partial

from connectors.client import Client
from connectors.reply import Reply
from connectors.sharing import Shared

_ACCEPT = {"Accept": "application/json"}


class Sharing:
    """Asks with a client; nothing is kept of an answer once it is there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asking: dict[str, Shared[Reply]] = {}

    async def fetch(self, path: str) -> Reply:
        """The answer at a path; the question is given up when nobody waits for it any more.

        Raises:
            ConnectorError: any kind of failure.
        """
        asking = self._asking.get(path)
        if asking is None:
            begin = partial(self._client.fetch, path, headers=_ACCEPT)
            asking = self._asking[path] = Shared(begin, "shared-question")
        try:
            return await asking.wait()
        finally:
            if asking.idle and self._asking.get(path) is asking:
                del self._asking[path]

    async def aclose(self) -> None:
        """Ends what is under way."""
        await asyncio.gather(*(asking.aclose() for asking in [*self._asking.values()]))
