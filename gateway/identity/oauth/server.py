"""Tokens as one running gateway has them: what it gives, what it believes, how it signs for itself."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence

import msgspec

from connectors.errors import Unavailable
from connectors.gateway_token import LIFE_SECONDS, gateway_token
from connectors.jose.keys import PrivateKey, Signing
from connectors.jose.published import Get
from gateway.clock import Clock
from gateway.identity.credentials import Verifier
from gateway.identity.keys import StoredKey
from gateway.identity.oauth.access_tokens import OwnTokens, Place
from gateway.identity.oauth.authority import Authority
from gateway.identity.oauth.clients import Client, clients_of
from gateway.identity.oauth.elsewhere import Issuer, IssuerRules, TokensElsewhere
from gateway.identity.oauth.signing import SigningKey, SigningKeys
from gateway.store.store import Store

_USED_SECONDS = 0.8 * LIFE_SECONDS


class Issuance(msgspec.Struct, frozen=True):
    """All that a configuration says of tokens.

    ``place`` is who issues the gateway's own; ``issuer`` the rules of one elsewhere, and then there are none
    of the gateway's own for requesters. ``algorithm`` is that of keys to be made, ``keys`` those brought
    instead.
    """

    place: Place
    clients: tuple[Client, ...] = ()
    algorithm: Signing = "ES256"
    keys: tuple[PrivateKey, ...] = ()
    issuer: IssuerRules | None = None


class Issuing(msgspec.Struct, frozen=True):
    """What the doors need: who issues, which keys are published, and who gives tokens, if it is this side."""

    place: Place
    issuer: str
    keys: SigningKeys
    authority: Authority | None


class _Signed(msgspec.Struct, frozen=True):
    """A token that was signed, by the key of this id, at this time."""

    token: str
    key: str
    at: float


class TokenServer:
    """Holds the signing keys and the issuer elsewhere over reloads; gives frozen views of the moment.

    Args:
        store: where keys and used assertions are kept.
        clock: the time in tokens.
        keys: the signing keys that the store holds.
        new_id: makes ids that never come again.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        keys: Sequence[SigningKey] = (),
        *,
        new_id: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._store = store
        self._clock = clock
        self._keys = SigningKeys(store, keys)
        self._new_id = new_id
        self._issuance: Issuance | None = None
        self._signed: dict[str, _Signed] = {}
        self._issuer: tuple[IssuerRules, Get, Issuer] | None = None

    def adopt(self, issuance: Issuance, get: Get) -> None:
        """What the configuration says from now on; the keys of an issuer that stays are kept."""
        self._issuance = issuance
        self._signed.clear()
        self._keys.configure(issuance.algorithm, issuance.keys)
        if issuance.issuer is None:
            self._issuer = None
        elif self._issuer is None or self._issuer[:2] != (issuance.issuer, get):
            issuer = Issuer(issuance.issuer, get, self._clock.monotonic)
            self._issuer = issuance.issuer, get, issuer

    def keep(self, keys: Sequence[SigningKey]) -> None:
        """The signing keys that the store holds now."""
        self._keys.keep(keys)

    def issuing(self, keys: Iterable[StoredKey]) -> Issuing:
        """What the doors need; ``keys`` are the API keys that were given out."""
        issuance = self._adopted
        if issuance.issuer is not None:
            return Issuing(issuance.place, issuance.issuer.url, self._keys, None)
        clients = clients_of(issuance.clients, keys)
        authority = Authority(issuance.place, clients, self._keys, self._store, self._new_id)
        return Issuing(issuance.place, issuance.place.issuer, self._keys, authority)

    def verifier(self, keys: Iterable[StoredKey], revoked: frozenset[str]) -> Verifier:
        """Who believes tokens; ``revoked`` are the ids of those that were taken back."""
        if self._issuer is not None:
            return TokensElsewhere(self._issuer[2], revoked)
        issuance = self._adopted
        return OwnTokens(issuance.place, clients_of(issuance.clients, keys), self._keys, revoked)

    async def sign(self, audience: str) -> str:
        """A token by which the gateway proves itself to a provider (``connectors.gateway_token``).

        One serves all questions to its audience for four fifths of its life, or until the key changes.

        Raises:
            Unavailable: there is no key yet, and none can be kept.
        """
        now = self._clock.now().timestamp()
        try:
            key = await self._keys.current(now)
        except sqlite3.Error as error:
            raise Unavailable("the gateway cannot sign: its database failed") from error
        signed = self._signed.get(audience)
        if signed is None or signed.key != key.id or not 0 <= now - signed.at < _USED_SECONDS:
            token = gateway_token(key, self._adopted.place.issuer, audience, now, self._new_id())
            signed = self._signed[audience] = _Signed(token, key.id, now)
        return signed.token

    @property
    def _adopted(self) -> Issuance:
        if self._issuance is None:
            raise AssertionError("a configuration is adopted before anything is asked")
        return self._issuance
