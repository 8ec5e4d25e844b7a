"""One question to an endpoint and what came of it, whatever that was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from connectors.conformance.findings import printable

_SHOWN_TARGET = 160
_READ = 4096


class Exchange(msgspec.Struct, frozen=True):
    """A request and its answer.

    Attributes:
        target: path and query as they were sent, below the endpoint's URL.
        asked: the header fields sent besides the usual ones; no credentials.
        status: the HTTP status; ``None`` when no answer came.
        fields: the answer's header fields, names in lower case.
        body: what was read of the body, as it came.
        complete: whether that is all of it.
        seconds: from the request to the last byte read.
        failure: why no answer came, or not all of one.
        hidden: what was sent to prove who asks; an endpoint that gives it back has it in no report.
    """

    target: str
    method: str = "GET"
    asked: Mapping[str, str] = {}
    status: int | None = None
    fields: Mapping[str, str] = {}
    body: bytes = b""
    complete: bool = True
    seconds: float = 0.0
    failure: str | None = None
    hidden: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the whole of a good answer came."""
        return self.status == 200 and self.complete and self.failure is None

    @property
    def media_type(self) -> str:
        """The declared media type without parameters, in lower case."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def sent(self) -> str:
        """The request in one line."""
        extra = "".join(f"  {name}: {value}" for name, value in self.asked.items())
        return printable(f"{self.method} {printable(self.target, _SHOWN_TARGET)}{extra}", 400)

    @property
    def came(self) -> str:
        """The answer in one line."""
        if self.status is None:
            return printable(self.failure or "nothing")
        media_type = masked(self.media_type, self.hidden)
        head = f"HTTP {self.status}, {media_type or 'no type'}, {len(self.body)} bytes"
        if not self.complete:
            head += " read"
        milliseconds = f"{self.seconds * 1000:.0f} ms"
        told = masked(self.body[:_READ].decode(errors="backslashreplace"), self.hidden)
        body = printable(told) if self.body and not self.body.startswith(b"%PDF") else ""
        tail = f": {body}" if body else ""
        return f"{head}, {milliseconds}{tail}" + (f" [{printable(self.failure)}]" if self.failure else "")


def masked(text: str, hidden: Iterable[str]) -> str:
    """A text without what was sent to prove who asks, in whatever case it came back."""
    for secret in hidden:
        text = re.sub(re.escape(secret), "***", text, flags=re.IGNORECASE)
    return text
