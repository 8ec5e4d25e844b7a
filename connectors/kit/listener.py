"""One web application on one port: it listens, refuses connections for a while, or closes."""

from __future__ import annotations

import logging
import socket
from types import TracebackType

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

_BACKLOG = 512


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Whether a record is about this program: what is no HTTP is refused, and tells nothing but that."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


class Listener:
    """An application on a host and port; port 0 takes a free one, which is then kept until the end.

    While it refuses, the port stays bound but nothing listens on it: a connection attempt is refused at once,
    and no other program can take the port.
    """

    def __init__(self, app: web.Application, *, host: str = "127.0.0.1", port: int = 0) -> None:
        logger = logging.getLogger("casegate.provider")
        logger.addFilter(_worth_a_line)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=logger,
            handle_signals=False,
            handler_cancellation=True,
            shutdown_timeout=0.5,
        )
        self._host = host
        self._port = port
        self._site: web.SockSite | None = None
        self._reserved: socket.socket | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in ``http://127.0.0.1:8080``."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    async def __aenter__(self) -> Listener:
        """Binds the port and listens."""
        await self._runner.setup()
        try:
            await self.listen()
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes."""
        await self.aclose()

    async def listen(self) -> None:
        """Accepts connections."""
        if self._site is None:
            bound = self._reserved or self._bound()
            self._reserved = None
            self._site = web.SockSite(self._runner, bound, backlog=_BACKLOG)
            await self._site.start()

    async def refuse(self) -> None:
        """Drops every connection and refuses new ones, until ``listen`` is called."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
            server = self._runner.server
            for connection in list(server.connections) if server is not None else ():
                connection.force_close()
            self._reserved = self._bound()

    async def aclose(self) -> None:
        """Closes every connection and frees the port."""
        await self._runner.cleanup()
        self._site = None
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None

    def _bound(self) -> socket.socket:
        """A socket bound to the port, and from the first time on to the same one."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._host, self._port))
            bound.setblocking(False)
        except OSError:
            bound.close()
            raise
        self._port = bound.getsockname()[1]
        return bound
