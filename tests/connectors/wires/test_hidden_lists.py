"""Of equal keys a decoder lets the last win: no list disappears behind another."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.case.citing import parse_citations
from connectors.case.parse import parse_doclist, parse_family
from connectors.errors import Malformed
from connectors.global_dossier import citing as global_citing
from connectors.global_dossier import parse as global_dossier
from connectors.json_reading import check_nothing_hidden, escaped, hidden
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.opd import parse as opd
from connectors.remembered import Remembered

AU, US = ApplicationNumber("AU", "2015500001"), ApplicationNumber("US", "201816123456")
MEMBER = '{"patentFamilyMember":{"applicationIdentification":{"applicationNumber":'
MEMBER += '{"ipOfficeCode":"AU","applicationNumberText":"%s"}}}}'
NUMBER = '{"application-number":{"document-number":"JP.2015500001.A"}}'
HUB = '{"result":{"statusCode":"100","data":%s}}'

WIRES: dict[str, tuple[Callable[[bytes], object], str, str, str]] = {
    "a document list": (
        lambda body: parse_doclist(body, AU),
        '{"documentIncludedBag":[{"documentIncluded":{"id":"a"}}]}',
        '"documentIncludedBag"', '[{"documentIncluded":{"id":"b"}}]',
    ),
    "a list that was passed on": (
        lambda body: parse_doclist(body, AU, Remembered()),
        '{"provenanceBag":[],"documentIncludedBag":[{"documentIncluded":{"id":"a"}}]}',
        '"documentIncludedBag"', '[{"document":{"id":"b"}}]',
    ),
    "a family": (
        parse_family, '{"patentFamilyMemberBag":[%s]}' % (MEMBER % "2015500001"),
        '"patentFamilyMemberBag"', "[%s]" % (MEMBER % "2015500002"),
    ),
    "a family that is remembered": (
        lambda body: parse_family(body, Remembered()),
        '{"patentFamilyMemberBag":[%s]}' % (MEMBER % "2015500001"),
        '"patentFamilyMemberBag"', "[%s]" % (MEMBER % "2015500002"),
    ),
    "citations": (
        lambda body: parse_citations(body, AU), '{"referenceCitationBag":[]}',
        '"referenceCitationBag"', '[{"nplCitation":{"nplCitationText":"A book"}}]',
    ),
    "a hub's document list": (
        lambda body: opd.parse_doc_list(body, AU, 0),
        HUB % '{"document-list-data":{"document-lists":{"document-list":[]}}}',
        '"document-list"', '[{"original":{"@id":"a"}}]',
    ),
    "a hub's data": (
        lambda body: opd.parse_doc_list(body, AU, 0), HUB % '{"document-list-data":{}}',
        '"data"', '{"document-list-data":{"document-lists":{"document-list":[{"original":{"@id":"a"}}]}}}',
    ),
    "a hub's family": (
        lambda body: opd.parse_family_list(body, 0),
        HUB % f'{{"family-list-data":{{"family-lists":{{"family-list":[{NUMBER}]}}}}}}',
        '"family-lists"', '{"family-list":[{"application-number":{"document-number":"US.1.A"}}]}',
    ),
    "Global Dossier's documents": (
        lambda body: global_dossier.parse_document_list(body, US), '{"docs":[{"docId":"a"}]}',
        '"docs"', '[{"docId":"b"}]',
    ),
    "Global Dossier's family": (
        lambda body: global_dossier.parse_family(body, Number("application", "US", "201816123456", "A")),
        '{"list":[{"appNum":"16123456","countryCode":"US","kindCode":"A","docList":{"docs":[]}}]}',
        '"list"', '[{"appNum":"16123457","countryCode":"US","kindCode":"A"}]',
    ),
    "a list within it": (
        lambda body: global_dossier.parse_family(body, Number("application", "US", "201816123456", "A")),
        '{"list":[{"appNum":"16123456","countryCode":"US","kindCode":"A","docList":{"docs":[]}}]}',
        '"docList"', '{"docs":[{"docId":"a"}]}',
    ),
    "Global Dossier's citations": (
        lambda body: global_citing.parse_citations(body, US), '{"citationList":[]}',
        '"citationList"', '[{"text":"A book"}]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("wire", WIRES)
def test_a_list_behind_another_is_no_answer(wire: str) -> None:
    """Plainly or behind escapes: the whole answer is malformed. What hides nothing is read."""
    parse, body, key, list = WIRES[wire]
    parse(body.encode())
    plain = body.replace(key, f"{key}:{list},{key}", 1)
    behind = body.replace(key, f'"\\u00{ord(key[1]):x}{key[2:]}:{list},{key}', 1)
    for spoilt in (plain, behind):
        assert len(json.loads(spoilt)) == len(json.loads(body))
        with pytest.raises(Malformed, match="twice"):
            parse(spoilt.encode())
    parse(body.replace(key, f"{key}:null,{key}", 1).encode())


def test_a_text_that_looks_like_a_key_is_no_list() -> None:
    """Bytes alone decide nothing: they only tell when to look."""
    body = b'{"documentIncludedBag":[{"documentIncluded":{"id":"a","documentName":"documentIncludedBag"}}]}'
    assert len(parse_doclist(body, AU).documents) == 1
    assert hidden(b'{"a":"list","list":[1]}', {"list": 1}) == {}


def test_it_is_looked_at_exactly_only_when_the_bytes_ask_for_it() -> None:
    """An answer that holds no more than was decoded is not read again, not even whether it can be."""
    assert hidden(b'{"list":[1]', {"list": 1}) == {}
    with pytest.raises(Malformed):
        hidden(b'{"list":[1],"list":[2]', {"list": 1})
    assert (escaped(rb'{"t":"\u00e9 \\ \n"}'), escaped(rb'{"\u006cist":[]}')) == (False, True)


class Pairs(tuple[tuple[str, object], ...]):
    """An object as it is written, equal keys and all."""


KEYS = ("list", "row", "x")
VALUES = st.recursive(
    st.none() | st.integers(0, 2),
    lambda inner: (
        st.lists(inner, max_size=2) | st.lists(st.tuples(st.sampled_from(KEYS), inner), max_size=3).map(Pairs)
    ),
    max_leaves=8,
)


def written(value: object) -> str:
    """JSON with equal keys as they are."""
    if isinstance(value, Pairs):
        return "{" + ",".join(f'"{key}":{written(one)}' for key, one in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


def passed_over(value: object) -> bool:
    """Whether a list or object with something in it stands before another value of its key."""
    if isinstance(value, Pairs):
        last = {key: json.loads(written(one)) for key, one in value}
        before = [(key, json.loads(written(one))) for key, one in value if one and not isinstance(one, int)]
        return any(one != last[key] for key, one in before) or any(passed_over(one) for _, one in value)
    return isinstance(value, list) and any(map(passed_over, value))


@given(VALUES)
def test_whatever_is_passed_over_is_found(value: object) -> None:
    """By any key that leads to rows, wherever it stands."""
    body = written(value).encode()
    if not passed_over(value):
        check_nothing_hidden(body, {})
    else:
        with pytest.raises(Malformed, match="twice"):
            check_nothing_hidden(body, dict.fromkeys(KEYS, 0))
