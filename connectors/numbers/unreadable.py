"""The sentence for a text that cannot be read: what was not understood, and how such numbers are written."""

from __future__ import annotations

from connectors.numbers.finding import find
from connectors.numbers.grammar import Grammar
from connectors.numbers.identity import NumberError, NumberType
from connectors.numbers.labels import Label
from connectors.numbers.offices import grammar_of, has_grammar
from connectors.numbers.st3 import CODES

_GENERAL = "EP 99203729.1, US 16/123,456, JP 2020-123456, PCT/US2008/086599 or WO 2010/050748 A2"
_MISTYPED = {
    "PTC": "PCT",
    "PC T": "PCT",
    "P C T": "PCT",
    "W0": "WO",
    "JA": "JP",
    "KO": "KR",
    "SP": "ES",
    "EU": "EP",
}
_BIG = ("EP", "US", "JP", "KR", "CN", "WO", "DE", "GB", "FR", "CA", "AU")


def unreadable(text: str, type: NumberType | None, office: str | None) -> NumberError:
    """The error for a plain text that no form reads, ``office`` being the one it should have been of."""
    prefix = text[:2] if text[:2].isalpha() else ""
    code = office or (prefix if prefix in CODES else None)
    grammar = grammar_of(code) if code and has_grammar(code) else None
    sentence = f"{text!r} cannot be read as {_sort(type)}"
    if grammar is not None:
        sentence += f" of {grammar.office} ({grammar.name})"
    elif code is None and len(prefix) == 2 and not text.startswith("PCT"):
        sentence += f": {prefix} is not an office code of WIPO ST.3"
    sentence += f"; such numbers look like {_examples(grammar, type)}"
    meant = _meant(text, type, code)
    return NumberError(sentence + (f". Did you mean {meant}?" if meant else ""))


def _sort(type: NumberType | None) -> str:
    if type is None:
        return "a number of an application or publication"
    return {"application": "an application number", "priority": "a priority number"}.get(
        type, "a publication number"
    )


def _examples(grammar: Grammar | None, type: NumberType | None) -> str:
    """Up to three examples of the type asked for; of any type when the grammar has none of it."""
    if grammar is None:
        return _GENERAL
    wanted = "publication" if type == "publication" else "application"
    fitting = [text for text, role, _ in grammar.examples if type is None or role == wanted]
    shown = (fitting or [text for text, _, _ in grammar.examples])[:3]
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _meant(text: str, type: NumberType | None, office: str | None) -> str | None:
    """What the text could have been meant as: the other type, or an office code with one letter different."""
    role = None if type is None else "publication" if type == "publication" else "application"
    if role is not None and (other := find(text, None, office, Label(""), None, None)):
        best = max(other, key=lambda one: one.score)
        return f"the {best.role} {best.office} {best.written}"
    for wrong, right in _MISTYPED.items():
        if text.startswith(wrong) and find(right + text[len(wrong) :], role, None, Label(""), None, None):
            return right + text[len(wrong) :]
    if office is not None or not text[:2].isalpha() or not any(map(str.isdigit, text)):
        return None
    for code in _BIG:
        alike = (code[0] == text[0]) + (code[1] == text[1])
        if alike == 1 and find(code + text[2:], role, None, Label(""), None, None):
            return code + text[2:]
    return None
