"""The one place that builds and wires: settings in, a running gateway's parts out; and their reload."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from msgspec.structs import replace

import connectors.catalogue
from connectors.client import Network
from connectors.contract import Connector
from connectors.endpoint import Endpoint
from connectors.gateway_token import Sign
from connectors.guard import LOOPBACK
from connectors.model import Notice
from gateway.audit.trail import Trail
from gateway.changes import records_of
from gateway.clock import Clock, SystemClock, today
from gateway.flights.cache import PartCache
from gateway.flights.flights import Flights
from gateway.identity.access import Access
from gateway.identity.oauth.server import TokenServer
from gateway.identity.proxies import Proxies
from gateway.identity.usage import Usage
from gateway.kept import NOTHING_KEPT, Kept, read_kept
from gateway.registrations.desk import Around
from gateway.registrations.joining import arranged, in_force
from gateway.settings.audit import signing
from gateway.settings.endpoints import access_of, endpoint
from gateway.settings.faults import SettingsFaults
from gateway.settings.gateway import OutboundSettings
from gateway.settings.limits import limits_of
from gateway.settings.models import OfficeSettings, Settings
from gateway.settings.models import Participant as ParticipantSettings
from gateway.settings.reading import ground_of, read_settings
from gateway.settings.rules import agreements_of, default_of, maximum_of, rules_of
from gateway.settings.secrets import digest_of, files_of
from gateway.settings.tokens import issuance_of
from gateway.setup import Current, Setup
from gateway.store.store import Store
from gateway.world import Flag, Participant, Provider, ProviderStatus, World, world_of

_log = structlog.get_logger("casegate")

WATCH_SECONDS = 2.0
"""How often a configuration directory is looked at for changes."""

RETIRE_SECONDS = 900.0
"""How long the connector of a changed endpoint stays open for streams that are under way."""

_FLAGS: Mapping[bool | str, Flag] = {True: "yes", False: "no", "planned": "planned"}


class OpenGateway:
    """A gateway that was opened: the setup in force, the asks under way, and how to swap the setup.

    Doors take ``current`` and ``flights`` from it and pass those on; nothing else reaches through it.
    """

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        clock: Clock,
        store: Store,
        kept: Kept = NOTHING_KEPT,
    ) -> None:
        cache = settings.gateway.cache
        self.clock = clock
        self.store = store
        self.trail = Trail(store, clock, signing(settings.gateway.audit, environ))
        self.flights = Flights(
            PartCache(cache.max_mebibytes * 2**20, cache.fresh_seconds, cache.stale_seconds), clock
        )
        self._environ = environ
        self._networks: list[Network] = []
        self._outbound: tuple[bool, OutboundSettings] | None = None
        self._retired: set[asyncio.Task[None]] = set()
        self.settings = settings
        self.kept = kept
        self.usage = Usage()
        self._configured = access_of(settings.gateway.access, environ)
        self._tokens = TokenServer(store, clock, kept.signing)
        self.current = Current(self._setup(settings, {}))
        self._shown = self._day()

    def reload(self, settings: Settings) -> None:
        """Puts new settings in force for all questions that begin from now on; nothing under way is dropped.

        ``listen``, ``storage`` and ``cache`` keep what they were at the start.
        """
        configured = access_of(settings.gateway.access, self._environ)
        self._configured, earlier = configured, self._configured
        try:
            setup = self._setup(settings, self.current.setup.world.providers)
        except BaseException:
            self._configured = earlier
            raise
        before, self.settings = self.settings, settings
        self._adopt(setup)
        self.record_configuration(before)

    def record_configuration(self, before: Settings | None = None) -> None:
        """Notes in the trail what is in force now; ``before`` is what was until now."""
        for record in records_of(before, self.settings, self.current.setup.world.version):
            self.trail.note(record)

    def forget(self) -> None:
        """Forgets what providers answered that show otherwise since this was last called, and copies of it.

        Agreements begin and end by themselves; so this is called now and then, too.
        """
        before, self._shown = self._shown, self._day()
        if before is not self._shown:
            for name in before.changed(self._shown):
                self.flights.forget(name)

    def _day(self) -> World:
        return self.current.setup.world.on(today(self.clock))

    def keep(self, kept: Kept) -> None:
        """Puts in force what the database holds now; who may ask first, whatever becomes of the rest.

        Nothing is read again of the configuration, so that a fault there never keeps a revoked key alive.
        What fails for providers changes nothing of them, and is tried again at the next look.
        """
        earlier, self.kept = self.kept, kept
        self._tokens.keep(kept.signing)
        self.current.setup = replace(
            self.current.setup, access=self._access(), issuing=self._tokens.issuing(kept.keys)
        )
        if (earlier.registrations, earlier.paused) != (kept.registrations, kept.paused):
            try:
                self._adopt(replace(self.current.setup, world=self._world_kept()))
            except BaseException:
                self.kept = replace(earlier, keys=kept.keys, signing=kept.signing, revoked=kept.revoked)
                raise

    def around(self) -> Around:
        """What the configuration in force means for registrations."""
        gateway = self.settings.gateway
        return Around(
            ground=ground_of(gateway),
            network=self._networks[-1],
            configured=frozenset(office.id for office in self.settings.offices),
            arranged=arranged(gateway.registrations),
            environ=self._environ,
        )

    async def aclose(self) -> None:
        """Cancels what is under way, closes every connection, writes the end of the trail."""
        await self.flights.aclose()
        for task in self._retired:
            task.cancel()
        await asyncio.gather(*self._retired, return_exceptions=True)
        for provider in self.current.setup.world.providers.values():
            for connector in (provider.connector, *provider.accounts.values()):
                await connector.aclose()
        for network in self._networks:
            await network.aclose()
        await self.trail.aclose()

    def _adopt(self, setup: Setup) -> None:
        """Puts a setup in force; forgets what may not be shown any more, and retires what is not asked."""
        world, self.current.setup = self.current.setup.world, setup
        before, after = world.providers, setup.world.providers
        self.forget()
        for name, provider in before.items():
            if name not in after or after[name].revision != provider.revision:
                self.flights.purge(name)
            if name not in after or after[name].connector is not provider.connector:
                for connector in (provider.connector, *provider.accounts.values()):
                    self._retire(connector)

    def _world_kept(self) -> World:
        """The world with the providers that are registered and paused now; files are not read for it."""
        world = self.current.setup.world
        files = [
            replace(world.providers[office.id], status=self._status(office))
            for office in self.settings.offices
            if office.id in world.providers
        ]
        registered = self._registered(self.settings, self._networks[-1], world.providers)
        version = _version(self.settings, self.kept)
        return world_of((*files, *registered), world.participants.values(), version, world.agreements)

    def _registered(
        self, settings: Settings, network: Network, before: Mapping[str, Provider]
    ) -> list[Provider]:
        """The providers that offices registered; one that cannot be used is left out, and it is logged."""
        found, files = [], [office.id for office in settings.offices]
        for office in in_force(self.kept.registrations, files, arranged(settings.gateway.registrations)):
            try:
                found.append(self._provider(office, network, before.get(office.id)))
            except (LookupError, ValueError) as error:
                _log.error("registration_unusable", provider=office.id, reason=str(error))
        return found

    def _status(self, office: OfficeSettings) -> ProviderStatus:
        return "suspended" if office.id in self.kept.paused else office.status

    def _setup(self, settings: Settings, before: Mapping[str, Provider]) -> Setup:
        demo = settings.gateway.profile == "demo"
        issuance = issuance_of(settings.gateway, self._environ)
        if (demo, settings.gateway.outbound) != self._outbound:
            self._networks.append(_network(settings.gateway.outbound, self._tokens.sign, demo=demo))
            self._outbound, before = (demo, settings.gateway.outbound), {}
        network = self._networks[-1]
        providers = [self._provider(office, network, before.get(office.id)) for office in settings.offices]
        providers += self._registered(settings, network, before)
        gateway = settings.gateway
        self._tokens.adopt(issuance, network.control.get)
        return Setup(
            world=world_of(
                providers,
                map(_participant, settings.participants),
                _version(settings, self.kept),
                agreements_of(settings.agreements),
            ),
            access=self._access(),
            proxies=Proxies(gateway.access.trusted_proxies, gateway.access.client_address_from),
            public_url=gateway.public_url,
            default_seconds=gateway.deadline.default_seconds,
            max_seconds=gateway.deadline.max_seconds,
            issuing=self._tokens.issuing(self.kept.keys),
            limits=limits_of(gateway.limits, gateway.profile),
        )

    def _access(self) -> Access:
        joined = self._configured.joined_by((key.key for key in self.kept.keys), self.usage)
        return replace(joined, tokens=self._tokens.verifier(self.kept.keys, self.kept.revoked))

    def _provider(self, office: OfficeSettings, network: Network, before: Provider | None) -> Provider:
        """The provider as configured now, with the connector it had if its endpoint is the same."""
        reached = endpoint(office, self._environ)
        if before is not None and before.endpoint == reached:
            connector, accounts = before.connector, before.accounts
        else:
            opened = connectors.catalogue.wire(reached.protocol).open
            connector = opened(reached, network)
            accounts = {
                accessing: opened(replace(reached, auth=auth), network)
                for accessing, auth in reached.accounts
            }
        return Provider(
            endpoint=reached,
            connector=connector,
            default=default_of(office.visibility),
            rules=rules_of(office.visibility),
            maximum=maximum_of(office.visibility),
            status=self._status(office),
            windows=tuple(window.window for window in office.maintenance),
            gateway=office.gateway,
            revision=_revision(reached),
            trust=office.trust,
            notices=tuple(Notice(kind=one.kind, text=one.text) for one in office.notices),
            accounts=accounts,
        )

    def _retire(self, connector: Connector) -> None:
        async def close_later() -> None:
            try:
                await asyncio.sleep(RETIRE_SECONDS)
            finally:
                await connector.aclose()

        task = asyncio.create_task(close_later())
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)


@asynccontextmanager
async def open_gateway(
    settings: Settings, environ: Mapping[str, str], clock: Clock | None = None
) -> AsyncIterator[OpenGateway]:
    """Builds a gateway from settings, and closes everything it opened.

    Raises:
        CannotOpen: the database cannot be used.
    """
    store = Store(settings.gateway.database)
    try:
        gateway = OpenGateway(settings, environ, clock or SystemClock(), store, await read_kept(store))
        gateway.record_configuration()
        try:
            yield gateway
        finally:
            await gateway.aclose()
    finally:
        store.close()


def try_reload(gateway: OpenGateway, directory: Path, environ: Mapping[str, str]) -> bool:
    """Reads a directory again and puts it in force; any fault changes nothing. True when done."""
    try:
        gateway.reload(read_settings(directory, environ))
    except SettingsFaults as error:
        for fault in error.faults:
            _log.error("configuration_fault", fault=str(fault))
        _log.error("configuration_kept", faults=len(error.faults))
        return False
    except (LookupError, ValueError, OSError) as error:
        _log.error("configuration_kept", reason=str(error))
        return False
    _log.info("configuration_loaded", version=gateway.current.setup.world.version)
    return True


async def watch(
    gateway: OpenGateway,
    directory: Path,
    environ: Mapping[str, str],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Reloads whenever what a directory's files hold, or files they refer to, has changed; until cancelled.

    What an agreement that has ended no longer opens is forgotten, too.

    Content is compared, not times: a directory that is swapped by a symbolic link is seen, a touch is not.
    """
    seen = await asyncio.to_thread(_contents, directory, gateway.settings)
    while True:
        await sleep(WATCH_SECONDS)
        now = await asyncio.to_thread(_contents, directory, gateway.settings)
        if now != seen:
            try_reload(gateway, directory, environ)
            also = await asyncio.to_thread(_contents, directory, gateway.settings)
            seen = {path: now.get(path, digest) for path, digest in also.items()}
        gateway.forget()


def _contents(directory: Path, settings: Settings) -> dict[Path, str]:
    """What the files of a configuration hold, secrets and certificates among them, as digests."""
    written = {*directory.glob("*.yaml"), *directory.glob("offices/*.yaml")}
    return {path: digest_of(path) for path in written | files_of(settings.model_dump())}


def _network(outbound: OutboundSettings, sign: Sign, *, demo: bool) -> Network:
    """The one way out; in the demo profile cleartext and this machine itself are reached too."""
    return Network(
        allow_http=demo,
        allow_networks=(*outbound.allow_networks, *(LOOPBACK if demo else ())),
        deny_networks=outbound.deny_networks,
        ports=outbound.ports,
        sign=sign,
    )


def _version(settings: Settings, kept: Kept) -> str:
    digest = hashlib.sha256(settings.model_dump_json().encode())
    for one in kept.registrations:
        digest.update(f"\0{one.id}\0{one.version}".encode())
    digest.update("\0".join(sorted(kept.paused)).encode())
    return digest.hexdigest()[:16]


def _revision(reached: Endpoint) -> str:
    """Identifies what an endpoint is and serves; new credentials do not make it another one."""
    identity = (reached.protocol, reached.url, reached.serves, sorted(reached.capabilities))
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:16]


def _participant(participant: ParticipantSettings) -> Participant:
    return Participant(
        office=participant.office,
        name=participant.name,
        providing=_FLAGS[participant.providing],
        public_access=_FLAGS[participant.public_access],
        accessing=_FLAGS[participant.accessing],
        since=participant.since,
        source=participant.source,
    )
