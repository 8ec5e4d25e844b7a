"""Offices that answer badly on purpose: each is told by its own outcome, and spoils nobody else's part."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking import timeless
from hostile import HostileOffice, Misdeed, hostile_office, whole
from misdeeds import MISDEEDS
from replicas import Replica, configure, replica
from virtual_time import leap

from connectors.case.encode import encode_doclist, encode_family
from connectors.kit.generated import generate_families, generated_offices
from connectors.kit.simulator import Simulation, simulate
from connectors.model import Application
from connectors.numbers.identity import ApplicationNumber, Number

(FAMILY,) = generate_families(21, offices=["AU", "CA", "NZ", "SG"], documents=4)
OWN = next(member for member in FAMILY.members if member.number.office == "CA")
ASKED = next(member.number.docdb for member in FAMILY.members if member.number.office == "NZ")
RIGHT = {
    "/families": encode_family(
        Number("application", "CA", OWN.number.number, "A"), [OWN.dossier.application], "simple"
    ),
    "/doclists": encode_doclist(OWN.number, OWN.dossier.documents, total=4),
}
"""What the office at CA would answer if it were well."""
OPERATIONS = {"/families": "family", "/doclists": "dossier"}
READ = ("a web page", "nothing", "half", "twice", "another shape", "UTF-16", "Latin-1", "deeply nested",
        "half a million items", "unknown properties")  # fmt: skip
"""What only reading the answer shows: tried with both operations, the rest with one."""
CASES = [(name, "/doclists") for name in MISDEEDS] + [(name, "/families") for name in READ]
SLOW = ("a drip", "silence", "interim answers")
PATIENCE = 5.0
"""How many seconds the hostile office is given."""


class House:
    """Three good offices, and the hostile one at CA; gateways over them."""

    def __init__(self, stack: AsyncExitStack, office: HostileOffice, good: Simulation, folder: Path) -> None:
        self.office = office
        self.good = good
        self._stack = stack
        self._folder = folder
        self._count = 0
        self.behave()

    def behave(self) -> None:
        """Lets the office answer rightly."""
        self.office.answers = {path: whole(body) for path, body in RIGHT.items()}

    async def gateway(self) -> Replica:
        """A gateway that remembers."""
        self._count += 1
        directory = self.good.write_config(self._folder / str(self._count))
        hostile = self.office.endpoint("CA")
        lines = [
            f"{key}: {json.dumps(value)}\n" for key, value in hostile.settings.items() if key != "limits"
        ]
        lines.append(f"limits: {{timeout_seconds: {PATIENCE}}}\n")
        (directory / "offices" / "ca.yaml").write_text("".join(lines))
        configure(directory, [*self.good.endpoints, hostile])
        return await self._stack.enter_async_context(replica(directory))

    async def ask(self, gateway: Replica) -> Any:
        """The family, asked by the number of a good office's member."""
        return await gateway.family(ASKED, type="application")


async def open_house(stack: AsyncExitStack, folder: Path) -> House:
    """The offices, until the stack is left."""
    office = await stack.enter_async_context(hostile_office())
    good = [one for one in generated_offices([FAMILY]) if one.id != "ca"]
    return House(stack, office, await stack.enter_async_context(simulate(good)), folder)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The offices."""
    async with AsyncExitStack() as stack:
        yield await open_house(stack, tmp_path)


def of_others(answer: Any) -> str:
    """Everything in an answer that is not of the hostile office; what is cached counts as ``ok``."""

    def others(part: str) -> list[Any]:
        return [one for one in answer[part] if one["applicationNumber"]["office"] != "CA"]

    told = {
        "members": [m for m in answer["family"]["members"] if m["applicationNumber"]["office"] != "CA"],
        "dossiers": others("dossiers"),
        "outcomes": [
            {**one, "code": "ok" if one["code"] == "cached" else one["code"]}
            for one in answer["outcomes"]
            if one["provider"] != "ca"
        ],
        "conflicts": answer["conflicts"],
    }
    return json.dumps(timeless(told))


def of_hostile(answer: Any, operation: str) -> list[tuple[str, str]]:
    """Code and detail of the outcomes of the hostile office, without those that say it holds nothing."""
    return [
        (one["code"], one["detail"] or "")
        for one in answer["outcomes"]
        if one["provider"] == "ca" and one["operation"] == operation
    ]


def sockets() -> int:
    """How many sockets this process has open."""
    count = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            count += str(descriptor.readlink()).startswith("socket:")
    return count


def asks() -> list[str]:
    """The tasks that ask an office something."""
    return [name for task in asyncio.all_tasks() if (name := task.get_name()).startswith("ask ")]


async def until(holds: Callable[[], bool]) -> None:
    """Lets the loop run until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nothing tells of sockets
            await asyncio.sleep(0)


def outlasting(misdeed: Misdeed) -> Misdeed:
    """The misdeed goes on until the time of the office is over, which is soon after it began."""

    async def outlast(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way = asyncio.ensure_future(misdeed(reader, writer))
        for _ in range(100):
            await asyncio.sleep(0)
        leap(PATIENCE)
        await under_way

    return outlast


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is told of the others when the hostile office is down."""

    async def asked() -> Any:
        async with AsyncExitStack() as stack:
            house = await open_house(stack, tmp_path_factory.mktemp("down"))
            house.office.silent = True
            return await house.ask(await house.gateway())

    answer = asyncio.run(asked())
    assert {code for code, _ in of_hostile(answer, "family")} == {"unavailable"}
    return of_others(answer)


@pytest.mark.parametrize(("name", "path"), CASES)
async def test_a_bad_answer_is_told_and_spoils_nothing(
    house: House, without: str, name: str, path: str
) -> None:
    """Its own outcome says what was wrong; everything of the others is as when that office is down; nothing
    of it is kept; no ask, task or socket stays behind."""
    misdeed = MISDEEDS[name]
    gateway = await house.gateway()
    wrong = misdeed.answer(RIGHT[path])
    house.office.answers[path] = outlasting(wrong) if name in SLOW and not isinstance(wrong, bytes) else wrong

    answer = await house.ask(gateway)
    operation = OPERATIONS[path]
    told = of_hostile(answer, operation)
    assert told
    assert {code for code, _ in told} == {misdeed.code}
    assert all(misdeed.detail in detail for _, detail in told)
    assert all(len(detail) <= 200 for _, detail in told)
    assert answer["complete"] is misdeed.settled
    if not misdeed.settled:
        members = [m for m in answer["family"]["members"] if m["applicationNumber"]["office"] == "CA"]
        assert [m["availability"] for m in members] == ([] if operation == "family" else ["unavailable"])

    await until(lambda: len(gateway.gateway.flights) == 0 and not asks())
    asked = house.office.asked.count(path)
    before = house.good.asked("au")["families"], sockets()
    again = await house.ask(gateway)
    assert (house.office.asked.count(path) == asked) is misdeed.settled, "a bad answer is not remembered"
    assert of_hostile(again, operation)[0][0] == ("cached" if misdeed.settled else misdeed.code)
    await until(lambda: sockets() <= before[1])
    assert house.good.asked("au")["families"] == before[0], "the others' answers are"

    if not misdeed.settled:
        assert of_others(answer) == of_others(again) == without


async def test_the_next_question_gets_its_own_answer_after_surplus_bytes(house: House) -> None:
    """What an office sends unasked is the answer to nothing: not to the next question on that connection."""
    injected = RIGHT["/doclists"].replace(b"Generated", b"Injected").replace(b"CLMS", b"EVIL")
    house.office.answers["/families"] = whole(RIGHT["/families"]) + whole(injected)
    answer = await house.ask(await house.gateway())
    assert answer["complete"] is True
    assert "EVIL" not in json.dumps(answer)
    (dossier,) = [d for d in answer["dossiers"] if d["applicationNumber"]["office"] == "CA"]
    assert len(dossier["documents"]) == 4


async def test_a_list_of_a_thousand_strangers_pushes_nobody_out(house: House) -> None:
    """An office that names a thousand applications of another one as members: what the good offices have is
    there as ever, and the answer says that it is not all."""
    own = OWN.dossier.application
    strangers = tuple(
        Application(
            number=ApplicationNumber("AU", f"2019{n:06}"),
            filing_date=date(2019, 4, 1),
            priorities=own.priorities,
        )
        for n in range(1_000)
    )
    members = [own, *strangers]
    asked = Number("application", "CA", OWN.number.number, "A")
    house.office.answers["/families"] = whole(encode_family(asked, members, "simple"))
    answer = await house.ask(await house.gateway())
    shown = {one["applicationNumber"]["docdb"] for one in answer["family"]["members"]}
    assert {number.docdb for number in FAMILY.numbers} <= shown
    assert len(shown) == 200
    files = {one["applicationNumber"]["docdb"]: len(one["documents"]) for one in answer["dossiers"]}
    assert {number.docdb: 4 for number in FAMILY.numbers}.items() <= files.items()
    assert answer["complete"] is False
