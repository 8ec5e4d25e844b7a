"""Generated families whose truth is known, told in pieces by several providers and recovered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.family import Listing
from gateway.families.grouping import group

OFFICES = ("AU", "CA", "CN", "EP", "GB", "IL", "JP", "KR", "NZ", "US")
SETTINGS = settings(max_examples=60)
seeds = st.integers(0, 2**32 - 1)


class World:
    """Families drawn from a seed: ``families`` is the truth, each family a list of whole applications."""

    def __init__(self, seed: int, count: int) -> None:
        self.random = random.Random(seed)
        self._serial = 100_000
        self.families = [self._family() for _ in range(count)]

    def _number(self, office: str, year: int, kind: str = "A") -> ApplicationNumber:
        """A number nobody else has, in the office's DOCDB spelling."""
        self._serial += 1
        if office == "US" and kind != "W":
            return ApplicationNumber("US", f"{year}{'61' if kind == 'P' else '13'}{self._serial}", kind)
        return ApplicationNumber(office, f"{year}{self._serial}", kind)

    def _family(self) -> list[Application]:
        """A first filing or some provisionals, direct filings, a W with phases, divisionals, validations."""
        draw, members = self.random, []
        start = date(2011, 6, 1) + timedelta(days=draw.randrange(1000))
        if draw.random() < 0.5:
            first = self._number(draw.choice(OFFICES[:-1]), start.year)
            claims = (PriorityClaim(number=first, date=start, relation="priority"),)
            if draw.random() < 0.7:
                members.append(Application(number=first, filing_date=start))
        else:
            claims = tuple(
                PriorityClaim(number=self._number("US", start.year, "P"), date=start + timedelta(days=20 * i))
                for i in range(draw.randint(1, 3))
            )
        filed = start + timedelta(days=draw.randint(200, 364))
        for office in draw.sample(OFFICES, draw.randint(1, 4)):
            number = self._number(office, filed.year)
            members.append(Application(number=number, filing_date=filed, priorities=claims))
        if draw.random() < 0.6:
            members += self._international(claims, filed)
        for _ in range(draw.randint(0, 3)):
            parent = draw.choice([one for one in members if one.number.kind == "A"])
            members.append(self._child(parent))
        return members

    def _international(self, claims: tuple[PriorityClaim, ...], filed: date) -> Iterator[Application]:
        """An international application, listed or not, and phases that may restate its priorities."""
        number = self._number(self.random.choice(("EP", "JP", "US")), filed.year, "W")
        relation = self.random.choice(("pct-phase", "unknown"))
        phase = PriorityClaim(number=number, date=filed, relation=relation)
        listed = self.random.random() < 0.5
        if listed:
            yield Application(number=number, filing_date=filed, priorities=claims)
        for place, office in enumerate(self.random.sample(OFFICES, self.random.randint(1, 3))):
            restated = claims if self.random.random() < 0.5 or (not listed and place == 0) else ()
            yield Application(
                number=self._number(office, filed.year), filing_date=filed, priorities=(phase, *restated)
            )

    def _child(self, parent: Application) -> Application:
        """A divisional, continuation or, of an EP application, a validation."""
        if parent.number.office == "EP" and self.random.random() < 0.3:
            number = ApplicationNumber(self.random.choice(("AT", "DE")), parent.number.number, "T")
            return Application(number=number, filing_date=parent.filing_date)
        later = parent.filing_date + timedelta(days=self.random.randint(100, 900))
        relation = self.random.choice(("division", "continuation", "addition", "unknown"))
        claim = PriorityClaim(number=parent.number, date=parent.filing_date, relation=relation)
        restated = tuple(one for one in parent.priorities if one.number.office != parent.number.office)
        number = self._number(parent.number.office, later.year)
        return Application(number=number, filing_date=later, priorities=(claim, *restated))

    def told(self) -> list[Listing]:
        """The world in pieces: each application once whole, and again by others with claims left out.

        One family in four has no whole telling: overlapping lists of bare members hold it together.
        """
        listings = []
        for members in self.families:
            bare = [Application(number=one.number, filing_date=one.filing_date) for one in members]
            if self.random.random() < 0.25:
                for one, other in zip(bare, bare[1:] or bare, strict=False):
                    listings.append(self._listing(one.number, (one, other)))
                continue
            listings += [self._listing(one.number, (one,)) for one in members]
            for _ in range(self.random.randint(0, 2)):
                some = self.random.sample(members, self.random.randint(1, len(members)))
                listings.append(self._listing(some[0].number, tuple(map(self._less, some))))
        return self.shuffled(listings)

    def _listing(self, asked: ApplicationNumber, members: tuple[Application, ...]) -> Listing:
        name, trust = self.random.choice((("own", 0), ("hub", 1), ("other", 2)))
        kind = self.random.choice(("application", "priority")) if len(members) == 1 else "application"
        return Listing(name, trust, Number(kind, asked.office, asked.number, asked.kind), members)

    def _less(self, one: Application) -> Application:
        """The application as a provider that knows less of it states it."""
        kept = tuple(self._misspelt(claim) for claim in one.priorities if self.random.random() < 0.6)
        filed = one.filing_date if self.random.random() < 0.7 else None
        return msgspec.structs.replace(one, priorities=kept, filing_date=filed)

    def _misspelt(self, claim: PriorityClaim) -> PriorityClaim:
        """A US provisional in one of the older spellings, now and then."""
        number = claim.number
        if number.kind != "P" or self.random.random() < 0.6:
            return claim
        old = ApplicationNumber("US", f"{int(number.number[6:])}{number.number[2:4]}", "P")
        native = ApplicationNumber("US", number.number[4:], self.random.choice("AP"))
        return msgspec.structs.replace(claim, number=self.random.choice((old, native)))

    def shuffled(self, listings: list[Listing]) -> list[Listing]:
        """The same listings in another order, members too, some of them twice."""
        again = self.random.sample(listings, len(listings) // 3)
        listings = [
            msgspec.structs.replace(one, members=tuple(self.random.sample(one.members, len(one.members))))
            for one in (*listings, *again)
        ]
        self.random.shuffle(listings)
        return listings

    def truth(self) -> set[frozenset[ApplicationNumber]]:
        """The families as sets of members."""
        return {frozenset(one.number for one in members) for members in self.families}


@SETTINGS
@given(seed=seeds, count=st.integers(1, 12))
def test_simple_and_extended_families_are_recovered(seed, count):
    """In both scopes the members fall into exactly the families they were drawn in."""
    world = World(seed, count)
    told = world.told()
    for scope in ("simple", "extended"):
        families = group(told, scope)
        assert {frozenset(found.members) for found in families.groups} == world.truth()
        assert not any(found.quarantined for found in families.groups)


@SETTINGS
@given(seed=seeds, count=st.integers(1, 8))
def test_the_order_of_what_is_told_changes_nothing(seed, count):
    """Any permutation and repetition of listings and members gives an equal result, identifiers included."""
    world = World(seed, count)
    told = world.told()
    for scope in ("simple", "extended"):
        assert group(told, scope) == group(world.shuffled(told), scope)


@SETTINGS
@given(seed=seeds, count=st.integers(1, 8))
def test_telling_the_result_again_changes_nothing(seed, count):
    """Grouping what was grouped, each family as one listing more, gives the same families with the same
    ids.
    """
    world = World(seed, count)
    told = world.told()
    for scope in ("simple", "extended"):
        families = group(told, scope)
        again = [
            Listing(
                "again",
                9,
                Number("application", one.members[0].office, one.members[0].number, one.members[0].kind),
                tuple(Application(number=member) for member in one.members),
            )
            for one in families.groups
        ]
        assert group([*told, *again], scope).groups == families.groups


@SETTINGS
@given(seed=seeds, count=st.integers(2, 8))
def test_more_listings_never_separate_an_extended_family(seed, count):
    """With every claim believed, what was one extended family stays so when more is told."""
    world = World(seed, count)
    told = world.told()
    less = told[: len(told) // 2]
    before, after = group(less, "extended"), group(told, "extended")
    for found in before.groups:
        homes = {after.by_member[after.canonical(number)] for number in found.members}
        assert len(homes) == 1


@SETTINGS
@given(links=st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=40), seed=seeds)
def test_the_extended_family_is_the_closure_of_the_claims(links, seed):
    """Applications and the priorities they claim: families are the connected parts, found by flooding."""
    claims: dict[int, set[int]] = {}
    for application, priority in links:
        claims.setdefault(application, set()).add(priority)
    members = [
        Application(
            number=ApplicationNumber("EP", f"{one}"),
            priorities=tuple(PriorityClaim(number=ApplicationNumber("JP", f"{it}")) for it in sorted(named)),
        )
        for one, named in claims.items()
    ]
    random.Random(seed).shuffle(members)
    told = [Listing("hub", 1, Number("application", "EP", one.number.number, "A"), (one,)) for one in members]
    parts, left = set(), dict(claims)
    while left:
        part, reached = set(), set(left.popitem()[1])
        while grown := {one for one, named in claims.items() if named & reached} - part:
            part |= grown
            reached = reached.union(*(claims[one] for one in grown))
        left = {one: named for one, named in left.items() if one not in part}
        parts.add(frozenset(ApplicationNumber("EP", f"{one}") for one in part))
    assert {frozenset(found.members) for found in group(told, "extended").groups} == parts
