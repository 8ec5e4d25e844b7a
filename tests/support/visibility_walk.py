"""A random walk through configurations, days and caches, held against a plain model of what is promised.

The model knows what was written and what day it is, and nothing of the gateway: for each document it says who
may see it. A step changes the configuration, lets time pass, makes the office fail, or asks.
"""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta

from chains import Served, served, setup
from msgspec.structs import replace
from secrets_told import COPY, NUMBERS, OPERATIONS, OWN, SecretWorld, ShiftedClock, secret, told
from worlds import agreement

from connectors.model import Access
from gateway.agreements import Agreement
from gateway.world import Rule

OFFICES = (None, "NZ", "AU", "JP", "KR", "EP")
ITEMS: dict[str, dict[str, object]] = {
    "plain": {},
    "decision": {"category": "decision"},
    "guarded": {"access": Access(visibility="named", offices=("NZ", "JP"))},
}
COPIES: dict[str, dict[str, object]] = {"plain": {}, "decision": {"category": "decision"}, "guarded": {}}
DEFAULTS = (
    *(Rule("public"),) * 4,
    *(Rule("offices"),) * 3,
    Rule("named"),
    Rule("named", frozenset({"AU"})),
    Rule("none"),
)
MAXIMA = (*(Rule("public"),) * 4, Rule("offices"), Rule("named", frozenset({"AU", "JP", "EP"})))
RULES = (
    Rule("none", categories=frozenset({"decision"})),
    Rule("named", categories=frozenset({"decision"})),
    Rule("offices", categories=frozenset({"search-report"})),
    Rule("named", frozenset({"NZ", "EP"}), statuses=frozenset({"filed"})),
    Rule("offices", statuses=frozenset({"granted", "lapsed"})),
    Rule("named", frozenset({"KR"}), since=date(2020, 1, 1), categories=frozenset({"search-report"})),
    Rule("none", categories=frozenset({"citations"})),
)
STATUS = {"published": "granted", "unpublished": "filed"}


@dataclass
class Written:
    """What is written at a moment: the configuration as the model knows it."""

    default: Rule = DEFAULTS[0]
    maximum: Rule = MAXIMA[0]
    rules: tuple[Rule, ...] = ()
    hub: str = "public"
    suspended: bool = False
    agreements: list[Agreement] = field(default_factory=list)

    def partners(self, today: date, *, unpublished: bool = False) -> set[str]:
        """The offices with which the office has an agreement today."""
        found: set[str] = set()
        for one in self.agreements:
            begun = one.begins <= today and (one.ends is None or one.ends >= today)
            if one.active and begun and "EP" in one.accepted_by and (one.unpublished or not unpublished):
                found |= one.accessing & one.accepted_by
        return found

    def enters(self, office: str | None, today: date) -> bool:
        """Whether an office gets anything of this office at all."""
        if self.suspended or not lets(self.maximum, office, set()):
            return False
        return lets(self.default, office, self.partners(today))

    def shows(self, which: str, item: str, office: str | None, today: date) -> bool:
        """Whether a requester sees a document, what is ``cited``, or the ``title`` of an application."""
        if not self.enters(office, today):
            return False
        if which == "unpublished" and office not in {"EP", *self.partners(today, unpublished=True)}:
            return False
        if item == "title":
            return True
        if item == "guarded" and office not in ("NZ", "JP"):
            return False
        category = {"decision": "decision", "cited": "citations"}.get(item, "search-report")
        for rule in self.rules:
            about = not rule.categories or category in rule.categories
            about = about and (not rule.statuses or STATUS[which] in rule.statuses)
            if rule.since is not None and item != "cited":
                about = False  # every document is of 2011
            named = set(rule.offices) or self.partners(today)
            if about and not lets(Rule(rule.visibility, frozenset(named)), office, set()):
                return False
        return True


def lets(rule: Rule, office: str | None, more: set[str]) -> bool:
    """Whether a word opens to this office."""
    match rule.visibility:
        case "public":
            return True
        case "offices":
            return office is not None
        case "named":
            return office in {*rule.offices, *more}
    return False


class Walk:
    """The gateway on its way, beside the model."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.secrets = SecretWorld(ITEMS, COPIES)
        self.clock = ShiftedClock()
        self.written = Written()
        self.failing = False
        self.asked = self.shown = self.hidden = 0
        self.disagreements: list[str] = []

    async def run(self, steps: int) -> None:
        """So many steps."""
        async with AsyncExitStack() as stack:
            self._gateway: Served = await stack.enter_async_context(
                served(self.secrets.world("public"), clock=self.clock, fresh=300)
            )
            for _ in range(steps):
                await self._step()

    async def _step(self) -> None:
        chance = self.random.random()
        if chance < 0.62:
            await self._ask()
        elif chance < 0.82:
            self._write()
        elif chance < 0.90:
            self.clock.days += self.random.choice((1, 1, 2, 7))
        elif chance < 0.96:
            self.clock.seconds += self.random.choice((10, 100, 301, 900))
        elif not self.failing:
            self.failing = True
            self.secrets.fail(True)
        if self.failing and self.random.random() < 0.1:
            await self._heal()

    async def _heal(self) -> None:
        """The office answers again, and is asked until nobody holds its failures against it."""
        self.failing = False
        self.secrets.fail(False)
        suspended, self.written.suspended = self.written.suspended, False
        self._load()
        for _ in range(3):
            self.clock.seconds += 700
            for which in NUMBERS:
                for operation in ("dossiers", "citations"):
                    await told(self._gateway, which, operation, "EP")
        self.written.suspended = suspended
        self._load()

    def _write(self) -> None:
        """One thing in the configuration is another from now on: narrower, wider or neither."""
        choice, written = self.random.choice, self.written
        match self.random.randrange(8):
            case 0 | 1:
                written.default = choice(DEFAULTS)
            case 2:
                written.maximum = choice(MAXIMA)
            case 3:
                written.rules = tuple(self.random.sample(RULES, self.random.choice((0, 0, 0, 1, 1, 2))))
            case 4:
                written.hub = choice(("public", "public", "offices", "none"))
            case 5:
                written.suspended = not written.suspended and self.random.random() < 0.3
            case _:
                written.agreements = [self._agreement(n) for n in range(self.random.randrange(4))]
        self._load()

    def _agreement(self, position: int) -> Agreement:
        today = self._today()
        parties = frozenset({"EP", "JP", "KR", "AU"})
        begins = today + timedelta(days=self.random.randrange(-6, 4))
        return agreement(
            self.secrets.providers("public")[0],
            *self.random.choice((("JP",), ("KR",), ("JP", "KR"), ("AU",))),
            id=f"a{position}",
            active=self.random.random() < 0.85,
            begins=begins,
            ends=self.random.choice((None, begins + timedelta(days=self.random.randrange(8)))),
            unpublished=self.random.random() < 0.7,
            accepted_by=parties
            if self.random.random() < 0.8
            else parties - {self.random.choice(["EP", "JP"])},
        )

    def _load(self) -> None:
        """Puts what is written in force, as a reload does; caches keep what they have."""
        written = self.written
        world = self.secrets.world(
            written.default,
            *written.rules,
            hub=written.hub,
            maximum=written.maximum,
            status="suspended" if written.suspended else "active",
            agreements=written.agreements,
        )
        self._gateway.current.setup = setup(replace(world, version=str(self.random.random())))

    async def _ask(self) -> None:
        which, operation = self.random.choice(tuple(NUMBERS)), self.random.choice(OPERATIONS)
        office, today = self.random.choice(OFFICES), self._today()
        answers = await told(self._gateway, which, operation, office, ITEMS)
        body = b"".join(one.body for one in answers)
        if self._today() != today:
            return
        self.asked += 1
        items = tuple(ITEMS) + (("title",) if operation in ("families", "stream") else ())
        items = ("cited",) if operation == "citations" else items
        for item in (*ITEMS, "cited", "title"):
            seen = any(secret(which, of, item).encode() in body for of in (OWN, COPY))
            due = self.written.shows(which, item, office, today)
            self.shown += seen
            self.hidden += not due
            lost = due and not seen and item in items and not self.failing
            if (seen and not due) or lost:
                self.disagreements.append(
                    f"{operation} of {which} {item} by {office} on {today}: shown {seen}, {self.written}, "
                    f"{[one.status for one in answers]}"
                )

    def _today(self) -> date:
        return self.clock.now().date()
