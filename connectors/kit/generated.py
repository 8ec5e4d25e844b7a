"""Generated families whose truth is known, for tests of whole systems: seeded, at any offices, of any size.

A cluster is one extended family. Unlinked, it is one simple family: a first filing and a member at each other
office that claims it. Linked, it is three: members of one priority, of both, and of the other.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import msgspec

from connectors.kit.content import Repeated
from connectors.kit.holdings import MemoryHoldings, OpenContent
from connectors.kit.papers import paper
from connectors.kit.sheets import Held, document_id
from connectors.kit.simulator import SimulatedOffice
from connectors.model import Application, Direction, Document, Dossier, PriorityClaim, Publication, Rendition
from connectors.numbers.identity import ApplicationNumber

_TABLE = """
AU {year}2{serial:05} | BR 10{year}{serial:06} | CA 31{serial:05} | CH 1{serial:04}{year}
CL {year}{serial:05} | CN {year}1{serial:07} | DE 10{year}{serial:06} | DK {year}{serial:05}
EA {year}{serial:05} | EP {yy}1{serial:05} | ES {year}3{serial:04} | FI {year}{serial:04}
FR {yy}{serial:05} | GB {yy}{serial:05} | HU {yy}{serial:05} | IL 2{serial:05} | IN {year}11{serial:06}
IT 10{year}{serial:09} | JP {year}{serial:06} | KR {year}{serial:07} | MX {year}{serial:06}
NL 20{serial:05} | NO {year}{serial:04} | NZ 7{serial:05} | PH 1{year}{serial:06} | PL 4{serial:05}
RU {year}1{serial:05} | SE {yy}{serial:05} | SG 10{year}{serial:05}Y | TW {roc}1{serial:05}
UA A{year}{serial:05} | US {year}16{serial:06} | VN 1{year}{serial:05} | ZA {year}{serial:05}
"""
_SHAPES: Mapping[str, str] = MappingProxyType(
    {cell[:2]: cell[3:] for line in _TABLE.split("\n") if line for cell in line.split(" | ")}
)
"""How each office's numbers look: filing year in its spellings, and a running number."""
OFFICES: tuple[str, ...] = tuple(_SHAPES)
"""The offices at which applications can be generated, numbered in each office's own shape."""

_PUBLISHED: Mapping[str, str] = MappingProxyType(
    {"CN": "112{serial:06}", "EP": "37{serial:05}", "US": "2020{serial:06}"}
)
"""How publication numbers look where an application's own number cannot be one."""
_FILED = date(2019, 3, 1)
_LATEST_SERIAL = 9999
_KINDS: tuple[tuple[str, str, Direction], ...] = (
    ("EXRP", "Examination report", "outgoing"),
    ("SRRP", "Search report", "outgoing"),
    ("CLMS", "Claims", "incoming"),
    ("AMDC", "Amended claims", "incoming"),
    ("ARGS", "Response to examination report", "incoming"),
    ("CORR", "Letter", "incoming"),
)


class GeneratedFamily(msgspec.Struct, frozen=True):
    """One simple family: its active priorities and its members. Families of one cluster are one extended."""

    cluster: int
    priorities: frozenset[ApplicationNumber]
    members: tuple[Held, ...]

    @property
    def numbers(self) -> frozenset[ApplicationNumber]:
        """The members' numbers: the truth."""
        return frozenset(member.number for member in self.members)


def generate_families(
    seed: int, *, offices: Sequence[str], clusters: int = 1, documents: int = 20, linked: bool = False
) -> tuple[GeneratedFamily, ...]:
    """Families at the given offices, the same for the same arguments.

    Args:
        seed: where the random choices start.
        offices: of ``OFFICES``; each has one member of each cluster, the first has the first filing (and,
            when linked, the last the second).
        clusters: how many extended families.
        documents: how many documents each member's file has.
        linked: three simple families a cluster instead of one; needs at least four offices.

    Raises:
        ValueError: an office is unknown, or there are too few.
    """
    unknown = set(offices) - set(_SHAPES)
    if unknown or len(offices) < (4 if linked else 1):
        raise ValueError(f"offices are at least {4 if linked else 1} of {' '.join(OFFICES)}")
    random_source = random.Random(seed)
    serials = random_source.sample(range(1000, _LATEST_SERIAL), clusters)
    found: list[GeneratedFamily] = []
    for cluster, serial in enumerate(serials):
        numbers = [_number(office, serial) for office in offices]
        first, last = numbers[0], numbers[-1]
        parts: list[tuple[list[ApplicationNumber], tuple[ApplicationNumber, ...]]] = [(numbers, (first,))]
        if linked:
            middle = random_source.randint(2, len(numbers) - 2)
            parts = [
                (numbers[:middle], (first,)),
                (numbers[middle:-1], (first, last)),
                (numbers[-1:], (last,)),
            ]
        for members, priorities in parts:
            held = tuple(_held(number, priorities, documents, random_source) for number in members)
            found.append(GeneratedFamily(cluster, frozenset(priorities), held))
    return tuple(found)


def generated_offices(
    families: Iterable[GeneratedFamily],
    *,
    content_bytes: int | None = None,
    visibility: Mapping[str, Any] = MappingProxyType({"default": "public"}),
) -> tuple[SimulatedOffice, ...]:
    """One option-7b provider for each office of the families.

    ``content_bytes`` is the size of every document's content; ``None``: a small PDF.
    """
    held = [member for family in families for member in family.members]
    open_content: OpenContent = paper if content_bytes is None else lambda place: Repeated(content_bytes)
    return tuple(
        SimulatedOffice(
            id=office.lower(),
            name=f"Generated office {office}",
            serves=(office,),
            holdings=MemoryHoldings((one for one in held if one.number.office == office), open_content),
            visibility=visibility,
        )
        for office in sorted({one.number.office for one in held})
    )


def _number(office: str, serial: int) -> ApplicationNumber:
    year = _FILED.year
    text = _SHAPES[office].format(year=year, yy=f"{year % 100:02}", roc=year - 1911, serial=serial)
    return ApplicationNumber(office, text)


def _published(number: ApplicationNumber) -> str:
    """The publication's number: where its office numbers those apart, with the same running number."""
    shape = _PUBLISHED.get(number.office)
    return number.number if shape is None else shape.format(serial=int(number.number[-4:]))


def _held(
    number: ApplicationNumber, priorities: Sequence[ApplicationNumber], documents: int, source: random.Random
) -> Held:
    """One member with its file. A first filing is filed first and claims nothing."""
    filed = _FILED if number in priorities else _FILED + timedelta(days=source.randint(30, 360))
    claims = () if number in priorities else tuple(
        PriorityClaim(number=one, date=_FILED, relation="priority") for one in priorities
    )  # fmt: skip
    application = Application(
        number=number,
        filing_date=filed,
        title=f"Generated device {number.number[-4:]}",
        applicants=("Generated Applicant (sample)",),
        status="examination",
        publications=(
            Publication(
                office=number.office, number=_published(number), kind="A1", date=filed + timedelta(days=540)
            ),
        ),
        priorities=claims,
    )
    found = []
    for ordinal in range(documents):
        code, title, direction = source.choice(_KINDS)
        own = document_id(number, str(ordinal))
        found.append(
            Document(
                id=own,
                title=title,
                code=code,
                direction=direction,
                date=filed + timedelta(days=source.randint(0, 1800)),
                page_count=source.randint(1, 12),
                language="en",
                renditions=(Rendition(id="pdf", language="en"),),
            )
        )
    return Held(Dossier(application=application, documents=tuple(found)))
