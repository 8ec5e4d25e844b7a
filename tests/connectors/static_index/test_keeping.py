"""How little the index is asked for: kept, asked after conditionally, shared, given up."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from connectors.errors import ConnectFailed, Malformed, ServerFault
from connectors.numbers.identity import ApplicationNumber
from connectors.static_index import keeping
from connectors.static_index.keeping import RECHECK_SECONDS, validators

OWN = ApplicationNumber("NZ", "773158", "A")


def titles(dossier):
    """The titles of a dossier's documents."""
    return [one.title for one in dossier.documents]


async def test_an_unchanged_index_comes_once(connect, server, clock, application, document):
    """Nothing is asked within the minute; after it one conditional request; a new index is read."""
    server.holds({"version": 1, "applications": [application(document("a.pdf"))]})
    connector = connect()
    for _ in range(3):
        await connector.get_dossier(OWN)
    assert [status for _, status in server.asked] == [200]
    clock.now += RECHECK_SECONDS
    assert titles(await connector.get_dossier(OWN)) == ["First examination report"]
    assert [status for _, status in server.asked] == [200, 304]
    await connector.get_dossier(OWN)
    assert len(server.asked) == 2
    server.holds({"version": 1, "applications": [application(document("a.pdf", title="Second"))]})
    clock.now += RECHECK_SECONDS
    assert titles(await connector.get_dossier(OWN)) == ["Second"]
    assert [status for _, status in server.asked] == [200, 304, 200]


async def test_many_questions_share_one_request(connect, server, application):
    """However many wait for the index, it is asked for once."""
    server.holds({"version": 1, "applications": [application()]})
    server.gate.clear()
    connector = connect()
    asking = [asyncio.create_task(connector.get_dossier(OWN)) for _ in range(20)]
    await server.arrived.wait()
    asking[0].cancel()
    server.gate.set()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert all(one.application.number == OWN for one in found[1:])
    assert len(server.asked) == 1


async def test_when_nobody_waits_the_request_is_cancelled(connect, server, application):
    """The last one to leave ends it, and the next one begins anew."""
    server.holds({"version": 1, "applications": [application()]})
    server.gate.clear()
    connector = connect()
    asking = [asyncio.create_task(connector.get_dossier(OWN)) for _ in range(2)]
    await server.arrived.wait()
    for one in asking:
        one.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    await server.left.wait()
    server.gate.set()
    assert (await connector.get_dossier(OWN)).application.number == OWN


async def test_closing_fails_whoever_waits(connect, server):
    """A question under way fails as unavailable; its task is not cancelled."""
    server.gate.clear()
    connector = connect()
    asking = asyncio.create_task(connector.get_dossier(OWN))
    await server.arrived.wait()
    await connector.aclose()
    with pytest.raises(ConnectFailed):
        await asking


async def test_a_failure_is_no_answer_of_old(connect, server, clock, application):
    """An index that cannot be asked after is not passed off as the present one; it comes back."""
    server.holds({"version": 1, "applications": [application()]})
    connector = connect()
    await connector.get_dossier(OWN)
    clock.now += RECHECK_SECONDS
    server.answer = web.Response(status=503)
    for _ in range(2):
        with pytest.raises(ServerFault):
            await connector.get_dossier(OWN)
    server.answer = None
    await connector.get_dossier(OWN)
    assert [status for _, status in server.asked] == [200, 503, 503, 304]


@pytest.mark.parametrize("status", [400, 404])
async def test_a_server_without_the_index_has_said_nothing_of_a_number(connect, server, status):
    """Whatever it calls that: the index is unavailable."""
    server.answer = web.Response(status=status)
    with pytest.raises(ServerFault, match="not where it should be"):
        await connect().get_dossier(OWN)


async def test_an_index_that_cannot_be_read_is_not_asked_for_at_once(connect, server, clock, application):
    """Each question says malformed, and one request a minute is made for it."""
    server.holds(b"<html>Log in</html>")
    connector = connect()
    for _ in range(3):
        with pytest.raises(Malformed, match="html_instead_of_data"):
            await connector.get_dossier(OWN)
    assert len(server.asked) == 1
    server.holds({"version": 1, "applications": [application()]})
    clock.now += RECHECK_SECONDS
    await connector.get_dossier(OWN)


async def test_nothing_new_for_somebody_who_has_nothing(connect, server):
    """304 to a question without conditions is malformed."""
    server.answer = web.Response(status=304)
    with pytest.raises(Malformed):
        await connect().get_dossier(OWN)


async def test_an_index_is_bounded(connect, server, monkeypatch, application):
    """One that is larger than may be kept is given up while it comes."""
    server.holds({"version": 1, "applications": [application(titles={"en": "x" * 300_000})]})
    monkeypatch.setattr(keeping, "MAX_INDEX_BYTES", 100_000)
    with pytest.raises(Malformed, match="too_large"):
        await connect().get_dossier(OWN)


async def test_a_sign_of_life_reads_nothing(connect, server, application):
    """The index is asked for, and conditionally once it is known."""
    server.holds({"version": 1, "applications": [application()]})
    connector = connect()
    await connector.ping()
    await connector.get_dossier(OWN)
    await connector.ping()
    assert [status for _, status in server.asked] == [200, 200, 304]


@pytest.mark.parametrize(
    ("headers", "conditions"),
    [
        ({"ETag": '"a"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}, {"If-None-Match": '"a"'}),
        ({"ETag": 'W/"a"'}, {"If-None-Match": 'W/"a"'}),
        (
            {"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT", "Date": "Mon, 01 Jan 2024 00:00:01 GMT"},
            {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
        ),
        ({"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT", "Date": "Mon, 01 Jan 2024 00:00:00 GMT"}, {}),
        ({"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}, {}),
        ({"Last-Modified": "nonsense", "Date": "Mon, 01 Jan 2024 00:00:00 GMT"}, {}),
        ({}, {}),
    ],
)
def test_what_makes_a_question_conditional(headers, conditions):
    """The tag where there is one; a time only when no second change can hide behind it."""
    assert validators(headers) == conditions
