"""Which documents of different providers are copies of one. Pure.

Of one application, two documents are the same when

- they carry the same native id, which is one that their office must have given (``telling``), and their dates
  do not contradict each other: hubs pass on the ids of the office whose document it is. Or when
- they have one code, one day, and one place among those of that code and day.

Never two of one provider; where the two rules lead to that, the id says more than a place in a list. What
cannot be matched stands for itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from connectors.model import Document
from connectors.numbers.identity import ApplicationNumber

DocumentKey = tuple[str, date | None, int]

_LEAST = 8
_WORD = re.compile(rf"[A-Za-z0-9]{{{_LEAST},}}")
_FILED = re.compile(r"[A-Z0-9]{15,16}")
_COUNTED = re.compile(r"[A-Za-z]*0*[0-9]{0,6}[A-Za-z]*")
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")

_Place = tuple[int, int]
"""Which list, and where in it."""

_Group = list[_Place]


def telling(native: str, number: ApplicationNumber) -> bool:
    """Whether two providers can have the same native id for a document only of one who gave it.

    Either it is as the files of the EPO and the USPTO have it, fifteen or sixteen capital letters and digits.
    Or it has eight letters and digits in a row, that are neither a word, with or without a small number
    (``00000012``, ``document0012``), nor a day (``20110203``); its application's own number counts for
    nothing in it. Whoever names files by what they are, or counts them, arrives at the same names.
    """
    if _FILED.fullmatch(native) and not native.isdigit() and number.number not in native:
        return "000" not in native
    return any(
        len(word) >= _LEAST and not _COUNTED.fullmatch(word) and not _DAY.fullmatch(word)
        for found in _WORD.findall(native)
        if (word := found.replace(number.number, ""))
    )


def perhaps_given(native: str) -> bool:
    """Whether the same native id may well be of one who gave it: enough to hide by, not to show as one."""
    return len(native) >= _LEAST


def keys(documents: Iterable[Document]) -> list[DocumentKey]:
    """Code, date, and which of several of that day: by these, too, documents are the same."""
    seen: dict[tuple[str, date | None], int] = defaultdict(int)
    found = []
    for document in documents:
        place = (document.code or "", document.date)
        found.append((*place, seen[place]))
        seen[place] += 1
    return found


def matched(
    number: ApplicationNumber, lists: Sequence[Sequence[Document]]
) -> Iterable[list[tuple[int, Document]]]:
    """The copies of each document: each with the list that it is of, in the order of the lists.

    Each list is of one provider, each document in one group; all of a group that have a date have the same.
    """
    groups = [[[(of, at)] for at in range(len(documents))] for of, documents in enumerate(lists)]
    for alike in _by_id(number, lists):
        _join(groups, alike)
    for alike in _by_key(lists):
        _join(groups, alike)
    for of, own in enumerate(groups):
        for at, group in enumerate(own):
            group.sort()
            if group[0] == (of, at):
                yield [(of, lists[of][at]) for of, at in group]


def _by_id(number: ApplicationNumber, lists: Sequence[Sequence[Document]]) -> Iterable[_Group]:
    """Those with one telling id and dates that do not contradict each other.

    Where they have several dates, what has none belongs to none of these.
    """
    places: dict[str, _Group] = defaultdict(list)
    for of, documents in enumerate(lists):
        often = Counter(document.id for document in documents)
        for at, document in enumerate(documents):
            if often[document.id] == 1:
                places[document.id].append((of, at))
    for native, alike in places.items():
        if len(alike) == 1 or not telling(native, number):
            continue
        dated: dict[date | None, _Group] = defaultdict(list)
        for of, at in alike:
            dated[lists[of][at].date].append((of, at))
        yield from [alike] if len(dated.keys() - {None}) < 2 else dated.values()


def _by_key(lists: Sequence[Sequence[Document]]) -> Iterable[_Group]:
    """Those with one key, which has a code and a date."""
    places: dict[DocumentKey, _Group] = defaultdict(list)
    for of, documents in enumerate(lists):
        for at, (key, document) in enumerate(zip(keys(documents), documents, strict=True)):
            if document.code and document.date:
                places[key].append((of, at))
    return [alike for alike in places.values() if len(alike) > 1]


def _join(groups: list[list[_Group]], alike: _Group) -> None:
    """Makes one group of the groups of these, as far as no two of it are of one list."""
    kept: list[_Group] = []
    for of, at in alike:
        group = groups[of][at]
        for other in kept:
            if other is group:
                break
            if {of for of, _ in other}.isdisjoint([of for of, _ in group]):
                other += group
                for of, at in group:
                    groups[of][at] = other
                break
        else:
            kept.append(group)
