"""How a gateway proves to a provider that it is the gateway, without a secret that both have to keep.

It signs a short token with a key of its own and publishes the keys (``/.well-known/jwks.json``). The provider
checks signature, audience and time. The token says which gateway asks, never for whom: who uses a gateway is
not told to providers. It is of a type of its own, so that no token of the gateway for its own requesters can
be used here, nor this one there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from connectors.errors import CredentialsRejected
from connectors.jose.keys import PrivateKey
from connectors.jose.published import PublishedKeys
from connectors.jose.tokens import BadToken, Expected, examined, write

TYPE = "casegate-gateway+jwt"
LIFE_SECONDS = 300

Sign = Callable[[str], Awaitable[str]]
"""Gives a token of the gateway's for an audience, good for a minute at least; asked for each question.
Raises ``ConnectorError`` when it cannot."""


def gateway_token(key: PrivateKey, gateway: str, audience: str, now: float, id: str) -> str:
    """A token of the gateway with this public URL for one audience, good for five minutes from ``now``."""
    claims = {
        "iss": gateway,
        "sub": gateway,
        "aud": audience,
        "iat": int(now),
        "exp": int(now) + LIFE_SECONDS,
        "jti": id,
    }
    return write(claims, key, TYPE)


def proving(sign: Sign, audience: str) -> Callable[[], Awaitable[Mapping[str, str]]]:
    """The ``Authorization`` header of each question to this audience."""

    async def headers() -> Mapping[str, str]:
        return {"Authorization": f"Bearer {await sign(audience)}"}

    return headers


class GatewayCheck:
    """The other side: whether a request comes from a gateway that is trusted.

    Args:
        keys: what the gateway publishes.
        audience: what this provider is called in the gateway's configuration.
        gateway: the gateway's public URL; without it, any gateway whose key is in the set.
        wall: Unix time.
    """

    def __init__(
        self,
        keys: PublishedKeys,
        audience: str,
        wall: Callable[[], float],
        *,
        gateway: str | None = None,
    ) -> None:
        self._keys = keys
        self._wall = wall
        self._expected = Expected(
            types=frozenset({TYPE}),
            audiences=frozenset({audience}),
            issuers=None if gateway is None else frozenset({gateway}),
            longest_seconds=LIFE_SECONDS,
            required=frozenset({"sub", "iat", "jti"}),
        )

    async def check(self, authorization: str | None) -> None:
        """Accepts the ``Authorization`` header of a request.

        Raises:
            CredentialsRejected: it holds no good token of the gateway for this audience.
            ConnectorError: the gateway's keys cannot be had now.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise CredentialsRejected("a token of the gateway is missing")
        try:
            unverified = examined(token.strip(), self._expected, self._wall())
            key = await self._keys.find(unverified.key_id, unverified.algorithm)
            claims = unverified.verified(key)
        except BadToken as error:
            raise CredentialsRejected(f"the token is not accepted: {error}") from None
        if claims["sub"] != claims["iss"]:
            raise CredentialsRejected("the token is not accepted: subject")
