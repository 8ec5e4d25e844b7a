"""JSON answers: with their tag, or as 304 when the client has them already."""

from __future__ import annotations

from aiohttp import web

from gateway.web.entrance import Entry
from gateway.web.etag import Body


def known(request: web.Request, tag: str) -> bool:
    """Whether ``If-None-Match`` names this tag, by weak comparison, or any (RFC 9110, section 13.1.2)."""
    return any(one.value in ("*", tag) for one in request.if_none_match or ())


def json_reply(request: web.Request, entry: Entry, body: Body) -> web.Response:
    """The answer with status 200, or 304 without it."""
    return tagged(request, body, "application/json", entry.headers())


def tagged(
    request: web.Request, body: Body, media_type: str, headers: dict[str, str], charset: str | None = None
) -> web.Response:
    """Any body of status 200 with its tag, or 304 without it."""
    headers = headers | {"ETag": f'W/"{body.tag}"'}
    if known(request, body.tag):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body.data, content_type=media_type, charset=charset, headers=headers)
