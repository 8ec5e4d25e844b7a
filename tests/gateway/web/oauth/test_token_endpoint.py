"""``POST /oauth2/token``: who proves to be a client gets a token, everything else an error of RFC 6749."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from forging import signed
from structlog.testing import capture_logs
from token_gateways import (
    PUBLIC_URL,
    SECRET,
    Answered,
    Tokened,
    asserting,
    basic,
    make_client_key,
    proved,
    tokened,
    write_config,
)

from connectors.jose.keys import PrivateKey, generate, key_set
from connectors.jose.tokens import Expected, read

GRANT = {"grant_type": "client_credentials"}
BY_POST = {**GRANT, "client_id": "nz", "client_secret": SECRET}


def refused(answer: Answered, status: int, word: str) -> None:
    """The answer is this error, in the form of RFC 6749, and nobody keeps it."""
    assert (answer.status, answer.json["error"]) == (status, word), answer.body
    assert answer.json.keys() == {"error", "error_description"}
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


async def published(gateway: Tokened) -> Any:
    """The gateway's public keys."""
    return key_set((await gateway.send("GET", "/.well-known/jwks.json")).body)


async def test_a_token_says_who_asks_and_is_signed_by_a_published_key(folder: Path) -> None:
    """The claims of RFC 9068, 15 minutes, and the office."""
    async with tokened(folder) as gateway:
        answer = await gateway.token_request(BY_POST)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Pragma"] == "no-cache"
        said = answer.json
        assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 900, "ask statistics")
        expected = Expected(
            types=frozenset({"at+jwt"}), audiences=frozenset({PUBLIC_URL}), issuers=frozenset({PUBLIC_URL})
        )
        claims = read(said["access_token"], await published(gateway), expected, gateway.clock.seconds)
        assert claims["sub"] == claims["client_id"] == "nz"
        assert claims["office"] == "NZ"
        assert claims["exp"] - claims["iat"] == 900
        assert claims["scope"] == "ask statistics"
        assert "cnf" not in claims
        assert await gateway.asks(said["access_token"]) == 200


@pytest.mark.parametrize("coded", [SECRET, quote(SECRET, safe="")])
async def test_a_secret_comes_by_basic_or_in_the_form(folder: Path, coded: str) -> None:
    """By Basic plain or form-encoded, as RFC 6749 wants it."""
    async with tokened(folder) as gateway:
        for answer in (
            await gateway.token_request(BY_POST),
            await gateway.token_request(GRANT, Authorization=basic("nz", coded)),
            await gateway.token_request({**GRANT, "client_id": "nz"}, Authorization=basic("nz", coded)),
        ):
            assert answer.status == 200


async def test_a_client_proves_itself_by_its_key(folder: Path, client_key: PrivateKey) -> None:
    """For the token endpoint or the issuer; its id may stand beside."""
    async with tokened(folder) as gateway:
        now = gateway.clock.seconds
        for number, audience in enumerate((f"{PUBLIC_URL}/oauth2/token", PUBLIC_URL)):
            form = asserting(proved(client_key, now, f"{number}", audience))
            answer = await gateway.token_request({**form, "client_id": "au"})
            assert answer.status == 200
            assert answer.json["scope"] == "ask"


async def test_an_assertion_counts_once_whichever_process_sees_it(
    folder: Path, client_key: PrivateKey
) -> None:
    """Two gateways over one database: of many at once one gets a token."""
    async with tokened(folder) as one, tokened(folder) as other:
        form = asserting(proved(client_key, one.clock.seconds, "once"))
        answers = await asyncio.gather(*(g.token_request(form) for g in (one, other) for _ in range(4)))
        assert sorted(answer.status for answer in answers) == [200] + [401] * 7
        for answer in answers:
            if answer.status == 401:
                refused(answer, 401, "invalid_client")


def forged_assertions(key: PrivateKey, now: float) -> dict[str, str]:
    """Assertions that prove nothing."""
    header = {"alg": "ES256", "typ": "JWT", "kid": key.id}
    audience = f"{PUBLIC_URL}/oauth2/token"
    claims: dict[str, Any] = {
        "iss": "au", "sub": "au", "aud": audience, "iat": int(now), "exp": int(now) + 60, "jti": "x",
    }  # fmt: skip

    def without(name: str) -> dict[str, Any]:
        return {key: value for key, value in claims.items() if key != name}

    return {
        "foreign key": signed(header, claims, generate("ES256")),
        "too long": signed(header, {**claims, "exp": int(now) + 3_600}, key),
        "expired": signed(header, {**claims, "exp": int(now) - 61, "iat": int(now) - 120}, key),
        "no id": signed(header, without("jti"), key),
        "no subject": signed(header, without("sub"), key),
        "of another subject": signed(header, {**claims, "sub": "nz"}, key),
        "of another client": signed(header, {**claims, "sub": "nz", "iss": "nz"}, key),
        "of nobody": signed(header, {**claims, "sub": "xx", "iss": "xx"}, key),
        "for another server": signed(header, {**claims, "aud": "https://other.example/oauth2/token"}, key),
        "for two servers": signed(header, {**claims, "aud": [audience, "https://other.example"]}, key),
        "an endless id": signed(header, {**claims, "jti": "x" * 129}, key),
        "no token at all": "x",
    }


async def test_assertions_that_prove_nothing(folder: Path, client_key: PrivateKey) -> None:
    """All are refused alike, and none of them uses up an id."""
    async with tokened(folder) as gateway:
        for name, text in forged_assertions(client_key, gateway.clock.seconds).items():
            answer = await gateway.token_request(asserting(text))
            refused(answer, 401, "invalid_client")
            assert "not known here, or did not prove" in answer.json["error_description"], name
        good = await gateway.token_request(asserting(proved(client_key, gateway.clock.seconds, "x")))
        assert good.status == 200


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({**BY_POST, "client_secret": "wrong"}, {}),
        ({**BY_POST, "client_id": "nobody"}, {}),
        ({**BY_POST, "client_id": "au"}, {}),
        ({**BY_POST, "client_id": "nz\r\nX: y"}, {}),
        ({**GRANT, "client_id": "nz"}, {}),
        (GRANT, {}),
        (GRANT, {"Authorization": basic("nz", "wrong")}),
        (GRANT, {"Authorization": basic("nz", "")}),
        (GRANT, {"Authorization": "Basic %%%"}),
        (GRANT, {"Authorization": "Basic"}),
        (GRANT, {"Authorization": "Bearer x"}),
        (GRANT, {"Authorization": "Digest username=nz"}),
    ],
)
async def test_who_does_not_prove_to_be_a_client_is_refused(
    folder: Path, form: Mapping[str, str], headers: Mapping[str, str]
) -> None:
    """With one and the same answer, whatever was wrong."""
    async with tokened(folder) as gateway:
        answer = await gateway.token_request(form, **headers)
        refused(answer, 401, "invalid_client")
        assert answer.json["error_description"].startswith("The client is not known here")


BAD_FORMS: list[tuple[Any, Mapping[str, str], str]] = [
    ({"client_id": "nz", "client_secret": SECRET}, {}, "invalid_request"),
    ({**BY_POST, "grant_type": "password"}, {}, "unsupported_grant_type"),
    ({**BY_POST, "grant_type": "authorization_code"}, {}, "unsupported_grant_type"),
    ([*BY_POST.items(), ("scope", "ask"), ("scope", "statistics")], {}, "invalid_request"),
    ([*BY_POST.items(), ("client_id", "au")], {}, "invalid_request"),
    ([*BY_POST.items(), ("grant_type", "client_credentials")], {}, "invalid_request"),
    (BY_POST, {"Authorization": basic("nz", SECRET)}, "invalid_request"),
    ({**BY_POST, **asserting("x.y.z")}, {}, "invalid_request"),
    (asserting("x.y.z"), {"Authorization": basic("nz", SECRET)}, "invalid_request"),
    ({**asserting("x.y.z"), "client_assertion_type": "saml"}, {}, "invalid_request"),
    ({**GRANT, "client_id": "au"}, {"Authorization": basic("nz", SECRET)}, "invalid_request"),
    ({**BY_POST, "office": "AU"}, {}, "invalid_request"),
    ({**BY_POST, "SUB": "au"}, {}, "invalid_request"),
    ({**BY_POST, "cnf": "{}"}, {}, "invalid_request"),
    ({**BY_POST, "scopes": "administer"}, {}, "invalid_request"),
    ({**BY_POST, "scope": "x" * 1_001}, {}, "invalid_request"),
    ({**BY_POST, **{f"f{n}": "x" for n in range(20)}}, {}, "invalid_request"),
    ({**BY_POST, "scope": "administer"}, {}, "invalid_scope"),
    ({**BY_POST, "scope": "ask administer"}, {}, "invalid_scope"),
    ({**BY_POST, "scope": "ask  statistics"}, {}, "invalid_scope"),
    ({**BY_POST, "resource": "https://other.example"}, {}, "invalid_target"),
    (b'{"grant_type": "client_credentials"}', {"Content-Type": "application/json"}, "invalid_request"),
    (b"\xff=\xfe", {"Content-Type": "application/x-www-form-urlencoded"}, "invalid_request"),
    (b"a=%ff", {"Content-Type": "application/x-www-form-urlencoded"}, "invalid_request"),
]


@pytest.mark.parametrize(("form", "headers", "word"), BAD_FORMS)
async def test_requests_that_are_wrong(
    folder: Path, form: Any, headers: Mapping[str, str], word: str
) -> None:
    """Twice the same field, two proofs, fields that only this side may say, other grants, scopes, bodies."""
    async with tokened(folder) as gateway:
        refused(await gateway.token_request(form, **headers), 400, word)


async def test_fields_in_the_url_and_endless_bodies_are_refused(folder: Path) -> None:
    """A URL is logged on its way, a secret must not be in one."""
    async with tokened(folder) as gateway:
        answer = await gateway.send("POST", "/oauth2/token?client_secret=x", BY_POST)
        refused(answer, 400, "invalid_request")
        answer = await gateway.token_request({**BY_POST, "more": "x" * 70_000})
        refused(answer, 413, "invalid_request")
        assert (await gateway.send("GET", "/oauth2/token")).status == 405


async def test_less_may_be_asked_for_and_no_more(folder: Path) -> None:
    """A token for one scope is good for that alone; fields that mean nothing here are passed over."""
    async with tokened(folder) as gateway:
        answer = await gateway.token_request(
            {**BY_POST, "scope": "statistics", "resource": PUBLIC_URL, "unheard_of": "1", "nonce": ""}
        )
        assert answer.json["scope"] == "statistics"
        assert await gateway.asks(answer.json["access_token"]) == 403


async def test_nothing_secret_is_logged(folder: Path, client_key: PrivateKey) -> None:
    """Neither secrets nor assertions nor tokens, of those who succeed and of those who do not."""
    async with tokened(folder) as gateway:
        text = proved(client_key, gateway.clock.seconds, "1")
        with capture_logs() as logs:
            token = await gateway.token()
            given = (await gateway.token_request(asserting(text))).json["access_token"]
            await gateway.token_request(asserting(text))
            await gateway.token_request({**BY_POST, "client_secret": f"{SECRET}!"})
            await gateway.token_request(GRANT, Authorization=basic("nz", f"{SECRET}?"))
        told = repr(logs)
        assert {line["event"] for line in logs} >= {"token_issued"}
        for secret in (SECRET, token, given, text, *token.split("."), *text.split(".")[1:]):
            assert secret not in told


async def test_each_refusal_is_one_security_event(folder: Path) -> None:
    """With what was wrong, for operators only."""
    async with tokened(folder) as gateway:
        with capture_logs() as logs:
            await gateway.token_request({**BY_POST, "client_secret": "wrong"})
            await gateway.token_request({**BY_POST, "client_id": "nobody"})
            await gateway.token_request({**BY_POST, "office": "AU"})
            await gateway.token_request(BY_POST, Authorization=basic("nz", SECRET))
        kinds = [line["kind"] for line in logs if line["event"] == "security_event"]
        assert kinds == ["client-secret", "client-unknown", "token-form", "two-credentials"]


async def test_tokens_count_among_the_requests_of_an_office(tmp_path: Path) -> None:
    """Who has proved to be a client gets as many as it may ask, and no assertion is written down beyond."""
    key = make_client_key(tmp_path)
    write_config(tmp_path, rest="limits: {office: {requests_per_minute: 3}}\n")
    async with tokened(tmp_path) as gateway:
        answers = [await gateway.token_request(BY_POST) for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        refused(answers[3], 429, "temporarily_unavailable")
        assert int(answers[3].headers["Retry-After"]) > 0
        assert (await gateway.token_request({**BY_POST, "client_secret": "x" * 20})).status == 401
        forms = [asserting(proved(key, gateway.clock.seconds, f"a-{n}")) for n in range(4)]
        assert [(await gateway.token_request(form)).status for form in forms] == [200, 200, 200, 429]
        written = await gateway.gateway.store.read(
            lambda c: c.execute("SELECT jti FROM used_assertions ORDER BY jti").fetchall()
        )
        assert written == [("a-0",), ("a-1",), ("a-2",)]
