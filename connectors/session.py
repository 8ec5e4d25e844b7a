"""One guarded HTTP session per provider: no cookies, no redirects, no proxies of the environment."""

from __future__ import annotations

import socket
import ssl
from importlib.metadata import PackageNotFoundError, version

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from connectors.endpoint import MutualTLS
from connectors.guard import Guard

MAX_HEADERS = 100
MAX_HEADER_BYTES = 16 * 1024
CONNECT_SECONDS = 3.0
STALL_SECONDS = 30.0
_BUFFER_BYTES = 64 * 1024
_CONNECTIONS = 256
_KEEPALIVE_SECONDS = 30.0


class GuardedResolver(AbstractResolver):
    """Resolves names, and refuses a name of which any address is forbidden."""

    def __init__(self, resolver: AbstractResolver, guard: Guard) -> None:
        self._resolver = resolver
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name, all of them allowed.

        Raises:
            OSError: the name does not resolve; ``Forbidden`` when one of its addresses may not be reached.
        """
        found = await self._resolver.resolve(host, port, family)
        for one in found:
            self._guard.judge(one["host"])
        return found

    async def close(self) -> None:
        """Closes the resolver underneath."""
        await self._resolver.close()


def open_session(
    guard: Guard, resolver: AbstractResolver, trust: ssl.SSLContext | bool, user_agent: str
) -> aiohttp.ClientSession:
    """A session whose every dial goes through ``guard``; bodies come as they were sent, undecoded.

    Connections are bounded generously: whoever asks decides how much is asked at a time. Time is the
    caller's too, but for dialling and for an office that stops sending altogether.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            ssl=trust,
            resolver=GuardedResolver(resolver, guard),
            socket_factory=guard,
            limit=_CONNECTIONS,
            keepalive_timeout=_KEEPALIVE_SECONDS,
        ),
        headers={"User-Agent": user_agent},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=STALL_SECONDS),
        read_bufsize=_BUFFER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
    )


def user_agent_name() -> str:
    """How requests name themselves."""
    try:
        return f"casegate/{version('casegate')}"
    except PackageNotFoundError:
        return "casegate"


def trusting(authorities: str | None) -> ssl.SSLContext:
    """Trust in the system's certification authorities, and those of a PEM file."""
    context = ssl.create_default_context()
    if authorities is not None:
        context.load_verify_locations(authorities)
    context.set_alpn_protocols(["http/1.1"])
    return context


def certified(authorities: str | None, id: str, auth: MutualTLS) -> ssl.SSLContext:
    """The same trust, and the client certificate by which a gateway proves itself to the provider ``id``.

    Raises:
        ValueError: the certificate and its key cannot be read, or used together.
    """
    context = trusting(authorities)
    try:
        context.load_cert_chain(auth.certificate, auth.key, password=lambda: "")
    except (OSError, ssl.SSLError) as error:
        raise ValueError(f"the client certificate of {id} cannot be read: {error}") from error
    return context
