from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import NotHeld, Withheld
from connectors.kit.folder import FolderHoldings
from connectors.kit.index import Index
from connectors.kit.index_file import FILE, IndexFile, IndexInUse
from connectors.kit.looking import Looker
from connectors.kit.register import MemoryRegister, family
from connectors.kit.sheets import ApplicationSheet, PrioritySheet, held_from
from connectors.kit.shelf import Shelf
from connectors.model import Publication
from connectors.numbers.identity import ApplicationNumber, Number, parse_docdb

LONG_AFTER = 10**19
"""A time at which every folder was changed long ago, in nanoseconds."""


def put(folder: Path, name: str, *files: str, sheet: str = "") -> Path:
    """Makes a sub-folder with empty files in it, and a description."""
    shelf = folder / name
    shelf.mkdir(parents=True, exist_ok=True)
    for file in files:
        (shelf / file).touch()
    if sheet:
        (shelf / "dossier.json").write_text(sheet)
    return shelf


def nz(number: str) -> ApplicationNumber:
    """An application of New Zealand."""
    return ApplicationNumber("NZ", number)


def names(path: Path) -> list[str]:
    """What lies in a folder."""
    return [one.name for one in path.iterdir()]


def age(path: Path) -> None:
    """Makes a folder look as if it had been changed a day ago."""
    known = path.stat().st_mtime_ns - 86_400 * 10**9
    os.utime(path, ns=(known, known))


@pytest.fixture
def new_index(tmp_path: Path) -> Iterator[Callable[[], Index]]:
    """Makes new indexes."""
    made: list[Index] = []

    def make() -> Index:
        made.append(Index(tmp_path / f"new-{len(made)}.sqlite", building=True))
        return made[-1]

    yield make
    for index in made:
        index.close()


def titles(index: Index, number: ApplicationNumber) -> list[str] | None:
    """The titles of an application's documents, as the index has them."""
    row = index.row(number)
    return None if row is None else [one.title for one in index.documents(row)]


async def test_a_kept_index_is_not_made_again(tmp_path: Path) -> None:
    """On the second start nothing that is unchanged is read; what came, changed or went meanwhile is."""
    folder, kept = tmp_path / "folder", tmp_path / "kept"
    kept.mkdir()
    shelves = [put(folder, f"NZ 77315{one}", "a.pdf", "b.pdf") for one in range(4)]
    for shelf in shelves:
        age(shelf)
    read: list[int] = []
    first = FolderHoldings(folder, index=kept, progress=read.append)
    await first.open()
    await first.aclose()
    assert (kept / FILE).is_file()
    assert read[-1] == 8
    put(folder, "NZ 773159", "new.pdf")
    put(folder, "NZ 773151", "c.pdf")
    (shelves[2] / "a.pdf").unlink()
    (shelves[2] / "b.pdf").unlink()
    shelves[2].rmdir()
    read.clear()
    again = FolderHoldings(folder, index=kept, progress=read.append)
    await again.open()
    assert len((await again.get_dossier(nz("773151"))).documents) == 3
    assert len((await again.get_dossier(nz("773159"))).documents) == 1
    assert len((await again.get_dossier(nz("773150"))).documents) == 2
    with pytest.raises(NotHeld):
        await again.get_dossier(nz("773152"))
    await again.aclose()
    assert read[-1] == 1


@pytest.mark.parametrize("damage", ["text", "other folder", "other office", "other layout"])
async def test_an_index_that_does_not_fit_is_made_anew(tmp_path: Path, damage: str) -> None:
    """A damaged file, or the index of another folder, office or version, is never believed."""
    folder, other, kept = tmp_path / "folder", tmp_path / "other", tmp_path / "kept.sqlite"
    put(folder, "NZ 773158", "a.pdf")
    put(other, "NZ 773158", "secret.pdf")
    first = FolderHoldings(other if damage == "other folder" else folder, index=kept)
    await first.open()
    await first.aclose()
    if damage == "text":
        kept.write_bytes(b"no index" * 1000)
    if damage == "other layout":
        with sqlite3.connect(kept) as connection:
            connection.execute("PRAGMA user_version = 999")
        connection.close()
    holdings = FolderHoldings(folder, index=kept, office="NZ" if damage == "other office" else None)
    assert [one.title for one in (await holdings.get_dossier(nz("773158"))).documents] == ["a"]
    await holdings.aclose()


async def test_one_index_is_kept_by_one_process_at_a_time(tmp_path: Path) -> None:
    """A second user of the same file is told so; when the first has gone it may."""
    put(tmp_path / "folder", "NZ 773158", "a.pdf")
    first = FolderHoldings(tmp_path / "folder", index=tmp_path / "kept.sqlite")
    await first.open()
    second = FolderHoldings(tmp_path / "folder", index=tmp_path / "kept.sqlite")
    with pytest.raises(IndexInUse, match="in use"):
        await second.open()
    await first.aclose()
    await second.open()
    await second.aclose()


async def test_an_index_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    """A place that does not exist is an error of the start, not of a question."""
    put(tmp_path / "folder", "NZ 773158", "a.pdf")
    holdings = FolderHoldings(tmp_path / "folder", index=tmp_path / "absent" / "kept.sqlite")
    with pytest.raises(OSError, match="absent"):
        await holdings.open()
    await holdings.aclose()


async def test_the_folder_itself_is_never_written(tmp_path: Path) -> None:
    """A folder that may only be read is served; nothing is left in it or beside it."""
    shelf = put(tmp_path / "folder", "NZ 773158", "a.pdf")
    shelf.chmod(0o500)
    (tmp_path / "folder").chmod(0o500)
    try:
        holdings = FolderHoldings(tmp_path / "folder")
        assert len((await holdings.get_dossier(nz("773158"))).documents) == 1
        await holdings.aclose()
        assert names(tmp_path) == ["folder"]
        assert names(tmp_path / "folder") == ["NZ 773158"]
    finally:
        (tmp_path / "folder").chmod(0o700)
        shelf.chmod(0o700)


def test_a_crash_while_the_index_is_made_leaves_the_old_one_or_none(tmp_path: Path) -> None:
    """An index is put in its place when it is complete; half of one is never found there."""
    kept = tmp_path / "kept.sqlite"

    def fail(index: Index) -> None:
        index.describe(tmp_path, None)
        raise KeyboardInterrupt

    file = IndexFile(kept)
    with pytest.raises(KeyboardInterrupt):
        file.opened(lambda index: True, fail)
    assert not kept.exists()
    index = file.opened(lambda index: True, lambda index: index.describe(tmp_path, "NZ"))
    index.close()
    with pytest.raises(KeyboardInterrupt):
        file.opened(lambda index: False, fail)
    index = file.opened(lambda index: index.fits(tmp_path, "NZ"), fail)
    index.close()
    Path(f"{kept}.part").write_bytes(b"what a killed process leaves")
    index = file.opened(lambda index: False, lambda index: index.describe(tmp_path, "AU"))
    assert index.fits(tmp_path, "AU")
    index.close()
    file.close()


async def test_closing_ends_the_first_reading(tmp_path: Path) -> None:
    """A provider that is stopped while it reads its folder does not read on."""
    put(tmp_path, "NZ 773158", "a.pdf")
    begun, stopped = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def progress(documents: int) -> None:
        loop.call_soon_threadsafe(begun.set)
        stopped.wait()

    holdings = FolderHoldings(tmp_path, progress=progress)
    opening = asyncio.create_task(holdings.open())
    await begun.wait()
    closing = asyncio.create_task(holdings.aclose())
    await asyncio.sleep(0)
    stopped.set()
    await closing
    with pytest.raises(InterruptedError):
        await opening


def test_folders_are_looked_at_in_slices(tmp_path: Path, new_index: Callable[[], Index]) -> None:
    """Each look costs its slice: after as many looks as there are slices every change is known."""
    folder = tmp_path / "folder"
    for one in range(5):
        put(folder, f"NZ 77315{one}", "a.pdf")
    index = new_index()
    looker = Looker(folder, None, index, wall=lambda: LONG_AFTER, slice=2)
    looker.catch_up()
    for one in range(5):
        put(folder, f"NZ 77315{one}", "b.pdf")
    known = []
    for _ in range(3):
        looker.look()
        known.append(sum(titles(index, nz(f"77315{one}")) == ["a", "b"] for one in range(5)))
    assert known == [2, 4, 5]


def test_many_new_folders_are_read_in_parts_and_those_gone_are_hidden_at_once(
    tmp_path: Path, new_index: Callable[[], Index]
) -> None:
    """What has gone is not shown from the next look on, however much there is to read beside it."""
    folder = tmp_path / "folder"
    gone = [put(folder, f"NZ 77{one}", "a.pdf") for one in range(1000, 1300)]
    index = new_index()
    looker = Looker(folder, None, index, wall=lambda: LONG_AFTER, reading=1)
    looker.catch_up()
    for shelf in gone:
        (shelf / "a.pdf").unlink()
        shelf.rmdir()
    for one in range(2000, 2300):
        put(folder, f"NZ 77{one}", "a.pdf")
    looker.look()
    assert all(index.row(nz(f"77{one}")) is None for one in range(1000, 1300))
    for _ in range(4):
        looker.look()
    assert all(titles(index, nz(f"77{one}")) == ["a"] for one in range(2000, 2300))
    assert [one.applications for one in index.coverages()] == [300]


def test_a_change_that_may_hide_behind_the_same_time_is_found(
    tmp_path: Path, new_index: Callable[[], Index]
) -> None:
    """File systems write coarse times: a folder that was read within them is read again at the next look."""
    folder = tmp_path / "folder"
    shelf = put(folder, "NZ 773158", "a.pdf")
    known = shelf.stat().st_mtime_ns
    index = new_index()
    looker = Looker(folder, None, index, wall=lambda: known + 1)
    looker.catch_up()
    before = index.row(nz("773158"))
    looker.look()
    assert index.row(nz("773158")) == before
    (shelf / "b.pdf").touch()
    os.utime(shelf, ns=(known, known))
    looker.look()
    assert titles(index, nz("773158")) == ["a", "b"]


async def test_what_is_asked_for_is_looked_at_first(tmp_path: Path) -> None:
    """Whatever the slices are at, a closed file stays closed from the next question on."""

    class Clock:
        now = 0.0

        def __call__(self) -> float:
            return self.now

    clock = Clock()
    shelf = put(tmp_path, "NZ 773158", "a.pdf")
    holdings = FolderHoldings(tmp_path, rescan_seconds=1, clock=clock)
    document = (await holdings.get_dossier(nz("773158"))).documents[0]
    (shelf / "dossier.json").write_text('{"withheld": true}')
    clock.now = 1.0
    with pytest.raises(Withheld):
        await holdings.open_content(document.id)
    await holdings.aclose()


async def test_an_id_that_two_applications_give_opens_neither(tmp_path: Path) -> None:
    """One application's visibility never lets another's document out."""
    same = '{"documents": [{"file": "a.pdf", "title": "x", "id": "same"}]}'
    put(tmp_path, "NZ 773158", "a.pdf", sheet=same)
    put(tmp_path, "NZ 773159", "a.pdf", sheet=same)
    holdings = FolderHoldings(tmp_path)
    with pytest.raises(NotHeld, match="several"):
        await holdings.open_content("same")
    await holdings.aclose()


async def test_a_name_in_no_encoding_is_no_obstacle(tmp_path: Path) -> None:
    """A folder or file whose name is no UTF-8 is not served; the others are."""
    put(tmp_path, "NZ 773158", "a.pdf")
    put(tmp_path, "NZ 773159", "a.pdf")
    (tmp_path / os.fsdecode(b"NZ \xff773160")).mkdir()
    (tmp_path / "NZ 773159" / os.fsdecode(b"\xff.pdf")).touch()
    holdings = FolderHoldings(tmp_path)
    assert len((await holdings.get_dossier(nz("773158"))).documents) == 1
    assert len(await holdings.get_remarks()) == 2
    await holdings.aclose()


NUMBERS = [f"CA.300000{one}.A" for one in range(5)] + ["AU.2019050912.W", "AU.2018903141.A"]
CLAIMS = st.builds(
    PrioritySheet,
    number=st.sampled_from(NUMBERS),
    relation=st.sampled_from(["priority", "pct-phase", "division"]),
)
SHEETS = st.dictionaries(st.sampled_from(NUMBERS), st.lists(CLAIMS, max_size=3), min_size=1)


@settings(max_examples=60)
@given(written=SHEETS)
def test_families_are_the_same_in_the_index_and_at_hand(
    tmp_path_factory: pytest.TempPathFactory, written: dict[str, list[PrioritySheet]]
) -> None:
    """However applications claim each other, the index finds the families that memory finds."""
    held = {
        number: held_from(
            ApplicationSheet(
                number=number,
                priorities=tuple(claims),
                publications=(Publication(office="CA", number=number[-3:-2], kind="A1"),),
            )
        )
        for number, claims in written.items()
    }
    index = Index(tmp_path_factory.mktemp("index") / "new.sqlite", building=True)
    for number, one in held.items():
        sheet = ApplicationSheet(
            number=number, priorities=tuple(written[number]), publications=one.application.publications
        )
        index.put(Shelf(number, sheet, one), "-")
    memory = MemoryRegister({one.number: one.application for one in held.values()})
    asked = [
        Number(type, one.office, one.number, one.kind)  # type: ignore[arg-type]
        for type in ("application", "priority")
        for one in map(parse_docdb, NUMBERS)
    ] + [Number("publication", "CA", digit) for digit in "0123456789"]
    try:
        for number in asked:
            for scope in ("simple", "extended"):
                assert found(index, number, scope) == found(memory, number, scope)
    finally:
        index.close()


def found(register: Index | MemoryRegister, number: Number, scope: str) -> object:
    """The family, or that there is none."""
    try:
        return family(register, number, scope)  # type: ignore[arg-type]
    except NotHeld:
        return None
