"""What clients find out by themselves: where tokens are given, and who accepts them (RFC 8414, RFC 9728)."""

from __future__ import annotations

from typing import Any

from gateway.identity.identity import SCOPES
from gateway.identity.oauth.access_tokens import Place
from gateway.identity.oauth.authority import TOKEN_PATH

JWKS_PATH = "/.well-known/jwks.json"
SERVER_PATH = "/.well-known/oauth-authorization-server"
RESOURCE_PATH = "/.well-known/oauth-protected-resource"

_ASSERTIONS = ("ES256", "ES384", "EdDSA", "RS256", "PS256")


def authorization_server(place: Place, documentation: str) -> dict[str, Any]:
    """The built-in authorization server (RFC 8414, section 2)."""
    return {
        "issuer": place.issuer,
        "token_endpoint": place.issuer + TOKEN_PATH,
        "jwks_uri": place.issuer + JWKS_PATH,
        "scopes_supported": sorted(SCOPES),
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
            "tls_client_auth",
        ],
        "token_endpoint_auth_signing_alg_values_supported": list(_ASSERTIONS),
        "tls_client_certificate_bound_access_tokens": True,
        "service_documentation": documentation,
    }


def protected_resource(place: Place, issuer: str, documentation: str) -> dict[str, Any]:
    """The gateway as a protected resource (RFC 9728, section 2): ``issuer`` is whose tokens it accepts."""
    return {
        "resource": place.audience,
        "authorization_servers": [issuer],
        "scopes_supported": sorted(SCOPES),
        "bearer_methods_supported": ["header"],
        "tls_client_certificate_bound_access_tokens": True,
        "resource_name": "casegate",
        "resource_documentation": documentation,
    }
