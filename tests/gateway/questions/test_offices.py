"""Who takes part, and how each is doing."""

from __future__ import annotations

import asyncio

from asking import flights
from worlds import Office, application, number, provider, world

from connectors.errors import TimedOut
from gateway.asks import Ask, Outcome
from gateway.flights.circuit import CONSECUTIVE
from gateway.flights.flights import Flights
from gateway.questions.offices import list_offices
from gateway.world import World


async def ask(under_way: Flights, ours: World, id: str) -> None:
    """Asks one provider something."""
    heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    under_way.join(Ask(id, "family", number("EP.1.A")), ours.providers[id], heard.set_result)
    await heard


def states(ours: World, under_way: Flights) -> dict[str, str]:
    """The state of each provider."""
    return {p.id: p.state for office in list_offices(ours, under_way).offices for p in office.providers}


async def test_everybody_who_takes_part_or_is_served_is_listed() -> None:
    """By code, with the providers through which each is reached."""
    ours = world(
        provider("hub", Office(), "EP JP"), provider("ep", Office(), "EP", "offices"), participants="EP BR"
    )
    listed = list_offices(ours, flights()).offices
    assert [(o.office, o.name, [p.id for p in o.providers]) for o in listed] == [
        ("BR", "BR", []),
        ("EP", "EP", ["ep", "hub"]),
        ("JP", None, ["hub"]),
    ]
    assert [p.visibility for p in listed[1].providers] == ["offices", "public"]


async def test_a_state_is_what_the_last_answers_showed() -> None:
    """Unknown until asked; down while it is left alone; a negative answer is a sign of life."""
    ill = Office(always={"family": TimedOut("slow")})
    ours = world(
        provider("a", Office(), "AU"),
        provider("b", Office([application("EP.1.A")]), "BR"),
        provider("c", ill, "CA"),
        provider("d", Office(), "CL"),
        provider("e", Office(), "CN", status="suspended"),
    )
    under_way = flights(fresh=0, stale=0)
    for id in ("a", "b", *["c"] * CONSECUTIVE, "e"):
        await ask(under_way, ours, id)
    assert states(ours, under_way) == {"a": "up", "b": "up", "c": "down", "d": "unknown", "e": "suspended"}
    ill.always.clear()
    await asyncio.sleep(60)
    await ask(under_way, ours, "c")
    assert states(ours, under_way)["c"] == "up"
