"""The example files of providers: each can be copied as it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from connectors.catalogue import protocols
from gateway.settings.reading import read_settings

CONFIG = Path(__file__).parents[3] / "config"
EXAMPLES = sorted((CONFIG / "examples").glob("*.yaml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_right_once_it_is_copied(example: Path, tmp_path: Path) -> None:
    """With the variables it names, in production, beside a gateway of the shortest kind."""
    (tmp_path / "gateway.yaml").write_text("public_url: https://gateway.example\n")
    (tmp_path / "offices").mkdir()
    shutil.copy(example, tmp_path / "offices")
    named = re.findall(r"env:([A-Z0-9_]+)", example.read_text(encoding="utf-8"))
    (office,) = read_settings(tmp_path, dict.fromkeys(named, "a-value")).offices
    assert office.id == example.stem
    assert office.status == "active"


def test_every_protocol_has_an_example() -> None:
    """Among the examples and the files of the example directory itself."""
    shown = [*EXAMPLES, *(CONFIG / "offices").glob("*.yaml")]
    told = "\n".join(one.read_text(encoding="utf-8") for one in shown)
    assert set(re.findall(r"(?m)^protocol: (\S+)", told)) == set(protocols())
