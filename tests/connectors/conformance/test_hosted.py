"""Indexes that offices host as files, on a web server and in a folder, with the documents they list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from connectors.conformance.asking import open_asker
from connectors.conformance.findings import Finding, Report
from connectors.conformance.folder import FolderAsker
from connectors.conformance.hosted import examine_index
from connectors.conformance.hosted_catalogue import HOSTED
from connectors.guard import LOOPBACK
from connectors.kit.demonstration import write_folder
from connectors.kit.listener import Listener
from connectors.kit.provider import write_index
from connectors.kit.samples import SHOWCASE, sample_sheet

KEY = {"X-Api-Key": "a-key-of-nobody"}
TABLE = "application,file,title,size,accessCategory,publications\n"
ROW = "NZ 773158,{},Report,{},{},NZ.773158.A 2023-08-25\n"
Handler = Callable[[web.Request], web.StreamResponse | None]


def result(report: Report, check: str) -> Finding:
    """One finding of a report."""
    return next(one for one in report.findings if one.check == check)


def wrong(report: Report) -> dict[str, str]:
    """What is not as it should be."""
    return {one.check: one.detail for one in report.findings if one.result in ("fail", "warn")}


def table(folder: Path, *files: str, size: object = "", word: str = "") -> None:
    """Writes a table that lists these files."""
    (folder / "index.csv").write_text(TABLE + "".join(ROW.format(one, size, word) for one in files))


async def folder_judged(folder: Path, name: str = "index.csv", **said: int) -> Report:
    """The report on an index in a folder."""
    return await examine_index(FolderAsker(folder), str(folder / name), name, served=False, **said)


@asynccontextmanager
async def hosted(
    folder: Path, answer: Handler = lambda request: None
) -> AsyncIterator[tuple[str, list[str]]]:
    """A web server with the files of a folder: its URL and the paths asked for; ``answer`` goes before."""
    asked: list[str] = []

    @web.middleware
    async def first(request: web.Request, handler: Callable[..., object]) -> object:
        asked.append(request.raw_path)
        found = answer(request)
        return found if found is not None else await handler(request)  # type: ignore[misc]

    app = web.Application(middlewares=[first])
    app.router.add_static("/", folder)
    async with Listener(app) as listener:
        yield listener.origin, asked


async def web_judged(
    server: AbstractAsyncContextManager[tuple[str, list[str]]], name: str = "index.csv", **said: object
) -> tuple[Report, list[str]]:
    """The report on an index on a web server, and what was asked for."""
    credentials = KEY if said.get("proven") else {}
    async with server as (url, asked), open_asker(url, credentials=credentials, networks=LOOPBACK) as asker:
        report = await examine_index(asker, f"{url}/{name}", name, served=True, **said)  # type: ignore[arg-type]
    return report, asked


async def test_what_the_kit_writes_keeps_every_rule(tmp_path: Path) -> None:
    """The index of a folder, there and on a web server: nothing fails, and every check is reported."""
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "AU")
    await write_index(tmp_path)
    report = await folder_judged(tmp_path, "index.json")
    assert list(wrong(report)) == ["rows-published"]
    assert [one.check for one in report.findings] == list(HOSTED)
    assert result(report, "documents-size").result == "pass"
    report, asked = await web_judged(hosted(tmp_path), "index.json")
    assert list(wrong(report)) == ["rows-published", "visibility-closed"]
    assert {one.result for one in report.findings} == {"pass", "warn"}
    assert report.requests == len(asked)
    assert report.passed


async def test_documents_are_looked_for(tmp_path: Path) -> None:
    """What is missing, empty, a web page, no PDF or of another size is named with its line in the index."""
    files = {
        "a.pdf": b"%PDF-1.7",
        "B.PDF": b"%PDF-1.7",
        "page.pdf": b"<!DOCTYPE html>",
        "word.pdf": b"PK\3\4",
    }
    files |= {"empty.pdf": b"", "notes.txt": b"anything"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    table(tmp_path, *files, "b.pd", "sub/c.pdf", size=8)
    served, _ = await web_judged(hosted(tmp_path))
    for report, sizes in ((await folder_judged(tmp_path), [4, 5, 6]), (served, [4, 5])):
        there, form, size = (result(report, f"documents-{one}") for one in ("there", "form", "size"))
        assert [(one.line, one.detail.partition(":")[0]) for one in there.rows] == [
            (8, "b.pd"),
            (9, "sub/c.pdf"),
        ]
        assert [(one.line, one.detail) for one in form.rows] == [
            (4, "page.pdf: a web page came instead of the document"),
            (5, "word.pdf: it begins with 'PK\\x03\\x04' and not like application/pdf"),
            (6, "empty.pdf: the file is empty"),
        ]
        assert [one.line for one in size.rows] == sizes
        assert there.detail == "2 places; 8 of 8 looked at"
        assert not report.passed
    assert "HTTP 404" in there.rows[0].detail
    near = result(await folder_judged(tmp_path), "documents-there").rows
    assert [one.detail for one in near] == [
        "b.pd: there is no such file (did you mean 'B.PDF'?)",
        "sub/c.pdf: there is no such file, nor its folder",
    ]


async def test_names_are_guessed_for_the_first_of_many(tmp_path: Path) -> None:
    """Each name is looked for in a folder where all are called otherwise; few are compared with all there."""
    for place in range(40):
        (tmp_path / f"report {place:02}.PDF").write_bytes(b"%PDF")
    told = "there is no such file"
    for written, guessed in (("report {:02}.pdf", 40), ("reprot {:02}.pdf", 20)):
        table(tmp_path, *map(written.format, range(40)))
        rows = result(await folder_judged(tmp_path), "documents-there").rows
        hints = [f"{told} (did you mean 'report {place:02}.PDF'?)" for place in range(guessed)]
        said = [one.detail.partition(": ")[2] for one in rows]
        assert said == [*hints, *([told] * (40 - guessed))]


async def test_so_many_documents_are_looked_at(tmp_path: Path) -> None:
    """Spread from the first to the last; each of them is asked for once, and little of it."""
    files = [f"{place:02}.pdf" for place in range(20)]
    for name in files:
        (tmp_path / name).write_bytes(b"%PDF" + bytes(100_000))
    table(tmp_path, *files)
    report, asked = await web_judged(hosted(tmp_path), documents=4)
    assert [path for path in asked if path.endswith(".pdf")] == ["/00.pdf", "/05.pdf", "/10.pdf", "/15.pdf"]
    assert result(report, "documents-there").detail == "4 of 20 looked at"
    report = await folder_judged(tmp_path, documents=0)
    assert {result(report, f"documents-{one}").result for one in ("there", "form", "size")} == {"skipped"}


async def test_a_web_server_that_does_not_answer_is_left_alone(tmp_path: Path) -> None:
    """After five documents in a row without an answer no more are asked for."""
    table(tmp_path, *(f"{place}.pdf" for place in range(9)))

    def dropped(request: web.Request) -> None:
        if request.path.endswith(".pdf") and request.transport is not None:
            request.transport.abort()

    report, _ = await web_judged(hosted(tmp_path, dropped))
    assert len(result(report, "documents-there").rows) == 5
    assert result(report, "documents-there").detail == "5 places; 5 of 9 looked at"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: web.Response(status=302, headers={"Location": "/log-in"}), "redirects to /log-in"),
        (lambda: web.Response(status=403), "HTTP 403"),
        (lambda: web.Response(status=404), "HTTP 404"),
    ],
)
async def test_an_index_that_cannot_be_had(
    tmp_path: Path, answer: Callable[[], web.Response], words: str
) -> None:
    """That is the one thing said, with the request; the rest is left out."""
    report, _ = await web_judged(hosted(tmp_path, lambda request: answer()))
    assert list(wrong(report)) == ["index-there"]
    found = result(report, "index-there")
    assert words in found.detail
    assert found.sent == "GET /index.csv"
    assert {one.result for one in report.findings} == {"fail", "skipped"}
    missing = await folder_judged(tmp_path)
    assert result(missing, "index-there").detail == "there is no such file"


async def test_an_index_that_is_none_is_told_by_its_line(tmp_path: Path) -> None:
    """What was not looked at for that is skipped, and never said to be right."""
    (tmp_path / "index.json").write_text('{"version": 1,\n "applications": [,]}')
    report = await folder_judged(tmp_path, "index.json")
    assert list(wrong(report)) == ["index-form"]
    assert [one.place for one in result(report, "index-form").rows] == ["index.json:2"]
    assert {one.check for one in report.findings if one.result == "pass"} == {"index-there"}


async def test_warnings_do_not_fail(tmp_path: Path) -> None:
    """An application without a publication is a warning: it passes, with the row named."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "index.csv").write_text("application,file\nNZ 773158,a.pdf\n")
    report = await folder_judged(tmp_path)
    assert list(wrong(report)) == ["rows-published"]
    assert [(one.result, one.line) for one in result(report, "rows-published").rows] == [("warn", 2)]
    assert report.passed


async def test_a_web_server_is_asked_whether_the_index_changed(tmp_path: Path) -> None:
    """One that sends it again is warned of, and so is one that says nothing to hold on to."""
    table(tmp_path)

    def whole(request: web.Request) -> web.Response:
        return web.Response(body=(TABLE + "NZ 1,a.pdf,x,,,\n").encode(), headers={"ETag": '"one"'})

    def bare(request: web.Request) -> web.Response:
        return web.Response(body=(TABLE + "NZ 1,a.pdf,x,,,\n").encode())

    report, _ = await web_judged(hosted(tmp_path, whole), documents=0)
    found = result(report, "caching-index")
    assert (found.result, found.detail) == ("warn", "the answer is HTTP 200, not 304")
    assert 'If-None-Match: "one"' in found.sent
    report, _ = await web_judged(hosted(tmp_path, bare), documents=0)
    assert result(report, "caching-index").result == "warn"
    (tmp_path / "index.csv").write_text(TABLE + ROW.format("a.pdf", "", ""))
    report, _ = await web_judged(hosted(tmp_path), documents=0)
    assert result(report, "caching-index").result == "pass"


async def test_an_index_with_what_not_everybody_may_see_is_not_for_everybody(tmp_path: Path) -> None:
    """Behind a key it passes; given to whoever asks it is a warning; the key is shown nowhere."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    table(tmp_path, "a.pdf", word="offices")

    def keyed(request: web.Request) -> web.Response | None:
        return None if request.headers.get("X-Api-Key") == KEY["X-Api-Key"] else web.Response(status=401)

    report, _ = await web_judged(hosted(tmp_path, keyed), proven=True)
    found = result(report, "visibility-closed")
    assert (found.result, found.detail) == ("pass", "without credentials HTTP 401")
    assert wrong(report) == {}
    assert KEY["X-Api-Key"] not in repr(report)
    report, _ = await web_judged(hosted(tmp_path))
    found = result(report, "visibility-closed")
    assert (found.result, found.detail.rpartition(": ")[2]) == ("warn", "1")
    table(tmp_path, "a.pdf", word="public")
    report, _ = await web_judged(hosted(tmp_path))
    assert result(report, "visibility-closed").result == "skipped"
