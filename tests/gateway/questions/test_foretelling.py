"""A gateway is told whose document lists it is asked for next: only those that it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from asking import flights
from generated_worlds import TODAY
from worlds import ALL, AU, JP, Office, application, dossier, number, provider, world

from connectors.contract import Operation, Scope
from connectors.model import Family
from connectors.numbers.identity import Number
from gateway.plan import Question
from gateway.questions.pursuit import pursue
from gateway.requesters import PUBLIC, Requester
from gateway.world import Provider, Rule

EP = "EP.1.A"


class Told(Office):
    """A gateway that notes whose files it is told to be asked for next."""

    def __init__(self, *held: Any) -> None:
        super().__init__(*held)
        self.told: list[tuple[str, ...]] = []

    async def find_family_before_files(
        self, number: Number, scope: Scope, offices: tuple[str, ...]
    ) -> Family:
        """The family, as ever."""
        self.told.append(offices)
        return await self.find_family(number, scope)


def gateway(office: Office, can: Iterable[Operation] = ALL) -> Provider:
    """A gateway in front of the offices of two countries."""
    return provider("gw", office, "AU EP", can=can, gateway=True)


def told() -> Told:
    """A gateway that knows a family of two."""
    return Told([application(EP), application("AU.2.A")], [dossier(EP), dossier("AU.2.A")])


async def test_a_gateway_is_told_whose_files_are_asked_for_next() -> None:
    """With the question for the family, before which nobody knows the members."""
    far = told()
    await pursue(Question((number(EP),), AU, TODAY), world(gateway(far)), flights(), 100)
    assert (far.told, far.calls("dossier")) == ([("AU", "EP")], 2)


async def test_a_gateway_that_is_asked_for_families_only_is_told_nothing() -> None:
    """It would ask its offices for lists that nobody comes for."""
    far = told()
    await pursue(Question((number(EP),), AU, TODAY), world(gateway(far, ["family"])), flights(), 100)
    assert (far.told, far.calls()) == ([], 1)


@pytest.mark.parametrize("rule", [Rule("none"), Rule("offices"), Rule("named", frozenset({"JP"}))])
@pytest.mark.parametrize("requester", [PUBLIC, AU, JP])
async def test_whose_files_are_closed_to_the_requester_is_not_told(rule: Rule, requester: Requester) -> None:
    """An office's own rule governs its files by whatever route they come, so nobody is asked for them."""
    far = told()
    ours = world(gateway(far), provider("au", Office(), "AU", rule))
    await pursue(Question((number(EP),), requester, TODAY), ours, flights(), 100)
    files = {about.office for (operation, about), _ in far.asked.items() if operation == "dossier"}
    assert far.told == [tuple(sorted(files))]


@pytest.mark.parametrize("how", [{"confidential": True}, {"wants": ("citations",)}])
async def test_nothing_is_told_by_whoever_asks_for_no_list(how: dict[str, Any]) -> None:
    """Citations are asked for apart; a confidential number leads to no gateway."""
    far = told()
    await pursue(Question((number(EP),), AU, TODAY, **how), world(gateway(far)), flights(), 100)
    assert far.told == []
