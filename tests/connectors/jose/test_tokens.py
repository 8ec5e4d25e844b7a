"""Signed tokens: what is written is read, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from forging import forgeries, segment, signed
from hypothesis import given
from hypothesis import strategies as st

from connectors.jose.keys import KeySet, generate
from connectors.jose.tokens import SKEW_SECONDS, BadToken, Expected, read, write

NOW = 1_800_000_000.0
KEY = generate("ES256")
KEYS = KeySet([KEY.public, generate("EdDSA").public])
ISSUER, AUDIENCE = "https://issuer.example", "https://gateway.example"
EXPECTED = Expected(types=frozenset({"at+jwt"}), audiences=frozenset({AUDIENCE}), issuers=frozenset({ISSUER}))
HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": KEY.id}


def claims(**more: Any) -> dict[str, Any]:
    """The claims of a good token."""
    return {"iss": ISSUER, "aud": AUDIENCE, "sub": "au", "iat": int(NOW), "exp": int(NOW) + 900, **more}


FORGED = list(forgeries(KEY, HEADER, claims(scope="ask"), now=NOW, evil="https://evil.example"))


@pytest.mark.parametrize(("name", "token"), FORGED, ids=[name for name, _ in FORGED])
def test_a_forgery_is_refused(name: str, token: str) -> None:
    """Whatever is done to header, claims or signature of a token that would be good."""
    with pytest.raises(BadToken):
        read(token, KEYS, EXPECTED, NOW)


def test_what_the_forgeries_are_made_of_is_good() -> None:
    """They are refused for what was changed, not for what was not."""
    assert read(signed(HEADER, claims(scope="ask"), KEY), KEYS, EXPECTED, NOW)["scope"] == "ask"
    assert len(FORGED) >= 20


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_a_token_is_read_as_it_was_written(algorithm: Any) -> None:
    """By either algorithm, with text of any script."""
    key = generate(algorithm)
    token = write(claims(name="特許庁"), key, "at+jwt")
    assert read(token, KeySet([key.public]), EXPECTED, NOW) == claims(name="特許庁")


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ({"exp": NOW - SKEW_SECONDS + 1}, True),
        ({"exp": NOW - SKEW_SECONDS}, False),
        ({"iat": NOW + SKEW_SECONDS}, True),
        ({"iat": NOW + SKEW_SECONDS + 1}, False),
        ({"nbf": NOW + SKEW_SECONDS}, True),
        ({"nbf": NOW + SKEW_SECONDS + 1}, False),
        ({"exp": True}, False),
        ({"exp": None}, False),
    ],
)
def test_clocks_may_be_a_minute_apart(said: dict[str, Any], good: bool) -> None:
    """And no more."""
    token = signed(HEADER, claims(**said), KEY)
    if good:
        read(token, KEYS, EXPECTED, NOW)
    else:
        with pytest.raises(BadToken):
            read(token, KEYS, EXPECTED, NOW)


def test_how_long_a_token_may_be_good_can_be_bounded() -> None:
    """From its own beginning and from now, whichever is said."""
    from msgspec.structs import replace

    short = replace(EXPECTED, longest_seconds=300)
    read(signed(HEADER, claims(exp=NOW + 300), KEY), KEYS, short, NOW)
    for said in (claims(exp=NOW + 301), claims(iat=NOW - 100, exp=NOW + 250)):
        with pytest.raises(BadToken, match="too-long"):
            read(signed(HEADER, said, KEY), KEYS, short, NOW)
    endless = claims(exp=NOW + 90_000)
    del endless["iat"]
    with pytest.raises(BadToken, match="too-long"):
        read(signed(HEADER, endless, KEY), KEYS, short, NOW)


def test_a_token_may_have_to_be_for_one_alone() -> None:
    """Several audiences are usual for access tokens, and dangerous for assertions."""
    from msgspec.structs import replace

    both = signed(HEADER, claims(aud=[AUDIENCE, "https://other.example"]), KEY)
    read(both, KEYS, EXPECTED, NOW)
    with pytest.raises(BadToken, match="audience"):
        read(both, KEYS, replace(EXPECTED, alone=True), NOW)


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: f"{segment(raw)}.{segment(raw)}.AA"))
def test_no_text_is_more_than_a_bad_token(text: str) -> None:
    """Nothing but ``BadToken`` is ever raised."""
    with pytest.raises(BadToken):
        read(text, KEYS, EXPECTED, NOW)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_no_bit_of_a_token_can_be_changed(place: int, bit: int) -> None:
    """Any changed bit, in any part, makes it another text or a bad token."""
    good = write(claims(), KEY, "at+jwt")
    place %= len(good)
    changed = good[:place] + chr(ord(good[place]) ^ (1 << bit)) + good[place + 1 :]
    with pytest.raises(BadToken):
        read(changed, KEYS, EXPECTED, NOW)
