"""Runs the demonstration's simulated offices by themselves, with a small control service for their faults."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import msgspec
from aiohttp import web

from connectors.kit.demonstration import FAULTS, simulate_demonstration
from connectors.kit.faults import Faults
from connectors.kit.listener import Listener
from connectors.kit.simulator import Simulation


async def run_simulator(
    *,
    host: str = "127.0.0.1",
    port_base: int | None = None,
    faults: Mapping[str, Faults] = FAULTS,
    ready: Callable[[Simulation, str], None] = lambda simulation, control: None,
) -> None:
    """Runs the simulated offices until it is cancelled.

    The control service takes the port before ``port_base``, or a free one. ``ready`` is called once with the
    running simulation and the control service's URL.

    Raises:
        LookupError: faults are given for an office that is not there.
        OSError: a port cannot be had.
    """
    async with simulate_demonstration(faults=faults, host=host, port_base=port_base) as simulation:
        port = 0 if port_base is None else port_base - 1
        async with Listener(control(simulation), host=host, port=port) as listener:
            ready(simulation, listener.origin)
            await asyncio.Event().wait()


def control(simulation: Simulation) -> web.Application:
    """The control service: ``GET /`` lists offices and faults, ``PUT /faults/{id}`` sets those of one."""

    async def listing(request: web.Request) -> web.Response:
        found = [
            {
                "id": endpoint.id,
                "url": endpoint.url,
                "serves": endpoint.serves,
                "faults": simulation.faults(endpoint.id),
                "asked": simulation.asked(endpoint.id),
            }
            for endpoint in simulation.endpoints
        ]
        return web.Response(body=msgspec.json.encode(found), content_type="application/json")

    async def setting(request: web.Request) -> web.Response:
        try:
            faults = msgspec.json.decode(await request.read(), type=Faults)
            await simulation.set_faults(request.match_info["id"], faults)
        except msgspec.DecodeError as problem:
            raise web.HTTPBadRequest(text=f"{problem}\n") from problem
        except LookupError as problem:
            raise web.HTTPNotFound(text="there is no such simulated office\n") from problem
        return web.Response(status=204)

    app = web.Application()
    app.router.add_get("/", listing)
    app.router.add_put("/faults/{id}", setting)
    return app
