"""Finds the grammar of an office; the data of an office is loaded when a number of it is first met."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from connectors.numbers.grammar import Grammar
from connectors.numbers.grammars.shared import UNLISTED

HOMES: Mapping[str, str] = {
    "us": "US",
    "ep_wo": "EP WO",
    "jp": "JP",
    "kr_cn_tw": "KR CN TW",
    "de_gb_fr": "DE GB FR DD",
    "asia_pacific": "AU NZ IL IN SG HK ID MY PH VN TH BN KH LA MN PG IR GC",
    "americas_africa": "CA BR MX AR CL CO CR PE CU ZA EG AP OA",
    "europe_west": "AT CH NL BE LU IE ES PT IT SE FI DK NO GR TR",
    "europe_east": "EA RU SU UA BY MD GE AZ KZ PL CZ SK SI HU RO BG HR RS",
}
"""Module of ``grammars`` and the offices it holds, the busiest offices first."""

_HOME_OF = {office: module for module, offices in HOMES.items() for office in offices.split()}


def grammar_of(office: str) -> Grammar:
    """The grammar of an office; one that reads plain digits where the office has none of its own."""
    module = _HOME_OF.get(office)
    return UNLISTED if module is None else _load(module)[office]


def has_grammar(office: str) -> bool:
    """Whether an office has a grammar of its own."""
    return office in _HOME_OF


@cache
def grammars() -> Mapping[str, Grammar]:
    """Every grammar by office code, in the order of ``HOMES``."""
    return {office: grammar_of(office) for office in _HOME_OF}


@cache
def _load(module: str) -> Mapping[str, Grammar]:
    found: tuple[Grammar, ...] = import_module(f"connectors.numbers.grammars.{module}").GRAMMARS
    return {grammar.office: grammar for grammar in found}
