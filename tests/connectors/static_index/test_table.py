"""An index as a table: what its columns mean, and what is no table."""

from __future__ import annotations

import pytest

from connectors.errors import Malformed
from connectors.model import Access
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.static_index.documents import documents_of
from connectors.static_index.parse import MAX_APPLICATIONS, MAX_CLAIMS, MAX_DOCUMENTS, parse_index
from connectors.static_index.table import APPLICATION_COLUMNS, DOCUMENT_COLUMNS, index_of

OWN = ApplicationNumber("NZ", "773158", "A")
TABLE = """application,file,title,code,date,pages,accessCategory,accessOfficeBag,applicationTitle,filingDate,\
applicants,publications,priorities,withheld
NZ 773158,NZ 773158/appl.pdf,Application,APPL,2021-02-22,12,public,,Irrigation valve,2019-08-23,First Ltd; \
Second Ltd,NZ.773158.A 2023-08-25; WO.2020037377.A1,AU.2018903141.A 2018-08-24; \
AU.2019050912.W 2019-08-23 pct-phase,
NZ 773158,NZ 773158/exrp.pdf,"First report, final",EXRP,2022-12-14,,,AU; CA,,,,,,
NZ 818923,,,,,,,,Second valve,2021-01-01,,,,yes
"""


def read(table, office="NZ"):
    """The entries of a table."""
    return parse_index(index_of(table.encode()), office).entries


def test_a_table_says_what_an_index_says():
    """Documents by rows, facts of the application from any of its rows, lists in cells."""
    entries = read(TABLE)
    entry = entries[OWN]
    assert entry.application.title == "Irrigation valve"
    assert entry.application.filing_date.isoformat() == "2019-08-23"
    assert entry.application.applicants == ("First Ltd", "Second Ltd")
    assert [(one.office, one.number, one.kind, str(one.date)) for one in entry.application.publications] == [
        ("NZ", "773158", "A", "2023-08-25"),
        ("WO", "2020037377", "A1", "None"),
    ]
    assert [(one.number.docdb, str(one.date), one.relation) for one in entry.application.priorities] == [
        ("AU.2018903141.A", "2018-08-24", "priority"),
        ("AU.2019050912.W", "2019-08-23", "pct-phase"),
    ]
    first, second = (filed.document for filed in documents_of(entry).by_id.values())
    assert (first.title, first.code, first.page_count, first.access) == (
        "Application",
        "APPL",
        12,
        Access(visibility="public"),
    )
    assert (second.title, second.page_count) == ("First report, final", None)
    assert second.access == Access(visibility="named", offices=("AU", "CA"))
    closed = entries[ApplicationNumber("NZ", "818923", "A")]
    assert closed.withheld
    assert documents_of(closed).by_id == {}


async def test_a_table_is_served_like_an_index(connect, server):
    """The URL may name a table; families and content come from it."""
    server.holds(TABLE.encode(), "/dossiers/index.csv")
    server.files["/dossiers/NZ 773158/exrp.pdf"] = b"%PDF-1.7 x"
    connector = connect("index.csv")
    family = await connector.find_family(Number("priority", "AU", "2018903141", "A"))
    assert [one.number for one in family.members] == [OWN]
    _, second = (await connector.get_dossier(OWN)).documents
    async with connector.open_content(OWN, second, "pdf") as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == b"%PDF-1.7 x"


def test_semicolons_and_byte_order_marks():
    """As spreadsheets write them elsewhere."""
    entries = read("\ufeffapplication;file;title\r\nNZ 773158;a/b.pdf;Report\r\n")
    (filed,) = documents_of(entries[OWN]).by_id.values()
    assert (filed.path, filed.document.title) == (("a", "b.pdf"), "Report")


@pytest.mark.parametrize(
    "row",
    ["NZ 773158,b.pdf", "NZ 773158,b.pdf,t,x,2020-01-01,extra", ",b.pdf,t,x,2020-01-01",
     "hello,b.pdf,t,x,2020-01-01", "NZ 773158,../b.pdf,t,x,2020-01-01", "NZ 773158,b.pdf,t,x,yesterday"],
)  # fmt: skip
def test_one_broken_row_is_left_out(row):
    """Too few or too many cells, no application, a path that leads elsewhere, a date that is none."""
    entries = read(f"application,file,title,code,date\n{row}\nNZ 773158,a.pdf,Report,EXRP,2020-01-01\n")
    assert [filed.path for filed in documents_of(entries[OWN]).by_id.values()] == [("a.pdf",)]


@pytest.mark.parametrize(
    "table",
    [
        b"", b"file,title\na.pdf,t\n", b"application,file,accessCategry\n1,a,public\n",
        b"application,file,file\n1,a,b\n", b"<html>\n<p>application</p>",
        "application,titlé\n".encode("latin-1"), b'application,file\n"NZ 773158,a.pdf\n',
        b"application,file\nNZ 1," + b"x" * 200_000 + b"\n",
        "application,file\nNZ 773158,a.pdf\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_malformed(table):
    """Unknown, missing or doubled columns, a page, another charset, a quote that does not end."""
    with pytest.raises(Malformed):
        parse_index(index_of(table), "NZ")


def test_an_unknown_word_closes():
    """As in JSON; and whatever is not no in ``withheld`` is yes."""
    entries = read("application,file,title,accessCategory\nNZ 773158,a.pdf,t,everybody\n")
    (filed,) = documents_of(entries[OWN]).by_id.values()
    assert filed.document.access == Access(visibility="none")
    for word, closed in (("no", False), ("False", False), ("", False), ("x", True), ("nein", True)):
        assert read(f"application,title,withheld\nNZ 773158,t,{word}\n")[OWN].withheld is closed


@pytest.mark.parametrize("row", ["b.pdf,Two, with a comma,yes", "b.pdf,yes", "b.pdf,Two,,", "b.pdf"])
def test_a_row_of_another_width_may_have_withheld_the_file(row):
    """A comma in a title shifts the word elsewhere: the file is closed until the row is right."""
    first = "NZ 773158,a.pdf,One"
    table = f"application,file,title,withheld\n{first},\nNZ 773158,{row}\nNZ 773159,c.pdf,Three,\n"
    entries = read(table)
    withheld = {one.number: entry.withheld for one, entry in entries.items()}
    assert withheld == {"773158": True, "773159": False}
    entries = read(f"application,file,title\n{first}\nNZ 773158,{row},x,x\n")
    assert [entry.withheld for entry in entries.values()] == [False]


def test_every_column_is_read():
    """A table with all columns and nothing in them but a number is read."""
    columns = (*APPLICATION_COLUMNS, *DOCUMENT_COLUMNS)
    assert list(read(",".join(columns) + "\nNZ 773158" + "," * (len(columns) - 1) + "\n")) == [OWN]


@pytest.mark.parametrize(
    ("row", "many", "listed"),
    [
        ("{},a.pdf,", MAX_APPLICATIONS, "applications"),
        ("NZ 773158,{}.pdf,", MAX_DOCUMENTS, "documents"),
        ("NZ 773158", MAX_DOCUMENTS, "documents"),
        ("{},,NZ;NZ;NZ;NZ;NZ;NZ;NZ;NZ;NZ;NZ", MAX_CLAIMS // 10, "publications and priorities"),
    ],
)
def test_a_table_is_read_no_further_than_an_index_may_go(row, many, listed):
    """What it lists beyond that takes no memory, nor does a quotation mark that is open at its end matter."""
    rows = (row.format(place) for place in range(many + 1))
    body = "\n".join(("application,file,publications", *rows, '"')).encode()
    with pytest.raises(Malformed, match=f"too_large: the index lists more than [0-9]+ {listed}"):
        index_of(body)


def test_a_table_may_name_many_applicants():
    """They are no claims: of these there may be so many, of applicants more."""
    rows = (f"{place},{'A;' * 20}B" for place in range(MAX_CLAIMS // 20))
    assert index_of("\n".join(("application,applicants", *rows)).encode())
