"""Worlds made at random, in which much is hidden from somebody; every fact is told by its text."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import Office, agreement, cited, document, number, provider, world

from connectors.errors import ConnectorError, TimedOut, Unavailable, Withheld
from connectors.model import (
    Access,
    Application,
    Citation,
    Classification,
    Document,
    Dossier,
    Notice,
    PriorityClaim,
    Publication,
)
from connectors.numbers.identity import ApplicationNumber, parse_docdb
from gateway.agreements import Agreement
from gateway.world import Provider, Rule, World

TODAY = date(2026, 7, 1)
ASKED = "EP.99203729.A"
NUMBERS = (ASKED, "EP.99000002.A", "AU.2001000001.A", "JP.2001000002.A")
QUERIES = (ASKED, "EP 1000000")

_PAST, _COMING = date(2005, 5, 5), date(2027, 1, 1)
_DAYS = (date(2011, 2, 3), date(2012, 2, 3), None)
_CATEGORIES = ("search-report", "decision", "citations", "other")

visibilities = st.sampled_from(("public", "public", "public", "offices", "named", "none"))
accesses = st.none() | st.builds(Access, visibility=visibilities, offices=st.just(("AU",)))
defaults = st.just(Rule("public")) | st.builds(
    Rule, visibility=visibilities, offices=st.just(frozenset({"AU"}))
)
narrowing = st.builds(
    Rule,
    visibility=visibilities,
    offices=st.just(frozenset({"AU"})),
    categories=st.frozensets(st.sampled_from(_CATEGORIES), max_size=1),
    directions=st.frozensets(st.sampled_from(("incoming", "outgoing")), max_size=1),
    since=st.sampled_from((None, date(2012, 1, 1))),
    until=st.sampled_from((None, date(2011, 12, 31))),
    statuses=st.frozensets(st.sampled_from(("filed", "granted")), max_size=1),
)
maxima = st.sampled_from((Rule("public"),) * 4 + (Rule("offices"), Rule("named", frozenset({"AU", "JP"}))))
failures: st.SearchStrategy[ConnectorError | None] = st.sampled_from(
    (None,) * 9 + (TimedOut("late"), Withheld("closed"), Unavailable("down"))
)


@st.composite
def documents(draw: st.DrawFn, owner: str, place: ApplicationNumber) -> tuple[Document, ...]:
    """Up to four documents, several of them with the same code and day.

    Some ids others have too: those that one office gave all, and those of who only counts.
    """
    own = [f"d-{owner}-{place.docdb}-{position}" for position in range(4)]
    given = [f"given-{place.office}{place.number[-3:]}x{51702045 + position}" for position in range(3)]
    counted = [f"counted-{place.docdb}-{position}" for position in range(2)]
    ids = draw(st.lists(st.sampled_from(own + given + counted), unique=True, max_size=4))
    return tuple(
        replace(
            document(id, draw(st.sampled_from(("X1", "X2", None))), None),
            date=draw(st.sampled_from(_DAYS)),
            category=draw(st.sampled_from(_CATEGORIES)),
            direction=draw(st.sampled_from(("incoming", "outgoing", "unknown"))),
            access=draw(accesses),
        )
        for id in ids
    )


@st.composite
def applications(draw: st.DrawFn, owner: str, own: ApplicationNumber) -> Application:
    """What one provider states of an application: published or not, or to be."""
    days = draw(st.sampled_from(((_PAST,), (_PAST,), (_PAST, _COMING), (_COMING,), (None,), ())))
    digits = "1000000" if own.docdb == ASKED else own.number
    return Application(
        number=own,
        title=f"title {owner} {own.docdb}",
        status=draw(st.sampled_from(("unknown", "filed", "granted"))),
        priorities=draw(st.sampled_from(((), (PriorityClaim(number=parse_docdb("NL.1010536.A")),)))),
        publications=tuple(
            Publication(
                office=own.office, number=digits, kind={_PAST: "A1", _COMING: "B9"}.get(day), date=day
            )
            for day in days
        ),
    )


@st.composite
def notices(draw: st.DrawFn, owner: str, place: ApplicationNumber) -> tuple[Notice, ...]:
    """Up to two notices beside a file, each for somebody."""
    texts = [f"notice {position} of {owner} on {place.docdb}" for position in range(draw(st.integers(0, 2)))]
    return tuple(Notice(kind="other", text=text, access=draw(accesses)) for text in texts)


@st.composite
def citings(draw: st.DrawFn, owner: str, place: ApplicationNumber) -> tuple[Citation, ...]:
    """Up to three citations, of the same documents in several spellings and of what only this owner cites."""
    written = st.sampled_from(
        (
            "EP.1000000.A1", "EP.1000000.B1", "EP.1000000", "JP.2001000002.A", "JP.2001000002.U",
            "Handbook, vol. 1", "HANDBOOK,  vol. 1.", "Handbook, vol. 2",
            f"notes of {owner} on {place.docdb}",
        )
    )  # fmt: skip
    return tuple(
        cited(
            draw(written),
            categories=draw(st.sampled_from(((), ("X",), ("Y", "A")))),
            claims=draw(st.sampled_from(((), ("1-3",)))),
            phase=draw(st.sampled_from((None, "search", "examination"))),
            date=draw(st.sampled_from((None, _PAST))),
        )
        for _ in range(draw(st.integers(0, 3)))
    )


@st.composite
def providers(draw: st.DrawFn, id: str, serves: str) -> Provider:
    """A provider that lists some applications and has files of those it serves."""
    listed = draw(st.lists(st.sampled_from((ASKED, *NUMBERS)), max_size=4).map(dict.fromkeys))
    members = tuple(draw(applications(id, parse_docdb(text))) for text in listed)
    files = [
        Dossier(
            application=draw(applications(id, own)) if draw(st.booleans()) else Application(number=own),
            documents=draw(documents(id, own)),
            citations=draw(citings(id, own)) if draw(st.booleans()) else (),
            notices=draw(notices(id, own)),
        )
        for own in map(parse_docdb, NUMBERS)
        if own.office in serves.split() and draw(st.integers(0, 3))
    ]
    citations = [
        Dossier(
            application=draw(applications(id, own)) if draw(st.booleans()) else Application(number=own),
            citations=draw(citings(id, own)),
            classifications=draw(st.sampled_from(((), (Classification(scheme="IPC", symbol="B28B 1/29"),)))),
        )
        for own in map(parse_docdb, NUMBERS)
        if own.office in serves.split() and draw(st.booleans())
    ]
    office = Office(members, files, citations=citations, seconds=draw(st.sampled_from((0, 1, 2, 3))))
    if members and draw(st.booleans()):
        office.families[number(ASKED)] = members
    for operation in ("family", "dossier", "citations"):
        if (failure := draw(failures)) is not None:
            office.always[operation] = failure
    rules = draw(st.just([]) | st.lists(narrowing, max_size=2))
    can = draw(
        st.sampled_from((*(("family", "dossier", "citations"),) * 4, ("family", "dossier"), ("family",)))
    )
    return provider(id, office, serves, draw(defaults), *rules, can=can, maximum=draw(maxima))


@st.composite
def agreements(draw: st.DrawFn, of: Provider) -> Agreement:
    """An agreement of a provider with some offices; most of those that are drawn count today."""
    parties = ("AU", "JP", *of.endpoint.serves)
    accepted = draw(st.just(frozenset(parties)) | st.frozensets(st.sampled_from(parties)))
    return agreement(
        of,
        *draw(st.sampled_from((("AU",), ("JP",), ("AU", "JP")))),
        active=draw(st.sampled_from((True, True, True, False))),
        begins=draw(st.sampled_from((_PAST, _PAST, TODAY, _COMING))),
        ends=draw(st.sampled_from((None, None, TODAY, _PAST))),
        unpublished=draw(st.booleans()),
        accepted_by=accepted,
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A hub for three offices, and services of their own for some of these."""
    hosts = [draw(providers(code.lower(), code)) for code in ("AU", "EP", "JP") if draw(st.integers(0, 2))]
    all_of_them = [draw(providers("hub", "AU EP JP")), *hosts]
    agreed = [
        draw(agreements(one)) for one in all_of_them for _ in range(draw(st.sampled_from((0, 0, 1, 2))))
    ]
    return world(*all_of_them, participants="AU EP JP", agreements=agreed)


@st.composite
def two_routes(draw: st.DrawFn) -> World:
    """One published application, whose documents an office shows by itself and through a hub."""
    own = parse_docdb(ASKED)
    about = Application(
        number=own, publications=(Publication(office="EP", number="1000000", kind="A1", date=_PAST),)
    )
    files = {
        id: Dossier(
            application=about, documents=draw(documents(id, own).filter(bool)), notices=draw(notices(id, own))
        )
        for id in ("ep", "hub")
    }
    hub = provider(
        "hub", Office([about], [files["hub"]]), "EP JP", "public", *draw(st.lists(narrowing, max_size=1))
    )
    host = provider(
        "ep",
        Office([about], [files["ep"]], seconds=draw(st.integers(0, 1))),
        "EP",
        draw(st.sampled_from(("public", "offices"))),
        *draw(st.lists(narrowing, max_size=1)),
    )
    return world(hub, host)
