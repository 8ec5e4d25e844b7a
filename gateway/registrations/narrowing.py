"""Which changes an office may make by itself: those after which nobody sees more than before. Pure."""

from __future__ import annotations

from gateway.registrations.submission import RegisteredVisibility, Submission
from gateway.settings.visibility import VisibilityRule
from gateway.world import Rule, narrower


def at_once(approved: Submission, wanted: Submission) -> Submission:
    """What is in force as soon as an office wants it: no more visible than what was approved, nor elsewhere.

    What has to be proved or approved stays as it was approved; the strictest of both visibilities counts, and
    of what is asked there only what both name. All else is the office's own to change.
    """
    return wanted.model_copy(
        update={
            "serves": approved.serves,
            "protocol": approved.protocol,
            "url": approved.url,
            "auth": approved.auth,
            "capabilities": _both(approved, wanted),
            "visibility": strictest(approved.visibility, wanted.visibility),
        }
    )


def needs_approval(approved: Submission, wanted: Submission) -> bool:
    """Whether it asks for more than an office may do by itself."""
    return wanted.reached != approved.reached or widens(approved, wanted)


def widens(approved: Submission, wanted: Submission) -> bool:
    """Whether somebody might see something that was not approved to be seen; in doubt it does."""
    if _both(approved, wanted) != wanted.capabilities:
        return True
    old, new = approved.visibility, wanted.visibility
    if not _within(_default(new), _default(old)):
        return True
    return not all(any(_implies(kept, rule) for kept in new.rules) for rule in old.rules)


def strictest(one: RegisteredVisibility, other: RegisteredVisibility) -> RegisteredVisibility:
    """What lets nobody see what either does not: rules only narrow, so all of both count."""
    default = narrower(_default(one), _default(other))
    more = tuple(rule for rule in one.rules if not any(_implies(kept, rule) for kept in other.rules))
    rules = (*other.rules, *more)
    return RegisteredVisibility(
        default=default.visibility, offices=tuple(sorted(default.offices)), rules=rules
    )


def _both(approved: Submission, wanted: Submission) -> tuple[str, ...] | None:
    """The capabilities that both name; ``None`` names all."""
    if wanted.capabilities is None or approved.capabilities is None:
        return wanted.capabilities if approved.capabilities is None else approved.capabilities
    return tuple(one for one in wanted.capabilities if one in approved.capabilities)


def _default(visibility: RegisteredVisibility) -> Rule:
    return Rule(visibility.default, frozenset(visibility.offices))


def _within(narrow: Rule, wide: Rule) -> bool:
    """Whether whoever the first lets see is let by the second; both also let whom an agreement names."""
    if narrow.visibility == "named" and wide.visibility == "named":
        return narrow.offices <= wide.offices
    return narrower(narrow, wide).visibility == narrow.visibility


def _implies(kept: VisibilityRule, rule: VisibilityRule) -> bool:
    """Whether one rule covers whatever another covers, and lets nobody see it whom the other does not.

    A rule that names no office means those with an agreement, and is not compared with one that names some.
    """
    named = kept.visibility == rule.visibility == "named"
    return (
        _within(
            Rule(kept.visibility, frozenset(kept.offices)), Rule(rule.visibility, frozenset(rule.offices))
        )
        and not (named and bool(kept.offices) != bool(rule.offices))
        and all(
            not wide or (narrow and set(narrow) <= set(wide))
            for wide, narrow in (
                (kept.category, rule.category),
                (kept.direction, rule.direction),
                (kept.status, rule.status),
            )
        )
        and (kept.since is None or (rule.since is not None and kept.since <= rule.since))
        and (kept.until is None or (rule.until is not None and kept.until >= rule.until))
    )
