"""A gateway that gives one family's documents as a test says, and a folder to fetch them into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from gateway.cli.asking import GatewayClient
from gateway.cli.bundle_folder import Folder
from gateway.cli.bundle_progress import Lines
from gateway.cli.bundling import Bundler, Wishes
from gateway.cli.printing import remarks

ID = "nz~NZ.773158.A~1"
PDF = b"%PDF-1.7 " + b"".join(number.to_bytes(2, "big") for number in range(10_000))
SUM = hashlib.sha256(PDF).hexdigest()

Handle = Callable[[httpx.Request], httpx.Response]


class StillClock:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def monotonic(self) -> float:
        """Always the same."""
        return 0.0


class Broken(httpx.AsyncByteStream):
    """A body that breaks off after these bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


class Office:
    """A gateway with one family; gives documents as ``contents`` says, one answer after the other."""

    def __init__(self, made: Any, root: Path) -> None:
        self.answer = made.json()
        number = made.number("NZ", "773158")
        self.documents = [made.document("NZ", "1", id=ID)]
        self.answer["dossiers"] = [
            {"applicationNumber": number, "citations": [], "classifications": [], "provenance": []}
        ]
        self.answer["outcomes"] = []
        self.answer["complete"] = True
        self.contents: list[Handle] = []
        self.before: list[Handle] = []
        self.families = 0
        self.asked: list[httpx.Request] = []
        self.waited: list[float] = []
        self.root = root

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answers one request, which says that nobody waits for it."""
        assert request.headers["Prefer"] == "bulk"
        if request.url.path.endswith("/families"):
            self.families += 1
            if self.before:
                return self.before.pop(0)(request)
            return self.family(self.answer["outcomes"])
        self.asked.append(request)
        return self.contents.pop(0)(request) if self.contents else httpx.Response(200, content=PDF)

    def family(self, outcomes: list[Any]) -> httpx.Response:
        """The family, with these outcomes."""
        self.answer["dossiers"][0]["documents"] = self.documents
        parts = [("family", self.answer["family"]), ("dossier", self.answer["dossiers"][0])]
        events: list[Any] = [{"event": name, name: value} for name, value in parts]
        rest = {name: self.answer[name] for name in ("query", "conflicts", "complete")}
        events += [{"event": "outcome", "outcome": outcome} for outcome in outcomes]
        events.append({"event": "done"} | rest)
        return httpx.Response(200, text="\n".join(map(json.dumps, events)))

    async def run(self, *numbers: str, **wishes: Any) -> Any:
        """One run; the folder's manifest as plain values."""

        async def sleep(seconds: float) -> None:
            self.waited.append(seconds)

        wanted = Wishes(("examination-report",), **wishes)
        async with GatewayClient("http://gateway.example", None, httpx.MockTransport(self)) as client:
            bundler = Bundler(client, Folder(self.root), wanted, Lines(remarks()), StillClock(), sleep)
            await bundler.run(numbers or ("NZ 773158",))
        return json.loads((self.root / "manifest.json").read_bytes())

    @property
    def parts(self) -> list[Path]:
        """What is begun and not whole."""
        return list(self.root.rglob("*.part"))


def ranged(request: httpx.Request, **headers: str) -> httpx.Response:
    """The part that is asked for."""
    first = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
    told = {"Content-Range": f"bytes {first}-{len(PDF) - 1}/{len(PDF)}"} | headers
    return httpx.Response(206, content=PDF[first:], headers=told)


def broken_after(count: int) -> Handle:
    """The first bytes, and then the transfer breaks off."""
    return lambda request: httpx.Response(200, stream=Broken(PDF[:count]))


def problem(status: int, code: str, wait: int | None = None) -> Handle:
    """Problem details."""
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return lambda request: httpx.Response(
        status, json={"status": status, "code": code, "detail": f"It says {code}."}, headers=headers
    )


def only(manifest: Any) -> Any:
    """The one document of the one number."""
    (number,) = manifest["numbers"]
    (document,) = number["documents"]
    return document


def whole(office: Office, document: Any) -> bool:
    """Whether it lies there whole, and says so."""
    there = (office.root / document["entry"]).read_bytes() == PDF
    return there and (document["gap"], document["sha256"], document["bytes"]) == (None, SUM, len(PDF))
