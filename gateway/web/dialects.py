"""In whose words a refusal is told: problem details, or those of the profile whose path was asked for."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from gateway.errors import GatewayError
from gateway.identity.oauth.authority import TOKEN_PATH
from gateway.web.case_api.refusals import case_refusal
from gateway.web.oauth.refusals import token_refusal
from gateway.web.opd_api.refusals import opd_refusal
from gateway.web.problems import problem_response


class Refuse(Protocol):
    """Writes a refusal. ``credentials``: the request had some."""

    def __call__(self, error: GatewayError, correlation: str, *, credentials: bool = False) -> web.Response:
        """The answer."""
        ...


_BY_PATH: tuple[tuple[str, Refuse], ...] = (
    ("/case-api/", case_refusal),
    ("/opdapi/", opd_refusal),
    ("/auth/", opd_refusal),
    (TOKEN_PATH, token_refusal),
)


def refusal_response(
    path: str, error: GatewayError, correlation: str, *, credentials: bool = False
) -> web.Response:
    """The answer for an error at this path."""
    refuse = next((refuse for start, refuse in _BY_PATH if path.startswith(start)), problem_response)
    return refuse(error, correlation, credentials=credentials)
