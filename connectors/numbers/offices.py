"""Finds the grammar of an office."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from connectors.numbers.grammar import Grammar
from connectors.numbers.grammars import (
    americas_africa,
    asia_pacific,
    de_gb_fr,
    ep_wo,
    europe_east,
    europe_west,
    jp,
    kr_cn_tw,
    us,
)
from connectors.numbers.grammars.shared import UNLISTED

_MODULES = (us, ep_wo, jp, kr_cn_tw, de_gb_fr, asia_pacific, americas_africa, europe_west, europe_east)


@cache
def grammars() -> Mapping[str, Grammar]:
    """Every grammar by office code, the busiest offices first."""
    return {grammar.office: grammar for module in _MODULES for grammar in module.GRAMMARS}


def grammar_of(office: str) -> Grammar:
    """The grammar of an office; one that reads plain digits where the office has none of its own."""
    return grammars().get(office, UNLISTED)
