"""The data files are whole: every word of the vocabulary, every code once, every rule of use."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from connectors.codes.tables import code_tables, title_rules
from connectors.model import CATEGORIES, Direction

TABLES = ("us.tsv", "ep.tsv", "jp.tsv", "cn.tsv", "wo.tsv", "case.tsv")


def rows(name: str) -> list[list[str]]:
    """The lines of a data file, split."""
    lines = files("connectors.codes").joinpath(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", TABLES)
def test_every_code_stands_once_with_words_of_the_vocabulary(name):
    """No code twice, capitals only, a category and a direction of the model."""
    found = rows(name)
    codes = [row[0].rstrip("~*") for row in found if not row[0].endswith("*")]
    assert len(codes) == len(set(codes))
    assert all(row[0] == row[0].upper() for row in found)
    assert {row[1] for row in found} <= set(CATEGORIES)
    assert {row[2] for row in found} <= set(get_args(Direction))


def test_every_title_rule_is_an_expression_with_words_of_the_vocabulary():
    """Four fields, an expression that compiles and never fits the empty title, in small letters."""
    found = rows("titles.tsv")
    assert {len(row) for row in found} == {4}
    assert {row[2] for row in found} <= set(CATEGORIES)
    assert {row[3] for row in found} <= set(get_args(Direction))
    for offices, words, *_ in found:
        assert re.compile(words).search("") is None
        assert re.sub(r"\\.", "", words) == re.sub(r"\\.", "", words).lower()
        assert offices == "*" or all(re.fullmatch("[A-Z]{2}", office) for office in offices.split(","))


def test_tables_are_read_once():
    """The same objects are handed out again: a data file is read at the first question only."""
    assert code_tables("US")[0] is code_tables("US")[0]
    assert title_rules() is title_rules()


def test_an_office_without_a_list_has_the_shared_tables():
    """Its own table first, where there is one; then the international and the CASE codes."""
    assert len(code_tables("AU")) == 2
    assert len(code_tables("EP")) == 3
    assert code_tables("EP")[1:] == code_tables("AU")


def test_the_longest_beginning_counts():
    """A whole code goes before a beginning, a longer beginning before a shorter."""
    (japan, *_) = code_tables("JP")
    assert japan.get("A523").titled
    assert not japan.get("A524").titled
    assert japan.get("A999") is None
