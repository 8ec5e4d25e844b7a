"""``casegate number`` and what every command says of itself."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from gateway.cli.main import app


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command in this process."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_a_number_is_shown_with_its_canonical_form_check_digit_and_why() -> None:
    """The reading a person would choose comes first, with the DOCDB form and what the check digit says."""
    code, out, err = run("number", "EP 99203729.1")
    assert code == 0
    assert err == ""
    row = next(line for line in out.splitlines() if line.startswith("application"))
    assert "EP.99203729.A" in row
    assert "valid" in row
    assert "Why" in out


def test_a_wrong_check_digit_is_said_and_the_number_read_all_the_same() -> None:
    """Check digits warn and never reject."""
    code, out, _ = run("number", "EP 99203729.2")
    assert code == 0
    assert "WRONG" in out


def test_json_is_the_answer_of_the_http_api() -> None:
    """``--json`` has the fields of ``/numbers``, best reading first."""
    code, out, _ = run("number", "特願2017-187096", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["text"] == "特願2017-187096"
    assert answer["readAs"][0]["docdb"] == "JP.2017187096.A"
    assert set(answer["readAs"][0]) >= {"type", "office", "number", "kind", "score", "checkDigit", "reasons"}


def test_two_plausible_readings_are_said() -> None:
    """A number that no office is named in is not guessed: all readings, and how to choose."""
    code, out, _ = run("number", "2019123456")
    assert code == 0
    assert "can be several numbers; say which with --office or --type" in out
    assert {"US.2019123456", "JP.2019123456.A"} <= set(out.split())


def test_options_narrow_the_readings() -> None:
    """``--office`` and ``--type`` are passed on."""
    code, out, _ = run("number", "2019123456", "--office", "JP", "--type", "application", "--json")
    assert code == 0
    assert json.loads(out)["readAs"][0]["docdb"] == "JP.2019123456.A"


@pytest.mark.parametrize("text", ["", "?", "\x00", "🦆", "x" * 10_000, "--office"])
def test_what_cannot_be_read_ends_with_2_and_a_sentence(text: str) -> None:
    """Nothing on standard output, one sentence on standard error, no control character in it."""
    code, out, err = run("number", "--", text)
    assert code == 2
    assert out == ""
    assert err.startswith("casegate: ")
    assert len(err) < 1000
    assert err.replace("\n", "").isprintable()


def test_an_unknown_office_is_said() -> None:
    """A code that ST.3 does not have is refused with the text that was given."""
    code, out, err = run("number", "1234567", "--office", "XX")
    assert (code, out) == (2, "")
    assert "'XX' is not an office code" in err


COMMANDS = [
    ["demo"],
    ["serve"],
    ["get"],
    ["number"],
    ["check-config"],
    ["provider"],
    ["provider", "serve"],
    ["provider", "index"],
    ["simulate"],
    ["bundle"],
    ["keys"],
    ["keys", "create"],
    ["keys", "rotate"],
    ["keys", "revoke"],
    ["keys", "list"],
    ["audit"],
    ["stats"],
    ["office"],
    ["registrations"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: list[str]) -> None:
    """``--help`` is data: it goes to standard output and ends with 0."""
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert f"Usage: casegate {' '.join(command)}" in out


def test_the_list_of_commands_is_this_one() -> None:
    """``casegate --help`` names every command, and only what works."""
    code, out, _ = run("--help")
    listed = out.partition("Commands:")[2].partition("Every command")[0].splitlines()
    assert code == 0
    assert {line.split()[0] for line in listed if line.strip()} == {command[0] for command in COMMANDS}


@pytest.mark.parametrize(
    "arguments",
    [
        ["number"],
        ["get"],
        ["bundle"],
        ["bundle", "EP 1000000"],
        ["get", "1", "--type", "letter"],
        ["get", "1", "--wait", "0"],
        ["fetch"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    """Missing arguments, values out of bounds and unknown commands."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Usage:" in err
