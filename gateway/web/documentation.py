"""``/openapi.json`` and ``/docs``: made once, when the application is built."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import msgspec
from aiohttp import web

from gateway.web.etag import Body, bytes_body
from gateway.web.openapi import Json
from gateway.web.pages import front, problem
from gateway.web.refusals import NoSuchRoute
from gateway.web.replies import tagged

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Papers(msgspec.Struct, frozen=True):
    """Everything that the documentation consists of, encoded."""

    description: Body
    front: Body
    problems: Mapping[str, Body]
    style: Body


PAPERS: web.AppKey[Papers] = web.AppKey("papers", Papers)


def papers(description: Json, codes: tuple[str, ...]) -> Papers:
    """The documentation of an OpenAPI description and of these problem codes."""
    return Papers(
        description=bytes_body(msgspec.json.encode(description)),
        front=bytes_body(front(description).encode()),
        problems={code: bytes_body(problem(code).encode()) for code in codes},
        style=bytes_body(files("gateway.web").joinpath("style.css").read_bytes()),
    )


async def get_openapi(request: web.Request) -> web.Response:
    """The OpenAPI description."""
    return _public(request, request.app[PAPERS].description, "application/json")


async def get_docs(request: web.Request) -> web.Response:
    """The description for people."""
    return _public(request, request.app[PAPERS].front, "text/html")


async def get_problem(request: web.Request) -> web.Response:
    """What a problem code means.

    Raises:
        NoSuchRoute: there is no such code.
    """
    page = request.app[PAPERS].problems.get(request.match_info["code"])
    if page is None:
        raise NoSuchRoute("There is no problem of this code; /docs lists all.")
    return _public(request, page, "text/html")


async def get_style(request: web.Request) -> web.Response:
    """The style sheet."""
    return _public(request, request.app[PAPERS].style, "text/css")


def _public(request: web.Request, body: Body, media_type: str) -> web.Response:
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    charset = "utf-8" if media_type.startswith("text/") else None
    return tagged(request, body, media_type, headers, charset)
