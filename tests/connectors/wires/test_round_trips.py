"""What is written in a wire is read back as the same facts: parse undoes encode."""

from __future__ import annotations

from datetime import date
from typing import get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.case import encode as case
from connectors.case.citing import parse_citations
from connectors.case.parse import (
    parse_applications,
    parse_coverages,
    parse_doclist,
    parse_error,
    parse_family,
)
from connectors.errors import NotHeld, Withheld
from connectors.model import (
    Access,
    Application,
    Citation,
    Classification,
    Coverage,
    Document,
    Dossier,
    PriorityClaim,
    Publication,
    Relation,
    Rendition,
    Status,
)
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.opd import encode as opd
from connectors.opd import parse as hub
from connectors.reply import Reply

few = settings(max_examples=60)

texts = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" &<>\"'"), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()) or "x")
days = st.dates(date(1970, 1, 1), date(2030, 12, 31))
ids = st.from_regex(r"[A-Za-z0-9._~-]{1,40}", fullmatch=True).filter(lambda one: one not in (".", ".."))
words = st.from_regex(r"[A-Za-z0-9-]{1,8}", fullmatch=True)
numbers = st.one_of(
    st.builds(lambda n: ApplicationNumber("AU", f"20{n}"), st.integers(15000001, 22999999)),
    st.builds(lambda n: ApplicationNumber("CA", str(n)), st.integers(2500000, 3199999)),
    st.builds(lambda n: ApplicationNumber("JP", f"20{n}"), st.integers(15000001, 22499999)),
    st.builds(lambda n: ApplicationNumber("US", f"20{n}", "W"), st.integers(13000001, 22099999)),
)
publications = st.builds(
    lambda n, kind, day: Publication(office="AU", number=f"20{n}", kind=kind, date=day),
    st.integers(15000001, 22999999),
    st.sampled_from(["A1", "B2", None]),
    st.none() | days,
)
claims = st.builds(
    PriorityClaim, number=numbers, date=st.none() | days, relation=st.sampled_from(get_args(Relation))
)


@st.composite
def applications(draw: st.DrawFn) -> Application:
    """An application as an office could state it."""
    return Application(
        number=draw(numbers),
        filing_date=draw(st.none() | days),
        title=draw(st.none() | texts),
        applicants=tuple(draw(st.lists(texts, max_size=3))),
        status=draw(st.sampled_from(get_args(Status))),
        publications=tuple(draw(st.lists(publications, max_size=3, unique=True))),
        priorities=tuple(draw(st.lists(claims, max_size=3, unique=True))),
    )


accesses = st.one_of(
    st.none(),
    st.sampled_from(["public", "offices", "none"]).map(lambda word: Access(visibility=word)),
    st.lists(st.sampled_from(["AU", "NZ", "CA"]), unique=True).map(
        lambda offices: Access(visibility="named", offices=tuple(offices))
    ),
)
renditions = st.builds(
    Rendition,
    id=ids,
    kind=st.sampled_from(["original", "translation"]),
    language=st.none() | st.sampled_from(["en", "ja"]),
    format=st.sampled_from(["pdf", "xml", "tiff"]),
)
documents = st.builds(
    Document,
    id=ids,
    title=texts,
    code=st.none() | words,
    direction=st.sampled_from(["incoming", "outgoing", "internal"]),
    date=st.none() | days,
    page_count=st.none() | st.integers(0, 9999),
    size=st.none() | st.integers(0, 10**12),
    language=st.none() | st.sampled_from(["en", "ja", "zh-Hant"]),
    groups=st.lists(words, max_size=3, unique=True).map(tuple),
    renditions=st.lists(renditions, min_size=1, max_size=3, unique_by=lambda one: one.id).map(tuple),
    access=accesses,
)
lists = st.lists(documents, max_size=5, unique_by=lambda one: one.id)


def plain(document: Document) -> Document:
    """A document without its category, which no wire carries."""
    return msgspec.structs.replace(document, category="other")


@few
@given(st.lists(applications(), min_size=1, max_size=4, unique_by=lambda one: one.number))
def test_case_applications(members):
    """Families and bibliographic data: every fact of every member."""
    asked = Number("application", "AU", "2015200001", "A")
    international = [one for one in members if one.number.kind == "W"]
    read = parse_family(case.encode_family(asked, members, "simple")).members
    assert read == parse_applications(case.encode_applications(members)) == tuple(members)
    assert [one for one in read if one.number.kind == "W"] == international


@few
@given(numbers, lists, st.integers(0, 9999))
def test_case_document_lists(number, some, total):
    """Document lists: every fact but the category, which follows from the rest; total and count as sent."""
    page = parse_doclist(case.encode_doclist(number, some, total=total), number)
    assert [plain(one) for one in page.documents] == [plain(one) for one in some]
    assert (page.items, page.total) == (len(some), total)


cited = st.one_of(
    st.builds(Citation, publication=publications),
    st.builds(Citation, application=numbers),
    st.builds(Citation, text=texts),
)


@few
@given(numbers, st.lists(cited, max_size=4), st.lists(words, max_size=3, unique=True), st.none() | days)
def test_case_citations(number, some, letters, day):
    """Citations: what is cited, by what letters, against which claims, when; and classifications."""
    told = {"categories": tuple(letters), "claims": tuple(letters), "passages": tuple(letters)}
    some = [msgspec.structs.replace(one, **told, phase="search", date=day) for one in some]
    symbols = tuple(Classification(scheme=one, symbol=f"A01G {one}") for one in letters)
    read = parse_citations(case.encode_citations(number, some, symbols), number)
    assert (read.citations, read.classifications) == (tuple(some), symbols)


@few
@given(st.none() | days, st.none() | st.integers(0, 10**9))
def test_case_coverages(day, held):
    """Coverages."""
    coverage = Coverage(office="AU", start=day, end=day, applications=held)
    assert parse_coverages(case.encode_coverages([coverage])) == (coverage,)


def test_case_errors():
    """Errors are told by their code."""
    withheld = parse_error(Reply(403, {}, case.encode_error("WITHHELD", "no", [(-7, "x")])))
    unknown = parse_error(Reply(404, {}, case.encode_error("NOT_FOUND", "no")))
    assert (type(withheld), type(unknown)) == (Withheld, NotHeld)


@few
@given(st.lists(applications(), min_size=1, max_size=4, unique_by=lambda one: one.number))
def test_opd_families(members):
    """Families of the hub: numbers, filing dates, publications, in either of its two operations."""
    known = {
        one.number: (one.filing_date, frozenset(one.publications), "unknown", (), None) for one in members
    }
    listed = hub.parse_family_list(opd.encode_family_list(members), 0)
    grouped = hub.parse_family(opd.encode_family(members), 0)
    for read in (listed, grouped):
        assert {
            one.number: (one.filing_date, frozenset(one.publications), one.status, one.priorities, one.title)
            for one in read.members
        } == known


@st.composite
def rows(draw: st.DrawFn) -> Document:
    """A document as a hub can say it: a Korean original, its translation, or both."""
    native, native_en = draw(st.lists(ids, min_size=2, max_size=2, unique=True))
    sides = draw(st.sampled_from(["original", "translation", "both"]))
    original = (Rendition(id=native, language="ko"),) if sides != "translation" else ()
    translation = (Rendition(id=native_en, kind="translation", language="en"),) if sides != "original" else ()
    forms = original + translation
    return Document(
        id=forms[0].id,
        title=draw(texts),
        date=draw(st.none() | days),
        language=forms[0].language,
        groups=tuple(draw(st.lists(words, max_size=3, unique=True))),
        renditions=forms,
    )


@few
@given(
    st.lists(rows(), max_size=5, unique_by=lambda one: one.id), st.none() | texts, st.lists(texts, max_size=2)
)
def test_opd_document_lists(some, title, applicants):
    """The hub's lists: every fact but category and direction, which follow from the rest."""
    number = ApplicationNumber("KR", "20177008850")
    application = Application(number=number, title=title, applicants=tuple(applicants))
    dossier = Dossier(application=application, documents=tuple(some))
    read = hub.parse_doc_list(opd.encode_doc_list(dossier), number, 0)
    assert read.application == application
    told = [msgspec.structs.replace(plain(one), direction="unknown") for one in read.documents]
    assert told == some


cited_patents = st.builds(
    Citation,
    publication=publications.map(lambda one: msgspec.structs.replace(one, kind="A1", date=None)),
    phase=st.none() | texts,
    date=st.none() | days,
)
cited_texts = st.builds(Citation, text=texts, date=st.none() | days)
symbols = st.builds(Classification, scheme=st.sampled_from(["IPC", "FI"]), symbol=texts)


@few
@given(st.lists(cited_patents, max_size=3), st.lists(cited_texts, max_size=3), st.sets(symbols, max_size=4))
def test_opd_citations_and_classifications(patents, literature, classes):
    """The hub's citations, patents first, and classifications, IPC first."""
    number = ApplicationNumber("JP", "2017187096")
    dossier = Dossier(
        application=Application(number=number, filing_date=date(2017, 9, 28)),
        citations=(*patents, *literature),
        classifications=tuple(sorted(classes, key=lambda one: (one.scheme != "IPC", one.symbol))),
    )
    assert hub.parse_cite_class(opd.encode_cite_class(dossier), number, 0) == dossier
