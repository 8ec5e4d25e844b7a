"""What surrounds every request: its ids, what the door refuses, problem details for what goes wrong."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import HttpVersion10, HttpVersion11, web
from aiohttp.typedefs import Handler, Middleware

from gateway.audit.events import SecurityEvent
from gateway.errors import GatewayError, Unauthorised
from gateway.identity.access import NOT_ACCEPTED
from gateway.identity.oauth.metadata import RESOURCE_PATH
from gateway.web.challenges import CHALLENGE, REALM
from gateway.web.correlation import HEADER, NewId, correlate
from gateway.web.dialects import refusal_response
from gateway.web.keys import CLOCK, CORRELATION, CURRENT, IDENTITY, REPORT
from gateway.web.limiting import look_at, rate_fields, settle, worth_telling
from gateway.web.peers import check_forwarding, client_address
from gateway.web.presence import PRESENCE
from gateway.web.problems import INTERNAL_DETAIL, Internal
from gateway.web.refusals import (
    ContentTooLarge,
    ExpectationFailed,
    MethodNotAllowed,
    NoSuchRoute,
    Refusal,
    VersionNotSupported,
)
from gateway.web.showing import shows_something
from gateway.web.standing import standing

MAX_BODY_BYTES = 65_536
"""The largest request body that is read; only forms for tokens are looked at."""

_log = structlog.get_logger("casegate.web")


def answering(new_id: NewId) -> Middleware:
    """The middleware that every request goes through; the only one."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        correlation = correlate(request.headers, new_id)
        request[CORRELATION] = correlation.id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**correlation.context)
        refused: GatewayError | None = None
        answered: web.StreamResponse | None = None
        try:
            _check(request)
            check_forwarding(request)
            look_at(request)
            answered = await standing(request, handler)
            return answered
        except GatewayError as error:
            refused = error
        except web.HTTPException as error:
            refused = http_refusal(request, error)
        except asyncio.CancelledError:
            refused = _ended(request)
            if refused is None:
                raise
        except Exception as error:
            if _gone(request) and isinstance(error, ConnectionError):
                raise
            _log.error("request_failed", method=request.method, route=_route(request), exc_info=error)
            refused = Internal(INTERNAL_DETAIL)
        finally:
            request.app[PRESENCE].leave()
            settle(request, answered, refused)
        if _begun(request):
            abort(request)
        if refused.event is not None and worth_telling(request):
            await _report(request, refused, refused.event)
        if _begun(request):
            raise ConnectionResetError("the answer had begun")
        response = refusal_response(
            request.path, refused, correlation.id, credentials=shows_something(request)
        )
        if isinstance(refused, ContentTooLarge | VersionNotSupported):
            response.force_close()
        return response

    return answer


async def sign(request: web.Request, response: web.StreamResponse) -> None:
    """Puts on an answer that is about to leave its correlation id, and how much may still be asked.

    It says no more of us than our name.
    """
    if CORRELATION in request:
        response.headers[HEADER] = request[CORRELATION]
    response.headers["Server"] = "casegate"
    response.headers.update(rate_fields(request))
    wanted, issuing = response.headers.get(CHALLENGE, ""), request.app[CURRENT].setup.issuing
    if wanted.startswith(REALM) and issuing is not None:
        response.headers[CHALLENGE] = f'{wanted}, resource_metadata="{issuing.place.audience}{RESOURCE_PATH}"'


def abort(request: web.Request) -> None:
    """Breaks the connection, so that nobody takes what was sent for the whole."""
    if request.transport is not None:
        request.transport.abort()


def http_refusal(request: web.BaseRequest, error: web.HTTPException) -> Refusal:
    """What the HTTP library refused, in our words."""
    match error:
        case web.HTTPMethodNotAllowed():
            return MethodNotAllowed.of(request.method, request.path, error.allowed_methods)
        case web.HTTPExpectationFailed():
            return ExpectationFailed("Only Expect: 100-continue is understood.")
        case web.HTTPRequestEntityTooLarge():
            return ContentTooLarge("The request is too large; no route takes a body.")
    return NoSuchRoute(f"There is nothing at {request.path[:120]!r}; /docs lists what there is.")


def _ended(request: web.Request) -> Unauthorised | None:
    """What is said to a request that was cancelled because its credential has ended.

    ``None``: it was cancelled for another reason, as when its client has gone.
    """
    task = asyncio.current_task()
    if task is None or not request.app[PRESENCE].leave():
        return None
    task.uncancel()
    return Unauthorised(NOT_ACCEPTED, event="credential-ended")


async def _report(request: web.Request, refused: GatewayError, kind: str) -> None:
    """Tells operators and the trail of a refusal; one that cannot be told of is answered all the same."""
    identity = request.get(IDENTITY)
    event = SecurityEvent(
        kind=kind,
        at=request.app[CLOCK].now(),
        correlation=request[CORRELATION],
        method=request.method[:20],
        route=_route(request),
        address=None if (client := client_address(request)) is None else str(client),
        office=None if identity is None else identity.requester.office,
        credential=refused.credential if identity is None else identity.credential,
        code=refused.code,
        status=refused.status,
    )
    try:
        await request.app[REPORT](event)
    except Exception as error:
        _log.error("security_event_lost", kind=kind, exc_info=error)


def _check(request: web.Request) -> None:
    if request.version not in (HttpVersion10, HttpVersion11):
        raise VersionNotSupported("Speak HTTP/1.1, or HTTP/1.0.")
    if request.can_read_body and (request.content_length or MAX_BODY_BYTES + 1) > MAX_BODY_BYTES:
        raise ContentTooLarge("No route takes a request body of that size.")


def _begun(request: web.Request) -> bool:
    return request.writer.output_size > 0


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _route(request: web.Request) -> str | None:
    resource = request.match_info.route.resource
    return None if resource is None else resource.canonical
