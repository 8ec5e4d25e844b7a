"""Whom to ask next. Deterministic: the same facts lead to the same asks, in whatever order they came.

- The query number goes once to each provider with ``family``, in each of its readings.
- Each member's dossier, its citations or both, as the question wants, are asked once of each provider that
  serves its office, as soon as the member is known.
- A service hosted by an office that did not know the number, or cannot be asked for it, is asked once more
  for each priority, each first filing and each international application learnt meanwhile, at most
  ``PRIORITIES`` of them a question (``leads`` says which); and so is a gateway, which may have such services
  behind it.
- A question about a confidential number goes to that number's office's own service and to nobody else.

Only what the requester may see leads to further asks: a hidden member whose priorities were followed would
show in what else is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from connectors.contract import Scope
from connectors.model import Application, Family
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.serving import holding
from gateway.asks import SETTLED, Ask, FileOperation, Outcome
from gateway.leads import Leads, Telling
from gateway.requesters import Requester
from gateway.visibility import listed, may_know, published
from gateway.world import Provider, World, admits

PRIORITIES = 8
"""Priorities and international applications that are followed in one question."""

MEMBERS = 200
"""Members that one answer shows. The files of so many are asked for that others list, and of so many that
their own offices list: no list is so long that it leaves no place for what an office says of itself."""


class Question(msgspec.Struct, frozen=True):
    """A question about the family of a number, in each of the readings that are asked.

    ``wants`` is what is asked of each member's file. With ``dossier`` set, only that application's file is
    wanted; the family is asked all the same, since whether the application may be known at all is learnt
    from it. With ``only`` these are the asks, and none follow. ``ahead`` are offices whose members' document
    lists somebody asks for next: they are asked for as soon as the members are known, and not waited for.
    """

    numbers: tuple[Number, ...]
    requester: Requester
    today: date
    scope: Scope = "simple"
    confidential: bool = False
    dossier: ApplicationNumber | None = None
    wants: tuple[FileOperation, ...] = ("dossier",)
    only: frozenset[Ask] = frozenset()
    ahead: frozenset[str] = frozenset()


def holders(
    application: ApplicationNumber, world: World, requester: Requester, operation: FileOperation = "dossier"
) -> list[Provider]:
    """The providers to ask for a file: none when the rule that governs it is closed to the requester."""
    return _holders(application.office, application.kind, world, requester, operation)


def _holders(
    office: str, kind: str, world: World, requester: Requester, operation: FileOperation
) -> list[Provider]:
    host = world.host(office, kind)
    if host is not None and not admits(host.default, requester):
        return []
    return [
        provider
        for provider in world.serving(office, kind)
        if provider.can(operation) and admits(provider.default, requester)
    ]


def asked_of(
    number: ApplicationNumber, providers: Iterable[Provider], operation: FileOperation = "dossier"
) -> set[Ask]:
    """The dossier of one application, or its citations, asked of each of these."""
    asked = Number("application", number.office, number.number, number.kind)
    return {Ask(provider.id, operation, asked) for provider in providers}


class Frontier:
    """What one question has asked so far and what it may ask next; held by one pursuit."""

    def __init__(self, question: Question, world: World) -> None:
        self._question = question
        self._world = world
        self._ahead = {*map(holding, question.ahead)}
        self._own = {
            host.id for n in question.numbers if (host := world.host(n.office, n.kind or "A")) is not None
        }
        whom = () if question.only else world.open_to(question.requester)
        asked = self._permitted(p for p in whom if p.can("family"))
        self.families = frozenset(
            Ask(p.id, "family", number, question.scope)
            for p in asked
            for number in question.numbers
            if p.can_find(number)
        )
        """The asks for the family of the number itself."""
        readings = {p.id: sum(map(p.can_find, question.numbers)) for p in asked if p.hosted or p.gateway}
        self._silent = {name: count for name, count in readings.items() if count}
        self._unnamed = {name for name, count in readings.items() if not count}
        self._known: set[ApplicationNumber] = set()
        self._waiting: dict[ApplicationNumber, list[tuple[Application, str]]] = {}
        self._leads = Leads(PRIORITIES)
        self._expected = set(self.families)
        self._filed: dict[ApplicationNumber, bool] = {}
        self._files = {True: 0, False: 0}

    def opening(self) -> set[Ask]:
        """The asks that need no answer first."""
        if self._question.only:
            return set(self._question.only)
        wanted = self._question.dossier
        return set(self.families) | (set() if wanted is None else self._file_asks(wanted))

    def is_ahead(self, ask: Ask) -> bool:
        """Whether this is asked for somebody else, who asks for it next, and nothing to this question."""
        return bool(self._ahead) and ask.operation == "dossier"

    def before_files(self, provider: Provider) -> tuple[str, ...]:
        """The offices for whose members' document lists a provider that finds the family is asked next.

        Told to a gateway, this makes it ask for them: so none whose lists are closed to the requester.
        """
        question = self._question
        if "dossier" not in question.wants or question.dossier is not None or question.confidential:
            return ()
        return tuple(
            office
            for office in provider.endpoint.serves
            if provider in _holders(office, "A", self._world, question.requester, "dossier")
        )

    def learn(self, outcome: Outcome) -> set[Ask]:
        """The asks that follow from an outcome; some may have been asked before."""
        if outcome.ask.operation != "family" or self._question.only:
            return set()
        question, asks = self._question, set[Ask]()
        self._expected.discard(outcome.ask)
        members: tuple[Application, ...] = ()
        if outcome.part is not None and isinstance(outcome.part.facts, Family):
            members = listed(outcome.ask.number, outcome.part.facts, question.requester, question.today)
        for member in members:
            for seen, provider in self._admitted(member, outcome.ask.provider):
                asks |= self._meet(seen, provider)
        opened = (self._open(member, outcome.ask.provider) for member in members)
        return asks | self._follow(outcome, any(opened))

    def _permitted(self, providers: Iterable[Provider]) -> list[Provider]:
        return [p for p in providers if not self._question.confidential or p.id in self._own]

    def _open(self, application: Application, provider: str) -> bool:
        """Whether these facts alone let the requester know of the application."""
        question, world = self._question, self._world
        return may_know(world.providers[provider], application, question.requester, world, question.today)

    def _admitted(self, application: Application, provider: str) -> list[tuple[Application, str]]:
        """The applications, each with who lists it, that this one's arrival lets the requester know of."""
        number = application.number
        if number in self._known:
            return [(application, provider)]
        if published(application, self._question.today):
            self._known.add(number)
            return [(application, provider), *self._waiting.pop(number, [])]
        self._waiting.setdefault(number, []).append((application, provider))
        return [(application, provider)] if self._open(application, provider) else []

    def _meet(self, application: Application, provider: str) -> set[Ask]:
        number = application.number
        self._note(application, provider)
        if self._question.dossier is not None:
            return set()
        known = number in self._known
        if self._filed.get(number, not known) == known:
            return set()
        if number not in self._filed:
            hosted = self._world.hosts(provider, number)
            if self._files[hosted] >= MEMBERS:
                return set()
            self._files[hosted] += 1
        self._filed[number] = known
        return self._file_asks(number, confided=not known)

    def _first_filing(self, application: Application, provider: str) -> bool:
        """Whether others may claim an application that claims nothing itself.

        That it claims nothing is believed of its own office, and of anybody for the one that was asked about:
        hubs list members without their claims.
        """
        if application.priorities:
            return False
        return self._world.hosts(provider, application.number) or self._asked_about(application)

    def _asked_about(self, application: Application) -> bool:
        """Whether this is what the question names."""
        number = application.number
        published = {(p.office, p.number) for p in application.publications}
        return any(
            asked.application == number if asked.application else (asked.office, asked.number) in published
            for asked in self._question.numbers
        )

    def _file_asks(self, number: ApplicationNumber, *, confided: bool = False) -> set[Ask]:
        """The asks for a file; of an application that nothing shows to be published, of who confides it."""
        asks: set[Ask] = set()
        world, requester = self._world, self._question.requester
        wants = ("dossier",) if holding(number.office, number.kind) in self._ahead else self._question.wants
        for operation in wants:
            asked = holders(number, world, requester, operation)
            if confided:
                asked = [provider for provider in asked if world.confides(provider, number, requester)]
            asks |= asked_of(number, self._permitted(asked), operation)
        return asks

    def _note(self, application: Application, provider: str) -> None:
        """Takes what leads on: what an application claims, and its own number where others may claim that."""
        at_home = self._world.hosts(provider, application.number)
        if self._asked_about(application):
            telling = Telling.ASKED_AT_HOME if at_home else Telling.ASKED
        else:
            telling = Telling.AT_HOME if at_home else Telling.ELSEWHERE
        if application.number.kind == "W" or self._first_filing(application, provider):
            self._leads.note(application.number, application.filing_date, provider, telling)
        for claim in application.priorities:
            self._leads.note(claim.number, claim.date, provider, telling)

    def _follow(self, outcome: Outcome, named: bool) -> set[Ask]:
        """Asks by priority, once a hosted service has answered every reading and named nobody.

        What names only hidden members names nobody, so that they do not show in who else is asked.
        """
        provider = outcome.ask.provider
        if outcome.ask in self.families and provider in self._silent:
            if named or (outcome.behind or outcome.code) not in (*SETTLED, "unsupported"):
                del self._silent[provider]
            else:
                self._silent[provider] -= 1
                if self._silent[provider] == 0:
                    self._unnamed.add(provider)
        if not self._unnamed or self._question.confidential or self._question.dossier is not None:
            return set()
        followed = self._leads.follow(self._question.numbers, last=not self._expected)
        return {
            Ask(provider, "family", number, self._question.scope)
            for provider in self._unnamed
            for number in followed
            if self._world.providers[provider].can_find(number)
        }
