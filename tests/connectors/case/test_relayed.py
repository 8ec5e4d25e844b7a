"""What a gateway says beside the facts: written, read back, bounded and cleaned."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.case.citing import parse_citations
from connectors.case.encode import (
    beside,
    encode_applications,
    encode_citations,
    encode_doclist,
    encode_error,
    encode_family,
)
from connectors.case.parse import parse_applications, parse_doclist, parse_error, parse_family
from connectors.case.relayed import MOST, MOST_NOTICES, NOTICE_CHARACTERS, UNNAMED, Relay
from connectors.errors import ConnectorError, Malformed
from connectors.gateways import FarFault
from connectors.model import (
    Access,
    Application,
    Document,
    Notice,
    Publication,
    RelayedOutcome,
    RelayedSource,
    Rendition,
)
from connectors.numbers.identity import Number, parse_docdb
from connectors.reply import Reply

AU = parse_docdb("AU.2019325418.A")
ASKED = Number("application", AU.office, AU.number, AU.kind)
PUBLIC, OFFICES, JP = (
    Access(visibility="public"),
    Access(visibility="offices"),
    Access(visibility="named", offices=("JP",)),
)
RELAY = Relay(
    complete=False,
    outcomes=(
        RelayedOutcome(provider="ip5", code="throttled", retry_after_seconds=30.0, access=PUBLIC),
        RelayedOutcome(provider="nz", code="timed_out", access=JP),
    ),
    sources=(
        RelayedSource(
            provider="au",
            protocol="case",
            retrieved_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
            access=OFFICES,
        ),
    ),
)
DOCUMENT = Document(
    id="au~AU.2019325418.A~D1", title="Report", renditions=(Rendition(id="pdf"),), access=OFFICES
)
STATED = (
    Application(number=AU, title="Irrigation valve", access=JP),
    Application(
        number=AU, publications=(Publication(office="AU", number="2019325418", kind="A1"),), access=PUBLIC
    ),
)


def changed(body: bytes, **properties: Any) -> bytes:
    """An answer with other properties at its top."""
    return json.dumps(json.loads(body) | properties).encode()


def test_what_a_gateway_could_not_get_is_read_back_as_it_was_written() -> None:
    """On families and document lists alike: who, why, when to come back, and who may be told."""
    family = parse_family(encode_family(ASKED, STATED, "simple", relay=RELAY))
    assert family.relayed == RELAY.outcomes
    page = parse_doclist(encode_doclist(AU, [DOCUMENT], total=1, relay=RELAY), AU)
    assert page.relayed == RELAY.outcomes
    assert page.sources == RELAY.sources
    assert page.documents[0].access == OFFICES


def test_a_list_says_who_may_see_it_and_what_else_is_known() -> None:
    """Once for the list, and for what is said of its application, whatever number that is written under."""
    about = Application(number=parse_docdb("NZ.1.A"), title="Irrigation valve", access=PUBLIC)
    page = parse_doclist(encode_doclist(AU, [DOCUMENT], total=1, about=about, access=OFFICES), AU)
    assert page.access == OFFICES
    assert page.application == Application(number=AU, title="Irrigation valve", access=PUBLIC)
    plain = parse_doclist(encode_doclist(AU, [DOCUMENT], total=1), AU)
    assert (plain.access, plain.application) == (None, None)


def test_a_gateway_that_knows_nothing_says_whom_it_could_not_ask() -> None:
    """It is well itself: it need not be left alone. An office that is broken says nothing of the kind."""
    body = encode_error("UNAVAILABLE", "Nothing is known yet.", relay=RELAY)
    error = parse_error(Reply(503, {}, body))
    assert isinstance(error, FarFault)
    assert error.relayed == RELAY.outcomes
    assert (error.code, error.counts_as_failure) == ("unavailable", False)
    assert parse_error(Reply(503, {}, encode_error("UNAVAILABLE", "Broken."))) is None


def test_an_office_s_own_answer_says_nothing_of_the_kind() -> None:
    """No property of a gateway stands in it, and nothing is read from it."""
    for body in (
        encode_family(ASKED, [Application(number=AU)], "simple"),
        encode_doclist(AU, [DOCUMENT], total=1),
        encode_citations(AU, ()),
        encode_applications([Application(number=AU)]),
    ):
        assert not {"completeIndicator", "outcomeBag", "provenanceBag"} & set(json.loads(body))
    assert parse_family(encode_family(ASKED, [Application(number=AU)], "simple")).relayed == ()


def test_a_member_may_be_stated_for_several_audiences() -> None:
    """One item with the fullest statement, so a client sees the application once; a gateway reads both."""
    body = encode_family(ASKED, STATED, "simple", relay=RELAY)
    (item,) = json.loads(body)["patentFamilyMemberBag"]
    assert item["patentFamilyMember"]["inventionTitleBag"]
    assert item["patentFamilyMember"]["accessCategory"] == "restricted"
    assert len(item["widerFamilyMemberBag"]) == 1
    assert parse_family(body).members == STATED


def test_incomplete_without_a_name_is_incomplete() -> None:
    """Whoever says that something is missing is believed; a settled outcome is nothing missing."""
    body = encode_doclist(AU, [DOCUMENT], total=1, relay=Relay(complete=False))
    assert [(one.provider, one.code) for one in parse_doclist(body, AU).relayed] == [(UNNAMED, "unavailable")]
    settled = [{"outcome": {"providerIdentifier": "ip5", "outcomeCategory": "not_held"}}]
    assert parse_doclist(changed(body, completeIndicator=True, outcomeBag=settled), AU).relayed == ()


@pytest.mark.parametrize(
    ("outcome", "read"),
    [
        ({"providerIdentifier": "ip5/x", "outcomeCategory": "stale"}, ("ip5/x", "stale", None)),
        ({"providerIdentifier": "<b>ip5</b>", "outcomeCategory": "stale"}, (UNNAMED, "stale", None)),
        ({"providerIdentifier": "a" * 200, "outcomeCategory": "stale"}, (UNNAMED, "stale", None)),
        ({"providerIdentifier": "ip5", "outcomeCategory": "gone fishing"}, ("ip5", "unavailable", None)),
        ({"outcomeCategory": 7, "retryAfterQuantity": "12"}, (UNNAMED, "unavailable", 12.0)),
        ({"providerIdentifier": "ip5", "outcomeCategory": "throttled", "retryAfterQuantity": 10**12},
         ("ip5", "throttled", 86_400.0)),
        ({"providerIdentifier": "ip5", "outcomeCategory": "throttled", "retryAfterQuantity": -1},
         ("ip5", "throttled", None)),
    ],
)  # fmt: skip
def test_what_a_stranger_says_is_cleaned(
    outcome: dict[str, Any], read: tuple[str, str, float | None]
) -> None:
    """Names that cannot be ids, codes that are not ours and waits beyond a day go no further."""
    body = changed(encode_doclist(AU, [], total=0), outcomeBag=[{"outcome": outcome}])
    (found,) = parse_doclist(body, AU).relayed
    assert (found.provider, found.code, found.retry_after_seconds) == read


def test_bags_are_bounded() -> None:
    """A gateway that tells of thousands is heard a hundred times, and is still incomplete."""
    many = [{"outcome": {"providerIdentifier": f"p{n}", "outcomeCategory": "stale"}} for n in range(5_000)]
    sources = [
        {"provenance": {"providerIdentifier": f"p{n}", "protocolCategory": "case"}} for n in range(5_000)
    ]
    page = parse_doclist(changed(encode_doclist(AU, [], total=0), outcomeBag=many, provenanceBag=sources), AU)
    assert len(page.relayed) == len(page.sources) == MOST
    relay = Relay(False, tuple(RelayedOutcome(provider=f"p{n}", code="stale") for n in range(5_000)))
    assert len(json.loads(encode_doclist(AU, [], total=0, relay=relay))["outcomeBag"]) == MOST


def test_citations_say_who_may_see_them() -> None:
    """All of them at once, beside what a gateway could not get."""
    dossier = parse_citations(encode_citations(AU, (), access=JP, relay=RELAY), AU)
    assert (dossier.access, dossier.relayed, dossier.sources) == (JP, RELAY.outcomes, RELAY.sources)
    assert parse_citations(encode_citations(AU, ()), AU).access is None


def test_visibility_said_twice_widens_nothing() -> None:
    """Of two equal keys a decoder lets the last win; an answer that says two things is not trusted."""
    family = encode_family(ASKED, STATED, "simple", relay=RELAY)
    doclist = encode_doclist(AU, [DOCUMENT], total=1, relay=RELAY)
    said = b'"accessCategory":"restricted"'
    for body, parse in (
        (family, parse_family),
        (encode_applications(STATED[:1]), parse_applications),
        (encode_citations(AU, (), access=JP), lambda body: parse_citations(body, AU)),
        (doclist, lambda body: parse_doclist(body, AU)),
    ):
        assert said in body
        with pytest.raises(Malformed):
            parse(body.replace(said, said + b',"accessCategory":"public"', 1))
        with pytest.raises(Malformed):
            parse(body.replace(said, said + b',"access\\u0043ategory":"public"', 1))
    mine = b'"accessCategory":"offices"'
    doubtful = parse_doclist(doclist.replace(mine, mine + b',"accessCategory":"public"', 1), AU)
    assert doubtful.documents[0].access == Access(visibility="none")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["outcome", "provenance", "providerIdentifier", "outcomeCategory",
                         "retryAfterQuantity", "accessCategory", "accessOfficeBag",
                         "retrievalDateTime"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON, JSON, JSON)
def test_any_bag_is_read_or_refused(indicator: Any, outcomes: Any, sources: Any) -> None:
    """Whatever stands there leads to facts or to an error of ours."""
    body = changed(
        encode_doclist(AU, [DOCUMENT], total=1),
        completeIndicator=indicator, outcomeBag=outcomes, provenanceBag=sources,
    )  # fmt: skip
    try:
        page = parse_doclist(body, AU)
    except ConnectorError:
        return
    assert page.documents
    assert len(page.relayed) <= MOST


@given(st.sampled_from([RELAY, Relay(complete=True)]), st.sampled_from([None, OFFICES]))
def test_what_stands_beside_a_list_can_be_put_there_later(relay: Relay, access: Access | None) -> None:
    """To the byte, whatever the list says."""
    for documents in ([], [DOCUMENT]):
        alone = encode_doclist(AU, documents, total=1, about=STATED[0], access=access)
        whole = encode_doclist(AU, documents, total=1, about=STATED[0], access=access, relay=relay)
        assert beside(alone, relay) == whole


def test_what_is_to_be_said_beside_a_file_is_read_back_as_it_was_written() -> None:
    """Beside a list and beside citations; an answer without notices does not have the property."""
    notices = (
        Notice(kind="authentic", text="The register is authentic.", provider="au", access=JP),
        Notice(kind="purpose", text="For examination only."),
    )
    relay = Relay(complete=True, notices=notices)
    assert parse_doclist(encode_doclist(AU, [DOCUMENT], total=1, relay=relay), AU).notices == notices
    assert parse_citations(encode_citations(AU, [], relay=relay), AU).notices == notices
    assert b"noticeBag" not in encode_doclist(AU, [DOCUMENT], total=1, relay=RELAY)


def test_notices_are_bounded_and_cleaned() -> None:
    """Of a stranger's text a line is read, so many of them; what says nothing is none."""

    def read(*notices: Any) -> tuple[Notice, ...]:
        body = changed(encode_doclist(AU, [DOCUMENT], total=1), noticeBag=list(notices))
        return parse_doclist(body, AU).notices

    def said(text: Any, **more: Any) -> dict[str, Any]:
        return {"notice": {"noticeText": text, **more}}

    (long,) = read(said("a" * 1000))
    assert len(long.text) == NOTICE_CHARACTERS
    (odd,) = read(said("one\n\u202etwo", noticeCategory="new", providerIdentifier="<b>"))
    assert odd == Notice(kind="other", text="one two")
    assert len(read(*(said(f"n{number}") for number in range(50)))) == MOST_NOTICES
    assert read(said(None), said(""), None, {}, {"notice": None}, said("\u200b")) == ()
    (hidden,) = read(said("For some.", accessCategory="secret"))
    assert hidden.access == Access(visibility="none")
