"""From what is written about visibility and agreements to the values that decide."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.agreements import Agreement
from gateway.settings.agreements import AgreementSettings
from gateway.settings.visibility import VisibilitySettings
from gateway.world import Rule


def default_of(visibility: VisibilitySettings) -> Rule:
    """The widest that the office wants anything to be seen."""
    return Rule(visibility.default, frozenset(visibility.offices))


def maximum_of(visibility: VisibilitySettings) -> Rule:
    """The widest that the operator lets anything be seen."""
    return Rule(visibility.maximum, frozenset(visibility.maximum_offices))


def rules_of(visibility: VisibilitySettings) -> tuple[Rule, ...]:
    """The exceptions, each of which narrows."""
    return tuple(
        Rule(
            visibility=rule.visibility,
            offices=frozenset(rule.offices),
            categories=frozenset(rule.category),
            directions=frozenset(rule.direction),
            since=rule.since,
            until=rule.until,
            statuses=frozenset(rule.status),
        )
        for rule in visibility.rules
    )


def agreements_of(written: Iterable[AgreementSettings]) -> tuple[Agreement, ...]:
    """The agreements that were written."""
    return tuple(
        Agreement(
            id=one.id,
            provider=one.provider,
            accessing=frozenset(one.accessing),
            begins=one.begins,
            ends=one.ends,
            active=one.status == "active",
            terms=one.terms,
            unpublished=one.unpublished,
            accepted_by=frozenset(one.accepted_by),
        )
        for one in written
    )
