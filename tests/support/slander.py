"""Families as honest sources state them, and what one dishonest source adds: floods, wrong dates and kinds,
claims to itself, circles, claims to the future, other spellings, membership of everything.

Every application is told at first hand: by its own office's service, or by the hub that serves its office.
The dishonest source serves an office of its own, of which the truth knows no application.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from msgspec.structs import replace

from connectors.model import Application, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.family import Listing

HOSTS = ("AU", "CA", "GB", "IL")
HUB = frozenset({"US", "EP", "JP", "KR"})
LIAR = "NZ"
RELATIONS = ("unknown", "priority", "continuation", "division", "addition", "pct-phase")
KINDS = "AUPFWT"


class Truth:
    """Families drawn from a seed; ``families`` has the applications of each.

    ``dated`` is how many of them are listed with their filing date, of one.
    """

    def __init__(self, seed: int, count: int, dated: float = 0.9) -> None:
        self.random = Random(seed)
        self._dated = dated
        self._serial = 100_000
        self.families = [self._family() for _ in range(count)]

    @property
    def applications(self) -> list[Application]:
        """All of them."""
        return [one for members in self.families for one in members]

    def numbers(self) -> list[ApplicationNumber]:
        """Every number that is listed or claimed."""
        found = dict.fromkeys(one.number for one in self.applications)
        found |= dict.fromkeys(claim.number for one in self.applications for claim in one.priorities)
        return list(found)

    def told(self) -> list[Listing]:
        """Each application by who is nearest to it, asked for alone: only claims join them."""
        return [self._told(one) for one in self.applications]

    def _told(self, one: Application) -> Listing:
        asked = Number("application", one.number.office, one.number.number, one.number.kind)
        office = "WO" if one.number.kind == "W" else one.number.office
        if office in HUB:
            return Listing("hub", 1, asked, (one,), HUB)
        return Listing(office.lower(), 0, asked, (one,), frozenset({office}))

    def _number(self, office: str, year: int, kind: str = "A") -> ApplicationNumber:
        self._serial += 1
        if office == "US" and kind != "W":
            return ApplicationNumber("US", f"{year}{'61' if kind == 'P' else '13'}{self._serial}", kind)
        return ApplicationNumber(office, f"{year}{self._serial}", kind)

    def _family(self) -> list[Application]:
        draw, members = self.random, list[Application]()
        start = date(2011, 6, 1) + timedelta(days=draw.randrange(1000))
        offices = [*HOSTS, *sorted(HUB)]
        if draw.random() < 0.6:
            first = self._number(draw.choice(offices[:-1]), start.year)
            claims = (PriorityClaim(number=first, date=start, relation="priority"),)
            if draw.random() < 0.7:
                itself = draw.choice(((), (PriorityClaim(number=first, date=start),)))
                members.append(Application(number=first, filing_date=start, priorities=itself))
        else:
            claims = tuple(
                PriorityClaim(number=self._number("US", start.year, "P"), date=start + timedelta(days=20 * i))
                for i in range(draw.randint(1, 3))
            )
        filed = start + timedelta(days=draw.randint(200, 364))
        for office in draw.sample(offices, draw.randint(2, 5)):
            number = self._number(office, filed.year)
            known = filed if draw.random() < self._dated else None
            members.append(Application(number=number, filing_date=known, priorities=claims))
        if draw.random() < 0.5:
            members += self._international(claims, filed)
        for _ in range(draw.randint(0, 2)):
            members.append(
                self._child(draw.choice([one for one in members if one.number.kind == "A"]), filed)
            )
        return members

    def _international(self, claims: tuple[PriorityClaim, ...], filed: date) -> list[Application]:
        """National phases that restate the priorities, and their international application, listed or not."""
        draw, number = self.random, self._number("EP", filed.year, "W")
        phase = PriorityClaim(number=number, date=filed, relation=draw.choice(("pct-phase", "unknown")))
        found = [
            Application(
                number=self._number(office, filed.year), filing_date=filed, priorities=(phase, *claims)
            )
            for office in draw.sample(HOSTS, 2)
        ]
        if draw.random() < 0.5:
            found.append(Application(number=number, filing_date=filed, priorities=claims))
        return found

    def _child(self, parent: Application, filed: date) -> Application:
        later = (parent.filing_date or filed) + timedelta(days=self.random.randint(100, 900))
        relation = self.random.choice(("division", "continuation", "addition", "unknown"))
        claim = PriorityClaim(number=parent.number, date=parent.filing_date, relation=relation)
        return Application(
            number=self._number(parent.number.office, later.year), filing_date=later, priorities=(claim,)
        )


class Slander:
    """What one dishonest source says of a truth, drawn from a seed: its own words are in ``listings``."""

    def __init__(self, truth: Truth, seed: int, moves: int, crowd: int) -> None:
        self.random = Random(seed)
        self.truth = truth
        self._numbers = truth.numbers()
        self._crowd = crowd
        self._trust = self.random.choice((0, 0, 1, 2))
        self._serves = self.random.choice((frozenset({LIAR}), frozenset({LIAR}), frozenset[str]()))
        self._serial = 0
        self._moves: tuple[Callable[[], Sequence[Application]], ...] = (
            self._flood, self._wrong_dates, self._wrong_kinds, self._self_claims, self._circle,
            self._future, self._spellings, self._everything, self._further_claims, self._bare,
        )  # fmt: skip
        self.listings = [one for _ in range(moves) for one in self._listed(self.random.choice(self._moves)())]

    def _listed(self, members: Sequence[Application]) -> list[Listing]:
        """These members alone, or together: for a number as an application, or as a priority."""
        asked, how = [one.number for one in members], self.random.random()
        if how < 0.6:
            return [self._listing(number, (one,)) for number, one in zip(asked, members, strict=True)]
        of = self.random.choice([*asked, *self._numbers])
        return [self._listing(of, tuple(members), "priority" if how < 0.9 else "application")]

    def _listing(
        self, of: ApplicationNumber, members: tuple[Application, ...], how: str = "application"
    ) -> Listing:
        asked = Number(how, of.office, of.number, of.kind)  # type: ignore[arg-type]
        return Listing("liar", self._trust, asked, members, self._serves)

    def _invented(self, office: str = LIAR) -> ApplicationNumber:
        self._serial += 1
        return ApplicationNumber(office, f"2012{900_000 + self._serial}")

    def _day(self) -> date | None:
        """Any day, or none."""
        return self.random.choice(
            (
                None,
                date(1900, 1, 1),
                date(2099, 1, 1),
                date(2012, 5, 5) + timedelta(self.random.randrange(900)),
            )
        )

    def _true_claim(self, number: ApplicationNumber) -> PriorityClaim:
        days = [c.date for one in self.truth.applications for c in one.priorities if c.number == number]
        return PriorityClaim(number=number, date=days[0] if days else None)

    def _flood(self) -> list[Application]:
        """Very many claimants of one number that is true: dated as it is, or anyhow, related or not."""
        target, dated = self.random.choice(self._numbers), self.random.random() < 0.5
        unrelated, office = self.random.random() < 0.5, self.random.choice((LIAR, "EP", "XX"))
        claim, found = self._true_claim(target), list[Application]()
        day = self._day()
        for i in range(self._crowd * self.random.choice((1, 2, 4)) + 1):
            said = claim if dated else replace(claim, date=day and day + timedelta(days=9 * (i % 99)))
            claims = (said, PriorityClaim(number=self._invented("BR"))) if unrelated else (said,)
            filed = claim.date + timedelta(days=300) if dated and claim.date else self._day()
            found.append(Application(number=self._invented(office), filing_date=filed, priorities=claims))
        return found

    def _wrong_dates(self) -> list[Application]:
        """True applications, filed and claiming on other days."""
        return [
            replace(
                one,
                filing_date=self._day(),
                priorities=tuple(replace(claim, date=self._day()) for claim in one.priorities),
            )
            for one in self._some()
        ]

    def _wrong_kinds(self) -> list[Application]:
        """True applications of another kind, claiming in other relations, or numbers of another kind."""

        def other(number: ApplicationNumber) -> ApplicationNumber:
            return replace(number, kind=self.random.choice(KINDS)) if self.random.random() < 0.5 else number

        return [
            replace(
                one,
                number=other(one.number),
                priorities=tuple(
                    replace(claim, number=other(claim.number), relation=self.random.choice(RELATIONS))
                    for claim in one.priorities
                ),
            )
            for one in self._some()
        ]

    def _self_claims(self) -> list[Application]:
        """Applications and bare priorities that claim themselves and nothing else."""
        return [
            Application(number=number, priorities=(PriorityClaim(number=number),))
            for number in self._chosen(4)
        ]

    def _circle(self) -> list[Application]:
        """Each claims the next, the last the first."""
        chosen = self._chosen(4)
        return [
            Application(number=one, priorities=(self._claim(other),))
            for one, other in zip(chosen, [*chosen[1:], chosen[0]], strict=True)
        ]

    def _future(self) -> list[Application]:
        """Claims to what is filed after everything else."""
        return [
            Application(
                number=number,
                filing_date=date(2010, 1, 1),
                priorities=(PriorityClaim(number=self._invented(), date=date(2099, 1, 1)),),
            )
            for number in self._chosen(4)
        ]

    def _spellings(self) -> list[Application]:
        """True numbers in other spellings, some as members and some as what is claimed."""
        found = []
        for number in self._chosen(4):
            digits = number.number
            forms = [
                digits[2:],
                f"{digits[4:]}{digits[2:4]}",
                f"{int(digits[6:])}{digits[2:4]}",
                f"0{digits}",
            ]
            other = replace(number, number=self.random.choice(forms), kind=self.random.choice("APU"))
            claims = (PriorityClaim(number=other),) if self.random.random() < 0.5 else ()
            named = self._invented() if claims else other
            found.append(Application(number=named, filing_date=self._day(), priorities=claims))
        return found

    def _everything(self) -> list[Application]:
        """All true numbers, bare, and one that claims them all."""
        every = tuple(map(self._claim, self._numbers))
        return [*map(_bare, self._numbers), Application(number=self._invented(), priorities=every)]

    def _further_claims(self) -> list[Application]:
        """True applications that claim something else besides, invented or of another family."""
        return [
            replace(
                one, priorities=(*one.priorities, self._claim(self.random.choice((self._invented(), other))))
            )
            for one, other in zip(self._some(), self._chosen(99), strict=False)
        ]

    def _bare(self) -> list[Application]:
        """Invented members and some true ones, of which nothing is said, with a publication of a true one."""
        shown = tuple(Publication(office=n.office, number=n.number) for n in self._chosen(1))
        return [
            Application(number=number, publications=shown)
            for number in (*self._chosen(3), *(self._invented() for _ in range(2 * self._crowd)))
        ]

    def _claim(self, number: ApplicationNumber) -> PriorityClaim:
        return PriorityClaim(number=number, date=self._day(), relation=self.random.choice(RELATIONS))

    def _some(self) -> list[Application]:
        every = self.truth.applications
        return self.random.sample(every, self.random.randint(1, len(every)))

    def _chosen(self, count: int) -> list[ApplicationNumber]:
        return self.random.sample(self._numbers, min(count, len(self._numbers)))


def _bare(number: ApplicationNumber) -> Application:
    return Application(number=number)
