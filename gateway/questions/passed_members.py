"""The members of a family as they are passed on: each as every audience may know it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import msgspec
from msgspec.structs import replace

from connectors.model import Application
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.admit import Admitted, admit, trust
from gateway.asks import Ask, Outcome
from gateway.families.family import Families, Group, find
from gateway.families.grouping import group
from gateway.plan import Frontier, Question
from gateway.present.members import Stated, merge
from gateway.questions.audiences import EVERYBODY, OFFICES, Audience, Told, asking, known_to
from gateway.world import World


class View(msgspec.Struct, frozen=True):
    """The answers as one audience may know them, and the families that they amount to."""

    audience: Audience
    admitted: Admitted
    families: Families
    family: Group | None = None

    @property
    def told(self) -> Told:
        """What this audience is told of the asks, and who lists a member of the family."""
        members = set() if self.family is None else set(self.family.members)
        canonical = self.families.canonical
        telling = {
            listing.provider
            for listing in self.admitted.listings
            if any(canonical(member.number) in members for member in listing.members)
        }
        return Told(self.audience.access, self.admitted.outcomes, telling)


def own_view(known: Collection[Outcome], question: Question, world: World) -> View:
    """The answers as the asking requester may know them."""
    admitted = admit(known, question, world)
    return View(asking(question.requester), admitted, group(admitted.listings, question.scope))


def views_of(
    own: View, asked: Number, known: Collection[Outcome], question: Question, world: World
) -> list[View]:
    """The family of a number as each audience may know it, the asking one first, everybody last.

    Where everybody is told as much as the asking office, so is everyone between them.
    """
    views = [replace(own, family=find(own.families, (asked,)))]
    if own.audience == EVERYBODY:
        return views

    def view(audience: Audience) -> View:
        looking = replace(question, requester=audience.eyes)
        admitted = admit(
            _led_to(known_to(audience, known, question.requester, world), looking, world), looking, world
        )
        same = admitted.listings == own.admitted.listings
        families = own.families if same else group(admitted.listings, question.scope)
        return View(audience, admitted, families, find(families, (asked,)))

    widest = view(EVERYBODY)
    if widest.families is not own.families or widest.admitted.outcomes != own.admitted.outcomes:
        views.append(view(OFFICES))
    return [*views, widest]


def _led_to(known: Sequence[Outcome], question: Question, world: World) -> Sequence[Outcome]:
    """The answers to which this question leads by itself.

    Others were asked for because of what only the asking office may know: that they are open to all does not
    show that they belong here.
    """
    frontier = Frontier(question, world)
    if all(outcome.ask in frontier.families for outcome in known):
        return known
    answers = {outcome.ask: outcome for outcome in known}
    reached, ahead = set[Ask](), frontier.opening()
    while ahead:
        reached |= (found := ahead & answers.keys())
        ahead = set[Ask]().union(*(frontier.learn(answers[ask]) for ask in sorted(found))) - reached
    return [outcome for outcome in known if outcome.ask in reached]


def stated(views: Sequence[View], world: World) -> tuple[Application, ...]:
    """The members of the first view's family, each as every audience may know it: the fullest first.

    A statement that says no more than a wider one is left out.
    """
    own = views[0]
    members = () if own.family is None else own.family.members
    found: dict[ApplicationNumber, list[Application]] = {number: [] for number in members}
    wider: View | None = None
    for view in reversed(views):
        same = wider is not None and wider.families is view.families
        wider = view
        if view.family is None or same:
            continue
        said = _said(view, world)
        for number in view.family.members:
            statements = found.get(own.families.canonical(number))
            if statements is None:
                continue
            application = merge(number, said[number], view.families.canonical).application
            if not statements or replace(statements[0], access=None) != application:
                statements.insert(0, replace(application, access=view.audience.access))
    return tuple(statement for statements in found.values() for statement in statements)


def described(view: View, number: ApplicationNumber, world: World) -> Application:
    """What a view says of one application."""
    said = _said(view, world)
    return merge(number, said[view.families.canonical(number)], view.families.canonical).application


def _said(view: View, world: World) -> dict[ApplicationNumber, list[Stated]]:
    """Everything that a view says of each application, whichever spelling it came under."""
    said: dict[ApplicationNumber, list[Stated]] = defaultdict(list)
    canonical = view.families.canonical
    for listing in view.admitted.listings:
        provider = world.providers[listing.provider]
        for application in listing.members:
            number = canonical(application.number)
            said[number].append(Stated(trust(provider, number.office), provider.id, application))
    for named, parts in view.admitted.dossiers.items():
        number = canonical(named)
        for part in parts:
            rank = trust(part.provider, number.office)
            said[number].append(Stated(rank, part.provider.id, part.dossier.application))
    return said
