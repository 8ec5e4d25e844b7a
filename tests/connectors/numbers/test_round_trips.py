"""What is written of a number reads back as the number: for every form of every office."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.identity import ApplicationNumber, Number, NumberError, NumberType
from connectors.numbers.offices import grammars
from connectors.numbers.pct import RECEIVED
from connectors.numbers.reading import alternatives, read, read_application
from connectors.numbers.spelling import spelling
from connectors.numbers.writing import display, epodoc, national, st13, year_of

FORMS = [(grammar, form) for grammar in (*grammars().values(), RECEIVED) for form in grammar.forms]
FIELD = re.compile(r"\{([a-z0-9]+)(?::([^}]*))?\}")
PUBLICATION_KINDS = (None, "A", "A1", "B2", "U", "C")


@st.composite
def docdb_numbers(draw: st.DrawFn, form: Form) -> str:
    """A DOCDB number of a form: random fields within its years and limits."""

    def field(found: re.Match[str]) -> str:
        name, spec = found[1], found[2] or ""
        if name in ("yyyy", "yy"):
            year = draw(st.integers(form.years[0], min(form.years[1], 2029)))
            return f"{year:04d}"[-len(name) :]
        if name == "series":
            return draw(st.sampled_from(sorted(form.series))) if form.series else spec
        if spec.startswith("@"):
            return draw(st.text("ABCDKMNPRST", min_size=int(spec[1:]), max_size=int(spec[1:])))
        width = re.fullmatch(r"(\d+)(?:-(\d+))?[,_]?", spec)
        if width is None:
            return draw(st.sampled_from(spec.split("|")))
        low, high = form.limits.get(name, (1, 10 ** int(width[2] or width[1]) - 1))
        return str(draw(st.integers(low, min(high, 10 ** int(width[2] or width[1]) - 1)))).zfill(
            int(width[1])
        )

    return FIELD.sub(field, form.docdb).upper()


def read_or_none(text: str, type: NumberType, **hints: object) -> list[Number]:
    """The numbers of the readings of a text, best first; none when it cannot be read."""
    try:
        return [one.number for one in read(text, type=type, **hints)]  # type: ignore[arg-type]
    except NumberError:
        return []


def canonical(draw: st.DrawFn | st.DataObject, grammar: Grammar, form: Form) -> Number:
    """A number as this office's DOCDB spelling gives it, read once."""
    pick = draw.draw if isinstance(draw, st.DataObject) else draw
    digits = pick(docdb_numbers(form))
    office = pick(st.sampled_from(("US", "JP", "EP", "IB", "KR"))) if grammar is RECEIVED else grammar.office
    kind = pick(st.sampled_from(PUBLICATION_KINDS)) if form.type == "publication" else form.kind
    if form.only_kinds:
        kind = form.only_kinds[0]
    if (
        form.type == "application"
        and form.kind_by is not None
        and form.kind_by[0] not in spelling(form.docdb).names
    ):
        kind = pick(st.sampled_from(sorted(set(form.kind_by[1].values()))))
    type: NumberType = "publication" if form.type == "publication" else "application"
    return read(Number(type, office, digits, kind).docdb, type=type)[0].number


@settings(max_examples=400)
@given(st.data())
def test_canonical_and_displayed_forms_give_the_same_number(data: st.DataObject) -> None:
    """Reading DOCDB's form of a number gives the number, and so does reading what is displayed of it."""
    grammar, form = data.draw(st.sampled_from(FORMS))
    number = canonical(data, grammar, form)
    application = number.application
    year = year_of(application) if application else None
    stated = read(number.docdb, type=number.type)[0]
    assert stated.number == number
    shown = read(display(number), type=number.type, year=year)
    uncertain = any("not known for certain" in reason for reason in stated.reasons)
    assert number in [one.number for one in (alternatives(shown) if uncertain else shown[:1])]
    assert display(number) == display(application or number)


@settings(max_examples=400)
@given(st.data())
def test_the_national_form_gives_the_number_back(data: st.DataObject) -> None:
    """Under its office the bare national number has the number among its readings."""
    number = canonical(data, *data.draw(st.sampled_from(FORMS)))
    application = number.application
    if application is None:
        found = read_or_none(national(number), number.type, office=number.office)
        assert number.number in {one.number for one in found}
        return
    year = year_of(application)
    filed = date(year, 6, 1) if year else None
    back = read_application(number.office, national(number), kind=application.kind, filed=filed)
    among = read_or_none(national(number), "application", office=number.office, year=year)
    assert back == application or number.number in {one.number for one in among}


@settings(max_examples=400)
@given(st.data())
def test_epodoc_and_st13_give_the_number_back(data: st.DataObject) -> None:
    """A notation of a standard, where it is written, has the number among its readings under that type."""
    grammar, form = data.draw(st.sampled_from([pair for pair in FORMS if pair[1].type == "application"]))
    number = canonical(data, grammar, form)
    application = number.application
    assert application is not None
    for text in (epodoc(application), st13(application)):
        if text is not None:
            found = read_or_none(text, "application")
            assert (number.office, number.number) in {(one.office, one.number) for one in found}


@settings(max_examples=300)
@given(st.data())
def test_no_two_numbers_are_shown_alike_without_saying_so(data: st.DataObject) -> None:
    """Numbers are shown alike only where the year is open: readings say so, the year tells them apart."""
    grammar, form = data.draw(st.sampled_from([pair for pair in FORMS if pair[1].type == "application"]))
    for number in (canonical(data, grammar, form), canonical(data, grammar, form)):
        application = number.application
        assert application is not None
        found = read(display(number), type="application")
        if found[0].number != number:
            assert all(one.year is not None for one in alternatives(found) if one.written == found[0].written)
            told = read(display(number), type="application", year=year_of(application))
            assert number in {one.number for one in told}


@pytest.mark.parametrize(
    "number",
    [
        ApplicationNumber("EP", "Q1234567X", "A"),
        ApplicationNumber("XX", "12AB34", "A"),
        ApplicationNumber("US", "1", "D"),
    ],
)
def test_numbers_of_no_known_form_are_written_as_they_stand(number: ApplicationNumber) -> None:
    """What no grammar fits is shown in DOCDB's dotted form and has no EPODOC, ST.13 or year."""
    assert display(number) == number.docdb
    assert national(number) == number.number
    assert epodoc(number) is None
    assert st13(number) is None
    assert year_of(number) is None
