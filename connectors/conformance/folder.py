"""Asks a folder on this machine as if it were a web server: an index can be judged before it is put up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

import msgspec

from connectors.conformance.asking import MOST_BYTES
from connectors.conformance.exchange import Exchange

_GUESSES = 20
"""Names that are guessed by how near they come; others differ in upper and lower case alone."""
_COMPARED = 1_000
"""Names of a folder that are compared for that: it takes long where there are many."""


class FolderAsker:
    """An asker (``connectors.conformance.asking``) for the files of one folder; links are followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._beside: dict[Path, dict[str, str] | None] = {}
        self._guesses = _GUESSES

    async def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        proven: bool = True,
        most: int = MOST_BYTES,
    ) -> Exchange:
        """A file; what is not there, or cannot be read, is an exchange without a status that says so."""
        return await asyncio.to_thread(self._read, Exchange(target, method), most)

    def _read(self, exchange: Exchange, most: int) -> Exchange:
        path = self._folder / unquote(exchange.target).lstrip("/")
        try:
            if not path.is_file():
                return msgspec.structs.replace(exchange, failure=self._missing(path))
            with path.open("rb") as opened:
                body = opened.read(most)
            size = path.stat().st_size
        except OSError as error:
            return msgspec.structs.replace(exchange, failure=f"it cannot be read: {error.strerror or error}")
        fields = {"content-length": str(size)}
        return msgspec.structs.replace(
            exchange, status=200, fields=fields, body=body, complete=size <= len(body)
        )

    def _missing(self, path: Path) -> str:
        """That a file is not there, and which was perhaps meant."""
        if path.parent not in self._beside:
            self._beside[path.parent] = _names(path.parent)
        beside, plain = self._beside[path.parent], path.name.lower()
        if beside is None:
            return "there is no such file, nor its folder"
        near = [plain] if plain in beside else []
        if not near and self._guesses and len(beside) <= _COMPARED:
            self._guesses -= 1
            near = get_close_matches(plain, beside, 1, 0.8)
        return (
            f"there is no such file (did you mean {beside[near[0]]!r}?)" if near else "there is no such file"
        )


def _names(folder: Path) -> dict[str, str] | None:
    """The names in a folder by their small letters; ``None`` when there is none."""
    try:
        return {one.name.lower(): one.name for one in folder.iterdir()}
    except OSError:
        return None
