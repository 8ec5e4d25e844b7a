"""Starting is cheap: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HEAVY = {"aiohttp", "asyncio", "gateway.app", "gateway.settings", "httpx", "lxml", "ruamel", "structlog"}


def modules_after(statement: str) -> set[str]:
    """The modules that a fresh process has imported after a statement."""
    script = f"import sys\n{statement}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import gateway.cli.main",
        "from gateway.cli.main import app; app(['number', 'EP1000000'], standalone_mode=False)",
    ],
    ids=["import", "number"],
)
def test_nothing_heavy_is_imported(statement: str) -> None:
    """Neither the import of the command line nor ``casegate number`` needs HTTP, XML, YAML or settings."""
    assert not HEAVY & modules_after(statement)
