"""Finds the readings of a plain text: which office, which grammar, with what repairs.

The steps, each tried only when it can matter: DOCDB's dotted form; the office from a prefix (also
doubled), from the context, from a label; the office's grammar and that of international applications; the
same without separators, without padding zeros, with letters O and I taken for digits; last, without any
office, every grammar that fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from connectors.numbers.cited import cited
from connectors.numbers.grammar import APPLICATION_KINDS, Form, Grammar
from connectors.numbers.identity import CheckDigit
from connectors.numbers.labels import Label
from connectors.numbers.matching import Match, matches
from connectors.numbers.offices import grammar_of, grammars, has_grammar
from connectors.numbers.pct import INTERNATIONAL, RECEIVED
from connectors.numbers.st3 import ALIASES, CODES

_DOTTED = re.compile(r"([A-Z]{2})\.([A-Z0-9/-]{1,40})(?:\.([A-Z][0-9]?))?(?:\.((?:18|19|20)[0-9]{6}))?")
_KIND = re.compile(r"(.*[0-9][A-Z]?)[-./]?([A-C]0|[A-Z][1-9]|[A-HJ-NP-Z])")
"""No kind code of WIPO ST.16 is O or a bare I, and level 0 have only A, B and C (C0: unitary patents)."""
_KIND_AS_LETTERS = re.compile(r"(.*[0-9])[-./]?([ABCU])[IL]")
_REPAIRED = "letters O and I taken for the digits 0 and 1"
_UNMARKED = str.maketrans("", "", "-.")
_LETTERS = str.maketrans("OQIL", "0011")


class Found(msgspec.Struct, frozen=True):
    """One reading on its way: identity, score, and what led to it.

    ``form`` is the form that read it, ``distinct`` whether it is marked as its office marks it.
    """

    role: str
    office: str
    number: str
    kind: str | None
    score: float
    check_digit: CheckDigit = "unknown"
    assumed: int | None = None
    written: str = ""
    reasons: tuple[str, ...] = ()
    form: Form | None = None
    distinct: bool = False


def find(
    text: str, role: str | None, office: str | None, label: Label, year: int | None, kind: str | None
) -> list[Found]:
    """Every reading of a plain text; empty when there is none.

    ``role`` is ``application`` or ``publication`` when only such are wanted, ``kind`` a kind code known
    from elsewhere.
    """
    dotted = _DOTTED.fullmatch(text)
    if dotted is not None and dotted[1] in CODES:
        return _dotted(dotted, role, office, year, kind or label.kind)
    kind = kind or label.kind
    if text.startswith("PCT"):
        return _international(text, role, office, year)
    code, body = _prefix(text)
    if office is not None and code is None and label.office not in (None, office):
        said = f"the label belongs to {label.office}, not to {office}"
        return [_because(one, said) for one in _under(label.office, text, role, year, kind)]
    if office is not None:
        own = _under(office, body if code == office else text, role, year, kind)
        if own or code == office:
            return own
        if code is not None:
            said = f"the number itself says {code}, not {office}"
            return [_because(one, said) for one in _under(code, body, role, year, kind)]
        return []
    if code is not None:
        own = _under(code, body, role, year, kind)
        if has_grammar(code) and any(one.score > _DOUBTFUL for one in own):
            return own
        return own + _anywhere(text, role, label, year, kind)
    if label.office is not None:
        return [
            _because(one, f"the label belongs to {label.office}")
            for one in _under(label.office, text, role, year, kind)
        ]
    return _anywhere(text, role, label, year, kind)


_DOUBTFUL = 0.35
_ELSEWHERE = 0.25
"""What it costs a reading that its office does not write in the language of the label, where another does.

Half of it where the number has the marks of its own office: letters cite foreign numbers, too.
"""


def _prefix(text: str) -> tuple[str | None, str]:
    """The office code in front and what follows, a doubled code taken off."""
    for length in (5, 4, 3, 2):
        head = text[:length]
        code = ALIASES.get(head) or (head if length == 2 and head in CODES else None)
        if code is None or len(text) <= length or (length > 2 and text[length].isalpha()):
            continue
        body = text[length:].lstrip("-./")
        while len(body) > 2 and body.startswith(code) and length == 2:
            body = body[2:].lstrip("-./")
        return code, body
    return None, text


def _because(found: Found, reason: str) -> Found:
    return msgspec.structs.replace(found, reasons=(reason, *found.reasons))


def _dotted(
    dotted: re.Match[str], role: str | None, office: str | None, year: int | None, kind: str | None
) -> list[Found]:
    """DOCDB's form: the number stands as it is, when the grammar knows it so or does not know it at all."""
    code, body, own, day = dotted.groups()
    year = int(day[:4]) if day else year
    kind = own or kind
    found = _under(code, body, role, year, kind)
    exact = [one for one in found if one.number == body]
    said = "written as DOCDB writes it"
    if exact or not found:
        roles = {one.role for one in exact} or {"application", "publication"}
        if kind is not None and (len(kind) > 1 or kind not in APPLICATION_KINDS):
            roles &= {"publication"}
        elif kind in ("W", "P", "F"):
            roles &= {"application"}
        for one in sorted(roles - {one.role for one in exact}):
            if role in (None, one) and body.isalnum() and not body.isalpha():
                letter = kind or ("A" if one == "application" else None)
                exact.append(
                    Found(one, code, body, letter, 0.4 if one == "application" else 0.36, written=body)
                )
        found = [one for one in found if one.number != body]
    if office is not None and office != code and kind != "W":
        said = f"the number itself says {code}, not {office}"
    keep = [_because(_costing(one, -0.25), said) for one in exact]
    return keep + [_costing(one, 0.3 if exact else 0.0) for one in found]


def _costing(found: Found, cost: float) -> Found:
    return msgspec.structs.replace(found, score=found.score - cost)


def _international(text: str, role: str | None, office: str | None, year: int | None) -> list[Found]:
    """A text that begins with PCT; national numbers of the office that look alike go before."""
    found = []
    for code in (office,) if office is not None else _LOOK_ALIKES:
        if has_grammar(code):
            grammar = grammar_of(code)
            national = matches(grammar, code, text, None, year, type=role)
            found += [_found(match, code, grammar, 0.0) for match in national]
    cost = 0.3 if found and office is not None else 0.0
    for stem in dict.fromkeys((text, _split(text)[0])):
        found += _received(stem, role, year, cost)
    if not found and (repaired := text[:6] + _digits(text[6:])) != text:
        found = [_because(one, _REPAIRED) for one in _received(repaired, role, year, 0.2)]
    return found


def _received(text: str, role: str | None, year: int | None, cost: float) -> Iterator[Found]:
    """Readings of a text that names its receiving office, as an international application."""
    for match in matches(INTERNATIONAL, "", text, None, year, type=role):
        if match.fields["ro"] in CODES:
            yield _found(match, match.fields["ro"], INTERNATIONAL, cost)


_LOOK_ALIKES = ("EG",)


def _split(body: str) -> tuple[str, str | None]:
    """A number and the kind code glued or set behind it."""
    found = _KIND.fullmatch(body)
    return (found[1], found[2]) if found else (body, None)


def _under(office: str, body: str, role: str | None, year: int | None, kind: str | None) -> list[Found]:
    """The readings of a body under an office, with repairs only when nothing reads as it stands."""
    found = list(_plainly(office, body, role, year, kind, 0.0))
    if body[:1] == "0" and role != "application" and not any(one.role == "publication" for one in found):
        found += [
            _because(one, "padding zeros taken off")
            for one in _plainly(office, body.lstrip("0"), "publication", year, kind, 0.2)
        ]
    if found:
        return found
    squeezed = body.translate(_UNMARKED)
    if squeezed != body:
        found = [
            _because(one, "separators are not where this office puts them")
            for one in _plainly(office, squeezed, role, year, kind, 0.08)
        ]
    if not found and role != "application":
        for first, spelt in cited(body):
            read = (list(_plainly(office, text, "publication", year, kind or first, 0.0)) for text in spelt)
            found += next(filter(None, read), ())
    if not found and (repaired := _digits(body)) != body:
        found = [_because(one, _REPAIRED) for one in _plainly(office, repaired, role, year, kind, 0.2)]
    return found


def _digits(body: str) -> str:
    """A body in which O, Q, I and L next to digits become digits, a kind code behind left alone."""
    if not any(map(str.isdigit, body)):
        return body
    if (found := _KIND_AS_LETTERS.fullmatch(body)) is not None:
        return found[1].translate(_LETTERS) + found[2] + "1"
    stem, kind = _split(body)
    return stem.translate(_LETTERS) + (kind or "")


def _plainly(
    office: str, body: str, role: str | None, year: int | None, kind: str | None, cost: float
) -> Iterator[Found]:
    tries: list[tuple[str, str | None]] = [(body, kind)]
    stem, own = _split(body)
    if own is not None:
        tries.append((stem, own if kind is None or own.startswith(kind) else kind))
    for text, letter in tries:
        if not text:
            continue
        own_form = own_application = False
        if office != "IB":
            grammar = grammar_of(office)
            for match in matches(grammar, office, text, letter, year, type=role):
                own_form, own_application = True, own_application or match.form.type == "application"
                yield _found(match, office, grammar, cost)
        if office in ("WO", "IB") or (text.startswith("PCT") and not own_form):
            yield from _received(text, role, year, cost)
        for match in matches(RECEIVED, office, text, letter, year, type=role) if office != "WO" else ():
            if not own_application or match.score > _DOUBTFUL:
                yield _found(match, office, RECEIVED, cost)


def _anywhere(text: str, role: str | None, label: Label, year: int | None, kind: str | None) -> list[Found]:
    """Readings of a text that names no office; those of offices that write as the label does go before."""
    found = list(_everywhere(text, role, year, kind, label.writers))
    if not any(one.office in label.writers for one in found):
        return found
    said = "the label is in a language of this office"
    return [
        _because(one, said)
        if one.office in label.writers
        else _costing(one, _ELSEWHERE / 2 if one.distinct else _ELSEWHERE)
        for one in found
    ]


def _everywhere(
    text: str, role: str | None, year: int | None, kind: str | None, likely: tuple[str, ...]
) -> Iterator[Found]:
    """Every grammar that fits, none of them sure.

    Plain digits are read in a standard's notation, or by an unconfirmed grammar, for ``likely`` offices only.
    """
    stem, own = _split(text)
    for office, grammar in grammars().items():
        for body, letter in ((text, kind), (stem, kind or own)) if own else ((text, kind),):
            for match in matches(grammar, office, body, letter, year, type=role):
                unsure = match.notation or (not grammar.confirmed and body.isdigit())
                if not match.form.bare or (unsure and office not in likely):
                    continue
                cost = 0.12 if not body.isdigit() and match.distinct else 0.3
                yield _because(_found(match, office, grammar, cost), "the text names no office")


def _found(match: Match, office: str, grammar: Grammar, cost: float) -> Found:
    form = match.form
    reasons = match.reasons
    if not grammar.confirmed:
        cost += 0.08
        reasons += (f"how {office} numbers is not confirmed by its own documents",)
    return Found(
        form.type,
        office,
        match.number,
        match.kind,
        match.score - cost,
        match.check_digit,
        match.assumed,
        match.written,
        reasons,
        form,
        match.distinct,
    )
