"""The documentation as HTML: a small renderer of an OpenAPI description, without scripts or foreign hosts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from http import HTTPStatus
from typing import Any

from gateway.web.explanations import PROBLEMS, Explanation
from gateway.web.vocabulary import VOCABULARIES, Word

Json = dict[str, Any]

_CODE = re.compile(r"`([^`]+)`")


def front(description: Json) -> str:
    """The whole description on one page."""
    info, schemas = description["info"], description["components"]["schemas"]
    operations = [
        (method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    body = [
        f"<h1>{_text(info['title'])} <small>{_text(info['version'])}</small></h1>",
        f"<p>{_prose(info['description'])}</p>",
        f'<p>The same for machines: <a href="/openapi.json">openapi.json</a> '
        f"(OpenAPI {_text(description['openapi'])}).</p>",
        _contents(description, operations),
    ]
    for tag in description["tags"]:
        body.append(f"<h2>{_text(tag['name'])}</h2>")
        body += [_operation(*found) for found in operations if tag["name"] in found[2]["tags"]]
    body.append('<h2 id="schemas">Schemas</h2>')
    body += [_schema(name, schema) for name, schema in sorted(schemas.items())]
    body += [_vocabulary(anchor, title, words) for anchor, (title, words) in VOCABULARIES.items()]
    body.append('<h2 id="problems">Problem codes</h2>')
    body.append("<p>The <code>code</code> of problem details; their <code>type</code> leads to it.</p>")
    body.append(_table(("Status", "Code", "Meaning", "What to do"), map(_problem_row, PROBLEMS.items())))
    return _page("casegate API", "".join(body))


def problem(code: str) -> str:
    """The page of one problem code."""
    explanation = PROBLEMS[code]
    body = (
        f"<h1><code>{_text(code)}</code></h1>"
        f"<p>HTTP {explanation.status} {HTTPStatus(explanation.status).phrase}</p>"
        f"<p>{_prose(explanation.meaning)}</p><h2>What to do</h2><p>{_prose(explanation.advice)}</p>"
        f'<p><a href="/docs#problems">All problem codes</a></p>'
    )
    return _page(f"{code} - casegate", body)


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{_text(title)}</title><link rel="stylesheet" href="/docs/style.css">'
        f"</head><body><main>{body}</main></body></html>\n"
    )


def _contents(description: Json, operations: Iterable[tuple[str, str, Json]]) -> str:
    items = [
        f'<li><a href="#{operation["operationId"]}"><b>{method.upper()}</b> <code>{_text(path)}</code></a> '
        f"{_prose(operation['summary'])}</li>"
        for method, path, operation in operations
    ]
    others = [("schemas", "Schemas"), *((a, title) for a, (title, _) in VOCABULARIES.items())]
    others.append(("problems", "Problem codes"))
    links = ", ".join(f'<a href="#{anchor}">{_text(title)}</a>' for anchor, title in others)
    return f"<nav><ul>{''.join(items)}</ul><p>{links}</p></nav>"


def _operation(method: str, path: str, operation: Json) -> str:
    parts = [
        f'<section class="operation" id="{operation["operationId"]}">',
        f'<h3><span class="method">{method.upper()}</span> <code>{_text(path)}</code></h3>',
        f"<p><b>{_prose(operation['summary'])}.</b> {_prose(operation['description'])}</p>",
    ]
    if {"key": []} in operation["security"]:
        parts.append(
            "<p>Takes <code>Authorization: Bearer KEY</code>; without it, you ask as the public.</p>"
        )
    if operation["parameters"]:
        asked = map(_parameter_row, operation["parameters"])
        parts.append(_table(("Parameter", "In", "What", "Example"), asked))
    told = (_answer_row(status, answer) for status, answer in operation["responses"].items())
    parts.append(_table(("Status", "Answer", "As"), told))
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            if "example" in content:
                parts.append(_example(status, media_type, content["example"]))
    return "".join([*parts, "</section>"])


def _parameter_row(parameter: Json) -> tuple[str, ...]:
    needed = " <em>required</em>" if parameter["required"] else ""
    example = parameter.get("example")
    shown = "" if example is None else f"<code>{_text(_plain(example))}</code>"
    words = parameter["schema"].get("enum")
    allowed = f" One of {', '.join(f'<code>{_text(word)}</code>' for word in words)}." if words else ""
    return (
        f"<code>{_text(parameter['name'])}</code>{needed}",
        _text(parameter["in"]),
        _prose(parameter["description"]) + allowed,
        shown,
    )


def _answer_row(status: str, answer: Json) -> tuple[str, ...]:
    forms = [
        f"<code>{_text(media_type)}</code> {_kind(content['schema'])}"
        for media_type, content in answer.get("content", {}).items()
    ]
    codes = _CODE.findall(answer["description"])
    text = _prose(answer["description"])
    for code in codes:
        if code in PROBLEMS:
            link = f'<a href="/docs/problems/{code}"><code>{code}</code></a>'
            text = text.replace(f"<code>{code}</code>", link)
    return status, text, "<br>".join(forms)


def _example(status: str, media_type: str, example: Any) -> str:
    shown = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
    return (
        f"<details><summary>Example: {status} <code>{_text(media_type)}</code></summary>"
        f"<pre><code>{_text(shown)}</code></pre></details>"
    )


def _schema(name: str, schema: Json) -> str:
    parts = [
        f'<section id="schema-{_text(name)}"><h3><code>{_text(name)}</code></h3>',
        f"<p>{_prose(schema.get('description', ''))}</p>",
    ]
    if "properties" in schema:
        rows = (
            (f"<code>{_text(key)}</code>", _kind(inner), _prose(inner.get("description", "")))
            for key, inner in schema["properties"].items()
        )
        parts.append(_table(("Property", "Type", "What"), rows))
    else:
        parts.append(f"<p>{_kind(schema)}</p>")
    return "".join([*parts, "</section>"])


def _kind(schema: Json) -> str:
    """A schema in a few words, with links to others."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#schema-{_text(name)}">{_text(name)}</a>'
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(map(_kind, schema.get("anyOf") or schema["oneOf"]))
    if "enum" in schema:
        for anchor, (title, words) in VOCABULARIES.items():
            if "x-enumDescriptions" in schema and set(schema["enum"]) == set(words):
                return f'<a href="#{anchor}">{_text(title)}</a>'
        return ", ".join(f"<code>{_text(_plain(word))}</code>" for word in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return _text(f"{schema.get('type', 'anything')} {schema.get('format', '')}".strip())


def _vocabulary(anchor: str, title: str, words: Mapping[str, Word]) -> str:
    rows = ((f"<code>{_text(w)}</code>", _prose(e.meaning), _prose(e.advice)) for w, e in words.items())
    return f'<h2 id="{anchor}">{_text(title)}</h2>' + _table(("Word", "Meaning", "What to do"), rows)


def _problem_row(entry: tuple[str, Explanation]) -> tuple[str, ...]:
    code, explanation = entry
    link = f'<a id="problem-{code}" href="/docs/problems/{code}"><code>{code}</code></a>'
    return str(explanation.status), link, _prose(explanation.meaning), _prose(explanation.advice)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    found = list(rows)
    used = [place for place in range(len(titles)) if any(row[place] for row in found)]
    head = "".join(f"<th>{titles[place]}</th>" for place in used)
    lines = "".join(f"<tr>{''.join(f'<td>{row[place]}</td>' for place in used)}</tr>" for row in found)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _text(value: str) -> str:
    return escape(value, quote=True)


def _prose(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", _text(text))
