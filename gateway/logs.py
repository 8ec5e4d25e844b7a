"""Logs: one event a line on standard error, JSON, or coloured lines for a terminal. Data goes to stdout.

What libraries log, and what ends the process unforeseen, comes out the same way: without the values of
variables, without secrets (``gateway.redaction``), and in lines that nobody outside can forge.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from gateway.redaction import HIDDEN, is_hidden, line, redacted

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Where it failed, without the values of variables: keys and what offices wrote would be among them."""


def configure_logs(*, level: int = logging.INFO, json: bool | None = None) -> None:
    """Sets up logging for a process; ``json=None`` decides by whether standard error is a terminal.

    Each line is written whole, so that lines of processes that share standard error do not mix.
    """
    as_json = not sys.stderr.isatty() if json is None else json
    render: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([_TRACEBACKS] if as_json else []),
            _redact,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Forwarding)]:
        root.removeHandler(handler)
    root.addHandler(Forwarding(max(level, logging.WARNING)))
    sys.excepthook = _ended
    threading.excepthook = _thread_ended


class Forwarding(logging.Handler):
    """Passes on what libraries log with the standard library: one event, by the same rules."""

    def emit(self, record: logging.LogRecord) -> None:
        """One record."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError):
            said = str(record.msg)
        structlog.get_logger(record.name).log(
            record.levelno, "library", library=record.name, said=said, exc_info=record.exc_info or None
        )


def _redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blanks what is secret in every field, whoever logged it, and makes the rest harmless."""
    failure = event.pop("exc_info", None)
    clean: dict[str, Any] = {
        line(name): HIDDEN if is_hidden(name) else redacted(value) for name, value in event.items()
    }
    if failure is not None and (lines := _failure(failure)):
        clean["exception"] = "\n".join(lines)
    return clean


def _failure(failure: Any) -> list[str]:
    """The lines of a traceback for a terminal, indented, so that no message looks like a line of its own."""
    error = failure if isinstance(failure, BaseException) else sys.exc_info()[1]
    if isinstance(failure, tuple):
        error = failure[1]
    if error is None:
        return []
    return [f"  {line(one)}" for part in traceback.format_exception(error) for one in part.splitlines()]


def _ended(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """What the interpreter calls when nobody caught an exception: one event, then the process ends."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
    else:
        structlog.get_logger("casegate").critical("crashed", exc_info=error.with_traceback(where))


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """The same for a thread."""
    if ended.exc_value is not None:
        structlog.get_logger("casegate").error("thread_crashed", exc_info=ended.exc_value)
