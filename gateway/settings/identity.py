"""``gateway.yaml``, section ``identity``: who gets tokens here, who issues them, and with which keys."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictStr, ValidationInfo, field_validator

from connectors.jose.keys import private_key, public_keys
from gateway.identity.identity import Scope
from gateway.settings.fields import (
    EndpointUrl,
    Line,
    Listed,
    OfficeCode,
    PasswordRef,
    PemRef,
    misplaced,
    repeated,
)
from gateway.settings.ground import Ground
from gateway.settings.secrets import located, reveal, split_reference
from gateway.settings.section import Section

LEAST_SECRET = 16
"""How long a client's secret is at least: it is shown to whoever asks, who may guess."""

_CLIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def _client_id(text: str) -> str:
    if _CLIENT.fullmatch(text) is None:
        raise ValueError("Should be at most 100 letters, digits, '.', '-' and '_'")
    return text


def _long_enough(text: str, info: ValidationInfo) -> str:
    ground = info.context
    if isinstance(ground, Ground) and len(reveal(text, ground.environ).reveal()) < LEAST_SECRET:
        raise ValueError(f"The secret should have at least {LEAST_SECRET} characters; make it a random one")
    return text


def _public(text: str, info: ValidationInfo) -> str:
    kind, _ = split_reference(text)
    if kind != "file":
        raise ValueError("Should be file:PATH, a public key in PEM form or a JWK set")
    ground = info.context
    if not isinstance(ground, Ground):
        return text
    placed = located(text, ground.directory)
    public_keys(reveal(placed, ground.environ).reveal())
    return placed


def _signing(text: str, info: ValidationInfo) -> str:
    ground = info.context
    if isinstance(ground, Ground):
        private_key(reveal(text, ground.environ).reveal())
    return text


ClientId = Annotated[StrictStr, AfterValidator(_client_id)]
"""The id of a client: visible, without blanks, colons and slashes."""

ClientSecretRef = Annotated[PasswordRef, AfterValidator(_long_enough)]
"""A reference to a client's secret."""

PublicKeyFile = Annotated[StrictStr, AfterValidator(_public)]
"""A reference ``file:PATH`` to public keys."""

SigningKeyRef = Annotated[PemRef, AfterValidator(_signing)]
"""A reference to a private key that signs."""


class ClientSettings(Section):
    """A program of an accessing office that gets tokens at ``/oauth2/token``."""

    id: ClientId = Field(description="Its client_id.")
    office: OfficeCode = Field(description="The accessing office for which it asks, by its ST.3 code.")
    secret: ClientSecretRef | None = Field(
        default=None, description="Reference to its client_secret.", repr=False
    )
    public_key: PublicKeyFile | None = Field(
        default=None, description="file:PATH of the public keys that verify its assertions: PEM or a JWK set."
    )
    certificate: Line | None = Field(
        default=None, description="The subject of its certificate (RFC 4514), for tls_client_auth."
    )
    scopes: Listed[Scope] = Field(
        default=("ask",), min_length=1, max_length=4, description="What its tokens may be good for."
    )

    @field_validator("scopes")
    @classmethod
    def _once(cls, scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
        repeated(scopes, "scope")
        return scopes

    @property
    def proofs(self) -> int:
        """In how many ways it may prove itself."""
        return sum(one is not None for one in (self.secret, self.public_key, self.certificate))


class ClaimedOffice(Section):
    """An office as an issuer elsewhere names it."""

    value: Line = Field(description="The value of the claim.")
    office: OfficeCode = Field(description="The accessing office that it stands for, by its ST.3 code.")


class ClaimedScope(Section):
    """A scope as an issuer elsewhere names it."""

    value: Line = Field(description="One word of the claim.")
    scope: Scope = Field(description="The scope that it stands for.")


class IssuerSettings(Section):
    """An authorization server elsewhere, found by OpenID discovery, in place of the built-in one."""

    url: EndpointUrl = Field(description="Its issuer identifier: the URL that tokens name as iss.")
    audience: Line | None = Field(
        default=None, description="Whom its tokens for this gateway are for; absent: public_url."
    )
    token_type: Literal["at+jwt", "jwt"] = Field(
        default="at+jwt", description="The typ of its access tokens; jwt where it does not know RFC 9068."
    )
    office_claim: Line = Field(
        default="office", description="The claim that says for which office a client asks."
    )
    offices: Listed[ClaimedOffice] = Field(
        default=(), max_length=500, description="What its values stand for; absent: they are ST.3 codes."
    )
    scope_claim: Line = Field(default="scope", description="The claim that lists what a token is good for.")
    scopes: Listed[ClaimedScope] = Field(
        default=(), max_length=50, description="What its words stand for; absent: they are scopes of ours."
    )

    @field_validator("offices", "scopes")
    @classmethod
    def _distinct(
        cls, listed: tuple[ClaimedOffice | ClaimedScope, ...]
    ) -> tuple[ClaimedOffice | ClaimedScope, ...]:
        again = [n for n, one in enumerate(listed) if one.value in [other.value for other in listed[:n]]]
        if again:
            raise misplaced(*(((n, "value"), "This value is listed twice") for n in again))
        return listed


class IdentitySettings(Section):
    """Who gets tokens, who issues them, and with which keys the gateway signs."""

    clients: Listed[ClientSettings] = Field(
        default=(), max_length=1000, description="Programs of accessing offices that get tokens here."
    )
    signing_algorithm: Literal["ES256", "EdDSA"] = Field(
        default="ES256", description="With which algorithm the gateway makes its signing keys."
    )
    signing_keys: Listed[SigningKeyRef] = Field(
        default=(),
        max_length=5,
        description="Keys that sign in place of those it makes: the first signs, all are published.",
        repr=False,
    )
    issuer: IssuerSettings | None = Field(
        default=None,
        description="An issuer elsewhere whose tokens are accepted in place of the gateway's own.",
    )

    @field_validator("clients")
    @classmethod
    def _clients(cls, clients: tuple[ClientSettings, ...]) -> tuple[ClientSettings, ...]:
        ids = [client.id for client in clients]
        faults = [((n, "id"), f"{id} is listed twice") for n, id in enumerate(ids) if id in ids[:n]]
        faults += [
            ((n, "secret"), "A client needs a secret, a public_key or a certificate")
            for n, client in enumerate(clients)
            if not client.proofs
        ]
        if faults:
            raise misplaced(*faults)
        return clients

    @field_validator("issuer")
    @classmethod
    def _instead(cls, issuer: IssuerSettings | None, info: ValidationInfo) -> IssuerSettings | None:
        if issuer is not None and info.data.get("clients"):
            raise ValueError("Stands in place of clients: tokens come from there or from here, not from both")
        return issuer
