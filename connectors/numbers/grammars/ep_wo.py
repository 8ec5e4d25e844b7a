"""European Patent Office and publications of the International Bureau.

EP applications: two digits of the year and six of serial, with a check digit; until 2001 the first digit
of the serial tells the filing office. EP publications: seven digits. WO publications: year and six digits
since 2004, before that two digits of the year with five (to WO 02/51230) or six. International
applications are in ``pct``. Sources: EPO OPS reference guide; PCT Administrative Instructions, section 404.
"""

from __future__ import annotations

from connectors.numbers.grammar import Form, Grammar

_EP_ALSO = ("{yyyy}{serial:6}", "{yy}{serial:6}.{c}!-{unit:4}")
"""The second is the reference of the EPO's letters: the unit that handles the file stands behind."""
_EP_GROUPS = ((2, 3, 3), (2, 2, 4))
"""``99 203 729.1`` in letters, ``99 20 3729`` in search reports."""

GRAMMARS = (
    Grammar(
        office="EP",
        name="European Patent Office",
        source="EPO OPS reference guide 1.3.20, section 2.1; DPMA Mitteilungen 3/1983 (check digit)",
        forms=(
            Form(docdb="{yy}{serial:6}", shown="{yy}{serial:6}[.{c}]", also=_EP_ALSO,
                 epodoc="rule", check="epo", years=(2002, 2077), groups=_EP_GROUPS, score=0.68),
            Form(docdb="{yy}{serial:6}", shown="{yy}{serial:6}[.{c}]", also=_EP_ALSO,
                 epodoc="rule", check="epo", years=(1978, 2001), limits={"serial": (100_000, 999_999)},
                 groups=_EP_GROUPS, score=0.68),
            Form(type="publication", docdb="{serial:7}", also=("{serial:1-6}",), levels="AB",
                 kinds="[AB][0-9]?|C0", score=0.66),
        ),
        examples=(
            ("EP 99203729.1", "application", "EP.99203729.A"),
            ("04425480.3", "application", "EP.04425480.A"),
            ("EP19990203729", "application", "EP.99203729.A"),
            ("99 203 729.1-2307", "application", "EP.99203729.A"),
            ("EP 1 612 402 A1", "publication", "EP.1612402.A1"),
            ("EP 0 470 185", "publication", "EP.0470185"),
        ),
    ),
    Grammar(
        office="WO",
        name="International Bureau of WIPO, publications",
        source="PCT Administrative Instructions, section 404; EPO OPS reference guide 1.3.20",
        forms=(
            Form(type="publication", docdb="{yyyy}{serial:6}", shown="{yyyy}/{serial:6}",
                 also=("{yyyy}/{serial:5}",), levels="A", years=(1978, 2077), score=0.72),
            Form(type="publication", docdb="{yyyy}{serial:6}", shown="{yyyy}/{serial:6}",
                 also=("{yy}/{serial:5}", "{yy}/{serial:6}"), levels="A", years=(1978, 2077), bare=False,
                 score=0.7),
        ),
        examples=(
            ("WO 2010/050748 A2", "publication", "WO.2010050748.A2"),
            ("WO 99/13800", "publication", "WO.1999013800"),
            ("WO 03073013 A1", "publication", "WO.2003073013.A1"),
            ("WO-2016187673", "publication", "WO.2016187673"),
        ),
    ),
)  # fmt: skip
