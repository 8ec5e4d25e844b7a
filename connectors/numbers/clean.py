"""Makes a text plain before it is read: one alphabet, one kind of dash, labels understood and taken out.

Full-width and other compatibility characters, digits of every script, the dashes U+2010 to U+2015 and the
like, invisible marks of copied text and thousands commas disappear here; label words ("Appl. No.", 特願)
become hints. Bounded: a text of more than 1,000 characters, or 200 that are not space, is refused at once.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from connectors.numbers.identity import NumberError
from connectors.numbers.labels import NATIVE, Label, latin

MAX_CHARACTERS = 1_000
MAX_SIGNIFICANT = 200
MAX_READ = 60

_FOLDED = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－ー⁃~", "-")
    | dict.fromkeys("⁄∕／⧸", "/")
    | dict.fromkeys("。．·․｡", ".")
    | dict.fromkeys(",，、٬'’‘´`\"“”", "")
    | dict.fromkeys("()[]{}（）［］【】〔〕「」", " ")
    | dict.fromkeys("_:：;#№", " ")
)
_AROUND = re.compile(r"\s*([-/.])\s*")
_READABLE = re.compile(r"[A-Z0-9./-]*")
_WORDS = re.compile(r"[A-Za-z]{3}|[NnUuSs][NORnork.°º]")
_MONTH = "(?:jan|f[eé][bv]|m[aä]r|a[pv]r|ma[iy]|ju[nil]|a[uo]|sep|o[ck]t|nov|d[eé][cz])[a-zûé]*"
_YEAR = "(?:18|19|20)[0-9]{2}"
_DATED = re.compile(
    rf"(?: (?:[-.] )?(?:{_YEAR}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9]\.[01]?[0-9]\.{_YEAR}"
    rf"|[0-3]?[0-9]\.? {_MONTH}\.? {_YEAR}|{_MONTH}\.? [0-3]?[0-9] {_YEAR})){{1,3}}$",
    re.IGNORECASE,
)
"""Days behind the number, as Espacenet (``EP1000000 (A1) - 2000-05-17``) and search reports show them."""
_REMARK = re.compile(r"([0-9] ?[A-Z][0-9]? ?)\([^()0-9]{3,}\)")
"""What stands in brackets behind a kind code: the applicant, in search reports."""
_LISTED = re.compile(r"^D[0-9]{1,2} (?=[A-Z]{2}[^A-Za-z])")
"""The name of a cited document in the EPO's letters, ``D1: EP-A-0 470 185``."""
_CITED = re.compile(
    r"^(?=[A-Z]{2}-[ABCEUY][0-9]? |[A-Z]{2} ?[ABCEUY][0-9] |(?:EP|JP|WO)[ABUY] )"
    r"([A-Z]{2})[- ]?([A-Z][0-9]?) (?=[A-Z]{0,2}[0-9])"
)
"""Office, kind and number with a space that would be gone: ``EP-A 0 470 185``, ``JPA 5-123456``."""
_PLAIN = re.compile(r"[A-Za-z0-9./-]+")


class Clean(msgspec.Struct, frozen=True):
    """A plain text of upper case letters, digits, ``-``, ``/`` and ``.``; and what labels said."""

    text: str
    label: Label = Label("")


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
    text, label = _labels(_alone(text))
    text = _CITED.sub(r"\1-\2-", text.strip().upper())
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
    return Clean(text, label)


def _alone(text: str) -> str:
    """The number without what stands around it in lists of documents: a name before it, a day behind it."""
    if text[:1] == "D":
        text = _LISTED.sub("", text)
    if text[-3:-2] == "-" or text[-5:-4] in (" ", "."):
        text = _DATED.sub("", text)
    return text


def _fold(raw: str) -> str:
    """One alphabet: compatibility forms, digits and dashes folded, marks without width dropped."""
    if not raw.isascii():
        raw = unicodedata.normalize("NFKC", raw)
        raw = "".join(_plain(character) for character in raw)
    if "(" in raw:
        raw = _REMARK.sub(r"\1 ", raw)
    return " ".join(raw.translate(_FOLDED).split())


def _plain(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "" if unicodedata.category(character) in ("Cf", "Mn") else character


def _labels(text: str) -> tuple[str, Label]:
    """Takes label words out; the first label of each kind of hint counts."""
    told = Label("")
    if not text.isascii():
        for label in NATIVE:
            if label.word in text:
                text = text.replace(label.word, label.instead)
                told = told.also(label)
    if _WORDS.search(text):
        return latin().taken_out(text, told)
    return text, told


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"{character!r} ({code})" if character.isprintable() else f"the character {code}"
