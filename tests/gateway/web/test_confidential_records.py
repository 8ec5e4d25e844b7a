"""What is asked confidentially is marked so in the trail by every door, and is in no open figure."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.audit.record import Record, parse_body
from gateway.audit.views import NEVER, everything

ID = "ep~EP.99203729.A~R1"
CASE, OPD = "/case-api/v1", "/opdapi/patent/v1"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/families?number=EP99203729&type=application",
        "/api/v1/dossiers?application=EP.99203729.A",
        "/api/v1/citations?number=EP99203729&type=application",
        f"/api/v1/documents/{ID}?",
        f"/api/v1/documents/{ID}/content?",
        "/api/v1/bundles?number=EP99203729&type=application",
        f"{CASE}/doclists?applicationIdentifier=EP.99203729.A",
        f"{CASE}/applications/citations?applicationIdentifier=EP.99203729.A",
        f"{CASE}/documents/{ID}?",
        f"{OPD}/global_doc_list/EP.99203729.A?",
        f"{OPD}/global_doc_cont/EP.99203729.A/ep~R1?",
        f"{OPD}/family/application/EP.99203729.A?",
    ],
)
async def test_what_is_asked_confidentially_is_marked_by_every_door(house, au_key, path) -> None:
    """Intents and outcomes of content too; operators are shown no number of it."""
    house.visibility["ep"] = "public"
    gateway = await house.open()
    answer = await gateway.get(f"{path}&confidential=true", au_key)
    assert answer.status in (200, 404), answer.body
    await gateway.trail.flush()
    rows: Any = await gateway.store.read(
        lambda c: c.execute("SELECT body FROM trail WHERE seq > 1 ORDER BY seq").fetchall()
    )
    found: list[Record] = [parse_body(body) for (body,) in rows]
    assert found
    assert {one.confidential for one in found} == {True}
    assert not any(one.open for one in found)
    shown = await gateway.store.read(lambda c: list(everything(c, "", NEVER)))
    assert "99203729" not in repr(shown)
