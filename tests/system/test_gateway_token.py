"""A gateway that proves itself to a provider by tokens of its own: over sockets, from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from token_gateways import ENVIRON, MovedClock, Tokened, tokened, write_config

from connectors.errors import ConnectFailed
from connectors.gateway_token import GatewayCheck
from connectors.jose.keys import KeySet, generate, key_set
from connectors.jose.published import PublishedKeys
from connectors.kit.listener import Listener
from connectors.kit.samples import SHOWCASE, office_holdings, sample_family
from connectors.kit.service import BASE, service
from gateway.app import try_reload
from gateway.identity.oauth.signing import AHEAD_SECONDS, LIFE_SECONDS

NAME = "ip-australia"
QUESTION = "/api/v1/families?number=AU2019325418&office=AU&type=application"


class Office:
    """A provider that answers only the gateway of a test; it looks at its keys over its API."""

    def __init__(self, clock: MovedClock) -> None:
        self.clock = clock
        self.gateway: Tokened | None = None
        self.looks = 0
        self.foreign = False
        keys = PublishedKeys(self.look, clock.monotonic)
        self.check = GatewayCheck(keys, NAME, lambda: clock.seconds, gateway="https://gateway.example")

    async def look(self) -> KeySet:
        """What the gateway publishes; or what somebody else does."""
        self.looks += 1
        if self.gateway is None:
            raise ConnectFailed("no gateway")
        if self.foreign:
            return KeySet([generate("ES256").public])
        return key_set((await self.gateway.send("GET", "/.well-known/jwks.json")).body)


def office_file(folder: Path, url: str, audience: str) -> None:
    """The provider's file at the gateway."""
    (folder / "offices").mkdir(exist_ok=True)
    (folder / "offices" / "au.yaml").write_text(
        f"id: au\nname: IP Australia\nserves: [AU]\nprotocol: case\nurl: {url}\n"
        f"auth: {{type: gateway-token, audience: {audience}}}\n"
    )


@asynccontextmanager
async def linked(folder: Path, audience: str = NAME) -> AsyncIterator[tuple[Tokened, Office, str]]:
    """A provider and a gateway in front of it, which calls it ``audience``; and the provider's URL."""
    clock = MovedClock()
    office = Office(clock)
    holdings = office_holdings(sample_family(SHOWCASE), ("AU",))
    (folder / "au.pem").write_bytes(generate("ES256").public._key.as_pem(private=False))
    write_config(folder)
    async with AsyncExitStack() as stack:
        listener = await stack.enter_async_context(Listener(service(holdings, gateways=office.check)))
        office_file(folder, listener.origin + BASE, audience)
        office.gateway = await stack.enter_async_context(tokened(folder, clock))
        yield office.gateway, office, listener.origin + BASE


async def asked(gateway: Tokened) -> tuple[int, set[str]]:
    """The status of a question, and the codes of its outcomes."""
    answer = await gateway.send("GET", QUESTION, Authorization=f"Bearer {ENVIRON['STATIC']}")
    return answer.status, {outcome["code"] for outcome in answer.json.get("outcomes", [])}


async def test_a_family_comes_from_a_provider_that_wants_the_gateways_token(tmp_path: Path) -> None:
    """Every question is proved, by one look at the keys; the token never says who uses the gateway."""
    async with linked(tmp_path) as (gateway, office, _):
        status, codes = await asked(gateway)
        assert status == 200
        assert "credentials" not in codes
        assert "ok" in codes
        assert office.looks == 1


async def test_a_token_for_another_audience_ends_as_credentials(tmp_path: Path) -> None:
    """The operator's mistake shows as what it is."""
    async with linked(tmp_path, audience="another-office") as (gateway, office, url):
        status, codes = await asked(gateway)
        assert status == 502
        assert office.looks == 0
        office_file(tmp_path, url, NAME)
        assert try_reload(gateway.gateway, tmp_path, ENVIRON)
        status, codes = await asked(gateway)
        assert (status, "credentials" in codes) == (200, False)


async def test_a_gateway_whose_keys_are_not_trusted_gets_nothing(tmp_path: Path) -> None:
    """Signed by a key that the provider was not told of; and while keys cannot be had, unavailable."""
    async with linked(tmp_path) as (gateway, office, _):
        office.foreign = True
        answer = await gateway.send("GET", QUESTION, Authorization=f"Bearer {ENVIRON['STATIC']}")
        assert answer.status == 502
        assert "credentials" in answer.json["detail"]
    async with linked(tmp_path) as (gateway, office, _):
        office.gateway = None
        assert (await asked(gateway))[0] == 502


async def test_clocks_that_are_apart_end_as_credentials(tmp_path: Path) -> None:
    """A gateway whose clock is an hour behind proves nothing."""
    async with linked(tmp_path) as (gateway, office, _):
        late = MovedClock(office.clock.seconds + 3_600)
        office.check._wall = lambda: late.seconds
        answer = await gateway.send("GET", QUESTION, Authorization=f"Bearer {ENVIRON['STATIC']}")
        assert answer.status == 502
        assert "credentials" in answer.json["detail"]


async def test_a_change_of_signing_keys_is_not_noticed(tmp_path: Path) -> None:
    """The next key is known an hour before it signs; not one question is refused on the way."""
    async with linked(tmp_path) as (gateway, _, _):
        used: list[str] = []
        for _ in range(6):
            assert (await asked(gateway))[0] == 200
            issuing: Any = gateway.gateway.current.setup.issuing
            used.append((await issuing.keys.current(gateway.clock.seconds)).id)
            step = LIFE_SECONDS - AHEAD_SECONDS if len(used) == 1 else 1_300
            gateway.clock.seconds += step
        assert len(set(used)) == 2
        assert used == sorted(used, key=used.index)
