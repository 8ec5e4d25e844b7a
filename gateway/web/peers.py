"""From which address a request comes: the connection's, or what trusted proxies say of it."""

from __future__ import annotations

from aiohttp import web

from gateway.errors import BadQuestion
from gateway.identity.proxies import Address, read_address
from gateway.web.keys import CURRENT

FORWARDED_FIELDS = ("Forwarded", "X-Forwarded-For")
CERTIFICATE_FIELDS = ("Client-Cert", "Client-Cert-Chain")
"""Fields in which a proxy that ends TLS passes the client's certificate on (RFC 9440)."""

_CLIENT: web.RequestKey[Address | None] = web.RequestKey("client", Address)  # type: ignore[arg-type]


def client_address(request: web.Request) -> Address | None:
    """The address of the client; ``None`` where there is none, as on a local socket.

    Only what trusted proxies say is believed; anybody may write such a field.
    """
    if _CLIENT not in request:
        proxies = request.app[CURRENT].setup.proxies
        request[_CLIENT] = proxies.client(_peer(request), request.headers.getall(proxies.field, []))
    return request[_CLIENT]


def from_trusted_proxy(request: web.Request) -> bool:
    """Whether the connection itself comes from a trusted proxy."""
    return request.app[CURRENT].setup.proxies.trusts(_peer(request))


def check_forwarding(request: web.Request) -> None:
    """Refuses what only a proxy may say, when somebody else says it.

    A certificate always. An address only where proxies are expected: without any, nothing of it is believed,
    and a client behind a proxy of its own house means no harm.

    Raises:
        BadQuestion: it comes from elsewhere; a security event.
    """
    proxies = request.app[CURRENT].setup.proxies
    forbidden = (*CERTIFICATE_FIELDS, *FORWARDED_FIELDS) if proxies.networks else CERTIFICATE_FIELDS
    said = next((name for name in forbidden if name in request.headers), None)
    if said is not None and not from_trusted_proxy(request):
        raise BadQuestion(
            f"The header field {said} is for proxies that this gateway trusts.",
            code="proxy-field-untrusted",
            event="proxy-field-untrusted",
        )


def _peer(request: web.Request) -> Address | None:
    return read_address(request.remote or "")
