"""Worlds in which what is known of a family changes while it is heard.

Several sources list the same few applications, each in spellings of its own, with claims and dates that do
not agree; so what comes later unifies two spellings or parts them again, founds a claim or makes it
disbelieved, and brings members in and out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st
from worlds import Office, document, dossier, number, provider, world

from connectors.model import Application, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber, Number, NumberType, parse_docdb
from gateway.world import Provider, World

SPELLINGS: dict[str, tuple[str, ...]] = {
    "EP": ("EP.99203729.A", "EP.099203729.A"),
    "JP": ("JP.5.A", "JP.05.A", "JP.5.U"),
    "NL": ("NL.1010536.A", "NL.01010536.A"),
    "US": ("US.39636302.A", "US.39636302.P", "US.200260396363.P", "US.200261396363.P"),
}
"""Of one application of each office; but the last two are of two, and the ones before may be either's."""

QUERIES: tuple[tuple[str, NumberType | None], ...] = (
    ("EP.99203729.A", None),
    ("EP 1000000", "publication"),
    ("NL.1010536.A", "priority"),
    ("US.39636302.A", "application"),
)

_ASKED = tuple(spelling for spellings in SPELLINGS.values() for spelling in spellings)
_TYPES: tuple[NumberType, ...] = ("application", "priority")
_PUBLISHED, _COMING = date(2012, 5, 5), date(2030, 1, 1)
_DAYS = st.sampled_from((None, None, date(1998, 11, 12), date(1999, 11, 8), date(2005, 1, 3)))

Numbers = st.SearchStrategy[ApplicationNumber]


@st.composite
def _applications(draw: st.DrawFn, own: ApplicationNumber, numbers: Numbers) -> Application:
    claims = st.builds(
        PriorityClaim,
        number=numbers,
        date=_DAYS,
        relation=st.sampled_from(("unknown", "priority", "continuation")),
    )
    digits = "1000000" if own.office == "EP" else own.number
    day = draw(st.sampled_from((_PUBLISHED,) * 5 + (_COMING,)))
    return Application(
        number=own,
        filing_date=draw(_DAYS),
        priorities=tuple(draw(st.lists(claims, max_size=2))),
        publications=(Publication(office=own.office, number=digits, kind="A1", date=day),),
    )


@st.composite
def _offices(draw: st.DrawFn, serves: str, numbers: Numbers) -> Office:
    """What it lists depends on whether it is asked for an application or for a priority."""
    found: dict[Number, tuple[Application, ...]] = {}
    for type in _TYPES:
        listed = draw(st.lists(numbers, unique=True, min_size=1, max_size=3))
        listing = tuple(draw(_applications(own, numbers)) for own in listed)
        found |= {number(f"{type} {spelling}"): listing for spelling in _ASKED}
        if type == "application":
            found |= {number(f"publication EP.1000000{kind}"): listing for kind in ("", ".A1")}
    files = sorted(own for own in draw(st.sets(numbers, min_size=2)) if own.office in serves.split())
    return Office(found, [dossier(own.docdb, document(f"d-{own.docdb}")) for own in files])


@st.composite
def unsettled_worlds(draw: st.DrawFn) -> World:
    """Three hubs that know a few applications, and services of their own for some of the offices.

    Most of these are closed to the public.
    """
    known = sorted(draw(st.sets(st.sampled_from(sorted(SPELLINGS)), min_size=1, max_size=3)))
    numbers = st.sampled_from([parse_docdb(spelling) for office in known for spelling in SPELLINGS[office]])
    hosted = sorted(draw(st.sets(st.sampled_from(known), max_size=2)))
    visibilities = st.sampled_from(("public", "offices", "offices"))

    def one(id: str, serves: str, visibility: str) -> Provider:
        return provider(id, draw(_offices(serves, numbers)), serves, visibility)

    return world(
        one("hub", "EP JP NL US", "public"),
        one("other", "EP US", "public"),
        one("third", "JP NL", "public"),
        *(one(code.lower(), code, draw(visibilities)) for code in hosted),
    )


def hurry(world: World, seconds: Sequence[tuple[float, float]]) -> None:
    """Lets the providers answer after so many seconds, for families and for dossiers, in their order."""
    for (_, one), (family, file) in zip(sorted(world.providers.items()), seconds, strict=False):
        assert isinstance(one.connector, Office)
        one.connector.slow = {"family": family, "dossier": file}
