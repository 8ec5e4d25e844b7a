"""``gateway.yaml``, section ``listen``: where the gateway listens, and how it speaks TLS there."""

from __future__ import annotations

import ssl

from pydantic import Field, ValidationInfo, field_validator

from gateway.settings.auth import pem_path
from gateway.settings.fields import ListenHost, PemFile
from gateway.settings.ground import Ground
from gateway.settings.section import Section


class TlsSettings(Section):
    """With which certificate the gateway speaks TLS, and whose certificates clients may show."""

    certificate: PemFile = Field(description="file:PATH of the certificate chain.")
    key: PemFile = Field(description="file:PATH of its private key, without a passphrase.")
    client_ca: PemFile | None = Field(
        default=None,
        description="file:PATH of the authorities of client certificates; absent: clients show none.",
    )

    @field_validator("key")
    @classmethod
    def _usable(cls, key: str, info: ValidationInfo) -> str:
        if "certificate" in info.data and isinstance(info.context, Ground):
            try:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(
                    pem_path(info.data["certificate"]), pem_path(key), password=lambda: ""
                )
            except (OSError, ValueError):
                raise ValueError("The certificate and this key cannot be used together") from None
        return key

    @field_validator("client_ca")
    @classmethod
    def _authorities(cls, client_ca: str | None, info: ValidationInfo) -> str | None:
        if client_ca is not None and isinstance(info.context, Ground):
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_verify_locations(pem_path(client_ca))
            except (OSError, ValueError):
                raise ValueError("Holds no certificate in PEM form") from None
        return client_ca


class ListenSettings(Section):
    """Where the gateway listens."""

    host: ListenHost = Field(default="0.0.0.0", description="The address or host name to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="The port; 0 takes a free one.")
    tls: TlsSettings | None = Field(
        default=None, description="Speaks TLS itself; absent: a proxy in front of it does."
    )
