"""Gateways over worlds in memory, served on real sockets, and gateways whose provider is such a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network

import aiohttp
from got import Got
from yarl import URL

from connectors.catalogue import wire
from connectors.client import Network
from connectors.endpoint import ApiKey, Auth, Endpoint, Limits, OAuth2, Secret
from gateway.audit.trail import Trail
from gateway.clock import Clock, SystemClock
from gateway.flights.cache import PartCache
from gateway.flights.flights import Flights
from gateway.identity.access import Access
from gateway.setup import Current, Setup
from gateway.store.store import Store
from gateway.web.application import build_application
from gateway.web.server import serve
from gateway.world import Provider, Rule, World

KEYS = {"JP": "the-key-of-the-japanese-office", "AU": "the-key-of-the-australian-office"} | {
    office: f"the-key-of-the-office-{office}" for office in ("EP", "KR", "NZ", "SG")
}


@dataclass(frozen=True)
class Served:
    """A running gateway and a client of it; ``current`` is the setup in force."""

    url: str
    current: Current
    flights: Flights
    session: aiohttp.ClientSession

    async def get(
        self,
        path: str,
        office: str | None = "JP",
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        **parameters: str,
    ) -> Got:
        """One request with the key of an office, or of the public (``None``)."""
        sent = dict(headers or {}) | ({} if office is None else {"Authorization": f"Bearer {KEYS[office]}"})
        target = URL(self.url + path, encoded=True).update_query(parameters)
        async with self.session.request(
            method, target, headers=sent, data=form, allow_redirects=False
        ) as response:
            return Got(response.status, response.headers, await response.read())


def setup(world: World, *, anonymous: bool = True, wait: float = 10.0) -> Setup:
    """A world in force, with the keys of some offices."""
    return Setup(
        world=world,
        access=Access.of(anonymous, [(office, Secret(key)) for office, key in KEYS.items()]),
        public_url="https://gateway.example",
        default_seconds=wait,
        max_seconds=60.0,
    )


@asynccontextmanager
async def served(
    world: World, *, anonymous: bool = True, wait: float = 10.0, clock: Clock | None = None, fresh: float = 0
) -> AsyncIterator[Served]:
    """A gateway over this world; without a cache, unless ``fresh`` seconds are given."""
    clock = clock or SystemClock()
    flights = Flights(PartCache(2**22, fresh, fresh), clock)
    current = Current(setup(world, anonymous=anonymous, wait=wait))
    stop: asyncio.Event = asyncio.Event()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    store = Store(None)
    trail = Trail(store, clock)
    application = build_application(current, flights, clock, trail)
    serving = asyncio.create_task(
        serve(application, "127.0.0.1", 0, ready=port.set_result, stop=stop, grace_seconds=0.2)
    )
    try:
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            yield Served(f"http://127.0.0.1:{await port}", current, flights, session)
    finally:
        stop.set()
        await serving
        await flights.aclose()
        await trail.aclose()
        store.close()


@asynccontextmanager
async def network() -> AsyncIterator[Network]:
    """A way out to loopback."""
    way = Network(allow_http=True, allow_networks=[ip_network("127.0.0.0/8")], user_agent="casegate/test")
    try:
        yield way
    finally:
        await way.aclose()


def gateway(
    way: Network,
    url: str,
    serves: str,
    *,
    id: str = "gw",
    protocol: str = "case",
    office: str = "JP",
    visibility: Rule | str = "public",
    timeout: float = 10.0,
    marked: bool = True,
) -> Provider:
    """A provider that is the gateway at this address, asked with an office's key."""
    auth: Auth = ApiKey("X-Api-Key", Secret(KEYS[office]))
    if protocol == "opd":
        auth = OAuth2(grant="password", username=office, password=Secret(KEYS[office]))
    spoken = wire(protocol)
    reached = Endpoint(
        id=id,
        name=f"Gateway {id}",
        serves=tuple(serves.split()),
        protocol=protocol,
        url=url + ("/case-api/v1" if protocol == "case" else ""),
        capabilities=spoken.capabilities,
        auth=auth,
        limits=Limits(concurrency=32, timeout_seconds=timeout),
    )
    rule = visibility if isinstance(visibility, Rule) else Rule(visibility)
    return Provider(reached, spoken.open(reached, way), rule, gateway=marked, revision=url)
