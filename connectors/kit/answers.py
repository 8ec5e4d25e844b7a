"""Answers of a provider's service: made first, sent after, so that a simulated office can spoil them between.

A door of a service is an async function from a request to an ``Answer``; ``plainly`` is the exchange that
runs the door and sends what it made. ``connectors.kit.faults`` has the exchange that does worse.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Protocol

import msgspec
from aiohttp import web

from connectors.kit.content import Content

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Answer(msgspec.Struct, frozen=True):
    """What will be sent: ``body`` is bytes, or content of which ``first`` to ``last`` are sent."""

    status: int = 200
    media_type: str = "application/json"
    body: bytes | Content = b""
    first: int = 0
    last: int | None = None
    headers: Mapping[str, str] = {}

    @property
    def length(self) -> int:
        """The number of bytes of the body that this answer sends."""
        if isinstance(self.body, bytes):
            return len(self.body)
        return (self.body.size if self.last is None else self.last + 1) - self.first

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, piece by piece."""
        if isinstance(self.body, bytes):
            yield self.body
        elif self.length > 0:
            async for part in self.body.chunks(self.first, self.first + self.length - 1):
                yield part


Door = Callable[[web.Request], Awaitable[Answer]]


class Exchange(Protocol):
    """How a request is answered by a door; ``operation`` names what is asked (``doclists`` ...)."""

    async def __call__(self, request: web.Request, operation: str, door: Door) -> web.StreamResponse:
        """Answers one request."""
        ...


async def plainly(request: web.Request, operation: str, door: Door) -> web.StreamResponse:
    """The honest exchange: runs the door and sends what it made."""
    return await send(request, await door(request))


def prepared(answer: Answer) -> web.StreamResponse:
    """The head of the response for an answer."""
    response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
    response.headers["Content-Type"] = answer.media_type
    if answer.status != 204:
        response.content_length = answer.length
    return response


async def send(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Sends an answer. Content that fails on the way aborts the connection: it never ends cleanly."""
    response = prepared(answer)
    if request.method == "HEAD":
        await response.prepare(request)
        return response
    if isinstance(answer.body, bytes):
        await response.prepare(request)
        await response.write_eof(answer.body)
        return response
    parts = answer.chunks()
    part = await anext(parts, b"")
    await response.prepare(request)
    try:
        while part:
            await response.write(part)
            part = await anext(parts, b"")
    except Exception:
        cut(request)
        raise
    await response.write_eof()
    return response


def cut(request: web.Request) -> None:
    """Drops the connection of a request without an end to its answer."""
    if request.transport is not None:
        request.transport.abort()


def content_answer(
    content: Content, range_header: str | None, headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer that carries content, whole or the one range asked for (RFC 9110, section 14).

    A range that cannot be read, and several ranges in one request, are answered with the whole.
    """
    sent = {"Accept-Ranges": "bytes", **(headers or {})}
    span = asked_span(range_header, content.size) if range_header else None
    if span is None:
        return Answer(media_type=content.media_type, body=content, headers=sent)
    first, last = span
    if first > last:
        return Answer(
            status=416,
            media_type=content.media_type,
            headers={**sent, "Content-Range": f"bytes */{content.size}"},
        )
    sent["Content-Range"] = f"bytes {first}-{last}/{content.size}"
    return Answer(206, content.media_type, content, first, last, sent)


def asked_span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for by a ``Range`` header.

    ``None`` when it names no single range; first after last when it lies outside the content.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    start, end = found.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else (1, 0)
    if end and int(end) < int(start):
        return None
    last = min(int(end), size - 1) if end else size - 1
    return (int(start), last) if int(start) < size else (1, 0)
