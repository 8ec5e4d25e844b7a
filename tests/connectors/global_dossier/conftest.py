"""The Global Dossier service on loopback, and small answers of it."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from connectors.endpoint import Endpoint
from connectors.global_dossier.connector import WIRE, GlobalDossierConnector

collect_ignore = [] if "CASEGATE_PAYLOADS" in os.environ else ["test_recorded.py"]

OFFICES = ("US", "CN", "EP", "KR", "JP", "AU", "CA", "WO", "AT", "NL")


@pytest.fixture
async def connector(replay_office, loopback_network) -> AsyncIterator[GlobalDossierConnector]:
    """A connector of the running office."""
    endpoint = Endpoint("gd", "GD", OFFICES, "global-dossier", replay_office.url, WIRE.capabilities)
    connector = WIRE.open(endpoint, loopback_network)
    assert isinstance(connector, GlobalDossierConnector)
    yield connector
    await connector.aclose()


@pytest.fixture
def row() -> Callable[..., dict[str, Any]]:
    """``row("ID1", desc="Claims")``: a row of a document list."""

    def build(doc_id: str, **said: Any) -> dict[str, Any]:
        return {
            "docCode": said.get("code", "CLM"),
            "docDesc": said.get("desc", "Claims"),
            "docId": doc_id,
            "legalDateStr": said.get("date", "09/06/2018"),
            "docFormat": "PDF",
            "numberOfPages": said.get("pages", 0),
            "docGroupCode": said.get("groups", "1"),
            "shareable": False,
        }

    return build


@pytest.fixture
def document_list(row: Callable[..., dict[str, Any]]) -> Callable[..., bytes]:
    """``document_list("US", "201816123456.A", rows)``: a document list as bytes."""

    def build(country: Any, number: Any, rows: Any = None, **more: Any) -> bytes:
        docs = [row("ID1")] if rows is None else rows
        return json.dumps(
            {"country": country, "docNumber": number, "docs": docs, "title": "T"} | more
        ).encode()

    return build


@pytest.fixture
def family() -> Callable[..., bytes]:
    """``family("US", "16123456", member, ...)``: a family as bytes."""

    def build(country: Any, number: Any, *members: Any, **more: Any) -> bytes:
        return json.dumps({"country": country, "id": number, "list": list(members)} | more).encode()

    return build


@pytest.fixture
def member() -> Callable[..., dict[str, Any]]:
    """``member("US", "16123456", docdb="201816123456")``: a member of a family."""

    def build(country: str, number: str, kind: str = "A", **said: Any) -> dict[str, Any]:
        found = {
            "appNum": number,
            "countryCode": country,
            "kindCode": kind,
            "ip5": country in ("US", "CN", "EP", "KR", "JP"),
            "docList": None,
            "docListMsg": None,
            "pubList": [],
            "priorityClaimList": None,
        }
        if "docdb" in said:
            found["docNum"] = {"country": country, "docNumber": said.pop("docdb"), "kindCode": kind}
        return found | said

    return build
