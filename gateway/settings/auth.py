"""How the gateway proves itself to a provider: one model per ``auth.type``."""

from __future__ import annotations

import ssl
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from connectors.jose.keys import private_key
from gateway.settings.fields import (
    AccountRef,
    EndpointUrl,
    HeaderName,
    Line,
    PasswordRef,
    PemFile,
    PemRef,
    SecretRef,
    misplaced,
)
from gateway.settings.ground import Ground
from gateway.settings.secrets import is_reference, reveal
from gateway.settings.section import Section

Grant = Literal["client_credentials", "password"]


class NoAuthSettings(Section):
    """The endpoint asks for no credentials."""

    type: Literal["none"] = Field(default="none", description="No credentials.")


class ApiKeySettings(Section):
    """A static key in a header."""

    type: Literal["api-key"] = Field(default="api-key", description="A static key in a header.")
    header: HeaderName = Field(default="X-Api-Key", description="The header that carries the key.")
    key: SecretRef = Field(description="Reference to the key.", repr=False)


class BasicSettings(Section):
    """HTTP Basic (RFC 7617)."""

    type: Literal["basic"] = Field(default="basic", description="HTTP Basic.")
    username: AccountRef = Field(description="The account's name, plain or a reference.")
    password: PasswordRef = Field(description="Reference to the password.", repr=False)

    @field_validator("username")
    @classmethod
    def _without_colon(cls, username: str) -> str:
        if not is_reference(username) and ":" in username:
            raise ValueError("Holds a colon, which HTTP Basic does not allow in a name (RFC 7617)")
        return username


class OAuth2Settings(Section):
    """A bearer token from the office's token endpoint (RFC 6749)."""

    type: Literal["oauth2"] = Field(
        default="oauth2", description="A bearer token from the office's token endpoint."
    )
    grant: Grant | None = Field(
        default=None, description="The grant; password for protocol opd, else client_credentials."
    )
    token_url: EndpointUrl | None = Field(
        default=None, description="The token endpoint; opd and epo-ops have their own."
    )
    client_id: AccountRef | None = Field(default=None, description="The client's id, plain or a reference.")
    client_secret: PasswordRef | None = Field(
        default=None, description="Reference to the client's secret.", repr=False
    )
    private_key: PemRef | None = Field(
        default=None,
        description="Reference to a private key that signs a client assertion (RFC 7523).",
        repr=False,
    )
    username: AccountRef | None = Field(
        default=None, description="For the password grant: the account's name."
    )
    password: PasswordRef | None = Field(
        default=None, description="For the password grant: its password.", repr=False
    )
    key_id: Line | None = Field(
        default=None, description="The id by which the office knows the key; absent: its thumbprint."
    )
    audience: Line | None = Field(
        default=None, description="Whom a client assertion is for; absent: the token endpoint."
    )
    scope: Line | None = Field(default=None, description="The scope asked for, as the office defines it.")

    @field_validator("private_key")
    @classmethod
    def _signs(cls, reference: str | None, info: ValidationInfo) -> str | None:
        if reference is not None and isinstance(info.context, Ground):
            private_key(reveal(reference, info.context.environ).reveal())
        return reference


class MutualTLSSettings(Section):
    """A client certificate."""

    type: Literal["mtls"] = Field(default="mtls", description="A client certificate.")
    certificate: PemFile = Field(description="file:PATH of the certificate chain.")
    key: PemFile = Field(description="file:PATH of its private key, without a passphrase.")

    @field_validator("key")
    @classmethod
    def _usable(cls, key: str, info: ValidationInfo) -> str:
        certificate = info.data.get("certificate")
        if certificate is not None and isinstance(info.context, Ground):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            try:
                context.load_cert_chain(pem_path(certificate), pem_path(key), password=lambda: "")
            except (OSError, ValueError):
                raise ValueError("The certificate and this key cannot be used together") from None
        return key


class GatewayTokenSettings(Section):
    """A token that the gateway signs itself; the provider checks it against the gateway's published keys."""

    type: Literal["gateway-token"] = Field(
        default="gateway-token", description="A token of the gateway's own."
    )
    audience: Line = Field(description="Whom the token is for: the name that the provider checks.")


AuthSettings = Annotated[
    NoAuthSettings
    | ApiKeySettings
    | BasicSettings
    | OAuth2Settings
    | MutualTLSSettings
    | GatewayTokenSettings,
    Field(discriminator="type"),
]


def pem_path(reference: str) -> str:
    """The path of a ``file:PATH`` reference."""
    return reference.removeprefix("file:")


_OWN_TOKEN_ENDPOINT = ("opd", "epo-ops")
"""Protocols that say where their token endpoint is, beneath the endpoint's URL."""


def grant_of(protocol: str, auth: OAuth2Settings) -> Grant:
    """The grant that is used: as written, else the protocol's (``opd`` logs in with a password)."""
    return auth.grant or ("password" if protocol == "opd" else "client_credentials")


def check_oauth2(protocol: str, auth: OAuth2Settings) -> None:
    """Checks that what the grant needs is there.

    Raises:
        ValidationError: with each missing or contradictory key at its place.
    """
    grant = grant_of(protocol, auth)
    faults: list[tuple[tuple[str | int, ...], str]] = []
    if protocol == "opd" and grant != "password":
        faults.append((("grant",), "Protocol opd logs in with the grant 'password'"))
    if protocol not in _OWN_TOKEN_ENDPOINT and auth.token_url is None:
        faults.append((("token_url",), "Is required"))
    proof = "client_secret" if auth.private_key is None else "private_key"
    needed = ("username", "password") if grant == "password" else ("client_id", proof)
    faults += [
        ((key,), f"Is required by the grant '{grant}'") for key in needed if getattr(auth, key) is None
    ]
    if auth.private_key is not None and auth.client_secret is not None:
        faults.append((("private_key",), "A client has a secret or a key, not both"))
    if auth.private_key is None:
        for key in ("key_id", "audience"):
            if getattr(auth, key) is not None:
                faults.append(((key,), "Belongs to private_key"))
    elif auth.client_id is None and grant == "password":
        faults.append((("client_id",), "Is required by private_key"))
    if grant == "client_credentials":
        for key in ("username", "password"):
            if getattr(auth, key) is not None:
                faults.append(((key,), "Belongs to the grant 'password'"))
    if faults:
        raise misplaced(*faults)
