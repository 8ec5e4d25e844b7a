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
_USED_UP = 0.8
_JUST_MADE_SECONDS = 30.0

Sign = Callable[[str], Awaitable[str]]
"""Gives a token of the gateway's for an audience."""


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


class SelfIssued:
    """The gateway's own tokens as credentials; each is used for four fifths of its life."""

    def __init__(self, sign: Sign, audience: str, clock: Callable[[], float]) -> None:
        self._sign = sign
        self._audience = audience
        self._clock = clock
        self._headers: Mapping[str, str] | None = None
        self._made = 0.0

    async def headers(self) -> Mapping[str, str]:
        """The ``Authorization`` header of a token that is still good."""
        now = self._clock()
        if self._headers is None or now >= self._made + _USED_UP * LIFE_SECONDS:
            self._headers = {"Authorization": f"Bearer {await self._sign(self._audience)}"}
            self._made = now
        return self._headers

    def reject(self, headers: Mapping[str, str]) -> bool:
        """Drops the token, unless it was made just now: another one would be no better."""
        if self._clock() < self._made + _JUST_MADE_SECONDS:
            return headers is not self._headers
        if headers is self._headers:
            self._headers = None
        return True

    async def aclose(self) -> None:
        """Holds nothing."""


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
