"""The description of the API: valid, whole, and the same for machines and for people."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import gateway as gateway_package
from gateway.present.answer import DocumentOut, DossierAnswer, FamilyAnswer
from gateway.present.citations_answer import CitationsAnswer
from gateway.questions.coverages import CoveragesAnswer
from gateway.questions.numbers import Choice, NumbersAnswer
from gateway.questions.offices import OfficesAnswer
from gateway.web.examples import examples
from gateway.web.explanations import PROBLEMS
from gateway.web.openapi import openapi
from gateway.web.properties import PROPERTIES
from gateway.web.table import ROUTES
from gateway.web.vocabulary import VOCABULARIES

GUIDE = Path(gateway_package.__file__).parent / "README.md"


@pytest.fixture(scope="module")
def description():
    """The OpenAPI description, as a client reads it."""
    return msgspec.json.decode(msgspec.json.encode(openapi(ROUTES, examples())))


class Page(HTMLParser):
    """The tags, ids and links of a page."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.tags, self.ids, self.links = set(), [], []
        self.feed(body.decode())

    def handle_starttag(self, tag, attrs) -> None:
        """Takes note of one tag."""
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            elif name in ("href", "src"):
                self.links.append(value)
            else:
                assert not name.startswith("on")
                assert name != "style"


def test_the_description_is_valid(description) -> None:
    """OpenAPI 3.1, by its own schema."""
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


async def test_every_route_is_documented(house, description) -> None:
    """What is served is what is described, and the other way round; each operation under its own id."""
    gateway = await house.open()
    served = {
        (route.resource.canonical, route.method)
        for route in gateway.application.router.routes()
        if route.method != "HEAD"
    }
    described = {
        (path, method.upper())
        for path, methods in description["paths"].items()
        for method in methods
        if method != "head"
    }
    assert served == described
    ids = [operation["operationId"] for path in description["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


def test_every_property_is_described(description) -> None:
    """Each property of each schema has a sentence, and no sentence is left of one that is gone."""
    schemas = description["components"]["schemas"]
    described = {
        name: set(schema["properties"]) for name, schema in schemas.items() if "properties" in schema
    }
    assert {name: set(sentences) for name, sentences in PROPERTIES.items()} == described


def test_every_word_of_a_vocabulary_is_explained(description) -> None:
    """The words in the schemas carry their meanings."""
    outcome = description["components"]["schemas"]["Outcome"]["properties"]["code"]
    assert set(outcome["enum"]) == set(outcome["x-enumDescriptions"])
    found = re.findall(r'"x-enumDescriptions"', msgspec.json.encode(description).decode())
    assert len(found) >= len(VOCABULARIES)


@pytest.mark.parametrize(
    ("operation", "status", "type"),
    [
        ("getFamilies", 200, FamilyAnswer),
        ("getFamilies", 300, Choice),
        ("getDossiers", 200, DossierAnswer),
        ("getCitations", 200, CitationsAnswer),
        ("getCitations", 300, Choice),
        ("getDocument", 200, DocumentOut),
        ("getNumbers", 200, NumbersAnswer),
        ("getOffices", 200, OfficesAnswer),
        ("getCoverages", 200, CoveragesAnswer),
    ],
)
def test_examples_are_answers(operation, status, type) -> None:
    """Each example reads as the type of its answer, strictly."""
    example = examples()[operation, status, "application/json"]
    assert msgspec.to_builtins(msgspec.convert(example, type)) == example


def test_every_json_answer_has_an_example(description) -> None:
    """And every example belongs to an answer."""
    asked = {
        (route.operation_id, told.status, media_type)
        for route in ROUTES
        for told in route.told
        if isinstance(told.body, type)
        for media_type in told.media_types
    }
    assert asked == set(examples())


async def test_the_pages_need_nothing_from_elsewhere(house) -> None:
    """No script, no foreign host, no inline style; what they link to is there, and the policy says so."""
    gateway = await house.open()
    front = await gateway.get("/docs")
    page = Page(front.body)
    assert not page.tags & {"script", "iframe", "img", "object", "style"}
    assert "default-src 'none'" in front.headers["Content-Security-Policy"]
    assert "unsafe" not in front.headers["Content-Security-Policy"]
    assert len(page.ids) == len(set(page.ids))
    for link in set(page.links):
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert link.startswith("/")
            assert (await gateway.get(link)).status == 200


async def test_the_page_tells_every_operation_schema_word_and_problem(house, description) -> None:
    """The same as the description for machines."""
    gateway = await house.open()
    page = Page((await gateway.get("/docs")).body)
    wanted = {op["operationId"] for methods in description["paths"].values() for op in methods.values()}
    wanted |= {f"schema-{name}" for name in description["components"]["schemas"]}
    wanted |= {f"problem-{code}" for code in PROBLEMS} | set(VOCABULARIES)
    assert wanted <= set(page.ids)
    body = (await gateway.get("/docs")).body.decode()
    for _, words in VOCABULARIES.values():
        assert all(f"<code>{word}</code>" in body for word in words)


@pytest.mark.parametrize("code", PROBLEMS)
async def test_the_type_of_a_problem_leads_to_its_explanation(house, code) -> None:
    """A page of its own for each code."""
    gateway = await house.open()
    page = await gateway.get(f"/docs/problems/{code}")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"HTTP {PROBLEMS[code].status}" in page.body.decode()


def test_the_guide_names_every_route_parameter_word_and_problem() -> None:
    """The guide for accessing offices leaves nothing out."""
    guide = GUIDE.read_text()
    for route in ROUTES:
        assert route.path in guide, route.path
        for parameter in route.parameters:
            assert f"`{parameter.name}`" in guide or f"`{parameter.name}=" in guide, parameter.name
        for field in route.fields:
            assert field.name in guide, field.name
    for code, explanation in PROBLEMS.items():
        assert f"| {explanation.status} | `{code}` |" in guide, code
    for anchor in ("outcome-codes", "availability", "categories", "directions", "member-status"):
        for word in VOCABULARIES[anchor][1]:
            assert f"`{word}`" in guide, word
