"""What may be passed on to another gateway, and to whom it may show that: pure.

Whoever asks here may show what comes back to others, so everything says who may see it: ``public`` and
``offices`` as the rules that let the requester see it, and anything narrower as the asking office alone. The
next gateway can only narrow that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from connectors.case.relayed import Relay
from connectors.model import (
    SHORTFALLS,
    VISIBILITIES,
    Access,
    Application,
    Citation,
    Classification,
    Document,
    RelayedOutcome,
    RelayedSource,
    Rendition,
    Shortfall,
    Visibility,
    stricter,
)
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import Admitted, AdmittedDossier, trust
from gateway.asks import Outcome
from gateway.families.family import Families
from gateway.present.answer import DocumentOut
from gateway.present.members import Stated, merge
from gateway.requesters import Requester
from gateway.visibility import words
from gateway.world import Provider, World

_encode = msgspec.json.Encoder().encode
_CITATIONS = Document(id="", title="", category="citations")
_SHORTFALLS: dict[str, Shortfall] = {code: code for code in SHORTFALLS}


def passed_on(visibility: Visibility, requester: Requester) -> Access:
    """To whom the requester may show what a rule of this visibility lets it see."""
    if visibility in ("public", "offices"):
        return Access(visibility=visibility)
    return Access(visibility="named", offices=() if requester.office is None else (requester.office,))


def relay_of(
    outcomes: Iterable[Outcome], heard: Iterable[Outcome], world: World, requester: Requester
) -> Relay:
    """What stands beside the facts: the asks that were not settled, and those whose answers went in."""
    missing = []
    complete = True
    for outcome in outcomes:
        complete &= outcome.settled
        if (code := _SHORTFALLS.get(outcome.code)) is not None:
            provider = world.providers[outcome.ask.provider.partition("/")[0]]
            missing.append(
                RelayedOutcome(
                    provider=provider.id,
                    code=code,
                    retry_after_seconds=outcome.retry_after_seconds,
                    access=passed_on(provider.default.visibility, requester),
                )
            )
    sources = []
    for outcome in heard:
        if outcome.part is not None:
            provider = world.providers[outcome.ask.provider]
            sources.append(
                RelayedSource(
                    provider=provider.id,
                    protocol=provider.endpoint.protocol,
                    retrieved_at=outcome.part.retrieved_at,
                    access=passed_on(provider.default.visibility, requester),
                )
            )
    return Relay(
        complete=complete,
        outcomes=tuple(sorted(dict.fromkeys(missing), key=_encode)),
        sources=tuple(sorted(dict.fromkeys(sources), key=_encode)),
    )


def stated(
    members: Iterable[ApplicationNumber],
    admitted: Admitted,
    families: Families,
    world: World,
    requester: Requester,
) -> tuple[Application, ...]:
    """What may be said of each of these applications, and to whom.

    Where only some may know a part of it, an application is stated several times, the fullest first; a
    statement that says no more than a wider one is left out.
    """
    said: dict[ApplicationNumber, list[tuple[Visibility, Stated]]] = defaultdict(list)

    def say(provider: Provider, application: Application, named: ApplicationNumber) -> None:
        number = families.canonical(named)
        visibility = provider.default.visibility
        if application.access is not None:
            visibility = stricter(visibility, application.access.visibility)
        said[number].append((visibility, Stated(trust(provider, number.office), provider.id, application)))

    for listing in admitted.listings:
        for application in listing.members:
            say(world.providers[listing.provider], application, application.number)
    for number, parts in admitted.dossiers.items():
        for part in parts:
            say(part.provider, part.dossier.application, number)
    return tuple(one for number in members for one in _statements(number, said[number], families, requester))


def _statements(
    number: ApplicationNumber,
    said: list[tuple[Visibility, Stated]],
    families: Families,
    requester: Requester,
) -> list[Application]:
    """One application as each audience may know it, the fullest first."""
    found: list[Application] = []
    for level in sorted({visibility for visibility, _ in said}, key=VISIBILITIES.index):
        heard = [statement for visibility, statement in said if _reaches(visibility, level)]
        application = merge(number, heard, families.canonical).application
        if not found or replace(found[0], access=None) != application:
            found.insert(0, replace(application, access=passed_on(level, requester)))
    return found


def _reaches(visibility: Visibility, level: Visibility) -> bool:
    """Whether an audience of this level knows what is of that visibility."""
    return VISIBILITIES.index(visibility) <= VISIBILITIES.index(level)


def document_of(
    document: DocumentOut, number: ApplicationNumber, world: World, requester: Requester
) -> Document:
    """A document of the model again, under the id that was issued for it.

    Of several copies the strictest counts, since what each says has gone into it.
    """
    made = Document(
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
    )
    visibility = document.visibility
    if len(document.provenance) > 1:
        for known in document.provenance:
            visibility = stricter(visibility, _word(world.providers[known.provider], number, world, made))
    return replace(made, access=passed_on(visibility, requester))


def citations_of(
    parts: Iterable[AdmittedDossier], number: ApplicationNumber, world: World, requester: Requester
) -> tuple[tuple[Citation, ...], tuple[Classification, ...], Access]:
    """Every citation and classification of these parts once, and who may see them: the strictest of all."""
    citations: dict[Citation, None] = {}
    classifications: dict[Classification, None] = {}
    visibility: Visibility = "public"
    for part in parts:
        dossier = part.dossier
        citations |= dict.fromkeys(dossier.citations)
        classifications |= dict.fromkeys(dossier.classifications)
        if dossier.citations or dossier.classifications:
            visibility = stricter(visibility, _word(part.provider, number, world, _CITATIONS))
            if dossier.access is not None:
                visibility = stricter(visibility, dossier.access.visibility)
    return (
        tuple(sorted(citations, key=_encode)),
        tuple(sorted(classifications, key=lambda one: (one.scheme, one.symbol))),
        passed_on(visibility, requester),
    )


def _word(provider: Provider, number: ApplicationNumber, world: World, document: Document) -> Visibility:
    """What the provider's rules and those of the office's own service say of a document."""
    host = world.host(number.office, number.kind)
    governing = (provider,) if host is None or host.id == provider.id else (provider, host)
    return words(*governing)(document)
