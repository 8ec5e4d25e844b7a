"""Logs: one event a line on standard error, JSON, or coloured lines for a terminal. Data goes to stdout."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Where it failed, without the values of variables: keys and what offices wrote would be among them."""

_HIDDEN = frozenset({"authorization", "cookie", "key", "password", "secret", "token"})


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
            _without_secrets,
            *([_TRACEBACKS] if as_json else []),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blanks values whose key names a secret, whoever logged them."""
    for key in event:
        if key.lower() in _HIDDEN:
            event[key] = "***"
    return event
