"""The house stays a house: imports go one way, rooms stay small, names say what is in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 400

LAYERS: tuple[tuple[str, ...], ...] = (
    ("connectors.errors", "connectors.numbers", "connectors.offices"),
    ("connectors.model", "connectors.codes"),
    ("connectors",),
    ("gateway.requesters", "gateway.clock", "gateway.errors", "gateway.maintenance", "gateway.store"),
    ("gateway.asks", "gateway.agreements", "gateway.world", "gateway.visibility"),
    ("gateway.families", "gateway.leads", "gateway.plan"),
    ("gateway.unreadable", "gateway.proof", "gateway.copies", "gateway.admit"),
    ("gateway.present",),
    (
        "gateway.flights",
        "gateway.identity",
        "gateway.audit",
        "gateway.statistics",
        "gateway.limits",
        "gateway.registrations",
        "gateway.settings",
        "gateway.setup",
        "gateway.logs",
        "gateway.redaction",
    ),
    ("gateway.questions",),
    ("gateway.web", "gateway.app", "gateway.changes", "gateway.kept", "gateway.following"),
    ("gateway.demo", "gateway.cli"),
)
"""From the ground up; a room imports its own layer and those before it. Longer names count first."""

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the two packages, by dotted name."""
    for package in ("connectors", "gateway"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    """The modules of this project that a file imports, but for those that only type checkers see."""
    tree = ast.parse(path.read_text())
    only_types = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and isinstance(test.test, ast.Name) and test.test.id == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in ("connectors", "gateway")}


def layer(module: str) -> int:
    """The layer of the longest room name that the module stands in."""
    best, place = -1, -1
    for number, rooms in enumerate(LAYERS):
        for room in rooms:
            if (module == room or module.startswith(room + ".")) and len(room) > best:
                best, place = len(room), number
    assert place >= 0, f"{module} stands in no layer"
    return place


MODULES = dict(modules())


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    """A room imports nothing of a layer above its own."""
    for imported in imports(MODULES[module]):
        assert layer(imported) <= layer(module), f"{module} imports {imported}, which stands above it"


FILES: dict[str, set[str]] = {
    name: {
        target
        for imported in imports(path)
        for target in (imported, imported.rpartition(".")[0])
        if target in MODULES and target != name and MODULES[target].name != "__init__.py"
    }
    for name, path in MODULES.items()
}
"""Which files each file imports."""


def room(module: str) -> str:
    """The folder, or the file beside the folders, of a package that a module stands in."""
    return ".".join(module.split(".")[:2])


def circle(graph: Mapping[str, set[str]]) -> str | None:
    """A way back to where it began, in words; ``None`` when there is none."""
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> str | None:
        if name in trail:
            return " imports ".join((*trail[trail.index(name) :], name))
        if name in done:
            return None
        done.add(name)
        return next(filter(None, (walk(target, (*trail, name)) for target in sorted(graph[name]))), None)

    return next(filter(None, (walk(name, ()) for name in sorted(graph))), None)


def test_there_are_no_import_circles() -> None:
    """No two files import each other, directly or by way of others; nor do two rooms."""
    assert circle(FILES) is None
    rooms: dict[str, set[str]] = {room(name): set() for name in FILES}
    for name, targets in FILES.items():
        rooms[room(name)] |= {room(target) for target in targets} - {room(name)}
    assert circle(rooms) is None


def test_circles_are_found() -> None:
    """Also behind a way that has been walked already."""
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}) == "b imports c imports d imports b"
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


@pytest.mark.parametrize("path", [*MODULES.values(), *sorted((ROOT / "tests").rglob("*.py"))], ids=str)
def test_rooms_are_small(path: Path) -> None:
    """No file has more than 400 lines, and none has a name that says nothing."""
    assert len(path.read_text().splitlines()) <= MOST_LINES
    assert not FORBIDDEN & set(path.with_suffix("").parts[len(ROOT.parts) :])


@pytest.mark.parametrize("path", [p for p in MODULES.values() if p.name == "__init__.py"], ids=str)
def test_package_files_carry_a_docstring_and_nothing_else(path: Path) -> None:
    """An ``__init__.py`` hands nothing on: every name has one home."""
    body = ast.parse(path.read_text()).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


def test_top_level_holds_what_was_agreed() -> None:
    """No top-level folder but the agreed ones."""
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    made = {"build", "dist", "var", "casegate.egg-info"}
    assert folders - made <= {"gateway", "connectors", "config", "tests", "deploy"}
