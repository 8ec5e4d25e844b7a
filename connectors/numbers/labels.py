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


_COUNTRIES = {
    "US": ("米国", "美国", "미국"), "EP": ("欧州", "欧洲", "유럽"), "DE": ("独国", "西独", "ドイツ", "德国"),
    "GB": ("英国",), "FR": ("仏国", "フランス", "法国"), "KR": ("韓国", "韩国"), "TW": ("台湾",),
    "JP": ("日本国", "日本", "일본"), "CN": ("中国", "중국"), "WO": ("国際公開", "国际公开", "국제공개"),
}  # fmt: skip
"""How letters in Japanese, Chinese and Korean name the office of a number: ``米国特許第4123456号``."""


def _native() -> tuple[Label, ...]:
    countries = [
        Label(word, "publication" if office == "WO" else None, office)
        for office, words in _COUNTRIES.items()
        for word in words
    ]
    table = [
        Label("特許出願公開", "publication", "JP"),
        Label("国際出願", "application"),
        *(Label(word) for word in ("明細書", "パンフレット", "专利")),
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
        *(Label(word, None, "CN") for word in ("发明专利", "发明")),
        *(Label(word, None, "CN") for word in ("实用新型专利", "实用新型", "外观设计")),
        *(Label(word, None, "KR") for word in ("대한민국", "번호")),
        *(Label(word, "application") for word in ("出願番号", "出願", "заявка", "Заявка", "ЗАЯВКА")),
        *(Label(word, "publication") for word in ("公開番号", "公報", "公開", "патент", "Патент", "ПАТЕНТ")),
        *(Label(word, instead=f" {letter}") for letter, words in _ERAS.items() for word in words),
        Label("元", instead="1"),
        Label("年", instead="-"),
        *(Label(word) for word in ("第", "号", "號", "号公報", "제", "호", "番")),
    ]  # fmt: skip
    return (*countries, *sorted(table, key=lambda label: -len(label.word)))


NATIVE: tuple[Label, ...] = _native()
"""Labels in other scripts: countries, since they go before the office of a word, then the longest first."""

_APPLICATION = (
    "applications?|appln?|app|serial|ser|filing|aktenzeichen|(?:patent)?anmeldung|anmeldenummer"
    "|demande(?: de brevet)?|solicitud|pedido"
)
_PUBLICATION = (
    "publications?|publ?|pg-?pub|pre-grant|pupa|patents?|pats?|grant|granted|specification|brevet|patente|registrations?"
    "|patentschrift|ver[öo]e?ffentlichung(?:snummer)?"
)
_PUBLISHED = (
    r"applications? (?:publications?|laid[- ]open)|laid[- ]open|(?:un)?examined|auslegeschrift"
    "|national publication of international(?: patent)? applications?"
)
_OFFICES = {
    "EP": "european|europ[äa]e?ische[nrs]?|europ[ée]en(?:ne)?|euro-pct",
    "JP": "japanese|japanische[nrs]?|japonaise?",
    "CN": "chinese|chinesische[nrs]?|chinoise?",
    "KR": "korean|koreanische[nrs]?|cor[ée]en(?:ne)?",
    "DE": "german|deutsche[nrs]?|allemande?",
    "FR": "french|franz[öo]e?sische[nrs]?|fran[çc]aise?",
    "GB": "british|united kingdom|britische[nrs]?|britannique",
    "US": "united states(?: of america)?|(?:us-)?amerikanische[nrs]?|am[ée]ricaine?",
    "CH": "swiss|schweizer(?:ische[nrs]?)?|suisse", "AU": "australian", "CA": "canadian", "TW": "taiwanese",
    "RU": "russian", "EA": "eurasian", "BR": "brazilian", "IN": "indian", "IL": "israeli", "MX": "mexican",
    "NZ": "new zealand", "SG": "singapore", "AT": "austrian", "NL": "dutch", "IT": "italian",
    "ES": "spanish", "SE": "swedish", "CL": "chilean",
}  # fmt: skip
"""How letters in English, German and French name an office: ``Japanese Patent Application No.``."""

_LATIN: tuple[tuple[str, Label], ...] = (
    *((words, Label(words.partition("|")[0], office=office)) for office, words in _OFFICES.items()),
    ("ussn|us[- ]sn", Label("US serial number", "application", "US")),
    ("usp", Label("US patent", "publication", "US")),
    ("dos|(?:deutsche )?offenlegungsschrift", Label("Offenlegungsschrift", "publication", "DE")),
    ("dbp|drp", Label("German patent", "publication", "DE")),
    ("dbgm|drgm|dgm", Label("German utility model", office="DE", kind="U")),
    ("tokkai|tokk[oō]|tokuhy[oō]|tokkyo|kokai|kokoku", Label("Japanese publication", "publication", "JP")),
    ("tokkai-?hei", Label("Tokkai Hei", "publication", "JP", instead=" H")),
    ("tokkai-?sh[oō]", Label("Tokkai Sho", "publication", "JP", instead=" S")),
    ("tokugan", Label("Tokugan", "application", "JP")),
    ("jikkai|jikk[oō]", Label("Japanese utility model", "publication", "JP", "U")),
    ("jitsugan", Label("Jitsugan", "application", "JP", "U")),
    ("hei(?:sei)?(?=[- ]?[0-9])", Label("", instead=" H")),
    ("sh[oō](?:wa)?(?=[- ]?[0-9])", Label("", instead=" S")),
    ("reiwa(?=[- ]?[0-9])", Label("", instead=" R")),
    (r"pct(?=[- ]+(?:(?:patent)?anmeldung|appl|publ?\b|publication|patent|pct|wo))", Label("")),
    (_PUBLISHED, Label("publication", "publication")),
    ("priority|prio|prioritaet|priorität|priorité", Label("priority", "priority")),
    (_APPLICATION, Label("application", "application")),
    (_PUBLICATION, Label("publication", "publication")),
    ("gebrauchsmuster(?:schrift|anmeldung)?|utility models?", Label("utility model", kind="U")),
    ("internationale?s?|int|provisional|number|numéro|nummer|num", Label("")),
)  # fmt: skip
"""What stands in a letter beside a number, the more telling first: of two offices or roles the first counts.

Sources: the EPO's forms in its three languages; DPMA (Offenlegungsschrift, Gebrauchsmuster, DBP and DRP for
the Federal and the Imperial patent); the JPO's names of its gazettes in Roman letters; MPEP 707.05.
"""


class Words(msgspec.Struct, frozen=True):
    """Labels in Latin script, to be taken out of a text in one pass."""

    countries: tuple[tuple[re.Pattern[str], str], ...]
    labels: re.Pattern[str]
    number: re.Pattern[str]

    def taken_out(self, text: str, told: Label) -> tuple[str, Label]:
        """The text without labels, and what they say beside what was ``told`` already."""
        for pattern, instead in self.countries:
            text = pattern.sub(instead, text)
        found: set[int] = set()

        def instead_of(match: re.Match[str]) -> str:
            place = int((match.lastgroup or "_0")[1:])
            found.add(place)
            return _LATIN[place][1].instead or " "

        text = self.labels.sub(instead_of, text)
        for place in sorted(found):
            told = told.also(_LATIN[place][1])
        return self.number.sub(" ", text), told


@cache
def latin() -> Words:
    """The labels in Latin script, compiled when they are first met.

    Dotted country names become codes (``U.S.``). ``NO`` in capitals at the start of a text is Norway, not
    the word for number.
    """
    countries = {
        r"U\. ?S\. ?S\. ?N\.": "USSN ",
        r"U\. ?S\. ?P\.": "USP ",
        r"U\. ?S\.(?: ?A\.)?": "US ",
        r"U\. ?K\.": "GB ",
    }
    mixed, capital = (
        r"(?:[Nn]os?|[Nn]r|[Nn][°º])(?:\.|(?=\s))",
        r"NOS?\.(?=\s)|(?<=\s)(?:NO|NR)(?=[\s.]|$)\.?",
    )
    words = "|".join(f"(?P<_{place}>{words})" for place, (words, _) in enumerate(_LATIN))
    return Words(
        tuple((re.compile(rf"(?<![A-Za-z0-9]){dotted}"), code) for dotted, code in countries.items()),
        re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])\.?", re.IGNORECASE),
        re.compile(rf"(?<![A-Za-z0-9])(?:{mixed}|{capital})"),
    )
