"""ZIPs that are written while their entries come in: whole, readable everywhere, never held."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.numbers.identity import parse_docdb
from gateway.present.answer import DocumentOut
from gateway.web.archives import Archive
from gateway.web.filenames import MAX_CHARACTERS, entry_name

EP = parse_docdb("EP.99203729.A")
DAY = date(2000, 3, 3)


def document(title: str, code: str | None = "1503", day: date | None = DAY) -> DocumentOut:
    """A document of this title."""
    return DocumentOut(
        id="x",
        code=code,
        title=title,
        category="search-report",
        direction="outgoing",
        date=day,
        page_count=None,
        size=None,
        language=None,
        groups=(),
        visibility="public",
        renditions=(),
        provenance=(),
    )


def written(*entries: tuple[str, list[bytes], int | None]) -> bytes:
    """The ZIP of these entries, gathered from what comes after each step."""
    archive, made = Archive(), []
    for name, chunks, length in entries:
        archive.begin(name, DAY, length)
        made.append(archive.drain())
        for chunk in chunks:
            archive.write(chunk)
            made.append(archive.drain())
        archive.end()
        made.append(archive.drain())
    archive.finish()
    return b"".join([*made, archive.drain()])


@given(
    st.lists(st.tuples(st.lists(st.binary(max_size=50), max_size=4), st.booleans()), max_size=5),
)
def test_what_goes_in_comes_out(contents: list[tuple[list[bytes], bool]]) -> None:
    """Whether the length was known before or not; in order, with right sums."""
    entries = [
        (f"EP/{place} 検索.pdf", chunks, sum(map(len, chunks)) if known else None)
        for place, (chunks, known) in enumerate(contents)
    ]
    with zipfile.ZipFile(io.BytesIO(written(*entries))) as found:
        assert found.testzip() is None
        assert found.namelist() == [name for name, _, _ in entries]
        for name, chunks, _ in entries:
            assert found.read(name) == b"".join(chunks)
            assert found.getinfo(name).flag_bits & 0x800
            assert found.getinfo(name).date_time == (2000, 3, 3, 0, 0, 0)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="there is no unzip here")
def test_other_programs_read_it_too(tmp_path) -> None:
    """Info-ZIP finds nothing wrong."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(
        written(("EP/a.pdf", [b"a" * 70_000] * 3, None), ("EP/報告.pdf", [], 0), ("m.json", [b"{}"], 2))
    )
    tested = subprocess.run(["unzip", "-t", str(path)], capture_output=True, check=False)
    assert tested.returncode == 0, tested.stdout


def test_never_more_than_a_step_is_held() -> None:
    """Everything that was made is taken away after each step."""
    archive = Archive()
    archive.begin("a", DAY, None)
    archive.drain()
    for _ in range(100):
        archive.write(b"x" * 65_536)
        assert len(archive.drain()) == 65_536
    archive.end()
    assert len(archive.drain()) < 100
    archive.finish()
    assert len(archive.drain()) < 500


def test_an_archive_can_be_given_up_in_the_middle() -> None:
    """And once more: nothing is left open."""
    archive = Archive()
    archive.begin("a", DAY, 10)
    archive.write(b"x")
    archive.finish()
    archive.finish()


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(9999, 1, 1)])
def test_a_day_that_a_zip_cannot_say_is_the_nearest_that_it_can(day: date) -> None:
    """1980 to 2107."""
    archive = Archive()
    archive.begin("a", day, 0)
    archive.finish()
    (entry,) = zipfile.ZipFile(io.BytesIO(archive.drain())).infolist()
    assert entry.date_time[0] in (1980, 2107)


@given(st.text(max_size=300), st.none() | st.text(max_size=60), st.text(max_size=12))
def test_no_title_leads_out_of_its_folder(title: str, code: str | None, form: str) -> None:
    """Two parts, no way up, no control characters, no more than file systems take."""
    name = entry_name(EP, document(title, code), form, set())
    folder, slash, rest = name.partition("/")
    assert (folder, slash) == ("EP.99203729.A", "/")
    assert rest.startswith("2000-03-03_EP")
    assert not set(rest) & set('/\\:*?"<>|\0')
    assert rest.isprintable()
    assert ".." not in rest.split("_")
    assert len(rest) <= MAX_CHARACTERS + 10
    assert len(rest.encode()) < 255


def test_names_are_told_apart_also_where_case_is_not() -> None:
    """The second of one name has a number."""
    taken: set[str] = set()
    names = []
    for title in ("Report", "REPORT", "report", "Other"):
        names.append(entry_name(EP, document(title), "pdf", taken))
        taken.add(names[-1].casefold())
    start = "EP.99203729.A/2000-03-03_EP_1503_"
    assert names == [start + rest for rest in ("Report.pdf", "REPORT_2.pdf", "report_3.pdf", "Other.pdf")]
