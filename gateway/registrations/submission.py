"""What an office writes when it registers an endpoint: an office file without what only the operator may say.

There is no place in it for a status, an approval, a maximum, a secret or a reference to one, another office,
or a mark as a gateway. How the gateway proves itself is either by nothing, by a token of its own, or by what
the operator has arranged with the office.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StrictStr, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from connectors.contract import Operation
from connectors.model import Visibility
from gateway.settings.fields import EndpointUrl, Line, Listed, OfficeCode, ProviderId, repeated
from gateway.settings.ground import Ground
from gateway.settings.maintenance import MaintenanceWindow
from gateway.settings.models import LimitSettings
from gateway.settings.section import Section
from gateway.settings.visibility import VisibilityRule

Protocol = Literal["case", "opd", "static-index"]
"""What an office's own service may speak; the services of others are the operator's to configure."""

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _own_name(url: str) -> str:
    """A URL whose host is in plain ASCII; other letters look alike too easily to be approved by eye."""
    host = url.partition("://")[2].partition("/")[0]
    if any(label.startswith("xn--") for label in host.lower().split(".")):
        raise ValueError(
            "Should have a host name without xn-- labels; the operator can configure an endpoint with one"
        )
    return url


def _email(text: str) -> str:
    if len(text) > 254 or _EMAIL.fullmatch(text) is None:
        raise ValueError("Should be an e-mail address")
    return text


class _Submitted(Section):
    """What all parts have in common: JSON's names."""

    model_config = ConfigDict(alias_generator=to_camel)


class RegisteredLimits(LimitSettings):
    """How much the endpoint may be asked."""

    model_config = ConfigDict(alias_generator=to_camel)


class NoProof(_Submitted):
    """The endpoint asks for no credentials."""

    type: Literal["none"]


class GatewayProof(_Submitted):
    """The gateway shows a token of its own, which the endpoint checks by the gateway's published keys.

    Its audience is the endpoint's URL: whoever could choose it would be given tokens for another's endpoint.
    """

    type: Literal["gateway-token"]


class ArrangedProof(_Submitted):
    """The gateway shows credentials that its operator has arranged with the office and configured."""

    type: Literal["arranged"]


Proof = Annotated[NoProof | GatewayProof | ArrangedProof, Field(discriminator="type")]


class RegisteredVisibility(_Submitted):
    """Who may see what the endpoint shows; the operator's maximum stands above it."""

    default: Visibility = Field(default="offices")
    offices: Listed[OfficeCode] = Field(default=(), max_length=250, validate_default=True)
    rules: Listed[VisibilityRule] = Field(default=(), max_length=100)

    @field_validator("offices")
    @classmethod
    def _named(cls, offices: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("default") not in ("named", None) and offices:
            raise ValueError("Offices are listed for 'named' only")
        repeated(offices, "office")
        return offices


class Contact(_Submitted):
    """Whom the operator writes to; shown to nobody else."""

    name: Line
    email: Annotated[StrictStr, AfterValidator(_email)]


class MaximumSaid(_Submitted):
    """The widest that an operator lets anything be seen."""

    visibility: Visibility
    offices: Listed[OfficeCode] = Field(default=(), max_length=250, validate_default=True)

    @field_validator("offices")
    @classmethod
    def _named(cls, offices: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if "visibility" in info.data and (info.data["visibility"] == "named") is not bool(offices):
            raise ValueError("Offices are listed for 'named', and have to be")
        repeated(offices, "office")
        return offices


class Consent(_Submitted):
    """What an operator says who approves a registration."""

    maximum: MaximumSaid = MaximumSaid(visibility="public")


class Submission(_Submitted):
    """An endpoint as its office wants it."""

    id: ProviderId
    name: Line
    serves: Listed[OfficeCode] = Field(min_length=1, max_length=2)
    protocol: Protocol
    url: Annotated[EndpointUrl, AfterValidator(_own_name)]
    capabilities: Listed[Operation] | None = Field(default=None, min_length=1, max_length=4)
    auth: Proof = NoProof(type="none")
    limits: RegisteredLimits = RegisteredLimits()
    visibility: RegisteredVisibility = RegisteredVisibility()
    maintenance: Listed[MaintenanceWindow] = Field(default=(), max_length=50)
    contact: Contact

    @field_validator("serves")
    @classmethod
    def _once(cls, serves: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(serves))

    @field_validator("capabilities")
    @classmethod
    def _had(
        cls, capabilities: tuple[Operation, ...] | None, info: ValidationInfo
    ) -> tuple[Operation, ...] | None:
        repeated(capabilities or (), "capability")
        protocol = info.data.get("protocol")
        if capabilities is not None and protocol is not None and isinstance(info.context, Ground):
            had = info.context.wire(protocol).capabilities
            if not set(capabilities) <= had:
                raise ValueError(f"Protocol {protocol} has only: {', '.join(sorted(had))}")
        return capabilities

    @property
    def reached(self) -> tuple[str, str, tuple[str, ...], dict[str, str]]:
        """What has to be proved and examined anew when it changes."""
        return (self.url, self.protocol, self.serves, self.auth.model_dump())

    def told(self) -> dict[str, Any]:
        """The submission as JSON tells it, with everything that was left to its default."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
