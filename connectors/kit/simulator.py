"""Simulated offices and hubs on loopback, over real sockets, in this process.

::

    async with simulate(offices, faults={"ca": Faults(delay_seconds=1.2)}) as simulation:
        simulation.write_config(directory)

A simulated office is the provider kit with other holdings and an exchange that knows faults; so what works
here works against an office that runs the kit.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import msgspec
from aiohttp import web

from connectors.endpoint import ApiKey, Secret
from connectors.kit.answers import Answer
from connectors.kit.faults import Faults, Sleep, Spoiler
from connectors.kit.holdings import Holdings
from connectors.kit.hub import hub, hub_refusal
from connectors.kit.listener import Listener
from connectors.kit.service import BASE, refusal, service

_KEY_HEADER = "X-Api-Key"
_CLOSED = frozenset({"doclists", "applications", "citations", "documents"})
_CODES = {
    401: "UNAUTHORIZED",
    403: "WITHHELD",
    404: "NOT_FOUND",
    429: "TOO_MANY_REQUESTS",
    503: "UNAVAILABLE",
}


class SimulatedOffice(msgspec.Struct, frozen=True):
    """One provider to simulate.

    ``protocol`` is ``case`` for an office's own service, ``opd`` for a hub. ``visibility`` is what the
    gateway's configuration should say of it. ``key`` is the key an office wants, or a hub's password.
    """

    id: str
    name: str
    serves: tuple[str, ...]
    holdings: Holdings
    protocol: Literal["case", "opd"] = "case"
    visibility: Mapping[str, Any] = MappingProxyType({"default": "public"})
    key: Secret | None = None


class SimulatedEndpoint(msgspec.Struct, frozen=True):
    """Where a simulated provider listens, as a gateway's configuration would say it.

    ``auth`` names its secret as the profile ``demo`` allows, ``literal:...``; ``key`` is the secret itself.
    """

    id: str
    name: str
    serves: tuple[str, ...]
    protocol: str
    url: str
    auth: Mapping[str, str]
    visibility: Mapping[str, Any]
    key: Secret | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that a request of one's own to an office needs."""
        return {_KEY_HEADER: self.key.reveal()} if self.key and self.protocol == "case" else {}

    @property
    def settings(self) -> dict[str, Any]:
        """The content of ``offices/<id>.yaml``."""
        return {
            "id": self.id,
            "name": self.name,
            "serves": list(self.serves),
            "protocol": self.protocol,
            "url": self.url,
            "auth": dict(self.auth),
            "limits": {"concurrency": 32},
            "visibility": dict(self.visibility),
        }


class Simulation:
    """Running simulated providers. ``endpoints`` are in the order in which they were given."""

    def __init__(self, running: Sequence[_Running]) -> None:
        self._running = {one.office.id: one for one in running}
        self.endpoints = tuple(_endpoint(one) for one in running)

    def endpoint(self, id: str) -> SimulatedEndpoint:
        """One endpoint by its id."""
        return next(one for one in self.endpoints if one.id == id)

    def asked(self, id: str) -> Counter[str]:
        """How many requests one provider has had, by operation; refused connections are not seen."""
        return self._running[id].spoiler.asked

    def faults(self, id: str) -> Faults:
        """What goes wrong at one provider now."""
        return self._running[id].spoiler.faults

    async def set_faults(self, id: str, faults: Faults) -> None:
        """Changes what goes wrong at one provider, from the next request on.

        Raises:
            LookupError: there is no such provider.
        """
        running = self._running[id]
        running.spoiler.set(faults)
        await (running.listener.refuse() if faults.refuse else running.listener.listen())

    def write_config(self, directory: Path) -> Path:
        """Writes ``offices/*.yaml`` for a gateway with the profile ``demo``; gives the directory back.

        The secrets of simulated providers stand in the files themselves, which that profile allows.
        """
        offices = directory / "offices"
        offices.mkdir(parents=True, exist_ok=True)
        for endpoint in self.endpoints:
            lines = (f"{key}: {_flow(value)}\n" for key, value in endpoint.settings.items())
            (offices / f"{endpoint.id}.yaml").write_text("".join(lines), encoding="utf-8")
        return directory


class _Running(msgspec.Struct, frozen=True):
    """A simulated provider with its exchange and its port."""

    office: SimulatedOffice
    spoiler: Spoiler
    listener: Listener


@asynccontextmanager
async def simulate(
    offices: Sequence[SimulatedOffice],
    *,
    faults: Mapping[str, Faults] | None = None,
    host: str = "127.0.0.1",
    port_base: int | None = None,
    sleep: Sleep = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
    remember: bool = False,
) -> AsyncIterator[Simulation]:
    """Runs simulated providers until the block is left.

    Args:
        offices: the providers.
        faults: what goes wrong at the start, by provider id.
        host: the address to listen on.
        port_base: the port of the first provider, the others follow; ``None``: any free ports.
        sleep: how delays and drips wait.
        clock: monotonic time, by which a hub's tokens expire.
        remember: make each answer once only; for holdings that do not change and offices without keys.

    Raises:
        LookupError: faults are given for a provider that is not there.
        OSError: a port cannot be had.
    """
    given = dict(faults or {})
    unknown = given.keys() - {office.id for office in offices}
    if unknown:
        raise LookupError(
            f"no simulated provider {min(unknown)}; there are: {', '.join(o.id for o in offices)}"
        )
    async with AsyncExitStack() as stack:
        running = []
        for index, office in enumerate(offices):
            wrong = given.get(office.id, Faults())
            refuse = hub_refusal if office.protocol == "opd" else office_refusal
            spoiler = Spoiler(refuse, wrong, sleep=sleep, remember=remember and office.key is None)
            app = _application(office, spoiler, clock)
            port = 0 if port_base is None else port_base + index
            listener = await stack.enter_async_context(Listener(app, host=host, port=port))
            if wrong.refuse:
                await listener.refuse()
            running.append(_Running(office, spoiler, listener))
        yield Simulation(running)


def office_refusal(faults: Faults, operation: str) -> Answer | None:
    """What an office with these faults answers instead of anything else, in the profile's form."""
    if faults.status is not None:
        code = _CODES.get(faults.status, "INTERNAL_ERROR")
        return refusal(faults.status, code, "simulated fault", retry_after=faults.retry_after)
    if faults.withhold and operation in _CLOSED:
        return refusal(403, "WITHHELD", "the file is not open to inspection")
    return None


def _application(office: SimulatedOffice, spoiler: Spoiler, clock: Callable[[], float]) -> web.Application:
    if office.protocol == "opd":
        password = office.key or Secret("")
        return hub(office.holdings, username=office.id, password=password, exchange=spoiler, clock=clock)
    api_key = None if office.key is None else ApiKey(_KEY_HEADER, office.key)
    return service(office.holdings, exchange=spoiler, api_key=api_key)


def _endpoint(running: _Running) -> SimulatedEndpoint:
    office = running.office
    auth = {"type": "none"}
    written = f"literal:{office.key.reveal()}" if office.key else ""
    if office.protocol == "opd":
        auth = {"type": "oauth2", "grant": "password", "username": office.id, "password": written}
    elif written:
        auth = {"type": "api-key", "header": _KEY_HEADER, "key": written}
    url = running.listener.origin + ("" if office.protocol == "opd" else BASE)
    return SimulatedEndpoint(
        office.id, office.name, office.serves, office.protocol, url, auth, office.visibility, office.key
    )


def _flow(value: object) -> str:
    """A value in YAML's flow style: JSON is a subset of YAML 1.2."""
    return msgspec.json.encode(value).decode()
