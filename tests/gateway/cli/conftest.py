"""A small gateway over simulated offices on real sockets, answers made by hand, the command as a process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec
import pytest

from connectors.kit.faults import Faults
from connectors.kit.samples import office_holdings, sample_family
from connectors.kit.simulator import SimulatedOffice, Simulation, simulate
from gateway.app import open_gateway
from gateway.demo import write_gateway
from gateway.present.answer import FamilyAnswer
from gateway.settings.reading import read_settings
from gateway.web.application import build_application
from gateway.web.server import serve

ROOT = Path(__file__).parents[3]
KEY = "the-key-of-new-zealand"


@dataclass
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


@dataclass
class Command:
    """Starts ``casegate`` as a process of its own, as users do."""

    environ: dict[str, str] = field(
        default_factory=lambda: {
            name: value
            for name, value in os.environ.items()
            if name not in ("COLUMNS", "FORCE_COLOR", "CASEGATE_KEY", "CASEGATE_GATEWAY")
        }
    )
    started: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(
        self,
        *arguments: str,
        stdout: int = asyncio.subprocess.PIPE,
        stderr: int = asyncio.subprocess.PIPE,
        environ: Mapping[str, str] | None = None,
    ) -> asyncio.subprocess.Process:
        """Starts a command that goes on."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.cli.main",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            cwd=ROOT,
            env=self.environ | dict(environ or {}),
        )
        self.started.append(process)
        return process

    async def run(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Ended:
        """Runs a command to its end."""
        process = await self.start(*arguments, environ=environ)
        out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def command() -> AsyncIterator[Command]:
    """The command; what still runs at the end of a test is ended."""
    made = Command()
    yield made
    for process in made.started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def _line_with(stream: asyncio.StreamReader | None, words: str) -> str:
    assert stream is not None
    seen = []
    while line := (await stream.readline()).decode():
        seen.append(line)
        if words in line:
            return line
    raise AssertionError(f"no line with {words!r} came, only:\n{''.join(seen)}")


@pytest.fixture
def line_with() -> Callable[[asyncio.StreamReader | None, str], Awaitable[str]]:
    """Waits for the line of a stream that holds some words."""
    return _line_with


@dataclass
class Stage:
    """A gateway at ``url`` over the simulated offices CA and NZ, which have members of one family."""

    url: str
    key: str
    simulation: Simulation
    directory: Path
    held: asyncio.Event
    """A slow office has been asked, and waits."""
    go: asyncio.Event
    """Slow offices answer from here on."""

    async def slow(self, office: str) -> None:
        """Lets an office wait with its answers until ``go``."""
        await self.spoil(office, delay_seconds=1.0)

    async def spoil(self, office: str, **faults: object) -> None:
        """Lets something go wrong at an office from now on."""
        await self.simulation.set_faults(office, msgspec.structs.replace(Faults(), **faults))


def _offices() -> list[SimulatedOffice]:
    family = sample_family("irrigation-valve")
    return [
        SimulatedOffice(
            id=id,
            name=f"The office of {id.upper()}",
            serves=(id.upper(),),
            holdings=office_holdings(family, (id.upper(),)),
            visibility={"default": default},
        )
        for id, default in (("ca", "offices"), ("nz", "public"))
    ]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The gateway and its offices, in this process, on free ports."""
    held, go = asyncio.Event(), asyncio.Event()

    async def wait(seconds: float) -> None:
        held.set()
        await go.wait()

    async with simulate(_offices(), sleep=wait) as simulation:
        directory = simulation.write_config(tmp_path / "config")
        write_gateway(directory, simulation.endpoints, KEY)
        settings = read_settings(directory, {})
        async with open_gateway(settings, {}) as gateway:
            listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            stop = asyncio.Event()
            application = build_application(gateway.current, gateway.flights, gateway.clock, gateway.trail)
            serving = asyncio.create_task(
                serve(application, "127.0.0.1", 0, ready=listening.set_result, stop=stop)
            )
            url = f"http://127.0.0.1:{await listening}"
            yield Stage(url, KEY, simulation, directory, held, go)
            go.set()
            stop.set()
            await serving


def _number(office: str, number: str, kind: str = "A") -> dict[str, object]:
    docdb = f"{office}.{number}.{kind}"
    return {
        "office": office,
        "number": number,
        "kind": kind,
        "docdb": docdb,
        "display": f"{office} {number}",
        "st13": None,
    }


def _document(office: str, native: str, **given: object) -> dict[str, object]:
    return {
        "id": f"{office.lower()}~{native}",
        "code": "EXRP",
        "title": "Examination report",
        "category": "examination-report",
        "direction": "outgoing",
        "date": "2021-03-04",
        "pageCount": 3,
        "size": None,
        "language": "en",
        "groups": [],
        "visibility": "public",
        "renditions": [],
        "provenance": [
            {"provider": office.lower(), "protocol": "case", "documentId": native, "retrievedAt": None}
        ],
    } | given


def _outcome(provider: str, operation: str, code: str, **given: object) -> dict[str, object]:
    return {
        "provider": provider,
        "operation": operation,
        "applicationNumber": None,
        "code": code,
        "elapsedMs": 12,
        "attempts": 1,
        "ageSeconds": 0,
        "retryAfterSeconds": None,
        "detail": None,
    } | given


def _member(number: dict[str, object], **given: object) -> dict[str, object]:
    return {
        "applicationNumber": number,
        "filingDate": "2019-08-23",
        "title": "Irrigation valve",
        "applicants": ["Southern Cross"],
        "status": "examination",
        "publications": [],
        "priorities": [],
        "availability": "available",
        "reports": {"search": False, "examination": True, "latest": "2021-03-04"},
        "provenance": [{"provider": "au", "protocol": "case", "retrievedAt": "2026-07-01T12:00:00Z"}],
        "validationOf": None,
    } | given


@dataclass
class Made:
    """Answers made by hand, as the JSON of the API."""

    number = staticmethod(_number)
    document = staticmethod(_document)
    outcome = staticmethod(_outcome)
    member = staticmethod(_member)

    def json(self) -> dict[str, object]:
        """A family of NZ 773158, whose file is there, and IL 281006, whose office is down."""
        nz, il = _number("NZ", "773158"), _number("IL", "281006")
        publication = {"office": "NZ", "number": "773158", "display": "NZ 773158 A"}
        published = [
            publication | {"kind": "A", "date": "2021-06-25"},
            publication | {"kind": "B", "display": "NZ 773158 B", "date": "2023-10-31"},
        ]
        documents = [
            _document("NZ", "2", date="2022-07-20", code="ACCP", category="decision", title="Acceptance"),
            _document("NZ", "1", visibility="offices"),
        ]
        return {
            "query": {"text": "NZ 773158", "readAs": []},
            "family": {
                "scope": "simple",
                "id": "f",
                "members": [
                    _member(nz, publications=published),
                    _member(il, availability="unavailable", filingDate=date(2019, 8, 24).isoformat()),
                ],
            },
            "dossiers": [
                {
                    "applicationNumber": nz,
                    "documents": documents,
                    "citations": [],
                    "classifications": [],
                    "provenance": [],
                }
            ],
            "outcomes": [
                _outcome("il", "dossier", "unavailable", applicationNumber="IL.281006.A", attempts=2,
                         detail="refused: connection refused", retryAfterSeconds=95),
                _outcome("il", "family", "not_held"),
                _outcome("nz", "dossier", "ok", applicationNumber="NZ.773158.A", elapsedMs=1250),
                _outcome("nz", "family", "ok"),
            ],
            "conflicts": [],
            "complete": False,
        }  # fmt: skip

    def answer(self, **changes: object) -> FamilyAnswer:
        """The same typed, with changes at the top."""
        return msgspec.convert(self.json() | changes, FamilyAnswer)


@pytest.fixture
def made() -> Made:
    """Makes answers by hand."""
    return Made()
