"""What the doors write into the trail of questions: one record for each, when it has been answered."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from aiohttp import web

from connectors.numbers.identity import ApplicationNumber, parse_docdb
from connectors.serving import holding
from gateway.audit.record import Door, Origin, Record, by
from gateway.clock import today
from gateway.errors import GatewayError
from gateway.present.answer import FamilyOut
from gateway.present.ids import parse_document_id
from gateway.present.sheets import Sheet
from gateway.questions.deliveries import Deliveries, providing_office
from gateway.questions.dossiers import FoundDocument
from gateway.questions.families import FoundFamily
from gateway.questions.relaying import File, Members
from gateway.questions.telling import Event
from gateway.web.entrance import Entry
from gateway.web.keys import CLOCK, CORRELATION, TRAIL
from gateway.web.parameters import CONFIDENTIAL

_NUMBER = re.compile(r"(?=.*\d)[^\W_](?:[^\W_]|[ .,/()-]){0,39}")
"""What may be a number, as it was written; anything else that stands in its place is not recorded."""


def origin_of(request: web.Request, entry: Entry, door: Door) -> Origin:
    """On whose behalf a request is made, and by which door; people are recorded for their office alone."""
    office = entry.requester.office
    return Origin(
        door=door,
        correlation=request[CORRELATION],
        accessing=office,
        credential=entry.identity.credential,
        person=None if office is None else entry.person.id,
        role=None if office is None else entry.person.role,
        holder=entry.identity.holder,
    )


def deliveries(request: web.Request, entry: Entry, door: Door) -> Deliveries:
    """How content goes to whoever made a request."""
    origin = origin_of(request, entry, door)
    return Deliveries(request.app[TRAIL], request.app[CLOCK], origin, _confidential(request))


class Asked:
    """One question, and what is to be recorded of it as far as it is known yet."""

    def __init__(self, operation: str, present_day: date) -> None:
        self.operation = operation
        self.code = "ok"
        self.number: str | None = None
        self.application: str | None = None
        self.providing: str | None = None
        self.document: str | None = None
        self.provider: str | None = None
        self.category: str | None = None
        self.open: bool | None = None
        self.confidential: bool | None = None
        self._present_day = present_day
        self._family: FamilyOut | None = None
        self._sheets: dict[str, Sheet] = {}

    def about(self, number: ApplicationNumber) -> None:
        """The application that it is about."""
        self.application, self.providing = number.docdb, providing_office(number)

    def answered(self, *, complete: bool) -> None:
        """There is an answer; ``partial`` when something is missing from it."""
        self.code = "ok" if complete else "partial"

    def found(self, found: FoundFamily) -> None:
        """A family as one answer."""
        presented = found.presented
        self.answered(complete=presented.complete)
        self.read_as(found.query.read_as[0].office)
        self.open = self._shows_all(presented.family, (dated.sheet for dated in presented.dossiers))

    def told(self, event: Event) -> None:
        """A family as it comes in."""
        value = event.value
        match event.name:
            case "family":
                self._family, self.code = value["family"], "aborted"
            case "dossier":
                sheet = value["dossier"].sheet
                self._sheets[sheet.docdb] = sheet
            case "withdrawn":
                self._sheets.pop(value["withdrawn"].dossier, None)
            case "done":
                self.answered(complete=value["complete"])
                self.read_as(value["query"].read_as[0].office)
                if self._family is not None:
                    self.open = self._shows_all(self._family, self._sheets.values())

    def _shows_all(self, family: FamilyOut, sheets: Iterable[Sheet]) -> bool:
        """Whether a number leads everybody to a family: a member of its office is published, with a document
        that is open to all.
        """
        published = {
            member.application_number.docdb
            for member in family.members
            if providing_office(parse_docdb(member.application_number.docdb)) == self.providing
            and any(one.date is not None and one.date <= self._present_day for one in member.publications)
        }
        return any(sheet.open for sheet in sheets if sheet.docdb in published)

    def members(self, found: Members) -> None:
        """A family as other gateways ask for it: of its members, what each may be told to."""
        self.answered(complete=found.relay.complete)
        self.read_as(found.asked.office)
        self.open = any(
            one.access is not None
            and one.access.visibility == "public"
            and providing_office(one.number) == self.providing
            for one in found.members
        )

    def file(self, file: File) -> None:
        """One application's file, as other gateways ask for it."""
        self.answered(complete=file.relay.complete)
        self.about(file.number)

    def wants(self, id: str) -> None:
        """The document of an id, if it is one."""
        if (named := parse_document_id(id)) is not None:
            self.about(named.application)
            self.document = id

    def read(self, found: FoundDocument) -> None:
        """The metadata of a document."""
        self.about(found.application)
        self.document, self.category = found.document.id, found.document.category
        self.open = found.open

    def read_as(self, office: str | None) -> None:
        """The office whose number it is."""
        self.providing = None if office is None else holding(office)

    def record(self, elapsed_ms: int) -> Record:
        """What is recorded of it, but for who asked and when."""
        known = self.number is not None and _NUMBER.fullmatch(self.number)
        detail: dict[str, Any] = {"number": self.number} if known else {}
        return Record(
            kind="question",
            operation=self.operation,
            code=self.code,
            application=self.application,
            providing=self.providing,
            document=self.document,
            provider=self.provider,
            category=self.category,
            elapsed_ms=elapsed_ms,
            open=False if self.confidential else self.open,
            confidential=self.confidential,
            detail=detail,
        )


@contextmanager
def recorded(
    request: web.Request, entry: Entry, operation: str, door: Door = "api", *, refusals_only: bool = False
) -> Iterator[Asked]:
    """Notes one question in the trail when the block is left, however that happens.

    ``refusals_only``: what goes well is recorded elsewhere.

    Raises:
        Unrecorded: it could not be recorded.
    """
    trail, clock = request.app[TRAIL], request.app[CLOCK]
    trail.check()
    begun, asked, refused = clock.monotonic(), Asked(operation, today(clock)), True
    asked.confidential = _confidential(request) or None
    try:
        yield asked
        refused = False
    except GatewayError as error:
        asked.code = error.code
        raise
    except (asyncio.CancelledError, ConnectionError):
        asked.code = "aborted"
        raise
    except Exception:
        asked.code = "internal"
        raise
    finally:
        if refused or not refusals_only:
            if asked.open is None and entry.requester.office is None:
                asked.open = True
            elapsed = round((clock.monotonic() - begun) * 1000)
            trail.note(by(origin_of(request, entry, door), asked.record(elapsed)))


def _confidential(request: web.Request) -> bool:
    """Whether a request says that its number is confidential; every door has one word for it."""
    return "true" in request.query.getall(CONFIDENTIAL.name, [])
