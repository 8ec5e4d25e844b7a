"""What this requester may know of what the gateway learnt. First this, then merging.

Everything hidden is taken out of each part before anything is merged, so that it cannot show through a
title, a conflict, an edge of the family, a count, ``complete`` or an ETag. The answer over a world is, byte
for byte, the answer over that world with the hidden facts deleted.

Three things can hide a fact: the visibility of its provider (of the providing office, for a document that
came through a hub), what is said of the fact itself, and that the application is not published, which only
its own office learns of and whoever has an agreement that says so. What a gateway could not get, and that
rows of a list cannot be shown, is told like an outcome of ours, beside the part that it belongs to and to
whoever may see both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from operator import is_

import msgspec
from msgspec.structs import replace

from connectors.model import Application, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber
from gateway.asks import FileOperation, Outcome, digest
from gateway.copies import DocumentKey, keys, perhaps_given
from gateway.families.family import Listing
from gateway.plan import Question
from gateway.proof import Proof, proof_of, told_to
from gateway.requesters import Requester
from gateway.unreadable import Sees, all_listed, members_told, not_whole, rows_told
from gateway.visibility import Statuses, past, permits, sees_citations, sight, visible
from gateway.world import Provider, World


class AdmittedDossier(msgspec.Struct, frozen=True):
    """One provider's part of one application's file, as far as the requester may see it.

    ``number`` is the spelling under which the provider was asked. ``digest`` identifies what may be seen: it
    is the same when the rest does not exist. A part of operation ``citations`` has no documents. ``statuses``
    is how far the application has come, where rules ask for that. ``unreadable`` is of how many rows that
    cannot be shown the requester is told.
    """

    provider: Provider
    number: ApplicationNumber
    dossier: Dossier
    digest: bytes
    retrieved_at: datetime
    operation: FileOperation = "dossier"
    statuses: Statuses = {}
    unreadable: int = 0


class Admitted(msgspec.Struct, frozen=True):
    """Everything that the requester may know, and nothing else.

    ``families`` is what the answers about families tell; ``dossiers`` has, for each application, the parts
    that were obtained: document lists and citations. ``outcomes`` are the asks that may be spoken of, with
    what is hidden told as what does not exist.
    """

    families: AdmittedFamilies
    dossiers: dict[ApplicationNumber, tuple[AdmittedDossier, ...]]
    outcomes: tuple[Outcome, ...]

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Who lists which applications."""
        return self.families.listings


class AdmittedFamilies(msgspec.Struct, frozen=True):
    """What these ``answers`` to family asks tell; ``named`` are the applications that are listed."""

    answers: tuple[Outcome, ...]
    proof: Proof
    listings: tuple[Listing, ...]
    outcomes: tuple[Outcome, ...]
    named: frozenset[ApplicationNumber]


def admit(
    known: Iterable[Outcome], question: Question, world: World, earlier: Admitted | None = None
) -> Admitted:
    """What of these outcomes the question's requester may know; of providers that are gone, nothing.

    ``earlier`` is what was admitted of this question when less was known, in the same world: what its family
    answers tell is not worked out again when they are still all of them.
    """
    opened = told_to(known, question.requester, world)
    answers = tuple([outcome for outcome in opened if outcome.ask.operation == "family"])
    if earlier is not None and _same(answers, earlier.families.answers):
        families = earlier.families
    else:
        families = _families(answers, proof_of(opened, question, world), question)
    proof, named, outcomes = families.proof, families.named, list(families.outcomes)
    files: dict[ApplicationNumber, list[Outcome]] = defaultdict(list)
    for outcome in opened:
        number = outcome.ask.application
        if outcome.ask.operation in ("dossier", "citations") and number is not None:
            files[number].append(outcome)
    dossiers: dict[ApplicationNumber, tuple[AdmittedDossier, ...]] = {}
    for number, asked in files.items():
        parts = seen_of(number, asked, question, proof)
        if parts:
            dossiers[number] = parts
        outcomes += outcomes_of(number, asked, parts, proof, named=number in named)
    return Admitted(families, dossiers, tuple(outcomes))


def _same(some: tuple[Outcome, ...], others: tuple[Outcome, ...]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _families(answers: tuple[Outcome, ...], proof: Proof, question: Question) -> AdmittedFamilies:
    """What the answers to family asks that were opened to the requester tell."""
    requester, world = question.requester, proof.world
    listings: list[Listing] = []
    outcomes: list[Outcome] = []
    for outcome, members in proof.told:
        provider = world.providers[outcome.ask.provider]
        shown = tuple(member for member in members if proof.opens(provider, member.number))
        if shown:
            serves = frozenset(provider.endpoint.serves)
            listings.append(Listing(provider.id, trust(provider, None), outcome.ask.number, shown, serves))
            outcomes += _told(outcome, requester) + not_whole(outcome, _members_told(outcome, question))
        else:
            outcomes += _as_if_absent(outcome, requester)
    named = frozenset(member.number for listing in listings for member in listing.members)
    return AdmittedFamilies(answers, proof, tuple(listings), tuple(outcomes), named)


def _members_told(outcome: Outcome, question: Question) -> int:
    facts = None if outcome.part is None else outcome.part.facts
    return members_told(facts, question.requester, question.today) if isinstance(facts, Family) else 0


def outcomes_of(
    number: ApplicationNumber,
    asked: Iterable[Outcome],
    parts: Sequence[AdmittedDossier],
    proof: Proof,
    *,
    named: bool,
) -> list[Outcome]:
    """What became of asking for one application's file, as far as the requester may know it.

    ``parts`` are what is seen of it; ``named``: a source that is open to the requester lists the application.
    """
    requester, outcomes = proof.requester, list[Outcome]()
    cited = {part.provider.id for part in parts if part.operation == "citations"}
    lost: dict[tuple[str, str], int] = {
        (part.provider.id, part.operation): part.unreadable for part in parts if part.unreadable
    }
    for outcome in asked:
        told = proof.opens(proof.world.providers[outcome.ask.provider], number)
        if outcome.part is None:
            told = told and named
        elif outcome.ask.operation == "citations":
            told = outcome.ask.provider in cited
        outcomes += _told(outcome, requester) if told else _as_if_absent(outcome, requester)
        if lost and told:
            outcomes += not_whole(outcome, lost.get((outcome.ask.provider, outcome.ask.operation), 0))
    return outcomes


def trust(provider: Provider, office: str | None) -> int:
    """How much a provider counts on an office's applications, the lower the more.

    As its configuration declares; else 0 for the office's own service, 1 for a hub, 2 for others.
    """
    if provider.trust is not None:
        return provider.trust
    if office is None:
        return 0 if provider.hosted else 1
    if office not in provider.endpoint.serves:
        return 2
    return 0 if provider.hosted else 1


def _told(outcome: Outcome, requester: Requester) -> list[Outcome]:
    """An outcome, and what a gateway could not get.

    One that failed for what is hidden from the requester only holds nothing, as far as that one may know.
    """
    far = _relayed(outcome, requester)
    if outcome.part is None and outcome.relayed and not far:
        return [replace(outcome, code="not_held", relayed=(), retry_after_seconds=None)]
    return [outcome, *far]


def _relayed(outcome: Outcome, requester: Requester) -> list[Outcome]:
    """What the gateway that answered could not get, each named by the way to it: ``gw/ip5``."""
    told = outcome.relayed if outcome.part is None else outcome.relayed + outcome.part.facts.relayed
    return [
        Outcome(
            replace(outcome.ask, provider=f"{outcome.ask.provider}/{one.provider}"),
            one.code,
            retry_after_seconds=one.retry_after_seconds,
            detail=f"Told by {outcome.ask.provider}.",
        )
        for one in told
        if one.access is None or permits(one.access, requester)
    ]


def _as_if_absent(outcome: Outcome, requester: Requester) -> list[Outcome]:
    """The outcome as it would be if its provider held nothing; a gateway that could not ask all says so.

    An answer of a while ago is as old as 'not held' would be: both are kept for the same time.
    """
    if outcome.part is None and outcome.code != "withheld":
        return _told(outcome, requester)
    code = outcome.behind or ("unavailable" if _relayed(outcome, requester) else "not_held")
    age = outcome.age_seconds if code == "not_held" else 0.0
    return [replace(outcome, code=code, part=None, behind=None, age_seconds=age)]


def seen_of(
    number: ApplicationNumber, outcomes: Iterable[Outcome], question: Question, proof: Proof
) -> tuple[AdmittedDossier, ...]:
    """The parts of one application's file, as far as the office that provides it lets the requester see it.

    Where the office has a service of its own, a hub's part is shown only once that service has answered: what
    it says of single items, or that it withholds the whole, governs the hub's copies too.
    """
    requester, world = proof.requester, proof.world
    outcomes = [o for o in outcomes if proof.opens(world.providers[o.ask.provider], number)]
    host = world.host(number.office, number.kind)
    own = None if host is None else _own(host, outcomes)
    said = host is None or _has_said(host, outcomes)
    come = proof.statuses(number, outcomes)
    admitted = []
    for outcome in outcomes:
        part, provider = outcome.part, world.providers[outcome.ask.provider]
        if part is None or not isinstance(part.facts, Dossier):
            continue
        dossier, governing = part.facts, host if host is not None and host.id != provider.id else None
        cited = (
            sees_citations(provider, requester, come)
            and (governing is None or sees_citations(governing, requester, come))
            and (dossier.access is None or permits(dossier.access, requester))
        )
        operation: FileOperation = "dossier"
        documents: tuple[Document, ...] = ()
        lost = 0
        if outcome.ask.operation == "citations":
            operation = "citations"
            if not cited or (governing is not None and not said):
                continue
            lost = len(dossier.unreadable)
        elif governing is None:
            sees: Sees = partial(visible, provider=provider, requester=requester, statuses=come)
            documents = sees(dossier.documents)
            lost = rows_told(dossier, documents, sees, (provider,), requester)
        elif own is not None:
            by_host, by_hub = sight(governing, requester, come), sight(provider, requester, come)
            sees = partial(_governed, own=own, by_hub=by_hub, by_host=by_host)
            documents = sees(dossier.documents)
            hidden = (document for document in own if not by_host(document))
            lost = rows_told(dossier, documents, sees, (provider, governing), requester, hidden)
        else:
            continue
        sources = tuple(s for s in dossier.sources if s.access is None or permits(s.access, requester))
        notices = tuple(n for n in dossier.notices if n.access is None or permits(n.access, requester))
        told_less = (sources, notices) != (dossier.sources, dossier.notices)
        if dossier.relayed or dossier.unreadable or told_less:
            dossier = replace(dossier, relayed=(), unreadable=(), sources=sources, notices=notices)
        application = past(dossier.application, requester, question.today)
        if application.access is not None and not permits(application.access, requester):
            application = Application(number=application.number)
        seen = _narrowed(dossier, application, documents, cited=cited)
        identity = part.digest if seen is part.facts else digest(seen)
        if come:
            identity += repr(sorted(come.items())).encode()
        admitted.append(
            AdmittedDossier(provider, number, seen, identity, part.retrieved_at, operation, come, lost)
        )
    return tuple(admitted)


def _narrowed(
    dossier: Dossier, application: Application, documents: tuple[Document, ...], *, cited: bool
) -> Dossier:
    """The dossier with these documents, and citations only if they may be seen; itself when that is all."""
    hidden = not cited and (dossier.citations or dossier.classifications)
    if not hidden and len(documents) == len(dossier.documents) and application is dossier.application:
        return dossier
    return replace(
        dossier,
        application=application,
        documents=documents,
        citations=dossier.citations if cited else (),
        classifications=dossier.classifications if cited else (),
    )


def _has_said(host: Provider, outcomes: Sequence[Outcome]) -> bool:
    """Whether the office's own service has given its citations or has none, and so withholds none."""
    return not host.can("citations") or any(
        (outcome.part is not None or outcome.code == "not_held")
        for outcome in outcomes
        if outcome.ask.provider == host.id and outcome.ask.operation == "citations"
    )


def _own(host: Provider, outcomes: Sequence[Outcome]) -> tuple[Document, ...] | None:
    """What the office's own service lists; ``None`` while it has not said, or withholds the file."""
    if not host.can("dossier"):
        return ()
    for outcome in outcomes:
        if outcome.ask.provider == host.id and outcome.ask.operation == "dossier":
            if outcome.part is not None and isinstance(outcome.part.facts, Dossier):
                return all_listed(outcome.part.facts)
            return () if outcome.code == "not_held" else None
    return None


def _governed(
    documents: tuple[Document, ...],
    own: tuple[Document, ...],
    by_hub: Callable[[Document], bool],
    by_host: Callable[[Document], bool],
) -> tuple[Document, ...]:
    """A hub's documents of an office that has its own service: what the office hides, no other route shows.

    A hub's document is hidden when the office hides one of the same code and date, whichever of several it
    is, or one of the same id of some length, whatever else the hub says of it. One that the office does not
    list, or that has no code or date, cannot be told from a hidden one of that day under another code: it is
    hidden too, under whatever id.
    """
    hidden = [d for d in own if not by_host(d)]
    places = {(d.code, d.date) for d in hidden}
    days = {d.date for d in hidden}
    ids = {d.id for d in hidden if perhaps_given(d.id)}
    listed_too = set(keys(own)) if hidden else set()

    def may_be_hidden(document: Document, key: DocumentKey) -> bool:
        day = document.date
        if (document.code, day) in places or document.id in ids:
            return True
        identified = document.code and day and key in listed_too
        return not identified and (day is None or day in days or None in days)

    if hidden:
        keyed = zip(documents, keys(documents), strict=True)
        documents = tuple(document for document, key in keyed if not may_be_hidden(document, key))
    return tuple(d for d in documents if by_host(d) and by_hub(d))
