"""A question followed to its end without waiting: who is asked what, and what they say."""

from __future__ import annotations

from random import Random

from virtual_time import START
from worlds import Office

from connectors.errors import ConnectorError
from connectors.model import Family
from gateway.asks import Ask, Outcome, Part
from gateway.plan import Frontier, Question
from gateway.world import World


def told(ask: Ask, world: World) -> Outcome:
    """What the office behind a provider holds under an ask."""
    office = world.providers[ask.provider].connector
    assert isinstance(office, Office)
    error = office.always.get(ask.operation)
    if isinstance(error, ConnectorError):
        return Outcome(ask, error.code)
    if ask.operation == "family":
        members = office.families.get(ask.number, ())
        return (
            Outcome(ask, "ok", Part.of(Family(members=members), START))
            if members
            else Outcome(ask, "not_held")
        )
    assert ask.application is not None
    files = office.citations if ask.operation == "citations" else office.dossiers
    dossier = files.get(ask.application)
    return Outcome(ask, "not_held") if dossier is None else Outcome(ask, "ok", Part.of(dossier, START))


def asked(world: World, question: Question, order: Random | None = None) -> list[Ask]:
    """Every ask of a question, in an order of arrival made by chance; fails when one is repeated."""
    frontier = Frontier(question, world)
    waiting = sorted(frontier.opening(), key=str)
    done: list[Ask] = []
    while waiting:
        ask = waiting.pop(0 if order is None else order.randrange(len(waiting)))
        done.append(ask)
        for new in sorted(frontier.learn(told(ask, world)), key=str):
            if new not in done and new not in waiting:
                waiting.append(new)
    assert len(set(done)) == len(done)
    return done


def known(world: World, question: Question) -> list[Outcome]:
    """What everybody said to a question that was followed to its end."""
    return [told(ask, world) for ask in asked(world, question)]
