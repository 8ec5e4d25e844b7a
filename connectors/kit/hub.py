"""A simulated hub of the One Portal Dossier: several offices' dossiers behind the OPD-API profile.

``POST /auth/token`` gives a bearer token for a user name and password, and a fresh one for a refresh token;
both expire. Everything else is ``GET`` below ``/opdapi/patent/v1`` and answers with HTTP status 200 and the
hub's own status code in the envelope: 100 ok, 107 no data, 108 no document body, 204 bad parameter,
210 token not valid, 301 unknown path.
"""

from __future__ import annotations

import hmac
import io
import time
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import msgspec
from aiohttp import web

from connectors.endpoint import Secret
from connectors.errors import NotHeld, Withheld
from connectors.kit.answers import Answer, Door, Exchange, content_answer, plainly
from connectors.kit.content import Generated
from connectors.kit.faults import Faults
from connectors.kit.holdings import Holdings
from connectors.model import Document, Dossier, Rendition
from connectors.opd import encode
from connectors.opd.questions import BadReference, read_application, read_number

BASE = "/opdapi/patent/v1"
ACCESS_SECONDS, REFRESH_SECONDS = 3600, 8 * 3600
_XML = "application/xml"


class _Refused(Exception):
    """The hub answers with one of its own status codes."""

    def __init__(self, status_code: str, message: str) -> None:
        super().__init__(message)
        self.answer = refusal(status_code, message)


def refusal(status_code: str, message: str) -> Answer:
    """An error of the hub: HTTP status 200, the status code in its envelope."""
    return Answer(media_type=_XML, body=encode.encode_error(status_code, message, form="xml"))


def hub(
    holdings: Holdings,
    *,
    username: str,
    password: Secret,
    exchange: Exchange = plainly,
    clock: Callable[[], float] = time.monotonic,
) -> web.Application:
    """The web application of a hub. ``clock`` is the monotonic time by which its tokens expire."""
    tokens = _Tokens(username, password, clock)
    doors = _Doors(holdings)
    app = web.Application()

    def route(path: str, operation: str, door: Door) -> None:
        async def checked(request: web.Request) -> Answer:
            if not tokens.accepts(request.headers.get("Authorization", "")):
                return refusal("210", "the token is not valid")
            try:
                return await door(request)
            except _Refused as problem:
                return problem.answer
            except BadReference as problem:
                return refusal(problem.status_code, str(problem))
            except NotHeld:
                return refusal("107", "there is no data for this number")
            except Withheld:
                return refusal("111", "the number is out of scope")

        async def handler(request: web.Request) -> web.StreamResponse:
            return await exchange(request, operation, checked)

        app.router.add_get(BASE + path, handler)

    async def token(request: web.Request) -> web.StreamResponse:
        return await exchange(request, "token", tokens.grant)

    app.router.add_post("/auth/token", token)
    route("/family/{kind}/{reference}", "family", doors.family)
    route("/family_list/{kind}/{reference}", "family_list", doors.family_list)
    route("/global_doc_list/{reference}", "doc_list", doors.doc_list)
    route("/global_cite_class/{reference}", "cite_class", doors.cite_class)
    route("/global_doc_cont/{reference}/{document}", "doc_cont", doors.doc_cont)
    route("/jp_doc_cont/{reference}/{document}", "jp_doc_cont", doors.jp_doc_cont)
    route("/{unknown:.*}", "unknown", _unknown)
    return app


def hub_refusal(faults: Faults, operation: str) -> Answer | None:
    """What a hub with these faults answers instead of anything else, in its own form."""
    if faults.status is not None:
        headers = {} if faults.retry_after is None else {"Retry-After": str(round(faults.retry_after))}
        body = encode.encode_error("999", "simulated fault", form="json")
        return Answer(status=faults.status, body=body, headers=headers)
    if faults.opd_status is not None:
        return refusal(faults.opd_status, "simulated fault")
    closed = faults.withhold and operation in ("doc_list", "cite_class", "doc_cont", "jp_doc_cont")
    return refusal("111", "the number is out of scope") if closed else None


class _Tokens:
    """The tokens a hub has given out: opaque, with the instant at which each expires."""

    def __init__(self, username: str, password: Secret, clock: Callable[[], float]) -> None:
        self._username = username
        self._password = password
        self._clock = clock
        self._given = 0
        self._access: dict[str, float] = {}
        self._refresh: dict[str, float] = {}

    def accepts(self, authorization: str) -> bool:
        """Whether an ``Authorization`` header carries a token that is valid now."""
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and self._access.get(token.strip(), 0.0) > self._clock()

    async def grant(self, request: web.Request) -> Answer:
        """``POST /auth/token``: the password and refresh grants of RFC 6749."""
        form = await request.post()
        match form.get("grant_type"):
            case "password":
                allowed = _same(form.get("username"), self._username)
                allowed = _same(form.get("password"), self._password.reveal()) and allowed
            case "refresh_token":
                allowed = self._refresh.pop(str(form.get("refresh_token")), 0.0) > self._clock()
            case _:
                return _token_error("unsupported_grant_type")
        return self._fresh() if allowed else _token_error("invalid_grant")

    def _fresh(self) -> Answer:
        now = self._clock()
        self._access = {token: until for token, until in self._access.items() if until > now}
        self._refresh = {token: until for token, until in self._refresh.items() if until > now}
        self._given += 1
        access, refresh = f"access-{self._given}", f"refresh-{self._given}"
        self._access[access] = now + ACCESS_SECONDS
        self._refresh[refresh] = now + REFRESH_SECONDS
        body = {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "refresh_expires_in": REFRESH_SECONDS,
        }
        return Answer(body=msgspec.json.encode(body), headers={"Cache-Control": "no-store"})


class _Doors:
    """The operations of the OPD-API over a hub's holdings."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    async def family(self, request: web.Request) -> Answer:
        """``/family/{kind}/{reference}``: members grouped by office."""
        members = await self._holdings.find_family(
            read_number(request.match_info["kind"], request.match_info["reference"]), "extended"
        )
        return Answer(media_type=_XML, body=encode.encode_family(members))

    async def family_list(self, request: web.Request) -> Answer:
        """``/family_list/{kind}/{reference}``: members one by one, with their publications."""
        members = await self._holdings.find_family(
            read_number(request.match_info["kind"], request.match_info["reference"]), "extended"
        )
        return Answer(media_type=_XML, body=encode.encode_family_list(members))

    async def doc_list(self, request: web.Request) -> Answer:
        """``/global_doc_list/{reference}``: the whole document list."""
        return Answer(media_type=_XML, body=encode.encode_doc_list(await self._dossier(request)))

    async def cite_class(self, request: web.Request) -> Answer:
        """``/global_cite_class/{reference}``: citations and classifications."""
        return Answer(media_type=_XML, body=encode.encode_cite_class(await self._dossier(request)))

    async def doc_cont(self, request: web.Request) -> Answer:
        """``/global_doc_cont/{reference}/{document}``: content, as PDF."""
        _, document, rendition = await self._rendition(request)
        content = await self._holdings.open_content(document.id, rendition.id)
        return content_answer(content, request.headers.get("Range"))

    async def jp_doc_cont(self, request: web.Request) -> Answer:
        """``/jp_doc_cont/{reference}/{document}``: a Japanese document as a ZIP with XML in Shift-JIS."""
        dossier, document, rendition = await self._rendition(request)
        if dossier.application.number.office != "JP":
            raise _Refused("111", "the number is out of scope")
        said = f"<document><p>見本 {escape(document.title)}</p></document>"
        written = f'<?xml version="1.0" encoding="Shift_JIS"?>\n{said}\n'
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            entry = zipfile.ZipInfo(f"{rendition.id}.xml")
            archive.writestr(entry, written.encode("shift_jis", "xmlcharrefreplace"))
        return content_answer(Generated(packed.getvalue(), "application/zip"), None)

    async def _dossier(self, request: web.Request) -> Dossier:
        return await self._holdings.get_dossier(read_application(request.match_info["reference"]))

    async def _rendition(self, request: web.Request) -> tuple[Dossier, Document, Rendition]:
        dossier = await self._dossier(request)
        for document in dossier.documents:
            for rendition in document.renditions:
                if rendition.id == request.match_info["document"]:
                    return dossier, document, rendition
        raise _Refused("108", "there is no such document body")


async def _unknown(request: web.Request) -> Answer:
    raise _Refused("301", "there is no such path")


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())


def _token_error(code: str) -> Answer:
    return Answer(status=400, body=msgspec.json.encode({"error": code}))
