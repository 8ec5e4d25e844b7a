"""The main question: the family of a number, from everyone, as one answer or as it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import msgspec

from connectors.contract import Scope
from connectors.numbers.identity import NumberType, Reading
from gateway.admit import admit
from gateway.asks import Outcome
from gateway.clock import Clock, today
from gateway.errors import AllTimedOut, BadQuestion, NobodyAnswered, NotFound
from gateway.families.family import find
from gateway.families.grouping import group
from gateway.flights.flights import Asking
from gateway.plan import Question
from gateway.present.answer import FamilyAnswer
from gateway.present.present import Memory, Presented, present
from gateway.questions.numbers import Choice, chosen, number_of, query_out, read_text
from gateway.questions.pursuit import Known, pursue
from gateway.requesters import Requester
from gateway.world import World, admits

_encode = msgspec.json.Encoder().encode


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


class Event(msgspec.Struct, frozen=True):
    """One piece of a streamed answer: a whole value that replaces the one of the same name and key."""

    name: str
    value: dict[str, Any]

    def encoded(self) -> bytes:
        """The event as one JSON object."""
        return _encode({"event": self.name, **self.value})


Write = Callable[[Event], Awaitable[None]]


class _Found(msgspec.Struct, frozen=True):
    """What is known of the family, and the readings that lead to it."""

    readings: tuple[Reading, ...]
    presented: Presented


class _Asked:
    """One family question under way: its readings, and what they have led to so far."""

    def __init__(
        self, request: FamilyRequest, readings: Sequence[Reading], world: World, clock: Clock
    ) -> None:
        self.request = request
        self.world = world
        self._readings = readings
        self._memory = Memory()
        self.question = Question(
            number_of(readings), request.requester, today(clock), request.scope, request.confidential
        )

    def found(self, known: Known) -> _Found | Choice | None:
        """The family, the choice between several, or ``None`` while there is none."""
        admitted = admit(known.values(), self.question, self.world)
        families = group(admitted.listings, self.request.scope)
        groups = {r: g for r in self._readings if (g := find(families, (r.number,))) is not None}
        if not groups:
            return None
        if len({g.id for g in groups.values()}) > 1:
            return Choice(query_out(self.request.text, tuple(groups)))
        family = next(iter(groups.values()))
        presented = present(admitted, families, family, self.question, self.world, self._memory)
        return _Found(tuple(groups), presented)

    def certain(self, known: Known) -> bool:
        """Whether a family that is known now is the only one that the number can mean."""
        if len(self.question.numbers) == 1:
            return True
        return all(self.answered(known, number) for number in self.question.numbers)

    def answered(self, known: Known, number: object) -> bool:
        """Whether everyone who is asked for the family of this reading has answered."""
        asked = [p for p in self.world.open_to(self.request.requester) if p.can("family")]
        told = {
            o.ask.provider for o in known.values() if o.ask.operation == "family" and o.ask.number == number
        }
        return len(told) >= len(asked)

    def answer(self, found: _Found) -> FamilyAnswer:
        """The whole answer."""
        presented = found.presented
        return FamilyAnswer(
            query=query_out(self.request.text, found.readings),
            family=presented.family,
            dossiers=presented.dossiers,
            outcomes=presented.outcomes,
            conflicts=presented.conflicts,
            complete=presented.complete,
        )


async def find_family(
    request: FamilyRequest, world: World, flights: Asking, clock: Clock
) -> FamilyAnswer | Choice:
    """The family of a number with its dossiers, within the requester's time.

    Raises:
        BadQuestion: the number cannot be read.
        NotFound: nobody who could know has it, or it may not be seen.
        NobodyAnswered: nothing is known and some who could know failed.
    """
    asked = _begin(request, world, clock)
    if isinstance(asked, Choice):
        return asked
    deadline = asyncio.get_running_loop().time() + request.wait_seconds
    known = await pursue(asked.question, world, flights, deadline)
    found = asked.found(known)
    if found is None:
        raise absence(known.values(), asked.question, world)
    return found if isinstance(found, Choice) else asked.answer(found)


async def follow_family(
    request: FamilyRequest, world: World, flights: Asking, clock: Clock, max_seconds: float, write: Write
) -> Choice | None:
    """The same answer as it comes in; late answers are waited for up to ``max_seconds``.

    ``write`` is called for the first time when the family is certain; until then everything is as for
    ``find_family``, so that a status line can say it. Whoever reads slowly gets fewer, newer events.
    """
    asked = _begin(request, world, clock)
    if isinstance(asked, Choice):
        return asked
    changed = asyncio.Event()
    known: Known = {}

    def emit(now: Known) -> bool:
        known.update(now)
        changed.set()
        return False

    loop = asyncio.get_running_loop()
    start, sent = loop.time(), _Sent(write)
    pursuit = asyncio.create_task(pursue(asked.question, world, flights, start + max_seconds, emit))
    pursuit.add_done_callback(lambda _: changed.set())
    late = loop.call_at(start + request.wait_seconds, changed.set)
    try:
        while True:
            await changed.wait()
            changed.clear()
            done, overdue = pursuit.done(), loop.time() >= start + request.wait_seconds
            if not (sent.begun or done or overdue or asked.certain(known)):
                continue
            found = asked.found(known)
            if isinstance(found, Choice):
                if not sent.begun:
                    return found
            elif found is not None:
                await sent.send(asked.answer(found))
            elif done or overdue:
                raise absence(known.values(), asked.question, world)
            if done:
                pursuit.result()
                await sent.finish()
                return None
    finally:
        late.cancel()
        pursuit.cancel()
        await asyncio.gather(pursuit, return_exceptions=True)


class _Sent:
    """What a stream has told so far; tells again only what changed."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._told: dict[tuple[str, ...], bytes] = {}
        self._answer: FamilyAnswer | None = None

    @property
    def begun(self) -> bool:
        """Whether anything was told."""
        return self._answer is not None

    async def send(self, answer: FamilyAnswer) -> None:
        """Tells what is new in this answer."""
        self._answer = answer
        await self._tell(("family",), Event("family", {"family": answer.family}))
        for dossier in answer.dossiers:
            await self._tell(
                ("dossier", dossier.application_number.docdb), Event("dossier", {"dossier": dossier})
            )
        for outcome in answer.outcomes:
            key = ("outcome", outcome.provider, outcome.operation, outcome.application_number or "")
            await self._tell(key, Event("outcome", {"outcome": outcome}))

    async def finish(self) -> None:
        """Tells that nothing follows."""
        if self._answer is not None:
            answer = self._answer
            await self._write(
                Event(
                    "done",
                    {"query": answer.query, "conflicts": answer.conflicts, "complete": answer.complete},
                )
            )

    async def _tell(self, key: tuple[str, ...], event: Event) -> None:
        encoded = event.encoded()
        if self._told.get(key) != encoded:
            self._told[key] = encoded
            await self._write(event)


def _begin(request: FamilyRequest, world: World, clock: Clock) -> _Asked | Choice:
    readings = read_text(request.text, request.type, request.office, request.year)
    asked = chosen(readings, request.type)
    if asked is None:
        return Choice(query_out(request.text, readings))
    if request.confidential and all(world.host(r.number.office, r.number.kind or "A") is None for r in asked):
        raise BadQuestion(
            f"{asked[0].number.office} has no service of its own here: a confidential number can go nowhere.",
            code="confidential-nobody",
        )
    return _Asked(request, asked, world, clock)


def absence(outcomes: Iterable[Outcome], question: Question, world: World) -> NotFound | NobodyAnswered:
    """Why there is no answer: everyone says no, or some failed. What is hidden plays no part."""
    heard = [o for o in outcomes if admits(world.providers[o.ask.provider].default, question.requester)]
    failed = [o for o in heard if not o.settled and o.code != "stale"]
    if not failed:
        return NotFound("No office that could know has this number, or what there is may not be seen.")
    names = ", ".join(sorted({f"{o.ask.provider} ({o.code})" for o in failed}))
    waits = [o.retry_after_seconds for o in failed if o.retry_after_seconds is not None]
    error = AllTimedOut if all(o.code == "timed_out" for o in failed) else NobodyAnswered
    return error(
        f"Nothing is known of this number yet: {names} did not answer.", retry_after=min(waits, default=None)
    )
