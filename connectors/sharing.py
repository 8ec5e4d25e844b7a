"""Something under way that several wait for: begun by the first, given up with the last, kept by nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from connectors.errors import ConnectFailed

T = TypeVar("T")


class _UnderWay(Generic[T]):
    """One run, and how many wait for it."""

    __slots__ = ("task", "waiting")

    def __init__(self, task: asyncio.Task[T]) -> None:
        self.task = task
        self.waiting = 0


class Shared(Generic[T]):
    """What ``begin`` does, once at a time however many want it.

    Args:
        begin: makes what is waited for; anew when it is wanted after it ended.
        name: of the task.
        finishes: whether it goes on even when nobody waits for it any more; asked when the last one leaves.
    """

    def __init__(
        self,
        begin: Callable[[], Coroutine[Any, Any, T]],
        name: str,
        *,
        finishes: Callable[[], bool] = lambda: False,
    ) -> None:
        self._begin = begin
        self._name = name
        self._finishes = finishes
        self._under_way: _UnderWay[T] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._under_way is None

    async def wait(self) -> T:
        """What comes of it; whoever is cancelled takes nobody along.

        Raises:
            ConnectFailed: it was ended by ``aclose``.
        """
        one = self._under_way
        if one is None:
            one = self._under_way = _UnderWay(asyncio.create_task(self._begin(), name=self._name))
            one.task.add_done_callback(self._ended)
        one.waiting += 1
        try:
            return await asyncio.shield(one.task)
        except asyncio.CancelledError:
            if was_asked_to_stop():
                raise
            raise ConnectFailed("closed: the provider was retired") from None
        finally:
            one.waiting -= 1
            if not one.waiting and not one.task.done() and not self._finishes():
                one.task.cancel()
                self._forget(one.task)

    async def aclose(self) -> None:
        """Ends what is under way."""
        if (one := self._under_way) is not None:
            self._under_way = None
            one.task.cancel()
            await asyncio.gather(one.task, return_exceptions=True)

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._forget(task)
        if not task.cancelled():
            task.exception()

    def _forget(self, task: asyncio.Task[T]) -> None:
        if self._under_way is not None and self._under_way.task is task:
            self._under_way = None


def was_asked_to_stop() -> bool:
    """Whether a ``CancelledError`` is meant for this task, and not for one that it waited for."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
