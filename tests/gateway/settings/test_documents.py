"""YAML as people and attackers write it: always data with places, or a fault with a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.settings.documents import MAX_BYTES, MAX_NODES, dotted, read_document


def told(content: str | bytes) -> tuple[str, ...]:
    """The faults of a file, as text."""
    written = read_document("f", content.encode() if isinstance(content, str) else content)
    return tuple(str(fault) for fault in written.faults)


def test_places_count_from_one_and_are_of_key_and_value() -> None:
    """Every key and value, in block and flow style, knows where it stands."""
    written = read_document("f", b"# x\na:\n  b: [1, {c: 2}]\n")
    assert written.data == {"a": {"b": [1, {"c": 2}]}}
    assert written.keys[("a", "b")] == (3, 3)
    assert written.values[("a", "b", 1, "c")] == (3, 14)
    assert written.place(("a", "b", 1, "missing")) == (3, 10)
    assert written.place(("a", "missing")) == (2, 1)
    assert written.place(("missing",)) == (2, 1)
    assert dotted(("a", "b", 1, "c")) == "a.b[1].c"


def test_scalars_are_those_of_yaml_1_2() -> None:
    """NO, yes, on and sexagesimals are text; dates stay text; numbers have bases; anchors are resolved."""
    words = "NO, yes, on, 12:30, 2011-03-01, "
    others = "010, 0o17, 0x1F, 1_000, 1.5, 1e3, true, False, ~, '5', &a x, *a"
    written = read_document("f", f"v: [{words}{others}]".encode())
    assert written.data == {
        "v": [
            "NO", "yes", "on", "12:30", "2011-03-01",
            10, 15, 31, 1000, 1.5, 1000.0, True, False, None, "5", "x", "x",
        ]
    }  # fmt: skip
    assert written.faults == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "f:1:1: The file is empty"),
        ("# only a comment\n", "f:1:1: The file is empty"),
        ("- a\n", "f:1:1: Should be a mapping of settings: lines of 'key: value'"),
        ("just text", "f:1:1: Should be a mapping of settings: lines of 'key: value'"),
        ("a: 1\n\tb: 2\n", "f:2:1: A tab cannot stand here: indent with spaces"),
        ("a: [1, 2\n", "f:2:1: Not valid YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: 1\nb: *x\n", "f:2:4: An alias without its anchor; put text that begins with * in quotes"),
        ("a: 1\n---\nb: 2\n", "f:2:1: Not valid YAML: but found another document"),
        ("%YAML 1.1\n---\na: NO\n", "f:1:1: YAML directives (%YAML, %TAG) are not used here: drop the line"),
        ("a: !!python/object:os.system x\n", "f:1:4: a: YAML tags are not used here"),
        ("a: !!binary aGk=\n", "f:1:4: a: YAML tags are not used here"),
        ("a: !!set {b, c}\n", "f:1:4: a: YAML tags are not used here"),
        ("a: !!int x\n", "f:1:4: a: Cannot be read as what it is said to be, or is too long"),
        (
            "a: &x {b: 1}\nc: {<<: *x}\n",
            "f:2:5: c.<<: Merge keys (<<) are not used here: write the settings out",
        ),
        ("? [a, b]\n: 1\n", "f:1:3: A key should be one word"),
        ("a: 1\nb: 2\na: 3\n", "f:3:1: a: Is written twice; first at 1:1"),
        ("a: \x07\n", "f:1:4: The file holds a character that YAML does not allow"),
        ("a: \x00\n", "f:1:4: The file holds a character that YAML does not allow"),
        (b"a: 1\nb: \xff\n", "f:2:4: The file is not UTF-8 text"),
        ("a: 1".encode("utf-16"), "f:1:1: The file is not UTF-8 text"),
        ("a: &x [*x]\n", "f:1:1: Nested deeper than 20 levels"),
        ("a: " + "[" * 21 + "]" * 21, "f:1:1: Nested deeper than 20 levels"),
        ("a: " + "[" * 60_000, "f:1:1: Nested deeper than 20 levels"),
        (b"a: " + b"x" * MAX_BYTES, "f:1:1: The file is larger than 128 KiB"),
        ("a: " + "9" * 5000, "f:1:4: a: Cannot be read as what it is said to be, or is too long"),
    ],
)  # fmt: skip
def test_what_is_not_a_settings_file_is_told_at_its_place(content: str | bytes, expected: str) -> None:
    """One fault, at the line and column where the trouble is, in words an operator understands."""
    assert told(content) == (expected,)


def test_an_alias_bomb_is_refused_after_a_bounded_walk() -> None:
    """Aliases count as what they expand to: ten levels of ten are 10^10 values and end at the cap."""
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 11)]
    written = read_document("f", "\n".join(lines).encode())
    assert [fault.message for fault in written.faults] == [
        f"Holds more than {MAX_NODES} values, aliases counted"
    ]
    assert written.data is None
    assert len(written.values) <= MAX_NODES


def test_a_byte_order_mark_and_windows_lines_are_fine() -> None:
    """What Windows editors write reads the same, and an anchor may be used again without a warning."""
    written = read_document("f", "\ufeffa: &x 1\r\nb: &x 2\r\nc: *x\r\n".encode())
    assert (written.data, written.faults) == ({"a": 1, "b": 2, "c": 2}, [])


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    """Whatever a file holds, reading ends with data or with at least one fault."""
    written = read_document("f", content)
    assert written.data is not None or written.faults
    assert all(fault.line >= 1 and fault.column >= 1 for fault in written.faults)


@given(st.text(alphabet="ab:[]{},&*!%-#?|>\"'\n \t~0.", max_size=120))
def test_no_yaml_like_text_makes_it_raise(text: str) -> None:
    """The same for text made of YAML's own marks."""
    written = read_document("f", text.encode())
    assert written.data is not None or written.faults
