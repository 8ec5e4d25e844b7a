"""Labels in Chinese, Japanese and Korean.

Japanese labels name office, role and right at once (特願 a patent application, 実公 an examined utility
model), Korean and Chinese ones mostly the role. Era names become the letters of numbers (昭和 S, 平成 H).
Sources: the gazettes and letters of JPO, KIPO, CNIPA and TIPO; the names of the fields in J-PlatPat, KIPRIS,
the patent search of CNIPA and PATENTSCOPE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from connectors.numbers.identity import NumberType
from connectors.numbers.labels import Label, Words

_ERAS = {
    "M": "明治 明",
    "T": "大正 大",
    "S": "昭和 昭",
    "H": "平成 平",
    "R": "令和 令",
}
_COUNTRIES = {
    "US": "米国 美国 美國 미국",
    "EP": "欧州 欧洲 歐洲 유럽",
    "DE": "独国 西独 ドイツ 德国 德國 독일",
    "GB": "英国 英國 영국",
    "FR": "仏国 フランス 法国 法國 프랑스",
    "CH": "スイス 瑞士 스위스",
    "CA": "カナダ 加拿大 캐나다",
    "AU": "豪国 澳大利亚 澳洲 호주",
    "RU": "ロシア 露国 俄罗斯 俄羅斯 러시아",
    "IN": "インド 印度 인도",
    "KR": "大韓民国 大韓民國 大韩民国 韓国 韩国 韓國 대한민국 한국",
    "TW": "台湾 台灣 臺灣 中華民國 대만",
    "JP": "日本国 日本國 日本 일본국 일본",
    "CN": "中华人民共和国 中華人民共和國 中国 中國 중국",
}
"""How letters in Japanese, Chinese and Korean name the office of a number: ``米国特許第4123456号``."""

_PUBLISHED_BY_WIPO = "国際公開 国际公开 国际公布 國際公開 국제공개"
_ROLES: tuple[tuple[NumberType | None, str | None, str | None, str], ...] = (
    ("priority", None, None, "優先権主張番号 優先権 优先权号 优先权 優先權 우선권주장번호 우선권주장 우선권"),
    ("application", None, None, "国際特許出願 国際出願 国际申请号 国际申请 國際申請 국제특허출원 국제출원"),
    ("application", "JP", None, "特許出願 特許願 特願 特愿 특원"),
    ("application", "JP", "U", "実用新案登録出願 実用新案登録願 実願"),
    ("application", "JP", "F", "意匠登録出願 意願"),
    ("publication", "JP", None, "特許出願公開 特許公開 公開特許 公表特許 登録特許 登録番号 特許 特许"),
    ("publication", "JP", None, "特開 特开 특개 特表 특표 特公 특공"),
    ("publication", "JP", "U", "登録実用新案 実用新案登録 実用新案 実登 実開 実全 実公"),
    ("publication", "JP", "S", "意匠登録 意登"),
    ("publication", "WO", None, "再公表特許 再公表 再表"),
    ("application", "KR", None, "특허출원 출원"),
    ("application", "KR", "U", "실용신안등록출원 실용신안출원"),
    ("publication", "KR", None, "특허출원공개 출원공개 공개특허 등록특허 공개 등록 특허"),
    ("publication", "KR", "U", "공개실용신안 등록실용신안 실용신안등록 실용신안"),
    ("application", "KR", "F", "디자인등록출원 디자인출원"),
    ("publication", "KR", "S", "디자인등록"),
    ("application", "CN", None, "专利申请号 申请专利号 专利申请 申请号 申请"),
    (None, "CN", None, "专利号"),
    ("publication", "CN", None, "专利申请公开 申请公布号 申请公布 申请公开 授权公告号 授权公告 公开公告号"),
    ("publication", "CN", None, "公开号 公布号 公告号 公开 公布 公告 专利"),
    (None, "CN", None, "发明专利 发明 实用新型专利 实用新型 外观设计"),
    ("application", "CN", None, "发明专利申请 实用新型专利申请 外观设计专利申请"),
    ("application", "TW", None, "專利申請案 專利申請 申請案 申請"),
    ("publication", "TW", None, "公開號 公開編號 公告號 公告編號 證書 專利"),
    (None, "TW", None, "發明專利 發明 新型專利 新型 設計專利 設計"),
    ("application", None, None, "仮特許出願 仮出願 临时专利申请 临时申请 臨時申請 가출원"),
)
"""Type, office, kind and the words that say them."""

_JAPANESE = ("JP", "WO")
_ALIKE = (
    Label("出願", "application", writers=_JAPANESE),
    Label("公報", "publication", writers=_JAPANESE),
    Label("公開", "publication"),
    Label("公告", "publication"),
)
_SILENT = (
    "明細書 パンフレット 文献 文件 公报 第 号公報 号 號數 號 編號 案號 番号 番"
    " シリアル番号 序列号 数 为 為 或 的 国际 國際 国際"
    " 제 호 번호 일자 공보 국제"
)


def _labels() -> Iterator[Label]:
    for office, words in _COUNTRIES.items():
        yield from (Label(word, office=office) for word in words.split())
    yield from (Label(word, "publication", "WO") for word in _PUBLISHED_BY_WIPO.split())
    others = [
        Label(word, type, office, kind) for type, office, kind, words in _ROLES for word in words.split()
    ]
    yield from sorted((*others, *_ALIKE), key=lambda label: -len(label.word))
    yield from (
        Label(word, instead=f" {letter}") for letter, words in _ERAS.items() for word in words.split()
    )
    for era, letter in (("평", "H"), ("소", "S")):
        yield from (
            Label(f"{word}{era}", "publication", "JP", instead=f" {letter}") for word in ("특개", "특공")
        )
    yield Label("元", instead="1")
    yield Label("年", instead="-")
    yield from (Label(word) for word in _SILENT.split())


@cache
def eastern() -> Words:
    """The labels, compiled when they are first met.

    A country goes before the office of another word, a longer word before a shorter one; in the text the
    longest word that stands there is taken.
    """
    labels = tuple(_labels())
    words = sorted((label.word for label in labels), key=len, reverse=True)
    places = {label.word: place for place, label in reversed(list(enumerate(labels)))}
    return Words(re.compile("|".join(words)), labels, places=places)
