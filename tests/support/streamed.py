"""A stream as its reader keeps it: whole values that replace by key, and what is withdrawn taken out."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from asking import flights
from virtual_time import LoopClock

from gateway.questions.families import FamilyRequest, follow_family
from gateway.questions.numbers import Choice
from gateway.questions.telling import Event
from gateway.world import World

Json = dict[str, Any]
OutcomeKey = tuple[str, str, str]

_GUIDE = Path(__file__).parents[2] / "gateway" / "README.md"


class Streamed:
    """Folds events, and looks at each as it comes.

    Nothing follows ``done``, nothing is told that stands there already, only what stands is withdrawn, and at
    every moment each dossier is one of a member of the family. ``withdrawn`` are the keys that were.
    """

    def __init__(self, events: Iterable[Mapping[str, Any]] = ()) -> None:
        self.family: Json | None = None
        self.dossiers: dict[str, Json] = {}
        self.outcomes: dict[OutcomeKey, Json] = {}
        self.done: Json | None = None
        self.withdrawn: list[str | OutcomeKey] = []
        for event in events:
            self.take(event)

    def take(self, event: Mapping[str, Any]) -> None:
        """The next event."""
        assert self.done is None, "nothing follows done"
        match event:
            case {"event": "family", "family": family}:
                assert family != self.family, "nothing is told twice"
                self.family = family
            case {"event": "dossier", "dossier": dossier}:
                _put(self.dossiers, dossier["applicationNumber"]["docdb"], dossier)
            case {"event": "outcome", "outcome": outcome}:
                _put(self.outcomes, _key(outcome), outcome)
            case {"event": "withdrawn", "withdrawn": {"dossier": docdb, **more}}:
                assert not more, "one withdrawal takes back one value"
                del self.dossiers[docdb]
                self.withdrawn.append(docdb)
            case {"event": "withdrawn", "withdrawn": {"outcome": key, **more}}:
                assert not more, "one withdrawal takes back one value"
                assert set(key) == {"provider", "operation", "applicationNumber"}, "it names it, no more"
                del self.outcomes[_key(key)]
                self.withdrawn.append(_key(key))
            case {"event": "done"}:
                self.done = dict(event)
            case _:
                raise AssertionError(f"there is no such event: {event}")
        assert set(self.dossiers) <= set(self.members), "a dossier is one of a member"

    @property
    def members(self) -> list[str]:
        """The members of the family as it stands, by DOCDB number."""
        told = [] if self.family is None else self.family["members"]
        return [member["applicationNumber"]["docdb"] for member in told]

    def answer(self) -> Json:
        """The JSON answer that the whole stream amounts to: everything that stands, and nothing else."""
        assert self.done is not None, "a stream without its end is no answer"
        return {
            "query": self.done["query"],
            "family": self.family,
            "dossiers": [self.dossiers[docdb] for docdb in sorted(self.dossiers, key=self.members.index)],
            "outcomes": [self.outcomes[key] for key in sorted(self.outcomes)],
            "conflicts": self.done["conflicts"],
            "complete": self.done["complete"],
        }


class Reader:
    """Reads a stream, each event in ``seconds``; goes away after the first ``most``."""

    def __init__(self, *, seconds: float = 0, most: int | None = None) -> None:
        self.events: list[tuple[float, Json]] = []
        self.streamed = Streamed()
        self._seconds = seconds
        self._most = most

    async def write(self, event: Event) -> None:
        """Takes one event."""
        if self._most is not None and len(self.events) >= self._most:
            raise ConnectionResetError
        told = msgspec.json.decode(event.encoded())
        self.events.append((asyncio.get_running_loop().time(), told))
        self.streamed.take(told)
        await asyncio.sleep(self._seconds)

    @property
    def names(self) -> list[str]:
        """The events by name."""
        return [event["event"] for _, event in self.events]

    def folded(self) -> Json:
        """The answer that the events amount to."""
        return self.streamed.answer()


async def follow(
    request: FamilyRequest, world: World, reader: Reader, most_seconds: float = 60
) -> Choice | None:
    """Follows one question to its end; afterwards nothing is under way."""
    under_way = flights()
    try:
        return await follow_family(request, world, under_way, LoopClock(), most_seconds, reader.write)
    finally:
        await under_way.aclose()
        assert len(under_way) == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}


def events_of(body: bytes, form: str) -> list[str]:
    """The JSON of each event of a stream in this form; of server-sent events each under its own name."""
    if form == "application/x-ndjson":
        return body.decode().removesuffix("\n").split("\n")
    found = []
    for message in body.decode().removesuffix("\n\n").split("\n\n"):
        name, data = message.split("\n")
        found.append(data.removeprefix("data: "))
        assert name == f"event: {json.loads(found[-1])['event']}"
    return found


def folded_by_the_guide(lines: list[str]) -> Json:
    """A stream's whole, folded with the code that the guide for accessing offices shows."""
    code = re.findall(r"```python\n(.*?)```", _GUIDE.read_text(), re.DOTALL)
    room: Json = {"json": json, "lines": lines}
    exec(next(block for block in code if "match event" in block), room)
    family, done = room["family"], room["done"]
    order = [member["applicationNumber"]["docdb"] for member in family["members"]]
    return {
        "query": done["query"],
        "family": family,
        "dossiers": [room["dossiers"][docdb] for docdb in sorted(room["dossiers"], key=order.index)],
        "outcomes": [room["outcomes"][key] for key in sorted(room["outcomes"], key=_order)],
        "conflicts": done["conflicts"],
        "complete": done["complete"],
    }


def _order(key: tuple[str, str, str | None]) -> OutcomeKey:
    return key[0], key[1], key[2] or ""


def _key(outcome: Json) -> OutcomeKey:
    return _order((outcome["provider"], outcome["operation"], outcome["applicationNumber"]))


def _put(standing: dict[Any, Json], key: Any, value: Json) -> None:
    assert standing.get(key) != value, "nothing is told twice"
    standing[key] = value
