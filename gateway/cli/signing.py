"""``casegate keys rotate-signing`` and ``revoke-token``: the gateway's own keys, and tokens signed by it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import Config

if TYPE_CHECKING:
    import sqlite3

    from gateway.identity.oauth.signing import SigningKey


def rotate_signing(
    config: Config,
    compromised: Annotated[
        bool,
        typer.Option(
            "--compromised", help="Somebody else may have the keys: use a new one at once, delete all others."
        ),
    ] = False,
    algorithm: Annotated[str, typer.Option("--algorithm", metavar="NAME", help="ES256 or EdDSA.")] = "ES256",
) -> None:
    """Makes the key with which the gateway signs tokens next; it is published now, and signs in an hour.

    Exit code 2 when there is no such algorithm, 1 when the database cannot be used.
    """
    from connectors.jose.keys import generate
    from gateway.cli.exits import UNUSABLE
    from gateway.cli.keeping import written
    from gateway.cli.printing import fail, line, remarks
    from gateway.identity.oauth.keeping import rotate
    from gateway.identity.oauth.signing import TOPIC

    if algorithm not in ("ES256", "EdDSA"):
        fail(f"--algorithm {algorithm}: there are ES256 and EdDSA.")
        raise typer.Exit(UNUSABLE)
    made = generate("EdDSA" if algorithm == "EdDSA" else "ES256")

    def work(connection: sqlite3.Connection, _: object, now: datetime) -> SigningKey:
        return rotate(connection, made, now, at_once=compromised)

    key = written(config, work, topic=TOPIC)
    began = datetime.fromtimestamp(key.begins).astimezone().isoformat(timespec="seconds")
    told = f"Key {key.id} signs from {began}."
    if compromised:
        told += " All others are deleted, and what they have signed is refused within seconds."
    remarks().print(line(told), soft_wrap=True)


def revoke_token(
    config: Config,
    token: Annotated[
        str, typer.Argument(metavar="ID", help="The token's id (jti), as the trail and the logs show it.")
    ],
) -> None:
    """Takes one access token back: refused everywhere within seconds, and what runs by it is broken off.

    Its client can get another one; to end that, take the client back. Exit code 2 when this is no id.
    """
    import re

    from gateway.cli.exits import UNUSABLE
    from gateway.cli.keeping import written
    from gateway.cli.printing import fail, line, remarks
    from gateway.identity.oauth.keeping import take_back
    from gateway.identity.oauth.ledger import TOPIC

    id = token.rpartition("/")[2]
    if re.fullmatch(r"[!-.0-~]{1,200}", id) is None or re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", id):
        fail("This is no id of a token.", hint="Give its jti, not the token itself.")
        raise typer.Exit(UNUSABLE)
    written(config, lambda connection, _, now: take_back(connection, id, now), topic=TOPIC)
    remarks().print(line(f"Token {id} is revoked."), soft_wrap=True)
