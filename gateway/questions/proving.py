"""Whether an application is proved to be published to all who could then be told of its file. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from connectors.numbers.identity import ApplicationNumber
from gateway.admit import seen_of
from gateway.asks import FileOperation, Outcome
from gateway.flights.asking import Asking
from gateway.flights.turns import Urgency
from gateway.plan import Question, holders
from gateway.proof import Proof, proof_of, told_to
from gateway.questions.audiences import EVERYBODY, OFFICES, Audience, asking, known_to
from gateway.questions.pursuit import Known, pursue
from gateway.requesters import Requester
from gateway.world import World


def unproved(number: ApplicationNumber, known: Known, question: Question, world: World) -> bool:
    """Whether everybody is to be asked if the application is published, now that its file has been asked for.

    As long as it is not proved to the requester, whatever the holders said: were that to decide, the calls
    and the time would tell what is hidden from what does not exist. Else when what the requester sees could
    be told to more, were it proved to them. What is proved to everybody is proved to every office.
    """
    if all(outcome.ask.operation == "family" for outcome in known.values()):
        return False
    own = asking(question.requester)
    proof = _proof(number, known.values(), own, question, world)
    if number not in proof.published:
        return True
    asked = [outcome for outcome in known.values() if outcome.ask.operation != "family"]
    seen = {part.provider.id for part in seen_of(number, told_to(asked, own.eyes, world), question, proof)}
    for audience in (EVERYBODY, OFFICES):
        if number in _proof(number, known.values(), audience, question, world).published:
            return False
        for outcome in _told(asked, audience, question, world):
            if outcome.code == "withheld" or (outcome.part is not None and outcome.ask.provider in seen):
                return True
    return False


def proofs(
    number: ApplicationNumber,
    operation: FileOperation,
    kept: Iterable[Outcome],
    question: Question,
    world: World,
) -> Known:
    """Those of the answers to other questions that prove it to each audience for which there is a holder.

    Nothing when they do not prove it to all of these, so that it is asked for. Nothing either where rules ask
    how far the application has come, which each of its sources is to say. Nobody's hidden facts decide: each
    of these audiences is told no more than the question's requester.
    """
    if any(provider.by_status for provider in world.serving(number.office, number.kind)):
        return {}
    known: Known = {}
    unconvinced = _to_be_told(number, operation, question.requester, world)
    for outcome in kept if unconvinced else ():
        left = [
            audience
            for audience in unconvinced
            if number not in _proof(number, [outcome], audience, question, world).published
        ]
        if len(left) < len(unconvinced):
            known[outcome.ask] = outcome
        if not left:
            return known
        unconvinced = left
    return {}


async def shown_lately(
    number: ApplicationNumber,
    known: Known,
    question: Question,
    world: World,
    flights: Asking,
    deadline: float,
    urgency: Urgency = Urgency.EXAMINER,
) -> Known:
    """What was answered lately to other questions and shows it to be published, where ``known`` does not.

    Many list an application under another member's number only, and say that they do not hold its own. What
    is fresh is enough; else what showed it is asked again, where the old copy shows it to this requester. The
    numbers that the file itself names are as hidden as the file: to ask for these would tell of it. What is
    given proves, and is told to nobody: by which number others asked is not to be seen.
    """
    own = asking(question.requester)

    def proved(outcomes: Collection[Outcome]) -> bool:
        return number in _proof(number, outcomes, own, question, world).published

    if all(outcome.ask.operation == "family" for outcome in known.values()) or proved(known.values()):
        return {}
    for old in (False, True):
        kept = lately(number, question.requester, world, flights, old=old)
        asks = frozenset(one.ask for one in kept if one.ask not in known and proved([one]))
        if asks:
            return await pursue(replace(question, only=asks), world, flights, deadline, urgency=urgency)
    return {}


def lately(
    number: ApplicationNumber, requester: Requester, world: World, flights: Asking, *, old: bool = False
) -> Iterator[Outcome]:
    """What those who would be asked for the application's family answered lately that lists it.

    ``old``: also what is to be asked again.
    """
    for provider in world.open_to(requester):
        if provider.can("family") and (outcome := flights.listing(number, provider, old=old)) is not None:
            yield outcome


def _to_be_told(
    number: ApplicationNumber, operation: FileOperation, requester: Requester, world: World
) -> list[Audience]:
    """The audiences, not beyond the requester, to which some holder of the file is open."""
    own = asking(requester)
    audiences = [own] if own == EVERYBODY else [EVERYBODY, OFFICES, own]
    return [
        audience
        for audience in audiences
        if any(
            audience is own or provider.account is None
            for provider in holders(number, world, audience.eyes, operation)
        )
    ]


def _told(known: Collection[Outcome], audience: Audience, question: Question, world: World) -> list[Outcome]:
    return told_to(known_to(audience, known, question.requester, world), audience.eyes, world)


def _proof(
    number: ApplicationNumber,
    known: Collection[Outcome],
    audience: Audience,
    question: Question,
    world: World,
) -> Proof:
    looking = replace(question, requester=audience.eyes)
    return proof_of(_told(known, audience, question, world), looking, world, about=number)
