"""The one decision about who may see what. Pure, deny by default, the strictest statement wins.

A document is governed by the rules of the office that provides it, by whatever route it came: by its own
service's rules where it has one, else by those of the hub that speaks for it. On top of the rules stands
what the office's answer says of the item itself; a statement can only narrow.
"""

from __future__ import annotations

from datetime import date

from connectors.model import Access, Application, Document, Visibility, stricter
from gateway.requesters import Requester
from gateway.world import Provider, Rule, admits


def covers(rule: Rule, document: Document) -> bool:
    """Whether a rule speaks about this document; what is unknown of a document counts as covered."""
    if rule.categories and document.category not in rule.categories:
        return False
    if rule.directions and document.direction not in rule.directions and document.direction != "unknown":
        return False
    if document.date is None:
        return True
    return (rule.since is None or document.date >= rule.since) and (
        rule.until is None or document.date <= rule.until
    )


def may_see(provider: Provider, document: Document, requester: Requester) -> bool:
    """Whether the governing provider's rules and the item's own statement all let the requester see it."""
    if not admits(provider.default, requester):
        return False
    if document.access is not None and not permits(document.access, requester):
        return False
    return all(admits(rule, requester) for rule in provider.rules if covers(rule, document))


def permits(access: Access, requester: Requester) -> bool:
    """Whether an item's own statement lets the requester see it."""
    match access.visibility:
        case "public":
            return True
        case "offices":
            return requester.office is not None
        case "named":
            return requester.office is not None and requester.office in access.offices
        case _:
            return False


def word(provider: Provider, document: Document) -> Visibility:
    """The document's visibility in one word: the strictest of everything that speaks about it."""
    strictest = provider.default.visibility
    for rule in provider.rules:
        if covers(rule, document):
            strictest = stricter(strictest, rule.visibility)
    return strictest if document.access is None else stricter(strictest, document.access.visibility)


def published(application: Application, today: date) -> bool:
    """Whether these facts show that the application was published on or before ``today``.

    A publication without a date is evidence; one in the future, or no publication at all, is none.
    """
    return any(p.date is None or p.date <= today for p in application.publications)
