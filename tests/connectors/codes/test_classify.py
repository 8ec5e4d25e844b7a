"""How a document is read: code, then title, then group; the office's own word on the direction counts."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.codes.categories import classify
from connectors.model import CATEGORIES

DIRECTIONS = ("incoming", "outgoing", "internal", "unknown")


def test_what_nobody_knows_is_other():
    """An unknown code without title or group stays ``other``, of unknown direction."""
    found = classify("AU", "ZZQX", None)
    assert (found.category, found.direction) == ("other", "unknown")
    assert classify("US", None, None) == found


@pytest.mark.parametrize(
    ("groups", "category", "direction"),
    [
        (("2", "101", "102", "21"), "examination-report", "outgoing"),
        (("22", "21"), "examination-report", "outgoing"),
        (("23", "2"), "decision", "outgoing"),
        (("2", "102"), "correspondence", "outgoing"),
        (("1", "4"), "application", "incoming"),
        (("3",), "citations", "incoming"),
        (("101",), "citations", "unknown"),
        (("4",), "other", "incoming"),
        (("5",), "other", "internal"),
        (("unknown",), "other", "unknown"),
    ],
)
def test_the_document_group_says_what_nothing_else_does(groups, category, direction):
    """Groups of One Portal Dossier are the last resort, the most telling one first."""
    found = classify("KR", "X9", "Zzz", groups=groups)
    assert (found.category, found.direction) == (category, direction)


def test_a_group_never_overrules_a_code_or_a_title():
    """A cover letter in the group of office actions stays correspondence."""
    assert classify("EP", "1507", None, groups=("2",)).category == "correspondence"
    assert classify("EP", None, "European search opinion", groups=("23",)).category == "written-opinion"


@pytest.mark.parametrize(
    ("office", "code", "title"),
    [
        ("JP", "A971007", "Search Report by Registered Search Organization"),
        ("JP", "A971015", "Record of Communication"),
        ("US", "1449", "List of References cited by applicant and considered by examiner"),
        ("US", "892", "List of references cited by examiner"),
        ("US", "BIB", "Bibliographic Data Sheet"),
        ("US", "FOR", "Foreign Reference"),
        ("US", "FWCLM", "Index of Claims"),
        ("US", "IDS", "Information Disclosure Statement (IDS) Form (SB08)"),
        ("US", "IIFW", "Issue Information including classification, examiner, name, claim, renumbering"),
        ("US", "INTV.SUM.APP", "Applicant Initiated Interview Summary (PTOL-413)"),
        ("US", "PD.FILED.E", "Priority Documents electronically retrieved by USPTO"),
    ],
)  # fmt: skip
def test_a_title_alone_says_what_its_code_says(office, code, title):
    """One Portal Dossier has titles and no codes, Global Dossier both: the same document is told alike."""
    assert classify(office, None, title) == classify(office, code, title)


@pytest.mark.parametrize(
    ("title", "group", "direction"),
    [
        ("Issue Fee Payment (PTO-85B)", "4", "incoming"),
        ("Invitation to pay the fees for intended grant", "2", "outgoing"),
        ("Miscellaneous Communication", "5", "internal"),
        ("Fee", "101", "unknown"),
    ],
)
def test_a_group_says_the_direction_that_a_title_leaves_open(title, group, direction):
    """What the office itself says of it still goes before."""
    assert classify("EP", None, title, groups=(group,)).direction == direction
    assert classify("EP", None, title, groups=(group,), direction="outgoing").direction == "outgoing"


@pytest.mark.parametrize("said", ["incoming", "outgoing", "internal"])
def test_the_direction_that_the_office_states_counts(said):
    """What the office says of the direction wins over what the code means; ``unknown`` says nothing."""
    assert classify("US", "CTNF", "Non-Final Rejection", direction=said).direction == said
    assert classify("US", "CTNF", "Non-Final Rejection", direction=said).category == "examination-report"
    assert classify("US", "CTNF", "Non-Final Rejection", direction="unknown").direction == "outgoing"


@pytest.mark.parametrize(
    ("office", "code", "title", "direction"),
    [
        ("US", "REM", "Applicant Arguments/Remarks Made in an Amendment", "incoming"),
        ("US", "SRNT", "Examiner's search strategy and results", "internal"),
        ("EP", None, "European search report", "outgoing"),
        ("JP", None, "Written Opinion", "incoming"),
        ("CN", None, "驳回决定", "outgoing"),
        ("GB", None, "Examination report", "outgoing"),
        ("NZ", None, "Claims", "incoming"),
    ],
)
def test_code_or_title_tell_the_direction(office, code, title, direction):
    """Where the office does not say it, the direction follows from what the document is."""
    assert classify(office, code, title).direction == direction


@pytest.mark.parametrize("code", ["A131", "a131", " A131 ", "A131-JP"])
def test_a_code_may_be_written_in_several_ways(code):
    """Small letters, blanks and the mark of an original do not matter."""
    assert classify("JP", code, None).category == "examination-report"


@pytest.mark.parametrize("code", ["ISA237", "ISA/237", "PCT/ISA/237"])
def test_forms_of_the_pct_are_known_by_number(code):
    """The written opinion of the searching authority, with or without slashes."""
    assert classify("US", code, None).category == "written-opinion"


def test_one_code_means_two_things_at_two_offices():
    """SRCH and APPL are letters at the EPO and a search report and the request in the CASE profile."""
    assert classify("EP", "SRCH", None).category == "correspondence"
    assert classify("IL", "SRCH", None).category == "search-report"
    assert classify("EP", "APPL", None).category == "correspondence"
    assert classify("IL", "APPL", None).category == "application"


def test_a_code_shared_by_several_documents_asks_the_title():
    """JP A63 is whatever was filed with the request; without a telling title, the request."""
    assert classify("JP", "A63", "Claims").category == "claims"
    assert classify("JP", "A63", "Zzz").category == "application"
    assert classify("JP", "A63", None).category == "application"
    assert classify("CN", "100001", "Amended claims").category == "amendment"


def test_a_written_opinion_is_the_applicants_only_where_that_is_its_name():
    """In Japan and Korea the applicant writes the opinion, elsewhere the authority does."""
    assert classify("JP", None, "Written Opinion").category == "argument"
    assert classify("KR", None, "Written Opinion").category == "argument"
    assert classify("WO", None, "Written Opinion").category == "written-opinion"
    assert classify("JP", None, "Written opinion of the ISA").category == "written-opinion"


texts = st.one_of(st.none(), st.text(max_size=60), st.text(alphabet="A1./- *~()\t\n", max_size=20))


@given(
    office=st.sampled_from(["US", "EP", "JP", "CN", "KR", "WO", "AU", "ZZ", ""]),
    code=texts,
    title=texts,
    groups=st.lists(st.sampled_from(["1", "2", "21", "101", "unknown", "9"]), max_size=3).map(tuple),
)
def test_any_text_gets_an_answer_in_the_vocabulary(office, code, title, groups):
    """Whatever an office writes, nothing raises and both words are of the vocabulary."""
    found = classify(office, code, title, groups=groups)
    assert found.category in CATEGORIES
    assert found.direction in DIRECTIONS


@pytest.mark.parametrize(
    "title", ["EUROPEAN  search\treport", "European_search_report", "Ｅｕｒｏｐｅａｎ search report"]
)
def test_case_blanks_and_width_do_not_matter(title):
    """A title is compared without case, with single blanks, in normal width."""
    assert classify("EP", None, title).category == "search-report"


def test_a_title_is_read_only_so_far():
    """Of an endless title the first 200 characters count, and no more of it is kept."""
    assert classify("EP", None, "Claims" + " " * 100_000 + "decision").category == "claims"
    assert classify("EP", "C" * 100_000, "Claims").category == "claims"


def test_what_was_read_once_is_remembered():
    """The second time, a document costs no more than two Python calls: no table, no title rule is looked
    at.
    """
    calls: Counter[str] = Counter()

    def count(_frame: object, event: str, _argument: object) -> None:
        calls[event] += 1

    def ask() -> None:
        classify("EP", None, "Reply to a very special communication", groups=("2",))

    ask()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(before)
    assert calls["call"] <= 2
