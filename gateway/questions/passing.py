"""What may be passed on to another gateway, and to whom it may show that: pure.

Whoever asks here may show what comes back to others. So the same answers are looked at with the eyes of each
audience: everybody, any accessing office, the asking office. A fact is said to be for the widest of them that
would be told it here, and the next gateway can only narrow that. What only those see who are named, or what
came by the asking office's own credentials, is for the asking office alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from connectors.case.relayed import Relay
from connectors.contract import Operation, Scope
from connectors.model import (
    SHORTFALLS,
    Access,
    Application,
    Citation,
    Classification,
    Document,
    RelayedOutcome,
    RelayedSource,
    Rendition,
    Shortfall,
)
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.admit import Admitted, AdmittedDossier, admit, seen_of, trust
from gateway.asks import Outcome
from gateway.families.family import Families, Group, find
from gateway.families.grouping import group
from gateway.plan import Question
from gateway.present.answer import DocumentOut
from gateway.present.members import Stated, merge
from gateway.requesters import PUBLIC, Requester
from gateway.world import World, admits

ANY_OFFICE = Requester("XX")
"""An accessing office that nobody names and that has no applications (WIPO ST.3: XX is no office)."""

_encode = msgspec.json.Encoder().encode
_SHORTFALLS: dict[str, Shortfall] = {code: code for code in SHORTFALLS}


class View(msgspec.Struct, frozen=True):
    """The answers as one audience may know them; ``access`` says which audience that is."""

    access: Access
    requester: Requester
    admitted: Admitted
    known: tuple[Outcome, ...]
    protocols: Mapping[str, str]


def views_of(known: Collection[Outcome], question: Question, world: World) -> tuple[View, ...]:
    """The answers as each audience may know them, the asking one's first, everybody's last."""
    requester = question.requester
    audiences = [(Access(visibility="public"), PUBLIC)]
    if requester.office is not None:
        own = Access(visibility="named", offices=(requester.office,))
        audiences = [(own, requester), (Access(visibility="offices"), ANY_OFFICE), *audiences]
    shared = tuple(o for o in known if world.providers[o.ask.provider].account is None)
    protocols = {name: provider.endpoint.protocol for name, provider in world.providers.items()}
    views = []
    for access, eyes in audiences:
        seen = tuple(known) if eyes == requester else shared
        admitted = admit(seen, replace(question, requester=eyes), world)
        views.append(View(access, eyes, admitted, seen, protocols))
    return tuple(views)


class Kin(msgspec.Struct, frozen=True):
    """The family that a view leads to, ``None`` where it leads to none."""

    view: View
    families: Families
    family: Group | None

    @property
    def telling(self) -> set[str]:
        """The providers that list a member of it."""
        members = set() if self.family is None else set(self.family.members)
        return {
            listing.provider
            for listing in self.view.admitted.listings
            if any(self.families.canonical(member.number) in members for member in listing.members)
        }


def kin_of(views: Sequence[View], asked: Number, scope: Scope) -> tuple[Kin, ...]:
    """The family of a number in each view."""
    found: list[Kin] = []
    for view in views:
        listings = view.admitted.listings
        if found and found[-1].view.admitted.listings == listings:
            families = found[-1].families
        else:
            families = group(listings, scope)
        found.append(Kin(view, families, find(families, (asked,))))
    return tuple(found)


def stated(kin: Sequence[Kin], world: World) -> tuple[Application, ...]:
    """The members of the first view's family, each as every audience may know it: the fullest first.

    A statement that says no more than a wider one is left out.
    """
    own = kin[0]
    members = () if own.family is None else own.family.members
    found: dict[ApplicationNumber, list[Application]] = {number: [] for number in members}
    wider: Kin | None = None
    for one in reversed(kin):
        same = wider is not None and wider.view.admitted.listings == one.view.admitted.listings
        wider = one
        if one.family is None or same:
            continue
        said = _said(one, world)
        for number in one.family.members:
            statements = found.get(own.families.canonical(number))
            if statements is None:
                continue
            application = merge(number, said[number], one.families.canonical).application
            if not statements or replace(statements[0], access=None) != application:
                statements.insert(0, replace(application, access=one.view.access))
    return tuple(statement for statements in found.values() for statement in statements)


def described(view: View, number: ApplicationNumber, world: World) -> Application:
    """What a view says of one application."""
    families = group(view.admitted.listings)
    said = _said(Kin(view, families, None), world)
    return merge(number, said[families.canonical(number)], families.canonical).application


def _said(kin: Kin, world: World) -> dict[ApplicationNumber, list[Stated]]:
    """Everything that a view says of each application, whichever spelling it came under."""
    said: dict[ApplicationNumber, list[Stated]] = defaultdict(list)
    admitted, canonical = kin.view.admitted, kin.families.canonical
    for listing in admitted.listings:
        provider = world.providers[listing.provider]
        for application in listing.members:
            number = canonical(application.number)
            said[number].append(Stated(trust(provider, number.office), provider.id, application))
    for named, parts in admitted.dossiers.items():
        number = canonical(named)
        for part in parts:
            rank = trust(part.provider, number.office)
            said[number].append(Stated(rank, part.provider.id, part.dossier.application))
    return said


class Seen(msgspec.Struct, frozen=True):
    """One application's file as an audience would see it, were the application known to it."""

    view: View
    parts: tuple[AdmittedDossier, ...]

    @property
    def documents(self) -> set[tuple[str, str]]:
        """Provider and native id of each document."""
        return {(part.provider.id, one.id) for part in self.parts for one in part.dossier.documents}

    @property
    def citations(self) -> dict[Citation, None]:
        """What was cited, each once."""
        return dict.fromkeys(one for part in self.parts for one in part.dossier.citations)

    @property
    def classifications(self) -> dict[Classification, None]:
        """The classification symbols, each once."""
        return dict.fromkeys(one for part in self.parts for one in part.dossier.classifications)

    @property
    def telling(self) -> set[str]:
        """The providers that this came from."""
        return {part.provider.id for part in self.parts}


def files_of(views: Sequence[View], number: ApplicationNumber, today: date, world: World) -> tuple[Seen, ...]:
    """One application's file in each view; whether it may be known of, the next gateway decides itself."""
    return tuple(
        Seen(
            view,
            seen_of(
                number,
                [
                    outcome
                    for outcome in view.known
                    if outcome.ask.operation != "family"
                    and outcome.ask.application == number
                    and admits(world.providers[outcome.ask.provider].default, view.requester)
                ],
                view.requester,
                today,
                world,
            ),
        )
        for view in views
    )


def documents_of(listed: Iterable[DocumentOut], files: Sequence[Seen]) -> tuple[Document, ...]:
    """Documents of the model again, under the ids that were issued for them.

    Each is for the widest audience that sees all copies of it, since what each says has gone into it.
    """
    widest_first = [(file.view.access, file.documents) for file in reversed(files)]
    own = files[0].view.access

    def access(document: DocumentOut) -> Access:
        copies = [(known.provider, known.document_id) for known in document.provenance]
        return next((one for one, seen in widest_first if all(copy in seen for copy in copies)), own)

    return tuple(
        Document(
            id=document.id,
            title=document.title,
            code=document.code,
            category=document.category,
            direction=document.direction,
            date=document.date,
            page_count=document.page_count,
            size=document.size,
            language=document.language,
            groups=document.groups,
            renditions=tuple(
                Rendition(id=one.id, kind=one.kind, language=one.language, format=one.format)
                for one in document.renditions
            ),
            access=access(document),
        )
        for document in listed
    )


def citations_of(
    files: Sequence[Seen],
) -> tuple[tuple[Citation, ...], tuple[Classification, ...], Access]:
    """Every citation and classification once, and the widest audience that sees them all."""
    citations, classifications = files[0].citations, files[0].classifications
    for file in reversed(files):
        if (
            file.citations.keys() == citations.keys()
            and file.classifications.keys() == classifications.keys()
        ):
            break
    return (
        tuple(sorted(citations, key=_encode)),
        tuple(sorted(classifications, key=lambda one: (one.scheme, one.symbol))),
        file.view.access,
    )


def relay_of(views: Sequence[View], operation: Operation, telling: Sequence[Collection[str]]) -> Relay:
    """What stands beside the facts: what could not be had, and whose answers they are.

    ``telling`` are the providers, in each view, that the facts came from. What a provider could not get that
    should have been configured as a gateway counts as its own.
    """
    missing: dict[tuple[str, Shortfall], RelayedOutcome] = {}
    sources: dict[str, RelayedSource] = {}
    for view, told in zip(reversed(views), reversed(telling), strict=True):
        for outcome in view.admitted.outcomes:
            provider, part = outcome.ask.provider.partition("/")[0], outcome.part
            if outcome.ask.operation != operation:
                continue
            if (code := _SHORTFALLS.get(outcome.code)) is not None:
                missing.setdefault(
                    (provider, code),
                    RelayedOutcome(
                        provider=provider,
                        code=code,
                        retry_after_seconds=outcome.retry_after_seconds,
                        access=view.access,
                    ),
                )
            if part is not None and provider in told:
                sources.setdefault(
                    provider,
                    RelayedSource(
                        provider=provider,
                        protocol=view.protocols[provider],
                        retrieved_at=part.retrieved_at,
                        access=view.access,
                    ),
                )
    return Relay(
        complete=not missing,
        outcomes=tuple(missing[key] for key in sorted(missing)),
        sources=tuple(sources[key] for key in sorted(sources)),
    )
