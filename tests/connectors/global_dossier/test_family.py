"""Families and member states of the service, with answers made by hand, over sockets."""

from __future__ import annotations

import json

import pytest

from connectors.errors import ConnectorError, Malformed, NotHeld, Throttled, Unsupported
from connectors.global_dossier.parse import parse_family
from connectors.numbers.identity import ApplicationNumber, Number

US = ApplicationNumber("US", "201816123456")
ASKED = Number("application", "US", "201816123456", "A")
FAMILY = "/patent-family/svc/family/application/US/16123456"
LIST = "/doc-list/svc/doclist/US/16123456/A"
PROBLEM = '{"status":"404 NOT_FOUND","message":"Data is not available due to system problem"}'


def test_numbers_in_either_spelling(family, member) -> None:
    """DOCDB numbers in ``appNum``, native numbers in ``docNum``, PCT applications under their receiving
    office.
    """
    body = family(
        "US",
        "16123456",
        member("US", "16123456", docdb="16123456", appDateStr="09/06/2018"),
        member("US", "20685698", docdb="20685698", appDateStr="12/08/1998 00:00:00"),
        member("US", "PCT/US13/32081", "W", appDateStr="03/15/2013"),
        member("US", "PCT/US14/71849", "A", docdb="2014071849"),
        member("JP", "2017187096"),
    )
    assert [one.application.number.docdb for one in parse_family(body, ASKED).members] == [
        "US.201816123456.A",
        "US.20685698.A",
        "US.2013032081.W",
        "US.2014071849.W",
        "JP.2017187096.A",
    ]
    pct = parse_family(body, ASKED).members[2]
    assert pct.listing == ("US", "PCTUS1332081", "W")


def test_unreadable_members_are_left_out(family, member) -> None:
    """A member without a number costs only itself; only when none can be read is the answer malformed."""
    bad = member("US", "16123456") | {"appNum": None}
    body = family("US", "16123456", bad, member("US", "none"), member("US", "16123456"), None)
    assert [one.application.number for one in parse_family(body, ASKED).members] == [US]
    with pytest.raises(Malformed):
        parse_family(family("US", "16123456", bad), ASKED)


def test_publication_dates_that_do_not_exist(family, member) -> None:
    """A publication with an impossible date is no evidence that anything was published."""
    pubs = [
        {"pubCountry": "US", "pubNum": "20190095759", "kindCode": "A1", "pubDateStr": "02/30/2019"},
        {"pubCountry": "US", "pubNum": "10902286", "kindCode": "B2", "pubDateStr": None},
    ]
    (found,) = parse_family(family("US", "16123456", member("US", "16123456", pubList=pubs)), ASKED).members
    assert [(one.number, one.kind) for one in found.application.publications] == [("10902286", "B2")]


@pytest.mark.parametrize(("country", "number"), [("JP", "16123456"), ("US", "17999999")])
def test_the_family_of_another_number(country, number, family, member) -> None:
    """An answer that repeats another question is refused, unless the number asked for is in it."""
    stranger = member("US", "17130468")
    with pytest.raises(Malformed, match="wrong_family"):
        parse_family(family(country, number, stranger), ASKED)
    assert parse_family(family(country, number, stranger, member("US", "16123456")), ASKED)


async def test_nothing_listed(connector, replay_office, family) -> None:
    """An empty or null list of members is no family."""
    replay_office.gives(FAMILY, family("US", "16123456"))
    replay_office.gives(FAMILY, '{"country": "US", "id": "16123456", "list": null}')
    for _ in range(2):
        with pytest.raises(NotHeld):
            await connector.find_family(ASKED)


async def test_pct_question(connector, replay_office, family, member) -> None:
    """The slashes of a PCT number are part of one segment, so percent-encoded."""
    number = Number("application", "US", "2013032081", "W")
    where = "/patent-family/svc/family/application/WIPO/PCT%2FUS2013%2F032081"
    replay_office.gives(where, family("WIPO", "PCT/US13/32081", member("US", "PCT/US13/32081", "W")))
    found = await connector.find_family(number)
    assert [one.number.docdb for one in found.members] == ["US.2013032081.W"]


async def test_an_embedded_list_is_enough(connector, replay_office, family, member, document_list) -> None:
    """Where the list asked for is refused, the one in the family is taken, without a third question."""
    replay_office.gives(LIST, PROBLEM, 404)
    embedded = json.loads(document_list("US", "201816123456.A"))
    replay_office.gives(FAMILY, family("US", "16123456", member("US", "16123456", docList=embedded)))
    dossier = await connector.get_dossier(US)
    assert [one.id for one in dossier.documents] == ["ID1"]
    assert replay_office.asked == [LIST, FAMILY]


@pytest.mark.parametrize(
    "embedded",
    [
        {"country": "EP", "docNumber": "99203729.A"},
        {"country": "US", "docNumber": "201716999999.A"},
        {"country": "US", "docNumber": None},
        {"country": None, "docNumber": None},
    ],
)
def test_an_embedded_list_must_say_whose_it_is(embedded, family, member, row) -> None:
    """A list embedded under a member counts only if it states that it is this member's."""
    shape = {"docs": [row("ID1")], "title": "T"} | embedded
    (found,) = parse_family(family("US", "16123456", member("US", "16123456", docList=shape)), ASKED).members
    assert found.dossier is None


async def test_wrong_kind(connector, replay_office, family, member, document_list) -> None:
    """A list refused under one kind is asked for as the service itself lists the application."""
    asked = ApplicationNumber("KR", "20080107376", "A")
    first, second = (f"/doc-list/svc/doclist/KR/{text}" for text in ("20080107376/A", "1020080107376/A1"))
    replay_office.gives(first, PROBLEM, 404)
    where = "/patent-family/svc/family/application/KR/20080107376"
    listed = member("KR", "1020080107376", "A1", docdb="20080107376")
    replay_office.gives(where, family("KR", "20080107376", listed))
    replay_office.gives(second, document_list("KR", "20080107376.A"))
    assert len((await connector.get_dossier(asked)).documents) == 1
    assert replay_office.asked == [first, where, second]


async def test_the_three_states_of_a_member(connector, replay_office, family, member, document_list) -> None:
    """Available, a participating office without a list now, and an office that does not take part."""
    case = "/patent-family/svc/family/application/CASE"
    for number, country, native in (("AU2011221359", "AU", "2011221359"), ("NL1010536", "NL", "1010536")):
        replay_office.gives(f"{case}/{number}", family(country, number, member(country, native)))
    replay_office.gives(f"{case}/CA2961200", family("CA", "CA2961200", member("CA", "2961200")))
    replay_office.gives("/doc-list/svc/doclist/CA/2961200/A", document_list("CA", "2961200.A"))
    replay_office.gives("/patent-family/svc/wipo/providingoffices", '{"data": ["AU", "CA", 7, null]}')
    assert len((await connector.get_dossier(ApplicationNumber("CA", "2961200"))).documents) == 1
    with pytest.raises(ConnectorError, match="takes part") as unavailable:
        await connector.get_dossier(ApplicationNumber("AU", "2011221359"))
    assert (unavailable.value.code, unavailable.value.counts_as_failure) == ("unavailable", False)
    with pytest.raises(ConnectorError, match="not_participating") as outside:
        await connector.get_dossier(ApplicationNumber("NL", "1010536"))
    assert outside.value.code == "not_held"


async def test_an_unknown_application(connector, replay_office, family, member) -> None:
    """An application that its own family does not list is not held."""
    replay_office.gives(FAMILY, family("US", "16123456", member("JP", "2017187096")))
    with pytest.raises(NotHeld):
        await connector.get_dossier(US)


async def test_dossiers_of_offices_it_is_not_configured_for(connector, replay_office) -> None:
    """An office that the provider does not serve is never asked for."""
    with pytest.raises(Unsupported):
        await connector.get_dossier(ApplicationNumber("NZ", "700123"))
    assert replay_office.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (429, {"Retry-After": "7"}, "{}", "throttled"),
        (500, {}, "<html>Whitelabel Error Page</html>", "unavailable"),
        (500, {"Content-Type": "text/html"}, '{"message": "Document List is not available"}', "unavailable"),
        (504, {}, '{"message": "Endpoint request timed out"}', "unavailable"),
        (200, {}, "<html>maintenance</html>", "malformed"),
        (200, {}, "", "malformed"),
        (401, {}, "{}", "credentials"),
        (302, {"Location": "http://127.0.0.1/"}, "", "malformed"),
    ],
)
async def test_what_statuses_mean(status, headers, body, code, connector, replay_office) -> None:
    """Refusals by status, pages labelled as JSON, empty bodies: each its outcome, in our own words."""
    replay_office.gives(FAMILY, body, status, headers)
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(ASKED)
    assert caught.value.code == code
    assert "Whitelabel" not in caught.value.detail
    if isinstance(caught.value, Throttled):
        assert caught.value.retry_after == 7


async def test_service_state_and_ping(connector, replay_office) -> None:
    """Status and hours in any of the likely shapes; the sign of life is the list of providing offices."""
    replay_office.gives("/patent-family/svc/wipo/providingoffices", '{"data": ["AU"]}')
    replay_office.gives("/outage/svc/serviceStatus/JP", '{"data": {"status": "DOWN"}}')
    replay_office.gives("/outage/svc/serviceStatus/JP", "true")
    replay_office.gives("/outage/svc/serviceStatus/JP", '{"x": 1}')
    replay_office.gives("/outage/svc/serviceHours/JP", '{"hours": "Mon-Fri 09:00-22:00 JST"}')
    await connector.ping()
    states = [await connector.service_state("JP") for _ in range(3)]
    assert [one.up for one in states] == [False, True, None]
    assert states[0].hours == "Mon-Fri 09:00-22:00 JST"


@pytest.mark.parametrize(
    ("status", "hours", "detail"),
    [
        (
            '{"data": {"status": "DOWN"}}',
            '"Mon-Fri 09:00-22:00 JST"',
            "part of US is down now; its hours: Mon-Fri",
        ),
        ("false", '"<script>alert(1)</script>"', "part of US is down now"),
        ('{"data": {"status": "UP"}}', '"-"', "takes part, and Global Dossier has no document list"),
        ("<html></html>", '"-"', "takes part, and Global Dossier has no document list"),
    ],
)
async def test_an_outage_is_told_and_asked_for_once(
    status, hours, detail, connector, replay_office, family, member
) -> None:
    """Where an IP5 office's list is not there, the service's word on that office's part says why."""
    replay_office.gives(FAMILY, family("US", "16123456", member("US", "16123456")))
    replay_office.gives("/doc-list/svc/doclist/US/16123456/A", PROBLEM, 404)
    replay_office.gives("/outage/svc/serviceStatus/US", status)
    replay_office.gives("/outage/svc/serviceHours/US", hours)
    for _ in range(2):
        with pytest.raises(ConnectorError) as caught:
            await connector.get_dossier(US)
        assert (caught.value.code, caught.value.counts_as_failure) == ("unavailable", False)
        assert detail in caught.value.detail
        assert "script" not in caught.value.detail
    assert replay_office.asked.count("/outage/svc/serviceStatus/US") == 1


async def test_ping_wants_the_service_itself(connector, replay_office) -> None:
    """A page in place of the service is no sign of life."""
    replay_office.gives("/patent-family/svc/wipo/providingoffices", "<html></html>")
    with pytest.raises(Malformed):
        await connector.ping()


@pytest.mark.parametrize("key", ["list", "countryCode", "appNum", "docNum", "pubList", "priorityClaimList"])
@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [1], [[]], True])
def test_fields_of_wrong_types(key, value, family, member) -> None:
    """A missing field or one of another type is an answer without it or malformed, never a crash."""
    whole = json.loads(family("US", "16123456", member("US", "16123456", docdb="201816123456")))
    (whole if key == "list" else whole["list"][0])[key] = value
    try:
        found = parse_family(json.dumps(whole).encode(), ASKED).members
    except (Malformed, NotHeld):
        return
    assert [one.application.number for one in found] == [US]


@pytest.mark.parametrize(
    ("office", "kind", "asked", "repeated"),
    [("KR", "B1", "101234567", "1012345670000"), ("EP", "A1", "0123456", "123456")],
)
def test_a_question_that_is_repeated_as_its_office_prints_it(
    office, kind, asked, repeated, family, member
) -> None:
    """With zeros that the gateway does not write: that is no other number, whatever the members state."""
    bare = member(office, "20130012345" if office == "KR" else "84102345")
    assert parse_family(family(office, repeated, bare), Number("publication", office, asked, kind))


def test_an_answer_that_does_not_repeat_the_question(family, member) -> None:
    """Without an echo, the family itself has to be one that can be of the number."""
    asked = Number("publication", "EP", "1000000", "A1")
    japanese = member("JP", "2017187096", appDateStr="09/27/2017")
    with pytest.raises(Malformed, match="wrong_family"):
        parse_family(family(None, None, japanese), asked)
    assert parse_family(family(None, None, japanese, member("EP", "99203729")), asked)
    assert parse_family(family("EP", "1000000", japanese), asked)


async def test_an_international_number_may_be_repeated_in_another_form(
    connector, replay_office, family, member
) -> None:
    """Publications until 2003 are asked for as they were printed; the echo may be written otherwise."""
    where = "/patent-family/svc/family/publication/WIPO/WO03073013"
    replay_office.gives(where, family("WO", "WO2003073013", member("US", "10504988", docdb="50498803")))
    found = await connector.find_family(Number("publication", "WO", "2003073013", "A1"))
    assert [one.number.docdb for one in found.members] == ["US.50498803.A"]
    assert replay_office.asked == [where]
