"""How much may be asked, and when a provider is closed, as operators write it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from gateway.limits.limits import UNLIMITED
from gateway.maintenance import Dated, Weekly
from gateway.settings.faults import SettingsFaults
from gateway.settings.limits import LimitsSettings, limits_of

GATEWAY = "profile: {profile}\npublic_url: https://gateway.example\n{more}"
OFFICE = (
    "id: au\nname: IP Australia\nserves: [AU]\nprotocol: case\nurl: https://au.example/v1\nmaintenance:\n"
)


def read(folder: Any, profile: str = "production", more: str = "", windows: str = "") -> Any:
    """The settings of a folder."""
    folder.write("gateway.yaml", GATEWAY.format(profile=profile, more=more))
    if windows:
        folder.write("offices/au.yaml", OFFICE + windows)
    return folder.read()


def test_the_demo_profile_has_no_limits_unless_they_are_written(folder: Any) -> None:
    """Production has the usual ones."""
    demo, production = read(folder, "demo").gateway, read(folder).gateway
    assert limits_of(demo.limits, demo.profile) == UNLIMITED
    assert limits_of(production.limits, production.profile).public.requests_per_minute == 600
    written = read(folder, "demo", "limits: {public: {requests_per_minute: 3, streams: null}}").gateway
    found = limits_of(written.limits, written.profile)
    assert (found.public.requests_per_minute, found.public.streams) == (3, None)
    assert found.office == limits_of(LimitsSettings(), "demo").office


@pytest.mark.parametrize("more", ["{public: {requests: 3}}", "{public: {streams: 0}}", "{office: 5}"])
def test_limits_are_read_strictly(folder: Any, more: str) -> None:
    """Unknown keys, nothing at all, no mapping."""
    with pytest.raises(SettingsFaults, match=r"gateway\.yaml:3:"):
        read(folder, more=f"limits: {more}")


def test_windows_of_both_kinds(folder: Any) -> None:
    """Weekly and once, in UTC."""
    windows = (
        '  - {weekday: sunday, at: "22:00", minutes: 300}\n'
        "  - {begins: 2026-12-24T18:00Z, ends: 2026-12-27T06:00:30Z}\n"
    )
    found = [one.window for one in read(folder, windows=windows).offices[0].maintenance]
    assert found == [
        Weekly(6, time(22), 300),
        Dated(datetime(2026, 12, 24, 18, tzinfo=UTC), datetime(2026, 12, 27, 6, 0, 30, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    "window",
    [
        "{weekday: sunday}",
        "{}",
        '{weekday: sunday, at: "22:00", minutes: 300, begins: 2026-12-24T18:00Z}',
        '{weekday: sunday, at: "22:00", minutes: 10081}',
        '{weekday: sunday, at: "24:00", minutes: 1}',
        '{weekday: someday, at: "22:00", minutes: 1}',
        "{begins: 2026-12-24T18:00Z, ends: 2026-12-24T18:00Z}",
        "{begins: 2026-12-24T18:00Z, ends: 2027-06-24T18:00Z}",
        "{begins: 2026-12-24T18:00, ends: 2026-12-25T18:00Z}",
        "{begins: 2026-12-24T18:00+01:00, ends: 2026-12-25T18:00Z}",
        "{begins: 2026-13-24T18:00Z, ends: 2026-12-25T18:00Z}",
    ],
)
def test_half_a_window_is_none(folder: Any, window: str) -> None:
    """A window is one kind or the other, whole, in UTC, and not for ever."""
    with pytest.raises(SettingsFaults, match=r"offices/au\.yaml:7:.*maintenance\[0\]"):
        read(folder, windows=f"  - {window}\n")
