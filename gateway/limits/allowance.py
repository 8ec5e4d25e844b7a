"""So much in so many seconds, for each of many who are counted apart: a bucket that leaks (GCRA). Pure state.

What was used drains away evenly, so there is no moment at which everything is allowed again at once. What is
charged afterwards may exceed what is left: the debt has to drain before more is allowed. Source of the
algorithm: ATM Forum, Traffic Management 4.0, section 4.4.2 (generic cell rate algorithm).
"""

from __future__ import annotations

from collections import OrderedDict

import msgspec

MOST_COUNTED = 65_536
"""How many are counted apart at most; beyond that, who was charged longest ago is forgotten."""

_NOISE = 1e-6


class Allowance(msgspec.Struct, frozen=True):
    """``amount`` in every ``seconds``."""

    amount: int
    seconds: float = 60.0


class Meter:
    """What each has used lately of an allowance; times are monotonic seconds."""

    def __init__(self, most: int = MOST_COUNTED) -> None:
        self._most = most
        self._drained: OrderedDict[str, float] = OrderedDict()
        """For each: when all that it used has drained away."""

    def __len__(self) -> int:
        return len(self._drained)

    def left(self, who: str, allowance: Allowance, now: float) -> float:
        """How much may be used now; below zero while there is a debt."""
        used = self.drained_in(who, now) * allowance.amount / allowance.seconds
        return allowance.amount - used

    def drained_in(self, who: str, now: float) -> float:
        """Seconds until the whole allowance is there again."""
        return max(0.0, self._drained.get(who, now) - now)

    def wait(self, who: str, allowance: Allowance, amount: float, now: float) -> float:
        """Seconds until so much may be used, 0 when it may be now."""
        lacking = amount - self.left(who, allowance, now)
        return lacking * allowance.seconds / allowance.amount if lacking > _NOISE else 0.0

    def charge(self, who: str, allowance: Allowance, amount: float, now: float) -> None:
        """Takes note of what was used, whether it was allowed or not."""
        if amount <= 0:
            return
        begins = max(now, self._drained.get(who, now))
        self._drained[who] = begins + amount * allowance.seconds / allowance.amount
        self._drained.move_to_end(who)
        if len(self._drained) > self._most:
            self._drained.popitem(last=False)
