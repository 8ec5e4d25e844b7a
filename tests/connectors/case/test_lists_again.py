"""A gateway's document list that comes again, retrieved at another moment: read once, judged each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.case.encode import encode_doclist
from connectors.case.parse import DoclistPage, parse_doclist
from connectors.case.relayed import Relay
from connectors.errors import ConnectorError, Malformed
from connectors.model import Access, Document, RelayedSource, Rendition
from connectors.numbers.identity import parse_docdb
from connectors.remembered import Remembered

AU, NZ = parse_docdb("AU.2019325418.A"), parse_docdb("NZ.700000.A")
PUBLIC, OFFICES = Access(visibility="public"), Access(visibility="offices")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOCUMENTS = tuple(
    Document(
        id=f"au~AU.2019325418.A~D{place}", title="Report", renditions=(Rendition(id="pdf"),), access=access
    )
    for place, access in enumerate((PUBLIC, OFFICES, Access(visibility="named", offices=("JP", "NZ"))))
)
BAG = b'"documentIncludedBag":['
MINE = b'"accessCategory":"offices"'


def body(second: int = 0, *, access: Access = PUBLIC, documents: tuple[Document, ...] = DOCUMENTS) -> bytes:
    """The list as the gateway tells it at some second."""
    source = RelayedSource(
        provider="au", protocol="case", retrieved_at=NOON + timedelta(seconds=second), access=PUBLIC
    )
    return encode_doclist(
        AU, documents, total=len(documents), access=access, relay=Relay(complete=True, sources=(source,))
    )


def read(answer: bytes, remembered: Remembered | None) -> DoclistPage | str:
    """What is read, or which error it is."""
    try:
        return parse_doclist(answer, AU, remembered)
    except ConnectorError as error:
        return str(error)


def test_the_documents_are_read_once_and_what_stands_beside_them_each_time() -> None:
    """Who may see the list and when it was retrieved are those of the answer that came."""
    remembered = Remembered()
    first = parse_doclist(body(), AU, remembered)
    later = parse_doclist(body(1, access=OFFICES), AU, remembered)
    assert later.documents is first.documents
    assert [page.access for page in (first, later)] == [PUBLIC, OFFICES]
    assert [page.sources[0].retrieved_at for page in (first, later)] == [NOON, NOON + timedelta(seconds=1)]
    assert parse_doclist(body(1, documents=DOCUMENTS[:1]), AU, remembered).documents == DOCUMENTS[:1]


def test_an_offices_own_list_takes_no_second_place() -> None:
    """It is remembered whole, where it is; only what a gateway passes on is taken apart."""
    own = encode_doclist(AU, DOCUMENTS, total=3)
    remembered = Remembered()
    pages = [parse_doclist(own, AU, remembered) for _ in range(2)]
    assert pages[0] == pages[1] == parse_doclist(own, AU)
    assert pages[0].documents is not pages[1].documents


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MINE, MINE + b',"accessCategory":"public"'),
        (MINE, b'"accessCategory":"public",' + MINE),
        (MINE, MINE + b',"access\\u0043ategory":"public"'),
        (MINE, MINE + b',"accessOfficeBag":["JP"],"accessOfficeBag":[]'),
        (BAG, BAG + b'{"documentIncluded":{"id":"x"}}],' + BAG),
        (b'"completeIndicator"', b'"accessCategory":"offices","completeIndicator"'),
        (b'"documentTotalQuantity"', b'"documentIncludedBag":null,"documentTotalQuantity"'),
        (b'"id":"au', b'"id":7,"id":"au'),
        (b'"2019325418"', b'"2019325419"'),
        (BAG, BAG + b"7,"),
        (BAG, BAG + b","),
    ],
)
def test_a_memory_changes_nothing_that_is_read(old: bytes, new: bytes) -> None:
    """Doubtful or broken, after the plain list or before it: as if nothing had been read before."""
    odd = body(2).replace(old, new, 1)
    assert odd != body(2)
    remembered = Remembered()
    for answer in (odd, body(1), odd, body(3)):
        assert read(answer, remembered) == read(answer, None)


def test_the_list_of_another_application_is_refused_though_its_documents_are_known() -> None:
    """What was read for one application says nothing for another."""
    remembered = Remembered()
    parse_doclist(body(), AU, remembered)
    with pytest.raises(Malformed, match="wrong_application"):
        parse_doclist(body(1), NZ, remembered)
