"""The source-backed numbers of ``vectors.tsv`` read right; those of ``unconfirmed.tsv`` read stably."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from connectors.numbers.identity import NumberType
from connectors.numbers.reading import read
from connectors.numbers.writing import display, year_of

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"]).parent / "numbers"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a table beside the payloads."""
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def wanted_type(row: Row) -> NumberType:
    """The type that a row's number is looked up as; an international application is an application."""
    kind = row["kind_of_number"]
    return "publication" if kind == "publication" else "priority" if kind == "priority" else "application"


def name(row: Row) -> str:
    """How a row is called in the test report."""
    return f"{row['office']}-{row['written_form']}-{row['kind_of_number']}"


def carries_office(row: Row) -> bool:
    """Whether the text itself says whose number it is."""
    text = row["written_form"].strip().upper()
    return text.startswith((row["canonical_country"], "WO", "PCT", "特", "実"))


@pytest.mark.parametrize("row", rows("vectors.tsv"), ids=name)
def test_best_reading_is_the_one_meant(row: Row) -> None:
    """With type, office and year known, the best reading is the canonical number with its kind."""
    year = int(row["year"]) if row["year"] else None
    best = read(row["written_form"], type=wanted_type(row), office=row["office"], year=year)[0]
    assert (best.number.office, best.number.number) == (row["canonical_country"], row["canonical_number"])
    if row["docdb_kind"] and wanted_type(row) != "publication":
        assert best.number.kind == row["docdb_kind"]
    if row["docdb_kind"] and wanted_type(row) == "publication" and best.number.kind is not None:
        assert best.number.kind == row["docdb_kind"]
    if row["check_digit_valid"]:
        assert best.check_digit == {"yes": "valid", "no": "invalid"}[row["check_digit_valid"]]


@pytest.mark.parametrize("row", [row for row in rows("vectors.tsv") if carries_office(row)], ids=name)
def test_the_text_alone_has_the_meant_reading_among_its_readings(row: Row) -> None:
    """Without any hint, a text that names its office has the canonical number among its readings."""
    found = {(one.number.office, one.number.number) for one in read(row["written_form"])}
    assert (row["canonical_country"], row["canonical_number"]) in found


@pytest.mark.parametrize("row", rows("unconfirmed.tsv"), ids=name)
def test_unconfirmed_numbers_read_stably(row: Row) -> None:
    """A number whose canonical form no source confirms is read, and reads back from what is shown."""
    type, year = wanted_type(row), int(row["year"]) if row["year"] else None
    number = read(row["written_form"], type=type, office=row["office"], year=year)[0].number
    assert read(number.docdb, type=type)[0].number == number
    application = number.application
    again = read(display(number), type=type, year=year_of(application) if application else None)
    assert again[0].number == number
