"""One form for people, and the forms of offices and standards, number by number."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.numbers.identity import ApplicationNumber, Number, parse_docdb
from connectors.numbers.writing import check_digit, display, epodoc, national, st13, year_of

TABLE = """
EP.99203729.A     | EP 99203729.1          | 99203729        | EP19990203729   | 1999
US.201816123456.A | US 16/123,456          | 16123456        | US201816123456  | 2018
US.96495207.A     | US 11/964,952          | 11964952        | US20070964952   | 2007
US.92132197.A     | US 08/921,321          | 08921321        | US19970921321   | 1997
US.2366704.A      | US 11/023,667          | 11023667        | US20040023667   | 2004
US.20685698.A     | US 09/206,856          | 09206856        | US19980206856   | 1998
US.5377097.P      | US 60/053,770          | 60053770        | US19970053770P  | 1997
US.201862746724.P | US 62/746,724          | 62746724        | US201862746724P | 2018
US.201229416465.F | US 29/416,465          | 29416465        | US201229416465F | 2012
JP.2020123456.A   | JP 2020-123456         | 2020123456      | JP20200123456   | 2020
JP.25758687.A     | JP S62-257586          | S62257586       | JP19870257586   | 1987
JP.5998091.A      | JP H03-59980           | H0359980        | JP19910059980   | 1991
JP.5981578.U      | JP S53-59815 U         | S5359815        | JP19780059815U  | 1978
KR.20080107376.A  | KR 10-2008-0107376     | 1020080107376   | KR20080107376   | 2008
KR.20090003074.U  | KR 20-2009-0003074     | 2020090003074   | KR20090003074U  | 2009
CN.201080063196.A | CN 201080063196.9      | 201080063196    | -               | 2010
CN.95108192.A     | CN 95108192.6          | 95108192        | CN19951008192   | 1995
US.2008086599.W   | PCT/US2008/086599      | PCTUS2008086599 | WO2008US86599   | 2008
GB.0204635.W      | PCT/GB02/04635         | PCTGB0204635    | WO2002GB04635   | 2002
GB.0007679.A      | GB 0007679.4           | 0007679         | GB20000007679   | 2000
DE.102006032425.A | DE 10 2006 032 425.0   | 102006032425    | DE20061032425   | 2006
DE.69905327.T     | DE 699 05 327.7        | 69905327        | -               | 1999
DE.3130619.A      | DE P 31 30 619.5       | P3130619        | DE19813130619   | 1981
AU.2015317972.A   | AU 2015317972          | 2015317972      | AU20150317972   | 2015
AU.200134567.A    | AU 34567/01            | 3456701         | -               | 2001
CA.3054009.A      | CA 3,054,009           | 3054009         | -               | -
BR.112021019157.A | BR 11 2021 019157-7    | 112021019157    | BR20211119157   | 2021
IN.2014MU02212.A  | IN 2212/MUM/2014       | 2212MUM2014     | IN2014MU02212   | 2014
MX.2017002789.A   | MX a/2017/002789       | A2017002789     | MX20170002789   | 2017
MD.20050130.A     | MD a 2005 0130         | A20050130       | MD20050000130   | 2005
TW.97145995.A     | TW 97145995            | 97145995        | TW20080145995   | 2008
TW.102306223.F    | TW 102306223           | 102306223       | TW20130306223F  | 2013
NL.1010536.A      | NL 1010536             | 1010536         | -               | -
DK.21171904.T     | DK 21171904.2          | 21171904        | DK20210171904T  | 2021
"""


def rows() -> list[list[str]]:
    """The rows of the table; ``-`` is nothing."""
    return [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("docdb", "shown", "own", "standard", "year"), rows(), ids=lambda cell: cell)
def test_applications_in_every_form(docdb: str, shown: str, own: str, standard: str, year: str) -> None:
    """Display, national and EPODOC form and the year of one application."""
    number = parse_docdb(docdb)
    assert display(number) == shown
    assert national(number) == own
    assert standard == "-" or epodoc(number) == standard
    assert year_of(number) == (None if year == "-" else int(year))


@pytest.mark.parametrize(
    ("number", "shown", "own", "standard"),
    [
        (Number("publication", "EP", "1000000", "A1"), "EP 1000000 A1", "1000000", "EP1000000"),
        (
            Number("publication", "US", "2019095759", "A1"),
            "US 2019/0095759 A1",
            "20190095759",
            "US2019095759",
        ),
        (Number("publication", "US", "7123456", "B2"), "US 7,123,456 B2", "7123456", None),
        (Number("publication", "US", "D281167", "S"), "US D281,167 S", "D281167", "USD281167S"),
        (Number("publication", "WO", "2010050748", "A2"), "WO 2010/050748 A2", "2010050748", "WO2010050748"),
        (Number("publication", "JP", "H08258607", "A"), "JP H08-258607 A", "H08258607", "JPH08258607"),
        (Number("publication", "JP", "6768620", "B2"), "JP 6768620 B2", "6768620", None),
        (Number("publication", "KR", "101503659", "B1"), "KR 10-1503659 B1", "101503659", None),
        (Number("publication", "CN", "101911042"), "CN 101911042", "101911042", "CN101911042"),
        (Number("publication", "KR", "200142084", "Y"), "KR 20-0142084 Y", "200142084", "KR200142084Y"),
    ],
)
def test_publications_in_every_form(number: Number, shown: str, own: str, standard: str | None) -> None:
    """Publications are shown with their kind code; EPODOC is silent where a letter may or may not follow."""
    assert (display(number), national(number), epodoc(number)) == (shown, own, standard)


def test_a_priority_is_shown_like_the_application_it_is() -> None:
    """The three types of one number differ in nothing that is written."""
    assert display(Number("priority", "EP", "99203729", "A")) == display(ApplicationNumber("EP", "99203729"))


def test_epodoc_needs_the_filing_date_where_the_number_says_no_year() -> None:
    """Numbers that run without year get the year of EPODOC from the filing date."""
    assert epodoc(parse_docdb("NL.1010536.A")) is None
    assert epodoc(parse_docdb("NL.1010536.A"), date(1998, 11, 12)) == "NL19981010536"
    assert epodoc(parse_docdb("CA.3237996.A"), date(2014, 6, 23)) == "CA20143237996"


@pytest.mark.parametrize(
    ("docdb", "standard"),
    [
        ("KR.20080107376.A", "KR102008000107376"),
        ("KR.20090003074.U", "KR202009000003074"),
        ("KR.20150012345.F", None),
        ("DE.102006032425.A", "DE102006000032425"),
        ("DE.502007015885.T", None),
        ("EP.99203729.A", None),
        ("US.201816123456.A", None),
        ("JP.2020123456.A", None),
    ],
)
def test_st13_only_where_the_office_writes_type_and_year(docdb: str, standard: str | None) -> None:
    """ST.13's type codes are certain for patents and utility models of offices whose numbers hold them."""
    assert st13(parse_docdb(docdb)) == standard


@pytest.mark.parametrize(
    ("docdb", "digit"),
    [
        ("EP.99203729.A", "1"),
        ("CN.201010596747.A", "X"),
        ("GB.0007679.A", "4"),
        ("DE.102006032425.A", "0"),
        ("DE.3025842.A", "5"),
        ("BR.102021015486.A", "1"),
        ("US.201816123456.A", None),
        ("KR.20080107376.A", None),
        ("SG.11201701957X.A", None),
    ],
)
def test_check_digits_are_computed_where_the_rule_is_known(docdb: str, digit: str | None) -> None:
    """Offices that print one get it; offices without one, or with an unknown rule, get none."""
    assert check_digit(parse_docdb(docdb)) == digit


def test_a_serial_of_an_overlapping_year_goes_to_the_series_that_held_it() -> None:
    """In 1997, 2001 or 2004 two US series ran: large serials end the older, small ones begin the newer."""
    assert display(parse_docdb("US.98765404.A")) == "US 10/987,654"
    assert display(parse_docdb("US.1234504.A")) == "US 11/012,345"
    assert display(parse_docdb("US.99900001.A")) == "US 09/999,000"
    assert display(parse_docdb("US.1234501.A")) == "US 10/012,345"
