"""Secrets that are searched for in all that comes out, and an office that gives back all it is told."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote


class Canaries:
    """Makes secrets, each by a name, and finds them again however they were written."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The secret of this name: 24 letters and digits that stand nowhere else."""
        return self._made.setdefault(name, "Q7" + hashlib.sha256(name.encode()).hexdigest()[:22])

    def know(self, name: str, secret: str) -> str:
        """Takes a secret that somebody else made."""
        return self._made.setdefault(name, secret)

    def __len__(self) -> int:
        return len(self._made)

    def found(self, output: bytes) -> set[str]:
        """The names of the secrets that stand in an output: plain, quoted, in hexadecimal or in base64."""
        text = output.lower()
        return {name for name, secret in self._made.items() if any(form in text for form in _forms(secret))}


def _forms(secret: str) -> set[bytes]:
    """How a secret can be written, in lower case."""
    plain = secret.encode()
    coded = {plain, plain.hex().encode(), quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode()}
    for before in range(3):
        whole = base64.b64encode(b"x" * before + plain)
        kept = whole[4 if before else 0 : len(whole) // 4 * 4 - 4]
        coded |= {kept, kept.replace(b"+", b"-").replace(b"/", b"_")}
    return {one.lower() for one in coded}


class EchoingOffice:
    """Fails in the way it is told to (``mode``), and puts all that it was sent into what it answers.

    ``secrets`` are put into every answer besides, as an office's own: cookies, tokens, traces of a crash.
    """

    def __init__(self, secrets: list[str]) -> None:
        self.mode = "401"
        self.tokens = True
        self.token = "no-token"
        self.refresh = "no-refresh"
        self.asked: list[str] = []
        self.url = ""
        self._secrets = " ".join(secrets)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                fields = dict(line.lower().partition(": ")[::2] for line in head.split("\r\n")[1:] if line)
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                self.asked.append(head.split(" ")[1])
                told = f"{head} {body.decode('latin-1')} {self._secrets}".replace("\r", "").replace("\n", " ")
                is_token = "token" in self.asked[-1]
                writer.write(self._token(told) if is_token and self.tokens else self._failure(told))
                await writer.drain()
                if self.mode in ("reset", "cut", "noise"):
                    writer.transport.abort()
        writer.close()

    def _token(self, told: str) -> bytes:
        given = {"access_token": self.token, "refresh_token": self.refresh, "expires_in": 3600, "x": told}
        return _answer("200 OK", json.dumps(given), f"Set-Cookie: s={told[-200:]}")

    def _failure(self, told: str) -> bytes:
        error = json.dumps({
            "error": told, "error_description": told, "message": told, "code": told[-60:], "detail": told,
            "errorCode": "WITHHELD", "statusCode": "303", "errors": [{"code": "X", "message": told}],
        })  # fmt: skip
        joined = told[-100:].replace(" ", "")
        fields = (
            f"Set-Cookie: session={told[-200:]}", f"WWW-Authenticate: Bearer error=\"{told[-200:]}\"",
            f"Location: https://u:{joined}@evil.example/?t={joined}",
            f"X-Rejection-Reason: {told[-200:]}", f"Retry-After: {told[-40:]}",
            f"Warning: 199 - \"{told[-99:]}\"",
        )  # fmt: skip
        match self.mode:
            case "noise":
                return told.encode("latin-1")
            case "reset":
                return b""
            case "cut":
                return b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + told.encode("latin-1")
            case "header":
                return f"HTTP/1.1 200 OK\r\n{told}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
            case "json":
                return _answer("200 OK", f'{{"documentIncludedBag": [{{"{told[:9]}": {told}', *fields)
            case "shape":
                return _answer("200 OK", error, *fields)
            case "html":
                return _answer(
                    "200 OK", f"<html><body>{told}</body></html>", "Content-Type: text/html", *fields
                )
            case "xml":
                return _answer(
                    "500 X", f"<error><code>CLIENT</code><message>{told}</message></error>", *fields
                )
        return _answer(f"{self.mode} {told[-80:]}", error, "Content-Type: application/json", *fields)


def _answer(status: str, body: str, *fields: str) -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""))
    return (head + body).encode("latin-1")


MODES = ("401", "403", "404", "400", "302", "429", "451", "500", "503", "noise", "reset", "cut", "header",
         "json", "shape", "html", "xml")  # fmt: skip
"""The ways in which an office can fail."""


@asynccontextmanager
async def echoing_office(secrets: list[str]) -> AsyncIterator[EchoingOffice]:
    """An office that listens, until the block is left."""
    office = EchoingOffice(secrets)
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        await asyncio.sleep(0)
