"""Families of an office over sockets that are not of the number it was asked for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest

from connectors.case.connector import WIRE
from connectors.contract import Connector
from connectors.endpoint import Endpoint
from connectors.errors import Malformed, NotHeld
from connectors.numbers.identity import Number

OWN = Number("application", "AU", "2015200001", "A")


def member(office: str, text: str, filed: str | None = None, claims: str = "") -> dict[str, Any]:
    """A member as an office writes it; ``claims`` is a number of the United States."""
    named = {"applicationNumber": {"ipOfficeCode": office, "applicationNumberText": text}}
    claim = {"ipOfficeCode": "US", "applicationNumber": {"applicationNumberText": claims}}
    return {
        "patentFamilyMember": {
            "applicationIdentification": named | ({"filingDate": filed} if filed else {}),
            "priorityClaimBag": [{"priorityClaim": claim}] if claims else None,
        }
    }


@pytest.fixture
async def connect(replay_office: Any, loopback_network: Any) -> AsyncIterator[Callable[..., Connector]]:
    """``connect(number, member, ...)``: a connector of an Australian office that answers so."""
    opened: list[Connector] = []

    def start(path: str, *members: Any, gateway: bool = False) -> Connector:
        body = json.dumps({"patentFamilyMemberBag": members})
        replay_office.gives(f"/families?{path}&familyCategory=simple", body)
        endpoint = Endpoint("au", "AU", ("AU",), "case", replay_office.url, WIRE.capabilities)
        opened.append(WIRE.open(msgspec.structs.replace(endpoint, gateway=gateway), loopback_network))
        return opened[-1]

    yield start
    for one in opened:
        await one.aclose()


async def test_its_own_number_stands_in_its_family(connect) -> None:
    """An application of the office that nobody can claim any more has to be there."""
    where, stranger = "applicationIdentifier=AU2015200001", member("NZ", "773158", "2006-01-01")
    with pytest.raises(Malformed, match="wrong_family"):
        await connect(where, stranger).find_family(OWN)


async def test_what_is_not_certain_is_believed(connect) -> None:
    """It is there, or may be claimed: written otherwise, filed in time, or of a date that is not told."""
    where = "applicationIdentifier=AU2015200001"
    for told in (
        member("AU", "2015 200001", "2015-01-02"),
        member("NZ", "773158", "2016-01-01"),
        member("NZ", "773158"),
    ):
        assert (await connect(where, told).find_family(OWN)).members


async def test_a_foreign_number_need_not_be_named(connect) -> None:
    """The office says which members it has itself, not what else is of the family."""
    number = Number("application", "EP", "99203729", "A")
    connector = connect("applicationIdentifier=EP99203729", member("AU", "2015200001", "2015-01-02"))
    assert len((await connector.find_family(number)).members) == 1


async def test_a_priority_is_claimed(connect) -> None:
    """Members that claim a number do not state it otherwise."""
    number = Number("priority", "US", "201461923456", "P")
    claimant = member("AU", "2015200001", "2015-01-02", claims="61/923,456")
    connector = connect("priorityIdentifier=US61923456", claimant)
    assert len((await connector.find_family(number)).members) == 1


async def test_a_gateway_lists_those_who_answered_it(connect) -> None:
    """What it passes on may be a part."""
    where, stranger = "applicationIdentifier=AU2015200001", member("NZ", "773158", "2006-01-01")
    assert (await connect(where, stranger, gateway=True).find_family(OWN)).members


async def test_an_office_that_writes_no_year_answers_for_one_of_them(connect) -> None:
    """A US number may be of several years; the date of filing that comes with it says of which."""
    where = "applicationIdentifier=US11183143"
    connector = connect(where, member("US", "11/183,143", "2005-07-15"))
    for number, held in (("18314303", False), ("18314304", False), ("18314305", True)):
        asked = Number("application", "US", number, "A")
        if held:
            assert len((await connector.find_family(asked)).members) == 1
            continue
        with pytest.raises(NotHeld, match="other_year"):
            await connector.find_family(asked)
