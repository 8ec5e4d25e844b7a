"""Numbers as letters, office actions and search reports write them: read without a type or an office."""

from __future__ import annotations

import pytest

from connectors.numbers.identity import NumberError
from connectors.numbers.reading import read

IN_LETTERS = """
European patent application No. 99203729.1               | EP.99203729.A
99 203 729.1 - 2307                                      | EP.99203729.A
European Patent EP 1 000 000                             | EP.1000000
Japanese Patent Application No. 2017-187096              | JP.2017187096.A
Japanese Patent Application Laid-Open No. 2019-61579     | JP.2019061579
Japanese Unexamined Patent Publication No. H11-123456    | JP.H11123456
Japanese Patent Application Kokai No. 2019-61579         | JP.2019061579
Japanese National Publication of International Patent Application No. 2021-535743 | JP.2021535743
Japanese Patent No. 6768620                              | JP.6768620
Chinese Patent Application No. 201980056789.3            | CN.201980056789.A
Korean Patent Application No. 10-2021-7008612            | KR.20217008612.A
German Patent Application DE 10 2006 032 425.0           | DE.102006032425.A
German utility model 20 2007 016 308.8                   | DE.202007016308.U
Australian Patent Application No. 2019325418             | AU.2019325418.A
Canadian Patent Application No. 3,109,276                | CA.3109276.A
U.S. Patent Application Publication No. 2019/0095759     | US.2019095759
PCT Application No. PCT/EP2012/001234                    | EP.2012001234.W
European Patent Specification EP 1 000 000 B1            | EP.1000000.B1
"""

IN_SEARCH_REPORTS = """
EP-A-0 470 185          | EP.0470185
EP-A-470185             | EP.0470185
EP-B1-0470185           | EP.0470185.B1
US-A-5,123,456          | US.5123456.A
US-A1-2019/0095759      | US.2019095759.A1
US-B2-10902286          | US.10902286.B2
WO-A-99/12345           | WO.1999012345
WO-A1-2010050748        | WO.2010050748.A1
DE-A1-30 25 842         | DE.3025842.A1
DE-OS 30 25 842         | DE.3025842
DE-T2-699 05 327        | DE.69905327.T2
DE-U1-20 2007 016308    | DE.202007016308.U1
JP-A-2019-61579         | JP.2019061579.A
JP-A-63-123456          | JP.S63123456.A
JP-A-H11-123456         | JP.H11123456.A
GB-A-2 590 274          | GB.2590274.A
CN-A-112654241          | CN.112654241.A
KR-B1-10-1234567        | KR.101234567.B1
"""


def rows(table: str) -> list[tuple[str, str]]:
    """The lines of a table: what is written, and the DOCDB form that it has to be read as."""
    return [
        (text.strip(), docdb.strip()) for text, docdb in (row.split("|") for row in table.split("\n")[1:-1])
    ]


@pytest.mark.parametrize(("text", "docdb"), rows(IN_LETTERS))
def test_the_words_of_letters_name_office_and_type(text: str, docdb: str) -> None:
    """ "Japanese Patent Application No." says JP and an application; a laid-open one is a publication."""
    assert read(text)[0].number.docdb == docdb


@pytest.mark.parametrize(("text", "docdb"), rows(IN_SEARCH_REPORTS))
def test_the_kind_code_may_stand_before_the_number(text: str, docdb: str) -> None:
    """As search reports cite: ``EP-A-0 470 185`` is a publication of kind A, and nothing else."""
    readings = read(text)
    assert readings[0].number.docdb == docdb
    assert {reading.number.type for reading in readings} == {"publication"}


@pytest.mark.parametrize(
    ("text", "docdb"),
    [("US-D-900001", "US.D900001"), ("PL-P-425123", "PL.425123.A"), ("AT-A-1234/2005", "AT.12342005.A")],
)
def test_letters_that_belong_to_the_number_stay_with_it(text: str, docdb: str) -> None:
    """A letter that the office itself writes before its numbers is no kind code."""
    assert read(text)[0].number.docdb == docdb


@pytest.mark.parametrize(
    "text", ["EP1000000 (A1) ― 2000-05-17", "EP1000000A1 · 2000-05-17", "EP 1000000 A1 2000-05-17"]
)
def test_a_day_behind_the_number_is_no_part_of_it(text: str) -> None:
    """As Espacenet shows publications, to be copied from there."""
    assert read(text)[0].number.docdb == "EP.1000000.A1"
    assert len(read("KR 10-2008-0107376")) == len(read("KR 10-2008-0107376 - 2008-12-10"))


def test_a_cited_document_is_no_application() -> None:
    """Where an application is wanted, the sentence says that this is a publication."""
    with pytest.raises(NumberError, match="Did you mean the publication EP 0470185"):
        read("EP-A-0470185", type="application")


def test_a_word_is_not_corrected_to_another_word() -> None:
    """Nothing is proposed for a text without a digit: there is no number that it could mean."""
    with pytest.raises(NumberError) as caught:
        read("hello")
    assert "Did you mean" not in str(caught.value)
