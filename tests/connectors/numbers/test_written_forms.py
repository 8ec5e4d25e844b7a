"""What examiners write, office by office: the best reading of each form where its type is known."""

from __future__ import annotations

import pytest

from connectors.numbers.identity import NumberType
from connectors.numbers.reading import read

APPLICATIONS = """
US 14/500,123               | 2014 | US.201414500123.A
US14500123                  | 2014 | US.201414500123.A
U.S. Appl. No. 14/500,123   | 2014 | US.201414500123.A
US 09/654,321               | 2000 | US.65432100.A
US 60/053,770               | 1997 | US.5377097.P
US 61/761,070               | 2013 | US.201361761070.P
US 63/240,478               | 2021 | US.202163240478.P
US 7/123,456                | 1987 | US.12345687.A
US20040023667               |      | US.2366704.A
EP 21188641.1               |      | EP.21188641.A
EP21188641                  |      | EP.21188641.A
EP20210188641               |      | EP.21188641.A
EPO 21188641.1              |      | EP.21188641.A
EP 2021 188641              |      | EP.21188641.A
PCT/EP2022/071362           |      | EP.2022071362.W
PCT/EP22/71362              |      | EP.2022071362.W
PCTEP2022071362             |      | EP.2022071362.W
WO2022EP71362               |      | EP.2022071362.W
EP/2022/071362              |      | EP.2022071362.W
PCT / JP 02 / 01953         |      | JP.0201953.W
PCT/IB2022/055545           |      | IB.2022055545.W
JP 2019-028716              |      | JP.2019028716.A
JP2019028716                |      | JP.2019028716.A
JP20190028716               |      | JP.2019028716.A
特願２０１９－０２８７１６        |      | JP.2019028716.A
特許出願2019-28716            |      | JP.2019028716.A
特願昭63-000123               |      | JP.12388.A
昭和63年特許願第123号           |      | JP.12388.A
平成元年特許願第12345号         |      | JP.1234589.A
JP S63-123                  |      | JP.12388.A
実願平2-54321                 |      | JP.5432190.U
意願2019-012345               |      | JP.2019012345.F
KR 10-2019-0063740          |      | KR.20190063740.A
KR1020190063740             |      | KR.20190063740.A
KR 2019-0063740             |      | KR.20190063740.A
KR20190063740               |      | KR.20190063740.A
KR102019000063740           |      | KR.20190063740.A
KR 20-2009-0003074          |      | KR.20090003074.U
KR 30-2015-0012345          |      | KR.20150012345.F
특허출원 제10-2019-0063740호     |      | KR.20190063740.A
CN 202110088282.5           |      | CN.202110088282.A
CN202110088282              |      | CN.202110088282.A
申请号：202110088282.5         |      | CN.202110088282.A
CN 88 2 01465.X             |      | CN.88201465.U
CN 201621143463.4           |      | CN.201621143463.U
CN 201830658542.7           |      | CN.201830658542.F
TW 109306816                |      | TW.109306816.F
TW20200306816F              |      | TW.109306816.F
DE 10 2012 001 401.5        |      | DE.102012001401.A
DE102012001401              |      | DE.102012001401.A
DE 20 2007 016 308.8        |      | DE.202007016308.U
DE 195 12 345               |      | DE.19512345.A
DE 295 02 091               |      | DE.29502091.U
DE P 31 30 619.5            |      | DE.3130619.A
DE G 93 05 123              |      | DE.9305123.U
DE 699 05 327               |      | DE.69905327.T
GB 2518804.6                |      | GB.2518804.A
GB1418215                   |      | GB.1418215.A
GB20140018215               |      | GB.1418215.A
UK 1418215.8                |      | GB.1418215.A
GB 54321/73                 |      | GB.5432173.A
FR 1914349                  |      | FR.1914349.A
FR FR1914349                |      | FR.1914349.A
AU 2013290010               |      | AU.2013290010.A
AU2013/290010               |      | AU.2013290010.A
AU 42655/00                 |      | AU.200042655.A
AU 12345/95                 |      | AU.1234595.A
AU PP1234                   |      | AU.PP1234.A
CA 3,054,009                |      | CA.3054009.A
CA3054009                   |      | CA.3054009.A
CA 567 890                  |      | CA.567890.A
BR 11 2021 019157-7         |      | BR.112021019157.A
BR1120210191577             |      | BR.112021019157.A
BR20211119157               |      | BR.112021019157.A
BR MU 8600123               |      | BR.MU8600123.U
IN 201747008733             |      | IN.201747008733.A
IN 9894/DELNP/2007          |      | IN.2007DN09894.A
IN 1944/CHE/2012            |      | IN.2012CH01944.A
IN2012CH01944               |      | IN.2012CH01944.A
MX/a/2015/000344            |      | MX.2015000344.A
MX/u/2015/000345            |      | MX.2015000345.U
MX PA/a/2005/006297         |      | MX.PA05006297.A
IL 250836                   |      | IL.250836.A
NZ 787609                   |      | NZ.787609.A
SG 10202251382M             |      | SG.10202251382M.A
SG 200507268-1              |      | SG.200507268.A
CL 202301234                |      | CL.202301234.A
CL 1234-2018                |      | CL.201801234.A
AZ a 2010 0123              |      | AZ.20100123.A
CR 2015-0123                |      | CR.2015000123.A
EA 199600014                |      | EA.199600014.A
EG 2015/03/0412             |      | EG.2015030412.A
ID P00202112345             |      | ID.P00202112345.A
KH/P/2015/00012             |      | KH.P201500012.A
LA 1234                     |      | LA.1234.A
MN 5123                     |      | MN.5123.A
MY PI 2015700123            |      | MY.PI2015700123.A
MY UI 2015000123            |      | MY.UI2015000123.U
BN/N/2014/0123              |      | BN.N20140123.A
PG/P/2012/00024             |      | PG.P201200024.A
PH 1-2015-500123            |      | PH.12015500123.A
PH 2/2015/000123            |      | PH.22015000123.U
PT 109876                   |      | PT.109876.A
TH 1501001234               |      | TH.1501001234.A
TH 2558/01/001234           |      | TH.1501001234.A
VN 1-2015-01234             |      | VN.1201501234.A
AT A 123/2015               |      | AT.1232015.A
AT GM 50001/2015            |      | AT.500012015.U
CH 01234/15                 |      | CH.12342015.A
NL 2028937                  |      | NL.2028937.A
BE 2019/5123                |      | BE.201905123.A
ES P201630123               |      | ES.201630123.A
IT 102020000012345          |      | IT.102020000012345.A
SE 1530123-4                |      | SE.1530123.A
FI 20155123                 |      | FI.20155123.A
DK PA 2019 70123            |      | DK.201970123.A
NO 20151234                 |      | NO.20151234.A
PL P.412345                 |      | PL.412345.A
CZ PV 2015-123              |      | CZ.20150123.A
SK PP 50012-2015            |      | SK.500122015.A
HU P 15 00123               |      | HU.1500123.A
RO a 2015 00123             |      | RO.201500123.A
GR 20220100481              |      | GR.20220100481.A
MD a 2015 0123              |      | MD.20150123.A
RU 2015123456               |      | RU.2015123456.A
RU 2015123456/10            |      | RU.2015123456.A
UA a201501234               |      | UA.A201501234.A
TR 2015/12345               |      | TR.201512345.A
IE 2015/0123                |      | IE.20150123.A
LU 92345                    |      | LU.92345.A
AR P20150100123             |      | AR.P20150100123.A
CO NC2017/0001234           |      | CO.NC20170001234.A
ZA 2015/01234               |      | ZA.201501234.A
HK 17113734.5               |      | HK.17113734.A
AP/P/2015/008123            |      | AP.2015008123.A
OA 1201500123               |      | OA.1201500123.A
GC 2015-29123               |      | GC.201529123.A
"""

PUBLICATIONS = """
US 2023/0103354 A1          | US.2023103354.A1
US20230103354A1             | US.2023103354.A1
US 2023103354               | US.2023103354
US 10,943,437 B2            | US.10943437.B2
US Patent No. 7,123,456     | US.7123456
USD558,961                  | US.D558961
US RE39,998 E1              | US.RE39998.E1
US PP12001 P2               | US.PP12001.P2
EP 3 082 535 B1             | EP.3082535.B1
EP0470185A2                 | EP.0470185.A2
EP 666666 B1                | EP.0666666.B1
WO 99/13800 A1              | WO.1999013800.A1
WO 03/107732                | WO.2003107732
WO 2016/158472 A1           | WO.2016158472.A1
JP 2003-044436 A            | JP.2003044436.A
特開2003-44436                | JP.2003044436
特開平08-258607               | JP.H08258607
実開昭58-2167                 | JP.S582167.U
JP S63-128143 A             | JP.S63128143.A
JP 6768620 B2               | JP.6768620.B2
KR 10-2013-0086153 A        | KR.20130086153.A
KR 10-1503659 B1            | KR.101503659.B1
CN 102622450 B              | CN.102622450.B
CN 210852140 U              | CN.210852140.U
TW I452476 B                | TW.I452476.B
TW M523456 U                | TW.M523456.U
DE 10 2004 002 000 A1       | DE.102004002000.A1
DE 466 541 A                | DE.466541.C
DE 1 207 548 A              | DE.1207548.B
DE 2 309 038 A              | DE.2309038.A1
GB 2 372 000 A              | GB.2372000.A
AU 2018282372 B2            | AU.2018282372.B2
AU 784257 B2                | AU.784257.B2
CA 2,878,447 C              | CA.2878447.C
AT E232441 T1               | AT.E232441.T1
DK 3989061 T3               | DK.3989061.T3
NL 1010536 C2               | NL.1010536.C2
EA 12345 B1                 | EA.012345.B1
AR 60116 A1                 | AR.060116.A1
MY-191564-A                 | MY.191564.A
IN2011MU02282A              | IN.2011MU02282.A
"""


def table(text: str) -> list[tuple[str, ...]]:
    """The rows of a table written with bars."""
    return [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]


def check(text: str, type: NumberType, office: str | None, year: int | None, docdb: str) -> None:
    """The best reading is the number meant, with the office from context or from the text."""
    best = read(text, type=type, office=office, year=year)[0].number
    assert best.docdb == docdb
    assert best.type == type


@pytest.mark.parametrize(("text", "year", "docdb"), table(APPLICATIONS), ids=lambda cell: cell)
def test_applications(text: str, year: str, docdb: str) -> None:
    """An application number reads as itself with no hint but its type and, where it says none, the year."""
    hint = int(year) if year else None
    check(text, "application", None, hint, docdb)
    check(text, "priority", docdb[:2], hint, docdb)


@pytest.mark.parametrize(("text", "docdb"), table(PUBLICATIONS), ids=lambda cell: cell)
def test_publications(text: str, docdb: str) -> None:
    """A publication number reads as itself with no hint but its type."""
    check(text, "publication", None, None, docdb)
    check(text, "publication", docdb[:2], None, docdb)


@pytest.mark.parametrize(
    ("text", "office", "docdb"),
    [
        ("16123456", "US", "US.201816123456.A"),
        ("99203729.1", "EP", "EP.99203729.A"),
        ("2020-123456", "JP", "JP.2020123456.A"),
        ("10-2008-0107376", "KR", "KR.20080107376.A"),
        ("201080063196.9", "CN", "CN.201080063196.A"),
        ("102006032425.0", "DE", "DE.102006032425.A"),
        ("2212/MUM/2014", "IN", "IN.2014MU02212.A"),
        ("PA05006297", "MX", "MX.PA05006297.A"),
        ("PCT/NA/2010/000123", "EG", "EG.PCTNA2010000123.A"),
        ("US2013/050328", "WO", "US.2013050328.W"),
        ("2003/21714", "US", "US.0321714.W"),
        ("053,770", "US", "US.53770"),
    ],
)
def test_texts_without_a_code_are_read_under_the_office_known(text: str, office: str, docdb: str) -> None:
    """A lookup field that knows its office reads the number as that office writes it."""
    type: NumberType = "publication" if docdb == "US.53770" else "application"
    check(text, type, office, None, docdb)
