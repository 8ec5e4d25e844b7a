"""Keys: each for its own algorithms, none private in public."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from connectors.jose.keys import (
    KeySet,
    KeyTrouble,
    generate,
    key_set,
    private_key,
    public_keys,
)

ALGORITHMS = ("ES256", "EdDSA")


def pem(kind: Any, size: Any) -> str:
    """A private key of this kind."""
    return kind.generate_key(size).as_pem(private=True).decode()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_is_the_same_after_it_was_kept(algorithm: Any) -> None:
    """Id, algorithm and signature survive; the id is the key's thumbprint (RFC 7638)."""
    key = generate(algorithm)
    again = private_key(key.pem())
    assert (again.id, again.algorithm) == (key.id, algorithm)
    assert key.public.verifies(algorithm, b"x", again.sign(b"x"))


@pytest.mark.parametrize(
    ("kind", "size", "algorithm"),
    [
        (ECKey, "P-256", "ES256"),
        (ECKey, "P-384", "ES384"),
        (OKPKey, "Ed25519", "EdDSA"),
        (RSAKey, 2048, "RS256"),
    ],
)
def test_keys_that_operators_bring(kind: Any, size: Any, algorithm: str) -> None:
    """Each signs with the algorithm of its kind, and verifies with no other."""
    key = private_key(pem(kind, size), id="ours")
    assert (key.algorithm, key.id, key.public.id) == (algorithm, "ours", "ours")
    signature = key.sign(b"x")
    assert key.public.verifies(algorithm, b"x", signature)
    for other in ("ES256", "ES384", "EdDSA", "RS256", "PS256", "HS256", "none", ""):
        assert other in key.public.algorithms or not key.public.verifies(other, b"x", signature)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        ECKey.generate_key("P-521").as_pem(private=True).decode(),
        OKPKey.generate_key("Ed448").as_pem(private=True).decode(),
        OKPKey.generate_key("X25519").as_pem(private=True).decode(),
        ECKey.generate_key("P-256").as_pem(private=False).decode(),
    ],
    ids=["nothing", "no key", "P-521", "Ed448", "X25519", "public"],
)
def test_what_is_no_private_key_that_signs(text: str) -> None:
    """Said in a sentence that holds nothing of the key."""
    with pytest.raises(KeyTrouble) as caught:
        private_key(text)
    assert not [line for line in text.splitlines()[1:-1] if line in str(caught.value)]


def test_short_rsa_keys_are_refused() -> None:
    """Below 2048 bits (RFC 7518, section 3.3)."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(65537, 1024)
    with pytest.raises(KeyTrouble, match="2048"):
        private_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def test_a_set_is_read_as_it_was_published() -> None:
    """Nothing private is in it."""
    keys = [generate("ES256"), generate("EdDSA")]
    published = KeySet([key.public for key in keys]).jwks()
    assert b'"d"' not in published
    read = key_set(published)
    for key in keys:
        found = read.find(key.id, key.algorithm)
        assert found is not None
        assert found.verifies(key.algorithm, b"x", key.sign(b"x"))
        assert read.find(key.id, "RS256") is None


def jwk(kind: Any = ECKey, size: Any = "P-256", **more: Any) -> dict[str, Any]:
    """A public key as it is published."""
    return {**kind.generate_key(size).as_dict(private=False), "kid": "k", **more}


@pytest.mark.parametrize(
    "one",
    [
        jwk(use="enc"),
        jwk(key_ops=["encrypt"]),
        jwk(key_ops="verify"),
        jwk(alg="HS256"),
        jwk(alg="ES384"),
        jwk(size="P-521"),
        jwk(OKPKey, "Ed448"),
        jwk(kid=""),
        jwk(kid="a b"),
        jwk(kid=7),
        jwk(x="A" * 43),
        jwk(x="../x"),
        jwk(x=None),
        jwk(crv="P-384"),
        jwk(kty="unknown"),
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
    ],
    ids=[
        "encryption", "other operations", "operations as text", "HMAC", "another curve's algorithm", "P-521",
        "Ed448", "empty kid", "blank in kid", "kid of another type", "no point", "no base64", "no x",
        "another curve's name", "unknown kind", "short RSA",
    ],
)  # fmt: skip
def test_a_key_for_something_else_is_passed_over(one: dict[str, Any]) -> None:
    """Other keys of the set are good nevertheless."""
    good = jwk(kid="good")
    found = key_set(json.dumps({"keys": [one, good]}).encode())
    assert [key.id for key in found.keys] == ["good"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": [7]}',
        b"[" * 100_000,
        b'{"keys": []}' + b" " * 70_000,
        json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=True)]}).encode(),
        json.dumps({"keys": [OctKey.generate_key(256).as_dict(private=True)]}).encode(),
        json.dumps({"keys": [jwk(), jwk()]}).encode(),
        json.dumps({"keys": [jwk(kid=f"k{n}") for n in range(51)]}).encode(),
    ],
    ids=[
        "nothing", "a list", "an object", "no list of keys", "no keys", "depth", "size", "a private key",
        "a shared secret", "one kid twice", "too many",
    ],
)  # fmt: skip
def test_what_is_no_key_set(data: bytes) -> None:
    """Secrets above all: who publishes one has no secret any more."""
    with pytest.raises(KeyTrouble):
        key_set(data)


def test_without_an_id_the_only_fitting_key_is_meant() -> None:
    """Where there are two, none is."""
    keys = [generate("ES256"), generate("EdDSA")]
    found = KeySet([key.public for key in keys])
    assert found.find(None, "ES256") is not None
    assert KeySet([keys[0].public, generate("ES256").public]).find(None, "ES256") is None


def test_public_keys_as_people_hand_them_over() -> None:
    """PEM or a set; a private key by mistake is refused, and so is a set of nothing."""
    key = ECKey.generate_key("P-256")
    for text in (key.as_pem(private=False).decode(), json.dumps({"keys": [key.as_dict(private=False)]})):
        assert public_keys(text).find(key.thumbprint(), "ES256") is not None
    for text in (key.as_pem(private=True).decode(), '{"keys": []}', "key"):
        with pytest.raises(KeyTrouble):
            public_keys(text)
