"""United States: series of applications, pre-grant publications, patents.

DOCDB writes series 13 and later (and provisionals from 61 on, designs since 2011) as year, series, serial,
and everything earlier as serial without zeros and two digits of the year; the switch came late in 2010
with series 13. A national phase gets a number of the day on which it is received, and keeps the filing date
of its international application, up to thirty months earlier: that year stands in DOCDB. Pre-grant
publications lose one zero (USPTO 4+7, DOCDB 4+6). Points of the series are filing dates of real applications.
Sources: MPEP 503 and 1893.03(b); 35 USC 363 and 371; PCT, Articles 11(3) and 22; EPO OPS reference guide; IFI
Claims documentation on the change of series 13; input formats of USPTO Global Dossier.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.series import Series

_MILLION = 999_999


def _with_phases(*points: tuple[int, float]) -> Series:
    """A series in which national phases are numbered beside the applications that are filed in the US."""
    return Series("A", points, phases=True)


SERIES = {
    "02": Series("A", ((1, 1915.0), (_MILLION, 1947.99))),
    "03": Series("A", ((1, 1948.0), (_MILLION, 1959.99))),
    "04": Series("A", ((1, 1960.0), (_MILLION, 1969.99))),
    "05": Series("A", ((1, 1970.0), (_MILLION, 1978.99))),
    "06": _with_phases((1, 1979.0), (_MILLION, 1986.99)),
    "07": _with_phases((1, 1987.0), (_MILLION, 1992.99)),
    "08": _with_phases((1, 1993.0), (921_321, 1997.66), (_MILLION, 1997.99)),
    "09": _with_phases((1, 1997.99), (89_931, 1998.42), (_MILLION, 2001.85)),
    "10": _with_phases((1, 2001.81), (291_320, 2002.85), (923_421, 2004.64), (_MILLION, 2004.92)),
    "11": _with_phases((1, 2004.92), (23_667, 2004.99), (183_143, 2005.54), (614_429, 2006.97),
                       (621_491, 2007.03), (964_952, 2007.98), (_MILLION, 2007.99)),
    "12": _with_phases((1, 2007.9), (942_680, 2010.85), (_MILLION, 2011.3)),
    "13": _with_phases((1, 2010.95), (276_708, 2011.79), (372_047, 2012.12), (547_826, 2012.53),
                       (656_238, 2012.8), (835_222, 2013.2), (952_836, 2013.57), (_MILLION, 2013.99)),
    "14": _with_phases((1, 2013.6), (137_130, 2013.97), (985_000, 2015.99), (_MILLION, 2016.1)),
    "15": _with_phases((1, 2016.0), (83_993, 2016.24), (390_000, 2016.98), (860_000, 2018.0),
                       (955_809, 2018.3), (_MILLION, 2018.5)),
    "16": _with_phases((1, 2018.45), (39_925, 2018.55), (123_456, 2018.68), (236_000, 2019.0),
                       (730_000, 2020.0), (854_580, 2020.3), (_MILLION, 2020.6)),
    "17": _with_phases((1, 2020.5), (80_282, 2020.82), (130_468, 2020.97), (566_000, 2022.0),
                       (_MILLION, 2022.85)),
    "18": _with_phases((1, 2022.7), (148_000, 2023.0), (400_000, 2024.0), (_MILLION, 2024.99)),
    "19": _with_phases((1, 2024.8), (_MILLION, 2026.99)),
    "29": Series("F", ((1, 1992.8), (416_465, 2012.22), (665_761, 2018.76), (718_429, 2019.98), (737_185,
    2020.43), (_MILLION, 2025.99))),
    "35": Series("F", ((500_001, 2015.3), (_MILLION, 2029.99))),
    "60": Series("P", ((1, 1995.44), (53_770, 1997.56), (396_363, 2002.54), (542_532, 2004.1),
                       (831_544, 2006.5), (856_410, 2006.83), (_MILLION, 2007.95))),
    "61": Series("P", ((1, 2007.7), (668_245, 2012.5), (761_070, 2013.1), (_MILLION, 2014.4))),
    "62": Series("P", ((1, 2014.3), (746_724, 2018.79), (955_000, 2020.0), (_MILLION, 2020.25))),
    "63": Series("P", ((1, 2020.2), (132_000, 2021.0), (240_478, 2021.68), (616_000, 2024.0), (_MILLION,
    2026.99))),
    "90": Series("A", ((1, 1981.5), (6_000, 2001.5), (10_000, 2008.0), (12_345, 2012.4), (15_000, 2022.0),
                       (20_000, 2029.99))),
    "95": Series("A", ((1, 2001.0), (2_999, 2012.7))),
    "96": Series("A", ((1, 2012.7), (999, 2029.99))),
}  # fmt: skip

_OLD_A = {"02": (1915, 1947), "03": (1948, 1959), "04": (1960, 1969), "05": (1970, 1978), "06": (1978, 1986),
          "07": (1984, 1992), "08": (1990, 1997), "09": (1994, 2001), "10": (1998, 2004), "11": (2001, 2007),
          "12": (2004, 2011)}  # fmt: skip
_NEW_A = {"13": (2007, 2013), "14": (2010, 2016), "15": (2013, 2018), "16": (2015, 2020), "17": (2017, 2022),
          "18": (2019, 2024), "19": (2021, 2026), "90": (2011, 2029), "95": (2011, 2012), "96": (2012,
          2029)}  # fmt: skip
"""Filing years; where national phases are numbered in a series, from three years before it began, and not
before 1978, when the first international applications were filed."""
_OLD_REEXAMINATIONS = {"90": (1981, 2010), "95": (2001, 2010)}
_NEW_P = {"61": (2011, 2014), "62": (2014, 2020), "63": (2020, 2026)}

_SHOWN = "{series:2}/{serial:6,}"
_NEW = "{yyyy}{series:2}{serial:6}"
_OLD = "{serial:1-6}{yy}"
_WITHOUT_SERIES = ("{yyyy}{serial:6}", "{serial:6}")

GRAMMARS = (
    Grammar(
        office="US",
        name="United States Patent and Trademark Office",
        series=SERIES,
        source="MPEP 503; EPO OPS reference guide 1.3.20; IFI Claims documentation, series 13",
        forms=(
            Form(docdb=_NEW, shown=_SHOWN, epodoc=_NEW, series=_NEW_A, years=(2007, 2099), score=0.68),
            Form(docdb=_OLD, shown=_SHOWN, also=_WITHOUT_SERIES, epodoc="{yyyy}{serial:7}", series=_OLD_A,
                 years=(1915, 2011), score=0.66),
            Form(docdb=_OLD, shown=_SHOWN, series=_OLD_REEXAMINATIONS, years=(1981, 2010), score=0.6,
                 note="a re-examination"),
            Form(docdb=_NEW, shown=_SHOWN, epodoc=_NEW, series=_NEW_P, kind="P", years=(2010, 2099),
                 score=0.68),
            Form(docdb=_OLD, shown=_SHOWN, also=_WITHOUT_SERIES, epodoc="{yyyy}{serial:7}", kind="P",
                 years=(1995, 2010),
                 series={"60": (1995, 2007), "61": (2007, 2010)}, score=0.64),
            Form(docdb=_NEW, shown=_SHOWN, epodoc=_NEW, kind="F",
                 series={"29": (2011, 2025), "35": (2015, 2029)},
                 years=(2010, 2099), score=0.68),
            Form(docdb=_OLD, shown=_SHOWN, epodoc="{yyyy}{serial:7}", kind="F", series={"29": (1992, 2010)},
                 years=(1992, 2010), score=0.6),
            Form(docdb=_NEW, shown=_SHOWN, series={"12": (2011, 2011)}, years=(2011, 2011), score=0.56,
                 note="how DOCDB spells applications of series 12 filed in 2011 is not known for certain"),
            Form(docdb=_NEW, shown=_SHOWN, kind="P", series={"61": (2010, 2010)}, years=(2010, 2010),
                 score=0.56,
                 note="how DOCDB spells provisionals of series 61 filed in 2010 is not known for certain"),
            Form(docdb=_OLD, shown=_SHOWN, also=("{s:1}/{serial:6,}", "{s:1}{serial:6}"), score=0.3,
                 words={"s": ("series", {str(code): f"0{code}" for code in range(2, 10)})},
                 limits={"s": (2, 9)}, series=_OLD_A, years=(1915, 2011),
                 note="the zero of the series is not written"),
            Form(type="publication", docdb="{yyyy}{serial:6}", shown="{yyyy}/{serial:7}",
                 also=("{yyyy}/{serial:6}",), levels="A",
                 years=(2001, 2099), score=0.75),
            Form(type="publication", docdb="{serial:1-8}", shown="{serial:1-8,}", levels="B",
                 limits={"serial": (1, 12_999_999)}),
            Form(type="publication", docdb="{serial:8}", shown="{serial:8,}", score=0.3,
                 limits={"serial": (13_000_000, 99_999_999)}, note="no patent has been numbered so high yet"),
            Form(type="publication", docdb="{letters:D|PP|RE|T|H|RX|AI|X}{serial:1-7}",
                 shown="{letters:D|PP|RE|T|H|RX|AI|X}{serial:1-7,}",
                 also=("0{letters:D|PP|RE}{serial:1-7}",), score=0.72),
            Form(type="publication", docdb="D{serial:1-7}", shown="D{serial:1-7,}",
                 also=("DES{serial:1-7}",), score=0.72),
            Form(type="publication", docdb="RE{serial:1-6}", also=("{serial:1-6}",), only_kinds="E",
                 score=0.8),
            Form(type="publication", docdb="PP{serial:1-5}", also=("{serial:1-5}",), only_kinds="P",
                 score=0.8),
        ),
        examples=(
            ("US 16/123,456", "application", "US.201816123456.A"),
            ("US 11/964,952", "application", "US.96495207.A"),
            ("08/921,321", "application", "US.92132197.A"),
            ("US 62/746,724", "application", "US.201862746724.P"),
            ("US 60/396,363", "application", "US.39636302.P"),
            ("US 29/416,465", "application", "US.201229416465.F"),
            ("US 2019/0095759 A1", "publication", "US.2019095759.A1"),
            ("US 7,123,456 B2", "publication", "US.7123456.B2"),
            ("US RE41,234 E", "publication", "US.RE41234.E"),
        ),
    ),
)  # fmt: skip
