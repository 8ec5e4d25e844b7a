"""A route as it is served and as it is documented: one value for both."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import msgspec
from aiohttp.typedefs import Handler

from gateway.web.parameters import Parameter

Tag = Literal[
    "Dossiers",
    "Numbers and offices",
    "CASE profile",
    "OPD-API profile",
    "Tokens",
    "Trail and figures",
    "Registrations",
    "Operations",
]


class Field(msgspec.Struct, frozen=True):
    """A header field of a request or an answer."""

    name: str
    description: str
    schema: Mapping[str, Any] = MappingProxyType({"type": "string"})
    example: str | None = None


class Told(msgspec.Struct, frozen=True):
    """One kind of answer: its status, and what stands in it for each media type.

    ``body`` is the Struct that is encoded, or a JSON Schema; ``None`` is no body.
    """

    status: int
    description: str
    body: type[msgspec.Struct] | Mapping[str, Any] | None = None
    media_types: tuple[str, ...] = ("application/json",)
    headers: tuple[Field, ...] = ()


class Route(msgspec.Struct, frozen=True):
    """One ``GET``, and the ``HEAD`` that comes with it; or another method.

    ``body`` is the JSON Schema of what is sent, where something is.

    ``problems`` are the codes it may answer with. ``private`` routes take credentials.
    """

    path: str
    handler: Handler
    operation_id: str
    tag: Tag
    summary: str
    description: str
    told: tuple[Told, ...]
    parameters: tuple[Parameter[Any], ...] = ()
    in_path: tuple[Field, ...] = ()
    fields: tuple[Field, ...] = ()
    problems: tuple[str, ...] = ()
    private: bool = True
    head: bool = False
    method: Literal["GET", "POST", "PUT", "DELETE"] = "GET"
    body: Mapping[str, Any] | None = None
