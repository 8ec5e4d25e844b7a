"""Every office has a whole grammar: examples that read as stated, forms the engine understands."""

from __future__ import annotations

import pytest

from connectors.numbers.check import RULES
from connectors.numbers.grammar import APPLICATION_KINDS, Form, Grammar, epodoc_spelling, spellings
from connectors.numbers.grammars.shared import UNLISTED
from connectors.numbers.identity import NumberType
from connectors.numbers.offices import HOMES, grammar_of, grammars, has_grammar
from connectors.numbers.pct import INTERNATIONAL, RECEIVED
from connectors.numbers.reading import read
from connectors.numbers.spelling import spelling
from connectors.numbers.st3 import CODES

PARTICIPANTS = "AU BN CA CL CN EP GB IL JP KR US WO AZ CR EA EG ID IN KH LA MN MY NZ PG PH PT SG TH VN BR"
OTHERS = (
    "DE FR AT CH NL BE ES IT SE FI DK NO PL CZ HU RO GR MD TW RU MX AR CO ZA HK IE LU TR UA DD SU AP OA GC"
)
EVERY = (*grammars().values(), INTERNATIONAL, RECEIVED)
FORMS = [(grammar, form) for grammar in EVERY for form in grammar.forms]
EXAMPLES = [(grammar, *example) for grammar in EVERY for example in grammar.examples]


def form_name(value: object) -> str:
    """How an office and a form are called in the test report."""
    return (
        value.office if isinstance(value, Grammar) else value.docdb if isinstance(value, Form) else str(value)
    )


@pytest.mark.parametrize("office", [*PARTICIPANTS.split(), *OTHERS.split(), "SK", "SI"])
def test_participants_and_big_offices_have_a_grammar(office: str) -> None:
    """Each office whose numbers examiners meet is described, with a source and its own name."""
    grammar = grammar_of(office)
    assert has_grammar(office)
    assert grammar.office == office
    assert grammar.source
    assert grammar.examples


def test_at_least_45_authorities_are_described() -> None:
    """The promise of the product, and no code that ST.3 does not have."""
    assert len(grammars()) >= 45
    assert set(grammars()) <= CODES


def test_the_list_of_homes_is_the_list_of_grammars() -> None:
    """A module holds exactly the offices that are listed for it, so that each is found."""
    for module, offices in HOMES.items():
        loaded = __import__(f"connectors.numbers.grammars.{module}", fromlist=["GRAMMARS"]).GRAMMARS
        assert [grammar.office for grammar in loaded] == offices.split()


@pytest.mark.parametrize(("grammar", "text", "type", "docdb"), EXAMPLES, ids=form_name)
def test_examples_read_as_stated(grammar: Grammar, text: str, type: NumberType, docdb: str) -> None:
    """Each example of a grammar is the best reading under its office, and stands among the readings alone."""
    office = None if grammar.office == "IB" else grammar.office
    assert read(text, type=type, office=office)[0].number.docdb == docdb


@pytest.mark.parametrize("grammar", [one for one in EVERY if one is not RECEIVED], ids=form_name)
def test_every_example_type_is_one_of_the_forms(grammar: Grammar) -> None:
    """A grammar shows an example of an application or a publication only if it has such forms."""
    assert {role for _, role, _ in grammar.examples} <= {form.type for form in grammar.forms}


@pytest.mark.parametrize(("grammar", "form"), FORMS, ids=form_name)
def test_forms_are_consistent(grammar: Grammar, form: Form) -> None:
    """Each line of data is one the engine understands: spellings, kinds, rules, series, years."""
    assert form.type in ("application", "publication")
    assert form.years[0] < form.years[1] + 1
    assert 0 < form.score < 1
    assert set(form.kind) <= APPLICATION_KINDS
    assert set(form.series) <= set(grammar.series)
    assert not form.check or form.check in RULES
    fields = spelling(form.docdb).names
    assert {*form.limits} <= {name for way, _, _ in spellings(form) for name in way.names}
    for source in (form.shown, epodoc_spelling(form), form.st13):
        own = {
            "yyyy",
            "yy",
            "c",
            "ro",
            "series",
            *fields,
            *(field for field, _ in form.words.values()),
            *form.words,
        }
        own |= {"showa", "heisei", "taisho", "reiwa", "roc", "buddhist", "less50"}
        own |= {form.kind_by[0]} if form.kind_by else set()
        assert not source or spelling(source).names <= own


def test_two_digit_years_never_span_more_than_a_century() -> None:
    """A form that writes two digits of the year is in use for at most 100 years, so that they mean one."""
    for grammar, form in FORMS:
        if "yy" in spelling(form.docdb).names:
            assert form.years[1] - form.years[0] < 100, grammar.office


def test_an_office_without_grammar_reads_plain_digits_and_says_so() -> None:
    """A number of an office nobody described is kept as it stands, marked as not confirmed."""
    assert grammar_of("ZW") is UNLISTED
    best = read("ZW 12345", type="application")[0]
    assert best.number.docdb == "ZW.12345.A"
    assert any("not confirmed" in reason for reason in best.reasons)
