"""Asks Open Patent Services of the European Patent Office."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from urllib.parse import quote

import msgspec

from connectors.catalogue import Wire
from connectors.client import Client, Network
from connectors.contract import Confirmation, ContentStream, Operation, Scope, Span
from connectors.endpoint import Endpoint
from connectors.epo_ops.biblio import parse_biblio, united
from connectors.epo_ops.explain import UnreadNumber, explain
from connectors.epo_ops.family import Member, Members, parse_equivalents, parse_family
from connectors.epo_ops.number_service import (
    Conversion,
    check_conversion,
    confirmation,
    parse_conversion,
    written_reference,
)
from connectors.epo_ops.references import Format, Reference, reference
from connectors.epo_ops.register import RegisterRecord, parse_register
from connectors.epo_ops.throttling import Services
from connectors.errors import ConnectorError, Malformed, NotHeld, Throttled, Unsupported
from connectors.model import Application, Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number, NumberType, Reading
from connectors.offload import off_loop
from connectors.serving import serves

_ROOT = "/rest-services"
_ACCEPT = {"Accept": "application/xml"}
_REGISTER = {"Accept": "application/register+xml"}
MOST_REGISTERED = 5
"""EP members of one family about which the register is asked, one after the other; few have more."""
REGISTER_SECONDS = 3.0


class EpoOpsConnector:
    """Speaks OPS 3.2 with the EPO. A family, which is there already, waits ``register_seconds`` for the
    register at most.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        client: Client,
        clock: Callable[[], float] = time.monotonic,
        *,
        register_seconds: float,
    ) -> None:
        self._register_seconds = register_seconds
        self._endpoint = endpoint
        self._client = client
        self._services = Services(clock)

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The INPADOC family (``extended``), or the equivalents of the number in it (``simple``).

        A priority number is answered with the applications that claim it; under ``extended`` with all of the
        INPADOC family. Title, applicants and status of EP members are the register's, if that says them soon.

        Raises:
            NotHeld: OPS does not know the number.
            ConnectorError: any other kind of failure.
        """
        asked = reference(number)
        found = await self._inpadoc(number, asked)
        members = found.members
        if scope != "extended" and number.type == "priority":
            members = _claimants(members, number)
        elif scope != "extended":
            members = await self._narrowed(members, number, asked)
        if not members:
            raise NotHeld("OPS lists no family for this number")
        applications = {member.application.number: member.application for member in members}
        with suppress(TimeoutError):
            async with asyncio.timeout(self._register_seconds):
                for european in [*filter(_is_european, applications)][:MOST_REGISTERED]:
                    applications[european] = await self._registered(applications[european])
        return Family(members=tuple(applications.values()), unreadable=found.unreadable)

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """OPS has no document lists.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("OPS has no document lists")

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """Citations and classifications of all publications of one application; for EP with its register
        data.

        Either source alone is an answer; what the register says of status and title goes before.

        Raises:
            NotHeld: OPS holds nothing published of it.
            ConnectorError: any other kind of failure.
        """
        if not serves(self._endpoint, number):
            raise Unsupported(f"this provider has no dossiers of {number.office}")
        if not _is_european(number):
            return await self._biblio(number)
        register, biblio = await asyncio.gather(
            self.get_register(number), self._biblio(number), return_exceptions=True
        )
        for failed in (biblio, register):
            if isinstance(failed, BaseException) and not isinstance(failed, ConnectorError):
                raise failed
        if isinstance(register, BaseException):
            if isinstance(biblio, BaseException):
                raise biblio
            return biblio
        record = Dossier(application=register.application, citations=register.citations)
        if isinstance(biblio, BaseException):
            return record
        citations = biblio.citations or register.citations
        return united(
            Dossier(application=record.application, citations=citations),
            Dossier(application=biblio.application, classifications=biblio.classifications),
        )

    def kept_back(self, operation: Operation, rendition: str = "") -> Throttled | None:
        """Why a family is not asked for now: that service is suspended, or busy. Citations have several."""
        return self._services.closed("inpadoc") if operation == "family" else None

    async def get_register(self, number: ApplicationNumber) -> RegisterRecord:
        """What the European Patent Register says of an EP application: status, dates, parties.

        Raises:
            Unsupported: not an EP application.
            ConnectorError: any other kind of failure.
        """
        if not _is_european(number):
            raise Unsupported("the register has European applications only")
        body = await self._fetch(
            "other", f"/register/application/epodoc/EP{number.number}/biblio", headers=_REGISTER
        )
        return await off_loop(parse_register, body, number)

    async def convert(self, text: str, type: NumberType, source: Format, target: Format) -> Conversion:
        """A number in another format, by the EPO's number service.

        ``text`` is written as the service wants it; ``number_service.original_reference`` writes an office's
        own spelling so.

        Raises:
            Unsupported: the number cannot be sent, or there is no such conversion.
            ConnectorError: any other kind of failure.
        """
        check_conversion(text, source, target)
        path = f"/number-service/{type}/{source}/{quote(text, safe='/(),.*-')}/{target}"
        return parse_conversion(await self._fetch("other", path), target)

    async def confirm(self, reading: Reading) -> Confirmation:
        """What the EPO's number service makes of a number as its office writes it.

        Raises:
            Unsupported: the number cannot be sent, or the service cannot read it.
            ConnectorError: any other kind of failure.
        """
        type = reading.number.type
        try:
            found = await self.convert(written_reference(reading), type, "original", "docdb")
        except UnreadNumber as error:
            raise Unsupported("the number service cannot read this number") from error
        return confirmation(found, type)

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """OPS has no documents of a file.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("OPS has no content of dossiers")

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """OPS states no coverage as data.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("OPS has no question about coverage")

    async def ping(self) -> None:
        """Converts one number, the cheapest question there is.

        Raises:
            ConnectorError: OPS does not answer, or not as itself.
        """
        await self.convert("EP.1000000.A1", "publication", "docdb", "epodoc")

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _inpadoc(self, number: Number, asked: Reference) -> Members:
        body = await self._fetch("inpadoc", f"/family/{'/'.join(asked)}")
        return await off_loop(parse_family, body, number)

    async def _narrowed(
        self, members: tuple[Member, ...], number: Number, asked: Reference
    ) -> tuple[Member, ...]:
        """The simple family within an extended one.

        OPS is asked for the equivalents only where the members belong to several simple families; where it
        cannot say, its own identifier of the simple family decides.
        """
        if len({member.simple_id or member.application.number.docdb for member in members}) < 2:
            return members
        own = {member.simple_id for member in members if _is_asked(member.application, number)} - {None}
        try:
            body = await self._fetch("retrieval", f"/published-data/{'/'.join(asked)}/equivalents")
            equivalents = await off_loop(parse_equivalents, body)
        except ConnectorError:
            if not own:
                raise
            return tuple(member for member in members if member.simple_id in own)
        return tuple(
            member
            for member in members
            if _is_asked(member.application, number)
            or any((one.office, one.number) in equivalents for one in member.application.publications)
        )

    async def _registered(self, application: Application) -> Application:
        """An EP application as INPADOC lists it, with what only the register says, where it can be had."""
        try:
            known = (await self.get_register(application.number)).application
        except ConnectorError:
            return application
        return msgspec.structs.replace(
            application, title=known.title, applicants=known.applicants, status=known.status
        )

    async def _biblio(self, number: ApplicationNumber) -> Dossier:
        asked = reference(Number("application", number.office, number.number, number.kind))
        body = await self._fetch("retrieval", f"/published-data/{'/'.join(asked)}/biblio")
        for dossier in await off_loop(parse_biblio, body):
            if dossier.application.number == number:
                return dossier
        raise Malformed("wrong_application: answered for another application")

    async def _fetch(self, service: str, path: str, headers: dict[str, str] = _ACCEPT) -> bytes:
        """The body of an answer of one of the services of OPS, in its turn, unless it is suspended."""
        await self._services.turn(service)
        try:
            reply = await self._client.fetch(f"{_ROOT}{path}", headers=headers)
        except Throttled as error:
            raise self._services.refused(service, error) from error
        self._services.learn(reply.headers)
        return reply.body


def _is_european(number: ApplicationNumber) -> bool:
    return number.office == "EP" and number.kind != "W"


def _is_asked(application: Application, asked: Number) -> bool:
    """Whether a member is the application, or has the publication, that was asked for."""
    if asked.type != "publication":
        return application.number == asked.application
    return any((one.office, one.number) == (asked.office, asked.number) for one in application.publications)


def _claimants(members: tuple[Member, ...], asked: Number) -> tuple[Member, ...]:
    """The members that claim a priority, and the application itself."""
    return tuple(
        member
        for member in members
        if _is_asked(member.application, asked)
        or any(claim.number == asked.application for claim in member.application.priorities)
    )


def open_connector(
    endpoint: Endpoint, network: Network, *, register_seconds: float = REGISTER_SECONDS
) -> EpoOpsConnector:
    """A connector for OPS; its token endpoint is ``{url}/auth/accesstoken`` unless configured.

    Raises:
        ValueError: the endpoint's URL or authentication cannot be used.
    """
    token_url = f"{endpoint.url}/auth/accesstoken"
    client = network.client(endpoint, token_url=token_url, explain=explain(time.time))
    return EpoOpsConnector(endpoint, client, register_seconds=register_seconds)


WIRE = Wire("epo-ops", frozenset({"family", "citations"}), open_connector)
