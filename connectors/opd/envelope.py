"""Opens an answer of the OPD-API: XML or JSON envelope to one plain tree, its status read first.

Business outcomes come with HTTP status 200, so the status inside counts. The tree is the same for both
envelopes: an object for each element, attributes under ``@name``, repeated elements as a list; documents that
describe one thing as an object or as a list of one are read alike with ``many``. Elements of other namespaces
are not there.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml import etree

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NotHeld,
    PartlyThrottled,
    ServerFault,
    Throttled,
)
from connectors.json_reading import HIDDEN, check_nothing_hidden, decode
from connectors.opd.vocabulary import NAMESPACE, OK
from connectors.xml_reading import read_xml

Tree = dict[str, Any]


class NothingThere(Malformed):
    """Somebody is there, and nothing at this path: more likely a wrong URL than a hub without this operation.

    ``said`` is what says so, for the requester.
    """

    def __init__(self, said: str) -> None:
        super().__init__(f"no_such_path: the hub has nothing there ({said}); is the provider's url right?")


class NotUnderstood(Malformed):
    """The hub cannot read the question, which settles nothing about the number; ``said`` is what says so."""

    def __init__(self, said: str) -> None:
        super().__init__(f"bad_request: the hub cannot read the question ({said}), so it is not answered")


_STATUS = re.compile(rb"""statusCode"?\s*(?:>|:\s*"?)\s*([0-9]{3})\s*["<,}]""")
_ANY: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
_ONCE = dict.fromkeys(
    (
        "result", "data", "family-list-data", "family-lists", "family-list", "families", "document-list-data",
        "document-lists", "document-list", "citation-and-classification-data", "citation",
    ),
    1,
)  # fmt: skip
"""What an answer in JSON holds once, and all else in it."""
_HEAD_BYTES = 2048
_PREFIX = f"{{{NAMESPACE}}}"
_PREFIX_LENGTH = len(_PREFIX)
_MAX_ATTRIBUTES = 100
"""The hub's elements have one or two; reading n of one element takes n squared steps."""
_JST_SECONDS = 9 * 3600
_DAY_SECONDS = 86_400


def open_envelope(body: bytes, name: str, now: float, whole: str | None = None) -> Tree:
    """The element ``name`` (``family-list-data`` ...) of an answer with status 100; ``now`` is Unix time.

    In XML an element that is called ``whole`` and holds anything stands in the tree as it is.

    Raises:
        ConnectorError: the status inside is another one.
        Malformed: no envelope, no such element, or nothing that may be read.
    """
    plain = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain[:1] == b"<":
        envelope = _xml(plain, whole)
        data: object = envelope
    else:
        envelope = _json(plain)
        data = envelope.get("data")
    status = leaf(envelope.get("statusCode"))
    if status is None:
        raise Malformed("bad_payload: the answer says no status")
    if status != OK:
        raise status_error(status, now)
    found = data.get(name) if isinstance(data, dict) else None
    if found is None and isinstance(data, dict) and name in data:
        return {}
    if not isinstance(found, dict):
        raise Malformed(f"bad_payload: the answer holds no {name}")
    return found


def peek_status(body: bytes) -> str | None:
    """The status that the head of an answer seems to carry: cheap, to tell errors from all else."""
    found = _STATUS.search(body, 0, _HEAD_BYTES)
    return found[1].decode("ascii") if found else None


def status_error(status: str, now: float) -> ConnectorError:
    """The error for a status code other than 100 (JPO handbook, list of status codes).

    A question that the hub cannot read (204, 208, 400) is no word on whether it holds the number. The day's
    requests (203) are counted for each operation by itself.
    """
    match status:
        case "107":
            return NotHeld("no_data: the hub has nothing for this number")
        case "108":
            return NotHeld("no_content: the hub has no content of this document")
        case "111":
            return NotHeld("out_of_scope: the number is outside what the hub provides")
        case "203":
            return PartlyThrottled(
                "daily_limit: used up for this kind of question until midnight in Japan",
                retry_after=_until_midnight(now),
            )
        case "204" | "208" | "400":
            return NotUnderstood(f"status {status}")
        case "210" | "212":
            return CredentialsRejected(f"auth_failed: the hub answered status {status}")
        case "301":
            return NothingThere("status 301")
        case "302":
            return ServerFault("upstream_timeout: the hub's own source did not answer in time (status 302)")
        case "303":
            return Throttled("crowded: the hub asks to come back later (status 303)")
        case "999":
            return ServerFault("server_fault: the hub answered status 999")
    return Malformed("bad_payload: the hub answered a status that is not in its list")


def rows_of(tree: object, lists: str, row: str) -> list[Any]:
    """The rows of the one list that an answer, or a part of it, holds.

    Raises:
        Malformed: there are several lists.
    """
    return many(within(only(tree, lists), row))


def only(tree: object, name: str) -> object:
    """What stands under a name that may stand once.

    Raises:
        Malformed: it stands several times, and one would hide the others.
    """
    node = within(tree, name)
    if isinstance(node, list):
        if len(many(node)) > 1:
            raise Malformed(HIDDEN)
        return node[0] if node else None
    return node


def many(node: object) -> list[Any]:
    """What stands at a place where several may stand, whether one, several or none."""
    if isinstance(node, list):
        return [one for one in node if one is not None]
    return [] if node is None or node == "" else [node]


def within(node: object, *names: str) -> object:
    """The node at the end of a path of objects, ``None`` when it breaks off; of several the first."""
    for name in names:
        first = node[0] if isinstance(node, list) and node else node
        node = first.get(name) if isinstance(first, dict) else None
    return node


def leaf(node: object) -> str | None:
    """The text of a node, ``None`` when it has none."""
    if type(node) is str:
        return node.strip() or None
    if isinstance(node, list):
        node = node[0] if node else None
    if isinstance(node, dict):
        node = node.get("#text")
    if type(node) is int:
        return str(node)
    return node.strip() or None if type(node) is str else None


def _until_midnight(now: float) -> float:
    """Seconds until the hub's daily counters start again, 00:00 Japan Standard Time."""
    return _DAY_SECONDS - (now + _JST_SECONDS) % _DAY_SECONDS


def _json(body: bytes) -> Tree:
    result = decode(body, _ANY)
    check_nothing_hidden(body, _ONCE)
    envelope = result.get("result") if isinstance(result, dict) else None
    if not isinstance(envelope, dict):
        raise Malformed("bad_payload: the answer is not in the hub's envelope")
    return envelope


def _xml(body: bytes, whole: str | None) -> Tree:
    root = read_xml(body)
    if root.tag != f"{_PREFIX}api-data":
        raise Malformed("bad_payload: the answer is not in the hub's envelope")
    return tree_of(root, whole)


def tree_of(element: etree._Element, whole: str | None = None) -> Tree:
    """An element as a plain tree; children of other namespaces are not there.

    A child without children and attributes is its text; one that is called ``whole`` is itself.
    """
    tree: Tree = {}
    if attributes := len(element.keys()):
        if attributes > _MAX_ATTRIBUTES:
            raise Malformed("bad_payload: an element of the answer has attributes without end")
        for name, value in element.items():
            tree["@" + str(name)] = value
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(_PREFIX):
            continue
        name = tag[_PREFIX_LENGTH:]
        node: Any = child
        if not len(child) and not child.keys():
            node = child.text
        elif name != whole:
            node = tree_of(child, whole)
        known = tree.get(name)
        if known is None:
            tree[name] = node
        elif type(known) is list:
            known.append(node)
        else:
            tree[name] = [known, node]
    if not len(element) and element.text:
        tree["#text"] = element.text
    return tree
