"""Texts that could be two numbers: both readings are given, and whether they can be told apart is said."""

from __future__ import annotations

import pytest

from connectors.numbers.identity import NumberType
from connectors.numbers.reading import MARGIN, alternatives, ambiguous, read


def readings(text: str, **hints: object) -> list[tuple[str, str]]:
    """Type and DOCDB number of every reading, best first."""
    return [(one.number.type, one.number.docdb) for one in read(text, **hints)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("US 11553130", ("application", "US.55313006.A"), ("publication", "US.11553130")),
        ("JP 2020123456", ("application", "JP.2020123456.A"), ("publication", "JP.2020123456")),
        ("JP 2020-123456", ("application", "JP.2020123456.A"), ("publication", "JP.2020123456")),
        ("KR 10-2013-0086153", ("application", "KR.20130086153.A"), ("publication", "KR.20130086153")),
        ("GB 2401234", ("application", "GB.2401234.A"), ("publication", "GB.2401234")),
        ("PCT/NA/2010/000123", ("application", "EG.PCTNA2010000123.A"), ("application", "NA.2010000123.W")),
        ("JP.2005533465.A", ("application", "JP.2005533465.A"), ("publication", "JP.2005533465.A")),
    ],
)
def test_real_ambiguity_is_said(text: str, first: tuple[str, str], second: tuple[str, str]) -> None:
    """Where the digits alone cannot tell, both readings are there and the text counts as ambiguous."""
    found = read(text)
    assert {first, second} <= {(one.number.type, one.number.docdb) for one in alternatives(found)}
    assert ambiguous(found)


@pytest.mark.parametrize(
    ("text", "type", "docdb"),
    [
        ("US 2015123456", "publication", "US.2015123456"),
        ("US 20150123456", "publication", "US.2015123456"),
        ("US 16123456", "application", "US.201816123456.A"),
        ("US 7123456", "publication", "US.7123456"),
        ("KR 10-1503659", "publication", "KR.101503659"),
        ("CN 102298232", "publication", "CN.102298232"),
        ("EP 1612402", "publication", "EP.1612402"),
        ("EP 04425480", "application", "EP.04425480.A"),
        ("EP 470185", "publication", "EP.0470185"),
        ("WO 2008US86599", "application", "US.2008086599.W"),
        ("WO 2008086599", "publication", "WO.2008086599"),
        ("DE 10 2006 032 425", "application", "DE.102006032425.A"),
        ("AU 2011221359", "application", "AU.2011221359.A"),
        ("TW 200928818", "publication", "TW.200928818"),
        ("TW 097145995", "application", "TW.97145995.A"),
        ("GB 2401234.6", "application", "GB.2401234.A"),
        ("GB 0130126", "application", "GB.0130126.A"),
        ("IN/PCT/2001/1234/MUM", "application", "IN.PCT200101234MUM.A"),
        ("US 2013050328", "publication", "US.2013050328"),
    ],
)
def test_rules_decide_where_they_can(text: str, type: NumberType, docdb: str) -> None:
    """Length, series, years and punctuation settle what is not really open."""
    found = read(text)
    assert (found[0].number.type, found[0].number.docdb) == (type, docdb)
    assert not ambiguous(found)


@pytest.mark.parametrize(
    ("text", "docdb"), [("DE 10 2006 032 425", "DE.102006032425"), ("AU 2011221359", "AU.2011221359")]
)
def test_a_publication_of_the_same_digits_is_named_after_its_application(text: str, docdb: str) -> None:
    """Where an office publishes under the application's own number, that reading follows, clearly lower."""
    assert ("publication", docdb) in readings(text)[1:]


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("US 11553130 B2", "publication"),
        ("US 11/553,130", "application"),
        ("US Patent No. 11,553,130", "publication"),
        ("特願2020-123456", "application"),
        ("特開2020-123456", "publication"),
        ("KR 10-2013-0086153 B1", "publication"),
        ("Appl. No. JP 2020-123456", "application"),
    ],
)
def test_kind_code_label_or_punctuation_settles(text: str, type: NumberType) -> None:
    """One word or mark more, and the same digits are no longer open."""
    found = read(text)
    assert found[0].number.type == type
    assert not ambiguous(found)


def test_the_type_asked_for_leaves_no_other() -> None:
    """With a type given, no reading of another type is returned."""
    assert {one.number.type for one in read("US 11553130", type="application")} == {"application"}
    assert {one.number.type for one in read("US 11553130", type="publication")} == {"publication"}
    assert {one.number.type for one in read("US 11553130", type="priority")} == {"priority"}


def test_a_text_without_office_is_not_guessed() -> None:
    """Seven digits alone belong to many offices: each plausible one is a reading, none stands out."""
    found = read("1234567")
    assert len({one.number.office for one in found}) > 5
    assert ambiguous(found)
    assert all("the text names no office" in one.reasons for one in found)


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("99203729.1", "EP"),
        ("16/123,456", "US"),
        ("2212/MUM/2014", "IN"),
        ("PI0507004", "BR"),
        ("NC2017/0001234", "CO"),
        ("P2009-214944", "JP"),
        ("S00202302798", "ID"),
    ],
)
def test_the_punctuation_of_one_office_is_enough(text: str, office: str) -> None:
    """A spelling that only one office has names it without a code."""
    found = read(text)
    assert found[0].number.office == office
    assert not any(one.number.office != office for one in alternatives(found))


def test_a_prefix_that_could_be_a_number_is_both() -> None:
    """PA is Panama's code and the beginning of old Mexican numbers: both readings are given."""
    assert {one.number.office for one in read("PA05006297")} >= {"MX", "PA"}


def test_one_spelling_with_open_year_is_one_reading_a_year() -> None:
    """A US serial gives a reading for each year its series allows, the likeliest first."""
    found = read("US 11/614,429", type="application")
    assert found[0].year == 2006
    assert {2005, 2006, 2007} <= {one.year for one in found}
    assert {one.written for one in found} == {"11/614,429"}
    assert not ambiguous(found)
    assert set(alternatives(found)) == set(found)


def test_the_year_is_a_hint_where_the_number_is_open() -> None:
    """A known filing year picks among the years of the series, also one that a national phase can keep."""
    assert read("US 11/614,429", type="application", year=2007)[0].number.docdb == "US.61442907.A"
    assert read("US 13/826,615", type="application", year=2011)[0].number.docdb == "US.201113826615.A"


@pytest.mark.parametrize(
    ("text", "year"), [("EP 99203729.1", 2005), ("JP 2020-123456", 1999), ("US 11/614,429", 1990)]
)
def test_the_year_never_overrides_the_number(text: str, year: int) -> None:
    """A year that the number contradicts changes nothing."""
    best = read(text, type="application")[0].number
    assert read(text, type="application", year=year)[0].number == best


def test_the_office_in_the_text_goes_before_the_one_from_context() -> None:
    """A lookup under AU of a number that says EP is read as EP, and the reasons say so."""
    best = read("EP 99203729.1", office="AU")[0]
    assert best.number.docdb == "EP.99203729.A"
    assert "the number itself says EP, not AU" in best.reasons
    assert read("特願2006-147056", office="US")[0].number.office == "JP"


def test_another_right_with_the_same_digits_is_said() -> None:
    """Rights at the JPO share digits: the reading as a patent says so, a label settles it."""
    assert any("utility model" in reason for reason in read("JP 2007-001482", type="application")[0].reasons)
    assert read("実願2007-001482")[0].number.docdb == "JP.2007001482.U"


def test_check_digits_warn_and_never_reject() -> None:
    """A right digit raises the score, a wrong one lowers it and is said, an absent one is neither."""
    right, wrong, absent = (read(text)[0] for text in ("EP 99203729.1", "EP 99203729.2", "EP 99203729"))
    assert [one.number.docdb for one in (right, wrong, absent)] == ["EP.99203729.A"] * 3
    assert (right.check_digit, wrong.check_digit, absent.check_digit) == ("valid", "invalid", "absent")
    assert right.score > wrong.score + MARGIN
    assert any("should be 1, not 2" in reason for reason in wrong.reasons)


def test_a_digit_behind_is_a_check_digit_only_when_it_fits() -> None:
    """Nine digits of EP are a number with its check digit when that is right, and nothing otherwise."""
    assert read("EP992037291", type="application")[0].check_digit == "valid"
    with pytest.raises(ValueError, match="cannot be read"):
        read("EP992037292", type="application")


@pytest.mark.parametrize(
    ("text", "first", "second", "open"),
    [
        ("Anmeldenummer: 19 852 346.6", "EP.19852346.A", "DE.19852346.A", False),
        ("Anmeldenummer: 198 52 346.7", "DE.19852346.A", "EP.19852346.A", False),
        ("Aktenzeichen 19852346.7", "DE.19852346.A", "EP.19852346.A", False),
        ("Anmeldenummer: 198 52 346", "DE.19852346.A", "EP.19852346.A", True),
        ("Anmeldenummer: 19 852 346", "EP.19852346.A", "DE.19852346.A", True),
        ("Anmeldenummer: 19852346", "EP.19852346.A", "DE.19852346.A", True),
        ("Anmeldenummer: 19852346.5", "EP.19852346.A", "DE.19852346.A", True),
    ],
)
def test_check_digits_then_groups_decide_between_offices(
    text: str, first: str, second: str, open: bool
) -> None:
    """Eight digits and one behind are of the EPO or of Germany: the word does not say it, the digits may.

    The check digit that is right decides; without one, or with one that is wrong for both, the two stay open,
    and the groups put one of them first. Both are always told.
    """
    found = read(text)
    assert [one.number.docdb for one in found[:2]] == [first, second]
    assert {one.number.docdb for one in alternatives(found)} >= ({first, second} if open else {first})
    assert ambiguous(found) is open


@pytest.mark.parametrize("text", ["P 39 12 345.7-45", "199 01 234.5-22", "99 203 729.2 - 2307"])
def test_a_wrong_check_digit_before_the_unit_is_said(text: str) -> None:
    """The unit of the office behind a file number changes nothing of its check digit."""
    best = read(text)[0]
    assert best.check_digit == "invalid"
    assert best.number == read(text.partition(".")[0], office=best.number.office)[0].number


def test_what_tells_readings_apart_remains_where_all_are_sure() -> None:
    """Words, groups and marks add up: the most likely filing year still goes before the others."""
    bare, worded = read("US 16/123,456"), read("U.S. Patent Application Serial No. 16/123,456")
    assert [one.number for one in bare[:3]] == [one.number for one in worded[:3]]
    assert worded[0].score - worded[1].score == pytest.approx(bare[0].score - bare[1].score, abs=0.002)


def test_commas_group_digits_like_blanks() -> None:
    """Eight digits with the commas of US patents are one before they are anything else."""
    assert read("10,943,437 B2")[0].number.docdb == "US.10943437.B2"


@pytest.mark.parametrize(
    ("text", "docdb", "name"),
    [
        ("Smith et al. (US 2019/0095759)", "US.2019095759", "Smith et al."),
        ("US 2019/0095759 (Smith et al.)", "US.2019095759", "Smith et al."),
        ("16/123,456 (UTL)", "US.201816123456.A", "UTL"),
    ],
)
def test_a_name_beside_the_number_is_left_out_and_said(text: str, docdb: str, name: str) -> None:
    """Office actions name the inventor: one of name and number stands in brackets."""
    best = read(text)[0]
    assert best.number.docdb == docdb
    assert f"{name!r} is taken for a name beside the number" in best.reasons


def test_a_label_in_brackets_is_no_name() -> None:
    """What stands beside the number may say what it is: then it counts."""
    assert read("11,553,130 (US patent)")[0].number.docdb == "US.11553130"
    assert read("Japanese Patent Application (2020-123456)")[0].number.docdb == "JP.2020123456.A"
    assert read("3,054,009 (CA)")[0].number.office == "CA"


def test_a_last_digit_that_fits_by_chance_proves_nothing() -> None:
    """Thirteen digits of KIPRIS whose last happens to be right for Germany are told as both."""
    found = alternatives(read("1020200012345"))
    assert {"KR.20200012345.A", "DE.102020001234.A"} <= {one.number.docdb for one in found}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Patentschrift 30 25 842 C2", "DE"),
        ("Заявка № 2015123456", "RU"),
        ("Número de publicación: 2 292 305", "ES"),
        ("Pedido de patente n.º 109876", "PT"),
        ("Solicitud N° 202301234", "CL"),
    ],
)
def test_the_language_of_a_label_puts_its_offices_first(text: str, first: str) -> None:
    """Letters mostly write of numbers of their own office; the others are told behind."""
    found = read(text)
    assert found[0].number.office == first
    assert len({one.number.office for one in found}) > 1
    assert "the label is in a language of this office" in found[0].reasons


@pytest.mark.parametrize(
    ("text", "docdb"),
    [
        ("Anmeldenummer 16/123,456", "US.201816123456.A"),
        ("Demande n° 10-2020-0012345", "KR.20200012345.A"),
        ("Заявка 202110088282.5", "CN.202110088282.A"),
    ],
)
def test_the_marks_of_an_office_go_before_the_language_of_the_label(text: str, docdb: str) -> None:
    """A letter may cite a foreign number: what only one office writes so is of that office."""
    assert read(text)[0].number.docdb == docdb


def test_a_kind_code_that_an_office_does_not_give_is_said() -> None:
    """The EPO has documents of kind A, B and C0 only: another code lowers the reading and is told."""
    usual, strange = read("EP 3025842 B1")[0], read("EP 3025842 C2")[0]
    assert strange.score < usual.score - MARGIN
    assert any("C2 is not a kind code of this office" in reason for reason in strange.reasons)
    assert read("EP 3025842 C0")[0].score == usual.score


@pytest.mark.parametrize(
    ("text", "docdb"),
    [
        ("EP 1000000 Al", "EP.1000000.A1"),
        ("EP 99203729.I", "EP.99203729.A"),
        ("US 7,l23,456 BI", "US.7123456.B1"),
    ],
)
def test_letters_that_a_scanner_took_for_one_are_said(text: str, docdb: str) -> None:
    """Also in the kind code and the check digit; the score is lower than of what is written right."""
    best = read(text)[0]
    assert best.number.docdb == docdb
    assert any("letters O and I" in reason for reason in best.reasons)
    assert best.score < read(text.replace("l", "1").replace("I", "1"))[0].score


@pytest.mark.parametrize("text", ["EP 10000S0", "EP 100B000", "US 7,12Z,456", "WO 2019/12G456", "EP 1?00000"])
def test_letters_that_could_be_several_digits_are_not_guessed(text: str) -> None:
    """S for 5, B for 8, Z for 2, G for 6: refused, not read as another number."""
    with pytest.raises(ValueError, match=r"cannot be read|not part of any number"):
        read(text)


def test_letters_of_another_alphabet_that_look_alike_are_read_and_said() -> None:
    """Cyrillic kind codes in Russian letters: nobody sees the difference, and the reasons tell it."""
    best = read("ЕР 1000000 В1")[0]
    assert best.number == read("EP 1000000 B1")[0].number
    assert any("another alphabet" in reason for reason in best.reasons)


def test_letters_typed_for_digits_are_repaired_and_said() -> None:
    """O for 0 and I for 1 are understood, with a lower score and a reason."""
    best = read("EP 1OOOOOO A1")[0]
    assert best.number.docdb == "EP.1000000.A1"
    assert best.score < read("EP 1000000 A1")[0].score
    assert any("letters O and I" in reason for reason in best.reasons)
