"""The number service: what can be asked, and what its answers say."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.contract import NumberService
from connectors.epo_ops.number_service import (
    check_conversion,
    original_reference,
    parse_conversion,
    read_messages,
)
from connectors.errors import ConnectorError, Malformed, Unsupported
from connectors.model import Publication
from connectors.numbers.identity import ApplicationNumber, Number, Reading


def answer(world, status: str, reference: str = "publication", inside: str = "") -> bytes:
    """An answer of the number service."""
    number = inside or "<country>EP</country><doc-number>1000000</doc-number><kind>A1</kind>"
    return world(
        f'<ops:meta name="version" value="1"/><ops:meta name="status" value="{status}"/>'
        f"<ops:standardization><ops:output><ops:{reference}-reference>"
        f'<document-id document-id-type="docdb">{number}</document-id>'
        f"</ops:{reference}-reference></ops:output></ops:standardization>"
    )


def test_messages() -> None:
    """Known codes with their meaning, unknown ones as warnings, anything else not at all."""
    found = read_messages("pBRE001 BRE004 pBRE777 BRW019 <script> pBRE001")
    assert [(one.code, one.gravity) for one in found] == [
        ("pBRE001", "warning"),
        ("BRE004", "error"),
        ("pBRE777", "warning"),
        ("BRW019", "note"),
    ]
    assert all(one.meaning for one in found)


def test_a_number_that_was_not_converted(world) -> None:
    """pBRE999 is no success, whatever HTTP says: the number comes back as it was and names nothing."""
    found = parse_conversion(answer(world, "pBRE005 pBRE999"), "docdb")
    assert (found.converted, found.reading, found.number) == (False, None, "1000000")
    found = parse_conversion(answer(world, "SUCCESS"), "docdb")
    assert found.converted
    assert found.reading == Publication(office="EP", number="1000000", kind="A1")


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("US", "08/921,321", "A", date(1997, 8, 29)), "US.(08/921,321).A.19970829"),
        (("JP", "2006-147056", "A", date(2006, 5, 26)), "JP.(2006-147056).A.20060526"),
        ((None, "PCT/GB02/04635", None, date(2002, 10, 11)), "PCT/GB02/04635.20021011"),
        (("US", "14123456", None, None), "US.14123456"),
    ],
)
def test_original_references(parts, text) -> None:
    """Special characters stand in brackets, but for PCT numbers; the date stands last."""
    assert original_reference(*parts) == text
    check_conversion(text, "original", "docdb")


@pytest.mark.parametrize(
    "text", ["", "a/../b", "EP.1?x=1", "EP.1#x", "EP.1%2f", "EP//1", "é", "E" * 90, "EP.1\n"]
)
def test_texts_that_are_not_sent(text) -> None:
    """What would change the path or the question is refused here."""
    with pytest.raises(Unsupported):
        check_conversion(text, "original", "docdb")


async def test_conversions_that_there_are_not(connector, replay_office) -> None:
    """Nothing leads from EPODOC to DOCDB: not asked."""
    with pytest.raises(Unsupported):
        await connector.convert("EP1000000", "publication", "epodoc", "docdb")
    assert replay_office.asked == []


@pytest.mark.parametrize(
    ("written", "number", "path", "found"),
    [
        ("11/183,143", "US.18314304.A", "application/original/US.(11/183,143).A", "US.18314305.A"),
        ("PCT/GB02/04635", "GB.0204635.W", "application/original/PCT/GB02/04635", "GB.0204635.W"),
        ("", "NZ.773158.A", "application/original/NZ.773158.A", "NZ.773158.A"),
    ],
)
async def test_a_reading_is_confirmed(written, number, path, found, connector, replay_office, world) -> None:
    """It is asked as its office writes it, without a year; the parts come back as the service has them."""
    assert isinstance(connector, NumberService)
    country, digits, kind = found.split(".")
    inside = f"<country>{country}</country><doc-number>{digits}</doc-number><kind>{kind}</kind>"
    where = f"/3.2/rest-services/number-service/{path}/docdb"
    replay_office.gives(where, answer(world, "SUCCESS", "application", inside))
    reading = Reading(Number("application", *number.split(".")), 1.0, written=written)
    said = await connector.confirm(reading)
    assert said.number == Number("application", country, digits, kind)
    assert [one.code for one in said.messages] == ["SUCCESS"]


async def test_a_reading_that_is_not_converted(connector, replay_office, world) -> None:
    """No number comes back, and the messages say why."""
    where = "/3.2/rest-services/number-service/publication/original/EP.1000000.A1/docdb"
    replay_office.gives(where, answer(world, "pBRE999"))
    said = await connector.confirm(Reading(Number("publication", "EP", "1000000", "A1"), 1.0))
    assert (said.number, [one.gravity for one in said.messages]) == (None, ["error"])


async def test_a_reading_that_the_service_cannot_read(connector, replay_office) -> None:
    """There is no form of it there: that is an answer about the number, though none about a family."""
    where = "/3.2/rest-services/number-service/publication/original/EP.1.A1/docdb"
    replay_office.gives(where, "<fault><code>CLIENT.InvalidReference</code></fault>", 404)
    with pytest.raises(Unsupported, match="cannot read this number"):
        await connector.confirm(Reading(Number("publication", "EP", "1", "A1"), 1.0))


async def test_ping(connector, replay_office, world) -> None:
    """The sign of life is a conversion; a page in its place is none."""
    where = "/3.2/rest-services/number-service/publication/docdb/EP.1000000.A1/epodoc"
    body = answer(world, "SUCCESS", inside="<doc-number>EP1000000</doc-number>").replace(
        b'"docdb"', b'"epodoc"'
    )
    replay_office.gives(where, body)
    await connector.ping()
    replay_office.clear(where)
    replay_office.gives(where, "<html></html>")
    with pytest.raises(Malformed):
        await connector.ping()


def test_answers_that_cannot_be_trusted(world) -> None:
    """Another format, no number, no output, or cut at any byte: malformed."""
    body = answer(world, "SUCCESS")
    with pytest.raises(Malformed):
        parse_conversion(body, "epodoc")
    with pytest.raises(Malformed):
        parse_conversion(answer(world, "SUCCESS", inside="<country>EP</country>"), "docdb")
    with pytest.raises(Malformed):
        parse_conversion(world("<ops:meta/>"), "docdb")
    for end in range(len(body)):
        with pytest.raises(ConnectorError) as caught:
            parse_conversion(body[:end], "docdb")
        assert caught.value.code == "malformed"


def test_a_docdb_number_is_what_it_says(world) -> None:
    """Without a date, too: a US number of an old series is not one of a new series that looks the same."""
    inside = "<country>US</country><doc-number>18314305</doc-number><kind>A</kind>"
    found = parse_conversion(answer(world, "SUCCESS", "application", inside), "docdb")
    assert found.reading == ApplicationNumber("US", "18314305")
