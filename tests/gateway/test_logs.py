"""What a process writes into its log, and what never stands there."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import structlog

from gateway.logs import configure_logs


@pytest.fixture
def fresh() -> Iterator[None]:
    """Logging as it was, afterwards."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("json", [True, False])
def test_a_failure_is_logged_with_its_place_and_without_the_values_of_variables(
    json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frames of an ask hold credentials and what offices wrote."""
    configure_logs(json=json)

    def ask(headers: dict[str, str]) -> None:
        raise RuntimeError("it failed")

    try:
        ask({"X-Api-Key": "very" + "-secret"})
    except RuntimeError as error:
        structlog.get_logger("casegate").error("ask_failed", key="shh", exc_info=error)
    written = capsys.readouterr()
    assert written.out == ""
    assert "it failed" in written.err
    assert "test_logs.py" in written.err
    assert "very-secret" not in written.err
    assert "shh" not in written.err
    if json:
        (line,) = written.err.splitlines()
        assert msgspec.json.decode(line)["event"] == "ask_failed"
