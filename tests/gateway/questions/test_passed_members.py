"""The members of a family as each audience may know them: looked at as often as that can differ."""

from __future__ import annotations

from datetime import date

import pytest
from exploring import known
from worlds import JP, Office, application, number, provider, world

from gateway.plan import Question
from gateway.questions.passed_members import own_view, stated, views_of
from gateway.world import Rule

EP, AU = "EP.99203729.A", "AU.2019325418.A"
TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("visibility", "audiences", "accesses"),
    [
        ("public", ["named", "public"], {EP: ["public"], AU: ["public"]}),
        ("offices", ["named", "offices", "public"], {EP: ["public"], AU: ["offices"]}),
        (Rule("named", frozenset({"JP"})), ["named", "offices", "public"], {EP: ["public"], AU: ["named"]}),
    ],
    ids=["public", "offices", "named"],
)
def test_who_is_told_the_same_is_not_looked_at_again(
    visibility: Rule | str, audiences: list[str], accesses: dict[str, list[str]]
) -> None:
    """Where everybody is told what the asking office is, so is everyone between; each says who may know."""
    first, second = Office([application(EP)]), Office({number(EP): (application(AU, EP),)})
    ours = world(provider("ep", first, "EP"), provider("au", second, "AU", visibility))
    question = Question((number(EP),), JP, TODAY, wants=())
    outcomes = known(ours, question)
    views = views_of(own_view(outcomes, question, ours), number(EP), outcomes, question, ours)
    assert [view.audience.access.visibility for view in views] == audiences
    found: dict[str, list[str]] = {}
    for one in stated(views, ours):
        assert one.access is not None
        found.setdefault(one.number.docdb, []).append(one.access.visibility)
    assert found == accesses


def test_what_is_found_by_what_only_the_asking_office_knows_is_for_that_office_alone() -> None:
    """Its own application to come leads to who lists it as published: others are not led there.

    Who asks for that number itself is told of it.
    """
    own = "JP.2001000002.A"
    coming = application(own, published="2999-01-01", title="to come")
    first = Office({number(EP): (application(EP), coming)})
    second = Office({number(own): (application(own),), number(f"priority {own}"): (application(own),)})
    ours = world(provider("jp", first, "JP"), provider("ep", second, "EP"))
    for asked, accesses in ((EP, {(EP, "public"), (own, "named")}), (own, {(own, "public")})):
        question = Question((number(asked),), JP, TODAY, wants=())
        outcomes = known(ours, question)
        views = views_of(own_view(outcomes, question, ours), number(asked), outcomes, question, ours)
        found = {(one.number.docdb, one.access and one.access.visibility) for one in stated(views, ours)}
        assert found == accesses
