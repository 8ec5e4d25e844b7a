"""Label words that people and offices write beside a number, and what they say about it.

Japanese labels name office, role and right at once (特願 a patent application, 実公 an examined utility
model), Korean and Chinese ones mostly the role. Era names become the letters of numbers (昭和 S, 平成 H).
"""

from __future__ import annotations

import re
from functools import cache

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


_ERAS = {
    "M": ("明治", "明"),
    "T": ("大正", "大"),
    "S": ("昭和", "昭"),
    "H": ("平成", "平"),
    "R": ("令和", "令"),
}


def _native() -> tuple[Label, ...]:
    table = [
        *(Label(word, "application", "JP") for word in ("特許出願", "特許願", "特願", "国際特許出願")),
        *(Label(word, "application", "JP", "U") for word in ("実用新案登録出願", "実用新案登録願", "実願")),
        *(Label(word, "application", "JP", "F") for word in ("意匠登録出願", "意願")),
        *(Label(word, "publication", "JP") for word in ("特許公開", "再公表特許", "再公表", "特開")),
        *(Label(word, "publication", "JP") for word in ("特表", "再表", "特公", "特許")),
        *(Label(word, "publication", "JP", "U") for word in ("実用新案登録", "実登", "実開", "実全", "実公")),
        *(Label(word, "publication", "JP", "S") for word in ("意匠登録", "意登")),
        *(Label(word, "application", "KR") for word in ("특허출원번호", "특허출원", "출원번호", "출원")),
        *(Label(word, "publication", "KR") for word in ("공개특허", "공개번호", "등록특허", "등록번호")),
        *(Label(word, "publication", "KR") for word in ("공개", "등록", "특허")),
        *(Label(word, "application", "CN") for word in ("专利申请号", "申请号", "专利号")),
        *(Label(word, "publication", "CN") for word in ("授权公告号", "申请公布号")),
        *(Label(word, "publication", "CN") for word in ("公开号", "公布号", "公告号")),
        *(Label(word, "application", "TW") for word in ("申請案號", "申請號")),
        *(Label(word, "publication", "TW") for word in ("公開號", "公告號", "證書號", "專利號")),
        *(Label(word, None, "TW") for word in ("發明", "新型", "設計")),
        *(Label(word, None, "CN") for word in ("中国", "发明专利", "发明")),
        *(Label(word, None, "CN") for word in ("实用新型专利", "实用新型", "外观设计")),
        *(Label(word, None, "KR") for word in ("대한민국", "번호")),
        *(Label(word, "application") for word in ("出願番号", "出願", "заявка", "Заявка", "ЗАЯВКА")),
        *(Label(word, "publication") for word in ("公開番号", "公報", "公開", "патент", "Патент", "ПАТЕНТ")),
        *(Label(word, instead=f" {letter}") for letter, words in _ERAS.items() for word in words),
        Label("元", instead="1"),
        Label("年", instead="-"),
        *(Label(word) for word in ("第", "号", "號", "号公報", "제", "호", "番")),
    ]  # fmt: skip
    return tuple(sorted(table, key=lambda label: -len(label.word)))


NATIVE: tuple[Label, ...] = _native()
"""Labels in other scripts, longest first."""

_APPLICATION = "applications?|appln?|app|serial|ser|filing|aktenzeichen|anmeldung|demande|solicitud|pedido"
_PUBLICATION = (
    "publications?|publ?|pgpub|pupa|patents?|pats?|grant|granted|specification|brevet|patente|patentschrift"
)
_PUBLISHED = (
    r"applications? (?:publications?|laid[- ]open)|laid[- ]open|(?:un)?examined|kokai|kokoku"
    "|national publication of international(?: patent)? applications?|offenlegungsschrift|auslegeschrift"
)
_OFFICES = {
    "european": "EP", "japanese": "JP", "chinese": "CN", "korean": "KR", "german": "DE", "french": "FR",
    "british": "GB", "united kingdom": "GB", "united states": "US", "australian": "AU", "canadian": "CA",
    "taiwanese": "TW", "russian": "RU", "eurasian": "EA", "brazilian": "BR", "indian": "IN", "israeli": "IL",
    "new zealand": "NZ", "mexican": "MX", "singapore": "SG", "swiss": "CH", "austrian": "AT", "dutch": "NL",
    "italian": "IT", "spanish": "ES", "swedish": "SE", "chilean": "CL",
}  # fmt: skip
"""How the text of a letter names the office of a number: ``Japanese Patent Application No.``."""

_LATIN: tuple[tuple[str, Label], ...] = (
    *((word, Label(word, office=office)) for word, office in _OFFICES.items()),
    (_PUBLISHED, Label("publication", "publication")),
    ("priority|prio|prioritaet|priorität|priorité", Label("priority", "priority")),
    (_APPLICATION, Label("application", "application")),
    (_PUBLICATION, Label("publication", "publication")),
    ("international|int|provisional|utility model|gebrauchsmuster|number|numéro|nummer|num", Label("")),
)


@cache
def latin() -> tuple[tuple[re.Pattern[str], str, Label], ...]:
    """Labels in Latin script as (pattern, what stands instead, label); the first role found counts.

    Dotted country names become codes (``U.S.``). ``NO`` in capitals at the start of a text is Norway, not
    the word for number.
    """
    words = [
        (re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])\.?", re.IGNORECASE), " ", label)
        for words, label in _LATIN
    ]
    mixed, capital = (
        r"(?:[Nn]os?|[Nn]r|[Nn][°º])(?:\.|(?=\s))",
        r"NOS?\.(?=\s)|(?<=\s)(?:NO|NR)(?=[\s.]|$)\.?",
    )
    number = rf"(?<![A-Za-z0-9])(?:{mixed}|{capital})"
    return (
        (re.compile(r"(?<![A-Za-z0-9])U\. ?S\.(?: ?A\.)?"), "US ", Label("")),
        (re.compile(r"(?<![A-Za-z0-9])U\. ?K\."), "GB ", Label("")),
        *words,
        (re.compile(number), " ", Label("")),
    )
