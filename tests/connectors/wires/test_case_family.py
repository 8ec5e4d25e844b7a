"""The CASE profile's families, bibliographic data, coverages and errors to the model."""

from __future__ import annotations

import json
from datetime import date

import pytest

from connectors.case.parse import parse_applications, parse_coverages, parse_error, parse_family
from connectors.errors import Malformed, NotHeld, Withheld
from connectors.model import Application, Coverage, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber
from connectors.reply import Reply

MEMBER = {
    "applicationIdentification": {
        "applicationNumber": {"ipOfficeCode": "AU", "applicationNumberText": "2015200001"},
        "filingDate": "2015-01-02",
        "applicationFilingCategory": "National",
    },
    "patentPublicationIdentificationBag": [
        {
            "patentPublicationIdentification": {
                "ipOfficeCode": "AU",
                "publicationNumber": "2015200001",
                "patentDocumentKindCode": "A1",
                "publicationDate": "2015-07-16",
            }
        }
    ],
    "priorityClaimBag": [
        {
            "priorityClaim": {
                "sequenceNumber": 1,
                "ipOfficeCode": "US",
                "applicationNumber": {"applicationNumberText": "61/923,456"},
                "filingDate": "2014-01-03",
            }
        }
    ],
    "inventionTitleBag": [
        {"inventionTitle": {"languageCode": "fr", "inventionTitleText": "Pompe"}},
        {"inventionTitle": {"languageCode": "en", "inventionTitleText": "Pump"}},
    ],
    "applicantBag": [{"applicant": {"entityName": "Acme\u0007 Ltd"}}, {"applicant": {"entityName": ""}}],
}


def family(*members: object) -> bytes:
    """The bytes of a family."""
    return json.dumps({"patentFamilyMemberBag": [{"patentFamilyMember": one} for one in members]}).encode()


def test_a_family_member_with_all_its_facts():
    """The profile's example, with the US provisional in the applicant's spelling."""
    assert parse_family(family(MEMBER)).members == (
        Application(
            number=ApplicationNumber("AU", "2015200001"),
            filing_date=date(2015, 1, 2),
            title="Pump",
            applicants=("Acme Ltd",),
            publications=(Publication(office="AU", number="2015200001", kind="A1", date=date(2015, 7, 16)),),
            priorities=(
                PriorityClaim(number=ApplicationNumber("US", "201461923456", "P"), date=date(2014, 1, 3)),
            ),
        ),
    )


def test_members_without_a_readable_number_are_left_out():
    """Unreadable members go, the same member twice stands once; nothing readable at all is malformed."""
    broken = {
        "applicationIdentification": {
            "applicationNumber": {"ipOfficeCode": "A", "applicationNumberText": "?"}
        }
    }
    assert [one.number.office for one in parse_family(family(broken, MEMBER, None, MEMBER, {})).members] == [
        "AU"
    ]
    assert parse_family(family()).members == ()
    with pytest.raises(Malformed, match="no application number"):
        parse_family(family(broken))


def test_a_publication_with_an_impossible_date_is_none():
    """An invalid date must not make an application look published; a future one is kept as it is."""

    def publications(day: object) -> tuple[Publication, ...]:
        member = json.loads(json.dumps(MEMBER))
        bag = member["patentPublicationIdentificationBag"]
        bag[0]["patentPublicationIdentification"]["publicationDate"] = day
        return parse_family(family(member)).members[0].publications

    assert publications("2024-02-30") == publications("9999-12-31") == ()
    assert [one.date for one in publications("2150-01-01")] == [date(2150, 1, 1)]
    assert [one.date for one in publications(None)] == [None]


def test_international_applications_and_their_national_phases():
    """A PCT number is of kind W under its receiving office; a national phase that names it entered by it."""
    international = {
        "applicationIdentification": {
            "applicationNumber": {"ipOfficeCode": "WO", "applicationNumberText": "PCT/US2013/050328"},
            "applicationFilingCategory": "PCT",
        }
    }
    phase = {
        "applicationIdentification": {
            "applicationNumber": {"ipOfficeCode": "CA", "applicationNumberText": "2878999"},
            "applicationFilingCategory": "PCT",
        },
        "priorityClaimBag": [
            {"priorityClaim": {"ipOfficeCode": office, "applicationNumber": {"applicationNumberText": text}}}
            for office, text in (("IB", "PCT/US2013/050328"), ("US", "13/549,123"))
        ],
    }
    first, second = parse_family(family(international, phase)).members
    assert first.number == ApplicationNumber("US", "2013050328", "W")
    assert second.number == ApplicationNumber("CA", "2878999")
    assert [(one.number.kind, one.relation) for one in second.priorities] == [
        ("W", "pct-phase"),
        ("A", "unknown"),
    ]


def test_applications_read_like_members():
    """``bibliographicDataBag`` holds the same data under another name."""
    body = json.dumps({"bibliographicDataBag": [{"bibliographicData": MEMBER}]}).encode()
    assert parse_applications(body) == parse_family(family(MEMBER)).members


def test_coverages():
    """What is held of each office; an entry without an office is left out."""
    held = {"ipOfficeCode": "AU", "startDate": "1979-01-01", "applicationTotalQuantity": "12"}
    bag = [{"coverage": held}, {"coverage": {"ipOfficeCode": "?"}}]
    body = json.dumps({"coverageBag": bag}).encode()
    assert parse_coverages(body) == (Coverage(office="AU", start=date(1979, 1, 1), applications=12),)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b'{"code": "NOT_FOUND", "message": "secret", "details": [{"code": -7}]}', NotHeld),
        (403, b'{"code": "WITHHELD", "message": "secret"}', Withheld),
        (403, b'{"error": {"code": "WITHHELD", "message": "secret"}}', Withheld),
        (403, b'{"code": "FORBIDDEN"}', None),
        (404, b"<html>not here</html>", None),
        (500, b"", None),
        (200, b'{"code": "WITHHELD"}', None),
    ],
)
def test_only_the_code_of_an_error_is_read(status, body, kind):
    """The profile's own codes come before the status; an office's message never leaves."""
    error = parse_error(Reply(status, {}, body))
    assert kind is None if error is None else type(error) is kind
    assert error is None or "secret" not in error.detail
