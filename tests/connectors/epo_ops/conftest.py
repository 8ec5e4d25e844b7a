"""OPS on loopback with its token endpoint, and small answers of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable

import pytest

from connectors.endpoint import Endpoint, OAuth2, Secret
from connectors.epo_ops.connector import WIRE, EpoOpsConnector, open_connector

collect_ignore = [] if "CASEGATE_PAYLOADS" in os.environ else ["test_recorded.py", "test_recorded_errors.py"]

TOKEN = '{"access_token": "token-1", "expires_in": "1199", "token_type": "BearerToken"}'


@pytest.fixture
async def connector(replay_office, loopback_network) -> AsyncIterator[EpoOpsConnector]:
    """A connector of the running office, whose token endpoint gives ``token-1``."""
    replay_office.gives("/3.2/auth/accesstoken", TOKEN)
    auth = OAuth2("client_credentials", client_id="key", client_secret=Secret("secret"))
    endpoint = Endpoint(
        "ops", "OPS", ("EP", "US", "WO"), "epo-ops", f"{replay_office.url}/3.2", WIRE.capabilities, auth
    )
    connector = open_connector(endpoint, loopback_network, register_seconds=60)
    yield connector
    await connector.aclose()


@pytest.fixture
def docdb() -> Callable[[str], str]:
    """``docdb("EP.1000000.A1.20000517")``: a ``document-id`` in DOCDB format."""

    def build(dotted: str) -> str:
        country, number, kind, *day = dotted.split(".")
        return (
            f'<document-id document-id-type="docdb"><country>{country}</country>'
            f"<doc-number>{number}</doc-number><kind>{kind}</kind>"
            + "".join(f"<date>{one}</date>" for one in day)
            + "</document-id>"
        )

    return build


@pytest.fixture
def world() -> Callable[[str], bytes]:
    """``world("<ops:patent-family/>")``: an answer of OPS around some elements."""

    def build(inside: str) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<ops:world-patent-data xmlns="http://www.epo.org/exchange" '
            f'xmlns:ops="http://ops.epo.org" xmlns:reg="http://www.epo.org/register">{inside}'
            "</ops:world-patent-data>"
        ).encode()

    return build


@pytest.fixture
def family(world, docdb) -> Callable[..., bytes]:
    """``family(("EP.1.A", "EP.9.A1", "1", ("NL.2.A", "YES")))``: application, publication, family id,
    claims. ``asked`` is the publication that the answer repeats.
    """

    def build(*rows: tuple, asked: str = "EP.1000000.A1") -> bytes:
        members = ""
        for application, publication, family_id, *claims in rows:
            members += (
                f'<ops:family-member family-id="{family_id}">'
                f"<publication-reference>{docdb(publication)}</publication-reference>"
                f"<application-reference>{docdb(application)}</application-reference>"
            )
            for claimed, active in claims:
                indicator = f"<priority-active-indicator>{active}</priority-active-indicator>"
                members += f'<priority-claim kind="national">{docdb(claimed)}{indicator}</priority-claim>'
            members += "</ops:family-member>"
        question = f"<ops:publication-reference>{docdb(asked)}</ops:publication-reference>"
        return world(
            f'<ops:patent-family total-result-count="{len(rows)}">{question}{members}</ops:patent-family>'
        )

    return build


@pytest.fixture
def equivalents(world, docdb) -> Callable[..., bytes]:
    """``equivalents("EP.9.A1", "US.8.A")``: the asked publication and its equivalents."""

    def build(asked: str, *others: str) -> bytes:
        results = "".join(
            f"<ops:inquiry-result><publication-reference>{docdb(one)}</publication-reference></ops:inquiry-result>"
            for one in others
        )
        return world(
            "<ops:equivalents-inquiry>"
            f"<ops:publication-reference>{docdb(asked)}</ops:publication-reference>{results}"
            "</ops:equivalents-inquiry>"
        )

    return build
