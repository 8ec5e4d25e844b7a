"""``/oauth2/token`` and the documents below ``/.well-known``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from gateway.identity.oauth.metadata import authorization_server, protected_resource
from gateway.identity.oauth.refusals import TokenRefused
from gateway.identity.oauth.requests import MOST_FIELDS, read_request
from gateway.identity.oauth.server import Issuing
from gateway.web.keys import CLOCK, CURRENT
from gateway.web.limiting import count
from gateway.web.refusals import NoSuchRoute
from gateway.web.showing import shown

FORM = "application/x-www-form-urlencoded"
DOCUMENTATION = "/docs"
KEPT_SECONDS = 300
"""How long the published documents may be kept; a key is published an hour before it is used."""

_encode = msgspec.json.Encoder().encode


async def post_token(request: web.Request) -> web.Response:
    """A token by client credentials (RFC 6749, section 4.4).

    Raises:
        TokenRefused: the request is wrong; ``ClientRefused`` when the client is not believed.
        TooMuch: the limits of the client's office are used up.
        NoSuchRoute: tokens come from elsewhere.
    """
    issuing = _issuing(request)
    if issuing.authority is None:
        raise NoSuchRoute("This gateway gives no tokens; its protected-resource document says who does.")
    credentials = shown(request)
    asked = read_request(await _form(request), credentials.authorization)
    now = request.app[CLOCK].now().timestamp()
    setup = request.app[CURRENT].setup
    granted = await issuing.authority.grant(
        asked, credentials.certificate, now, lambda client: count(request, setup, client.office)
    )
    body = {
        "access_token": granted.token,
        "token_type": "Bearer",
        "expires_in": granted.seconds,
        "scope": " ".join(sorted(granted.scopes)),
    }
    return web.Response(
        body=_encode(body),
        content_type="application/json",
        headers={"Cache-Control": "no-store", "Pragma": "no-cache", "X-Content-Type-Options": "nosniff"},
    )


async def get_jwks(request: web.Request) -> web.Response:
    """The public signing keys, those that are to be used next included (RFC 7517)."""
    keys = _issuing(request).keys
    now = request.app[CLOCK].now().timestamp()
    await keys.current(now)
    return _published(keys.published(now).jwks(), "application/jwk-set+json")


async def get_server(request: web.Request) -> web.Response:
    """The built-in authorization server (RFC 8414).

    Raises:
        NoSuchRoute: there is none; tokens come from elsewhere.
    """
    issuing = _issuing(request)
    if issuing.authority is None:
        raise NoSuchRoute("This gateway gives no tokens; its protected-resource document says who does.")
    place = issuing.place
    return _published(_encode(authorization_server(place, place.issuer + DOCUMENTATION)))


async def get_resource(request: web.Request) -> web.Response:
    """The gateway as a protected resource (RFC 9728)."""
    issuing = _issuing(request)
    documentation = issuing.place.issuer + DOCUMENTATION
    return _published(_encode(protected_resource(issuing.place, issuing.issuer, documentation)))


async def _form(request: web.Request) -> list[tuple[str, str]]:
    """The fields of a form, in order and as often as they come.

    Raises:
        TokenRefused: it is no form, or fields come where they would be logged.
    """
    if request.query_string:
        raise TokenRefused(
            "invalid_request", "Fields belong into the body, not into the URL.", event="token-form"
        )
    if request.content_type != FORM:
        raise TokenRefused("invalid_request", f"The body should be {FORM}.", event="token-form")
    try:
        text = (await request.read()).decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TokenRefused("invalid_request", "The form cannot be read.", event="token-form") from None


def _issuing(request: web.Request) -> Issuing:
    issuing = request.app[CURRENT].setup.issuing
    if issuing is None:
        raise NoSuchRoute("This gateway knows no tokens.")
    return issuing


def _published(body: bytes, media_type: str = "application/json") -> web.Response:
    headers: Mapping[str, Any] = {
        "Cache-Control": f"public, max-age={KEPT_SECONDS}",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, content_type=media_type, headers=headers)
