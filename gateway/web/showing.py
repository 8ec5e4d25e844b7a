"""The credentials that a request shows, gathered from its header fields and its connection."""

from __future__ import annotations

from aiohttp import web

from gateway.errors import BadQuestion, Unauthorised
from gateway.identity.access import NOT_ACCEPTED
from gateway.identity.certificates import NotACertificate, passed_on, read_certificate
from gateway.identity.credentials import Certificate, Credentials
from gateway.web.peers import CERTIFICATE_FIELDS, from_trusted_proxy

KEY_HEADER = "X-Api-Key"
"""The header field that carries a key in the CASE profile, and nowhere else."""

CERTIFICATE_FIELD = CERTIFICATE_FIELDS[0]


def shown(request: web.Request, *, by_header: bool = False) -> Credentials:
    """What a request shows. ``by_header``: here a key may come in ``X-Api-Key``.

    Raises:
        BadQuestion: a field comes twice.
        Unauthorised: a key comes in a field that is not for it; it would else be taken for the public's.
    """
    authorization, key = one_field(request, "Authorization"), one_field(request, KEY_HEADER)
    if key is not None and authorization is None and not by_header:
        raise Unauthorised(f"{NOT_ACCEPTED} Send Authorization: Bearer KEY.", event="scheme-unknown")
    return Credentials(authorization, key, client_certificate(request))


def client_certificate(request: web.Request) -> Certificate | None:
    """The certificate whose key the client has proved to have: to this server, or to a trusted proxy.

    What a proxy passes on counts before the proxy's own certificate.

    Raises:
        BadQuestion: what is passed on is no certificate, or comes twice.
    """
    passed = one_field(request, CERTIFICATE_FIELD)
    try:
        if passed is not None and from_trusted_proxy(request):
            return read_certificate(passed_on(passed))
        if request.transport is None or from_trusted_proxy(request):
            return None
        session = request.transport.get_extra_info("ssl_object")
        der = None if session is None else session.getpeercert(binary_form=True)
        return None if der is None else read_certificate(der)
    except NotACertificate as error:
        raise BadQuestion(
            f"The header field {CERTIFICATE_FIELD} is not one certificate.",
            code="header-invalid",
            event="certificate-unreadable",
        ) from error


def shows_something(request: web.Request) -> bool:
    """Whether a request shows any credential at all, good or bad."""
    return any(name in request.headers for name in ("Authorization", KEY_HEADER, CERTIFICATE_FIELD))


def one_field(request: web.Request, name: str) -> str | None:
    """A header field that may come once.

    Raises:
        BadQuestion: it comes several times; a credential that does is a security event.
    """
    values = request.headers.getall(name, [])
    if len(values) > 1:
        raise BadQuestion(
            f"The header field {name} is given more than once.",
            code="header-invalid",
            event="two-credentials" if name in ("Authorization", KEY_HEADER, CERTIFICATE_FIELD) else None,
        )
    return values[0] if values else None
