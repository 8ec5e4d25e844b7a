"""Where registrations are handed in: every step judged, done in one transaction with its record."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from connectors.client import Network
from connectors.naming import txt_records
from connectors.offices import ALIASES, OFFICES
from gateway.audit.record import Origin
from gateway.clock import Clock
from gateway.limits.refusals import TooMuch
from gateway.registrations import ledger
from gateway.registrations.bodies import read_body
from gateway.registrations.checking import Texts, Verification, Verifying, verify
from gateway.registrations.joining import Arranged, NotArranged, office_of
from gateway.registrations.ledger import TOPIC, Answer, Step, digest_of
from gateway.registrations.refusals import BodyInvalid, Conflict, NotYours
from gateway.registrations.registration import (
    Approval,
    Examination,
    Maximum,
    Registration,
    approved,
    begun,
    changed,
    examined,
    suspended,
    withdrawn,
)
from gateway.registrations.submission import Submission
from gateway.settings.endpoints import endpoint
from gateway.settings.ground import Ground
from gateway.settings.models import OfficeSettings
from gateway.store.store import Store

TOKEN_BYTES = 32
FOUR_EYES = 2

T = TypeVar("T")


class Around(msgspec.Struct, frozen=True):
    """What the configuration in force means for registrations.

    ``configured`` are the ids of the operator's own files, ``arranged`` the credentials for registrations.
    """

    ground: Ground
    network: Network
    configured: frozenset[str]
    arranged: Arranged
    environ: Mapping[str, str]

    @property
    def approvals(self) -> int:
        """How many operators have to consent."""
        return FOUR_EYES if self.ground.production else 1


class Desk:
    """Registrations of one gateway, over its database. An office touches only its own."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        around: Callable[[], Around],
        *,
        texts: Texts = txt_records,
        random: Callable[[int], str] = secrets.token_urlsafe,
    ) -> None:
        self._store = store
        self._clock = clock
        self._around = around
        self._texts = texts
        self._random = random
        self._verifying = Verifying()

    @property
    def around(self) -> Around:
        """What the configuration in force means for registrations."""
        return self._around()

    @property
    def approvals(self) -> int:
        """How many operators have to consent."""
        return self._around().approvals

    async def register(
        self,
        body: bytes,
        office: str,
        origin: Origin,
        told: Callable[[Registration], Answer],
        key: str | None = None,
    ) -> tuple[Answer, str]:
        """A new registration of an office; gives its answer and its id. The same key gets the same answer.

        Raises:
            GatewayError: the body cannot be read or says what is not allowed, the id is taken, or the key
                belongs to another request.
        """
        around, now, digest = self._around(), self._clock.now(), digest_of(body)
        submission = self._read(body, office, around)
        fresh = begun(submission, office, _holder(origin), self._random(TOKEN_BYTES), now)
        answer = await self._write(
            lambda connection: ledger.add_registration(connection, fresh, origin, told(fresh), key, digest)
        )
        return answer, submission.id

    async def find(self, id: str, office: str | None) -> Registration:
        """A registration; with ``office``, one of its own.

        Raises:
            NotFound: there is none such.
        """
        return await self._store.read(lambda connection: ledger.find_registration(connection, id, office))

    async def all(self, office: str | None) -> tuple[Registration, ...]:
        """Every registration, or an office's own."""
        return await self._store.read(lambda connection: ledger.read_registrations(connection, office))

    async def change(
        self, id: str, body: bytes, office: str, origin: Origin, tag: str | None
    ) -> Registration:
        """What an office wants now.

        Raises:
            GatewayError: the body or the step is refused, or the registration has changed since ``tag``.
        """
        await self.find(id, office)
        submission = self._read(body, office, self._around(), id)
        token, now, author = self._random(TOKEN_BYTES), self._clock.now(), _holder(origin)
        return await self._step(
            id, "change", lambda one: changed(one, submission, author, token, now), origin, office, tag
        )

    async def withdraw(
        self,
        id: str,
        office: str | None,
        origin: Origin,
        tag: str | None = None,
        reason: str = "by its office",
    ) -> Registration:
        """Ends a registration for good.

        Raises:
            GatewayError: as ``change``.
        """
        now = self._clock.now()
        return await self._step(id, "withdraw", lambda one: withdrawn(one, reason, now), origin, office, tag)

    async def verify(
        self,
        id: str,
        body: bytes,
        office: str,
        origin: Origin,
        charge: Callable[[int], None] = lambda requests: None,
    ) -> Registration:
        """Proves and examines the endpoint that is wanted; how it went stands in what is given. ``charge`` is
        told how many requests that took, the proof being one, whatever becomes of it.

        Raises:
            GatewayError: the body is refused, or it is being verified already.
        """
        around = self._around()
        asked = read_body(Verification, body or b"{}", around.ground)
        found = await self.find(id, office)
        if found.status == "withdrawn":
            raise Conflict("It is withdrawn; register the endpoint under another id.")
        if not self._verifying.begin(office):
            raise TooMuch(
                "An endpoint of your office is being verified already, or too many of others are.",
                code="too-many-at-once",
                retry_after=30,
            )
        try:
            examination = await self._examine(found, asked, around)
        finally:
            self._verifying.end(office)
        charge(examination.requests + 1)
        now = self._clock.now()
        return await self._step(
            id, "verify", lambda one: examined(one, found.wanted, examination, now), origin, office
        )

    async def approve(
        self, id: str, maximum: Maximum, origin: Origin, tag: str | None = None
    ) -> Registration:
        """One operator's consent: that of who holds the credential of ``origin``.

        Raises:
            GatewayError: the step is refused, or the registration has changed since ``tag``.
        """
        around, now = self._around(), self._clock.now()
        if id in around.configured:
            raise Conflict("A file of the operator has this id; it is that file that is in force.")
        found = await self.find(id, None)
        self.wanted(found)
        approval = Approval(_holder(origin), now, maximum)
        return await self._step(
            id, "approve", lambda one: approved(one, approval, around.approvals, now), origin, None, tag
        )

    async def suspend(self, id: str, reason: str, origin: Origin) -> Registration:
        """An operator takes an endpoint out of service.

        Raises:
            GatewayError: the step is refused.
        """
        now = self._clock.now()
        return await self._step(id, "suspend", lambda one: suspended(one, reason, now), origin, None)

    def wanted(self, registration: Registration) -> OfficeSettings:
        """What is wanted as an office's file.

        Raises:
            Conflict: it needs credentials that nobody has arranged.
        """
        try:
            return office_of(registration, self._around().arranged, wanted=True)
        except NotArranged as error:
            raise Conflict(f"It cannot be reached: {error}.") from None

    async def _examine(self, registration: Registration, asked: Verification, around: Around) -> Examination:
        reached = endpoint(self.wanted(registration), around.environ)
        return await verify(registration, reached, asked, around.network, self._texts, self._clock.now)

    async def _step(
        self,
        id: str,
        operation: str,
        step: Step,
        origin: Origin,
        office: str | None,
        tag: str | None = None,
    ) -> Registration:
        return await self._write(
            lambda connection: ledger.take_step(
                connection, id, operation, step, origin, office=office, tag=tag
            )
        )

    async def _write(self, work: Callable[..., T]) -> T:
        return await self._store.write(work, topic=TOPIC)

    def _read(self, body: bytes, office: str, around: Around, id: str | None = None) -> Submission:
        """What an office submits, judged.

        Raises:
            GatewayError: it cannot be read, or says what this office may not say.
        """
        submission = read_body(Submission, body, around.ground)
        if id is not None and submission.id != id:
            raise BodyInvalid("id: A registration keeps its id.")
        if submission.serves != (office,):
            raise NotYours(
                f"Your credentials are those of {office}: an office registers endpoints that serve itself "
                "alone. A hub is configured by the operator."
            )
        code = re.split("[-_]", submission.id)[0].upper()
        if code in OFFICES and ALIASES.get(code, code) != office:
            raise NotYours(f"The id begins with {code.lower()}, the code of another office.")
        if submission.id in around.configured:
            raise Conflict("This id is taken.")
        return submission


def _holder(origin: Origin) -> str:
    """Who takes a step. Two keys or two tokens of one client are the same eyes."""
    return origin.holder or origin.credential or ""
