"""Document lists as they were written lately: the same facts for the same audiences are not written again.

What could not be had, and when the rest was retrieved, stands beside a list and is written for every answer.
Who may see what is decided anew for every question, and is part of what a list is kept under; when the rules
change, everything that was kept is forgotten. Metadata only, bounded by its size.
"""

from __future__ import annotations

from collections.abc import Hashable

import msgspec
from aiohttp import web
from cachetools import LRUCache

from connectors.model import RelayedOutcome

MOST_BYTES = 16 * 2**20


class Written(msgspec.Struct, frozen=True):
    """A list as JSON, but for what stands beside it, and what could not stand in it."""

    list: bytes
    missing: tuple[RelayedOutcome, ...]


class Kept:
    """The lists written most recently, ``MOST_BYTES`` of them."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._lists: LRUCache[Hashable, Written] = LRUCache(
            most_bytes, getsizeof=lambda written: len(written.list) + 512
        )

        self._rules: str | None = None

    def get(self, rules: str, key: Hashable) -> Written | None:
        """The list kept under this, if it still is; nothing that was kept under other ``rules`` is."""
        if rules != self._rules:
            self._lists.clear()
            self._rules = rules
        return self._lists.get(key)

    def keep(self, key: Hashable, written: Written) -> None:
        """Keeps a list, unless it alone is too large."""
        if len(written.list) + 512 <= self._lists.maxsize:
            self._lists[key] = written


KEPT: web.AppKey[Kept] = web.AppKey("kept", Kept)
