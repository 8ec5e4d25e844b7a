"""Many documents at once: those of some categories, of the families of some numbers, one after the other.

Nothing is gathered first: each document is opened at its office when its turn comes, and passed on chunk by
chunk as they are taken. What fails costs only itself, and is written down.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from math import ceil
from typing import Protocol

import msgspec
from msgspec.structs import replace

from connectors.contract import ContentStream, Scope
from connectors.errors import ConnectorError
from connectors.model import Category
from connectors.numbers.identity import NumberType
from gateway.clock import Clock
from gateway.errors import ContentRefused, GatewayError, NobodyAnswered, NotFound
from gateway.flights.asking import Asking
from gateway.flights.turns import Urgency
from gateway.present.answer import FamilyAnswer, RenditionOut, instant
from gateway.present.ids import parse_document_id
from gateway.present.manifest import BundledDocumentOut, BundledNumberOut, GapOut, ManifestOut
from gateway.questions.choosing import Chosen, choose, form_of, members_of, notices_of
from gateway.questions.contents import places
from gateway.questions.deliveries import Deliveries
from gateway.questions.dossiers import find_document
from gateway.questions.families import FamilyRequest, find_family
from gateway.questions.numbers import Choice
from gateway.requesters import Requester
from gateway.world import World

NUMBERS = 20
"""Numbers of one bundle."""

DOCUMENTS = 2_000
"""Documents that one bundle lists; those beyond are counted."""

FAILURES = 3
"""Failures in a row after which a provider is left alone for ``QUIET_SECONDS``."""

QUIET_SECONDS = 60.0


class BundleRequest(msgspec.Struct, frozen=True):
    """What was asked; no ``categories`` are all. ``wait_seconds`` is how long each family may take."""

    numbers: tuple[str, ...]
    requester: Requester
    wait_seconds: float
    categories: tuple[Category, ...]
    type: NumberType | None = None
    office: str | None = None
    scope: Scope = "simple"
    language: str | None = None
    confidential: bool = False


class Receiving(Protocol):
    """Where documents go, one after the other; every call waits until it has taken what it was given."""

    async def begin(self, chosen: Chosen, form: RenditionOut, length: int | None) -> str:
        """A document begins, of so many bytes if that is known; gives the name under which it lies."""
        ...

    async def write(self, chunk: bytes) -> None:
        """Its next bytes."""
        ...

    async def end(self) -> None:
        """Nothing more of it comes."""
        ...


class Bundling:
    """One bundle under way. The world is read anew for each document, so that what was narrowed counts."""

    def __init__(
        self,
        request: BundleRequest,
        world: Callable[[], World],
        flights: Asking,
        clock: Clock,
        deliveries: Deliveries,
    ) -> None:
        self._request = request
        self._world = world
        self._flights = flights
        self._clock = clock
        self._deliveries = deliveries
        self._only: FamilyAnswer | None = None
        self._listed = 0
        self._taken: dict[str, BundledDocumentOut] = {}
        self._quiet: dict[str, tuple[float, GapOut]] = {}
        self._failures: dict[str, int] = {}

    async def begin(self) -> Choice | None:
        """Asks for the family when there is one number, so that its problems are those of the whole.

        Raises:
            GatewayError: as for the family of that number.
        """
        if len(self._request.numbers) > 1:
            return None
        found = await self._find(self._request.numbers[0])
        if isinstance(found, GatewayError):
            raise found
        if isinstance(found, Choice):
            return found
        self._only = found
        return None

    async def fill(self, into: Receiving) -> ManifestOut:
        """Passes every chosen document on; the family of the next number is asked for meanwhile."""
        numbers = list(self._request.numbers)
        told: list[BundledNumberOut] = []
        ahead: asyncio.Task[FamilyAnswer | Choice | GatewayError] | None = None
        try:
            for place, text in enumerate(numbers):
                found = self._only if ahead is None else await ahead
                found = found or await self._find(text)
                following = numbers[place + 1 : place + 2]
                ahead = asyncio.create_task(self._find(following[0])) if following else None
                told.append(await self._number(text, found, into))
        finally:
            if ahead is not None:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)
        request = self._request
        return ManifestOut(
            created_at=instant(self._clock.now()),
            categories=request.categories,
            scope=request.scope,
            language=request.language,
            numbers=tuple(told),
            complete=all(one.complete for one in told),
        )

    async def _find(self, text: str) -> FamilyAnswer | Choice | GatewayError:
        request = self._request
        asked = FamilyRequest(
            text,
            request.requester,
            request.wait_seconds,
            request.type,
            request.office,
            scope=request.scope,
            confidential=request.confidential,
            urgency=Urgency.BULK,
        )
        try:
            return await find_family(asked, self._world(), self._flights, self._clock)
        except GatewayError as error:
            return error

    async def _number(
        self, text: str, found: FamilyAnswer | Choice | GatewayError, into: Receiving
    ) -> BundledNumberOut:
        if isinstance(found, GatewayError):
            return BundledNumberOut(text=text, problem=_gap(found))
        if isinstance(found, Choice):
            return BundledNumberOut(text=text, query=found.query, problem=_SEVERAL)
        documents: list[BundledDocumentOut] = []
        omitted = 0
        for one in choose(found, self._request.categories):
            if self._listed < DOCUMENTS:
                self._listed += 1
                documents.append(await self._document(one, into))
            else:
                omitted += 1
        return BundledNumberOut(
            text=text,
            query=found.query,
            family_id=found.family.id,
            members=members_of(found),
            documents=tuple(documents),
            omitted=omitted,
            notices=notices_of(found),
            outcomes=found.outcomes,
            complete=found.complete and not omitted and all(one.gap is None for one in documents),
        )

    async def _document(self, chosen: Chosen, into: Receiving) -> BundledDocumentOut:
        """One document, taken once however many numbers lead to it."""
        known = self._taken.get(chosen.document.id)
        if known is None:
            known = await self._take(chosen, into)
            self._taken[chosen.document.id] = known
        return known

    async def _take(self, chosen: Chosen, into: Receiving) -> BundledDocumentOut:
        listed = chosen.listed()
        named = parse_document_id(listed.id)
        provider = "" if named is None else named.provider
        if (quiet := self._left_alone(provider)) is not None:
            return replace(listed, gap=quiet)
        request = self._request
        try:
            found = await find_document(
                listed.id,
                request.requester,
                self._world(),
                self._flights,
                self._clock,
                request.wait_seconds,
                confidential=request.confidential,
                urgency=Urgency.BULK,
            )
            form = form_of(found, request.language)
            if form is None:
                raise NotFound("This document has no form that can be opened.", code="rendition-not-found")
            place = places(self._flights, request.requester, Urgency.BULK)
            async with self._deliveries.open(found, form.id, None, place) as stream:
                self._failures.pop(provider, None)
                return await self._pour(replace(listed, rendition=form.id), chosen, form, stream, into)
        except GatewayError as error:
            self._weigh(provider, error)
            return replace(listed, gap=_gap(error))

    async def _pour(
        self,
        listed: BundledDocumentOut,
        chosen: Chosen,
        form: RenditionOut,
        stream: ContentStream,
        into: Receiving,
    ) -> BundledDocumentOut:
        """Passes one document on; of one that breaks off, what came stays and is marked."""
        name = await into.begin(chosen, form, stream.length)
        digest, size = hashlib.sha256(), 0
        gap: GapOut | None = None
        try:
            async for chunk in stream.chunks:
                digest.update(chunk)
                size += len(chunk)
                await into.write(chunk)
        except ConnectorError as error:
            gap = _lack(error.code, error.detail)
        await into.end()
        return replace(
            listed, entry=name, bytes=size, sha256=digest.hexdigest(), truncated=gap is not None, gap=gap
        )

    def _left_alone(self, provider: str) -> GapOut | None:
        """Why a provider is not asked now, if it is not."""
        until, gap = self._quiet.get(provider, (0.0, _RESTING))
        left = until - self._clock.monotonic()
        return replace(gap, retry_after_seconds=ceil(left)) if left > 0 else None

    def _weigh(self, provider: str, error: GatewayError) -> None:
        """Takes note of a provider that asks for a pause, or fails again and again."""
        now = self._clock.monotonic()
        if error.code in ("throttled", "content-busy"):
            self._quiet[provider] = (now + (error.retry_after or 0.0), _gap(error))
        elif isinstance(error, ContentRefused | NobodyAnswered):
            failures = self._failures.pop(provider, 0) + 1
            if failures < FAILURES:
                self._failures[provider] = failures
            else:
                self._quiet[provider] = (now + QUIET_SECONDS, _RESTING)


def _lack(code: str, detail: str, wait: float | None = None) -> GapOut:
    return GapOut(code=code, detail=detail, retry_after_seconds=None if wait is None else max(0, ceil(wait)))


def _gap(error: GatewayError) -> GapOut:
    return _lack(error.code, error.detail, error.retry_after)


_SEVERAL = _lack("number-ambiguous", "The number can be several; ask for one, with its office or type.")
_RESTING = _lack("backoff", "Its office failed several times in a row and is left alone for a while.")
