"""What the gateway answers instead of what was asked, as RFC 9457 problem details.

GatewayError
├── BadQuestion        400  the number cannot be read, or a parameter is wrong
├── Unauthorised       401  bad or missing credentials
├── Forbidden          403  not allowed
├── NotFound           404  it does not exist, or may not be seen: the two look alike
├── NobodyAnswered     502  nothing is known, and some who could know failed
├── AllTimedOut        504  the same, and all failures were time-outs
├── ContentRefused     502  a document's office did not give its content
├── ContentBusy        503  as many of its documents are on their way as may be
└── RangeNotSatisfiable 416 the part of a document that was asked for does not exist
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

FailedAt = Literal["client", "gateway", "office"]


class GatewayError(Exception):
    """An answer that is no answer: status, stable code, and a sentence for people.

    ``failed_at`` says whose side failed; ``retry_after`` is seconds, when it makes sense to come back.
    ``event`` names the security event that the refusal is, if it is one, and ``credential`` what was shown as
    far as it is known; both are for operators and never told.
    """

    status: ClassVar[int] = 500
    code: str = "internal"
    title: ClassVar[str] = "The gateway failed"
    failed_at: ClassVar[FailedAt] = "gateway"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        retry_after: float | None = None,
        event: str | None = None,
        credential: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.retry_after = retry_after
        self.event = event
        self.credential = credential

    @property
    def fields(self) -> Mapping[str, str]:
        """Header fields that belong to the answer, at whichever door."""
        return {}


class BadQuestion(GatewayError):
    """The question itself is wrong; ``detail`` says where and what would be right."""

    status = 400
    code = "bad-question"
    title = "The question cannot be understood"
    failed_at = "client"


class Unauthorised(GatewayError):
    """Credentials are missing where they are needed, or are not accepted."""

    status = 401
    code = "unauthorised"
    title = "Credentials are missing or not accepted"
    failed_at = "client"


class Forbidden(GatewayError):
    """The credentials are good and do not allow this."""

    status = 403
    code = "forbidden"
    title = "Not allowed"
    failed_at = "client"


class NotFound(GatewayError):
    """Everyone who could know says no, or what there is may not be seen."""

    status = 404
    code = "not-found"
    title = "Nothing found that can be shown"
    failed_at = "client"


class NobodyAnswered(GatewayError):
    """Nothing is known, and some provider that could know failed."""

    status = 502
    code = "offices-failed"
    title = "No office that could know has answered"
    failed_at = "office"


class AllTimedOut(NobodyAnswered):
    """Nothing is known, and all that failed did so by time."""

    status = 504
    code = "offices-timed-out"
    title = "No office that could know has answered in time"


class ContentRefused(GatewayError):
    """The office that holds a document did not give its content."""

    status = 502
    code = "content-unavailable"
    title = "The office did not give the document"
    failed_at = "office"


class ContentBusy(GatewayError):
    """As many documents of one provider are being transferred as may be at the same time."""

    status = 503
    code = "content-busy"
    title = "Too many documents of this office are on their way"
    failed_at = "gateway"


class RangeNotSatisfiable(GatewayError):
    """The document's office has the document, and not the part of it that was asked for.

    ``total`` is the size of the whole, where the office or the document's metadata says it.
    """

    status = 416
    code = "range-not-satisfiable"
    title = "There is no such part of the document"
    failed_at = "client"

    def __init__(self, detail: str, *, total: int | None = None) -> None:
        super().__init__(detail)
        self.total = total

    @property
    def fields(self) -> Mapping[str, str]:
        """Header fields of the answer (RFC 9110, section 15.5.17)."""
        size = {} if self.total is None else {"Content-Range": f"bytes */{self.total}"}
        return {"Accept-Ranges": "bytes", **size}
