"""Everything that is no answer has one form, and says which, why, and whose side failed."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from structlog.testing import capture_logs

import gateway
from gateway.web.explanations import PROBLEMS
from gateway.web.problems import Problem

ROOT = Path(gateway.__file__).parent
API = "/api/v1"


def problem(answer) -> Problem:
    """The problem of an answer, checked in form: every member, the right media type, an explained code."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    found = msgspec.json.decode(answer.body, type=Problem)
    assert set(msgspec.json.decode(answer.body)) == {
        "type", "title", "status", "detail", "code", "failedAt", "correlationId",
    }  # fmt: skip
    assert found.status == answer.status
    assert found.correlation_id == answer.headers["Correlation-ID"]
    assert PROBLEMS[found.code].status == answer.status
    assert found.type == f"/docs/problems/{found.code}"
    assert found.detail
    return found


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/families", "parameter-missing", ["number is missing", "EP 1000000"]),
        ("/families?nummer=1&number=1", "parameter-unknown", ["'nummer'", "Did you mean number?"]),
        ("/families?number=1&number=2", "parameter-repeated", ["number is given more than once"]),
        ("/families?number=EP1&type=aplication", "parameter-invalid", ["type", "did you mean application?"]),
        ("/families?number=EP1&scope=wide", "parameter-invalid", ["scope", "simple, extended"]),
        ("/families?number=EP1&year=98", "parameter-invalid", ["year", "'98'", "four digits"]),
        ("/families?number=EP1&year=%D9%A1%D9%A9%D9%A9%D9%A9", "parameter-invalid", ["year"]),
        ("/families?number=EP1&office=XQ", "parameter-invalid", ["office", "'XQ'", "ST.3"]),
        ("/families?number=EP1&office=", "parameter-invalid", ["office"]),
        ("/families?number=EP1&confidential=yes", "parameter-invalid", ["confidential", "true nor false"]),
        ("/families?number=EP1&confidential=TRUE", "parameter-invalid", ["confidential"]),
        ("/families?number=FR.1.A&type=application&confidential=true", "confidential-nobody", ["FR"]),
        ("/dossiers", "parameter-missing", ["application is missing"]),
        ("/dossiers?application=EP.1.A&year=1999", "parameter-unknown", ["'year'", "application"]),
        ("/documents/x?a=1", "parameter-unknown", ["confidential"]),
        ("/documents/x/content?renditon=1", "parameter-unknown", ["Did you mean rendition?"]),
        ("/numbers?number=1", "parameter-unknown", ["text"]),
        ("/offices?office=EP", "parameter-unknown", ["'office'"]),
    ],
)
async def test_a_wrong_parameter_is_named_with_the_reason(house, path, code, words) -> None:
    """400 that says which parameter, why, and what was probably meant; nobody is asked."""
    gateway = await house.open()
    found = problem(await gateway.get(API + path))
    assert (found.status, found.code, found.failed_at) == (400, code, "client")
    for word in words:
        assert word in found.detail
    assert house.ep.asked == house.nl.asked == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "EP\x00123", "hello", "-", "9" * 10_000, "EP" * 5_000, "٣" * 5_000, "😀", "😀" * 200,
     "\u202eEP", "רגדאב 12", "\ufffd", "%s%n", "'; drop table", "<script>", "../../etc/passwd", "\r\nX: y"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["/families?number=", "/numbers?text=", "/dossiers?application="])
async def test_a_text_that_is_no_number_is_400(house, where, text) -> None:
    """Empty, huge, NUL, right-to-left, emoji: each a clear sentence, bounded, and no office is asked."""
    gateway = await house.open()
    answer = await gateway.get(API + where + quote(text))
    found = problem(answer)
    assert (found.status, found.code) == (400, "number-unreadable")
    assert len(found.detail) < 600
    assert house.ep.asked == house.nl.asked == []


async def test_a_request_line_beyond_all_bounds_is_414(house) -> None:
    """10,000 emoji are 120,000 bytes in a URL."""
    gateway = await house.open()
    found = problem(await gateway.get(API + "/families?number=" + quote("😀" * 10_000)))
    assert (found.status, found.code) == (414, "target-too-long")


async def test_header_fields_beyond_all_bounds_are_431(house) -> None:
    """One that is too long, and too many."""
    gateway = await house.open()
    long = await gateway.get("/livez", X_Long="x" * 20_000)
    many = await gateway.get("/livez", **{f"X_{n}": "x" for n in range(150)})
    assert problem(long).code == problem(many).code == "header-fields-too-large"


@pytest.mark.parametrize(
    "path", ["/offices", "/families?number=EP.99203729.A", "/numbers?text=EP.1.A", "/dossiers"]
)
@pytest.mark.parametrize("credentials", ["Bearer wrong", "Basic YTpi", "Bearer", "Bearer a b", ""])
async def test_bad_credentials_are_401(house, path, credentials) -> None:
    """Before anything else is looked at; with the scheme that is wanted."""
    gateway = await house.open()
    answer = await gateway.get(API + path, Authorization=credentials)
    assert problem(answer).code == "unauthorised"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="casegate", error="invalid_token"'


async def test_a_closed_gateway_wants_credentials(house, au_key) -> None:
    """Without any, 401 says what to send; operations stay open."""
    house.anonymous = False
    gateway = await house.open()
    answer = await gateway.get(API + "/offices")
    assert problem(answer).status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="casegate"'
    assert (await gateway.get(API + "/offices", au_key)).status == 200
    for path in ("/livez", "/readyz", "/openapi.json", "/docs"):
        assert (await gateway.get(path)).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/api/v1", "/api/v1/families/", "/api/v2/families", "/docs/problems/none", "/x%00"]
)
async def test_an_unknown_path_is_404(house, path) -> None:
    """With where to look."""
    gateway = await house.open()
    found = problem(await gateway.get(path))
    assert (found.code, found.failed_at) == ("no-such-route", "client")
    assert "/docs" in found.detail


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
async def test_another_method_is_405_with_allow(house, method) -> None:
    """Everything is read by GET or HEAD."""
    gateway = await house.open()
    answer = await gateway.get(API + "/families?number=1", method=method)
    assert problem(answer).code == "method-not-allowed"
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "accept", ["text/html", "application/pdf, image/*", "application/json;q=0", "application/problem+json"]
)
async def test_no_acceptable_form_is_406(house, accept) -> None:
    """The forms that there are stand in the sentence."""
    gateway = await house.open()
    found = problem(await gateway.get(API + "/families?number=EP.99203729.A", Accept=accept))
    assert found.code == "not-acceptable"
    assert "application/x-ndjson" in found.detail


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"Requestor_Id": "two words"}, "Requestor-Id"),
        ({"Requestor_Id": "x" * 129}, "Requestor-Id"),
        ({"Requestor_Role": "1"}, "Requestor-Role"),
        ({"Requestor_Role": "r" * 65}, "Requestor-Role"),
    ],
)
async def test_a_wrong_requestor_is_named(house, fields, name) -> None:
    """One bounded token each."""
    gateway = await house.open()
    found = problem(await gateway.get(API + "/offices", **fields))
    assert found.code == "header-invalid"
    assert name in found.detail


async def test_a_large_body_is_413_and_a_small_one_is_passed_over(house) -> None:
    """No route takes one."""
    gateway = await house.open()
    async with gateway.session.get(gateway.url + "/livez", data=b"x" * 100_000) as answer:
        assert answer.status == 413
        assert msgspec.json.decode(await answer.read(), type=Problem).code == "content-too-large"
    async with gateway.session.get(gateway.url + "/livez", data=b"x") as answer:
        assert answer.status == 200


async def test_what_was_not_foreseen_is_500_and_one_event(house) -> None:
    """The answer says nothing of it; the log says all, once, under the same id."""

    def broken(*_: object) -> None:
        raise RuntimeError("a secret detail")

    house.clock.now = broken
    gateway = await house.open()
    with capture_logs() as logs:
        answer = await gateway.get(API + "/families?number=EP.99203729.A", Correlation_ID="abc")
    found = problem(answer)
    assert (found.code, found.failed_at, found.correlation_id) == ("internal", "gateway", "abc")
    assert b"secret" not in answer.body
    assert [(e["event"], e["route"]) for e in logs] == [("request_failed", "/api/v1/families")]


async def test_retry_after_says_when_to_come_back(house) -> None:
    """In whole seconds, when an office has said so."""
    from connectors.errors import Throttled

    house.ep.families = house.nl.families = {"EP.1.A": Throttled("slow down", retry_after=6.2)}
    gateway = await house.open()
    answer = await gateway.get(API + "/families?number=EP.1.A&type=application")
    assert problem(answer).status == 502
    assert answer.headers["Retry-After"] == "7"


def codes_in_the_code() -> set[str]:
    """Every problem code that is written where errors are raised."""
    found = set()
    rooms = [
        ROOT / "errors.py",
        *(
            path
            for room in ("audit", "identity", "limits", "registrations")
            for path in ROOT.glob(f"{room}/**/*.py")
        ),
        *ROOT.glob("questions/*.py"),
        *ROOT.glob("web/*.py"),
    ]
    for path in rooms:
        if path.name.endswith("examples.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "code":
                        found.add(ast.literal_eval(line.value))
    return found


def test_every_problem_code_is_explained() -> None:
    """No code is raised that is not explained, and none is explained that is never raised."""
    assert codes_in_the_code() | {"internal"} == set(PROBLEMS)
