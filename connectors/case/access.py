"""Who may see something, as an answer says it: read so that nothing can widen it.

An unknown or misplaced word is the strictest. JSON decoders let the last of two equal keys win, and keys can
be written with escapes; so the body is compared with what was decoded, and only when they do not fit it is
read once more, slowly, to find the documents whose visibility was said more than once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from connectors.case.wire import AccessShape, OfficeItem
from connectors.errors import Malformed
from connectors.json_reading import escaped
from connectors.model import Access, Visibility, stricter
from connectors.scalars import office_code

STRICTEST = Access(visibility="none")
_WORDS: dict[str, Visibility] = {"public": "public", "offices": "offices", "restricted": "named"}
_CATEGORY = "accessCategory"
_KEYS = (_CATEGORY, "accessOfficeBag")
_WRITTEN_KEYS = tuple(f'"{key}"'.encode() for key in _KEYS)
_WEIGHTY = (*_KEYS, "publicationDate")
"""The public may know of an application once it is published: a date decides like a visibility word."""
Said = tuple[int, int]
"""How many categories and how many bags of offices were decoded."""
_CONFLICT = "conflicting statements"
_TWICE = "bad_payload: who may see something is said twice, and differently"


def read_access(shape: AccessShape) -> Access | None:
    """What is said of one document, member or outcome; ``None`` when nothing is."""
    category, bag = shape.access_category, shape.access_office_bag
    unsaid = isinstance(category, UnsetType) or category is None or category == ""
    if isinstance(bag, UnsetType) or bag is None or bag == "" or bag == []:
        offices: tuple[str, ...] = ()
    else:
        offices = _offices(bag)
        if unsaid or category in ("public", "offices"):
            return Access(visibility="named", offices=offices)
    if unsaid:
        return None
    visibility = _WORDS.get(category) if type(category) is str else None
    if visibility is None:
        return STRICTEST
    return Access(visibility=visibility, offices=offices)


def _offices(bag: object) -> tuple[str, ...]:
    """The offices of a bag, in its order; what is no office code counts for nobody."""
    items = bag if isinstance(bag, list) else [bag]
    codes = (office_code(item.ip_office_code if isinstance(item, OfficeItem) else item) for item in items)
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def both(one: Access | None, other: Access | None) -> Access | None:
    """What holds when a document is listed twice: the stricter, and of named offices the common ones."""
    if one is None or other is None:
        return one or other
    visibility = stricter(one.visibility, other.visibility)
    if one.visibility == other.visibility == "named":
        return Access(
            visibility="named", offices=tuple(code for code in one.offices if code in other.offices)
        )
    return one if one.visibility == visibility else other


def doubted(
    body: bytes, documents: Sequence[AccessShape], others: Sequence[AccessShape] = ()
) -> list[bool] | None:
    """For each document of a list, whether its visibility was said more than once; ``None``: none of them.

    ``others`` is everything else in the answer that says one.

    Raises:
        Malformed: the exact reading, when it is needed, is impossible, or what is doubtful is no document.
    """
    if _plain(body, documents, others):
        return None
    read = _exactly(body)
    bag = read.get("documentIncludedBag")
    items = [
        item
        for item in (bag if isinstance(bag, list) else [bag])
        if isinstance(item, dict) and isinstance(item.get("documentIncluded"), dict)
    ]
    if any(_marked(read.get(name)) for name in ("outcomeBag", "provenanceBag")):
        raise Malformed(_TWICE)
    if read.get(_CATEGORY) == _CONFLICT or len(items) != len(documents):
        return [True] * len(documents)
    return [_CONFLICT in (item.get(_CATEGORY), item["documentIncluded"].get(_CATEGORY)) for item in items]


def undoubted(body: bytes, shapes: Sequence[AccessShape], decoded: Mapping[str, int] | None = None) -> None:
    """Nothing, when whatever an answer says about visibility is said once.

    ``decoded`` are further properties that decide who may see something, with how often each was decoded.

    Raises:
        Malformed: something is said twice and differently.
    """
    plain = all(body.count(f'"{key}"'.encode()) == count for key, count in (decoded or {}).items())
    if not (plain and _plain(body, shapes)) and _marked(_exactly(body)):
        raise Malformed(_TWICE)


def said(shapes: Sequence[AccessShape]) -> Said:
    """How many statements were decoded."""
    return (
        sum([one.access_category is not UNSET for one in shapes]),
        sum([one.access_office_bag is not UNSET for one in shapes]),
    )


def all_said(body: bytes, decoded: Said, others: Sequence[AccessShape]) -> bool:
    """Whether these and what ``others`` say are all that the body holds, so that none hid another."""
    beside = said(others)
    return not escaped(body) and _written(body) == (decoded[0] + beside[0], decoded[1] + beside[1])


def _plain(body: bytes, *shapes: Sequence[AccessShape]) -> bool:
    if escaped(body):
        return False
    written = _written(body)
    return written == (0, 0) or written == tuple(map(sum, zip(*map(said, shapes), strict=True)))


def _written(body: bytes) -> Said:
    """How many statements are written, whether or not another hides them."""
    categories, bags = (body.count(key) for key in _WRITTEN_KEYS)
    return categories, bags


def _exactly(body: bytes) -> dict[str, Any]:
    """The answer read slowly, objects that say something twice and differently marked."""
    try:
        read = json.loads(body, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise Malformed("bad_payload: the answer cannot be read") from None
    return read if isinstance(read, dict) else {}


def _marked(value: object) -> bool:
    """Whether an object in here is marked."""
    if isinstance(value, dict):
        return value.get(_CATEGORY) == _CONFLICT or any(map(_marked, value.values()))
    return isinstance(value, list) and any(map(_marked, value))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; where what decides a visibility, or may hold it, stands twice, it is marked."""
    read = dict(pairs)
    if len(read) != len(pairs):
        seen: dict[str, Any] = {}
        for key, value in pairs:
            weighty = (
                key in _WEIGHTY or isinstance(value, dict | list) or isinstance(seen.get(key), dict | list)
            )
            if key in seen and weighty and seen[key] != value:
                read[_CATEGORY] = _CONFLICT
            seen[key] = value
    return read
