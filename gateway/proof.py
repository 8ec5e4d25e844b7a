"""What answers prove to one requester: which applications it may know of, and how far they came.

That an application is published opens it to everybody to whom its provider is open, and so does any provider
that is open to the requester: what one shows to be published, all may speak of. It is shown by who lists it
in a family; and where one application's file is asked for, by that file. Of what nothing shows to be
published each provider's facts are known to those in whom it confides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from connectors.model import Application, Dossier, Family
from connectors.numbers.identity import ApplicationNumber
from gateway.asks import Outcome
from gateway.plan import Question
from gateway.requesters import Requester
from gateway.visibility import Statuses, listed, permits, published, statuses_of
from gateway.world import Provider, World, admits

Told = tuple[tuple[Outcome, tuple[Application, ...]], ...]
"""Answers to family asks, each with the members that the requester may be told of, published or not."""


class Proof(msgspec.Struct, frozen=True):
    """What ``requester`` may know of applications from the answers that it is told."""

    requester: Requester
    world: World
    told: Told
    published: frozenset[ApplicationNumber]
    stated: Mapping[ApplicationNumber, list[tuple[str, Application]]]

    def opens(self, provider: Provider, number: ApplicationNumber) -> bool:
        """Whether this requester may know of an application from what this provider says of it."""
        return number in self.published or self.world.confides(provider, number, self.requester)

    def statuses(self, number: ApplicationNumber, outcomes: Iterable[Outcome]) -> Statuses:
        """How far an application has come, by these answers about its file and by what lists it.

        Not by what was cited: whether that may be seen can depend on this.
        """
        if not self.world.by_status:
            return {}
        stated = list(self.stated.get(number, ()))
        for outcome in outcomes:
            if outcome.part is None or not isinstance(outcome.part.facts, Dossier):
                continue
            if outcome.ask.operation == "citations":
                continue
            application = outcome.part.facts.application
            if application.access is None or permits(application.access, self.requester):
                stated.append((outcome.ask.provider, replace(application, number=number)))
        return statuses_of(number, stated, self.world)


def told_to(known: Iterable[Outcome], requester: Requester, world: World) -> list[Outcome]:
    """The outcomes of the providers that are open to a requester, as they are told to it."""
    return [
        opened_to(requester, outcome)
        for outcome in known
        if (provider := world.providers.get(outcome.ask.provider)) is not None
        and admits(provider.default, requester)
    ]


def opened_to(requester: Requester, outcome: Outcome) -> Outcome:
    """The outcome; a document list that its provider opens to others only is withheld from this requester."""
    part = outcome.part
    if part is None or outcome.ask.operation != "dossier" or not isinstance(part.facts, Dossier):
        return outcome
    if part.facts.access is None or permits(part.facts.access, requester):
        return outcome
    return replace(outcome, code="withheld", part=None, behind=None)


def proof_of(
    opened: Iterable[Outcome], question: Question, world: World, *, about: ApplicationNumber | None = None
) -> Proof:
    """What the answers that were opened to the question's requester prove to it.

    ``about``: of this application alone, where no other matters.
    """
    today, opened = question.today, tuple(opened)
    told = tuple((o, _listed(o, question, about)) for o in opened if o.ask.operation == "family")
    stated: dict[ApplicationNumber, list[tuple[str, Application]]] = {}
    if world.by_status:
        for outcome, members in told:
            for member in members:
                stated.setdefault(member.number, []).append((outcome.ask.provider, member))
    shown = _published(told, today) | _by_its_file(opened, question, world)
    return Proof(question.requester, world, told, shown, stated)


def _published(told: Told, today: date) -> frozenset[ApplicationNumber]:
    return frozenset(member.number for _, members in told for member in members if published(member, today))


def _by_its_file(opened: Iterable[Outcome], question: Question, world: World) -> frozenset[ApplicationNumber]:
    """The application whose file is asked for, where the file says that it is published.

    A hub's copy is not believed where the office has a service of its own, which may withhold the file.
    """
    if (number := question.dossier) is None:
        return frozenset()
    host = world.host(number.office, number.kind)
    for outcome in opened:
        part = outcome.part
        if part is None or not isinstance(part.facts, Dossier) or outcome.ask.operation != "dossier":
            continue
        if outcome.ask.application != number or (host is not None and host.id != outcome.ask.provider):
            continue
        application = part.facts.application
        told = application.access is None or permits(application.access, question.requester)
        if told and published(application, question.today):
            return frozenset((number,))
    return frozenset()


def _listed(outcome: Outcome, question: Question, about: ApplicationNumber | None) -> tuple[Application, ...]:
    if outcome.part is None or not isinstance(outcome.part.facts, Family):
        return ()
    return listed(outcome.ask.number, outcome.part.facts, question.requester, question.today, about)
