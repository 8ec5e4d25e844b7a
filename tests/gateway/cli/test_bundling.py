"""Fetching documents into a folder: waiting, giving up, writing it all down."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from bundled import ID, PDF, Office, broken_after, only, problem, whole


@pytest.fixture
def office(made: Any, tmp_path: Path) -> Office:
    """A gateway, and the folder to fetch into."""
    return Office(made, tmp_path / "out")


@pytest.mark.parametrize(
    ("code", "wait", "waited", "fetched"),
    [
        ("throttled", 12, [12.0], True),
        ("content-busy", 5, [5.0], True),
        ("throttled", 3600, [], False),
        ("throttled", None, [], False),
        ("content-unavailable", 5, [], False),
        ("content-not-available", None, [], False),
    ],
)
async def test_a_busy_office_is_waited_for_but_not_for_long(
    office: Office, code: str, wait: int | None, waited: list[float], fetched: bool
) -> None:
    """As long as it says, up to a minute; otherwise the gap says when to come again."""
    office.contents = [problem(502, code, wait)]
    document = only(await office.run())
    assert office.waited == waited
    if fetched:
        assert whole(office, document)
    else:
        assert document["gap"] == {"code": code, "detail": f"It says {code}.", "retryAfterSeconds": wait}


def short(*waits: int | None) -> list[dict[str, Any]]:
    """Outcomes of a hub that wants time for so many dossiers."""
    return [
        {
            "provider": "ip5",
            "operation": "dossier",
            "applicationNumber": f"JP.202012345{place}.A",
            "code": "throttled",
            "elapsedMs": 1,
            "attempts": 0,
            "ageSeconds": 0,
            "retryAfterSeconds": wait,
            "detail": None,
        }
        for place, wait in enumerate(waits)
    ]


@pytest.mark.parametrize(
    ("answers", "waited"),
    [
        ([short(60, 60, 120), short(60)], [60.0, 60.0]),
        ([short(60, 55), short(60), short(2)], [60.0, 60.0, 2.0]),
        ([short(30)] * 9, [30.0, 30.0]),
        ([short(3600, None)], []),
    ],
)
async def test_a_family_is_asked_for_again_while_more_of_it_comes(
    office: Office, answers: list[list[dict[str, Any]]], waited: list[float]
) -> None:
    """Where offices want a little time; twice in vain is enough, and a long time is left to another run."""
    partial = [office.family(outcomes) for outcomes in answers]
    office.before = [lambda request: partial.pop(0)] * len(partial)
    assert whole(office, only(await office.run()))
    assert office.waited == waited
    assert office.families == len(waited) + 1


async def test_a_hub_that_nobody_else_stands_in_for_is_waited_for(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """A number of which nothing is known yet, for want of a turn, is asked for again; that is told."""
    office.before = [problem(502, "offices-failed", 60), problem(502, "offices-failed", 12)]
    assert whole(office, only(await office.run()))
    assert office.waited == [60.0, 12.0]
    said = capsys.readouterr().err
    assert "an office wants time: going on in 60 s" in said
    assert "an office wants time: going on in 12 s" in said


async def test_a_gateway_that_is_gone_is_not_asked_for_every_document(office: Office, made: Any) -> None:
    """What was not fetched is told as such, once asked or not."""

    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    office.documents = [made.document("NZ", str(n), id=f"nz~NZ.773158.A~{n}") for n in range(5)]
    office.contents = [lambda r: httpx.Response(200, content=PDF), *[gone] * 9]
    (first, second) = (await office.run("NZ 773158", "CA 3109276"))["numbers"]
    assert [None if d["gap"] is None else d["gap"]["code"] for d in first["documents"]] == [
        None,
        *["no-gateway"] * 4,
    ]
    assert second["problem"]["code"] == "no-gateway"
    assert len(office.asked) == 2


async def test_documents_of_one_name_have_places_of_their_own(office: Office, made: Any) -> None:
    """And keep them from run to run, also when others come before them."""
    office.documents = [made.document("NZ", str(n), id=f"nz~NZ.773158.A~{n}") for n in (1, 2)]
    first = {d["id"]: d["entry"] for d in (await office.run())["numbers"][0]["documents"]}
    assert len({entry.casefold() for entry in first.values()}) == 2
    office.documents.insert(0, made.document("NZ", "0", id="nz~NZ.773158.A~0", title="EXAMINATION report"))
    second = {d["id"]: d["entry"] for d in (await office.run())["numbers"][0]["documents"]}
    assert {id: second[id] for id in first} == first
    assert len({entry.casefold() for entry in second.values()}) == 3
    assert len(office.asked) == 3


async def test_what_is_begun_of_one_document_is_never_taken_for_another(office: Office, made: Any) -> None:
    """Though both would have the same name."""
    office.contents = [broken_after(100), problem(502, "content-unavailable")]
    await office.run()
    office.documents = [made.document("NZ", "2", id="nz~NZ.773158.A~2")]
    assert whole(office, only(await office.run()))
    assert office.asked[-1].headers.get("Range") is None


@pytest.mark.parametrize(
    "title", ["../../../etc/passwd", "a\x00b\x1b[31m", "C:\\x|y", "." * 300, "検索報告書", ""]
)
async def test_no_title_leads_out_of_the_folder(office: Office, made: Any, title: str) -> None:
    """Whatever an office, or a gateway, calls its documents."""
    office.documents = [
        made.document(
            "NZ",
            "1",
            id=ID,
            title=title,
            code=title,
            renditions=[{"id": "nz~1", "kind": "original", "language": None, "format": "../pdf"}],
        )
    ]
    document = only(await office.run())
    assert whole(office, document)
    assert (office.root / document["entry"]).resolve().is_relative_to(office.root.resolve())
    assert {path.name for path in office.root.parent.iterdir()} == {"out"}


async def test_an_interrupted_run_leaves_a_manifest_that_is_right(office: Office, made: Any) -> None:
    """What came is told with its hash, the rest as not fetched; the next run fetches only that."""
    office.documents = [made.document("NZ", str(n), id=f"nz~NZ.773158.A~{n}") for n in range(3)]

    def interrupted(request: httpx.Request) -> httpx.Response:
        raise asyncio.CancelledError

    office.contents = [lambda r: httpx.Response(200, content=PDF), interrupted]
    with pytest.raises(asyncio.CancelledError):
        await office.run()
    manifest = json.loads((office.root / "manifest.json").read_bytes())
    gaps = [None if d["gap"] is None else d["gap"]["code"] for d in manifest["numbers"][0]["documents"]]
    assert gaps == [None, "not-fetched", "not-fetched"]
    assert not manifest["complete"]
    assert (await office.run())["complete"]
    assert len(office.asked) == 4


async def test_what_is_listed_no_more_stays_listed_here(office: Office) -> None:
    """What lies in the folder is told, also when its office is down today."""
    await office.run()
    office.documents = []
    office.answer["complete"] = False
    manifest = await office.run()
    assert whole(office, only(manifest))
    assert not manifest["complete"]


async def test_another_language_is_another_form(office: Office, made: Any) -> None:
    """Asked for by its id, where there is one; the form that was there is fetched anew only if it differs."""
    forms = [
        {"id": f"nz~1-{language}", "kind": "original", "language": language, "format": "pdf"}
        for language in ("ja", "en")
    ]
    office.documents = [made.document("NZ", "1", id=ID, renditions=forms)]
    assert only(await office.run())["rendition"] is None
    document = only(await office.run(language="en"))
    assert (document["rendition"], whole(office, document)) == ("nz~1-en", True)
    await office.run(language="en")
    assert [r.url.params.get("rendition") for r in office.asked] == [None, "nz~1-en"]


@pytest.mark.parametrize("entry", ["../x", "/etc/passwd", "a/../b", "..", "a\\b/c", "a/b/c", "x"])
async def test_a_manifest_that_names_files_elsewhere_is_refused(office: Office, entry: str) -> None:
    """Nothing outside of the folder is read or written."""
    manifest = await office.run()
    manifest["numbers"][0]["documents"][0]["entry"] = entry
    (office.root / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ValueError, match="outside of its folder"):
        await office.run()


async def test_what_offices_want_said_stands_in_the_manifest(office: Office) -> None:
    """Beside the documents of each number, once however many files say it."""
    notice = {"provider": "nz", "kind": "authentic", "text": "The register is the authentic record."}
    office.answer["dossiers"][0]["notices"] = [notice, notice]
    assert (await office.run())["numbers"][0]["notices"] == [notice]
