from __future__ import annotations

import re

import pytest

from connectors.errors import NotHeld
from connectors.kit.holdings import Place
from connectors.kit.papers import paper
from connectors.kit.samples import (
    SHOWCASE,
    hub_holdings,
    office_holdings,
    office_of,
    sample_family,
    sample_names,
    sample_sheet,
)
from connectors.kit.sheets import Held
from connectors.numbers.identity import Number, parse_docdb
from connectors.numbers.reading import read_application
from connectors.numbers.writing import display, national

OFFICES = {"AU", "CA", "GB", "NZ", "IL", "WO", "US", "EP", "JP", "KR", "CN"}
ALL = [held for name in sample_names() for held in sample_family(name)]


def test_there_are_at_least_eight_families_and_each_says_where_its_facts_are_from() -> None:
    """Every sample family has members and names its sources."""
    assert len(sample_names()) >= 8
    for name in sample_names():
        assert len(sample_sheet(name).applications) >= 2
        assert len(sample_sheet(name).sources) > 20


def test_no_application_stands_in_two_families() -> None:
    """A number leads to one sample family."""
    numbers = [held.number for held in ALL]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("held", ALL, ids=lambda held: held.number.docdb)
def test_the_numbers_of_the_samples_read_back(held: Held) -> None:
    """What an office of the samples writes on the wire is read as the number that was meant."""
    number = held.number
    text = display(number) if number.kind == "W" else national(number)
    found = read_application(number.office, text, kind=number.kind, filed=held.application.filing_date)
    assert found == number


def test_the_real_families_have_the_numbers_of_their_sources() -> None:
    """Bibliographic facts stand as the offices state them."""
    bricks = {held.number.docdb: held.application for held in sample_family("green-bricks")}
    assert set(bricks) == {
        "NL.1010536.A", "EP.99203729.A", "US.20685698.A", "DE.69905327.T", "AT.99203729.T",
    }  # fmt: skip
    assert [one.kind for one in bricks["EP.99203729.A"].publications] == ["A1", "B1"]
    learning = {held.number.docdb: held for held in sample_family("learning-assistance")}
    assert set(learning) == {"JP.2017187096.A", "US.201816123456.A", "US.202017130468.A"}
    assert len(learning["JP.2017187096.A"].dossier.documents) == 12
    assert len(learning["US.201816123456.A"].dossier.documents) > 50


def test_the_showcase_has_a_file_at_every_simulated_office() -> None:
    """The showcase family has members with 6 to 25 documents at eleven offices; one file is withheld."""
    members = sample_family(SHOWCASE)
    with_file = [held for held in members if held.dossier.documents]
    assert {office_of(held.number) for held in with_file} == OFFICES
    assert all(6 <= len(held.dossier.documents) <= 25 for held in with_file)
    assert [held.number.office for held in members if held.withheld] == ["GB"]
    seen = {d.access.visibility for held in members for d in held.dossier.documents if d.access is not None}
    assert seen == {"public", "offices", "named", "none"}


def test_every_sample_document_can_be_opened() -> None:
    """Each rendition of each document has an id that can stand in a URL, and content."""
    count = 0
    for held in ALL:
        for document in held.dossier.documents:
            assert document.date is not None
            assert document.code
            assert re.fullmatch(r"[A-Za-z0-9._~-]{1,128}", document.id)
            for rendition in document.renditions:
                assert re.fullmatch(r"[A-Za-z0-9._~-]{1,128}", rendition.id)
                count += 1
            assert paper(Place(held, document, document.renditions[0])).data.startswith(b"%PDF-")
    assert count > 600


async def test_an_office_has_its_own_applications_only() -> None:
    """The simulated CA office knows a family by what its own member says, and no member elsewhere."""
    held = office_holdings(ALL, ("CA",))
    found = await held.find_family(Number("priority", "AU", "2018903141", "A"), "simple")
    assert [one.number.docdb for one in found] == ["CA.3109276.A"]
    with pytest.raises(NotHeld):
        await held.find_family(Number("application", "EP", "19852346", "A"), "simple")


async def test_a_hub_knows_the_published_members_everywhere_and_shows_public_documents_only() -> None:
    """A hub lists the family at all offices, and has dossiers of its own offices without restricted items."""
    held = hub_holdings(ALL, ("US", "EP", "JP", "KR", "CN"))
    found = await held.find_family(Number("application", "EP", "19852346", "A"), "extended")
    assert {office_of(one.number) for one in found} == OFFICES
    with pytest.raises(NotHeld):
        await held.get_dossier(parse_docdb("AU.2019325418.A"))
    dossier = await held.get_dossier(parse_docdb("JP.2021510224.A"))
    assert {len(document.renditions) for document in dossier.documents} == {2}


INVENTED = [held for held in sample_family(SHOWCASE) if held.dossier.documents]


@pytest.mark.parametrize("held", INVENTED, ids=lambda held: held.number.docdb)
def test_what_is_invented_happens_in_its_order(held: Held) -> None:
    """Nothing before filing, the patent published after the last paper, the pamphlet on its day."""
    application = held.application
    days = [one.date for one in held.dossier.documents if one.date is not None]
    filed = application.filing_date
    assert filed is not None
    assert min(days) >= filed
    published = {(one.kind or "", one.date) for one in application.publications}
    granted = [
        day for kind, day in published if kind[:1] in "BC" or (held.number.office, kind) == ("NZ", "A")
    ]
    assert all(day is not None and day > max(days) for day in granted)
    pamphlets = [one.date for one in held.dossier.documents if one.code == "PAMPH"]
    assert set(pamphlets) <= {day for _, day in published}
    cited = {one.date for one in held.dossier.citations} - {None}
    assert cited <= set(days)
