"""One application from everything that is stated of it: the most trusted first, all disagreements said."""

from __future__ import annotations

from datetime import date
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import application

from connectors.model import Application, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber, parse_docdb
from gateway.present.answer import ConflictOut, ReportsOut
from gateway.present.members import Merged, Stated, member_out, merge

EP = parse_docdb("EP.99203729.A")
NL = parse_docdb("NL.1010536.A")


def as_written(number: ApplicationNumber) -> ApplicationNumber:
    """Every number under its own spelling."""
    return number


def merged(**said: Application) -> Merged:
    """Merges what is said: ``own`` is the office itself, ``hub`` and ``hub2`` speak for it, others do not."""
    trusts = {"own": 0, "hub": 1, "hub2": 1}
    return merge(EP, [Stated(trusts.get(id, 2), id, one) for id, one in said.items()], as_written)


def says(**facts: object) -> Application:
    """An application of which only these facts are stated."""
    return application(EP.docdb, **{"published": None, **facts})  # type: ignore[arg-type]


def told(conflicts: tuple[ConflictOut, ...]) -> list[tuple[str, list[tuple[object, tuple[str, ...]]]]]:
    """Conflicts as field and values with who states them."""
    return [(c.field, [(v.value, v.providers) for v in c.values]) for c in conflicts]


titles = st.sampled_from((None, "A lamp", "LAMP", "a  lamp!", "Leuchte"))
days = st.none() | st.sampled_from((date(1999, 11, 8), date(1999, 11, 9)))
publications = st.lists(
    st.builds(
        Publication,
        office=st.just("EP"),
        number=st.sampled_from(("1", "2")),
        kind=st.sampled_from((None, "A1", "B1")),
        date=days,
    ),
    max_size=3,
).map(tuple)
claims = st.lists(
    st.builds(
        PriorityClaim,
        number=st.sampled_from((NL, parse_docdb("NL.2.A"))),
        date=days,
        relation=st.sampled_from(("unknown", "priority", "division")),
    ),
    max_size=3,
).map(tuple)
statements = st.lists(
    st.builds(
        Stated,
        trust=st.integers(0, 2),
        provider=st.sampled_from(("a", "b", "c")),
        application=st.builds(
            Application,
            number=st.just(EP),
            filing_date=days,
            title=titles,
            applicants=st.sampled_from(((), ("Acme",), ("ACME", "Bolt"))),
            status=st.sampled_from(("unknown", "granted", "lapsed")),
            publications=publications,
            priorities=claims,
        ),
    ),
    max_size=5,
)


@given(statements, st.randoms())
def test_order_and_repetition_change_no_byte(said: list[Stated], order: Random) -> None:
    """The same statements in another order, some twice: the same application and the same conflicts."""
    shuffled = said + said[:2]
    order.shuffle(shuffled)
    one, other = (merge(EP, each, as_written) for each in (said, shuffled))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


@given(statements)
def test_every_publication_and_claim_survives(said: list[Stated]) -> None:
    """Each number with each kind once; a number without a kind where none is known with one."""
    found = merge(EP, said, as_written).application
    stated = {(p.number, p.kind) for s in said for p in s.application.publications}
    kinded = {number for number, kind in stated if kind}
    assert [(p.number, p.kind) for p in found.publications] == list(
        dict.fromkeys((p.number, p.kind) for p in found.publications)
    )
    assert {(p.number, p.kind) for p in found.publications} == {
        (number, kind) for number, kind in stated if kind or number not in kinded
    }
    assert {c.number for c in found.priorities} == {c.number for s in said for c in s.application.priorities}


@given(statements)
def test_a_field_is_silent_only_when_nobody_speaks(said: list[Stated]) -> None:
    """What any source states is shown, or stands in a conflict about that field."""
    found = merge(EP, said, as_written)
    for field, name in (("title", "title"), ("filing_date", "filingDate"), ("status", "status")):
        stated = {getattr(s.application, field) for s in said} - {None, "unknown"}
        shown = getattr(found.application, field)
        assert (shown in stated) if stated else shown in (None, "unknown")
        values = {v.value for c in found.conflicts if c.field == name for v in c.values}
        assert shown in values or not values


def test_the_office_itself_is_believed_first() -> None:
    """Then a hub that speaks for it, then others; among equals the first by id; silence is skipped."""
    day = date(1999, 11, 8)
    found = merged(
        other=says(title="Elsewhere", status="granted", filing_date=day),
        hub2=says(title="Second hub", applicants=("Two",)),
        hub=says(title="Hub", applicants=("One",)),
        own=says(title="Own"),
    )
    shown = found.application
    assert (shown.title, shown.applicants, shown.status, shown.filing_date) == (
        "Own",
        ("One",),
        "granted",
        day,
    )
    assert told(found.conflicts) == [
        (
            "title",
            [("Own", ("own",)), ("Hub", ("hub",)), ("Second hub", ("hub2",)), ("Elsewhere", ("other",))],
        ),
        ("applicants", [(("One",), ("hub",)), (("Two",), ("hub2",))]),
    ]


def test_spelling_is_no_disagreement() -> None:
    """Case, punctuation and the order of applicants; the most trusted spelling is shown."""
    found = merged(
        own=says(title="Lamp, and base", applicants=("Acme Corp.", "Bolt")),
        hub=says(title="LAMP AND BASE", applicants=("BOLT", "ACME CORP")),
    )
    assert found.conflicts == ()
    assert (found.application.title, found.application.applicants) == (
        "Lamp, and base",
        ("Acme Corp.", "Bolt"),
    )


def test_one_provider_can_disagree_with_itself() -> None:
    """In its list and in its file; the same choice whichever was heard first."""
    one, other = Stated(0, "own", says(title="B")), Stated(0, "own", says(title="A"))
    found = merge(EP, [one, other], as_written)
    assert found == merge(EP, [other, one], as_written)
    assert told(found.conflicts) == [("title", [("A", ("own",)), ("B", ("own",))])]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (["1 - 2000-05-17", "1 A1 -"], ["1 A1 2000-05-17"]),
        (["1 - 2000-05-17", "1 A1 2000-05-18"], ["1 A1 2000-05-18"]),
        (["1 - 2000-05-17", "1 A1 -", "1 B1 -"], ["1 A1 None", "1 B1 None"]),
        (["1 - 2000-05-17", "1 - -"], ["1 None 2000-05-17"]),
        (["2 B1 2002-01-01", "1 A1 2000-05-17"], ["1 A1 2000-05-17", "2 B1 2002-01-01"]),
    ],
)
def test_publications_are_united(said: list[str], shown: list[str]) -> None:
    """By number and kind, in the order of dates; one without a kind lends its date to the only one with."""
    rows = [text.split() for text in said]
    found = merged(
        own=says(
            publications=tuple(
                Publication(
                    office="EP",
                    number=digits,
                    kind=None if kind == "-" else kind,
                    date=None if day == "-" else date.fromisoformat(day),
                )
                for digits, kind, day in rows
            )
        )
    )
    assert [f"{p.number} {p.kind} {p.date}" for p in found.application.publications] == shown


def test_priorities_are_united_under_one_spelling() -> None:
    """With the date and the relation that are stated, the most trusted first; other dates are a conflict."""
    other_spelling = parse_docdb("NL.01010536.A")
    said = [
        Stated(0, "own", says(priorities=(PriorityClaim(number=other_spelling),))),
        Stated(
            1,
            "hub",
            says(priorities=(PriorityClaim(number=NL, date=date(1998, 11, 12), relation="priority"),)),
        ),
        Stated(
            2,
            "far",
            says(priorities=(PriorityClaim(number=NL, date=date(1998, 11, 13), relation="division"),)),
        ),
    ]
    found = merge(EP, said, lambda n: NL if n == other_spelling else n)
    assert found.application.priorities == (
        PriorityClaim(number=NL, date=date(1998, 11, 12), relation="priority"),
    )
    assert told(found.conflicts) == [
        ("priorities.date", [(date(1998, 11, 12), ("hub",)), (date(1998, 11, 13), ("far",))])
    ]


@pytest.mark.parametrize(
    ("office", "digits", "kind", "status"),
    [
        ("US", "6093011", "A", "granted"),
        ("US", "D900001", "S", "granted"),
        ("US", "RE45000", "E", "granted"),
        ("US", "2019095759", "A1", "published"),
        ("GB", "2590274", "A", "published"),
        ("EP", "1000000", "B1", "granted"),
        ("EP", "1000000", None, "published"),
    ],
)
def test_a_patent_is_granted_whichever_kind_its_office_gave_it(
    office: str, digits: str, kind: str | None, status: str
) -> None:
    """Patents of the USPTO were kind A until 2000; elsewhere A is a published application."""
    published = says(publications=(Publication(office=office, number=digits, kind=kind, date=None),))
    for examination, otherwise in ((False, status), (True, "examination")):
        reports = ReportsOut(search=False, examination=examination, latest=None)
        shown = member_out(published, "available", reports, (), None)
        assert shown.status == ("granted" if status == "granted" else otherwise)
