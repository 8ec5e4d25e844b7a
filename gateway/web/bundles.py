"""``/bundles``: many documents as one ZIP, streamed as they are fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec
from aiohttp import web

from gateway.clock import today
from gateway.present.answer import RenditionOut
from gateway.present.manifest import NAME, ManifestOut
from gateway.questions.bundles import NUMBERS as MOST
from gateway.questions.bundles import BundleRequest, Bundling
from gateway.questions.choosing import REPORTS, Chosen
from gateway.web.archives import Archive
from gateway.web.entrance import Entry, enter
from gateway.web.etag import plain_body
from gateway.web.filenames import content_disposition, entry_name
from gateway.web.keys import CLOCK
from gateway.web.limiting import begin_stream, claim
from gateway.web.negotiation import JSON
from gateway.web.parameters import CATEGORY, CONFIDENTIAL, LANGUAGE, NUMBER, OFFICE, SCOPE, TYPE
from gateway.web.recording import deliveries, recorded
from gateway.web.standing import hold, in_force
from gateway.web.streams import write

NUMBERS = msgspec.structs.replace(
    NUMBER, description=f"{NUMBER.description} It may be given up to {MOST} times.", most=MOST
)
PARAMETERS = (NUMBERS, CATEGORY, TYPE, OFFICE, SCOPE, LANGUAGE, CONFIDENTIAL)
ZIP = "application/zip"

_HEADERS: Mapping[str, str] = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox",
    "Vary": "Authorization",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}


async def get_bundles(request: web.Request) -> web.StreamResponse:
    """The documents of some categories, of the families of some numbers; last a list of them and of gaps.

    With one number, what is wrong with it is the answer; with several it stands in that list. A failure of a
    document never ends the transfer; only one of the gateway itself, or the client's leaving, breaks it.
    """
    entry = await enter(request, PARAMETERS, in_turn=True)
    given, clock = entry.given, request.app[CLOCK]
    categories = given.get(CATEGORY)
    numbers = tuple(dict.fromkeys(given.all(NUMBERS)))
    asked = BundleRequest(
        numbers=numbers,
        requester=entry.requester,
        wait_seconds=entry.wait_seconds,
        categories=REPORTS if categories is None else categories,
        type=given.get(TYPE),
        office=given.get(OFFICE),
        scope=given.get(SCOPE) or "simple",
        language=given.get(LANGUAGE),
        confidential=given.get(CONFIDENTIAL) or False,
    )
    bundling = Bundling(
        asked, lambda: in_force(request), claim(request), clock, deliveries(request, entry, "api")
    )
    begin_stream(request)
    with recorded(request, entry, "bundle") as told:
        told.number = numbers[0] if len(numbers) == 1 else None
        return await _sent(request, entry, bundling, numbers)


async def _sent(
    request: web.Request, entry: Entry, bundling: Bundling, numbers: tuple[str, ...]
) -> web.StreamResponse:
    """The ZIP on its way."""
    clock = request.app[CLOCK]
    choice = await bundling.begin()
    if choice is not None:
        return web.Response(
            status=300, body=plain_body(choice).data, content_type=JSON, headers=entry.headers()
        )
    response = web.StreamResponse(headers=dict(_HEADERS) | entry.preference())
    name = f"casegate_{today(clock).isoformat()}_{numbers[0] if len(numbers) == 1 else len(numbers)}.zip"
    response.headers["Content-Disposition"] = content_disposition(name[:120])
    response.content_type = ZIP
    hold(request)
    await response.prepare(request)
    if request.method == "HEAD":
        return response
    into = _Zipped(request, response, lambda: today(clock))
    try:
        await into.list(await bundling.fill(into))
    finally:
        into.give_up()
    await response.write_eof()
    return response


class _Zipped:
    """Documents become entries of a ZIP that goes to a client; what was made is sent before more is taken."""

    def __init__(
        self, request: web.Request, response: web.StreamResponse, present_day: Callable[[], date]
    ) -> None:
        self._request = request
        self._response = response
        self._present_day = present_day
        self._archive = Archive()
        self._names: set[str] = set()

    async def begin(self, chosen: Chosen, form: RenditionOut, length: int | None) -> str:
        """Begins an entry in the folder of its application."""
        name = entry_name(chosen.application, chosen.document, form.format, self._names)
        self._names.add(name.casefold())
        self._archive.begin(name, chosen.document.date or self._present_day(), length)
        await self._send()
        return name

    async def write(self, chunk: bytes) -> None:
        """Passes bytes on.

        Raises:
            ConnectionResetError: the client has gone.
        """
        self._archive.write(chunk)
        await self._send()

    async def end(self) -> None:
        """Ends the entry."""
        self._archive.end()
        await self._send()

    async def list(self, manifest: ManifestOut) -> None:
        """Writes the last entry and the directory of the ZIP."""
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        self._archive.begin(NAME, self._present_day(), len(content))
        self._archive.write(content)
        self._archive.finish()
        await self._send()

    def give_up(self) -> None:
        """Lets go of the archive, whole or not; nothing more is sent."""
        self._archive.finish()
        self._archive.drain()

    async def _send(self) -> None:
        if made := self._archive.drain():
            await write(self._request, self._response, made)
