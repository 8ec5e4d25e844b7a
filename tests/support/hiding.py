"""A second, plainer statement of what is hidden from whom: it deletes hidden facts from the offices.

Written apart from the gateway's own rules, from what is promised of them, to hold the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from msgspec.structs import replace
from worlds import Office

from connectors.errors import NotHeld
from connectors.model import Access, Application, Document, Dossier
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.requesters import Requester
from gateway.world import Provider, Rule, World


def partners(provider: Provider, world: World, today: date, *, unpublished: bool = False) -> set[str]:
    """The offices with which a provider has an agreement that counts today, or counts for the unpublished."""
    found: set[str] = set()
    for one in world.agreements:
        over = one.ends is not None and one.ends < today
        if one.provider != provider.id or not one.active or over or one.begins > today:
            continue
        if unpublished and not one.unpublished:
            continue
        if all(office in one.accepted_by for office in provider.endpoint.serves):
            found |= {office for office in one.accessing if office in one.accepted_by}
    return found


def sees(statement: Rule | Access, requester: Requester, more: Collection[str] = ()) -> bool:
    """Whether one statement lets the requester see what it is about; ``named`` are also ``more``."""
    audience = {"public": {None, requester.office}, "offices": {requester.office} - {None}}
    named = {*statement.offices, *more} if statement.visibility == "named" else set()
    return requester.office in audience.get(statement.visibility, named)


class Eyes:
    """What one requester may see in one world on one day, statement by statement.

    ``file``: the application whose document list is asked for, if that is the question.
    """

    def __init__(
        self, world: World, requester: Requester, today: date, file: ApplicationNumber | None = None
    ) -> None:
        self.world, self.requester, self.today = world, requester, today
        self.public = {
            member.number
            for provider in world.providers.values()
            if self.enters(provider)
            for member in self.told(provider)
            if self._out(member)
        }
        if file is not None and any(map(self._out, self._filed(file))):
            self.public.add(file)

    def _filed(self, file: ApplicationNumber) -> list[Application]:
        """What is said of an application in the file of its office's own service; without one, in any."""
        host = self.world.host(file.office, file.kind)
        asked = self.world.serving(file.office, file.kind) if host is None else (host,)
        said = []
        for provider in asked:
            office = provider.connector
            assert isinstance(office, Office)
            if "dossier" in provider.endpoint.capabilities - office.always.keys() and self.enters(provider):
                said += [dossier for number, dossier in office.dossiers.items() if number == file]
        told = [d.application for d in said if d.access is None or sees(d.access, self.requester)]
        return [one for one in told if one.access is None or sees(one.access, self.requester)]

    def _out(self, application: Application) -> bool:
        """Whether a publication that is not to come is stated."""
        return any(p.date is None or p.date <= self.today for p in application.publications)

    def enters(self, provider: Provider) -> bool:
        """Whether anything of this provider can be seen: its default or an agreement, within its maximum."""
        agreed = partners(provider, self.world, self.today)
        return sees(provider.default, self.requester, agreed) and sees(provider.maximum, self.requester)

    def told(self, provider: Provider) -> list[Application]:
        """What a provider lists under any number that does not lead there by a publication to come."""
        return [
            member
            for number, members in provider.connector.families.items()  # type: ignore[attr-defined]
            if not _only_to_come(number, members, self.requester, self.today)
            for member in members
        ]

    def may_know(self, provider: Provider, number: ApplicationNumber) -> bool:
        """Whether it may know of the application from this provider."""
        if number in self.public or self.requester.office == number.office:
            return True
        host = self.world.host(number.office, number.kind)
        speaking = host or (provider if number.office in provider.endpoint.serves else None)
        if speaking is None or not self.enters(speaking):
            return False
        return self.requester.office in partners(speaking, self.world, self.today, unpublished=True)

    def statuses(self, provider: Provider, number: ApplicationNumber) -> set[str]:
        """How far the application has come, as counts for the provider's rules."""
        host = self.world.host(number.office, number.kind)
        for one in (host, provider):
            if one is not None and self.enters(one) and (known := self._said(one, number) - {"unknown"}):
                return known
        return set()

    def _said(self, provider: Provider, number: ApplicationNumber) -> set[str]:
        """What a provider says of that when it is asked: with a family and with a document list."""
        office = provider.connector
        assert isinstance(office, Office)
        asked = provider.endpoint.capabilities - office.always.keys()
        said = {m.status for m in self.told(provider) if m.number == number} if "family" in asked else set()
        if "dossier" in asked and number in office.dossiers:
            said.add(office.dossiers[number].application.status)
        return said

    def shows(self, provider: Provider, document: Document, number: ApplicationNumber) -> bool:
        """Whether everything that this provider says of the document lets the requester see it."""
        if not self.enters(provider):
            return False
        agreed, come = partners(provider, self.world, self.today), self.statuses(provider, number)
        said = [r for r in provider.rules if speaks_of(r, document, come)]
        own = [] if document.access is None else [document.access]
        return all(sees(r, self.requester, () if r.offices else agreed) for r in said) and all(
            sees(statement, self.requester) for statement in own
        )


def speaks_of(rule: Rule, document: Document, statuses: Collection[str] = ()) -> bool:
    """Whether a rule is about this document; what is not known of it is in every such rule."""
    if rule.categories and document.category not in rule.categories:
        return False
    if rule.directions and document.direction != "unknown" and document.direction not in rule.directions:
        return False
    if rule.statuses and statuses and not rule.statuses & set(statuses):
        return False
    after = rule.since is None or document.date is None or rule.since <= document.date
    return after and (rule.until is None or document.date is None or document.date <= rule.until)


def shows(provider: Provider, document: Document, requester: Requester) -> bool:
    """Whether a provider without agreements, that does not know how far applications came, shows this."""
    said: list[Rule | Access] = [provider.default, *(r for r in provider.rules if speaks_of(r, document))]
    if document.access is not None:
        said.append(document.access)
    return all(sees(statement, requester) for statement in said)


def without_hidden(
    world: World, requester: Requester, today: date, file: ApplicationNumber | None = None
) -> World:
    """The same world, in which every office holds only what the requester may know of.

    ``file``: as who asks for that application's document list, which may say that it is published.
    """
    eyes = Eyes(world, requester, today, file)

    def thinned(provider: Provider) -> Provider:
        office = provider.connector
        assert isinstance(office, Office)
        if not eyes.enters(provider):
            return replace(provider, connector=Office())
        families = {
            number: tuple(
                _past(member, requester, today)
                for member in members
                if eyes.may_know(provider, member.number)
            )
            for number, members in office.families.items()
            if not _only_to_come(number, members, requester, today)
        }
        dossiers = [
            replace(
                dossier,
                application=_past(dossier.application, requester, today),
                documents=_visible(provider, dossier, eyes),
                notices=tuple(n for n in dossier.notices if n.access is None or sees(n.access, requester)),
                **_without_citations(provider, number, eyes),
            )
            for number, dossier in office.dossiers.items()
            if eyes.may_know(provider, number)
        ]
        citations = [
            replace(dossier, application=_past(dossier.application, requester, today), documents=())
            for number, dossier in office.citations.items()
            if eyes.may_know(provider, number) and _citations_shown(provider, number, eyes)
        ]
        always = {**office.always, **_nothing_withheld(office, requester)}
        thin = Office(
            families, dossiers, citations=citations, seconds=office.seconds, slow=office.slow, always=always
        )
        return replace(provider, connector=thin)

    return replace(world, providers={name: thinned(one) for name, one in world.providers.items()})


_CITATIONS = Document(id="", title="", category="citations")
"""What citations and classifications count as where rules are concerned."""


def _citations_shown(provider: Provider, number: ApplicationNumber, eyes: Eyes) -> bool:
    """Whether the provider and the office's own service let the requester see what was cited.

    While the service has not answered, or withholds it, nobody's copy is shown.
    """
    host = eyes.world.host(number.office, number.kind)
    if not eyes.shows(provider, _CITATIONS, number) or host is None or host.id == provider.id:
        return eyes.shows(provider, _CITATIONS, number)
    office = host.connector
    assert isinstance(office, Office)
    error = office.always.get("citations") if "citations" in host.endpoint.capabilities else None
    return eyes.shows(host, _CITATIONS, number) and getattr(error, "code", "not_held") == "not_held"


def _without_citations(provider: Provider, number: ApplicationNumber, eyes: Eyes) -> dict[str, tuple[()]]:
    """What of the citations in a document list is deleted."""
    host = eyes.world.host(number.office, number.kind)
    if all(eyes.shows(one, _CITATIONS, number) for one in (provider, host or provider)):
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


def _visible(provider: Provider, dossier: Dossier, eyes: Eyes) -> tuple[Document, ...]:
    number = dossier.application.number
    own = [d for d in dossier.documents if eyes.shows(provider, d, number)]
    host = eyes.world.host(number.office, number.kind)
    if host is None or host.id == provider.id or not eyes.enters(host):
        return tuple(own)
    own = [d for d in own if eyes.shows(host, d, number)]
    if "dossier" not in host.endpoint.capabilities:
        return tuple(own)
    office = host.connector
    assert isinstance(office, Office)
    if "dossier" in office.always and office.always["dossier"].code != "not_held":  # type: ignore[attr-defined]
        return ()
    listed = office.dossiers.get(number, Dossier(application=dossier.application)).documents
    if "dossier" in office.always:
        listed = ()
    hidden = [d for d in listed if not eyes.shows(host, d, number)]
    order = _ordinals(dossier.documents)
    return tuple(d for d in own if not any(_may_be(d, order[d.id], h, listed) for h in hidden))


def _may_be(copy: Document, ordinal: int, hidden: Document, listed: tuple[Document, ...]) -> bool:
    """Whether a hub's document could be this hidden one of the office."""
    if (copy.code, copy.date) == (hidden.code, hidden.date):
        return True
    if copy.id == hidden.id and len(copy.id) >= 8:
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
