"""Where and how a provider is reached: its endpoint, as data. Protocols are code, offices are data."""

from __future__ import annotations

from typing import Literal

import msgspec

from connectors.contract import Operation


class Secret:
    """A secret value that never prints itself; ``reveal()`` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself: only for the wire."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))


class NoAuth(msgspec.Struct, frozen=True):
    """The endpoint asks for no credentials."""


class ApiKey(msgspec.Struct, frozen=True):
    """A static key in a header."""

    header: str
    key: Secret


class Basic(msgspec.Struct, frozen=True):
    """HTTP Basic (RFC 7617)."""

    username: str
    password: Secret


class OAuth2(msgspec.Struct, frozen=True):
    """A bearer token from the office's own token endpoint (RFC 6749).

    ``token_url=None`` lets the protocol choose its default (``{url}/auth/token`` for ``opd``).
    A ``private_key`` (PEM) proves the client in place of a secret (RFC 7523): under ``key_id``, for
    ``audience``, which is the token endpoint unless it is said.
    """

    grant: Literal["client_credentials", "password"]
    token_url: str | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    private_key: Secret | None = None
    key_id: str | None = None
    audience: str | None = None
    username: str | None = None
    password: Secret | None = None
    scope: str | None = None


class MutualTLS(msgspec.Struct, frozen=True):
    """A client certificate; paths of PEM files, and a digest of what they hold.

    A certificate that was renewed at the same place makes another endpoint of it.
    """

    certificate: str
    key: str
    digest: str = ""


class GatewayToken(msgspec.Struct, frozen=True):
    """A token that the gateway signs itself, for this audience (``connectors.gateway_token``)."""

    audience: str


Auth = NoAuth | ApiKey | Basic | OAuth2 | MutualTLS | GatewayToken


class Limits(msgspec.Struct, frozen=True):
    """How much the provider may be asked; ``None`` is no limit. Kept by the gateway, not by connectors."""

    concurrency: int = 8
    requests_per_minute: int | None = None
    requests_per_day: int | None = None
    timeout_seconds: float = 10.0


class Endpoint(msgspec.Struct, frozen=True):
    """One provider's endpoint: a providing office's own service, or a hub that speaks for several offices.

    ``serves`` are the offices whose dossiers it has (ST.3; ``WO`` includes ``IB``). ``url`` has no trailing
    slash. ``capabilities`` are the operations it is asked for, never more than its protocol has.
    """

    id: str
    name: str
    serves: tuple[str, ...]
    protocol: str
    url: str
    capabilities: frozenset[Operation]
    auth: Auth = NoAuth()
    limits: Limits = Limits()
    accounts: tuple[tuple[str, Auth], ...] = ()
    """Accessing offices (ST.3) that the provider wants to see asking with credentials of their own."""

    gateway: bool = False
    """It passes on what other offices provide, as far as these have answered it."""
