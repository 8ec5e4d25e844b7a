"""Dossiers written once: what a sheet says is what merging says, to each audience its own, at any time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import permutations

import msgspec
from exploring import known
from generated_worlds import ASKED, TODAY, documents, two_routes, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from virtual_time import START
from worlds import AU, REQUESTERS, Office, document, dossier, number, provider, world

from connectors.model import Document, RelayedSource
from connectors.numbers.identity import parse_docdb
from gateway.admit import AdmittedDossier, admit
from gateway.asks import Part
from gateway.plan import Question
from gateway.present.documents import merge_dossier
from gateway.present.sheets import Dated, Sheets
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP = parse_docdb(ASKED)
OURS = world(provider("ep", Office(), "EP"), provider("hub", Office(), "EP JP"))
LATER = START + timedelta(days=1, seconds=1)
thorough = settings(max_examples=150)


def part(id: str, *items: Document, at: datetime = START, **facts: object) -> AdmittedDossier:
    """What one provider shows of the application."""
    found = dossier(ASKED, *items, **facts)
    return AdmittedDossier(OURS.providers[id], EP, found, Part.of(found, at).digest, at)


def written(sheets: Sheets, *parts: AdmittedDossier, by: Requester = PUBLIC, ours: World = OURS) -> Dated:
    """The dossier of these parts."""
    return sheets.dossier(EP, parts, ours, by)


@given(st.data())
def test_what_was_written_before_is_what_would_be_written_now(data: st.DataObject) -> None:
    """By one route or two, retrieved at other times than before, to the byte."""
    files = {id: data.draw(documents(id, EP)) for id in data.draw(st.sampled_from((("ep",), ("ep", "hub"))))}
    moments = st.timedeltas(timedelta(), timedelta(days=99)).map(lambda later: START + later)
    sheets = Sheets()
    for _ in range(3):
        parts = [part(id, *items, at=data.draw(moments)) for id, items in files.items()]
        dated, merged = written(sheets, *parts), merge_dossier(EP, parts, OURS)
        assert dated.json == msgspec.json.encode(merged.dossier)
        assert (dated.dossier, dated.sheet.conflicts) == (merged.dossier, merged.conflicts)


@thorough
@given(worlds() | two_routes(), st.permutations(REQUESTERS))
def test_what_others_were_shown_changes_nothing(ours: World, requesters: list[Requester]) -> None:
    """Each audience is shown what it would be shown if nothing had been written for others."""
    shared = Sheets()
    for requester in requesters:
        question = Question((number(ASKED),), requester, TODAY)
        for own, parts in admit(known(ours, question), question, ours).dossiers.items():
            expected = merge_dossier(own, parts, ours).dossier
            assert shared.dossier(own, parts, ours, requester).dossier == expected


def test_the_same_facts_are_written_once_in_whatever_order_they_came() -> None:
    """The sheet is the same one; only the moments are others."""
    sheets = Sheets()
    parts = [part("ep", document("a")), part("hub", document("b"))]
    first = [written(sheets, *order) for order in permutations(parts)]
    held = sheets.bytes
    later = written(sheets, *(replace(one, retrieved_at=LATER) for one in parts))
    assert {id(dated.sheet) for dated in (*first, later)} == {id(first[0].sheet)}
    assert sheets.bytes == held
    assert b"2026" in first[0].json
    assert later.json != first[0].json


@given(st.data())
def test_what_a_gateway_passes_on_is_dated_anew(data: st.DataObject) -> None:
    """Whenever those behind it are said to have answered, at one moment, several or none: to the byte."""
    moments = st.none() | st.sampled_from([START, LATER, LATER + timedelta(days=2)])
    sheets = Sheets()

    def behind(name: str) -> RelayedSource:
        return RelayedSource(provider=name, protocol="case", retrieved_at=data.draw(moments))

    for _ in range(4):
        parts = [
            replace(
                part("hub", document("a"), sources=tuple(map(behind, ("one", "one", "two")))),
                operation=operation,
            )
            for operation in ("dossier", "citations")
        ]
        dated = written(sheets, *parts)
        assert dated.json == msgspec.json.encode(merge_dossier(EP, parts, OURS).dossier)


def test_a_gateway_that_says_the_same_a_second_later_has_the_same_sheet() -> None:
    """What it passes on is written once, although it was retrieved again."""
    sheets, told = Sheets(), []
    for moment in (START, LATER):
        behind = RelayedSource(provider="office", protocol="case", retrieved_at=moment)
        told.append(written(sheets, part("hub", document("a"), at=moment, sources=(behind,))))
    assert told[0].sheet is told[1].sheet
    assert [dated.dossier.provenance[1].retrieved_at for dated in told] == [
        START.strftime("%Y-%m-%dT%H:%M:%SZ"),
        LATER.strftime("%Y-%m-%dT%H:%M:%SZ"),
    ]


def test_another_audience_another_world_and_other_facts_are_another_sheet() -> None:
    """Nothing that was written for one of them is shown in the other."""
    sheets, shown = Sheets(), part("ep", document("a"), document("b"))
    other = replace(OURS, version="2")
    found = [
        written(sheets, shown),
        written(sheets, shown, by=AU),
        written(sheets, shown, ours=other),
        written(sheets, part("ep", document("a"))),
    ]
    assert len({id(dated.sheet) for dated in found}) == 4
    assert written(sheets, shown) == found[0]


def test_the_tag_says_what_is_told_and_not_when() -> None:
    """Neither when we were told nor when those behind a gateway were."""

    def tag(at: datetime, told: datetime, source: str = "office") -> bytes:
        behind = RelayedSource(provider=source, protocol="case", retrieved_at=told)
        return written(Sheets(), part("hub", document("a"), at=at, sources=(behind,))).sheet.tag

    same = tag(START, START)
    assert same == tag(LATER, START) == tag(START, LATER)
    assert same != tag(START, START, "another")


def test_a_text_that_looks_like_an_open_moment_stays_as_it_is() -> None:
    """In JSON its quotation marks are escaped."""
    quoted = replace(document("a"), title='"retrievedAt":"@0"')
    dated = written(Sheets(), part("ep", quoted))
    assert dated.dossier.documents[0].title == quoted.title
    assert len(dated.moments) == 1


def test_times_of_other_zones_are_told_in_utc() -> None:
    """As everywhere in answers."""
    noon = datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert written(Sheets(), part("ep", document("a"), at=noon)).moments == ("2026-07-01T12:00:00Z",)


def test_what_is_kept_is_bounded_in_bytes() -> None:
    """The sheets used least recently go first; one that is too large is given and not kept."""
    sheets = Sheets(most_bytes=8_000)
    many = [part("ep", *(document(f"{letter}{n}") for n in range(4))) for letter in "abcdefgh"]
    for one in many:
        assert len(written(sheets, one).dossier.documents) == 4
        assert 0 < sheets.bytes <= 8_000
    held = sheets.bytes
    large = part("ep", *(document(f"x{n}") for n in range(60)))
    assert len(written(sheets, large).dossier.documents) == 60
    assert sheets.bytes == held
    again = written(sheets, many[-1])
    assert again.sheet is written(sheets, many[-1]).sheet
