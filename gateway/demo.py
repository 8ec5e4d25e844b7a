"""The demonstration: simulated offices and a gateway over them in one process, over real sockets.

Nothing in it is a short cut: the offices answer HTTP, the gateway reads a configuration directory, and who
asks it uses its HTTP API with a key.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import msgspec

from connectors.kit.demonstration import FAULTS, simulate_demonstration
from connectors.kit.faults import Faults
from connectors.kit.simulator import SimulatedEndpoint
from connectors.offices import OFFICES
from gateway.app import open_gateway
from gateway.following import follow
from gateway.registrations.desk import Desk
from gateway.settings.reading import read_settings
from gateway.web.application import build_application
from gateway.web.server import serve

OFFICE = "NZ"
"""The accessing office that the demonstration asks as; a few documents are shown to it by name."""

AGREED = "AU"
"""The office that shows ``OFFICE`` its unpublished applications too, by an agreement of both."""

SLOW: Mapping[str, Faults] = MappingProxyType({"ca": Faults(delay_seconds=0.4)})
"""The slow office, slow enough to be seen: it is asked twice, one question after the other."""

MARK = "# Written by casegate for simulated offices."
"""The first line of a configuration that may be written again."""

_ACCESSING_ONLY = ("BR", "EA", "IN", "MX", "SG")


class Demonstration(msgspec.Struct, frozen=True):
    """A running demonstration: where the gateway listens, and the key with which ``office`` asks it."""

    url: str
    office: str
    key: str
    endpoints: tuple[SimulatedEndpoint, ...]


@asynccontextmanager
async def run_demonstration(*, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Demonstration]:
    """Runs the simulated offices and a gateway over them until the block is left; port 0 takes a free one.

    Raises:
        OSError: the port cannot be had.
    """
    key = secrets.token_hex(18)
    async with simulate_demonstration(faults={**FAULTS, **SLOW}) as simulation:
        with tempfile.TemporaryDirectory(prefix="casegate-demo-") as folder:
            directory = simulation.write_config(Path(folder))
            write_gateway(directory, simulation.endpoints, key, port=port)
            settings = read_settings(directory, os.environ)
        async with open_gateway(settings, os.environ) as gateway:
            application = build_application(
                gateway.current,
                gateway.flights,
                gateway.clock,
                gateway.trail,
                desk=Desk(gateway.store, gateway.clock, gateway.around),
            )
            listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            stop = asyncio.Event()
            serving = asyncio.create_task(
                serve(application, host, port, ready=listening.set_result, stop=stop)
            )
            await asyncio.wait((serving, listening), return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            url = f"http://{host}:{listening.result()}"
            gateway.reload(
                settings.model_copy(
                    update={"gateway": settings.gateway.model_copy(update={"public_url": url})}
                )
            )
            following = asyncio.create_task(follow(gateway))
            try:
                yield Demonstration(url, OFFICE, key, simulation.endpoints)
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
                stop.set()
                await serving


def write_gateway(
    directory: Path, endpoints: Iterable[SimulatedEndpoint], key: str, *, port: int = 8080
) -> None:
    """Writes ``gateway.yaml`` (profile ``demo``, ``key`` for ``OFFICE``), and who takes part and has agreed.

    An office gives public access where one of its endpoints shows anything to everybody.
    """
    served = list(endpoints)
    gateway: Mapping[str, object] = {
        "profile": "demo",
        "public_url": f"http://127.0.0.1:{port}" if port else "http://127.0.0.1",
        "listen": {"host": "127.0.0.1", "port": port},
        "access": {"anonymous": "public", "keys": [{"office": OFFICE, "key": f"literal:{key}"}]},
    }
    providing = sorted({office for endpoint in served for office in endpoint.serves})
    public = {o for endpoint in served if endpoint.visibility["default"] == "public" for o in endpoint.serves}
    participants = [
        {
            "office": code,
            "name": OFFICES[code],
            "providing": code in providing,
            "public_access": code in public,
            "accessing": code != "WO",
        }
        for code in dict.fromkeys((*providing, *_ACCESSING_ONLY))
    ]
    _write(directory / "gateway.yaml", gateway)
    agreements = [
        {
            "id": f"{endpoint.id}-{OFFICE.lower()}",
            "provider": endpoint.id,
            "accessing": [OFFICE],
            "from": "2018-01-01",
            "status": "active",
            "terms": "demonstration",
            "unpublished": True,
            "accepted_by": [AGREED, OFFICE],
        }
        for endpoint in served
        if endpoint.serves == (AGREED,)
    ]
    _write(directory / "participants.yaml", {"participants": participants})
    _write(directory / "agreements.yaml", {"agreements": agreements})


def _write(path: Path, content: Mapping[str, object]) -> None:
    """Writes YAML in flow style, a line for each key: JSON is a subset of YAML 1.2."""
    lines = [f"{key}: {msgspec.json.encode(value).decode()}\n" for key, value in content.items()]
    path.write_text("".join([f"{MARK}\n", *lines]), encoding="utf-8")
