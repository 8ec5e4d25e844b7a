"""Asia and the Pacific, the Middle East.

AU: year and six digits since 2002, before that serial and two digits of the year. IN: twelve digits since
2016 (year, city, type, six), before that serial, city and year; DOCDB takes two letters of the city. SG:
type, year, five digits and a check letter since 2014, whose rule is not published. Sources: IP Australia
numbering note; EPO publications of Indian applications; IPOS, DJKI and other office number formats as WIPO
DAS and the WIPO handbook (7.2.6) show them. Unconfirmed grammars are marked.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.grammars.shared import SAME_DIGITS, publications

_HANDBOOK = "WIPO handbook 7.2.6 and 7.2.7"
_CITIES = {"DELNP": "DN", "KOLNP": "KN", "MUMNP": "MN", "CHENP": "CN", "DEL": "DE", "KOL": "KO", "CAL": "CA",
           "MUM": "MU", "BOM": "BO", "CHE": "CH", "MAS": "MA"}  # fmt: skip
_CITY = "|".join(_CITIES)
_OLD_CITY = "DEL|KOL|CAL|MUM|BOM|CHE|MAS"
_SHORT = "|".join(_CITIES.values())

GRAMMARS = (
    Grammar(
        office="AU", name="IP Australia", source="IP Australia numbering note; EPO OPS responses",
        forms=(
            Form(docdb="{yyyy}{serial:6}", also=("{yyyy}/{serial:6}",), epodoc="rule", years=(2000, 2099),
                 score=0.72),
            Form(docdb="{yyyy}{serial:5}", shown="{serial:5}!/{yy}", years=(2000, 2002), score=0.62),
            Form(docdb="{serial:1-5}{yy}", shown="{serial:1-5}!/{yy}", years=(1904, 1999), score=0.5),
            Form(docdb="P{letter:@1}{serial:4}", also=("P{letter:@1}{serial:4}/{yy}",), score=0.6,
                 note="a provisional application"),
            Form(type="publication", docdb="{yyyy}{serial:6}", also=("{yyyy}{serial:5}",), years=(1998, 2099),
                 score=SAME_DIGITS),
            Form(type="publication", docdb="{serial:5}{yy}", shown="{serial:5}!/{yy}", years=(1904, 2002),
                 also=("{serial:1-4}!/{yy}",), only_kinds="ABC", score=0.45),
            Form(type="publication", docdb="{serial:5}{yy}", years=(1904, 2002), score=0.45),
            publications(6, 0.56),
        ),
        examples=(
            ("AU-B-12345/88", "publication", "AU.1234588.B"),
            ("AU 2015317972", "application", "AU.2015317972.A"),
            ("AU20130290010", "application", "AU.2013290010.A"),
            ("AU 34567/01", "application", "AU.200134567.A"),
            ("AU 59195/69", "application", "AU.5919569.A"),
            ("AU 2003212220 A1", "publication", "AU.2003212220.A1"),
            ("AU 784257 B2", "publication", "AU.784257.B2"),
        ),
    ),
    Grammar(
        office="NZ", name="Intellectual Property Office of New Zealand", source="office records",
        forms=(Form(docdb="{serial:5-7}", epodoc="rule", score=0.66), publications(7, SAME_DIGITS)),
        examples=(("NZ 787609", "application", "NZ.787609.A"),),
    ),
    Grammar(
        office="IL", name="Israel Patent Office", source="office records",
        forms=(Form(docdb="{serial:5-6}", epodoc="rule", score=0.66), publications(6, SAME_DIGITS)),
        examples=(("IL 244009", "application", "IL.244009.A"), ("IL 331905 A", "application", "IL.331905.A")),
    ),
    Grammar(
        office="IN", name="Indian Patent Office",
        source="EPO publications of Indian applications; Indian Patent Office",
        forms=(
            Form(docdb="{yyyy}{place:1|2|3|4}{type:1}{serial:6}",
                 shown="{yyyy}{place:1|2|3|4}{type:1}{serial:6}",
                 years=(2015, 2099), limits={"type": (1, 9)}, score=0.7),
            Form(docdb=f"{{yyyy}}{{office:{_SHORT}}}{{serial:5}}",
                 shown=f"{{serial:1-5}}/{{city:{_CITY}}}/{{yyyy}}",
                 epodoc=f"{{yyyy}}{{office:{_SHORT}}}{{serial:5}}", words={"city": ("office", _CITIES)},
                 years=(1990, 2016), score=0.7),
            Form(docdb=f"PCT{{yyyy}}{{serial:5}}{{city:{_OLD_CITY}}}",
                 shown=f"PCT/{{yyyy}}/{{serial:1-5}}/{{city:{_OLD_CITY}}}", years=(1999, 2005), score=0.7,
                 note="a national number of India, not an international application"),
            Form(type="publication", docdb=f"{{yyyy}}{{office:{_SHORT}}}{{serial:5}}", years=(1990, 2016),
                 score=SAME_DIGITS),
            Form(type="publication", docdb="{yyyy}{place:1|2|3|4}{type:1}{serial:6}", years=(2015, 2099),
                 score=SAME_DIGITS),
            publications(6, 0.6),
        ),
        examples=(
            ("2212/MUM/2014", "application", "IN.2014MU02212.A"),
            ("541/KOLNP/2009", "application", "IN.2009KN00541.A"),
            ("IN 202641031039", "application", "IN.202641031039.A"),
            ("IN/PCT/2001/1234/MUM", "application", "IN.PCT200101234MUM.A"),
            ("IN2009KN02715A", "publication", "IN.2009KN02715.A"),
        ),
    ),
    Grammar(
        office="SG", name="Intellectual Property Office of Singapore", source="IPOS number formats",
        forms=(
            Form(docdb="{type:10|11|30}{yyyy}{serial:5}{letter:@1}", years=(2013, 2099), score=0.7),
            Form(docdb="{type:10|11|30}{yyyy}{serial:5}", years=(2013, 2099), score=0.55,
                 note="the check letter is missing; its rule is not published"),
            Form(docdb="{yyyy}{serial:5}", shown="{yyyy}{serial:5}", also=("{yyyy}{serial:5}!-{c}",),
                 years=(2000, 2013),
                 score=0.64),
            Form(docdb="{yy}{serial:5}", shown="{yy}{serial:5}", also=("{yy}{serial:5}!-{c}",),
                 years=(1994, 1999),
                 score=0.6),
            publications(6, 0.55),
            Form(type="publication", docdb="{type:10|11|30}{yyyy}{serial:5}{letter:@1}", years=(2013, 2099),
                 score=SAME_DIGITS),
        ),
        examples=(
            ("SG 11201701957X", "application", "SG.11201701957X.A"),
            ("SG 200506725-1", "application", "SG.200506725.A"),
            ("SG 9690400-8", "application", "SG.9690400.A"),
        ),
    ),
    Grammar(
        office="HK", name="Intellectual Property Department (Hong Kong)", source="office records",
        forms=(
            Form(docdb="{type:1|2|3|4|5|6}{yyyy}{serial:6}", shown="{type:1|2|3|4|5|6}{yyyy}{serial:6}",
                 also=("{type:1|2|3|4|5|6}{yyyy}{serial:6}!.{c}",), years=(2019, 2099), score=0.66),
            Form(docdb="{yy}{serial:6}", shown="{yy}{serial:6}", also=("{yy}{serial:6}!.{c}",),
                 years=(1993, 2019),
                 score=0.62),
            publications(7, 0.58),
        ),
        examples=(
            ("HK 17113734.5", "application", "HK.17113734.A"),
            ("HK 62024096696.5", "application", "HK.62024096696.A"),
        ),
    ),
    Grammar(
        office="ID", name="Directorate General of Intellectual Property (Indonesia)",
        source="DJKI number formats",
        forms=(
            Form(docdb="{right:P|S|W}00{yyyy}{serial:5}", kind_by=("right", {"P": "A", "S": "U", "W": "A"}),
                 years=(1991, 2099), score=0.7),
            publications(9, 0.45),
        ),
        examples=(
            ("ID S00202302798", "application", "ID.S00202302798.U"),
            ("ID P00202012345", "application", "ID.P00202012345.A"),
        ),
    ),
    Grammar(
        office="MY", name="Intellectual Property Corporation of Malaysia", source="MyIPO number formats",
        confirmed=False,
        forms=(
            Form(docdb="{right:PI|UI}{yyyy}{serial:6}", shown="{right:PI|UI} {yyyy}{serial:6}",
                 kind_by=("right", {"PI": "A", "UI": "U"}), years=(2011, 2099), score=0.7),
            Form(docdb="{right:PI|UI}{yyyy}{serial:4}", shown="{right:PI|UI} {yyyy}{serial:4}",
                 kind_by=("right", {"PI": "A", "UI": "U"}), years=(1986, 2012), score=0.66),
            Form(docdb="{yyyy}{serial:6}", years=(2011, 2099), score=0.5),
            publications(6, 0.6),
        ),
        examples=(
            ("MY PI 2015700123", "application", "MY.PI2015700123.A"),
            ("MY-191564-A", "publication", "MY.191564.A"),
        ),
    ),
    Grammar(
        office="PH", name="Intellectual Property Office of the Philippines", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{type:1|2|3}{yyyy}{serial:6}", shown="{type:1|2|3}-{yyyy}-{serial:6}",
                 kind_by=("type", {"1": "A", "2": "U", "3": "F"}), years=(1990, 2099), score=0.68),
            Form(type="publication", docdb="{type:1|2|3}{yyyy}{serial:6}",
                 shown="{type:1|2|3}-{yyyy}-{serial:6}",
                 years=(1990, 2099), score=SAME_DIGITS),
        ),
        examples=(
            ("PH 1-2015-500123", "application", "PH.12015500123.A"),
            ("PH 1/2015/500123", "application", "PH.12015500123.A"),
        ),
    ),
    Grammar(
        office="VN", name="Intellectual Property Office of Viet Nam", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{type:1|2|3}{yyyy}{serial:5}", shown="{type:1|2|3}-{yyyy}-{serial:5}",
                 kind_by=("type", {"1": "A", "2": "U", "3": "F"}), years=(1990, 2099), score=0.68),
            Form(type="publication", docdb="{type:1|2}{serial:7}", shown="{type:1|2}-{serial:7}", score=0.55),
            publications(6, 0.5),
        ),
        examples=(
            ("VN 1-2015-01234", "application", "VN.1201501234.A"),
            ("VN 2-2015-00123", "application", "VN.2201500123.U"),
        ),
    ),
    Grammar(
        office="TH", name="Department of Intellectual Property (Thailand)", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yy}{type:01|02|03}{serial:6}", kind_by=("type", {"01": "A", "02": "F", "03": "U"}),
                 years=(1980, 2079), score=0.64),
            Form(docdb="{yy}{type:01|02|03}{serial:6}", shown="{buddhist:4}/{type:01|02|03}/{serial:6}",
                 kind_by=("type", {"01": "A", "02": "F", "03": "U"}), years=(1980, 2079), score=0.5,
                 limits={"buddhist": (2523, 2622)}),
            publications(6, 0.5),
        ),
        examples=(
            ("TH 1501001234", "application", "TH.1501001234.A"),
            ("TH 1503000123", "application", "TH.1503000123.U"),
        ),
    ),
    Grammar(
        office="BN", name="Brunei Intellectual Property Office", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="N{yyyy}{serial:4}", shown="N/{yyyy}/{serial:4}", years=(2000, 2099), score=0.66),
            publications(8, 0.4),
        ),
        examples=(("BN/N/2014/0123", "application", "BN.N20140123.A"),),
    ),
    Grammar(
        office="KH", name="Department of Industrial Property (Cambodia)", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="P{yyyy}{serial:5}", shown="P/{yyyy}/{serial:5}", years=(2003, 2099), score=0.6),
            Form(docdb="{serial:1-6}{yy}", shown="{serial:1-6}!/{yy}", years=(2003, 2099), score=0.45),
            publications(6, 0.4),
        ),
        examples=(("KH/P/2015/00012", "application", "KH.P201500012.A"),),
    ),
    Grammar(
        office="LA", name="Department of Intellectual Property (Lao PDR)", source=_HANDBOOK, confirmed=False,
        forms=(Form(docdb="{serial:1-6}", score=0.5), publications(6, 0.4)),
        examples=(("LA 1234", "application", "LA.1234.A"),),
    ),
    Grammar(
        office="MN", name="Intellectual Property Office of Mongolia", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="{yyyy}/{serial:4}", also=("{serial:4}!/{yyyy}",),
                 years=(1993, 2099),
                 score=0.52),
            Form(docdb="{serial:1-6}", score=0.45),
            publications(6, 0.4),
        ),
        examples=(("MN 5123", "application", "MN.5123.A"),),
    ),
    Grammar(
        office="PG", name="Intellectual Property Office of Papua New Guinea", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="P{yyyy}{serial:5}", shown="P/{yyyy}/{serial:5}", years=(2002, 2099), score=0.6),
            Form(docdb="{serial:1-6}", score=0.45),
            publications(6, 0.4),
        ),
        examples=(("PG/P/2012/00024", "application", "PG.P201200024.A"),),
    ),
    Grammar(
        office="IR", name="Intellectual Property Center (Iran)", source="WIPO DAS number masks",
        confirmed=False,
        forms=(Form(docdb="{yyyy}{serial:14}", years=(2013, 2099), score=0.62), publications(6, 0.4)),
        examples=(("IR 202150140003012345", "application", "IR.202150140003012345.A"),),
    ),
    Grammar(
        office="GC", name="Patent Office of the Gulf Cooperation Council", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="{yyyy}-{serial:5}", also=("{yyyy}/{serial:1-5}",),
                 years=(1998, 2099),
                 score=0.64),
            publications(7, 0.56),
        ),
        examples=(("GC 2010-15234", "application", "GC.201015234.A"), ("GC 0003456", "publication",
        "GC.3456")),
    ),
)  # fmt: skip
