"""Which gateway a provider answers: the one whose published keys it was told of."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from connectors.client import Network
from connectors.gateway_token import GatewayCheck
from connectors.guard import LOOPBACK
from connectors.jose.published import PublishedKeys, at_url, in_file

_FILE_SECONDS = 2.0
"""How often a file of keys is read again, where there are questions."""


@asynccontextmanager
async def trusted_gateway(source: str, audience: str) -> AsyncIterator[GatewayCheck]:
    """Checks tokens of a gateway until the block is left.

    A URL is fetched over a guarded network: ``https`` and public, but for a literal loopback address. A file
    is for where that cannot be; it is read again when it has changed.

    Args:
        source: where the gateway's keys are: its ``/.well-known/jwks.json``, or a file with the same.
        audience: what this provider is called in the gateway's configuration.

    Raises:
        UnsafeURL: the URL may not be fetched.
        Unavailable: there is no such file, or it holds no keys.
    """
    if "://" not in source:
        look = in_file(Path(source))
        await look()
        keys = PublishedKeys(look, time.monotonic, fresh_seconds=_FILE_SECONDS, again_seconds=_FILE_SECONDS)
        yield GatewayCheck(keys, audience, time.time)
        return
    near = _is_loopback(source)
    network = Network(allow_http=near, allow_networks=LOOPBACK if near else (), ports=None)
    try:
        url = network.checked(source)
        yield GatewayCheck(
            PublishedKeys(at_url(url, network.control.get), time.monotonic), audience, time.time
        )
    finally:
        await network.aclose()


def _is_loopback(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False
