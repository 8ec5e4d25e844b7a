"""Fetches documents into a folder, one after the other, and goes on where an earlier run ended.

Nothing that lies there whole is fetched again; what is begun goes on where it broke off, if its office gives
parts. After each document the manifest is written anew, so that it is right whenever the run ends.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

import httpx
import msgspec

from connectors.model import Category
from gateway.cli.asking import (
    BULK,
    Answered,
    Choose,
    FamilyQuery,
    GatewayClient,
    Problem,
    Reply,
    no_answer,
    unreached,
)
from gateway.cli.bundle_folder import Folder, Part
from gateway.cli.bundle_progress import Watching
from gateway.clock import Clock
from gateway.present.answer import RenditionOut, instant
from gateway.present.manifest import BundledDocumentOut, BundledNumberOut, GapOut, ManifestOut
from gateway.questions.choosing import Chosen, choose, members_of, notices_of

ATTEMPTS = 3
"""How often a document is asked for that breaks off or is not had yet, and a family that does not grow."""

PATIENCE_SECONDS = 60.0
"""How long an office may ask to wait before its part is left for another run."""

_BUSY = frozenset({"throttled", "content-busy", "offices-failed"})
_HOPELESS = frozenset({0, 401, 403})
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")

Sleep = Callable[[float], Awaitable[None]]


class Wishes(msgspec.Struct, frozen=True):
    """What is wanted of each family."""

    categories: tuple[Category, ...]
    type: str | None = None
    office: str | None = None
    scope: str | None = None
    language: str | None = None


class Bundler:
    """One run over some numbers into a folder."""

    def __init__(
        self,
        client: GatewayClient,
        folder: Folder,
        wishes: Wishes,
        watching: Watching,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._client = client
        self._folder = folder
        self._wishes = wishes
        self._watching = watching
        self._clock = clock
        self._sleep = sleep
        self._hopeless: Problem | None = None

    async def run(self, numbers: Sequence[str]) -> ManifestOut:
        """What became of each number; the manifest in the folder tells the same, and of earlier runs.

        Raises:
            OSError: the folder cannot be written.
        """
        for text in numbers:
            self._watching.number(text)
            await self._fetch_number(text)
        return self._describe(tuple(self._folder.number(text) for text in dict.fromkeys(numbers)))

    async def _fetch_number(self, text: str) -> None:
        wishes = self._wishes
        query = FamilyQuery(text, wishes.type, wishes.office, scope=wishes.scope, bulk=True)
        reply = self._hopeless or await self._patiently(query)
        if isinstance(reply, Problem):
            self._give_up_on(reply)
            self._folder.begin(BundledNumberOut(text=text, problem=gap_of(reply)), ())
        elif isinstance(reply, Choose):
            self._folder.begin(BundledNumberOut(text=text, query=reply.query, problem=SEVERAL), ())
        else:
            await self._fetch_family(text, reply)
        self._folder.save(self._describe)

    async def _patiently(self, query: FamilyQuery) -> Reply:
        """The family of a number: asked for again where offices want a little time, while more of it comes.

        An office that allows five requests a minute gives a family of ten in three goes.
        """
        reply = await self._client.follow_family(query)
        least, left = _throttled(reply), ATTEMPTS - 1
        while left and (wait := _pause(reply)) is not None:
            await self._wait(wait)
            reply = await self._client.follow_family(query)
            missing = _throttled(reply)
            least, left = (missing, left) if missing < least else (least, left - 1)
        return reply

    async def _fetch_family(self, text: str, reply: Answered) -> None:
        answer = reply.answer
        wanted = {one.document.id: one for one in choose(answer, self._wishes.categories)}
        number = BundledNumberOut(
            text=text,
            query=answer.query,
            family_id=answer.family.id,
            members=members_of(answer),
            notices=notices_of(answer),
            outcomes=answer.outcomes,
            complete=answer.complete and not reply.broken,
        )
        self._folder.begin(number, wanted.values())
        self._watching.wanted(len(wanted))
        for chosen in wanted.values():
            await self._fetch_document(chosen)
            self._folder.save(self._describe)

    async def _fetch_document(self, chosen: Chosen) -> None:
        form = _spoken(chosen, self._wishes.language)
        rendition = None if form is None else form.id
        document = self._folder.whole(chosen.document.id, rendition)
        kept = document is not None
        if document is None:
            document = await self._fetched(chosen, form)
            self._folder.put(document)
        self._watching.done(document, kept=kept)

    async def _fetched(self, chosen: Chosen, form: RenditionOut | None) -> BundledDocumentOut:
        listed = chosen.listed()
        if form is not None:
            listed = msgspec.structs.replace(listed, rendition=form.id)
        entry = self._folder.entry(chosen, form or next(iter(chosen.document.renditions), None))
        problem = self._hopeless
        with Part(self._folder.part(chosen, listed.rendition)) as part:
            for _ in range(ATTEMPTS):
                if problem is not None and not await self._worth_another(problem):
                    break
                problem = await self._transfer(chosen, listed.rendition, entry, part)
                if problem is None:
                    part.become(self._folder.root / entry)
                    return msgspec.structs.replace(
                        listed, entry=entry, bytes=part.size, sha256=part.digest.hexdigest()
                    )
        if problem is None:
            raise AssertionError("what was not fetched has a reason")
        self._give_up_on(problem)
        return msgspec.structs.replace(listed, gap=gap_of(problem))

    async def _transfer(
        self, chosen: Chosen, rendition: str | None, entry: str, part: Part
    ) -> Problem | None:
        """Fetches what is missing of one document, its last bytes once more; ``None`` when it is whole."""
        path = f"/documents/{quote(chosen.document.id, safe='~')}/content"
        parameters = [] if rendition is None else [("rendition", rendition)]
        headers = {"Accept-Encoding": "identity", "Prefer": BULK}
        known = part.tail
        first = part.size - len(known)
        headers |= {"Range": f"bytes={first}-"} if known else {}
        try:
            async with self._client.open(path, parameters, headers) as response:
                match response.status_code:
                    case httpx.codes.OK:
                        part.restart()
                        known, first = b"", 0
                    case httpx.codes.PARTIAL_CONTENT if known and _is_rest(response, first):
                        pass
                    case httpx.codes.PARTIAL_CONTENT | httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                        part.restart()
                        return _OTHER_PART
                    case _:
                        reply = no_answer(response, await response.aread())
                        return reply if isinstance(reply, Problem) else _OTHER_PART
                length = response.headers.get("Content-Length", "")
                total = first + int(length) if length.isdigit() else None
                self._watching.begun(entry, part.size, total)
                async for chunk in response.aiter_bytes():
                    same, known = known[: len(chunk)], known[len(chunk) :]
                    if not chunk.startswith(same):
                        part.restart()
                        return _OTHER_DOCUMENT
                    part.write(chunk[len(same) :])
                    self._watching.received(part.size)
                if known:
                    part.restart()
                    return _OTHER_DOCUMENT
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reached = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            problem = unreached(self._client.url, error)
            return msgspec.structs.replace(problem, status=502, code="broken-off") if reached else problem
        return None

    async def _worth_another(self, problem: Problem) -> bool:
        """Whether to ask again after this; waits first, where the office says for how long."""
        if problem.code == "broken-off":
            return True
        wait = _pause(problem)
        if wait is None:
            return False
        await self._wait(wait)
        return True

    async def _wait(self, seconds: float) -> None:
        self._watching.waiting(seconds)
        await self._sleep(seconds)

    def _give_up_on(self, problem: Problem) -> None:
        """After some problems nothing more can be had in this run."""
        if problem.status in _HOPELESS:
            self._hopeless = problem

    def _describe(self, numbers: tuple[BundledNumberOut, ...]) -> ManifestOut:
        wishes = self._wishes
        return ManifestOut(
            created_at=instant(self._clock.now()),
            categories=wishes.categories,
            scope="extended" if wishes.scope == "extended" else "simple",
            language=wishes.language,
            numbers=numbers,
            complete=all(number.complete for number in numbers),
        )


SEVERAL = GapOut(
    code="number-ambiguous",
    detail="The number can be several; say which with --office or --type.",
    retry_after_seconds=None,
)
_OTHER_PART = Problem(
    502, code="broken-off", detail="The gateway gave another part of the document than was asked for."
)
_OTHER_DOCUMENT = Problem(
    502, code="broken-off", detail="The office has another document there than when it was begun."
)


def gap_of(problem: Problem) -> GapOut:
    """A problem, as a manifest tells it."""
    wait = _seconds(problem)
    return GapOut(
        code=problem.code or ("no-gateway" if problem.status == 0 else f"http-{problem.status}"),
        detail=problem.detail or problem.title or "The gateway gave no reason.",
        retry_after_seconds=None if wait is None else int(wait),
    )


def _pause(reply: Reply) -> float | None:
    """After how many seconds to ask again: the longest time that offices ask for within our patience."""
    asked: list[float | None]
    if isinstance(reply, Answered):
        asked = [one.retry_after_seconds for one in reply.answer.outcomes if one.code == "throttled"]
    else:
        asked = [_seconds(reply)] if isinstance(reply, Problem) and reply.code in _BUSY else []
    return max((wait for wait in asked if wait is not None and wait <= PATIENCE_SECONDS), default=None)


def _throttled(reply: Reply) -> float:
    """How many asks an answer lacks because offices want time; all of them where there is no answer."""
    if not isinstance(reply, Answered):
        return math.inf
    return sum(one.code == "throttled" for one in reply.answer.outcomes)


def _seconds(problem: Problem) -> float | None:
    wait = problem.retry_after
    return float(wait) if wait is not None and wait.isascii() and wait.isdigit() else None


def _spoken(chosen: Chosen, language: str | None) -> RenditionOut | None:
    """The form in this language, if there is one; ``None`` leaves the choice to the gateway."""
    forms = chosen.document.renditions
    return next((one for one in forms if language is not None and one.language == language), None)


def _is_rest(response: httpx.Response, first: int) -> bool:
    """Whether what comes is everything from ``first`` on, as far as the answer says."""
    found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return found is not None and int(found[1]) == first and found[3] in ("*", str(int(found[2]) + 1))
