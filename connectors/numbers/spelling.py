"""A spelling: one line that says how a number is written, and is used to read it and to write it.

The little language, by example ``{yyyy}-{serial:6}``, ``{series:2}!/{serial:6,}``, ``{yy}{serial:6}[.{c}]``:

- ``{name:6}`` a field of six digits (written zero-filled); ``{name:1-6}`` of one to six (written without
  leading zeros, at least one digit); ``{name:6,}`` and ``{name:6_}`` the same, written in groups of three
  with commas or spaces; ``{name:A|B}`` one of these words; ``{name:@3}`` three letters.
- ``-`` ``/`` ``.`` and the space separate: one of them is written, any or none is read; ``!`` before one
  makes it required as it stands. Spaces are gone before a spelling is matched, so they are only written.
- ``[...]`` may be absent; it is written when all its fields are known.
- anything else stands for itself.

Texts are matched in upper case, without spaces and commas (``clean.Clean.text``), at most 60 characters
long; a spelling has a bounded number of fields of bounded width, so matching is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Fields = dict[str, str]

_TOKEN = re.compile(
    r"\{(?P<name>[a-z0-9]+)(?::(?P<spec>[^}]*))?\}|(?P<open>\[)|(?P<close>\])"
    r"|(?P<strict>!)?(?P<sep>[-/. ])|(?P<word>[A-Za-z0-9]+)"
)
_WIDTH = re.compile(r"(\d+)(?:-(\d+))?([,_])?")
_DEFAULT = {"yyyy": "1[6-9][0-9]{2}|20[0-9]{2}", "yy": "[0-9]{2}", "c": "[0-9X]", "ro": "[A-Z]{2}"}


def _word_widths(name: str, spec: str | None) -> tuple[int, int]:
    if spec is None:
        return (1, 1) if name == "c" else (2, 2)
    if spec.startswith("@"):
        return int(spec[1:]), int(spec[1:])
    lengths = [len(word) for word in spec.split("|")]
    return min(lengths), max(lengths)


class _Field:
    """One field of a spelling: its name, its digit widths (0 for words), the grouping mark, its regex."""

    __slots__ = ("grouping", "high", "low", "name", "pattern", "widths")

    def __init__(self, name: str, spec: str | None) -> None:
        self.name, self.low, self.high, self.grouping = name, 0, 0, ""
        if spec is None:
            self.pattern = _DEFAULT[name]
            if name in ("yyyy", "yy"):
                self.low = self.high = len(name)
        elif spec.startswith("@"):
            self.pattern = f"[A-Z]{{{spec[1:]}}}"
        elif width := _WIDTH.fullmatch(spec):
            self.low, self.high = int(width[1]), int(width[2] or width[1])
            self.grouping = {",": ",", "_": " "}.get(width[3] or "", "")
            self.pattern = f"[0-9]{{{self.low},{self.high}}}"
        else:
            self.pattern = spec
        self.widths = (self.low, self.high) if self.high else _word_widths(name, spec)

    def write(self, value: str) -> str | None:
        """The value at the field's width, or ``None`` when it is too long for it."""
        if not self.high:
            return value
        if len(value) == self.low == self.high:
            digits = value
        else:
            digits = (value.lstrip("0") or "0").zfill(self.low)
            if len(digits) > self.high:
                return None
        if not self.grouping:
            return digits
        head = len(digits) % 3
        return self.grouping.join(
            filter(None, (digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))))
        )


class Spelling:
    """A parsed spelling; ``names`` are its fields."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._parts: list[_Field | tuple[str, str]] = []
        position = 0
        while position < len(source):
            token = _TOKEN.match(source, position)
            if token is None:
                raise ValueError(f"spelling {source!r}: not understood at {source[position:]!r}")
            position = token.end()
            self._parts.append(self._part(token))
        self.names = frozenset(part.name for part in self._parts if isinstance(part, _Field))
        self._whole = self._always()
        self.shortest, self.longest = self._lengths()
        self._regex: re.Pattern[str] | None = None

    @staticmethod
    def _part(token: re.Match[str]) -> _Field | tuple[str, str]:
        if token["name"]:
            return _Field(token["name"], token["spec"])
        if token["sep"]:
            return ("strict" if token["strict"] else "sep", token["sep"])
        if token["word"]:
            return ("word", token["word"])
        return ("open", "") if token["open"] else ("close", "")

    def _always(self) -> tuple[_Field | str, ...] | None:
        """Fields and text in the order of writing, where no part may be absent."""
        if any(not isinstance(part, _Field) and part[0] == "open" for part in self._parts):
            return None
        return tuple(part if isinstance(part, _Field) else part[1] for part in self._parts)

    def _lengths(self) -> tuple[int, int]:
        """How short and how long a text of this spelling can be: a cheap test before the pattern."""
        shortest = longest = 0
        inside = False
        for part in self._parts:
            if isinstance(part, _Field):
                low, high = part.widths
            elif part[0] in ("open", "close"):
                inside = part[0] == "open"
                continue
            else:
                low, high = (0, 1) if part[0] == "sep" else (len(part[1]), len(part[1]))
            shortest += 0 if inside else low
            longest += high
        return shortest, longest

    def _compile(self) -> re.Pattern[str]:
        pieces = []
        for part in self._parts:
            if isinstance(part, _Field):
                pieces.append(f"(?P<{part.name}>{part.pattern})")
                continue
            what, text = part
            pieces.append(
                {"sep": "[-/.]?", "strict": re.escape(text), "open": "(?:", "close": ")?"}.get(what)
                or text.upper()
            )
        return re.compile("".join(pieces), re.ASCII)

    def match(self, text: str) -> Fields | None:
        """The fields of a text of exactly this spelling; ``c`` only when a check character is written."""
        if self._regex is None:
            self._regex = self._compile()
        found = self._regex.fullmatch(text)
        if found is None:
            return None
        return {name: value for name, value in found.groupdict().items() if value is not None}

    def write(self, fields: Mapping[str, str], *, bare: bool = False) -> str | None:
        """The number in this spelling, or ``None`` when a field is missing or does not fit.

        ``bare`` leaves out separators and optional parts (so check digits too).
        """
        if self._whole is not None and not bare:
            return self._write_whole(self._whole, fields)
        written: list[str] = []
        optional: list[str] | None = None
        complete = True
        for part in self._parts:
            if isinstance(part, _Field):
                text = part.write(fields[part.name]) if part.name in fields else None
                if text is None and optional is None:
                    return None
                complete = complete and text is not None
                text = text or ""
                if bare:
                    text = text.replace(",", "").replace(" ", "")
            elif part[0] == "open":
                optional, written, complete = written, [], True
                continue
            elif part[0] == "close":
                kept = optional if optional is not None else []
                written = kept + (written if complete and not bare else [])
                optional, complete = None, True
                continue
            else:
                text = "" if bare and part[0] != "word" else part[1]
            written.append(text)
        return "".join(written)

    @staticmethod
    def _write_whole(parts: tuple[_Field | str, ...], fields: Mapping[str, str]) -> str | None:
        written: list[str] = []
        for part in parts:
            text: str | None = part if isinstance(part, str) else None
            if not isinstance(part, str) and part.name in fields:
                text = part.write(fields[part.name])
            if text is None:
                return None
            written.append(text)
        return "".join(written)


@cache
def spelling(source: str) -> Spelling:
    """The spelling of a source line, parsed once."""
    return Spelling(source)
