"""Query parameters: each is described once, read strictly, and documented from the same description.

What is not known, given twice or not readable is refused with its name, the reason and, where one is near,
the word that was probably meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, cast, get_args

import msgspec
from multidict import MultiMapping

from connectors.contract import Scope
from connectors.model import Category
from connectors.numbers.identity import NumberType
from connectors.offices import MISTAKEN, OFFICES
from gateway.errors import BadQuestion
from gateway.questions.choosing import ALL, REPORTS, parse_categories, parse_language

T = TypeVar("T")


class Parameter(msgspec.Struct, Generic[T], frozen=True):
    """One query parameter, given at most ``most`` times.

    ``read`` raises ``ValueError`` with what is wrong; ``schema`` is JSON Schema.
    """

    name: str
    description: str
    read: Callable[[str], T]
    schema: Mapping[str, Any]
    example: str
    required: bool = False
    most: int = 1


class Given:
    """The parameters that a request gives, all of them read and known."""

    def __init__(self, query: MultiMapping[str], accepted: Sequence[Parameter[Any]]) -> None:
        """Reads a query.

        Raises:
            BadQuestion: a parameter is unknown, repeated, missing or wrong; the sentence says which and why.
        """
        known = {parameter.name: parameter for parameter in accepted}
        for name in query:
            if name not in known:
                raise BadQuestion(_unknown(name, list(known)), code="parameter-unknown")
            if len(query.getall(name)) > (most := known[name].most):
                times = "once" if most == 1 else f"{most} times"
                raise BadQuestion(f"{name} is given more than {times}.", code="parameter-repeated")
        self._values = {
            name: tuple(_read(known[name], text) for text in query.getall(name)) for name in query
        }
        for parameter in accepted:
            if parameter.required and parameter.name not in self._values:
                raise BadQuestion(
                    f"{parameter.name} is missing; write for example {parameter.name}={parameter.example}.",
                    code="parameter-missing",
                )

    def get(self, parameter: Parameter[T]) -> T | None:
        """The value, ``None`` when it is not given; the first of several."""
        return next(iter(self.all(parameter)), None)

    def all(self, parameter: Parameter[T]) -> tuple[T, ...]:
        """Every value that is given, in their order."""
        return cast("tuple[T, ...]", self._values.get(parameter.name, ()))

    def need(self, parameter: Parameter[T]) -> T:
        """The value of a required parameter."""
        return cast(T, self._values[parameter.name][0])


def _read(parameter: Parameter[T], text: str) -> T:
    try:
        return parameter.read(text)
    except ValueError as error:
        sentence = f"{parameter.name}: {error}"
        sentence += "" if sentence.endswith("?") else "."
        raise BadQuestion(sentence, code="parameter-invalid") from None


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name.lower()[:60], known, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    takes = f"there are: {', '.join(known)}" if known else "this takes none"
    return f"There is no parameter {name[:60]!r}; {takes}.{hint}"


def one_of(words: Sequence[str]) -> Callable[[str], Any]:
    """Reads one of some words."""

    def read(text: str) -> str:
        if text not in words:
            near = get_close_matches(text.lower()[:60], words, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"{text[:60]!r} is not one of {', '.join(words)}{hint}")
        return text

    return read


def _text(text: str) -> str:
    return text


def _office(text: str) -> str:
    code = text.strip().upper()
    code = MISTAKEN.get(code, code)
    if code not in OFFICES:
        raise ValueError(f"{text[:20]!r} is not an office code of WIPO ST.3 such as EP, JP or US")
    return code


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and "1800" <= text <= "2199"):
        raise ValueError(f"{text[:20]!r} is not a year of four digits")
    return int(text)


def _yes(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text[:20]!r} is neither true nor false")
    return text == "true"


NUMBER: Parameter[str] = Parameter(
    "number",
    "The number as an examiner writes it: any office, any separators, with or without check digit.",
    _text,
    {"type": "string"},
    "EP 1000000",
    required=True,
)
TEXT: Parameter[str] = Parameter(
    "text", "The number as it was written.", _text, {"type": "string"}, "16/123,456", required=True
)
APPLICATION: Parameter[str] = Parameter(
    "application",
    "The application, by its DOCDB number.",
    _text,
    {"type": "string"},
    "EP.99203729.A",
    required=True,
)
TYPE: Parameter[NumberType] = Parameter(
    "type",
    "What it is the number of. Without it, at most three readings of one office are asked.",
    one_of(get_args(NumberType)),
    {"type": "string", "enum": list(get_args(NumberType))},
    "publication",
)
OFFICE: Parameter[str] = Parameter(
    "office",
    "The office that the number belongs to, by its ST.3 code, where the number itself does not say.",
    _office,
    {"type": "string", "pattern": "^[A-Z]{2}$"},
    "EP",
)
YEAR: Parameter[int] = Parameter(
    "year",
    "The filing year: a hint where the number leaves it open, never stronger than the number.",
    _year,
    {"type": "integer", "minimum": 1800, "maximum": 2199},
    "1999",
)
SCOPE: Parameter[Scope] = Parameter(
    "scope",
    "`simple`: applications with the same priorities. `extended`: everything bound by any priority.",
    one_of(get_args(Scope)),
    {"type": "string", "enum": list(get_args(Scope)), "default": "simple"},
    "extended",
)
CONFIDENTIAL: Parameter[bool] = Parameter(
    "confidential",
    "`true`: the number goes only to its own office's own service, for applications not yet published.",
    _yes,
    {"type": "boolean", "default": False},
    "true",
)
CATEGORY: Parameter[tuple[Category, ...]] = Parameter(
    "category",
    f"The categories of documents, with commas between; `{ALL}` takes every document.",
    parse_categories,
    {"type": "string", "default": ",".join(REPORTS)},
    "search-report,written-opinion",
)
LANGUAGE: Parameter[str] = Parameter(
    "language",
    "Of a document that can be opened in several languages, the form in this one (ISO 639-1), if there is.",
    parse_language,
    {"type": "string", "pattern": "^[a-z]{2}$"},
    "en",
)
RENDITION: Parameter[str] = Parameter(
    "rendition",
    "The id of one of the document's renditions; without it, the first.",
    _text,
    {"type": "string"},
    "ip5~E54041789216DSU",
)
