"""Whose dossiers a provider has."""

from __future__ import annotations

from connectors.endpoint import Endpoint
from connectors.numbers.identity import ApplicationNumber
from connectors.offices import ALIASES


def holding(office: str, kind: str | None = "A") -> str:
    """The office that holds the dossiers of applications at this office, of this kind class.

    An international application (kind ``W``) is held by the International Bureau, whoever received it; its
    two codes are taken for one.
    """
    return "WO" if kind == "W" else ALIASES.get(office, office)


def serves(endpoint: Endpoint, number: ApplicationNumber) -> bool:
    """Whether a provider has dossiers of an application's office."""
    return holding(number.office, number.kind) in map(holding, endpoint.serves)
