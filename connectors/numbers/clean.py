"""Makes a text plain before it is read: one alphabet, one kind of dash, labels understood and taken out.

Full-width and other compatibility characters, digits of every script, accents, the dashes U+2010 to U+2015
and the like, invisible marks of copied text and thousands commas disappear here; what stands around a number
in lists and letters goes (``surroundings``), label words ("Appl. No.", 特願) become hints. Bounded: a text of
more than 1,000 characters, or 200 that are not space, is refused at once.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from connectors.numbers.eastern import eastern
from connectors.numbers.identity import NumberError
from connectors.numbers.labels import Label
from connectors.numbers.st3 import CODES
from connectors.numbers.surroundings import alone
from connectors.numbers.western import western

MAX_CHARACTERS = 1_000
MAX_SIGNIFICANT = 200
MAX_READ = 60

_NUMBER_SIGNS = str.maketrans({"№": " ", "º": "°"})
_FOLDED = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－ー⁃~", "-")
    | dict.fromkeys("⁄∕／⧸", "/")
    | dict.fromkeys("。．·․｡", ".")
    | dict.fromkeys("，、٬", ",")
    | dict.fromkeys("`´‘’", "'")
    | dict.fromkeys("“”„‟«»‹›《》〈〉『』「」【】〔〕", " ")
)
_REST = str.maketrans(dict.fromkeys("'\"`", "") | dict.fromkeys("()[]{}<>_:;#|*", " ") | {"~": "-"})
_BROKEN = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[a-zа-я])")
"""The hyphen of a word that goes on in the next line."""
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_AROUND = re.compile(r"\s*([-/.])\s*")
_DIGITS, _GROUPED = re.compile("[0-9]+"), re.compile("[0-9][ ,][0-9]")
_READABLE = re.compile(r"[A-Z0-9./-]*")
_WORDS = re.compile(r"[A-Za-z]{3}|[NnUuSsAa][NORnorkz./°]|[^\W\d_a-zA-Z]{2}")
_CITED = re.compile(
    r"^(?=[A-Z]{2}-[ABCEUY][0-9]? |[A-Z]{2} ?[ABCEUY][0-9] |(?:EP|JP|WO)[ABUY] )"
    r"([A-Z]{2})[- ]?([A-Z][0-9]?) (?=[A-Z]{0,2}[0-9])"
)
"""Office, kind and number with a space that would be gone: ``EP-A 0 470 185``, ``JPA 5-123456``."""
_BRACKETED, _NAME = re.compile(r"([^()]+)\(([^()]*)\)"), re.compile(r"[^\W\d_]{2}")
_PLAIN = re.compile(r"[A-Za-z0-9./-]+")
_ALIKE = str.maketrans("АВЕКМНОРСТУХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXISJABEZHIKMNOPTYX")
"""Cyrillic and Greek capitals, and the Latin ones that nobody can tell from them."""
_ALIKE_SAID = "letters of another alphabet read as the Latin ones that look the same"


class Clean(msgspec.Struct, frozen=True):
    """A plain text of upper case letters, digits, ``-``, ``/`` and ``.``; and what labels said.

    ``said`` is what was done to the text that its reader must know; ``groups`` are the lengths of its groups
    of digits, where blanks or commas part them.
    """

    text: str
    label: Label = Label("")
    said: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()


def clean(raw: str) -> Clean:
    """The plain form of a raw text.

    Raises:
        NumberError: it is empty, too long, or holds characters that no number has.
    """
    if len(raw) > MAX_CHARACTERS:
        raise NumberError(f"a text of {len(raw)} characters is not a number; one number at a time is read")
    if len(raw) <= MAX_READ and _PLAIN.fullmatch(raw) and ".S." not in raw and "o." not in raw:
        return Clean(raw.upper())
    text = _fold(raw)
    if len(text) - text.count(" ") > MAX_SIGNIFICANT:
        raise NumberError("more than 200 characters are not a number; one number at a time is read")
    text, around = alone(text)
    text, name = _without_names(text)
    text, label = _labels(text.translate(_REST), around)
    text = text.strip().upper()
    latin = text if text.isascii() else text.translate(_ALIKE)
    said = (*([_ALIKE_SAID] if latin != text else ()), *([_name_said(name)] if name else ()))
    groups = tuple(map(len, _DIGITS.findall(latin))) if _GROUPED.search(latin) else ()
    text = _CITED.sub(r"\1-\2-", latin.replace(",", ""))
    text = _AROUND.sub(r"\1", text).replace(" ", "").strip("-/.")
    text = text.removeprefix("PCT") if text.startswith("PCTPCT") else text
    if not text:
        raise NumberError("there is no number in the text; write for example EP 99203729.1 or JP 2020-123456")
    if _READABLE.fullmatch(text) is None:
        strange = next(character for character in text if not _READABLE.fullmatch(character))
        raise NumberError(
            f"{_name(strange)} is not part of any number; numbers have letters, digits and . / - only"
        )
    if len(text) > MAX_READ:
        raise NumberError(f"{text[:30]}... is longer than any number; one number at a time is read")
    return Clean(text, label, said, groups)


def _fold(raw: str) -> str:
    """One alphabet: compatibility forms, digits, accents and dashes folded, marks without width dropped."""
    if not raw.isascii():
        raw = unicodedata.normalize("NFKC", raw.translate(_NUMBER_SIGNS))
        raw = "".join(map(_plain, raw)).translate(_FOLDED)
    if "\n" in raw:
        raw = _BROKEN.sub("", raw)
    if "'" in raw:
        raw = _APOSTROPHE.sub(" ", raw)
    return " ".join(raw.split())


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character < "\u0250" and character.isalpha():
        return unicodedata.normalize("NFD", character)[0]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "" if unicodedata.category(character) in ("Cf", "Mn") else character


def _without_names(text: str) -> tuple[str, str]:
    """The number without a name beside it, and the name: ``Smith (US 4,123,456)``, ``16/123,456 (UTL)``.

    One of the two stands in brackets, and the name has no digit. Words that say something of the number are
    no name: they go before it.
    """
    found = _BRACKETED.fullmatch(text)
    if found is None:
        return text, ""
    before, inside = found.groups()
    for words, number in ((before, inside), (inside, before)):
        if any(map(str.isdigit, words)) or not any(map(str.isdigit, number)):
            continue
        rest, told = _labels(words.translate(_REST), Label(""))
        if told != Label("") or rest.strip() in CODES:
            return f"{words} {number}", ""
        if _NAME.search(rest):
            return number, words.strip()
    return text, ""


def _labels(text: str, told: Label) -> tuple[str, Label]:
    """Takes label words out; the first label of each kind of hint counts."""
    if not text.isascii():
        text, told = eastern().taken_out(text, told)
    if _WORDS.search(text):
        text, told = western().taken_out(text, told)
    return text, told


def _name_said(name: str) -> str:
    return f"{name[:40]!r} is taken for a name beside the number"


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"{character!r} ({code})" if character.isprintable() else f"the character {code}"
