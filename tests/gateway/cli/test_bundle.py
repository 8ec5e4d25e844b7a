"""``casegate bundle`` against a gateway on a socket: files, manifest, what it prints, and its exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import zipfile
from pathlib import Path
from typing import Any

import pytest

NUMBER = "CA 3109276"


def gateway_of(stage: Any) -> tuple[str, ...]:
    """The options that name the gateway, with a key."""
    return ("--gateway", stage.url, "--key", stage.key)


def manifest_of(folder: Path) -> Any:
    """The manifest in a folder."""
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def files(folder: Path) -> set[str]:
    """Every file under a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_the_reports_of_a_family_come_into_a_folder(command: Any, stage: Any, tmp_path: Path) -> None:
    """Named by date, office, code and title; the manifest has the hash of each; nothing else lies there."""
    out = tmp_path / "tomorrow" / "files"
    ended = await command.run("bundle", NUMBER, "--out", str(out), *gateway_of(stage))
    assert ended.code == 0, ended.err
    (number,) = manifest_of(out)["numbers"]
    assert number["complete"]
    documents = number["documents"]
    assert {d["category"] for d in documents} <= {"search-report", "examination-report"}
    assert {d["entry"].split("/")[0] for d in documents} == {"CA.3109276.A", "NZ.773158.A"}
    assert files(out) == {"manifest.json", *(d["entry"] for d in documents)}
    for one in documents:
        content = (out / one["entry"]).read_bytes()
        assert content.startswith(b"%PDF")
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
    assert NUMBER in ended.out
    assert ended.err.count("fetched: ") == len(documents)
    assert "\x1b" not in ended.out + ended.err


async def test_what_is_there_is_not_fetched_again(command: Any, stage: Any, tmp_path: Path) -> None:
    """Only what is missing or was changed; other numbers of earlier runs stay in the manifest."""
    arguments = ("bundle", NUMBER, "--out", str(tmp_path), *gateway_of(stage))
    first = await command.run(*arguments)
    documents = manifest_of(tmp_path)["numbers"][0]["documents"]
    gone, spoilt = documents[0], documents[1]
    (tmp_path / gone["entry"]).unlink()
    (tmp_path / spoilt["entry"]).write_bytes(b"x" * spoilt["bytes"])
    second = await command.run(*arguments)
    assert (first.code, second.code) == (0, 0)
    assert second.err.count("fetched: ") == 2
    assert second.err.count("there: ") == len(documents) - 2
    for one in documents:
        assert hashlib.sha256((tmp_path / one["entry"]).read_bytes()).hexdigest() == one["sha256"]
    third = await command.run(
        "bundle", "NZ 773158", "--out", str(tmp_path), "--category", "all", *gateway_of(stage)
    )
    assert third.code == 0
    assert third.err.count("there: ") == len(documents)
    assert [n["text"] for n in manifest_of(tmp_path)["numbers"]] == [NUMBER, "NZ 773158"]


async def test_a_zip_comes_in_one_piece(command: Any, stage: Any, tmp_path: Path) -> None:
    """The same documents; what is asked for by category is what is in it."""
    out = tmp_path / "tomorrow.zip"
    ended = await command.run("bundle", NUMBER, "--out", str(out), "--category", "claims", *gateway_of(stage))
    assert ended.code == 0, ended.err
    assert files(tmp_path) == {"tomorrow.zip"} | {f for f in files(tmp_path) if f.startswith("config/")}
    with zipfile.ZipFile(out) as found:
        assert found.testzip() is None
        manifest = json.loads(found.read("manifest.json"))
        assert set(found.namelist()) == {
            "manifest.json",
            *(d["entry"] for n in manifest["numbers"] for d in n["documents"]),
        }
    assert {d["category"] for n in manifest["numbers"] for d in n["documents"]} == {"claims"}


@pytest.mark.parametrize("out", ["files", "all.zip"])
async def test_what_is_missing_is_said_and_ends_with_3(
    command: Any, stage: Any, tmp_path: Path, out: str
) -> None:
    """An office that is down costs its part; a number that nobody has, and a line that is none, are told."""
    numbers = tmp_path / "list.txt"
    numbers.write_text(f"# tomorrow\n{NUMBER}  # the valve\n\n!!!\nNZ 700001\n", "utf-8")
    await stage.spoil("nz", refuse=True)
    ended = await command.run(
        "bundle", "--from-file", str(numbers), "--out", str(tmp_path / out), *gateway_of(stage)
    )
    assert ended.code == 3
    assert "line 4: '!!!' is passed over" in ended.err
    assert "NZ 700001" in ended.out
    assert f"{NUMBER}: part of what nz would show" in ended.out


async def test_nothing_found_ends_with_4_and_nobody_with_6(command: Any, stage: Any, tmp_path: Path) -> None:
    """Into a folder and into a ZIP alike, of which then nothing is left."""
    for number, code in (("NZ 700001", 4), (NUMBER, 6)):
        if code == 6:
            for office in ("ca", "nz"):
                await stage.spoil(office, status=503)
        for out in ("one.zip", "folder"):
            ended = await command.run("bundle", number, "--out", str(tmp_path / out), *gateway_of(stage))
            assert ended.code == code, ended.err
    assert not [f for f in files(tmp_path) if ".zip" in f or ".part" in f]


async def test_no_gateway_ends_with_6(command: Any, unused_tcp_port: int, tmp_path: Path) -> None:
    """One sentence, not one for each number."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    for out in ("folder", "one.zip"):
        ended = await command.run(
            "bundle", NUMBER, "NZ 773158", "--out", str(tmp_path / out), "--gateway", url
        )
        assert ended.code == 6
        assert f"No gateway answers at {url}" in ended.out + ended.err
        assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--out", "x"), "There is no number"),
        (("!!!", "--out", "x"), "passed over"),
        (("EP 1", "--out", "x", "--category", "reports"), "no category"),
        (("EP 1", "--out", "x", "--language", "english"), "not a language of ISO 639-1"),
        (("EP 1", "--out", "x", "--gateway", "nowhere"), "no URL"),
        (("EP 1", "--out", "x", "--from-file", "/nowhere/list"), "cannot be read"),
        ((*(f"EP {n}" for n in range(1000000, 1000021)), "--out", "x.zip"), "20 numbers at most"),
        (("EP 1",), "--out"),
        (("2019123456", "--out", "x.zip"), "No gateway"),
    ],
)
async def test_what_cannot_be_asked_ends_with_2(
    command: Any, arguments: tuple[str, ...], word: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    """Said in words, before any gateway is asked."""
    given = [str(tmp_path / a) if a.startswith("x") else a for a in arguments]
    if "--gateway" not in given:
        given += ["--gateway", f"http://127.0.0.1:{unused_tcp_port}"]
    ended = await command.run("bundle", *given)
    assert ended.code == (6 if word == "No gateway" else 2)
    assert word in ended.err
    assert not files(tmp_path)


async def test_a_folder_with_another_manifest_is_left_alone(command: Any, stage: Any, tmp_path: Path) -> None:
    """Neither read as ours nor written over; nor is one that names files elsewhere."""
    for content in (b"{}", b"not json"):
        (tmp_path / "manifest.json").write_bytes(content)
        ended = await command.run("bundle", NUMBER, "--out", str(tmp_path), *gateway_of(stage))
        assert (ended.code, "choose another directory" in ended.err) == (2, True)
        assert (tmp_path / "manifest.json").read_bytes() == content


async def test_a_folder_that_cannot_be_written_ends_with_1(command: Any, stage: Any, tmp_path: Path) -> None:
    """A file in its place, for one."""
    (tmp_path / "taken").write_text("x")
    ended = await command.run("bundle", NUMBER, "--out", str(tmp_path / "taken"), *gateway_of(stage))
    assert ended.code == 1
    assert "cannot be written" in ended.err


async def test_json_is_the_manifest_of_this_run(command: Any, stage: Any, tmp_path: Path) -> None:
    """For a script: on standard output alone."""
    ended = await command.run("bundle", NUMBER, "--out", str(tmp_path / "a"), "--json", *gateway_of(stage))
    assert json.loads(ended.out)["numbers"] == manifest_of(tmp_path / "a")["numbers"]


async def test_a_terminal_shows_bars(command: Any, stage: Any, tmp_path: Path) -> None:
    """On standard error, and they are gone in the end."""
    ours, theirs = pty.openpty()
    process = await command.start(
        "bundle", NUMBER, "--out", str(tmp_path / "a"), *gateway_of(stage), stderr=theirs
    )
    os.close(theirs)
    out, _ = await process.communicate()
    shown = b""
    try:
        while block := os.read(ours, 65_536):
            shown += block
    except OSError:
        pass
    os.close(ours)
    assert process.returncode == 0
    assert b"documents" in shown
    assert b"fetched: " not in shown
    assert NUMBER.encode() in out
