"""Tokens of the OPD-API: two grants, two lives, nothing kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from chains import KEYS, Served, served
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import Office, application, provider, world

from connectors.endpoint import Secret
from gateway.identity.access import Access
from gateway.web.opd_api import tokens
from gateway.web.opd_api.tokens import ACCESS_SECONDS, REFRESH_SECONDS

EP = "EP.99203729.A"
FAMILY = f"/opdapi/patent/v1/family/application/{EP}"
OURS = world(provider("ep", Office([application(EP)]), "EP", "offices"), participants="JP")
ACCESS = Access.of(False, [(office, Secret(key)) for office, key in KEYS.items()])


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """An instant that follows ``seconds``."""
        return datetime.fromtimestamp(1_790_000_000 + self.seconds, UTC)

    def monotonic(self) -> float:
        """``seconds``."""
        return self.seconds


async def token(target: Served, **form: str):
    """The answer of the token endpoint."""
    return await target.get("/auth/token", None, "POST", form=form)


async def accepted(target: Served, bearer: str) -> bool:
    """Whether a token is let in."""
    got = await target.get(FAMILY, None, headers={"Authorization": f"Bearer {bearer}"})
    assert got.status in (200, 401)
    if got.status == 401:
        assert got.json["result"]["statusCode"] == "210"
        assert got.headers["WWW-Authenticate"].startswith("Bearer")
    return got.status == 200


async def test_a_token_is_good_for_an_hour_and_renewed_for_eight() -> None:
    """The refresh token gives a new one until its own time is over; then the password is needed again."""
    clock = Clock()
    async with served(OURS, anonymous=False, clock=clock) as target:
        first = (await token(target, grant_type="password", username="jp", password=KEYS["JP"])).json
        assert (first["token_type"], first["expires_in"]) == ("Bearer", ACCESS_SECONDS)
        assert first["refresh_expires_in"] == REFRESH_SECONDS
        assert await accepted(target, first["access_token"])
        clock.seconds = ACCESS_SECONDS + 1
        assert not await accepted(target, first["access_token"])
        second = await token(target, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert second.headers["Cache-Control"] == "no-store"
        assert await accepted(target, second.json["access_token"])
        clock.seconds = REFRESH_SECONDS + 1
        late = await token(target, grant_type="refresh_token", refresh_token=second.json["refresh_token"])
        assert (late.status, late.json["result"]["statusCode"]) == (401, "210")


@pytest.mark.parametrize(
    ("form", "http", "status"),
    [
        ({"grant_type": "password", "username": "JP", "password": "wrong"}, 401, "212"),
        ({"grant_type": "password", "username": "AU", "password": KEYS["JP"]}, 401, "212"),
        ({"grant_type": "password", "username": "", "password": KEYS["JP"]}, 401, "212"),
        ({"grant_type": "password"}, 401, "212"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "210"),
        ({"grant_type": "refresh_token"}, 401, "210"),
        ({"grant_type": "client_credentials"}, 400, "400"),
        ({}, 400, "400"),
    ],
)
async def test_wrong_credentials_are_refused_in_the_api_s_words(
    form: dict[str, str], http: int, status: str
) -> None:
    """In the envelope of its errors."""
    async with served(OURS, anonymous=False) as target:
        got = await token(target, **form)
        assert (got.status, got.json["result"]["statusCode"]) == (http, status)


async def test_no_token_stands_in_for_another() -> None:
    """A refresh token opens nothing, an access token renews nothing; a key opens as it does everywhere."""
    async with served(OURS, anonymous=False) as target:
        given = (await token(target, grant_type="password", username="JP", password=KEYS["JP"])).json
        assert not await accepted(target, given["refresh_token"])
        got = await token(target, grant_type="refresh_token", refresh_token=given["access_token"])
        assert got.status == 401
        assert await accepted(target, KEYS["JP"])
        assert (await target.get(FAMILY, None)).json["result"]["statusCode"] == "210"


async def test_every_replica_accepts_it_until_its_key_is_withdrawn() -> None:
    """Nothing is kept: what one process gave another takes; without the key it is worth nothing at once."""
    async with served(OURS, anonymous=False) as one, served(OURS, anonymous=False) as other:
        given = (await token(one, grant_type="password", username="JP", password=KEYS["JP"])).json
        assert await accepted(other, given["access_token"])
        other.current.setup = replace(
            other.current.setup, access=Access.of(False, [("JP", Secret("another key"))])
        )
        assert not await accepted(other, given["access_token"])


def test_the_key_decides_for_whom_a_token_is() -> None:
    """A token of one office is never good for another, whatever is changed in it."""
    grant = tokens.by_key(ACCESS, KEYS["JP"], 0)
    assert grant is not None
    good = tokens.issue(grant, "access", 100)
    assert tokens.read(ACCESS, good, "access", 99) is not None
    assert tokens.read(ACCESS, good, "access", 100) is None
    forged = tokens.issue(replace(grant, office="AU"), "access", 100)
    assert tokens.read(ACCESS, forged, "access", 0) is None
    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        assert tokens.read(ACCESS, changed, "access", 0) is None or changed[:-1] == good[:-1]


@given(st.text(max_size=200))
def test_any_text_is_no_token(text: str) -> None:
    """And none breaks the reading of it."""
    assert tokens.read(ACCESS, text, "access", 0) is None
