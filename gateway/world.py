"""The world of one moment: providers, their rules, participants. Frozen; a reload swaps it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import msgspec
from msgspec.structs import replace

from connectors.contract import Connector, Operation
from connectors.endpoint import Endpoint
from connectors.model import Category, Direction, Visibility
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.maintenance import Window
from gateway.requesters import Requester

ProviderStatus = Literal["active", "suspended"]
Flag = Literal["yes", "no", "planned"]

_ALIASES = {"IB": "WO"}


class Rule(msgspec.Struct, frozen=True):
    """Part of a provider's visibility: who may see the documents that it matches.

    Empty conditions match everything; dates compare with the document's date, inclusive, and a rule with a
    date condition also matches a document without a date (unknown means strictest).
    """

    visibility: Visibility
    offices: frozenset[str] = frozenset()
    categories: frozenset[Category] = frozenset()
    directions: frozenset[Direction] = frozenset()
    since: date | None = None
    until: date | None = None


class Provider(msgspec.Struct, frozen=True):
    """A registered endpoint with its connector and its rules.

    ``default`` is the widest visibility anything of this provider can have; ``rules`` only narrow it.
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
    windows: tuple[Window, ...] = ()

    @property
    def id(self) -> str:
        """The provider's id, as in its configuration file."""
        return self.endpoint.id

    @property
    def hosted(self) -> bool:
        """Whether this is an office's own service, not a hub that speaks for several, nor a gateway."""
        served = {_ALIASES.get(office, office) for office in self.endpoint.serves}
        return len(served) == 1 and not self.gateway

    def asked_by(self, office: str) -> Provider:
        """The provider as it is asked for an accessing office: with its own credentials where it has some.

        What is answered to them is kept apart, and so is the budget that they have.
        """
        if office not in self.accounts:
            return self
        revision = f"{self.revision} for {office}"
        return replace(self, connector=self.accounts[office], revision=revision, account=office)

    def can(self, operation: Operation) -> bool:
        """Whether the provider is asked for this operation."""
        return operation in self.endpoint.capabilities

    def can_find(self, number: Number) -> bool:
        """Whether it makes sense to ask this provider for the family of such a number.

        A connector that is ``Selective`` says so; looked up by name, since this is asked for every ask.
        """
        ask: Callable[[Number], bool] | None = getattr(self.connector, "can_find", None)
        return ask is None or ask(number)


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
    """Everything that decides whom to ask and what to show, at one moment."""

    providers: Mapping[str, Provider]
    participants: Mapping[str, Participant]
    version: str = ""

    @cached_property
    def _serving(self) -> dict[str, tuple[Provider, ...]]:
        found: dict[str, list[Provider]] = {}
        for provider in self.providers.values():
            for office in {_ALIASES.get(office, office) for office in provider.endpoint.serves}:
                found.setdefault(office, []).append(provider)
        return {office: tuple(providers) for office, providers in found.items()}

    def serving(self, office: str, kind: str = "A") -> tuple[Provider, ...]:
        """The providers that hold dossiers of an application at this office, of this kind class.

        An international application (kind ``W``) is held by the International Bureau, whoever received it.
        """
        return self._serving.get("WO" if kind == "W" else _ALIASES.get(office, office), ())

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
        return World(kept, self.participants, self.version)

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


def world_of(providers: Iterable[Provider], participants: Iterable[Participant], version: str = "") -> World:
    """A world of these providers and participants."""
    return World(
        {p.id: p for p in sorted(providers, key=lambda p: p.id)}, {p.office: p for p in participants}, version
    )
