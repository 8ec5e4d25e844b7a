"""Applies grammars: reads a text by every form of an office, and takes a DOCDB number apart again.

One engine for all offices; what differs between them is data (``grammar``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from connectors.numbers.check import expected
from connectors.numbers.eras import year_fields, year_in
from connectors.numbers.grammar import APPLICATION_KINDS, Form, Grammar, ways
from connectors.numbers.identity import CheckDigit
from connectors.numbers.series import series_of
from connectors.numbers.spelling import Fields, Spelling, spelling


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A text read by one form.

    ``assumed`` is the filing year taken for granted, ``year`` the one the number carries; ``notation`` is
    set when the spelling is one of a standard, ``distinct`` when it is marked as that of the office;
    ``written`` is the number as its office prints it, the same in every year that it leaves open.
    """

    form: Form
    fields: Fields
    number: str
    kind: str | None
    score: float
    check_digit: CheckDigit = "unknown"
    assumed: int | None = None
    year: int | None = None
    reasons: tuple[str, ...] = ()
    notation: str = ""
    distinct: bool = False
    written: str = ""


def matches(
    grammar: Grammar, office: str, text: str, kind: str | None, year: int | None, *, type: str | None
) -> Iterator[Match]:
    """Every way in which a grammar's forms of a type (or all) read a text, kind code split off.

    ``office`` is the office under whose code the text stands; a receiving office in the text itself goes
    before. ``year`` is a known filing year, a hint for forms that leave it open.
    """
    length, digits = len(text), text.isdigit()
    for form, spelt in ways(grammar):
        if type is not None and form.type != type:
            continue
        if form.only_kinds and (kind is None or kind[0] not in form.only_kinds):
            continue
        if form.marked and digits:
            continue
        for way, cost, notation in spelt:
            if not way.shortest <= length <= way.longest:
                continue
            fields = way.match(text)
            if fields is not None:
                fields.setdefault("ro", office)
                yield from _matched(grammar, form, way, fields, text, kind, year, cost, notation)


def _matched(
    grammar: Grammar,
    form: Form,
    way: Spelling,
    fields: Fields,
    text: str,
    kind: str | None,
    hint: int | None,
    cost: float,
    notation: str,
) -> Iterator[Match]:
    if not _within(form, fields):
        return
    settled = _kind(form, fields, kind)
    if settled is None:
        return
    said, doubt, reasons = settled
    score = form.score - cost - doubt
    fields = _translated(form, fields)
    plain = None if text.isdigit() else way.write(fields)
    distinct = False
    if plain is not None and plain.replace(" ", "").replace(",", "").upper() == text:
        score, distinct = score + 0.12, True
        reasons += ("written as the office writes it",) if not notation else (f"written as in {notation}",)
    docdb, written = spelling(form.docdb), ""
    for whole, assumed, less in _years(grammar, form, fields, said, hint):
        number = docdb.write(whole)
        if number is None:
            continue
        number = number.upper()
        state = _check(form, number, fields, text)
        if state is None:
            continue
        because = reasons
        if state == "valid":
            because += (f"the check digit {fields['c']} is right",)
        if state == "invalid":
            because += (f"the check digit should be {expected(form.check, number)}, not {fields['c']}",)
        if assumed is not None:
            because += (f"filed in {assumed}: the number itself does not say the year",)
        if (
            form.type == "publication"
            and text[:1] == "0"
            and number[:1] != "0"
            and form.docdb.startswith("{serial")
        ):
            less, because = less + 0.2, (*because, "padding zeros taken off")
        if form.note:
            because += (form.note,)
        if assumed is None or not written:
            written = _written(form, whole, number)
        yield Match(
            form=form,
            fields=whole,
            number=number,
            kind=said,
            score=score + (_BONUS[state] if state != "valid" or _marked(fields, text) else _CHANCE) - less,
            check_digit=state,
            assumed=assumed,
            year=_gregorian(whole),
            reasons=because,
            notation=notation,
            distinct=distinct,
            written=written,
        )


_BONUS: Mapping[CheckDigit, float] = {"valid": 0.12, "invalid": -0.12, "absent": 0.0, "unknown": 0.0}
_CHANCE = 0.0
"""One last digit in ten or eleven is right by chance: without a mark before it, it proves nothing."""


def _written(form: Form, fields: Fields, number: str) -> str:
    """A number as its office prints it, with the check digit that belongs to it."""
    if form.check and (digit := expected(form.check, number)) is not None:
        fields = fields | {"c": digit}
    return spelling(form.shown or form.docdb).write(fields) or number


def _translated(form: Form, fields: Fields) -> Fields:
    """Fields with their other spelling (``words``) filled in, in either direction."""
    for name, (other, words) in form.words.items():
        if name in fields:
            fields = fields | {other: words[fields[name]]}
        elif other in fields:
            told = next((word for word, meant in words.items() if meant == fields[other]), None)
            fields = fields if told is None else fields | {name: told}
    return fields


def _within(form: Form, fields: Fields) -> bool:
    if "serial" in fields and not fields["serial"].strip("0"):
        return False
    for name, (low, high) in form.limits.items():
        if name in fields and not low <= int(fields[name]) <= high:
            return False
    return True


_RIGHTS = {"A": "a patent application", "U": "a utility model", "F": "a design"}


def _kind(form: Form, fields: Fields, kind: str | None) -> tuple[str | None, float, tuple[str, ...]] | None:
    """The kind of the match, what it costs, why; ``None`` when the written kind rules the form out."""
    if form.type == "publication":
        if kind is None:
            return None, 0.0, ()
        if kind in ("W", "F"):
            return None
        if kind in form.levels:
            return None, -0.1, (f"{kind} alone is not a whole kind code here: any of its levels is meant",)
        repaired = form.repair.get(kind, kind)
        if repaired != kind:
            return repaired, 0.0, (f"kind {kind} is {repaired} for this number",)
        if form.kinds and re.fullmatch(form.kinds, kind) is None:
            return kind, 0.25, (f"{kind} is not a kind code of this office for such numbers",)
        return kind, -0.1, (f"{kind} is a kind code of publications",) if kind != "A" else ()
    own: str | None = form.kind
    if form.kind_by is not None:
        field, classes = form.kind_by
        if field in fields:
            own = classes.get(fields[field])
            if own is None:
                return None
    if kind is None:
        same = " or ".join(_RIGHTS[other] for other in form.others)
        return own, 0.0, (f"{same} could have the same digits",) if same else ()
    if kind == own:
        return own, -0.1, ()
    if len(kind) > 1 or kind not in APPLICATION_KINDS:
        return own, 0.35, (f"{kind} is a kind code of publications, here on an application number",)
    if (kind == "W") != (own == "W"):
        return None
    if kind == "A" and ("series" in fields or (form.kind_by is not None and form.kind_by[0] in fields)):
        return own, 0.0, ()
    return kind, 0.0 if kind in form.others else 0.35, ()


def _years(
    grammar: Grammar, form: Form, fields: Fields, kind: str | None, hint: int | None
) -> Iterator[tuple[Fields, int | None, float]]:
    """The fields with year and series filled in, for each possible year: (fields, assumed year, doubt).

    Where DOCDB leaves the series out, a year in which its number is understood as one of another series is
    none: ``US.18314306.A`` is 12/183,143, a national phase, and not 11/183,143 of the year before.
    """
    year = year_in(fields, form.years)
    if year is not None and not form.years[0] <= year <= form.years[1]:
        return
    if not form.series:
        whole = fields if year is None else fields | year_fields(year) | fields
        yield whole, None, 0.02 if hint is not None and year is not None and abs(hint - year) > 3 else 0.0
        return
    serial = int(fields["serial"])
    if "series" not in fields:
        yield from _with_series(grammar, form, fields, kind or "A", year, hint)
        return
    code = fields["series"]
    if code not in form.series or not grammar.series[code].holds(serial) or grammar.series[code].kind != kind:
        return
    first, last = form.series[code]
    series = grammar.series[code]
    if year is not None:
        if first <= year <= last:
            yield fields | year_fields(year), None, 0.0 if series.begins <= year else 0.1
        return
    doubts = series.likely(serial, first, last)
    hinted = hint is not None and first <= hint <= last
    if hinted and hint is not None:
        doubts.setdefault(hint, 0.0)
    said = "series" in spelling(form.docdb).names
    unsaid = grammar.series, form.series, series.kind, serial
    for possible, doubt in doubts.items():
        if doubt and not said and possible != hint and series_of(*unsaid, possible) != (code, doubt):
            continue
        if hinted:
            doubt = -0.05 if possible == hint else 0.2 + doubt
        elif hint is not None:
            doubt += 0.15
        yield fields | year_fields(possible), possible, doubt


def _with_series(
    grammar: Grammar, form: Form, fields: Fields, kind: str, year: int | None, hint: int | None
) -> Iterator[tuple[Fields, int | None, float]]:
    """The fields with the series that held the serial in its year, or in the hinted one."""
    when = hint if year is None else year
    found = (
        None if when is None else series_of(grammar.series, form.series, kind, int(fields["serial"]), when)
    )
    if found is not None and when is not None:
        code, doubt = found
        whole = fields | year_fields(when) | {"series": code}
        yield (whole, None, doubt) if year is not None else (whole, when, doubt + 0.3)


def _check(form: Form, number: str, fields: Fields, text: str) -> CheckDigit | None:
    """What the check character says; ``None`` when the last digit was only taken for one and is not."""
    if "c" not in fields:
        return "absent" if form.check else "unknown"
    right = expected(form.check, number) if form.check else None
    if right == fields["c"]:
        return "valid"
    if not _marked(fields, text):
        return None if right is not None else "unknown"
    return "unknown" if right is None else "invalid"


def _marked(fields: Fields, text: str) -> bool:
    """Whether a mark stands before the check character, which a unit of the office may follow."""
    before = text.removesuffix(fields.get("unit", "")).rstrip("-")
    return before[-2:-1] in ("-", "/", ".")


def _gregorian(fields: Fields) -> int | None:
    return int(fields["yyyy"]) if "yyyy" in fields else None


class Parts(msgspec.Struct, frozen=True):
    """A DOCDB number taken apart: its form, all fields, and the kind class its spelling alone says."""

    form: Form
    fields: Fields
    kind: str | None


def parts(grammar: Grammar, type: str, number: str, kind: str | None, office: str) -> Parts | None:
    """Takes a DOCDB number apart; year, series and check digit are filled in; ``None`` when no form fits.

    The first form that fits wins, one of exactly this kind before others.
    """
    fallback: Parts | None = None
    for form in grammar.forms:
        if form.type != type or (form.only_kinds and (kind is None or kind[0] not in form.only_kinds)):
            continue
        found = _apart(grammar, form, number, kind, office)
        if found is not None and (type == "publication" or kind is None or kind == found.kind):
            return found
        if not form.series:
            fallback = fallback or found
    return fallback


def _apart(grammar: Grammar, form: Form, number: str, kind: str | None, office: str) -> Parts | None:
    fields = spelling(form.docdb).match(number)
    if fields is None or not _within(form, fields):
        return None
    fields = _translated(form, fields) | {"ro": office}
    own = form.kind
    if form.type == "application" and form.kind_by is not None:
        field, classes = form.kind_by
        if field not in fields:
            wanted = kind if kind in classes.values() else own
            fields[field] = next(value for value, meant in classes.items() if meant == wanted)
        elif fields[field] not in classes:
            return None
        own = classes[fields[field]]
    whole = next((whole for whole, _, _ in _years(grammar, form, fields, own, None)), None)
    if whole is None:
        return None
    if form.check and (digit := expected(form.check, number)) is not None:
        whole = whole | {"c": digit}
    return Parts(form, whole, own)
