"""Central and eastern Europe, the Caucasus and central Asia, and the Eurasian Patent Office.

Sources: number formats of the offices as WIPO DAS and the WIPO handbook (7.2.6, 7.2.7) show them; EPO OPS
reference guide (MD) and number repairs of publications. Unconfirmed grammars are marked.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar
from connectors.numbers.grammars.shared import SAME_DIGITS, VALIDATION, publications

_HANDBOOK = "WIPO handbook 7.2.6 and 7.2.7; WIPO DAS number masks"

GRAMMARS = (
    Grammar(
        office="EA", name="Eurasian Patent Organization",
        source="Eurasian applications in office records; EPO OPS",
        forms=(
            Form(docdb="{yyyy}{serial:5}", years=(1996, 2099), score=0.66),
            Form(type="publication", docdb="{yyyy}{serial:5}", years=(1996, 2099), score=SAME_DIGITS),
            Form(type="publication", docdb="{serial:6}", also=("{serial:1-5}",), kinds="[AB][0-9]?",
                 score=0.64),
        ),
        examples=(
            ("EA 201790628", "application", "EA.201790628.A"),
            ("EA 202191110 A1", "publication", "EA.202191110.A1"),
            ("EA 12345", "publication", "EA.012345"),
        ),
    ),
    Grammar(
        office="RU", name="Federal Service for Intellectual Property (Russia)", source=_HANDBOOK,
        forms=(
            Form(docdb="{yyyy}{serial:6}", shown="{yyyy}{serial:6}", epodoc="rule", years=(2000, 2099),
                 others="U",
                 also=("{yyyy}{serial:6}!/{div:2}",), score=0.66),
            Form(docdb="{yy}{serial:6}", epodoc="rule", years=(1991, 1999), others="U", score=0.55),
            Form(type="publication", docdb="{yyyy}{serial:6}", years=(2000, 2099), score=SAME_DIGITS),
            publications(7, 0.6),
        ),
        examples=(
            ("RU 2015123456", "application", "RU.2015123456.A"),
            ("RU 2 353 337 C2", "publication", "RU.2353337.C2"),
        ),
    ),
    Grammar(
        office="SU", name="Office of the former Soviet Union", source="EPO OPS number repairs",
        confirmed=False,
        forms=(
            Form(docdb="{serial:5-7}", score=0.5),
            Form(type="publication", docdb="{serial:1-7}", limits={"serial": (1, 1_999_999)}, score=0.55),
        ),
        examples=(("SU 1234567 A1", "publication", "SU.1234567.A1"),),
    ),
    Grammar(
        office="UA", name="Ukrainian National Office for Intellectual Property", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="A{yyyy}{serial:5}", shown="a {yyyy} {serial:5}", years=(2003, 2099), score=0.68),
            Form(docdb="U{yyyy}{serial:5}", shown="u {yyyy} {serial:5}", kind="U", years=(2003, 2099),
                 score=0.68),
            Form(docdb="{yyyy}{serial:6}", years=(1992, 2003), score=0.5),
            publications(6, 0.6),
        ),
        examples=(
            ("UA a 2015 01234", "application", "UA.A201501234.A"),
            ("UA u201501234", "application", "UA.U201501234.U"),
        ),
    ),
    Grammar(
        office="BY", name="National Center of Intellectual Property (Belarus)", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="a {yyyy}{serial:4}", epodoc="rule", years=(1993, 2099),
                 score=0.6),
            Form(docdb="{yyyy}{serial:4}", shown="u {yyyy}{serial:4}", kind="U", years=(1993, 2099),
                 score=0.56),
            publications(6, 0.56),
        ),
        examples=(("BY a 20150123", "application", "BY.20150123.A"),),
    ),
    Grammar(
        office="MD", name="State Agency on Intellectual Property (Moldova)",
        source="EPO OPS reference guide 1.3.20",
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="a {yyyy} {serial:4}", epodoc="rule", years=(1992, 2099),
                 score=0.68),
            Form(docdb="{yyyy}{serial:4}", shown="u {yyyy} {serial:4}", kind="U", years=(1992, 2099),
                 score=0.6),
            Form(docdb="{yyyy}{serial:4}", shown="s {yyyy} {serial:4}", kind="U", years=(2008, 2099),
                 score=0.58,
                 note="a short-term patent"),
            publications(6, 0.56),
        ),
        examples=(
            ("MD a 2005 0130", "application", "MD.20050130.A"),
            ("MD20050000130", "application", "MD.20050130.A"),
        ),
    ),
    Grammar(
        office="GE", name="National Intellectual Property Center (Georgia)", source="EPO OPS number repairs",
        forms=(
            Form(docdb="{serial:5-6}", score=0.45),
            Form(type="publication", docdb="{right:P|U|A}{yyyy}{serial:1-5}", years=(1992, 2099), score=0.7),
        ),
        examples=(
            ("GE P 2001 2536 B", "publication", "GE.P20012536.B"),
            ("GE00U200501210Y", "publication", "GE.U20051210.Y"),
        ),
    ),
    Grammar(
        office="AZ", name="Intellectual Property Agency of Azerbaijan", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="a {yyyy} {serial:4}", epodoc="rule", years=(1993, 2099),
                 score=0.6),
            Form(docdb="{yyyy}{serial:4}", shown="u {yyyy} {serial:4}", kind="U", years=(1993, 2099),
                 score=0.56),
            publications(8, 0.45),
        ),
        examples=(("AZ a 2010 0123", "application", "AZ.20100123.A"),),
    ),
    Grammar(
        office="KZ", name="National Institute of Intellectual Property (Kazakhstan)", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="{yyyy}/{serial:4}.{kindno:1|2}",
                 also=("{yyyy}/{serial:4}",),
                 kind_by=("kindno", {"1": "A", "2": "U"}), years=(1992, 2099), score=0.58),
            publications(6, 0.54),
        ),
        examples=(("KZ 2015/0123.1", "application", "KZ.20150123.A"),),
    ),
    Grammar(
        office="PL", name="Patent Office of the Republic of Poland", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{serial:6}", shown="P.{serial:6}", epodoc="rule", score=0.62),
            Form(docdb="{serial:5-6}", shown="W.{serial:5-6}", kind="U", score=0.56),
            VALIDATION,
            publications(7, 0.58),
        ),
        examples=(
            ("PL P.423456", "application", "PL.423456.A"),
            ("PL W.125678", "application", "PL.125678.U"),
            ("PL 193102 B1", "publication", "PL.193102.B1"),
        ),
    ),
    Grammar(
        office="CZ", name="Industrial Property Office of the Czech Republic", source="WIPO DAS number masks",
        confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="PV {yyyy}-{serial:1-4}", epodoc="rule", years=(1991, 2099),
                 also=("{yyyy}!-{serial:1-4}",), score=0.62),
            Form(docdb="{yyyy}{serial:5}", shown="PUV {yyyy}-{serial:1-5}", kind="U", years=(1992, 2099),
                 score=0.58),
            Form(type="publication", docdb="{yyyy}{serial:4}", shown="{yyyy}-{serial:1-4}",
                 years=(1991, 2099),
                 score=SAME_DIGITS),
            publications(6, 0.58),
        ),
        examples=(
            ("CZ PV 2025-1", "application", "CZ.20250001.A"),
            ("CZ 2025-1", "application", "CZ.20250001.A"),
            ("CZ PUV 2015-31234", "application", "CZ.201531234.U"),
        ),
    ),
    Grammar(
        office="SK", name="Industrial Property Office of the Slovak Republic", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{serial:1-5}{yyyy}", shown="PP {serial:1-5}-{yyyy}", years=(1993, 2099),
                 also=("{serial:1-5}!-{yyyy}",), score=0.62),
            Form(docdb="{serial:1-5}{yyyy}", shown="PUV {serial:1-5}-{yyyy}", kind="U", years=(1993, 2099),
                 score=0.58),
            publications(6, 0.56),
        ),
        examples=(
            ("SK PP 50012-2015", "application", "SK.500122015.A"),
            ("SK PUV 50012-2015", "application", "SK.500122015.U"),
        ),
    ),
    Grammar(
        office="SI", name="Slovenian Intellectual Property Office", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="P-{yyyy}{serial:5}", epodoc="rule", years=(1992, 2099),
                 score=0.62),
            VALIDATION,
            publications(7, 0.56),
        ),
        examples=(("SI P-201500123", "application", "SI.201500123.A"),),
    ),
    Grammar(
        office="HU", name="Hungarian Intellectual Property Office", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yy}{serial:5}", shown="P {yy} {serial:5}", years=(1970, 2069), score=0.62),
            Form(docdb="{yy}{serial:5}", shown="U {yy} {serial:5}", kind="U", years=(1992, 2091), score=0.58),
            VALIDATION,
            Form(type="publication", docdb="E{serial:6}", score=0.64),
            publications(7, 0.52),
        ),
        examples=(
            ("HU P 05 00123", "application", "HU.0500123.A"),
            ("HU U 05 00123", "application", "HU.0500123.U"),
        ),
    ),
    Grammar(
        office="RO", name="State Office for Inventions and Trademarks (Romania)", source=_HANDBOOK,
        confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:5}", shown="a {yyyy} {serial:5}", also=("A/{serial:5}/{yyyy}",),
                 epodoc="rule",
                 years=(1992, 2099), score=0.64),
            Form(docdb="{yyyy}{serial:5}", shown="u {yyyy} {serial:5}", also=("U/{serial:5}/{yyyy}",),
                 kind="U",
                 years=(2008, 2099), score=0.58),
            publications(6, 0.6),
        ),
        examples=(
            ("RO a 2010 00123", "application", "RO.201000123.A"),
            ("RO A/00123/2010", "application", "RO.201000123.A"),
            ("RO 73665 A1", "publication", "RO.73665.A1"),
        ),
    ),
    Grammar(
        office="BG", name="Patent Office of the Republic of Bulgaria", source=_HANDBOOK, confirmed=False,
        forms=(Form(docdb="{serial:5-6}", epodoc="rule", score=0.58), publications(6, 0.5)),
        examples=(("BG 112345", "application", "BG.112345.A"),),
    ),
    Grammar(
        office="HR", name="State Intellectual Property Office (Croatia)", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="P{yyyy}{serial:4}", shown="P{yyyy}{serial:4}", years=(1992, 2099), score=0.66),
            Form(type="publication", docdb="P{yyyy}{serial:4}", years=(1992, 2099), score=SAME_DIGITS),
        ),
        examples=(("HR P20150123", "application", "HR.P20150123.A"),),
    ),
    Grammar(
        office="RS", name="Intellectual Property Office (Serbia)", source=_HANDBOOK, confirmed=False,
        forms=(
            Form(docdb="{yyyy}{serial:4}", shown="P-{yyyy}/{serial:4}", epodoc="rule", years=(1992, 2099),
                 score=0.62),
            publications(6, 0.56),
        ),
        examples=(("RS P-2015/0123", "application", "RS.20150123.A"),),
    ),
)  # fmt: skip
