"""The OpenAPI 3.1 description, made from the routes and the types of their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec

from gateway.identity.identity import Scope
from gateway.identity.oauth.authority import TOKEN_PATH
from gateway.present.manifest import ManifestOut
from gateway.web import events
from gateway.web.correlation import HEADER
from gateway.web.examples import Key, problem_example
from gateway.web.explanations import PROBLEMS
from gateway.web.negotiation import CSV
from gateway.web.parameters import Parameter
from gateway.web.problems import MEDIA_TYPE, Problem
from gateway.web.properties import PROPERTIES
from gateway.web.routes import Field, Route, Told
from gateway.web.vocabulary import VOCABULARIES

Json = dict[str, Any]

_REF = "#/components/schemas/"
_SUFFIX = "Out"
_EVENTS = (
    events.FamilyEvent,
    events.DossierEvent,
    events.OutcomeEvent,
    events.WithdrawnEvent,
    events.DoneEvent,
)
_SCOPES: Mapping[Scope, str] = {
    "ask": "asking for families, dossiers and documents",
    "register": "registering the office's endpoints",
    "statistics": "reading figures of use, and the office's own trail",
    "administer": "operating the gateway",
}
_DESCRIPTION = """\
One question, every office, one answer: the family of a patent number with the dossiers of its members, live
from the offices, with who answered and who did not. Offices ask with `Authorization: Bearer KEY`; without a
key one asks as the public. Property names are lowerCamelCase, dates ISO 8601, instants UTC, office codes WIPO
ST.3. Errors are RFC 9457 problem details."""


def openapi(routes: Sequence[Route], examples: Mapping[Key, Any]) -> Json:
    """The whole document, as builtins."""
    schemas = _schemas(routes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "casegate",
            "version": version("casegate"),
            "summary": "Federated gateway for patent dossiers",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in routes)],
        "paths": _paths(routes, examples),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "An accessing office's key."},
                "token": {
                    "type": "oauth2",
                    "description": "A token of 15 minutes for a program of an accessing office.",
                    "flows": {"clientCredentials": {"tokenUrl": TOKEN_PATH, "scopes": _SCOPES}},
                },
            },
            "headers": {
                HEADER: {
                    "description": "The id the request came with, else its trace id, else a new one.",
                    "schema": {"type": "string"},
                }
            },
        },
    }


def _paths(routes: Sequence[Route], examples: Mapping[Key, Any]) -> Json:
    found: Json = {}
    for route in routes:
        found[route.path] = found.get(route.path, {}) | _path(route, examples)
    return found


def _path(route: Route, examples: Mapping[Key, Any]) -> Json:
    path: Json = {route.method.lower(): _operation(route, route.operation_id, route.told, examples)}
    if route.head:
        bare = tuple(
            Told(t.status, t.description, None, (), t.headers) for t in route.told if t.status == 200
        )
        path["head"] = _operation(route, route.operation_id.replace("get", "head", 1), bare, examples)
    return path


def _operation(route: Route, operation_id: str, told: Sequence[Told], examples: Mapping[Key, Any]) -> Json:
    parameters = [_field(field, "path") for field in route.in_path]
    parameters += [_parameter(parameter) for parameter in route.parameters]
    parameters += [_field(field, "header") for field in route.fields]
    operation: Json = {
        "operationId": operation_id,
        "tags": [route.tag],
        "summary": route.summary,
        "description": route.description,
        "parameters": parameters,
        "responses": {str(t.status): _told(t, operation_id, examples) for t in told}
        | dict(_problems(route.problems)),
        "security": [{}, {"key": []}, {"token": []}] if route.private else [{}],
    }
    if route.body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": dict(route.body)}}}
    return operation


def _parameter(parameter: Parameter[Any]) -> Json:
    found = _once(parameter)
    if parameter.most > 1:
        found["schema"] = {"type": "array", "items": found["schema"], "maxItems": parameter.most}
        found["example"] = [found["example"]]
    return found


def _once(parameter: Parameter[Any]) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
        "example": _typed(parameter),
    }


def _typed(parameter: Parameter[Any]) -> Any:
    """The example as its schema's type."""
    return parameter.example if parameter.schema["type"] == "string" else parameter.read(parameter.example)


def _field(field: Field, place: str) -> Json:
    found: Json = {
        "name": field.name,
        "in": place,
        "required": place == "path",
        "description": field.description,
        "schema": dict(field.schema),
    }
    return found if field.example is None else found | {"example": field.example}


def _told(told: Told, operation_id: str, examples: Mapping[Key, Any]) -> Json:
    headers: Json = {HEADER: {"$ref": f"#/components/headers/{HEADER}"}}
    for field in told.headers:
        headers[field.name] = {"description": field.description, "schema": dict(field.schema)}
    found: Json = {"description": told.description, "headers": headers}
    if told.body is not None:
        found["content"] = {
            media_type: _content(told, media_type, examples.get((operation_id, told.status, media_type)))
            for media_type in told.media_types
        }
    return found


def _content(told: Told, media_type: str, example: Any) -> Json:
    if isinstance(told.body, Mapping):
        schema: Json = dict(told.body)
    elif "json" in media_type.removesuffix("x-ndjson"):
        schema = {"$ref": _REF + _name(told.body.__name__ if told.body else "")}
    elif media_type == CSV:
        schema = {"type": "string", "description": "A first line of names, then one line for each citing."}
    else:
        schema = {
            "type": "string",
            "description": "Events, each of which is one JSON object of type `Event`.",
        }
    return {"schema": schema} if example is None else {"schema": schema, "example": example}


def _problems(codes: Iterable[str]) -> Iterable[tuple[str, Json]]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[PROBLEMS[code].status].append(code)
    for status, found in sorted(by_status.items()):
        content: Json = {"schema": {"$ref": f"{_REF}Problem"}}
        if status == 502:
            content["example"] = problem_example()
        yield (
            str(status),
            {
                "description": f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in found)}.",
                "headers": {HEADER: {"$ref": f"#/components/headers/{HEADER}"}},
                "content": {MEDIA_TYPE: content},
            },
        )


def _schemas(routes: Sequence[Route]) -> Json:
    bodies = [t.body for route in routes for t in route.told if isinstance(t.body, type)]
    _, found = msgspec.json.schema_components(
        [*dict.fromkeys(bodies), *_EVENTS, ManifestOut, Problem], ref_template=_REF + "{name}"
    )
    schemas: Json = {_name(name): _renamed(schema) for name, schema in sorted(found.items())}
    schemas["Event"] = {
        "title": "Event",
        "description": "One event of a stream. The newest of each key, without what is withdrawn, give the "
        "JSON answer.",
        "oneOf": [{"$ref": _REF + event.__name__} for event in _EVENTS],
        "discriminator": {
            "propertyName": "event",
            "mapping": {event.__struct_config__.tag: _REF + event.__name__ for event in _EVENTS},
        },
    }
    for name, properties in PROPERTIES.items():
        schema = schemas[name]
        schema["description"] = schema["description"].replace("``", "`")
        for key, sentence in properties.items():
            schema["properties"][key] = {"description": sentence} | _explained(schema["properties"][key])
    return schemas


def _explained(schema: Json) -> Json:
    """The schema, with what each word means where its words are those of a vocabulary."""
    words = set(schema.get("enum", ()))
    for _, vocabulary in VOCABULARIES.values():
        if words and words == set(vocabulary):
            return {
                "type": "string",
                "enum": list(vocabulary),
                "x-enumDescriptions": {word: entry.meaning for word, entry in vocabulary.items()},
            }
    return schema


def _renamed(value: Any) -> Any:
    """A schema under the names that people read: without the suffix of our types."""
    if isinstance(value, dict):
        return {
            key: _name(inner) if key in ("$ref", "title") and isinstance(inner, str) else _renamed(inner)
            for key, inner in value.items()
        }
    return [_renamed(inner) for inner in value] if isinstance(value, list) else value


def _name(name: str) -> str:
    return name.removesuffix(_SUFFIX)
