"""Forms that several offices have in common."""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar

VALIDATION = Form(
    docdb="{yy}{serial:6}", shown="{yy}{serial:6}[.{c}]", epodoc="rule", kind="T", check="epo",
    years=(1978, 2077),
    score=0.44, note="the number of a European patent application, validated here",
)  # fmt: skip
"""A European patent validated in a state repeats the number of the European application, with kind T."""


def publications(widest: int, score: float = 0.55, narrowest: int = 1) -> Form:
    """Plain publication numbers of at most so many digits."""
    return Form(type="publication", docdb=f"{{serial:{narrowest}-{widest}}}", score=score)


def translations(widest: int, score: float) -> Form:
    """Plain publication numbers, also those of translated European patents (``DK/EP 3989061 T3``)."""
    return Form(type="publication", docdb=f"{{serial:1-{widest}}}", also=("EP{serial:7}",), score=score)


SAME_DIGITS = 0.47
"""Score of a publication that carries its application's own number: the application goes before."""

UNLISTED = Grammar(
    office="ZZ",
    name="an office without a grammar of its own",
    source="WIPO ST.6: publication numbers are digits only, at most 13",
    confirmed=False,
    forms=(
        Form(docdb="{serial:1-13}", score=0.45),
        Form(docdb="{right:P|A|U|PI|MU}{serial:4-13}", score=0.4),
        Form(type="publication", docdb="{serial:1-13}", score=0.42),
    ),
    examples=(),
)
"""Reads plain digits under the code of an office that has no grammar."""
