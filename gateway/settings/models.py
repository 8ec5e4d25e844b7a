"""The configuration as models: what may be written, with defaults, bounds and descriptions.

``gateway.yaml`` stands in ``gateway.settings.gateway``; ``OfficeSettings`` is one file of ``offices/``,
``ParticipantsFile`` ``participants.yaml``, ``gateway.settings.agreements`` has ``agreements.yaml``,
``Settings`` is the whole. All are frozen and refuse unknown keys.
Keys are snake_case; times end in ``_seconds``.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from connectors.contract import Operation
from connectors.model import NoticeKind
from connectors.offices import OFFICES
from gateway.settings.agreements import AgreementSettings
from gateway.settings.auth import AuthSettings, NoAuthSettings, OAuth2Settings, check_oauth2
from gateway.settings.fields import (
    Day,
    EndpointUrl,
    Flag,
    Line,
    Listed,
    OfficeCode,
    ProviderId,
    misplaced,
    repeated,
)
from gateway.settings.gateway import GatewaySettings
from gateway.settings.ground import Ground
from gateway.settings.maintenance import MaintenanceWindow
from gateway.settings.section import Section
from gateway.settings.visibility import VisibilitySettings

_UNDER_AGREEMENT = ("global-dossier",)
"""Protocols of services that nobody may run against without an agreement with who offers them."""


class LimitSettings(Section):
    """How much a provider may be asked."""

    concurrency: int = Field(default=8, ge=1, le=256, description="Calls at the same time.")
    requests_per_minute: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="Calls a minute; absent: what its protocol allows.",
    )
    requests_per_day: int | None = Field(
        default=None, ge=1, le=1_000_000_000, description="Calls a day (UTC); absent: no limit."
    )
    timeout_seconds: float = Field(
        default=10,
        gt=0,
        le=60,
        allow_inf_nan=False,
        description="How long one call may take, to its last byte.",
    )


class AccountSettings(Section):
    """How the gateway proves itself to a provider when it asks for one accessing office."""

    office: OfficeCode = Field(description="The accessing office, by its ST.3 code.")
    auth: AuthSettings = Field(description="Its credentials at the provider, as under auth.")


class NoticeSettings(Section):
    """What an office wants said wherever its documents are shown."""

    kind: NoticeKind = Field(description="What it is about.")
    text: Line = Field(description="What is said.")


class OfficeSettings(Section):
    """``offices/<id>.yaml``: one provider, an office's own endpoint or a hub that speaks for several."""

    id: ProviderId = Field(
        description="The provider's id, the name of its file; part of document ids, never to be changed."
    )
    name: Line = Field(description="The provider's name as people know it.")
    serves: Listed[OfficeCode] = Field(
        max_length=250,
        description="ST.3 codes of the offices whose dossiers it has; WO includes IB.",
    )
    protocol: str = Field(
        min_length=1, max_length=100, description="The protocol it speaks, one that is installed."
    )
    url: EndpointUrl = Field(description="The root of its service.")
    capabilities: Listed[Operation] | None = Field(
        default=None, max_length=4, description="What it is asked for; absent: all that the protocol has."
    )
    auth: AuthSettings = Field(default=NoAuthSettings(), description="How the gateway proves itself to it.")
    accounts: Listed[AccountSettings] = Field(
        default=(),
        max_length=250,
        description="Accessing offices for which it is asked with credentials, and limits, of their own.",
    )
    limits: LimitSettings = Field(default=LimitSettings(), description="How much it may be asked.")
    visibility: VisibilitySettings = Field(
        default=VisibilitySettings(), description="Who may see what it shows."
    )
    maintenance: Listed[MaintenanceWindow] = Field(
        default=(), max_length=50, description="When it is closed: it is not asked then."
    )
    status: Literal["active", "suspended"] = Field(
        default="active", description="suspended: it is not asked."
    )
    agreement: Line | None = Field(
        default=None,
        validate_default=True,
        description="The agreement by which it is asked; global-dossier needs one in production.",
    )
    trust: int | None = Field(
        default=None,
        ge=0,
        le=100,
        description="How much it counts where sources differ, 0 most; absent: by what it is.",
    )
    gateway: bool = Field(
        default=False, description="It is itself a gateway that passes on what other offices provide."
    )
    notices: Listed[NoticeSettings] = Field(
        default=(), max_length=10, description="What is said wherever its documents are shown."
    )

    @field_validator("id")
    @classmethod
    def _as_its_file(cls, value: str, info: ValidationInfo) -> str:
        name = info.context.file_name if isinstance(info.context, Ground) else None
        if name is not None and name != value:
            raise ValueError(f"Should be {name!r}, the name of the file")
        return value

    @field_validator("serves")
    @classmethod
    def _once(cls, serves: tuple[str, ...]) -> tuple[str, ...]:
        if not serves:
            raise ValueError("Should list at least one office")
        repeated(serves, "office", but="WO")
        return tuple(dict.fromkeys(serves))

    @field_validator("protocol")
    @classmethod
    def _installed(cls, protocol: str, info: ValidationInfo) -> str:
        if isinstance(info.context, Ground) and protocol not in info.context.protocols:
            installed = ", ".join(info.context.protocols) or "none"
            near = get_close_matches(protocol.lower(), info.context.protocols, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"No such protocol is installed; there are: {installed}{hint}")
        return protocol

    @field_validator("capabilities")
    @classmethod
    def _had(
        cls, capabilities: tuple[Operation, ...] | None, info: ValidationInfo
    ) -> tuple[Operation, ...] | None:
        if capabilities == ():
            raise ValueError("Should list at least one, or be left out")
        repeated(capabilities or (), "capability")
        protocol = info.data.get("protocol")
        if capabilities is not None and protocol is not None and isinstance(info.context, Ground):
            had = info.context.wire(protocol).capabilities
            beyond = [place for place, word in enumerate(capabilities) if word not in had]
            if beyond:
                sentence = f"Protocol {protocol} cannot be asked for this; it has: {', '.join(sorted(had))}"
                raise misplaced(*(((place,), sentence) for place in beyond))
        return capabilities

    @field_validator("agreement")
    @classmethod
    def _agreed(cls, agreement: str | None, info: ValidationInfo) -> str | None:
        production = isinstance(info.context, Ground) and info.context.production
        if agreement is None and production and info.data.get("protocol") in _UNDER_AGREEMENT:
            raise ValueError(f"Is required in production for protocol {info.data['protocol']}")
        return agreement

    @field_validator("accounts")
    @classmethod
    def _accounts(
        cls, accounts: tuple[AccountSettings, ...], info: ValidationInfo
    ) -> tuple[AccountSettings, ...]:
        _check_once([one.office for one in accounts], "office")
        for account in accounts:
            if isinstance(account.auth, OAuth2Settings) and "protocol" in info.data:
                check_oauth2(info.data["protocol"], account.auth)
        return accounts

    @field_validator("auth")
    @classmethod
    def _complete(cls, auth: AuthSettings, info: ValidationInfo) -> AuthSettings:
        if isinstance(auth, OAuth2Settings) and "protocol" in info.data:
            check_oauth2(info.data["protocol"], auth)
        return auth


class Participant(Section):
    """An office that takes part. The flags describe; what a provider shows is its own ``visibility``."""

    office: OfficeCode = Field(description="The office, by its ST.3 code; IB is read as WO.")
    name: Line = Field(default="", validate_default=True, description="Its name; absent: the name of ST.3.")
    providing: Flag = Field(default=False, description="It provides dossiers.")
    public_access: Flag = Field(default=False, description="What it provides may be seen by the public.")
    accessing: Flag = Field(default=False, description="Its examiners ask.")
    since: Day | None = Field(default=None, description="Since when it takes part, where known.")
    source: Line | None = Field(default=None, description="Where this is said.")

    @field_validator("name", mode="before")
    @classmethod
    def _named(cls, name: object, info: ValidationInfo) -> object:
        return OFFICES.get(info.data.get("office", ""), "?") if name == "" else name


class ParticipantsFile(Section):
    """``participants.yaml``: who takes part, and how."""

    participants: Listed[Participant] = Field(
        default=(), max_length=500, description="The offices that take part."
    )

    @field_validator("participants")
    @classmethod
    def _once(cls, participants: tuple[Participant, ...]) -> tuple[Participant, ...]:
        _check_once([one.office for one in participants], "office")
        return participants


class Settings(Section):
    """The whole configuration: the gateway, its providers by id, and who takes part."""

    gateway: GatewaySettings = Field(description="gateway.yaml")
    offices: Listed[OfficeSettings] = Field(default=(), description="offices/*.yaml")
    participants: Listed[Participant] = Field(default=(), description="participants.yaml")
    agreements: Listed[AgreementSettings] = Field(default=(), description="agreements.yaml")

    @field_validator("offices")
    @classmethod
    def _distinct(cls, offices: tuple[OfficeSettings, ...]) -> tuple[OfficeSettings, ...]:
        _check_once([one.id for one in offices], "id")
        return tuple(sorted(offices, key=lambda one: one.id))


def _check_once(values: Sequence[str], key: str) -> None:
    again = [place for place, value in enumerate(values) if value in values[:place]]
    if again:
        raise misplaced(*(((place, key), f"{values[place]} is listed twice") for place in again))
