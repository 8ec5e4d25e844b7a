"""What is wrong with a configuration directory: every fault with file, line, column and key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_READING_ORDER = ("gateway.yaml", "offices", "participants.yaml", "agreements.yaml")


@dataclass(frozen=True)
class Fault:
    """One fault. ``file`` is relative to the directory; ``line`` and ``column`` count from 1.

    ``key`` is the path of the setting (``limits.timeout_seconds``, ``access.keys[0].key``), empty when the
    fault is of the file as a whole. ``message`` never holds a secret's value.
    """

    file: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: "
        return where + (f"{self.key}: {self.message}" if self.key else self.message)


class SettingsFaults(Exception):
    """A configuration directory cannot be used; ``faults`` are all that is wrong, in reading order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=_order))
        super().__init__("\n".join(map(str, self.faults)))


def _order(fault: Fault) -> tuple[int, str, int, int, str]:
    first = fault.file.split("/")[0]
    place = _READING_ORDER.index(first) if first in _READING_ORDER else len(_READING_ORDER)
    return (place, fault.file, fault.line, fault.column, fault.key)
