"""What is kept of answers: for how long, how much, and of what kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virtual_time import START
from worlds import Office, application, document, dossier, number, provider

from connectors.contract import ContentStream
from connectors.model import Family
from gateway.asks import Ask, Part
from gateway.flights.cache import Entry, Key, PartCache

EP = Key(Ask("ep", "family", number("EP.1.A")), "1")


def part(documents: int = 1) -> Part:
    """A dossier of so many documents."""
    return Part.of(dossier("EP.1.A", *(document(f"d{n}") for n in range(documents))), START)


def key(position: int, id: str = "ep", revision: str = "1") -> Key:
    """One of many keys."""
    return Key(Ask(id, "dossier", number(f"EP.{position}.A")), revision)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4", ContentStream("application/pdf", None), document("d"), (), None]
)  # type: ignore[arg-type]
def test_content_has_no_type_here(content: object) -> None:
    """A part is a family or a dossier; anything else is refused, content first of all."""
    with pytest.raises(TypeError):
        Part.of(content, START)  # type: ignore[arg-type]


def test_equal_facts_have_one_digest() -> None:
    """Whenever they were retrieved; other facts have another."""
    family = Family(members=(application("EP.1.A"),))
    later = START.replace(year=2027)
    assert Part.of(family, START).digest == Part.of(Family(members=family.members), later).digest
    assert Part.of(family, START).digest != Part.of(Family(members=family.members * 2), START).digest


@pytest.mark.parametrize(
    ("entry", "age", "is_fresh", "is_stale"),
    [
        (Entry(0, part()), 0, True, True),
        (Entry(0, part()), 299.9, True, True),
        (Entry(0, part()), 300, False, True),
        (Entry(0, part()), 3_899.9, False, True),
        (Entry(0, part()), 3_900, False, False),
        (Entry(0, None, "not_held"), 299.9, True, False),
        (Entry(0, None, "not_held"), 300, False, False),
        (Entry(0, None, "withheld"), 299.9, True, False),
        (Entry(0, None, "withheld"), 300, False, False),
    ],
)
def test_answers_are_fresh_then_stale_then_gone(
    entry: Entry, age: float, is_fresh: bool, is_stale: bool
) -> None:
    """Negative answers for as long as others, so that these do not tell; never shown instead of a failure."""
    cache = PartCache(2**20, 300, 3_600)
    cache.keep(EP, entry)
    assert (cache.fresh(EP, age) is not None) is is_fresh
    assert (cache.stale(EP, age) is not None) is is_stale


def test_negative_answers_are_fresh_no_longer_than_others() -> None:
    """Where positive ones are fresh for a second, so are these."""
    cache = PartCache(2**20, 1, 3_600)
    cache.keep(EP, Entry(0, None, "not_held"))
    assert cache.fresh(EP, 0.9)
    assert cache.fresh(EP, 1) is None


def test_both_seconds_zero_is_no_cache() -> None:
    """No file is kept; that a family is, for what it lists, is not to be seen here."""
    cache = PartCache(2**20, 0, 0)
    assert not cache.lasting
    cache.keep(key(1), Entry(0, part()))
    assert cache.bytes == 0
    cache.keep(EP, Entry(0, Part.of(Family(members=(application("EP.1.A"),)), START)))
    assert (cache.fresh(EP, 0), cache.stale(EP, 0)) == (None, None)


def test_without_a_fresh_time_old_answers_serve_failures_only() -> None:
    """``fresh_seconds: 0`` asks every time."""
    cache = PartCache(2**20, 0, 60)
    cache.keep(EP, Entry(0, part()))
    assert cache.fresh(EP, 0) is None
    assert cache.stale(EP, 59) is not None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=60))
def test_bytes_are_bounded(answers: list[tuple[int, int]]) -> None:
    """Whatever is kept and replaced: never more than allowed, and the sum of what is there."""
    cache = PartCache(60_000, 300, 300)
    for position, documents in answers:
        cache.keep(key(position), Entry(0, part(documents)))
        kept = [entry for n in range(10) if (entry := cache.fresh(key(n), 0))]
        assert cache.bytes == sum(entry.weight for entry in kept) <= 60_000


def test_the_least_recently_used_goes_first() -> None:
    """What was read lately stays."""
    one = Entry(0, part())
    cache = PartCache(2 * one.weight, 300, 300)
    cache.keep(key(1), one)
    cache.keep(key(2), one)
    assert cache.fresh(key(1), 0)
    cache.keep(key(3), one)
    assert cache.fresh(key(2), 0) is None
    assert cache.fresh(key(1), 0)


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    """And the older answer that it replaces goes too."""
    small, large = Entry(0, part(1)), Entry(0, part(1_000))
    cache = PartCache(2 * small.weight, 300, 300)
    cache.keep(EP, small)
    cache.keep(EP, large)
    assert (cache.fresh(EP, 0), cache.bytes) == (None, 0)


def test_a_negative_answer_replaces_the_old_copy() -> None:
    """What an office has withdrawn is not shown when it fails later."""
    cache = PartCache(2**20, 300, 3_600)
    cache.keep(EP, Entry(0, part()))
    cache.keep(EP, Entry(10, None, "withheld"))
    assert cache.stale(EP, 400) is None


def test_purging_forgets_one_provider() -> None:
    """All revisions and asks of it, and nobody else's."""
    cache = PartCache(2**20, 300, 300)
    keys = [key(1), key(2), key(1, revision="2"), key(1, "jp")]
    for each in keys:
        cache.keep(each, Entry(0, part()))
    cache.purge("ep")
    assert [cache.fresh(each, 0) is not None for each in keys] == [False, False, False, True]


def test_another_revision_of_an_endpoint_is_another_key() -> None:
    """So that nothing an endpoint said before it was changed is shown after."""
    ask = EP.ask
    before, after = (provider("ep", Office(), "EP", revision=revision) for revision in ("1", "2"))
    cache = PartCache(2**20, 300, 300)
    cache.keep(Key.of(ask, before), Entry(0, part()))
    assert cache.fresh(Key.of(ask, before), 0)
    assert cache.fresh(Key.of(ask, after), 0) is None
