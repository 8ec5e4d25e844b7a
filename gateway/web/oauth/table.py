"""The routes of tokens, and what the documentation says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.identity.oauth.authority import TOKEN_PATH
from gateway.identity.oauth.metadata import JWKS_PATH, RESOURCE_PATH, SERVER_PATH
from gateway.web.oauth import doors
from gateway.web.routes import Field, Route, Told


def _object(**properties: str) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {"type": "string", "description": sentence} for name, sentence in properties.items()
        },
    }


_REFUSED = _object(error="The error's name.", error_description="A sentence.")
_TOKEN: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "access_token": {"type": "string", "description": "For `Authorization: Bearer`."},
        "token_type": {"type": "string", "description": "`Bearer`."},
        "expires_in": {"type": "integer", "description": "Seconds."},
        "scope": {"type": "string", "description": "What it is good for, words with blanks between."},
    },
}
_DOCUMENT: Mapping[str, Any] = {"type": "object"}

ROUTES: tuple[Route, ...] = (
    Route(
        path=TOKEN_PATH,
        handler=doors.post_token,
        operation_id="postToken",
        tag="Tokens",
        summary="A token of 15 minutes",
        description=(
            "Form fields: `grant_type=client_credentials`, and `scope` unless all that the client has is "
            "wanted. The client proves itself by HTTP Basic, by `client_id` and `client_secret`, by "
            "`client_assertion_type` and `client_assertion` (RFC 7523: signed by its key, for the token "
            "endpoint or the issuer alone, good for 5 minutes at most, used once), or by its certificate "
            "and `client_id` (RFC 8705); in one of these ways. A token that was asked for with a "
            "certificate is good with that certificate only."
        ),
        told=(
            Told(200, "The token.", _TOKEN),
            Told(
                400,
                "`invalid_request`, `invalid_scope`, `invalid_target` or `unsupported_grant_type`.",
                _REFUSED,
            ),
            Told(
                401,
                "`invalid_client`: it is not known, or did not prove who it is.",
                _REFUSED,
                headers=(Field("WWW-Authenticate", "`Basic`."),),
            ),
        ),
        private=False,
        method="POST",
    ),
    Route(
        path=JWKS_PATH,
        handler=doors.get_jwks,
        operation_id="getJwks",
        tag="Tokens",
        summary="The gateway's public keys",
        description="A JWK set (RFC 7517). A new key stands in it an hour before it is used.",
        told=(Told(200, "The keys.", _DOCUMENT, ("application/jwk-set+json",)),),
        private=False,
    ),
    Route(
        path=SERVER_PATH,
        handler=doors.get_server,
        operation_id="getAuthorizationServer",
        tag="Tokens",
        summary="Where and how tokens are given",
        description="Authorization server metadata (RFC 8414); 404 where tokens come from elsewhere.",
        told=(Told(200, "The metadata.", _DOCUMENT),),
        problems=("no-such-route",),
        private=False,
    ),
    Route(
        path=RESOURCE_PATH,
        handler=doors.get_resource,
        operation_id="getProtectedResource",
        tag="Tokens",
        summary="Whose tokens are accepted",
        description="Protected resource metadata (RFC 9728).",
        told=(Told(200, "The metadata.", _DOCUMENT),),
        private=False,
    ),
)
