"""Keeps the event loop free while an unusually large answer is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

LARGE_BYTES = 1 << 20


async def off_loop(
    parse: Callable[Concatenate[bytes, Parameters], Result],
    body: bytes,
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Result:
    """``parse(body, ...)``, in a thread when the body is over 1 MiB; small ones are read where they are."""
    if len(body) <= LARGE_BYTES:
        return parse(body, *args, **kwargs)
    return await asyncio.to_thread(parse, body, *args, **kwargs)
