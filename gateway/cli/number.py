"""``casegate number``: how a number is read."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.exits import UNUSABLE
from gateway.cli.options import Json, Kind, Office, Year


def number(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The number as you would write it.")],
    type: Kind = None,
    office: Office = None,
    year: Year = None,
    json: Json = False,
) -> None:
    """Shows how a number is read: candidates, canonical form, check digit, and why.

    Exit code 2 when it cannot be read.
    """
    from connectors.numbers.reading import ambiguous
    from gateway.cli.printing import fail, output, print_json
    from gateway.cli.readings import readings_page
    from gateway.errors import BadQuestion
    from gateway.questions.numbers import read_numbers, read_text

    try:
        answer = read_numbers(text, type, office, year)
    except BadQuestion as error:
        fail(error.detail)
        raise typer.Exit(UNUSABLE) from error
    if json:
        print_json(answer)
    else:
        several = ambiguous(read_text(text, type, office, year))
        output().print(readings_page(answer.text, answer.read_as, several=several))
