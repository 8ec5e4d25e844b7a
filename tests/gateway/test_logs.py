"""What a process writes into its log, and what never stands there."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import msgspec
import pytest
import structlog

from gateway.logs import Forwarding, configure_logs

SECRET = "very" + "-secret-value"


@pytest.fixture
def fresh() -> Iterator[None]:
    """Logging as it was, afterwards."""
    before, hook, of_threads = structlog.get_config(), sys.excepthook, threading.excepthook
    yield
    structlog.configure(**before)
    sys.excepthook, threading.excepthook = hook, of_threads
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Forwarding)]:
        root.removeHandler(handler)


pytestmark = [pytest.mark.usefixtures("fresh")]
BOTH = pytest.mark.parametrize("json", [True, False])


@BOTH
def test_a_failure_is_logged_with_its_place_and_without_the_values_of_variables(
    json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frames of an ask hold credentials and what offices wrote."""
    configure_logs(json=json)

    def ask(headers: dict[str, str]) -> None:
        raise RuntimeError("it failed")

    try:
        ask({"X-Api-Key": SECRET})
    except RuntimeError as error:
        structlog.get_logger("casegate").error("ask_failed", key="shh", exc_info=error)
    written = capsys.readouterr()
    assert written.out == ""
    assert "it failed" in written.err
    assert "test_logs.py" in written.err
    assert SECRET not in written.err
    assert "shh" not in written.err
    if json:
        (line,) = written.err.splitlines()
        assert msgspec.json.decode(line)["event"] == "ask_failed"


@BOTH
def test_secrets_in_messages_and_fields_are_blanked(json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Of exceptions and their causes, of fields by name and by shape, however deep."""
    configure_logs(json=json)
    log = structlog.get_logger("casegate").bind(headers={"Authorization": f"Bearer {SECRET}"})
    try:
        try:
            raise ValueError(f"cannot use https://me:{SECRET}@office.example/")
        except ValueError as inner:
            raise RuntimeError(f"Authorization: Bearer {SECRET}") from inner
    except RuntimeError:
        log.exception("ask_failed", nested=[{"client_secret": SECRET}], url=f"/x?token={SECRET}")
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "ValueError" in written
    assert SECRET not in written


@BOTH
@pytest.mark.parametrize("breaking", ["\n", "\r\n", "\x1b[2J", "\u2028", "\x9b31m", "\u202e", "\x00"])
def test_nothing_outside_forges_a_line_or_steers_a_terminal(
    json: bool, breaking: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a request or an office says stays within its field."""
    configure_logs(json=json)
    forged = f"harmless{breaking}2026-01-01T00:00:00Z [info     ] casegate.security all is well"
    structlog.get_logger("casegate").warning("told", detail=forged, more={"inner": [forged]})
    try:
        raise RuntimeError(forged)
    except RuntimeError as error:
        structlog.get_logger("casegate").error("failed", exc_info=error)
    written = capsys.readouterr().err
    assert breaking == "\n" or breaking not in written
    own = [line for line in written.splitlines() if not line.startswith(" ")]
    assert len(own) == 2
    assert not any(line.startswith("2026-01-01") for line in own)


@BOTH
def test_what_libraries_log_comes_out_by_the_same_rules(
    json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings and errors of the standard library's logging; the rest is not written."""
    configure_logs(json=json)
    library = logging.getLogger("aiohttp.server")
    library.info("weather")
    library.warning("request with Authorization: Bearer %s failed", SECRET)
    Forwarding().emit(logging.LogRecord("aiohttp.client", logging.ERROR, "", 0, "%d", ("no",), None))
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 2
    assert "aiohttp.server" in written
    assert "aiohttp.client" in written
    assert SECRET not in written


def test_what_nobody_caught_is_one_event(capsys: pytest.CaptureFixture[str]) -> None:
    """A crash of the process or of a thread is told like any failure."""
    configure_logs(json=True)

    def crash() -> None:
        raise RuntimeError(f"password={SECRET}")

    try:
        crash()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
        thread = threading.Thread(target=lambda: None)
        threading.excepthook(threading.ExceptHookArgs((RuntimeError, error, error.__traceback__, thread)))
    lines = [msgspec.json.decode(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["crashed", "thread_crashed"]
    assert SECRET not in str(lines)
