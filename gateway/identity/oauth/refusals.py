"""What the token endpoint refuses, in the words of RFC 6749, section 5.2."""

from __future__ import annotations

from typing import ClassVar, Literal

from gateway.errors import FailedAt, GatewayError

Word = Literal[
    "invalid_request", "invalid_client", "invalid_scope", "invalid_target", "unsupported_grant_type"
]


class TokenRefused(GatewayError):
    """No token. ``word`` is the error's name; the sentence never repeats what came.

    ``by_basic``: the client tried HTTP Basic, and is told which scheme was wanted.
    """

    status = 400
    code = "token-refused"
    title = "No token is given"
    failed_at: ClassVar[FailedAt] = "client"

    def __init__(
        self,
        word: Word,
        detail: str,
        *,
        event: str | None = None,
        credential: str | None = None,
        by_basic: bool = False,
    ) -> None:
        super().__init__(detail, event=event, credential=credential)
        self.word = word
        self.by_basic = by_basic


class ClientRefused(TokenRefused):
    """The client did not prove who it is. What was wrong is said to operators only."""

    status = 401

    def __init__(self, event: str, *, credential: str | None = None, by_basic: bool = False) -> None:
        super().__init__(
            "invalid_client",
            "The client is not known here, or did not prove who it is.",
            event=event,
            credential=credential,
            by_basic=by_basic,
        )


class NoIssuer(GatewayError):
    """The issuer of tokens cannot be reached and its keys are not known: nothing can be verified now."""

    status = 503
    code = "issuer-unavailable"
    title = "Tokens cannot be verified now"
