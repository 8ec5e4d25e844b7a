"""A gateway's own token: made for one provider, accepted by it and by no other."""

from __future__ import annotations

from typing import Any

import pytest
from forging import forgeries, signed

from connectors.errors import ConnectFailed, CredentialsRejected
from connectors.gateway_token import LIFE_SECONDS, TYPE, GatewayCheck, gateway_token
from connectors.jose.keys import KeySet, generate
from connectors.jose.published import PublishedKeys
from connectors.jose.tokens import SKEW_SECONDS

NOW = 1_800_000_000.0
KEY = generate("ES256")
GATEWAY, AUDIENCE = "https://gateway.example", "ip-australia"
CLAIMS: dict[str, Any] = {
    "iss": GATEWAY, "sub": GATEWAY, "aud": AUDIENCE, "iat": int(NOW), "exp": int(NOW) + 300, "jti": "1",
}  # fmt: skip
HEADER = {"alg": "ES256", "typ": TYPE, "kid": KEY.id}


class Provider:
    """A provider that checks tokens; counts how often it looks at the gateway's keys."""

    def __init__(self, *, gateway: str | None = GATEWAY, audience: str = AUDIENCE) -> None:
        self.looks = 0
        self.trouble: Exception | None = None
        self.now = NOW
        keys = PublishedKeys(self.look, lambda: self.now)
        self.check = GatewayCheck(keys, audience, lambda: self.now, gateway=gateway)

    async def look(self) -> KeySet:
        """What the gateway publishes."""
        self.looks += 1
        if self.trouble is not None:
            raise self.trouble
        return KeySet([KEY.public])

    async def accepts(self, token: str) -> bool:
        """Whether a token is accepted."""
        try:
            await self.check.check(f"Bearer {token}")
        except CredentialsRejected:
            return False
        return True


async def test_a_token_is_for_one_provider() -> None:
    """Until it is over, and nowhere else."""
    token = gateway_token(KEY, GATEWAY, AUDIENCE, NOW, "1")
    here, there = Provider(), Provider(audience="another-office")
    assert await here.accepts(token)
    assert not await there.accepts(token)
    assert await Provider(gateway=None).accepts(token)
    assert not await Provider(gateway="https://other.example").accepts(token)
    here.now += LIFE_SECONDS + SKEW_SECONDS
    assert not await here.accepts(token)


async def test_forgeries_are_refused_and_made_up_keys_cause_one_look() -> None:
    """All of them, by one look at the published keys: what is plainly no good is refused before."""
    provider = Provider()
    assert await provider.accepts(signed(HEADER, CLAIMS, KEY))
    tried = list(forgeries(KEY, HEADER, CLAIMS, now=NOW, evil="https://evil.example"))
    accepted = [name for name, token in tried if await provider.accepts(token)]
    assert accepted == []
    assert provider.looks == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": "https://other.example"},
        {"exp": int(NOW) + 301},
        {"iat": int(NOW) - 1_000, "exp": int(NOW) + 1},
    ],
)
async def test_a_token_says_no_more_than_a_gateway_may(changed: dict[str, Any]) -> None:
    """It speaks for itself, and for five minutes."""
    assert not await Provider().accepts(signed(HEADER, {**CLAIMS, **changed}, KEY))


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic eDp5", "x"])
async def test_without_a_token_nothing_is_looked_up(authorization: str | None) -> None:
    """It is refused at once."""
    provider = Provider()
    with pytest.raises(CredentialsRejected):
        await provider.check.check(authorization)
    assert provider.looks == 0


async def test_an_access_token_of_the_gateway_is_none() -> None:
    """The type tells them apart, so that a requester cannot pass its own on."""
    assert not await Provider().accepts(signed({**HEADER, "typ": "at+jwt"}, CLAIMS, KEY))


async def test_where_the_keys_cannot_be_had_nobody_is_let_in() -> None:
    """And the provider says that it is its own trouble."""
    provider = Provider()
    provider.trouble = ConnectFailed("no connection")
    with pytest.raises(ConnectFailed):
        await provider.check.check(f"Bearer {gateway_token(KEY, GATEWAY, AUDIENCE, NOW, '1')}")
