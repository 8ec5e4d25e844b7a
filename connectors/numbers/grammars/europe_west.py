"""Western, northern and southern Europe.

Where a state validates European patents, their applications repeat the European number with kind ``T``.
Sources: each office's number format as WIPO DAS and the WIPO handbook (7.2.6, 7.2.7) show them; EPO OPS
responses. Grammars that no real DOCDB number confirms are marked.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.grammars.shared import SAME_DIGITS, VALIDATION, publications, translations

_HANDBOOK = "WIPO handbook 7.2.6 and 7.2.7; WIPO DAS number masks"
_DK = "EPO OPS responses; WIPO handbook 7.2.6"

GRAMMARS = (
    Grammar(
        office="AT", name="Austrian Patent Office", source="EPO OPS responses; " + _HANDBOOK,
        forms=(
            VALIDATION,
            Form(docdb="{serial:1-5}{yyyy}", shown="A {serial:1-5}!/{yyyy}", years=(2000, 2099), score=0.6),
            Form(docdb="{serial:1-5}{yyyy}", shown="GM {serial:1-5}!/{yyyy}", years=(2000, 2099), kind="U",
                 score=0.58),
            Form(docdb="{serial:1-5}{yy}", shown="A {serial:1-5}!/{yy}", years=(1920, 1999), score=0.4),
            Form(type="publication", docdb="E{serial:6}", also=("E{serial:1-6}",), repair={"T": "T1"},
                 score=0.7),
            publications(6, 0.6),
        ),
        examples=(
            ("AT 99203729 T", "application", "AT.99203729.T"),
            ("AT A 1/2019", "application", "AT.12019.A"),
            ("AT E 232 441 T1", "publication", "AT.E232441.T1"),
            ("AT 401 234 B", "publication", "AT.401234.B"),
        ),
    ),
    Grammar(
        office="CH", name="Swiss Federal Institute of Intellectual Property", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{serial:1-6}{yyyy}", shown="{serial:5-6}!/{yyyy}", years=(2000, 2099),
                 also=("{serial:1-4}!/{yyyy}",), score=0.6),
            Form(docdb="{serial:1-6}{yyyy}", shown="{serial:5-6}!/{yy}", years=(2000, 2029), score=0.58),
            Form(docdb="{serial:1-5}{yy}", shown="{serial:1-5}!/{yy}", years=(1930, 1999), score=0.55),
            VALIDATION,
            publications(6, 0.6),
        ),
        examples=(
            ("CH 00123/05", "application", "CH.1232005.A"),
            ("CH 1234/95", "application", "CH.123495.A"),
            ("CH 671 003 A", "publication", "CH.671003.A"),
        ),
    ),
    Grammar(
        office="NL", name="Netherlands Patent Office", source="EPO OPS responses",
        forms=(
            Form(docdb="{serial:7}", epodoc="rule", limits={"serial": (1_000_001, 4_999_999)}, score=0.64),
            Form(docdb="{yy}{serial:5}", epodoc="rule", years=(1964, 1994), score=0.62),
            publications(7, SAME_DIGITS),
        ),
        examples=(
            ("NL 1010536", "application", "NL.1010536.A"),
            ("NL19981010536", "application", "NL.1010536.A"),
            ("NL 1010536 C2", "publication", "NL.1010536.C2"),
        ),
    ),
    Grammar(
        office="BE", name="Belgian Office for Intellectual Property", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="{yyyy}/{serial:4-5}", epodoc="rule", years=(1998, 2099),
                 score=0.62),
            Form(docdb="{yy}{serial:5}", epodoc="rule", years=(1985, 1997), score=0.55),
            publications(7, 0.58),
        ),
        examples=(
            ("BE 2019/5123", "application", "BE.201905123.A"),
            ("BE 571 395 A", "publication", "BE.571395.A"),
        ),
    ),
    Grammar(
        office="LU", name="Luxembourg Intellectual Property Office", source=_HANDBOOK, confirmed=False,
        forms=(Form(docdb="{serial:5-6}", epodoc="rule", score=0.6), publications(6, SAME_DIGITS)),
        examples=(("LU 101234", "application", "LU.101234.A"),),
    ),
    Grammar(
        office="IE", name="Intellectual Property Office of Ireland", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="{yyyy}/{serial:4}", epodoc="rule", years=(1992, 2099),
                 score=0.62),
            Form(docdb="{serial:1-4}{yy}", shown="{serial:1-4}!/{yy}", years=(1929, 1992), score=0.5),
            Form(docdb="S{yyyy}{serial:4}", shown="S{yyyy}/{serial:4}", kind="U", years=(1992, 2099),
                 score=0.58),
            Form(type="publication", docdb="S{serial:5}", score=0.66),
            publications(8, 0.5),
        ),
        examples=(
            ("IE 2010/0123", "application", "IE.20100123.A"),
            ("IE S86123 B2", "publication", "IE.S86123.B2"),
        ),
    ),
    Grammar(
        office="ES", name="Spanish Patent and Trade Mark Office",
        source="EPO OPS number repairs; " + _HANDBOOK,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="P{yyyy}{serial:5}", epodoc="rule", years=(1995, 2099),
                 score=0.64),
            Form(docdb="{yyyy}{serial:5}", shown="U{yyyy}{serial:5}", kind="U", years=(1995, 2099),
                 score=0.58),
            Form(docdb="{yy}{serial:5}", shown="P{yy}{serial:5}", epodoc="rule", years=(1986, 1994),
                 score=0.55),
            VALIDATION,
            Form(type="publication", docdb="{serial:1-7}", repair={"Y2": "Y"}, score=0.6),
        ),
        examples=(
            ("ES P201630123", "application", "ES.201630123.A"),
            ("ES U202132001", "application", "ES.202132001.U"),
            ("ES 2 292 305 A1", "publication", "ES.2292305.A1"),
            ("ES1282550Y2", "publication", "ES.1282550.Y"),
        ),
        confirmed=False,
    ),
    Grammar(
        office="PT", name="National Institute of Industrial Property (Portugal)", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{yyyy}{type:100|200}{serial:4}", kind_by=("type", {"100": "A", "200": "U"}),
                 years=(2012, 2099),
                 score=0.62),
            Form(docdb="{serial:5-6}", epodoc="rule", score=0.56),
            VALIDATION,
            publications(7, 0.46),
        ),
        examples=(
            ("PT 109876", "application", "PT.109876.A"),
            ("PT 20151000123", "application", "PT.20151000123.A"),
        ),
    ),
    Grammar(
        office="IT", name="Italian Patent and Trademark Office", source="WIPO DAS number masks; WIPO ST.13",
        forms=(
            Form(docdb="{type:10|20}{yyyy}{serial:9}", st13="{type:10|20}{yyyy}{serial:9}",
                 years=(2011, 2099),
                 kind_by=("type", {"10": "A", "20": "U"}), score=0.66),
            Form(docdb="{city:@2}{yyyy}{serial:4}", shown="{city:@2}{yyyy}{right:A|U}{serial:6}",
                 kind_by=("right", {"A": "A", "U": "U"}), years=(1990, 2015), score=0.6),
            publications(7, 0.58),
            Form(type="publication", docdb="{type:10|20}{yyyy}{serial:9}", years=(2011, 2099),
                 score=SAME_DIGITS),
        ),
        examples=(
            ("IT 102020000012345", "application", "IT.102020000012345.A"),
            ("IT MI2005A000123", "application", "IT.MI20050123.A"),
            ("IT 1259603 B", "publication", "IT.1259603.B"),
        ),
        confirmed=False,
    ),
    Grammar(
        office="SE", name="Swedish Intellectual Property Office",
        source="EPO OPS number repairs; WIPO DAS number masks",
        forms=(
            Form(docdb="{yy}{serial:5}", shown="{yy}{serial:5}", also=("{yy}{serial:5}!-{c}",), epodoc="rule",
                 years=(1974, 2073), score=0.64),
            VALIDATION,
            Form(type="publication", docdb="{yy}{serial:5}", repair={"A": "L"}, years=(1974, 2073),
                 score=SAME_DIGITS),
            publications(6, 0.6),
        ),
        examples=(
            ("SE 1101235-4", "application", "SE.1101235.A"),
            ("SE9503964A", "publication", "SE.9503964.L"),
            ("SE 523 007 C2", "publication", "SE.523007.C2"),
        ),
    ),
    Grammar(
        office="FI", name="Finnish Patent and Registration Office", source="WIPO DAS number masks",
        forms=(
            Form(docdb="{yyyy}{serial:4}", epodoc="rule", years=(2000, 2099), score=0.64),
            Form(docdb="U{yyyy}{serial:4}", kind="U", years=(1992, 2099), score=0.64),
            Form(docdb="{yy}{serial:4}", epodoc="rule", years=(1970, 1999), score=0.55),
            Form(type="publication", docdb="{yyyy}{serial:4}", years=(2000, 2099), score=SAME_DIGITS),
            VALIDATION,
            translations(7, 0.52),
        ),
        examples=(
            ("FI 20110123", "application", "FI.20110123.A"),
            ("FI U20110123", "application", "FI.U20110123.U"),
        ),
        confirmed=False,
    ),
    Grammar(
        office="DK", name="Danish Patent and Trademark Office", source=_DK,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="PA {yyyy} {serial:5}", epodoc="rule", years=(1990, 2099),
                 score=0.64),
            Form(docdb="{yyyy}{serial:5}", shown="BA {yyyy} {serial:5}", kind="U", years=(1992, 2099),
                 score=0.58),
            Form(docdb="{serial:1-4}{yy}", shown="{serial:1-4}!/{yy}", years=(1968, 1996), score=0.45),
            VALIDATION,
            Form(type="publication", docdb="{yyyy}{serial:5}", shown="{yyyy} {serial:5}", years=(1990, 2099),
                 score=SAME_DIGITS),
            translations(7, 0.55),
        ),
        examples=(
            ("DK PA 2019 70123", "application", "DK.201970123.A"),
            ("DK 21171904.2", "application", "DK.21171904.T"),
            ("DK/EP 3989061 T3", "publication", "DK.3989061.T3"),
            ("DK 2019 70123 A1", "publication", "DK.201970123.A1"),
        ),
    ),
    Grammar(
        office="NO", name="Norwegian Industrial Property Office", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", epodoc="rule", years=(1995, 2099), score=0.64),
            Form(docdb="{yy}{serial:4}", epodoc="rule", years=(1970, 1994), score=0.5),
            Form(type="publication", docdb="{yyyy}{serial:4}", years=(1995, 2099), score=SAME_DIGITS),
            translations(7, 0.56),
        ),
        examples=(
            ("NO 20151234", "application", "NO.20151234.A"),
            ("NO 345678 B1", "publication", "NO.345678.B1"),
        ),
    ),
    Grammar(
        office="GR", name="Hellenic Industrial Property Organisation",
        source="priority numbers in USPTO records",
        forms=(
            Form(docdb="{yyyy}{type:01|02}{serial:5}", kind_by=("type", {"01": "A", "02": "U"}),
                 years=(1988, 2099),
                 score=0.66),
            VALIDATION,
            publications(7, 0.56),
        ),
        examples=(("GR 20220100584", "application", "GR.20220100584.A"), ("GR 1009876 B", "publication",
        "GR.1009876.B")),
    ),
    Grammar(
        office="TR", name="Turkish Patent and Trademark Office", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="{yyyy}/{serial:5}", epodoc="rule", years=(1995, 2020),
                 score=0.64),
            Form(docdb="{yyyy}{serial:6}", shown="{yyyy}/{serial:6}", epodoc="rule", years=(2021, 2099),
                 score=0.64),
            VALIDATION,
            Form(type="publication", docdb="{yyyy}{serial:5}", years=(1995, 2020), score=SAME_DIGITS),
            Form(type="publication", docdb="{yyyy}{serial:6}", years=(2021, 2099), score=SAME_DIGITS),
        ),
        examples=(
            ("TR 2015/01234", "application", "TR.201501234.A"),
            ("TR 2021/012345", "application", "TR.2021012345.A"),
        ),
    ),
)  # fmt: skip
