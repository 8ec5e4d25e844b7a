"""The page of an answer: what is said, how it fits, and that nothing in it can steer a terminal."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.console import Console, RenderableType

from gateway.cli.answer_page import answer_page
from gateway.cli.answering import elapsed, grouped, said, span
from gateway.cli.folding import Folded
from gateway.cli.printing import counted, escaped, fail, plain
from gateway.cli.timeline import Happening, Scale, happenings, office_line, years_line
from gateway.cli.unseen import unseen_line
from gateway.present.answer import NoticeOut

HOSTILE = "Valve\x1b[2J\x1b]0;gotcha\x07 \u202egpj.exe\u2066 \x9b31m [red]x[/red]\r\n\tend"


def shown(renderable: RenderableType, width: int = 100, *, terminal: bool = False) -> str:
    """What a console of this width shows."""
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, markup=False, highlight=False)
    console.print(renderable)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(text, str)
    return text


def page(answer: Any, width: int = 100, newest: int | None = None) -> str:
    """The page of an answer."""
    return shown(answer_page(answer, width, newest), width)


def row(text: str, start: str) -> list[str]:
    """The words of the line that begins so."""
    return next(line for line in text.splitlines() if line.startswith(start)).split()


def test_a_member_has_one_line_with_all_that_is_asked_of_it(made: Any) -> None:
    """Number, filing date, status, publications, documents, reports and their newest date."""
    assert row(page(made.answer()), "NZ 773158  ") == (
        ["NZ", "773158", "2019-08-23", "examination", "NZ", "773158", "A,", "B", "2", "E", "2021-03-04"]
    )
    assert row(page(made.answer()), "IL 281006  ")[-3:] == ["unavailable", "E", "2021-03-04"]


def test_what_offices_want_said_is_said_once(made: Any) -> None:
    """However many files it goes with; nothing at all where they want nothing said."""
    answer = made.answer()
    assert "Notices" not in page(answer)
    said = (NoticeOut("au", "authentic", "The register is authentic."), NoticeOut("ip5/ep", "other", HOSTILE))
    files = tuple(replace(one, notices=said) for one in answer.dossiers)
    text = page(replace(answer, dossiers=files), 200)
    assert text.count("au: The register is authentic.") == 1
    assert text.count("ip5/ep: Valve") == 1
    assert "\x1b" not in text


def test_documents_stand_under_their_application(made: Any) -> None:
    """Date, the office's code, category, title, pages, and who may see it."""
    text = page(made.answer())
    assert "NZ 773158: 2 documents" in text
    assert row(text, "2021-03-04") == (
        ["2021-03-04", "EXRP", "examination-report", "Examination", "report", "3", "offices"]
    )


def test_only_the_newest_documents_are_shown_when_that_is_asked(made: Any) -> None:
    """How many there are in all is still said."""
    text = page(made.answer(), newest=1)
    assert "NZ 773158: 1 of 2 documents" in text
    assert "Examination report" not in text


def test_who_did_not_answer_is_said_with_the_reason_and_when_to_come_back(made: Any) -> None:
    """The outcome's reason in words, its code, attempts, and the time to wait."""
    text = page(made.answer(), 160)
    words = "could not be reached: connection refused (unavailable, 2 attempts); try again in 1 min 35 s"
    assert words in text
    assert "Not complete: part of what il would show may be missing." in text
    assert "1.25 s" in text


def test_a_complete_answer_says_so(made: Any) -> None:
    """Nobody has to conclude it from what is not there."""
    assert "Complete: everybody who could know has answered." in page(made.answer(complete=True, outcomes=[]))


def test_one_no_of_a_provider_that_knows_the_family_is_not_told(made: Any) -> None:
    """A number asked in two readings: that one of them is unknown says nothing."""
    outcomes = [made.outcome("nz", "family", "ok"), made.outcome("nz", "family", "not_held")]
    assert "does not hold" not in page(made.answer(outcomes=outcomes))
    assert "does not hold" in page(made.answer(outcomes=outcomes[1:]))


def test_disagreements_are_listed(made: Any) -> None:
    """All values, and who states them."""
    conflict = {
        "applicationNumber": "NZ.773158.A",
        "documentId": None,
        "field": "filingDate",
        "values": [
            {"value": "2019-08-23", "providers": ["nz"]},
            {"value": "2019-08-22", "providers": ["ip5", "wo"]},
        ],
        "reason": None,
    }
    text = page(made.answer(conflicts=[conflict]))
    assert "NZ 773158 filingDate: 2019-08-23 (nz) or 2019-08-22 (ip5, wo)" in text


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_is_wider_than_the_terminal(made: Any, width: int) -> None:
    """Titles wrap; nothing is cut off and nothing runs over."""
    answer = made.json()
    answer["dossiers"][0]["documents"][0]["title"] = "word " * 60 + "endofit"
    text = page(made.answer(**answer), width)
    assert max(map(len, text.splitlines())) <= width
    assert "endofit" in text


@pytest.mark.parametrize("field", ["title", "applicants", "document", "code", "detail", "display"])
def test_nothing_that_an_office_writes_steers_the_terminal(made: Any, field: str) -> None:
    """No escape, no control character, no change of direction, no markup from any field."""
    answer = made.json()
    member = answer["family"]["members"][0]
    document = answer["dossiers"][0]["documents"][0]
    match field:
        case "title":
            member["title"] = answer["family"]["members"][1]["title"] = HOSTILE
        case "applicants":
            member["applicants"] = answer["family"]["members"][1]["applicants"] = [HOSTILE]
        case "document":
            document["title"] = HOSTILE
        case "code":
            document["code"] = HOSTILE
        case "detail":
            answer["outcomes"][0]["detail"] = HOSTILE
        case "display":
            member["applicationNumber"]["display"] = HOSTILE
    text = page(made.answer(**answer), 140)
    assert "[red]x[/red]" in text.replace("\n", "") or field in ("code", "display")
    assert all(character == "\n" or character.isprintable() for character in text)


@given(st.text())
def test_plain_text_is_printable_and_one_line(text: str) -> None:
    """Whatever comes in; and doing it twice changes nothing."""
    once = plain(text)
    assert "\n" not in once
    assert "\x1b" not in once
    assert plain(once) == once


@given(st.text())
def test_escaped_json_is_the_same_data(text: str) -> None:
    """JSON for a terminal reads back to what it was, and holds nothing that steers."""
    safe = escaped(json.dumps({"title": text}, ensure_ascii=False))
    assert json.loads(safe) == {"title": text}
    assert not set(safe) & {"\x1b", "\x9b", "\u202e", "\u2066", "\x7f"}


def test_colours_are_for_terminals_only(made: Any) -> None:
    """The same page has no escape sequence in a pipe and some on a terminal."""
    assert "\x1b[" not in shown(answer_page(made.answer(), 100), terminal=False)
    assert "\x1b[" in shown(answer_page(made.answer(), 100), terminal=True)


def test_a_timeline_has_a_line_for_each_office(made: Any) -> None:
    """Filed, published, reported on, decided, granted; an office whose list is missing has what is known."""
    by_office = happenings(made.answer())
    assert [event.mark for event in by_office["NZ"]] == ["F", "E", "P", "D", "G"]
    assert [event.mark for event in by_office["IL"]] == ["F"]
    text = page(made.answer())
    assert row(text, "NZ  ")[1].strip("-").startswith("F")
    assert "F filed   P published   E examination   D decision   G granted" in text


def test_on_one_column_the_weightiest_event_is_shown() -> None:
    """A grant hides a publication of the same day, never the other way round."""
    scale = Scale(date.fromisoformat("2020-01-01"), date.fromisoformat("2021-01-01"), 11)
    events = [Happening(date.fromisoformat("2020-06-01"), mark) for mark in ("P", "G", "A")]
    assert office_line(events, scale).plain.strip() == "G"


@given(st.lists(st.dates(), min_size=1, max_size=30), st.integers(10, 200))
def test_a_timeline_never_runs_over(days: list[Any], width: int) -> None:
    """Any dates on any width: every event has a column, years stand apart."""
    scale = Scale(min(days), max(days), width)
    assert len(office_line([Happening(day, "F") for day in days], scale).plain) <= width
    assert len(years_line(scale)) <= width


def test_the_public_line_counts_what_is_hidden(made: Any) -> None:
    """Documents by application, and members that the public would not know of."""
    own, public = made.json(), made.json()
    public["dossiers"][0]["documents"].pop()
    public["family"]["members"].pop()
    told = unseen_line(made.answer(**own), made.answer(**public), "JP").plain
    assert (
        told == "The public would not see 1 of these 2 documents: NZ 773158 (1); nor that there is IL 281006."
    )
    assert "the same as the office of JP" in unseen_line(made.answer(), made.answer(), "JP").plain
    assert "nothing of this family and its 2 documents" in unseen_line(made.answer(), None, "JP").plain


def test_a_document_that_the_public_knows_by_another_route_is_not_hidden(made: Any) -> None:
    """Its id may differ between requesters; where it comes from does not."""
    own, public = made.json(), made.json()
    route = {"provider": "hub", "protocol": "opd", "documentId": "9", "retrievedAt": None}
    own["dossiers"][0]["documents"][0]["provenance"].append(route)
    public["dossiers"][0]["documents"][0] |= {"id": "hub~9", "provenance": [route]}
    assert "the same" in unseen_line(made.answer(**own), made.answer(**public), "JP").plain


def test_times_are_said_as_people_say_them(made: Any) -> None:
    """Milliseconds, seconds, minutes and hours."""
    assert [span(s) for s in (5, 60, 95, 3600, 7500)] == ["5 s", "1 min", "1 min 35 s", "1 h", "2 h 5 min"]
    outcomes = made.answer(
        outcomes=[made.outcome("a", "family", "ok", elapsedMs=ms) for ms in (9, 40, 1210)]
    ).outcomes
    assert [elapsed(outcomes[:1]), elapsed(outcomes[:2]), elapsed(outcomes)] == [
        "9 ms",
        "9-40 ms",
        "9 ms-1.21 s",
    ]


def test_an_old_copy_is_said_to_be_old(made: Any) -> None:
    """``stale``: what failed, and how old what is shown is."""
    outcome = made.outcome("a", "dossier", "stale", ageSeconds=4000, detail="refused: connection refused")
    (group,) = grouped(made.answer(outcomes=[outcome]).outcomes)
    assert said(group) == "failed now; an old copy is shown: connection refused (1 h 6 min old)"


@pytest.mark.parametrize(
    ("type", "office", "number", "known"),
    [
        ("application", "NZ", "773158", True),
        ("publication", "NZ", "773158", True),
        ("publication", "EP", "3840569", False),
        ("application", "IL", "773158", False),
    ],
)
def test_a_family_without_the_number_that_was_asked_for_says_so(
    made: Any, type: str, office: str, number: str, known: bool
) -> None:
    """An office may know a family by a number that no member of it shows; whoever asked sees that at once."""
    reading = made.number(office, number) | {
        "type": type,
        "score": 0.7,
        "checkDigit": "unknown",
        "reasons": [],
    }
    answer = made.answer(query={"text": "as asked", "readAs": [reading]})
    assert ("Nothing in this family has this number" in page(answer)) is not known


def test_a_pause_is_said_once(made: Any) -> None:
    """Who is left alone has failed repeatedly, and when it is asked again stands behind: once each."""
    paused = made.outcome(
        "il", "family", "backoff", retryAfterSeconds=90, detail="It failed repeatedly; next try in 90 s."
    )
    (group,) = grouped(made.answer(outcomes=[paused]).outcomes)
    assert said(group) == (
        "failed repeatedly and is left alone for a while (backoff); try again in 1 min 30 s"
    )


def test_folding_replaces_by_key(made: Any) -> None:
    """Whole values replace those of the same key; without its end an answer is not complete."""
    answer = made.json() | {"complete": True}
    older = answer["outcomes"][0] | {"code": "timed_out"}
    folded = Folded()
    for event in (
        {"event": "family", "family": {"scope": "simple", "id": "g", "members": []}},
        {"event": "outcome", "outcome": older},
        {"event": "something-new", "value": 1},
        {"event": "family", "family": answer["family"]},
        *({"event": "dossier", "dossier": dossier} for dossier in answer["dossiers"]),
        *({"event": "outcome", "outcome": outcome} for outcome in reversed(answer["outcomes"])),
    ):
        folded.take(event)
    assert folded.answer() | {"query": answer["query"], "complete": True} == answer
    assert folded.answer()["complete"] is False
    folded.take({"event": "done", **{name: answer[name] for name in ("query", "conflicts", "complete")}})
    assert folded.answer() == answer


def test_what_is_withdrawn_is_folded_away(made: Any) -> None:
    """Of what stands, by its key; what is not there, or of a later version's kind, changes nothing."""
    answer = made.json()
    folded = Folded()
    folded.take({"event": "family", "family": answer["family"]})
    for dossier in answer["dossiers"]:
        folded.take({"event": "dossier", "dossier": dossier})
    for outcome in answer["outcomes"]:
        folded.take({"event": "outcome", "outcome": outcome})
    gone, kept = answer["outcomes"][0], answer["outcomes"][1:]
    names = ("provider", "operation", "applicationNumber")
    docdb = answer["dossiers"][0]["applicationNumber"]["docdb"]
    for what in ({"outcome": {name: gone[name] for name in names}}, {"dossier": docdb}, {"something": {}}):
        for _ in range(2):
            folded.take({"event": "withdrawn", "withdrawn": what})
    assert folded.answer()["outcomes"] == kept
    assert folded.answer()["dossiers"] == answer["dossiers"][1:]
    folded.take({"event": "dossier", "dossier": answer["dossiers"][0]})
    assert folded.answer()["dossiers"] == answer["dossiers"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [("x: no such word; did you mean y?.", "did you mean y?\n"), ("It is not there.", "is not there.\n")],
)
def test_a_sentence_of_failure_ends_once(
    capsys: pytest.CaptureFixture[str], sentence: str, said: str
) -> None:
    """A question at its end needs no full stop."""
    fail(sentence)
    assert capsys.readouterr().err.endswith(said)


def test_one_is_not_told_as_several() -> None:
    """Counts read as people write them."""
    assert [counted(number, "record") for number in (0, 1, 2)] == ["0 records", "1 record", "2 records"]
