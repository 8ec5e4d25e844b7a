"""How well two kinds of waiting can be told apart: the area under the ROC curve, 0.5 is not at all."""

from __future__ import annotations

from collections.abc import Sequence


def auc(ones: Sequence[float], others: Sequence[float]) -> float:
    """The chance that one of ``ones`` is greater than one of ``others``, ties counting half.

    By the rank sum of Mann and Whitney, with mean ranks for ties.
    """
    everything = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    ranks, place = 0.0, 0
    while place < len(everything):
        end = place
        while end < len(everything) and everything[end][0] == everything[place][0]:
            end += 1
        mean = (place + 1 + end) / 2
        ranks += mean * sum(one for _, one in everything[place:end])
        place = end
    return (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))
