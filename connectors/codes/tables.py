"""The data files: codes by office, words of titles, document groups. Read once, when first asked for.

A code table is tab-separated: code, category, direction, meaning. A code that ends in ``*`` stands for all
that begin so (the longest counts); one that ends in ``~`` is shared by documents of several kinds, told
apart by their titles. The title table has the offices it holds for (``*``: all), a regular expression,
category, direction; the first line that matches counts. Lines that begin with ``#`` are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec

from connectors.model import Category, Direction

_FILES = {"US": "us.tsv", "EP": "ep.tsv", "JP": "jp.tsv", "CN": "cn.tsv"}
_SHARED = ("wo.tsv", "case.tsv")


class Classified(msgspec.Struct, frozen=True):
    """What a document is, in the common vocabulary, and which way it went."""

    category: Category
    direction: Direction


class Entry(msgspec.Struct, frozen=True):
    """One line of a code table; ``titled``: the title decides, where it says anything."""

    means: Classified
    titled: bool


class CodeTable(msgspec.Struct, frozen=True):
    """The codes of one file: whole ones, and beginnings with the longest first."""

    whole: dict[str, Entry]
    beginnings: tuple[tuple[str, Entry], ...]

    def get(self, code: str) -> Entry | None:
        """The line for a code, in capitals."""
        found = self.whole.get(code)
        if found is None:
            found = next((entry for begin, entry in self.beginnings if code.startswith(begin)), None)
        return found


class TitleRule(msgspec.Struct, frozen=True):
    """One line of the title table; ``offices`` is empty when it holds for all."""

    offices: frozenset[str]
    words: re.Pattern[str]
    means: Classified


def code_tables(office: str) -> tuple[CodeTable, ...]:
    """The tables to look a code of an office up in: its own, then the international and the shared ones."""
    own = _FILES.get(office)
    return tuple(_code_table(name) for name in ((own, *_SHARED) if own else _SHARED))


@cache
def _code_table(name: str) -> CodeTable:
    whole, beginnings = {}, []
    for code, category, direction, *_ in _rows(name):
        entry = Entry(_classified(category, direction), titled=code.endswith("~"))
        if code.endswith("*"):
            beginnings.append((code[:-1], entry))
        else:
            whole[code.removesuffix("~")] = entry
    return CodeTable(whole, tuple(sorted(beginnings, key=lambda row: -len(row[0]))))


@cache
def title_rules() -> tuple[TitleRule, ...]:
    """The title table, in its order."""
    return tuple(
        TitleRule(
            frozenset() if offices == "*" else frozenset(offices.split(",")),
            re.compile(words),
            _classified(category, direction),
        )
        for offices, words, category, direction in _rows("titles.tsv")
    )


def _rows(name: str) -> Iterator[list[str]]:
    """The fields of each line that is no remark."""
    text = files("connectors.codes").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _classified(category: str, direction: str) -> Classified:
    """A pair of words, checked against the vocabulary.

    Raises:
        msgspec.ValidationError: a data file has a word that the vocabulary does not.
    """
    return msgspec.convert({"category": category, "direction": direction}, Classified)
