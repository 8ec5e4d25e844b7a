"""What the door itself refuses, before any question is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from gateway.errors import FailedAt, GatewayError


class Refusal(GatewayError):
    """A request that cannot be served as HTTP. ``headers`` go out with the answer."""

    failed_at: ClassVar[FailedAt] = "client"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        retry_after: float | None = None,
        event: str | None = None,
    ) -> None:
        super().__init__(detail, code=code, retry_after=retry_after, event=event)
        self.headers: dict[str, str] = {}


class Unreadable(Refusal):
    """The bytes that came are no HTTP request."""

    status = 400
    code = "request-unreadable"
    title = "This is not an HTTP request"


class NoSuchRoute(Refusal):
    """There is nothing at this path."""

    status = 404
    code = "no-such-route"
    title = "There is nothing here"


class MethodNotAllowed(Refusal):
    """The path is right, the method is not."""

    status = 405
    code = "method-not-allowed"
    title = "This method is not offered here"

    @classmethod
    def of(cls, method: str, path: str, allowed: Iterable[str]) -> MethodNotAllowed:
        """For this request; ``allowed`` also stands in ``Allow``."""
        methods = ", ".join(sorted(allowed))
        refusal = cls(f"{path[:60]!r} takes {methods}, not {method[:20]}.")
        refusal.headers["Allow"] = methods
        return refusal


class NotAcceptable(Refusal):
    """None of the forms of the answer is acceptable to the client."""

    status = 406
    code = "not-acceptable"
    title = "The answer has no such form"


class ContentTooLarge(Refusal):
    """The request brings a body, and a large one."""

    status = 413
    code = "content-too-large"
    title = "The request is too large"


class MediaTypeNotRead(Refusal):
    """The body is of a form that is not read here."""

    status = 415
    code = "media-type-not-read"
    title = "A body of this form is not read"


class TargetTooLong(Refusal):
    """The path and query are too long."""

    status = 414
    code = "target-too-long"
    title = "The request line is too long"


class ExpectationFailed(Refusal):
    """The request expects something that is not offered."""

    status = 417
    code = "expectation-failed"
    title = "What the request expects is not offered"


class FieldsTooLarge(Refusal):
    """The header fields are too large, or too many."""

    status = 431
    code = "header-fields-too-large"
    title = "The header fields are too large"


class Leaving(Refusal):
    """This process is ending; another one answers."""

    status = 503
    code = "draining"
    title = "This process is shutting down"
    failed_at = "gateway"


class VersionNotSupported(Refusal):
    """Neither HTTP/1.0 nor HTTP/1.1."""

    status = 505
    code = "http-version-not-supported"
    title = "This version of HTTP is not spoken here"
