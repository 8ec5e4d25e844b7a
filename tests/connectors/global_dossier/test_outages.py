"""Whose fault a failure is: that of the service, or of one office's part of it."""

from __future__ import annotations

import pytest

from connectors.errors import ConnectorError, Malformed, NotHeld, ServerFault
from connectors.numbers.identity import ApplicationNumber

JP, US = ApplicationNumber("JP", "2017187096"), ApplicationNumber("US", "201816123456")
JP_LIST, US_LIST = "/doc-list/svc/doclist/JP/2017187096/A", "/doc-list/svc/doclist/US/16123456/A"
JP_STATE = "/outage/svc/serviceStatus/JP"
FAMILY = """{"country": "CASE", "id": "NL1010536", "list": [
  {"appNum": "1010536", "countryCode": "NL", "kindCode": "A", "ip5": false, "docList": null}]}"""


@pytest.mark.parametrize("status", [500, 504])
async def test_an_office_that_is_down_is_no_fault_of_the_service(
    status, connector, replay_office, document_list
) -> None:
    """Where the service says that it is this office's part, nothing speaks against asking for the others."""
    replay_office.gives(JP_LIST, "<html>secret</html>", status)
    replay_office.gives(JP_STATE, '{"data": {"status": "DOWN"}}')
    replay_office.gives("/outage/svc/serviceHours/JP", '"Mon-Fri 09:00-22:00 JST"')
    replay_office.gives(US_LIST, document_list("US", "201816123456.A"))
    for _ in range(3):
        with pytest.raises(ConnectorError) as caught:
            await connector.get_dossier(JP)
        assert (caught.value.code, caught.value.counts_as_failure) == ("unavailable", False)
        assert "part of JP is down now; its hours: Mon-Fri" in caught.value.detail
    assert len((await connector.get_dossier(US)).documents) == 1
    assert replay_office.asked.count(JP_LIST) == 3
    assert replay_office.asked.count(JP_STATE) == 1


@pytest.mark.parametrize("none", ["null", '{"docs": null, "message": "Document List is not available"}'])
async def test_no_list_of_an_office_that_is_down(none, connector, replay_office) -> None:
    """Where no list is there, it is told that the office's part is down, without hours if there are none."""
    replay_office.gives(JP_LIST, none)
    replay_office.gives(JP_STATE, '"DOWN"')
    for _ in range(2):
        with pytest.raises(ConnectorError, match="part of JP is down now") as caught:
            await connector.get_dossier(JP)
        assert (caught.value.code, caught.value.counts_as_failure) == ("unavailable", False)
    assert replay_office.asked.count(JP_STATE) == 1


async def test_no_list_of_an_office_that_does_not_take_part(connector, replay_office) -> None:
    """Of an office that provides nothing there never will be one, however its absence is told."""
    number = ApplicationNumber("NL", "1010536")
    replay_office.gives("/patent-family/svc/family/application/CASE/NL1010536", FAMILY)
    replay_office.gives("/doc-list/svc/doclist/NL/1010536/A", "null")
    replay_office.gives("/patent-family/svc/wipo/providingoffices", '{"data": ["AU", "CA"]}')
    with pytest.raises(NotHeld, match="not_participating"):
        await connector.get_dossier(number)


@pytest.mark.parametrize("state", ['{"data": {"status": "UP"}}', "<html></html>", None])
async def test_else_the_service_itself_has_failed(state, connector, replay_office) -> None:
    """A part that is up, and a service that does not say: the failure counts as the provider's."""
    replay_office.gives(JP_LIST, "", 500)
    if state is not None:
        replay_office.gives(JP_STATE, state)
    with pytest.raises(ServerFault) as caught:
        await connector.get_dossier(JP)
    assert caught.value.counts_as_failure
    assert JP_LIST in replay_office.asked


async def test_a_family_that_fails_is_the_services_fault(connector, replay_office) -> None:
    """Families are of no office; nobody's part is asked about."""
    replay_office.gives("/patent-family/svc/family/application/WIPO/PCT%2FUS2013%2F032081", "", 500)
    with pytest.raises(ServerFault):
        await connector.get_dossier(ApplicationNumber("US", "2013032081", "W"))
    assert len(replay_office.asked) == 1


@pytest.mark.parametrize("status", [400, 405, 422])
async def test_a_question_that_it_cannot_read_is_not_answered(status, connector, replay_office) -> None:
    """That is no word on whether it holds the number, nor one that the form of question is not supported."""
    replay_office.gives(JP_LIST, "<html>secret</html>", status)
    with pytest.raises(Malformed, match="bad_request: Global Dossier cannot read the question"):
        await connector.get_dossier(JP)
