"""Germany (and the former GDR), United Kingdom, France.

DE since 2004: type, year, six digits and a check digit (10 patent, 11 from a PCT application, 12 SPC, 20
and 21 utility models, 50 and 60 European patents in German or another language). 1995 to 2003: one digit of
type, two of the year, five. Before: patents count the year less 50, utility models the year itself. A
publication has the digits of its application; kinds A and B of old numbers are misspelt in many sources
and repaired as OPS does. GB: two digits of the year, five and a check digit; publications above 2,000,000
overlap with applications since 2020. FR: two digits of the year and five. Sources: DPMA number formats and
Mitteilungen 3/1983; EPO OPS reference guide; UKIPO and INPI number formats.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.grammars.shared import SAME_DIGITS, publications

_TYPES = "10|11|12|20|21|50|60"
_UNIT = ".{c}!-{unit:2}"
"""Behind the check digit of a file number stands the class that the unit handling it examines."""
_DE_RIGHTS = ("type", {"10": "A", "11": "A", "12": "A", "20": "U", "21": "U", "50": "T", "60": "T"})

GRAMMARS = (
    Grammar(
        office="DE",
        name="German Patent and Trade Mark Office",
        source="DPMA number formats; DPMA Mitteilungen 3/1983; EPO OPS reference guide 1.3.20",
        forms=(
            Form(docdb=f"{{type:{_TYPES}}}{{yyyy}}{{serial:6}}",
                 shown=f"{{type:{_TYPES}}} {{yyyy}} {{serial:6_}}[.{{c}}]",
                 also=(f"{{type:{_TYPES}}}{{yyyy}}{{serial:6}}{_UNIT}",),
                 epodoc=f"{{yyyy}}{{type:{_TYPES}}}{{serial:5-6}}",
                 st13=f"{{type:{_TYPES}}}{{yyyy}}{{serial:9}}",
                 kind_by=_DE_RIGHTS, check="dpma", years=(2004, 2099), score=0.72),
            Form(docdb="{type:1|2}{yy}{serial:5}", shown="{type:1|2}{yy} {serial:5_}[.{c}]",
                 also=("{type:1|2}{yy}{serial:5}" + _UNIT,),
                 epodoc="{yyyy}{type:1|2}{serial:6}", kind_by=("type", {"1": "A", "2": "U"}), check="dpma",
                 years=(1995, 2003), score=0.68),
            Form(docdb="{type:5|6}{yy}{serial:5}", shown="{type:5|6}{yy} {serial:5_}[.{c}]",
                 also=("{type:5|6}{yy}{serial:5}" + _UNIT,),
                 epodoc="{yyyy}{type:5|6}{serial:6}", kind="T", check="dpma", years=(1988, 2003), score=0.66,
                 note="a European patent validated in Germany"),
            Form(docdb="{less50:2}{serial:5}", shown="P {less50:2} {serial:5_}[.{c}]",
                 also=("P{less50:2}{serial:5}" + _UNIT, "{less50:2}{serial:5}" + _UNIT),
                 epodoc="{yyyy}{less50:2}{serial:5}", check="dpma", years=(1981, 1994), score=0.66),
            Form(docdb="{less50:2}{serial:5}", shown="P {less50:2} {serial:5_}[.{c}]",
                 also=("P{less50:2}{serial:5}" + _UNIT, "{less50:2}{serial:5}" + _UNIT),
                 epodoc="{yyyy}{less50:2}{serial:5}", check="dpma-1980", years=(1964, 1980), score=0.66),
            Form(docdb="{yy}{serial:5}", shown="G {yy} {serial:5_}[.{c}]", kind="U", check="dpma",
                 also=("G{yy}{serial:5}" + _UNIT,),
                 years=(1981, 1994),
                 score=0.64),
            Form(docdb="{yy}{serial:5}", shown="G {yy} {serial:5_}[.{c}]", kind="U", check="dpma-1980",
                 also=("G{yy}{serial:5}" + _UNIT,),
                 years=(1968, 1980), score=0.6),
            Form(type="publication", docdb=f"{{type:{_TYPES}}}{{yyyy}}{{serial:6}}",
                 shown=f"{{type:{_TYPES}}} {{yyyy}} {{serial:6_}}", years=(2004, 2099), score=SAME_DIGITS,
                 repair={"A": "A1", "U": "U1"}, levels="BT"),
            Form(type="publication", docdb="{head:3}{serial:5}", shown="{head:3} {serial:5_}",
                 limits={"head": (100, 703)}, repair={"A": "A1", "U": "U1"}, levels="CT",
                 score=SAME_DIGITS),
            Form(type="publication", docdb="{serial:7}", repair={"A": "A1"},
                 limits={"serial": (1_400_000, 9_999_999)},
                 score=SAME_DIGITS),
            Form(type="publication", docdb="{serial:7}", repair={"A": "B"},
                 limits={"serial": (1_000_000, 1_399_999)},
                 score=0.6),
            Form(type="publication", docdb="{serial:1-6}", repair={"A": "C", "B": "C"}, score=0.62),
        ),
        examples=(
            ("DE 10 2006 032 425.0", "application", "DE.102006032425.A"),
            ("20 2007 016 308.8", "application", "DE.202007016308.U"),
            ("DE10001499.2", "application", "DE.10001499.A"),
            ("P 30 25 842.5", "application", "DE.3025842.A"),
            ("P 39 12 345.6-45", "application", "DE.3912345.A"),
            ("DE 69905327 T", "application", "DE.69905327.T"),
            ("DE102006000032425", "application", "DE.102006032425.A"),
            ("DE 10 2004 002 000 A1", "publication", "DE.102004002000.A1"),
            ("DE 101 47 913 C1", "publication", "DE.10147913.C1"),
            ("DE466541A", "publication", "DE.466541.C"),
        ),
    ),
    Grammar(
        office="GB",
        name="UK Intellectual Property Office",
        source="UKIPO number formats; check digit found from office numbers",
        forms=(
            Form(docdb="{yy}{serial:5}", shown="{yy}{serial:5}[.{c}]", also=("{yyyy}{serial:4-6}",),
                 epodoc="rule",
                 check="ukipo", years=(1978, 2077), score=0.62),
            Form(docdb="{serial:1-5}{yy}", shown="{serial:1-5}!/{yy}", years=(1916, 1977), score=0.36),
            Form(type="publication", docdb="{serial:1-7}", limits={"serial": (1, 2_999_999)}, score=0.62),
        ),
        examples=(
            ("GB 0007679.4", "application", "GB.0007679.A"),
            ("GBGB0007679.4A", "application", "GB.0007679.A"),
            ("GB2401234.5", "application", "GB.2401234.A"),
            ("GB 9508026", "application", "GB.9508026.A"),
            ("GB 2413271 A", "publication", "GB.2413271.A"),
        ),
    ),
    Grammar(
        office="FR",
        name="National Institute of Industrial Property (France)",
        source="INPI number formats; WIPO DAS number masks",
        forms=(
            Form(docdb="{yy}{serial:5}", epodoc="rule", years=(1969, 2068), limits={"serial": (1, 29_999)},
                 groups=((2, 5),), score=0.66),
            publications(7, 0.6),
        ),
        examples=(
            ("FR 1909731", "application", "FR.1909731.A"),
            ("FR FR2434232", "publication", "FR.2434232"),
            ("FR 2 876 313 A1", "publication", "FR.2876313.A1"),
        ),
    ),
    Grammar(
        office="DD",
        name="Office for Inventions and Patents of the former GDR",
        source="EPO OPS number repairs of publications",
        forms=(Form(docdb="{serial:5-8}", score=0.4), publications(6, 0.6)),
        examples=(("DD 283 008 B5", "publication", "DD.283008.B5"),),
        confirmed=False,
    ),
)  # fmt: skip
