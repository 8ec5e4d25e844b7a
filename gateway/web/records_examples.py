"""One example of every answer of the trail and of figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from gateway.audit.record import Origin, Record, by
from gateway.audit.views import record_out
from gateway.statistics.figures import Figures, Question, Row, Table, Viewer
from gateway.web.figures_table import StatisticsAnswer, statistics_csv, statistics_of
from gateway.web.negotiation import CSV, JSON
from gateway.web.trail import TrailAnswer


def examples() -> Mapping[tuple[str, int, str], Any]:
    """One example of every answer."""
    figures = _figures()
    return {
        ("getTrail", 200, JSON): msgspec.to_builtins(_trail()),
        ("getStatistics", 200, JSON): msgspec.to_builtins(figures),
        ("getStatistics", 200, CSV): statistics_csv(figures).decode(),
    }


def _trail() -> TrailAnswer:
    record = by(
        Origin("api", "0af7651916cd43dd8448eb211c80319c", "AU", "cg_4k2m9x7q", "ex-17", "examiner"),
        Record(
            kind="content-outcome",
            at="2026-11-22T09:30:00.412803Z",
            ref=18_204,
            providing="EP",
            provider="ip5",
            operation="content",
            application="EP.99203729.A",
            document="ip5~EP.99203729.A~E54041789216DSU",
            category="search-report",
            protocol="opd",
            code="ok",
            bytes=84_213,
            elapsed_ms=231,
            open=True,
            detail={"rendition": "ip5~E54041789216DSU"},
        ),
    )
    return TrailAnswer((record_out(record, b"\x1f" * 32, b"\xc4" * 32, "reader"),), None)


def _figures() -> StatisticsAnswer:
    question = Question(date(2026, 11, 1), date(2026, 11, 30), ("month", "providingOffice"))
    rows = (
        Row("reader", ("2026-11", "EP"), Figures(412, 96, 31_457_280, 8)),
        Row("read", ("2026-11", "AU"), Figures(77, 20, 6_291_456)),
    )
    totals = (Row("reader", (), rows[0].figures), Row("read", (), rows[1].figures))
    return statistics_of(question, Viewer("AU"), Table(rows, totals))
