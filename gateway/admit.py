"""What this requester may know of what the gateway learnt. First this, then merging.

Everything hidden is taken out of each part before anything is merged, so that it cannot show through a
title, a conflict, an edge of the family, a count, ``complete`` or an ETag. The answer over a world is, byte
for byte, the answer over that world with the hidden facts deleted.

Two things can hide a fact: the visibility of its provider (of the providing office, for a document that
came through a hub), and that the application is not published, which the public never learns of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from connectors.model import Application, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber
from gateway.asks import Outcome, digest
from gateway.families.family import Listing
from gateway.plan import Question
from gateway.requesters import Requester
from gateway.visibility import may_see, published
from gateway.world import Provider, World, admits


class AdmittedDossier(msgspec.Struct, frozen=True):
    """One provider's part of one application's file, as far as the requester may see it.

    ``digest`` identifies what may be seen: it is the same when the rest does not exist.
    """

    provider: Provider
    dossier: Dossier
    digest: bytes
    retrieved_at: datetime


class Admitted(msgspec.Struct, frozen=True):
    """Everything that the requester may know, and nothing else.

    ``dossiers`` has, for each application, the parts that were obtained. ``outcomes`` are the asks that may
    be spoken of, with what is hidden told as what does not exist.
    """

    listings: tuple[Listing, ...]
    dossiers: dict[ApplicationNumber, tuple[AdmittedDossier, ...]]
    outcomes: tuple[Outcome, ...]


def admit(known: Iterable[Outcome], question: Question, world: World) -> Admitted:
    """What of these outcomes the question's requester may know."""
    requester, today = question.requester, question.today
    opened = [o for o in known if admits(world.providers[o.ask.provider].default, requester)]
    families = [o for o in opened if o.ask.operation == "family"]
    knowable = _knowable(families, requester, today)
    listings: list[Listing] = []
    outcomes: list[Outcome] = []
    for outcome in families:
        members = _members(outcome, knowable, requester, today)
        if members:
            provider = world.providers[outcome.ask.provider]
            listings.append(Listing(provider.id, trust(provider, None), outcome.ask.number, members))
            outcomes.append(outcome)
        else:
            outcomes.append(_as_if_absent(outcome))
    files: dict[ApplicationNumber, list[Outcome]] = defaultdict(list)
    for outcome in opened:
        number = outcome.ask.application
        if outcome.ask.operation != "dossier" or number is None:
            continue
        if number in knowable or (requester.office is not None and outcome.part is not None):
            files[number].append(outcome)
            outcomes.append(outcome)
        else:
            outcomes.append(_as_if_absent(outcome))
    dossiers = {number: _file(number, parts, requester, today, world) for number, parts in files.items()}
    return Admitted(tuple(listings), {n: d for n, d in dossiers.items() if d}, tuple(outcomes))


def trust(provider: Provider, office: str | None) -> int:
    """How much a provider counts on an office's applications: its own service, then a hub, then others."""
    if office is None:
        return 0 if provider.hosted else 1
    if office not in provider.endpoint.serves:
        return 2
    return 0 if provider.hosted else 1


def _knowable(families: list[Outcome], requester: Requester, today: date) -> set[ApplicationNumber]:
    """The applications whose existence the requester may know of."""
    return {
        application.number
        for outcome in families
        if outcome.part is not None and isinstance(outcome.part.facts, Family)
        for application in outcome.part.facts.members
        if requester.office is not None or published(application, today)
    }


def _members(
    outcome: Outcome, knowable: set[ApplicationNumber], requester: Requester, today: date
) -> tuple[Application, ...]:
    if outcome.part is None or not isinstance(outcome.part.facts, Family):
        return ()
    return tuple(_past(a, requester, today) for a in outcome.part.facts.members if a.number in knowable)


def _past(application: Application, requester: Requester, today: date) -> Application:
    """The application without publications to come, which only its own office knows of."""
    if requester.office == application.number.office:
        return application
    past = tuple(p for p in application.publications if p.date is None or p.date <= today)
    return (
        application if len(past) == len(application.publications) else replace(application, publications=past)
    )


def _as_if_absent(outcome: Outcome) -> Outcome:
    """The outcome as it would be if its provider held nothing."""
    if outcome.part is None and outcome.code != "withheld":
        return outcome
    code = outcome.behind or "not_held"
    return replace(outcome, code=code, part=None, behind=None, age_seconds=0.0)


def _file(
    number: ApplicationNumber, outcomes: list[Outcome], requester: Requester, today: date, world: World
) -> tuple[AdmittedDossier, ...]:
    """The parts of one application's file; a hub's part stands under the rule of the office's own service."""
    parts = {
        o.ask.provider: (o.part, o.part.facts)
        for o in outcomes
        if o.part is not None and isinstance(o.part.facts, Dossier)
    }
    host = world.host(number.office, number.kind)
    hosted = parts.get(host.id) if host is not None else None
    admitted = []
    for name, (part, dossier) in parts.items():
        provider = world.providers[name]
        if host is None or host.id == name:
            documents = tuple(d for d in dossier.documents if may_see(provider, d, requester))
        elif hosted is None and host.can("dossier"):
            documents = ()
        else:
            own = hosted[1].documents if hosted is not None else ()
            documents = _governed(dossier.documents, own, provider, host, requester)
        application = _past(dossier.application, requester, today)
        identity = part.digest
        if len(documents) != len(dossier.documents) or application is not dossier.application:
            dossier = replace(dossier, application=application, documents=documents)
            identity = digest(dossier)
        admitted.append(AdmittedDossier(provider, dossier, identity, part.retrieved_at))
    return tuple(admitted)


def _governed(
    documents: tuple[Document, ...],
    own: tuple[Document, ...],
    hub: Provider,
    host: Provider,
    requester: Requester,
) -> tuple[Document, ...]:
    """A hub's documents of an office that has its own service: what the office hides, no other route shows.

    A hub's document without a code cannot be told from the office's own ones of that day: it is hidden
    when one of them is.
    """
    own_by_key = dict(zip(keys(own), own, strict=True))
    hidden_days = {d.date for d in own if not may_see(host, d, requester)}
    shown = []
    for key, document in zip(keys(documents), documents, strict=True):
        twin = own_by_key.get(key) if document.code else None
        if not may_see(host, document, requester) or not may_see(hub, document, requester):
            continue
        if twin is not None:
            visible = may_see(host, twin, requester)
        else:
            visible = document.date not in hidden_days and None not in hidden_days
            visible = visible and not (document.date is None and hidden_days)
        if visible:
            shown.append(document)
    return tuple(shown)


DocumentKey = tuple[str, date | None, int]


def keys(documents: tuple[Document, ...]) -> list[DocumentKey]:
    """By what documents of different providers are the same: code, date, and which of several of that day."""
    seen: dict[tuple[str, date | None], int] = defaultdict(int)
    found = []
    for document in documents:
        place = (document.code or "", document.date)
        found.append((*place, seen[place]))
        seen[place] += 1
    return found
