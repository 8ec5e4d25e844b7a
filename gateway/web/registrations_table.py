"""The routes of registrations, and what the documentation says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.web import registrations
from gateway.web.fields import FIELDS
from gateway.web.routes import Field, Route, Told

_PATH = registrations.LOCATION.rstrip("/")
_ONE = f"{_PATH}/{{id}}"
_ID = Field("id", "The id of the registration: the provider's.", example="au-dossiers")
_IF_MATCH = Field("If-Match", "The `ETag` of the version that you have seen.", example='"au-dossiers.3"')
_ETAG = Field("ETag", "The version of the registration.")

_TEXT: Mapping[str, Any] = {"type": "string"}
_SUBMISSION: Mapping[str, Any] = {
    "type": "object",
    "required": ["id", "name", "serves", "protocol", "url", "contact"],
    "additionalProperties": False,
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$",
            "description": "The provider; part of document ids.",
        },
        "name": {"type": "string", "description": "As people know it."},
        "serves": {"type": "array", "items": _TEXT, "description": "Your office, by its ST.3 code."},
        "protocol": {"type": "string", "enum": ["case", "opd", "static-index"]},
        "url": {
            "type": "string",
            "format": "uri",
            "description": "The root of the service: `https`, by name.",
        },
        "capabilities": {
            "type": "array",
            "items": {"type": "string", "enum": ["family", "dossier", "citations", "content"]},
            "description": "What it is asked for; without it all that the protocol has.",
        },
        "auth": {
            "type": "object",
            "description": "How the gateway proves itself: never a secret, nor a reference to one.",
            "properties": {"type": {"type": "string", "enum": ["none", "gateway-token", "arranged"]}},
        },
        "limits": {
            "type": "object",
            "description": "How much it may be asked.",
            "properties": {
                "concurrency": {"type": "integer"},
                "requestsPerMinute": {"type": "integer"},
                "requestsPerDay": {"type": "integer"},
                "timeoutSeconds": {"type": "number"},
            },
        },
        "visibility": {
            "type": "object",
            "description": "Who may see what it shows: `default`, `offices`, `rules`.",
        },
        "maintenance": {
            "type": "array",
            "items": {"type": "object"},
            "description": "When it is closed: `weekday`, `at`, `minutes`; or `begins`, `ends`.",
        },
        "contact": {
            "type": "object",
            "properties": {"name": _TEXT, "email": _TEXT},
            "description": "Whom the operator writes to; shown to nobody else.",
        },
    },
}
_REGISTRATION: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "The provider."},
        "office": {"type": "string", "description": "Whose it is."},
        "status": {
            "type": "string",
            "enum": ["draft", "verified", "approved", "suspended", "withdrawn"],
            "description": "How far it has come.",
        },
        "version": {"type": "integer", "description": "Moves on with every step."},
        "needs": {
            "type": "array",
            "items": {"type": "string", "enum": ["verification", "approval"]},
            "description": "What has to happen before all that is wanted is in force.",
        },
        "wanted": {"type": "object", "description": "What the office wants."},
        "inForce": {"type": ["object", "null"], "description": "What of it is in force."},
        "maximum": {"type": "object", "description": "The widest that the operator lets anything be seen."},
        "challenge": {
            "type": "object",
            "description": "`token`, to be found at `fileUrl` or in a TXT record of `txtName`.",
        },
        "examination": {"type": ["object", "null"], "description": "How the last verification went."},
        "approvals": {"type": "integer", "description": "Operators who have consented to this version."},
        "approvalsNeeded": {"type": "integer", "description": "How many have to."},
        "reason": {"type": ["string", "null"], "description": "Why it is suspended or withdrawn."},
        "created": {"type": "string", "format": "date-time"},
        "changed": {"type": "string", "format": "date-time"},
    },
}
_VERIFICATION: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "method": {"type": "string", "enum": ["file", "dns"], "description": "Without it, both are tried."},
        "number": {"type": "string", "description": "An application whose file the endpoint shows."},
        "withheld": {"type": "string", "description": "One whose file it keeps closed."},
    },
}
_CONSENT: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"maximum": {"type": "object", "description": "`visibility`, and `offices` for `named`."}},
}
_LIST: Mapping[str, Any] = {
    "type": "object",
    "properties": {"registrations": {"type": "array", "items": _REGISTRATION}},
}

_READ = ("header-invalid", "body-unreadable", "body-invalid", "media-type-not-read", "content-too-large")
_ALWAYS = (
    "bad-question", "unauthorised", "two-credentials", "scope-missing", "forbidden",
    "rate-exceeded", "too-many-at-once", "too-many-failures", "internal",
)  # fmt: skip
_VERSIONED = ("precondition-failed", "precondition-required")


def _told(sentence: str, status: int = 200) -> tuple[Told, ...]:
    return (Told(status, sentence, _REGISTRATION, headers=(_ETAG,)),)


def _route(
    operation_id: str,
    method: Any,
    path: str,
    handler: Any,
    summary: str,
    description: str,
    told: tuple[Told, ...],
    problems: tuple[str, ...],
    **more: Any,
) -> Route:
    return Route(
        path=path,
        handler=handler,
        operation_id=operation_id,
        tag="Registrations",
        summary=summary,
        description=description,
        told=told,
        problems=(*problems, *_ALWAYS),
        in_path=() if path == _PATH else (_ID,),
        fields=(*more.pop("fields", ()), *FIELDS),
        method=method,
        **more,
    )


ROUTES: tuple[Route, ...] = (
    _route(
        "postRegistrations",
        "POST",
        _PATH,
        registrations.post_registrations,
        "Registers an endpoint of your office",
        "As a draft, with a challenge by which its domain is proved. With the scope `register`.",
        (
            Told(
                201,
                "The registration.",
                _REGISTRATION,
                headers=(_ETAG, Field("Location", "Where it is found.")),
            ),
        ),
        ("not-your-office", "registration-conflict", "idempotency-key-reused", *_READ),
        fields=(
            Field(
                "Idempotency-Key", "The same request with the same key gets the same answer.", example="7f3a"
            ),
        ),
        body=_SUBMISSION,
    ),
    _route(
        "getRegistrations",
        "GET",
        _PATH,
        registrations.list_registrations,
        "Your office's registrations",
        "With the scope `register` your own, with `administer` all.",
        (Told(200, "The registrations.", _LIST),),
        (),
    ),
    _route(
        "getRegistration",
        "GET",
        _ONE,
        registrations.get_registration,
        "One registration",
        "What is wanted, what is in force, what has to happen yet. Another office's looks as one that is not "
        "there.",
        _told("The registration."),
        ("not-found",),
    ),
    _route(
        "putRegistration",
        "PUT",
        _ONE,
        registrations.put_registration,
        "Changes a registration",
        "What shows no more than before is in force at once; another endpoint has to be proved and approved, "
        "and whatever may show more has to be approved, while what was approved stays in force.",
        _told("The registration."),
        ("not-found", "not-your-office", "registration-conflict", *_VERSIONED, *_READ),
        fields=(_IF_MATCH,),
        body=_SUBMISSION,
    ),
    _route(
        "deleteRegistration",
        "DELETE",
        _ONE,
        registrations.delete_registration,
        "Withdraws a registration",
        "For good: within seconds nothing of it is shown any more, and its id stays taken.",
        (Told(204, "It is withdrawn."),),
        ("not-found", "registration-conflict", "precondition-failed"),
        fields=(_IF_MATCH,),
    ),
    _route(
        "postVerification",
        "POST",
        f"{_ONE}/verification",
        registrations.post_verification,
        "Proves the domain and examines the endpoint",
        "Now, within two minutes. What came of it stands in `examination`, whether it passed or not.",
        _told("The registration."),
        ("not-found", "registration-conflict", *_READ),
        body=_VERIFICATION,
    ),
    _route(
        "getPreview",
        "GET",
        f"{_ONE}/preview",
        registrations.get_preview,
        "What the endpoint would show",
        "The family of a number as the public or an office would see it over this endpoint alone, asked now.",
        (
            Told(200, "The family.", {"$ref": "#/components/schemas/FamilyAnswer"}),
            Told(300, "The number can be read in several ways.", {"$ref": "#/components/schemas/Choice"}),
        ),
        (
            "parameter-unknown",
            "parameter-repeated",
            "parameter-missing",
            "parameter-invalid",
            "header-invalid",
            "number-unreadable",
            "not-found",
            "registration-conflict",
            "offices-failed",
            "offices-timed-out",
        ),
        parameters=registrations.PREVIEW_PARAMETERS,
    ),
    _route(
        "postApproval",
        "POST",
        f"{_ONE}/approval",
        registrations.post_approval,
        "An operator's consent",
        "To one version, with the widest that anything may be seen. In production two operators have to "
        "consent, neither of them with the credentials that wrote it. With the scope `administer`.",
        _told("The registration."),
        ("not-found", "registration-conflict", "four-eyes", *_VERSIONED, *_READ),
        fields=(_IF_MATCH,),
        body=_CONSENT,
    ),
)
