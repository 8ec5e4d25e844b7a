"""Registrations at the desk: each step judged, recorded with it, and in force only by consent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.errors import GatewayError, NotFound
from gateway.registrations.joining import in_force
from gateway.registrations.ledger import MOST_OF_AN_OFFICE, TOPIC
from gateway.registrations.refusals import (
    BodyInvalid,
    BodyUnreadable,
    ChangedSince,
    Conflict,
    FourEyes,
    KeyReused,
    NotYours,
)
from gateway.registrations.registration import Examination, Maximum, Registration, examined, fingerprint


async def proved(office: Any, registration: Registration, origin: Any) -> Registration:
    """A registration whose endpoint was proved and examined."""
    now = office.clock.now()
    passed = Examination(now, registration.wanted.url, True, "file")
    return await office.desk._step(
        registration.id,
        "verify",
        lambda one: examined(one, registration.wanted, passed, now),
        origin,
        registration.office,
    )


async def in_service(office: Any, au: Any, one: Any, other: Any, **changes: Any) -> Registration:
    """A registration that two operators have approved."""
    await proved(office, await office.registered(**changes), au)
    await office.desk.approve("au-dossiers", Maximum(), one)
    return await office.desk.approve("au-dossiers", Maximum(), other)


async def test_the_way_of_a_registration(office: Any, origins: Any) -> None:
    """Draft, verified, approved by two, suspended, approved again, withdrawn; each step is in the trail."""
    au, _, one, other = origins
    draft = await office.registered()
    assert (draft.status, draft.needs, draft.version) == ("draft", ("verification", "approval"), 1)
    verified = await proved(office, draft, au)
    assert (verified.status, verified.needs) == ("verified", ("approval",))
    half = await office.desk.approve("au-dossiers", Maximum("offices"), one)
    assert (half.status, half.in_force) == ("verified", None)
    whole = await office.desk.approve("au-dossiers", Maximum("named", ("JP",)), other)
    assert (whole.status, whole.in_force, whole.needs) == ("approved", whole.wanted, ())
    assert whole.maximum == Maximum("named", ("JP",))
    stopped = await office.desk.suspend("au-dossiers", "it answers nonsense", one)
    assert (stopped.status, stopped.approvals, stopped.needs) == ("suspended", (), ("approval",))
    await office.desk.approve("au-dossiers", Maximum(), other)
    assert (await office.desk.approve("au-dossiers", Maximum(), one)).status == "approved"
    ended = await office.desk.withdraw("au-dossiers", "AU", au)
    assert (ended.status, ended.in_force) == ("withdrawn", None)
    assert await office.trail() == [
        ("register", "au-dossiers", "key au", "draft"),
        ("verify", "au-dossiers", "key au", "verified"),
        ("approve", "au-dossiers", "operator one", "verified"),
        ("approve", "au-dossiers", "operator two", "approved"),
        ("suspend", "au-dossiers", "operator one", "suspended"),
        ("approve", "au-dossiers", "operator two", "suspended"),
        ("approve", "au-dossiers", "operator one", "approved"),
        ("withdraw", "au-dossiers", "key au", "withdrawn"),
    ]
    assert (await office.store.revisions())[TOPIC] == 8


async def test_four_eyes(office: Any, origins: Any) -> None:
    """Neither who wrote it approves it, nor anybody twice; in the demo profile one operator is enough."""
    au, _, one, _ = origins
    await proved(office, await office.registered(), au)
    with pytest.raises(FourEyes):
        await office.desk.approve("au-dossiers", Maximum(), au)
    await office.desk.approve("au-dossiers", Maximum(), one)
    with pytest.raises(FourEyes):
        await office.desk.approve("au-dossiers", Maximum(), one)
    office.around = office.surroundings("demo")
    with pytest.raises(FourEyes):
        await office.desk.approve("au-dossiers", Maximum(), au)


async def test_what_is_not_proved_is_not_approved(office: Any, origins: Any) -> None:
    """Nor after the endpoint was changed to another one."""
    au, _, one, _ = origins
    draft = await office.registered()
    with pytest.raises(Conflict, match="not proved"):
        await office.desk.approve("au-dossiers", Maximum(), one)
    await proved(office, draft, au)
    body = office.encoded(url="https://other.office.example")
    moved = await office.desk.change("au-dossiers", body, "AU", au, None)
    assert (moved.status, moved.token == draft.token) == ("draft", False)
    with pytest.raises(Conflict, match="not proved"):
        await office.desk.approve("au-dossiers", Maximum(), one)


async def test_narrowing_is_in_force_at_once_and_widening_waits(office: Any, origins: Any) -> None:
    """While it waits, what was approved and is wanted still is in force; consent is to what is wanted."""
    au, _, one, other = origins
    await in_service(office, au, one, other)
    narrow = office.encoded(visibility={"default": "named", "offices": ["JP"]})
    after = await office.desk.change("au-dossiers", narrow, "AU", au, None)
    assert (after.needs, after.in_force.visibility.default) == ((), "named")
    wide = office.encoded(
        visibility={"default": "public", "rules": [{"category": ["claims"], "visibility": "none"}]}
    )
    after = await office.desk.change("au-dossiers", wide, "AU", au, None)
    assert after.needs == ("approval",)
    assert after.in_force.visibility.default == "named"
    assert after.in_force.visibility.rules[0].visibility == "none"
    await office.desk.approve("au-dossiers", Maximum(), one)
    after = await office.desk.approve("au-dossiers", Maximum(), other)
    assert (after.in_force, after.needs) == (after.wanted, ())


async def test_consent_is_to_one_version(office: Any, origins: Any) -> None:
    """A change throws away what was consented to; a tag of another version is refused."""
    au, _, one, other = origins
    verified = await proved(office, await office.registered(), au)
    await office.desk.approve("au-dossiers", Maximum(), one, fingerprint(verified))
    await office.desk.change("au-dossiers", office.encoded(visibility={"default": "public"}), "AU", au, None)
    with pytest.raises(ChangedSince):
        await office.desk.approve("au-dossiers", Maximum(), other, fingerprint(verified))
    after = await office.desk.approve("au-dossiers", Maximum(), other)
    assert (after.status, len(after.approvals)) == ("verified", 1)


async def test_an_office_touches_only_its_own(office: Any, origins: Any) -> None:
    """Another's registration looks as one that is not there, in every step."""
    _, jp, _, _ = origins
    await office.registered()
    for id in ("au-dossiers", "no-such-thing"):
        steps = [
            office.desk.find(id, "JP"),
            office.desk.change(id, office.encoded(), "JP", jp, None),
            office.desk.withdraw(id, "JP", jp),
            office.desk.verify(id, b'{"method": "dns"}', "JP", jp),
        ]
        for step in steps:
            with pytest.raises(NotFound, match="no registration with this id"):
                await step
    assert await office.desk.all("JP") == ()
    assert len(await office.trail()) == 1


async def test_the_same_request_gets_the_same_answer(office: Any, origins: Any) -> None:
    """With one idempotency key, however often and at the same time; with another body it is refused."""
    au, jp, _, _ = origins
    body = office.encoded()
    given = await asyncio.gather(
        *(office.desk.register(body, "AU", au, office.told, "key 1") for _ in range(5))
    )
    assert len({answer.body for answer, _ in given}) == 1
    assert len(await office.trail()) == 1
    with pytest.raises(KeyReused):
        await office.desk.register(office.encoded(name="Other"), "AU", au, office.told, "key 1")
    with pytest.raises(Conflict, match="taken"):
        await office.desk.register(body, "AU", au, office.told, "key 2")
    other = office.encoded(id="jp-own", serves=["JP"])
    assert (await office.desk.register(other, "JP", jp, office.told, "key 1"))[1] == "jp-own"


async def test_what_fails_changes_nothing_and_leaves_no_record(office: Any, origins: Any) -> None:
    """A step and its record are one."""
    _, _, one, _ = origins
    before = await office.registered()
    for step in (
        office.desk.suspend("au-dossiers", "x", one),
        office.desk.approve("au-dossiers", Maximum(), one),
    ):
        with pytest.raises(Conflict):
            await step
    assert await office.desk.find("au-dossiers", None) == before
    assert len(await office.trail()) == 1


async def test_an_office_has_only_so_many(office: Any, origins: Any) -> None:
    """Nobody fills the database with drafts."""
    for number in range(MOST_OF_AN_OFFICE):
        await office.registered(id=f"au-{number}")
    with pytest.raises(Conflict, match="as many as it may have"):
        await office.registered(id="au-one-more")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "approved"},
        {"approvedBy": ["me", "you"]},
        {"maximum": {"visibility": "public"}},
        {"visibility": {"default": "public", "maximum": "public"}},
        {"visibility": {"default": "public", "maximumOffices": ["AU"]}},
        {"gateway": True},
        {"trust": 0},
        {"agreement": "yes"},
        {"accounts": []},
        {"office": "JP"},
        {"auth": {"type": "api-key", "header": "X-Api-Key", "key": "env:CASEGATE_KEY_JP"}},
        {"auth": {"type": "arranged", "key": "file:/etc/passwd"}},
        {"auth": {"type": "gateway-token", "audience": "https://another.example"}},
        {"auth": {"type": "mtls", "certificate": "file:/etc/ssl/cert.pem", "key": "file:/etc/ssl/key.pem"}},
        {"limits": {"requests_per_minute": 5}},
        {"limits": {"concurrency": 100_000}},
        {"protocol": "global-dossier"},
        {"serves": []},
        {"contact": {"name": "x", "email": "x@office.example", "admin": True}},
        {"contact": {"name": "x\r\nX-Injected: 1", "email": "x@office.example"}},
        {"contact": {"name": "x", "email": "x@office.example\r\nBcc: y@z.example"}},
        {"contact": None},
        {"name": "\u202eevil"},
        {"id": "../../etc/passwd"},
        {"id": "AU"},
        {"capabilities": ["everything"]},
        {"maintenance": [{"weekday": "sunday"}]},
        {"url": "http://dossier.office.example"},
        {"url": "https://169.254.169.254/latest/meta-data"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://2130706433/"},
        {"url": "https://localhost/"},
        {"url": "https://user:password@dossier.office.example/"},
        {"url": "https://dossier.office.example:22/"},
        {"url": "https://dossier.office.example/?x=1"},
        {"url": "https://xn--ffice-mof.example/"},
        {"url": "https://\u043effice.example/"},
        {"url": "https://dossier.office.example\\@evil.example/"},
        {"url": "file:///etc/passwd"},
        {"url": "gopher://dossier.office.example/"},
    ],
)
async def test_what_an_office_may_not_say_is_refused(office: Any, changes: dict[str, Any]) -> None:
    """One problem detail, one security event, nothing kept; and no value is repeated."""
    with pytest.raises(BodyInvalid) as refused:
        await office.registered(**changes)
    assert refused.value.status == 422
    assert refused.value.event in ("unknown-member", "body-invalid")
    assert not any(word in refused.value.detail for word in ("passwd", "password@", "X-Injected", "evil"))
    assert await office.desk.all(None) == ()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"serves": ["JP"]}, NotYours),
        ({"serves": ["AU", "JP"]}, NotYours),
        ({"id": "jp-dossiers"}, NotYours),
        ({"id": "jp"}, NotYours),
        ({"id": "ep_hub"}, NotYours),
    ],
)
async def test_another_offices_identifiers_are_refused(
    office: Any, changes: dict[str, Any], error: type[GatewayError]
) -> None:
    """An office speaks for itself alone; a hub needs the operator."""
    with pytest.raises(error) as refused:
        await office.registered(**changes)
    assert (refused.value.status, refused.value.event) == (403, "other-office")


async def test_ids_never_clash_with_the_operators_files(office: Any) -> None:
    """What an operator has configured is not pushed aside, before or after."""
    office.around = office.surroundings(configured=frozenset({"au-dossiers"}))
    with pytest.raises(Conflict, match="taken"):
        await office.registered()


async def test_a_file_wins_over_a_registration(office: Any, origins: Any) -> None:
    """What is approved and in no file joins the world, suspended ones as suspended, withdrawn ones not."""
    au, _, one, other = origins
    approved = await in_service(office, au, one, other)
    (joined,) = in_force([approved], (), {})
    assert (joined.id, joined.url, joined.status) == ("au-dossiers", approved.wanted.url, "active")
    assert in_force([approved], ["au-dossiers"], {}) == ()
    suspended = await office.desk.suspend("au-dossiers", "x", one)
    assert [joined.status for joined in in_force([suspended], (), {})] == ["suspended"]
    assert in_force([await office.desk.withdraw("au-dossiers", "AU", au)], (), {}) == ()


async def test_credentials_go_to_the_endpoint_they_are_for(office: Any) -> None:
    """What was arranged for one URL is never sent to another; without any the endpoint is not asked."""
    arranged = await office.registered(auth={"type": "arranged"})
    with pytest.raises(Conflict, match="credentials"):
        office.desk.wanted(arranged)
    basic = office.basic()
    office.around = office.surroundings(arranged={("au-dossiers", arranged.wanted.url): basic})
    assert office.desk.wanted(arranged).auth == basic
    office.around = office.surroundings(arranged={("au-dossiers", "https://other.office.example"): basic})
    with pytest.raises(Conflict, match="credentials"):
        office.desk.wanted(arranged)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b'{"id": "a", "id": "b"}',
        b'{"visibility": {"default": "none", "default": "public"}}',
        b'{"visibility": {"default": "none", "\\u0064efault": "public"}}',
        b'{"limits": {"timeoutSeconds": NaN}}',
        b'{"limits": {"timeoutSeconds": Infinity}}',
        b"[" * 5_000,
        b'{"a":' * 5_000,
        b'{"name": "' + b"x" * 70_000 + b'"}',
    ],
)
async def test_a_body_that_can_be_read_in_two_ways_is_not_read(
    office: Any, origins: Any, body: bytes
) -> None:
    """Repeated names, no JSON, too large, too deep."""
    with pytest.raises(BodyUnreadable) as refused:
        await office.desk.register(body, "AU", origins[0], office.told)
    assert refused.value.status == 400
    assert refused.value.event in ("body-unreadable", "repeated-member")


@pytest.mark.parametrize(
    "changes",
    [{"url": "https://other.office.example"}, {"auth": {"type": "gateway-token"}}, {"protocol": "opd"}],
)
async def test_what_was_changed_meanwhile_is_not_proved(
    office: Any, origins: Any, changes: dict[str, Any]
) -> None:
    """A verification counts for what was looked at, not for what is wanted by its end."""
    looked_at = await office.registered()
    await office.desk.change("au-dossiers", office.encoded(**changes), "AU", origins[0], None)
    with pytest.raises(Conflict, match="while it was verified"):
        await proved(office, looked_at, origins[0])
    assert (await office.desk.find("au-dossiers", "AU")).status == "draft"
