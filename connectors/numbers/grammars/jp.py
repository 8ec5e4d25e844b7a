"""Japan: western years since 2000, eras of the Emperors before.

DOCDB writes applications before 2000 as serial and two digits of the western year, later ones as year and
six digits; a utility model has the same digits with kind ``U``. Publications before 2000 keep the letter
of the era (``H08258607``). Serials from 500,001 are national phases of international applications. A
number of one or two digits before the hyphen counts an era: 1 to 11 Heisei, 12 to 64 Showa. Patents are
numbered through since 1996. International applications in Japanese were published again under the number of
the International Bureau (``JPWO2019012345A1``). Sources: EPO OPS reference guide and number-service messages
(years converted to Gregorian or Emperor); JPO API handbook; input formats of USPTO Global Dossier.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar

_SERIAL = {"serial": (1, 599_999)}
_TRANSLATED = {"T": "A"}
"""Translations of international applications (Tokuhyo) are cited as JP-T; DOCDB has them as A."""

GRAMMARS = (
    Grammar(
        office="JP",
        name="Japan Patent Office",
        source="EPO OPS reference guide 1.3.20, section 4.3; JPO API handbook",
        forms=(
            Form(docdb="{yyyy}{serial:6}", shown="{yyyy}-{serial:6}", epodoc="rule", years=(2000, 2099),
                 others="UF",
                 also=("{yyyy}!-{serial:1-6}", "P{yyyy}-{serial:1-6}", "R{reiwa:1-2}!-{serial:1-6}",
                       "H{heisei:2}!-{serial:1-6}"), score=0.64),
            Form(docdb="{serial:1-6}{yy}", shown="S{showa:2}-{serial:1-6}", epodoc="rule", years=(1926, 1988),
                 also=("S{showa:1-2}!-{serial:1-6}",), limits=_SERIAL | {"showa": (1, 64)}, others="UF",
                 score=0.6),
            Form(docdb="{serial:1-6}{yy}", shown="S{showa:2}-{serial:1-6}", years=(1937, 1988),
                 also=("{showa:2}!-{serial:1-6}", "{showa:2}{serial:6}"),
                 limits=_SERIAL | {"showa": (12, 64)},
                 others="UF", score=0.6),
            Form(docdb="{serial:1-6}{yy}", shown="H{heisei:2}-{serial:1-6}", epodoc="rule",
                 years=(1989, 1999),
                 also=("H{heisei:1-2}!-{serial:1-6}", "{heisei:1-2}!-{serial:1-6}", "{heisei:2}{serial:6}",
                 "S{showa:2}!-{serial:1-6}"),
                 limits=_SERIAL | {"heisei": (1, 11), "showa": (64, 64)}, others="UF", score=0.6),
            Form(docdb="{serial:1-6}{yy}", shown="T{taisho:2}-{serial:1-6}",
                 also=("T{taisho:1-2}!-{serial:1-6}",), years=(1912, 1925),
                 limits=_SERIAL | {"taisho": (1, 15)}, others="U", score=0.5),
            Form(type="publication", docdb="{yyyy}{serial:6}", repair=_TRANSLATED,
                 shown="{yyyy}-{serial:6}", years=(2000, 2099),
                 score=0.64,
                 also=("{yyyy}!-{serial:1-6}", "{yyyy}{serial:5}", "P{yyyy}-{serial:1-6}")),
            Form(type="publication", docdb="WO{yyyy}{serial:6}", shown="WO{yyyy}/{serial:6}", kinds="[AS]1?",
                 years=(1979, 2099), bare=False, score=0.7,
                 note="Japan's own publication of an international application"),
            Form(type="publication", docdb="S{showa:2}{serial:1-6}", repair=_TRANSLATED,
                 shown="S{showa:2}-{serial:1-6}",
                 years=(1926, 1989),
                 limits=_SERIAL | {"showa": (1, 64)}, also=("S{showa:1-2}!-{serial:1-6}",), score=0.62),
            Form(type="publication", docdb="S{showa:2}{serial:1-6}", repair=_TRANSLATED,
                 shown="S{showa:2}-{serial:1-6}",
                 years=(1937, 1989),
                 limits=_SERIAL | {"showa": (12, 64)},
                 also=("{showa:2}!-{serial:1-6}", "{showa:2}{serial:6}"),
                 score=0.62),
            Form(type="publication", docdb="H{heisei:2}{serial:1-6}", repair=_TRANSLATED,
                 shown="H{heisei:2}-{serial:1-6}",
                 years=(1989, 1999),
                 limits=_SERIAL | {"heisei": (1, 11)},
                 also=("H{heisei:1-2}!-{serial:1-6}", "{heisei:1-2}!-{serial:1-6}", "{heisei:2}{serial:6}"),
                 score=0.66),
            Form(type="publication", docdb="{serial:1-7}", only_kinds="BC", kinds="B[0-9]?|C",
                 also=("0{serial:7}",), score=0.9),
            Form(type="publication", docdb="{serial:1-7}", also=("P{serial:7}",), score=0.62),
        ),
        examples=(
            ("特願2006-147056", "application", "JP.2006147056.A"),
            ("特願昭62-257586", "application", "JP.25758687.A"),
            ("特願平3-59980", "application", "JP.5998091.A"),
            ("平成3年特許願第59980号", "application", "JP.5998091.A"),
            ("実願昭53-59815", "application", "JP.5981578.U"),
            ("JP 2018-146147", "application", "JP.2018146147.A"),
            ("特開平8-258607", "publication", "JP.H08258607"),
            ("JP S63-128143 A", "publication", "JP.S63128143.A"),
            ("特表2005-533465", "publication", "JP.2005533465"),
            ("特許第6768620号", "publication", "JP.6768620"),
            ("JPWO2019/012345 A1", "publication", "JP.WO2019012345.A1"),
        ),
    ),
)  # fmt: skip
