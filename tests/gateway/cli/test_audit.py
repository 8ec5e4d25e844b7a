"""``casegate audit``: what operators type, what scripts read, and what is found."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from tampering import connect, grow
from typer.testing import CliRunner

from gateway.audit.checkpoints import parse_checkpoint
from gateway.audit.signing import new_key, public_of
from gateway.cli.main import app


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A configuration with a trail of thirty records; secrets that it needs elsewhere are not here."""
    (tmp_path / "gateway.yaml").write_text(
        "public_url: https://gateway.example\n"
        f"storage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
        "access: {keys: [{office: JP, key: env:NOT_SET_HERE}]}\n"
    )
    connection = connect(tmp_path / "casegate.db")
    grow(connection, 0, 30)
    connection.close()
    return tmp_path


def audit(*words: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``casegate audit``."""
    result = CliRunner().invoke(app, ["audit", *map(str, words)], env={"COLUMNS": "140"})
    return result.exit_code, result.stdout, result.stderr


def test_a_trail_is_verified_by_its_directory_or_its_file(directory: Path) -> None:
    """Exit code 0, and what was looked at."""
    for place in (("--config", directory), ("--database", directory / "casegate.db")):
        code, out, err = audit("verify", *place)
        assert (code, out) == (0, "")
        assert "31 records and 0 checkpoints are as they were written" in err
    told = json.loads(audit("verify", "--config", directory, "--json")[1])
    assert (told["count"], told["findings"]) == (31, [])


def test_what_is_wrong_is_told_with_its_place(directory: Path) -> None:
    """Exit code 1."""
    connection = sqlite3.connect(directory / "casegate.db")
    connection.execute("DROP TRIGGER trail_is_never_changed")
    connection.execute("UPDATE trail SET accessing = 'NZ' WHERE seq = 6")
    connection.commit()
    connection.close()
    code, out, err = audit("verify", "--config", directory)
    assert (code, out) == (1, "record 6: the columns do not say what it says: accessing\n")
    assert "is not what was recorded" in err


def test_an_exported_checkpoint_finds_an_earlier_copy(directory: Path) -> None:
    """Of the whole database, which is in order by itself."""
    earlier, file = directory / "earlier.db", directory / "one.json"
    shutil.copy(directory / "casegate.db", earlier)
    connection = connect(directory / "casegate.db")
    grow(connection, 30, 5)
    connection.close()
    code, out, err = audit("checkpoint", "--config", directory, "--out", file)
    assert (code, out) == (0, "")
    assert "36 records are signed" in err
    assert audit("verify", "--config", directory, "--checkpoint", file)[0] == 0
    assert audit("verify", "--database", earlier)[0] == 0
    code, out, _ = audit("verify", "--database", earlier, "--checkpoint", file)
    assert code == 1
    assert "the trail had 36 records" in out


def test_a_checkpoint_is_signed_by_the_key_of_the_configuration(directory: Path) -> None:
    """Where one is named; other secrets need not be there."""
    key = new_key()
    (directory / "audit.pem").write_bytes(key)
    with (directory / "gateway.yaml").open("a") as file:
        file.write("audit: {signing_key: file:audit.pem}\n")
    code, out, _ = audit("checkpoint", "--config", directory)
    assert code == 0
    made = parse_checkpoint(out.encode())
    assert made.genuine
    assert made.public_key.encode()[:20] in _base64(public_of(key)[1])
    assert audit("verify", "--config", directory)[0] == 0


def _base64(value: bytes) -> bytes:
    import base64

    return base64.urlsafe_b64encode(value)


def test_a_key_that_does_not_sign_is_refused(directory: Path) -> None:
    """Exit code 2, with the place in the file and nothing of the key."""
    (directory / "audit.pem").write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    with (directory / "gateway.yaml").open("a") as file:
        file.write("audit: {signing_key: file:audit.pem}\n")
    code, out, err = audit("checkpoint", "--config", directory)
    assert (code, out) == (2, "")
    assert "audit.signing_key" in err
    assert "c2VjcmV0" not in err


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["verify", "--database", "nowhere.db"],
        ["verify", "--config", "nowhere"],
        ["show"],
        ["show", "--database", "{db}", "--office", "XY"],
        ["show", "--database", "{db}", "--from", "yesterday"],
        ["verify", "--database", "{db}", "--checkpoint", "{db}"],
        ["verify", "--database", "{db}", "--checkpoint", "nowhere.json"],
        ["verify", "--database", "{db}", "--config", "{db}"],
        ["checkpoint", "--config", "nowhere"],
    ],
)
def test_what_cannot_be_used_is_exit_code_2(directory: Path, words: list[str]) -> None:
    """With a sentence on standard error."""
    code, out, err = audit(*(word.format(db=directory / "casegate.db") for word in words))
    assert (code, out) == (2, "")
    assert err


def test_nothing_recorded_is_well_and_cannot_be_signed(tmp_path: Path) -> None:
    """A gateway that has just been set up."""
    (tmp_path / "gateway.yaml").write_text(
        f"public_url: https://gateway.example\nstorage: {{url: 'sqlite:///{tmp_path / 'new.db'}'}}\n"
    )
    assert audit("checkpoint", "--config", tmp_path)[0] == 1
    assert audit("verify", "--config", tmp_path)[0] == 0


def test_an_office_is_shown_its_own(directory: Path) -> None:
    """As a table, and one object a line for scripts."""
    code, out, _ = audit("show", "--config", directory, "--office", "au", "--json")
    records = [json.loads(text) for text in out.splitlines()]
    assert code == 0
    assert len(records) == 8
    assert {one["accessingOffice"] for one in records} == {"AU"}
    assert all(one["requestorId"].startswith("examiner-") for one in records)
    read = audit("show", "--config", directory, "--office", "EP", "--as", "read", "--json")[1]
    assert len(read.splitlines()) == 20
    assert "examiner-" not in read
    table = audit("show", "--config", directory, "--office", "AU")[1]
    assert table.startswith("At ")
    assert len(table.splitlines()) == 9


def test_all_is_shown_by_time(directory: Path) -> None:
    """From an instant on, until before another."""
    span = ("--from", "2026-01-01T00:00:10Z", "--until", "2026-01-01T00:00:20Z")
    out = audit("show", "--config", directory, "--json", *span)[1]
    assert [json.loads(text)["at"][17:19] for text in out.splitlines()] == [str(n) for n in range(10, 20)]
