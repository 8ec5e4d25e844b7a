"""Numbers as search reports, letters and file wrappers write them, read without a type or an office.

The forms are those of WIPO ST.14 in the orders that reports really use, of the EPO's and the German office's
letters, of MPEP 707.05, and of Japanese office actions; serials are made up, shapes are real.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.numbers.clean import clean
from connectors.numbers.identity import NumberError
from connectors.numbers.reading import ambiguous, read

REPORTS = """
PCT-Anmeldung PCT/EP2019/050912    | EP.2019050912.W    | application
PCT Publication No. WO 2019/123456 | WO.2019123456      | publication
WO-A-2019/123456                   | WO.2019123456      | publication
WO-A-03/073013                     | WO.2003073013      | publication
PCT Pub. WO 99/12345               | WO.1999012345      | publication
DE-GM 20 2019 104 567              | DE.202019104567.U1 | publication
DE-Gbm 20 2019 104 567             | DE.202019104567.U1 | publication
DE-U-20 2019 104 567               | DE.202019104567.U1 | publication
DE-U-295 02 091                    | DE.29502091.U1     | publication
DE-GM 93 05 123                    | DE.9305123.U       | publication
DE-GM 1 234 567                    | DE.1234567.U       | publication
DOS 30 25 842                      | DE.3025842         | publication
DT-OS 24 12 345                    | DE.2412345         | publication
DT 24 12 345                       | DE.2412345.A       | application
DT-AS 12 07 548                    | DE.1207548         | publication
AU-B-34567/01                      | AU.3456701.B       | publication
AU-B-12345/88                      | AU.1234588.B       | publication
AU-B2-12345/88                     | AU.1234588.B2      | publication
AU-A-12345/88                      | AU.1234588.A       | publication
US-A-2019/0095759                  | US.2019095759      | publication
US-E-39 998                        | US.RE39998.E       | publication
US-E-RE39998                       | US.RE39998.E       | publication
US-S-D337000                       | US.D337000.S       | publication
US-H1-H1234                        | US.H1234.H1        | publication
US-P-12001                         | US.PP12001.P       | publication
USP 4,123,456                      | US.4123456         | publication
US-SN 16/123,456                   | US.201816123456.A  | application
JP-A 2005-123456                   | JP.2005123456.A    | publication
JP-T-2005-533465                   | JP.2005533465.A    | publication
JP-T-H05-501234                    | JP.H05501234.A     | publication
JPA 5-123456                       | JP.H05123456.A     | publication
JPB 6-12345                        | JP.H0612345.B      | publication
FR-E-84 123                        | FR.84123.E         | publication
FR-M-1234                          | FR.1234.M          | publication
CN-S-301234567                     | CN.301234567.S     | publication
EP-A-0470185                       | EP.0470185         | publication
EP-B-470 185                       | EP.0470185         | publication
EPA 0 470 185                      | EP.0470185         | publication
BR-A-8 901 234                     | BR.8901234.A       | publication
BR-A-PI 0507004                    | BR.PI0507004.A     | publication
ZA-A-89/01234                      | ZA.891234.A        | publication
MX-A-PA05006297                    | MX.PA05006297.A    | publication
EP-A 0 470 185                     | EP.0470185         | publication
EP-A1 0 470 185                    | EP.0470185.A1      | publication
EP-A1 470 185                      | EP.0470185.A1      | publication
EP-B 470 185                       | EP.0470185         | publication
EP-B1 1 000 000                    | EP.1000000.B1      | publication
EP A1 0 470 185                    | EP.0470185.A1      | publication
EPB 0 470 185                      | EP.0470185         | publication
US-A 4 123 456                     | US.4123456.A       | publication
US-A 4,123,456                     | US.4123456.A       | publication
US-A1 2019/0095759                 | US.2019095759.A1   | publication
US A1 2019/0095759                 | US.2019095759.A1   | publication
US-B2 10,902,286                   | US.10902286.B2     | publication
DE-A 30 25 842                     | DE.3025842.A1      | publication
DE-A1 30 25 842                    | DE.3025842.A1      | publication
DE-C 466 541                       | DE.466541.C        | publication
DE-C2 30 25 842                    | DE.3025842.C2      | publication
DE-U 295 02 091                    | DE.29502091.U1     | publication
DE-U1 20 2019 104 567              | DE.202019104567.U1 | publication
GB-A 2 372 000                     | GB.2372000.A       | publication
FR-A 2 876 313                     | FR.2876313.A       | publication
FR-A1 2 876 313                    | FR.2876313.A1      | publication
WO-A 99/12345                      | WO.1999012345      | publication
WO-A1 2019/123456                  | WO.2019123456.A1   | publication
WO A1 2019/123456                  | WO.2019123456.A1   | publication
WOA 99/12345                       | WO.1999012345      | publication
JP-A 5-123456                      | JP.H05123456.A     | publication
JP-A S63-123456                    | JP.S63123456.A     | publication
JP-A H05-123456                    | JP.H05123456.A     | publication
JP-B2 3456789                      | JP.3456789.B2      | publication
JP-B 6-12345                       | JP.H0612345.B      | publication
JP-U 58-2167                       | JP.S582167.U       | publication
JP-A5-123456                       | JP.H05123456.A     | publication
JP B2 3456789                      | JP.3456789.B2      | publication
DRP 466 541                        | DE.466541          | publication
DBP 1 207 548                      | DE.1207548         | publication
DGM 20 2019 104 567                | DE.202019104567.U  | application
WO-A1-2019/123456                  | WO.2019123456.A1   | publication
DE-OS 30 25 842                    | DE.3025842         | publication
DE-AS 1 207 548                    | DE.1207548         | publication
DE-PS 466 541                      | DE.466541          | publication
DD-PS 123 456                      | DD.123456          | publication
US-PS 4,123,456                    | US.4123456         | publication
US-A-4 123 456                     | US.4123456.A       | publication
US-D-337 000                       | US.D337000         | publication
JP-A-H05-123456                    | JP.H05123456.A     | publication
JP-B2-3456789                      | JP.3456789.B2      | publication
JP-Y2-3-12345                      | JP.H0312345.Y2     | publication
GB-PS 1 234 567                    | GB.1234567         | publication
FR-PS 1 234 567                    | FR.1234567         | publication
CH-PS 123 456                      | CH.123456          | publication
CH-A5-678 901                      | CH.678901.A5       | publication
AT-B-123 456                       | AT.123456.B        | publication
BE-A-901 234                       | BE.901234.A        | publication
NL-A-8 901 234                     | NL.8901234.A       | publication
SE-B-456 789                       | SE.456789.B        | publication
FI-C-76543                         | FI.76543.C         | publication
DK-B-123 456                       | DK.123456.B        | publication
NO-PS 123456                       | NO.123456          | publication
SU-A1-1 234 567                    | SU.1234567.A1      | publication
RU-C1-2 123 456                    | RU.2123456.C1      | publication
CA-A1-2 878 447                    | CA.2878447.A1      | publication
CN-Y-2345678                       | CN.2345678.Y       | publication
KR-A-10-2013-0086153               | KR.20130086153.A   | publication
TW-B-I452476                       | TW.I452476.B       | publication
EP-B1-1 000 000                    | EP.1000000.B1      | publication
EA-B1-012345                       | EA.012345.B1       | publication
AR-A1-60116                        | AR.060116.A1       | publication
USA 4,123,456                      | US.4123456         | publication
AT A 123/2015                      | AT.1232015.A       | application
PCT application PCT/US2008/086599  | US.2008086599.W    | application
"""

LETTERS = """
EURO-PCT PCT/EP2019/050912                      | EP.2019050912.W    | application
Euro-PCT PCT/EP2019/050912                      | EP.2019050912.W    | application
Euro-PCT application PCT/EP2019/050912          | EP.2019050912.W    | application
Euro-PCT Application No. 19 701 234.5           | EP.19701234.A      | application
EURO-PCT 19701234.5                             | EP.19701234.A      | application
Internationale Anmeldung PCT/DE2003/001234      | DE.0301234.W       | application
Demande internationale PCT/FR2003/001234        | FR.0301234.W       | application
Deutsches Gebrauchsmuster 20 2019 104 567       | DE.202019104567.U  | application
AU 12345/88 B                                   | AU.1234588.B       | publication
U.S.P. 4,123,456                                | US.4123456         | publication
USSN 16/123,456                                 | US.201816123456.A  | application
U.S.S.N. 16/123,456                             | US.201816123456.A  | application
US PG-PUB 2019/0095759                          | US.2019095759      | publication
US Pre-Grant Publication 2019/0095759           | US.2019095759      | publication
Tokkai Hei 5-123456                             | JP.H05123456       | publication
Tokkai 2005-123456                              | JP.2005123456      | publication
Tokko Sho 45-12345                              | JP.S4512345        | publication
Tokugan 2006-147056                             | JP.2006147056.A    | application
Jikkai Sho 58-2167                              | JP.S582167.U       | publication
Tokuhyo 2005-533465                             | JP.2005533465      | publication
JP Hei 5-123456                                 | JP.H05123456       | publication
DBGM 1 234 567                                  | DE.1234567.U       | publication
DRGM 1 234 567                                  | DE.1234567.U       | publication
Europäische Patentanmeldung Nr. 99203729.1      | EP.99203729.A      | application
Europäische Patentanmeldung 99 203 729.1        | EP.99203729.A      | application
Demande de brevet européen n° 99203729.1        | EP.99203729.A      | application
Demande de brevet européen n° 99 203 729.1      | EP.99203729.A      | application
Europäisches Patent EP 1 000 000                | EP.1000000         | publication
Brevet européen n° 1 000 000                    | EP.1000000         | publication
Deutsche Patentanmeldung 10 2006 032 425.0      | DE.102006032425.A  | application
Deutsche Offenlegungsschrift 30 25 842          | DE.3025842         | publication
Deutsches Patent 101 47 913                     | DE.10147913        | publication
Japanische Offenlegungsschrift 2005-123456      | JP.2005123456      | publication
US-amerikanisches Patent 4,123,456              | US.4123456         | publication
US-Patentanmeldung 16/123,456                   | US.201816123456.A  | application
Brevet américain 4,123,456                      | US.4123456         | publication
Chinese Utility Model No. 210852140             | CN.210852140.U     | publication
Japanese Utility Model Registration No. 3123456 | JP.3123456.U       | publication
Korean Utility Model 20-2009-0003074            | KR.20090003074.U   | publication
Gebrauchsmusterschrift DE 20 2019 104 567 U1    | DE.202019104567.U1 | publication
Tokkaihei 5-123456                              | JP.H05123456       | publication
Tokkaisho 63-123456                             | JP.S63123456       | publication
Euro-PCT 99 203 729.1                           | EP.99203729.A      | application
Kokai 5-123456                                  | JP.H05123456       | publication
UK Patent Application GB 2 372 000 A            | GB.2372000.A       | application
MD a 2005 0130                                  | MD.20050130.A      | application
German utility model 20 2007 016 308.8          | DE.202007016308.U  | application
IN 12 DEL 2011                                  | IN.2011DE00012.A   | application
"""

LISTS = """
D1: EP-A-0 470 185                                                      | EP.0470185         | publication
D1 (US 4,123,456)                                                       | US.4123456         | publication
EP 0 470 185 A2 (SIEMENS AG)                                            | EP.0470185.A2      | publication
EP0470185 A2, 12.02.1992                                                | EP.0470185.A2      | publication
EP 0 470 185 A2 (SIEMENS AG [DE]) 12. Februar 1992 (1992-02-12)         | EP.0470185.A2      | publication
US 2019/0095759 A1 (SMITH JOHN [US]) 28 March 2019 (2019-03-28)         | US.2019095759.A1   | publication
WO 2010/050748 A2 (LG ELECTRONICS INC [KR]) 6 May 2010                  | WO.2010050748.A2   | publication
JP H05-123456 A (HITACHI LTD) 18 May 1993                               | JP.H05123456.A     | publication
DE 195 12 345 A1 (BOSCH GMBH ROBERT [DE]) 10. Oktober 1996 (1996-10-10) | DE.19512345.A1     | publication
FR 2 876 313 A1 (RENAULT SAS [FR]) 14 avril 2006 (2006-04-14)           | FR.2876313.A1      | publication
(30) 62/537,353 26 July 2017 (26.07.2017) US                            | US.201762537353.P  | application
(30) 2018-137000 20 July 2018 (20.07.2018) JP                           | JP.2018137000.A    | application
"""

NATIVE = """
国際公開第2010/050748号                | WO.2010050748      | publication
国際公開第WO2010/050748号              | WO.2010050748      | publication
国際公開2010/050748号パンフレット      | WO.2010050748      | publication
米国特許第4123456号明細書              | US.4123456         | publication
米国特許出願公開第2019/0095759号明細書 | US.2019095759      | publication
欧州特許出願公開第0470185号明細書      | EP.0470185         | publication
欧州特許第1000000号明細書              | EP.1000000         | publication
独国特許出願公開第3025842号明細書      | DE.3025842         | publication
中国特許出願公開第102298232号明細書    | CN.102298232       | publication
韓国公開特許第10-2013-0086153号公報    | KR.20130086153     | publication
日本特許第3456789号                    | JP.3456789         | publication
美国专利US4123456A                     | US.4123456.A       | publication
미국특허 제4123456호                   | US.4123456         | publication
米国特許第4,123,456号                  | US.4123456         | publication
ドイツ特許出願公開第3025842号          | DE.3025842         | publication
英国特許第1234567号                    | GB.1234567         | publication
フランス特許出願公開第2876313号        | FR.2876313         | publication
欧州特許出願第99203729.1号             | EP.99203729.A      | application
韓国特許出願第10-2008-0107376号        | KR.20080107376.A   | application
台湾特許第I452476号                    | TW.I452476         | publication
国際出願PCT/JP2019/012345              | JP.2019012345.W    | application
国際公開第WO99/12345号                 | WO.1999012345      | publication
特開2005-123456                        | JP.2005123456      | publication
"""


def rows(*tables: str) -> list[list[str]]:
    """The lines of tables: what is written, the DOCDB form that it is, the type."""
    return [
        [cell.strip() for cell in line.split("|")] for table in tables for line in table.split("\n")[1:-1]
    ]


@pytest.mark.parametrize(("text", "docdb", "type"), rows(REPORTS, LETTERS, LISTS, NATIVE))
def test_it_is_read_as_what_is_meant(text: str, docdb: str, type: str) -> None:
    """The best reading is the number of this type, with the kind as far as it is written."""
    best = read(text)[0].number
    assert (best.docdb, best.type) == (docdb, type)


@pytest.mark.parametrize(("text", "docdb", "type"), rows(REPORTS))
def test_the_case_of_letters_says_nothing(text: str, docdb: str, type: str) -> None:
    """Reports are typed in capitals or not."""
    assert read(text.upper())[0].number.docdb == read(text.lower())[0].number.docdb == docdb


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("JP-A5-123456", {"JP.H05123456.A", "JP.123456.A5"}),
        ("JP-B2-12345", {"JP.12345.B2", "JP.H0212345.B"}),
    ],
)
def test_a_digit_of_the_kind_or_of_the_year_is_both(text: str, readings: set[str]) -> None:
    """Nothing is guessed: each way to cut the text is a reading."""
    assert {one.number.docdb for one in read(text)} == readings


def test_what_two_offices_could_mean_is_not_settled_by_a_word() -> None:
    """More than one office published an Auslegeschrift, and GM is Gambia where Germany is not named."""
    assert ambiguous(read("Auslegeschrift 1 207 548"))
    assert {one.number.office for one in read("GM 20 2019 104 567")} == {"GM"}


def test_a_letter_that_is_no_whole_kind_leaves_the_level_open() -> None:
    """There is no document of kind A at the EPO: A1, A2 and A3 are meant, and the reasons say so."""
    best = read("EP-A-0 470 185")[0]
    assert best.number.kind is None
    assert any("any of its levels" in reason for reason in best.reasons)
    assert read("EP-A1-0 470 185")[0].number.kind == "A1"
    assert read("US-A-4 123 456")[0].number.kind == "A"


def test_a_label_names_the_right_and_a_kind_code_the_document() -> None:
    """ "Utility model" is U; a kind code behind the number says more."""
    assert read("Gebrauchsmuster 20 2019 104 567")[0].number.kind == "U"
    assert read("Gebrauchsmuster DE 20 2019 104 567 U1")[0].number.kind == "U1"


OFFICES = {
    "EP": (100_000, 4_500_000, ("A1", "A2", "B1")),
    "US": (3_000_000, 12_000_000, ("A", "B1", "B2")),
    "GB": (1_000_000, 2_600_000, ("A", "B")),
    "FR": (1_400_000, 3_100_000, ("A1", "B1")),
    "DE": (2_000_000, 4_400_000, ("A1", "C1", "C2")),
    "CH": (100_000, 720_000, ("A5", "B1")),
    "SU": (100_000, 1_830_000, ("A1", "A")),
    "CA": (1_000_000, 3_200_000, ("A", "A1", "C")),
    "BE": (500_000, 1_030_000, ("A", "A3")),
    "RU": (2_000_000, 2_800_000, ("C1", "C2")),
}


@given(st.sampled_from(sorted(OFFICES)), st.data())
def test_the_kind_before_the_number_is_the_kind_behind_it(office: str, data: st.DataObject) -> None:
    """However the three parts are ordered and parted, it is one publication."""
    low, high, kinds = OFFICES[office]
    number, kind = data.draw(st.integers(low, high)), data.draw(st.sampled_from(kinds))
    grouped = data.draw(st.sampled_from((f"{number}", f"{number:,}", f"{number:,}".replace(",", " "))))
    dash, blank = data.draw(st.sampled_from("-–‐")), data.draw(st.sampled_from((" ", "-", "–", ". ")))
    behind = read(f"{office} {grouped} {kind}", type="publication")[0].number
    assert read(f"{office}{dash}{kind}{blank}{grouped}")[0].number == behind


PIECES = (
    "EP US DE JP AU WO GM A A1 B2 U T OS PS AS GM GbM EPA JPA USP USSN DOS Euro-PCT PCT PCT/ Tokkai Hei Sho "
    "Gebrauchsmuster Offenlegungsschrift Demande de brevet européen Nr. No. n° D1: (SIEMENS [DE]) - / . , "
    "12.02.1992 (1992-02-12) 12. Februar 1992 1 234 567 12345/88 2019/123456 5-123456 ZL 16/123,456 "
    "米国 特許 出願公開 国際公開 第 号 明細書"
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=30), st.sampled_from(("", " ", "-")))
def test_words_and_numbers_in_any_order_are_read_or_refused(pieces: list[str], between: str) -> None:
    """Nothing but ``NumberError`` comes out, and what is read is a plain number."""
    try:
        found = read(between.join(pieces))
    except NumberError:
        return
    assert all(one.number.number.isalnum() for one in found)


@given(st.sampled_from(["EP 1000000 A1", "JP-A 2005-123456", "US 16/123,456", "DE-GM 93 05 123"]), st.data())
def test_what_stands_around_it_in_a_list_is_no_part_of_it(text: str, data: st.DataObject) -> None:
    """The name it is given in a letter, and days behind it as they are written in three languages."""
    name = data.draw(st.sampled_from(("", "D1 ", "D12: ", "(D3) ")))
    days = ("", " 1992-02-12", " 12.02.1992", " 12. Februar 1992", " 12 February 1992", " 14 août 2006")
    day = data.draw(st.sampled_from(days))
    again = data.draw(st.sampled_from(("", " (1992-02-12)")))
    assert clean(f"{name}{text}{day}{again}").text == clean(text).text
