"""Whom to ask next. Deterministic: the same facts lead to the same asks, in whatever order they came.

- The query number goes once to each provider with ``family``, in each of its readings.
- Each member's dossier is asked once of each provider that serves its office, as soon as the member is known.
- A service hosted by an office that did not know the number is asked once more for each priority and each
  international application learnt meanwhile, at most ``PRIORITIES`` of them a question.
- A confidential number goes to its own office's own service and to nobody else.

Only what the requester may see leads to further asks: a hidden member whose priorities were followed would
show in what else is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from connectors.contract import Scope
from connectors.model import Application, Family, PriorityClaim
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.asks import Ask, Outcome
from gateway.requesters import Requester
from gateway.visibility import published
from gateway.world import Provider, World, admits

PRIORITIES = 8
"""Priorities and international applications that are followed in one question."""

MEMBERS = 200
"""Members whose dossiers are asked for in one question."""


class Question(msgspec.Struct, frozen=True):
    """A question about the family of a number, in each of the readings that are asked.

    With ``dossier`` set, only that application's dossier is wanted; the family is asked all the same, since
    whether the application may be known at all is learnt from it.
    """

    numbers: tuple[Number, ...]
    requester: Requester
    today: date
    scope: Scope = "simple"
    confidential: bool = False
    dossier: ApplicationNumber | None = None


def holders(
    application: ApplicationNumber, world: World, requester: Requester, confidential: bool = False
) -> list[Provider]:
    """The providers to ask for a dossier: none when the rule that governs it is closed to the requester."""
    host = world.host(application.office, application.kind)
    if host is not None and not admits(host.default, requester):
        return []
    if confidential:
        return [host] if host is not None and host.can("dossier") else []
    return [
        provider
        for provider in world.serving(application.office, application.kind)
        if provider.can("dossier") and admits(provider.default, requester)
    ]


class Frontier:
    """What one question has asked so far and what it may ask next; held by one pursuit."""

    def __init__(self, question: Question, world: World) -> None:
        self._question = question
        self._world = world
        self._open = [p for p in world.open_to(question.requester) if p.can("family")]
        if question.confidential:
            hosts = {world.host(n.office, n.kind or "A") for n in question.numbers}
            self._open = [p for p in self._open if p in hosts]
        self._opening = {
            Ask(p.id, "family", number, question.scope) for p in self._open for number in question.numbers
        }
        self._silent = {p.id: len(question.numbers) for p in self._open if p.hosted}
        self._unnamed: set[str] = set()
        self._known: set[ApplicationNumber] = set()
        self._waiting: dict[ApplicationNumber, list[Application]] = {}
        self._numbers: dict[Number, date] = {}
        self._followed: list[Number] = []
        self._dossiers = 0

    def opening(self) -> set[Ask]:
        """The asks that need no answer first."""
        asks = set(self._opening)
        if self._question.dossier is not None:
            asks |= self._dossier_asks(self._question.dossier)
        return asks

    def learn(self, outcome: Outcome) -> set[Ask]:
        """The asks that follow from an outcome; some may have been asked before."""
        if outcome.ask.operation != "family":
            return set()
        asks: set[Ask] = set()
        if outcome.part is not None and isinstance(outcome.part.facts, Family):
            for application in outcome.part.facts.members:
                for seen in self._admitted(application):
                    asks |= self._meet(seen)
        asks |= self._follow(outcome)
        return asks

    def _admitted(self, application: Application) -> Iterable[Application]:
        """The applications that this one's arrival lets the requester know of."""
        number = application.number
        if self._question.requester.office is not None or number in self._known:
            return [application]
        if published(application, self._question.today):
            return [application, *self._waiting.pop(number, [])]
        self._waiting.setdefault(number, []).append(application)
        return []

    def _meet(self, application: Application) -> set[Ask]:
        number = application.number
        if number.kind == "W":
            self._note(Number("priority", number.office, number.number, number.kind), application.filing_date)
        for claim in application.priorities:
            self._claimed(claim)
        if number in self._known:
            return set()
        self._known.add(number)
        if self._question.dossier is not None or self._dossiers >= MEMBERS:
            return set()
        self._dossiers += 1
        return self._dossier_asks(number)

    def _dossier_asks(self, number: ApplicationNumber) -> set[Ask]:
        asked = Number("application", number.office, number.number, number.kind)
        question = self._question
        return {
            Ask(provider.id, "dossier", asked)
            for provider in holders(number, self._world, question.requester, question.confidential)
        }

    def _claimed(self, claim: PriorityClaim) -> None:
        self._note(
            Number("priority", claim.number.office, claim.number.number, claim.number.kind), claim.date
        )

    def _note(self, number: Number, filed: date | None) -> None:
        if not self._question.confidential and self._question.dossier is None:
            self._numbers.setdefault(number, filed or date.max)

    def _follow(self, outcome: Outcome) -> set[Ask]:
        """Asks by priority, once a hosted service has said to every reading that it does not know it."""
        provider = outcome.ask.provider
        if outcome.ask in self._opening and provider in self._silent:
            if outcome.code in ("not_held", "unsupported"):
                self._silent[provider] -= 1
                if self._silent[provider] == 0:
                    self._unnamed.add(provider)
            else:
                del self._silent[provider]
        if not self._unnamed:
            return set()
        room = PRIORITIES - len(self._followed)
        asked = {n.application for n in self._question.numbers}
        fresh = [n for n in self._numbers if n not in self._followed and n.application not in asked]
        self._followed += sorted(fresh, key=lambda number: (self._numbers[number], number))[:room]
        return {
            Ask(provider, "family", number, self._question.scope)
            for provider in self._unnamed
            for number in self._followed
        }
