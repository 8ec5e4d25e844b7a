"""Header fields read and written: Accept, Prefer, Range, and the name of a file."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import ContentStream, Span
from connectors.numbers.identity import ApplicationNumber
from gateway.present.answer import DocumentOut
from gateway.web.examples import examples
from gateway.web.filenames import content_disposition, file_name
from gateway.web.negotiation import JSON, NDJSON, SSE, choose, prefers_bulk, wait_seconds
from gateway.web.ranges import asked_span, content_range
from gateway.web.refusals import NotAcceptable

OFFERS = (JSON, NDJSON, SSE)
EP = ApplicationNumber("EP", "99203729", "A")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ([], JSON),
        ([""], JSON),
        (["*/*"], JSON),
        (["text/html,application/xhtml+xml,*/*;q=0.8"], JSON),
        (["text/event-stream"], SSE),
        (["text/*"], SSE),
        (["application/*"], JSON),
        (["application/x-ndjson, application/json;q=0.9"], NDJSON),
        (["application/json;q=0.5, text/event-stream;q=0.6"], SSE),
        (["application/json;q=0, */*"], NDJSON),
        (["*/*;q=0.1, application/x-ndjson;q=0.2"], NDJSON),
        (["APPLICATION/X-NDJSON"], NDJSON),
        (["application/json; charset=utf-8"], JSON),
        (["text/html", "application/x-ndjson"], NDJSON),
        (["nonsense, text/event-stream"], SSE),
        (["text/event-stream;q=2, application/x-ndjson"], NDJSON),
    ],
)
def test_the_most_liked_form_is_chosen(accept, chosen) -> None:
    """By quality; the most specific range decides; of equals JSON."""
    assert choose(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    "accept", ["text/html", "*/*;q=0", "application/json;q=0", "nonsense", "image/*, text/plain"]
)
def test_nothing_liked_is_refused(accept) -> None:
    """With the offers in the sentence."""
    with pytest.raises(NotAcceptable, match="application/x-ndjson"):
        choose([accept], OFFERS)


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_accept_gets_an_offer_or_a_refusal(accept) -> None:
    """Nothing else ever happens."""
    try:
        assert choose(accept, OFFERS) in OFFERS
    except NotAcceptable:
        assert "".join(accept).replace(",", "").strip()


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ([], None),
        (["wait=5"], 5),
        (['wait="5"'], 5),
        (["respond-async, wait=10"], 10),
        (["respond-async", "WAIT = 7; x=y"], 7),
        (["wait=100"], 60),
        (["wait=0"], 0),
        (["wait=5, wait=9"], 5),
        (["wait=-1"], None),
        (["wait=1.5"], None),
        (["wait"], None),
        (["await=5"], None),
        (["wait=٣"], None),
        (["wait=99999999999"], None),
    ],
)
def test_the_wait_that_is_preferred(prefer, seconds) -> None:
    """Whole seconds, bounded; every other preference is passed over."""
    assert wait_seconds(prefer, 60) == seconds


@pytest.mark.parametrize(
    ("prefer", "bulk"),
    [
        ([], False),
        (["bulk"], True),
        (["wait=5, bulk"], True),
        (["wait=5", "BULK; x=y"], True),
        (['bulk=""'], True),
        (['bulk="no"'], False),
        (["bulk=1"], False),
        (["bulky"], False),
        (["not bulk"], False),
        (['doclists="AU, bulk"'], False),
        (['note="a \\", bulk, wait=3"'], False),
    ],
)
def test_whether_bulk_is_preferred(prefer, bulk) -> None:
    """As a preference of its own, with an empty value or none; not within the value of another."""
    assert prefers_bulk(prefer) is bulk
    assert wait_seconds([one for one in prefer if "note" in one], 60) is None


@pytest.mark.parametrize(
    "long",
    ["bulk=" + " " * 10**6, '"\\' * 10**6, '\\"' * 10**6, '"' * 10**6, "wait=;" * 10**6, '"bulk,' * 10**6],
)
def test_a_long_preference_is_read_as_fast_as_it_is_long(long) -> None:
    """As long as all fields of a request may be: read again from each place in it, it would take hours."""
    assert not prefers_bulk([f"{long}x"])
    assert wait_seconds([f"{long}x", "wait=1"], 60) in (None, 1)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, None),
        ("bytes=0-0", Span(0, 0)),
        ("bytes=5-", Span(5, None)),
        ("bytes=-5", Span(None, 5)),
        (" Bytes = 1-2 ", Span(1, 2)),
        ("bytes=2-1", None),
        ("bytes=1-2,3-4", None),
        ("bytes=", None),
        ("bytes=a-b", None),
        ("items=1-2", None),
        ("bytes=٣-٤", None),
        (f"bytes=0-{'9' * 40}", None),
    ],
)
def test_one_range_is_read(header, span) -> None:
    """Anything else is as if nothing was asked."""
    assert asked_span(header) == span


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_range_that_was_read_is_written_the_same(first, more) -> None:
    """What goes to the office is what came."""
    span = asked_span(f"bytes={first}-{first + more}")
    assert span is not None
    assert asked_span(span.header) == span


def test_content_range_says_what_the_office_gave() -> None:
    """With the whole length where it is known; nothing for the whole."""
    chunks = aiter_nothing()
    assert content_range(ContentStream("x/y", chunks, span=Span(1, 2), total=9)) == "bytes 1-2/9"
    assert content_range(ContentStream("x/y", chunks, span=Span(1, 2))) == "bytes 1-2/*"
    assert content_range(ContentStream("x/y", chunks)) is None


class _Nothing:
    def __aiter__(self):
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


def aiter_nothing() -> _Nothing:
    """No chunks."""
    return _Nothing()


def named(**facts: object) -> DocumentOut:
    """The example document with other facts."""
    example = msgspec.convert(examples()["getDocument", 200, JSON], DocumentOut)
    return msgspec.structs.replace(example, **facts)


def test_a_file_is_named_by_date_office_code_and_title() -> None:
    """Parts that are not known are left out."""
    assert file_name(EP, named(), "pdf") == "2000-03-03_EP_1503_European-search-report.pdf"
    bare = named(date=None, code=None, title="")
    assert file_name(EP, bare, "PDF") == "EP.pdf"
    assert file_name(ApplicationNumber("US", "2013032081", "W"), bare, "pdf") == "WO.pdf"
    assert file_name(EP, named(date=date(2001, 1, 2)), "../x").endswith(".bin")


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=30)), st.text(max_size=10))
def test_no_title_breaks_out_of_the_name(title, code, format) -> None:
    """No control characters, no path, bounded; one header field that reads back as the name."""
    name = file_name(EP, named(title=title, code=code), format)
    assert not set(name) & set('\\/:*?"<>|%;\r\n\0')
    assert not any(unicodedata.category(c)[0] == "C" for c in name)
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    field = content_disposition(name)
    assert field.isascii()
    assert field.isprintable()
    plain, extended = re.fullmatch(
        r'attachment; filename="([^"\\]*)"; filename\*=UTF-8\'\'(\S*)', field
    ).groups()
    assert unquote(extended) == name
    assert plain.endswith(name.rpartition(".")[2])
