"""What a citation cites: when two of them cite the same document, and how that document is called.

- Patent documents are the same by office and number, whichever kind code stands behind (``A1`` and ``B1`` of
  one number are one row), but not across series that count apart under the same digits: utility models,
  designs, additions (WIPO ST.16), and the levels of publication of offices that number each level anew
  (``JP S63-12345 A`` and ``JP S63-12345 B`` are two inventions). A number without a kind code belongs to the
  only series that is cited under it, and stands for itself where there are several.
- Applications are the same by their number, in the one spelling that the family knows.
- Literature is the same when the words are, but for case, spacing, the shape of quotation marks and dashes,
  and punctuation at the end. Nothing is guessed: two wordings of one article stay two rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

import msgspec

from connectors.model import Citation, Publication
from connectors.numbers.identity import ApplicationNumber, Number, NumberError
from connectors.numbers.reading import read_publication

Sort = Literal["publication", "application", "literature"]

Canonical = Callable[[ApplicationNumber], ApplicationNumber]

_SERIES = dict.fromkeys("UYZ", "U") | {letter: letter for letter in "EFGHLMPS"}
"""The first letters of kind codes that do not share the digits of patents (``A``)."""

_LEVELS_APART = frozenset({"JP", "KR", "NL", "TW"})
"""Offices that number unexamined and examined publications, or used to, each from one."""

_AUSTRALIAN = re.compile(r"(?:19|20)\d{8}")
"""Australian numbers since 2002, the same for every publication of an application."""

_SPACES = re.compile(r"\s+")
_SHAPES = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("“”„‟«»", '"')}
)
_SYMBOL = re.compile(r"([A-HY])\s*(\d{2})\s*([A-Z])\s*0*(\d{1,4})\s*/\s*(\d{2,6})")


class Identity(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """What makes two cited documents the same; ``series`` tells series of one office's numbers apart."""

    sort: Sort
    office: str = ""
    name: str = ""
    series: str = ""


class Cited(msgspec.Struct, frozen=True):
    """One cited document as one citation names it: read again, in the gateway's one spelling."""

    publication: Publication | None
    application: ApplicationNumber | None
    text: str | None


def read_cited(citation: Citation, canonical: Canonical) -> Cited | None:
    """What a citation cites; ``None`` when it says nothing of that."""
    if citation.publication is not None:
        return Cited(_read(citation.publication), None, None)
    if citation.application is not None:
        return Cited(None, canonical(citation.application), None)
    text = _SPACES.sub(" ", citation.text or "").strip()
    return Cited(None, None, text) if text else None


def series_of(publication: Publication) -> str | None:
    """The series of its office's numbers that a publication counts in; ``None`` without a kind code."""
    if not publication.kind:
        return None
    letter, office = publication.kind[0].upper(), publication.office
    if office in _LEVELS_APART or (office == "AU" and not _AUSTRALIAN.fullmatch(publication.number)):
        return letter
    return _SERIES.get(letter, "A")


def identities(cited: Iterable[Cited]) -> Callable[[Cited], Identity]:
    """What tells the identity of each of these documents, given all of them."""
    series: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in cited:
        if one.publication is not None and (known := series_of(one.publication)) is not None:
            series[one.publication.office, one.publication.number].add(known)

    def identity(one: Cited) -> Identity:
        if one.publication is not None:
            office, number = one.publication.office, one.publication.number
            own, known = series_of(one.publication), series.get((office, number), {""})
            only = next(iter(known)) if len(known) == 1 else ""
            return Identity("publication", office, number, only if own is None else own)
        if one.application is not None:
            return Identity("application", one.application.office, one.application.docdb)
        return Identity("literature", name=plain(one.text or ""))

    return identity


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """A text about literature, so that equal words are equal."""
    folded = unicodedata.normalize("NFKC", text.translate(_SHAPES)).casefold()
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", folded)).strip().rstrip(" .,;") or text


@lru_cache(maxsize=16_384)
def symbol(text: str) -> str:
    """A classification symbol as it is printed, ``B28B 1/29``; what is no such symbol keeps its words."""
    found = _SYMBOL.fullmatch(text.strip().upper())
    if found is None:
        return _SPACES.sub(" ", text).strip()
    section, main, sub, group, subgroup = found.groups()
    return f"{section}{main}{sub} {group}/{subgroup}"


def _read(publication: Publication) -> Publication:
    """The publication under the number that its office's grammar reads it as."""
    try:
        read = _number(publication.office, publication.number, publication.kind)
    except NumberError:
        return publication
    return Publication(office=read.office, number=read.number, kind=publication.kind, date=publication.date)


@lru_cache(maxsize=16_384)
def _number(office: str, number: str, kind: str | None) -> Number:
    return read_publication(office, number, kind=kind)
