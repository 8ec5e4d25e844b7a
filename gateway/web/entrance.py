"""The way into every question: who asks, with which parameters, for how long, over which setup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
import structlog
from aiohttp import web
from msgspec.structs import replace
from multidict import MultiDict

from gateway.errors import BadQuestion, Unauthorised
from gateway.flights.turns import Urgency
from gateway.identity.identity import Identity, Person, Scope
from gateway.identity.refusals import ScopeMissing
from gateway.requesters import Requester
from gateway.setup import Setup
from gateway.web.keys import CLOCK, CURRENT, IDENTITY
from gateway.web.limiting import let_through
from gateway.web.negotiation import prefers_bulk, wait_seconds
from gateway.web.parameters import CONFIDENTIAL, Given, Parameter
from gateway.web.presence import PRESENCE
from gateway.web.showing import one_field, shown
from gateway.web.standing import decide

_REQUESTOR_ID = re.compile(r"[!-~]{1,128}")
_REQUESTOR_ROLE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")


ROLES = frozenset({"examiner", "clerk", "administrator"})
"""The usual roles of people at offices; any other word is taken too."""


class Entry(msgspec.Struct, frozen=True):
    """A request that may be answered. ``setup`` is read once, so that a reload changes nothing on the way.

    ``wait_seconds`` is how long a JSON answer may take, ``urgency`` how early its questions go to providers
    that allow only so many; ``applied`` says what of this the requester chose.
    """

    setup: Setup
    identity: Identity
    person: Person
    given: Given
    wait_seconds: float
    applied: str | None
    urgency: Urgency = Urgency.EXAMINER

    @property
    def requester(self) -> Requester:
        """With whose eyes the world is looked at."""
        return self.identity.requester

    def headers(self) -> dict[str, str]:
        """The header fields of every answer to this requester: who may keep it, and what it depends on."""
        cache = "no-cache" if self.requester.office is None else "private, no-store"
        found = {"Cache-Control": cache, "Vary": "Accept, Authorization", "X-Content-Type-Options": "nosniff"}
        return found | self.preference()

    def preference(self) -> dict[str, str]:
        """The header field that says which preferences are honoured; none when there are none."""
        return {} if self.applied is None else {"Preference-Applied": self.applied}


async def enter(
    request: web.Request,
    accepted: Sequence[Parameter[Any]] = (),
    *,
    scope: Scope | tuple[Scope, ...] = "ask",
    in_turn: bool = False,
) -> Entry:
    """Lets a request in that has this scope, or one of several.

    ``in_turn``: its questions wait for their turns at providers, so that it can say that they are not urgent.

    Raises:
        Unauthorised: the credentials are not accepted, or there are none where they are needed.
        ScopeMissing: they are good, and not for this.
        TooMuch: its limits are used up.
        BadQuestion: a parameter or header field is wrong.
    """
    setup = request.app[CURRENT].setup
    identity = await setup.access.identify(shown(request), request.app[CLOCK].now().timestamp())
    return _entered(request, setup, identity, accepted, scope, in_turn=in_turn)


def let_in(request: web.Request, setup: Setup, identity: Identity) -> Entry:
    """The same, to ask, for credentials that were checked elsewhere; parameters are read elsewhere too.

    Raises:
        ScopeMissing: the credentials are not for asking.
        BadQuestion: a header field is wrong.
    """
    return _entered(request, setup, identity, None, "ask", in_turn=True)


def _entered(
    request: web.Request,
    setup: Setup,
    identity: Identity,
    accepted: Sequence[Parameter[Any]] | None,
    scope: Scope | tuple[Scope, ...],
    *,
    in_turn: bool = False,
) -> Entry:
    request[IDENTITY] = identity
    request.app[PRESENCE].join(identity)
    requester, person = identity.requester, _person(request)
    structlog.contextvars.bind_contextvars(requester=requester.audience, **_told(person))
    let_through(request, setup, identity)
    scopes = (scope,) if isinstance(scope, str) else scope
    if identity.scopes.isdisjoint(scopes):
        if identity.method == "none":
            raise Unauthorised(f"This is for credentials with the scope {scopes[0]!r}.")
        raise ScopeMissing(scopes[0])
    given = Given(MultiDict() if accepted is None else request.query, accepted or ())
    prefer = request.headers.getall("Prefer", [])
    wait, bulk = wait_seconds(prefer, setup.max_seconds), in_turn and prefers_bulk(prefer)
    applied = ([] if wait is None else [f"wait={wait:g}"]) + (["bulk"] if bulk else [])
    return Entry(
        setup=replace(setup, world=decide(request, setup, requester)),
        identity=identity,
        person=person,
        given=given,
        wait_seconds=setup.default_seconds if wait is None else wait,
        applied=", ".join(applied) or None,
        urgency=Urgency.BULK if bulk else Urgency.EXAMINER,
    )


def marked_confidential(request: web.Request) -> bool:
    """Whether a question in another protocol says that its number is confidential, as one of ours does.

    Raises:
        BadQuestion: it says neither ``true`` nor ``false``, or says it twice.
    """
    said = request.query.getall(CONFIDENTIAL.name, [])
    if said not in ([], ["true"], ["false"]):
        raise BadQuestion("confidential is true or false, once.", code="parameter-invalid")
    return said == ["true"]


def _person(request: web.Request) -> Person:
    """Who asks inside the asking office, where it says so."""
    who, role = one_field(request, "Requestor-Id"), one_field(request, "Requestor-Role")
    if who is not None and _REQUESTOR_ID.fullmatch(who) is None:
        raise BadQuestion(
            "Requestor-Id is one pseudonym of at most 128 characters without spaces.", code="header-invalid"
        )
    if role is not None and _REQUESTOR_ROLE.fullmatch(role) is None:
        raise BadQuestion(
            "Requestor-Role is one word such as examiner, of at most 64 characters.", code="header-invalid"
        )
    return Person(who, role)


def _told(person: Person) -> dict[str, object]:
    """What the logs say of a person: that there is an id, and the role if it is one of the usual ones.

    Both are words of the office, and another word could be a name.
    """
    told: dict[str, object] = {} if person.id is None else {"requestor_named": True}
    if person.role is None:
        return told
    return told | {"requestor_role": person.role if person.role in ROLES else "other"}
