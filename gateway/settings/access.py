"""``gateway.yaml``, section ``access``: who may ask, by which key or certificate, behind which proxies."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictStr, ValidationInfo, field_validator

from gateway.identity.certificates import KnownBy, written_subject
from gateway.identity.identity import Scope
from gateway.identity.proxies import ForwardedField
from gateway.settings.fields import BearerRef, Listed, Network, OfficeCode, misplaced, repeated
from gateway.settings.ground import Ground
from gateway.settings.secrets import reveal
from gateway.settings.section import Section


def _thumbprint(text: str) -> str:
    digits = text.replace(":", "").lower()
    if re.fullmatch(r"[0-9a-f]{64}", digits) is None:
        raise ValueError("Should be 64 hexadecimal digits: openssl x509 -in FILE -noout -fingerprint -sha256")
    return digits


def _alternative_name(text: str) -> str:
    kind, _, name = text.partition(":")
    if kind not in ("dns", "uri", "email", "ip") or not name or not name.isprintable() or " " in name:
        raise ValueError("Should be dns:NAME, uri:URI, email:ADDRESS or ip:ADDRESS")
    if kind == "ip":
        return f"ip:{ip_address(name)}"
    return text.lower() if kind == "dns" else text


Thumbprint = Annotated[StrictStr, AfterValidator(_thumbprint)]
Subject = Annotated[StrictStr, Field(max_length=1000), AfterValidator(written_subject)]
AlternativeName = Annotated[StrictStr, Field(max_length=1000), AfterValidator(_alternative_name)]


class AccessKey(Section):
    """One accessing office's static key."""

    office: OfficeCode = Field(description="The accessing office, by its ST.3 code.")
    key: BearerRef = Field(description="Reference to the key.", repr=False)
    scopes: Listed[Scope] = Field(
        default=("ask",), min_length=1, max_length=4, description="What it is good for."
    )

    @field_validator("scopes")
    @classmethod
    def _once(cls, scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
        repeated(scopes, "scope")
        return scopes


class AccessCertificate(Section):
    """A client certificate that speaks for one accessing office, known by one of its properties."""

    office: OfficeCode = Field(description="The accessing office, by its ST.3 code.")
    sha256: Thumbprint | None = Field(
        default=None,
        description="The SHA-256 of the certificate (DER) in hexadecimal, with or without colons.",
    )
    subject: Subject | None = Field(
        default=None, description="Its subject (RFC 4514), such as CN=search,O=IP Australia,C=AU."
    )
    san: AlternativeName | None = Field(
        default=None,
        validate_default=True,
        description="One of its alternative names: dns:, uri:, email: or ip:.",
    )
    scopes: Listed[Scope] = Field(
        default=("ask",), min_length=1, max_length=4, description="What it is good for."
    )

    @field_validator("san")
    @classmethod
    def _one(cls, san: str | None, info: ValidationInfo) -> str | None:
        known = [info.data.get("sha256"), info.data.get("subject"), san]
        if {"sha256", "subject"} <= set(info.data) and sum(one is not None for one in known) != 1:
            raise ValueError("A certificate is known by one of sha256, subject and san")
        return san

    @field_validator("scopes")
    @classmethod
    def _once(cls, scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
        repeated(scopes, "scope")
        return scopes

    @property
    def known(self) -> tuple[KnownBy, str]:
        """By what it is known, and the value."""
        if self.sha256 is not None:
            return "sha256", self.sha256
        return ("san", self.san or "") if self.subject is None else ("subject", self.subject)


class AccessSettings(Section):
    """Who may ask."""

    anonymous: Literal["public", "none"] = Field(
        default="public", description="What a requester without credentials is: the public, or refused."
    )
    keys: Listed[AccessKey] = Field(
        default=(), max_length=1000, description="Static keys of accessing offices."
    )

    certificates: Listed[AccessCertificate] = Field(
        default=(), max_length=1000, description="Client certificates of accessing offices."
    )
    trusted_proxies: Listed[Network] = Field(
        default=(), max_length=100, description="Networks of proxies that speak for the clients behind them."
    )
    client_address_from: ForwardedField = Field(
        default="X-Forwarded-For", description="The field in which they say who called them."
    )

    @field_validator("keys")
    @classmethod
    def _distinct(cls, keys: tuple[AccessKey, ...], info: ValidationInfo) -> tuple[AccessKey, ...]:
        environ = info.context.environ if isinstance(info.context, Ground) else None
        values = [entry.key if environ is None else reveal(entry.key, environ) for entry in keys]
        again = [place for place, value in enumerate(values) if value in values[:place]]
        if again:
            raise misplaced(*(((place, "key"), "Is the same key as an earlier one") for place in again))
        return keys

    @field_validator("certificates")
    @classmethod
    def _bound_once(cls, certificates: tuple[AccessCertificate, ...]) -> tuple[AccessCertificate, ...]:
        known = [certificate.known for certificate in certificates]
        again = [place for place, one in enumerate(known) if one in known[:place]]
        if again:
            raise misplaced(*(((place, known[place][0]), "Is bound already") for place in again))
        return certificates
