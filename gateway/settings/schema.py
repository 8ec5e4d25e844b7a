"""What settings there are: a walk over the models, for hints and for documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting under a model, as a dotted key (``access.keys[].key``) and its field, parents first.

    A key that several kinds of ``auth`` have comes once for each.
    """
    for name, field in model.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        yield key, field
        for inner in _models(field.annotation):
            yield from settings_of(inner, key + ("[]." if _is_list(field.annotation) else "."))


def names_at(model: type[BaseModel], location: tuple[str | int, ...]) -> tuple[str, ...]:
    """The names of the settings at a location of a validation error, union tags included; none if unknown."""
    candidates: tuple[type[BaseModel], ...] = (model,)
    for part in location:
        tagged = tuple(one for one in candidates if _tag(one) == part)
        if tagged:
            candidates = tagged
        elif isinstance(part, str):
            fields = (field for one in candidates for name, field in _written(one) if name == part)
            candidates = tuple(inner for field in fields for inner in _models(field.annotation))
    return tuple(dict.fromkeys(name for one in candidates for name, _ in _written(one)))


def _written(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The settings of one model by the names that they are written under."""
    return ((field.alias or name, field) for name, field in model.model_fields.items())


def _tag(model: type[BaseModel]) -> object:
    field = model.model_fields.get("type")
    return None if field is None else field.default


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    return tuple(found for inner in get_args(annotation) for found in _models(inner))


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))
