"""From settings to what gives and believes tokens: clients, keys, an issuer elsewhere; secrets resolved."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.jose.keys import private_key, public_keys
from gateway.identity.credentials import fingerprint
from gateway.identity.oauth.access_tokens import Place
from gateway.identity.oauth.clients import Client
from gateway.identity.oauth.elsewhere import IssuerRules
from gateway.identity.oauth.server import Issuance
from gateway.settings.gateway import GatewaySettings
from gateway.settings.identity import ClientSettings, IssuerSettings
from gateway.settings.secrets import reveal


def issuance_of(settings: GatewaySettings, environ: Mapping[str, str]) -> Issuance:
    """What ``identity`` says.

    Raises:
        ValueError: a reference leads nowhere (any more), or a key cannot be used (any more).
    """
    identity = settings.identity
    return Issuance(
        place=Place(settings.public_url, settings.public_url),
        clients=tuple(_client(client, environ) for client in identity.clients),
        algorithm=identity.signing_algorithm,
        keys=tuple(private_key(reveal(one, environ).reveal()) for one in identity.signing_keys),
        issuer=None if identity.issuer is None else _rules(identity.issuer, settings.public_url),
    )


def _client(client: ClientSettings, environ: Mapping[str, str]) -> Client:
    keys = None if client.public_key is None else public_keys(reveal(client.public_key, environ).reveal())
    return Client(
        id=client.id,
        office=client.office,
        scopes=frozenset(client.scopes),
        digest=None if client.secret is None else fingerprint(reveal(client.secret, environ).reveal()),
        keys=keys,
        subject=client.certificate,
    )


def _rules(issuer: IssuerSettings, public_url: str) -> IssuerRules:
    return IssuerRules(
        url=issuer.url,
        audience=issuer.audience or public_url,
        token_type=issuer.token_type,
        office_claim=issuer.office_claim,
        offices={one.value: one.office for one in issuer.offices},
        scope_claim=issuer.scope_claim,
        scopes={one.value: one.scope for one in issuer.scopes},
    )
