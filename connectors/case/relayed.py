"""What a gateway says beside the facts it passes on: whether they are all, what is missing, whose they are.

``completeIndicator``, ``outcomeBag`` and ``provenanceBag`` stand at the top of an answer; an office's own
service has none of them. Beside a file stands ``noticeBag``, what its office wants said; an office's own
service may state that too. Whatever is told is bounded and cleaned: names are ids, codes are from our list,
and no text of a stranger but that of notices goes any further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.case.access import read_access
from connectors.case.wire import (
    AccessShape,
    NoticeShape,
    OutcomeShape,
    ProvenanceShape,
    RelayShape,
    listed,
)
from connectors.model import (
    NOTICE_KINDS,
    SHORTFALLS,
    Access,
    Notice,
    NoticeKind,
    RelayedOutcome,
    RelayedSource,
    Shortfall,
)
from connectors.scalars import count, text

MOST = 100
"""Outcomes and sources that are told and believed in one answer."""

MOST_NOTICES = 10
NOTICE_CHARACTERS = 200
"""Of one answer's notices, and of the text of each, no more are read."""

UNNAMED = "unnamed"
"""The provider of an outcome whose provider is not told, or not by a name that can be an id."""

ACCESS = {"public": "public", "offices": "offices", "named": "restricted", "none": "withheld"}
"""How the profile calls each visibility."""

_CODES: dict[object, Shortfall] = {code: code for code in SHORTFALLS}
_KINDS: dict[object, NoticeKind] = {kind: kind for kind in NOTICE_KINDS}
_SETTLED = frozenset({"ok", "cached", "not_held", "withheld"})
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}(?:/[a-z0-9][a-z0-9-]{0,62}){0,3}")
_PROTOCOL = re.compile(r"[a-z][a-z0-9-]{0,40}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DAY_SECONDS = 86_400


class Relay(msgspec.Struct, frozen=True):
    """What a gateway answers with beside the facts; ``notices`` beside a file."""

    complete: bool
    outcomes: tuple[RelayedOutcome, ...] = ()
    sources: tuple[RelayedSource, ...] = ()
    notices: tuple[Notice, ...] = ()


def encode_relay(relay: Relay | None) -> dict[str, Any]:
    """The properties that say it; none for an office's own answer."""
    if relay is None:
        return {}
    return {
        "completeIndicator": relay.complete,
        "outcomeBag": [{"outcome": _outcome(one)} for one in relay.outcomes[:MOST]],
        "provenanceBag": [{"provenance": _provenance(one)} for one in relay.sources[:MOST]],
        **encode_notices(relay.notices),
    }


def encode_notices(notices: Sequence[Notice]) -> dict[str, Any]:
    """The property with what is to be said beside a file; none when there is nothing."""
    if not notices:
        return {}
    return {"noticeBag": [{"notice": _notice(one)} for one in notices[:MOST_NOTICES]]}


def encode_access(access: Access | None) -> dict[str, Any]:
    """The properties that say who may see something; none when nothing is said."""
    if access is None:
        return {}
    named = {"accessOfficeBag": list(access.offices)} if access.visibility == "named" else {}
    return {"accessCategory": ACCESS[access.visibility]} | named


def read_outcomes(shape: RelayShape) -> tuple[RelayedOutcome, ...]:
    """What the gateway could not get; at least one when it says that its answer is not complete."""
    told = (_read_outcome(one) for item in listed(shape.outcome_bag)[:MOST] if (one := item.outcome))
    found = tuple(dict.fromkeys(one for one in told if one is not None))
    if not found and shape.complete_indicator in (False, "false"):
        return (RelayedOutcome(provider=UNNAMED, code="unavailable"),)
    return found


def read_sources(shape: RelayShape) -> tuple[RelayedSource, ...]:
    """Whose answers the gateway passed on."""
    told = (_read_source(one) for item in listed(shape.provenance_bag)[:MOST] if (one := item.provenance))
    return tuple(dict.fromkeys(one for one in told if one is not None))


def read_notices(shape: RelayShape) -> tuple[Notice, ...]:
    """What is to be said beside the documents."""
    told = (_read_notice(one) for item in listed(shape.notice_bag)[:MOST_NOTICES] if (one := item.notice))
    return tuple(dict.fromkeys(one for one in told if one is not None))


def access_said(shape: RelayShape) -> Sequence[AccessShape]:
    """Everything here that says who may see it."""
    outcomes = [item.outcome for item in listed(shape.outcome_bag)]
    sources = [item.provenance for item in listed(shape.provenance_bag)]
    notices = [item.notice for item in listed(shape.notice_bag)]
    return [one for one in (*outcomes, *sources, *notices) if one is not None]


def _outcome(outcome: RelayedOutcome) -> dict[str, Any]:
    told: dict[str, Any] = {"providerIdentifier": outcome.provider, "outcomeCategory": outcome.code}
    if outcome.retry_after_seconds is not None:
        told["retryAfterQuantity"] = round(outcome.retry_after_seconds)
    return told | encode_access(outcome.access)


def _provenance(source: RelayedSource) -> dict[str, Any]:
    told: dict[str, Any] = {"providerIdentifier": source.provider, "protocolCategory": source.protocol}
    if source.retrieved_at is not None:
        told["retrievalDateTime"] = source.retrieved_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return told | encode_access(source.access)


def _notice(notice: Notice) -> dict[str, Any]:
    named = {} if notice.provider is None else {"providerIdentifier": notice.provider}
    return named | {
        "noticeCategory": notice.kind,
        "noticeText": notice.text,
        **encode_access(notice.access),
    }


def _read_outcome(shape: OutcomeShape) -> RelayedOutcome | None:
    """One outcome, ``None`` when it settles the question; a code that is not known is a failure."""
    if shape.outcome_category in _SETTLED:
        return None
    wait = count(shape.retry_after_quantity)
    return RelayedOutcome(
        provider=_name(shape.provider_identifier) or UNNAMED,
        code=_CODES.get(shape.outcome_category, "unavailable"),
        retry_after_seconds=None if wait is None else float(min(wait, _DAY_SECONDS)),
        access=read_access(shape),
    )


def _read_source(shape: ProvenanceShape) -> RelayedSource | None:
    provider, protocol = _name(shape.provider_identifier), shape.protocol_category
    if provider is None:
        return None
    return RelayedSource(
        provider=provider,
        protocol=protocol if isinstance(protocol, str) and _PROTOCOL.fullmatch(protocol) else "unknown",
        retrieved_at=_instant(shape.retrieval_date_time),
        access=read_access(shape),
    )


def _read_notice(shape: NoticeShape) -> Notice | None:
    """One notice; of a kind that is not known it is another one."""
    said = text(shape.notice_text)
    if said is None:
        return None
    return Notice(
        kind=_KINDS.get(shape.notice_category, "other"),
        text=said[:NOTICE_CHARACTERS],
        provider=_name(shape.provider_identifier),
        access=read_access(shape),
    )


def _name(said: object) -> str | None:
    return said if isinstance(said, str) and _NAME.fullmatch(said) else None


def _instant(said: object) -> datetime | None:
    if not isinstance(said, str) or _INSTANT.fullmatch(said) is None:
        return None
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None
