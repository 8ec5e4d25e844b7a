"""A small office on loopback that gives prepared or recorded answers, for the protocols' tests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web

from connectors.client import Network

LOOPBACK = (ip_network("127.0.0.0/8"),)
_PASSED = ("content-type", "retry-after", "www-authenticate", "content-language")


class Answer:
    """One answer: status, headers, body."""

    def __init__(self, body: bytes, status: int, headers: dict[str, str]) -> None:
        self.body = body
        self.status = status
        self.headers = {"Content-Type": "application/json"} | headers

    @classmethod
    def recorded(cls, file: Path) -> Answer:
        """An answer as it was recorded, with the status and headers that were kept beside it."""
        meta = json.loads(Path(f"{file}.meta.json").read_bytes())
        headers = {
            name: value if isinstance(value, str) else value[0]
            for name, value in meta["headers"].items()
            if name.lower() in _PASSED or name.lower().startswith("x-")
        }
        return cls(file.read_bytes(), meta["status"], headers)


class ReplayOffice:
    """Answers each path with what was prepared for it, in turn (the last again and again), else with 404.

    ``asked`` are the paths with queries as they came, in order; ``heads`` their headers, ``forms`` what was
    posted.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.forms: list[dict[str, str]] = []
        self.url = ""
        self._answers: dict[str, list[Answer]] = {}

    def gives(
        self, path: str, body: bytes | str, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Prepares an answer for a path, after those already prepared for it."""
        raw = body.encode() if isinstance(body, str) else body
        self.replays(path, Answer(raw, status, headers or {}))

    def replays(self, path: str, answer: Answer | Path) -> None:
        """Prepares a recorded answer for a path."""
        ready = Answer.recorded(answer) if isinstance(answer, Path) else answer
        self._answers.setdefault(path, []).append(ready)

    def clear(self, path: str) -> None:
        """Takes back what was prepared for a path."""
        self._answers.pop(path, None)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Notes a request and answers it."""
        self.asked.append(request.raw_path)
        self.heads.append(dict(request.headers))
        if request.method == "POST":
            self.forms.append({key: str(value) for key, value in (await request.post()).items()})
        answers = self._answers.get(request.raw_path)
        if not answers:
            return web.json_response({"message": "nothing was prepared for this"}, status=404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)


@pytest.fixture
async def replay_office() -> AsyncIterator[ReplayOffice]:
    """A running ``ReplayOffice``."""
    office = ReplayOffice()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", office.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    office.url = f"http://127.0.0.1:{site.port}"
    yield office
    await runner.cleanup()


@pytest.fixture
def recorded() -> Callable[[Path], Answer]:
    """Reads a recorded answer."""
    return Answer.recorded


@pytest.fixture
async def loopback_network() -> AsyncIterator[Network]:
    """A network that may reach loopback in cleartext, as in the demo."""
    network = Network(allow_http=True, allow_networks=LOOPBACK, user_agent="casegate/test")
    yield network
    await network.aclose()
