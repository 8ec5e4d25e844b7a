"""What is hidden of small counts cannot be computed from what is told."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.statistics.suppression import THRESHOLD, UNDER, Key, parts_of, summed


def everything_told(counts: dict[Key, int]) -> tuple[object, ...]:
    """Every table that can be asked for: by each choice of dimensions, the grand total among them."""
    parts = parts_of(counts)
    length = len(next(iter(counts)))
    choices = [places for n in range(length + 1) for places in combinations(range(length), n)]
    return tuple(tuple(sorted(summed(parts, places).items())) for places in choices)


@pytest.mark.parametrize(
    ("shape", "most"), [((1, 2), 8), ((1, 3), 6), ((1, 2, 2), 5), ((2, 2), 6), ((1, 4), 5), ((1, 1, 5), 4)]
)
def test_no_small_count_can_be_computed(shape: tuple[int, ...], most: int) -> None:
    """Every table of this shape with counts up to ``most``: who knows all that is told, which places there
    are and how it is made, is left with two possible values for each count from one to four.
    """
    places = [tuple(map(str, place)) for place in product(*map(range, shape))]
    worlds: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for values in product(range(most + 1), repeat=len(places)):
        worlds[everything_told(dict(zip(places, values, strict=True)))].append(values)
    assert len(worlds) > 1
    for alike in worlds.values():
        for place in range(len(places)):
            possible = {values[place] for values in alike}
            assert len(possible) > 1 or not 0 < possible.pop() < THRESHOLD


def test_the_largest_small_counts_are_not_given_away() -> None:
    """Five counts of four are twenty: told as such, they could be nothing else."""
    parts = parts_of({("m", str(place)): 4 for place in range(5)})
    assert parts == {("m", UNDER): 15}
    assert parts == parts_of({("m", str(place)): 3 for place in range(5)})


words = st.sampled_from(["a", "b", "c"])
tables = st.dictionaries(
    st.tuples(words, words, words, st.none() | words), st.integers(0, 12), min_size=1, max_size=20
)


@given(tables)
def test_sums_over_any_dimensions_are_the_total(counts: dict[Key, int]) -> None:
    """Whatever is counted by, the figures add up to the same, and never to more than there was."""
    parts = parts_of(counts)
    total = sum(parts.values())
    for places in ((), (0,), (1, 2), (3,), (0, 1, 2, 3)):
        assert sum(summed(parts, places).values()) == total
    assert total <= sum(counts.values())


@given(tables)
def test_nothing_small_is_told(counts: dict[Key, int]) -> None:
    """Every part is five or more; large counts are told as they are."""
    parts = parts_of(counts)
    assert all(part >= THRESHOLD for part in parts.values())
    for key, count in counts.items():
        assert parts.get(key) == (count if count >= THRESHOLD else None)


@given(tables)
def test_what_is_left_out_is_little(counts: dict[Key, int]) -> None:
    """Of each first place less than five is dropped, and less than ten where small ones are told together."""
    parts = parts_of(counts)
    for first in {key[0] for key in counts}:
        there = sum(count for key, count in counts.items() if key[0] == first)
        told = sum(part for key, part in parts.items() if key[0] == first)
        together = sum(key[0] == first and UNDER in key for key in parts)
        assert 0 <= there - told <= (THRESHOLD - 1) + 5 * together
