"""``casegate keys``: what operators type, what scripts read, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli.main import app
from gateway.identity.key_text import PATTERN, well_formed


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A configuration whose secrets are not here: whoever tends the keys need not have them."""
    (tmp_path / "gateway.yaml").write_text(
        "public_url: https://gateway.example\n"
        f"storage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
        "access: {keys: [{office: JP, key: env:NOT_SET_HERE}]}\n"
    )
    return tmp_path


def keys(directory: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``casegate keys``."""
    result = CliRunner().invoke(app, ["keys", *words, "--config", str(directory)])
    return result.exit_code, result.stdout, result.stderr


def listed(directory: Path, *words: str) -> Any:
    """What ``keys list --json`` tells."""
    return json.loads(keys(directory, "list", "--json", *words)[1])


def test_a_key_is_printed_once_and_alone(directory: Path) -> None:
    """On standard output nothing but the key; what it is good for, and that it is seen this once, beside."""
    code, out, err = keys(directory, "create", "--office", "nz", "--days", "30", "--scope", "ask,statistics")
    assert code == 0
    assert well_formed(out.strip())
    assert out == out.strip() + "\n"
    assert "good for ask, statistics, until 20" in err
    assert "this once" in err
    (kept,) = listed(directory)
    assert (kept["office"], kept["client"], kept["scopes"]) == ("NZ", "default", ["ask", "statistics"])
    found = PATTERN.fullmatch(out.strip())
    assert found is not None
    assert kept["id"] == found[1]
    for words in (["list"], ["list", "--json"], ["list", "--all"]):
        shown = "".join(keys(directory, *words)[1:])
        assert found[1] in shown
        assert found[2] not in shown


def test_json_tells_the_key_and_all_that_is_kept_of_it(directory: Path) -> None:
    """For a script that hands it on."""
    told = json.loads(keys(directory, "create", "--office", "AU", "--client", "bulk", "--json")[1])
    assert well_formed(told["key"])
    assert {name: told[name] for name in ("office", "client", "scopes", "expires", "revoked", "usedOn")} == {
        "office": "AU", "client": "bulk", "scopes": ["ask"], "expires": None, "revoked": None, "usedOn": None,
    }  # fmt: skip


def test_a_key_is_replaced_and_taken_back(directory: Path) -> None:
    """As operators do it: a new one beside the old one, then the old one goes."""
    old = json.loads(keys(directory, "create", "--office", "AU", "--json")[1])
    code, out, err = keys(directory, "rotate", old["id"], "--keep-days", "3", "--json")
    new = json.loads(out)
    assert code == 0
    assert new["id"] != old["id"]
    assert f"Key {old['id']} ends at 20" in err
    assert {one["id"] for one in listed(directory)} == {old["id"], new["id"]}
    code, out, err = keys(directory, "revoke", old["id"])
    assert (code, out) == (0, "")
    assert re.search(rf"Key {old['id']} of AU \(default\) is revoked since 20[-0-9T:]+Z\.", err)
    assert [one["id"] for one in listed(directory)] == [new["id"]]
    assert {one["id"] for one in listed(directory, "--all")} == {old["id"], new["id"]}
    assert listed(directory, "--office", "JP") == []
    assert "revoked" in keys(directory, "list", "--all")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create", "--office", "UK"], "did you mean GB"),
        (["create", "--office", "AU", "--scope", "everything"], "administer, ask, register, statistics"),
        (["create", "--office", "AU", "--scope", ""], "administer, ask"),
        (["create", "--office", "AU", "--client", "Bulk Search"], "lower-case"),
        (["create", "--office", "AU", "--client", "x\x1b[2J"], "lower-case"),
        (["create", "--office", "AU", "--days", "0"], "--days"),
        (["revoke", "zzzzzzzz"], "There is no key zzzzzzzz"),
        (["rotate", "zzzzzzzz"], "There is no key zzzzzzzz"),
        (["list", "--office", "XQ"], "ST.3"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    directory: Path, words: list[str], said: str
) -> None:
    """Exit code 2 and a sentence; nothing on standard output."""
    code, out, err = keys(directory, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "\x1b" not in err
    assert listed(directory, "--all") == []


def test_a_third_key_is_refused_with_what_to_do(directory: Path) -> None:
    """The two that there are stand in the sentence."""
    ids = [json.loads(keys(directory, "create", "--office", "AU", "--json")[1])["id"] for _ in range(2)]
    code, out, err = keys(directory, "create", "--office", "AU")
    assert (code, out) == (2, "")
    assert all(id in err for id in ids)
    assert "revoke one first" in err


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("profile: demo\npublic_url: http://127.0.0.1\n", 2, "in memory"),
        ("storage: {url: 'mysql:///x'}\n", 2, "sqlite:///PATH"),
        ("storage: [\n", 2, "gateway.yaml"),
        ("storage: {url: 'sqlite:////proc/nowhere/casegate.db'}\n", 1, "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_had_is_said(tmp_path: Path, content: str, code: int, said: str) -> None:
    """Its configuration (2), or the database itself (1)."""
    (tmp_path / "gateway.yaml").write_text(content)
    ended, out, err = keys(tmp_path, "create", "--office", "AU")
    assert (ended, out) == (code, "")
    assert said in err


def test_no_keys_is_said(directory: Path) -> None:
    """An empty list is an answer: nothing on standard output, or an empty list as JSON."""
    code, out, err = keys(directory, "list")
    assert (code, out) == (0, "")
    assert "no such keys" in err
