"""Asks an endpoint over the guarded network, and takes whatever comes as a fact.

Nothing is raised for what an endpoint does: an error, a cut-off or endless answer is an ``Exchange`` like any
other. Every dial goes through the guard, no redirect is followed, no cookie kept, no proxy used.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import aiohttp
import msgspec
from yarl import URL

from connectors.client import Network
from connectors.conformance.exchange import Exchange
from connectors.errors import ConnectorError
from connectors.failures import FOREIGN, translate
from connectors.guard import Network as AddressRange
from connectors.pieces import Pieces

MOST_BYTES = 8 * 1024 * 1024
PATIENCE_SECONDS = 15.0
"""How long one answer is waited for, in all."""
_USER_AGENT = "casegate-conformance"


class Asker(Protocol):
    """Asks one endpoint."""

    async def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        proven: bool = True,
        most: int = MOST_BYTES,
    ) -> Exchange:
        """One exchange.

        Args:
            target: path and query below the endpoint's URL, percent-encoded.
            method: the HTTP method.
            headers: header fields to send besides the usual ones.
            proven: whether to send the credentials.
            most: how many bytes of a body are read.
        """
        ...


@asynccontextmanager
async def open_asker(
    url: str,
    *,
    credentials: Mapping[str, str] | None = None,
    networks: Sequence[AddressRange] = (),
    patience: float = PATIENCE_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Asker]:
    """An asker for one endpoint over a network of its own, until the block is left; for who tests their own.

    Args:
        url: the endpoint's URL, as a gateway would be given it; at any port.
        credentials: header fields that prove who asks.
        networks: networks that may be reached although they are not public; cleartext is accepted then.
        patience: seconds after which an answer is given up.
        clock: by which answers are timed.

    Raises:
        UnsafeURL: no endpoint may have this URL.
    """
    network = Network(allow_http=bool(networks), allow_networks=networks, ports=None, user_agent=_USER_AGENT)
    try:
        async with asker_over(network, url, credentials=credentials, patience=patience, clock=clock) as asker:
            yield asker
    finally:
        await network.aclose()


@asynccontextmanager
async def asker_over(
    network: Network,
    url: str,
    *,
    credentials: Mapping[str, str] | None = None,
    patience: float = PATIENCE_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Asker]:
    """An asker for one endpoint over a gateway's network and by its rules; for what others register.

    Raises:
        UnsafeURL: the network may not be asked to fetch this URL.
    """
    checked = network.checked(url)
    session = network.open_session()
    try:
        yield _HttpAsker(session, checked.rstrip("/"), dict(credentials or {}), patience, clock)
    finally:
        await session.close()


class _HttpAsker:
    """An asker over one session."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        credentials: Mapping[str, str],
        patience: float,
        clock: Callable[[], float],
    ) -> None:
        self._session = session
        self._url = url
        self._credentials = credentials
        self._hidden = tuple(secret for value in credentials.values() if (secret := value.rpartition(" ")[2]))
        self._patience = patience
        self._clock = clock

    async def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        proven: bool = True,
        most: int = MOST_BYTES,
    ) -> Exchange:
        """One exchange; never raises for what the endpoint does."""
        asked = dict(headers or {})
        sent = {"Accept-Encoding": "identity", **(self._credentials if proven else {}), **asked}
        exchange = Exchange(target, method, asked, hidden=self._hidden if proven else ())
        since = self._clock()
        try:
            async with asyncio.timeout(self._patience):
                exchange = await self._exchange(exchange, sent, most, since)
        except TimeoutError:
            late = f"timed_out: no whole answer within {self._patience:.0f} s"
            exchange = _changed(exchange, failure=late, complete=False, seconds=self._clock() - since)
        except FOREIGN as error:
            why = translate(error).detail
            exchange = _changed(exchange, failure=why, complete=False, seconds=self._clock() - since)
        return exchange

    async def _exchange(self, asked: Exchange, sent: Mapping[str, str], most: int, since: float) -> Exchange:
        url = URL(self._url + asked.target, encoded=True)
        async with self._session.request(asked.method, url, headers=sent, allow_redirects=False) as response:
            fields = {name.lower(): value for name, value in response.headers.items()}
            answered = _changed(asked, status=response.status, fields=fields)
            body = bytearray()
            failure = None
            try:
                arriving = Pieces(response)
                while len(body) <= most and (data := await arriving.read()):
                    body += data
            except TimeoutError:
                failure = "timed_out: the answer began and did not end"
            except (ConnectorError, *FOREIGN) as error:
                failure = translate(error).detail
            complete = failure is None and len(body) <= most
            if not complete:
                response.close()
            return _changed(
                answered,
                body=bytes(body[:most]),
                complete=complete,
                failure=failure,
                seconds=self._clock() - since,
            )


def _changed(exchange: Exchange, **facts: object) -> Exchange:
    return msgspec.structs.replace(exchange, **facts)
