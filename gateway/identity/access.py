"""Which credentials are good, at one moment: what a request shows becomes who it comes from.

A frozen value, built anew whenever a key, a client or the configuration changes. What was verified at a cost
is remembered in it for seconds, and forgotten with it: nothing outlives a revocation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from connectors.endpoint import Secret
from gateway.errors import BadQuestion, Unauthorised
from gateway.identity.certificates import Binding
from gateway.identity.credentials import Certificate, Credentials, Verifier, fingerprint
from gateway.identity.identity import ANONYMOUS, Identity, Scope
from gateway.identity.key_text import PREFIX, well_formed
from gateway.identity.remembering import Remembered
from gateway.identity.usage import Usage
from gateway.requesters import Requester

NOT_ACCEPTED = "The credentials are not accepted here."
"""All that is said of credentials that are not: not whether they are unknown, too old, or revoked."""

ASK: frozenset[Scope] = frozenset({"ask"})
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


class Key(msgspec.Struct, frozen=True):
    """A key that was given to an office: what it proves, and whether it was taken back.

    ``stored``: its SHA-256 stands in the database, so that nothing may follow from that alone.
    """

    identity: Identity
    revoked: bool = False
    stored: bool = False


class Access(msgspec.Struct, frozen=True):
    """Who is let in: keys by fingerprint, certificates, a verifier of tokens; and whether the public is."""

    anonymous: bool
    keys: Mapping[bytes, Key]
    certificates: tuple[Binding, ...] = ()
    tokens: Verifier | None = None
    remembered: Remembered = msgspec.field(default_factory=Remembered)
    usage: Usage = msgspec.field(default_factory=Usage)

    @classmethod
    def of(cls, anonymous: bool, keys: Iterable[tuple[str, Secret]]) -> Access:
        """Access by these (office, key) pairs, to ask; an office may have several keys."""
        found: dict[bytes, Key] = {}
        for place, (office, key) in enumerate(keys, 1):
            found[fingerprint(key.reveal())] = static_key(office, key, ASK, place)
        return cls(anonymous, found)

    def joined_by(self, keys: Iterable[Key], usage: Usage | None = None) -> Access:
        """The same, with these keys beside; one that the configuration has is the configuration's.

        ``usage`` is where it goes on noting which were used.
        """
        found = {key.identity.proof: key for key in keys} | dict(self.keys)
        return replace(self, keys=found, remembered=Remembered(), usage=usage or Usage())

    async def identify(self, shown: Credentials, now: float) -> Identity:
        """The identity that credentials prove at ``now`` (Unix seconds), or the public's without any.

        A key is looked up by its SHA-256, so that the time a look-up takes tells nothing of a key.

        Raises:
            Unauthorised: they are not good, or there are none and the public may not ask. Which of all
                reasons it was stands in ``event``, for operators only.
            BadQuestion: there are two, so that it is not clear who asks.
        """
        if shown.authorization is not None and shown.key is not None:
            raise _two_credentials()
        if shown.key is not None:
            return self._beside(shown.certificate, self._by_key(shown.key, now))
        if shown.authorization is not None:
            return await self._by_authorization(shown.authorization, shown.certificate, now)
        if shown.certificate is not None:
            return self._by_certificate(shown.certificate, now)
        if self.anonymous:
            return ANONYMOUS
        raise Unauthorised("This gateway answers accessing offices only. Send Authorization: Bearer KEY.")

    def stands(self, identity: Identity, now: float) -> bool:
        """Whether an identity that was proved earlier would still be at ``now``; cheap, asked each second."""
        if identity.until is not None and identity.until <= now:
            return False
        if identity.method == "none":
            return self.anonymous
        key = self.keys.get(identity.proof)
        if key is not None:
            same = key.identity.requester == identity.requester and key.identity.scopes >= identity.scopes
            return same and _good(key, now)
        if identity.method == "certificate":
            return any(binding.proof == identity.proof for binding in self.certificates)
        return identity.method == "token" and self.tokens is not None and self.tokens.stands(identity, now)

    def key(self, text: str, now: float) -> Identity | None:
        """What a key proves; ``None`` when it is unknown, too old or revoked."""
        found = self.keys.get(fingerprint(text))
        if found is None or not _good(found, now):
            return None
        self.usage.note(found.identity.credential, now)
        return found.identity

    def _by_key(self, text: str, now: float) -> Identity:
        found = self.keys.get(fingerprint(text))
        if found is None:
            damaged = text.startswith(PREFIX) and not well_formed(text)
            raise Unauthorised(NOT_ACCEPTED, event="key-damaged" if damaged else "key-unknown")
        if not _good(found, now):
            raise Unauthorised(
                NOT_ACCEPTED,
                event="key-revoked" if found.revoked else "key-expired",
                credential=found.identity.credential,
            )
        self.usage.note(found.identity.credential, now)
        return found.identity

    def _by_certificate(self, certificate: Certificate, now: float) -> Identity:
        found = {binding.office: binding for binding in reversed(self._bound(certificate))}
        if not certificate.begins <= now < certificate.ends:
            credential = next((binding.name for binding in found.values()), None)
            raise Unauthorised(NOT_ACCEPTED, event="certificate-expired", credential=credential)
        if len(found) != 1:
            event = "certificate-ambiguous" if found else "certificate-unknown"
            raise Unauthorised(NOT_ACCEPTED, event=event)
        (binding,) = found.values()
        return binding.identity(certificate)

    def _bound(self, certificate: Certificate) -> list[Binding]:
        return [binding for binding in self.certificates if binding.fits(certificate)]

    def _beside(self, certificate: Certificate | None, identity: Identity) -> Identity:
        """What a key proves, if no certificate that came with it proves something too."""
        if certificate is not None and self._bound(certificate):
            raise _two_credentials()
        return identity

    def _with(self, certificate: Certificate | None, identity: Identity) -> Identity:
        """What a token proves; a certificate may come with it, but none that speaks for another office."""
        bound = [] if certificate is None else self._bound(certificate)
        if any(binding.office != identity.requester.office for binding in bound):
            raise _two_credentials()
        return identity

    async def _by_authorization(self, text: str, certificate: Certificate | None, now: float) -> Identity:
        scheme, _, bearer = text.partition(" ")
        bearer = bearer.strip()
        if scheme.lower() != "bearer" or not bearer:
            raise Unauthorised(NOT_ACCEPTED, event="scheme-unknown")
        if self.tokens is None or fingerprint(bearer) in self.keys or not _JWT.fullmatch(bearer):
            return self._beside(certificate, self._by_key(bearer, now))
        proof = fingerprint(bearer)
        known = self.remembered.get(proof, certificate, now)
        if known is not None:
            return known
        identity = await self.tokens.verify(bearer, certificate, now)
        identity = self._with(certificate, replace(identity, method="token", proof=proof))
        self.remembered.keep(proof, certificate, identity, now)
        return identity


def static_key(office: str, key: Secret, scopes: frozenset[Scope], place: int) -> Key:
    """A key of the configuration, the ``place``-th of its list."""
    identity = Identity(Requester(office), scopes, f"config-{place}", "key", proof=fingerprint(key.reveal()))
    return Key(identity)


def _good(key: Key, now: float) -> bool:
    return not key.revoked and (key.identity.until is None or now < key.identity.until)


def _two_credentials() -> BadQuestion:
    return BadQuestion(
        "The request shows two credentials; send one.", code="two-credentials", event="two-credentials"
    )
