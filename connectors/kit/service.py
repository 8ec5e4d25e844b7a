"""The CASE profile of option 7b, served from any ``Holdings``: what a providing office runs.

All operations are ``GET`` below ``/case-api/v1``. The facts come from ``Holdings``, the wire from the pure
``connectors.case.encode``; what stands here is which question leads to which.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from aiohttp import web

from connectors.case import encode
from connectors.case.questions import (
    BadParameter,
    count_of,
    family_category,
    kind_code,
    one_identifier,
    readings,
    wanted,
)
from connectors.endpoint import ApiKey
from connectors.errors import ConnectorError, CredentialsRejected, NotHeld, Throttled, Unavailable, Withheld
from connectors.gateway_token import GatewayCheck
from connectors.jose.published import AGAIN_SECONDS
from connectors.kit.answers import Answer, Door, Exchange, content_answer, plainly
from connectors.kit.holdings import Holdings
from connectors.model import Document, Dossier
from connectors.numbers.identity import Number, NumberType

BASE = "/case-api/v1"
PAGE = 200
"""Documents of one page of a document list, unless fewer are asked for."""
_APPLICATION = "applicationIdentifier"
_Found = TypeVar("_Found")


def service(
    holdings: Holdings,
    *,
    exchange: Exchange = plainly,
    api_key: ApiKey | None = None,
    gateways: GatewayCheck | None = None,
    office: str | None = None,
) -> web.Application:
    """The web application of a provider.

    Args:
        holdings: what the provider has.
        exchange: how a request meets its door; simulated offices pass one with faults.
        api_key: when given, every operation but ``/health`` wants this key in its header.
        gateways: when given, every operation but ``/health`` wants a token of a gateway that passes it.
        office: the office whose numbers may come without an office code.
    """
    doors = _Doors(holdings, office)
    app = web.Application()

    def route(path: str, operation: str, door: Door) -> None:
        async def checked(request: web.Request) -> Answer:
            if api_key is not None and operation != "health":
                given = request.headers.get(api_key.header, "").encode()
                if not hmac.compare_digest(given, api_key.key.reveal().encode()):
                    return refusal(401, "UNAUTHORIZED", f"the key in {api_key.header} is missing or wrong")
            if gateways is not None and operation != "health":
                refused = await _unless_of_a_gateway(gateways, request)
                if refused is not None:
                    return refused
            answer = await _answered(door, request)
            return answer if operation == "health" else _kept_by_nobody(answer)

        async def handler(request: web.Request) -> web.StreamResponse:
            return await exchange(request, operation, checked)

        app.router.add_get(BASE + path, handler)

    route("/families", "families", doors.families)
    route("/doclists", "doclists", doors.doclists)
    route("/applications", "applications", doors.applications)
    route("/applications/citations", "citations", doors.citations)
    route("/documents/{id}", "documents", doors.documents)
    route("/coverages", "coverages", doors.coverages)
    route("/health", "health", doors.health)
    route("/{unknown:.*}", "unknown", _unknown)
    return app


def _kept_by_nobody(answer: Answer) -> Answer:
    """An answer that no proxy on its way keeps: what may be seen depends on who asks, and may change."""
    return msgspec.structs.replace(answer, headers={**answer.headers, "Cache-Control": "private, no-store"})


def refusal(status: int, code: str, message: str, *, retry_after: float | None = None) -> Answer:
    """An error in the profile's form, ``{"code", "message", "details"}``."""
    headers = {} if retry_after is None else {"Retry-After": str(max(0, round(retry_after)))}
    return Answer(status=status, body=encode.encode_error(code, message), headers=headers)


async def _unless_of_a_gateway(gateways: GatewayCheck, request: web.Request) -> Answer | None:
    """The refusal of a request that brings no good token of a gateway."""
    shown = request.headers.getall("Authorization", [])
    try:
        await gateways.check(shown[0] if len(shown) == 1 else None)
    except CredentialsRejected as problem:
        answer = refusal(401, "UNAUTHORIZED", problem.detail)
        return msgspec.structs.replace(answer, headers={**answer.headers, "WWW-Authenticate": "Bearer"})
    except ConnectorError:
        return refusal(503, "UNAVAILABLE", "the gateway's keys cannot be had now", retry_after=AGAIN_SECONDS)
    return None


class _Doors:
    """The operations of the profile over one provider's holdings."""

    def __init__(self, holdings: Holdings, office: str | None) -> None:
        self._holdings = holdings
        self._office = office

    async def health(self, request: web.Request) -> Answer:
        """``/health``: whether what is held can be had."""
        await self._holdings.look()
        return Answer(body=b'{"status":"ok"}')

    async def families(self, request: web.Request) -> Answer:
        """``/families``: the members of a number's family that this provider knows."""
        name, text, kind = one_identifier(request.query)
        scope = family_category(request.query)
        asked, members = await self._first(
            name,
            text,
            kind,
            kind_code(request.query),
            lambda number: self._holdings.find_family(number, scope),
        )
        return Answer(body=encode.encode_family(asked, members, scope))

    async def doclists(self, request: web.Request) -> Answer:
        """``/doclists``: one page of an application's document list, newest first."""
        offset, limit = count_of(request.query, "offset", 0), count_of(request.query, "limit", PAGE)
        dossier = await self._identified(request)
        documents = sorted(dossier.documents, key=_newest_first)
        page = documents[offset : offset + min(max(limit, 1), PAGE)]
        return Answer(body=encode.encode_doclist(dossier.application.number, page, total=len(documents)))

    async def applications(self, request: web.Request) -> Answer:
        """``/applications``: bibliographic data of the applications named; those not held are left out."""
        texts = request.query.getall(_APPLICATION, [])
        if not texts:
            raise BadParameter(f"{_APPLICATION} is missing")
        found = []
        for text in texts[:PAGE]:
            try:
                found.append((await self._dossier(text)).application)
            except NotHeld:
                continue
        if not found:
            raise NotHeld("none of these applications is held here")
        return Answer(body=encode.encode_applications(found))

    async def citations(self, request: web.Request) -> Answer:
        """``/applications/citations``: what was cited against one application, for who may see its file."""
        dossier = await self._identified(request)
        number, classifications = dossier.application.number, dossier.classifications
        return Answer(
            body=encode.encode_citations(number, dossier.citations, classifications, access=dossier.access)
        )

    async def documents(self, request: web.Request) -> Answer:
        """``/documents/{id}``: content, whole or a range of it."""
        rendition = request.query.get("documentFormatCategory")
        content = await self._holdings.open_content(request.match_info["id"], rendition)
        whole = "If-Range" in request.headers
        return content_answer(content, None if whole else request.headers.get("Range"))

    async def coverages(self, request: web.Request) -> Answer:
        """``/coverages``: what is held of each office."""
        return Answer(body=encode.encode_coverages(await self._holdings.get_coverages()))

    async def _identified(self, request: web.Request) -> Dossier:
        """The dossier of the application that a request names."""
        return await self._dossier(wanted(request.query, _APPLICATION), kind_code(request.query))

    async def _dossier(self, text: str, letters: str | None = None) -> Dossier:
        _, dossier = await self._first(_APPLICATION, text, "application", letters, self._named)
        return dossier

    async def _named(self, number: Number) -> Dossier:
        application = number.application
        if application is None:
            raise NotHeld(f"{number.docdb} is no application number")
        return await self._holdings.get_dossier(application)

    async def _first(
        self,
        name: str,
        text: str,
        kind: NumberType,
        letters: str | None,
        ask: Callable[[Number], Awaitable[_Found]],
    ) -> tuple[Number, _Found]:
        """What the first reading of a number leads to that is held here.

        An identifier can often be read in several ways; the provider knows which of them exists.
        """
        for number in readings(name, text, kind, office=self._office, letters=letters):
            try:
                return number, await ask(number)
            except NotHeld:
                continue
        raise NotHeld(f"{text[:60]} is not held here")


async def _unknown(request: web.Request) -> Answer:
    raise NotHeld("there is no such operation")


async def _answered(door: Door, request: web.Request) -> Answer:
    """What a door answers, or the profile's error for what it raised."""
    try:
        return await door(request)
    except BadParameter as problem:
        return refusal(400, "INVALID_INPUT_DATA", str(problem))
    except NotHeld as problem:
        return refusal(404, "NOT_FOUND", problem.detail)
    except Withheld as problem:
        return refusal(403, "WITHHELD", problem.detail)
    except CredentialsRejected as problem:
        return refusal(401, "UNAUTHORIZED", problem.detail)
    except Throttled as problem:
        return refusal(429, "TOO_MANY_REQUESTS", problem.detail, retry_after=problem.retry_after)
    except Unavailable as problem:
        return refusal(503, "UNAVAILABLE", problem.detail, retry_after=problem.retry_after)
    except ConnectorError as problem:
        return refusal(500, "INTERNAL_ERROR", problem.detail)


def _newest_first(document: Document) -> tuple[int, str]:
    return (-document.date.toordinal() if document.date else 0, document.id)
