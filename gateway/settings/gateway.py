"""``gateway.yaml`` as models: the gateway itself, where it listens, what it keeps, who may ask."""

from __future__ import annotations

from pathlib import Path

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from connectors.urls import PORTS
from gateway.settings.access import AccessSettings
from gateway.settings.audit import AuditSettings
from gateway.settings.fields import Listed, Network, PublicUrl, misplaced
from gateway.settings.ground import Ground, Profile
from gateway.settings.identity import IdentitySettings
from gateway.settings.limits import LimitsSettings
from gateway.settings.listening import ListenSettings
from gateway.settings.registrations import RegistrationsSettings
from gateway.settings.section import Section

DAY_SECONDS = 86_400


_SQLITE = "sqlite:///"
_DATABASE = f"{_SQLITE}var/casegate.db"


class StorageSettings(Section):
    """Where what must survive a restart is kept."""

    url: str | None = Field(
        default=None,
        validate_default=True,
        description=(
            "The database. Absent: sqlite:///var/casegate.db in production, in memory in the demo profile."
        ),
    )

    @field_validator("url")
    @classmethod
    def _known(cls, url: str | None, info: ValidationInfo) -> str | None:
        """The URL with its file placed under the configuration directory, as for ``file:`` references."""
        ground = info.context if isinstance(info.context, Ground) else None
        if url is None:
            if ground is None or not ground.production:
                return None
            url = _DATABASE
        if url.startswith(("postgresql://", "postgresql+asyncpg://")):
            raise ValueError("PostgreSQL is not available in this version; write sqlite:///PATH")
        if not url.startswith("sqlite:///") or url == "sqlite:///" or not url.isprintable():
            raise ValueError("Should be sqlite:///PATH")
        return url if ground is None else _SQLITE + str(ground.directory / url.removeprefix(_SQLITE))


class CacheSettings(Section):
    """How long and how much of the offices' metadata is remembered; never content."""

    url: str = Field(default="memory://", description="Where the cache lives.")
    max_mebibytes: int = Field(
        default=256, ge=1, le=65536, description="The most memory the cache takes, in MiB."
    )
    fresh_seconds: float = Field(
        default=300,
        ge=0,
        le=7 * DAY_SECONDS,
        allow_inf_nan=False,
        description="How long an answer is used as it is.",
    )
    stale_seconds: float = Field(
        default=DAY_SECONDS,
        ge=0,
        le=30 * DAY_SECONDS,
        allow_inf_nan=False,
        description="How long after that it may be shown when its office fails. Both 0: no cache.",
    )

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        if url.startswith(("redis://", "rediss://", "valkey://", "valkeys://")):
            raise ValueError("A shared cache is not available in this version; write memory://")
        if url != "memory://":
            raise ValueError("Should be memory://")
        return url


class DeadlineSettings(Section):
    """How long a requester waits for an answer."""

    default_seconds: float = Field(
        default=10,
        gt=0,
        le=600,
        allow_inf_nan=False,
        description="When the requester asks for no other time.",
    )
    max_seconds: float = Field(
        default=60,
        gt=0,
        le=600,
        allow_inf_nan=False,
        validate_default=True,
        description="The most a requester can ask for.",
    )

    @field_validator("max_seconds")
    @classmethod
    def _not_less(cls, most: float, info: ValidationInfo) -> float:
        if most < info.data.get("default_seconds", most):
            raise ValueError(f"Should not be less than default_seconds ({info.data['default_seconds']:g})")
        return most


class OutboundSettings(Section):
    """Which networks the gateway may call."""

    allow_networks: Listed[Network] = Field(
        default=(),
        max_length=100,
        description="Networks (CIDR) that endpoints may be in although they are not public.",
    )
    deny_networks: Listed[Network] = Field(
        default=(),
        max_length=100,
        description="Networks (CIDR) that are never called although they are public.",
    )
    ports: Listed[int] = Field(
        default=tuple(sorted(PORTS)),
        min_length=1,
        max_length=50,
        description="Where endpoints may be called by name; in the demo profile: any port.",
    )

    @field_validator("ports")
    @classmethod
    def _ports(cls, ports: tuple[int, ...]) -> tuple[int, ...]:
        if beyond := [place for place, port in enumerate(ports) if not 0 < port < 65536]:
            raise misplaced(*(((place,), "Should be from 1 to 65535") for place in beyond))
        return ports


class DatabaseSettings(Section):
    """What ``gateway.yaml`` says of the database; all else in it is passed over."""

    model_config = ConfigDict(extra="ignore")

    profile: Profile = Field(
        default="production",
        description="production, or demo: plain http, loopback endpoints and literal secrets allowed.",
    )
    storage: StorageSettings = Field(
        default_factory=dict, validate_default=True, description="What survives a restart."
    )

    @property
    def database(self) -> Path | None:
        """The file of the database; ``None``: in memory."""
        return None if self.storage.url is None else Path(self.storage.url.removeprefix(_SQLITE))


class TrailSettings(DatabaseSettings):
    """What it says of the trail too."""

    audit: AuditSettings = Field(default=AuditSettings(), description="When the trail is signed.")


class GatewaySettings(TrailSettings):
    """``gateway.yaml``: the gateway itself."""

    model_config = ConfigDict(extra="forbid")

    public_url: PublicUrl = Field(description="Where requesters reach the gateway, as links should show it.")
    listen: ListenSettings = Field(default=ListenSettings(), description="Where it listens.")
    cache: CacheSettings = Field(default=CacheSettings(), description="What is remembered of answers.")
    deadline: DeadlineSettings = Field(default=DeadlineSettings(), description="How long requesters wait.")
    outbound: OutboundSettings = Field(default=OutboundSettings(), description="Where the gateway may call.")
    access: AccessSettings = Field(default=AccessSettings(), description="Who may ask.")
    identity: IdentitySettings = Field(
        default=IdentitySettings(), description="Who gets tokens, who issues them, with which keys."
    )
    registrations: RegistrationsSettings = Field(
        default=RegistrationsSettings(), description="What is added to what offices register themselves."
    )
    limits: LimitsSettings | None = Field(
        default=None,
        description="How much may be asked. Absent: as below in production, no limits in the demo profile.",
    )
