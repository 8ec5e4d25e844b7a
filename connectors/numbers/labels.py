"""Label words that people and offices write beside a number, and what they say about it.

Japanese labels name office, role and right at once (特願 a patent application, 実公 an examined utility
model), Korean and Chinese ones mostly the role. Era names become the letters of numbers (昭和 S, 平成 H).
"""

from __future__ import annotations

import re

import msgspec

from connectors.numbers.identity import NumberType


class Label(msgspec.Struct, frozen=True):
    """A label word: the role, office and kind it says, and what stands ``instead`` of it in the number."""

    word: str
    type: NumberType | None = None
    office: str | None = None
    kind: str | None = None
    instead: str = ""

    def also(self, other: Label) -> Label:
        """This label with what another adds; what was said first stays."""
        return Label(
            f"{self.word} {other.word}".strip() if other.type or other.office else self.word,
            self.type or other.type,
            self.office or other.office,
            self.kind or other.kind,
        )


def _native() -> tuple[Label, ...]:
    table = [
        *(Label(word, "application", "JP") for word in ("特許出願", "特許願", "特願", "国際特許出願")),
        *(Label(word, "application", "JP", "U") for word in ("実用新案登録出願", "実用新案登録願", "実願")),
        *(Label(word, "application", "JP", "F") for word in ("意匠登録出願", "意願")),
        *(Label(word, "publication", "JP") for word in ("特許公開", "再公表特許", "再公表", "特開", "特表", "再表", "特公", "特許")),
        *(Label(word, "publication", "JP", "U") for word in ("実用新案登録", "実登", "実開", "実全", "実公")),
        *(Label(word, "publication", "JP", "S") for word in ("意匠登録", "意登")),
        *(Label(word, "application", "KR") for word in ("특허출원번호", "특허출원", "출원번호", "출원")),
        *(Label(word, "publication", "KR") for word in ("공개특허", "공개번호", "등록특허", "등록번호", "공개", "등록", "특허")),
        *(Label(word, "application", "CN") for word in ("专利申请号", "申请号", "专利号")),
        *(Label(word, "publication", "CN") for word in ("授权公告号", "申请公布号", "公开号", "公布号", "公告号")),
        *(Label(word, "application", "TW") for word in ("申請案號", "申請號")),
        *(Label(word, "publication", "TW") for word in ("公開號", "公告號", "證書號", "專利號")),
        *(Label(word, None, "TW") for word in ("發明", "新型", "設計")),
        *(Label(word, "application") for word in ("出願番号", "出願", "заявка", "Заявка", "ЗАЯВКА")),
        *(Label(word, "publication") for word in ("公開番号", "公報", "公開", "патент", "Патент", "ПАТЕНТ")),
        *(Label(word, instead=f" {letter}") for word, letter in
          (("明治", "M"), ("大正", "T"), ("昭和", "S"), ("平成", "H"), ("令和", "R"), ("昭", "S"), ("平", "H"), ("大", "T"), ("明", "M"))),
        Label("元", instead="1"),
        Label("年", instead="-"),
        *(Label(word) for word in ("第", "号", "號", "号公報", "제", "호", "番")),
    ]  # fmt: skip
    return tuple(sorted(table, key=lambda label: -len(label.word)))


NATIVE: tuple[Label, ...] = _native()
"""Labels in other scripts, longest first."""

LATIN: tuple[tuple[re.Pattern[str], Label], ...] = tuple(
    (re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])\.?", re.IGNORECASE), label)
    for words, label in (
        ("priority|prio|prioritaet|priorität|priorité", Label("priority", "priority")),
        (
            r"applications?|appln?|app|serial|ser\.?|filing|aktenzeichen|anmeldung|demande|solicitud|pedido",
            Label("application", "application"),
        ),
        (
            r"publications?|publ?|patents?|pats?|grant|granted|brevet|offenlegungsschrift|patentschrift|patente|PUPA|pgpub",
            Label("publication", "publication"),
        ),
        ("international|int|provisional|number|numéro|nummer|num", Label("")),
    )
)
"""Labels in Latin script. A text may have several; the first role in this order counts."""

LATIN_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:No|no|Nos|nos|Nr|nr|N°|n°|Nº|nº)(?:\.|(?=\s))|NOS?\.(?=\s)|(?<=\s)(?:NO|NR|Nr|No)(?=[\s.]|$)\.?)"
)
"""The word for number; ``NO`` alone at the start of a text is Norway, not a word."""
