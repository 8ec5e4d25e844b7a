"""Indexes that somebody wrote by hand: what is wrong with them is told, as their readers take them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.model import Access, Document
from connectors.numbers.identity import ApplicationNumber
from connectors.static_index import faults
from connectors.static_index.documents import documents_of
from connectors.static_index.faults import Survey, survey
from connectors.static_index.parse import parse_index
from connectors.static_index.table import index_of

OWN = ApplicationNumber("NZ", "773158", "A")
COLUMNS = (
    "application;file;title;date;pages;id;accessCategory;accessOfficeBag;withheld;publications;filingDate"
)
FIRST = 'NZ 773158;a.pdf;Report;2022-12-14;4;;offices;;;"NZ.773158.A 2023-08-25; WO.2020037377.A1";2019-08-23'


def listed(*rows: str) -> bytes:
    """A table as a spreadsheet saves it: semicolons, a byte order mark; its first row of data is sound."""
    return "\r\n".join(("\ufeff" + COLUMNS, FIRST, *rows, "")).encode()


def written(*documents: Any, **said: Any) -> bytes:
    """An index in JSON with one application, each document on a line of its own from the third on."""
    facts = {"number": "NZ.773158.A", "publications": [{"office": "NZ", "number": "773158", "kind": "A"}]}
    head = json.dumps(facts | said)[:-1]
    rows = ",\n".join(json.dumps(one) for one in documents)
    return f'{{"version": 1, "applications": [\n{head}, "documents": [\n{rows}]}}]}}'.encode()


def told(found: Survey) -> list[tuple[str, int, str]]:
    """Check, line and path of each fault."""
    return [(one.check, one.line, one.path) for one in found.faults]


def only(found: Survey) -> faults.Fault:
    """The one fault that there is."""
    (fault,) = found.faults
    return fault


def test_sound_indexes_have_no_faults() -> None:
    """In JSON and as a table with semicolons and a byte order mark; what they list is counted."""
    found = survey(listed("NZ 773158;NZ/b.pdf;Réponse;2023-01-02;;;public;;no;;"), table=True)
    assert (found.faults, found.applications, found.documents, found.narrowed) == ((), 1, 2, 1)
    assert [one.file for one in found.files] == [("a.pdf",), ("NZ", "b.pdf")]
    found = survey(b"\xef\xbb\xbf" + written({"file": "a.pdf", "title": "Report", "size": 7}), table=False)
    assert (found.faults, found.documents, found.narrowed) == ((), 1, 0)
    assert [(one.file, one.size, one.place.line) for one in found.files] == [(("a.pdf",), 7, 3)]


@pytest.mark.parametrize(
    ("row", "check", "path", "words"),
    [
        ("NZ 773158;b.pdf;B;14.12.2022;;;;;;;", "rows-dates", "date", "'14.12.2022' is no date"),
        ("NZ 773158;b.pdf;B;2022-02-30;;;;;;;", "rows-dates", "date", "not shown"),
        ("NZ 773158;b.pdf;B;9999-12-31;;;;;;;", "rows-dates", "date", "placeholder"),
        ("NZ 773158;b.pdf;B;;four;;;;;;", "rows-words", "pages", "'four' is no count"),
        ("NZ 773158;b.pdf;B;;;a/b;;;;;", "rows-ids", "id", "cannot stand in a URL"),
        ("NZ 773158;a.pdf;B;;;;;;;;", "rows-ids", "file", "'a.pdf' stands in line 2 already"),
        ("NZ 773158;../b.pdf;B;;;;;;;;", "rows-files", "file", "'../b.pdf' is no path below the index"),
        ("NZ 773158;b.pdf;B;;;;publik;;;;", "visibility-words", "accessCategory", "did you mean public?"),
        ("NZ 773158;b.pdf;B;;;;restricted;UK;;;", "visibility-offices", "accessOfficeBag", "mean GB?"),
        ("NZ 773158;b.pdf;B;;;;;;nein;;", "rows-words", "withheld", "'nein' is neither yes nor no"),
        ("NZ 773158;b.pdf;B;2022-12-14", "rows-whole", "", "4 cells and the table 11 columns"),
        ("NZ 773158;b.pdf;B;2022-12-14;;;;;;;;;", "rows-whole", "", "13 cells"),
        (";b.pdf;B;;;;;;;;", "rows-whole", "application", "whose it is"),
        ("hello;b.pdf;B;;;;;;;;", "rows-numbers", "application", "cannot be read"),
        ("2018903141;b.pdf;B;;;;;;;;", "rows-numbers", "application", "could be AU.2018903141.A or"),
        ("NZ 773159;b.pdf;B;;;;;;;NZ 773158;", "rows-claims", "publications", "'NZ 773158' cannot be read"),
        ("NZ 773159;b.pdf;B;;;;;;;;23/08/2019", "rows-dates", "filingDate", "the application is not shown"),
    ],
)  # fmt: skip
def test_a_faulty_row_of_a_table_is_named(row: str, check: str, path: str, words: str) -> None:
    """By line and column, with the word that is wrong and what becomes of it; nothing else is blamed."""
    grave = [one for one in survey(listed(row), table=True).faults if one.grave]
    assert [(one.check, one.line, one.path) for one in grave] == [(check, 3, path)]
    assert words in grave[0].said


@pytest.mark.parametrize(
    ("row", "check", "path", "words"),
    [
        ({"file": "b.pdf", "title": "B", "accessCategory": "Public"}, "visibility-words",
         ".accessCategory", "did you mean public?): the document is shown to nobody"),
        ({"file": "b.pdf", "title": "B", "acessCategory": "public"}, "index-names",
         ".acessCategory", "did you mean accessCategory?): the document is shown to nobody"),
        ({"file": "b.pdf", "title": "B", "pages": "4"}, "rows-words", ".pages", "'4' is no count"),
        ({"file": "b.pdf", "title": "B", "pages": -4}, "rows-words", ".pages", "-4 is no count"),
        ({"file": "b.pdf", "title": 7}, "rows-words", ".title", "7 is no text (put it in quotes)"),
        ({"file": "b.pdf"}, "rows-whole", "", "there is no title: the document is not shown"),
        ({"file": "/b.pdf", "title": "B"}, "rows-files", ".file", "no path below the index"),
        ({"file": "b.pdf", "title": "B", "language": "?"}, "rows-words", ".language", "no language tag"),
        ({"file": "b.pdf", "title": "B", "direction": "out"}, "rows-words", ".direction", "incoming"),
        ({"file": "b.pdf", "title": "B", "date": 2022}, "rows-dates", ".date", "2022 is no date"),
        ({"file": "b.pdf", "title": "B", "accessOfficeBag": "AU"}, "visibility-offices", ".accessOfficeBag",
         "'AU' is no list"),
        ("b.pdf", "rows-whole", "", "this is no document"),
    ],
)  # fmt: skip
def test_a_faulty_document_in_json_is_named(row: Any, check: str, path: str, words: str) -> None:
    """By its line and its path in JSON."""
    fault = only(survey(written({"file": "a.pdf", "title": "A"}, row), table=False))
    assert (fault.check, fault.line, fault.path) == (check, 4, f"applications[0].documents[1]{path}")
    assert words in fault.said
    assert fault.grave


@pytest.mark.parametrize(
    ("said", "check", "path", "words"),
    [
        ({"number": 773158}, "rows-numbers", "number", "773158 is no text"),
        ({"number": "???"}, "rows-numbers", "number", "the application is not shown"),
        ({"filingDate": "2019-8-23"}, "rows-dates", "filingDate", "'2019-8-23' is no date"),
        ({"titles": "Valve"}, "rows-words", "titles", "'Valve' is no object"),
        ({"publications": [{"office": "NZ"}]}, "rows-claims", "publications[0]", "number is missing"),
        ({"priorities": [{"number": "AU.2018903141.A"}, {"number": "x"}]}, "rows-claims", "priorities[1]",
         "it is passed over"),
        ({"priorities": [{"number": "AU.2018903141.A", "date": "1"}]}, "rows-dates", "priorities[0]",
         "date: '1' is no date"),
        ({"priorities": [{"number": "AU.2018903141.A", "relation": "parent"}]}, "rows-claims",
         "priorities[0]", "relation: 'parent' is not known"),
        ({"accessCatgory": "public"}, "index-names", "accessCatgory", "its file is closed"),
        ({"withheld": "no"}, "rows-words", "withheld", "'no' is neither true nor false: its file is closed"),
        ({"citations": [{"text": "A book"}, {}]}, "rows-whole", "citations[1]", "not exactly one"),
        ({"classifications": [{"scheme": "IPC"}]}, "rows-whole", "classifications[0]", "symbol is missing"),
    ],
)  # fmt: skip
def test_a_faulty_application_in_json_is_named(said: Any, check: str, path: str, words: str) -> None:
    """With the place in its lists, and what becomes of it."""
    found = survey(written({"file": "a.pdf", "title": "A"}, **said), table=False)
    grave = [one for one in found.faults if one.grave and one.check != "index-form"]
    assert [(one.check, one.line, one.path) for one in grave] == [(check, 2, f"applications[0].{path}")]
    assert words in grave[0].said


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (
            b'{"file": "b.pdf", "title": "B", "accessCategory": "restricted", "accessCategory": "public"}',
            "once",
        ),
        (rb'{"file": "b.pdf", "title": "B", "acces\u0073Category": "public"}', "escape"),
    ],
)
def test_what_may_be_said_twice_is_named(row: bytes, word: str) -> None:
    """Who may see a document, twice in one object or behind an escape: nobody."""
    body = written({"file": "a.pdf", "title": "A"}).replace(b"}]}]}", b"},\n" + row + b"]}]}")
    fault = only(survey(body, table=False))
    assert (fault.check, fault.line) == ("visibility-once", 4)
    assert word in fault.said
    assert fault.said.endswith("the document is shown to nobody")


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (b'{"version": 1,\n "applications": [\n {"number": "NZ.1.A",},\n]}', 3, "column 22: trailing comma"),
        (b'{"version": 1,\n "applications": [', 2, "ends too early"),
        (b'{"version": 1, // mine\n "applications": []}', 1, "column 16"),
        (b'{"version": 1,\n "x": "\xe9"}', 2, "not UTF-8"),
        (b'{"version": 2, "applications": []}', 1, "version"),
        (b'{"version": 1}', 1, "applications"),
        (b"[]", 1, "array"),
        (b"<html>", 1, "column 1"),
        (b"\xef\xbb\xbf[,", 1, "column 2"),
        (b"", 1, "ends too early"),
        (b'{"version": 1, "applications": []}', 1, "lists no application"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_index(body: bytes, line: int, words: str) -> None:
    """The line where it stops being one."""
    fault = only(survey(body, table=False))
    assert (fault.check, fault.line) == ("index-form", line)
    assert words in fault.said


@pytest.mark.parametrize(
    ("body", "check", "line", "path", "words"),
    [
        ("application,fil\n", "index-names", 1, "fil", "did you mean file?"),
        ("application\tfile\n", "index-names", 1, "application\tfile", "several columns"),
        ("application;file,title\n", "index-names", 1, "application;file", "several columns"),
        ("application,file,,\n", "index-names", 1, "column 3", "no name"),
        ("application,file,file\n", "index-names", 1, "file", "twice"),
        ("file,title\n", "index-names", 1, "application", "must be such a column"),
        ('application,file\nNZ 1,a.pdf\nNZ 1,"b.pdf\nNZ 1,c.pdf\n', "index-form", 3, "", "cannot be read"),
        ("application,file\nNZ 1,é.pdf\n".encode("latin-1"), "index-form", 2, "", "not UTF-8"),
        ("application,file\n".encode("utf-16"), "index-form", 1, "", "not UTF-8"),
        ("", "index-form", 1, "", "empty"),
        ("application,file\n", "index-form", 1, "", "lists no application"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_table(body: Any, check: str, line: int, path: str, words: str) -> None:
    """The line, and the column that is wrong."""
    fault = only(survey(body if isinstance(body, bytes) else body.encode(), table=True))
    assert (fault.check, fault.line, fault.path) == (check, line, path)
    assert words in fault.said


def test_the_office_of_the_gateway_reads_numbers_without_a_code() -> None:
    """As it does for its one office; without, a number that names none is a hint, or two numbers."""
    table = b"application,file,publications\n773158,a.pdf,NZ.773158.A\n"
    assert survey(table, table=True, office="NZ").faults == ()
    assert ("rows-numbers", 2, "application") in told(survey(table, table=True))
    hint = survey(b"application,file,publications\n2019/123456,a.pdf,AU.2019123456.A\n", table=True)
    assert (only(hint).check, only(hint).grave) == ("rows-numbers", False)
    assert "names no office: it is read as AU.2019123456.A" in only(hint).said


def test_hints() -> None:
    """What is shown as it is written and could be better: no publication, no file, words that differ."""
    document = {"title": "A", "accessCategory": "public", "accessOfficeBag": ["AU"]}
    body = written(document, {"file": "b", "title": "B", "accessCategory": "restricted"}, publications=[])
    body = body.replace(b'"version": 1', b'"version": 1, "coverage": []')
    found = survey(body, table=False)
    assert [(one.check, one.line) for one in found.faults] == [
        ("index-names", 1),
        ("rows-published", 2),
        ("visibility-offices", 3),
        ("rows-files", 3),
        ("visibility-offices", 4),
        ("rows-files", 4),
    ]
    assert not any(one.grave for one in found.faults)


def test_lines_are_those_of_the_property() -> None:
    """Also where the same words stand further up, in lists below."""
    body = json.dumps(
        {
            "version": 1,
            "coverages": [{"office": "New Zealand"}],
            "applications": [
                {
                    "documents": [{"accessCategory": "public", "title": "A", "file": "a.pdf"}],
                    "number": "NZ.773158.A",
                    "publications": [{"office": "NZ", "number": "773158", "kynd": "A"}],
                    "accessCategory": "everybody",
                }
            ],
        },
        indent=1,
    )
    lines = body.splitlines()
    found = survey(body.encode(), table=False)
    assert {one.path: lines[one.line - 1].strip() for one in found.faults} == {
        "coverages[0]": "{",
        "applications[0].publications[0]": '"publications": [',
        "applications[0].accessCategory": '"accessCategory": "everybody"',
    }


def test_faults_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column that is wrong in each of many rows is named so many times, and counted."""
    rows = [f"NZ 773158;{place}.pdf;B;soon;;;;;;;" for place in range(faults.MOST_TOLD + 7)]
    found = survey(listed(*rows), table=True)
    assert (len(found.faults), found.untold) == (faults.MOST_TOLD, {"rows-dates": 7})


VALUES: dict[str, list[object]] = {
    "title": ["Report", "", 7],
    "file": ["a.pdf", "b/c.pdf", "../c.pdf", "", 7],
    "id": ["one", "two", "a/b", "x" * 200, 7],
    "date": ["2022-12-14", "2022-13-14", "0001-01-01", 7, None],
    "pages": [4, -4, "4", 1.5, None],
    "size": [4, 10**16],
    "language": ["en", "??", 7],
    "code": ["EXRP", 7],
    "direction": ["incoming", "out", None],
    "accessCategory": ["public", "offices", "restricted", "Public", 7, None],
    "accessOfficeBag": [["AU"], ["AU", "CA"], ["everyone"], "AU", [7], []],
    "acessCategory": ["restricted"],
}
ROWS = st.fixed_dictionaries({}, optional={name: st.sampled_from(few) for name, few in VALUES.items()})


def shown_as(row: dict[str, Any], document: Document, path: tuple[str, ...]) -> bool:
    """Whether a document is shown just as its row says, and to whom."""
    category, bag = row.get("accessCategory"), row.get("accessOfficeBag") or []
    access = None if category is None else Access(visibility=category)
    access = Access(visibility="none") if category == "restricted" else access
    access = Access(visibility="named", offices=tuple(bag)) if bag else access
    day = None if document.date is None else document.date.isoformat()
    return (
        "acessCategory" not in row
        and row.get("id", document.id) == document.id
        and (row.get("title"), row.get("file")) == (document.title, "/".join(path) or None)
        and (row.get("date"), row.get("pages")) == (day, document.page_count)
        and (row.get("size"), row.get("language")) == (document.size, document.language)
        and (row.get("code"), document.access) == (document.code, access)
    )


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_a_fault_is_told_exactly_when_something_is_not_shown_as_it_is_written(rows: list[Any]) -> None:
    """Nothing is lost or closed without being told, and nothing that is shown as written is called wrong."""
    body = written(*rows)
    files = documents_of(parse_index(body).entries[OWN]).by_id
    whole = [any(shown_as(row, filed.document, filed.path) for filed in files.values()) for row in rows]
    as_written = all(whole) and len(files) == len(rows)
    assert as_written == (not any(one.grave for one in survey(body, table=False).faults))


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.booleans())
def test_nothing_that_is_sent_breaks_it(body: bytes, table: bool) -> None:
    """Whatever bytes come, what is wrong with them is told."""
    assert survey(body, table=table).faults
    head = b"application,file\n" if table else b'{"version":1,"applications":['
    survey(head + body + (b"" if table else b"]}"), table=table)


def test_a_long_index_is_looked_through_once() -> None:
    """Long cells, and names that are found nowhere: read again from each place it would take hours."""
    gap = " " * 120_000
    rows = [
        f'NZ 773158;a.pdf;Report;;;;;;;"{"NZ;" * 20_000}";',
        f'NZ 773159;b.pdf;Report;;;;;;;"NZ{gap}NZ.773159.A";',
    ]
    assert survey(listed(*rows), table=True).documents == 3
    table = f"application,file,applicants\nNZ 773158,a.pdf,First{gap}Ltd; Second Ltd\n"
    (entry,) = parse_index(index_of(table.encode()), "NZ").entries.values()
    assert entry.application.applicants[1:] == ("Second Ltd",)
    escaped = b"".join(b'"\\u0061%d": 1, ' % n for n in range(30_000))
    found = survey(written({"title": "Report"}).replace(b'"title"', escaped + b'"title"'), table=False)
    assert found.untold["index-names"] == 29_000


def test_faults_are_told_in_one_order() -> None:
    """Those of one line in the order in which they are written, whatever the run."""
    names = [f"word{n}" for n in range(30)]
    found = survey(
        written(**dict.fromkeys(names)).replace(b'"office"', b'"aa": 1, "bb": 1, "cc": 1, "office"'),
        table=False,
    )
    assert [one.path for one in found.faults if one.path.startswith("applications[0].word")] == [
        f"applications[0].{name}" for name in names
    ]
    assert [one.said[:4] for one in found.faults if "publications" in one.path] == ["'aa'", "'bb'", "'cc'"]
