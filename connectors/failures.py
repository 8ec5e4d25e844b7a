"""Foreign exceptions of the HTTP client to ours, once, at the border.

Details begin with a finer word than the outcome code (``dns_error``, ``tls_error``, ``reset`` ...) and never
hold anything an office wrote.
"""

from __future__ import annotations

import errno
import os
import ssl

import aiohttp
from aiohttp import http_exceptions

from connectors.errors import ConnectFailed, ConnectorError, Malformed, TimedOut, Unsupported
from connectors.guard import Forbidden

FOREIGN = (aiohttp.ClientError, http_exceptions.HttpProcessingError, TimeoutError, OSError, ValueError)
"""What the HTTP client may raise; anything else is a fault of this program."""


def translate(error: BaseException) -> ConnectorError:
    """One of our errors for one of ``FOREIGN``."""
    match error:
        case ConnectorError():
            return error
        case aiohttp.ConnectionTimeoutError():
            return ConnectFailed("connect_timeout: no connection within the time for it")
        case TimeoutError():
            return TimedOut("read_timeout: the office stopped sending")
        case aiohttp.ClientConnectorError():
            return _unconnected(error)
        case aiohttp.ClientPayloadError():
            return _unfinished(error)
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            return Malformed("protocol_error: the answer is not HTTP as it should be")
        case aiohttp.InvalidURL() | ValueError():
            return Unsupported("the question cannot be written as a request")
    return ConnectFailed("reset: the office closed the connection before an answer")


def _unconnected(error: aiohttp.ClientConnectorError) -> ConnectorError:
    """Why no connection came about."""
    cause: BaseException | None = error.os_error if hasattr(error, "os_error") else error.__cause__
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause = error.certificate_error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ConnectFailed(f"tls_error: {cause.verify_message or 'the certificate is not valid'}")
    if isinstance(cause, ssl.SSLError | ssl.CertificateError):
        return ConnectFailed(f"tls_error: {getattr(cause, 'reason', None) or 'no secure connection'}")
    if isinstance(cause, Forbidden) or "may not be reached" in str(cause):
        return ConnectFailed(
            "forbidden_address: the office's name leads to an address that may not be reached"
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return ConnectFailed("dns_error: the office's name does not resolve")
    number = cause.errno if isinstance(cause, OSError) else None
    word = {errno.ECONNREFUSED: "refused", errno.ETIMEDOUT: "connect_timeout"}.get(
        number or 0, "connect_error"
    )
    reason = os.strerror(number).lower() if number else "no address could be connected"
    return ConnectFailed(f"{word}: {reason}")


def _unfinished(error: aiohttp.ClientPayloadError) -> ConnectorError:
    """A body that ended early: cut off, or reset (aiohttp tells the two apart in words only)."""
    said = str(error)
    if "Reset" in said or "BrokenPipe" in said:
        return ConnectFailed("reset: the connection broke in the middle of the answer")
    return Malformed("truncated: the answer was cut off")
