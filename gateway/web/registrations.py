"""``/registrations``: an office registers its endpoint, proves it, changes it, looks at what it shows."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from aiohttp import web

import connectors.catalogue
from connectors.model import Visibility
from gateway.errors import BadQuestion, Forbidden
from gateway.questions.families import FamilyRequest
from gateway.questions.numbers import Choice
from gateway.questions.previews import preview
from gateway.registrations.bodies import read_body
from gateway.registrations.desk import Desk
from gateway.registrations.ledger import Answer
from gateway.registrations.refusals import ChangedSince, Conflict, VersionMissing
from gateway.registrations.registration import Examination, Maximum, Need, Registration, Status, fingerprint
from gateway.registrations.submission import Consent
from gateway.requesters import Requester
from gateway.settings.endpoints import endpoint
from gateway.web.entrance import Entry, enter
from gateway.web.etag import plain_body
from gateway.web.keys import CLOCK, DESK
from gateway.web.limiting import claim
from gateway.web.negotiation import JSON
from gateway.web.parameters import NUMBER, OFFICE, TYPE, Parameter
from gateway.web.recording import origin_of, recorded
from gateway.web.refusals import MediaTypeNotRead
from gateway.web.showing import one_field

LOCATION = "/api/v1/registrations/"
_KEY = re.compile(r"[!-~]{1,200}")
_TAG = re.compile(r'"[!#-~]{1,100}"')


class ChallengeOut(msgspec.Struct, frozen=True, rename="camel"):
    """How the domain is proved: by a file, or by a TXT record; either holds the token and nothing else."""

    token: str
    file_url: str
    txt_name: str


class MaximumOut(msgspec.Struct, frozen=True, rename="camel"):
    """The widest that the operator lets anything be seen."""

    visibility: Visibility
    offices: tuple[str, ...]


class RegistrationOut(msgspec.Struct, frozen=True, rename="camel"):
    """One registration, as its office and the operators see it."""

    id: str
    office: str
    status: Status
    version: int
    needs: tuple[Need, ...]
    wanted: dict[str, Any]
    in_force: dict[str, Any] | None
    maximum: MaximumOut
    challenge: ChallengeOut
    examination: Examination | None
    approvals: int
    approvals_needed: int
    reason: str | None
    created: str
    changed: str


def _viewer(text: str) -> Requester:
    return Requester(None) if text == "public" else Requester(OFFICE.read(text))


AS: Parameter[Requester] = Parameter(
    "as",
    "With whose eyes: `public`, or an accessing office by its ST.3 code.",
    _viewer,
    {"type": "string", "pattern": "^(public|[A-Z]{2})$"},
    "public",
    required=True,
)
PREVIEW_PARAMETERS = (AS, NUMBER, TYPE)


async def post_registrations(request: web.Request) -> web.Response:
    """A new registration; the same ``Idempotency-Key`` with the same body gets the same answer."""
    entry, desk = await enter(request, scope="register"), _desk(request)
    office, key = _office(entry), one_field(request, "Idempotency-Key")
    if key is not None and _KEY.fullmatch(key) is None:
        raise BadQuestion("Idempotency-Key is at most 200 printable characters.", code="header-invalid")
    body = await _body(request)
    answer, id = await desk.register(
        body,
        office,
        origin_of(request, entry, "api"),
        lambda fresh: Answer(_encoded(fresh, desk.approvals), fingerprint(fresh)),
        key,
    )
    headers = entry.headers() | {"Location": f"{LOCATION}{id}", "ETag": answer.tag}
    return web.Response(status=201, body=answer.body, content_type=JSON, headers=headers)


async def list_registrations(request: web.Request) -> web.Response:
    """An office's own registrations; every one for operators."""
    entry, desk = await enter(request, scope=("register", "administer")), _desk(request)
    found = [_out(one, desk.approvals) for one in await desk.all(_whose(entry))]
    return web.Response(
        body=msgspec.json.encode({"registrations": found}), content_type=JSON, headers=entry.headers()
    )


async def get_registration(request: web.Request) -> web.Response:
    """One registration; its ``ETag`` is the version that a change or a consent is to."""
    entry, desk = await enter(request, scope=("register", "administer")), _desk(request)
    return _reply(entry, desk, await desk.find(request.match_info["id"], _whose(entry)))


async def put_registration(request: web.Request) -> web.Response:
    """What the office wants now: what shows no more than before is in force at once, the rest waits."""
    entry, desk = await enter(request, scope="register"), _desk(request)
    office, tag = _office(entry), _version(request, needed=True)
    body = await _body(request)
    origin = origin_of(request, entry, "api")
    return _reply(entry, desk, await desk.change(request.match_info["id"], body, office, origin, tag))


async def delete_registration(request: web.Request) -> web.Response:
    """Withdraws an endpoint: nothing of it is shown from then on."""
    entry, desk = await enter(request, scope="register"), _desk(request)
    tag, origin = _version(request), origin_of(request, entry, "api")
    await desk.withdraw(request.match_info["id"], _office(entry), origin, tag)
    return web.Response(status=204, headers=entry.headers())


async def post_verification(request: web.Request) -> web.Response:
    """Proves the domain and runs the checks now; the answer says how it went."""
    entry, desk = await enter(request, scope="register"), _desk(request)
    body = await _body(request) if request.can_read_body else b""
    after = await desk.verify(
        request.match_info["id"],
        body,
        _office(entry),
        origin_of(request, entry, "api"),
        claim(request).charge,
    )
    return _reply(entry, desk, after)


async def post_approval(request: web.Request) -> web.Response:
    """An operator's consent to one version."""
    entry, desk = await enter(request, scope="administer"), _desk(request)
    tag = _version(request, needed=True)
    if tag is None:
        raise VersionMissing(
            "Send If-Match with the ETag of the version that you have seen: consent is to one."
        )
    body = await _body(request) if request.can_read_body else b"{}"
    said = read_body(Consent, body, desk.around.ground).maximum
    after = await desk.approve(
        request.match_info["id"],
        Maximum(said.visibility, said.offices),
        origin_of(request, entry, "api"),
        tag,
    )
    return _reply(entry, desk, after)


async def get_preview(request: web.Request) -> web.Response:
    """What the endpoint that is wanted would show, to the public or to an office; asked now."""
    entry, desk = await enter(request, PREVIEW_PARAMETERS, scope="register"), _desk(request)
    found = await desk.find(request.match_info["id"], _office(entry))
    if not found.is_proved:
        raise Conflict("The endpoint that is wanted was not proved and examined yet.")
    office = desk.wanted(found)
    reached = endpoint(office, desk.around.environ)
    connector = connectors.catalogue.wire(reached.protocol).open(reached, desk.around.network)
    question = FamilyRequest(
        entry.given.need(NUMBER), entry.given.need(AS), entry.wait_seconds, entry.given.get(TYPE)
    )
    try:
        with recorded(request, entry, "preview") as asked:
            asked.number = question.text
            answer, calls = await preview(
                question, office, reached, connector, entry.setup.world, request.app[CLOCK]
            )
            claim(request).charge(calls)
    finally:
        await connector.aclose()
    status = 300 if isinstance(answer, Choice) else 200
    return web.Response(
        status=status, body=plain_body(answer).data, content_type=JSON, headers=entry.headers()
    )


def _desk(request: web.Request) -> Desk:
    desk = request.app[DESK]
    if desk is None:
        raise Forbidden("This gateway takes no registrations.")
    return desk


def _office(entry: Entry) -> str:
    """The office that registers."""
    if entry.requester.office is None:
        raise Forbidden("An office registers its own endpoints; these credentials are of none.")
    return entry.requester.office


def _whose(entry: Entry) -> str | None:
    """The office whose registrations may be looked at; ``None`` for operators, who see all."""
    return None if "administer" in entry.identity.scopes else _office(entry)


async def _body(request: web.Request) -> bytes:
    """A body of JSON.

    Raises:
        MediaTypeNotRead: it is said to be something else.
    """
    if request.content_type != JSON or (request.charset or "utf-8").lower() != "utf-8":
        raise MediaTypeNotRead("The body should be application/json, in UTF-8.")
    return await request.read()


def _version(request: web.Request, *, needed: bool = False) -> str | None:
    """The version that a change was written for, from ``If-Match``; ``None`` for any.

    Raises:
        VersionMissing: it is not said.
        ChangedSince: no tag of a registration looks like that.
    """
    given = one_field(request, "If-Match")
    if given is None:
        if needed:
            raise VersionMissing("Send If-Match with the ETag of the version that you have seen.")
        return None
    if given.strip() == "*":
        return None
    if _TAG.fullmatch(given.strip()) is None:
        raise ChangedSince("If-Match is no tag of this registration.")
    return given.strip()


def _reply(entry: Entry, desk: Desk, registration: Registration) -> web.Response:
    headers = entry.headers() | {"ETag": fingerprint(registration)}
    return web.Response(body=_encoded(registration, desk.approvals), content_type=JSON, headers=headers)


def _encoded(registration: Registration, needed: int) -> bytes:
    return msgspec.json.encode(_out(registration, needed))


def _out(one: Registration, needed: int) -> RegistrationOut:
    return RegistrationOut(
        id=one.id,
        office=one.office,
        status=one.status,
        version=one.version,
        needs=one.needs,
        wanted=one.wanted.told(),
        in_force=None if one.in_force is None else one.in_force.told(),
        maximum=MaximumOut(one.maximum.visibility, one.maximum.offices),
        challenge=ChallengeOut(one.token, one.challenge_url, one.challenge_name),
        examination=one.examination,
        approvals=len(one.approvals),
        approvals_needed=needed,
        reason=one.reason,
        created=_instant(one.created),
        changed=_instant(one.changed),
    )


def _instant(instant: Any) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
