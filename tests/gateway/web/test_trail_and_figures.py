"""``/trail`` and ``/statistics``: who is told what of what happened."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from connectors.endpoint import Secret
from gateway.identity.access import Access, fingerprint, static_key
from gateway.web.figures_table import StatisticsAnswer
from gateway.web.keys import CURRENT
from gateway.web.trail import TrailAnswer

CONTENT = "/api/v1/documents/ep~EP.99203729.A~R1/content"
TRAIL, FIGURES = "/api/v1/trail", "/api/v1/statistics"
WHO = {"Requestor_Id": "examiner-7", "Requestor_Role": "examiner"}


async def told(gateway: Any, path: str, key: str | None = None) -> Any:
    """The JSON of an answer that is one."""
    answer = await gateway.get(path, key)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


async def code_of(gateway: Any, path: str, key: str | None = None) -> tuple[int, str]:
    """The status and the code of a problem."""
    answer = await gateway.get(path, key)
    return answer.status, json.loads(answer.body)["code"]


async def test_an_office_reads_what_its_people_did(house, au_key) -> None:
    """As soon as it has happened; what the public did is not in it."""
    gateway = await house.open()
    await gateway.get(CONTENT, au_key, **WHO)
    await gateway.get(CONTENT)
    answer = await gateway.get(TRAIL, au_key)
    assert answer.headers["Cache-Control"] == "private, no-store"
    shown = msgspec.json.decode(answer.body, type=TrailAnswer)
    intent, outcome = shown.records
    assert (intent.kind, outcome.kind, outcome.intent) == ("content-intent", "content-outcome", intent.id)
    assert (outcome.requestor_id, outcome.requestor_role, outcome.code) == ("examiner-7", "examiner", "ok")
    assert shown.next is None


async def test_an_office_reads_who_read_it(house, au_key) -> None:
    """The office of the application, whoever shows it; by office, never by person."""
    house.visibility["ep"] = "public"
    gateway = await house.open()
    await gateway.get(CONTENT, au_key, **WHO)
    assert (await told(gateway, f"{TRAIL}?as=read", au_key))["records"] == []
    figures = await told(gateway, f"{FIGURES}?by=providingOffice", au_key)
    assert [(row["as"], row["providingOffice"], row["documents"]) for row in figures["rows"]] == [
        ("reader", "EP", 1)
    ]


async def test_the_public_has_no_trail(house) -> None:
    """403, though it may ask questions."""
    gateway = await house.open()
    assert await code_of(gateway, TRAIL) == (403, "forbidden")


async def test_pages_lead_to_the_end(house, au_key) -> None:
    """Each record once; and looking is recorded too."""
    gateway = await house.open()
    for _ in range(3):
        await gateway.get("/api/v1/coverages", au_key)
    first = await told(gateway, f"{TRAIL}?limit=2", au_key)
    second = await told(gateway, f"{TRAIL}?limit=2&cursor={first['next']}", au_key)
    kinds = [one["operation"] for page in (first, second) for one in page["records"]]
    assert kinds == ["coverage", "coverage", "coverage", "trail"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?as=other", "parameter-invalid"),
        ("?from=yesterday", "parameter-invalid"),
        ("?from=2026-13", "parameter-invalid"),
        ("?until=9999-12-31", "parameter-invalid"),
        ("?cursor=1", "parameter-invalid"),
        ("?limit=0", "parameter-invalid"),
        ("?limit=1001", "parameter-invalid"),
        ("?office=NZ", "parameter-unknown"),
        ("?as=read&as=reader", "parameter-repeated"),
    ],
)
async def test_parameters_of_the_trail_are_read_strictly(house, au_key, query, code) -> None:
    """In particular no office can be named: it is the one whose credentials they are."""
    gateway = await house.open()
    assert await code_of(gateway, TRAIL + query, au_key) == (400, code)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?by=office", "parameter-invalid"),
        ("?by=month,month", "parameter-invalid"),
        ("?by=", "parameter-invalid"),
        ("?from=2026-05&to=2026-04", "parameter-invalid"),
        ("?from=1990-01", "parameter-invalid"),
        ("?until=2026-04", "parameter-unknown"),
    ],
)
async def test_parameters_of_figures_are_read_strictly(house, au_key, query, code) -> None:
    """With what would be right."""
    gateway = await house.open()
    assert await code_of(gateway, FIGURES + query, au_key) == (400, code)


async def test_everybody_is_told_large_figures_only(house, au_key) -> None:
    """Five contents show, four do not; no bytes, no people, no roles; whole months."""
    gateway = await house.open()
    for _ in range(4):
        await gateway.get(CONTENT, au_key, **WHO)
    assert (await told(gateway, FIGURES))["rows"] == []
    await gateway.get(CONTENT, au_key, **WHO)
    figures = await told(gateway, f"{FIGURES}?by=accessingOffice,category&from=2026-01-01&to=2026-01-02")
    assert (figures["from"], figures["to"], figures["threshold"]) == ("2026-01-01", "2026-01-31", 5)
    (row,) = figures["rows"]
    assert (row["accessingOffice"], row["category"], row["documents"]) == ("AU", "search-report", 5)
    assert (row["bytes"], row["activeUsers"]) == (None, None)
    assert await code_of(gateway, f"{FIGURES}?by=role") == (403, "forbidden")


async def test_what_is_closed_to_the_public_is_in_no_public_figure(house, au_key) -> None:
    """A hundred contents that only offices may see are, for everybody else, as if there had been none."""
    house.visibility["ep"] = "offices"
    gateway = await house.open()
    nothing = await gateway.get(FIGURES)
    for _ in range(12):
        assert (await gateway.get(CONTENT, au_key)).status == 200
    assert (await gateway.get(FIGURES)).body == nothing.body
    assert (await told(gateway, FIGURES, au_key))["totals"][0]["documents"] == 12


async def test_figures_as_json_and_as_csv_say_the_same(house, au_key) -> None:
    """And no cell of the table is a formula, whatever people call themselves."""
    gateway = await house.open()
    await gateway.get(CONTENT, au_key, Requestor_Id="=1+1", Requestor_Role="examiner")
    await gateway.get("/api/v1/families?number=EP1000000", au_key)
    path = f"{FIGURES}?by=accessingOffice,providingOffice,category,route,role"
    answer = msgspec.json.decode((await gateway.get(path, au_key)).body, type=StatisticsAnswer)
    table = await gateway.get(path, au_key, Accept="text/csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.body.decode())))
    assert [(row["category"], row["route"], row["documents"], row["families"]) for row in rows] == [
        ("search-report", "api/case", "1", "0"),
        ("", "api", "0", "1"),
    ]
    assert len(rows) == len(answer.rows)
    assert rows[0]["as"] == "reader"


async def test_active_users_are_counted_once(house, au_key) -> None:
    """However often they ask, and for whom they are told."""
    gateway = await house.open()
    for who in ("a", "b", "a"):
        await gateway.get("/api/v1/coverages", au_key, Requestor_Id=who)
    (total,) = [one for one in (await told(gateway, FIGURES, au_key))["totals"] if one["as"] == "reader"]
    assert total["activeUsers"] == 2


@pytest.mark.parametrize(
    ("scope", "path", "status", "view"),
    [
        ("administer", FIGURES, 200, "all"),
        ("statistics", FIGURES, 200, "office"),
        ("ask", FIGURES, 200, "office"),
        ("register", FIGURES, 403, None),
        ("statistics", TRAIL, 200, None),
        ("register", TRAIL, 403, None),
        ("administer", TRAIL, 403, None),
    ],
)
async def test_scopes_decide_who_is_told_what(house, au_key, scope, path, status, view) -> None:
    """Operators see all figures and no office's trail; who registers endpoints sees neither."""
    gateway = await house.open()
    current = gateway.application[CURRENT]
    key = static_key("AU", Secret(au_key), frozenset({scope}), 1)
    current.setup = replace(current.setup, access=Access(True, {fingerprint(au_key): key}))
    answer = await gateway.get(path, au_key)
    assert answer.status == status
    assert json.loads(answer.body).get("view") == view


async def test_operators_see_both_sides_and_everybody(house, au_key) -> None:
    """One row for each place, whoever read."""
    gateway = await house.open()
    await gateway.get(CONTENT, au_key, **WHO)
    await gateway.get(CONTENT)
    current = gateway.application[CURRENT]
    key = static_key("AU", Secret(au_key), frozenset({"administer"}), 1)
    current.setup = replace(current.setup, access=Access(True, {fingerprint(au_key): key}))
    figures = await told(gateway, f"{FIGURES}?by=accessingOffice,providingOffice,role", au_key)
    assert [(row["accessingOffice"], row["role"], row["documents"]) for row in figures["rows"]] == [
        ("AU", "examiner", 1),
        ("public", None, 1),
    ]
    assert all("as" not in row for row in figures["rows"])
