"""Documents labelled by hand land in the category that an examiner would look for them in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from connectors.codes.categories import classify
from connectors.model import CATEGORIES

CORE = frozenset({"search-report", "examination-report", "decision", "claims", "amendment", "argument"})


def labels() -> list[tuple[str, str, str | None, str]]:
    """The labelled rows: category, office, code, title."""
    lines = Path(__file__).with_name("labels.txt").read_text("utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [
        (category, office, None if code == "-" else code, title) for category, office, code, title in rows
    ]


def test_the_labels_are_many_and_in_the_vocabulary():
    """At least 200 labels over US, EP, JP and CN, at least 20 of the core categories at each."""
    rows = [row for row in labels() if row[1] in {"US", "EP", "JP", "CN"}]
    assert len(rows) >= 200
    assert {row[0] for row in rows} <= set(CATEGORIES)
    core = Counter(row[1] for row in rows if row[0] in CORE)
    assert min(core[office] for office in ("US", "EP", "JP", "CN")) >= 20


@pytest.mark.parametrize("office", ["US", "EP", "JP", "CN"])
def test_the_core_categories_are_right_for_the_large_offices(office):
    """At least 95 % of what is labelled report, decision, claims, amendment or argument is read so."""
    rows = [row for row in labels() if row[1] == office and row[0] in CORE]
    wrong = [(*row, found) for row in rows if (found := classify(*row[1:]).category) != row[0]]
    assert len(wrong) <= 0.05 * len(rows), wrong


def test_nothing_else_is_taken_for_a_core_category():
    """Precision: of all that is read as a core category, at least 95 % is labelled so."""
    read = [(*row, found) for row in labels() if (found := classify(*row[1:]).category) in CORE]
    wrong = [row for row in read if row[0] != row[-1]]
    assert len(wrong) <= 0.05 * len(read), wrong


def test_all_labels_over_all_categories():
    """Of every label, the small offices' and the traps included, at least 97 % are read as labelled."""
    rows = labels()
    wrong = [(*row, found) for row in rows if (found := classify(*row[1:]).category) != row[0]]
    assert len(wrong) <= 0.03 * len(rows), wrong


@pytest.mark.parametrize("office", ["US", "EP", "JP", "CN"])
def test_titles_alone_do_nearly_as_well(office):
    """Without its code (One Portal Dossier has none) nine in ten core documents are still known by title."""
    rows = [row for row in labels() if row[1] == office and row[0] in CORE]
    wrong = [(*row, found) for row in rows if (found := classify(office, None, row[3]).category) != row[0]]
    assert len(wrong) <= 0.1 * len(rows), wrong
