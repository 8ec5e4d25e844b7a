"""``casegate number``: how a number is read, and what number services make of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import COMPLETE, FAILED, NOBODY, PARTIAL, UNUSABLE
from gateway.cli.options import Json, Kind, Office, Year

if TYPE_CHECKING:
    from connectors.numbers.identity import Reading
    from gateway.questions.confirming import ConfirmedAnswer

_ANSWERED = frozenset({"ok", "not_held", "unsupported"})


def number(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The number as you would write it.")],
    type: Kind = None,
    office: Office = None,
    year: Year = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Put each reading to the number services of --config.")
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="DIR", help="With --ask: the configuration directory."),
    ] = None,
    json: Json = False,
) -> None:
    """Shows how a number is read: candidates, canonical form, check digit, and why.

    With --ask it says, too, what the configured number services (EPO OPS) make of each reading: the number
    then goes to them. Exit code 2 when it cannot be read or there is nobody to ask; with --ask 3 when some
    question was not answered, 6 when none was.
    """
    from connectors.numbers.reading import ambiguous
    from gateway.cli.printing import fail, output, print_json
    from gateway.cli.readings import readings_page
    from gateway.errors import BadQuestion
    from gateway.questions.numbers import read_numbers, read_text

    if ask != (config is not None):
        raise typer.BadParameter("--ask and --config DIR go together")
    try:
        answer = read_numbers(text, type, office, year)
    except BadQuestion as error:
        fail(error.detail)
        raise typer.Exit(UNUSABLE) from error
    readings = read_text(text, type, office, year)
    confirmed = None if config is None else _confirmed(config, text, readings)
    if json:
        print_json(confirmed or answer)
    else:
        output().print(readings_page(answer.text, answer.read_as, several=ambiguous(readings)))
    if confirmed is None:
        return
    if not json:
        from gateway.cli.confirmations import confirmed_page

        output().print(confirmed_page(confirmed.read_as))
    raise typer.Exit(_exit_code(confirmed))


def _confirmed(directory: Path, text: str, readings: Sequence[Reading]) -> ConfirmedAnswer:
    """What the number services say; without one the command ends."""
    import asyncio
    import os

    from gateway.app import open_gateway
    from gateway.cli.configured import settings_of
    from gateway.cli.printing import fail
    from gateway.questions.confirming import confirm, number_services
    from gateway.store.schema import CannotOpen

    settings = settings_of(directory)

    async def asked() -> ConfirmedAnswer | None:
        async with open_gateway(settings, os.environ) as gateway:
            services = number_services(gateway.current.setup.world)
            return await confirm(text, readings, services) if services else None

    try:
        answer = asyncio.run(asked())
    except CannotOpen as error:
        fail(f"{error}.")
        raise typer.Exit(FAILED) from error
    if answer is None:
        fail(
            f"No provider of {directory} is a number service.",
            hint="One of protocol epo-ops is: see config/examples/ops.yaml.",
        )
        raise typer.Exit(UNUSABLE)
    return answer


def _exit_code(answer: ConfirmedAnswer) -> int:
    codes = {said.code for reading in answer.read_as for said in reading.services}
    if codes <= _ANSWERED:
        return COMPLETE
    return PARTIAL if codes & _ANSWERED else NOBODY
