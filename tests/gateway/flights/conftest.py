"""Everything here runs in virtual time; nothing sleeps really."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of every asynchronous test of this folder."""
    return {"virtual-time": VirtualTimeLoop}
