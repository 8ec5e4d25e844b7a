"""Which credentials a client of an endpoint shows: where each kind of authentication is set up."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from connectors import gateway_token
from connectors.credentials import Called, Credentials, static
from connectors.endpoint import Endpoint, GatewayToken, OAuth2
from connectors.gateway_token import Sign
from connectors.tokens import Post, Tokens


class Means(NamedTuple):
    """What credentials are got with.

    ``checked`` is the canonical form of a URL that may be fetched, ``ValueError`` for any other; ``post``
    sends a form to a token endpoint; ``sign`` gives tokens of the gateway itself, where there is one.
    """

    checked: Callable[[str], str]
    post: Post
    sign: Sign | None = None


def credentials_of(
    endpoint: Endpoint,
    authorization: Callable[[], Awaitable[Mapping[str, str]]] | None,
    token_url: str | None,
    means: Means,
    clock: Callable[[], float],
    wall: Callable[[], float],
) -> Credentials:
    """The credentials for an endpoint.

    Args:
        endpoint: with its authentication.
        authorization: gives the headers of each request in place of it.
        token_url: where its protocol has its token endpoint, if it has one.
        means: what they are got with.
        clock: monotonic seconds.
        wall: Unix time.

    Raises:
        ValueError: it cannot be set up.
    """
    if authorization is not None:
        return Called(authorization)
    match endpoint.auth:
        case OAuth2():
            where = endpoint.auth.token_url or token_url
            if where is None:
                raise ValueError(f"{endpoint.id} needs auth.token_url")
            return Tokens(endpoint.auth, means.checked(where), means.post, clock, wall)
        case GatewayToken():
            if means.sign is None:
                raise ValueError(f"{endpoint.id} wants a gateway's token, and nobody here signs any")
            return Called(gateway_token.proving(means.sign, endpoint.auth.audience))
    return static(endpoint.auth)


async def proof_of(
    endpoint: Endpoint,
    means: Means,
    clock: Callable[[], float] = time.monotonic,
    wall: Callable[[], float] = time.time,
) -> Mapping[str, str]:
    """The headers with which an endpoint is asked for some minutes: for who asks it without a client.

    Raises:
        ConnectorError: they cannot be had now.
        ValueError: they cannot be set up.
    """
    credentials = credentials_of(endpoint, None, None, means, clock, wall)
    try:
        return await credentials.headers()
    finally:
        await credentials.aclose()
