"""References to secrets, and the one way from a reference to its value.

A reference is ``env:NAME`` (an environment variable), ``file:PATH`` (a file, relative to the configuration
directory), or, in the demo profile only, ``literal:VALUE``.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from connectors.endpoint import Secret

MAX_SECRET_BYTES = 64 * 1024
_MOST_COMPARED = 1024 * 1024
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SecretError(ValueError):
    """A reference to a secret is malformed or leads nowhere; the message never holds a value."""


def split_reference(reference: str) -> tuple[str, str]:
    """The kind (``env``, ``file`` or ``literal``) and the place of a reference.

    Raises:
        SecretError: the text is no reference.
    """
    kind, _, place = reference.partition(":")
    if kind not in ("env", "file", "literal") or not place or "\0" in place:
        raise SecretError("Write env:NAME or file:PATH; a secret itself is never written here")
    if kind == "env" and not _NAME.fullmatch(place):
        raise SecretError("What follows env: is not the name of an environment variable")
    return kind, place


def is_reference(text: str) -> bool:
    """Whether a text that may also be plain is a reference to an environment variable or a file."""
    return text.startswith(("env:", "file:"))


def located(reference: str, directory: Path) -> str:
    """The reference with a relative file placed under the configuration directory."""
    kind, place = split_reference(reference)
    return f"file:{directory / place}" if kind == "file" else reference


def reveal(reference: str, environ: Mapping[str, str]) -> Secret:
    """The secret that a reference leads to, without the newline a file may end with.

    Raises:
        SecretError: there is none: the variable is not set, the file cannot be read or is empty.
    """
    kind, place = split_reference(reference)
    if kind == "literal":
        return Secret(place)
    if kind == "env":
        if not environ.get(place):
            raise SecretError(
                f"The environment variable {place} is {'empty' if place in environ else 'not set'}"
            )
        return Secret(environ[place])
    return Secret(_content(Path(place)))


def readable(path: Path) -> None:
    """Checks that a path leads to a file that can be read and is not empty.

    Raises:
        SecretError: it does not.
    """
    _content(path)


def files_of(settings: object) -> set[Path]:
    """The files that anything in settings refers to, however deep (models as plain data)."""
    if isinstance(settings, str):
        return {Path(settings.removeprefix("file:"))} if settings.startswith("file:/") else set()
    if isinstance(settings, Mapping):
        return {path for value in settings.values() for path in files_of(value)}
    if isinstance(settings, list | tuple):
        return {path for value in settings for path in files_of(value)}
    return set()


def digest_of(path: Path) -> str:
    """What a file holds, as a digest to compare; empty when it cannot be read, or is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as opened:
            return hashlib.sha256(opened.read(_MOST_COMPARED)).hexdigest()
    except OSError:
        return ""


def _content(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SecretError(f"{path} is not a file")
        with path.open("rb") as opened:
            content = opened.read(MAX_SECRET_BYTES + 1)
    except OSError as error:
        raise SecretError(f"The file {path} cannot be read: {error.strerror or 'I/O error'}") from None
    if len(content) > MAX_SECRET_BYTES:
        raise SecretError(f"The file {path} is larger than {MAX_SECRET_BYTES} bytes")
    try:
        text = content.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SecretError(f"The file {path} is not UTF-8 text") from None
    if not text.strip():
        raise SecretError(f"The file {path} is empty")
    return text
