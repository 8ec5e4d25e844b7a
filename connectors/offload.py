"""Keeps the event loop free while an unusually large answer is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

LARGE_BYTES = 256 * 1024
"""A list of 500 documents is shorter; what is written to be slow to read holds nobody else for long."""


async def off_loop(
    parse: Callable[Concatenate[bytes, Parameters], Result],
    body: bytes,
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Result:
    """``parse(body, ...)``, in a thread when the body is over ``LARGE_BYTES``; else where it is."""
    if len(body) <= LARGE_BYTES:
        return parse(body, *args, **kwargs)
    return await asyncio.to_thread(parse, body, *args, **kwargs)
