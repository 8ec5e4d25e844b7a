"""Which numbers are followed when there are more than may be: by who states them, then by their dates."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from exploring import asked, told
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import AU, Office, application, number, provider, world

from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import ApplicationNumber, parse_docdb
from gateway.asks import Ask
from gateway.leads import Leads, Telling
from gateway.plan import PRIORITIES, Frontier, Question
from gateway.requesters import PUBLIC
from gateway.world import World

ASKED = "EP.99203729.A"
TODAY = date(2026, 7, 1)
EP = number(ASKED)
QUESTION = Question((EP,), PUBLIC, TODAY)
SETTINGS = settings(max_examples=100)


def followed(asks: list[Ask], whom: str = "silent") -> set[str]:
    """The priorities that a service which named nobody was asked for."""
    return {ask.number.docdb for ask in asks if ask.provider == whom and ask.number.type == "priority"}


def claiming(of: str, *claims: tuple[str, date | None], **facts: object) -> Application:
    """An application with dated claims."""
    found = tuple(PriorityClaim(number=parse_docdb(text), date=day) for text, day in claims)
    return application(of, priorities=found, **facts)


def inventions(count: int = 60) -> list[tuple[str, date]]:
    """Priorities that nobody else knows, earlier than any true one."""
    return [(f"BR.{n:03}.A", date(1950, 1, 1) + timedelta(days=n)) for n in range(count)]


TRUE = [("NL.1.A", date(1998, 11, 12)), ("NL.2.A", date(1998, 12, 12)), ("US.201161000003.P", None)]


def slandered(of: str, liar: str, tellers: dict[str, str]) -> World:
    """A service that invents priorities of an application, and others that tell the true ones."""
    return world(
        provider("liar", Office({EP: (claiming(of, *inventions()),)}), liar),
        *(
            provider(name, Office({EP: (claiming(ASKED, *TRUE),)}), serves)
            for name, serves in tellers.items()
        ),
        provider("silent", Office(), "AU"),
    )


@pytest.mark.parametrize("of", [ASKED, "KR.5.A"], ids=["of what was asked", "of another member"])
@pytest.mark.parametrize("liar", ["KR", "KR EP"], ids=["an office", "a hub"])
@pytest.mark.parametrize("tellers", [{"ep": "EP"}, {"hub": "EP JP"}, {"hub": "EP JP", "jp": "JP"}])
@pytest.mark.parametrize("seed", range(6))
def test_invented_priorities_leave_room_for_true_ones(of, liar, tellers, seed):
    """Whoever answers first, however early what a service invents: what others state is followed too."""
    found = followed(asked(slandered(of, liar, tellers), QUESTION, Random(seed)))
    assert {text for text, _ in TRUE} <= found
    assert len(found) <= PRIORITIES


def test_one_source_alone_fills_half_the_places_until_nobody_is_left_to_answer():
    """Its earliest first; the other half when the rest has answered, whatever that is."""
    ours = world(
        provider("hub", Office({EP: (claiming(ASKED, *inventions()),)}), "EP JP"),
        provider("silent", Office(), "AU"),
        provider("late", Office(), "CA"),
    )
    frontier = Frontier(QUESTION, ours)
    opening = {ask.provider: ask for ask in frontier.opening()}
    first = [frontier.learn(told(opening[name], ours)) for name in ("hub", "silent")][-1]
    assert followed(list(first)) == {text for text, _ in inventions(PRIORITIES // 2)}
    assert followed(list(frontier.learn(told(opening["late"], ours)))) == {
        text for text, _ in inventions(PRIORITIES)
    }


def test_its_own_office_is_believed_about_what_was_asked_at_once():
    """What that says of it fills all places, whoever may still answer."""
    ours = world(
        provider("ep", Office({EP: (claiming(ASKED, *inventions()),)}), "EP"),
        provider("silent", Office(), "AU"),
        provider("late", Office(), "CA"),
    )
    frontier = Frontier(QUESTION, ours)
    opening = {ask.provider: ask for ask in frontier.opening()}
    first = [frontier.learn(told(opening[name], ours)) for name in ("ep", "silent")][-1]
    assert followed(list(first)) == {text for text, _ in inventions(PRIORITIES)}


def test_what_counts_more_comes_first():
    """What was asked about before other members, its own office before others, several sources before one."""
    leads = Leads(8)
    for text, source, telling in (
        ("BR.1.A", "hub", Telling.ELSEWHERE),
        ("BR.2.A", "hub", Telling.ELSEWHERE),
        ("BR.2.A", "nz", Telling.ELSEWHERE),
        ("BR.3.A", "kr", Telling.AT_HOME),
        ("BR.4.A", "hub", Telling.ASKED),
        ("BR.5.A", "ep", Telling.ASKED_AT_HOME),
    ):
        leads.note(parse_docdb(text), None, source, telling)
    found = [lead.docdb for lead in leads.follow((), last=True)]
    assert found == ["BR.5.A", "BR.4.A", "BR.3.A", "BR.2.A", "BR.1.A"]


def test_sources_take_turns():
    """Of equal weight, each source's earliest, then each one's next."""
    leads = Leads(4)
    for source, year in (("a", 1950), ("b", 1990)):
        for n in range(9):
            leads.note(
                ApplicationNumber("BR", f"{source}{n}"), date(year, 1, 1 + n), source, Telling.ELSEWHERE
            )
    assert [lead.number for lead in leads.follow((), last=True)] == ["a0", "b0", "a1", "b1"]


def test_what_was_asked_already_takes_no_place():
    """A number of the question itself went to everybody."""
    leads = Leads(2)
    for text in ("BR.1.A", "BR.2.A", "BR.3.A"):
        leads.note(parse_docdb(text), None, "hub", Telling.ASKED)
    found = leads.follow((number("priority BR.1.A"),), last=True)
    assert [lead.docdb for lead in found] == ["BR.2.A", "BR.3.A"]


notes = st.lists(
    st.tuples(
        st.integers(1, PRIORITIES),
        st.none() | st.dates(date(1990, 1, 1), date(1990, 1, 9)),
        st.sampled_from("abc"),
        st.sampled_from(Telling),
    ),
    max_size=30,
)


@SETTINGS
@given(notes=notes, order=st.randoms())
def test_no_more_numbers_than_places_are_all_followed_in_any_order(notes, order):
    """Whatever is known when: at the end the same."""

    def found() -> set[str]:
        leads = Leads(PRIORITIES)
        for digits, day, source, telling in notes:
            leads.note(ApplicationNumber("BR", str(digits)), day, source, telling)
            leads.follow((), last=False)
        return {lead.number for lead in leads.follow((), last=True)}

    before = found()
    assert before == {str(digits) for digits, *_ in notes}
    order.shuffle(notes)
    assert found() == before


@SETTINGS
@given(
    notes=st.lists(
        st.tuples(st.integers(1, 200), st.sampled_from("abcd"), st.sampled_from(Telling), st.booleans()),
        max_size=200,
    )
)
def test_the_places_are_never_exceeded_and_nothing_is_taken_back(notes):
    """What was followed once is followed, and no source alone has more than half while others may answer."""
    leads, before = Leads(PRIORITIES), set()
    tellers: dict[str, set[str]] = {}
    best = set()
    for digits, source, telling, look in notes:
        leads.note(ApplicationNumber("BR", str(digits)), None, source, telling)
        tellers.setdefault(str(digits), set()).add(source)
        if telling is Telling.ASKED_AT_HOME:
            best.add(str(digits))
        if look:
            now = {lead.number for lead in leads.follow((), last=False)}
            assert before <= now
            assert len(now) <= PRIORITIES
            for one in "abcd":
                alone = [digits for digits in now - best if tellers[digits] == {one}]
                assert len(alone) <= PRIORITIES // 2
            before = now


@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_takes_no_place(seed):
    """The same is followed whether or not an unpublished application that claims very much is there."""
    hidden = claiming("KR.5.A", *inventions(), published=None)
    shown = claiming(ASKED, *TRUE, *[(f"NL.{n}.A", date(1999, 1, n)) for n in range(10, 20)])

    def found(*members: Application) -> set[str]:
        ours = world(
            provider("hub", Office({EP: members}), "EP KR"),
            provider("kr", Office({EP: members[1:]}), "KR"),
            provider("silent", Office(), "AU"),
        )
        return followed(asked(ours, replace(QUESTION, requester=AU), Random(seed)))

    assert found(shown, hidden) == found(shown)
    assert len(found(shown)) == PRIORITIES


def test_an_endless_list_is_not_weighed_again_and_again():
    """Of a hundred thousand numbers a source states, its earliest few are compared with those of others."""
    leads = Leads(PRIORITIES)
    for n in range(2000):
        leads.note(ApplicationNumber("BR", str(n)), date(1950, 1, 1), "liar", Telling.ELSEWHERE)
    leads.note(parse_docdb("NL.1.A"), date(1998, 1, 1), "hub", Telling.ELSEWHERE)
    assert len(leads.weighed) == 2 * PRIORITIES + 1
    assert "NL.1.A" in {lead.docdb for lead in leads.follow((), last=False)}
