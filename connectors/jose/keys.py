"""Keys that sign and keys that verify, each fit for the algorithms of its own kind and for no other.

A key knows which algorithms it is for, so that no header of a token can choose one: there is no ``none``, no
shared secret (HMAC), and a public key is never one. joserfc does the cryptography; it is imported when the
first key is, since many gateways never need it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    _Key = ECKey | OKPKey | RSAKey

Signing = Literal["ES256", "EdDSA"]
"""With which algorithms new keys are made: ECDSA on P-256 (RFC 7518) or Ed25519 (RFC 8037)."""

MAX_SET_BYTES = 64 * 1024
MAX_KEYS = 50
LEAST_RSA_BITS = 2048
"""RFC 7518, sections 3.3 and 3.5."""

_CURVES: Mapping[str, tuple[str, ...]] = {
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "Ed25519": ("EdDSA", "Ed25519"),
}
_RSA = ("RS256", "PS256")
_NIST = ("secp256r1", "secp384r1")
_MODELS = {"EdDSA": "Ed25519"}
"""RFC 9864 gave EdDSA on Ed25519 a name of its own; the signature is the same, and both names are in use."""

_MEMBERS: Mapping[str, tuple[str, ...]] = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e")}
_NUMBER = re.compile(r"[A-Za-z0-9_-]{2,1400}")
_ID = re.compile(r"[!-~]{1,200}")


class KeyTrouble(ValueError):
    """A key or a set of keys cannot be used; the message says why and holds nothing of the key."""


class PublicKey:
    """A key that verifies. ``id`` is its ``kid``, ``algorithms`` those it may be used with."""

    __slots__ = ("_key", "algorithms", "id")

    def __init__(self, key: _Key, algorithms: Iterable[str], id: str) -> None:
        self._key = key
        self.algorithms = frozenset(algorithms)
        self.id = id

    def verifies(self, algorithm: str, message: bytes, signature: bytes) -> bool:
        """Whether this key has signed the message; never with an algorithm that is not the key's."""
        from joserfc.jws import JWSRegistry

        if algorithm not in self.algorithms:
            return False
        model = JWSRegistry.algorithms[_MODELS.get(algorithm, algorithm)]
        try:
            return model.verify(message, signature, self._key)
        except (ValueError, OverflowError):
            return False

    def jwk(self) -> dict[str, object]:
        """What of it is published (RFC 7517), with its most usual algorithm."""
        said = self._key.as_dict(private=False)
        algorithm = next(
            one for one in (*_CURVES.get(str(said.get("crv")), ()), *_RSA) if one in self.algorithms
        )
        return {**said, "kid": self.id, "use": "sig", "alg": algorithm}


class PrivateKey:
    """A key that signs, with one ``algorithm``; ``id`` is its thumbprint (RFC 7638) unless it has another."""

    __slots__ = ("_key", "algorithm", "id")

    def __init__(self, key: _Key, algorithm: str, id: str) -> None:
        self._key = key
        self.algorithm = algorithm
        self.id = id

    def __repr__(self) -> str:
        return f"PrivateKey({self.id}, {self.algorithm})"

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(self._key, _algorithms(self._key), self.id)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, in the form of RFC 7518."""
        from joserfc.jws import JWSRegistry

        return JWSRegistry.algorithms[_MODELS.get(self.algorithm, self.algorithm)].sign(message, self._key)

    def pem(self) -> str:
        """The key itself (PKCS #8): only for where keys are kept."""
        return self._key.as_pem(private=True).decode("ascii")


class KeySet:
    """Keys that verify, by their ids; keys of one id are for different algorithms."""

    __slots__ = ("keys",)

    def __init__(self, keys: Iterable[PublicKey] = ()) -> None:
        self.keys = tuple(keys)

    def find(self, id: str | None, algorithm: str) -> PublicKey | None:
        """The key of this id for this algorithm; without an id the only one for the algorithm, if it is."""
        fit = [key for key in self.keys if algorithm in key.algorithms and id in (None, key.id)]
        return fit[0] if len(fit) == 1 else None

    def jwks(self) -> bytes:
        """The set as it is published (RFC 7517, section 5)."""
        return json.dumps({"keys": [key.jwk() for key in self.keys]}, separators=(",", ":")).encode()


def generate(algorithm: Signing) -> PrivateKey:
    """A new key."""
    from joserfc.jwk import ECKey, OKPKey

    made: _Key = ECKey.generate_key("P-256") if algorithm == "ES256" else OKPKey.generate_key("Ed25519")
    return PrivateKey(made, algorithm, made.thumbprint())


def private_key(pem: str, id: str | None = None) -> PrivateKey:
    """A private key in PEM form: EC on P-256 or P-384, Ed25519, or RSA of at least 2048 bits.

    Raises:
        KeyTrouble: it is none of these, or has a passphrase.
    """
    key = _from_pem(pem)
    if not key.is_private:
        raise KeyTrouble("This is a public key where a private one is needed")
    return PrivateKey(key, _algorithms(key)[0], id or key.thumbprint())


def public_keys(text: str) -> KeySet:
    """Public keys as somebody hands them over: one in PEM form, or a JWK set.

    Raises:
        KeyTrouble: it is neither, holds a private key, or no key that can be used.
    """
    if "-----BEGIN " in text:
        if "PRIVATE" in text:
            raise KeyTrouble("This is a private key, which nobody else should have; the public one is needed")
        key = _from_pem(text)
        return KeySet([PublicKey(key, _algorithms(key), key.thumbprint())])
    found = key_set(text.encode())
    if not found.keys:
        raise KeyTrouble("There is no key in it that can be used: EC on P-256 or P-384, Ed25519, RSA")
    return found


def key_set(data: bytes) -> KeySet:
    """A published JWK set (RFC 7517, section 5). Keys of other kinds and for other uses are passed over.

    Raises:
        KeyTrouble: it is none, is too large, holds a private key or a shared secret, or two keys of one id
            for one algorithm.
    """
    try:
        said = json.loads(data.decode("utf-8")) if len(data) <= MAX_SET_BYTES else None
    except (ValueError, RecursionError):
        said = None
    listed = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(listed, list) or len(listed) > MAX_KEYS:
        raise KeyTrouble(f"This is no JWK set of at most {MAX_KEYS} keys")
    found: list[PublicKey] = []
    for one in listed:
        key = _published(one)
        if key is None:
            continue
        if any(key.id == other.id and key.algorithms & other.algorithms for other in found):
            raise KeyTrouble("Two keys of the set have the same kid")
        found.append(key)
    return KeySet(found)


def _published(said: object) -> PublicKey | None:
    """One key of a set; ``None`` for a kind or a use that is not ours."""
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    if not isinstance(said, dict):
        raise KeyTrouble("This is no JWK set")
    if said.keys() & {"d", "k", "p", "q"}:
        raise KeyTrouble("The set holds a secret key, which is never published")
    kind, operations = said.get("kty"), said.get("key_ops")
    if not isinstance(kind, str) or kind not in _MEMBERS or said.get("use", "sig") != "sig":
        return None
    if operations is not None and not (isinstance(operations, list) and "verify" in operations):
        return None
    members = {name: said.get(name) for name in _MEMBERS[kind]}
    if not all(isinstance(one, str) and _NUMBER.fullmatch(one) for one in members.values()):
        return None
    if said["crv"] not in _CURVES if kind != "RSA" else len(str(said["n"])) * 6 < LEAST_RSA_BITS:
        return None
    kinds: Mapping[str, type[ECKey] | type[OKPKey] | type[RSAKey]]
    kinds = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
    try:
        key = kinds[kind].import_key({"kty": kind, **{name: str(one) for name, one in members.items()}})
    except (JoseError, ValueError):
        return None
    algorithms, id = _stated(said.get("alg"), _algorithms(key)), said.get("kid")
    if not algorithms or not (id is None or (isinstance(id, str) and _ID.fullmatch(id))):
        return None
    return PublicKey(key, algorithms, id or key.thumbprint())


def _stated(algorithm: object, fit: tuple[str, ...]) -> tuple[str, ...]:
    """Of the algorithms that fit a key, those that its publisher has it used with."""
    if algorithm is None or (algorithm in ("EdDSA", "Ed25519") and "EdDSA" in fit):
        return fit
    return tuple(one for one in fit if one == algorithm)


def _from_pem(pem: str) -> _Key:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    load = serialization.load_pem_public_key
    try:
        found = (
            serialization.load_pem_private_key(pem.encode(), None) if "PRIVATE" in pem else load(pem.encode())
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyTrouble("This is no key in PEM form without a passphrase") from None
    key: _Key | None = None
    match found:
        case ec.EllipticCurvePrivateKey() | ec.EllipticCurvePublicKey() if found.curve.name in _NIST:
            key = ECKey.import_key(found)
        case ed25519.Ed25519PrivateKey() | ed25519.Ed25519PublicKey():
            key = OKPKey.import_key(found)
        case rsa.RSAPrivateKey() | rsa.RSAPublicKey() if found.key_size >= LEAST_RSA_BITS:
            key = RSAKey.import_key(found)
    if key is None:
        raise KeyTrouble("The key should be EC on P-256 or P-384, Ed25519, or RSA of at least 2048 bits")
    return key


def _algorithms(key: _Key) -> tuple[str, ...]:
    """What a key may be used with, the usual one first; nothing where its kind is not accepted here."""
    if key.key_type == "RSA":
        return _RSA
    return _CURVES.get(str(key.get("crv")), ())
