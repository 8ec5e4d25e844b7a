"""A configuration directory in the making, and a catalogue of protocols that counts what it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.catalogue import Wire
from connectors.contract import Operation
from gateway.settings.faults import Fault, SettingsFaults
from gateway.settings.models import Settings
from gateway.settings.reading import read_settings

GATEWAY = "public_url: https://gateway.example\n"
DEMO = "profile: demo\npublic_url: http://localhost:8080\n"


def _never(*_: Any) -> Any:
    raise AssertionError("no connector is opened while settings are read")


class Protocols:
    """A catalogue of two protocols (and one that cannot be loaded), counting the questions."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def protocols(self) -> tuple[str, ...]:
        """The names; nothing is loaded."""
        self.asked["protocols"] += 1
        return ("broken", "case", "opd")

    def wire(self, protocol: str) -> Wire:
        """A protocol with what it can be asked for; ``broken`` fails as a missing package does."""
        self.asked[protocol] += 1
        if protocol == "broken":
            raise ImportError("no module named acme")
        had: dict[str, set[Operation]] = {
            "case": {"family", "dossier", "citations", "content"},
            "opd": {"family", "dossier", "content"},
        }
        return Wire(protocol, frozenset(had[protocol]), _never)


class Folder:
    """A configuration directory that a test writes and reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.catalogue = Protocols()
        self.write("gateway.yaml", GATEWAY)

    def write(self, name: str, text: str | bytes) -> Path:
        """Writes one file, in folders made as needed."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def office(self, text: str = "", id: str = "au", **replaced: str) -> None:
        """Writes the file of an office: five required lines, then ``text``."""
        lines = {
            "id": id,
            "name": "IP Australia",
            "serves": "[AU]",
            "protocol": "case",
            "url": "https://dossier.office.example/v1",
        } | replaced
        self.write(f"offices/{id}.yaml", "".join(f"{k}: {v}\n" for k, v in lines.items()) + text)

    def read(self, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings of the directory."""
        return read_settings(self.path, environ or {}, catalogue=self.catalogue)

    def faults(self, environ: Mapping[str, str] | None = None) -> list[str]:
        """What is wrong with it, as printed."""
        return [str(fault) for fault in self.raw_faults(environ)]

    def raw_faults(self, environ: Mapping[str, str] | None = None) -> tuple[Fault, ...]:
        """What is wrong with it; at least one thing is."""
        with pytest.raises(SettingsFaults) as caught:
            self.read(environ)
        assert str(caught.value) == "\n".join(map(str, caught.value.faults))
        return caught.value.faults


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A directory with the least that is needed."""
    return Folder(tmp_path)


@pytest.fixture
def demo(folder: Folder) -> Folder:
    """The same in the demo profile."""
    folder.write("gateway.yaml", DEMO)
    return folder
