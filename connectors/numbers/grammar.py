"""The declarative grammar of an office: data only, applied by ``matching``.

A grammar is the forms in which an office has numbered applications and publications, each with the years it
was in use, its DOCDB spelling, the spelling shown to people, and others that are only read. Adding an
office is adding one grammar.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from connectors.numbers.eras import OFFSETS
from connectors.numbers.series import Series
from connectors.numbers.spelling import Spelling, spelling

APPLICATION_KINDS = frozenset("AUPFWTDKLMNQ")
"""DOCDB application kind classes (OPS reference guide; D K L M N Q are internal to the EPO)."""

_NO_WORDS: Mapping[str, str] = {}
_NO_LIMITS: Mapping[str, tuple[int, int]] = {}


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which an office numbered, in one period. Spellings are those of ``spelling``.

    - ``docdb`` the canonical spelling; ``shown`` the one for people (default: the same); ``also`` others
      that are read; ``epodoc`` the EPODOC spelling (``"rule"``: year and serial filled to seven, ``""``: not
      known); ``st13`` the ST.13 spelling where the office's own number holds type and year.
    - ``years`` first and last filing (or publication) year; ``limits`` bounds of number fields.
    - applications: ``kind`` the DOCDB kind class, or ``kind_by`` a field and the class each value means;
      ``others`` kind classes whose numbers have the same digits.
    - publications: ``repair`` ST.16 kinds that sources misspell to the right one; ``levels`` letters that
      never stand without a digit here: alone they leave the kind open (``EP-A-0 470 185`` is A1, A2 or A3);
      ``kinds`` a pattern of the kind codes that the office gives, where others show that it is not meant.
    - ``only_kinds`` the form applies only when one of these kind letters is written.
    - ``check`` a rule of ``check.RULES`` over the DOCDB number.
    - ``series`` codes of the office's series with the years in which this form spells them.
    - ``words`` a field, the field that says the same in other words, and what its values are there.
    - ``bare`` whether the form is read where the text names no office.
    - ``marked`` whether the form is read only where separators or letters are written.
    - ``groups`` lengths of the groups of digits in which the office writes it, beside those of ``shown``.
    - ``score`` how likely the form is for a text that fits it, before any other signal.
    """

    docdb: str
    type: str = "application"
    shown: str = ""
    also: tuple[str, ...] = ()
    epodoc: str = ""
    st13: str = ""
    years: tuple[int, int] = (1790, 2099)
    limits: Mapping[str, tuple[int, int]] = _NO_LIMITS
    kind: str = "A"
    kind_by: tuple[str, Mapping[str, str]] | None = None
    others: str = ""
    repair: Mapping[str, str] = _NO_WORDS
    levels: str = ""
    kinds: str = ""
    only_kinds: str = ""
    check: str = ""
    series: Mapping[str, tuple[int, int]] = _NO_LIMITS
    words: Mapping[str, tuple[str, Mapping[str, str]]] = {}
    groups: tuple[tuple[int, ...], ...] = ()
    score: float = 0.62
    note: str = ""
    bare: bool = True
    marked: bool = False

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """An office's forms. ``examples`` are (text, type, DOCDB identity) as an examiner would write them.

    ``source`` says where the rules come from; ``confirmed`` is false where no office document or real
    number stands behind them: then readings score lower and say so.
    """

    office: str
    name: str
    forms: tuple[Form, ...]
    examples: tuple[tuple[str, str, str], ...]
    source: str
    series: Mapping[str, Series] = {}
    confirmed: bool = True

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


Way = tuple[Spelling, float, str]
"""A spelling that reads a form, what it costs in score, the name of the notation."""


@cache
def ways(grammar: Grammar) -> tuple[tuple[Form, tuple[Way, ...]], ...]:
    """Every form of a grammar with the spellings that read it."""
    return tuple((form, spellings(form)) for form in grammar.forms)


@cache
def spellings(form: Form) -> tuple[Way, ...]:
    """Every spelling that reads a form, with what it costs in score and the name of the notation."""
    told: dict[str, tuple[float, str]] = {}
    if form.shown:
        told[form.shown] = (0.0, "")
    told.setdefault(form.docdb, (0.1 if form.series else 0.0, "DOCDB" if form.shown else ""))
    if "!" in form.shown:
        told.setdefault(form.shown.replace("!", ""), (0.1, "compact"))
    for source in form.also:
        told.setdefault(source, (0.02, ""))
    if epodoc := epodoc_spelling(form):
        told.setdefault(epodoc, (0.2, "EPODOC"))
    if form.st13:
        told.setdefault(form.st13, (0.03, "ST.13"))
    elif form.type == "application" and form.kind == "A" and _is_plain(form):
        told.setdefault("10{yyyy}{serial:9}", (0.06, "ST.13"))
    return tuple((spelling(source), cost, notation) for source, (cost, notation) in told.items())


def epodoc_spelling(form: Form) -> str:
    """The EPODOC spelling of a form, by the rule of OPS where the form follows it, or an empty string."""
    return "{yyyy}{serial:7}" if form.epodoc == "rule" else form.epodoc


def _is_plain(form: Form) -> bool:
    names = spelling(form.docdb).names
    return "serial" in names and names <= {"serial", "yyyy", "yy", *OFFSETS} and len(names) == 2
