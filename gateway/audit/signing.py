"""Keys that sign checkpoints: Ed25519, or ECDSA over P-256 (ES256, RFC 7518, section 3.4).

The library is imported when something is signed or checked; most processes do neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Algorithm = Literal["Ed25519", "ES256"]

_P256_BYTES = 32


class UnusableKey(ValueError):
    """A key is none of those that sign checkpoints; the message never says what stands in it."""


def new_key() -> bytes:
    """A new private Ed25519 key, PEM."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_of(private: bytes) -> tuple[Algorithm, bytes]:
    """How a private key (PEM) signs, and its public half (SubjectPublicKeyInfo, DER).

    Raises:
        UnusableKey: it is no such key.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    algorithm, key = _private(private)
    return algorithm, key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sign(private: bytes, message: bytes) -> bytes:
    """The signature of a message: 64 bytes.

    Raises:
        UnusableKey: it is no such key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    _, key = _private(private)
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    r, s = decode_dss_signature(key.sign(message, _ecdsa()))
    return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")


def is_signed(public: bytes, algorithm: str, message: bytes, signature: bytes) -> bool:
    """Whether this is the signature of the message by the owner of the public key (DER)."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(public)
        if algorithm == "Ed25519" and isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
            return True
        if algorithm == "ES256" and isinstance(key, EllipticCurvePublicKey) and len(signature) == 64:
            r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
            key.verify(encode_dss_signature(r, s), message, _ecdsa())
            return key.curve.name == "secp256r1"
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        pass
    return False


def _ecdsa() -> ECDSA:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    return ECDSA(SHA256())


def _private(pem: bytes) -> tuple[Algorithm, Ed25519PrivateKey | EllipticCurvePrivateKey]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, None)
    except (UnsupportedAlgorithm, ValueError, TypeError):
        raise UnusableKey("it is no private key in PEM form without a password") from None
    if isinstance(key, Ed25519PrivateKey):
        return "Ed25519", key
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name == "secp256r1":
        return "ES256", key
    raise UnusableKey("it is neither an Ed25519 key nor one of the curve P-256")
