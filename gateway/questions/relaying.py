"""The questions of those who use this gateway as a provider: a family's members, one application's file.

One hop: a gateway among the providers is not asked, so that two gateways that name each other do not ask in
circles, and what is told is what is known here at first hand. Fewer are asked than for a requester of our
own: whoever asks for a family asks for each member's file later, and a file's holders come first; that the
application is published is asked of others only as long as nothing that was answered lately shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from connectors.case.relayed import Relay
from connectors.contract import Scope
from connectors.model import Access, Application, Document
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.admit import admit
from gateway.asks import Ask, FileOperation
from gateway.clock import Clock, today
from gateway.errors import GatewayError, NobodyAnswered, NotFound
from gateway.families.family import find
from gateway.flights.asking import Asking
from gateway.flights.turns import Urgency
from gateway.plan import Frontier, Question, asked_of, holders
from gateway.present.ids import DocumentId
from gateway.questions.audiences import relay_of
from gateway.questions.dossiers import FoundDocument, found_in, seen_by_all
from gateway.questions.families import absence
from gateway.questions.passed_files import (
    Cited,
    Seen,
    about_of,
    citations_of,
    documents_of,
    files_of,
    notices_of,
    opened_for,
)
from gateway.questions.passed_members import described, own_view, stated, views_of
from gateway.questions.proving import lately, proofs, shown_lately, unproved
from gateway.questions.pursuit import Known, pursue
from gateway.requesters import Requester
from gateway.world import World


class Asker(msgspec.Struct, frozen=True):
    """Who asks, over which world, and how long that may take; ``world`` has no gateways.

    ``confidential``: a number goes to its own office's own service only.
    """

    requester: Requester
    world: World
    flights: Asking
    clock: Clock
    wait_seconds: float
    urgency: Urgency = Urgency.EXAMINER
    confidential: bool = False

    def about(self, numbers: Iterable[Number | ApplicationNumber]) -> Asker:
        """The asker, over the world in which these numbers are asked for."""
        return replace(self, world=self.world.alone(numbers)) if self.confidential else self

    @property
    def deadline(self) -> float:
        """Loop time at which an answer has to leave; for a question that begins now."""
        return asyncio.get_running_loop().time() + self.wait_seconds


class Members(msgspec.Struct, frozen=True):
    """The members of a family; one may be stated several times, the fullest first, for who may know it."""

    asked: Number
    members: tuple[Application, ...]
    relay: Relay


class File(msgspec.Struct, frozen=True):
    """One application's file as each audience may see it; ``application`` is what else is known of that."""

    number: ApplicationNumber
    application: Application
    files: tuple[Seen, ...]
    world: World
    relay: Relay

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for files of which the same may be told to the same audiences."""
        return (self.number, *((file.audience, file.identity) for file in self.files))

    @property
    def about(self) -> Application | None:
        """What the file itself says of its application, and to whom."""
        return about_of(self.files, self.number)

    @property
    def opened_for(self) -> Access:
        """Who may see the list at all."""
        return opened_for(self.files)

    def documents(self) -> tuple[Document, ...]:
        """The documents, newest first, each with who may see it."""
        return documents_of(self.number, self.files, self.world)

    def citations(self) -> Cited:
        """What was cited and how it is classified, and who may see that."""
        return citations_of(self.files)


class Closed(NotFound):
    """Its office holds the file and does not open it; only for who may know that the application exists."""


class Silent(NobodyAnswered):
    """Nothing is known, and some who could know failed; ``relay`` says who."""

    def __init__(self, error: NobodyAnswered, relay: Relay) -> None:
        super().__init__(error.detail, code=error.code, retry_after=error.retry_after)
        self.relay = relay


async def find_members(
    asker: Asker, numbers: tuple[Number, ...], scope: Scope, ahead: frozenset[str] = frozenset()
) -> Members:
    """The family of the first of these readings that has one.

    No file is waited for. Those of the offices ``ahead``, whose document lists the asker wants next, are
    asked for meanwhile: the asker's questions join what is under way, and cost no call of their own.

    Raises:
        NotFound: nobody who could know has it, or it may not be seen.
        Silent: nothing is known and some who could know failed.
    """
    asker = asker.about(numbers)
    ahead = frozenset() if asker.confidential else ahead
    question = Question(numbers, asker.requester, today(asker.clock), scope, wants=(), ahead=ahead)
    known = await pursue(question, asker.world, asker.flights, asker.deadline, urgency=asker.urgency)
    own = own_view(known.values(), question, asker.world)
    asked = next((number for number in numbers if find(own.families, (number,)) is not None), None)
    views = views_of(own, asked or numbers[0], known.values(), question, asker.world)
    relay = relay_of([view.told for view in views], asker.world)
    if asked is None:
        raise _absence(known, relay, question, asker)
    return Members(asked=asked, members=stated(views, asker.world), relay=relay)


async def get_file(
    asker: Asker,
    numbers: Iterable[ApplicationNumber],
    operation: FileOperation = "dossier",
    *,
    told: bool = False,
) -> File:
    """The documents, or the citations, of the first of these applications that is known; one after the other.

    ``told``: title and applicants are wanted too, which some offices tell with the family only.

    Raises:
        NotFound: nobody who could know has it, or it may not be seen.
        Silent: nothing is known and some who could know failed.
    """
    failures: list[NotFound | NobodyAnswered] = []
    for number in numbers:
        try:
            return await _file(asker.about([number]), number, operation, told)
        except (NotFound, NobodyAnswered) as error:
            failures.append(error)
    if not failures:
        raise NotFound("This is the number of no application.")
    raise min(failures, key=lambda error: (isinstance(error, NotFound), not isinstance(error, Closed)))


async def find_content(asker: Asker, wanted: DocumentId) -> FoundDocument:
    """A document by what its id says: its file is got again, and visibility decided again.

    Raises:
        NotFound: no such document, or it may not be seen.
        Silent: its file cannot be got now.
    """
    asker = asker.about([wanted.application])
    if wanted.provider not in asker.world.providers:
        raise NotFound("There is no document with this id, or it may not be seen.")
    known, question = await _pursued(asker, wanted.application, "dossier")
    found = found_in(admit(known.values(), question, asker.world), wanted, asker.world)
    if found is None:
        files = files_of(wanted.application, known.values(), question, asker.world)
        raise _absence(known, _relay(files, asker), question, asker)
    return replace(found, open=seen_by_all(known, question, wanted, asker.world))


async def _file(asker: Asker, number: ApplicationNumber, operation: FileOperation, told: bool) -> File:
    known, question = await _pursued(asker, number, operation, told=told)
    files = files_of(number, known.values(), question, asker.world)
    own = own_view(known.values(), question, asker.world) if told else None
    if not files[0].parts:
        raise _absence(known, _relay(files, asker), question, asker)
    return File(
        number=number,
        application=described(own, number, asker.world) if told and own else Application(number=number),
        files=tuple(files),
        world=asker.world,
        relay=replace(_relay(files, asker), notices=notices_of(number, files, asker.world)),
    )


def _relay(files: Sequence[Seen], asker: Asker) -> Relay:
    return relay_of([file.told for file in files], asker.world)


async def _pursued(
    asker: Asker, number: ApplicationNumber, operation: FileOperation, *, told: bool = False
) -> tuple[Known, Question]:
    """Everything that has to be known of one file, asked for in steps.

    First its holders, and who serves the office for what else is known of the application: not these, where
    what was learnt lately shows it to be published and no more is to be ``told``. Then, as long as it is
    ``unproved`` that it is published, everybody; and last who listed it lately by another number.
    """
    world, requester = asker.world, asker.requester
    named = Number("application", number.office, number.number, number.kind)
    question = Question((named,), requester, today(asker.clock), dossier=number)
    flights, deadline, urgency = asker.flights, asker.deadline, asker.urgency
    heard = lately(number, requester, world, flights)
    proved = {} if told else proofs(number, operation, heard, question, world)

    def steps() -> Iterator[set[Ask]]:
        first = asked_of(number, holders(number, world, requester, operation), operation)
        serving = {provider.id: provider for provider in world.serving(number.office, number.kind)}
        yield first if proved else first | Frontier(question, replace(world, providers=serving)).families
        yield set(Frontier(question, world).families)

    known: Known = proved
    for step in steps():
        if asks := frozenset(step - known.keys()):
            asked = replace(question, only=asks)
            known = known | await pursue(asked, world, flights, deadline, urgency=urgency)
        if proved or not unproved(number, known, question, world):
            break
    if not proved:
        known = known | await shown_lately(number, known, question, world, flights, deadline, urgency)
    return known, question


def _absence(known: Known, relay: Relay, question: Question, asker: Asker) -> GatewayError:
    """Why there is no answer."""
    error = absence(known.values(), question, asker.world)
    if isinstance(error, NobodyAnswered):
        return Silent(error, relay)
    if any(o.code == "withheld" for o in admit(known.values(), question, asker.world).outcomes):
        return Closed("Its office holds the file and does not open it to inspection.")
    return error
