"""What is shown while offices answer: one line for each provider, on a terminal only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from rich.console import Console, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from gateway.asks import SETTLED
from gateway.cli.answering import WHY, milliseconds
from gateway.cli.folding import Folded
from gateway.cli.printing import line
from gateway.questions.offices import OfficesAnswer, ProviderOut

Monotonic = Callable[[], float]


class Waiting(msgspec.Struct, frozen=True):
    """How far one provider is: ``expected`` asks known so far, ``heard`` outcomes, the slowest of them.

    ``later`` is the longest time after which it can be asked again, in seconds when it was told; 0: none was.
    """

    provider: str
    name: str
    expected: int
    heard: int
    failed: str | None
    slowest_ms: int
    later: int = 0

    @property
    def done(self) -> bool:
        """Whether nothing more is expected of it now."""
        return self.heard >= self.expected


def asked_providers(offices: OfficesAnswer | None, identified: bool) -> tuple[ProviderOut, ...]:
    """The providers that a requester's question goes to, by id; ``identified``: with an office's key."""
    open_to = ("public", "offices", "named") if identified else ("public",)
    found = {p.id: p for office in (offices.offices if offices else ()) for p in office.providers}
    return tuple(
        provider
        for _, provider in sorted(found.items())
        if provider.visibility in open_to and "family" in provider.capabilities
    )


def waiting(providers: tuple[ProviderOut, ...], folded: Folded) -> list[Waiting]:
    """How far each provider is, from what the stream has told: its family, and each member it serves."""
    told: dict[str, list[dict[str, Any]]] = {}
    for outcome in folded.outcomes.values():
        told.setdefault(outcome["provider"], []).append(outcome)
    rows = []
    for provider in providers:
        heard = told.pop(provider.id, [])
        expected = {("family", "")} | {
            ("dossier", docdb)
            for docdb, office in folded.members.items()
            if office in provider.serves and "dossier" in provider.capabilities
        }
        keys = {
            (o["operation"], "" if o["operation"] == "family" else o["applicationNumber"] or "")
            for o in heard
        }
        rows.append(_row(provider.id, provider.name, len(expected | keys), len(keys), heard))
    return rows + [_row(id, "", len(heard), len(heard), heard) for id, heard in sorted(told.items())]


def progress_table(rows: list[Waiting], seconds: float) -> RenderableType:
    """The lines: provider, how many of its answers are in, how long they took or have been waited for."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        if row.later:
            state, style = f"{WHY['throttled']}, in {row.later} s", "yellow"
        elif row.failed is not None:
            state, style = f"{row.failed} after {milliseconds(row.slowest_ms)}", "red"
        elif row.done:
            state, style = f"answered in {milliseconds(row.slowest_ms)}", "green"
        else:
            state, style = f"waiting {seconds:.1f} s", "yellow"
        table.add_row(
            line(row.provider, "bold"),
            line(row.name),
            f"{row.heard}/{row.expected}",
            Text(state, style=style),
        )
    return table


@contextmanager
def progress(
    console: Console, providers: tuple[ProviderOut, ...], clock: Monotonic = time.monotonic
) -> Iterator[Callable[[Folded], None]]:
    """Shows the lines while the block runs and takes them away after; without a terminal shows nothing."""
    if not console.is_terminal:
        yield lambda folded: None
        return
    started, latest = clock(), [Folded()]

    def lines() -> RenderableType:
        return progress_table(waiting(providers, latest[0]), clock() - started)

    def observe(folded: Folded) -> None:
        latest[0] = folded

    with Live(console=console, get_renderable=lines, refresh_per_second=10, transient=True) as live:
        live.refresh()
        yield observe


def _row(id: str, name: str, expected: int, heard: int, outcomes: list[dict[str, Any]]) -> Waiting:
    failed = next((o["code"] for o in outcomes if o["code"] not in SETTLED), None)
    return Waiting(
        provider=id,
        name=name,
        expected=expected,
        heard=heard,
        failed=None if failed is None else WHY.get(failed, failed),
        slowest_ms=max((o["elapsedMs"] for o in outcomes), default=0),
        later=max((o["retryAfterSeconds"] or 0 for o in outcomes if o["code"] == "throttled"), default=0),
    )
