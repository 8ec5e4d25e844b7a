"""What is written in the options of ``casegate keys``, judged as configuration files are."""

from __future__ import annotations

import re
from collections.abc import Iterable

import typer
from pydantic import TypeAdapter, ValidationError

from gateway.cli.exits import UNUSABLE
from gateway.cli.printing import fail
from gateway.identity.identity import SCOPES, Scope
from gateway.settings.fields import OfficeCode

_CLIENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


def office_named(text: str) -> str:
    """The office of an ST.3 code; another text ends the command."""
    try:
        office: str = TypeAdapter(OfficeCode).validate_python(text.strip().upper())
    except ValidationError as error:
        fail(f"--office {text}: {error.errors()[0]['msg'].removeprefix('Value error, ')}.")
        raise typer.Exit(UNUSABLE) from error
    return office


def client_named(text: str) -> str:
    """The name of a client; another text ends the command."""
    if _CLIENT.fullmatch(text) is None:
        fail(f"--client {text}: should be at most 63 lower-case letters, digits, dots, - and _.")
        raise typer.Exit(UNUSABLE)
    return text


def scopes_named(texts: Iterable[str]) -> frozenset[Scope]:
    """The scopes of words, which may come with commas between them; an unknown one ends the command."""
    words = [word.strip() for text in texts for word in text.split(",")]
    found = frozenset(scope for scope in SCOPES if scope in words)
    unknown = [word for word in words if word not in SCOPES]
    if unknown or not found:
        fail(f"--scope {' '.join(unknown)}: there are {', '.join(sorted(SCOPES))}.")
        raise typer.Exit(UNUSABLE)
    return found
