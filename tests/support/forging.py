"""Signed tokens as nobody should write them: any header, any body, any signature."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.jose.keys import PrivateKey, generate


def segment(data: bytes | Mapping[str, Any]) -> str:
    """A part of a compact token."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header: bytes | Mapping[str, Any], claims: bytes | Mapping[str, Any], key: PrivateKey) -> str:
    """A token with exactly this header and these claims, well signed."""
    message = f"{segment(header)}.{segment(claims)}"
    return f"{message}.{segment(key.sign(message.encode()))}"


def hmac_with_public(header: Mapping[str, Any], claims: Mapping[str, Any], key: PrivateKey) -> str:
    """The classic confusion: an HMAC whose secret is the public key as everybody can read it."""
    import hashlib
    import hmac

    public = key.public._key.as_pem(private=False)
    message = f"{segment({**header, 'alg': 'HS256'})}.{segment(claims)}"
    return f"{message}.{segment(hmac.new(public, message.encode(), hashlib.sha256).digest())}"


Made = tuple[str, str]


def forgeries(
    key: PrivateKey, header: Mapping[str, Any], claims: Mapping[str, Any], *, now: float, evil: str
) -> Iterator[Made]:
    """Forgeries of a good token of this ES256 ``key``, by name. ``evil`` is a URL of the forger's."""
    foreign = generate("ES256")
    other_curve = generate("EdDSA")
    good = signed(header, claims, key)
    start, _, signature = good.rpartition(".")
    jwk = foreign.public.jwk()

    def head(**more: Any) -> dict[str, Any]:
        return {**header, **more}

    def said(**more: Any) -> dict[str, Any]:
        return {**claims, **more}

    def without(name: str) -> dict[str, Any]:
        return {key: value for key, value in claims.items() if key != name}

    unsigned = f"{segment(head(alg='none'))}.{segment(claims)}."
    yield "alg none, no signature", unsigned
    yield "alg none, another's signature", unsigned + signature
    yield "alg nOnE", f"{segment(head(alg='nOnE'))}.{segment(claims)}.{segment(b'x')}"
    yield "HMAC with the public key", hmac_with_public(header, claims, key)
    for name, kid in (
        ("of a path", "../../../../dev/null"),
        ("of SQL", "x' UNION SELECT 'k' --"),
        ("that is empty", ""),
        ("of another key", foreign.id),
        ("that is no text", ["x"]),
        ("with a zero byte", f"{key.id}\0"),
    ):
        yield f"kid {name}", signed(head(kid=kid), claims, foreign)
    yield "kid of ours, key of the forger", signed(header, claims, foreign)
    yield "embedded jwk", signed(head(jwk=jwk), claims, foreign)
    yield "embedded jwk, kid of it", signed(head(jwk=jwk, kid=foreign.id), claims, foreign)
    yield "jku", signed(head(jku=f"{evil}/jwks.json", kid=foreign.id), claims, foreign)
    yield "x5u", signed(head(x5u=f"{evil}/chain.pem", kid=foreign.id), claims, foreign)
    yield "x5c", signed(head(x5c=["MIIB"]), claims, foreign)
    yield "jku beside a good signature", signed(head(jku=f"{evil}/jwks.json"), claims, key)
    yield "crit", signed(head(crit=["b64"], b64=False), claims, key)
    yield "crit of nothing", signed(head(crit=[]), claims, key)
    yield "another audience", signed(header, said(aud="https://other.example"), key)
    yield "no audience", signed(header, without("aud"), key)
    yield "an audience within an object", signed(header, said(aud={claims["aud"]: True}), key)
    yield "another issuer", signed(header, said(iss=evil), key)
    yield "issuer as a list", signed(header, said(iss=[claims["iss"]]), key)
    yield "expired", signed(header, said(exp=int(now) - 61), key)
    yield "no end", signed(header, without("exp"), key)
    yield "an end that is text", signed(header, said(exp=str(claims["exp"])), key)
    yield "an end without bounds", signed(header, said(exp=1e300), key)
    yield "not yet", signed(header, said(nbf=int(now) + 61), key)
    yield "issued in the future", signed(header, said(iat=int(now) + 61), key)
    yield "an id token", signed(head(typ="JWT"), claims, key)
    yield "no type", signed({k: v for k, v in header.items() if k != "typ"}, claims, key)
    twice = f'{json.dumps(claims)[:-1]}, "sub": "another"}}'
    yield "a claim twice", signed(header, twice.encode(), key)
    yield "a header twice", signed(json.dumps(header)[:-1].encode() + b', "alg": "ES256"}', claims, key)
    yield "claims that are a list", signed(header, json.dumps([claims]).encode(), key)
    yield "claims without bounds", signed(header, b'{"a":' * 2_000 + b"1" + b"}" * 2_000, key)
    yield "truncated signature", good[:-2]
    yield "no signature", f"{start}."
    yield "psychic signature, r and s zero", f"{start}.{segment(bytes(64))}"
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    yield "r and s the order", f"{start}.{segment(order.to_bytes(32, 'big') * 2)}"
    yield "signature in DER", f"{start}.{segment(_der(key, start))}"
    yield "a key of another curve", signed(head(alg="EdDSA"), claims, other_curve)
    yield "a key of another curve under this alg", signed(header, claims, other_curve)
    yield "nested", signed(head(cty="JWT"), segment(good.encode()).encode(), key)
    yield "a token as the claims", signed(header, good.encode(), key)
    yield "compressed", signed(head(zip="DEF"), claims, key)
    yield (
        "encrypted, by its form",
        ".".join([segment({"alg": "dir", "enc": "A256GCM"}), "", "AA", "AA", "AA"]),
    )
    yield "a fourth part", f"{good}.{signature}"
    yield "claims of one, signature of another", f"{segment(header)}.{segment(said(sub='x'))}.{signature}"
    yield "padding", f"{start}.{signature}="
    yield "loose bits in the last letter", good[:-1] + _next(good[-1])
    yield "too long", signed(header, said(more="x" * 9_000), key)


def _next(letter: str) -> str:
    """A letter that decodes to the same bytes where the last bits do not count."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(letter) ^ 1]


def _der(key: PrivateKey, message: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    raw = key.sign(message.encode())
    return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
