"""The service's errors, in whatever form they come, as what they mean."""

from __future__ import annotations

import pytest
from soap_answers import RELATED, fault, multipart, response

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NotHeld,
    ServerFault,
    Throttled,
)
from connectors.numbers.identity import ApplicationNumber
from connectors.patentscope.soap import envelope, explain
from connectors.reply import Reply

OWN = ApplicationNumber("SG", "2009000062", "W")
BUSINESS = "Business error during the execution of service"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        (BUSINESS.encode(), "text/html", 200, NotHeld),
        (f"<html><body>{BUSINESS}</body></html>".encode(), "text/html", 500, NotHeld),
        (fault("Server", BUSINESS), "text/xml", 500, NotHeld),
        (fault("Server", BUSINESS), "text/xml", 200, NotHeld),
        (multipart(fault("Server", BUSINESS)), RELATED, 500, NotHeld),
        (fault("Server", f"{BUSINESS}: Number of retrievals exceeded"), "text/xml", 500, Throttled),
        (fault("Server", f"{BUSINESS}: not authorized"), "text/xml", 500, CredentialsRejected),
        (fault("Server", f"{BUSINESS}: database unavailable"), "text/xml", 500, ServerFault),
        (fault("Client", "Cannot find dispatch method"), "text/xml", 500, Malformed),
        (fault("Server", "NullPointerException"), "text/xml", 500, ServerFault),
        (b"<html>Error 401--Unauthorized</html>", "text/html", 401, CredentialsRejected),
        (b"<html>Too Many Requests</html>", "text/html", 429, Throttled),
        (b"<html>Proxy error</html>", "text/html", 502, ServerFault),
        (b"<html>Proxy error</html>", "text/html", 200, Malformed),
        (b"<html>Bad Request</html>", "text/html", 400, Malformed),
        (b"", "text/xml", 415, Malformed),
        (b"<html>Not Found</html>", "text/html", 404, Malformed),
        (b"", "text/xml", 410, Malformed),
        (fault("Server", "x")[:-30], "text/xml", 200, Malformed),
    ],
)
async def test_an_error_is_what_it_means(connector, service, body, content_type, status, kind):
    """As text, page or fault, alone or in parts, with any status; the service's own text stays behind."""
    service.gives_instead("getIASR", body, content_type, status)
    with pytest.raises(ConnectorError) as found:
        await connector.get_dossier(OWN)
    assert found.type is kind
    assert "NullPointer" not in found.value.detail
    assert [operation for operation, _ in service.asked] == ["getIASR"]


def test_an_invention_may_be_called_as_it_likes():
    """A title that speaks of business errors or faults is no error."""
    body = response("getIASR", "<invention-title>Business error Fault detection</invention-title>")
    assert explain(Reply(200, {"Content-Type": "text/xml"}, body)) is None


def test_questions_are_escaped():
    """What is asked for cannot leave its element."""
    asked = envelope("getDocumentContent", docId="a</docId><b/>&")
    assert b"<b/>" not in asked
    assert asked.count(b"ps:docId>") == 2
