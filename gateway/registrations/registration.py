"""A registration: what an office wants, what is in force of it, and how far it has come. Pure.

draft -> verified -> approved -> suspended -> withdrawn. What an office wants beyond what was approved waits
for its proof and its approval, while what was approved stays in force.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from connectors.model import Visibility
from gateway.registrations.narrowing import at_once, needs_approval
from gateway.registrations.refusals import Conflict, FourEyes
from gateway.registrations.submission import Submission
from gateway.world import Rule, narrower

Status = Literal["draft", "verified", "approved", "suspended", "withdrawn"]
Need = Literal["verification", "approval"]

MARK = "_casegate-challenge"
WELL_KNOWN = "/.well-known/casegate-challenge/"


class Maximum(msgspec.Struct, frozen=True):
    """The widest that the operator lets anything be seen; ``offices`` for ``named``."""

    visibility: Visibility = "public"
    offices: tuple[str, ...] = ()


class Tried(msgspec.Struct, frozen=True, rename="camel"):
    """One check that did not simply pass: which, how it went, and what was found."""

    check: str
    result: Literal["warn", "fail"]
    detail: str
    remedy: str


class Examination(msgspec.Struct, frozen=True, rename="camel"):
    """What came of a verification. ``detail`` says in a sentence why it failed, if it did.

    ``proved_by`` is how the domain was proved, ``passed`` whether all is well. ``counts`` are checks by
    result, ``findings`` those that warn or fail.
    """

    at: datetime
    url: str
    passed: bool
    proved_by: Literal["file", "dns"] | None = None
    detail: str | None = None
    counts: dict[str, int] = {}
    findings: tuple[Tried, ...] = ()
    requests: int = 0


class Approval(msgspec.Struct, frozen=True):
    """One operator's consent; ``credential`` is who gave it: a client, else a credential."""

    credential: str
    at: datetime
    maximum: Maximum = Maximum()


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint of one office.

    ``version`` moves on with every step. ``proved`` is what was last proved and examined (``reached`` of a
    submission, as text); ``authors`` are the clients, or credentials, who wrote it. ``maximum`` is in
    force once it is approved.
    """

    id: str
    office: str
    version: int
    status: Status
    wanted: Submission
    token: str
    created: datetime
    changed: datetime
    authors: tuple[str, ...] = ()
    in_force: Submission | None = None
    maximum: Maximum = Maximum()
    proved: str | None = None
    examination: Examination | None = None
    approvals: tuple[Approval, ...] = ()
    reason: str | None = None

    @property
    def needs(self) -> tuple[Need, ...]:
        """What has to happen before all that is wanted is in force."""
        if self.status == "withdrawn":
            return ()
        settled = (
            self.status == "approved"
            and self.in_force is not None
            and not needs_approval(self.in_force, self.wanted)
        )
        if settled:
            return ()
        return ("approval",) if self.is_proved else ("verification", "approval")

    @property
    def is_proved(self) -> bool:
        """Whether the endpoint that is wanted was proved and examined."""
        return self.proved == _reached(self.wanted)

    @property
    def host(self) -> str:
        """The host name of the endpoint that is wanted."""
        return urlsplit(self.wanted.url).hostname or ""

    @property
    def challenge_url(self) -> str:
        """Where the token is looked for, in a file that holds it and nothing else."""
        parts = urlsplit(self.wanted.url)
        return f"{parts.scheme}://{parts.netloc}{WELL_KNOWN}{self.token}"

    @property
    def challenge_name(self) -> str:
        """Under which name a TXT record with the token is looked for."""
        return f"{MARK}.{self.host}"


def begun(submission: Submission, office: str, author: str, token: str, now: datetime) -> Registration:
    """A new registration."""
    return Registration(
        id=submission.id,
        office=office,
        version=1,
        status="draft",
        wanted=submission,
        token=token,
        created=now,
        changed=now,
        authors=(author,),
    )


def changed(
    before: Registration, submission: Submission, author: str, token: str, now: datetime
) -> Registration:
    """What an office wants now; what it may do by itself is in force at once.

    Raises:
        Conflict: it is withdrawn.
    """
    _not_withdrawn(before)
    fresh = replace(
        before,
        wanted=submission,
        token=before.token if _host(submission) == before.host else token,
        authors=tuple(dict.fromkeys((*before.authors, author))),
        approvals=(),
    )
    if before.in_force is not None:
        fresh = replace(fresh, in_force=at_once(before.in_force, submission))
        if before.status == "approved" and not fresh.needs:
            fresh = replace(fresh, in_force=submission, authors=(author,))
    elif fresh.status in ("draft", "verified"):
        fresh = replace(fresh, status="verified" if fresh.is_proved else "draft")
    return _stepped(fresh, now)


def examined(
    before: Registration, looked_at: Submission, examination: Examination, now: datetime
) -> Registration:
    """A verification of what was wanted when it began, ``looked_at``, has ended.

    Raises:
        Conflict: it is withdrawn, or was changed to another endpoint meanwhile.
    """
    _not_withdrawn(before)
    if _reached(looked_at) != _reached(before.wanted):
        raise Conflict("The registration was changed while it was verified; verify it again.")
    after = replace(before, examination=examination)
    if examination.passed:
        after = replace(after, proved=_reached(before.wanted))
        if after.status == "draft":
            after = replace(after, status="verified")
    return _stepped(after, now)


def approved(before: Registration, approval: Approval, needed: int, now: datetime) -> Registration:
    """One operator consents to what is wanted; with the last consent that is needed it is in force.

    Of several maxima the strictest counts.

    Raises:
        Conflict: it is not proved, or there is nothing to approve.
        FourEyes: who consents wrote it, or has consented already.
    """
    _not_withdrawn(before)
    if not before.needs:
        raise Conflict("All that is wanted is in force already.")
    if not before.is_proved:
        raise Conflict("The endpoint that is wanted was not proved and examined yet.")
    if approval.credential in before.authors:
        raise FourEyes("Who wrote a registration does not approve it.")
    if any(one.credential == approval.credential for one in before.approvals):
        raise FourEyes("These credentials have approved it already; another operator has to.")
    approvals = (*before.approvals, approval)
    if len(approvals) < needed:
        return _stepped(replace(before, approvals=approvals), now)
    after = replace(
        before,
        status="approved",
        in_force=before.wanted,
        approvals=approvals,
        maximum=_strictest(one.maximum for one in approvals),
        reason=None,
    )
    return _stepped(after, now)


def suspended(before: Registration, reason: str, now: datetime) -> Registration:
    """An operator takes it out of service; it has to be approved again.

    Raises:
        Conflict: it is not in service.
    """
    if before.status != "approved":
        raise Conflict(f"It is {before.status}, and not in service.")
    return _stepped(replace(before, status="suspended", approvals=(), reason=reason), now)


def withdrawn(before: Registration, reason: str, now: datetime) -> Registration:
    """It ends for good; its id stays taken, since document ids hold it.

    Raises:
        Conflict: it has ended already.
    """
    _not_withdrawn(before)
    return _stepped(
        replace(before, status="withdrawn", in_force=None, approvals=(), proved=None, reason=reason), now
    )


def fingerprint(registration: Registration) -> str:
    """The version as an entity tag."""
    return f'"{registration.id}.{registration.version}"'


def _stepped(after: Registration, now: datetime) -> Registration:
    return replace(after, version=after.version + 1, changed=now)


def _not_withdrawn(registration: Registration) -> None:
    if registration.status == "withdrawn":
        raise Conflict("It is withdrawn; register the endpoint under another id.")


def _host(submission: Submission) -> str:
    return urlsplit(submission.url).hostname or ""


def _reached(submission: Submission) -> str:
    url, protocol, serves, auth = submission.reached
    return json.dumps([url, protocol, serves, auth], sort_keys=True)


def _strictest(maxima: Iterable[Maximum]) -> Maximum:
    found: Rule | None = None
    for one in maxima:
        rule = Rule(one.visibility, frozenset(one.offices))
        found = rule if found is None else narrower(found, rule)
    if found is None:
        return Maximum()
    if found.visibility == "named" and not found.offices:
        return Maximum("none")
    return Maximum(found.visibility, tuple(sorted(found.offices)))
