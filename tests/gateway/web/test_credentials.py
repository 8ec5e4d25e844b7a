"""Credentials at the door: what is refused, in which words, and that operators learn of it once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from gateway.identity.access import ASK, Key, static_key
from gateway.identity.credentials import fingerprint
from gateway.identity.identity import Identity, Scope
from gateway.identity.key_text import new_key
from gateway.requesters import Requester
from gateway.web.keys import CURRENT

API = "/api/v1/offices"
FAMILY = "/api/v1/families?number=EP.99203729.A"
CASE = "/case-api/v1/coverages"
OPD = "/opdapi/patent/v1/family/application/EP.99203729.A"
ID, KEY = new_key(lambda size: b"\7" * size)
OTHER = new_key(lambda size: b"\6" * size)[1]


def give(gateway: Any, text: str = KEY, **facts: Any) -> None:
    """Puts a key of New Zealand in force: ``scopes``, ``until``, ``revoked``."""
    scopes: frozenset[Scope] = facts.get("scopes", ASK)
    identity = Identity(Requester("NZ"), scopes, ID, "key", facts.get("until"), fingerprint(text))
    key = Key(identity, revoked=facts.get("revoked", False), stored=True)
    current = gateway.application[CURRENT]
    keys = {**current.setup.access.keys, fingerprint(text): key}
    current.setup = replace(current.setup, access=replace(current.setup.access, keys=keys))


@pytest.fixture
def events() -> Iterator[Callable[[], list[tuple[Any, ...]]]]:
    """The security events: kind, office, credential, route, status."""
    with capture_logs() as logs:
        yield lambda: [
            (one["kind"], one["office"], one["credential"], one["route"], one["status"])
            for one in logs
            if one["event"] == "security_event"
        ]


def code(answer: Any) -> str:
    """The code of a problem."""
    found: str = json.loads(answer.body)["code"]
    return found


@pytest.mark.parametrize(
    ("facts", "sent", "status", "problem", "event"),
    [
        ({}, "cg_0000zzzz_x", 401, "unauthorised", ("key-damaged", None, None)),
        ({}, KEY[:-1] + "0", 401, "unauthorised", ("key-damaged", None, None)),
        ({}, OTHER, 401, "unauthorised", ("key-unknown", None, None)),
        ({}, KEY.swapcase(), 401, "unauthorised", ("key-unknown", None, None)),
        ({"until": 1.0}, KEY, 401, "unauthorised", ("key-expired", None, ID)),
        ({"revoked": True}, KEY, 401, "unauthorised", ("key-revoked", None, ID)),
        ({"scopes": frozenset({"register"})}, KEY, 403, "scope-missing", ("scope-missing", "NZ", ID)),
        ({"scopes": frozenset({"statistics"})}, KEY, 403, "scope-missing", ("scope-missing", "NZ", ID)),
        ({"scopes": frozenset()}, KEY, 403, "scope-missing", ("scope-missing", "NZ", ID)),
    ],
)
@pytest.mark.parametrize("path", [FAMILY, API])
async def test_what_a_key_is_refused_for_is_one_event(
    house: Any, events: Any, path: str, facts: Any, sent: str, status: int, problem: str, event: Any
) -> None:
    """The event says what was wrong and with which key, as far as that was proved; the answer does not."""
    gateway = await house.open()
    give(gateway, **facts)
    answer = await gateway.get(path, sent)
    assert (answer.status, code(answer)) == (status, problem)
    assert events() == [(*event, path.partition("?")[0], status)]
    assert sent.encode() not in answer.body
    assert house.ep.asked == house.nl.asked == []


async def test_all_refusals_of_keys_read_the_same(house: Any) -> None:
    """Unknown, expired, revoked, of another scheme: nothing in the answer tells them apart."""
    gateway = await house.open()
    give(gateway, "old", until=1.0)
    give(gateway, "gone", revoked=True)
    told = set()
    for shown in ("Bearer old", "Bearer gone", "Bearer unknown", "Basic eDp5", "Bearer", "Digest x", ""):
        answer = await gateway.get(API, Authorization=shown, Correlation_ID="one")
        assert answer.status == 401
        told.add((answer.body, *sorted((k, v) for k, v in answer.headers.items() if k != "Date")))
    assert len(told) == 1


async def test_a_key_of_the_database_opens_every_door(house: Any) -> None:
    """As a bearer, and in the CASE profile by its own field too."""
    gateway = await house.open()
    give(gateway)
    for path in (FAMILY, API, CASE, OPD):
        answer = await gateway.get(path, KEY)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, no-store")
    answer = await gateway.get(CASE, X_Api_Key=KEY)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("path", [API, CASE])
async def test_two_credentials_are_refused_on_every_door(house: Any, events: Any, path: str) -> None:
    """Whether they are the same or not, good or not."""
    gateway = await house.open()
    give(gateway)
    for other in (KEY, "unknown"):
        answer = await gateway.get(path, KEY, X_Api_Key=other)
        assert answer.status == 400
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="casegate", error="invalid_request"'
        assert b"two credentials" in answer.body
    assert [one[0] for one in events()] == ["two-credentials"] * 2
    answer = await gateway.get(OPD, KEY, X_Api_Key=KEY)
    assert (answer.status, json.loads(answer.body)["result"]["statusCode"]) == (400, "400")


async def test_a_key_in_the_wrong_field_is_not_the_public(house: Any, events: Any) -> None:
    """Who shows a key believes to be somebody: 401 says how it is shown."""
    gateway = await house.open()
    give(gateway)
    for path in (API, OPD):
        answer = await gateway.get(path, X_Api_Key=KEY)
        assert answer.status == 401
        assert b"Authorization: Bearer" in answer.body
    assert [one[0] for one in events()] == ["scheme-unknown"] * 2


async def test_a_key_in_the_query_is_refused_and_not_repeated(house: Any) -> None:
    """It would stand in logs on the way (RFC 6750, section 2.3 is not offered)."""
    gateway = await house.open()
    give(gateway)
    answer = await gateway.get(f"{API}?access_token={KEY}")
    assert (answer.status, code(answer)) == (400, "parameter-unknown")
    assert KEY.encode() not in answer.body


async def raw(port: int, *lines: bytes) -> tuple[int, bytes]:
    """The status and the whole answer to lines as they are."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"\r\n".join((b"GET /api/v1/offices HTTP/1.1", b"Host: x", b"Connection: close", *lines)))
    writer.write(b"\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize(
    ("lines", "status", "event"),
    [
        ([b"Authorization: Bearer a", b"Authorization: Bearer b"], 400, "two-credentials"),
        ([b"Authorization: Bearer a", b"authorization: Bearer a"], 400, "two-credentials"),
        ([b"X-Api-Key: a", b"X-API-KEY: b"], 400, "two-credentials"),
        ([b"Authorization: Bearer \xff\xfe\xe9"], 401, "key-unknown"),
        ([b"Authorization: Bearer \xd0\x9a\xd0\xbb\xd1\x8e\xd1\x87"], 401, "key-unknown"),
        ([b"Authorization: Bearer " + b"k" * 15_000], 401, "key-unknown"),
        ([b"Authorization: Bearer " + b"k" * 17_000], 431, None),
        ([b"Authorization: Bearer a\tb"], 401, "key-unknown"),
        ([b"Authorization: Bearer a, Bearer b"], 401, "key-unknown"),
        ([b"Authorization:"], 401, "scheme-unknown"),
        ([b"Authorization:   "], 401, "scheme-unknown"),
        ([b"Authorization: Bearer a\r\n folded"], 400, None),
        ([b"Authorization: Bearer " + b"." * 15_000], 401, "key-unknown"),
        ([b"Authorization: Bearer eyJ.eyJ."], 401, "key-unknown"),
        ([b"Authorization: \x00"], 400, None),
    ],
)
async def test_fields_that_are_odd_are_a_clear_refusal(
    house: Any, events: Any, lines: list[bytes], status: int, event: str | None
) -> None:
    """Twice, huge, not ASCII, empty, folded: never the public's view, never 500, nothing repeated."""
    gateway = await house.open()
    got, answer = await raw(gateway.port, *lines)
    assert got == status
    assert b"application/problem+json" in answer
    assert [one[0] for one in events()] == ([] if event is None else [event])
    assert b"kkkk" not in answer
    assert b"folded" not in answer


async def test_what_credentials_are_wanted_is_told_as_rfc_6750_has_it(house: Any, au_key: str) -> None:
    """Nothing is named wrong where nothing was shown; a scope that is missing is named."""
    house.anonymous = False
    gateway = await house.open()
    give(gateway, scopes=frozenset({"statistics"}))
    realm = 'Bearer realm="casegate"'
    for key, wanted in (
        (None, realm),
        ("unknown", f'{realm}, error="invalid_token"'),
        (KEY, f'{realm}, error="insufficient_scope", scope="ask"'),
    ):
        assert (await gateway.get(API, key)).headers["WWW-Authenticate"] == wanted
    assert "WWW-Authenticate" not in (await gateway.get(API, au_key)).headers


async def test_static_keys_have_their_scopes(house: Any) -> None:
    """As the configuration gives them."""
    from connectors.endpoint import Secret

    gateway = await house.open()
    current = gateway.application[CURRENT]
    key = static_key("NZ", Secret("only-statistics"), frozenset({"statistics"}), 7)
    keys = {**current.setup.access.keys, key.identity.proof: key}
    current.setup = replace(current.setup, access=replace(current.setup.access, keys=keys))
    assert code(await gateway.get(API, "only-statistics")) == "scope-missing"
