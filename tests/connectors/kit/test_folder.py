from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import NotHeld, Withheld
from connectors.kit.folder import FolderHoldings
from connectors.model import Access, Coverage, Document
from connectors.numbers.identity import ApplicationNumber, Number

NUMBER = ApplicationNumber("NZ", "773158")


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def put(folder: Path, name: str, *files: str, sheet: dict[str, Any] | None = None, table: str = "") -> Path:
    """Makes a sub-folder with files in it, and a description."""
    shelf = folder / name
    shelf.mkdir(exist_ok=True)
    for file in files:
        (shelf / file).write_bytes(b"%PDF-1.5 " + file.encode())
    if sheet is not None:
        (shelf / "dossier.json").write_text(json.dumps(sheet))
    if table:
        (shelf / "index.csv").write_text(table)
    return shelf


async def documents(holdings: FolderHoldings, number: ApplicationNumber = NUMBER) -> dict[str, Document]:
    """The documents of one application, by title."""
    return {one.title: one for one in (await holdings.get_dossier(number)).documents}


@pytest.mark.parametrize("name", ["NZ 773158", "NZ773158", "NZ.773158.A", "nz 773158"])
async def test_a_sub_folder_is_named_by_any_readable_number(tmp_path: Path, name: str) -> None:
    """However an office writes its number, the folder is that application's."""
    put(tmp_path, name, "2021-03-04_EXRP_Examination report.pdf")
    found = await documents(FolderHoldings(tmp_path))
    assert list(found) == ["Examination report"]


async def test_a_sheet_may_say_the_number_where_the_name_cannot(tmp_path: Path) -> None:
    """A folder with a name of its own, or one that could be several years, is told apart by dossier.json."""
    put(tmp_path, "Irrigation valve, second filing", "a.pdf", sheet={"number": "NZ.773158.A"})
    put(tmp_path, "US 11-183,143", "b.pdf", sheet={"number": "US.18314305.A"})
    holdings = FolderHoldings(tmp_path)
    assert await holdings.get_remarks() == ()
    assert list(await documents(holdings)) == ["a"]
    assert list(await documents(holdings, ApplicationNumber("US", "18314305"))) == ["b"]


async def test_a_number_without_office_code_is_the_office_s_own(tmp_path: Path) -> None:
    """With the office said once, folders may be named by the bare number."""
    put(tmp_path, "773158", "Letter.pdf")
    assert list(await documents(FolderHoldings(tmp_path, office="NZ"))) == ["Letter"]
    assert any("773158: not served" in one for one in await FolderHoldings(tmp_path).get_remarks())


@pytest.mark.parametrize("table", ["", "file,accessCategory\n2021-03-04_EXRP_First report.pdf,offices\n"])
async def test_what_a_description_leaves_open_is_said_by_the_file_name(tmp_path: Path, table: str) -> None:
    """Who may see a document can be said of it alone, in either description."""
    said = {"documents": [{"file": "2021-03-04_EXRP_First report.pdf", "accessCategory": "offices"}]}
    put(tmp_path, "NZ 773158", "2021-03-04_EXRP_First report.pdf", sheet={} if table else said, table=table)
    (listed,) = (await documents(FolderHoldings(tmp_path))).values()
    assert (listed.title, listed.code, listed.date) == ("First report", "EXRP", date(2021, 3, 4))
    assert listed.access == Access(visibility="offices")


async def test_a_code_is_not_guessed_beside_a_title(tmp_path: Path) -> None:
    """What stands in its place in a file name may be anything."""
    put(
        tmp_path,
        "NZ 773158",
        "07_scan.pdf",
        sheet={"documents": [{"file": "07_scan.pdf", "title": "Letter"}]},
    )
    (listed,) = (await documents(FolderHoldings(tmp_path))).values()
    assert (listed.title, listed.code, listed.date) == ("Letter", None, None)


async def test_a_file_name_tells_date_code_and_title(tmp_path: Path) -> None:
    """Date and code may be missing; a date that does not exist stays part of the title."""
    put(
        tmp_path,
        "NZ 773158",
        "2021-03-04_EXRP_Examination report.pdf",
        "2021-03-05_Letter to the applicant.pdf",
        "Notes.txt",
        "2021-02-30_EXRP_Report.pdf",
        ".hidden.pdf",
        "~$draft.docx",
        "program.exe",
    )
    found = await documents(FolderHoldings(tmp_path))
    assert {title: (one.code, str(one.date), one.renditions[0].format) for title, one in found.items()} == {
        "Examination report": ("EXRP", "2021-03-04", "pdf"),
        "Letter to the applicant": (None, "2021-03-05", "pdf"),
        "Notes": (None, "None", "txt"),
        "2021-02-30_EXRP_Report": (None, "None", "pdf"),
    }


async def test_a_description_gives_facts_and_visibility(tmp_path: Path) -> None:
    """dossier.json gives bibliographic data and says of each document who may see it."""
    put(
        tmp_path,
        "NZ 773158",
        "a.pdf",
        "b.pdf",
        "c.pdf",
        sheet={
            "titles": {"en": "Valve"},
            "priorities": [{"number": "AU.2018903141.A", "date": "2018-08-24"}],
            "publications": [{"office": "NZ", "number": "773158", "kind": "A"}],
            "accessCategory": "offices",
            "documents": [
                {"file": "a.pdf", "title": "Claims", "code": "CLMS", "pages": 4, "accessCategory": "public"},
                {
                    "file": "b.pdf",
                    "title": "Notes",
                    "accessCategory": "restricted",
                    "accessOfficeBag": ["AU"],
                },
            ],
        },
    )
    holdings = FolderHoldings(tmp_path)
    found = await documents(holdings)
    assert (found["Claims"].code, found["Claims"].page_count, found["Claims"].size) == ("CLMS", 4, 14)
    assert {title: one.access for title, one in found.items()} == {
        "Claims": Access(visibility="public"),
        "Notes": Access(visibility="named", offices=("AU",)),
        "c": Access(visibility="offices"),
    }
    members = await holdings.find_family(Number("priority", "AU", "2018903141", "A"), "simple")
    assert [(one.number, one.title) for one in members] == [(NUMBER, "Valve")]


async def test_a_table_describes_files_row_by_row(tmp_path: Path) -> None:
    """index.csv, as a spreadsheet writes it, does the same; dossier.json has the last word on a file."""
    table = (
        "\ufefffile,date,code,title,pages,accessCategory,accessOfficeBag\n"
        'a.pdf,2021-03-04,EXRP,"Report, first",3,restricted,AU; CA\n'
        "b.pdf,,,,,,\n"
    )
    sheet = {"documents": [{"file": "b.pdf", "title": "Described"}]}
    put(tmp_path, "NZ 773158", "a.pdf", "b.pdf", sheet=sheet, table=table)
    found = await documents(FolderHoldings(tmp_path))
    assert found["Report, first"].access == Access(visibility="named", offices=("AU", "CA"))
    assert (found["Report, first"].page_count, str(found["Report, first"].date)) == (3, "2021-03-04")
    assert set(found) == {"Report, first", "Described"}


async def test_a_table_may_part_its_cells_by_semicolons(tmp_path: Path) -> None:
    """So spreadsheets save where the comma is the decimal mark; lists in a cell are then in quotes."""
    table = 'file;title;accessCategory;accessOfficeBag\r\na.pdf;Report, first;restricted;"AU; CA"\r\n'
    put(tmp_path, "NZ 773158", "a.pdf", table=table)
    found = await documents(FolderHoldings(tmp_path))
    assert found["Report, first"].access == Access(visibility="named", offices=("AU", "CA"))


@pytest.mark.parametrize(
    ("sheet", "table", "said"),
    [
        ({"titel": {"en": "x"}}, "", "dossier.json: Object contains unknown field `titel`"),
        (None, "file,titel\na.pdf,x\n", "index.csv: there is no column 'titel'; did you mean title?"),
        (None, "file,remark\na.pdf,x\n", "index.csv: there is no column 'remark'; there are accessCategory,"),
        (None, "title\nx\n", "index.csv: a column 'file' must be there"),
        (None, "file,accessOfficeBag\nb.pdf,AU\n", "who may see b.pdf is said, but it is not there"),
        (None, "file,title\n,x\n", "a document of index.csv names no file"),
        (None, "file,title,accessCategory\na.pdf,offices\n", "index.csv, line 2: fewer cells than columns"),
        (None, "file,accessCategory,accessCategory\na.pdf,offices,\n", "index.csv: a column stands twice"),
        (None, "file,accessCategory\na.pdf,offices\na.pdf,\n", "index.csv describes a.pdf twice"),
        ({"documents": [{"file": "a.pdf"}] * 2}, "", "dossier.json describes a.pdf twice"),
    ],
)
async def test_a_fault_names_its_file_and_what_is_wrong_in_it(
    tmp_path: Path, sheet: dict[str, Any] | None, table: str, said: str
) -> None:
    """Who made the mistake finds it: which of the two descriptions, and which of its words."""
    put(tmp_path, "NZ 773158", "a.pdf", sheet=sheet, table=table)
    (remark,) = await FolderHoldings(tmp_path).get_remarks()
    assert remark.startswith(f"NZ 773158: not served: {said}")


@pytest.mark.parametrize(
    ("sheet", "table"),
    [
        ({"accesCategory": "offices"}, ""),
        ({"documents": [{"file": "A.pdf", "title": "x", "accessCategory": "offices"}]}, ""),
        ({"documents": [{"title": "x"}]}, ""),
        ({"number": "EP.99203729.A"}, ""),
        ({"number": "nothing"}, ""),
        (None, "file,access\na.pdf,offices\n"),
        (None, "file,pages\na.pdf,three\n"),
        (None, "file,accessCategory\na.pdf,office\n"),
        (None, "file\na.pdf,public\n"),
        (None, "title\nx\n"),
    ],
)
async def test_a_faulty_description_closes_its_application_only(
    tmp_path: Path, sheet: dict[str, Any] | None, table: str
) -> None:
    """A mistake in a description never widens what is shown: the application is closed, and why is said."""
    put(tmp_path, "NZ 773158", "a.pdf", sheet=sheet, table=table)
    put(tmp_path, "NZ 773159", "a.pdf")
    holdings = FolderHoldings(tmp_path)
    with pytest.raises(NotHeld):
        await holdings.get_dossier(NUMBER)
    assert len(await documents(holdings, ApplicationNumber("NZ", "773159"))) == 1
    remarks = await holdings.get_remarks()
    assert len(remarks) == 1
    assert remarks[0].startswith("NZ 773158: not served: ")


async def test_new_files_are_picked_up_and_nothing_is_read_twice_in_between(tmp_path: Path) -> None:
    """Within the rescan time the folder is not looked at; after it, what has changed is served."""
    clock = Clock()
    shelf = put(tmp_path, "NZ 773158", "a.pdf")
    holdings = FolderHoldings(tmp_path, rescan_seconds=5, clock=clock)
    first = await holdings.get_dossier(NUMBER)
    put(tmp_path, "NZ 773158", "b.pdf")
    put(tmp_path, "NZ 773159", "c.pdf")
    os.utime(shelf, ns=(1, 1))
    assert await holdings.get_dossier(NUMBER) is first
    clock.now = 5.0
    assert set(await documents(holdings)) == {"a", "b"}
    assert (await holdings.get_coverages())[0].applications == 2
    (tmp_path / "NZ 773159" / "c.pdf").unlink()
    (tmp_path / "NZ 773159").rmdir()
    clock.now = 10.0
    with pytest.raises(NotHeld):
        await holdings.get_dossier(ApplicationNumber("NZ", "773159"))


async def test_an_unchanged_folder_keeps_what_was_read(tmp_path: Path) -> None:
    """Looking again at an unchanged folder makes nothing anew."""
    clock = Clock()
    put(tmp_path, "NZ 773158", "a.pdf")
    holdings = FolderHoldings(tmp_path, rescan_seconds=1, clock=clock)
    first = await holdings.get_dossier(NUMBER)
    clock.now = 2.0
    assert await holdings.get_dossier(NUMBER) is first


async def test_a_narrowed_visibility_counts_from_the_next_look(tmp_path: Path) -> None:
    """A description that is rewritten closes what it closes."""
    clock = Clock()
    put(tmp_path, "NZ 773158", "a.pdf", sheet={"accessCategory": "public"})
    holdings = FolderHoldings(tmp_path, clock=clock)
    document = (await documents(holdings))["a"]
    assert document.access == Access(visibility="public")
    put(tmp_path, "NZ 773158", sheet={"accessCategory": "public", "withheld": True})
    clock.now = 2.0
    with pytest.raises(Withheld):
        await holdings.get_dossier(NUMBER)
    with pytest.raises(Withheld):
        await holdings.open_content(document.id)


async def test_content_has_the_size_it_has_now(tmp_path: Path) -> None:
    """A file that was replaced is served as it is, not cut to the size it once had."""
    shelf = put(tmp_path, "NZ 773158", "a.pdf")
    holdings = FolderHoldings(tmp_path)
    document = (await documents(holdings))["a"]
    (shelf / "a.pdf").write_bytes(b"longer than before, much longer")
    content = await holdings.open_content(document.id)
    whole = b"".join([part async for part in content.chunks(0, content.size - 1)])
    assert whole == b"longer than before, much longer"


async def test_links_lead_nowhere(tmp_path: Path) -> None:
    """A linked sub-folder is not served, a linked file is not listed, and a file swapped for a link fails."""
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    folder.mkdir()
    put(tmp_path, "outside", "secret.pdf")
    (folder / "NZ 773159").symlink_to(outside)
    shelf = put(folder, "NZ 773158", "a.pdf")
    (shelf / "b.pdf").symlink_to(outside / "secret.pdf")
    holdings = FolderHoldings(folder)
    found = await documents(holdings)
    assert list(found) == ["a"]
    assert await holdings.get_remarks() == ("NZ 773159: not served: it is a link",)
    (shelf / "a.pdf").unlink()
    (shelf / "a.pdf").symlink_to(outside / "secret.pdf")
    with pytest.raises(NotHeld):
        await holdings.open_content(found["a"].id)


async def test_one_application_in_two_folders_is_served_once(tmp_path: Path) -> None:
    """Two folders of one number are not mixed; the second is named to the office."""
    put(tmp_path, "NZ 773158", "a.pdf")
    put(tmp_path, "NZ773158", "b.pdf")
    holdings = FolderHoldings(tmp_path)
    assert list(await documents(holdings)) == ["a"]
    assert await holdings.get_remarks() == ("NZ773158: not served: NZ 773158 is the same application",)


async def test_a_further_folder_does_not_stand_in_for_one_with_a_fault(tmp_path: Path) -> None:
    """It may say less of who may see it, so a slip would show more than was meant: neither is served."""
    put(tmp_path, "NZ 773158", "a.pdf", sheet={"witheld": True})
    put(tmp_path, "NZ773158", "b.pdf")
    holdings = FolderHoldings(tmp_path)
    with pytest.raises(NotHeld):
        await holdings.get_dossier(NUMBER)
    with pytest.raises(NotHeld):
        await holdings.find_family(Number("application", "NZ", "773158", "A"), "simple")
    assert await holdings.get_coverages() == ()
    assert (await holdings.get_remarks())[1:] == ("NZ773158: not served: NZ 773158 is the same application",)


async def test_a_fault_in_a_further_folder_closes_nothing(tmp_path: Path) -> None:
    """The first by name is served as it is, whatever stands in the others."""
    put(tmp_path, "NZ 773158", "a.pdf")
    put(tmp_path, "NZ773158", "b.pdf", sheet={"witheld": True})
    holdings = FolderHoldings(tmp_path)
    assert list(await documents(holdings)) == ["a"]
    (remark,) = await holdings.get_remarks()
    assert remark.startswith("NZ773158: not served: dossier.json: ")


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    """A missing folder is said at once, not at the first question."""
    with pytest.raises(NotADirectoryError):
        FolderHoldings(tmp_path / "absent")


async def test_coverage_claims_no_more_than_all_applications_say(tmp_path: Path) -> None:
    """A folder holds from the earliest filing date on, without an end: tomorrow's file belongs to it.

    While one application does not say when it was filed, nothing is said: that one may be older than all.
    """
    clock = Clock()
    for number, filed in (("773158", "2019-08-23"), ("773160", "2015-01-02")):
        put(tmp_path, f"NZ {number}", "a.pdf", sheet={"filingDate": filed})
    holdings = FolderHoldings(tmp_path, rescan_seconds=1, clock=clock)
    assert await holdings.get_coverages() == (Coverage(office="NZ", start=date(2015, 1, 2), applications=2),)
    put(tmp_path, "NZ 773159", "a.pdf")
    clock.now = 1.0
    assert await holdings.get_coverages() == (Coverage(office="NZ", applications=3),)
