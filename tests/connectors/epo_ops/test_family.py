"""INPADOC families, and the simple family within: with answers made by hand, over sockets."""

from __future__ import annotations

import pytest

from connectors.epo_ops.family import parse_equivalents, parse_family
from connectors.errors import ConnectorError, Malformed, NotHeld, Unsupported
from connectors.numbers.identity import ApplicationNumber, Number

ROOT = "/3.2/rest-services"
ASKED = Number("publication", "EP", "1000000", "A1")
FAMILY = f"{ROOT}/family/publication/docdb/EP.1000000.A1"
EQUIVALENTS = f"{ROOT}/published-data/publication/docdb/EP.1000000.A1/equivalents"
ROWS = (
    ("EP.99203729.A.19991108", "EP.1000000.A1.20000517", "1", ("NL.1010536.A.19981112", "YES")),
    ("US.20685698.A.19981208", "US.6093011.A.20000725", "1", ("NL.1010536.A.19981112", "YES")),
    ("US.201113275943.A.20111018", "US.8000001.B2.20120101", "2", ("US.20685698.A.19981208", "NO")),
)


def shown(family) -> list[str]:
    """The members' numbers."""
    return [member.number.docdb for member in family.members]


async def test_extended_and_simple(connector, replay_office, family, equivalents) -> None:
    """The extended family is all that INPADOC lists; the simple one the equivalents within it."""
    replay_office.gives(FAMILY, family(*ROWS))
    replay_office.gives(EQUIVALENTS, equivalents("EP.1000000.A1", "US.6093011.A", "US.8000001.B2"))
    extended = await connector.find_family(ASKED, "extended")
    assert shown(extended) == ["EP.99203729.A", "US.20685698.A", "US.201113275943.A"]
    assert EQUIVALENTS not in replay_office.asked
    assert shown(await connector.find_family(ASKED)) == shown(extended)
    replay_office.clear(EQUIVALENTS)
    replay_office.gives(EQUIVALENTS, equivalents("EP.1000000.A1", "US.6093011.A"))
    assert shown(await connector.find_family(ASKED)) == ["EP.99203729.A", "US.20685698.A"]


async def test_one_simple_family_needs_no_second_question(connector, replay_office, family) -> None:
    """Where all members are of one simple family, the equivalents are not asked for."""
    replay_office.gives(FAMILY, family(*ROWS[:2]))
    assert shown(await connector.find_family(ASKED)) == ["EP.99203729.A", "US.20685698.A"]
    assert EQUIVALENTS not in replay_office.asked


async def test_without_equivalents_the_family_id_decides(connector, replay_office, family) -> None:
    """When OPS cannot say the equivalents, its identifier of the simple family does."""
    replay_office.gives(FAMILY, family(*ROWS))
    replay_office.gives(EQUIVALENTS, "<fault/>", 500)
    assert shown(await connector.find_family(ASKED)) == ["EP.99203729.A", "US.20685698.A"]


async def test_neither_equivalents_nor_the_number(connector, replay_office, family) -> None:
    """When the number is not among the members and the equivalents fail, nothing is guessed."""
    replay_office.gives(FAMILY, family(*ROWS[1:]))
    replay_office.gives(EQUIVALENTS, "<fault/>", 500)
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(ASKED)
    assert caught.value.code == "unavailable"


async def test_a_priority_is_answered_with_its_claimants(connector, replay_office, family) -> None:
    """Of INPADOC's list for a priority, only who claims it, and the application itself."""
    number = Number("priority", "NL", "1010536", "A")
    own = ("NL.1010536.A.19981112", "NL.1010536.C2.20000515", "1")
    replay_office.gives(f"{ROOT}/family/priority/docdb/NL.1010536.A", family(*ROWS, own))
    assert shown(await connector.find_family(number)) == ["EP.99203729.A", "US.20685698.A", "NL.1010536.A"]
    assert len((await connector.find_family(number, "extended")).members) == 4


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (Number("publication", "EP", "1000000"), "publication/epodoc/EP1000000"),
        (Number("publication", "US", "2019095759", "A1"), "publication/docdb/US.2019095759.A1"),
        (Number("application", "US", "2008086599", "W"), "application/docdb/US.2008086599.W"),
        (Number("application", "EP", "99203729", "A"), "application/docdb/EP.99203729.A"),
        (Number("priority", "US", "39636302", "P"), "priority/docdb/US.39636302.P"),
    ],
)
async def test_how_numbers_are_asked(number, path, connector, replay_office, family) -> None:
    """DOCDB with its dots; a publication of unknown kind in EPODOC, where DOCDB would be ambiguous."""
    asked = ("US.2008086599.W.20081212", "US.2019095759.A1.20190328", "1", ("US.39636302.P.20020717", "YES"))
    replay_office.gives(f"{ROOT}/family/{path}", family(*ROWS, asked))
    assert len((await connector.find_family(number, "extended")).members) == 4


@pytest.mark.parametrize("number", [("publication", "US", "6093012"), ("application", "EP", "99203728")])
async def test_the_family_of_another_number(number, connector, replay_office, family) -> None:
    """An answer that neither repeats the number nor names it is not taken for its family."""
    type, office, written = number
    asked = Number(type, office, written, None if type == "publication" else "A")
    path = (
        f"publication/epodoc/{office}{written}"
        if type == "publication"
        else f"application/docdb/{asked.docdb}"
    )
    replay_office.gives(f"{ROOT}/family/{path}", family(*ROWS))
    with pytest.raises(Malformed, match="wrong_family"):
        await connector.find_family(asked)


async def test_a_number_that_cannot_be_written(connector, replay_office) -> None:
    """What would change the path is not sent."""
    with pytest.raises(Unsupported):
        await connector.find_family(Number("application", "EP", "1/../2", "A"))
    assert replay_office.asked == []


async def test_no_members(connector, replay_office, family) -> None:
    """A family without members is not held."""
    replay_office.gives(FAMILY, family())
    with pytest.raises(NotHeld):
        await connector.find_family(ASKED)


def test_claims_and_dates(family) -> None:
    """An active claim is a priority; of one that is not active OPS does not say what it is."""
    members = parse_family(family(*ROWS), ASKED).members
    assert [one.relation for one in members[0].application.priorities] == ["priority"]
    assert [one.relation for one in members[2].application.priorities] == ["unknown"]
    assert members[0].application.filing_date is not None


def test_rows_of_one_application_are_one_member(family) -> None:
    """Publications and claims of several rows are united; the same claim stands once, its relation known."""
    again = ("EP.99203729.A", "EP.1000000.B1.20030212", "1", ("NL.1010536.A.19981112", "NO"))
    (member,) = parse_family(family(again, ROWS[0]), ASKED).members
    assert [one.kind for one in member.application.publications] == ["B1", "A1"]
    assert [one.relation for one in member.application.priorities] == ["priority"]
    assert member.application.filing_date is not None


def test_unreadable_rows(family, world) -> None:
    """A row without a number costs only itself; when none can be read the answer is malformed."""
    bad = ("EP.none.A", "EP.1.A1", "9")
    assert len(parse_family(family(bad, *ROWS), ASKED).members) == 3
    with pytest.raises(Malformed):
        parse_family(family(bad), ASKED)
    with pytest.raises(Malformed):
        parse_family(world("<ops:other/>"), ASKED)
    with pytest.raises(Malformed):
        parse_equivalents(world("<ops:patent-family/>"))


def test_names_of_other_namespaces_count_for_nothing(world) -> None:
    """Elements are looked up by namespace: the same words in another one are not there."""
    inside = (
        '<ops:patent-family><evil:family-member xmlns:evil="http://evil.example">'
        "<application-reference/></evil:family-member></ops:patent-family>"
    )
    assert parse_family(world(inside), ASKED).members == ()


def test_cut_anywhere(family) -> None:
    """An answer cut at any byte is malformed, never part of a family and never a crash."""
    body = family(*ROWS)
    for end in range(0, len(body), 3):
        with pytest.raises(Malformed):
            parse_family(body[:end], ASKED)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>maintenance</body></html>",
        b"",
        b"{}",
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>',
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><l>&a;</l>',
        b"<a>" * 5000,
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"),
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        b"<a>\x00</a>",
        b"<world-patent-data/>",
        b"<a/><b/>",
    ],
)
def test_hostile_xml(body) -> None:
    """Document types, entities, depth, other encodings and other roots are malformed."""
    with pytest.raises(Malformed):
        parse_family(body, ASKED)


@pytest.mark.parametrize(
    "name", ["application-reference", "publication-reference", "document-id", "doc-number"]
)
def test_a_missing_element(name, family) -> None:
    """Without an element an answer says less or is malformed, and never says another member's data."""
    body = family(*ROWS).replace(f"<{name}".encode(), b"<x").replace(f"</{name}>".encode(), b"</x>")
    body = body.replace(b'<x document-id-type="docdb"', b"<x")
    try:
        members = parse_family(body, ASKED).members
    except Malformed:
        return
    assert {one.application.number for one in members} <= {
        ApplicationNumber("EP", "99203729"),
        ApplicationNumber("US", "20685698"),
        ApplicationNumber("US", "201113275943"),
    }
