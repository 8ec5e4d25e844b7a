"""Answers read lately, by their bytes: an office that sends the same again is not read again.

Every question still goes to the office; only the reading of what it answered is spared. Bounded by the size
of the bodies that it stands for, shared by all providers of a gateway. Of answers that change from second to
second in one place and are long in another, the long piece can be remembered by itself.

When many offices answer at the same moment, one answer is read at a time, and whatever else is ready gets its
turn in between: what follows from the first of them goes out before the last is read.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
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
        self._keeping = threading.Lock()

    async def read(
        self,
        parse: Callable[Concatenate[bytes, Parameters], Result],
        body: bytes,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """``parse(body, ...)`` for a pure ``parse`` with a frozen result; what it raises is not kept."""
        key = (parse, args, tuple(kwargs.items()), hashlib.sha256(body).digest())
        known = self._kept(key)
        if known is not None:
            return cast(Result, known[1])
        if len(body) > LARGE_BYTES:
            result = await asyncio.to_thread(parse, body, *args, **kwargs)
        else:
            async with self._reading:
                result = parse(body, *args, **kwargs)
                await asyncio.sleep(0)
        self._keep(key, len(body), result)
        return result

    def piece(
        self,
        parse: Callable[Concatenate[bytes, Parameters], Result],
        piece: bytes,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """``parse(piece, ...)`` for a piece of an answer, while that is read, in whichever thread it is."""
        key = (parse, args, tuple(kwargs.items()), hashlib.sha256(piece).digest())
        known = self._kept(key)
        if known is not None:
            return cast(Result, known[1])
        result = parse(piece, *args, **kwargs)
        self._keep(key, len(piece), result)
        return result

    def _kept(self, key: Hashable) -> tuple[int, Any] | None:
        with self._keeping:
            return self._readings.get(key)

    def _keep(self, key: Hashable, size: int, result: Any) -> None:
        if size <= self._readings.maxsize:
            with self._keeping:
                self._readings[key] = (size, result)
