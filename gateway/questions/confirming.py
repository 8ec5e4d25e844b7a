"""What the configured number services make of a number, reading by reading.

The number goes to these services, and to nobody else. The years that a spelling leaves open are one question,
asked without a year: the service may know which of them is right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec.structs import asdict

from connectors.contract import Confirmation, Message, NumberService
from connectors.errors import ConnectorError
from connectors.numbers.identity import Number, NumberType, Reading
from gateway.asks import OutcomeCode
from gateway.present.answer import ReadAsOut, read_as_out
from gateway.world import Provider, World

Verdict = Literal["agrees", "differs", "not-converted"]
Spelling = tuple[NumberType, str, str, str | None]


class SaidOut(msgspec.Struct, frozen=True, rename="camel"):
    """What one number service says of one reading.

    ``code`` is what became of the question; without ``ok`` there is no ``verdict``, and ``detail`` says why.
    ``docdb`` is the DOCDB form that the service gives.
    """

    provider: str
    code: OutcomeCode
    verdict: Verdict | None = None
    docdb: str | None = None
    messages: tuple[Message, ...] = ()
    detail: str | None = None


class ConfirmedOut(ReadAsOut, frozen=True):
    """A reading, and what each number service says of it."""

    services: tuple[SaidOut, ...] = ()


class ConfirmedAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """All readings of a text, best first, each with what the number services say."""

    text: str
    read_as: tuple[ConfirmedOut, ...]


def number_services(world: World) -> tuple[Provider, ...]:
    """The providers that convert numbers, by id."""
    found = (one for one in world.providers.values() if isinstance(one.connector, NumberService))
    return tuple(sorted(found, key=lambda one: one.id))


async def confirm(text: str, readings: Sequence[Reading], services: Iterable[Provider]) -> ConfirmedAnswer:
    """Puts every reading to each of the services; those that fail say so, and nothing raises."""
    told = await asyncio.gather(*(_asked(one, readings) for one in services))
    return ConfirmedAnswer(
        text,
        tuple(
            ConfirmedOut(**asdict(read_as_out(reading)), services=tuple(said[reading] for said in told))
            for reading in readings
        ),
    )


async def _asked(provider: Provider, readings: Sequence[Reading]) -> Mapping[Reading, SaidOut]:
    """What a service says of each reading; it is asked one question after the other, each spelling once."""
    known: dict[Spelling, Confirmation | SaidOut] = {}
    for reading in readings:
        spelling = _spelling(reading)
        if spelling not in known:
            known[spelling] = await _answer(provider, reading)
    return {reading: _said(provider.id, reading, known[_spelling(reading)]) for reading in readings}


def _spelling(reading: Reading) -> Spelling:
    number = reading.number
    return number.type, number.office, reading.written or number.number, number.kind


async def _answer(provider: Provider, reading: Reading) -> Confirmation | SaidOut:
    if provider.status != "active":
        return SaidOut(provider.id, "suspended", detail="The operator has suspended this provider.")
    service = provider.connector
    if not isinstance(service, NumberService):
        raise TypeError(f"{provider.id} is no number service")
    seconds = provider.endpoint.limits.timeout_seconds
    try:
        async with asyncio.timeout(seconds):
            return await service.confirm(reading)
    except ConnectorError as error:
        return SaidOut(provider.id, error.code, detail=error.detail)
    except TimeoutError:
        return SaidOut(provider.id, "timed_out", detail=f"It has not answered within {seconds:g} s.")


def _said(provider: str, reading: Reading, answer: Confirmation | SaidOut) -> SaidOut:
    if isinstance(answer, SaidOut):
        return answer
    if (found := answer.number) is None:
        return SaidOut(provider, "ok", "not-converted", messages=answer.messages)
    verdict: Verdict = "agrees" if _same(reading.number, found) else "differs"
    return SaidOut(provider, "ok", verdict, found.docdb, answer.messages)


def _same(ours: Number, theirs: Number) -> bool:
    """Whether a service names the number that was read; a kind counts only when both sides say one."""
    kinds = {ours.kind, theirs.kind} - {None}
    return (ours.office, ours.number) == (theirs.office, theirs.number) and len(kinds) < 2
