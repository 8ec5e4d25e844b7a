"""Which readings of a number are asked, and when the requester has to choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.numbers.identity import Number, NumberType, Reading
from gateway.errors import BadQuestion
from gateway.questions.numbers import READINGS, chosen, number_of, read_numbers, read_text


def reading(
    office: str, digits: str, score: float, type: NumberType = "application", written: str = ""
) -> Reading:
    """One reading."""
    return Reading(
        Number(type, office, digits, "A" if type == "application" else None), score, written=written
    )


def test_offices_that_cannot_be_told_apart_are_a_choice() -> None:
    """Nobody is asked on a guess; one far behind the best is no alternative."""
    assert chosen((reading("EP", "1", 0.5), reading("JP", "1", 0.45)), None) is None
    best = reading("EP", "1", 0.9)
    assert chosen((best, reading("JP", "1", 0.2)), None) == (best,)


def test_without_a_type_three_readings_of_one_office_are_asked() -> None:
    """With one, all of them."""
    readings = tuple(reading("EP", str(n), 0.9 - n / 100) for n in range(5))
    assert chosen(readings, None) == readings[:READINGS]
    assert chosen(readings, "application") == readings


def test_the_years_that_a_spelling_leaves_open_are_one_reading() -> None:
    """All of them are asked together, and count as one of the three."""
    years = tuple(
        reading("US", f"{year}11183143", 0.8 - n / 100, written="11/183,143")
        for n, year in enumerate(range(2002, 2009))
    )
    others = tuple(reading("US", str(n), 0.5) for n in range(5))
    assert chosen(years + others, None) == (*years, *others[: READINGS - 1])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("EP", "JP")),
            st.sampled_from("123456"),
            st.floats(0, 1),
            st.sampled_from(("", "x")),
        ),
        min_size=1,
    )
)
def test_what_is_asked_is_of_the_best_office_and_in_order(rows: list[tuple[str, str, float, str]]) -> None:
    """Readings are left out, never changed; the best is always among them."""
    readings = tuple(reading(o, d, s, written=w) for o, d, s, w in sorted(rows, key=lambda row: -row[2]))
    asked = chosen(readings, None)
    if asked is not None:
        assert asked[0] == readings[0]
        assert {r.number.office for r in asked} == {readings[0].number.office}
        assert [r for r in readings if r in asked] == list(asked)
        assert len({(r.number.type, r.written or r.number.docdb) for r in asked}) <= READINGS
        assert len(number_of(asked)) == len(set(number_of(asked)))


def test_an_unreadable_text_is_a_bad_question() -> None:
    """With the sentence of whoever tried to read it."""
    with pytest.raises(BadQuestion) as refused:
        read_text("no number")
    assert (refused.value.status, refused.value.code, refused.value.failed_at) == (
        400,
        "number-unreadable",
        "client",
    )
    assert refused.value.detail


def test_a_number_is_shown_with_all_its_readings() -> None:
    """Best first, each with its identity and the one form shown to people."""
    answer = read_numbers("EP 99203729.1")
    assert answer.text == "EP 99203729.1"
    best = answer.read_as[0]
    assert (best.type, best.office, best.number, best.kind, best.docdb) == (
        "application", "EP", "99203729", "A", "EP.99203729.A",
    )  # fmt: skip
    assert best.check_digit == "valid"
    assert [r.score for r in answer.read_as] == sorted((r.score for r in answer.read_as), reverse=True)
