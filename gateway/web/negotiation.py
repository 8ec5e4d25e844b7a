"""What a request prefers: the form of the answer (``Accept``), how long it may take and whose turn is first
(``Prefer``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from gateway.web.refusals import NotAcceptable

JSON = "application/json"
NDJSON = "application/x-ndjson"
SSE = "text/event-stream"
CSV = "text/csv"

_RANGE = re.compile(r"\s*(\*/\*|[\w!#$&^.+-]+/(?:\*|[\w!#$&^.+-]+))\s*((?:;[^;]*)*)")
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)
_PREFERENCE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.?)*"?)+')
"""Nothing in it has to be taken back once it is read: a field may be long."""
_BULK = re.compile(r'\s*bulk\s*(?:=\s*(?:""\s*)?)?(?:;.*)?', re.ASCII | re.IGNORECASE)
_WAIT = re.compile(r'\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;.*)?', re.ASCII | re.IGNORECASE)


def choose(accept: Sequence[str], offers: Sequence[str]) -> str:
    """The offered media type that the ``Accept`` fields like best; of equals the first offer.

    Rules of RFC 9110, section 12.5.1: the most specific range decides about an offer; what is not readable
    as a range is passed over, and nothing at all accepts everything.

    Raises:
        NotAcceptable: every offer is excluded.
    """
    header = ",".join(accept)
    if not header.replace(",", "").strip():
        return offers[0]
    ranges = [found for part in header.split(",")[:64] if (found := _media_range(part)) is not None]
    qualities = [(_quality(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, offer = max(qualities)
    if quality <= 0:
        raise NotAcceptable(f"This is offered as {', '.join(offers)}; Accept names none of them.")
    return offer


def _media_range(part: str) -> tuple[str, float] | None:
    found = _RANGE.fullmatch(part)
    if found is None:
        return None
    quality = 1.0
    for piece in found[2].split(";"):
        name, _, value = piece.partition("=")
        if name.strip().lower() == "q":
            if _QUALITY.fullmatch(value.strip()) is None:
                return None
            quality = float(value.strip())
    return found[1].lower(), quality


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    main = offer.partition("/")[0]
    for wanted in (offer, f"{main}/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def wait_seconds(prefer: Sequence[str], most: float) -> float | None:
    """The seconds of ``Prefer: wait=N`` (RFC 7240), at most ``most``; ``None`` when there are none to honour.

    The first ``wait`` counts; every other preference is passed over.
    """
    for part in _preferences(prefer):
        found = _WAIT.fullmatch(part)
        if found is not None:
            return min(float(found[1]), most)
    return None


def prefers_bulk(prefer: Sequence[str]) -> bool:
    """Whether ``Prefer: bulk`` (RFC 7240) says that nobody waits for this: it works through a list.

    An empty value says the same as none, and any other one nothing.
    """
    return any(_BULK.fullmatch(part) is not None for part in _preferences(prefer))


def _preferences(prefer: Sequence[str]) -> list[str]:
    """What stands between the commas that are in no quotes; the first of them."""
    return [found[0] for found in islice(_PREFERENCE.finditer(",".join(prefer)), 64)]
