"""What a process puts in force of its configuration, as records of the trail: agreements one by one."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.audit.record import Record
from gateway.settings.agreements import AgreementSettings
from gateway.settings.models import Settings


def records_of(before: Settings | None, after: Settings, version: str) -> Iterator[Record]:
    """One record of the configuration of this ``version``, and one for each agreement that differs.

    ``before`` is what was in force in this process, ``None`` at its start. Several processes record each
    what they put in force.
    """
    operation = "start" if before is None else "configuration"
    yield Record(kind="operator", operation=operation, detail={"version": version})
    known = {one.id: one for one in ([] if before is None else before.agreements)}
    for one in after.agreements:
        if known.get(one.id) != one:
            yield _record("change" if one.id in known else "put-in-force", one)
    for id in sorted(known.keys() - {one.id for one in after.agreements}):
        yield _record("withdraw", known[id])


def _record(what: str, one: AgreementSettings) -> Record:
    return Record(
        kind="agreement",
        operation=what,
        provider=one.provider,
        detail={
            "id": one.id,
            "accessing": tuple(one.accessing),
            "from": str(one.begins),
            "until": None if one.ends is None else str(one.ends),
            "status": one.status,
            "terms": one.terms,
            "unpublished": one.unpublished,
            "acceptedBy": tuple(one.accepted_by),
        },
    )
