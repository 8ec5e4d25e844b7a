"""Documents that come in parts: going on where they broke off, with nothing that belongs to another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from bundled import PDF, Broken, Handle, Office, broken_after, only, problem, ranged, whole

from gateway.cli.bundle_folder import TAIL_BYTES

BEGUN = 10_000
"""So many bytes come before the transfer breaks off."""
AGAIN = f"bytes={BEGUN - TAIL_BYTES}-"
"""How the rest is asked for then, with the last bytes once more."""


@pytest.fixture
def office(made: Any, tmp_path: Path) -> Office:
    """A gateway, and the folder to fetch into."""
    return Office(made, tmp_path / "out")


def part(content: bytes, said: str) -> Handle:
    """A part that says where it belongs."""
    return lambda request: httpx.Response(206, content=content, headers={"Content-Range": f"bytes {said}"})


async def test_what_breaks_off_goes_on_where_it_ended(office: Office) -> None:
    """Within the run, with ``Range``; nothing but the last bytes is fetched twice."""
    office.contents = [broken_after(BEGUN), ranged]
    assert whole(office, only(await office.run()))
    assert [r.headers.get("Range") for r in office.asked] == [None, AGAIN]
    assert office.parts == []


async def test_another_run_goes_on_too(office: Office) -> None:
    """What an ended run has left is taken up, and the manifest says meanwhile what is missing."""
    office.contents = [broken_after(BEGUN), problem(502, "content-unavailable")]
    manifest = await office.run()
    assert only(manifest)["gap"]["code"] == "content-unavailable"
    assert not manifest["complete"]
    assert [part.stat().st_size for part in office.parts] == [BEGUN]
    office.contents = [ranged]
    manifest = await office.run()
    assert whole(office, only(manifest))
    assert manifest["complete"]
    assert office.asked[-1].headers["Range"] == AGAIN
    assert office.parts == []


@pytest.mark.parametrize(
    "other",
    [
        [problem(416, "range-not-satisfiable")],
        [part(PDF[7:], f"7-{len(PDF) - 1}/{len(PDF)}")],
        [part(PDF[BEGUN - TAIL_BYTES : -9], f"{BEGUN - TAIL_BYTES}-{len(PDF) - 10}/{len(PDF)}")],
        [],
    ],
    ids=["outside", "other beginning", "not to the end", "whole"],
)
async def test_an_office_that_gives_no_such_part_is_asked_for_the_whole(
    office: Office, other: list[Handle]
) -> None:
    """What there was is thrown away, never glued to what it does not belong to."""
    office.contents = [broken_after(BEGUN), *other]
    assert whole(office, only(await office.run()))


@pytest.mark.parametrize("length", [len(PDF) + 500, BEGUN + 500, BEGUN - 500])
async def test_the_rest_of_another_document_is_never_glued_to_what_was_begun(
    office: Office, length: int
) -> None:
    """An office that puts another file in its place, or makes it anew each time, is asked for all of it."""
    other = (b"another" * len(PDF))[:length]
    first = BEGUN - TAIL_BYTES
    office.contents = [broken_after(BEGUN), part(other[first:], f"{first}-{length - 1}/{length}")]
    assert whole(office, only(await office.run()))
    assert [r.headers.get("Range") for r in office.asked] == [None, AGAIN, None]


async def test_what_ended_just_before_it_took_its_place_is_whole(office: Office) -> None:
    """The office has nothing more than what is there."""
    office.contents = [broken_after(len(PDF)), ranged]
    assert whole(office, only(await office.run()))
    assert len(office.asked) == 2


async def test_a_document_that_breaks_off_again_and_again_is_left(office: Office) -> None:
    """Its beginning stays for another run; it is never taken for the whole."""
    rest = {"Content-Range": f"bytes 0-{len(PDF) - 1}/{len(PDF)}"}
    broken: list[Handle] = [lambda r: httpx.Response(206, stream=Broken(b""), headers=rest)]
    office.contents = [broken_after(10), *broken * 5]
    document = only(await office.run())
    assert (document["gap"]["code"], document["entry"]) == ("broken-off", None)
    assert len(office.asked) == 3
    assert [part.read_bytes() for part in office.parts] == [PDF[:10]]
