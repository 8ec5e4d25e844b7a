"""The one decision about who may see what. Pure, deny by default, the strictest statement wins.

A document is governed by the rules of the office that provides it, by whatever route it came: by its own
service's rules where it has one, else by those of the hub that speaks for it. On top of the rules stands
what the office's answer says of the item itself; a statement can only narrow.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from connectors.model import Access, Application, Document, Family, Publication, Visibility, stricter
from connectors.numbers.identity import Number
from gateway.requesters import Requester
from gateway.world import Provider, Rule, admits


def covers(rule: Rule, document: Document) -> bool:
    """Whether a rule speaks about this document; an unknown direction or date counts as covered."""
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


def past(application: Application, requester: Requester, today: date) -> Application:
    """The application without publications to come, which only its own office knows of."""
    if requester.office == application.number.office:
        return application
    shown = tuple(p for p in application.publications if p.date is None or p.date <= today)
    if len(shown) == len(application.publications):
        return application
    return replace(application, publications=shown)


def listed(asked: Number, family: Family, requester: Requester, today: date) -> tuple[Application, ...]:
    """The members of a provider's answer without publications to come.

    None at all when the number asked is itself a publication to come: that it leads anywhere is not known
    yet. Whether each member's existence may be known is decided apart, from all answers.
    """
    members = tuple(past(member, requester, today) for member in family.members)
    if asked.type != "publication" or any(_publishes(member, asked) for member in members):
        return members
    return () if any(_publishes(member, asked) for member in family.members) else members


def _publishes(application: Application, asked: Number) -> bool:
    return any(_names(publication, asked) for publication in application.publications)


def _names(publication: Publication, asked: Number) -> bool:
    return (publication.office, publication.number) == (asked.office, asked.number) and (
        publication.kind is None or asked.kind is None or publication.kind == asked.kind
    )
