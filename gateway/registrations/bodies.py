"""JSON bodies, read so that nothing in them can be meant in two ways."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.registrations.refusals import BodyInvalid, BodyUnreadable
from gateway.settings.ground import Ground

MAX_BYTES = 64 * 1024
MOST_TOLD = 10
MAX_DEPTH = 20

M = TypeVar("M", bound=BaseModel)

_WORDING = {
    "missing": "Is required",
    "extra_forbidden": "There is no such member",
    "string_type": "Should be text",
    "tuple_type": "Should be a list",
    "bool_type": "Should be true or false",
    "model_type": "Should be an object",
    "model_attributes_type": "Should be an object",
    "union_tag_not_found": "Should have a type",
}


def read_object(body: bytes) -> dict[str, Any]:
    """The object that a body holds.

    Raises:
        BodyUnreadable: it is too large, no UTF-8, no JSON, no object, says a name twice in one object, or
            holds what JSON has no word for.
    """
    if len(body) > MAX_BYTES:
        raise BodyUnreadable(f"The body is larger than {MAX_BYTES // 1024} KiB.")
    try:
        text = body.decode()
        if _depth(text) > MAX_DEPTH:
            raise BodyUnreadable(f"The body is nested deeper than {MAX_DEPTH} levels.")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BodyUnreadable("The body is not JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise BodyUnreadable("The body should be a JSON object.")
    return found


def read_body(model: type[M], body: bytes, ground: Ground) -> M:
    """What a body says, held against its model.

    Raises:
        BodyUnreadable: as ``read_object``.
        BodyInvalid: its members are not what they should be; the sentence names them, and repeats no value.
    """
    given = read_object(body)
    try:
        return model.model_validate(given, context=ground)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        sentences = [_sentence(fault) for fault in faults[:MOST_TOLD]]
        beyond = any(fault["type"] == "extra_forbidden" for fault in faults)
        raise BodyInvalid("; ".join(sentences) + ".", beyond=beyond) from None


def _sentence(fault: ErrorDetails) -> str:
    place = ".".join(str(part)[:40] for part in fault["loc"]) or "body"
    message = _WORDING.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{place.encode('ascii', 'replace').decode()}: {message}"


def _depth(text: str) -> int:
    """How deep brackets nest at most, those in texts included: a bound, cheap and never too low."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BodyUnreadable("The body says a name twice in one object.", event="repeated-member")
    return found


def _no_constant(word: str) -> None:
    raise BodyUnreadable("The body holds a number that JSON has no word for.")
