"""The main question: the family of a number, from everyone, as one answer or as it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec

from connectors.contract import Scope
from connectors.model import Coverage
from connectors.numbers.identity import ApplicationNumber, NumberType, Reading, parse_docdb
from gateway.admit import Admitted, admit, seen_of
from gateway.asks import FileOperation, Outcome, unanswered
from gateway.clock import Clock, today
from gateway.errors import AllTimedOut, BadQuestion, NobodyAnswered, NotFound
from gateway.families.family import Families, Group, find
from gateway.flights.asking import Asking
from gateway.flights.coverages import Coverages
from gateway.flights.turns import Urgency
from gateway.plan import Frontier, Question, asked_of, holders
from gateway.present.answer import FamilyAnswer, QueryOut
from gateway.present.coverage import told
from gateway.present.present import Memory, Presented, present
from gateway.present.sheets import Sheets
from gateway.proof import told_to
from gateway.questions.numbers import Choice, chosen, led, number_of, query_out, read_text
from gateway.questions.pursuit import Known, pursue
from gateway.questions.telling import Telling, Write
from gateway.requesters import Requester
from gateway.world import Provider, World


class FamilyRequest(msgspec.Struct, frozen=True):
    """What was asked, as it was written. ``wait_seconds`` is how long a JSON answer may take."""

    text: str
    requester: Requester
    wait_seconds: float
    type: NumberType | None = None
    office: str | None = None
    year: int | None = None
    scope: Scope = "simple"
    confidential: bool = False
    urgency: Urgency = Urgency.EXAMINER


class FoundFamily(msgspec.Struct, frozen=True):
    """What is known of the family: the readings that lead to it, and what the question is answered with."""

    query: QueryOut
    readings: tuple[Reading, ...]
    presented: Presented

    @property
    def answer(self) -> FamilyAnswer:
        """The answer, with every dossier read from what was written of it."""
        presented = self.presented
        return FamilyAnswer(
            query=self.query,
            family=presented.family,
            dossiers=tuple(dated.dossier for dated in presented.dossiers),
            outcomes=presented.outcomes,
            conflicts=presented.conflicts,
            complete=presented.complete,
        )


class Located(msgspec.Struct, frozen=True):
    """The family that a number leads to, and the readings that lead there."""

    readings: tuple[Reading, ...]
    admitted: Admitted
    families: Families
    family: Group

    @property
    def read_as(self) -> tuple[Reading, ...]:
        """These readings as they turned out."""
        return led(self.readings, self.families, self.family)


class AskedFamily:
    """One question about a family under way: its readings, and what they have led to so far."""

    def __init__(
        self,
        request: FamilyRequest,
        readings: Sequence[Reading],
        world: World,
        clock: Clock,
        coverages: Coverages,
        wants: tuple[FileOperation, ...],
        sheets: Sheets | None,
    ) -> None:
        self.request = request
        self.world = world
        self._coverages = coverages
        self._readings = readings
        self.memory = Memory(sheets)
        self.question = Question(
            number_of(readings),
            request.requester,
            today(clock),
            request.scope,
            request.confidential,
            wants=wants,
        )
        self.frontier = Frontier(self.question, world)
        self._prepared = 0
        self._admitted: Admitted | None = None

    def locate(self, known: Known, begun: Sequence[Reading] = ()) -> Located | Choice | None:
        """The family, the choice between several, or ``None`` while there is none.

        There is no choice any more once an answer about the family of some readings has ``begun``.
        """
        admitted = self._admitted = admit(known.values(), self.question, self.world, self._admitted)
        families = self.memory.families(admitted.listings, self.request.scope)
        groups = {r: g for r in self._readings if (g := find(families, (r.number,))) is not None}
        if not groups:
            return None
        family = next(iter(groups.values()))
        if begun:
            family = groups.get(begun[0], family)
            groups = {reading: g for reading, g in groups.items() if g.id == family.id}
        elif len({g.id for g in groups.values()}) > 1:
            return Choice(query_out(self.request.text, tuple(groups)))
        return Located(tuple(groups), admitted, families, family)

    def found(self, known: Known, begun: FoundFamily | None = None) -> FoundFamily | Choice | None:
        """The family with its dossiers, the choice between several, or ``None`` while there is none."""
        at = self.locate(known, () if begun is None else begun.readings)
        if at is None or isinstance(at, Choice):
            return at
        presented = present(
            at.admitted, at.families, at.family, self.question, self.world, self.memory, self._covered
        )
        return FoundFamily(query_out(self.request.text, at.read_as), at.readings, presented)

    def prepare(self, known: Known) -> bool:
        """Works out what can be while others are still awaited: the family once all have told it, then each
        dossier once all have told it.
        """
        if self._prepared:
            for ask in islice(known, self._prepared, None):
                if ask.operation == "dossier" and ask.application is not None:
                    self._draft(ask.application, known)
        elif self.frontier.families <= known.keys():
            self.found(known)
        else:
            return False
        self._prepared = len(known)
        return False

    def _draft(self, number: ApplicationNumber, known: Known) -> None:
        """Merges and writes a dossier that will be part of the answer, as far as can be told."""
        question, world, admitted = self.question, self.world, self._admitted
        asks = asked_of(number, holders(number, world, question.requester))
        if admitted is None or not asks <= known.keys():
            return
        told = told_to([known[ask] for ask in asks], question.requester, world)
        if parts := seen_of(number, told, question, admitted.families.proof):
            canonical = self.memory.families(admitted.listings, question.scope).canonical(number)
            self.memory.dossier(canonical, parts, world, question.requester)

    def certain(self, known: Known) -> bool:
        """Whether a family that is known now is the only one that the number can mean."""
        return len(self.question.numbers) == 1 or self.frontier.families <= known.keys()

    def _covered(self, provider: Provider) -> tuple[Coverage, ...]:
        """What is known of a provider's coverage now; nobody is asked for it."""
        known, question = self._coverages.known(provider), self.question
        return told(known, provider, question.requester, self.world, question.today)

    def look_up(self, found: FoundFamily) -> None:
        """Learns in the background what those cover whose files are missing, for answers to come."""
        for member in found.presented.family.members:
            if member.availability == "unavailable" and not self.request.confidential:
                number = parse_docdb(member.application_number.docdb)
                for provider in holders(number, self.world, self.question.requester):
                    self._coverages.refresh(provider)


async def find_family(
    request: FamilyRequest, world: World, flights: Asking, clock: Clock
) -> FamilyAnswer | Choice:
    """The family of a number with its dossiers, within the requester's time; raises as ``ask_family``."""
    found = await ask_family(request, world, flights, clock)
    return found if isinstance(found, Choice) else found.answer


async def ask_family(
    request: FamilyRequest, world: World, flights: Asking, clock: Clock, sheets: Sheets | None = None
) -> FoundFamily | Choice:
    """The same, its dossiers as they are written; ``sheets`` has those that were written for others.

    Raises:
        BadQuestion: the number cannot be read.
        NotFound: nobody who could know has it, or it may not be seen.
        NobodyAnswered: nothing is known and some who could know failed.
    """
    asked = begin(request, world, clock, flights.coverages, sheets=sheets)
    if isinstance(asked, Choice):
        return asked
    deadline = asyncio.get_running_loop().time() + request.wait_seconds
    known = await pursue(
        asked.question, world, flights, deadline, asked.prepare, request.urgency, asked.frontier
    )
    found = asked.found(known)
    if found is None:
        raise absence(known.values(), asked.question, world)
    if isinstance(found, Choice):
        return found
    asked.look_up(found)
    return found


async def follow_family(
    request: FamilyRequest,
    world: World,
    flights: Asking,
    clock: Clock,
    max_seconds: float,
    write: Write,
    sheets: Sheets | None = None,
) -> Choice | None:
    """The same answer as it comes in; late answers are waited for up to ``max_seconds``.

    ``write`` is called for the first time when the family is certain, or known and the requester's time is
    over; until then everything is as for ``find_family``, so that a status line can say it. That there is no
    family is certain only when nobody is left to answer. Whoever reads slowly gets fewer, newer events. What
    stands in line for a file is told as ``throttled``, until its turn has come.
    """
    asked = begin(request, world, clock, flights.coverages, sheets=sheets)
    if isinstance(asked, Choice):
        return asked
    changed = asyncio.Event()
    known: Known = {}

    def emit(now: Known) -> bool:
        known.update(now)
        changed.set()
        return False

    loop = asyncio.get_running_loop()
    start, telling = loop.time(), Telling(write)
    begun: FoundFamily | None = None
    pursuit = asyncio.create_task(
        pursue(
            asked.question,
            world,
            flights,
            start + max_seconds,
            emit,
            request.urgency,
            asked.frontier,
            lines=True,
        )
    )
    pursuit.add_done_callback(lambda _: changed.set())
    late = loop.call_at(start + request.wait_seconds, changed.set)
    try:
        while True:
            await changed.wait()
            changed.clear()
            done, overdue = pursuit.done(), loop.time() >= start + request.wait_seconds
            if done:
                pursuit.result()
            if begun is None and not (done or overdue or asked.certain(known)):
                continue
            found = asked.found(known, begun)
            if isinstance(found, Choice):
                return found
            if found is not None:
                begun = begun or found
                await telling.tell(found.presented)
            if done and found is None:
                raise absence(known.values(), asked.question, world)
            if done and found is not None:
                await telling.finish(found.query, found.presented)
                asked.look_up(found)
                return None
    finally:
        late.cancel()
        pursuit.cancel()
        await asyncio.gather(pursuit, return_exceptions=True)


def begin(
    request: FamilyRequest,
    world: World,
    clock: Clock,
    coverages: Coverages,
    wants: tuple[FileOperation, ...] = ("dossier",),
    sheets: Sheets | None = None,
) -> AskedFamily | Choice:
    """A question about the family of a number, asking for these of each member; or its choice of readings.

    Raises:
        BadQuestion: the number cannot be read, or it is confidential and can go nowhere.
    """
    readings = read_text(request.text, request.type, request.office, request.year)
    asked = chosen(readings, request.type)
    if asked is None:
        return Choice(query_out(request.text, readings))
    if request.confidential and all(world.host(r.number.office, r.number.kind or "A") is None for r in asked):
        raise BadQuestion(
            f"{asked[0].number.office} has no service of its own here: a confidential number can go nowhere.",
            code="confidential-nobody",
        )
    return AskedFamily(request, asked, world, clock, coverages, wants, sheets)


def absence(known: Iterable[Outcome], question: Question, world: World) -> NotFound | NobodyAnswered:
    """Why there is no answer: all who could know say no, or some failed. What is hidden plays no part.

    Nor do citations, where they would have been an addition to a document list.
    """
    added = "citations" if "dossier" in question.wants else None
    failed = {
        (o.ask.provider, o.behind or o.code): o
        for o in unanswered(admit(known, question, world).outcomes)
        if o.code != "unsupported" and o.ask.operation != added
    }
    if not failed:
        return NotFound("No office that could know has this number, or what there is may not be seen.")
    names = ", ".join(f"{provider} ({code})" for provider, code in sorted(failed))
    waits = [o.retry_after_seconds for o in failed.values() if o.retry_after_seconds is not None]
    error = AllTimedOut if all(code == "timed_out" for _, code in failed) else NobodyAnswered
    said = [f" {one}: {o.detail.rstrip('.')}." for (one, _), o in sorted(failed.items()) if o.detail]
    return error(
        f"Nothing is known of this number yet: {names} did not answer.{''.join(said)}",
        retry_after=min(waits, default=None),
    )
