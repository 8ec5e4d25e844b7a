"""Who asks: an accessing office, or the public."""

from __future__ import annotations

import msgspec


class Requester(msgspec.Struct, frozen=True, cache_hash=True):
    """The accessing office (ST.3) on whose behalf a question is asked; ``None`` is the public."""

    office: str | None = None

    @property
    def audience(self) -> str:
        """A name for everyone who may see exactly what this requester may see."""
        return self.office or "public"


PUBLIC = Requester()
