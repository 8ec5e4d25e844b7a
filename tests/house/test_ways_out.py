"""There is one way out: nothing but the guarded session opens connections, and nothing runs a shell."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPENERS = re.compile(
    r"(?:aiohttp\.)?(?:ClientSession|TCPConnector|UnixConnector)|(?:aiohttp\.)?request"
    r"|httpx\.(?:AsyncClient|Client|get|post|put|request|stream)"
    r"|(?:asyncio\.)?(?:open_connection|open_unix_connection)|loop\.create_connection"
    r"|socket\.create_connection|(?:urllib\.request\.)?urlopen|(?:http\.client\.)?HTTPS?Connection"
    r"|smtplib\..*|ftplib\..*|telnetlib\..*|paramiko\..*|requests\..*|aiodns\..*"
)
ALLOWED = {
    "connectors/session.py": {"aiohttp.ClientSession", "aiohttp.TCPConnector"},
    "connectors/control.py": {"httpx.AsyncClient"},
    "connectors/naming.py": {"aiodns.DNSResolver"},
    "gateway/cli/asking.py": {"httpx.AsyncClient"},
}
"""The guarded session, httpx over it, lookups; and the command line, which asks the gateway it is told to."""

SHELLS = re.compile(
    r"os\.(?:system|popen|exec\w*|spawn\w*)|subprocess\..*|pickle\.loads?|eval|exec|marshal\.loads?"
)

FILES = sorted(path for folder in ("connectors", "gateway") for path in (ROOT / folder).rglob("*.py"))


def called(path: Path) -> set[str]:
    """What a file calls, as it is written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


@pytest.fixture(scope="module")
def calls() -> dict[str, set[str]]:
    """What each file of the two packages calls."""
    return {str(path.relative_to(ROOT)): called(path) for path in FILES}


def test_connections_are_opened_by_the_guarded_session_alone(calls: dict[str, set[str]]) -> None:
    """Whoever needs something of others has it from a ``Network``; each exception of the list is one."""
    opened = {file: {call for call in made if OPENERS.fullmatch(call)} for file, made in calls.items()}
    assert {file: made for file, made in opened.items() if made} == ALLOWED


def test_nothing_is_run_that_was_read(calls: dict[str, set[str]]) -> None:
    """No shell, no evaluated text, no pickles."""
    run = {file: {call for call in made if SHELLS.fullmatch(call)} for file, made in calls.items()}
    assert {file: made for file, made in run.items() if made} == {}
