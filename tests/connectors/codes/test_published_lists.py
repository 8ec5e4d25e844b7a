"""The published and observed lists of codes: every code of the large offices is known."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connectors.codes.categories import classify
from connectors.codes.tables import code_tables

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"]).parent / "codes"
CODED = {
    "us_document_descriptions_20220427.tsv": 393,
    "us_odp_observed_codes.tsv": 84,
    "global_dossier_observed_codes.tsv": 94,
    "jp_jpo_observed_codes.tsv": 44,
    "cn_cnipa_observed_codes.tsv": 19,
    "cn_cnipa_outgoing_notice_codes.tsv": 150,
}


def rows(name: str) -> list[list[str]]:
    """The lines of a list under its heading."""
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()[1:] if line]


@pytest.mark.parametrize("name", CODED)
def test_every_listed_code_is_in_a_table(name):
    """No listed code is left to its title alone; hardly any stays ``other``."""
    listed = rows(name)
    assert len(listed) >= 0.9 * CODED[name]
    for office, code, *_ in listed:
        plain = code.removesuffix("-JP")
        assert any(table.get(plain) is not None for table in code_tables(office)), (office, code)
    others = [row for row in listed if classify(row[0], row[1], row[2]).category == "other"]
    assert len(others) <= 0.06 * len(listed), others


def test_the_registers_titles_are_known():
    """EP register documents have no code: nearly all are known by title."""
    listed = rows("ep_register_observed_document_types.tsv")
    others = [row for row in listed if classify("EP", None, row[1]).category == "other"]
    assert len(others) <= 0.03 * len(listed), others


def test_patentscope_types_are_known():
    """Every observed document type of PATENTSCOPE has a category."""
    assert all(
        classify("WO", row[1], None).category != "other"
        for row in rows("wo_patentscope_doctypes_observed.tsv")
    )


def test_groups_agree_with_categories():
    """What Global Dossier puts among office actions is outgoing, among incoming papers incoming."""
    for office, code, title, groups, *_ in rows("global_dossier_observed_codes.tsv"):
        direction = classify(office, code, title, groups=tuple(groups.split(","))).direction
        if groups.split(",")[0] in {"2", "21", "22", "23"}:
            assert direction in {"outgoing", "internal"}, (office, code, title)
        if groups in {"4", "1", "1,4"}:
            assert direction in {"incoming", "internal"}, (office, code, title)
