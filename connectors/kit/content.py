"""The content of documents as a provider has it: of known size, readable from any byte, never held whole
unless it was generated.

``StoredFile`` opens each component of its path relative to the folder it belongs to and follows no link,
so that nothing outside that folder can be read even while somebody changes it.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import msgspec

from connectors.errors import NotHeld

CHUNK = 128 * 1024
"""Bytes read and sent at a time."""


class Content(Protocol):
    """The bytes of one rendition of a document."""

    @property
    def media_type(self) -> str:
        """The type to send as ``Content-Type``."""
        ...

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        ...

    def chunks(self, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from ``first`` to ``last``, both included."""
        ...


class Generated(msgspec.Struct, frozen=True):
    """Content that was made in memory, such as a small sample document."""

    data: bytes
    media_type: str = "application/pdf"

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        return len(self.data)

    async def chunks(self, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from ``first`` to ``last``, both included."""
        for start in range(first, last + 1, CHUNK):
            yield self.data[start : min(start + CHUNK, last + 1)]


class Repeated(msgspec.Struct, frozen=True):
    """Content of any size that takes no memory: one block over and over."""

    size: int
    block: bytes = bytes(range(256)) * 256
    media_type: str = "application/octet-stream"

    async def chunks(self, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from ``first`` to ``last``, both included."""
        while first <= last:
            start = first % len(self.block)
            part = self.block[start : start + last - first + 1]
            yield part
            first += len(part)


class StoredFile(msgspec.Struct, frozen=True):
    """Content in a file of a folder: ``parts`` are the components of its path below ``root``."""

    root: Path
    parts: tuple[str, ...]
    size: int
    media_type: str

    async def chunks(self, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from ``first`` to ``last``, read as they are wanted.

        Raises:
            NotHeld: the file has gone, or is no longer a plain file inside its folder.
        """
        descriptor = await asyncio.to_thread(open_beneath, self.root, self.parts)
        try:
            position = first
            while position <= last:
                wanted = min(CHUNK, last - position + 1)
                part = await asyncio.to_thread(os.pread, descriptor, wanted, position)
                if not part:
                    raise NotHeld(f"{self.parts[-1]} has become shorter while it was sent")
                position += len(part)
                yield part
        finally:
            os.close(descriptor)


def open_beneath(root: Path, parts: tuple[str, ...]) -> int:
    """A descriptor of a plain file below ``root``, reached without following any link.

    Raises:
        NotHeld: there is no such plain file inside the folder.
    """
    no_follow = getattr(os, "O_NOFOLLOW", 0)
    if not parts or any(part in ("", ".", "..") or "/" in part or "\0" in part for part in parts):
        raise NotHeld("this is no path inside the folder")
    try:
        held = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for part in parts[:-1]:
                inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | no_follow, dir_fd=held)
                os.close(held)
                held = inner
            found = os.open(parts[-1], os.O_RDONLY | os.O_NONBLOCK | no_follow, dir_fd=held)
        finally:
            os.close(held)
    except OSError as problem:
        raise NotHeld(f"{parts[-1]} cannot be read: {problem.strerror}") from problem
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise NotHeld(f"{parts[-1]} is no plain file")
    return found


def read_beneath(root: Path, parts: tuple[str, ...], limit: int) -> bytes:
    """The first ``limit`` bytes at most of a plain file below ``root``; for descriptions, never for content.

    Raises:
        NotHeld: there is no such plain file inside the folder.
    """
    with os.fdopen(open_beneath(root, parts), "rb") as opened:
        return opened.read(limit)
