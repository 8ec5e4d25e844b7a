"""Takes a number out of what stands around it in lists, letters and search reports.

Before it: the number of the field (WIPO ST.9), a bullet, the name that a letter gives to a document
(``D1:``, 引用文献1, 对比文件1), the category of a search report (``X,P``). Behind it: the applicant, days,
passages, the same number in another form, office and kind in brackets as Japanese gazettes write them.

What is taken off is never a number of its own: two numbers in one text stay two, and cannot be read as one.
"""

from __future__ import annotations

import re

from connectors.numbers.labels import Label
from connectors.numbers.st3 import CODES

CITED = Label("cited document", "publication")
"""What a search report lists, or a letter names D1, is a publication."""

_NAMES = (
    "对比文件|對比文件|引用例|(?:引用|特許|先行技術|参考)?文献|引證|인용발명|인용문헌|비교대상발명|선행기술문헌"
    "|(?:(?:[Tt]he|[Dd]ie|[Dd]as|[Ll]e|[Ee]l|[Oo]) )?"
    "(?:[Ee]ntgegenhaltung|[Dd]ruckschrift|[Dd]okument|[Dd]ocumento?|[Rr]eference)(?= D?[0-9]{1,2}[ :])"
)
_LISTED = re.compile(r"[(\[][0-9]{1,2}[)\]] ?|[0-9]{1,2}(?:\) ?|\. ?(?=[^\W\d_]))|[-•·∙▪●*|] ?")
_CITED = re.compile(
    rf"(?:{_NAMES}) ?D?[0-9]{{1,2}} ?[:.)]? ?"
    r"|\(?[DdДд][0-9]{1,2}\)? ?[:=)-]? ?(?=[^\W\d_]{2}|\()"
    r"|& ?|[XYAOPTEDL](?:[,/] ?[XYAOPTEDL])* "
    r"(?=[A-Z]{2}[ -]?(?:[A-Z][0-9]?[ -]|[A-Z]{2}[ -])?[A-Z]{0,2}[0-9])"
)
_PASSAGE = re.compile(r"(?: ?\*[^*]*\*)+$")
_BULLETIN = re.compile(r" ?\[(?:19|20)[0-9]{2}/[0-9]{2}\]$")
_NAMED = re.compile(r" ?\([^()0-9]*\bD[0-9]{1,2}\)$")
_APPLICANT = re.compile(
    r"([0-9] ?[A-Z][0-9]? ?)\((?=[^()]*[^\W\d_]{2})(?![A-Z]{2}(?:, ?[A-Z][0-9]?)?\))"
    r"(?!(?:[^()0-9]*[0-9]){5})[^()]*\)"
)
"""What stands in brackets behind a kind code: words, no office code alone, and not the digits of a number."""
_BRACKET = re.compile(r" ?\(([^()]*)\)$")
_OFFICE = re.compile(r"([A-Z]{2})(?:, ?([A-Z][0-9]?))?")
_WHERE = re.compile(r" ([A-Z]{2})$")
"""Behind a day, where the priority was: ``62/537,353 26 July 2017 (26.07.2017) US``."""
_KIND_BEHIND = re.compile(r"(?<=[0-9])[ -]?([A-Z][0-9]?)$")
_PLURAL = re.compile(r"(?<=[a-z])\((?:s|en|n)\)")

_YEAR, _MONTH, _DAY = "(?:18|19|20)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_NAMED_MONTH = (
    "(?:jan|ene|feb|fev|mar|apr|avr|abr|ma[iy]|jun|juin|jul|juil|aug|aou|ago|sep|set|oct|okt|out|nov|dec|dez|dic"
    "|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)[a-zа-я]*"
)
_ON = (
    "(?:(?:filed|dated|published|granted|issued|eingereicht|angemeldet|veroffentlicht|deposee?|publiee?"
    "|filing date|publication date|date of (?:filing|publication)|date de (?:depot|publication)"
    "|anmeldetag|offenlegungstag|veroffentlichungstag|fecha de (?:solicitud|presentacion|publicacion)"
    "|data d[eo] (?:deposito|publicacao)|дата (?:подачи|публикации))(?: on| am| le)?|of|on|vom|du|del?|em|от"
    "|公开日|公開日|公布日|公告日|申请日|発行日|出願日|출원일|공개일)"
)
_DATED = re.compile(
    r"(?:[ ,;(]|(?<=[)号號호])|(?<=[0-9A-Z])\.(?=[0-9]{4}-[01]))[-,;( ]{0,6}"
    rf"(?:\([0-9]{{2}}\) ?)?(?:{_ON} ?[为為:]? ?)?"
    rf"(?:{_YEAR}-[01][0-9]-[0-3][0-9]|{_YEAR}[./] ?{_MONTH}[./] ?{_DAY}|{_YEAR}年 ?{_MONTH}月 ?{_DAY}日"
    rf"|[0-3][0-9]-[01][0-9]-{_YEAR}|{_DAY}[./]{_MONTH}[./]{_YEAR}|{_MONTH}/{_DAY}/{_YEAR}"
    rf"|(?<=[ :]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    rf"|{_DAY}\.? (?:de )?{_NAMED_MONTH}\.?,? (?:de )?{_YEAR}|{_NAMED_MONTH}\.? {_DAY},? {_YEAR})"
    r"(?:公開|公布|公告|発行)?[.)]*$",
    re.IGNORECASE,
)
"""A day behind the number: as registers, Espacenet and search reports show it, and as letters say it."""
_LOOSE = ' |?!;:,.<>"'
_MOST = 4


def alone(text: str) -> tuple[str, Label]:
    """The number of a text with its own labels, and what its surroundings say.

    The text is folded to one alphabet, and its blanks are single spaces.
    """
    told, text = Label(""), text.strip(_LOOSE)
    for _ in range(_MOST):
        if (found := _LISTED.match(text)) is None and (found := _CITED.match(text)) is None:
            break
        told = told.also(CITED) if found.re is _CITED else told
        text = text[found.end() :]
    text = _PLURAL.sub("", text)
    for _ in range(_MOST):
        short, told = _shortened(text, told)
        if short == text:
            break
        text = short.strip(_LOOSE)
    return text, told


def _shortened(text: str, told: Label) -> tuple[str, Label]:
    """The text without the last thing behind its number."""
    if text.endswith("*") and (short := _PASSAGE.sub("", text)) != text:
        return short, told.also(CITED)
    if text.endswith("]") and (short := _BULLETIN.sub("", text)) != text:
        return short, told
    if (dated := _DATED.search(text)) is not None and _digits(before := text[: dated.start()]) > 2:
        return before, told
    if (
        (where := _WHERE.search(text)) is not None
        and where[1] in CODES
        and _DATED.search(text[: where.start()])
    ):
        return text[: where.start()], told.also(Label(where[1], office=where[1]))
    if "(" not in text:
        return text, told
    if (short := _NAMED.sub("", text)) != text:
        return short, told.also(CITED)
    if (short := _APPLICANT.sub(r"\1 ", text)) != text:
        return short.replace("  ", " "), told.also(CITED)
    return _bracketed(text, told)


def _bracketed(text: str, told: Label) -> tuple[str, Label]:
    """A last bracket with office and kind, or with the same number again."""
    found = _BRACKET.search(text)
    if found is None:
        return text, told
    before, inside = text[: found.start()], found[1]
    if (named := _OFFICE.fullmatch(inside)) is not None and named[1] in CODES:
        kind = f" {named[2]}" if named[2] else ""
        return before + kind, told.also(Label(named[1], office=named[1]))
    own, kind = _digits_and_kind(before)
    same, again = _digits_and_kind(inside)
    if len(same) > 4 and same == own and (kind == again or not kind or not again):
        return (before if kind else f"{before} {again}"), told
    return text, told


def _digits_and_kind(text: str) -> tuple[str, str]:
    found = _KIND_BEHIND.search(text)
    return re.sub(r"[^0-9]", "", text[: found.start()] if found else text), found[1] if found else ""


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
