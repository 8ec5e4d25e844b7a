"""Agreements between a providing and an accessing office: what default rules do not open. Pure.

An agreement counts when it is active, on the days that it names, and for those accessing offices that have
accepted it, provided that every office whose dossiers the provider has accepted it too. Anything else, and
whatever is not said, opens nothing. It never opens more than the provider's maximum, and it does not touch
rules and statements about single documents: those only narrow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from connectors.serving import holding


class Agreement(msgspec.Struct, frozen=True):
    """What one provider shows to some offices, from when until when (both days included).

    ``active`` is false while it is tentative. ``terms`` names the version that was accepted, ``accepted_by``
    the offices that have. With ``unpublished`` it covers applications that are not published yet.
    """

    id: str
    provider: str
    accessing: frozenset[str]
    begins: date
    ends: date | None = None
    active: bool = False
    terms: str = ""
    unpublished: bool = False
    accepted_by: frozenset[str] = frozenset()

    def opens_to(self, serves: Iterable[str], today: date) -> frozenset[str]:
        """The accessing offices for which it counts today at a provider that serves these offices."""
        return frozenset() if self.idle(serves, today) else self.accessing & self.accepted_by

    def idle(self, serves: Iterable[str], today: date) -> str | None:
        """Why it opens nothing today at a provider that serves these offices; ``None`` where it does."""
        if not self.active:
            return "it is tentative"
        if today < self.begins:
            return f"it begins on {self.begins}"
        if self.ends is not None and self.ends < today:
            return f"it ended on {self.ends}"
        providing = {*map(holding, serves)}
        if not providing:
            return "its provider serves no office"
        if missing := providing - self.accepted_by:
            return f"{', '.join(sorted(missing))} has not accepted it"
        if not self.accessing & self.accepted_by:
            return f"none of {', '.join(sorted(self.accessing))} has accepted it"
        return None


class Opened(msgspec.Struct, frozen=True):
    """The offices to which agreements open a provider today, and those of them also what is unpublished."""

    offices: frozenset[str] = frozenset()
    unpublished: frozenset[str] = frozenset()


def opened(agreements: Collection[Agreement], provider: str, serves: Iterable[str], today: date) -> Opened:
    """What all agreements about one provider open today."""
    own = [one for one in agreements if one.provider == provider]
    if not own:
        return Opened()
    serves = tuple(serves)
    return Opened(
        frozenset().union(*(one.opens_to(serves, today) for one in own)),
        frozenset().union(*(one.opens_to(serves, today) for one in own if one.unpublished)),
    )
