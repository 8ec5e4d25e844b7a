"""``gateway.yaml``, section ``audit``: when the trail is signed, and with which key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from gateway.audit.signing import public_of
from gateway.audit.trail import Signing
from gateway.settings.fields import PemRef
from gateway.settings.ground import Ground
from gateway.settings.secrets import reveal
from gateway.settings.section import Section


def _signs(text: str, info: ValidationInfo) -> str:
    """A reference to a key that signs; ``UnusableKey`` is a ``ValueError``."""
    if isinstance(info.context, Ground):
        try:
            public_of(reveal(text, info.context.environ).reveal().encode())
        except ValueError as error:
            raise ValueError(f"The secret does not sign checkpoints: {error}") from None
    return text


SigningKeyRef = Annotated[PemRef, AfterValidator(_signs)]
"""A reference to a private key in PEM form, Ed25519 or of the curve P-256."""


class AuditSettings(Section):
    """The trail of who asked, who saw and who changed what."""

    signing_key: SigningKeyRef | None = Field(
        default=None,
        repr=False,
        description="Reference to the private key (PEM; Ed25519 or P-256) that signs checkpoints. "
        "Absent: one that is made and kept in the database.",
    )
    checkpoint_records: int = Field(
        default=10_000, ge=1, le=10_000_000, description="A checkpoint after so many records of a process."
    )
    checkpoint_minutes: float = Field(
        default=60,
        gt=0,
        le=10_080,
        allow_inf_nan=False,
        description="A checkpoint when so much time has passed and something was recorded.",
    )


def signing(settings: AuditSettings, environ: Mapping[str, str]) -> Signing:
    """When a process signs, and with which key.

    Raises:
        SecretError: the reference leads nowhere (any more).
    """
    return Signing(
        records=settings.checkpoint_records,
        seconds=settings.checkpoint_minutes * 60,
        key=None if settings.signing_key is None else reveal(settings.signing_key, environ),
    )
