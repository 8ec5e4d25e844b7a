"""Signed JWTs in compact form (RFC 7519): written, and read as strictly as they can be (RFC 8725).

A reader says what it expects; the token chooses nothing. Its header may hold ``alg``, ``typ`` and ``kid`` and
nothing else: no key, no place of a key, no extension. Everything that can be judged without a key is judged
before one is looked for, so that what is plainly no good never causes a key to be fetched.
"""

from __future__ import annotations

import binascii
import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import msgspec

from connectors.jose.keys import KeySet, PrivateKey, PublicKey

MAX_TOKEN = 8192
SKEW_SECONDS = 60.0
"""How far the clocks of two systems may be apart."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_KID = re.compile(r"[!-~]{1,200}")
_HEADER = {"alg", "typ", "kid"}
_ACCEPTED = frozenset({"ES256", "ES384", "EdDSA", "Ed25519", "RS256", "PS256"})

Claims = Mapping[str, Any]


class BadToken(Exception):
    """A token proves nothing. ``str()`` is a short word that says why, for whoever runs the reading side."""


class Expected(msgspec.Struct, frozen=True):
    """What a token has to say to be believed.

    ``types`` are media types without ``application/``, in lower case, ``None`` where none may be said;
    ``audiences`` whom it may be for, ``issuers`` by whom (``None``: by whoever has the key).
    ``alone``: it is for nobody else. ``longest_seconds`` bounds how long it may still be good.
    ``algorithms`` narrow those that its key is for.
    """

    types: frozenset[str | None]
    audiences: frozenset[str]
    issuers: frozenset[str] | None
    alone: bool = False
    longest_seconds: float | None = None
    required: frozenset[str] = frozenset()
    algorithms: frozenset[str] = _ACCEPTED


class Unverified(msgspec.Struct, frozen=True):
    """A token that says what it should; whether it may say so is what its signature has to prove."""

    algorithm: str
    key_id: str | None
    claims: Claims
    message: bytes
    signature: bytes

    def verified(self, key: PublicKey | None) -> Claims:
        """Its claims, proved by the key of its issuer.

        Raises:
            BadToken: there is no such key, or it has not signed this.
        """
        if key is None:
            raise BadToken("key-unknown")
        if not key.verifies(self.algorithm, self.message, self.signature):
            raise BadToken("signature")
        return self.claims


def write(claims: Claims, key: PrivateKey, type: str) -> str:
    """A token with these claims, signed; ``type`` goes into its header."""
    header = {"alg": key.algorithm, "typ": type, "kid": key.id}
    message = f"{_encoded(_dumped(header))}.{_encoded(_dumped(claims))}"
    return f"{message}.{_encoded(key.sign(message.encode('ascii')))}"


def read(token: str, keys: KeySet, expected: Expected, now: float) -> Claims:
    """The claims of a token that one of these keys has signed and that says what is expected.

    Raises:
        BadToken: it does not.
    """
    unverified = examined(token, expected, now)
    return unverified.verified(keys.find(unverified.key_id, unverified.algorithm))


def examined(token: str, expected: Expected, now: float) -> Unverified:
    """A token whose form and words are as expected; ``now`` is Unix time.

    Raises:
        BadToken: they are not.
    """
    found = _COMPACT.fullmatch(token) if len(token) <= MAX_TOKEN else None
    if found is None:
        raise BadToken("form")
    header, claims = _object(_decoded(found[1])), _object(_decoded(found[2]))
    algorithm, key_id = header.get("alg"), header.get("kid")
    if header.keys() - _HEADER:
        raise BadToken("header")
    if not isinstance(algorithm, str) or algorithm not in expected.algorithms:
        raise BadToken("algorithm")
    if _type(header.get("typ")) not in expected.types:
        raise BadToken("type")
    if "kid" in header and not (isinstance(key_id, str) and _KID.fullmatch(key_id)):
        raise BadToken("key-unknown")
    _judge(claims, expected, now)
    message = token.rpartition(".")[0].encode("ascii")
    return Unverified(algorithm, key_id, claims, message, _decoded(found[3]))


def instant(claims: Claims, name: str) -> float | None:
    """A NumericDate (RFC 7519, section 2); ``None`` when it is not there.

    Raises:
        BadToken: it is none.
    """
    said = claims.get(name)
    if name not in claims:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not abs(said) < 1e11:
        raise BadToken(f"{name}-unreadable")
    return float(said)


def text(claims: Claims, name: str, most: int = 200) -> str | None:
    """A claim that is one line of text; ``None`` when it is not there or is something else."""
    said = claims.get(name)
    return said if isinstance(said, str) and 0 < len(said) <= most and said.isprintable() else None


def _judge(claims: Claims, expected: Expected, now: float) -> None:
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or (expected.issuers is not None and issuer not in expected.issuers):
        raise BadToken("issuer")
    _judge_audience(claims.get("aud"), expected)
    expires, begins, issued = (instant(claims, name) for name in ("exp", "nbf", "iat"))
    if expires is None:
        raise BadToken("exp-missing")
    if now >= expires + SKEW_SECONDS:
        raise BadToken("expired")
    if max(begins or 0.0, issued or 0.0) > now + SKEW_SECONDS:
        raise BadToken("not-yet")
    longest = expected.longest_seconds
    if longest is not None and (
        expires > now + longest + SKEW_SECONDS or (issued is not None and expires - issued > longest)
    ):
        raise BadToken("too-long")
    if expected.required - claims.keys():
        raise BadToken("claim-missing")


def _judge_audience(said: object, expected: Expected) -> None:
    listed = [said] if isinstance(said, str) else said
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BadToken("audience")
    if expected.audiences.isdisjoint(listed) or (expected.alone and len(listed) != 1):
        raise BadToken("audience")


def _type(said: object) -> str | None:
    """A media type in the short form of RFC 7515, section 4.1.9."""
    if said is None:
        return None
    return said.lower().removeprefix("application/") if isinstance(said, str) else ""


def _object(data: bytes) -> dict[str, Any]:
    """A JSON object in which every name comes once (RFC 7515, section 4; RFC 7519, section 4)."""
    try:
        said = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError):
        raise BadToken("form") from None
    if not isinstance(said, dict):
        raise BadToken("form")
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a name comes twice")
    return said


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number without bounds")
    return number


def _dumped(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes:
    """The bytes of a base64url text (RFC 4648) in its one proper spelling."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise BadToken("form") from None
    if _encoded(data) != text:
        raise BadToken("form")
    return data
