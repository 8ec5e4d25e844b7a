"""The guide for providing offices tells the form of an index as it is read."""

from __future__ import annotations

import re
from pathlib import Path

from connectors.conformance.hosted_catalogue import HOSTED
from connectors.numbers.identity import ApplicationNumber
from connectors.static_index.documents import documents_of
from connectors.static_index.faults import survey
from connectors.static_index.parse import parse_index
from connectors.static_index.table import APPLICATION_COLUMNS, DOCUMENT_COLUMNS, index_of

GUIDE = (Path(__file__).parents[3] / "connectors" / "README.md").read_text("utf-8")
SECTION = GUIDE.partition("## Hosted as files")[2].partition("\n## ")[0]
OWN = ApplicationNumber("NZ", "773158", "A")


def test_the_example_is_an_index():
    """What the guide shows is read, with its document, its visibility and its coverage."""
    (example,) = re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL)
    index = parse_index(example.encode())
    (filed,) = documents_of(index.entries[OWN]).by_id.values()
    assert filed.path == ("NZ 773158", "2022-12-14_EXRP_First examination report.pdf")
    assert filed.document.access.visibility == "offices"
    assert index.coverages[0].office == "NZ"
    assert not index.entries[OWN].withheld
    assert survey(example.encode(), table=False).faults == ()


def test_the_example_of_a_fault_is_what_is_said():
    """What the guide shows of a test is said of a table with that word in its fourth line."""
    (shown,) = re.findall(r"```\n(visibility-words.*?)```", SECTION, re.DOTALL)
    rows = ["a.pdf,", "b.pdf,", "c.pdf,publik"]
    table = "application,file,accessCategory\n" + "".join(f"NZ 773158,{row}\n" for row in rows)
    (fault,) = [one for one in survey(table.encode(), table=True).faults if one.grave]
    told = f"found: index.csv:{fault.line}: {fault.path}: {fault.said}"
    check = HOSTED[fault.check]
    rule = f"rule: {check.rule} ({check.source})"
    assert shown.splitlines() == [f"{fault.check}: fail", f"  {told}", f"  {rule}", f"  do: {check.remedy}"]


def test_every_column_is_told():
    """The table of columns has all of them, and its examples of lists are read."""
    rows = [line.split("|")[1:3] for line in SECTION.splitlines() if line.startswith("| `")]
    assert {name for names, _ in rows for name in re.findall(r"`(\w+)`", names)} == {
        *DOCUMENT_COLUMNS,
        *APPLICATION_COLUMNS,
    }
    shown = {
        names.strip(" `"): re.findall(r"`(.*?)`", told)[0]
        for names, told in rows
        if "; " in told and "." in told
    }
    table = "application,publications,priorities\nNZ 773158,{publications},{priorities}\n".format(**shown)
    found = parse_index(index_of(table.encode()), "NZ").entries[OWN].application
    assert (len(found.publications), len(found.priorities)) == (2, 2)
