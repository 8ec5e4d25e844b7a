from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

import aiohttp
import msgspec
import pytest

from connectors.kit.answers import Answer
from connectors.kit.content import Generated
from connectors.kit.faults import HUGE, Faults, Spoilt, parse_faults, spoil
from connectors.kit.samples import SHOWCASE, office_holdings, sample_family
from connectors.kit.simulator import SimulatedOffice, Simulation, simulate

LIST = "/doclists?applicationIdentifier=AU2019325418"


class Sleeps:
    """A sleep that lasts no time and writes down how long it was asked to be."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Writes down."""
        self.asked.append(seconds)


@asynccontextmanager
async def spoilt(faults: Faults, sleep: Sleeps | None = None) -> AsyncIterator[tuple[Simulation, str]]:
    """One simulated office with faults, and its URL."""
    office = SimulatedOffice("au", "Office", ("AU",), office_holdings(sample_family(SHOWCASE), ("AU",)))
    async with simulate([office], faults={"au": faults}, sleep=sleep or Sleeps()) as simulation:
        yield simulation, simulation.endpoint("au").url


async def get(url: str) -> tuple[int, bytes]:
    """Status and body of an answer, over a connection of its own."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.read()


def test_faults_are_written_in_one_line() -> None:
    """The short form names what differs from nothing at all."""
    assert parse_faults("") == Faults()
    assert parse_faults("refuse") == Faults(refuse=True)
    text = "delay-seconds=1.2, status=429,retry_after=30,operations=doclists+families,times=2"
    assert parse_faults(text) == Faults(
        operations=("doclists", "families"), times=2, delay_seconds=1.2, status=429, retry_after=30
    )
    assert parse_faults("body=wrong-office") == Faults(body="wrong-office")


@pytest.mark.parametrize("text", ["delay=1", "status=many", "body=ugly", "refuse=perhaps"])
def test_a_fault_that_does_not_exist_is_refused(text: str) -> None:
    """A mistyped knob is an error, so that a test never runs without its fault."""
    with pytest.raises(ValueError, match=text):
        parse_faults(text)


@pytest.mark.parametrize(
    "how", [how for how in get_args(Spoilt) if how not in ("widened", "wrong-office", "bad-ids")]
)
def test_a_spoilt_body_is_no_json(how: Spoilt) -> None:
    """What is spoilt beyond its words cannot be read as the JSON it claims to be."""
    answer = spoil(how, Answer(body=b'{"documentTotalQuantity":3,"documentIncludedBag":[]}'))
    assert (answer.status, answer.media_type) == (200, "application/json")
    if isinstance(answer.body, bytes):
        with pytest.raises((ValueError, RecursionError)):
            msgspec.json.decode(answer.body)
    else:
        assert answer.length == HUGE


def test_spoilt_words_are_still_json_and_say_something_else() -> None:
    """Visibility is said twice, the office is another one, an id climbs out of its path."""
    good = Answer(
        body=b'{"ipOfficeCode":"AU","id":"a-1","accessCategory":"offices","x":{"accessCategory":"public"}}'
    )
    wide = spoil("widened", good).body
    assert isinstance(wide, bytes)
    assert wide.count(b'"accessCategory":"public"') == 2
    assert json.loads(wide)["accessCategory"] == "public"
    assert json.loads(spoil("wrong-office", good).body)["ipOfficeCode"] == "FR"  # type: ignore[arg-type]
    assert json.loads(spoil("bad-ids", good).body)["id"] == "../../a-1"  # type: ignore[arg-type]


def test_content_is_not_spoilt_as_a_body() -> None:
    """Only metadata is spoilt by words; content by its length and its transfer."""
    answer = Answer(body=Generated(b"%PDF"))
    assert spoil("html", answer) is answer


async def test_an_answer_waits_and_the_waiting_is_the_office_s_own_time() -> None:
    """Each answer is delayed by the injected sleep, once."""
    sleep = Sleeps()
    async with spoilt(Faults(delay_seconds=1.2), sleep) as (simulation, url):
        assert (await get(url + LIST))[0] == 200
        assert (await get(url + "/health"))[0] == 200
        assert sleep.asked == [1.2, 1.2]
        assert simulation.asked("au") == {"doclists": 1, "health": 1}


async def test_faults_hold_for_some_operations_and_some_times() -> None:
    """Two lists fail, the third does not; families never did."""
    faults = Faults(operations=("doclists",), times=2, status=503)
    async with spoilt(faults) as (_, url):
        assert (await get(url + "/families?applicationIdentifier=AU2019325418"))[0] == 200
        assert [(await get(url + LIST))[0] for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize(
    ("status", "code"), [(429, "TOO_MANY_REQUESTS"), (401, "UNAUTHORIZED"), (500, "INTERNAL_ERROR")]
)
async def test_a_status_comes_in_the_protocol_s_own_form(status: int, code: str) -> None:
    """An error of a simulated office looks like one of a real one, with Retry-After where it is set."""
    async with (
        spoilt(Faults(status=status, retry_after=30)) as (_, url),
        aiohttp.ClientSession() as session,
        session.get(url + LIST) as answer,
    ):
        assert (answer.status, answer.headers["Retry-After"]) == (status, "30")
        assert (await answer.json())["code"] == code


async def test_a_withheld_file_leaves_the_family_alone() -> None:
    """The office lists its members and closes their files."""
    async with spoilt(Faults(withhold=True)) as (_, url):
        assert (await get(url + LIST))[0] == 403
        assert (await get(url + "/families?applicationIdentifier=AU2019325418"))[0] == 200


async def test_an_office_refuses_connections_and_comes_back_at_its_address() -> None:
    """While it refuses, kept connections are dropped and new ones refused; afterwards all is as before."""
    async with spoilt(Faults()) as (simulation, url), aiohttp.ClientSession() as session:
        async with session.get(url + "/health") as answer:
            assert answer.status == 200
        await simulation.set_faults("au", Faults(refuse=True))
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url + "/health")
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(url + "/health")
        await simulation.set_faults("au", Faults())
        async with session.get(url + "/health") as answer:
            assert answer.status == 200


async def test_an_answer_that_is_cut_has_the_head_of_a_whole_one() -> None:
    """The length that was promised does not come; the beginning did."""
    async with (
        spoilt(Faults(cut_after=100)) as (_, url),
        aiohttp.ClientSession() as session,
        session.get(url + LIST) as answer,
    ):
        assert answer.content_length is not None
        assert answer.content_length > 1000
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_a_dripping_answer_comes_byte_by_byte() -> None:
    """There is a pause before each byte, and in the end the answer is right."""
    sleep = Sleeps()
    async with spoilt(Faults(drip_seconds=4), sleep) as (_, url):
        assert await get(url + "/health") == (200, b'{"status":"ok"}')
        assert sleep.asked == [4] * len(b'{"status":"ok"}')


async def test_content_can_be_shorter_than_it_is() -> None:
    """A well-formed answer carries fewer bytes than the document has."""
    async with spoilt(Faults()) as (simulation, url):
        listed = json.loads((await get(url + LIST))[1])
        document = f"{url}/documents/{listed['documentIncludedBag'][0]['documentIncluded']['id']}"
        whole = (await get(document))[1]
        await simulation.set_faults("au", Faults(short_by=10))
        assert (await get(document))[1] == whole[:-10]


async def test_a_huge_answer_goes_out_without_being_made() -> None:
    """A hundred megabytes are announced and begin to come."""
    async with (
        spoilt(Faults(body="huge")) as (_, url),
        aiohttp.ClientSession() as session,
        session.get(url + LIST) as answer,
    ):
        assert answer.content_length == HUGE
        assert (await answer.content.readexactly(9)) == b'[{"a":[]}'
