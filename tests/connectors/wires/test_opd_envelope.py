"""The OPD-API's envelopes: status first, both forms alike, and no XML that reaches out or blows up."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from connectors.errors import (
    CredentialsRejected,
    Malformed,
    NotHeld,
    PartlyThrottled,
    ServerFault,
    Throttled,
)
from connectors.opd.connector import explain
from connectors.opd.encode import encode_error
from connectors.opd.envelope import (
    NothingThere,
    NotUnderstood,
    leaf,
    many,
    open_envelope,
    peek_status,
    rows_of,
    within,
)
from connectors.opd.parse import family_of
from connectors.reply import Reply

NOON_IN_TOKYO = 1_700_017_200.0  # 2023-11-15 12:00 JST
NAME = "family-list-data"


def xml(inner: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', status: str = "100") -> bytes:
    """An XML envelope."""
    body = f"<statusCode>{status}</statusCode><errorMessage/><remainAccessCount>9</remainAccessCount>{inner}"
    return f'{head}<api-data xmlns="https://www.jpo.go.jp">{body}</api-data>'.encode()


def opened(body: bytes) -> dict:
    """The family list in an answer."""
    return open_envelope(body, NAME, NOON_IN_TOKYO)


STATUSES = {
    "107": (NotHeld, None),
    "108": (NotHeld, None),
    "111": (NotHeld, None),
    "203": (PartlyThrottled, 12 * 3600.0),
    "204": (NotUnderstood, None),
    "208": (NotUnderstood, None),
    "210": (CredentialsRejected, None),
    "212": (CredentialsRejected, None),
    "301": (NothingThere, None),
    "302": (ServerFault, None),
    "303": (Throttled, None),
    "400": (NotUnderstood, None),
    "999": (ServerFault, None),
    "555": (Malformed, None),
}


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("status", STATUSES)
def test_each_status_code_in_either_envelope(status, form):
    """The hub's own status decides, whatever the form; the daily limit ends at midnight in Japan."""
    kind, wait = STATUSES[status]
    body = encode_error(status, "秘密 <secret>", form=form)
    with pytest.raises(kind) as caught:
        opened(body)
    assert type(caught.value) is kind
    assert caught.value.retry_after == wait
    assert "secret" not in caught.value.detail
    error = explain(lambda: NOON_IN_TOKYO)(Reply(200, {}, body))
    assert type(error) is kind


def test_success_is_explained_by_nobody():
    """Status 100, and answers that are no envelope, leave the word to HTTP and to the reader."""
    told = explain(lambda: NOON_IN_TOKYO)
    assert told(Reply(200, {}, xml("<family-list-data/>"))) is None
    assert told(Reply(200, {}, b"<html>busy</html>")) is None
    assert type(told(Reply(503, {}, b"<html>busy</html>"))) is ServerFault
    assert peek_status(b"x" * 5000 + b"<statusCode>210</statusCode>") is None


def test_both_envelopes_give_one_tree():
    """Attributes, repeats, empty elements and text are found in the same places."""
    inner = (
        '<family-list-data><family-lists><family-list id="1"><a>x</a><a> y </a></family-list>'
        "<family-list/></family-lists></family-list-data>"
    )
    lists = [{"@id": "1", "a": ["x", " y "]}, None]
    same = {"result": {"statusCode": "100", "data": {NAME: {"family-lists": {"family-list": lists}}}}}
    assert opened(xml(inner)) == opened(json.dumps(same).encode())
    rows = many(within(opened(xml(inner)), "family-lists", "family-list"))
    assert [leaf(one) for one in many(rows[0]["a"])] == ["x", "y"]
    assert leaf(within(rows[0], "@id")) == "1"


@pytest.mark.parametrize(
    ("node", "found"), [(None, []), ("", []), ({}, [{}]), ([{}, None, {}], [{}, {}]), ("x", ["x"])]
)
def test_objects_and_lists_are_read_alike(node, found):
    """One where several may stand, several where one is expected."""
    assert many(node) == found


def test_an_empty_element_is_an_empty_answer():
    """``<family-list-data/>`` with status 100 lists nothing."""
    assert opened(xml("<family-list-data/>")) == {}


LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
BOMB = f'<!DOCTYPE a [<!ENTITY e0 "ha">{LEVELS}'
HOSTILE = {
    "X01 billion laughs": xml("<family-list-data>&e8;</family-list-data>", head=BOMB + "]>"),
    "X04 external entity": xml("&x;", head='<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]>'),
    "X05 external DTD": xml("<family-list-data/>", head='<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">'),
    "X05 parameter entity": xml("", head='<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'),
    "lower-case doctype": xml("<family-list-data/>", head="<!doctype a>"),
    "undefined entity": xml("<family-list-data><a>&x;</a></family-list-data>"),
    "X08 depth": xml("<family-list-data>" + "<a>" * 100_000 + "</a>" * 100_000 + "</family-list-data>"),
    "X11 evil namespace": xml('<family-list-data xmlns="https://evil.example"/>'),
    "X11 evil root": b'<api-data xmlns="https://evil.example"><statusCode>100</statusCode></api-data>',
    "X11 no namespace": b"<api-data><statusCode>100</statusCode><family-list-data/></api-data>",
    "X13 page": b"<!DOCTYPE html><html><body>Log in</body></html>",
    "X13 page without doctype": b"\n<HTML><body/></HTML>",
    "cut off": xml("<family-list-data/>")[:-5],
    "UTF-16": xml("<family-list-data/>").decode().encode("utf-16"),
    "Shift-JIS": xml("<family-list-data><a>特許</a></family-list-data>").decode().encode("shift_jis"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
    "NUL": xml("<family-list-data>\0</family-list-data>"),
    "empty": b"",
    "text": b"busy",
    "no status": xml("<family-list-data/>", status=""),
    "another element": xml("<document-list-data/>"),
    "data is text": xml("<family-list-data>none</family-list-data>"),
    "JSON of another kind": b'{"error": 1}',
    "JSON null": b"null",
    "JSON depth": b'{"result":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "JSON NaN": b'{"result": {"statusCode": "100", "data": NaN}}',
    "JSON cut off": b'{"result": {"statusCode": "100"',
    "JSON data is a list": b'{"result": {"statusCode": "100", "data": []}}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_envelope_is_malformed(name):
    """DOCTYPEs, foreign namespaces, pages, other encodings, depth and damage are refused."""
    with pytest.raises(Malformed):
        opened(HOSTILE[name])


def test_instructions_and_schema_hints_are_ignored():
    """A stylesheet and a schema location lead nowhere (X07)."""
    inner = (
        '<family-list-data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="https://www.jpo.go.jp http://127.0.0.1/x.xsd"><a>1</a></family-list-data>'
    )
    body = xml(inner, head='<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1/x.xsl"?>')
    assert opened(body)["a"] == "1"


def test_a_comment_cuts_no_text():
    """Text around a comment is one text (X11), and foreign elements are not there."""
    body = xml('<family-list-data><a>pub<!-- x -->lic</a><a xmlns="urn:evil">secret</a></family-list-data>')
    assert opened(body) == {"a": "public"}


def test_an_office_may_declare_what_it_likes():
    """UTF-8 is read whatever the declaration says."""
    head = '<?xml version="1.0" encoding="Shift_JIS"?>'
    assert opened(xml("<family-list-data><a>特許</a></family-list-data>", head=head)) == {"a": "特許"}


if "CASEGATE_PAYLOADS" in os.environ:
    FOLDER = Path(os.environ["CASEGATE_PAYLOADS"])
    RECORDED = sorted((FOLDER / "jpo_api" / "official_examples").glob("ERR_*.json"))

    @pytest.mark.parametrize("path", RECORDED, ids=[path.stem for path in RECORDED])
    def test_recorded_errors(path):
        """The office's own examples of errors, each with the kind of its status code."""
        kind = STATUSES[path.stem.rpartition("status")[2]][0]
        error = explain(lambda: NOON_IN_TOKYO)(Reply(200, {}, path.read_bytes()))
        assert type(error) is kind
        with pytest.raises(kind):
            opened(path.read_bytes())

    def test_recorded_family_fragments():
        """Fragments of recorded families: one item or several, publications and registrations."""
        told = json.loads((FOLDER / "jpo_opd" / "opd_fragments_from_doctests.json").read_text("utf-8"))
        found = [
            family_of(many(within(group, "family-items", "family-item")))
            for name, group in told.items()
            if isinstance(group, dict) and "family-items" in group
        ]
        read = {
            one.number.docdb: [(p.office, p.number, p.kind) for p in one.publications]
            for family in found
            for one in family.members
        }
        assert read == {
            "US.201314768239.A": [("US", "2015378098", "A1"), ("US", "9459406", "B2")],
            "JP.2014560041.A": [("JP", "2015508823", "A"), ("JP", "6249966", "B2")],
            "JP.2017152743.A": [("JP", "2018008995", "A"), ("JP", "6322325", "B2")],
            "JP.2018070806.A": [("JP", "2018118993", "A"), ("JP", "6553236", "B2")],
        }


@pytest.mark.parametrize("node", ["AU", 7, True, None, [], ["AU"], {"lists": "AU"}, {"lists": [None, "AU"]}])
def test_what_stands_where_a_list_belongs_is_never_followed_blindly(node: object) -> None:
    """Whatever a hub writes there, it has no rows: nothing fails but the answer."""
    assert rows_of(node, "lists", "row") == []
    assert rows_of({"lists": {"row": [node]}}, "lists", "row") == many([node])
