"""A row of a document list in its usual form is read as it stands, and says what its tree would say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.errors import ConnectorError, Malformed
from connectors.model import Application, Document, Dossier, Rendition
from connectors.numbers.identity import ApplicationNumber
from connectors.opd.documents import gives_id, read_documents, rows_in, usual_row
from connectors.opd.encode import encode_doc_list
from connectors.opd.envelope import tree_of
from connectors.opd.parse import parse_doc_list
from connectors.xml_reading import read_xml

JP, US = ApplicationNumber("JP", "2015500001"), ApplicationNumber("US", "201816123456")
OPENING = '<api-data xmlns="https://www.jpo.go.jp">'
STATUS = "<statusCode>100</statusCode><errorMessage/><remainAccessCount>9</remainAccessCount>"
TITLE = "<bibliographic><original><invention-title>核</invention-title></original></bibliographic>"
ROW = (
    '<document-list group="21"><legal-date>20200721</legal-date>'
    '<original id="Notice_061_JP"><document-description>拒絶理由通知書</document-description></original>'
    '<translated id="Notice_061"><document-description>Notice of Reasons</document-description></translated>'
    "</document-list>"
)


def answer(rows: str, opening: str = OPENING) -> bytes:
    """A document list with these rows."""
    data = f"<document-list-data>{TITLE}<document-lists>{rows}</document-lists></document-list-data>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}{STATUS}{data}</api-data>'.encode()


def said(body: bytes, asked: ApplicationNumber) -> Dossier | tuple[type[ConnectorError], str]:
    """What an answer says, or what it is refused for."""
    try:
        return parse_doc_list(body, asked, 0.0)
    except ConnectorError as error:
        return type(error), error.detail


def rows_of(body: bytes) -> list[etree._Element]:
    """The rows of an answer, wherever they stand; none where it is no XML."""
    try:
        return list(read_xml(body).iter("{https://www.jpo.go.jp}document-list"))
    except Malformed:
        return []


def check(body: bytes) -> int:
    """Each row that is read as it stands says what its tree says; how many are."""
    usual = 0
    for element in rows_of(body):
        row = usual_row(element)
        if row is None:
            continue
        usual += 1
        tree = tree_of(element)
        for asked in (JP, US):
            assert read_documents([row], asked) == read_documents(rows_in(tree), asked)
        assert bool(row.original or row.translated) == gives_id(tree)
    for asked in (JP, US):
        said(body, asked)
    return usual


SPACES = st.sampled_from(["", "", "\n  ", " \t\r\n"])
IDS = st.sampled_from(["Claims_061_JP", "Claims_061", "Notice_1_JP", "", ".", "../x", "a b", "é", "x" * 129])
GROUPS = st.sampled_from(["21", "21, 101", "", " ", "ö", "'"])
DAYS = st.sampled_from(["20200721", "2020-07-21", " 20200721\n", "20210229", "99991231", "", "soon"])
TEXTS = st.sampled_from(
    ["Claims", " Claims ", "請求の範囲", "謎", "", " \n ", "a\tb", "x\u200b\u202ey", "\x85\x7f", "x" * 5000,
     "\U0001fffe", '"', "=", "Search &amp; more", "&amp;lt;&amp;#65;", "&apos;&quot;&lt;&gt;"]
)  # fmt: skip


@st.composite
def sides(draw: st.DrawFn, name: str) -> str:
    """The original or the translation, in one of its forms."""
    native = draw(st.sampled_from(["", f' id="{draw(IDS)}"']))
    description = f"<document-description>{draw(TEXTS)}</document-description>"
    inner = draw(st.sampled_from(["", "<document-description/>", description])) + draw(SPACES)
    form = f"<{name}{native}>{draw(SPACES)}{inner}</{name}>"
    return draw(st.sampled_from(["", f"<{name}{native}/>", form, form, form])) + draw(SPACES)


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A row of the usual form."""
    group = draw(st.sampled_from(["", f' group="{draw(GROUPS)}"']))
    dated = draw(st.sampled_from(["<legal-date/>", f"<legal-date>{draw(DAYS)}</legal-date>"]))
    inner = draw(SPACES) + dated + draw(SPACES) + draw(sides("original")) + draw(sides("translated"))
    return f"<document-list{group}>{inner}</document-list>" + draw(SPACES)


@settings(max_examples=150)
@given(st.lists(rows(), max_size=6).map("".join))
def test_rows_of_the_usual_form_say_what_they_always_say(written: str) -> None:
    """Ids, groups, days and texts of every kind."""
    body = answer(written)
    assert check(body) == len(rows_of(body))


PIECES = [
    b"<!-- x -->", b"<!-- ", b"-->", b"<![CDATA[", b"<![CDATA[x]]>", b"]]>", b"<!DOCTYPE a>", b"<?x y?>",
    b"&amp;", b"&", b"&#65;", b"&#13;", b"&#0;", b"&x;", b"&AMP;", b"<", b">", b"/", b'"', b"'", b"=",
    b"<a/>", b"<a>", b"</a>", b' xmlns="urn:x"', b' id="x"', b' more="x"', b"\0", b"\t", b"\n", b"\r",
    b"\x0b", b"\x1c", b" ", b"\xe3\x80\x80", b"\xff", b"\xe3", b"\xef\xbb\xbf", b"\xef\xbf\xbf",
    b"\xed\xa0\x80", b"\xc0\xbc", b"x", b"1", b"<document-lists>", b"</document-lists>", b"<document-lists/>",
    b"<document-lists >x</document-lists >", b"<a:document-lists/>", b"<document-list/>",
    b"<document-list> </document-list>", b"<document-list>x</document-list>", b"</document-list>",
    b"<document-list>", b"<document-description>", b"</original>", b'<original id="x"/>', b"<legal-date/>",
]  # fmt: skip
WHOLE = answer(f"{ROW}\n{ROW.replace('061', '062')}")
ONE = answer(ROW)
PLACES = sorted({place + after for place, one in enumerate(ONE) if one in b'<>"' for after in (0, 1)})


@pytest.mark.parametrize("piece", PIECES)
def test_whatever_is_put_in_anywhere_is_read_as_its_tree_or_refused(piece: bytes) -> None:
    """Before, in and behind every tag, text and value: in the row and around it."""
    for place in PLACES:
        check(ONE[:place] + piece + ONE[place:])


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from([0, 0, 0, 1, 7, 60]), st.sampled_from(PIECES)),
        min_size=2,
        max_size=3,
    )
)
def test_a_list_that_was_tampered_with_is_read_as_its_tree_or_refused(
    changes: list[tuple[int, int, bytes]],
) -> None:
    """Several pieces, some in place of what was there."""
    body = ONE
    for place, gone, piece in changes:
        body = body[:place] + piece + body[place + gone :]
    check(body)


LIST = f"<document-lists>{ROW}</document-lists>"
PREFIXED = 'p:document-list-data xmlns="urn:x" xmlns:p="https://www.jpo.go.jp"'
BARE = (
    "<document-list><translated><document-description>x</document-description></translated></document-list>"
)
IN_JSON = '{"result":{"statusCode":"100","data":{"document-list-data":{"document\\u002dlists":{"a":"%s"}}}}}'


@pytest.mark.parametrize(
    "body",
    [
        *[
            f"{OPENING}{STATUS}<document-list-data>{inside}</document-list-data></api-data>"
            for inside in (
                f"<!-- {LIST} -->",
                f"<a><![CDATA[{LIST}]]></a>",
                f"<?x {LIST}?>",
                f"<a>{LIST}</a>",
            )
        ],
        f"{OPENING}{STATUS}<{PREFIXED}>{LIST}</p:document-list-data></api-data>",
        f"{OPENING}{STATUS}{LIST}<document-list-data/></api-data>",
        IN_JSON % f"<document-lists>{BARE}</document-lists>",
    ],
)
def test_a_list_that_stands_elsewhere_is_none(body: str) -> None:
    """In a comment, a text, an instruction, another element or namespace: its rows are no documents."""
    found = parse_doc_list(body.encode(), JP, 0.0)
    assert (found.documents, found.unreadable) == ((), ())


SPACED = ROW.replace("><", ">\n    <").replace("\n    </document-description", "</document-description")
SCHEMA = (
    f'{OPENING[:-1]} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="https://www.jpo.go.jp a.xsd">'
)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (answer(ROW * 3), 3),
        (answer(f"\n  {SPACED}\n  {SPACED}\n"), 2),
        (answer(ROW.replace("of", "&amp;")), 1),
        (answer(ROW, SCHEMA), 1),
        (answer(""), 0),
        (b"\xef\xbb\xbf" + WHOLE, 2),
        (answer(ROW.replace("<original", "<more/><original")), 0),
        (answer(ROW.replace("<original", '<legal-date x="y"/><original')), 0),
        (answer(ROW.replace(' group="21"', ' group="21" more="1"')), 0),
        (answer(ROW.replace("</original>", "</original><original/>")), 0),
        (answer(ROW.replace("拒絶", "<b/>")), 0),
        (answer("<document-list/>"), 0),
    ],
)
def test_the_usual_form_is_what_hubs_write(body: bytes, count: int) -> None:
    """A group, a date, an original, a translation; a row that has anything else is read by its tree."""
    assert check(body) == count


def test_what_this_project_writes_has_the_usual_form() -> None:
    """A gateway that asks a gateway reads long lists fast, too."""
    forms = (
        Rendition(id="Notice_061_JP", language="ja"),
        Rendition(id="Notice_061", kind="translation", language="en"),
    )
    notice = Document(id="Notice_061_JP", title='Notice & "more"', groups=("2", "21"), renditions=forms)
    body = encode_doc_list(Dossier(application=Application(number=JP), documents=(notice, notice)))
    assert check(body) == 4
    (read,) = parse_doc_list(body, JP, 0.0).documents
    assert (read.title, read.groups) == ('Notice & "more"', ("2", "21"))


def test_what_is_said_of_many_documents_is_held_once() -> None:
    """Titles and groups that rows share are shared by their documents, so that a long list takes less."""
    one, other = parse_doc_list(WHOLE, JP, 0.0).documents
    assert (one.id, other.id) == ("Notice_061_JP", "Notice_062_JP")
    assert one.title is other.title
    assert one.groups is other.groups
    assert one.date is other.date


def test_bounds_hold_in_rows() -> None:
    """What would be too much for the XML reader is too much in a row."""
    body = answer(ROW.replace("Notice of Reasons", "=" * 200_001))
    with pytest.raises(Malformed, match="too_large"):
        parse_doc_list(body, JP, 0.0)
