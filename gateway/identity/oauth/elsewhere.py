"""Tokens of an issuer elsewhere, found by OpenID discovery, in place of the gateway's own.

The issuer's document says where its keys are; both are fetched over the guarded network, kept for minutes,
and looked at again when a token names a key that is not known, but not more than once in half a minute. What
can be judged without a key is judged before, so that strangers cause no traffic. Without keys nobody is let
in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from connectors.errors import ConnectorError, Malformed
from connectors.jose.keys import KeySet
from connectors.jose.published import AGAIN_SECONDS, Get, PublishedKeys, at_url
from connectors.jose.tokens import SKEW_SECONDS, BadToken, Claims, Expected, examined, instant, text
from connectors.offices import OFFICES
from gateway.errors import Unauthorised
from gateway.identity.access import NOT_ACCEPTED
from gateway.identity.credentials import Certificate
from gateway.identity.identity import SCOPES, Identity, Scope, client_of
from gateway.identity.oauth.access_tokens import check_binding
from gateway.identity.oauth.refusals import NoIssuer
from gateway.requesters import Requester

DISCOVERY = "/.well-known/openid-configuration"
_MOST_WORDS = 100


class IssuerRules(msgspec.Struct, frozen=True):
    """Who issues, for whom, and how to read it: ``offices`` and ``scopes`` say what values of the two claims
    stand for; where they are empty, the values are ST.3 codes and scopes of ours.
    """

    url: str
    audience: str
    token_type: Literal["at+jwt", "jwt"]
    office_claim: str
    offices: Mapping[str, str]
    scope_claim: str
    scopes: Mapping[str, Scope]


class Issuer:
    """An issuer and its keys. ``get`` fetches a small document over the guarded network."""

    def __init__(self, rules: IssuerRules, get: Get, clock: Callable[[], float]) -> None:
        self.rules = rules
        self.keys = PublishedKeys(self._look, clock)
        self.names = frozenset({rules.url, f"{rules.url}/"})
        """An identifier may end with a slash; which it is, its own document says."""
        self._get = get

    async def _look(self) -> KeySet:
        """Its keys, where its document says that they are (OpenID Connect Discovery, section 4)."""
        reply = await self._get(self.rules.url + DISCOVERY)
        try:
            said = msgspec.json.decode(reply.body, type=_Document)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise Malformed("bad_payload: the issuer's document cannot be read") from None
        if said.issuer not in self.names:
            raise Malformed("bad_payload: the issuer's document is about another issuer")
        self.names = frozenset({said.issuer})
        return await at_url(said.jwks_uri, self._get)()


class _Document(msgspec.Struct):
    issuer: str
    jwks_uri: str


class TokensElsewhere:
    """Believes the tokens of an issuer elsewhere; ``revoked`` are ids of some that are not believed here."""

    def __init__(self, issuer: Issuer, revoked: frozenset[str]) -> None:
        self._issuer = issuer
        self._revoked = revoked

    async def verify(self, token: str, certificate: Certificate | None, now: float) -> Identity:
        """The identity of the client that a token was given to.

        Raises:
            Unauthorised: it is no good token; ``event`` says why.
            NoIssuer: its issuer's keys cannot be had now.
        """
        issuer, rules = self._issuer, self._issuer.rules
        expected = Expected(
            types=frozenset({rules.token_type}),
            audiences=frozenset({rules.audience}),
            issuers=issuer.names,
            required=frozenset({"sub", rules.office_claim}),
        )
        try:
            unverified = examined(token, expected, now)
            key = await issuer.keys.find(unverified.key_id, unverified.algorithm)
            claims = unverified.verified(key)
            if claims["iss"] not in issuer.names:
                raise BadToken("issuer")
            check_binding(claims, certificate)
            return self._identity(claims, rules)
        except BadToken as error:
            raise Unauthorised(NOT_ACCEPTED, event=f"token-{error}") from None
        except ConnectorError as error:
            raise NoIssuer(
                "The issuer of tokens cannot be reached; its keys are not known.", retry_after=AGAIN_SECONDS
            ) from error

    def stands(self, identity: Identity, now: float) -> bool:
        """Whether its token was not taken back here; what its issuer thinks of it is not asked."""
        return (identity.credential or "").rpartition("/")[2] not in self._revoked

    def _identity(self, claims: Claims, rules: IssuerRules) -> Identity:
        named = text(claims, rules.office_claim)
        office = None if named is None else (rules.offices or _SELF).get(named)
        client = next((one for name in ("client_id", "azp", "sub") if (one := text(claims, name))), None)
        if office is None or client is None:
            raise BadToken("office")
        jti = text(claims, "jti") or ""
        if jti and jti in self._revoked:
            raise BadToken("revoked")
        words = _words(claims.get(rules.scope_claim, ""))
        granted = {rules.scopes.get(word) for word in words} if rules.scopes else words
        return Identity(
            Requester(office),
            frozenset(scope for scope in SCOPES if scope in granted),
            credential=f"{client}/{jti}",
            method="token",
            until=(instant(claims, "exp") or 0.0) + SKEW_SECONDS,
            client=client_of(office, client),
        )


_SELF: Mapping[str, str] = {code: code for code in OFFICES}


def _words(said: object) -> frozenset[str]:
    """The words of a claim: in one text, or in a list as many issuers have it."""
    listed = said.split() if isinstance(said, str) else said
    if (
        not isinstance(listed, list)
        or len(listed) > _MOST_WORDS
        or not all(isinstance(w, str) for w in listed)
    ):
        raise BadToken("scope")
    return frozenset(listed)
