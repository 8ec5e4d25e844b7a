"""A second, plainer statement of what is hidden from whom: it deletes hidden facts from the offices.

Written apart from the gateway's own rules, from what is promised of them, to hold the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from msgspec.structs import replace
from worlds import Office

from connectors.errors import NotHeld
from connectors.model import Access, Application, Document, Dossier
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.requesters import Requester
from gateway.world import Provider, Rule, World, world_of


def sees(statement: Rule | Access, requester: Requester) -> bool:
    """Whether one statement lets the requester see what it is about."""
    audience = {"public": {None, requester.office}, "offices": {requester.office} - {None}}
    named = set(statement.offices) if statement.visibility == "named" else set()
    return requester.office in audience.get(statement.visibility, named)


def speaks_of(rule: Rule, document: Document) -> bool:
    """Whether a rule is about this document; what has no date or direction is in every such rule."""
    if rule.categories and document.category not in rule.categories:
        return False
    if rule.directions and document.direction != "unknown" and document.direction not in rule.directions:
        return False
    after = rule.since is None or document.date is None or rule.since <= document.date
    return after and (rule.until is None or document.date is None or document.date <= rule.until)


def shows(provider: Provider, document: Document, requester: Requester) -> bool:
    """Whether everything that this provider says of the document lets the requester see it."""
    said = [provider.default, *(rule for rule in provider.rules if speaks_of(rule, document))]
    if document.access is not None:
        said.append(document.access)
    return all(sees(statement, requester) for statement in said)


def without_hidden(world: World, requester: Requester, today: date) -> World:
    """The same world, in which every office holds only what the requester may know of."""
    public_facts = {
        member.number
        for provider in world.providers.values()
        if sees(provider.default, requester)
        for number, members in provider.connector.families.items()  # type: ignore[attr-defined]
        if not _only_to_come(number, members, requester, today)
        for member in members
        if any(p.date is None or p.date <= today for p in member.publications)
    }

    def may_know(number: ApplicationNumber) -> bool:
        return requester.office is not None or number in public_facts

    def thinned(provider: Provider) -> Provider:
        office = provider.connector
        assert isinstance(office, Office)
        if not sees(provider.default, requester):
            return replace(provider, connector=Office())
        families = {
            number: tuple(_past(member, requester, today) for member in members if may_know(member.number))
            for number, members in office.families.items()
            if not _only_to_come(number, members, requester, today)
        }
        dossiers = [
            replace(
                dossier,
                application=_past(dossier.application, requester, today),
                documents=_visible(provider, dossier, requester, world),
                **_without_citations(provider, number, requester, world),
            )
            for number, dossier in office.dossiers.items()
            if may_know(number)
        ]
        citations = [
            replace(dossier, application=_past(dossier.application, requester, today), documents=())
            for number, dossier in office.citations.items()
            if may_know(number) and _citations_shown(provider, number, requester, world)
        ]
        always = {**office.always, **_nothing_withheld(office, requester)}
        thin = Office(
            families, dossiers, citations=citations, seconds=office.seconds, slow=office.slow, always=always
        )
        return replace(provider, connector=thin)

    return world_of(map(thinned, world.providers.values()), world.participants.values(), world.version)


_CITATIONS = Document(id="", title="", category="citations")
"""What citations and classifications count as where rules are concerned."""


def _citations_shown(
    provider: Provider, number: ApplicationNumber, requester: Requester, world: World
) -> bool:
    """Whether the provider and the office's own service let the requester see what was cited.

    While the service has not answered, or withholds it, nobody's copy is shown.
    """
    host = world.host(number.office, number.kind)
    if not shows(provider, _CITATIONS, requester) or host is None or host.id == provider.id:
        return shows(provider, _CITATIONS, requester)
    office = host.connector
    assert isinstance(office, Office)
    error = office.always.get("citations") if "citations" in host.endpoint.capabilities else None
    return shows(host, _CITATIONS, requester) and getattr(error, "code", "not_held") == "not_held"


def _without_citations(
    provider: Provider, number: ApplicationNumber, requester: Requester, world: World
) -> dict[str, tuple[()]]:
    """What of the citations in a document list is deleted."""
    host = world.host(number.office, number.kind)
    if all(shows(one, _CITATIONS, requester) for one in (provider, host or provider)):
        return {}
    return {"citations": (), "classifications": ()}


def _nothing_withheld(office: Office, requester: Requester) -> dict[str, NotHeld]:
    """A family that an office withholds is one that it does not have."""
    return {"family": NotHeld("")} if getattr(office.always.get("family"), "code", "") == "withheld" else {}


def _past(application: Application, requester: Requester, today: date) -> Application:
    if requester.office == application.number.office:
        return application
    shown = tuple(p for p in application.publications if p.date is None or p.date <= today)
    return replace(application, publications=shown)


def _only_to_come(
    number: Number, members: tuple[Application, ...], requester: Requester, today: date
) -> bool:
    """Whether a publication number leads to this family only by publications to come."""
    if number.type != "publication":
        return False
    times = {
        p.date is None or p.date <= today or requester.office == member.number.office
        for member in members
        for p in member.publications
        if (p.office, p.number) == (number.office, number.number) and number.kind in (None, p.kind)
    }
    return times == {False}


def _visible(
    provider: Provider, dossier: Dossier, requester: Requester, world: World
) -> tuple[Document, ...]:
    own = [d for d in dossier.documents if shows(provider, d, requester)]
    number = dossier.application.number
    host = world.host(number.office, number.kind)
    if host is None or host.id == provider.id or not sees(host.default, requester):
        return tuple(own)
    own = [d for d in own if shows(host, d, requester)]
    if "dossier" not in host.endpoint.capabilities:
        return tuple(own)
    office = host.connector
    assert isinstance(office, Office)
    if "dossier" in office.always and office.always["dossier"].code != "not_held":  # type: ignore[attr-defined]
        return ()
    listed = office.dossiers.get(number, Dossier(application=dossier.application)).documents
    if "dossier" in office.always:
        listed = ()
    hidden = [d for d in listed if not shows(host, d, requester)]
    order = _ordinals(dossier.documents)
    return tuple(d for d in own if not any(_may_be(d, order[d.id], h, listed) for h in hidden))


def _may_be(copy: Document, ordinal: int, hidden: Document, listed: tuple[Document, ...]) -> bool:
    """Whether a hub's document could be this hidden one of the office."""
    if (copy.code, copy.date) == (hidden.code, hidden.date):
        return True
    same = [d for d in listed if (d.code, d.date) == (copy.code, copy.date)]
    if copy.code and copy.date and ordinal < len(same):
        return False
    return None in (copy.date, hidden.date) or copy.date == hidden.date


def _ordinals(documents: tuple[Document, ...]) -> dict[str, int]:
    met: dict[tuple[str | None, date | None], int] = defaultdict(int)
    ordinals = {}
    for document in documents:
        place = (document.code, document.date)
        ordinals[document.id] = met[place]
        met[place] += 1
    return ordinals
