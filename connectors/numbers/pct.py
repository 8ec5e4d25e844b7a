"""International (PCT) applications: a grammar whose office is the receiving office.

``PCT/US2008/086599`` since 2004 and ``PCT/GB02/04635`` before; DOCDB writes them under the receiving
office with kind ``W``, as year and six digits since 2004 and two digits of the year and five before. The
year of the number decides, not how it was written. Two-digit years 78 to 99 are of the last century.
Sources: PCT Administrative Instructions, section 307; EPO OPS reference guide, section 4.3 (``pBRE103``,
``pBRE110``); input formats of USPTO Global Dossier.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar

_SINCE_2004 = (2004, 2077)
_BEFORE_2004 = (1978, 2003)
_ALSO = (
    "PCT/{ro}/{yyyy}/{serial:1-6}",
    "PCT/{ro}{yyyy}/{serial:1-6}",
    "PCT/{ro}{yy}!/{serial:1-6}",
    "PCT{ro}{yy}{serial:5-6}",
    "{ro}{yyyy}!/{serial:5-6}",
    "{ro}!/{yyyy}!/{serial:5-6}",
)
_RECEIVED_MOST = {"serial": (1, 199_999)}
_EPODOC = "{yyyy}{ro}{serial:5-6}"
_SHOWN = "PCT/{ro}{yyyy}/{serial:6}"
_SHOWN_SHORT = "PCT/{ro}{yy}/{serial:5}"

INTERNATIONAL = Grammar(
    office="IB",
    name="International applications under the Patent Cooperation Treaty",
    source="PCT Administrative Instructions, section 307; EPO OPS reference guide 1.3.20",
    forms=(
        Form(docdb="{yyyy}{serial:6}", shown=_SHOWN, also=_ALSO, epodoc=_EPODOC, kind="W", years=_SINCE_2004,
             score=0.85),
        Form(docdb="{yy}{serial:5}", shown=_SHOWN_SHORT, also=_ALSO, epodoc=_EPODOC, kind="W",
             years=_BEFORE_2004,
             score=0.85),
    ),
    examples=(
        ("PCT/US2008/086599", "application", "US.2008086599.W"),
        ("PCT/GB02/04635", "application", "GB.0204635.W"),
        ("PCT/EP22/75922", "application", "EP.2022075922.W"),
        ("WO2008US86599", "application", "US.2008086599.W"),
        ("PCT/US1999/009417", "application", "US.9909417.W"),
    ),
)  # fmt: skip
"""Texts that name their receiving office."""

RECEIVED = Grammar(
    office="IB",
    name="International applications, under the office that received them",
    source="EPO OPS reference guide 1.3.20, section 4.3",
    forms=(
        Form(docdb="{yyyy}{serial:6}", shown=_SHOWN, kind="W", only_kinds="W", years=_SINCE_2004, score=0.85),
        Form(docdb="{yy}{serial:5}", shown=_SHOWN_SHORT, also=("{yy}{serial:6}",), kind="W", only_kinds="W",
             years=_BEFORE_2004, score=0.85),
        Form(docdb="{yyyy}{serial:6}", shown=_SHOWN, also=("{yyyy}!/{serial:5-6}",), kind="W",
             years=_SINCE_2004, marked=True, limits=_RECEIVED_MOST, score=0.42),
        Form(docdb="{yy}{serial:5}", shown=_SHOWN_SHORT, also=("{yyyy}!/{serial:5-6}",), kind="W",
             years=_BEFORE_2004, marked=True, limits=_RECEIVED_MOST, score=0.42),
        Form(docdb="{yyyy}{serial:6}", shown=_SHOWN, kind="W", years=_SINCE_2004, limits=_RECEIVED_MOST,
             score=0.22),
    ),
    examples=(
        ("US2013/050328", "application", "US.2013050328.W"),
        ("KR.2009006271.W", "application", "KR.2009006271.W"),
    ),
)  # fmt: skip
"""Texts under the code of their receiving office: DOCDB's spelling, or year and serial with a slash."""
