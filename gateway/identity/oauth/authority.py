"""The built-in authorization server: a client proves itself, and gets a token (RFC 6749, 7523, 8705)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import structlog

from connectors.jose.assertions import LONGEST_SECONDS
from connectors.jose.tokens import SKEW_SECONDS, BadToken, Expected, examined, instant, text
from gateway.identity.credentials import Certificate
from gateway.identity.identity import SCOPES, Scope
from gateway.identity.oauth.access_tokens import LIFE_SECONDS, Place, access_token
from gateway.identity.oauth.clients import Client, Clients
from gateway.identity.oauth.ledger import use_once
from gateway.identity.oauth.refusals import ClientRefused, TokenRefused
from gateway.identity.oauth.requests import Proof, TokenRequest
from gateway.identity.oauth.signing import SigningKeys
from gateway.store.store import Store

TOKEN_PATH = "/oauth2/token"
_MOST_JTI = 128
_TYPES = frozenset({None, "jwt", "client-authentication+jwt"})

Admit = Callable[[Client], None]

_log = structlog.get_logger("casegate.identity")


class Granted(msgspec.Struct, frozen=True):
    """A token, how long it is good, and what for."""

    token: str
    seconds: int
    scopes: frozenset[Scope]

    def __repr__(self) -> str:
        """Without the token."""
        return f"Granted({sorted(self.scopes)})"


class Authority(msgspec.Struct, frozen=True):
    """Gives tokens to clients.

    ``place`` is who issues and for whom; ``keys`` sign; ``store`` remembers which assertions were used, for
    all processes; ``new_id`` makes ids that never come again.
    """

    place: Place
    clients: Clients
    keys: SigningKeys
    store: Store
    new_id: Callable[[], str]

    @property
    def token_url(self) -> str:
        """Where tokens are asked for."""
        return self.place.issuer + TOKEN_PATH

    async def grant(
        self,
        request: TokenRequest,
        certificate: Certificate | None,
        now: float,
        admit: Admit = lambda client: None,
    ) -> Granted:
        """A token for the client that proves to be one. ``certificate``: what its connection has proved;
        ``admit`` may refuse a client that has proved itself, before anything is written or signed for it.

        Raises:
            TokenRefused: no token; ``ClientRefused`` when it is the client that is not believed.
        """
        client = await self._proved(request.proof, certificate, now, admit)
        scopes = _scopes(request.scope, client)
        if request.resource not in (None, self.place.audience):
            raise TokenRefused(
                "invalid_target", "Tokens are given for this gateway only.", credential=client.id
            )
        key = await self.keys.current(now)
        id = self.new_id()
        token = access_token(key, client, scopes, self.place, certificate=certificate, now=now, id=id)
        _log.info("token_issued", client=client.id, office=client.office, token=id, key=key.id)
        return Granted(token, LIFE_SECONDS, scopes)

    async def _proved(
        self, proof: Proof, certificate: Certificate | None, now: float, admit: Admit
    ) -> Client:
        if proof.method == "private_key_jwt":
            return await self._by_assertion(proof, now, admit)
        client = self._shown(proof, certificate, now)
        admit(client)
        return client

    def _shown(self, proof: Proof, certificate: Certificate | None, now: float) -> Client:
        """The client of a secret, or of the certificate that its connection has proved."""
        client = self._known(proof.client, now)
        if proof.method == "tls_client_auth":
            if client is None or certificate is None or not client.has_certificate(certificate, now):
                raise ClientRefused("client-unproved", credential=None if client is None else client.id)
            return client
        by_basic = proof.method == "client_secret_basic"
        if client is None:
            raise ClientRefused("client-unknown", by_basic=by_basic)
        if True not in {client.has_secret(secret) for secret in proof.secrets}:
            raise ClientRefused("client-secret", credential=client.id, by_basic=by_basic)
        return client

    async def _by_assertion(self, proof: Proof, now: float, admit: Admit) -> Client:
        try:
            return await self._asserted(proof, now, admit)
        except BadToken as error:
            raise ClientRefused(f"assertion-{error}") from None

    async def _asserted(self, proof: Proof, now: float, admit: Admit) -> Client:
        """The client of an assertion; its id counts as used only once its signature is right.

        The audience is the token endpoint or the issuer, and nobody else beside: an assertion for another
        server must not be of use here, nor this one there.
        """
        expected = Expected(
            types=_TYPES,
            audiences=frozenset({self.token_url, self.place.issuer}),
            issuers=None,
            alone=True,
            longest_seconds=LONGEST_SECONDS,
            required=frozenset({"sub", "jti"}),
        )
        unverified = examined(proof.assertion, expected, now)
        id, jti = text(unverified.claims, "iss"), text(unverified.claims, "jti", _MOST_JTI)
        client = self._known(id, now)
        if client is None or client.keys is None or unverified.claims["sub"] != id:
            raise BadToken("client-unknown")
        if proof.client not in (None, id) or jti is None:
            raise BadToken("client-unknown" if jti else "jti")
        algorithm = unverified.algorithm
        unverified.verified(
            client.keys.find(unverified.key_id, algorithm) or client.keys.find(None, algorithm)
        )
        admit(client)
        until = (instant(unverified.claims, "exp") or now) + SKEW_SECONDS
        if not await self.store.write(lambda c: use_once(c, client.id, jti, until, now)):
            raise BadToken("replayed")
        return client

    def _known(self, id: str | None, now: float) -> Client | None:
        client = None if id is None else self.clients.get(id)
        return client if client is not None and client.good(now) else None


def _scopes(asked: str | None, client: Client) -> frozenset[Scope]:
    """The scopes asked for, or all that the client has.

    Raises:
        TokenRefused: it asks for one that it has not.
    """
    if asked is None:
        return client.scopes
    words = set(asked.split(" "))
    found = frozenset(scope for scope in SCOPES if scope in words and scope in client.scopes)
    if len(found) != len(words):
        raise TokenRefused(
            "invalid_scope",
            "A scope is asked for that this client has not.",
            event="scope-missing",
            credential=client.id,
        )
    return found
