"""The preference by which whoever asks for a family says whose document lists it asks for next.

``Prefer: doclists="AU CA"`` (RFC 7240: whoever does not know a preference passes it over) is for gateways.
They can ask the offices for these lists as soon as they know the members, and have them under way when the
question comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MOST = 100
"""Offices that one question names; there are more than twice as many, and nobody hosts for so many."""

_NAMING = re.compile(r'(?:^|,)\s*doclists\s*=\s*"([A-Z]{2}(?: [A-Z]{2})*)"\s*(?=$|[,;])', re.ASCII)


def preference(offices: Iterable[str]) -> str:
    """What says that the document lists of these offices' members are asked for next; ``offices`` are at most
    ``MOST``, or it says nothing.
    """
    return f'doclists="{" ".join(offices)}"'


def preferred(prefer: Sequence[str]) -> frozenset[str]:
    """The offices that the ``Prefer`` fields name; none when they say nothing of it that can be read."""
    found = _NAMING.search(",".join(prefer))
    offices = () if found is None else found[1].split(" ")
    return frozenset(offices) if len(offices) <= MOST else frozenset()
