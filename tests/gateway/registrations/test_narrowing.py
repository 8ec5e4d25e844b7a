"""What an office may change by itself: whatever lets nobody see more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.model import Document
from gateway.registrations.narrowing import at_once, needs_approval, strictest, widens
from gateway.registrations.submission import RegisteredVisibility, Submission
from gateway.requesters import Requester
from gateway.settings.visibility import VisibilityRule
from gateway.visibility import covers
from gateway.world import Rule, admits

REQUESTERS = [Requester(None), Requester("AU"), Requester("JP"), Requester("US")]
CATEGORIES = ("search-report", "claims")
DOCUMENTS = [
    Document(id="d", title="t", category=category, direction=direction, date=day)  # type: ignore[arg-type]
    for category in CATEGORIES
    for direction in ("incoming", "outgoing")
    for day in (None, date(2019, 1, 1), date(2021, 1, 1))
]
OFFICES = st.sets(st.sampled_from(["AU", "JP"]), min_size=1).map(lambda found: tuple(sorted(found)))


@st.composite
def rules(draw: st.DrawFn) -> VisibilityRule:
    """A rule about some documents."""
    word = draw(st.sampled_from(["public", "offices", "named", "none"]))
    since, until = (
        draw(st.sampled_from([None, date(2020, 1, 1)])),
        draw(st.sampled_from([None, date(2020, 6, 1)])),
    )
    return VisibilityRule(
        category=tuple(draw(st.sets(st.sampled_from(CATEGORIES)))),
        direction=tuple(draw(st.sets(st.sampled_from(["incoming", "outgoing"])))),
        since=since,
        until=until,
        visibility=word,  # type: ignore[arg-type]
        offices=draw(OFFICES) if word == "named" else (),
    )


@st.composite
def visibilities(draw: st.DrawFn) -> RegisteredVisibility:
    """What an office may say."""
    word = draw(st.sampled_from(["public", "offices", "named", "none"]))
    return RegisteredVisibility(
        default=word,  # type: ignore[arg-type]
        offices=draw(OFFICES) if word == "named" else (),
        rules=tuple(draw(st.lists(rules(), max_size=3))),
    )


def seen(visibility: RegisteredVisibility) -> set[tuple[int, int]]:
    """Who sees what."""
    default = Rule(visibility.default, frozenset(visibility.offices))
    narrow = [
        Rule(
            one.visibility,
            frozenset(one.offices),
            frozenset(one.category),
            frozenset(one.direction),
            one.since,
            one.until,
        )
        for one in visibility.rules
    ]
    return {
        (who, what)
        for who, requester in enumerate(REQUESTERS)
        for what, document in enumerate(DOCUMENTS)
        if admits(default, requester)
        and all(admits(rule, requester) for rule in narrow if covers(rule, document))
    }


@given(visibilities(), visibilities())
def test_what_is_in_force_at_once_shows_what_both_show(
    one: RegisteredVisibility, other: RegisteredVisibility
) -> None:
    """Never more than what was approved, nor than what is wanted; and nothing less than both."""
    assert seen(strictest(one, other)) == seen(one) & seen(other)


@given(visibilities(), visibilities())
def test_what_needs_no_approval_shows_nothing_more(
    one: RegisteredVisibility, other: RegisteredVisibility
) -> None:
    """If it is not called widening, nobody sees what was not approved; in doubt it is."""
    approved, wanted = submission(one), submission(other)
    if not widens(approved, wanted):
        assert seen(other) <= seen(one)
        assert seen(at_once(approved, wanted).visibility) == seen(other)


@given(visibilities(), rules())
def test_one_more_rule_never_needs_approval(visibility: RegisteredVisibility, rule: VisibilityRule) -> None:
    """Rules only narrow."""
    more = visibility.model_copy(update={"rules": (*visibility.rules, rule)})
    assert not widens(submission(visibility), submission(more))
    assert not widens(submission(visibility), submission(visibility))


def submission(visibility: RegisteredVisibility) -> Submission:
    """A submission that shows so much."""
    return Submission.model_validate(
        {
            "id": "x",
            "name": "X",
            "serves": ["AU"],
            "protocol": "case",
            "url": "https://a.office.example",
            "contact": {"name": "A", "email": "a@office.example"},
        }
    ).model_copy(update={"visibility": visibility})


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({"name": "Another"}, False),
        ({"limits": {"concurrency": 2, "requestsPerMinute": 5}}, False),
        ({"maintenance": [{"weekday": "sunday", "at": "22:00", "minutes": 60}]}, False),
        ({"contact": {"name": "Other", "email": "o@office.example"}}, False),
        ({"capabilities": ["family", "dossier"]}, False),
        ({"visibility": {"default": "none"}}, False),
        ({"visibility": {"default": "public"}}, True),
        ({"url": "https://other.office.example/case-api/v1"}, True),
        ({"protocol": "static-index"}, True),
        ({"auth": {"type": "gateway-token"}}, True),
    ],
)
def test_what_waits_for_approval(
    made: Callable[..., Submission], changes: dict[str, Any], waits: bool
) -> None:
    """Another endpoint, and whatever may show more; all else is the office's own to change."""
    approved, wanted = made(), made(**changes)
    assert needs_approval(approved, wanted) is waits
    now = at_once(approved, wanted)
    assert (now == wanted) is not waits
    assert now.reached == approved.reached


def test_capabilities_that_were_left_away_come_back_by_approval(made: Callable[..., Submission]) -> None:
    """To be asked for content again is more than was approved."""
    approved, wanted = made(capabilities=["dossier"]), made()
    assert needs_approval(approved, wanted)
    assert at_once(approved, wanted).capabilities == ("dossier",)
