"""``registrations`` of ``gateway.yaml``: what the operator adds to what offices register themselves."""

from __future__ import annotations

from pydantic import Field, field_validator

from gateway.settings.auth import AuthSettings
from gateway.settings.fields import EndpointUrl, Listed, ProviderId, repeated
from gateway.settings.section import Section


class CredentialSettings(Section):
    """How the gateway proves itself to an endpoint that its office registered."""

    provider: ProviderId = Field(description="The registration, by its id.")
    url: EndpointUrl = Field(description="The endpoint they are for; they go to no other.")
    auth: AuthSettings = Field(description="Its credentials there, as under auth of an office's file.")


class RegistrationsSettings(Section):
    """Registrations by offices."""

    credentials: Listed[CredentialSettings] = Field(
        default=(), max_length=500, description="Credentials that were arranged with offices."
    )

    @field_validator("credentials")
    @classmethod
    def _once(cls, credentials: tuple[CredentialSettings, ...]) -> tuple[CredentialSettings, ...]:
        repeated([one.provider for one in credentials], "provider")
        return credentials
