"""Korea, China, Taiwan.

KR: type (10 patent, 20 utility model, 30 design), year and seven digits since 1998; DOCDB drops the type,
so the kind class carries it; serials from 7,000,000 are national phases. Since 2004 an unexamined
publication has the shape of an application; grants are type and seven digits since 1999, with four more for
their parts in the register (KIPRIS). CN: eight digits
to September 2003, twelve after, with a check character; the third (or fifth) tells the right: 1 invention,
2 utility model, 3 design, 8 and 9 national phases. ``ZL`` marks the application number of a patent. TW:
year of the Republic, type and five digits. Sources: KIPO, ZC 0006-2003 and TIPO number formats; EPO OPS
reference guide (``pBRE104``); input formats of USPTO Global Dossier.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar

_KR_RIGHTS = ("type", {"10": "A", "20": "U", "30": "F"})
_CN_RIGHTS = ("type", {"1": "A", "2": "U", "3": "F", "8": "A", "9": "U"})
_TW_RIGHTS = ("type", {"1": "A", "2": "U", "3": "F"})

GRAMMARS = (
    Grammar(
        office="KR",
        name="Ministry of Intellectual Property (Korea)",
        source="KIPO number formats; EPO OPS reference guide 1.3.20; WIPO ST.13",
        forms=(
            Form(docdb="{yyyy}{serial:7}", shown="{type:10|20|30}-{yyyy}-{serial:7}", epodoc="rule",
                 st13="{type:10|20|30}{yyyy}{serial:9}", kind_by=_KR_RIGHTS, years=(1948, 2099), score=0.64),
            Form(docdb="{yyyy}{serial:7}", shown="{yy}-{serial:1-7}", years=(1948, 1993), score=0.5),
            Form(docdb="{yyyy}{serial:7}", shown="{yyyy}!-{serial:1-7}", years=(1994, 1997), score=0.55,
                 others="U"),
            Form(type="publication", docdb="{yyyy}{serial:7}", shown="20-{yyyy}-{serial:7}", only_kinds="UY",
                 years=(1983, 2099), score=0.66),
            Form(type="publication", docdb="{yyyy}{serial:7}", shown="10-{yyyy}-{serial:7}",
                 years=(1983, 2099),
                 also=("{yyyy}-{serial:7}",), score=0.64),
            Form(type="publication", docdb="{yyyy}{serial:7}", shown="20-{yyyy}-{serial:7}",
                 years=(1983, 2099), score=0.6, note="a utility model"),
            Form(type="publication", docdb="{type:10|20}{serial:7}", shown="{type:10|20}-{serial:7}",
                 also=("{type:10|20}-{serial:7}-0000",), score=0.7),
            Form(type="publication", docdb="{serial:1-8}", score=0.5),
        ),
        examples=(
            ("KR 10-2008-0107376", "application", "KR.20080107376.A"),
            ("1019980006278", "application", "KR.19980006278.A"),
            ("KR 20-2009-0003074", "application", "KR.20090003074.U"),
            ("KR102008000107376", "application", "KR.20080107376.A"),
            ("10-2013-0086153 A", "publication", "KR.20130086153.A"),
            ("KR 10-1503659", "publication", "KR.101503659"),
            ("10-1503659-0000", "publication", "KR.101503659"),
        ),
    ),
    Grammar(
        office="CN",
        name="China National Intellectual Property Administration",
        source="ZC 0006-2003; EPO OPS reference guide 1.3.20",
        forms=(
            Form(docdb="{yyyy}{type:1|2|3|8|9}{serial:7}", shown="{yyyy}{type:1|2|3|8|9}{serial:7}[.{c}]",
                 also=("ZL{yyyy}{type:1|2|3|8|9}{serial:7}[.{c}]",),
                 epodoc="{yyyy}{type:1|2|3|8|9}{serial:6}",
                 kind_by=_CN_RIGHTS, check="cnipa", years=(2003, 2099), score=0.7),
            Form(docdb="{yy}{type:1|2|3|8|9}{serial:5}", shown="{yy}{type:1|2|3|8|9}{serial:5}[.{c}]",
                 also=("ZL{yy}{type:1|2|3|8|9}{serial:5}[.{c}]", "B{yy}{type:1|2|3|8|9}{serial:5}[.{c}]"),
                 epodoc="{yyyy}{type:1|2|3|8|9}{serial:6}", kind_by=_CN_RIGHTS, check="cnipa",
                 years=(1985, 2003), score=0.68),
            Form(docdb="{yyyy}{serial:8}", shown="{yyyy}{serial:8}[.{c}]", check="cnipa", years=(2003, 2099),
                 score=0.3,
                 note="its type digit is not one that CNIPA uses"),
            Form(type="publication", docdb="{head:1|2|3}{serial:8}", score=0.68),
            Form(type="publication", docdb="{head:1|2|3}{serial:6}", score=0.66),
        ),
        examples=(
            ("CN 201080063196.9", "application", "CN.201080063196.A"),
            ("2010 8 0063196 .9", "application", "CN.201080063196.A"),
            ("CN 95108192.6", "application", "CN.95108192.A"),
            ("ZL 2018 3 0658542.7", "application", "CN.201830658542.F"),
            ("CN201010596747XA", "application", "CN.201010596747.A"),
            ("CN 101911042 B", "publication", "CN.101911042.B"),
            ("CN 1847039 A", "publication", "CN.1847039.A"),
        ),
    ),
    Grammar(
        office="TW",
        name="Taiwan Intellectual Property Office",
        source="TIPO number formats; EPO OPS responses",
        forms=(
            Form(docdb="{roc:2-3}{type:1|2|3}{serial:5}", epodoc="{yyyy}0{type:1|2|3}{serial:5}",
                 kind_by=_TW_RIGHTS,
                 years=(1950, 2099), limits={"roc": (39, 188)}, score=0.66),
            Form(type="publication", docdb="{yyyy}{serial:5}", years=(2003, 2099), score=0.7),
            Form(type="publication", docdb="{right:I|M|D}{serial:6}", score=0.72),
            Form(type="publication", docdb="{serial:1-6}", score=0.5),
        ),
        examples=(
            ("TW 112127315", "application", "TW.112127315.A"),
            ("097145995", "application", "TW.97145995.A"),
            ("TW 102306223", "application", "TW.102306223.F"),
            ("TW 200928818 A", "publication", "TW.200928818.A"),
            ("TW I452476 B", "publication", "TW.I452476.B"),
        ),
    ),
)  # fmt: skip
