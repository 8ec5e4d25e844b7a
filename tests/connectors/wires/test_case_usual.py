"""A document list in its usual form is read faster, and says the same."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from connectors.case.documents import items_of, read_documents
from connectors.case.usual import UsualDoclistShape
from connectors.case.wire import DoclistShape
from connectors.errors import Malformed
from connectors.model import Document

_WORDS = """Claims| Claims |CLMS|pdf|PDF|original|Translated|incoming|en|EN-gb|..|2|02|-2|1.0|null|true| |"""
_TEXTS = st.sampled_from([*_WORDS.split("|"), "xx-\u200b", "\u202eslip", "a\nb", "x" * 64, "x" * 201])
_DAYS = st.sampled_from(
    ["2020-02-29", "2021-02-29", "20200229", "9999-12-31", "1500-01-01", "", "2020-2-9", "soon"]
)
_PLAIN = st.sampled_from([None, 0, 3, -1, 2.0, 10**15, True])
_ANY = st.one_of(_TEXTS, _DAYS, _PLAIN, st.lists(st.one_of(_TEXTS, st.none()), max_size=3))
_FORMS = st.one_of(
    st.none(),
    st.lists(
        st.fixed_dictionaries(
            {
                "documentRendition": st.fixed_dictionaries(
                    {},
                    optional={
                        "id": st.one_of(_TEXTS, _PLAIN),
                        "documentFormatCategory": _TEXTS,
                        "languageCode": st.one_of(_TEXTS, _PLAIN),
                        "documentLanguageSource": _TEXTS,
                    },
                )
            }
        ),
        max_size=3,
    ),
)


def _document(anything: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """A document; with ``anything`` in place of most values."""
    return st.fixed_dictionaries(
        {"id": st.one_of(st.sampled_from(["a", "b", "c-1", "", ".", "a b", "x" * 128, "x" * 129]), anything)},
        optional={
            "languageCode": anything,
            "documentName": anything,
            "documentDescription": anything,
            "documentFormatCategory": anything,
            "documentCodeCategory": anything,
            "documentDate": st.one_of(_DAYS, anything),
            "documentSizeQuantity": st.one_of(_PLAIN, anything),
            "documentPageQuantity": st.one_of(_PLAIN, anything),
            "documentLanguageSource": anything,
            "documentOrigin": anything,
            "documentGroupCategory": st.one_of(st.lists(_TEXTS, max_size=3), anything),
            "documentRenditionBag": _FORMS,
            "accessCategory": st.sampled_from(["public", "offices", "restricted", "", "PUBLIC"]),
            "accessOfficeBag": st.sampled_from([[], ["JP"], [{"ipOfficeCode": "kr"}], "JP", None]),
            "unheardOf": anything,
        },
    )


_LISTS = st.one_of(st.lists(_document(_TEXTS), max_size=4), st.lists(_document(_ANY), max_size=4))


def _read(body: bytes, shape: type[DoclistShape] | type[UsualDoclistShape]) -> tuple[object, ...]:
    count, shapes = items_of(msgspec.json.decode(body, type=shape))
    try:
        return count, read_documents(shapes, "AU"), read_documents(shapes, "AU", [True] * len(shapes))
    except Malformed as error:
        return count, str(error)


@given(_LISTS)
def test_what_has_the_usual_form_is_read_as_everything_is(documents: list[dict[str, object]]) -> None:
    """Whatever can be read in the usual form says exactly what it says when it is read as anything else."""
    body = json.dumps({"documentIncludedBag": [{"documentIncluded": one} for one in documents]}).encode()
    try:
        usual = _read(body, UsualDoclistShape)
    except msgspec.ValidationError:
        return
    assert usual == _read(body, DoclistShape)


def test_what_is_said_of_many_documents_is_held_once() -> None:
    """Documents of the same name and form share what says it, so that a long list takes little memory."""
    said = {
        "documentDescription": "Claims as filed",
        "documentCodeCategory": "CLMS",
        "documentDate": "2020-02-29",
    }
    bodies = [
        json.dumps({"documentIncludedBag": [{"documentIncluded": said | {"id": one}}]}).encode()
        for one in ("first", "second")
    ]
    one, other = [_one(body) for body in bodies]
    assert (one.id, other.id) == ("first", "second")
    assert one.title is other.title
    assert one.renditions is other.renditions


def _one(body: bytes) -> Document:
    _, shapes = items_of(msgspec.json.decode(body, type=UsualDoclistShape))
    (found,) = read_documents(shapes, "AU").documents
    return found


def test_long_texts_are_not_remembered() -> None:
    """A title that is longer than titles are, or a code, is read, and not kept beyond its list."""
    for said in ({"documentDescription": "x" * 201}, {"documentCodeCategory": "x" * 65}):
        body = json.dumps({"documentIncludedBag": [{"documentIncluded": said | {"id": "a"}}]}).encode()
        try:
            msgspec.json.decode(body, type=UsualDoclistShape)
        except msgspec.ValidationError:
            continue
        raise AssertionError(said)
