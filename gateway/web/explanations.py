"""Every problem code: with which status it comes, what it means, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Explanation(msgspec.Struct, frozen=True):
    """What stands behind the ``type`` of a problem."""

    status: int
    meaning: str
    advice: str


PROBLEMS: Mapping[str, Explanation] = {
    "bad-question": Explanation(
        400, "The question cannot be understood.", "Read `detail`, correct, ask again."
    ),
    "number-unreadable": Explanation(
        400,
        "The text cannot be read as a number of an application or publication.",
        "Write the office code before the number, as in `EP 99203729.1`, or give `office` and `type`. "
        "`/api/v1/numbers?text=` shows how a text is read.",
    ),
    "parameter-unknown": Explanation(
        400, "There is no such parameter here.", "`detail` lists those there are and names the nearest."
    ),
    "parameter-repeated": Explanation(400, "A parameter is given more than once.", "Give it once."),
    "parameter-missing": Explanation(400, "A required parameter is missing.", "Give it; `detail` shows one."),
    "parameter-invalid": Explanation(
        400, "The value of a parameter is wrong.", "`detail` says which, why, and what would be right."
    ),
    "header-invalid": Explanation(
        400, "A header field has a value that is not accepted, or comes twice.", "`detail` says which."
    ),
    "two-credentials": Explanation(
        400,
        "The request shows two credentials, so that it is not clear who asks.",
        "Send one: `Authorization`, `X-Api-Key` (under `/case-api/` only) or a client certificate.",
    ),
    "proxy-field-untrusted": Explanation(
        400,
        "A header field that only proxies may send comes from somewhere else.",
        "Leave the field that `detail` names away. Operators: list your proxies in `access.trusted_proxies`.",
    ),
    "confidential-nobody": Explanation(
        400,
        "The number is confidential and its office has no service of its own here, so nobody can be asked.",
        "Ask its office by other means, or leave `confidential` away once the application is published.",
    ),
    "request-unreadable": Explanation(
        400, "What came is not an HTTP request.", "Check the client, and whether TLS ends before the gateway."
    ),
    "token-refused": Explanation(
        400,
        "`/oauth2/token` gives no token. It answers as RFC 6749 has it: `error`, `error_description`.",
        "Read `error_description`; which ways there are to prove a client stands in the guide.",
    ),
    "body-unreadable": Explanation(
        400,
        "The body is no JSON object, is too large or too deep, or says a name twice in one object.",
        "Send one JSON object in UTF-8, at most 64 KiB, each name once.",
    ),
    "unauthorised": Explanation(
        401,
        "The credentials are not accepted, or there are none and this gateway answers accessing offices "
        "only.",
        "Send `Authorization: Bearer KEY` with the key or token that the operator gave your office. One that "
        "was good has ended or was taken back; which of them is not said here.",
    ),
    "forbidden": Explanation(
        403, "The credentials are good and do not allow this.", "Ask the operator of the gateway."
    ),
    "scope-missing": Explanation(
        403,
        "The credentials are good, and not for this: they lack a scope.",
        "Ask the operator of the gateway for credentials with the scope that `detail` names.",
    ),
    "not-your-office": Explanation(
        403,
        "An office registers endpoints that serve itself alone, under ids that do not begin with another "
        "office's code.",
        "Name your own office in `serves`; ask the operator about a hub.",
    ),
    "four-eyes": Explanation(
        403,
        "Whoever wrote a registration does not approve it, and nobody approves it twice.",
        "Let another operator approve it.",
    ),
    "not-found": Explanation(
        404,
        "Everyone who could know says no, or what there is may not be seen by you: the two look alike.",
        "Check how the number was read (`/api/v1/numbers`). An office's key may show more.",
    ),
    "rendition-not-found": Explanation(
        404, "The document has no such rendition.", "Take an `id` from its `renditions`."
    ),
    "content-not-available": Explanation(
        404, "The office lists the document and does not give its content.", "Ask the office itself."
    ),
    "no-such-route": Explanation(404, "There is nothing at this path.", "`/docs` lists what there is."),
    "method-not-allowed": Explanation(
        405,
        "The path is right and the method is not.",
        "`Allow` lists the methods; everything is read by `GET`.",
    ),
    "not-acceptable": Explanation(
        406,
        "`Accept` excludes every form in which this is answered.",
        "Accept `application/json`, `application/x-ndjson` or `text/event-stream`; for citations `text/csv`.",
    ),
    "registration-conflict": Explanation(
        409,
        "The id is taken, or the registration is in a state in which this cannot be done.",
        "Read `detail`; get the registration to see how far it has come.",
    ),
    "precondition-failed": Explanation(
        412,
        "The registration was changed since the version that the request was written for.",
        "Get it, look at what has changed, and send its new `ETag` in `If-Match`.",
    ),
    "content-too-large": Explanation(
        413, "The request brings a large body, and no route takes one.", "Put the question into the query."
    ),
    "target-too-long": Explanation(
        414, "Path and query are longer than 32 KiB together.", "Ask for one number at a time."
    ),
    "media-type-not-read": Explanation(
        415,
        "The body is said to be something else than JSON.",
        "Send `Content-Type: application/json`.",
    ),
    "range-not-satisfiable": Explanation(
        416,
        "The document has no bytes in the range that was asked for.",
        "`Content-Range`, where it is there, says how long it is; or ask without `Range`.",
    ),
    "expectation-failed": Explanation(
        417, "`Expect` names something that is not offered.", "Leave the header field away."
    ),
    "body-invalid": Explanation(
        422,
        "What the body says is not allowed, or not complete.",
        "`detail` names each member and what is wrong with it.",
    ),
    "idempotency-key-reused": Explanation(
        422,
        "The idempotency key came with another body before.",
        "Take a new key for a new request.",
    ),
    "precondition-required": Explanation(
        428,
        "A change has to say which version it was written for.",
        "Send `If-Match` with the `ETag` of the version that you have seen.",
    ),
    "rate-exceeded": Explanation(
        429,
        "So many requests a minute, or so many calls to offices and bytes that they cause, are allowed, and "
        "they are used up.",
        "Ask again after `Retry-After`. `RateLimit` on every answer says what is left.",
    ),
    "too-many-at-once": Explanation(
        429,
        "As many requests or streams of yours are being answered as may be at the same time.",
        "Wait for one of them to end, or end one.",
    ),
    "too-many-failures": Explanation(
        429,
        "Too many wrong credentials came from your network; for a while none from there are looked at.",
        "Correct the credentials, and ask again after `Retry-After`.",
    ),
    "header-fields-too-large": Explanation(
        431,
        "A header field is longer than 16 KiB, or there are more than 100.",
        "Send fewer and shorter ones.",
    ),
    "internal": Explanation(
        500, "The gateway failed in a way that was not foreseen.", "Report it with its correlation id."
    ),
    "offices-failed": Explanation(
        502,
        "Nothing is known of the number, and some who could know it failed; so this is no 404.",
        "`detail` names them and says why. Ask again after `Retry-After`, or in some minutes.",
    ),
    "content-unavailable": Explanation(
        502, "The office did not give the content of the document now.", "Ask again later."
    ),
    "throttled": Explanation(
        502, "The document's office asks the gateway to come back later.", "Ask again after `Retry-After`."
    ),
    "content-busy": Explanation(
        503,
        "As many documents of this office are on their way as may be at the same time.",
        "Ask again after `Retry-After`; ask for fewer at the same time.",
    ),
    "unrecorded": Explanation(
        503,
        "The gateway cannot write its record of who sees what now, and gives nothing that is not recorded.",
        "Ask again after `Retry-After`.",
    ),
    "draining": Explanation(
        503, "This process is shutting down; only `/readyz` says so.", "Ask another replica, or wait."
    ),
    "issuer-unavailable": Explanation(
        503,
        "Tokens come from an issuer elsewhere, and its keys cannot be had now: none can be verified.",
        "Ask again after `Retry-After`, or with a key.",
    ),
    "offices-timed-out": Explanation(
        504,
        "Nothing is known of the number, and all who could know it were too slow.",
        "Ask again: answers still under way may have arrived. `Prefer: wait=30` waits longer.",
    ),
    "content-timed-out": Explanation(
        504, "The document's office did not begin to send it in time.", "Ask again later."
    ),
    "http-version-not-supported": Explanation(
        505, "The request is neither HTTP/1.1 nor HTTP/1.0.", "Let the client speak HTTP/1.1."
    ),
}
"""By code, in the order of their statuses."""
