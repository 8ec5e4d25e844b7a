"""Ids that follow a request, and what is never written down."""

from __future__ import annotations

from datetime import datetime

import pytest
import structlog
from structlog.testing import LogCapture

from gateway.web.correlation import correlate

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def new_id() -> str:
    """The id of whoever brings none."""
    return "new"


@pytest.mark.parametrize("given", ["abc", "0", "urn:uuid:1-2", "a/b+c=", "x" * 128])
def test_a_sane_id_is_kept(given) -> None:
    """One token of at most 128 characters."""
    assert correlate({"Correlation-ID": given, "traceparent": PARENT}, new_id).id == given


@pytest.mark.parametrize("given", ["", " ", "two words", "x" * 129, "a\tb", "é", "<b>", '"q"', "-x"])
def test_any_other_id_is_replaced(given) -> None:
    """By the trace id, else by a new one."""
    assert correlate({"Correlation-ID": given}, new_id).id == "new"
    assert correlate({"Correlation-ID": given, "traceparent": PARENT}, new_id).id == TRACE


def test_a_trace_goes_into_the_log_context() -> None:
    """Trace and parent span of W3C Trace Context."""
    assert correlate({"traceparent": PARENT}, new_id).context == {
        "correlation_id": TRACE,
        "trace_id": TRACE,
        "parent_id": "b7ad6b7169203331",
    }
    assert correlate({"traceparent": PARENT.replace("00-", "cc-", 1) + "-more"}, new_id).trace_id == TRACE


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        PARENT.upper(),
        PARENT + "-more",
        PARENT.replace("00-", "ff-", 1),
        PARENT.replace(TRACE, "0" * 32),
        PARENT.replace("b7ad6b7169203331", "0" * 16),
    ],
)
def test_a_trace_that_is_none_is_as_if_it_was_not_there(header) -> None:
    """By the letter of the recommendation."""
    assert correlate({"traceparent": header}, new_id).context == {"correlation_id": "new"}


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/v1/offices", "*/*"),
        ("/api/v1/families?number=EP.99203729.A", "application/x-ndjson"),
        ("/api/v1/documents/ep~EP.99203729.A~R1/content", "*/*"),
        ("/api/v1/families?number=hello", "*/*"),
        ("/none", "*/*"),
        ("/livez", "*/*"),
    ],
)
async def test_every_answer_carries_the_id(house, path, accept) -> None:
    """Answers, streams, content and problems alike; a new one for whoever brings none."""
    gateway = await house.open()
    told = await gateway.get(path, Correlation_ID="mine-1", Accept=accept)
    assert told.headers["Correlation-ID"] == "mine-1"
    first, second = await gateway.get(path), await gateway.get(path)
    assert first.headers["Correlation-ID"] != second.headers["Correlation-ID"]
    assert told.headers["Server"] == "casegate"


@pytest.fixture
def logs():
    """Everything that is logged, with its context."""
    capture = LogCapture()
    before = structlog.get_config()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture.entries
    structlog.configure(**before)


async def test_the_log_has_the_ids_and_the_audience_and_no_secret(house, au_key, logs) -> None:
    """An event tells who asks as an office and a role; neither key nor pseudonym, nor the next request's.

    A request looks at the clock for its credentials first, and then for its question: that fails here.
    """
    gateway = await house.open()
    good, looks = house.clock.now, 0

    def broken() -> datetime:
        nonlocal looks
        looks += 1
        if looks % 2 == 0:
            raise RuntimeError("boom")
        return good()

    house.clock.now = broken
    await gateway.get(
        "/api/v1/families?number=EP.99203729.A",
        au_key,
        Requestor_Id="examiner-77",
        Requestor_Role="examiner",
        traceparent=PARENT,
        Correlation_ID="mine-2",
    )
    await gateway.get("/api/v1/families?number=EP.99203729.A", Correlation_ID="mine-3")
    house.clock.now = good
    first, second = logs
    assert first["correlation_id"] == "mine-2"
    assert first["trace_id"] == TRACE
    assert first["requester"] == "AU"
    assert first["requestor_role"] == "examiner"
    assert first["requestor_named"] is True
    assert au_key not in repr(logs)
    assert "examiner-77" not in repr(logs)
    assert (second["correlation_id"], second["requester"]) == ("mine-3", "public")
    assert not {"trace_id", "requestor_role", "requestor_named"} & set(second)
