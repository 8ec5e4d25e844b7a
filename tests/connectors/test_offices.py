"""The office codes of ST.3."""

from __future__ import annotations

from connectors.offices import ALIASES, MISTAKEN, OFFICES


def test_codes_are_two_capital_letters_with_a_name() -> None:
    """Every entry is a code and a readable name, and no name stands for two codes."""
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in OFFICES)
    assert all(name.strip() == name and len(name) > 3 for name in OFFICES.values())
    assert len(set(OFFICES.values())) == len(OFFICES)
    assert len(OFFICES) > 240


def test_the_organizations_of_st_3_are_there() -> None:
    """Regional offices and organizations, which ISO 3166 does not have, and NO, which YAML 1.1 loses."""
    assert {"AP", "BX", "EA", "EM", "EP", "GC", "IB", "OA", "QZ", "WO", "XN", "XU", "XV"} <= set(OFFICES)
    assert OFFICES["NO"] == "Norway"
    assert not {"UK", "EL", "XX", "ZZ"} & set(OFFICES)


def test_former_states_can_still_be_named() -> None:
    """Old files are of offices that are no more."""
    assert {"CS", "DD", "SU", "YU"} <= set(OFFICES)


def test_aliases_and_mistaken_names_lead_to_offices() -> None:
    """What they lead to is an office; what is mistaken is none itself."""
    assert set(ALIASES) | set(ALIASES.values()) | set(MISTAKEN.values()) <= set(OFFICES)
    assert not set(MISTAKEN) & set(OFFICES)
