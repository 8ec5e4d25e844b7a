"""Header fields that many routes take, each described once."""

from __future__ import annotations

from gateway.web.routes import Field

PREFER = Field(
    "Prefer",
    "`wait=SECONDS` (RFC 7240): how long a JSON answer may take, at most what the operator allows.",
    example="wait=30",
)
IN_TURN = Field(
    "Prefer",
    f"{PREFER.description} `bulk`: nobody waits for this, since it is one of a list; at offices that allow "
    "only so many requests, those of examiners who wait go first. Both with a comma between.",
    example="wait=30, bulk",
)
"""For what waits for its turns at providers."""
TRACE = Field("traceparent", "W3C Trace Context; it goes into the gateway's logs.")
CORRELATION = Field("Correlation-ID", "An id of the client's own, one token of at most 128 characters.")
WHO = Field("Requestor-Id", "A pseudonym of who asks inside the asking office; never passed to a provider.")
ROLE = Field("Requestor-Role", "`examiner`, `clerk` ...; never passed to a provider.", example="examiner")
RANGE = Field("Range", "One range of bytes; honoured when the office does.", example="bytes=0-1023")
FIELDS = (CORRELATION, TRACE, WHO, ROLE)
