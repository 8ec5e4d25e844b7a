"""The routes of the trail and of figures: what serves them, and what the documentation says of them."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.web import statistics, trail
from gateway.web.figures_table import StatisticsAnswer
from gateway.web.negotiation import CSV, JSON
from gateway.web.routes import Field, Route, Told

_PROBLEMS = (
    "bad-question",
    "header-invalid",
    "proxy-field-untrusted",
    "parameter-unknown",
    "parameter-repeated",
    "parameter-invalid",
    "unauthorised",
    "two-credentials",
    "forbidden",
    "scope-missing",
    "rate-exceeded",
    "too-many-at-once",
    "too-many-failures",
    "unrecorded",
    "internal",
    "issuer-unavailable",
)
_FIELDS = (
    Field("Correlation-ID", "An id of the client's own, one token of at most 128 characters."),
    Field("traceparent", "W3C Trace Context; it goes into the gateway's logs."),
)

ROUTES: tuple[Route, ...] = (
    Route(
        path="/api/v1/trail",
        handler=trail.get_trail,
        operation_id="getTrail",
        tag="Trail and figures",
        summary="What is recorded of your office",
        description=(
            "For an office, with scope `ask` or `statistics`: what its people did (`as=reader`), with their "
            "`Requestor-Id`; or who read documents of its applications (`as=read`), by office and never by "
            "person. By time, in pages. A record is there within a second of the answer; one of a document "
            "before its first byte. The public is refused (403)."
        ),
        told=(Told(200, "One page.", trail.TrailAnswer),),
        parameters=trail.PARAMETERS,
        fields=_FIELDS,
        problems=_PROBLEMS,
    ),
    Route(
        path="/api/v1/statistics",
        handler=statistics.get_statistics,
        operation_id="getStatistics",
        tag="Trail and figures",
        summary="How much is read, by whom and of whom",
        description=(
            "Computed from the trail when it is asked. An office sees what it reads (`as` `reader`) and what "
            "is read of it (`read`); `administer` sees everything; everybody else sees whole months, of what "
            "everybody may see, without roles, people and bytes. Of those figures none under 5 is told, nor "
            "can one be computed: small ones are told together, as `under-5`, rounded down, or left out. "
            "The present month grows in fives."
        ),
        told=(Told(200, "The figures.", StatisticsAnswer, (JSON, CSV)),),
        parameters=statistics.PARAMETERS,
        fields=_FIELDS,
        problems=(*_PROBLEMS, "not-acceptable"),
    ),
)

_FIGURES: Mapping[str, str] = {
    "as": "For an office: `reader`, what it read; `read`, what was read of it. Absent otherwise.",
    "month": "The month (UTC), where it is counted by.",
    "accessingOffice": "Who read: an office, `public`, or `under-5`.",
    "providingOffice": "Whose documents; for families, whose number was asked for.",
    "category": "The documents' category; null for families, which have none.",
    "route": "The door, and the protocol by which documents came: `api/opd`, `case-api/case`.",
    "role": "What people said that they are. Only of your own.",
    "documents": "Contents that were sent to their end; one that is fetched in parts counts once.",
    "families": "Questions about a number that found its family.",
    "bytes": "Bytes of content, of broken transfers too; null for the public.",
    "activeUsers": "People who asked anything, each once; null where they are not yours.",
    "suppressed": "Small counts of several places, told together.",
}

PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "TrailAnswer": {
        "records": "By time.",
        "next": "The `cursor` of the next page; null on the last.",
    },
    "Record": {
        "id": "Its hash in the chain of all records (SHA-256, hexadecimal).",
        "intent": "Of an outcome: the `id` of its intent.",
        "at": "When, UTC.",
        "kind": "What it is about.",
        "operation": "What was asked, or what was done.",
        "code": "How it went: `ok`, `partial`, `aborted`, the code of a problem or of an ask.",
        "accessingOffice": "The office that asked; null for the public.",
        "credential": "The name of the credential. Only of your own.",
        "requestorId": "Who asked, by your pseudonym. Only of your own.",
        "requestorRole": "As what. Only of your own.",
        "correlationId": "Under which id it stands in logs. Only of your own.",
        "providingOffice": "The office whose application it is about.",
        "provider": "The provider it came from.",
        "applicationNumber": "The application, DOCDB-dotted.",
        "documentId": "The document.",
        "category": "The document's category.",
        "door": "By which door of the gateway.",
        "protocol": "By which protocol the document came.",
        "bytes": "Bytes of content that were sent.",
        "elapsedMs": "How long it took. Only of your own.",
        "confidential": "Whether the number was marked confidential.",
        "detail": "What else there is to say. Only of your own.",
    },
    "StatisticsAnswer": {
        "from": "The first day.",
        "to": "The last day.",
        "by": "What is counted by.",
        "view": "Whose figures these are: `public`, `office` (your own) or `all`.",
        "office": "Your office, where they are its own.",
        "threshold": "Smaller counts are not told; null where everything is.",
        "rows": "By what is counted by, in that order.",
        "totals": "Sums of the rows; each of the active users counted once. For an office one for each side.",
    },
    "Figures": _FIGURES,
}
"""What each property means, as in ``gateway.web.properties``."""
