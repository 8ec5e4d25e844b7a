"""The world of one moment: providers, their rules, participants. Frozen; a reload swaps it whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import msgspec
from msgspec.structs import force_setattr, replace

from connectors.contract import Connector, Gated, Operation
from connectors.endpoint import Endpoint
from connectors.errors import Throttled
from connectors.model import VISIBILITIES, Category, Direction, Notice, Status, Visibility, stricter
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.serving import holding
from gateway.agreements import Agreement, opened
from gateway.maintenance import Window
from gateway.requesters import Requester

ProviderStatus = Literal["active", "suspended"]
Flag = Literal["yes", "no", "planned"]


class Rule(msgspec.Struct, frozen=True):
    """Part of a provider's visibility: who may see the documents that it matches.

    Empty conditions match everything; dates compare with the document's date, inclusive, statuses with that
    of its application. What is not known of a document matches every such condition (unknown is strictest).
    ``named`` without offices means those with an agreement in force.
    """

    visibility: Visibility
    offices: frozenset[str] = frozenset()
    categories: frozenset[Category] = frozenset()
    directions: frozenset[Direction] = frozenset()
    since: date | None = None
    until: date | None = None
    statuses: frozenset[Status] = frozenset()


PUBLIC_RULE = Rule("public")


class Provider(msgspec.Struct, frozen=True, dict=True):
    """A registered endpoint with its connector and its rules.

    ``default`` is the widest visibility anything of this provider can have; ``rules`` only narrow it.
    ``maximum`` is the operator's bound: whatever the office states, ``default`` never exceeds it.
    ``unpublished`` are the offices to which agreements open unpublished applications today. ``notices`` go
    with its documents.
    ``windows`` are when it is closed by announcement.
    ``trust`` is how much it counts where sources differ, the lower the more; ``None``: by what it is.
    ``revision`` changes whenever the endpoint does: cached answers of another revision are not used.
    A ``gateway`` passes on what other offices provide.
    """

    endpoint: Endpoint
    connector: Connector
    default: Rule
    rules: tuple[Rule, ...] = ()
    status: ProviderStatus = "active"
    gateway: bool = False
    revision: str = ""
    accounts: Mapping[str, Connector] = MappingProxyType({})
    account: str | None = None
    trust: int | None = None
    maximum: Rule = PUBLIC_RULE
    unpublished: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    windows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        if self.maximum.visibility != "public":
            force_setattr(self, "default", narrower(self.default, self.maximum))

    @property
    def id(self) -> str:
        """The provider's id, as in its configuration file."""
        return self.endpoint.id

    @property
    def hosted(self) -> bool:
        """Whether this is an office's own service, not a hub that speaks for several, nor a gateway."""
        return len({*map(holding, self.endpoint.serves)}) == 1 and not self.gateway

    def asked_by(self, office: str) -> Provider:
        """The provider as it is asked for an accessing office: with its own credentials where it has some.

        What is answered to them is kept apart, and so is the budget that they have.
        """
        if office not in self.accounts:
            return self
        revision = f"{self.revision} for {office}"
        return replace(self, connector=self.accounts[office], revision=revision, account=office)

    def on(self, agreements: Collection[Agreement], today: date) -> Provider:
        """The provider with its agreements of this day worked into its rules.

        They open the default and the rules that name offices; of rules, those that name none themselves.
        """
        found = opened(agreements, self.id, self.endpoint.serves, today)
        if not found.offices:
            return self

        def widened(rule: Rule) -> Rule:
            return replace(rule, offices=rule.offices | found.offices) if rule.visibility == "named" else rule

        return replace(
            self,
            default=widened(self.default),
            rules=tuple(rule if rule.offices else widened(rule) for rule in self.rules),
            unpublished=found.unpublished,
        )

    @cached_property
    def by_status(self) -> bool:
        """Whether it matters to its rules how far an application has come."""
        return any(rule.statuses for rule in self.rules)

    @property
    def decisive(self) -> tuple[object, ...]:
        """Everything of it that decides what is shown to whom."""
        return (
            self.default, self.rules, self.unpublished, self.status, self.endpoint.serves,
            self.endpoint.capabilities, self.gateway, self.account is None,
        )  # fmt: skip

    def can(self, operation: Operation) -> bool:
        """Whether the provider is asked for this operation."""
        return operation in self.endpoint.capabilities

    def can_find(self, number: Number) -> bool:
        """Whether it makes sense to ask this provider for the family of such a number.

        A connector that is ``Selective`` says so; looked up by name, since this is asked for every ask.
        """
        ask: Callable[[Number], bool] | None = getattr(self.connector, "can_find", None)
        return ask is None or ask(number)

    def kept_back(self, operation: Operation, rendition: str = "") -> Throttled | None:
        """Why such a question would not be sent now, where the connector is ``Gated`` and knows."""
        return self.connector.kept_back(operation, rendition) if isinstance(self.connector, Gated) else None


class Participant(msgspec.Struct, frozen=True):
    """An office that takes part, and how; descriptive only."""

    office: str
    name: str
    providing: Flag = "no"
    public_access: Flag = "no"
    accessing: Flag = "no"
    since: date | None = None
    source: str | None = None


class World(msgspec.Struct, frozen=True, dict=True):
    """Everything that decides whom to ask and what to show, at one moment.

    ``agreements`` open nothing by themselves: ``on`` a day they are worked into the providers.
    """

    providers: Mapping[str, Provider]
    participants: Mapping[str, Participant]
    version: str = ""
    agreements: tuple[Agreement, ...] = ()

    def on(self, today: date) -> World:
        """The world of this day, with what its agreements open; worked out once a day."""
        if not self.agreements:
            return self
        known = self._days.get(today)
        if known is None:
            providers = {name: one.on(self.agreements, today) for name, one in self.providers.items()}
            version = f"{self.version} on {today.isoformat()}"
            known = replace(self, providers=providers, version=version, agreements=())
            self._days.clear()
            self._days[today] = known
        return known

    @cached_property
    def _days(self) -> dict[date, World]:
        return {}

    @cached_property
    def by_status(self) -> bool:
        """Whether it matters to anybody's rules how far an application has come."""
        return any(provider.by_status for provider in self.providers.values())

    def changed(self, after: World) -> set[str]:
        """The providers of which something else is shown after a change, and who serves the same offices.

        Those have copies, of which that one's rules decide too.
        """
        mine, its = self._decisive, after._decisive
        changed = {name for name in mine.keys() | its.keys() if mine.get(name) != its.get(name)}
        found = set(changed)
        for world in (self, after):
            for name in changed & world.providers.keys():
                for office in world.providers[name].endpoint.serves:
                    found |= {one.id for one in world.serving(office)}
        return found

    def decides_as(self, other: World) -> bool:
        """Whether this world shows everybody what the other one does, as far as rules decide it."""
        return self is other or self._decisive == other._decisive

    @cached_property
    def _decisive(self) -> dict[str, tuple[object, ...]]:
        return {name: provider.decisive for name, provider in self.providers.items()}

    def governs_as(self, other: World, number: ApplicationNumber) -> bool:
        """The same about one application's file."""
        if self is other:
            return True
        mine, its = self.serving(number.office, number.kind), other.serving(number.office, number.kind)
        return [(p.id, p.decisive) for p in mine] == [(p.id, p.decisive) for p in its]

    def confides(self, provider: Provider, number: ApplicationNumber, requester: Requester) -> bool:
        """Whether the requester may know, from this provider, of an application that is not published.

        Its own office may; another one by an agreement with the office's own service or, where there is none,
        with the provider, if that speaks for the office.
        """
        if requester.office is None:
            return False
        return requester.office == number.office or self.confides_of(
            provider, number.office, number.kind, requester
        )

    def confides_of(self, provider: Provider, office: str, kind: str, requester: Requester) -> bool:
        """The same of everything unpublished at an office, of this kind class."""
        if requester.office is None:
            return False
        if requester.office == holding(office, kind):
            return True
        governing = self.host(office, kind)
        if governing is None and provider.id in {one.id for one in self.serving(office, kind)}:
            governing = provider
        if governing is None or requester.office not in governing.unpublished:
            return False
        return admits(governing.default, requester)

    @cached_property
    def _serving(self) -> dict[str, tuple[Provider, ...]]:
        found: dict[str, list[Provider]] = {}
        for provider in self.providers.values():
            for office in {*map(holding, provider.endpoint.serves)}:
                found.setdefault(office, []).append(provider)
        return {office: tuple(providers) for office, providers in found.items()}

    def serving(self, office: str, kind: str = "A") -> tuple[Provider, ...]:
        """The providers that hold dossiers of an application at this office, of this kind class."""
        return self._serving.get(holding(office, kind), ())

    def host(self, office: str, kind: str = "A") -> Provider | None:
        """The office's own service, whose rule governs its documents by whatever route they came.

        Of several that serve this office alone, the one that has its dossiers.
        """
        hosted = [provider for provider in self.serving(office, kind) if provider.hosted]
        return min(hosted, key=lambda provider: not provider.can("dossier"), default=None)

    @cached_property
    def _asked_by(self) -> dict[str, World]:
        offices = {office for provider in self.providers.values() for office in provider.accounts}
        return {
            office: replace(
                self, providers={name: one.asked_by(office) for name, one in self.providers.items()}
            )
            for office in offices
        }

    def asked_by(self, requester: Requester) -> World:
        """The world as it is asked for this requester: other credentials at some providers, nothing else."""
        return self if requester.office is None else self._asked_by.get(requester.office, self)

    def hosts(self, provider: str, application: ApplicationNumber) -> bool:
        """Whether a provider is the own service of an application's office, and lists it at first hand."""
        host = self.host(application.office, application.kind)
        return host is not None and host.id == provider

    @cached_property
    def without_gateways(self) -> World:
        """The world at first hand: what is asked for whoever uses this gateway as a provider itself.

        A gateway is no office's own service, so nothing is governed less without it.
        """
        if not any(provider.gateway for provider in self.providers.values()):
            return self
        kept = {id: provider for id, provider in self.providers.items() if not provider.gateway}
        return replace(self, providers=kept)

    def alone(self, numbers: Iterable[Number | ApplicationNumber]) -> World:
        """The world in which a confidential question is asked: the own services of these numbers' offices."""
        hosts = [self.host(number.office, number.kind or "A") for number in numbers]
        return replace(self, providers={host.id: host for host in hosts if host is not None})

    def open_to(self, requester: Requester) -> tuple[Provider, ...]:
        """The providers that may show anything at all to this requester, by id."""
        return tuple(p for p in self.providers.values() if admits(p.default, requester))


def admits(rule: Rule, requester: Requester) -> bool:
    """Whether one rule lets this requester see what it covers."""
    match rule.visibility:
        case "public":
            return True
        case "offices":
            return requester.office is not None
        case "named":
            return requester.office is not None and requester.office in rule.offices
        case _:
            return False


def narrower(one: Rule, other: Rule) -> Rule:
    """The default of whoever both let see it; a word that is not known lets nobody."""
    if not {one.visibility, other.visibility} <= {*VISIBILITIES}:
        return Rule("none")
    visibility = stricter(one.visibility, other.visibility)
    if visibility != "named":
        return Rule(visibility)
    named = [rule.offices for rule in (one, other) if rule.visibility == "named"]
    return Rule("named", frozenset.intersection(*named))


def world_of(
    providers: Iterable[Provider],
    participants: Iterable[Participant],
    version: str = "",
    agreements: Iterable[Agreement] = (),
) -> World:
    """A world of these providers, participants and agreements."""
    return World(
        {p.id: p for p in sorted(providers, key=lambda p: p.id)},
        {p.office: p for p in participants},
        version,
        tuple(sorted(agreements, key=lambda one: one.id)),
    )
