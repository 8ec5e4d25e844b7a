"""One answer from many facts: the same bytes in any order, with an honest word on who did not answer."""

from __future__ import annotations

from random import Random

import msgspec
import pytest
from exploring import known
from generated_worlds import ASKED, TODAY, two_routes, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import AU, REQUESTERS, Office, application, document, dossier, number, provider, world

from connectors.errors import CredentialsRejected, NotHeld, TimedOut, Withheld
from connectors.model import Publication
from gateway.admit import admit
from gateway.asks import Ask, Outcome
from gateway.families.family import find
from gateway.families.grouping import group
from gateway.plan import MEMBERS, Question
from gateway.present.answer import DossierOut, MemberOut, QueryOut
from gateway.present.present import Memory, Presented, outcomes_out, present
from gateway.requesters import PUBLIC, Requester
from gateway.web.etag import family_body
from gateway.world import World

thorough = settings(max_examples=150)
some_worlds = worlds() | two_routes()
QUERY = QueryOut(text=ASKED, read_as=())


def question(requester: Requester = PUBLIC, **asked: object) -> Question:
    """The question about the application that the worlds are about."""
    return Question((number(ASKED),), requester, TODAY, **asked)  # type: ignore[arg-type]


def presented(outcomes: list[Outcome], about: Question, world: World) -> Presented | None:
    """What these outcomes amount to for the requester; ``None`` when that is no family."""
    admitted = admit(outcomes, about, world)
    families = group(admitted.listings, about.scope)
    family = find(families, about.numbers)
    return None if family is None else present(admitted, families, family, about, world, Memory())


def answer(world: World, requester: Requester = PUBLIC, **asked: object) -> Presented:
    """The answer over a world in which there is one."""
    about = question(requester, **asked)
    found = presented(known(world, about), about, world)
    assert found is not None
    return found


def member(found: Presented, docdb: str) -> MemberOut:
    """One member by its number."""
    return next(m for m in found.family.members if m.application_number.docdb == docdb)


def dossiers(found: Presented) -> list[DossierOut]:
    """The dossiers of an answer."""
    return [dated.dossier for dated in found.dossiers]


def codes(found: Presented) -> dict[tuple[str, str, str | None], str]:
    """The outcome codes by provider, operation and application."""
    return {(o.provider, o.operation, o.application_number): o.code for o in found.outcomes}


@thorough
@given(some_worlds, st.sampled_from(REQUESTERS), st.randoms())
def test_order_of_arrival_changes_no_byte(world: World, requester: Requester, order: Random) -> None:
    """The same outcomes in another order, some of them twice, give the same answer."""
    outcomes = known(world, question(requester))
    shuffled = outcomes + outcomes[:5]
    order.shuffle(shuffled)
    one, other = (presented(o, question(requester), world) for o in (outcomes, shuffled))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert family_body(QUERY, one) == family_body(QUERY, other)


@thorough
@given(some_worlds, st.sampled_from(REQUESTERS))
def test_everything_admitted_is_in_the_answer(world: World, requester: Requester) -> None:
    """Each document of each member's dossier by its provenance, once; and each outcome once, in order."""
    about = question(requester)
    outcomes = known(world, about)
    found = presented(outcomes, about, world)
    if found is None:
        return
    members = [m.application_number.docdb for m in found.family.members]
    shown = sorted(
        (d.application_number.docdb, s.provider, s.document_id)
        for d in dossiers(found)
        for document in d.documents
        for s in document.provenance
    )
    admitted = admit(outcomes, about, world)
    assert shown == sorted(
        (own.docdb, part.provider.id, item.id)
        for own, parts in admitted.dossiers.items()
        if own.docdb in members
        for part in parts
        for item in part.dossier.documents
    )
    assert [d.application_number.docdb for d in dossiers(found)] == [
        m for m in members if m in {own.docdb for own in admitted.dossiers}
    ]
    places = [(o.provider, o.operation, o.application_number or "") for o in found.outcomes]
    assert places == sorted(set(places))
    assert {(o.ask.provider, o.ask.operation) for o in admitted.outcomes} <= {p[:2] for p in places}


def test_members_stand_by_earliest_priority_office_and_number() -> None:
    """And dossiers in the same order."""
    days = {
        "JP.1.A": "2001-05-01",
        "EP.99203729.A": "2001-06-01",
        "AU.3.A": "2000-05-01",
        "AU.20.A": "2001-06-01",
    }
    family = [
        application(docdb, filing_date=msgspec.convert(day, type=type(TODAY))) for docdb, day in days.items()
    ]
    files = [dossier(docdb, document(docdb)) for docdb in days]
    found = answer(world(provider("hub", Office(family, files), "AU EP JP")), scope="extended")
    expected = ["AU.3.A", "JP.1.A", "AU.20.A", "EP.99203729.A"]
    assert [m.application_number.docdb for m in found.family.members] == expected
    assert [d.application_number.docdb for d in dossiers(found)] == expected


@pytest.mark.parametrize(
    ("office", "word", "code"),
    [
        (Office([], [dossier("JP.2.A")]), "available", "ok"),
        (Office(), "not-covered", "not_held"),
        (Office(always={"dossier": NotHeld("out of range")}), "not-covered", "not_held"),
        (Office(always={"dossier": Withheld("closed")}), "withheld", "withheld"),
        (Office(always={"dossier": TimedOut("slow")}), "unavailable", "timed_out"),
        (Office(always={"dossier": CredentialsRejected("no")}), "unavailable", "credentials"),
    ],
)
def test_availability_says_what_became_of_the_dossier(office: Office, word: str, code: str) -> None:
    """Together with an outcome that says why; only what ended for good leaves the answer complete."""
    ours = world(
        provider("ep", Office([application(ASKED), application("JP.2.A")], [dossier(ASKED)]), "EP"),
        provider("jp", office, "JP"),
    )
    found = answer(ours)
    assert member(found, "JP.2.A").availability == word
    assert codes(found)["jp", "dossier", "JP.2.A"] == code
    assert found.complete is (code in ("ok", "not_held", "withheld"))


def test_availability_where_nobody_is_asked() -> None:
    """Of offices that take part and do not provide, take no part, or have a service without files."""
    family = [application(n) for n in (ASKED, "JP.2.A", "BR.3.A", "AR.4.A", "KR.5.W")]
    ours = world(
        provider("ep", Office(family, [dossier(ASKED)]), "EP"),
        provider("jp", Office(), "JP", can=("family",)),
        participants="EP JP BR WO",
    )
    found = answer(ours)
    assert {m.application_number.docdb: m.availability for m in found.family.members} == {
        ASKED: "available",
        "JP.2.A": "not-covered",
        "BR.3.A": "not-providing",
        "AR.4.A": "not-participating",
        "KR.5.W": "not-providing",
    }
    assert found.complete is True


def test_a_closed_offices_member_is_withheld_without_a_call() -> None:
    """Its published member is told as withheld, once, by its own service even where a hub serves it too."""
    hub = Office(
        [application(ASKED), application("JP.2.A")], [dossier(ASKED), dossier("JP.2.A", document("h"))]
    )
    ours = world(provider("hub", hub, "EP JP KR"), provider("jp", Office(), "JP", "named"))
    found = answer(ours)
    assert member(found, "JP.2.A").availability == "withheld"
    assert [key for key, code in codes(found).items() if code == "withheld"] == [("jp", "dossier", "JP.2.A")]
    assert found.complete is True


def test_a_confidential_answer_says_whom_it_did_not_ask() -> None:
    """Members of other offices are there, their dossiers 'unsupported', and the answer is not complete."""
    family = [application(ASKED), application("JP.2.A"), application("KR.3.A")]
    ours = world(
        provider("ep", Office(family, [dossier(ASKED)]), "EP"),
        provider("jp", Office(family, [dossier("JP.2.A")]), "JP"),
        provider("hub", Office(family), "KR EP"),
    )
    found = answer(ours, AU, confidential=True)
    assert codes(found) == {
        ("ep", "family", ASKED): "ok",
        ("ep", "dossier", ASKED): "ok",
        ("jp", "dossier", "JP.2.A"): "unsupported",
        ("hub", "dossier", "KR.3.A"): "unsupported",
    }
    assert member(found, "JP.2.A").availability == "unavailable"
    assert found.complete is False


@pytest.mark.parametrize("members", [MEMBERS, MEMBERS + 1, 3 * MEMBERS])
def test_a_family_is_shown_up_to_two_hundred_members(members: int) -> None:
    """What is beyond is said once for each source that lists it, and the answer is not complete."""
    family = [application(ASKED), *(application(f"EP.{n}.A") for n in range(1, members))]
    office = Office({number(ASKED): tuple(family)}, [dossier(m) for m in family])
    found = answer(world(provider("ep", office, "EP"), provider("au", Office(), "AU")))
    assert len(found.family.members) == MEMBERS
    whole = members == MEMBERS
    assert found.complete is whole
    assert codes(found)["ep", "family", ASKED] == ("ok" if whole else "unsupported")
    assert len(found.outcomes) <= 2 * MEMBERS + 2
    for shown in found.family.members:
        docdb = shown.application_number.docdb
        code = codes(found)["ep", "dossier", docdb]
        assert (shown.availability, code) in (("available", "ok"), ("unavailable", "unsupported"))


def test_of_several_outcomes_of_one_key_the_worst_is_told() -> None:
    """Readings by publication number have one line for each provider."""
    asks = [Ask("ep", "family", number(f"publication EP.1.{kind}")) for kind in ("A1", "B1", "C1")]
    told = outcomes_out(
        [Outcome(ask, code) for ask, code in zip(asks, ("not_held", "timed_out", "ok"), strict=True)]
    )  # type: ignore[arg-type]
    assert [(o.provider, o.application_number, o.code) for o in told] == [("ep", None, "timed_out")]


def test_an_outcome_goes_out_in_whole_units() -> None:
    """Milliseconds, whole seconds of age, a wait rounded up; for a negative answer one fixed sentence."""
    ask = Ask("ep", "dossier", number(ASKED))
    (late,) = outcomes_out([Outcome(ask, "stale", None, 1.2345, 2, 59.9, 0.1, "slow", "timed_out")])
    assert (late.elapsed_ms, late.attempts, late.age_seconds, late.retry_after_seconds) == (1234, 2, 59, 1)
    assert (late.application_number, late.detail) == (ASKED, "slow")
    (absent,) = outcomes_out([Outcome(ask, "not_held", detail="as this office words it")])
    assert absent.detail == "It does not hold this number."


def test_reports_and_status_follow_from_what_is_known() -> None:
    """A search report and the newest of the reports; a granted publication without a stated status."""
    grant = Publication(office="EP", number="1000000", kind="B1", date=None)
    items = (
        document("s", day="2001-01-01", category="search-report"),
        document("e", day="2003-01-01", category="examination-report"),
        document("n", day=None, category="written-opinion"),
        document("f", day="2009-01-01", category="fee"),
    )
    listed = application(ASKED, publications=(grant,))
    (shown,) = answer(world(provider("ep", Office([listed], [dossier(ASKED, *items)]), "EP"))).family.members
    assert (shown.reports.search, shown.reports.examination, str(shown.reports.latest)) == (
        True,
        True,
        "2003-01-01",
    )
    assert shown.status == "granted"
    stated = replace(listed, status="lapsed")
    (bare,) = answer(world(provider("ep", Office([stated], [dossier(ASKED, items[3])]), "EP"))).family.members
    assert (bare.reports.search, bare.reports.examination, bare.reports.latest) == (False, False, None)
    assert bare.status == "lapsed"


def test_one_application_under_two_spellings_is_one_member() -> None:
    """Its files under both are one dossier, each document under the spelling by which it is found again."""
    ours = world(
        provider("ep", Office([application(ASKED)], [dossier(ASKED, document("own", "A"))]), "EP"),
        provider(
            "hub",
            Office(
                {number(ASKED): (application("EP.099203729.A"),)},
                [dossier("EP.099203729.A", document("copy", "B"))],
            ),
            "EP JP",
        ),
    )
    found = answer(ours)
    assert len(found.family.members) == len(found.dossiers) == 1
    assert {d.id for d in dossiers(found)[0].documents} == {f"ep~{ASKED}~own", "hub~EP.099203729.A~copy"}
