"""Who answered in what time, who did not and why, and when it makes sense to ask again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from rich.console import Group, RenderableType
from rich.text import Text

from gateway.asks import SETTLED, OutcomeCode
from gateway.cli.printing import columns, heading, line, plain
from gateway.present.answer import ConflictOut, FamilyAnswer, OutcomeOut

WHY: Mapping[OutcomeCode, str] = {
    "ok": "answered",
    "cached": "answered earlier",
    "stale": "failed now; an old copy is shown",
    "not_held": "does not hold",
    "withheld": "does not open to you",
    "timed_out": "has not answered in time",
    "unavailable": "could not be reached",
    "throttled": "asks to come back later",
    "credentials": "does not accept this gateway's credentials; its operator knows",
    "malformed": "answered what cannot be read or trusted",
    "unsupported": "cannot be asked this",
    "suspended": "is suspended by the gateway's operator",
    "backoff": "failed repeatedly and is left alone for a while",
    "maintenance": "is under maintenance",
    "internal": "was not asked: the gateway itself failed",
}
_SAID: tuple[OutcomeCode, ...] = ("backoff", "suspended")
"""Of these the detail says no more than the code and when to try again."""

_STYLES: Mapping[OutcomeCode, str] = {
    "ok": "green",
    "cached": "green",
    "not_held": "dim",
    "withheld": "yellow",
}
_RANK: tuple[OutcomeCode, ...] = ("ok", "cached", "stale", "withheld", "not_held")


class Answering(msgspec.Struct, frozen=True):
    """The asks of one provider that ended alike."""

    provider: str
    code: OutcomeCode
    detail: str | None
    asks: tuple[OutcomeOut, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing is missing because of it."""
        return self.code in SETTLED


def grouped(outcomes: Iterable[OutcomeOut]) -> list[Answering]:
    """Outcomes by provider and how they ended; what is missing comes last."""
    found: dict[tuple[str, OutcomeCode, str | None], list[OutcomeOut]] = {}
    for outcome in outcomes:
        detail = None if outcome.code in SETTLED else outcome.detail
        found.setdefault((outcome.provider, outcome.code, detail), []).append(outcome)
    groups = [Answering(*key, tuple(asks)) for key, asks in found.items()]
    return sorted(groups, key=lambda g: (not g.settled, g.provider, _place(g.code), g.detail or ""))


def telling(outcomes: Sequence[OutcomeOut]) -> list[Answering]:
    """The groups worth a line: that a provider did not know one spelling of a number tells nothing when it
    knew another.
    """
    known = {o.provider for o in outcomes if o.operation == "family" and o.code in ("ok", "cached", "stale")}
    heard = [
        o for o in outcomes if not (o.operation == "family" and o.code == "not_held" and o.provider in known)
    ]
    return grouped(heard)


def answering_table(answer: FamilyAnswer) -> RenderableType:
    """A line for each provider and way to end: what it was asked, how it ended, in what time, when again."""
    displays = {m.application_number.docdb: m.application_number.display for m in answer.family.members}
    table = columns("Provider", "Asked for", "Outcome", "Time")
    table.columns[0].no_wrap = True
    table.columns[3].no_wrap = True
    for group in telling(answer.outcomes):
        style = _STYLES.get(group.code, "red")
        table.add_row(
            line(group.provider, "bold"),
            line(asked_for(group.asks, displays)),
            Text(said(group), style=style),
            elapsed(group.asks),
        )
    return Group(heading("Who answered"), table)


def said(group: Answering) -> str:
    """How a group of asks ended, in words: what happened, the reason, how often tried, when to try again."""
    text = WHY[group.code]
    finer = (group.detail or "").partition(": ")[2] or group.detail
    if finer and group.code not in _SAID:
        text += f": {plain(finer).rstrip('.')}"
    notes: list[str] = [group.code] if not group.settled and group.code != "stale" else []
    attempts = max(one.attempts for one in group.asks)
    if attempts > 1:
        notes.append(f"{attempts} attempts")
    age = max(one.age_seconds for one in group.asks)
    if age and group.code in ("cached", "stale"):
        notes.append(f"{span(age)} old")
    if notes:
        text += f" ({', '.join(notes)})"
    waits = [one.retry_after_seconds for one in group.asks if one.retry_after_seconds is not None]
    return f"{text}; try again in {span(max(waits))}" if waits else text


def missing(outcomes: Iterable[OutcomeOut]) -> list[str]:
    """The providers whose part of the answer may be missing."""
    return sorted({outcome.provider for outcome in outcomes if outcome.code not in SETTLED})


def asked_for(asks: Iterable[OutcomeOut], displays: Mapping[str, str]) -> str:
    """What was asked: ``family``, ``dossier of EP 99203729.1``, or how many dossiers."""
    by_operation: dict[str, set[str]] = {}
    for one in asks:
        by_operation.setdefault(one.operation, set()).add(one.application_number or "")
    parts = []
    for operation in sorted(by_operation, key=lambda name: (name != "family", name)):
        numbers = by_operation[operation] - {""}
        if operation == "family" or not numbers:
            parts.append(operation)
        elif len(numbers) == 1:
            (docdb,) = numbers
            parts.append(f"{operation} of {displays.get(docdb, docdb)}")
        else:
            parts.append(f"{len(numbers)} {operation}s")
    return ", ".join(parts)


def elapsed(asks: Iterable[OutcomeOut]) -> str:
    """The times of some asks, shortest to longest."""
    times = sorted(one.elapsed_ms for one in asks)
    low, high = milliseconds(times[0]), milliseconds(times[-1])
    if low == high:
        return low
    if low.endswith(" ms") == high.endswith(" ms"):
        low = low.partition(" ")[0]
    return f"{low}-{high}"


def milliseconds(count: int) -> str:
    """A short time: ``12 ms``, ``1.25 s``."""
    return f"{count} ms" if count < 1000 else f"{count / 1000:.2f} s"


def span(seconds: int) -> str:
    """A longer time in its two largest units: ``40 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def conflicts_list(conflicts: Iterable[ConflictOut], displays: Mapping[str, str]) -> RenderableType:
    """Where sources disagree: the value that is shown first, then the others."""
    lines = []
    for conflict in conflicts:
        number = displays.get(conflict.application_number, conflict.application_number)
        where = f"{number} {conflict.field}" + (f" of {conflict.document_id}" if conflict.document_id else "")
        values = " or ".join(
            f"{_written(value.value)} ({', '.join(value.providers)})"
            if value.providers
            else _written(value.value)
            for value in conflict.values
        )
        lines.append(line(f"{where}: {values}" + (f": {conflict.reason}" if conflict.reason else "")))
    return Group(heading("Sources disagree"), *lines) if lines else Group()


def _written(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _place(code: OutcomeCode) -> int:
    return _RANK.index(code) if code in _RANK else len(_RANK)
