"""Who a request comes from, by its ``Authorization`` header."""

from __future__ import annotations

import pytest

from connectors.endpoint import Secret
from gateway.errors import Unauthorised
from gateway.identity.access import Access
from gateway.requesters import PUBLIC, Requester

KEYS = [("AU", Secret("au-key-1")), ("AU", Secret("au-key-2")), ("JP", Secret("jp-key"))]


@pytest.mark.parametrize(
    ("header", "office"),
    [
        ("Bearer au-key-1", "AU"),
        ("bearer au-key-2", "AU"),
        ("Bearer  jp-key ", "JP"),
    ],
)
async def test_a_key_names_its_office(header: str, office: str) -> None:
    """An office may have several keys; the scheme is written in any case."""
    identity = await Access.of(True, KEYS).identify(header)
    assert identity.requester == Requester(office)
    assert identity.scopes == {"ask"}


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer au-key-3",
        "Bearer AU-KEY-1",
        "Basic au-key-1",
        "au-key-1",
        "Bearer \udcff\udcfe",
    ],
)
async def test_a_wrong_key_is_never_the_public(header: str) -> None:
    """Bad credentials are refused even where none are needed; bytes that are no text are only a wrong key."""
    for anonymous in (True, False):
        with pytest.raises(Unauthorised):
            await Access.of(anonymous, KEYS).identify(header)


async def test_without_credentials_it_is_the_public_or_nobody() -> None:
    """The operator says whether the public may ask."""
    assert (await Access.of(True, KEYS).identify(None)).requester is PUBLIC
    with pytest.raises(Unauthorised):
        await Access.of(False, KEYS).identify(None)


def test_no_key_stays_in_memory_or_shows_itself() -> None:
    """Only fingerprints are kept."""
    access = Access.of(True, KEYS)
    assert not [secret for _, secret in KEYS if secret.reveal() in repr(access)]
