"""What a hostile office can answer, as bytes or as something it does, and what the gateway has to say of it.

Each is made from the answer that would be right, so that nothing but the misdeed is wrong with it.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import zlib
from collections.abc import Callable, Mapping

import msgspec
from hostile import OK, Misdeed, whole

HUGE = 100 * 2**20
_PIECE = b" " * 2**18


class Told(msgspec.Struct, frozen=True):
    """A misdeed, and what has to be told of it: the outcome's code and a word of its detail."""

    answer: Callable[[bytes], bytes | Misdeed]
    code: str = "malformed"
    detail: str = "bad_payload"
    settled: bool = False
    """Whether it is a good answer all the same, and may be kept."""


def _cut(answer: bytes, keep: int) -> Misdeed:
    """Sends the beginning of an answer and then resets the connection."""

    async def misdeed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer[:keep])
        await writer.drain()
        writer.transport.abort()

    return misdeed


def _pour(head: bytes) -> Misdeed:
    """Sends without end, until nobody listens."""

    async def misdeed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _ in range(HUGE // len(_PIECE)):
            writer.write(_PIECE)
            await writer.drain()

    return misdeed


def _hold(answer: bytes, keep: int) -> Misdeed:
    """Sends the beginning of an answer, and the rest never; returns when nobody listens any more."""

    async def misdeed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer[:keep])
        await reader.read(1)

    return misdeed


def _interim(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> asyncio.Future[None]:
    """Sends interim answers without end."""

    async def misdeed() -> None:
        while not reader.at_eof():
            writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20)
            await writer.drain()
            await asyncio.sleep(0)

    return asyncio.ensure_future(misdeed())


def bomb() -> bytes:
    """100 MB of blanks in gzip."""
    squeezed = zlib.compressobj(9, wbits=31)
    return b"".join(squeezed.compress(_PIECE) for _ in range(HUGE // len(_PIECE))) + squeezed.flush()


def _deep(body: bytes) -> bytes:
    """The answer with a property of 100,000 lists in one another."""
    return body[:-1] + b',"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def _many(body: bytes) -> bytes:
    """The answer with half a million empty objects in every list."""
    return body.replace(b"[", b"[" + b"{}," * 500_000, 1)


def _elsewhere(status: int) -> Callable[[bytes], bytes]:
    return lambda body: (
        b"HTTP/1.1 %d Moved\r\nLocation: http://127.0.0.1:1/inside\r\nContent-Length: 0\r\n\r\n" % status
    )


MISDEEDS: Mapping[str, Told] = {
    "a web page": Told(lambda body: whole(b"<!DOCTYPE html><html>Back soon</html>"), detail="html_instead"),
    "a page of type HTML": Told(
        lambda body: whole(b"<html></html>").replace(b"application/json", b"text/html"), detail="html_instead"
    ),
    "nothing": Told(lambda body: whole(b"")),
    "half": Told(lambda body: whole(body[: len(body) // 2])),
    "twice": Told(lambda body: whole(body + body)),
    "another shape": Told(lambda body: whole(json.dumps([json.loads(body)]).encode())),
    "UTF-16": Told(lambda body: whole(body.decode().encode("utf-16"))),
    "Latin-1": Told(lambda body: whole(re.sub(rb"[a-z] [a-z]+", lambda m: m[0] + b"\xe9", body, count=1))),
    "NaN": Told(lambda body: whole(body[:-1] + b',"a":NaN}')),
    "deeply nested": Told(lambda body: whole(_deep(body)), detail="nested too deeply"),
    "half a million items": Told(lambda body: whole(_many(body)), detail="too_large"),
    "100 MB, announced": Told(
        lambda body: _pour(OK + b"Content-Length: %d\r\n\r\n" % HUGE), detail="too_large"
    ),
    "100 MB, unannounced": Told(lambda body: _pour(OK + b"Connection: close\r\n\r\n"), detail="too_large"),
    "a gzip bomb": Told(lambda body: whole(bomb(), b"Content-Encoding: gzip"), detail="too_large"),
    "gzip in gzip": Told(
        lambda body: whole(gzip.compress(gzip.compress(body)), b"Content-Encoding: gzip, gzip"),
        detail="bad_encoding",
    ),
    "gzip that breaks off": Told(
        lambda body: whole(gzip.compress(body)[:-9], b"Content-Encoding: gzip"), detail="truncated"
    ),
    "a redirect inside": Told(_elsewhere(302), detail="upstream_redirect"),
    "a permanent redirect": Told(_elsewhere(308), detail="upstream_redirect"),
    "two lengths": Told(
        lambda body: whole(body, b"Content-Length: 3"), detail="protocol_error"
    ),
    "no HTTP": Told(lambda body: b"SSH-2.0-OpenSSH_9.6\r\n\r\n", detail="protocol_error"),
    "3,000 header fields": Told(
        lambda body: whole(body, *(b"X-%d: 1" % n for n in range(3000))), detail="protocol_error"
    ),
    "reset before the answer": Told(lambda body: _cut(whole(body), 0), "unavailable", "reset"),
    "reset in the middle": Told(lambda body: _cut(whole(body), 150), detail="truncated"),
    "status 500 with our words": Told(
        lambda body: whole(body).replace(b"200 OK", b"500 Oops"), "unavailable", "server_fault"
    ),
    "status 401": Told(
        lambda body: whole(b"{}", b"WWW-Authenticate: Bearer realm=http://evil.example").replace(
            b"200 OK", b"401 No"
        ),
        "credentials", "auth_failed",
    ),
    "a drip": Told(lambda body: _hold(whole(body), 180), "timed_out", "has not answered within"),
    "silence": Told(lambda body: _hold(b"", 0), "timed_out", "has not answered within"),
    "interim answers": Told(lambda body: _interim, "timed_out", "has not answered within"),
    "surplus bytes": Told(
        lambda body: whole(body) + whole(b'{"injected":true}'), "ok", "", settled=True
    ),
    "unknown properties": Told(
        lambda body: whole(body[:-1] + b',"__proto__":{"a":1},"$ref":"http://127.0.0.1/"}'),
        "ok", "", settled=True,
    ),
}  # fmt: skip
