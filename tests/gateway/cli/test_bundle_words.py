"""Lists of numbers as people keep them, and what a bundle's exit code and summary say."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gateway.cli.bundle_page import bundle_page, exit_code
from gateway.cli.number_list import MOST_BYTES, Wanted, listed, load_list, readable
from gateway.present.manifest import BundledDocumentOut, BundledNumberOut, GapOut

LIST = "# tomorrow\r\nEP 1000000\r\n\r\n  US 16/123,456  # valve\r\n特願2017-187096\nEP 1000000\n#\n???"


def gap(code: str, wait: int | None = None) -> GapOut:
    """A gap of this code."""
    return GapOut(code=code, detail="It says why.", retry_after_seconds=wait)


def number(problem: str | None = None, *, complete: bool = False, **facts: Any) -> BundledNumberOut:
    """A number that led to something, or to a problem."""
    told = None if problem is None else gap(problem)
    return BundledNumberOut(text="EP 1", problem=told, complete=complete, **facts)


def test_a_list_has_one_number_a_line(tmp_path: Path) -> None:
    """Remarks and empty lines are none; line ends and byte order marks of any system are fine."""
    path = tmp_path / "list"
    path.write_bytes(LIST.encode("utf-8-sig"))
    assert list(listed(load_list(path))) == [
        Wanted("EP 1000000", 2),
        Wanted("US 16/123,456", 4),
        Wanted("特願2017-187096", 5),
        Wanted("EP 1000000", 6),
        Wanted("???", 8),
    ]


def test_each_number_is_asked_once_and_what_is_none_is_told_with_its_line() -> None:
    """Whatever form it is written in."""
    good, bad = readable([*listed(LIST), Wanted("!")], None, None)
    assert good == ["EP 1000000", "US 16/123,456", "特願2017-187096"]
    assert [one.sentence.partition(" is passed over: ")[0] for one in bad] == ["line 8: '???'", "'!'"]
    assert readable([Wanted("16/123,456")], "application", "US") == (["16/123,456"], [])


@pytest.mark.parametrize("content", ["EP 1000000".encode("utf-16"), b"x" * (MOST_BYTES + 1), b"\xff\xfe\xfd"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    """Too long, or in another encoding."""
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"MiB|UTF-8"):
        load_list(path)


@pytest.mark.parametrize(
    ("numbers", "passed_over", "code"),
    [
        ([number(complete=True)], 0, 0),
        ([number(complete=True)], 1, 3),
        ([number()], 0, 3),
        ([number(complete=True), number("not-found")], 0, 3),
        ([number(complete=True), number("offices-failed")], 0, 3),
        ([number("not-found")], 0, 4),
        ([number("not-found"), number("number-ambiguous")], 1, 4),
        ([number("not-found"), number("offices-timed-out")], 0, 6),
        ([number("no-gateway")], 0, 6),
        ([number("number-ambiguous")], 0, 2),
        ([number("unauthorised"), number("unauthorised")], 0, 2),
    ],
)
def test_the_exit_code_says_how_much_is_there(
    numbers: list[BundledNumberOut], passed_over: int, code: int
) -> None:
    """As that of ``get``: never 'not found' while somebody who could know has not answered."""
    assert exit_code(numbers, passed_over) == code


def test_the_summary_tells_what_is_missing_once_and_steers_no_terminal() -> None:
    """A line for each number; each gap with its reason and when to try again."""
    document = BundledDocumentOut(
        id="x",
        application_number="EP.1.A",
        code="1503",
        title="Report\x1b[31m\r\nEP 9: all is well",
        category="search-report",
        direction="outgoing",
        date=None,
        language=None,
        gap=gap("throttled", 40),
    )
    shown = Console(file=io.StringIO(), width=120, record=True)
    shown.print(
        bundle_page(
            [number(documents=(document,), omitted=7), number(documents=(document,))], "/tmp/\x1b[1mx"
        )
    )
    text = shown.export_text()
    assert text.count("EP.1.A 1503 Report") == 1
    assert "Try again in 40 s. (throttled)" in text
    assert "7 documents more than one bundle holds" in text
    assert "\x1b" not in text
    assert "\nEP 9" not in text
