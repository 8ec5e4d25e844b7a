"""Serves the application on a port until told to stop, and then ends in order.

What never reaches the application (bytes that are no request, header fields beyond all bounds) is answered
here, in the same problem form; of what such a request said nothing is repeated or logged.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from aiohttp import http_exceptions, web

from gateway.errors import GatewayError
from gateway.web.correlation import NewId, random_id
from gateway.web.doorway import http_refusal
from gateway.web.keys import CORRELATION, DRAINING
from gateway.web.limiting import Doorkeeper, doorkeeper
from gateway.web.problems import INTERNAL_DETAIL, Internal, problem_response
from gateway.web.refusals import FieldsTooLarge, TargetTooLong, Unreadable

GRACE_SECONDS = 25.0
"""How long streams and answers under way may take to finish once the process is told to stop."""

KEEPALIVE_SECONDS = 75.0
"""How long an idle connection, or one whose request is not whole yet, is kept."""

HANDSHAKE_SECONDS = 10.0
"""How long a client may take to agree on TLS."""

MAX_TARGET_BYTES = 32_768
MAX_FIELD_BYTES = 16_384
MAX_FIELDS = 100

_log = structlog.get_logger("casegate.web")


class Connection(web.RequestHandler):
    """One connection, with our words for what the HTTP library refuses by itself.

    One too many is cut off before anything is read of it.
    """

    __slots__ = ("_keeper", "_network", "_new_id")

    def __init__(
        self,
        server: web.Server,
        loop: asyncio.AbstractEventLoop,
        new_id: NewId,
        keeper: Doorkeeper,
    ) -> None:
        no_log: dict[str, Any] = {"access_log": None}
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=KEEPALIVE_SECONDS,
            max_line_size=MAX_TARGET_BYTES,
            max_field_size=MAX_FIELD_BYTES,
            max_headers=MAX_FIELDS,
            **no_log,
        )
        self._new_id = new_id
        self._keeper = keeper
        self._network: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes a connection, if there is a place for it."""
        self._network = self._keeper.take(transport.get_extra_info("peername"))
        if self._network is not None:
            super().connection_made(transport)
        elif isinstance(transport, asyncio.Transport):
            transport.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Gives its place free."""
        super().connection_lost(exc)
        if self._network is not None:
            self._keeper.leave(self._network)
            self._network = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to what could not be read, or to what failed outside of every room."""
        if request.writer.output_size > 0:
            raise ConnectionResetError("the answer had begun")
        if isinstance(exc, http_exceptions.HttpProcessingError):
            _log.info("request_unreadable", reason=type(exc).__name__)
            return self._problem(request, _unreadable(exc))
        _log.error("request_failed", method=request.method, exc_info=exc)
        return self._problem(request, Internal(INTERNAL_DETAIL))

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Sends an answer; what the library refused before any room was asked, in our form."""
        if isinstance(resp, web.HTTPException):
            resp = self._problem(request, http_refusal(request, resp))
        return await super().finish_response(request, resp, start_time)

    def _problem(self, request: web.BaseRequest, error: GatewayError) -> web.Response:
        response = problem_response(error, request.get(CORRELATION) or self._new_id())
        response.headers["Server"] = "casegate"
        response.force_close()
        return response


async def serve(
    application: web.Application,
    host: str,
    port: int,
    *,
    ready: Callable[[int], None],
    stop: asyncio.Event,
    notice_seconds: float = 0.0,
    grace_seconds: float = GRACE_SECONDS,
    reuse_port: bool = False,
    tls: ssl.SSLContext | None = None,
    new_id: NewId = random_id,
) -> None:
    """Serves until ``stop`` is set; calls ``ready`` with the port once connections are accepted.

    To end: ``/readyz`` says 503 for ``notice_seconds`` while everything else goes on; then no connection is
    accepted any more, and what is under way has ``grace_seconds`` to finish before it is broken off.
    A client that goes away takes its question with it. ``tls``: with it TLS is spoken, and nothing else.
    """
    loop = asyncio.get_running_loop()
    # aiohttp waits this long twice: once for handlers to end by themselves, once more before cancelling them.
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=grace_seconds / 2)
    await runner.setup()
    if runner.server is None:
        raise AssertionError("a runner that was set up has a server")
    try:
        accepting = await loop.create_server(
            partial(Connection, runner.server, loop, new_id, doorkeeper(application)),
            host,
            port,
            backlog=512,
            reuse_port=reuse_port or None,
            ssl=tls,
            ssl_handshake_timeout=None if tls is None else HANDSHAKE_SECONDS,
        )
        try:
            ready(accepting.sockets[0].getsockname()[1])
            await stop.wait()
            application[DRAINING].begin()
            if notice_seconds > 0:
                await asyncio.sleep(notice_seconds)
        finally:
            accepting.close()
    finally:
        await runner.cleanup()


def _unreadable(error: http_exceptions.HttpProcessingError) -> GatewayError:
    if isinstance(error, http_exceptions.LineTooLong):
        if error.args[1] == MAX_FIELD_BYTES:
            return FieldsTooLarge(f"A header field is longer than {MAX_FIELD_BYTES} bytes.")
        return TargetTooLong(f"The path and query are longer than {MAX_TARGET_BYTES} bytes.")
    if error.message.startswith("Too many headers"):
        return FieldsTooLarge(f"More than {MAX_FIELDS} header fields came.")
    return Unreadable("What came cannot be read as an HTTP/1.1 request.")


def tls_context(certificate: str, key: str, client_ca: str | None) -> ssl.SSLContext:
    """TLS 1.2 or later with these PEM files; with authorities of client certificates, clients may show one.

    One that does not lead to them is refused in the handshake; whom it speaks for is decided per request.

    Raises:
        OSError: a file cannot be read, or the key does not fit.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate, key, password=lambda: "")
    if client_ca is not None:
        context.load_verify_locations(client_ca)
        context.verify_mode = ssl.CERT_OPTIONAL
    return context
