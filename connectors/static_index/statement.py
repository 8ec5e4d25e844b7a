"""Who may see what an index lists, read so that nothing can widen it.

JSON decoders let the last of two equal keys win, and keys can be written with escapes; so the bytes of a row
are looked at too: where a word that decides is written twice, or letters are hidden behind escapes that no
encoder writes by itself, the row is closed.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.json_reading import escaped
from connectors.kit.sheets import AccessCategory
from connectors.model import Access
from connectors.scalars import office_code

CLOSED = Access(visibility="none")
DOCUMENT_WORDS = (b'"accessCategory"', b'"accessOfficeBag"')
APPLICATION_WORDS = (*DOCUMENT_WORDS, b'"withheld"', b'"documents"')


def doubtful(row: bytes, words: Iterable[bytes]) -> bool:
    """Whether the bytes of a row may say one of these words more than once."""
    return doubt(row, words) is not None


def doubt(row: bytes, words: Iterable[bytes]) -> str | None:
    """Why the bytes of a row may say one of these words more than once; ``None``: they do not."""
    for word in words:
        if row.count(word) > 1:
            return f"{word.decode()} stands there more than once"
    return "a letter is written as an escape (\\u0061 for a)" if escaped(row) else None


def said(category: AccessCategory | None, offices: Iterable[str]) -> Access | None:
    """What a category and a list of offices say; ``None`` when nothing.

    A list of offices narrows to them whatever the category; what is no office code in it counts for nobody.
    """
    named = list(offices)
    if named:
        codes = dict.fromkeys(code for one in named if (code := office_code(one)) is not None)
        return Access(visibility="named", offices=tuple(codes))
    if category is None:
        return None
    return CLOSED if category == "restricted" else Access(visibility=category)
