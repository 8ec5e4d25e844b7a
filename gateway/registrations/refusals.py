"""Why a step of a registration is refused."""

from __future__ import annotations

from gateway.errors import Forbidden, GatewayError


class BodyUnreadable(GatewayError):
    """The body is no JSON object that can be read in one way only."""

    status = 400
    code = "body-unreadable"
    title = "The body cannot be read"
    failed_at = "client"

    def __init__(self, detail: str, *, event: str = "body-unreadable") -> None:
        super().__init__(detail, event=event)


class BodyInvalid(GatewayError):
    """The body can be read, and what it says is not allowed or not complete."""

    status = 422
    code = "body-invalid"
    title = "The body does not say what it should"
    failed_at = "client"

    def __init__(self, detail: str, *, beyond: bool = False) -> None:
        super().__init__(detail, event="unknown-member" if beyond else "body-invalid")


class NotYours(Forbidden):
    """An office registers endpoints that serve itself alone."""

    code = "not-your-office"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, event="other-office")


class Conflict(GatewayError):
    """The id is taken, or the registration is in a state in which this cannot be done."""

    status = 409
    code = "registration-conflict"
    title = "This cannot be done now"
    failed_at = "client"


class ChangedSince(GatewayError):
    """The registration was changed since the version that the request was written for."""

    status = 412
    code = "precondition-failed"
    title = "It has changed since"
    failed_at = "client"


class VersionMissing(GatewayError):
    """A change has to say which version it was written for."""

    status = 428
    code = "precondition-required"
    title = "Say which version you change"
    failed_at = "client"


class KeyReused(GatewayError):
    """An idempotency key was used for another request before."""

    status = 422
    code = "idempotency-key-reused"
    title = "The idempotency key belongs to another request"
    failed_at = "client"


class FourEyes(Forbidden):
    """Whoever wrote a registration does not approve it, and nobody approves it twice."""

    code = "four-eyes"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, event="four-eyes")
