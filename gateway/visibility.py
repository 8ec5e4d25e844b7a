"""The one decision about who may see what. Pure, deny by default, the strictest statement wins.

A document is governed by the rules of the office that provides it, by whatever route it came: by its own
service's rules where it has one, else by those of the hub that speaks for it. On top of the rules stands
what the office's answer says of the item itself; a statement can only narrow. An application that nothing
shows to be published is known to its own office, and to another one by an agreement that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from connectors.model import (
    Access,
    Application,
    Document,
    Family,
    Publication,
    Status,
    UnreadableMember,
    Visibility,
    stricter,
)
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.requesters import Requester
from gateway.world import Provider, Rule, World, admits

Statuses = Mapping[str, tuple[Status, ...]]
"""By provider how far an application has come, as that one's rules take it; absent: not known."""


def covers(rule: Rule, document: Document, statuses: Collection[Status] = ()) -> bool:
    """Whether a rule speaks about this document of an application with these statuses.

    An unknown direction or date, and an unknown status, count as covered; of several statuses one is enough.
    """
    if rule.statuses and statuses and rule.statuses.isdisjoint(statuses):
        return False
    if rule.categories and document.category not in rule.categories:
        return False
    if rule.directions and document.direction not in rule.directions and document.direction != "unknown":
        return False
    if document.date is None:
        return True
    return (rule.since is None or document.date >= rule.since) and (
        rule.until is None or document.date <= rule.until
    )


def sight(
    provider: Provider, requester: Requester, statuses: Statuses | None = None
) -> Callable[[Document], bool]:
    """What tells of each document of one application whether this provider lets the requester see it.

    Its default, every rule that covers the document and the document's own statement all have to.
    """
    if not admits(provider.default, requester):
        return lambda document: False
    closing = [rule for rule in provider.rules if not admits(rule, requester)]
    come = () if statuses is None else statuses.get(provider.id, ())

    def sees(document: Document) -> bool:
        if document.access is not None and not permits(document.access, requester):
            return False
        for rule in closing:  # noqa: SIM110 - a loop, since this runs for every document of every answer
            if covers(rule, document, come):
                return False
        return True

    return sees


def visible(
    documents: tuple[Document, ...],
    provider: Provider,
    requester: Requester,
    statuses: Statuses | None = None,
) -> tuple[Document, ...]:
    """Those of these documents that the provider lets the requester see; themselves when that is all.

    Where no rule is closed to the requester, only documents that say something themselves are looked at.
    """
    open = all(admits(rule, requester) for rule in (provider.default, *provider.rules))
    if open and not [document for document in documents if document.access is not None]:
        return documents
    return tuple(filter(sight(provider, requester, statuses), documents))


def sees_citations(provider: Provider, requester: Requester, statuses: Statuses | None = None) -> bool:
    """Whether this provider lets the requester see citations and classifications.

    They count as one item of category ``citations`` without date and direction: every rule that could speak
    of them does.
    """
    return sight(provider, requester, statuses)(_CITATIONS)


_CITATIONS = Document(id="", title="", category="citations")


def permits(access: Access, requester: Requester) -> bool:
    """Whether an item's own statement lets the requester see it."""
    match access.visibility:
        case "public":
            return True
        case "offices":
            return requester.office is not None
        case "named":
            return requester.office is not None and requester.office in access.offices
        case _:
            return False


def words(*providers: Provider, statuses: Statuses | None = None) -> Callable[[Document], Visibility]:
    """What tells the visibility of each document in one word: the strictest that these say, and it itself."""
    widest: Visibility = "public"
    for provider in providers:
        widest = stricter(widest, provider.default.visibility)
    come = {} if statuses is None else statuses
    rules = [(rule, come.get(provider.id, ())) for provider in providers for rule in provider.rules]

    def word(document: Document) -> Visibility:
        strictest = widest
        for rule, known in rules:
            if covers(rule, document, known):
                strictest = stricter(strictest, rule.visibility)
        stated = document.access
        if stated is None or stated.visibility == strictest:
            return strictest
        return stricter(strictest, stated.visibility)

    return word


def published(application: Application | UnreadableMember, today: date) -> bool:
    """Whether these facts show that the application was published on or before ``today``.

    A publication without a date is evidence; one in the future, or no publication at all, is none.
    """
    return any(p.date is None or p.date <= today for p in application.publications)


def may_know(
    provider: Provider, application: Application, requester: Requester, world: World, today: date
) -> bool:
    """Whether these facts of a provider alone let the requester know of the application."""
    return published(application, today) or world.confides(provider, application.number, requester)


def statuses_of(
    number: ApplicationNumber, stated: Iterable[tuple[str, Application]], world: World
) -> Statuses:
    """How far an application has come, for the rules of each provider that have to know it.

    Its own office's service is believed; where that says nothing, or there is none, each provider is for its
    own rules, and nobody for those of another. ``stated``: by whom, and what, this requester may be told.
    """
    governed = [provider for provider in world.serving(number.office, number.kind) if provider.by_status]
    if not governed:
        return {}
    said: dict[str, set[Status]] = {}
    for provider, application in stated:
        if application.number == number and application.status != "unknown":
            said.setdefault(provider, set()).add(application.status)
    host = world.host(number.office, number.kind)
    own = None if host is None else said.get(host.id)
    found = {one.id: own or said.get(one.id) for one in governed}
    return {id: tuple(sorted(known)) for id, known in found.items() if known}


def past(application: Application, requester: Requester, today: date) -> Application:
    """The application without publications to come, which only its own office knows of."""
    if requester.office == application.number.office:
        return application
    publications = application.publications
    coming = [p for p in publications if p.date is not None and p.date > today]
    if not coming:
        return application
    return replace(application, publications=tuple(p for p in publications if p not in coming))


def listed(
    asked: Number,
    family: Family,
    requester: Requester,
    today: date,
    about: ApplicationNumber | None = None,
) -> tuple[Application, ...]:
    """The members of a provider's answer without publications to come, each once; or ``about`` one alone.

    None at all when the number asked is itself a publication to come: that it leads anywhere is not known
    yet. Whether each member's existence may be known is decided apart, from all answers.
    """
    stated = _stated_to(requester, family.members)
    chosen = stated if about is None else tuple(member for member in stated if member.number == about)
    members = tuple(past(member, requester, today) for member in chosen)
    if asked.type != "publication" or not any(_publishes(member, asked) for member in stated):
        return members
    told = any(_publishes(past(member, requester, today), asked) for member in stated)
    return members if told else ()


def _stated_to(requester: Requester, members: tuple[Application, ...]) -> tuple[Application, ...]:
    """What this requester may know of them; of several statements about one application the first such."""
    if all(member.access is None for member in members):
        return members
    stated: dict[ApplicationNumber, Application] = {}
    for member in members:
        if member.access is None or permits(member.access, requester):
            stated.setdefault(member.number, member)
    return tuple(stated.values())


def _publishes(application: Application, asked: Number) -> bool:
    return any(_names(publication, asked) for publication in application.publications)


def _names(publication: Publication, asked: Number) -> bool:
    return (publication.office, publication.number) == (asked.office, asked.number) and (
        publication.kind is None or asked.kind is None or publication.kind == asked.kind
    )
