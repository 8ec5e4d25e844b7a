"""One YAML 1.2 file as plain data, with the place of every key and value.

The file is composed to nodes and read from these: every node knows where it stands, repeated keys are all
seen, no object of any kind but text, numbers, booleans, null, lists and mappings can come out, and an
alias costs what it expands to. Dates stay text; the models read them. Source of the scalar rules: YAML 1.2.2,
chapter 10.3 (core schema), in which ``NO`` is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from gateway.settings.faults import Fault

MAX_BYTES = 128 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 20

Location = tuple[str | int, ...]
Place = tuple[int, int]

_TAG = "tag:yaml.org,2002:"
_TEXT = frozenset({"str", "timestamp", "value"})
_DIRECTIVE = re.compile(r"^%[A-Z].*", re.MULTILINE)
_QUOTED = re.compile(r"'[^'\s<>]{2,}'")
"""What a message of the YAML reader repeats from the file: it may be part of a secret, so it is left out."""
_TRUTH = {"true": True, "false": False}


@dataclass
class Written:
    """What one file says: plain data, where its parts stand (line and column from 1), and its own faults.

    ``data`` is ``None`` when the file cannot be read at all. ``keys`` and ``values`` are the places of the
    key and of the value at a location; a list item has a value place only.
    """

    file: str
    data: dict[str, Any] | None = None
    keys: dict[Location, Place] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, location: Location) -> Place:
        """Where the value at a location stands; for what is not written, the nearest thing around it."""
        if location in self.values:
            return self.values[location]
        return self.around(location[:-1])

    def around(self, location: Location) -> Place:
        """Where a location begins: its key, or its value in a list; else the same of what is around it."""
        while location and location not in self.keys and location not in self.values:
            location = location[:-1]
        return self.keys.get(location) or self.values.get(location) or (1, 1)

    def fault(self, place: Place, location: Location, message: str) -> None:
        """Notes a fault of this file."""
        self.faults.append(Fault(self.file, *place, dotted(location), message))


class _TooMuch(Exception):
    """The file expands to more than is read."""


def dotted(location: Location) -> str:
    """A location as people write it: ``access.keys[0].key``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".")


def read_document(file: str, content: bytes) -> Written:
    """Reads one file's bytes; never raises, whatever they are."""
    written = Written(file)
    if len(content) > MAX_BYTES:
        written.fault((1, 1), (), f"The file is larger than {MAX_BYTES // 1024} KiB")
        return written
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        written.fault(_place_after(before), (), "The file is not UTF-8 text")
        return written
    root = _compose(written, text)
    if root is None:
        return written
    try:
        data = _Walk(written).value(root, ())
    except _TooMuch as error:
        written.fault(_place(root.start_mark), (), str(error))
        return written
    if isinstance(data, dict):
        written.data = data
    else:
        written.fault(_place(root.start_mark), (), "Should be a mapping of settings: lines of 'key: value'")
    return written


def _compose(written: Written, text: str) -> Node | None:
    directive = _DIRECTIVE.search(text)
    if directive is not None:
        message = "YAML directives (%YAML, %TAG) are not used here: drop the line"
        written.fault(_place_after(text[: directive.start()]), (), message)
        return None
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    try:
        root: Node | None = yaml.compose(text)
    except ReaderError as error:
        message = "The file holds a character that YAML does not allow"
        written.fault(_place_after(text[: error.position]), (), message)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        written.fault(_place(mark) if mark else (1, 1), (), _syntax(error))
    except RecursionError:
        written.fault((1, 1), (), f"Nested deeper than {MAX_DEPTH} levels")
    except (YAMLError, ValueError) as error:
        written.fault((1, 1), (), f"Not valid YAML ({type(error).__name__})")
    else:
        if root is None:
            written.fault((1, 1), (), "The file is empty")
        return root
    return None


def _syntax(error: MarkedYAMLError) -> str:
    problem = str(error.problem or "cannot be read")
    if "'\\t'" in problem:
        return "A tab cannot stand here: indent with spaces"
    if "undefined alias" in problem:
        return "An alias without its anchor; put text that begins with * in quotes"
    return f"Not valid YAML: {_QUOTED.sub('...', problem)}"


def _place(mark: StringMark) -> Place:
    return (mark.line + 1, mark.column + 1)


def _place_after(text: str) -> Place:
    return (text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


class _Walk:
    """Turns nodes into data, noting where each stands and what is wrong with it."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self._left = MAX_NODES

    def value(self, node: Node, location: Location) -> Any:
        self._left -= 1
        if self._left < 0:
            raise _TooMuch(f"Holds more than {MAX_NODES} values, aliases counted")
        if len(location) > MAX_DEPTH:
            raise _TooMuch(f"Nested deeper than {MAX_DEPTH} levels")
        self._written.values[location] = _place(node.start_mark)
        tag = str(node.tag).removeprefix(_TAG)
        if isinstance(node, MappingNode) and tag == "map":
            return self._mapping(node, location)
        if isinstance(node, SequenceNode) and tag == "seq":
            return [self.value(item, (*location, place)) for place, item in enumerate(node.value)]
        if isinstance(node, ScalarNode):
            try:
                return _scalar(tag, node.value)
            except ValueError as error:
                self._written.fault(_place(node.start_mark), location, str(error))
                return None
        self._written.fault(_place(node.start_mark), location, "YAML tags are not used here")
        return None

    def _mapping(self, node: MappingNode, location: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            place = _place(key.start_mark)
            if not isinstance(key, ScalarNode):
                self._written.fault(place, location, "A key should be one word")
                continue
            inner = (*location, str(key.value))
            if key.value == "<<":
                self._written.fault(place, inner, "Merge keys (<<) are not used here: write the settings out")
            elif key.value in found:
                line, column = self._written.keys[inner]
                self._written.fault(place, inner, f"Is written twice; first at {line}:{column}")
            else:
                self._written.keys[inner] = place
                found[key.value] = self.value(value, inner)
                if isinstance(value, ScalarNode) and not value.value and not value.style:
                    self._written.values[inner] = place  # nothing is written: the next thing is elsewhere
        return found


def _scalar(tag: str, text: str) -> str | int | float | bool | None:
    if tag in _TEXT:
        return text
    if tag == "null":
        return None
    digits = text.lower().replace("_", "")
    try:
        if tag == "bool":
            return _TRUTH[digits]
        if tag == "int":
            return int(digits, 0) if re.match(r"[+-]?0[xob]", digits) else int(digits)
        if tag == "float":
            return float(digits.replace(".inf", "inf").replace(".nan", "nan"))
    except (KeyError, ValueError):
        raise ValueError("Cannot be read as what it is said to be, or is too long") from None
    raise ValueError("YAML tags are not used here")
