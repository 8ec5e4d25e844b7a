"""Short ways to write applications, claims and listings in the tests of families."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date

import pytest

from connectors.model import Application, PriorityClaim, Publication
from connectors.numbers.identity import Number, parse_docdb
from gateway.families.family import Listing

collect_ignore = [] if "CASEGATE_PAYLOADS" in os.environ else ["test_recorded_families.py"]


def read_claim(text: str) -> PriorityClaim:
    """``NL.1010536.A relation @date``, the last two optional."""
    number, *rest = text.split()
    told = {"number": parse_docdb(number)}
    for word in rest:
        told |= {"date": date.fromisoformat(word[1:])} if word.startswith("@") else {"relation": word}
    return PriorityClaim(**told)


def read_number(text: str) -> Number:
    """``priority EP.1.A``, or ``EP.1.A`` for an application, or ``publication EP.1000000`` with or without
    kind.
    """
    kind_of, _, rest = text.rpartition(" ")
    return Number(kind_of or "application", *rest.split("."))


@pytest.fixture(scope="session")
def application() -> Callable[..., Application]:
    """``application("EP.1.A", "1999-11-08", "NL.1010536.A @1998-11-12", pubs=["EP.1000000.A1"])``."""

    def build(number: str, filed: str | None = None, *claims: str, pubs: tuple[str, ...] = ()) -> Application:
        published = [text.split(".") for text in pubs]
        return Application(
            number=parse_docdb(number),
            filing_date=date.fromisoformat(filed) if filed else None,
            priorities=tuple(map(read_claim, claims)),
            publications=tuple(
                Publication(office=row[0], number=row[1], kind=row[2] if len(row) > 2 else None)
                for row in published
            ),
        )

    return build


@pytest.fixture(scope="session")
def listing() -> Callable[..., Listing]:
    """``listing("EP.1.A", member, member, provider="ep", trust=0)``; each member alone when nothing is
    asked.
    """

    def build(asked: str, *members: Application, provider: str = "hub", trust: int = 1) -> Listing:
        return Listing(provider=provider, trust=trust, asked=read_number(asked), members=members)

    return build


@pytest.fixture(scope="session")
def number() -> Callable[[str], Number]:
    """A query number from its text."""
    return read_number


@pytest.fixture(scope="session")
def each_alone(listing: Callable[..., Listing]) -> Callable[..., list[Listing]]:
    """One listing per application, naming nothing else: only claims can join them."""

    def build(*members: Application) -> list[Listing]:
        return [listing(member.number.docdb, member) for member in members]

    return build
