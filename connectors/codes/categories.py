"""What a document is: one category vocabulary over the codes, titles and groups of all offices.

In this order: the office's own code; the codes of international applications and of the CASE profile; the
words of the title, in English, Japanese, Chinese and Korean; the document group of One Portal Dossier. What
none of them knows stays ``other``, and keeps its own code.

A cover letter is correspondence, whatever it transmits; a list of what is cited is ``citations``; how a
search was made is ``search-strategy``, what it found ``search-report``; what the applicant answers is
``argument``, or ``amendment`` where it changes the application. A Japanese or Korean "written opinion" is
the applicant's, so an argument. Notices of loss, lapse and issue are ``legal-status``; requests, petitions
and receipts ``formality``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from connectors.codes.tables import Classified, code_tables, title_rules
from connectors.model import Direction

_LONGEST: Final = 200
_UNKNOWN: Final = Classified("other", "unknown")
_ORIGINAL: Final = re.compile(r"-(?:JP|KR|CN|EP|US)$")
_INTERNATIONAL: Final = re.compile(r"(?:PCT/)?(RO|IB|ISA|IPEA|SISA)/?(\d{3})")
_LANGUAGE_NOTE: Final = re.compile(r"[(\[](?:original|translated|translation|machine translation)[)\]]\s*$")
_NUMBER_TAIL: Final = re.compile(r"(?:\s+\d{6,}(?:\s+[a-z]{2})?)+\s*$")

_GROUPS: Final[tuple[tuple[str, Classified], ...]] = (
    ("21", Classified("examination-report", "outgoing")),
    ("22", Classified("examination-report", "outgoing")),
    ("23", Classified("decision", "outgoing")),
    ("3", Classified("citations", "incoming")),
    ("2", Classified("correspondence", "outgoing")),
    ("1", Classified("application", "incoming")),
    ("4", Classified("other", "incoming")),
    ("5", Classified("other", "internal")),
    ("101", Classified("citations", "unknown")),
)
"""What a document group says of a document of which nothing better is known, the most telling group first."""


def classify(
    office: str,
    code: str | None,
    title: str | None,
    *,
    groups: tuple[str, ...] = (),
    direction: Direction | None = None,
) -> Classified:
    """The category and direction of a document.

    ``office`` is the ST.3 code whose document it is, ``code`` and ``title`` are as the office writes them
    (the ``-JP`` of an original and a note such as ``(TRANSLATED)`` do not matter; of a title the first 200
    characters count), ``groups`` the groups of One Portal Dossier. ``direction`` is what the office itself
    says, which always counts; ``None`` or ``unknown`` says nothing. Groups say it where nothing else does.
    """
    if title is not None and len(title) > _LONGEST:
        title = title[:_LONGEST]
    if code is not None and len(code) > _LONGEST:
        code = None
    return _classify(office, code, title, groups, direction)


@lru_cache(maxsize=16384)
def _classify(
    office: str, code: str | None, title: str | None, groups: tuple[str, ...], direction: Direction | None
) -> Classified:
    """``classify``, remembered: dossiers say the same few thousand things over and over."""
    grouped = _by_groups(groups) or _UNKNOWN
    means = _by_code(office, code, title) or _by_title(office, title) or grouped
    directions = (direction or "unknown", means.direction, grouped.direction)
    said = next((one for one in directions if one != "unknown"), means.direction)
    return means if said == means.direction else Classified(means.category, said)


def _by_code(office: str, code: str | None, title: str | None) -> Classified | None:
    """What the code says; of a code shared by several kinds of document, what its title says first."""
    if not code:
        return None
    plain = _ORIGINAL.sub("", code.strip().upper())
    form = _INTERNATIONAL.fullmatch(plain)
    if form is not None:
        plain = form[1] + form[2]
    for table in code_tables(office):
        entry = table.get(plain)
        if entry is not None:
            return (_by_title(office, title) or entry.means) if entry.titled else entry.means
    return None


def _by_title(office: str, title: str | None) -> Classified | None:
    """What the first rule that fits a title says."""
    if not title:
        return None
    words = unicodedata.normalize("NFKC", title).casefold().replace("_", " ")
    words = _NUMBER_TAIL.sub("", _LANGUAGE_NOTE.sub("", " ".join(words.split())).strip())
    for rule in title_rules():
        if (not rule.offices or office in rule.offices) and rule.words.search(words):
            return rule.means
    return None


def _by_groups(groups: tuple[str, ...]) -> Classified | None:
    """What the most telling document group says."""
    return next((means for group, means in _GROUPS if group in groups), None)
