"""The one seam through which providers are reached over HTTP.

A ``Network`` holds what all providers share: the guard of every dial, the trusted certificates, the resolver.
A ``Client`` speaks to one provider; it raises ``ConnectorError`` and nothing else, follows no redirect, keeps
no cookie, reads no more than it was told to, owns no deadline and can be cancelled at any await without
leaving a connection behind. aiohttp repeats a GET once when a connection breaks before the first byte of an
answer, which is what an idle kept-alive connection does; nothing else is repeated, except once with a new
token when the old one was not accepted.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from socket import socket
from typing import NamedTuple, TypeVar
from urllib.parse import quote, urlencode

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from connectors.arriving import MAX_REPLY_BYTES, Arriving, read_reply
from connectors.contract import ContentStream, Span
from connectors.control import Control
from connectors.credentials import Credentials
from connectors.endpoint import Endpoint, MutualTLS
from connectors.errors import ConnectFailed, ConnectorError, CredentialsRejected, Malformed, Unsupported
from connectors.failures import FOREIGN, translate
from connectors.gateway_token import Sign
from connectors.guard import AddrInfo, Guard, open_socket
from connectors.guard import Network as AddressRange
from connectors.inflation import Inflation, coding
from connectors.proving import Means, credentials_of
from connectors.remembered import Remembered
from connectors.reply import Reply, refusal, retry_after
from connectors.session import certified, open_session, trusting, user_agent_name
from connectors.sharing import was_asked_to_stop
from connectors.streams import Chunks, answered_span, media_type
from connectors.urls import PORTS, checked_url, stays_below

__all__ = ["Arriving", "Client", "Explain", "Network", "Query", "Reply"]

_CLOSED = "closed: the provider was retired"
Query = Sequence[tuple[str, str]]
Explain = Callable[[Reply], ConnectorError | None]
"""What an answer means in a protocol's own words: the error it carries, or ``None`` when it says none."""
Opened = TypeVar("Opened")


class _Question(NamedTuple):
    """What is asked: ``data`` makes it a POST, of a form or of a body as it is."""

    path: str
    query: Query
    data: dict[str, str] | bytes | None = None


class Network:
    """What all providers of one gateway share on the way out; may be made outside a running event loop.

    Args:
        allow_http: accept cleartext endpoints, at any port (demo profile).
        allow_networks: address ranges that may be dialled although they are not public, at any port.
        deny_networks: address ranges that may not be dialled although they are public.
        ports: the ports that may be dialled elsewhere; ``None``: any.
        resolver: answers for names; aiohttp's own by default. Closed with the network.
        user_agent: how requests name themselves.
        authorities: a PEM file of certification authorities to trust besides the system's.
        sign: gives tokens of the gateway itself, for endpoints that want them.
        open: makes the socket for an accepted address.
    """

    def __init__(
        self,
        *,
        allow_http: bool = False,
        allow_networks: Sequence[AddressRange] = (),
        deny_networks: Sequence[AddressRange] = (),
        ports: Collection[int] | None = PORTS,
        resolver: AbstractResolver | None = None,
        user_agent: str | None = None,
        authorities: str | None = None,
        sign: Sign | None = None,
        open: Callable[[AddrInfo], socket] = open_socket,
    ) -> None:
        self.remembered = Remembered()
        self._allow_http = allow_http
        self._allow_networks = tuple(allow_networks)
        self._deny_networks = tuple(deny_networks)
        self._ports = None if allow_http or ports is None else frozenset(ports)
        self._resolver = resolver
        self._user_agent = user_agent or user_agent_name()
        self._authorities = authorities
        self._trust: ssl.SSLContext | None = None
        self._guard = Guard(self._allow_networks, self._deny_networks, self._ports, open)
        self._clients: set[Client] = set()
        self.control = Control(self.open_session, self._checked)
        self.means = Means(self._checked, self.control.post_form, sign)

    def client(
        self,
        endpoint: Endpoint,
        *,
        authorization: Callable[[], Awaitable[Mapping[str, str]]] | None = None,
        token_url: str | None = None,
        explain: Explain | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> Client:
        """A client for one provider; opens nothing yet.

        ``authorization`` gives the headers of each request in place of the endpoint's own authentication.
        ``token_url`` is the protocol's default for OAuth 2.0. ``explain`` reads its errors out of answers.

        Raises:
            ValueError: the endpoint's URL may not be reached, or its authentication cannot be set up.
        """
        url = self.checked(endpoint.url)
        credentials = credentials_of(endpoint, authorization, token_url, self.means, clock, wall)
        trust = self._trusted(endpoint) if url.startswith("https:") else True
        client = Client(
            url.rstrip("/"),
            lambda: self._session(trust),
            credentials,
            explain=explain,
            clock=clock,
            wall=wall,
            on_close=self._clients.discard,
        )
        self._clients.add(client)
        return client

    async def aclose(self) -> None:
        """Closes every client, the control plane and the resolver."""
        for client in tuple(self._clients):
            await client.aclose()
        await self.control.aclose()
        if self._resolver is not None:
            await self._resolver.close()

    def checked(self, url: str, *, query: bool = False) -> str:
        """A URL that this network may be asked to fetch, in canonical form; see ``connectors.urls``.

        Raises:
            UnsafeURL: it may not, with a sentence that says why.
        """
        return checked_url(
            url,
            allow_http=self._allow_http,
            allow_networks=self._allow_networks,
            deny_networks=self._deny_networks,
            ports=self._ports,
            query=query,
        )

    def _checked(self, url: str) -> str:
        return self.checked(url, query=True)

    def open_session(self) -> aiohttp.ClientSession:
        """A guarded session of the caller's own, with the shared trust; to be closed by it."""
        return self._session(self._shared_trust())

    def _session(self, trust: ssl.SSLContext | bool) -> aiohttp.ClientSession:
        if self._resolver is None:
            self._resolver = aiohttp.DefaultResolver()
        return open_session(self._guard, self._resolver, trust, self._user_agent)

    def _trusted(self, endpoint: Endpoint) -> ssl.SSLContext:
        """The shared TLS settings; a client certificate needs a set of its own."""
        if isinstance(endpoint.auth, MutualTLS):
            return certified(self._authorities, endpoint.id, endpoint.auth)
        return self._shared_trust()

    def _shared_trust(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = trusting(self._authorities)
        return self._trust


class Client:
    """Speaks HTTP with one provider. Made by ``Network.client``; its session opens with the first request."""

    def __init__(
        self,
        url: str,
        session: Callable[[], aiohttp.ClientSession],
        credentials: Credentials,
        *,
        explain: Explain | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        on_close: Callable[[Client], None] | None = None,
    ) -> None:
        self._url = url
        self._open_session = session
        self._session: aiohttp.ClientSession | None = None
        self._credentials = credentials
        self._explain = explain
        self._clock = clock
        self._wall = wall
        self._on_close = on_close
        self._closed = False

    async def fetch(
        self,
        path: str,
        *,
        query: Query = (),
        form: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One question, one whole answer with a status of 2xx; a ``form`` or a ``body`` makes it a POST.

        ``path`` is relative to the endpoint, already percent-encoded, and begins with a slash unless it is
        empty. The ``headers`` of a question with a body say its ``Content-Type``.

        Raises:
            ConnectorError: no answer, a refusal, or an answer over 8 MiB decoded.
        """
        asked = _Question(path, query, body if form is None else dict(form))
        extra = {"Accept-Encoding": "gzip", **(headers or {})}
        proof = await self._credentials.headers()
        reply = await self._ask(asked, {**extra, **proof})
        error = self._error(reply)
        if isinstance(error, CredentialsRejected) and self._credentials.reject(proof):
            proof = await self._credentials.headers()
            reply = await self._ask(asked, {**extra, **proof})
            error = self._error(reply)
        if error is not None:
            raise error
        return reply

    def receive(
        self,
        path: str,
        *,
        query: Query = (),
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AbstractAsyncContextManager[Arriving]:
        """One question, its answer while it arrives, of any length: for what is too large to be held whole.

        The status is 200, or 304 where the ``headers`` make the question conditional. The answer's content is
        the protocol's to judge; the connection is closed, not drained, when it is left early.

        Raises:
            ConnectorError: on entry, or while the chunks are read.
        """
        extra = {"Accept-Encoding": "gzip", **(headers or {})}
        return self._opened(_Question(path, query, body), extra, self._arriving)

    def stream(
        self, path: str, *, query: Query = (), span: Span | None = None, sniff: bool = False
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens a document as a stream; the connection is closed, not drained, when it is left early.

        ``sniff`` is for protocols that answer errors with status 200: what is empty, or begins like XML, JSON
        or HTML, is then an error and never passed on.

        Raises:
            ConnectorError: on entry, or while the chunks are read.
        """
        extra = {"Accept-Encoding": "identity"} | ({"Range": span.header} if span else {})
        question = _Question(path, query)
        return self._opened(question, extra, lambda response: self._content(response, span, sniff))

    async def aclose(self) -> None:
        """Closes the connections; questions under way fail. Idempotent."""
        self._closed = True
        await self._credentials.aclose()
        if self._session is not None:
            await self._session.close()
        if self._on_close is not None:
            self._on_close(self)

    @asynccontextmanager
    async def _opened(
        self,
        asked: _Question,
        extra: Mapping[str, str],
        read: Callable[[aiohttp.ClientResponse], Awaitable[Opened]],
    ) -> AsyncIterator[Opened]:
        """What ``read`` makes of an answer's head, until its reader leaves."""
        proof = await self._credentials.headers()
        try:
            response, opened = await self._open(asked, {**extra, **proof}, read)
        except CredentialsRejected:
            if not self._credentials.reject(proof):
                raise
            proof = await self._credentials.headers()
            response, opened = await self._open(asked, {**extra, **proof}, read)
        try:
            yield opened
        finally:
            response.close()

    async def _open(
        self,
        asked: _Question,
        headers: Mapping[str, str],
        read: Callable[[aiohttp.ClientResponse], Awaitable[Opened]],
    ) -> tuple[aiohttp.ClientResponse, Opened]:
        response = await self._send(asked, headers)
        try:
            return response, await read(response)
        except BaseException:
            response.close()
            raise

    async def _arriving(self, response: aiohttp.ClientResponse) -> Arriving:
        """An answer that may be read, or the error that it is."""
        if response.status not in (200, 304):
            reply = await read_reply(response)
            raise self._error(reply) or Malformed(f"protocol_error: the office answered HTTP {reply.status}")
        coded = coding(response.headers)
        length = None if coded or response.status == 304 else response.content_length
        chunks = Chunks(response, self._clock, inflation=Inflation() if coded else None, expected=length)
        return Arriving(response.status, response.headers, chunks)

    async def _content(
        self, response: aiohttp.ClientResponse, asked: Span | None, sniff: bool
    ) -> ContentStream:
        """The stream of an answer, or the error that it is."""
        if response.status not in (200, 206):
            reply = await read_reply(response)
            raise self._error(reply) or Malformed(f"protocol_error: the office answered HTTP {reply.status}")
        declared = response.headers.get("Content-Type", "")
        coded = coding(response.headers)
        length = response.content_length if coded is None else None
        span: Span | None = None
        total = length
        if response.status == 206:
            span, total = answered_span(response.headers.get("Content-Range", ""), asked)
            if coded is not None or span.first is None or span.last is None:
                raise Malformed("bad_encoding: a part of a document came compressed")
            length = span.last - span.first + 1
        chunks = Chunks(response, self._clock, inflation=Inflation() if coded else None, expected=length)
        if sniff and (span is None or span.first == 0):
            await self._sniff(response, chunks, declared)
        return ContentStream(media_type(declared), chunks, length=length, total=total, span=span)

    async def _sniff(self, response: aiohttp.ClientResponse, chunks: Chunks, declared: str) -> None:
        """Raises when a document's answer is empty, data or a web page; otherwise leaves it as it was."""
        if not (first := await anext(chunks, b"")):
            raise Malformed("wrong_format: the office answered nothing instead of a document")
        if not first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"{", b"[")):
            chunks.push_back(first)
            return
        body = bytearray(first)
        async for chunk in chunks:
            body += chunk
            if len(body) > MAX_REPLY_BYTES:
                break
        reply = Reply(response.status, response.headers, bytes(body))
        media_type(declared)
        raise self._error(reply) or Malformed("wrong_format: the office answered data instead of a document")

    async def _ask(self, asked: _Question, headers: Mapping[str, str]) -> Reply:
        response = await self._send(asked, headers)
        try:
            return await read_reply(response)
        finally:
            response.close()

    async def _send(self, asked: _Question, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        if self._closed:
            raise ConnectFailed(_CLOSED)
        if self._session is None:
            self._session = self._open_session()
        if not stays_below(asked.path):
            raise Unsupported("the question cannot be written as a request")
        url = self._url + asked.path + (f"?{urlencode(asked.query, quote_via=quote)}" if asked.query else "")
        try:
            return await self._session.request(
                "GET" if asked.data is None else "POST",
                URL(url, encoded=True),
                data=asked.data,
                headers=headers,
                allow_redirects=False,
            )
        except FOREIGN as error:
            raise translate(error) from error
        except asyncio.CancelledError:
            if was_asked_to_stop():
                raise
            raise ConnectFailed(_CLOSED) from None

    def _error(self, reply: Reply) -> ConnectorError | None:
        """What is wrong with an answer: in the protocol's words if it has some, else in HTTP's."""
        error = self._explain(reply) if self._explain is not None else None
        if error is None:
            return refusal(reply, self._wall())
        if error.retry_after is None:
            error.retry_after = retry_after(reply.headers, self._wall())
        return error
