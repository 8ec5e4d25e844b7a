"""Label words that people and offices write beside a number, and what they say about it.

The words are data: those of Latin and Cyrillic script stand in ``western``, those of Chinese, Japanese and
Korean in ``eastern``. A label may name the role, the office or the right; one that only a language shows
(``Anmeldenummer``) names the offices that write in it, which then go before others of the same digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from connectors.numbers.identity import NumberType


class Label(msgspec.Struct, frozen=True):
    """A label word: the role, office and kind it says, and what stands ``instead`` of it in the number.

    ``writers`` are the offices that write in the language of the word, in no order: a hint where nothing
    names the office, never proof.
    """

    word: str
    type: NumberType | None = None
    office: str | None = None
    kind: str | None = None
    instead: str = " "
    writers: tuple[str, ...] = ()

    def also(self, other: Label) -> Label:
        """This label with what another adds; what was said first stays."""
        return Label(
            f"{self.word} {other.word}".strip() if other.type or other.office else self.word,
            self.type or other.type,
            self.office or other.office,
            self.kind or other.kind,
            writers=self.writers or other.writers,
        )


class Words(msgspec.Struct, frozen=True):
    """Labels of some scripts, to be taken out of a text in one pass; the more telling stand first.

    What ``pattern`` finds is the label of its group, or of ``places`` where labels are plain words.
    ``before`` are patterns replaced first (dotted countries, small words between others), ``number`` is the
    word for number, which goes last.
    """

    pattern: re.Pattern[str]
    labels: tuple[Label, ...]
    before: tuple[tuple[re.Pattern[str], str], ...] = ()
    number: re.Pattern[str] | None = None
    places: Mapping[str, int] = {}

    def taken_out(self, text: str, told: Label) -> tuple[str, Label]:
        """The text without labels, and what they say beside what was ``told`` already."""
        for pattern, instead in self.before:
            text = pattern.sub(instead, text)
        found: set[int] = set()

        def instead_of(match: re.Match[str]) -> str:
            place = self.places[match[0]] if self.places else int((match.lastgroup or "_0")[1:])
            found.add(place)
            return self.labels[place].instead

        text = self.pattern.sub(instead_of, text)
        for place in sorted(found):
            told = told.also(self.labels[place])
        return text if self.number is None else self.number.sub(" ", text), told
