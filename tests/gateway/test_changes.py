"""What a process puts in force stands in the trail: the configuration, and each agreement that differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.app import open_gateway, try_reload
from gateway.audit.record import Record, parse_body
from gateway.settings.reading import read_settings

OFFICE = "id: {id}\nname: {id}\nserves: [{office}]\nprotocol: case\nurl: https://{id}.example/case-api/v1\n"
AGREED: dict[str, Any] = {
    "id": "au-nz", "provider": "au", "accessing": ["NZ"], "from": "2026-01-01", "status": "active",
    "terms": "1.0", "accepted_by": ["AU", "NZ"],
}  # fmt: skip


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A configuration of one provider."""
    (tmp_path / "offices").mkdir()
    (tmp_path / "gateway.yaml").write_text("profile: demo\npublic_url: http://127.0.0.1\n")
    (tmp_path / "offices" / "au.yaml").write_text(OFFICE.format(id="au", office="AU"))
    return tmp_path


def agree(directory: Path, *agreements: dict[str, Any]) -> None:
    """Writes the agreements."""
    (directory / "agreements.yaml").write_text(f"agreements: {json.dumps(agreements)}\n")


async def test_what_is_put_in_force_is_recorded(directory: Path) -> None:
    """At the start and at every change, each agreement with its terms; a fault puts nothing in force."""
    agree(directory, AGREED)
    async with open_gateway(read_settings(directory, {}), {}) as gateway:

        async def told() -> list[tuple[str, str | None]]:
            rows = await gateway.trail.read(
                lambda c: c.execute("SELECT body FROM trail WHERE seq > 1 ORDER BY seq").fetchall()
            )
            found: list[Record] = [parse_body(body) for (body,) in rows]
            return [(one.kind, one.operation) for one in found]

        start = [("operator", "start"), ("agreement", "put-in-force")]
        assert await told() == start
        agree(directory, AGREED | {"unpublished": True}, AGREED | {"id": "au-nz-2"})
        assert try_reload(gateway, directory, {})
        changed = [("operator", "configuration"), ("agreement", "change"), ("agreement", "put-in-force")]
        assert await told() == start + changed
        agree(directory, AGREED | {"unknown": 1})
        assert not try_reload(gateway, directory, {})
        agree(directory, AGREED | {"id": "au-nz-2"})
        assert try_reload(gateway, directory, {})
        assert await told() == [*start, *changed, ("operator", "configuration"), ("agreement", "withdraw")]


async def test_the_terms_of_an_agreement_are_recorded(directory: Path) -> None:
    """Who, what, from when, under which terms, and who accepted it."""
    agree(directory, AGREED)
    async with open_gateway(read_settings(directory, {}), {}) as gateway:
        (body,) = await gateway.trail.read(
            lambda c: c.execute("SELECT body FROM trail WHERE kind = 'agreement'").fetchone()
        )
    record = parse_body(body)
    assert record.provider == "au"
    assert dict(record.detail) == {
        "id": "au-nz",
        "accessing": ("NZ",),
        "from": "2026-01-01",
        "until": None,
        "status": "active",
        "terms": "1.0",
        "unpublished": False,
        "acceptedBy": ("AU", "NZ"),
    }
