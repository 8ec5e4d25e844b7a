"""What people read is true: commands and options, examples, links, knobs and media of the READMEs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main

from connectors.kit.faults import Faults, Spoilt
from gateway.cli import exits
from gateway.cli.main import app

ROOT = Path(__file__).parents[2]
GUIDES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(
        part.startswith(".") or part in ("build", "dist", "node_modules")
        for part in path.parts[len(ROOT.parts) :]
    )
)
GUIDE = (ROOT / "gateway" / "cli" / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, set[str]]:
    """Every command with its options, as the command line itself knows them."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("-")}
        for word, one in (inner or {}).items():
            yield from walk(one, f"{name} {word}")

    return dict(walk(typer.main.get_command(app), "casegate"))


COMMANDS = commands()
FENCED = re.compile(r"(?ms)^[ \t]*```(\w*)[^\n]*\n(.*?)^[ \t]*```")


def written() -> Iterator[tuple[Path, str]]:
    """Each command that a guide shows, in a block of commands or within a sentence."""
    for path in GUIDES:
        text = path.read_text(encoding="utf-8")
        blocks = [
            block for language, block in FENCED.findall(text) if language in ("", "sh", "bash", "console")
        ]
        lines = [line for block in blocks for line in block.splitlines()]
        lines += re.findall(r"`(casegate [^`\n]*)`", FENCED.sub("", text))
        for line in lines:
            for part in re.split(r"&&|\s\|\s|;", line.partition(" #")[0]):
                found = re.fullmatch(r"\s*(?:\S*/)?(casegate(?: .*)?)", part.rstrip())
                if found:
                    yield path.relative_to(ROOT), found[1].strip()


WRITTEN = sorted(set(written()))


def section(command: str) -> str:
    """What the guide of the command line says of a command."""
    heads = re.split(r"(?m)^#{2,3} ", GUIDE)
    return next((one for one in heads if re.match(rf"`{command}[ `]", one)), "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_explained(command: str) -> None:
    """A section for each command; each of its options there, or in the table of what several share."""
    own = section(command)
    assert own, f"gateway/cli/README.md has no section on {command}"
    word = command.removeprefix("casegate ")
    shared = "\n".join(
        line for line in GUIDE.splitlines() if line.startswith("| `--") and f"`{word}`" in line
    )
    for option in COMMANDS[command]:
        assert re.search(rf"`{option}\b", own + shared), f"{command} {option}"


def test_no_option_is_explained_that_is_not_there() -> None:
    """What a section's table names is an option of that command."""
    for command, options in COMMANDS.items():
        rows = [line.split("|")[1] for line in section(command).splitlines() if line.startswith("| `--")]
        told = {option for row in rows for option in re.findall(r"--[a-z-]+", row)}
        assert told <= options, command


@pytest.mark.parametrize(("path", "line"), WRITTEN, ids=[f"{path}: {line}" for path, line in WRITTEN])
def test_a_command_that_a_guide_shows_exists(path: Path, line: str) -> None:
    """With every option that is shown."""
    words = shlex.split(line.replace("...", "").replace("|", " "))
    if words[1:2] in (["COMMAND"], []):
        return
    name = next((n for n in (" ".join(words[:3]), " ".join(words[:2])) if n in COMMANDS), None)
    known = [n for n in COMMANDS if n.startswith(" ".join(words[:2]))]
    assert name or known, f"{path} shows {line}"
    options = COMMANDS[name] if name else set().union(*(COMMANDS[n] for n in known))
    shown = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert shown <= options | {"--help"}, f"{path} shows {line}"


def test_every_exit_code_is_explained() -> None:
    """The codes that scripts are written against."""
    codes = {value for name, value in vars(exits).items() if name.isupper()}
    told = {int(code) for code in re.findall(r"(?m)^\| (\d+) \|", GUIDE)}
    assert told == codes


def test_every_knob_of_a_simulated_office_is_explained() -> None:
    """By the name it is written with, and every way to spoil a body."""
    guide = (ROOT / "connectors" / "README.md").read_text(encoding="utf-8")
    for field in Faults.__struct_fields__:
        assert f"`{field.replace('_', '-')}`" in guide, field
    for how in get_args(Spoilt):
        assert re.search(rf"`[^`]*\b{how}\b[^`]*`", guide), how


def anchors(path: Path) -> set[str]:
    """The anchors of a guide's headings, as they are made on the web."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    heads = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", GUIDES, ids=[str(path.relative_to(ROOT)) for path in GUIDES])
def test_links_lead_somewhere(path: Path) -> None:
    """Every link between files of this project, to a file that is there and a heading that is in it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), target
