from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from connectors.case.encode import encode_doclist
from connectors.conformance.asking import open_asker
from connectors.conformance.catalogue import CHECKS
from connectors.conformance.examination import examine
from connectors.conformance.findings import Finding, Report
from connectors.endpoint import ApiKey, Secret
from connectors.guard import LOOPBACK
from connectors.kit.content import Content
from connectors.kit.demonstration import write_folder
from connectors.kit.folder import FolderHoldings
from connectors.kit.listener import Listener
from connectors.kit.samples import SHOWCASE, sample_sheet
from connectors.kit.service import BASE, service
from connectors.model import Document
from connectors.numbers.identity import parse_docdb

Examined = Callable[..., AbstractAsyncContextManager[Report]]

FAULTS = {
    "refuse": "health",
    "status=500": "shape-doclist",
    "status=503,operations=health": "health",
    "status=503,operations=coverages": "coverages",
    "status=404,operations=families": "shape-family",
    "status=429": "shape-applications",
    "status=401": "number-open",
    "withhold": "number-open",
    "delay-seconds=11": "time-answers",
    "drip-seconds=1,operations=health": "time-answers",
    "body=empty": "shape-doclist",
    "body=html": "encoding-json",
    "body=truncated": "encoding-json",
    "body=trailing": "encoding-json",
    "body=nested": "encoding-json",
    "body=nan": "encoding-json",
    "body=huge,operations=doclists": "shape-doclist",
    "body=charset": "encoding-utf8",
    "body=widened": "visibility-once",
    "body=wrong-office": "numbers-echo",
    "body=bad-ids": "shape-doclist",
    "cut-after=100": "shape-doclist",
    "cut-after=10,operations=documents": "content-whole",
    "short-by=100": "content-range",
}
"""Each fault of a simulated office, and the check that must find it."""


def result(report: Report, check: str) -> Finding:
    """One finding of a report."""
    return next(one for one in report.findings if one.check == check)


def wrong(report: Report) -> dict[str, str]:
    """What is not as it should be."""
    return {one.check: one.detail for one in report.findings if one.result in ("fail", "warn")}


@pytest.mark.parametrize("office", ["au", "ca", "nz", "wo"])
async def test_the_simulated_offices_keep_every_rule(examined: Examined, office: str) -> None:
    """Offices of the demonstration, with and without a key, in memory and over a folder, pass every check."""
    async with examined(office) as report:
        assert wrong(report) == {}
        assert report.passed
        assert [one.check for one in report.findings] == list(CHECKS)
        assert sum(one.result == "pass" for one in report.findings) >= 38


async def test_the_provider_kit_keeps_every_rule(tmp_path: Path) -> None:
    """A folder served with a key: nothing is skipped but what the folder has nothing for."""
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "AU")
    (tmp_path / "AU 2018900001").mkdir()
    (tmp_path / "AU 2018900001" / "dossier.json").write_text('{"withheld": true}')
    holdings = FolderHoldings(tmp_path)
    app = service(holdings, api_key=ApiKey("X-Api-Key", Secret("right")))
    async with Listener(app) as listener:
        url = listener.origin + BASE
        async with open_asker(url, credentials={"X-Api-Key": "right"}, networks=LOOPBACK) as asker:
            report = await examine(
                asker,
                url,
                number=parse_docdb("AU.2019325418.A"),
                withheld=parse_docdb("AU.2018900001.A"),
                proven=True,
            )
    await holdings.aclose()
    assert wrong(report) == {}
    assert {one.check for one in report.findings if one.result == "skipped"} == set()


@pytest.mark.parametrize("announced", [9, 999])
async def test_a_list_that_announces_more_than_it_has(announced: int) -> None:
    """A total that no page fills is found, however large: a gateway takes such a list for cut off."""
    number = parse_docdb("NZ.773158.A")
    documents = [Document(id=one, title="Report") for one in "abc"]

    async def listed(request: web.Request) -> web.Response:
        first = int(request.query.get("offset", "0"))
        page = documents[first:][: int(request.query.get("limit", "3"))]
        return web.json_response(body=encode_doclist(number, page, total=announced))

    app = web.Application()
    app.router.add_get("/doclists", listed)
    async with Listener(app) as listener, open_asker(listener.origin, networks=LOOPBACK) as asker:
        report = await examine(asker, listener.origin, number=number)
    found = result(report, "pagination-whole")
    assert found.result == "fail"
    assert found.detail == f"the list ends after 3 documents, and documentTotalQuantity is {announced}"
    assert "offset=3" in found.sent


@pytest.mark.parametrize("held", ["NZ.773158.A", "NZ.773159.A"])
async def test_one_file_for_every_number_is_found(held: str) -> None:
    """An office that does not look at the number gives somebody the file of another application."""
    body = encode_doclist(parse_docdb(held), [Document(id="a", title="Report")], total=1)

    async def listed(request: web.Request) -> web.Response:
        return web.json_response(body=body)

    app = web.Application()
    app.router.add_get("/doclists", listed)
    async with Listener(app) as listener, open_asker(listener.origin, networks=LOOPBACK) as asker:
        report = await examine(asker, listener.origin, number=parse_docdb(held))
    found = result(report, "errors-unknown-number")
    assert (found.result, found.detail) == (
        "fail",
        "the documents of another application came for a number that was made up",
    )


async def test_a_rendition_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    """Content in place of a refusal is found by the check about it, and by none about JSON."""

    class Careless(FolderHoldings):
        async def open_content(self, document: str, rendition: str | None = None) -> Content:
            return await super().open_content(document)

    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "AU")
    holdings = Careless(tmp_path)
    async with Listener(service(holdings)) as listener:
        url = listener.origin + BASE
        async with open_asker(url, networks=LOOPBACK) as asker:
            report = await examine(asker, url, number=parse_docdb("AU.2019325418.A"))
    await holdings.aclose()
    assert wrong(report) == {"content-rendition": "the answer is HTTP 200 instead of 404"}


@pytest.mark.parametrize(("fault", "check"), FAULTS.items())
async def test_each_fault_of_an_office_is_found_by_a_check(
    examined: Examined, fault: str, check: str
) -> None:
    """What goes wrong at an office makes the check fail that is about it, and says how to mend it."""
    async with examined("au", fault) as report:
        assert not report.passed
        found = result(report, check)
        assert (found.result, found.check) == ("fail", check), found.detail
        assert found.detail
        assert found.rule
        assert found.remedy
        assert found.sent.split()[0] in ("GET", "HEAD", "POST")
        assert len(found.came) < 600
        assert found.came.isprintable()


async def test_a_wrong_size_is_found(examined: Examined) -> None:
    """The kit lists sizes: content that is shorter is another document."""
    async with examined("nz", "short-by=10") as report:
        assert result(report, "content-size").result == "fail"


async def test_a_slow_office_is_told_before_it_is_too_slow(examined: Examined) -> None:
    """Three seconds an answer are warned of, with the median and the slowest."""
    async with examined("au", "delay-seconds=3") as report:
        found = result(report, "time-answers")
        assert found.result == "warn"
        assert "median 3000 ms, slowest 3000 ms" in found.detail
        assert (report.median_milliseconds, report.slowest_milliseconds) == (3000.0, 3000.0)


async def test_a_withheld_file_is_refused_as_such(examined: Examined) -> None:
    """A closed application given beside the open one is looked at; one that is open is a failure."""
    async with examined("gb", withheld="GB.2102345.A") as report:
        assert result(report, "errors-withheld").result == "pass"
        assert result(report, "number-open").result == "fail"
    async with examined("au", withheld="AU.2019325418.A") as report:
        assert result(report, "errors-withheld").result == "fail"


async def test_without_a_number_the_rest_is_examined(examined: Examined) -> None:
    """What needs no application is asked; every other check says what it would need."""
    async with examined("ca", number=False) as report:
        assert wrong(report) == {}
        skipped = [one for one in report.findings if one.result == "skipped"]
        assert {one.detail for one in skipped if one.group == "shape"} == {
            "give --number with an application that is held"
        }
        assert result(report, "hostile-path").result == "pass"


async def test_missing_credentials_are_said(examined: Examined) -> None:
    """An office that wants a key, asked without one: the first failure says so."""
    async with examined("au", keyed=False) as report:
        found = result(report, "number-open")
        assert found.result == "fail"
        assert "credentials" in found.detail


async def test_an_office_that_asks_to_slow_down_is_waited_for(examined: Examined, time: Any) -> None:
    """429 with Retry-After is obeyed: asked again after it, nothing is held against the office."""
    async with examined("au", "status=429,retry-after=30,times=2") as report:
        assert report.passed
        assert time.waited == [30.0, 30.0]


async def test_credentials_are_never_shown(examined: Examined) -> None:
    """The key stands nowhere in a report."""
    async with examined("au") as report:
        assert "sample-key-of-au" not in repr(report)
