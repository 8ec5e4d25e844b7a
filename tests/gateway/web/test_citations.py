"""``/citations`` as an accessing office meets it: JSON, CSV, tags, and every status."""

from __future__ import annotations

import csv
import io
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import ServerFault, TimedOut
from connectors.model import Application, Citation, Classification, Dossier, Publication
from connectors.numbers.identity import parse_docdb
from gateway.present.citations_answer import CitationsAnswer
from gateway.web.csv_table import COLUMNS, cell, citations_csv
from gateway.web.etag import citations_body, citations_table
from gateway.web.examples import examples

PATH = "/api/v1/citations?number=EP.99203729.A&type=application"
CSV, JSON = "text/csv", "application/json"
EP, NL = "EP.99203729.A", "NL.1010536.A"
DE = Publication(office="DE", number="3546191", kind="A1", date=date(1987, 7, 2))


@pytest.fixture
def offices(house):
    """Two offices that cite one document in common and one each."""
    house.capabilities = frozenset({"family", "dossier", "citations"})
    handbook = '=HYPERLINK("http://x.example"; "Handbook")'
    house.ep.cited = {
        EP: Dossier(
            application=Application(number=parse_docdb(EP)),
            citations=(
                Citation(publication=DE, categories=("A",), claims=("1-3,8",), phase="search"),
                Citation(text=handbook, categories=("X", "Y"), passages=("p. 1", "p. 2")),
            ),
            classifications=(Classification(scheme="IPC", symbol="B28B1/29"),),
        )
    }
    house.nl.cited = {
        NL: Dossier(
            application=Application(number=parse_docdb(NL)),
            citations=(Citation(publication=msgspec.structs.replace(DE, kind=None), date=date(1999, 3, 2)),),
        )
    }
    return house


def lines(body: bytes) -> list[dict[str, str]]:
    """The lines of a table by the names of its columns."""
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


async def test_the_answer_in_json(offices) -> None:
    """Reads as its type; a document cited by two offices is one row; it can be kept like a family."""
    gateway = await offices.open()
    answer = await gateway.get(PATH)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Vary"] == "Accept, Authorization"
    told = msgspec.json.decode(answer.body, type=CitationsAnswer)
    assert msgspec.json.encode(told) == answer.body
    assert told.complete is True
    assert [row.cited_by for row in told.citations] == [("EP", "NL"), ("EP",)]
    assert told.classifications[0].symbol == "B28B 1/29"
    assert not any(asked.startswith("dossier") for asked in offices.ep.asked + offices.nl.asked)


async def test_the_answer_in_csv(offices) -> None:
    """One line for each citing after a line of names; no cell can be taken for a formula."""
    gateway = await offices.open()
    answer = await gateway.get(PATH, Accept=CSV)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["Answer-Complete"] == "true"
    assert answer.body.split(b"\r\n")[0].decode() == ",".join(COLUMNS)
    assert answer.body.count(b"\n") == answer.body.count(b"\r\n") == 4
    ep, nl, literature = lines(answer.body)
    assert (ep["citedOffice"], ep["citedNumber"], ep["citedKind"]) == ("DE", "3546191", "A1")
    assert (ep["citedDate"], ep["citedBy"], ep["onlyCitedBy"]) == ("1987-07-02", "EP; NL", "")
    assert (ep["applicationNumber"], ep["office"], ep["kind"]) == (EP, "EP", "A1")
    assert (ep["categories"], ep["claims"], ep["phase"]) == ("A", "1-3,8", "search")
    assert (nl["cited"], nl["office"], nl["kind"], nl["date"]) == (ep["cited"], "NL", "", "1999-03-02")
    assert literature["cited"] == '\'=HYPERLINK("http://x.example"; "Handbook")'
    assert (literature["categories"], literature["passages"]) == ("X; Y", "p. 1; p. 2")
    assert (literature["onlyCitedBy"], literature["providers"]) == ("EP", "ep")


@pytest.mark.parametrize("form", [JSON, CSV])
async def test_whoever_has_the_answer_gets_304(offices, form) -> None:
    """The same tag from the cache, later and on another replica; another for the other form."""
    gateway = await offices.open()
    answer = await gateway.get(PATH, Accept=form)
    tag = answer.headers["ETag"]
    offices.clock.seconds += 100
    again = await gateway.get(PATH, Accept=form, If_None_Match=tag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    other = await gateway.get(PATH, Accept=JSON if form == CSV else CSV, If_None_Match=tag)
    assert other.status == 200
    offices.clock.seconds += 10_000
    assert (await (await offices.open()).get(PATH, Accept=form)).headers["ETag"] == tag
    head = await gateway.get(PATH, method="HEAD", Accept=form)
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", tag)


async def test_an_office_that_fails_shows_in_every_form(offices) -> None:
    """The rest is there; JSON says it in ``complete``, the table in a header field."""
    offices.nl.cited[NL] = ServerFault("broken")
    gateway = await offices.open()
    told = msgspec.json.decode((await gateway.get(PATH)).body, type=CitationsAnswer)
    assert told.complete is False
    assert [row.only_cited_by for row in told.citations] == ["EP", "EP"]
    table = await gateway.get(PATH, Accept=CSV)
    assert table.headers["Answer-Complete"] == "false"
    assert len(lines(table.body)) == 2


async def test_a_family_that_nothing_is_cited_against(offices) -> None:
    """An empty table still names its columns."""
    offices.ep.cited, offices.nl.cited = {}, {}
    gateway = await offices.open()
    assert (await gateway.get(PATH, Accept=CSV)).body.decode() == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/citations", 400, "parameter-missing"),
        ("/api/v1/citations?number=hello", 400, "number-unreadable"),
        ("/api/v1/citations?number=EP1&wait=3", 400, "parameter-unknown"),
        ("/api/v1/citations?number=JP.2001000002.A&type=application&confidential=true", 400, None),
        ("/api/v1/citations?number=JP.2001000002.A&type=application", 404, "not-found"),
    ],
)
@pytest.mark.parametrize("form", [JSON, CSV])
async def test_what_is_no_answer_is_a_problem_in_either_form(offices, path, status, code, form) -> None:
    """As for a family; the problem is JSON whatever was accepted."""
    gateway = await offices.open()
    answer = await gateway.get(path, Accept=form)
    problem = msgspec.json.decode(answer.body)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert problem["code"] == (code or "confidential-nobody")


async def test_failures_and_choices_have_their_statuses(offices) -> None:
    """502 and 504 where nobody answered, 300 where two offices are meant, 406 for other forms, 401."""
    gateway = await offices.open()
    assert (await gateway.get(PATH, Accept="application/x-ndjson")).status == 406
    choice = await gateway.get("/api/v1/citations?number=1010536", Accept=CSV)
    assert (choice.status, choice.headers["Content-Type"]) == (300, "application/json")
    assert (await gateway.get(PATH, "no such key")).status == 401
    offices.fresh_seconds = 0
    for error, status in ((ServerFault("broken"), 502), (TimedOut("late"), 504)):
        offices.ep.families = offices.nl.families = dict.fromkeys((EP,), error)
        assert (await (await offices.open()).get(PATH)).status == status


def _example(**changed: object) -> CitationsAnswer:
    answer = msgspec.convert(examples()["getCitations", 200, "application/json"], CitationsAnswer)
    return msgspec.structs.replace(answer, **changed)


def test_only_facts_enter_the_tag() -> None:
    """How and when outcomes came does not count; what became of them does."""
    answer = _example()
    later = _example(
        outcomes=tuple(msgspec.structs.replace(o, elapsed_ms=1, code="cached") for o in answer.outcomes)
    )
    failed = _example(outcomes=tuple(msgspec.structs.replace(o, code="stale") for o in answer.outcomes))
    for body in (citations_body, citations_table):
        assert body(later).tag == body(answer).tag != body(failed).tag
        assert body(_example(complete=False)).tag != body(answer).tag != body(_example(citations=())).tag


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  @x", "＝1", "＋1", "－1", "＠x"],
)
def test_what_begins_like_a_formula_has_an_apostrophe_before_it(text) -> None:
    """Whatever a spreadsheet takes for one."""
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1-3", "a=b", "* the whole document *", "EP 1000000 A1", "2020-01-01"])
def test_other_cells_are_as_they_are(text) -> None:
    """Claims, passages, numbers and dates among them."""
    assert cell(text) == text


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=4))
def test_any_text_comes_through_a_table(texts) -> None:
    """Whatever is in it: separators, quotation marks, ends of lines; and no cell begins a formula."""
    row = _example().citations[0]
    answer = _example(
        citations=tuple(
            msgspec.structs.replace(
                row,
                publication=None,
                text=text,
                citings=(msgspec.structs.replace(row.citings[0], phase=phase),),
            )
            for text, phase in texts
        )
    )
    body = citations_csv(answer).decode()
    read = list(csv.DictReader(io.StringIO(body, newline="")))
    written = [(cell(t), cell(p)) for t, p in texts]
    encodable = [
        (a.encode(errors="replace").decode(), b.encode(errors="replace").decode()) for a, b in written
    ]
    assert [(line["cited"], line["phase"]) for line in read] == encodable
    assert not any(value[:1] in ("=", "+", "-", "@", "\t", "\r") for line in read for value in line.values())
