"""Requests for a token: what form and header say, before any of it is believed (RFC 6749, section 4.4)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Literal
from urllib.parse import unquote_plus

import msgspec

from connectors.jose.assertions import ASSERTION_TYPE
from connectors.jose.tokens import MAX_TOKEN
from gateway.identity.oauth.refusals import ClientRefused, TokenRefused

Method = Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth"]
"""How a client proves who it is, by the names that metadata gives (RFC 8414, RFC 8705)."""

MOST_FIELDS = 20
_MOST = {"client_assertion": MAX_TOKEN}
_MOST_TEXT = 1000
_OURS = frozenset(
    {"office", "sub", "subject", "iss", "aud", "exp", "cnf", "jti", "role", "roles", "scopes", "requester"}
)
"""Fields that would say what only this side may say. Others that are not known are passed over, as RFC 6749,
section 3.2, wants it; these are refused, since whoever sends one expects it to count."""


class Proof(msgspec.Struct, frozen=True):
    """By what a client wants to be known. ``secrets`` are the ways in which a header can be read."""

    method: Method
    client: str | None
    secrets: tuple[str, ...] = ()
    assertion: str = ""

    def __repr__(self) -> str:
        """Without what is secret."""
        return f"Proof({self.method})"


class TokenRequest(msgspec.Struct, frozen=True):
    """A request for a token by client credentials; ``scope`` and ``resource`` as they were asked for."""

    proof: Proof
    scope: str | None = None
    resource: str | None = None


def read_request(fields: Iterable[tuple[str, str]], authorization: str | None) -> TokenRequest:
    """The request that a form and the ``Authorization`` header make.

    Raises:
        TokenRefused: a field comes twice, is too long or not for clients to say; there are two proofs; the
            grant is another one.
        ClientRefused: there is no proof at all.
    """
    said = _fields(fields)
    proof = _proof(said, authorization)
    grant = said.get("grant_type")
    if grant is None:
        raise TokenRefused("invalid_request", "The field grant_type is missing.")
    if grant != "client_credentials":
        raise TokenRefused("unsupported_grant_type", "The only grant here is client_credentials.")
    return TokenRequest(proof, said.get("scope"), said.get("resource"))


def _fields(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields of a form, each once; one without a value counts as left away (RFC 6749, section 3.2)."""
    listed = list(fields)
    said: dict[str, str] = {}
    if len(listed) > MOST_FIELDS:
        raise TokenRefused(
            "invalid_request", f"There are more than {MOST_FIELDS} fields.", event="token-form"
        )
    for name, value in listed:
        if name in said:
            raise TokenRefused("invalid_request", "A field is given more than once.", event="token-form")
        if name.lower() in _OURS:
            raise TokenRefused(
                "invalid_request", "A field says what a client cannot choose.", event="token-form"
            )
        if len(value) > _MOST.get(name, _MOST_TEXT) or "\0" in value:
            raise TokenRefused("invalid_request", "A field is too long.", event="token-form")
        said[name] = value
    return {name: value for name, value in said.items() if value}


def _proof(said: dict[str, str], authorization: str | None) -> Proof:
    proofs: list[str] = [name for name in ("client_secret", "client_assertion") if name in said]
    if authorization is not None:
        proofs.append("Authorization")
    if len(proofs) > 1:
        raise TokenRefused(
            "invalid_request", "The client proves itself in two ways; use one.", event="two-credentials"
        )
    client = said.get("client_id")
    if authorization is not None:
        return _basic(authorization, client)
    if "client_assertion" in said:
        if said.get("client_assertion_type") != ASSERTION_TYPE:
            raise TokenRefused("invalid_request", f"The client_assertion_type is {ASSERTION_TYPE}.")
        return Proof("private_key_jwt", client, assertion=said["client_assertion"])
    if client is None:
        raise ClientRefused("client-unproved")
    if "client_secret" in said:
        return Proof("client_secret_post", client, (said["client_secret"],))
    return Proof("tls_client_auth", client)


def _basic(authorization: str, client: str | None) -> Proof:
    """HTTP Basic. RFC 6749, section 2.3.1, has id and secret form-encoded first, which many clients do not
    do: the secret is tried in both readings.
    """
    scheme, _, coded = authorization.partition(" ")
    try:
        plain = base64.b64decode(coded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        plain = ""
    id, colon, secret = plain.partition(":")
    if scheme.lower() != "basic" or not colon or not id or len(plain) > 2 * _MOST_TEXT:
        raise ClientRefused("client-unproved", by_basic=True)
    named = unquote_plus(id)
    if client is not None and client != named:
        raise TokenRefused("invalid_request", "The request names two clients.", event="two-credentials")
    return Proof("client_secret_basic", named, tuple(dict.fromkeys((unquote_plus(secret), secret))))
