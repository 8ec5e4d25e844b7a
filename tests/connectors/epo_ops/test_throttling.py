"""How OPS slows down and what the connector remembers of it; tokens that expire."""

from __future__ import annotations

import pytest

from connectors.epo_ops.explain import read_error
from connectors.epo_ops.throttling import Services, ServiceState, parse_control, rejected
from connectors.errors import ConnectorError, PartlyThrottled, Throttled
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.reply import Reply

NUMBER = Number("publication", "EP", "1000000", "A1")
FAMILY = "/3.2/rest-services/family/publication/docdb/EP.1000000.A1"
ROW = ("EP.99203729.A", "EP.1000000.A1", "1")
BLACK = "overloaded (images=green:50, inpadoc=black:0, other=green:1000, retrieval=yellow:50, search=red:5)"


def test_the_header() -> None:
    """Each service with its colour and its requests a minute; what cannot be read is left out."""
    assert parse_control(BLACK)["inpadoc"] == ServiceState("black", 0)
    assert parse_control(BLACK)["search"] == ServiceState("red", 5)
    assert parse_control("idle") == {}
    assert parse_control("busy (inpadoc=purple:1, other=green:x, images=green:2)") == {
        "images": ServiceState("green", 2)
    }
    for hostile in ("", "(", "busy (" + "a=green:1," * 10_000, "\x00", "busy (a=green:" + "9" * 99 + ")"):
        assert isinstance(parse_control(hostile), dict)


async def test_a_black_service_is_left_alone(connector, replay_office, family) -> None:
    """A refusal while a service is black says for how long, in milliseconds; until then nothing is sent to
    it.
    """
    headers = {"X-Throttling-Control": BLACK, "Retry-After": "30000"}
    replay_office.gives(FAMILY, "<error><code>403</code></error>", 403, headers)
    with pytest.raises(PartlyThrottled) as caught:
        await connector.find_family(NUMBER)
    assert caught.value.retry_after == 30
    with pytest.raises(PartlyThrottled) as again:
        await connector.find_family(NUMBER)
    assert 0 < again.value.retry_after <= 30
    assert replay_office.asked.count(FAMILY) == 1
    assert connector.kept_back("family") is not None
    assert connector.kept_back("citations") is None
    with pytest.raises(ConnectorError) as other:
        await connector.get_register(ApplicationNumber("EP", "99203729"))
    assert other.value.code == "not_held"


async def test_an_answer_can_say_that_it_was_the_last(connector, replay_office, family) -> None:
    """An answer whose headers show its service black is used, and the next question is not sent."""
    replay_office.gives(FAMILY, family(ROW), 200, {"X-Throttling-Control": BLACK, "Retry-After": "5000"})
    assert len((await connector.find_family(NUMBER)).members) == 1
    with pytest.raises(Throttled):
        await connector.find_family(NUMBER)
    assert replay_office.asked.count(FAMILY) == 1


async def test_a_busy_service_is_asked_at_the_pace_that_it_names() -> None:
    """While it is yellow or red its requests are spread over the minute, those of one moment one behind the
    other; whose turn would come late is told when to come back, and takes none."""
    now, slept = [100.0], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    services = Services(lambda: now[0], sleep)
    await services.turn("inpadoc")
    services.learn({"X-Throttling-Control": "busy (inpadoc=yellow:30, other=green:1000)"})
    for _ in range(2):
        await services.turn("inpadoc")
        await services.turn("other")
    assert slept == [2, 4]
    for _ in range(2):
        with pytest.raises(PartlyThrottled, match="30 requests a minute of its service inpadoc") as late:
            await services.turn("inpadoc")
        assert late.value.retry_after == 6
    now[0] += 6
    await services.turn("inpadoc")
    services.learn({"X-Throttling-Control": "busy (inpadoc=red:5)"})
    assert services.closed("inpadoc").retry_after == 12
    services.learn({"X-Throttling-Control": "idle (inpadoc=green:60)"})
    await services.turn("inpadoc")
    assert slept == [2, 4, 0]


async def test_a_service_that_is_suspended_meanwhile_is_not_asked() -> None:
    """Whoever waits for its turn then is refused as everybody."""
    services: Services

    async def sleep(seconds: float) -> None:
        services.refused("inpadoc", Throttled("suspended", retry_after=30))

    services = Services(lambda: 100.0, sleep)
    services.learn({"X-Throttling-Control": "busy (inpadoc=yellow:60)"})
    with pytest.raises(PartlyThrottled) as caught:
        await services.turn("inpadoc")
    assert caught.value.retry_after == 30


async def test_the_gate_opens_again() -> None:
    """A suspended service is asked again when its time is over; a quota closes every service."""
    now = [100.0]
    gate = Services(lambda: now[0])
    assert isinstance(gate.refused("inpadoc", Throttled("suspended", retry_after=30)), PartlyThrottled)
    await gate.turn("retrieval")
    with pytest.raises(Throttled):
        await gate.turn("inpadoc")
    now[0] = 130.0
    await gate.turn("inpadoc")
    used_up = rejected("IndividualQuotaPerHour", 0.0)
    assert gate.refused("other", used_up) is used_up
    for service in ("inpadoc", "retrieval", "other"):
        with pytest.raises(Throttled) as caught:
            await gate.turn(service)
        assert (type(caught.value), caught.value.retry_after) == (Throttled, 3600)
    now[0] += 3600
    await gate.turn("retrieval")


async def test_a_shorter_wait_does_not_open_the_gate() -> None:
    """Of two refusals the longer counts."""
    gate = Services(lambda: 0.0)
    gate.refused("other", Throttled("x", retry_after=100))
    gate.refused("other", Throttled("y", retry_after=1))
    with pytest.raises(Throttled) as caught:
        await gate.turn("other")
    assert caught.value.retry_after == 100


@pytest.mark.parametrize(
    ("status", "headers", "body", "code", "seconds"),
    [
        (403, {"X-Rejection-Reason": "RegisteredQuotaPerWeek"}, "", "throttled", 345_600),
        (403, {"X-Rejection-Reason": "Something"}, "", "throttled", 3600),
        (403, {}, "<message>violation of Fair Use policy</message>", "throttled", 3600),
        (403, {}, "<code>CLIENT.RobotDetected</code>", "throttled", 3600),
        (403, {}, "<code>403</code>", "credentials", None),
        (401, {}, "<error><code>401</code></error>", "credentials", None),
        (400, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, "", "credentials", None),
        (400, {}, "<code>CLIENT.InvalidReference</code>", "malformed", None),
        (400, {}, "<code>CLIENT.AmbiguousRequest</code>", "malformed", None),
        (400, {}, "<code>CLIENT.CQL</code>", "malformed", None),
        (404, {}, "<code>SERVER.EntityNotFound</code>", "not_held", None),
        (404, {}, "", "not_held", None),
        (404, {}, "<HTML>Not Found</HTML>", "malformed", None),
        (405, {}, "<code>CLIENT.MethodNotAllowed</code>", "malformed", None),
        (408, {}, "<code>CLIENT.RequestTimeout</code>", "timed_out", None),
        (413, {}, "<code>CLIENT.AmbiguousRequest</code>", "malformed", None),
        (429, {"Retry-After": "2500"}, "", "throttled", 2.5),
        (500, {}, "<code>SERVER.DomainAccess</code>", "unavailable", None),
        (503, {"Retry-After": "60000"}, "<code>SERVER.LimitedServerResources</code>", "unavailable", 60),
        (503, {"Retry-After": "60000", "X-Throttling-Control": BLACK}, "", "throttled", 60),
        (503, {"Retry-After": "60000"}, "<html>busy</html>", "unavailable", 60),
    ],
)
def test_what_refusals_mean(status, headers, body, code, seconds) -> None:
    """Each status, code and header is one outcome; waits are in seconds, whatever OPS counts in."""
    error = read_error(Reply(status, headers, body.encode()), 0.0)
    assert error.code == code
    assert error.retry_after == seconds


async def test_an_expired_token_is_renewed(connector, replay_office, family) -> None:
    """HTTP 400 with an expired token: a new token and the question again, once, without a failure."""
    expired = "<error><code>400</code><message>invalid_access_token</message></error>"
    replay_office.gives("/3.2/auth/accesstoken", '{"access_token": "token-2", "expires_in": "1199"}')
    replay_office.gives(FAMILY, expired, 400, {"Content-Type": "application/xml"})
    replay_office.gives(FAMILY, family(ROW))
    assert len((await connector.find_family(NUMBER)).members) == 1
    used = [head["Authorization"] for head in replay_office.heads]
    assert used[1:4] == ["Bearer token-1", used[0], "Bearer token-2"]
    assert used[0].startswith("Basic ")


async def test_one_token_for_many_questions(connector, replay_office, family) -> None:
    """The token is fetched once."""
    replay_office.gives(FAMILY, family(ROW))
    for _ in range(3):
        await connector.find_family(NUMBER)
    assert replay_office.asked.count("/3.2/auth/accesstoken") == 1
