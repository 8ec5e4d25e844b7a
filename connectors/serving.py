"""Whose dossiers a provider has."""

from __future__ import annotations

from connectors.endpoint import Endpoint
from connectors.numbers.identity import ApplicationNumber


def serves(endpoint: Endpoint, number: ApplicationNumber) -> bool:
    """Whether a provider has dossiers of an application's office.

    International applications (kind ``W``) are at providers that serve ``WO``, whoever received them.
    """
    if number.kind == "W":
        return "WO" in endpoint.serves or "IB" in endpoint.serves
    return number.office in endpoint.serves
