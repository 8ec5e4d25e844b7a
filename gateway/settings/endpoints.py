"""From settings to what the rest of the gateway works with: endpoints and keys, secrets resolved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import connectors.catalogue
from connectors.endpoint import (
    ApiKey,
    Auth,
    Basic,
    Endpoint,
    GatewayToken,
    Limits,
    MutualTLS,
    NoAuth,
    OAuth2,
    Secret,
)
from gateway.identity.access import Access, static_key
from gateway.identity.certificates import Binding
from gateway.settings.access import AccessSettings
from gateway.settings.auth import (
    ApiKeySettings,
    AuthSettings,
    BasicSettings,
    GatewayTokenSettings,
    MutualTLSSettings,
    NoAuthSettings,
    OAuth2Settings,
    grant_of,
    pem_path,
)
from gateway.settings.ground import Catalogue
from gateway.settings.models import OfficeSettings
from gateway.settings.secrets import digest_of, is_reference, reveal


def endpoint(
    office: OfficeSettings, environ: Mapping[str, str], *, catalogue: Catalogue = connectors.catalogue
) -> Endpoint:
    """The endpoint of a provider, with its secrets; what is not said is as its protocol has it.

    Raises:
        SecretError: a reference leads nowhere (any more).
        LookupError: the protocol is not installed.
    """
    wire, limits = catalogue.wire(office.protocol), office.limits
    return Endpoint(
        id=office.id,
        name=office.name,
        serves=office.serves,
        protocol=office.protocol,
        url=office.url,
        capabilities=wire.capabilities if office.capabilities is None else frozenset(office.capabilities),
        auth=_auth(office.protocol, office.auth, environ),
        limits=Limits(
            concurrency=limits.concurrency,
            requests_per_minute=limits.requests_per_minute or wire.requests_per_minute,
            requests_per_day=limits.requests_per_day,
            timeout_seconds=limits.timeout_seconds,
        ),
        accounts=tuple(
            (account.office, _auth(office.protocol, account.auth, environ)) for account in office.accounts
        ),
        gateway=office.gateway,
    )


def access_of(access: AccessSettings, environ: Mapping[str, str]) -> Access:
    """Who may ask, as far as it stands in the configuration; an office may have several keys.

    Raises:
        SecretError: a reference leads nowhere (any more).
    """
    keys = (
        static_key(entry.office, reveal(entry.key, environ), frozenset(entry.scopes), place)
        for place, entry in enumerate(access.keys, 1)
    )
    bindings = (
        Binding(entry.office, frozenset(entry.scopes), *entry.known, f"certificate-{place}")
        for place, entry in enumerate(access.certificates, 1)
    )
    return Access(access.anonymous == "public", {key.identity.proof: key for key in keys}, tuple(bindings))


def _auth(protocol: str, auth: AuthSettings, environ: Mapping[str, str]) -> Auth:
    match auth:
        case NoAuthSettings():
            return NoAuth()
        case ApiKeySettings():
            return ApiKey(auth.header, reveal(auth.key, environ))
        case BasicSettings():
            return Basic(_plain(auth.username, environ), reveal(auth.password, environ))
        case OAuth2Settings():
            return OAuth2(
                grant=grant_of(protocol, auth),
                token_url=auth.token_url,
                client_id=None if auth.client_id is None else _plain(auth.client_id, environ),
                client_secret=_secret(auth.client_secret, environ),
                private_key=_secret(auth.private_key, environ),
                key_id=auth.key_id,
                audience=auth.audience,
                username=None if auth.username is None else _plain(auth.username, environ),
                password=_secret(auth.password, environ),
                scope=auth.scope,
            )
        case MutualTLSSettings():
            files = pem_path(auth.certificate), pem_path(auth.key)
            return MutualTLS(*files, digest="".join(digest_of(Path(file)) for file in files))
        case GatewayTokenSettings():
            return GatewayToken(auth.audience)


def _plain(text: str, environ: Mapping[str, str]) -> str:
    return reveal(text, environ).reveal() if is_reference(text) else text


def _secret(reference: str | None, environ: Mapping[str, str]) -> Secret | None:
    return None if reference is None else reveal(reference, environ)
