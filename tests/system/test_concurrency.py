"""Thirty offices and many clients at once: each office is asked once, and who leaves disturbs nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asking import timeless
from gates import Gate
from replicas import NO_CACHE, configure, replica

from connectors.kit.faults import Faults
from connectors.kit.generated import OFFICES, generate_families, generated_offices
from connectors.kit.simulator import simulate

COUNT = 30
CLUSTERS = 4
FAMILIES = generate_families(11, offices=OFFICES[:COUNT], clusters=CLUSTERS, documents=3)
"""One simple family a cluster, with a member at each office."""


@pytest.fixture
async def thirty(tmp_path: Path) -> AsyncIterator[Any]:
    """A gateway without a cache over thirty offices, whose answers wait at a gate."""
    gate = Gate()
    faults = {office.lower(): Faults(delay_seconds=1) for office in OFFICES[:COUNT]}
    async with simulate(generated_offices(FAMILIES), faults=faults, sleep=gate) as simulation:
        configure(simulation.write_config(tmp_path), simulation.endpoints, **NO_CACHE)
        async with replica(tmp_path) as gateway:
            yield gate, simulation, gateway
            gate.opened.set()


def number(cluster: int, member: int = 1) -> str:
    """A member's number."""
    return FAMILIES[cluster].members[member].number.docdb


async def test_each_office_is_asked_once_for_each_distinct_thing(thirty: Any) -> None:
    """Eight clients, four families, two clients for each: the calls of four questions, not of eight."""
    gate, simulation, gateway = thirty
    asking = [asyncio.create_task(gateway.family(number(n % CLUSTERS), type="application")) for n in range(8)]
    await gate.held(COUNT * CLUSTERS)
    gate.opened.set()
    answers = await asyncio.gather(*asking)
    for cluster, answer in enumerate(answers[:CLUSTERS]):
        assert len(answer["family"]["members"]) == len(answer["dossiers"]) == COUNT
        assert answer["complete"] is True
        assert timeless(answer) == timeless(answers[cluster + CLUSTERS])
    asked_member = FAMILIES[0].members[1].number.office.lower()
    for office in OFFICES[:COUNT]:
        asked = simulation.asked(office.lower())
        by_priority = 0 if office.lower() == asked_member else 1
        assert asked["families"] == CLUSTERS * (1 + by_priority), office
        assert asked["doclists"] == CLUSTERS, office
    assert len(gateway.gateway.flights) == 0


async def test_who_leaves_takes_nothing_from_those_who_stay(thirty: Any) -> None:
    """One of three breaks off while all wait; the others' answer is whole, and nobody is asked twice."""
    gate, simulation, gateway = thirty
    asking = [asyncio.create_task(gateway.family(number(0), type="application")) for _ in range(3)]
    await gate.held(COUNT)
    asking[0].cancel()
    await asyncio.gather(asking[0], return_exceptions=True)
    gate.opened.set()
    one, other = await asyncio.gather(*asking[1:])
    assert timeless(one) == timeless(other)
    assert len(one["dossiers"]) == COUNT
    assert {simulation.asked(office.lower())["doclists"] for office in OFFICES[:COUNT]} == {1}


async def test_when_the_last_client_has_gone_nothing_goes_on(thirty: Any) -> None:
    """Every call is cancelled at its office, and no ask, task or socket towards one stays behind."""
    gate, _, gateway = thirty
    asking = [asyncio.create_task(gateway.family(number(0), type="application")) for _ in range(3)]
    await gate.held(COUNT)
    assert len(gateway.gateway.flights) == COUNT
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    await gate.held(0)
    assert len(gateway.gateway.flights) == 0
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("ask ")]
