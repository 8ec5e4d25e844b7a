"""The fault knobs of ``casegate simulate``: options as faults of each office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import msgspec

from connectors.kit.faults import Faults, Spoilt, parse_faults

Each = Iterable[str] | None


def faults_of(
    *,
    slow: Each = None,
    down: Each = None,
    withhold: Each = None,
    status: Each = None,
    spoil: Each = None,
    fault: Each = None,
) -> dict[str, Faults]:
    """Faults by provider id; several options for one office add up, and of two for one fault the last counts.

    Raises:
        ValueError: an option cannot be read; the message says which form it has.
    """
    found: dict[str, dict[str, object]] = {}

    def put(id: str, name: str, value: object) -> None:
        found.setdefault(id.strip().lower(), {})[name] = value

    for text in fault or ():
        id, colon, rest = text.partition(":")
        if not colon or not id:
            raise ValueError(f"--fault {text!r}: write ID:NAME=VALUE,..., for example ca:delay-seconds=2")
        given = parse_faults(rest)
        for name in given.__struct_fields__:
            if getattr(given, name) != getattr(Faults(), name):
                put(id, name, getattr(given, name))
    for text in slow or ():
        id, value = _pair("--slow", text, "ID=SECONDS, for example ca=2")
        put(id, "delay_seconds", _seconds(text, value))
    for text in status or ():
        id, value = _pair("--status", text, "ID=CODE, for example gb=503")
        if not (value.isascii() and value.isdigit() and 400 <= int(value) <= 599):
            raise ValueError(f"--status {text!r}: the status is 400 to 599")
        put(id, "status", int(value))
    for text in spoil or ():
        id, value = _pair("--spoil", text, "ID=HOW, for example au=html")
        if value not in get_args(Spoilt):
            raise ValueError(f"--spoil {text!r}: answers can be {', '.join(get_args(Spoilt))}")
        put(id, "body", value)
    for id in down or ():
        put(id, "refuse", True)
    for id in withhold or ():
        put(id, "withhold", True)
    return {id: msgspec.structs.replace(Faults(), **given) for id, given in found.items()}


def _pair(option: str, text: str, form: str) -> tuple[str, str]:
    id, equals, value = text.partition("=")
    if not (id and equals and value):
        raise ValueError(f"{option} {text!r}: write {form}")
    return id, value.strip()


def _seconds(text: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise ValueError(f"--slow {text!r}: seconds are 0 to 3600")
    return seconds
