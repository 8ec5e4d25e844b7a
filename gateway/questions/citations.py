"""Who cited what against a family: the citations of all its members, from everyone, as one answer."""

from __future__ import annotations

import asyncio

from gateway.clock import Clock
from gateway.flights.asking import Asking
from gateway.present.citations import present_citations
from gateway.present.citations_answer import CitationsAnswer
from gateway.questions.families import FamilyRequest, absence, begin
from gateway.questions.numbers import Choice, query_out
from gateway.questions.pursuit import pursue
from gateway.world import World


async def find_citations(
    request: FamilyRequest, world: World, flights: Asking, clock: Clock
) -> CitationsAnswer | Choice:
    """The citations and classifications of a number's family, within the requester's time.

    The family is found as ``find_family`` finds it; of each member citations are asked for, and no document
    lists.

    Raises:
        BadQuestion: the number cannot be read.
        NotFound: nobody who could know has it, or it may not be seen.
        NobodyAnswered: nothing is known of a family and some who could know failed.
    """
    asked = begin(request, world, clock, flights.coverages, ("citations",))
    if isinstance(asked, Choice):
        return asked
    deadline = asyncio.get_running_loop().time() + request.wait_seconds
    known = await pursue(
        asked.question, world, flights, deadline, urgency=request.urgency, frontier=asked.frontier
    )
    found = asked.locate(known)
    if found is None:
        raise absence(known.values(), asked.question, world)
    if isinstance(found, Choice):
        return found
    presented = present_citations(
        found.admitted, found.families, found.family, asked.question, world, asked.memory
    )
    return CitationsAnswer(
        query=query_out(request.text, found.read_as),
        family=presented.family,
        citations=presented.citations,
        classifications=presented.classifications,
        outcomes=presented.outcomes,
        conflicts=presented.conflicts,
        complete=presented.complete,
    )
