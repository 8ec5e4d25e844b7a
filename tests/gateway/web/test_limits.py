"""How much may be asked, at the door: who is let in, what is charged, what is told of it."""

from __future__ import annotations

import asyncio
import re
from ipaddress import ip_network
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace

from connectors.model import Dossier
from connectors.numbers.identity import parse_docdb
from gateway.identity.proxies import Proxies
from gateway.limits.limiter import Quota
from gateway.limits.limits import Limits, RequesterLimits
from gateway.web.limiting import GATE, fields_of

FAMILY = "/api/v1/families?number=EP.99203729.A&type=application"
NUMBERS = "/api/v1/numbers?text=EP1000000"


def left(answer: Any, quota: str) -> int:
    """What an answer says is left of a quota."""
    found = re.search(rf'"{quota}";r=(\d+);t=\d+', answer.headers["RateLimit"])
    assert found is not None
    return int(found[1])


async def test_without_limits_nothing_is_said(house: Any) -> None:
    """And nobody is refused."""
    gateway = await house.open()
    answer = await gateway.get(NUMBERS)
    assert answer.status == 200
    assert "RateLimit" not in answer.headers


async def test_the_requests_of_a_minute(house: Any, au_key: str) -> None:
    """The third of two is 429 with Retry-After and what is left; other requesters are not touched."""
    house.limits = Limits(public=RequesterLimits(requests_per_minute=2))
    gateway = await house.open()
    for remaining in (1, 0):
        answer = await gateway.get(NUMBERS)
        assert answer.headers["RateLimit-Policy"] == '"requests";q=2;w=60'
        assert left(answer, "requests") == remaining
    refused = await gateway.get(NUMBERS)
    assert refused.status == 429
    assert b'"rate-exceeded"' in refused.body
    assert refused.headers["Retry-After"] == "30"
    assert left(refused, "requests") == 0
    assert (await gateway.get(NUMBERS, au_key)).status == 200
    house.clock.seconds += 30
    assert (await gateway.get(NUMBERS)).status == 200


async def test_a_refused_request_asks_nobody(house: Any) -> None:
    """Refusing costs no call to an office."""
    house.limits = Limits(public=RequesterLimits(requests_per_minute=1))
    gateway = await house.open()
    await gateway.get(NUMBERS)
    assert [(await gateway.get(FAMILY)).status for _ in range(5)] == [429] * 5
    assert house.ep.asked == house.nl.asked == []


async def test_a_question_costs_the_calls_that_it_causes(house: Any, au_key: str) -> None:
    """One for each call to an office; what comes from the cache costs nothing."""
    house.limits = Limits(office=RequesterLimits(cost_per_minute=1_000))
    gateway = await house.open()
    cold = await gateway.get(FAMILY, au_key)
    calls = len(house.ep.asked) + len(house.nl.asked)
    assert calls >= 4
    assert left(cold, "cost") == 1_000 - calls - 1  # a body of less than a MiB is part of one
    warm = await gateway.get(FAMILY, au_key)
    assert left(warm, "cost") == left(cold, "cost")
    assert len(house.ep.asked) + len(house.nl.asked) == calls


async def test_fan_out_is_no_amplifier(house: Any) -> None:
    """Whoever caused more than is allowed waits until that has drained, in proportion."""
    house.limits = Limits(public=RequesterLimits(cost_per_minute=2))
    gateway = await house.open()
    assert (await gateway.get(FAMILY)).status == 200
    calls = len(house.ep.asked) + len(house.nl.asked)
    refused = await gateway.get(FAMILY)
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) >= (calls - 1) * 30


async def test_bytes_cost_too(house: Any) -> None:
    """A MiB that goes out costs as much as a call."""
    house.limits = Limits(public=RequesterLimits(cost_per_minute=1_000))
    house.ep.content = [b"%PDF-1.7 " + bytes(2**20)] * 5
    house.ep.length = False
    gateway = await house.open()
    first = await gateway.get("/api/v1/documents/ep~EP.99203729.A~R1")
    before = left(first, "cost")
    whole = await gateway.get("/api/v1/documents/ep~EP.99203729.A~R1/content")
    assert len(whole.body) > 5 * 2**20
    after = left(await gateway.get(NUMBERS), "cost")
    assert before - after in (6, 7)  # the document is opened, five MiB go out, and what is begun of one


async def test_questions_at_the_same_time_are_bounded(house: Any, au_key: str) -> None:
    """While one is under way the next of the same requester is refused; then there is a place again."""
    house.limits = Limits(office=RequesterLimits(questions=1))
    house.ep.gate = asyncio.Event()
    gateway = await house.open()
    first = asyncio.create_task(gateway.get(FAMILY, au_key))
    await house.ep.begun.wait()
    refused = await gateway.get(NUMBERS, au_key)
    assert refused.status == 429
    assert b'"too-many-at-once"' in refused.body
    assert (await gateway.get(NUMBERS)).status == 200
    house.ep.gate.set()
    assert (await first).status == 200
    assert (await gateway.get(NUMBERS, au_key)).status == 200


async def test_streams_at_the_same_time_are_bounded(house: Any) -> None:
    """Documents and streamed answers alike; a place is free when a reader has gone."""
    house.limits = Limits(public=RequesterLimits(streams=1))
    house.ep.content = [b"x" * 1000, b"y" * 1000]
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    url = gateway.url + "/api/v1/documents/ep~EP.99203729.A~R1/content"
    async with gateway.session.get(url) as reading:
        assert reading.status == 200
        for path in ("/api/v1/documents/ep~EP.99203729.A~R1/content", "/api/v1/bundles?number=EP.99203729.A"):
            refused = await gateway.get(path)
            assert (refused.status, b"too-many-at-once" in refused.body) == (429, True)
        assert (await gateway.get(FAMILY, Accept="application/x-ndjson")).status == 429
        assert (await gateway.get(FAMILY)).status == 200
        reading.close()
    await house.ep.gone.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert (await gateway.get(FAMILY, Accept="application/x-ndjson")).status == 200


async def test_after_many_wrong_keys_none_are_looked_at(house: Any, au_key: str) -> None:
    """But those that were good lately, and who shows none; 401 becomes 429 and says when to come back."""
    house.limits = Limits(failed_logins_per_minute=3)
    gateway = await house.open()
    assert (await gateway.get(NUMBERS, au_key)).status == 200
    guesses = [(await gateway.get(NUMBERS, f"guess-{n}")).status for n in range(5)]
    assert guesses == [401, 401, 401, 429, 429]
    refused = await gateway.get(NUMBERS, "guess-6")
    assert b'"too-many-failures"' in refused.body
    assert refused.headers["Retry-After"] == "20"
    assert (await gateway.get(NUMBERS, au_key)).status == 200
    assert (await gateway.get(NUMBERS)).status == 200
    house.clock.seconds += 20
    assert (await gateway.get(NUMBERS, "guess-7")).status == 401


async def test_wrong_passwords_at_a_token_endpoint_count(house: Any) -> None:
    """The form of a profile is no way round."""
    house.limits = Limits(failed_logins_per_minute=2)
    gateway = await house.open()

    async def login() -> int:
        form = {"grant_type": "password", "username": "AU", "password": "guess"}
        async with gateway.session.post(gateway.url + "/auth/token", data=form) as answer:
            return answer.status

    assert [await login() for _ in range(3)] == [401, 401, 429]


async def test_one_connection_too_many_is_cut_off(house: Any) -> None:
    """Before anything is read of it; when one has ended, there is a place."""
    house.limits = Limits(connections_per_network=2)
    gateway = await house.open()
    connections = gateway.application[GATE].connections
    held = [await asyncio.open_connection("127.0.0.1", gateway.port) for _ in range(2)]
    for reader, writer in held:
        writer.write(b"GET /livez HTTP/1.1\r\nHost: gateway\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    assert len(connections) == 2
    with pytest.raises(aiohttp.ClientConnectionError):
        await gateway.get(NUMBERS)
    held[0][1].close()
    await held[0][1].wait_closed()
    for _ in range(50):
        await asyncio.sleep(0)
    assert (await gateway.get(NUMBERS)).status == 200
    held[1][1].close()


async def test_a_hidden_application_makes_the_gateway_ask_and_costs_what_an_absent_one_does(
    house: Any, member: Any
) -> None:
    """A file that nothing shows to be published, and one that is not held: as many calls, as much charged."""
    house.limits = Limits(public=RequesterLimits(cost_per_minute=1_000))
    hidden = replace(member(published=False), number=parse_docdb("EP.20700001.A"))
    house.ep.files["EP.20700001.A"] = Dossier(application=hidden)
    house.ep.families["EP.20700001.A"] = (hidden,)
    costs, asked = [], []
    for number in ("EP20700001", "EP20700002"):
        gateway = await house.open()
        house.ep.asked, house.nl.asked = [], []
        answer = await gateway.get(f"/case-api/v1/doclists?applicationIdentifier={number}")
        assert answer.status == 404
        costs.append(left(answer, "cost"))
        asked.append(len(house.ep.asked) + len(house.nl.asked))
    assert costs[0] == costs[1] < 1_000
    assert asked[0] == asked[1] > 0


@pytest.mark.parametrize(
    ("quotas", "policy", "remaining"),
    [
        ([Quota("requests", 600, 60, 598.2, 0.2)], '"requests";q=600;w=60', '"requests";r=598;t=1'),
        (
            [Quota("requests", 2, 60, 0, 60), Quota("cost", 10, 60, 10, 0)],
            '"requests";q=2;w=60, "cost";q=10;w=60',
            '"requests";r=0;t=60, "cost";r=10;t=0',
        ),
    ],
)
def test_the_fields_are_structured(quotas: list[Quota], policy: str, remaining: str) -> None:
    """Lists of strings with parameters that are whole numbers (RFC 9651)."""
    assert fields_of(quotas) == {"RateLimit-Policy": policy, "RateLimit": remaining}


async def test_behind_a_trusted_proxy_the_client_is_counted(house: Any) -> None:
    """Each network behind one proxy has its own allowance; the proxy is no network of its own."""
    house.limits = Limits(public=RequesterLimits(requests_per_minute=1), connections_per_network=1)
    house.proxies = Proxies((ip_network("127.0.0.0/8"),))
    gateway = await house.open()
    first = [await gateway.get(NUMBERS, X_Forwarded_For=f"198.51.100.{n}") for n in (7, 8)]
    assert [one.status for one in first] == [200, 429]
    assert (await gateway.get(NUMBERS, X_Forwarded_For="203.0.113.7")).status == 200
