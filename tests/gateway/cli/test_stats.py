"""``casegate stats``: the figures of a database, or those that a gateway tells."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tampering import connect
from typer.testing import CliRunner

from gateway.audit.chain import append
from gateway.audit.record import Origin, Record, by
from gateway.cli.main import app

READ = (
    ("AU", "a1", "EP", "2026-01", 3), ("AU", "a2", "EP", "2026-01", 2), ("AU", "a1", "CA", "2026-01", 1),
    ("NZ", "n1", "EP", "2026-01", 4), (None, None, "EP", "2026-01", 2), ("AU", "a1", "JP", "2026-02", 7),
)  # fmt: skip
"""Who read how many documents of whom in which month."""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A configuration whose trail says ``READ``."""
    (tmp_path / "gateway.yaml").write_text(
        f"public_url: https://gateway.example\nstorage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
    )
    connection = connect(tmp_path / "casegate.db")
    records = [
        by(
            Origin("api", accessing=accessing, person=person),
            Record(
                kind="content-outcome",
                at=f"{month}-07T12:00:00.000000Z",
                operation="content",
                providing=providing,
                category="search-report",
                protocol="opd",
                code="ok",
                bytes=1000,
                open=True,
            ),
        )
        for accessing, person, providing, month, count in READ
        for _ in range(count)
    ]
    question = Record(kind="question", operation="family", code="ok", providing="EP")
    records.append(by(Origin("api", accessing="NZ", person="n2"), question))
    from datetime import UTC, datetime

    append(connection, records, datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    connection.close()
    return tmp_path


def stats(*words: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``casegate stats``."""
    result = CliRunner().invoke(app, ["stats", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def counted(directory: Path, *words: object) -> str:
    """Standard output over the two months of the database."""
    code, out, err = stats("--config", directory, "--from", "2026-01", "--to", "2026-02", *words)
    assert code == 0, err
    return out


def test_the_monthly_tables(directory: Path) -> None:
    """For each month accessing offices down, providing offices across; families, people, and their sums."""
    lines = [text.split() for text in counted(directory, "--monthly").splitlines() if text]
    assert [line for line in lines if line[0] != "Accessing"] == [
        ["2026-02:", "documents", "by", "accessing", "and", "providing", "office"],
        ["AU", "7", "7", "0", "1"],
        ["Total", "7", "7", "0", "1"],
        ["2026-01:", "documents", "by", "accessing", "and", "providing", "office"],
        ["AU", "1", "5", "6", "0", "2"],
        ["NZ", "0", "4", "4", "1", "2"],
        ["public", "0", "2", "2", "0", "0"],
        ["Total", "1", "11", "12", "1", "4"],
    ]


def test_the_monthly_tables_for_scripts_and_spreadsheets(directory: Path) -> None:
    """The same, as JSON and as CSV."""
    newest, january = json.loads(counted(directory, "--monthly", "--json"))
    assert (newest["month"], january["month"]) == ("2026-02", "2026-01")
    assert january["rows"][0] == {
        "accessingOffice": "AU",
        "documents": {"CA": 1, "EP": 5},
        "total": 6,
        "families": 0,
        "activeUsers": 2,
    }
    rows = list(csv.DictReader(io.StringIO(counted(directory, "--monthly", "--csv"))))
    assert rows[1]["EP"] == "5"
    assert rows[0]["JP"] == "7"


def test_rows_and_totals(directory: Path) -> None:
    """By whatever is asked for, as a table, JSON or CSV."""
    table = [text.split() for text in counted(directory, "--by", "accessingOffice").splitlines()]
    assert table[0] == ["Accessing", "Documents", "Families", "Bytes", "Active", "users"]
    assert table[1:] == [
        ["AU", "13", "0", "13000", "2"],
        ["NZ", "4", "1", "4000", "2"],
        ["public", "2", "0", "2000", "0"],
        ["Total", "19", "1", "19000", "4"],
    ]
    told = json.loads(counted(directory, "--by", "month,route", "--json"))
    assert [(row["month"], row["route"], row["documents"]) for row in told["rows"]] == [
        ("2026-01", "api", 0),
        ("2026-01", "api/opd", 12),
        ("2026-02", "api/opd", 7),
    ]
    text = counted(directory, "--by", "month", "--csv")
    assert [row["documents"] for row in csv.DictReader(io.StringIO(text))] == ["12", "7"]


@pytest.mark.parametrize(
    "words",
    [
        ["--by", "office"],
        ["--from", "soon"],
        ["--from", "2026-03", "--to", "2026-02"],
        ["--json", "--csv"],
        ["--config", "nowhere"],
    ],
)
def test_what_cannot_be_used_is_exit_code_2(directory: Path, words: list[str]) -> None:
    """With a sentence on standard error."""
    code, out, err = stats("--config", directory, *words)
    assert (code, out) == (2, "")
    assert err


async def test_a_gateway_tells_an_office_its_own(stage: Any) -> None:
    """What it read, as it reads it; asked as anybody would."""
    code, out, err = await asyncio.to_thread(stats, "--gateway", stage.url, "--key", stage.key, "--json")
    assert code == 0, err
    assert json.loads(out)["view"] == "office"
    code, out, err = await asyncio.to_thread(stats, "--gateway", stage.url, "--monthly")
    assert (code, out) == (0, "")
    code, _, err = await asyncio.to_thread(stats, "--gateway", stage.url, "--key", "wrong")
    assert code == 2
    assert "not accepted" in err


def test_no_gateway_is_exit_code_1() -> None:
    """With where it was looked for."""
    code, _, err = stats("--gateway", "http://127.0.0.1:9")
    assert code == 1
    assert "http://127.0.0.1:9" in err
