"""The faults of simulated offices: knobs that can be set at the start and while they run.

``Faults`` says what goes wrong, ``Spoiler`` is the exchange that makes it so: it stands between a door of a
service and the wire, and serves an office and a hub alike. Spoiling a body is a pure function.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
from aiohttp import web

from connectors.kit.answers import Answer, Door, cut, prepared, send
from connectors.kit.content import Repeated

Spoilt = Literal[
    "empty", "html", "truncated", "trailing", "huge", "nested", "charset", "widened", "wrong-office",
    "bad-ids", "nan",
]  # fmt: skip
Sleep = Callable[[float], Awaitable[None]]

HUGE = 100 * 1024 * 1024
_PIECES = 8 * 1024
_DEPTH = 100_000
_HTML = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>"


class Faults(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """What goes wrong at a simulated office; the default is nothing.

    Attributes:
        operations: only these operations are spoilt (``families``, ``doclists``, ``token`` ...); empty: all.
        times: only the first so many requests are spoilt, then all is well; ``None``: every one.
        delay_seconds: how long each answer waits before it begins.
        refuse: connections are refused; nothing listens (whole office, whatever ``operations`` says).
        status: every answer has this HTTP status, an error in the protocol's own form.
        retry_after: seconds, sent as ``Retry-After`` beside ``status``.
        opd_status: a hub's own status code in its envelope, such as ``303``; other protocols ignore it.
        withhold: files are not open to inspection (403 ``WITHHELD``).
        body: how the body is spoilt, see ``spoil``.
        drip_seconds: the body comes byte by byte with this pause between.
        cut_after: the connection is dropped after so many bytes of the body.
        short_by: content is so many bytes shorter than its document list says.
    """

    operations: tuple[str, ...] = ()
    times: int | None = None
    delay_seconds: float = 0.0
    refuse: bool = False
    status: int | None = None
    retry_after: float | None = None
    opd_status: str | None = None
    withhold: bool = False
    body: Spoilt | None = None
    drip_seconds: float = 0.0
    cut_after: int | None = None
    short_by: int = 0


def parse_faults(text: str) -> Faults:
    """Faults from their short form, ``delay-seconds=1.2,status=503,operations=families+doclists``.

    A name alone is ``true``: ``refuse``.

    Raises:
        ValueError: a name is unknown or a value does not fit.
    """
    given: dict[str, object] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = part.partition("=")
        first, *rest = name.strip().lower().replace("_", "-").split("-")
        key = first + "".join(word.capitalize() for word in rest)
        given[key] = value.split("+") if key == "operations" else (value.strip() if equals else "true")
    try:
        return msgspec.convert(given, Faults, strict=False)
    except msgspec.ValidationError as problem:
        raise ValueError(f"{text!r}: {problem}") from problem


def spoil(how: Spoilt, answer: Answer) -> Answer:
    """The answer, spoilt; its declared type stays what it was.

    ``html`` is an error page with status 200; ``truncated`` stops in the middle although its length is right;
    ``trailing`` goes on after its end; ``huge`` is 100 MB; ``nested`` is 100,000 deep; ``charset`` is UTF-16;
    ``widened`` repeats each visibility as ``public``; ``wrong-office`` speaks of another office; ``bad-ids``
    has ids that climb out of a path; ``nan`` has a number that JSON does not know.
    """
    if not isinstance(answer.body, bytes):
        return answer
    body = answer.body
    xml = body.lstrip().startswith(b"<")
    match how:
        case "huge":
            block = (b"<a/>" if xml else b'[{"a":[]},') * _PIECES
            return msgspec.structs.replace(answer, body=Repeated(HUGE, block))
        case "nested":
            spoilt = b"<a>" * _DEPTH + b"</a>" * _DEPTH if xml else b"[" * _DEPTH + b"]" * _DEPTH
        case "html":
            spoilt = _HTML
        case "empty":
            spoilt = b""
        case "truncated":
            spoilt = body[: len(body) // 2]
        case "trailing":
            spoilt = body + body
        case "charset":
            spoilt = body.decode().encode("utf-16")
        case "widened":
            spoilt = re.sub(
                rb'"accessCategory":\s*"(?!public)\w+"', rb'\g<0>,"accessCategory":"public"', body
            )
        case "wrong-office":
            spoilt = re.sub(rb'("ipOfficeCode":\s*)"[A-Z]{2}"', rb'\1"FR"', body)
            spoilt = re.sub(rb"(<document-number>)[A-Z]{2}\.", rb"\1FR.", spoilt)
        case "bad-ids":
            spoilt = re.sub(rb'(\bid"?[:=]\s*)"([^"]*)"', rb'\1"../../\2"', body)
        case "nan":
            spoilt = re.sub(rb'("documentTotalQuantity":\s*)\d+', rb"\1NaN", body)
    return msgspec.structs.replace(answer, body=spoilt)


class Spoiler:
    """An exchange with faults. ``asked`` counts the requests that came, by operation, spoilt or not.

    ``refusal`` writes an error in the protocol's own form; ``sleep`` is the time it lives by. With
    ``remember`` the good answers of unchanging holdings are made once only, so that a simulated office costs
    next to nothing beside what is measured.
    """

    def __init__(
        self,
        refusal: Callable[[Faults, str], Answer | None],
        faults: Faults | None = None,
        *,
        sleep: Sleep = asyncio.sleep,
        remember: bool = False,
    ) -> None:
        self.asked: Counter[str] = Counter()
        self.faults = faults or Faults()
        self._refusal = refusal
        self._sleep = sleep
        self._left = self.faults.times
        self._remembered: dict[str, Answer] | None = {} if remember else None

    def set(self, faults: Faults) -> None:
        """Changes what goes wrong from the next request on."""
        self.faults = faults
        self._left = faults.times

    async def __call__(self, request: web.Request, operation: str, door: Door) -> web.StreamResponse:
        """Answers one request, well or badly."""
        self.asked[operation] += 1
        faults = self._meant_for(operation)
        if faults is None:
            return await send(request, await self._made(request, door))
        if faults.delay_seconds:
            await self._sleep(faults.delay_seconds)
        answer = self._refusal(faults, operation) or await self._made(request, door)
        if faults.body is not None:
            answer = spoil(faults.body, answer)
        if faults.short_by and not isinstance(answer.body, bytes):
            answer = msgspec.structs.replace(
                answer, last=answer.first + max(0, answer.length - faults.short_by) - 1
            )
        if faults.drip_seconds or faults.cut_after is not None:
            return await self._send_badly(request, answer, faults)
        return await send(request, answer)

    async def _made(self, request: web.Request, door: Door) -> Answer:
        """What the door answers, or what it answered before."""
        if self._remembered is None or request.method != "GET" or "Range" in request.headers:
            return await door(request)
        answer = self._remembered.get(request.path_qs)
        if answer is None:
            answer = await door(request)
            if answer.status == 200:
                self._remembered[request.path_qs] = answer
        return answer

    def _meant_for(self, operation: str) -> Faults | None:
        """The faults of this request, if it is one to be spoilt."""
        if self.faults.operations and operation not in self.faults.operations:
            return None
        if self._left is not None:
            if self._left <= 0:
                return None
            self._left -= 1
        return self.faults

    async def _send_badly(self, request: web.Request, answer: Answer, faults: Faults) -> web.StreamResponse:
        """Sends the head at once and the body in drops, or only its beginning."""
        response = prepared(answer)
        await response.prepare(request)
        left = faults.cut_after
        async for part in answer.chunks():
            if left is not None:
                part, left = part[:left], left - len(part[:left])
            for drop in _drops(part) if faults.drip_seconds else (part,):
                if faults.drip_seconds:
                    await self._sleep(faults.drip_seconds)
                await response.write(drop)
            if left == 0:
                await asyncio.sleep(0)
                cut(request)
                return response
        await response.write_eof()
        return response


def _drops(part: bytes) -> list[bytes]:
    return [part[index : index + 1] for index in range(len(part))]
