"""Answers as they come in: NDJSON, and server-sent events. One JSON object an event, never compressed.

The status line waits for the first event, so that whatever goes wrong before it is told with its own status.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType

import msgspec
from aiohttp import web

from gateway.questions.telling import Event
from gateway.web.doorway import abort
from gateway.web.negotiation import NDJSON, SSE
from gateway.web.standing import hold, stands

HEARTBEAT_SECONDS = 15.0
"""How often a comment is sent on server-sent events, lest something on the way takes them for dead."""

STALL_SECONDS = 60.0
"""How long one write waits for a client that does not read; then the connection is broken."""

_COMMENT = b": still asking\n\n"

Sleep = Callable[[float], Awaitable[None]]


class Form(msgspec.Struct, frozen=True):
    """How events are written. ``comment`` is what is sent now and then in between, if the form has that."""

    media_type: str
    frame: Callable[[Event], bytes]
    comment: bytes | None = None


def _line(event: Event) -> bytes:
    return event.encoded() + b"\n"


def _message(event: Event) -> bytes:
    return b"event: " + event.name.encode() + b"\ndata: " + event.encoded() + b"\n\n"


FORMS: Mapping[str, Form] = {NDJSON: Form(NDJSON, _line), SSE: Form(SSE, _message, _COMMENT)}


class HeadersSuffice(Exception):
    """The request was a HEAD and its header fields are known."""


async def write(
    request: web.Request, response: web.StreamResponse, data: bytes, stall_seconds: float = STALL_SECONDS
) -> None:
    """Writes, and waits while the client does not read; one that stops reading altogether is dropped.

    Nothing more is written of what is not to be seen any more.

    Raises:
        ConnectionResetError: the client has gone, or the rules have changed.
    """
    if not stands(request):
        abort(request)
        raise ConnectionResetError("what may be seen has changed")
    try:
        async with asyncio.timeout(stall_seconds):
            await response.write(data)
    except TimeoutError:
        abort(request)
        raise ConnectionResetError("the client has stopped reading") from None


class Stream:
    """One streamed answer; a context that ends the heartbeat and, if all went well, the answer."""

    def __init__(
        self,
        request: web.Request,
        form: Form,
        headers: Mapping[str, str],
        sleep: Sleep = asyncio.sleep,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self._request = request
        self._form = form
        self._headers = dict(headers) | {"X-Accel-Buffering": "no"}
        self._sleep = sleep
        self._stall_seconds = stall_seconds
        self._turn = asyncio.Lock()
        self._heart: asyncio.Task[None] | None = None
        self.response: web.StreamResponse | None = None

    async def __aenter__(self) -> Stream:
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the heartbeat; and the answer, when nothing was raised."""
        if self._heart is not None:
            self._heart.cancel()
            await asyncio.gather(self._heart, return_exceptions=True)
        if kind is None and self.response is not None:
            await self.response.write_eof()

    async def write(self, event: Event) -> None:
        """Writes one event, the status line before the first.

        Raises:
            HeadersSuffice: no event is wanted.
            ConnectionResetError: the client has gone.
        """
        if self.response is None:
            hold(self._request)
            self.response = await self._begin()
        await self._put(self.response, self._form.frame(event))

    async def _begin(self) -> web.StreamResponse:
        response = web.StreamResponse(headers=self._headers)
        response.content_type = self._form.media_type
        if self._form.media_type == SSE:
            response.charset = "utf-8"
        await response.prepare(self._request)
        if self._request.method == "HEAD":
            self.response = response
            raise HeadersSuffice
        if self._form.comment is not None:
            self._heart = asyncio.create_task(self._beat(response, self._form.comment))
        return response

    async def _put(self, response: web.StreamResponse, data: bytes) -> None:
        async with self._turn:
            await write(self._request, response, data, self._stall_seconds)

    async def _beat(self, response: web.StreamResponse, comment: bytes) -> None:
        while True:
            await self._sleep(HEARTBEAT_SECONDS)
            await self._put(response, comment)
