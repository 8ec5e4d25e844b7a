"""Files as they are passed on to another gateway, asked for in one loop with whatever was asked before."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from virtual_time import LoopClock

from connectors.case import encode
from connectors.case.relayed import Relay
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.asks import FileOperation
from gateway.clock import today
from gateway.errors import GatewayError
from gateway.flights.claims import Claim
from gateway.flights.flights import Flights
from gateway.questions.relaying import Asker, File, Silent, find_members, get_file
from gateway.requesters import Requester
from gateway.world import World

WAIT_SECONDS = 30.0


def asker(world: World, requester: Requester, flights: Flights, *, confidential: bool = False) -> Asker:
    """Who asks this gateway as a provider today; what is charged for it is counted in ``flights``."""
    ours = world.on(today(LoopClock())).asked_by(requester).without_gateways
    claim = Claim(flights, requester.audience)
    return Asker(requester, ours, claim, LoopClock(), WAIT_SECONDS, confidential=confidential)


async def heard(world: World, requester: Requester, numbers: Iterable[Number], flights: Flights) -> None:
    """Asks for the families of these numbers, whatever is answered."""
    for number in numbers:
        try:
            await find_members(asker(world, requester, flights), (number,), "simple")
        except GatewayError:
            continue


def written(file: File, operation: FileOperation) -> bytes:
    """A file as it stands on the wire, but for when its parts were retrieved."""
    relay = timeless(file.relay)
    if operation == "citations":
        cited = file.citations()
        return encode.encode_citations(
            file.number, cited.citations, cited.classifications, access=cited.access, relay=relay
        )
    documents = file.documents()
    return encode.encode_doclist(
        file.number, documents, total=len(documents), about=file.about, access=file.opened_for, relay=relay
    )


async def answer(asking: Asker, number: ApplicationNumber, operation: FileOperation = "dossier") -> bytes:
    """What a file is answered with, as bytes; a refusal by its kind, its sentence and what is beside it."""
    try:
        return written(await get_file(asking, [number], operation), operation)
    except GatewayError as error:
        relay = timeless(error.relay) if isinstance(error, Silent) else None
        return encode.encode_error(type(error).__name__, error.detail, relay=relay)


def timeless(relay: Relay) -> Relay:
    """What stands beside an answer, without the moments at which its parts were retrieved."""
    return replace(relay, sources=tuple(replace(one, retrieved_at=None) for one in relay.sources))
