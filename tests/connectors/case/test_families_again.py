"""The same members in an answer to another question: read once, judged each time."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.case.encode import encode_family
from connectors.case.parse import parse_family
from connectors.case.relayed import Relay
from connectors.errors import ConnectorError
from connectors.model import Access, Application, Family, Publication, RelayedOutcome
from connectors.numbers.identity import Number, parse_docdb
from connectors.remembered import Remembered

AU, EP = parse_docdb("AU.2019325418.A"), parse_docdb("EP.19851234.A")
MEMBERS = (
    Application(
        number=AU,
        filing_date=date(2019, 8, 20),
        title="Valve",
        publications=(Publication(office="AU", number="2019325418", kind="A1", date=date(2020, 3, 5)),),
        access=Access(visibility="public"),
    ),
    Application(number=EP, filing_date=date(2019, 8, 20), access=Access(visibility="offices")),
)
BAG = b'"patentFamilyMemberBag":['
MINE = b'"accessCategory":"offices"'
DAY = b'"publicationDate":"2020-03-05"'


def body(
    asked: str = "AU.2019325418.A", *, members: tuple[Application, ...] = MEMBERS, missing: str = ""
) -> bytes:
    """The family as an answer to one number, with a provider that could not be asked."""
    number = parse_docdb(asked)
    relayed = tuple(RelayedOutcome(provider=one, code="timed_out") for one in missing.split())
    return encode_family(
        Number("application", number.office, number.number, number.kind),
        members,
        "simple",
        relay=Relay(complete=not relayed, outcomes=relayed),
    )


def read(answer: bytes, remembered: Remembered | None) -> Family | str:
    """What is read, or which error it is."""
    try:
        return parse_family(answer, remembered)
    except ConnectorError as error:
        return str(error)


def test_the_members_are_read_once_and_what_stands_beside_them_each_time() -> None:
    """Who lists them by whichever number, and what could not be had, is that of the answer that came."""
    remembered = Remembered()
    first = parse_family(body(), remembered)
    other = parse_family(body("EP.19851234.A", missing="jp"), remembered)
    assert first.members == MEMBERS
    assert other.members is first.members
    assert [[one.provider for one in told.relayed] for told in (first, other)] == [[], ["jp"]]
    assert parse_family(body(members=MEMBERS[:1]), remembered).members == MEMBERS[:1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MINE, MINE + b',"accessCategory":"public"'),
        (MINE, b'"accessCategory":"public",' + MINE),
        (MINE, MINE + b',"access\\u0043ategory":"public"'),
        (MINE, MINE + b',"accessOfficeBag":["JP"],"accessOfficeBag":[]'),
        (DAY, DAY + b',"publicationDate":"2030-01-01"'),
        (DAY, b'"publicationDate":"2030-01-01",' + DAY),
        (DAY, DAY + b',"publication\\u0044ate":"2030-01-01"'),
        (BAG, b'"patentFamilyMemberBag":[],' + BAG),
        (BAG, BAG + b"],"),
        (BAG, BAG + b"7,"),
        (BAG, BAG + b"null,"),
        (b'"completeIndicator"', b'"accessCategory":"offices","completeIndicator"'),
        (b'"2019325418"', b'"unreadable"'),
    ],
)
def test_a_memory_changes_nothing_that_is_read(old: bytes, new: bytes) -> None:
    """Doubtful or broken, after the plain family or before it: as if nothing had been read before."""
    odd = body(missing="jp").replace(old, new, 1)
    assert odd != body(missing="jp")
    remembered = Remembered()
    for answer in (odd, body(), odd, body("EP.19851234.A")):
        assert read(answer, remembered) == read(answer, None)
