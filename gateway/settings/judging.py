"""Holds what a file says against its model, and says each thing that is wrong where it stands."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.settings.documents import Location, Written
from gateway.settings.ground import Ground
from gateway.settings.schema import names_at

M = TypeVar("M", bound=BaseModel)

_AUTH_TYPES = frozenset({"none", "api-key", "basic", "oauth2", "mtls", "gateway-token"})
_WORDING = {
    "missing": "Is required",
    "model_type": "Should be a mapping of settings: lines of 'key: value', indented",
    "model_attributes_type": "Should be a mapping of settings: lines of 'key: value', indented",
    "tuple_type": "Should be a list",
    "bool_type": "Should be true or false",
    "union_tag_not_found": "Should have a type: none, api-key, basic, oauth2, mtls or gateway-token",
}


def judge(model: type[M], written: Written, ground: Ground) -> M | None:
    """The model of what a file says, or ``None``; what is wrong is noted in ``written.faults``."""
    if written.data is None:
        return None
    try:
        return model.model_validate(written.data, context=ground)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(model, written, detail)
        return None


def _note(model: type[BaseModel], written: Written, detail: ErrorDetails) -> None:
    location = _plain(detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        names = names_at(model, detail["loc"][:-1])
        place = written.keys.get(location) or written.place(location)
        written.fault(place, location, _unknown(str(location[-1]), names))
        return
    if kind == "union_tag_invalid":
        location = (*location, "type")
    place = written.around(location[:-1]) if kind == "missing" else written.place(location)
    written.fault(place, location, _sentence(detail))


def _plain(location: Location) -> Location:
    """The location without the tag that pydantic puts in for the chosen kind of ``auth``."""
    if len(location) > 1 and location[0] == "auth" and location[1] in _AUTH_TYPES:
        return ("auth", *location[2:])
    return location


def _unknown(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name.lower(), names, 1)
    if near:
        return f"Unknown setting; did you mean {near[0]}?"
    return f"Unknown setting; there are: {', '.join(names)}" if names else "Unknown setting"


def _sentence(detail: ErrorDetails) -> str:
    kind, given = detail["type"], detail["input"]
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    if kind == "string_type":
        return "Should be text" + ("" if isinstance(given, dict | list | None) else ": put it in quotes")
    if kind in ("too_short", "too_long"):
        bound, number = ("least", "min_length") if kind == "too_short" else ("most", "max_length")
        return f"Should have at {bound} {detail['ctx'][number]} item(s)"
    if kind == "literal_error" and isinstance(given, str):
        expected = detail["ctx"]["expected"]
        near = get_close_matches(
            given.lower(), expected.replace(" or ", ", ").replace("'", "").split(", "), 1
        )
        return f"Should be {expected}" + (f"; did you mean {near[0]}?" if near else "")
    if kind == "union_tag_invalid":
        return f"Should be one of {detail['ctx']['expected_tags']}"
    return _WORDING.get(kind, detail["msg"])
