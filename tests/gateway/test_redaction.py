"""What is blanked, what is left as it was, and that no text forges a line."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.redaction import HIDDEN, MOST_CHARACTERS, harmless, is_hidden, line, redacted, without_secrets

SECRET = "s3cr3t" + "Value0123456789"
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJBVSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    ["key", "auth", "Authorization", "Proxy-Authorization", "cookie", "Set-Cookie", "X-Api-Key", "api_key",
     "apiKey", "client_secret", "client-secret", "password", "access_token", "refresh.token", "private_key",
     "client_assertion", "credentials", "tls_passphrase", "id_token", "hub.secret", "jwt", "signature"],
)  # fmt: skip
def test_fields_that_hold_secrets_are_known_by_name(name: str) -> None:
    """However they are spelt."""
    assert is_hidden(name)
    assert redacted({"a": [{name: SECRET}]}) == {"a": [{name: HIDDEN}]}


@pytest.mark.parametrize(
    "name",
    ["event", "office", "credential", "key_id", "provider", "tokens", "code", "keys", "monkey", "route"],
)
def test_other_fields_are_left(name: str) -> None:
    """What only sounds like one is shown: a log that says nothing is of no use."""
    assert redacted({name: "AU"}) == {name: "AU"}


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"the header 'Authorization': 'Basic {SECRET}'",
        f"got Bearer {SECRET} instead",
        f"https://user:{SECRET}@office.example/x",
        f"//{SECRET}@office.example/x",
        f"GET /x?access_token={SECRET}&a=b",
        f"/x?api-key={SECRET}",
        f"client_secret={SECRET}",
        f'{{"client_secret": "{SECRET}", "a": 1}}',
        f"{{'X-Api-Key': '{SECRET}'}}",
        f"Cookie: session={SECRET}; b=c",
        f"set-cookie: a=b; c={SECRET}",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----",
        f"-----BEGIN EC PRIVATE KEY-----\n{SECRET} and cut off",
        f"cg_1a2b3c4d_{SECRET}",
        f"password={SECRET}",
        f"signed {JWT}{SECRET}",
    ],
)
def test_secrets_are_known_by_their_shape(text: str) -> None:
    """Wherever they stand in a text, also after it was made harmless."""
    assert SECRET not in without_secrets(text)
    assert HIDDEN in without_secrets(text)
    assert SECRET not in line(text)
    assert SECRET not in str(redacted(ValueError(text)))
    assert SECRET not in str(redacted(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "offices/au.yaml:5:3: auth.key: Should be a reference",
        "the office answered HTTP 401",
        "access.keys[0].key: The secret holds a blank",
        "https://office.example/api/v1?page=2",
        "tls_error: self-signed certificate",
        "AU.2019325418.A",
    ],
)
def test_what_operators_need_is_left(text: str) -> None:
    """Messages of faults and failures come through as they are."""
    assert line(text) == text


@given(st.text())
def test_no_text_is_more_than_a_line(text: str) -> None:
    """No line end of any alphabet, no escape sequence, nothing that turns the direction."""
    made = harmless(text)
    assert len(made.splitlines()) <= 1
    assert not set(made) & set("\r\n\x1b\x9b\u2028\u202e\u2066")
    made.encode()


VALUES = st.recursive(
    st.text(max_size=20), lambda inner: st.dictionaries(st.text(max_size=9), inner) | st.lists(inner)
)


class Unshown:
    """An object that cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError(SECRET)


@given(VALUES)
def test_whatever_is_logged_is_written(value: object) -> None:
    """Nothing makes the redaction fail, and it leaves only what JSON has."""
    msgspec.json.encode(redacted(value))
    assert SECRET not in str(redacted([Unshown(), value]))


def test_what_has_no_end_is_cut() -> None:
    """Long texts, deep and wide values: bounded, and no half of a secret is left at the edge."""
    assert len(line("x" * 1_000_000)) <= MOST_CHARACTERS + 3
    edge = "y" * (MOST_CHARACTERS - 20)
    assert SECRET[:4] not in line(f"{edge} password={SECRET}")
    deep: object = SECRET
    for _ in range(1000):
        deep = [deep]
    assert len(str(redacted(deep))) < 10 * MOST_CHARACTERS
    assert len(redacted(list(range(100_000)))) == 200  # type: ignore[arg-type]
