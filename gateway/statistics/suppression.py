"""Figures for everybody: counts under five are hidden, and nothing that is told gives them back. Pure.

A table of counts over some dimensions is a tree, the first dimension next to its root. A count of five or
more is told as it is. Smaller ones of the same branch are told together, without saying whose they are, if
they make five together; if they do not, they go up one branch and are told with others there; what is left
below the first dimension is not told at all. So every figure, of whatever table, is a sum of the same parts
of five or more, and the difference of two figures is one too.

Parts made of small counts are rounded down to a multiple of five, and one that is a multiple of twenty to the
one before it: else a sum could be the largest that so many small counts can have, and say that each is four.

What still grows is told in steps: else whoever asks again and again would see each single one that is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Key = tuple[str | None, ...]

THRESHOLD = 5
"""The smallest count that is told."""

UNDER = "under-5"
"""What stands for the places of counts that are told together."""

_LARGEST_SMALL = THRESHOLD - 1


def parts_of(counts: Mapping[Key, int]) -> dict[Key, int]:
    """What may be told of a table of counts, as parts that may be added up in any way.

    Keys are as long as those of ``counts``; of several small counts together, what differs is ``UNDER``.
    """
    told: dict[Key, int] = {}
    branches: dict[str | None, dict[Key, int]] = {}
    for key, count in counts.items():
        branches.setdefault(key[0], {})[key[1:]] = count
    for first, branch in branches.items():
        _tell((first,), branch, told)
    return told


def summed(parts: Mapping[Key, int], places: Sequence[int]) -> dict[Key, int]:
    """The same, by the dimensions at these places alone."""
    found: dict[Key, int] = {}
    for key, count in parts.items():
        short = tuple([key[place] for place in places])
        found[short] = found.get(short, 0) + count
    return found


def steps_of(parts: Mapping[Key, int], growing: str) -> dict[Key, int]:
    """The same, with those of the first dimension that go on growing, from ``growing`` on, in whole fives."""
    return {key: count - count % THRESHOLD if _grows(key, growing) else count for key, count in parts.items()}


def _grows(key: Key, growing: str) -> bool:
    return key[0] is not None and key[0] >= growing


def _tell(branch: Key, counts: Mapping[Key, int], told: dict[Key, int]) -> int:
    """Tells what may be told of one branch, and gives what is left of it: less than the threshold."""
    if counts.keys() <= {()}:
        count = counts.get((), 0)
        if count < THRESHOLD:
            return count
        told[branch] = count
        return 0
    twigs: dict[str | None, dict[Key, int]] = {}
    for key, count in counts.items():
        twigs.setdefault(key[0], {})[key[1:]] = count
    left = sum(_tell((*branch, first), twig, told) for first, twig in twigs.items())
    if left < THRESHOLD:
        return left
    length = len(next(iter(counts)))
    told[(*branch, *[UNDER] * length)] = _stepped(left)
    return 0


def _stepped(count: int) -> int:
    """A sum of small counts as it is told; the numbers told as the same begin with no multiple of four."""
    step = count - count % THRESHOLD
    return step - THRESHOLD if count % (THRESHOLD * _LARGEST_SMALL) == 0 else step
