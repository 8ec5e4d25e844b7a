"""The threat model is true: every control names tests, and every test it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", MODEL)))
CONTROLS = [line for line in MODEL.splitlines() if re.match(r"\| [STRIDE](?: [STRIDE])* \|", line)]


@cache
def functions(path: Path) -> frozenset[str]:
    """The functions of a file, wherever in it they are defined."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_the_threat_model_names_exists(named: str) -> None:
    """By its file and its name."""
    file, _, name = named.partition("::")
    assert name.startswith("test_"), named
    assert name in functions(ROOT / file)


@pytest.mark.parametrize("row", CONTROLS, ids=[row.split("|")[2].strip() for row in CONTROLS])
def test_every_control_names_the_test_that_proves_it(row: str) -> None:
    """A row has a threat, a control and at least one test, and nothing else in the last cell."""
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)
    assert re.fullmatch(r"`tests/[\w/.]+::\w+`(?: `tests/[\w/.]+::\w+`)*", cells[3]), cells[3]


def test_every_letter_of_stride_has_a_row() -> None:
    """The six kinds of threat were each thought of."""
    letters = {letter for row in CONTROLS for letter in row.split("|")[1].split()}
    assert letters >= set("STRIDE")
