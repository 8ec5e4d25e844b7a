"""The operations of the OPD-API, answered by the gateway's own questions.

Its wire cannot say who may see a document, nor that something is missing: what is told is for the office that
asks. A gateway among the providers is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import msgspec
from aiohttp import web

from connectors.model import Application, Dossier
from connectors.numbers.identity import ApplicationNumber
from connectors.opd import encode
from connectors.opd.questions import BadReference, read_application, read_number
from gateway.errors import NotFound
from gateway.present.answer import RenditionOut
from gateway.questions.dossiers import FoundDocument
from gateway.questions.relaying import Asker, Closed, Members, find_content, find_members, get_file
from gateway.setup import Setup
from gateway.web.documents import send_content
from gateway.web.entrance import Entry, let_in
from gateway.web.keys import CLOCK, CURRENT
from gateway.web.opd_api import tokens
from gateway.web.opd_api.ids import WireId, mark, on_the_wire, parse_id
from gateway.web.opd_api.refusals import Said
from gateway.web.passing import asker_of
from gateway.web.recording import Asked, recorded
from gateway.web.showing import shown

REMAINING = 9_999
"""What is told of the day's requests that are left. Clients read a figure; nothing is counted here."""

_XML = "application/xml"
_encode = msgspec.json.Encoder().encode


class Visit(msgspec.Struct, frozen=True):
    """A request that was let in."""

    entry: Entry
    asker: Asker

    def answer(self, body: bytes) -> web.Response:
        """The answer with this XML."""
        headers = self.entry.headers() | {"Vary": "Authorization"}
        return web.Response(body=body, content_type=_XML, headers=headers)

    def recorded(
        self, request: web.Request, operation: str, *, refusals_only: bool = False
    ) -> AbstractContextManager[Asked]:
        """Notes its question in the trail."""
        return recorded(request, self.entry, operation, "opd-api", refusals_only=refusals_only)


async def post_token(request: web.Request) -> web.Response:
    """``/auth/token``: the password and refresh grants (RFC 6749).

    Raises:
        Said: 212 for wrong credentials, 210 for a refresh token that is not good, 400 for any other grant.
    """
    setup, now = request.app[CURRENT].setup, request.app[CLOCK].now().timestamp()
    form = await request.post()
    if len(set(form)) != len(form):
        raise Said("400", "A parameter is given more than once.", 400)
    match form.get("grant_type"):
        case "password":
            grant = tokens.by_key(setup.access, str(form.get("password", "")), now)
            if grant is None or not _is_called(str(form.get("username", "")), grant.office, setup):
                raise Said(
                    "212", "The user name or the password is not accepted.", 401, event="login-refused"
                )
        case "refresh_token":
            grant = await _granted(setup, str(form.get("refresh_token", "")), "refresh", now)
            if grant is None:
                raise Said("210", "The refresh token is not good, or no longer.", 401, event="token-unknown")
        case _:
            raise Said("400", "The grant is password or refresh_token.", 400)
    secret = None if setup.issuing is None else await setup.issuing.keys.secret(now)
    until = int(now) + tokens.ACCESS_SECONDS
    body = {
        "access_token": tokens.issue(grant, "access", until, secret),
        "refresh_token": tokens.issue(grant, "refresh", grant.until, secret),
        "token_type": "Bearer",
        "expires_in": tokens.ACCESS_SECONDS,
        "refresh_expires_in": grant.until - int(now),
    }
    return web.Response(
        body=_encode(body), content_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def get_family(request: web.Request) -> web.Response:
    """``/family/{kind}/{reference}``: members grouped by office."""
    visit = await enter(request)
    with visit.recorded(request, "family") as asked:
        members = _members(await _family(request, visit, asked))
    return visit.answer(encode.encode_family(members, remaining=REMAINING))


async def get_family_list(request: web.Request) -> web.Response:
    """``/family_list/{kind}/{reference}``: members one by one, with their publications."""
    visit = await enter(request)
    with visit.recorded(request, "family") as asked:
        members = _members(await _family(request, visit, asked))
    return visit.answer(encode.encode_family_list(members, remaining=REMAINING))


async def get_doc_list(request: web.Request) -> web.Response:
    """``/global_doc_list/{reference}``: the whole document list, with title and applicants."""
    visit = await enter(request)
    with visit.recorded(request, "dossier") as asked:
        file = await get_file(visit.asker, [_application(request, visit)], told=True)
        asked.file(file)
    documents = tuple(map(on_the_wire, file.documents()))
    dossier = Dossier(application=file.application, documents=documents)
    return visit.answer(encode.encode_doc_list(dossier, remaining=REMAINING))


async def get_cite_class(request: web.Request) -> web.Response:
    """``/global_cite_class/{reference}``: citations and classifications."""
    visit = await enter(request)
    with visit.recorded(request, "citations") as asked:
        file = await get_file(visit.asker, [_application(request, visit)], "citations")
        asked.file(file)
    cited = file.citations()
    dossier = Dossier(
        application=file.application, citations=cited.citations, classifications=cited.classifications
    )
    return visit.answer(encode.encode_cite_class(dossier, remaining=REMAINING))


async def get_doc_cont(request: web.Request) -> web.StreamResponse:
    """``/global_doc_cont/{reference}/{documentId}``: content, streamed through."""
    visit = await enter(request)
    with visit.recorded(request, "content", refusals_only=True):
        named, found = await _document(request, visit, _application(request, visit))
        rendition = _rendition(named, found)
    return await send_content(request, visit.entry, found, rendition, "opd-api")


async def get_jp_doc_cont(request: web.Request) -> web.StreamResponse:
    """``/jp_doc_cont/{reference}/{documentId}``: a Japanese document as its office packs it, in a ZIP.

    Raises:
        Said: 111 for another office's number, 108 when there is none.
    """
    visit = await enter(request)
    with visit.recorded(request, "content", refusals_only=True):
        application = _application(request, visit)
        if application.office != "JP":
            raise Said("111", "Only numbers of JP are in scope here.")
        _, found = await _document(request, visit, application)
        rendition = next((one for one in _openable(found) if one.format == "zip"), None)
        if rendition is None:
            raise Said("108", "There is no such body of this document.")
    return await send_content(request, visit.entry, found, rendition, "opd-api")


async def enter(request: web.Request) -> Visit:
    """Lets a request in by a token from ``/auth/token``, or by an office's key itself.

    Raises:
        Unauthorised: neither is good, or there is none where one is needed.
    """
    setup = request.app[CURRENT].setup
    credentials, now = shown(request), request.app[CLOCK].now().timestamp()
    scheme, _, token = (credentials.authorization or "").partition(" ")
    grant = None
    if scheme.lower() == "bearer" and credentials.key is None:
        grant = await _granted(setup, token.strip(), "access", now)
    identity = await setup.access.identify(credentials, now) if grant is None else grant.identity
    entry = let_in(request, setup, identity)
    return Visit(entry, asker_of(request, entry))


async def _granted(setup: Setup, token: str, use: tokens.Use, now: float) -> tokens.Grant | None:
    """What a token stands for; if another process may just have made its secret, that is looked for once."""
    issuing = setup.issuing
    if issuing is None:
        return tokens.read(setup.access, token, use, now)
    grant = tokens.read(setup.access, token, use, now, issuing.keys.secrets(now))
    if grant is None and tokens.is_token(token):
        await issuing.keys.look_again(now)
        grant = tokens.read(setup.access, token, use, now, issuing.keys.secrets(now))
    return grant


async def _family(request: web.Request, visit: Visit, asked: Asked) -> Members:
    asked.number = request.match_info["reference"]
    with _referring():
        number = read_number(request.match_info["kind"], request.match_info["reference"])
    found = await find_members(visit.asker, (number,), "simple")
    asked.members(found)
    return found


def _members(found: Members) -> list[Application]:
    """Each member once, by its fullest statement: what is told is for the office that asks."""
    fullest: dict[ApplicationNumber, Application] = {}
    for one in found.members:
        fullest.setdefault(one.number, one)
    return list(fullest.values())


def _application(request: web.Request, visit: Visit) -> ApplicationNumber:
    """The application in the path.

    Raises:
        Said: it is none (204, 208), or of an office that nobody here serves (111).
    """
    with _referring():
        number = read_application(request.match_info["reference"])
    if not visit.asker.world.serving(number.office, number.kind):
        raise Said("111", f"Nobody here provides dossiers of {number.office}.")
    return number


async def _document(
    request: web.Request, visit: Visit, application: ApplicationNumber
) -> tuple[WireId, FoundDocument]:
    named = parse_id(request.match_info["document"], application)
    if named is None:
        raise Said("108", "There is no document of this id.")
    try:
        return named, await find_content(visit.asker, named.document)
    except Closed:
        raise
    except NotFound:
        raise Said("108", "There is no document of this id, or it may not be seen.") from None


def _rendition(named: WireId, found: FoundDocument) -> RenditionOut:
    """The rendition of the mark, or the first that can be opened."""
    for rendition in _openable(found):
        if named.mark in (None, mark(rendition.id)):
            return rendition
    raise Said("108", "There is no such body of this document.")


def _openable(found: FoundDocument) -> Iterator[RenditionOut]:
    openable = {source[0] for source in found.sources}
    return (rendition for rendition in found.document.renditions if rendition.id in openable)


def _is_called(username: str, office: str, setup: Setup) -> bool:
    """Whether this is the office's user name: its code, or its name among the participants."""
    participant = setup.world.participants.get(office)
    names = (office, "" if participant is None else participant.name)
    return bool(username) and username.strip().casefold() in {name.casefold() for name in names}


@contextmanager
def _referring() -> Iterator[None]:
    """What is wrong with a reference, in the API's words."""
    try:
        yield
    except BadReference as error:
        raise Said(error.status_code, f"{error}.".capitalize()) from error
