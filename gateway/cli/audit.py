"""``casegate audit``: the trail verified, signed, and read; also while a gateway writes into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gateway.cli.exits import COMPLETE, FAILED, UNUSABLE
from gateway.cli.options import Config, Json

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from gateway.audit.checkpoints import Checkpoint

app = typer.Typer(no_args_is_help=True, help="The trail of who asked, who saw and who changed what.")

AnyConfig = Annotated[
    Path | None, typer.Option("--config", metavar="DIR", help="The configuration directory of the gateway.")
]
Database = Annotated[
    Path | None, typer.Option("--database", metavar="FILE", help="Its database, or a copy of it, instead.")
]


@app.command("verify")
def verify(
    config: AnyConfig = None,
    database: Database = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE", help="An exported checkpoint; may be given again."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Looks at every record: whether any was changed, deleted, inserted, moved or cut off.

    That a whole database is an earlier copy shows against a checkpoint that was exported later. Exit code
    0 when all is well, 1 when something is wrong, 2 when the trail or a checkpoint cannot be read.
    """
    import sqlite3

    from gateway.audit.verification import opened_to_read
    from gateway.audit.verification import verify as look
    from gateway.cli.printing import counted, fail, line, output, print_json, remarks

    exported = [(str(path), _checkpoint(path)) for path in checkpoint or ()]
    path = _located(config, database)
    try:
        with opened_to_read(path) as connection:
            found = look(connection, exported)
    except sqlite3.Error as error:
        fail(f"{path} cannot be read: {error}.")
        raise typer.Exit(UNUSABLE) from error
    if as_json:
        print_json(found)
    else:
        for finding in found.findings:
            where = "" if finding.seq is None else f"record {finding.seq}: "
            output().print(line(f"{where}{finding.what}"), soft_wrap=True)
    if found.findings:
        fail(f"The trail in {path} is not what was recorded.")
        raise typer.Exit(FAILED)
    if found.count:
        seen = f"{counted(found.count, 'record')} and {counted(found.checkpoints, 'checkpoint')}"
        remarks().print(
            line(f"{seen} are as they were written; the last hash is {found.hash}."), soft_wrap=True
        )
    else:
        remarks().print(line("Nothing is recorded yet."))
    raise typer.Exit(COMPLETE)


@app.command("checkpoint")
def checkpoint(
    config: Config,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; otherwise to standard output.")
    ] = None,
) -> None:
    """Signs how far the trail is now, and exports that: keep it where this host cannot write.

    Exit code 1 when there is nothing to sign yet or it cannot be written, 2 when the configuration cannot be
    used.
    """
    import os

    from gateway.audit.checkpoints import NothingRecorded
    from gateway.audit.checkpoints import checkpoint as sign
    from gateway.audit.signing import UnusableKey
    from gateway.cli.keeping import written
    from gateway.cli.printing import fail, line, print_json, remarks
    from gateway.settings.audit import signing
    from gateway.settings.faults import SettingsFaults
    from gateway.settings.reading import read_trail

    try:
        key = signing(read_trail(config, os.environ).audit, os.environ).key
    except SettingsFaults as error:
        for fault in error.faults:
            remarks().print(line(str(fault)), soft_wrap=True)
        fail(f"{config} cannot be used; nothing was signed.")
        raise typer.Exit(UNUSABLE) from error
    private = None if key is None else key.reveal().encode()

    def work(connection: sqlite3.Connection, _: object, now: datetime) -> Checkpoint:
        return sign(connection, now, private)

    try:
        made = written(config, work, topic="trail")
        if out is not None:
            out.write_bytes(made.encoded())
    except NothingRecorded as error:
        fail("Nothing is recorded yet, so there is nothing to sign.")
        raise typer.Exit(FAILED) from error
    except UnusableKey as error:
        fail(f"The trail cannot be signed: {error}.")
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror or error}.")
        raise typer.Exit(FAILED) from error
    if out is None:
        print_json(made)
    remarks().print(line(f"{made.count} records are signed, up to the hash {made.hash}."), soft_wrap=True)


@app.command("show")
def show(
    config: AnyConfig = None,
    database: Database = None,
    office: Annotated[
        str | None, typer.Option("--office", metavar="XX", help="What this office is shown of it.")
    ] = None,
    side: Annotated[
        Literal["reader", "read"],
        typer.Option("--as", help="What the office's people did, or what others read of it."),
    ] = "reader",
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Since a month, a day or an instant (UTC).")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Until the end of a month or a day.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Prints records by time: all, or what one office is shown. With --json one object a line.

    Numbers that were marked confidential are shown to the offices they concern, not here without --office.
    """
    import sqlite3

    from gateway.audit.verification import opened_to_read
    from gateway.cli.key_options import office_named
    from gateway.cli.printing import fail
    from gateway.cli.trail_table import print_records
    from gateway.web.periods import begin_of, end_of

    named = None if office is None else office_named(office)
    try:
        span = None if begin is None else begin_of(begin), None if end is None else end_of(end)
    except ValueError as error:
        fail(f"--from, --until: {error}.")
        raise typer.Exit(UNUSABLE) from error
    path = _located(config, database)
    try:
        with opened_to_read(path) as connection:
            print_records(connection, named, side, span, as_json=as_json)
    except sqlite3.Error as error:
        fail(f"{path} cannot be read: {error}.")
        raise typer.Exit(UNUSABLE) from error


def _located(config: Path | None, database: Path | None) -> Path:
    """The database that is meant; a command that says none, or two, ends."""
    from gateway.cli.keeping import database_of
    from gateway.cli.printing import fail

    if (config is None) == (database is None):
        fail("Say which trail: --config DIR or --database FILE.")
        raise typer.Exit(UNUSABLE)
    path = database or database_of(config or Path())
    if not path.is_file():
        fail(f"There is no database at {path}.")
        raise typer.Exit(UNUSABLE)
    return path


def _checkpoint(path: Path) -> Checkpoint:
    from gateway.audit.checkpoints import MOST_BYTES, parse_checkpoint
    from gateway.cli.printing import fail

    try:
        with path.open("rb") as file:
            return parse_checkpoint(file.read(MOST_BYTES + 1))
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror or error}.")
        raise typer.Exit(UNUSABLE) from error
    except ValueError as error:
        fail(f"{path}: {error}.")
        raise typer.Exit(UNUSABLE) from error
