"""What can go wrong between the gateway and a provider.

The tree::

    ConnectorError
    ├── Unavailable            the provider could not be used now
    │   ├── ConnectFailed      no connection (name, dial, TLS, reset before an answer)
    │   ├── TimedOut           no complete answer within the provider's time
    │   ├── ServerFault        it answered that it is broken (5xx)
    │   └── FarFault           a gateway that is well, and those behind it are not (``connectors.gateways``)
    ├── Refused                it answered that it will not
    │   ├── CredentialsRejected
    │   ├── Throttled          too many requests; ``retry_after`` says when to come back
    │   │   └── PartlyThrottled    to one of its services, which is kept back here; the others go on
    │   └── Withheld           it has the file and does not open it to inspection
    ├── NotHeld                it says it does not have what was asked (a normal answer)
    ├── Malformed              what it answered cannot be trusted as an answer
    └── Unsupported            its protocol cannot answer this question
        └── NoSuchPart         the part of a document that was asked for does not exist

Every connector raises these and nothing else; foreign errors are translated once, at the seam
(``connectors.client``) or in a connector's pure ``parse_*`` functions.
"""

from __future__ import annotations

from typing import ClassVar, Literal

FailureCode = Literal[
    "unavailable", "timed_out", "credentials", "throttled", "withheld", "not_held", "malformed",
    "unsupported", "internal",
]  # fmt: skip


class ConnectorError(Exception):
    """A provider's failure or refusal, in one of the kinds of the tree above.

    Attributes:
        code: the outcome code of the outer contract (``unavailable``, ``timed_out`` ...).
        retryable: whether asking again at once can help.
        counts_as_failure: whether the provider's circuit counts it.
        detail: one sentence for the requester; never holds content, secrets or raw payload.
        retry_after: seconds until it makes sense to ask again, when the provider said so.
    """

    code: ClassVar[FailureCode] = "internal"
    retryable: ClassVar[bool] = False
    counts_as_failure: ClassVar[bool] = False

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class Unavailable(ConnectorError):
    """The provider could not be used now."""

    code: ClassVar[FailureCode] = "unavailable"
    retryable = True
    counts_as_failure = True


class ConnectFailed(Unavailable):
    """No usable connection: name resolution, a refused or forbidden dial, TLS, a reset before an answer."""


class TimedOut(Unavailable):
    """No complete answer within the provider's time."""

    code = "timed_out"
    retryable = False


class ServerFault(Unavailable):
    """The provider answered that it is broken (a 5xx status, or its protocol's word for that)."""


class Refused(ConnectorError):
    """The provider answered that it will not answer."""


class CredentialsRejected(Refused):
    """The provider does not accept the credentials configured for it."""

    code = "credentials"


class Throttled(Refused):
    """Too many requests for the provider; never opens its circuit."""

    code = "throttled"


class PartlyThrottled(Throttled):
    """Too many requests to one of the provider's services: the connector keeps back what goes there, and the
    provider may be asked everything else.
    """


class Withheld(Refused):
    """The provider has the file and does not open it to inspection (a normal answer)."""

    code = "withheld"


class NotHeld(ConnectorError):
    """The provider says it does not have what was asked (a normal answer)."""

    code = "not_held"


class Malformed(ConnectorError):
    """What came cannot be trusted as an answer: wrong shape, too large, too deep, cut off, not the format.

    So, too, that the provider cannot read the question, where its protocol has that question: whether it
    holds the number is then not known.
    """

    code = "malformed"


class Unsupported(ConnectorError):
    """The provider's protocol or its configured capabilities cannot answer this question."""

    code = "unsupported"


class NoSuchPart(Unsupported):
    """The document does not have the part of it that was asked for; ``total`` is its size, where said."""

    def __init__(self, detail: str, *, total: int | None = None) -> None:
        super().__init__(detail)
        self.total = total
