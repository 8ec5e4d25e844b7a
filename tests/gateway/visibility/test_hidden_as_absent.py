"""What is hidden looks exactly as what does not exist: every byte, at every age of the cache."""

from __future__ import annotations

import asyncio
import re

import msgspec
import pytest
from asking import flights, run
from chains import Got, served
from secrets_told import OPERATIONS, UNPUBLISHED, SecretWorld, ShiftedClock, told
from timing import auc
from virtual_time import LoopClock
from worlds import Office, application, document, dossier, number, provider, world

from connectors.errors import TimedOut, Withheld
from connectors.model import Access
from gateway.questions.dossiers import get_dossier
from gateway.questions.families import FamilyRequest, find_family
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP, JP = "EP.99203729.A", "JP.2001000002.A"
AGES = (0, 30, 31, 240, 60, 1_000)
"""Seconds between questions: fresh, older than a minute, just fresh, and stale."""


def seen(answer: Got) -> tuple[int, dict[str, str], bytes]:
    """An answer without what is of this request alone."""
    alone = ("Correlation-ID", "Date")
    headers = {name: value for name, value in answer.headers.items() if name not in alone}
    return answer.status, headers, re.sub(rb'"correlationId":"[^"]*"', b"", answer.body)


@pytest.mark.parametrize("office", [None, "NZ"], ids=["public", "office"])
@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_door_says_the_same_of_both(operation: str, office: str | None) -> None:
    """Status, header fields and body; asked first, again, later, and of an office that is down."""
    absent = SecretWorld()
    for held in (absent.own, absent.copy):
        for store in (held.dossiers, held.citations):
            store.pop(next(n for n in store if n.docdb == UNPUBLISHED))
    absent.own.families = {
        asked: members
        for asked, members in absent.own.families.items()
        if members[0].number.docdb != UNPUBLISHED
    }
    answers = []
    for secrets in (SecretWorld(), absent):
        clock = ShiftedClock()
        async with served(secrets.world("public"), clock=clock, fresh=300) as gateway:
            heard = []
            for seconds in (0, 0, 100, 250):
                clock.seconds += seconds
                heard += map(seen, await told(gateway, "unpublished", operation, office))
            secrets.fail(True)
            clock.seconds += 400
            heard += map(seen, await told(gateway, "unpublished", operation, office))
            answers.append(heard)
    hidden, none = answers
    assert [one[0] for one in hidden] == [one[0] for one in none]
    for one, other in zip(hidden, none, strict=True):
        assert _without_times(one) == _without_times(other)


def _without_times(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    """What real milliseconds change is left out: how long it took, and when to come back."""
    status, headers, body = answer
    headers = {name: value for name, value in headers.items() if name not in ("Retry-After", "RateLimit")}
    return status, headers, re.sub(rb'"(elapsedMs|retryAfterSeconds)":[0-9]+', b"", body)


def two_worlds(kind: str) -> tuple[World, World]:
    """A published family beside something hidden at another office, and the same without the hidden."""
    hub = Office([application(EP)], [dossier(EP, document("d1"))])
    secret = application(JP, EP, published=None)
    holding, empty = Office(), Office()
    match kind:
        case "an unpublished member":
            holding = Office({number(EP): (secret,)})
        case "a withheld file":
            holding = Office(always={"dossier": Withheld("closed")})
        case "a file for others":
            closed = dossier(JP, document("j1"), access=Access(visibility="named", offices=("KR",)))
            holding = Office(dossiers=[closed])
        case "a file":
            holding = Office(dossiers=[dossier(JP, document("j1"))])
    ours = []
    for office in (holding, empty):
        ours.append(world(provider("hub", hub, "EP"), provider("jp", office, "JP")))
    return ours[0], ours[1]


async def told_over_time(ours: World, text: str, requester: Requester, fails: bool) -> list[bytes]:
    """The answers at several ages of the cache, with all that is in them; at last of one that is down."""
    under_way, heard = flights(), []
    for position, pause in enumerate(AGES):
        await asyncio.sleep(pause)
        if fails and position == len(AGES) - 1:
            ours.providers["jp"].connector.always = {  # type: ignore[attr-defined]
                operation: TimedOut("late") for operation in ("family", "dossier", "citations")
            }
        request = FamilyRequest(text, requester, 20)
        heard.append(msgspec.json.encode(await find_family(request, ours, under_way, LoopClock())))
        try:
            dossier = await get_dossier(JP, requester, ours, under_way, LoopClock(), 20)
            heard.append(msgspec.json.encode(dossier))
        except Exception as error:
            heard.append(f"{type(error).__name__} {error}".encode())
    await under_way.aclose()
    return heard


@pytest.mark.parametrize("fails", [False, True], ids=["well", "failing"])
@pytest.mark.parametrize("requester", [PUBLIC, Requester("NZ")], ids=["public", "office"])
@pytest.mark.parametrize("kind", ["an unpublished member", "a withheld file", "a file for others", "a file"])
def test_ages_attempts_and_times_tell_nothing(kind: str, requester: Requester, fails: bool) -> None:
    """Ages, attempts, milliseconds and sentences of all outcomes are equal, too, whenever it is asked."""
    holding, empty = two_worlds(kind)
    hidden = run(lambda: told_over_time(holding, EP, requester, fails))
    assert hidden == run(lambda: told_over_time(empty, EP, requester, fails))
    assert b'"ageSeconds":30' in b"".join(hidden)


def test_what_can_be_told_apart_is_measured() -> None:
    """Half of the pairs for equal waiting, all of them for a clear difference, ties counting half."""
    assert auc([1, 2, 3], [1, 2, 3]) == 0.5
    assert auc([4, 5], [1, 2, 3]) == 1
    assert auc([1], [2, 2]) == 0
    assert auc([2, 2], [2, 1]) == 0.75
