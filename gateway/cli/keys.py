"""``casegate keys``: API keys of accessing offices, given out, replaced and taken back.

The commands work on the database of a configuration directory, whether or not a gateway runs on it; every
process that does knows of a change a second later. A key is printed once, to standard output, and not kept.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import Config, Json

if TYPE_CHECKING:
    from gateway.identity.keys import StoredKey

app = typer.Typer(no_args_is_help=True, help="API keys of accessing offices.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `keys list` shows it.")]


@app.command("create")
def create(
    config: Config,
    office: Annotated[
        str, typer.Option("--office", metavar="XX", help="The accessing office, by its ST.3 code.")
    ],
    client: Annotated[
        str, typer.Option("--client", metavar="NAME", help="Which of the office's systems it is for.")
    ] = "default",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope", metavar="WORD", help="What it is good for: ask, register, statistics, administer."
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", min=1, max=3660, help="For how long; without it until revoked."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Gives a client of an office a key, and prints it: it is shown this once.

    A client has two live keys at most. Exit code 2 when the key cannot be given, 1 when the database cannot
    be used.
    """
    from datetime import timedelta

    from gateway.cli.keeping import written
    from gateway.cli.key_options import client_named, office_named, scopes_named
    from gateway.identity import issuing

    office, client, scopes = office_named(office), client_named(client), scopes_named(scope or ["ask"])

    def work(connection: Any, random: Any, now: Any) -> Any:
        expires = None if days is None else now + timedelta(days=days)
        return issuing.create(connection, random, office, client, scopes, now, expires)

    key, text = written(config, work)
    _give(key, text, as_json)


@app.command("rotate")
def rotate(
    config: Config,
    id: Id,
    keep_days: Annotated[
        int,
        typer.Option("--keep-days", metavar="N", min=0, max=90, help="How long the old key goes on."),
    ] = 7,
    as_json: Json = False,
) -> None:
    """Gives the client of a key a new one for the same, and prints it; the old one ends in some days.

    Exit code 2 when there is no such live key, or its client has two already.
    """
    from datetime import timedelta

    from gateway.cli.keeping import written
    from gateway.cli.printing import line, remarks
    from gateway.identity import issuing

    old, key, text = written(
        config,
        lambda connection, random, now: issuing.rotate(
            connection, random, id, now, timedelta(days=keep_days)
        ),
    )
    _give(key, text, as_json)
    remarks().print(line(f"Key {old.id} ends at {_instant(old.expires)}."), soft_wrap=True)


@app.command("revoke")
def revoke(config: Config, id: Id, as_json: Json = False) -> None:
    """Takes a key back for good: refused everywhere within seconds, and what runs by it is broken off.

    Exit code 2 when there is no such key.
    """
    from gateway.cli.keeping import written
    from gateway.cli.printing import line, print_json, remarks
    from gateway.identity import issuing

    key = written(config, lambda connection, _, now: issuing.revoke(connection, id, now))
    if as_json:
        print_json(_told(key))
    remarks().print(
        line(f"Key {key.id} of {key.office} ({key.client}) is revoked since {_instant(key.revoked)}."),
        soft_wrap=True,
    )


@app.command("list")
def list_keys(
    config: Config,
    office: Annotated[str | None, typer.Option("--office", metavar="XX", help="Only this office's.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Those that are revoked or expired too.")] = False,
    as_json: Json = False,
) -> None:
    """Lists keys: whose, what for, until when, and on which day each was last used; never a key itself."""
    from gateway.cli.keeping import read
    from gateway.cli.key_options import office_named
    from gateway.cli.printing import columns, line, output, print_json, remarks
    from gateway.clock import SystemClock
    from gateway.identity.key_store import read_keys

    wanted = None if office is None else office_named(office)
    now = SystemClock().now()
    found = [
        key
        for key in read(config, read_keys)
        if (all or key.live(now)) and (wanted is None or key.office == wanted)
    ]
    if as_json:
        print_json([_told(key) for key in found])
        return
    if not found:
        remarks().print(line("There are no such keys."))
        return
    table = columns("ID", "Office", "Client", "Scopes", "Created", "Ends", "Used")
    for key in found:
        ends = "revoked" if key.revoked is not None else _day(key.expires)
        scopes = " ".join(sorted(key.scopes))
        cells = (key.id, key.office, key.client, scopes, _day(key.created), ends, _day(key.used_on))
        table.add_row(*map(line, cells))
    output().print(table)


def _give(key: StoredKey, text: str, as_json: bool) -> None:
    """Prints a new key, alone on standard output, so that a script can take it."""
    from gateway.cli.printing import line, output, print_json, remarks

    if as_json:
        print_json(_told(key) | {"key": text})
    else:
        output().print(line(text), soft_wrap=True)
    scopes = ", ".join(sorted(key.scopes))
    ends = "until it is revoked" if key.expires is None else f"until {_instant(key.expires)}"
    remarks().print(
        line(f"Key {key.id} of {key.office} ({key.client}) is good for {scopes}, {ends}."), soft_wrap=True
    )
    remarks().print(line("It is shown this once. Hand it on as a secret."), soft_wrap=True)


def _told(key: StoredKey) -> dict[str, object]:
    """A key as JSON tells it."""
    return {
        "id": key.id,
        "office": key.office,
        "client": key.client,
        "scopes": sorted(key.scopes),
        "created": key.created,
        "expires": key.expires,
        "revoked": key.revoked,
        "usedOn": key.used_on,
    }


def _instant(instant: object) -> str:
    return str(instant).replace("+00:00", "Z").replace(" ", "T")


def _day(day: date | None) -> str:
    return "-" if day is None else day.isoformat()[:10]
