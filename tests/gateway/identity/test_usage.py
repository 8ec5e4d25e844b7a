"""Which keys are in use: a day for each, told once."""

from __future__ import annotations

from datetime import date

from gateway.identity.usage import DAY_SECONDS, Usage

NOON = 20_000 * DAY_SECONDS + 43_200.0
DAY = date(2024, 10, 4)


def test_a_day_is_told_once_however_often_a_key_is_used() -> None:
    """Nothing is written down for a key that was used today already."""
    usage = Usage()
    for second in range(100):
        usage.note("one", NOON + second)
        usage.note("two", NOON + second)
        usage.note(None, NOON)
    assert usage.take() == {DAY: ["one", "two"]}
    usage.note("one", NOON + 100)
    assert usage.take() == {}


def test_the_last_day_counts() -> None:
    """A key that is used on two days before anybody asks was last used on the second."""
    usage = Usage()
    usage.note("one", NOON)
    usage.note("two", NOON)
    usage.note("one", NOON + DAY_SECONDS)
    assert usage.take() == {date(2024, 10, 5): ["one"], DAY: ["two"]}


def test_what_could_not_be_written_is_told_again() -> None:
    """Together with what was used since."""
    usage = Usage()
    usage.note("one", NOON)
    usage.give_back(usage.take())
    usage.note("two", NOON)
    assert usage.take() == {DAY: ["one", "two"]}
