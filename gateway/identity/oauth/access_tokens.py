"""The gateway's own access tokens (RFC 9068): what is said in them, and who they are believed to be from."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping

import msgspec

from connectors.jose.keys import PrivateKey
from connectors.jose.tokens import SKEW_SECONDS, BadToken, Claims, Expected, examined, instant, text, write
from gateway.errors import Unauthorised
from gateway.identity.access import NOT_ACCEPTED
from gateway.identity.credentials import Certificate
from gateway.identity.identity import SCOPES, Identity, Scope, client_of
from gateway.identity.oauth.clients import Client, Clients
from gateway.identity.oauth.signing import SigningKeys
from gateway.requesters import Requester

TYPE = "at+jwt"
LIFE_SECONDS = 900
OFFICE = "office"
"""The claim that says for which office a client asks, by its ST.3 code."""

_REQUIRED = frozenset({"sub", "client_id", "iat", "jti", "scope", OFFICE})


def access_token(
    key: PrivateKey,
    client: Client,
    scopes: frozenset[Scope],
    place: Place,
    *,
    certificate: Certificate | None,
    now: float,
    id: str,
) -> str:
    """A token for a client, good for 15 minutes; bound to the certificate that it showed, if any."""
    claims: dict[str, object] = {
        "iss": place.issuer,
        "aud": place.audience,
        "sub": client.id,
        "client_id": client.id,
        OFFICE: client.office,
        "scope": " ".join(sorted(scopes)),
        "iat": int(now),
        "exp": int(now) + LIFE_SECONDS,
        "jti": id,
    }
    if certificate is not None:
        claims["cnf"] = {"x5t#S256": thumbprint(certificate)}
    return write(claims, key, TYPE)


class Place(msgspec.Struct, frozen=True):
    """Who issues tokens and for whom; both are the gateway's public URL."""

    issuer: str
    audience: str


class OwnTokens:
    """Believes the tokens of this gateway, as long as their clients are what they were.

    Args:
        place: who issues them, and for whom.
        clients: those who may ask now. A token of a client that is gone, or asks for another office now,
            proves nothing; scopes that it has lost are lost at once.
        keys: the signing keys.
        revoked: ids of tokens that were taken back.
    """

    def __init__(self, place: Place, clients: Clients, keys: SigningKeys, revoked: frozenset[str]) -> None:
        self._clients = clients
        self._keys = keys
        self._revoked = revoked
        self._expected = Expected(
            types=frozenset({TYPE}),
            audiences=frozenset({place.audience}),
            issuers=frozenset({place.issuer}),
            longest_seconds=LIFE_SECONDS,
            required=_REQUIRED,
        )

    async def verify(self, token: str, certificate: Certificate | None, now: float) -> Identity:
        """The identity of the client that a token was given to.

        Raises:
            Unauthorised: it is no good token; ``event`` says why.
        """
        try:
            unverified = examined(token, self._expected, now)
            key = await self._keys.find(unverified.key_id, unverified.algorithm, now)
            claims = unverified.verified(key)
            client = self._client(claims, now)
            check_binding(claims, certificate)
            return _identity(client, claims)
        except BadToken as error:
            raise Unauthorised(NOT_ACCEPTED, event=f"token-{error}") from None

    def stands(self, identity: Identity, now: float) -> bool:
        """Whether its client may still do all this, for this office, and the token was not taken back."""
        id, _, jti = (identity.credential or "").rpartition("/")
        client = self._clients.get(id)
        if client is None or not client.good(now) or jti in self._revoked:
            return False
        return client.office == identity.requester.office and client.scopes >= identity.scopes

    def _client(self, claims: Claims, now: float) -> Client:
        id, jti = text(claims, "client_id"), text(claims, "jti")
        client = None if id is None else self._clients.get(id)
        if jti is None or jti in self._revoked:
            raise BadToken("revoked")
        if client is None or not client.good(now) or claims["sub"] != id:
            raise BadToken("client-unknown")
        if claims[OFFICE] != client.office:
            raise BadToken("office")
        return client


def thumbprint(certificate: Certificate) -> str:
    """A certificate as tokens name it (RFC 8705, section 3.1)."""
    return urlsafe_b64encode(certificate.thumbprint).decode("ascii").rstrip("=")


def check_binding(claims: Claims, certificate: Certificate | None) -> None:
    """Holds a token that is bound to a certificate against the one that came with it.

    Raises:
        BadToken: it is bound to another one, or to something that is not understood here.
    """
    if "cnf" not in claims:
        return
    bound = claims["cnf"]
    if not isinstance(bound, Mapping) or bound.keys() != {"x5t#S256"}:
        raise BadToken("binding")
    if certificate is None or bound["x5t#S256"] != thumbprint(certificate):
        raise BadToken("certificate")


def read_scopes(said: object) -> frozenset[str]:
    """The scopes of a claim: one text of words with single blanks between (RFC 6749, section 3.3).

    Raises:
        BadToken: it is anything else, a list for example.
    """
    if not isinstance(said, str) or len(said) > 1000:
        raise BadToken("scope")
    return frozenset(said.split(" ")) if said else frozenset()


def _identity(client: Client, claims: Claims) -> Identity:
    granted = read_scopes(claims["scope"])
    ends = (instant(claims, "exp") or 0.0) + SKEW_SECONDS
    return Identity(
        Requester(client.office),
        frozenset(scope for scope in SCOPES if scope in granted and scope in client.scopes),
        credential=f"{client.id}/{claims['jti']}",
        method="token",
        until=ends if client.until is None else min(ends, client.until),
        client=client_of(client.office, client.name or client.id),
    )
