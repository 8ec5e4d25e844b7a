"""The shipped example directory works, and its guide tells of every setting."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from gateway.settings.agreements import AgreementsFile
from gateway.settings.faults import SettingsFaults
from gateway.settings.gateway import GatewaySettings
from gateway.settings.models import OfficeSettings, ParticipantsFile
from gateway.settings.reading import read_settings
from gateway.settings.schema import settings_of

CONFIG = Path(__file__).parents[3] / "config"
GUIDE = (CONFIG / "README.md").read_text(encoding="utf-8")
ROWS = {line.split("`")[1]: line.split("|") for line in GUIDE.splitlines() if line.startswith("| `")}
SETTINGS = [
    (key, field)
    for model in (GatewaySettings, OfficeSettings, ParticipantsFile, AgreementsFile)
    for key, field in settings_of(model)
    if not key.startswith(("accounts[].auth.", "registrations.credentials[].auth."))  # told once, under auth
]
VARIABLES = set(re.findall(r"`(CASEGATE_[A-Z0-9_]+)`", GUIDE))


@pytest.mark.parametrize(("key", "field"), SETTINGS, ids=[key for key, _ in SETTINGS])
def test_every_setting_stands_in_a_table_with_its_default(key: str, field: Any) -> None:
    """A row for each key; a plain default is given as it is, and a required key is called required."""
    assert key in ROWS, f"config/README.md has no row for {key}"
    assert field.description
    default = field.default
    if key == "auth.type":
        return
    if field.is_required():
        assert "required" in ROWS[key][2]
    elif isinstance(default, bool):
        assert ROWS[key][2].strip() == f"`{str(default).lower()}`"
    elif isinstance(default, str | int | float) and default != "":
        assert ROWS[key][2].strip() == f"`{default}`"


def test_no_row_tells_of_a_setting_that_is_not_there() -> None:
    """Rows of settings (they have a dot, or are a model's own key) are all settings."""
    known = {key for key, _ in SETTINGS}
    told = {key for key in ROWS if re.fullmatch(r"[a-z_]+(\[\])?\.[a-z_.\[\]]+", key)} - {
        "gateway.yaml",
        "participants.yaml",
        "agreements.yaml",
    }
    assert told <= known


@pytest.mark.parametrize("model", [GatewaySettings, OfficeSettings, ParticipantsFile, AgreementsFile])
def test_bounds_stand_in_the_guide(model: type[BaseModel]) -> None:
    """The greatest value of every bounded number is in its row."""
    for key, field in settings_of(model):
        if key.startswith(("accounts[].auth.", "registrations.credentials[].auth.")):
            continue
        for bound in (getattr(mark, "le", None) for mark in field.metadata):
            if bound is not None and bound < 1_000_000:
                assert re.search(rf"\b{bound}\b", ROWS[key][3]), key


def test_the_example_directory_has_no_fault(folder: Any) -> None:
    """With the variables that the guide names, and no others, the shipped directory is read."""
    assert VARIABLES
    settings = read_settings(
        CONFIG, {name: f"value-of-{name}" for name in VARIABLES}, catalogue=folder.catalogue
    )
    assert [office.id for office in settings.offices] == ["au", "ca", "gb", "il", "ip5", "nz"]
    assert all(".example" in office.url for office in settings.offices)
    assert settings.gateway.profile == "production"


def test_the_guide_names_no_variable_in_vain(folder: Any) -> None:
    """Each variable it names is needed: without them, each is one fault."""
    with pytest.raises(SettingsFaults) as caught:
        read_settings(CONFIG, {}, catalogue=folder.catalogue)
    text = str(caught.value)
    assert len(caught.value.faults) == len(VARIABLES)
    assert all(name in text for name in VARIABLES)


def test_the_guides_examples_can_be_read(folder: Any) -> None:
    """The one-line gateway and the five-line office of the guide are a working configuration."""
    gateway, office = (
        re.sub(r"(?m)^   ", "", block) for block in re.findall(r"   ```yaml\n(.*?)   ```", GUIDE, re.DOTALL)
    )
    folder.write("gateway.yaml", gateway)
    folder.write("offices/au.yaml", office)
    assert folder.read().offices[0].serves == ("AU",)


PROVIDING = {"AU", "CA", "CL", "CN", "EP", "GB", "IL", "IN", "JP", "KR", "NZ", "SG", "US", "WO"}
ONLY_ACCESSING = {"AZ", "BR", "CR", "EA", "EG", "ID", "KH", "LA", "MN", "MY", "PG", "PH", "PT", "TH", "VN"}


def test_the_participants_are_those_of_wipo_case(folder: Any) -> None:
    """C. PCT 1514 (July 2017) with what is known to have come later, each with its source."""
    environ = {name: f"value-of-{name}" for name in VARIABLES}
    listed = {
        one.office: one for one in read_settings(CONFIG, environ, catalogue=folder.catalogue).participants
    }
    assert set(listed) == PROVIDING | ONLY_ACCESSING | {"BN"}
    assert {office for office, one in listed.items() if one.providing is True} == PROVIDING
    assert listed["BN"].providing == "planned"
    assert {office for office, one in listed.items() if one.accessing is not True} == {"WO"}
    assert {office for office, one in listed.items() if one.public_access is True} == {
        "AU", "CA", "EP", "JP", "WO",
    }  # fmt: skip
    assert {office for office, one in listed.items() if one.public_access == "planned"} == {"CN", "US"}
    assert listed["BR"].since == date(2020, 9, 30)
    assert listed["CL"].since == date(2016, 1, 1)
    assert all(one.source and one.name for one in listed.values())
