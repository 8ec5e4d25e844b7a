"""Answers read lately, by their bytes: an office that sends the same again is not read again.

Every question still goes to the office; only the reading of what it answered is spared. Bounded by the size
of the bodies that it stands for, shared by all providers of a gateway.

When many offices answer at the same moment, one answer is read at a time, and whatever else is ready gets its
turn in between: what follows from the first of them goes out before the last is read.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from cachetools import LRUCache

from connectors.offload import LARGE_BYTES

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

BODIES_BYTES = 8 * 1024 * 1024


class Remembered:
    """Readings of the most recently seen bodies, ``BODIES_BYTES`` of bodies in all."""

    def __init__(self, bodies_bytes: int = BODIES_BYTES) -> None:
        self._readings: LRUCache[Hashable, tuple[int, Any]] = LRUCache(
            bodies_bytes, getsizeof=lambda reading: reading[0]
        )
        self._reading = asyncio.Lock()

    async def read(
        self,
        parse: Callable[Concatenate[bytes, Parameters], Result],
        body: bytes,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """``parse(body, ...)`` for a pure ``parse`` with a frozen result; what it raises is not kept."""
        key = (parse, args, tuple(kwargs.items()), hashlib.sha256(body).digest())
        known = self._readings.get(key)
        if known is not None:
            return cast(Result, known[1])
        if len(body) > LARGE_BYTES:
            result = await asyncio.to_thread(parse, body, *args, **kwargs)
        else:
            async with self._reading:
                result = parse(body, *args, **kwargs)
                await asyncio.sleep(0)
        if len(body) <= self._readings.maxsize:
            self._readings[key] = (len(body), result)
        return result
