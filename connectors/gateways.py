"""What a provider that is itself a gateway can fail with: it is well, and those behind it are not."""

from __future__ import annotations

from connectors.errors import Unavailable
from connectors.model import RelayedOutcome


class FarFault(Unavailable):
    """The gateway knows nothing of what was asked, and could not ask everybody; ``relayed`` says whom not."""

    retryable = False
    counts_as_failure = False

    def __init__(self, relayed: tuple[RelayedOutcome, ...]) -> None:
        super().__init__("behind_it: those who could know could not be asked")
        self.relayed = relayed
