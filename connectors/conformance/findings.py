"""What a check finds: a verdict, with what was sent, what came, what the rule is and how to keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

import msgspec

Result = Literal["pass", "warn", "fail", "skipped"]
_GRAVITY: tuple[Result, ...] = ("skipped", "pass", "warn", "fail")
_SHOWN = 240


class Check(msgspec.Struct, frozen=True):
    """One named rule of the profile.

    ``source`` names where the rule stands; ``remedy`` is one sentence for whoever runs the endpoint.
    """

    name: str
    rule: str
    source: str
    remedy: str

    @property
    def group(self) -> str:
        """What the rule is about: the first word of its name."""
        return self.name.partition("-")[0]


class Verdict(msgspec.Struct, frozen=True):
    """How a check went, and in a sentence why; ``shown`` is the place of the exchange that tells."""

    result: Result
    detail: str = ""
    shown: int = 0


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """A place in an index that breaks a rule, or could keep it better: file, line and path or column; why."""

    result: Result
    place: str
    line: int
    detail: str


class Finding(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One check against one endpoint. ``sent`` and ``came`` are bounded, in printable characters.

    ``rows`` are the places of an index that the check is about, where there is one.
    """

    check: str
    group: str
    result: Result
    detail: str
    sent: str
    came: str
    rule: str
    source: str
    remedy: str
    rows: tuple[Row, ...] = ()


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """All findings about one endpoint."""

    url: str
    findings: tuple[Finding, ...]
    requests: int
    median_milliseconds: float | None
    slowest_milliseconds: float | None

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(one.result != "fail" for one in self.findings)

    @property
    def counts(self) -> Mapping[Result, int]:
        """How many findings there are of each result."""
        counted = Counter(one.result for one in self.findings)
        return {result: counted[result] for result in reversed(_GRAVITY)}


def passed(detail: str = "") -> Verdict:
    """The rule is kept."""
    return Verdict("pass", detail)


def warned(detail: str, shown: int = 0) -> Verdict:
    """It works, but not as it should."""
    return Verdict("warn", detail, shown)


def failed(detail: str, shown: int = 0) -> Verdict:
    """The rule is broken."""
    return Verdict("fail", detail, shown)


def skipped(reason: str) -> Verdict:
    """The rule could not be looked at."""
    return Verdict("skipped", reason)


def gravest(*verdicts: Verdict) -> Verdict:
    """The worst of several verdicts; of equal ones the first."""
    return max(verdicts, key=lambda one: _GRAVITY.index(one.result))


def printable(text: str | bytes, most: int = _SHOWN) -> str:
    """A text from outside in one bounded line: what is not printable is escaped, what is too long cut."""
    if isinstance(text, bytes):
        text = text[: most * 4].decode(errors="backslashreplace")
    cut = len(text) > most
    shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text[:most])
    return f"{shown} ..." if cut else shown
