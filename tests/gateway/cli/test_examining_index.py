"""``casegate provider test`` over an index that an office wrote by hand, in a folder or on a web server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import web

from connectors.kit.listener import Listener

HEAD = "application;file;title;date;pages;id;accessCategory;accessOfficeBag;publications\r\n"
SOUND = 'NZ 773158;NZ 773158/a.pdf;Réponse;2022-12-14;4;one;offices;;"NZ.773158.A 2023-08-25"\r\n'
WRONG = {
    "NZ 773158;b.pdf;Two;14.12.2022;;;;;": "date: '14.12.2022' is no date",
    "NZ 773158;c.pdf;Three;;four;;;;": "pages: 'four' is no count",
    "NZ 773158;d.pdf;Four;;;one;;;": "id: 'one' stands in line 2 already",
    "NZ 773158;e.pdf;Five;;;a/b;;;": "id: 'a/b' cannot stand in a URL",
    "NZ 773158;../f.pdf;Six;;;;;;": "file: '../f.pdf' is no path below the index",
    "NZ 773158;g.pdf;Seven;;;;publik;;": "accessCategory: 'publik' is not known (did you mean public?)",
    "NZ 773158;h.pdf;Eight;;;;restricted;UK;": "accessOfficeBag: 'UK' is no office code",
    "NZ 773158;i.pdf;Nine, and ten": "the row has 3 cells and the table 9 columns",
    ";j.pdf;Ten;;;;;;": "application: the row does not say whose it is",
    "2018903141;k.pdf;Eleven;;;;;;": "application: '2018903141' could be AU.2018903141.A or",
    "NZ 818923;l.pdf;Twelve;;;;;;NZ 818923": "publications: 'NZ 818923' cannot be read",
    "NZ 773158;m.pdf;Thirteen;;;;;;": "file: m.pdf: there is no such file",
}


def put(folder: Path, table: str) -> Path:
    """An index as a spreadsheet saves it, and the one document that is there."""
    (folder / "NZ 773158").mkdir(parents=True)
    (folder / "NZ 773158" / "a.pdf").write_bytes(b"%PDF-1.7")
    (folder / "index.csv").write_bytes(b"\xef\xbb\xbf" + table.encode())
    return folder / "index.csv"


async def test_a_sound_index(command: Any, tmp_path: Path) -> None:
    """As a file and as its folder: every check in a line, how many documents were looked at, exit 0."""
    index = put(tmp_path, HEAD + SOUND)
    for given in (index, tmp_path):
        ended = await command.run("provider", "test", str(given))
        assert (ended.code, ended.err) == (0, "")
        assert "1 of 1 looked at" in ended.out
        assert ended.out.splitlines()[-1] == "0 fail, 0 warn, 17 pass, 4 skipped; 2 files looked at"


async def test_an_index_that_is_wrong_in_twelve_ways(command: Any, tmp_path: Path) -> None:
    """Each row is named by its line, the word that is wrong, and below the rule and what to do; exit 1."""
    for name in "bcdeghijkl":
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF")
    index = put(tmp_path, HEAD + SOUND + "".join(f"{row}\r\n" for row in WRONG))
    ended = await command.run("provider", "test", str(index))
    assert ended.code == 1
    told = " ".join(ended.out.split())
    for line, said in enumerate(WRONG.values(), 3):
        assert f"index.csv:{line}: {said}" in told
    assert ended.out.count("  rule: ") == ended.out.count("  do: ") == ended.out.count("  found: ")
    assert "index.csv:2" not in told.replace("stands in line 2", "")


async def test_findings_for_machines(command: Any, tmp_path: Path) -> None:
    """In JSON each place with its line; JUnit has them in the text of the failure."""
    rows = "".join(f"{row}\r\n" for row in list(WRONG)[:4])
    index = put(tmp_path, HEAD + SOUND + rows)
    target = tmp_path / "found.xml"
    ended = await command.run("provider", "test", str(index), "--json", "--junit", str(target))
    said = json.loads(ended.out)
    assert (ended.code, said["passed"], said["url"]) == (1, False, str(index))
    found = {one["check"]: one.get("rows", []) for one in said["findings"]}
    assert [(one["line"], one["place"], one["result"]) for one in found["rows-ids"]] == [
        (5, "index.csv:5: id", "fail"),
        (6, "index.csv:6: id", "fail"),
    ]
    failure = ElementTree.parse(target).getroot().find("testcase[@name='rows-ids']/failure")
    assert failure is not None
    assert failure.text is not None
    assert "index.csv:5: id: 'one' stands in line 2 already" in failure.text


async def test_an_index_on_a_web_server(command: Any, tmp_path: Path) -> None:
    """By its own URL, or its folder's with --protocol; a number without a code is read by --office."""
    put(tmp_path, HEAD + SOUND.replace("NZ 773158;", "773158;"))
    document = {"file": "NZ 773158/a.pdf", "title": "A"}
    published = [{"office": "NZ", "number": "773158", "kind": "A"}]
    one = {"number": "773158", "publications": published, "documents": [document]}
    (tmp_path / "index.json").write_text(json.dumps({"version": 1, "applications": [one]}))
    app = web.Application()
    app.router.add_static("/dossiers", tmp_path)
    async with Listener(app) as listener:
        folder = f"{listener.origin}/dossiers"
        for given in (
            [f"{folder}/index.csv"],
            [folder, "--protocol", "static-index"],
            [f"{folder}/index.json"],
        ):
            ended = await command.run("provider", "test", *given, "--local", "--office", "NZ")
            assert ended.code == 0, ended.out
            assert "caching-index" in ended.out
            assert "requests, median" in ended.out.splitlines()[-1]
            assert "--number" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.csv"], "no URL (https://...), and no index on this machine"),
        (["empty"], "neither index.json nor index.csv"),
        (["notes.txt"], "its name ends in .json or .csv"),
        (["index.csv", "--number", "NZ 773158"], "are for an endpoint"),
        (["index.csv", "--protocol", "case"], "no URL"),
        (["http://127.0.0.1:1/index.csv"], "--local"),
        (["https://office.example/case-api/v1", "--documents", "3"], "--documents is for an index"),
    ],
)
async def test_what_cannot_be_looked_at(
    command: Any, tmp_path: Path, arguments: list[str], words: str
) -> None:
    """What is no index, or not to be reached, and options of an endpoint: exit 2 and a sentence."""
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    put(tmp_path, HEAD + SOUND)
    target = arguments[0] if "://" in arguments[0] else str(tmp_path / arguments[0])
    ended = await command.run("provider", "test", target, *arguments[1:])
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""
