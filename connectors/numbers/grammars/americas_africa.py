"""The Americas and Africa.

CA: plain numbers from 2,000,001 since October 1989. BR: type, year, six digits and a check digit since 2012,
PI or MU with two digits of the year before. MX: ``MX/a/2017/002789`` since 2005,
``PA05006297`` before. EG has
national numbers that embed ``PCT/NA``. Sources: EPO OPS responses (CA, BR, MX); input formats of USPTO
Global Dossier; number formats of the other offices as WIPO DAS and the WIPO handbook (7.2.6) show them.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.grammars.shared import SAME_DIGITS, publications

_HANDBOOK = "WIPO handbook 7.2.6 and 7.2.7; WIPO DAS number masks"
_BR_TYPES = "10|11|12|13|20|21|22"
_BR_RIGHTS = ("type", {"10": "A", "11": "A", "12": "A", "13": "A", "20": "U", "21": "U", "22": "U"})

GRAMMARS = (
    Grammar(
        office="CA", name="Canadian Intellectual Property Office", source="CIPO; EPO OPS responses",
        forms=(
            Form(docdb="{serial:7}", shown="{serial:7,}", epodoc="rule",
                 limits={"serial": (2_000_001, 9_999_999)},
                 score=0.66),
            Form(docdb="{serial:5-6}", shown="{serial:5-6,}", epodoc="rule", score=0.46),
            Form(docdb="{serial:7}", shown="{serial:7,}", limits={"serial": (1_000_000, 2_000_000)},
                 score=0.3),
            Form(type="publication", docdb="{serial:7}", shown="{serial:7,}",
                 limits={"serial": (2_000_001, 9_999_999)},
                 score=SAME_DIGITS),
            Form(type="publication", docdb="{serial:1-7}", shown="{serial:1-7,}",
                 limits={"serial": (1, 2_000_000)},
                 score=0.6),
        ),
        examples=(
            ("CA 2,961,200", "application", "CA.2961200.A"),
            ("CA3054009", "application", "CA.3054009.A"),
            ("CA20143237996", "application", "CA.3237996.A"),
            ("CA 2878447 C", "publication", "CA.2878447.C"),
        ),
    ),
    Grammar(
        office="BR", name="National Institute of Industrial Property (Brazil)",
        source="EPO OPS responses; INPI",
        forms=(
            Form(docdb=f"{{type:{_BR_TYPES}}}{{yyyy}}{{serial:6}}",
                 shown=f"{{type:{_BR_TYPES}}} {{yyyy}} {{serial:6}}[-{{c}}]",
                 epodoc=f"{{yyyy}}{{type:{_BR_TYPES}}}{{serial:5-6}}", kind_by=_BR_RIGHTS, check="inpi-br",
                 years=(2011, 2099), score=0.7),
            Form(docdb="{right:PI|MU|C}{yy}{serial:5}", shown="{right:PI|MU|C}{yy}{serial:5}",
                 also=("{right:PI|MU|C}{yy}{serial:5}!-{c}",), epodoc="{yyyy}{right:PI|MU|C}{serial:5}",
                 kind_by=("right", {"PI": "A", "MU": "U", "C": "A"}), years=(1971, 2012), score=0.7),
            Form(type="publication", docdb=f"{{type:{_BR_TYPES}}}{{yyyy}}{{serial:6}}",
                 shown=f"{{type:{_BR_TYPES}}} {{yyyy}} {{serial:6}}", years=(2011, 2099), check="inpi-br",
                 also=(f"{{type:{_BR_TYPES}}}{{yyyy}}{{serial:6}}!-{{c}}",), score=SAME_DIGITS),
            Form(type="publication", docdb="{right:PI|MU}{yy}{serial:5}", years=(1971, 2012),
                 also=("{right:PI|MU}{yy}{serial:5}!-{c}",), score=SAME_DIGITS),
            Form(type="publication", docdb="{yy}{serial:5}", years=(1971, 2012), bare=False, score=0.42,
                 note="a publication of a number PI, as DOCDB writes the older ones"),
        ),
        examples=(
            ("BR 10 2021 015486-1", "application", "BR.102021015486.A"),
            ("BR 12 2022 023284.1", "application", "BR.122022023284.A"),
            ("1020210187166", "application", "BR.102021018716.A"),
            ("BR PI0507004", "application", "BR.PI0507004.A"),
            ("BR20211119157", "application", "BR.112021019157.A"),
            ("BR000PI0502229A", "publication", "BR.PI0502229.A"),
        ),
    ),
    Grammar(
        office="MX", name="Mexican Institute of Industrial Property",
        source="office records; USPTO Global Dossier",
        forms=(
            Form(docdb="{yyyy}{serial:6}", shown="a/{yyyy}/{serial:6}", epodoc="rule", years=(2005, 2099),
                 score=0.68),
            Form(docdb="{yyyy}{serial:6}", shown="u/{yyyy}/{serial:6}", kind="U", years=(2005, 2099),
                 score=0.6),
            Form(docdb="{yyyy}{serial:6}", shown="f/{yyyy}/{serial:6}", kind="F", years=(2005, 2099),
                 score=0.58),
            Form(docdb="{right:PA|NL|GT}{yy}{serial:6}", shown="{right:PA|NL|GT}{yy}{serial:6}",
                 years=(1991, 2010),
                 also=("{right:PA|NL|GT}/a/{yyyy}/{serial:6}",), epodoc="{yyyy}{right:PA|NL|GT}{serial:5-6}",
                 score=0.68),
            Form(type="publication", docdb="{yyyy}{serial:6}", years=(2005, 2099), score=SAME_DIGITS),
            Form(type="publication", docdb="{right:PA|NL|GT}{yy}{serial:6}", years=(1991, 2010), bare=False,
                 score=SAME_DIGITS),
            publications(6, 0.58),
        ),
        examples=(
            ("MX/a/2017/002789", "application", "MX.2017002789.A"),
            ("MX/u/2017/000123", "application", "MX.2017000123.U"),
            ("MX PA05006297", "application", "MX.PA05006297.A"),
            ("MX 2015000344", "application", "MX.2015000344.A"),
        ),
    ),
    Grammar(
        office="AR", name="National Institute of Industrial Property (Argentina)", source=_HANDBOOK,
        forms=(
            Form(docdb="{right:P|M}{yyyy}{serial:7}", also=("{right:P|M}{yy}{serial:7}",),
                 kind_by=("right", {"P": "A", "M": "U"}), years=(1980, 2079), score=0.7),
            Form(type="publication", docdb="{serial:6}", also=("{serial:1-5}",), score=0.62),
        ),
        examples=(
            ("AR P230101911", "application", "AR.P20230101911.A"),
            ("AR P20200100025", "application", "AR.P20200100025.A"),
            ("AR 60116 A1", "publication", "AR.060116.A1"),
        ),
    ),
    Grammar(
        office="CL", name="National Institute of Industrial Property (Chile)",
        source="INAPI number formats; WIPO DAS",
        forms=(
            Form(docdb="{yyyy}{serial:5}", also=("{serial:1-5}!-{yyyy}",), epodoc="rule", years=(1990, 2099),
                 others="U",
                 score=0.66),
            Form(type="publication", docdb="{yyyy}{serial:5}", years=(1990, 2099), score=SAME_DIGITS),
            publications(6, 0.56),
        ),
        examples=(
            ("CL 202500166", "application", "CL.202500166.A"),
            ("CL 1234-2018", "application", "CL.201801234.A"),
        ),
    ),
    Grammar(
        office="CO", name="Superintendence of Industry and Commerce (Colombia)", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="NC{yyyy}{serial:7}", shown="NC{yyyy}/{serial:7}", also=("NC{yyyy}/{serial:6}",),
                 years=(2015, 2099),
                 score=0.7),
            Form(docdb="{yy}{serial:6}", shown="{yy}-{serial:6}", also=("{yy}{serial:6}",),
                 years=(1990, 2016), score=0.55),
            publications(7, 0.45),
        ),
        examples=(
            ("CO NC2025/001854", "application", "CO.NC20250001854.A"),
            ("CO NC2019/9876543", "application", "CO.NC20199876543.A"),
        ),
    ),
    Grammar(
        office="CR", name="Industrial Property Registry (Costa Rica)", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:6}", shown="{yyyy}-{serial:6}", also=("{yyyy}-{serial:4-5}",),
                 years=(1990, 2099),
                 score=0.62),
            publications(8, 0.45),
        ),
        examples=(("CR 2015-000123", "application", "CR.2015000123.A"), ("CR 2010-0123", "application",
        "CR.2010000123.A")),
    ),
    Grammar(
        office="PE", name="Indecopi (Peru)", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:6}", shown="{serial:6}-{yyyy}", also=("{serial:6}!-{yyyy}/DIN",),
                 years=(1993, 2099),
                 score=0.62),
            publications(8, 0.45),
        ),
        examples=(("PE 000123-2015/DIN", "application", "PE.2015000123.A"),),
    ),
    Grammar(
        office="CU", name="Cuban Industrial Property Office", source="WIPO DAS number masks", confirmed=False,
        forms=(
            Form(docdb="P{yyyy}{serial:7}", shown="P/{yyyy}/{serial:7}", years=(1990, 2099), score=0.66),
            publications(6, 0.5),
        ),
        examples=(("CU/P/2022/0062087", "application", "CU.P20220062087.A"),),
    ),
    Grammar(
        office="ZA", name="Companies and Intellectual Property Commission (South Africa)",
        source="office records",
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="{yyyy}/{serial:5}", epodoc="rule", years=(1998, 2099),
                 score=0.68),
            Form(docdb="{yy}{serial:4-5}", shown="{yy}/{serial:4-5}", years=(1960, 1999), score=0.5),
            Form(type="publication", docdb="{yyyy}{serial:5}", shown="{yyyy}/{serial:5}", years=(1998, 2099),
                 score=SAME_DIGITS),
            Form(type="publication", docdb="{yy}{serial:4-5}", shown="{yy}/{serial:4-5}", years=(1960, 1999),
                 bare=False, score=0.34),
        ),
        examples=(("ZA 2025/01545", "application", "ZA.202501545.A"), ("ZA 97/1234", "application",
        "ZA.971234.A")),
    ),
    Grammar(
        office="EG", name="Egyptian Patent Office", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{month:2}{serial:4}", shown="{yyyy}/{month:2}/{serial:4}",
                 limits={"month": (1, 12)},
                 years=(1990, 2099), score=0.62),
            Form(docdb="PCTNA{yyyy}{serial:6}", shown="PCT/NA/{yyyy}/{serial:6}", years=(1999, 2099),
                 score=0.86,
                 note="a national number of Egypt, not an international application"),
            publications(6, 0.5),
        ),
        examples=(
            ("EG 2015/03/0412", "application", "EG.2015030412.A"),
            ("PCT/NA/2010/000123", "application", "EG.PCTNA2010000123.A"),
        ),
    ),
    Grammar(
        office="AP", name="African Regional Intellectual Property Organization", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:6}", shown="P/{yyyy}/{serial:6}", epodoc="rule", years=(1984, 2099),
                 score=0.64),
            Form(docdb="{yyyy}{serial:6}", shown="U/{yyyy}/{serial:6}", kind="U", years=(1984, 2099),
                 score=0.58),
            publications(5, 0.56),
        ),
        examples=(("AP/P/2010/005123", "application", "AP.2010005123.A"), ("AP 2345", "publication",
        "AP.2345")),
    ),
    Grammar(
        office="OA", name="African Intellectual Property Organization", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{type:1|2}{yyyy}{serial:5}", kind_by=("type", {"1": "A", "2": "U"}),
                 years=(1990, 2099), score=0.62),
            publications(5, 0.56),
        ),
        examples=(("OA 1201200123", "application", "OA.1201200123.A"), ("OA 16123 A", "publication",
        "OA.16123.A")),
    ),
)  # fmt: skip
