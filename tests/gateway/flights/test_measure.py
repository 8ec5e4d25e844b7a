"""Answers beyond all measure are refused: weighing them with every question would keep everybody waiting."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asking import flights
from msgspec.structs import replace
from worlds import Office, application, cited, document, dossier, number, provider

from connectors.model import Dossier, Family, Publication, UnreadableMember
from gateway.asks import Ask, Outcome
from gateway.flights.flight import MOST_MEMBERS, MOST_ROWS

EP = "EP.1.A"
NOT_READ = UnreadableMember(publications=(Publication(office="EP", number="1", kind="A1"),))


class Listing(Office):
    """An office that answers every question with these facts."""

    def __init__(self, facts: Family | Dossier) -> None:
        super().__init__()
        self.facts: Any = facts

    async def find_family(self, *asked: Any) -> Family:
        """The family."""
        return self.facts

    async def get_dossier(self, *asked: Any) -> Dossier:
        """The file."""
        return self.facts

    get_citations = get_dossier


async def told(facts: Family | Dossier, operation: Any) -> Outcome:
    """What becomes of asking an office that answers so."""
    heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    under_way = flights(mebibytes=64)
    under_way.join(Ask("ep", operation, number(EP)), provider("ep", Listing(facts), "EP"), heard.set_result)
    return await heard


@pytest.mark.parametrize("unreadable", [0, 1, 7])
async def test_a_family_of_tens_of_thousands_is_refused(unreadable: int) -> None:
    """Those that cannot be read count too; as many as the largest families have are let through."""
    some = tuple(application(f"AU.{n}.A") for n in range(MOST_MEMBERS - unreadable))
    family = Family(members=some, unreadable=(NOT_READ,) * unreadable)
    assert (await told(family, "family")).code == "ok"
    for more in (
        replace(family, members=(*some, application(EP))),
        replace(family, unreadable=(NOT_READ,) * (unreadable + 1)),
    ):
        outcome = await told(more, "family")
        assert (outcome.code, outcome.part) == ("malformed", None)
        assert outcome.detail == f"too_large: the answer lists more than {MOST_MEMBERS}"


@pytest.mark.parametrize("operation", ["dossier", "citations"])
async def test_a_file_of_tens_of_thousands_is_refused(operation: str) -> None:
    """Whatever it has so many of: documents, citations, or rows that cannot be shown."""
    about = dossier(EP)
    documents = tuple(document(f"d{n}") for n in range(MOST_ROWS - 1))
    full = replace(about, documents=documents, unreadable=(None,))
    assert (await told(full, operation)).code == "ok"
    for more in (
        replace(full, documents=(*documents, document("x"))),
        replace(full, unreadable=(None, None)),
        replace(full, citations=(cited("one more"),)),
    ):
        assert (await told(more, operation)).code == "malformed"
