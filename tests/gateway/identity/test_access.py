"""Who a request comes from, by the credentials that it shows."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from connectors.endpoint import Secret
from gateway.errors import BadQuestion, Unauthorised
from gateway.identity.access import ASK, Access, Key, static_key
from gateway.identity.credentials import NOTHING, Certificate, Credentials, fingerprint
from gateway.identity.identity import SCOPES, Identity
from gateway.identity.remembering import MOST, REMEMBERED_SECONDS, Remembered
from gateway.requesters import PUBLIC, Requester

KEYS = [("AU", Secret("au-key-1")), ("AU", Secret("au-key-2")), ("JP", Secret("jp-key"))]
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


class Tokens:
    """A verifier that believes every token of one signature until a time, and counts."""

    def __init__(self, until: float | None = None) -> None:
        self.verified: list[str] = []
        self.until = until
        self.good = True

    async def verify(self, token: str, certificate: Certificate | None, now: float) -> Identity:
        """The Australian office, if the token is good."""
        self.verified.append(token)
        if not token.endswith("c2lnbmF0dXJl"):
            raise Unauthorised("no", event="token-signature")
        return Identity(Requester("AU"), ASK, "client-1", until=self.until)

    def stands(self, identity: Identity, now: float) -> bool:
        """As the test says."""
        return self.good


def stored(text: str, *, until: float | None = None, revoked: bool = False) -> Key:
    """A key of the database."""
    return Key(Identity(Requester("NZ"), ASK, "abcd1234", "key", until, fingerprint(text)), revoked)


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
    identity = await Access.of(True, KEYS).identify(Credentials(header), 0)
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
        f"Bearer {JWT}",
        "Bearer ..",
        "Bearer " + "a" * 100_000,
    ],
)
async def test_a_wrong_key_is_never_the_public(header: str) -> None:
    """Bad credentials are refused even where none are needed; bytes that are no text are only a wrong key."""
    for anonymous in (True, False):
        with pytest.raises(Unauthorised) as refused:
            await Access.of(anonymous, KEYS).identify(Credentials(header), 0)
        assert refused.value.event in ("key-unknown", "scheme-unknown")


async def test_without_credentials_it_is_the_public_or_nobody() -> None:
    """The operator says whether the public may ask; that somebody sends none is no security event."""
    assert (await Access.of(True, KEYS).identify(NOTHING, 0)).requester is PUBLIC
    with pytest.raises(Unauthorised) as refused:
        await Access.of(False, KEYS).identify(NOTHING, 0)
    assert refused.value.event is None


async def test_two_credentials_are_refused_even_if_both_are_good() -> None:
    """It would not be clear who asks."""
    with pytest.raises(BadQuestion) as refused:
        await Access.of(True, KEYS).identify(Credentials("Bearer au-key-1", "jp-key"), 0)
    assert (refused.value.code, refused.value.event) == ("two-credentials", "two-credentials")


def test_no_key_stays_in_memory_or_shows_itself() -> None:
    """Only fingerprints are kept, and an identity does not show its own."""
    access = Access.of(True, KEYS)
    assert not [secret for _, secret in KEYS if secret.reveal() in repr(access)]
    identity = access.key("jp-key", 0)
    assert identity is not None
    assert repr(identity.proof) not in repr(identity)
    assert "au-key" not in repr(Credentials("Bearer au-key-1"))


@pytest.mark.parametrize(
    ("key", "event"),
    [(stored("k", until=100.0), "key-expired"), (stored("k", revoked=True), "key-revoked")],
)
async def test_a_key_that_is_over_is_told_from_an_unknown_one_to_operators_only(key: Key, event: str) -> None:
    """The refusal reads the same; the event says which key, and what is wrong with it."""
    access = Access.of(True, KEYS).joined_by([key])
    with pytest.raises(Unauthorised) as over:
        await access.identify(Credentials("Bearer k"), 100.0)
    with pytest.raises(Unauthorised) as unknown:
        await access.identify(Credentials("Bearer other"), 100.0)
    assert (over.value.event, over.value.credential) == (event, "abcd1234")
    assert (unknown.value.event, unknown.value.credential) == ("key-unknown", None)
    assert over.value.detail == unknown.value.detail


async def test_a_key_is_good_until_its_last_second() -> None:
    """And no longer."""
    access = Access(True, {}).joined_by([stored("k", until=100.0)])
    identity = await access.identify(Credentials(key="k"), 99.9)
    assert identity.requester == Requester("NZ")
    assert access.stands(identity, 99.9)
    assert not access.stands(identity, 100.0)
    assert access.key("k", 100.0) is None


def test_what_was_taken_back_stands_no_more() -> None:
    """Whether the key was revoked or is gone altogether, or belongs to another office now."""
    before = Access.of(True, KEYS).joined_by([stored("k")])
    static, ours = before.key("jp-key", 0), before.key("k", 0)
    assert static is not None
    assert ours is not None
    after = Access.of(False, [("AU", Secret("jp-key"))]).joined_by([stored("k", revoked=True)])
    assert before.stands(static, 0)
    assert before.stands(ours, 0)
    assert not after.stands(static, 0)
    assert not after.stands(ours, 0)


def test_a_key_that_has_lost_a_scope_takes_its_requests_with_it() -> None:
    """They were begun with more than it is good for now; one that has gained a scope goes on."""
    before = Access.of(True, KEYS)
    identity = before.key("jp-key", 0)
    assert identity is not None
    for scopes, stands in ((frozenset(), False), (frozenset({"register"}), False), (SCOPES, True)):
        key = static_key("JP", Secret("jp-key"), scopes, 1)
        assert Access(True, {key.identity.proof: key}).stands(identity, 0) is stands


async def test_the_public_stands_while_it_may_ask() -> None:
    """A gateway that closes lets running questions of the public end too."""
    public = await Access.of(True, KEYS).identify(NOTHING, 0)
    assert Access.of(True, []).stands(public, 0)
    assert not Access.of(False, []).stands(public, 0)


async def test_a_token_is_verified_once_and_remembered_for_seconds() -> None:
    """A signature is too dear for every question; a revocation makes a new access, which knows nothing."""
    tokens = Tokens()
    access = replace(Access.of(True, KEYS), tokens=tokens)
    for now in (0.0, 1.0, REMEMBERED_SECONDS - 0.1):
        identity = await access.identify(Credentials(f"Bearer {JWT}"), now)
        assert (identity.requester.office, identity.method, identity.credential) == (
            "AU",
            "token",
            "client-1",
        )
    assert len(tokens.verified) == 1
    await access.identify(Credentials(f"Bearer {JWT}"), REMEMBERED_SECONDS)
    assert len(tokens.verified) == 2
    await access.joined_by([]).identify(Credentials(f"Bearer {JWT}"), REMEMBERED_SECONDS)
    assert len(tokens.verified) == 3
    assert access.stands(identity, 0)
    tokens.good = False
    assert not access.stands(identity, 0)


async def test_a_token_is_never_remembered_beyond_its_end() -> None:
    """What ends in five seconds is verified again after five."""
    tokens = Tokens(until=5.0)
    access = replace(Access.of(True, KEYS), tokens=tokens)
    for now in (0.0, 4.9, 5.0):
        await access.identify(Credentials(f"Bearer {JWT}"), now)
    assert len(tokens.verified) == 2


async def test_a_token_with_another_certificate_is_another_matter() -> None:
    """A token may be bound to a certificate; what one proved says nothing of the other."""
    tokens = Tokens()
    access = replace(Access.of(True, KEYS), tokens=tokens)
    for thumbprint in (b"1", b"2", b"1"):
        certificate = Certificate(thumbprint, "CN=x", frozenset(), 0, 1)
        await access.identify(Credentials(f"Bearer {JWT}", certificate=certificate), 0)
    assert len(tokens.verified) == 2


async def test_a_refused_token_is_not_remembered_and_a_key_is_never_verified() -> None:
    """Each try is judged anew; a key that happens to have two dots is a key."""
    tokens = Tokens()
    access = replace(Access.of(True, [("JP", Secret("a.b.c"))]), tokens=tokens)
    for _ in range(2):
        with pytest.raises(Unauthorised) as refused:
            await access.identify(Credentials("Bearer a.b.d"), 0)
        assert refused.value.event == "token-signature"
    assert tokens.verified == ["a.b.d", "a.b.d"]
    assert (await access.identify(Credentials("Bearer a.b.c"), 0)).requester.office == "JP"
    assert tokens.verified == ["a.b.d", "a.b.d"]


def test_what_is_remembered_is_bounded() -> None:
    """The oldest goes first."""
    remembered = Remembered()
    identity = Identity(Requester("AU"), ASK)
    for number in range(MOST + 1):
        remembered.keep(str(number).encode(), None, identity, 0)
    assert remembered.get(b"0", None, 1) is None
    assert remembered.get(b"1", None, 1) is identity
