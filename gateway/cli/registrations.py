"""``casegate registrations``: what offices registered, looked at, approved and taken out by operators.

The commands work on the database of a configuration directory, whether or not a gateway runs on it; every
process that does knows of a change within seconds. Who approves by command is the user of the system who runs
it: two different ones are two pairs of eyes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gateway.cli.exits import NOT_FOUND, UNUSABLE
from gateway.cli.options import Config, Json

if TYPE_CHECKING:
    from gateway.audit.record import Origin
    from gateway.registrations.ledger import Step
    from gateway.registrations.registration import Registration

app = typer.Typer(no_args_is_help=True, help="Endpoints that offices registered themselves.")

Id = Annotated[
    str, typer.Argument(metavar="ID", help="The registration's id, as `registrations list` shows it.")
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; its office and the trail are told.")
]


@app.command("list")
def list_registrations(
    config: Config,
    status: Annotated[
        Literal["draft", "verified", "approved", "suspended", "withdrawn"] | None,
        typer.Option("--status", help="Only those that have come so far."),
    ] = None,
    office: Annotated[str | None, typer.Option("--office", metavar="XX", help="Only this office's.")] = None,
    as_json: Json = False,
) -> None:
    """Lists registrations: whose, how far each has come, and what has to happen yet."""
    from gateway.cli.keeping import read
    from gateway.cli.key_options import office_named
    from gateway.cli.printing import columns, line, output, print_json, remarks
    from gateway.registrations.ledger import read_registrations

    wanted = None if office is None else office_named(office)
    found = [
        one
        for one in read(config, lambda connection: read_registrations(connection, wanted))
        if status in (None, one.status)
    ]
    if as_json:
        print_json([_told(one) for one in found])
        return
    if not found:
        remarks().print(line("There are no such registrations."))
        return
    table = columns("ID", "Office", "Status", "Needs", "Version", "URL")
    for one in found:
        cells = (one.id, one.office, one.status, " ".join(one.needs) or "-", str(one.version), one.wanted.url)
        table.add_row(*map(line, cells))
    output().print(table)


@app.command("show")
def show(config: Config, id: Id, as_json: Json = False) -> None:
    """Shows one registration: what is wanted, what is in force, what the checks found, who approved.

    Exit code 4 when there is none.
    """
    from gateway.cli.printing import columns, heading, line, output, print_json

    one = _find(config, id)
    if as_json:
        print_json(_told(one))
        return
    console = output()
    table = columns("", "")
    for name, value in _facts(one):
        table.add_row(line(name), line(value))
    console.print(table)
    if one.examination is not None and one.examination.findings:
        console.print()
        console.print(heading("What the checks found"))
        for found in one.examination.findings:
            console.print(line(f"  {found.result}  {found.check}: {found.detail}"), soft_wrap=True)


@app.command("approve")
def approve(
    config: Config,
    id: Id,
    maximum: Annotated[
        Literal["public", "offices", "named", "none"],
        typer.Option(
            "--maximum", help="The widest that anything of it may be seen, whatever its office says."
        ),
    ] = "public",
    maximum_office: Annotated[
        list[str] | None,
        typer.Option("--maximum-office", metavar="XX", help="With `named`: an office; can be repeated."),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", min=1, help="Only if it is of this version still."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Consents to what is wanted; in production two operators have to, each for himself.

    Exit code 2 when it cannot be approved, or not by you; 4 when there is none.
    """
    from gateway.cli.key_options import office_named
    from gateway.cli.printing import fail
    from gateway.clock import SystemClock
    from gateway.registrations.registration import Approval, Maximum, approved

    offices = tuple(sorted({office_named(code) for code in maximum_office or ()}))
    if bool(offices) is not (maximum == "named"):
        fail("--maximum-office belongs to --maximum named, which needs it.")
        raise typer.Exit(UNUSABLE)
    needed, origin, now = _needed(config, _find(config, id)), operator(), SystemClock().now()
    consent = Approval(origin.credential or "", now, Maximum(maximum, offices))
    tag = None if version is None else f'"{id}.{version}"'
    after = _step(config, id, "approve", lambda one: approved(one, consent, needed, now), origin, tag)
    _tell(
        after,
        f"{id} is approved and in force."
        if after.status == "approved"
        else f"{id} has {len(after.approvals)} of {needed} approvals; another operator has to approve it.",
        as_json,
    )


@app.command("suspend")
def suspend(config: Config, id: Id, reason: Reason, as_json: Json = False) -> None:
    """Takes an endpoint out of service within seconds; it has to be approved again.

    Exit code 2 when it is not in service, 4 when there is none.
    """
    from gateway.clock import SystemClock
    from gateway.registrations.registration import suspended

    now = SystemClock().now()
    after = _step(config, id, "suspend", lambda one: suspended(one, reason, now), operator())
    _tell(after, f"{id} is suspended: it is not asked any more.", as_json)


@app.command("withdraw")
def withdraw(config: Config, id: Id, reason: Reason, as_json: Json = False) -> None:
    """Ends a registration for good; its id stays taken.

    Exit code 2 when it has ended already, 4 when there is none.
    """
    from gateway.clock import SystemClock
    from gateway.registrations.registration import withdrawn

    now = SystemClock().now()
    after = _step(config, id, "withdraw", lambda one: withdrawn(one, reason, now), operator())
    _tell(after, f"{id} is withdrawn.", as_json)


def _find(directory: Path, id: str) -> Registration:
    from gateway.cli.keeping import read
    from gateway.cli.printing import fail
    from gateway.errors import NotFound
    from gateway.registrations.ledger import find_registration

    try:
        return read(directory, lambda connection: find_registration(connection, id))
    except NotFound as error:
        fail(error.detail)
        raise typer.Exit(NOT_FOUND) from error


def _step(
    directory: Path, id: str, operation: str, step: Step, origin: Origin, tag: str | None = None
) -> Registration:
    """A step, once it is on the disk; what is refused ends the command."""
    from gateway.cli.keeping import written
    from gateway.cli.printing import fail
    from gateway.errors import GatewayError, NotFound
    from gateway.registrations.ledger import TOPIC, take_step

    try:
        return written(
            directory,
            lambda connection, random, now: take_step(connection, id, operation, step, origin, tag=tag),
            topic=TOPIC,
        )
    except GatewayError as error:
        fail(error.detail)
        raise typer.Exit(NOT_FOUND if isinstance(error, NotFound) else UNUSABLE) from error


def _needed(directory: Path, registration: Registration) -> int:
    """How many approvals the configuration wants; one that cannot reach this endpoint ends the command."""
    import os

    from gateway.cli.printing import fail, line, remarks
    from gateway.registrations.desk import FOUR_EYES
    from gateway.registrations.joining import NotArranged, arranged, office_of
    from gateway.settings.faults import SettingsFaults
    from gateway.settings.reading import read_settings

    try:
        settings = read_settings(directory, os.environ)
        office_of(registration, arranged(settings.gateway.registrations), wanted=True)
    except SettingsFaults as error:
        for fault in error.faults:
            remarks().print(line(str(fault)), soft_wrap=True)
        fail(f"{directory} cannot be used; nothing was changed.")
        raise typer.Exit(UNUSABLE) from error
    except NotArranged as error:
        fail(f"It cannot be reached: {error}.")
        raise typer.Exit(UNUSABLE) from error
    if any(office.id == registration.id for office in settings.offices):
        fail(f"offices/{registration.id}.yaml is there: it is that file that is in force.")
        raise typer.Exit(UNUSABLE)
    return FOUR_EYES if settings.gateway.profile == "production" else 1


def operator() -> Origin:
    """Who runs the command: a user of the system."""
    from getpass import getuser

    from gateway.audit.record import Origin

    return Origin("command-line", credential=f"operator {getuser()}")


def _tell(after: Registration, sentence: str, as_json: bool) -> None:
    from gateway.cli.printing import line, print_json, remarks

    if as_json:
        print_json(_told(after))
    remarks().print(line(sentence), soft_wrap=True)


def _facts(one: Registration) -> list[tuple[str, str]]:
    from msgspec.json import encode

    facts = [
        ("Registration", f"{one.id}, version {one.version}, {one.status}"),
        ("Office", one.office),
        ("Needs", " and ".join(one.needs) or "nothing"),
        ("Wanted", encode(one.wanted.told()).decode()),
        ("In force", "nothing" if one.in_force is None else encode(one.in_force.told()).decode()),
        ("Maximum", " ".join((one.maximum.visibility, *one.maximum.offices))),
        ("Written by", ", ".join(one.authors)),
        ("Approved by", ", ".join(approval.credential for approval in one.approvals) or "nobody"),
        ("Changed", f"{one.changed:%Y-%m-%dT%H:%M:%SZ}"),
    ]
    if one.examination is not None:
        counts = ", ".join(f"{number} {result}" for result, number in one.examination.counts.items())
        went = "passed" if one.examination.passed else one.examination.detail or "failed"
        facts.append(("Examined", f"{one.examination.at:%Y-%m-%dT%H:%M:%SZ}: {went} {counts}".strip()))
    if one.reason is not None:
        facts.append(("Reason", one.reason))
    return facts


def _told(one: Registration) -> dict[str, Any]:
    """A registration as JSON tells it."""
    from msgspec import to_builtins

    return {
        "id": one.id,
        "office": one.office,
        "status": one.status,
        "version": one.version,
        "needs": one.needs,
        "wanted": one.wanted.told(),
        "inForce": None if one.in_force is None else one.in_force.told(),
        "maximum": to_builtins(one.maximum),
        "examination": to_builtins(one.examination),
        "authors": one.authors,
        "approvals": to_builtins(one.approvals),
        "reason": one.reason,
        "created": one.created,
        "changed": one.changed,
    }
