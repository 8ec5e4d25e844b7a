"""Providers that may only be asked by agreement, and what the installed protocols' log-ins need."""

from __future__ import annotations

from typing import Any

import pytest

from connectors import catalogue
from gateway.settings.faults import SettingsFaults
from gateway.settings.reading import read_settings

AUTH = "auth: {type: oauth2, client_id: literal, client_secret: env:SECRET}\n"


def faults(folder: Any) -> list[str]:
    """The keys at fault, with the installed protocols."""
    try:
        read_settings(folder.path, {"SECRET": "x"}, catalogue=catalogue)
    except SettingsFaults as found:
        return [fault.key for fault in found.faults]
    return []


def test_global_dossier_names_its_agreement_in_production(folder: Any) -> None:
    """Without it a fault at ``agreement``; with it none; other protocols need none."""
    folder.office(protocol="global-dossier")
    assert faults(folder) == ["agreement"]
    folder.office("agreement: Memorandum with the USPTO of 2026-05-01\n", protocol="global-dossier")
    assert faults(folder) == []
    folder.office(protocol="case")
    assert faults(folder) == []


def test_no_agreement_in_the_demo(demo: Any) -> None:
    """A demonstration needs none."""
    demo.office(protocol="global-dossier")
    assert faults(demo) == []


@pytest.mark.parametrize("said", ["agreement: ''\n", "agreement: null\n", "agreement: [x]\n"])
def test_an_agreement_is_one_line_of_text(folder: Any, said: str) -> None:
    """Nothing, or something else than a line, is no agreement."""
    folder.office(said, protocol="global-dossier")
    assert faults(folder) == ["agreement"]


def test_epo_ops_knows_its_token_endpoint(folder: Any) -> None:
    """As with the hub's protocol, ``token_url`` may be left out; other protocols need it."""
    folder.office(AUTH, protocol="epo-ops")
    assert faults(folder) == []
    folder.office(AUTH, protocol="case")
    assert faults(folder) == ["auth.token_url"]
