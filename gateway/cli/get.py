"""``casegate get``: the family dossier of a number, from a running gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import COMPLETE, INTERRUPTED, NOBODY, NOT_FOUND, PARTIAL, UNUSABLE
from gateway.cli.options import Gateway, Json, Key, Kind, Office, Scope, Year

if TYPE_CHECKING:
    from gateway.cli.asking import FamilyQuery, GatewayClient, Problem, Reply

_NOT_ANSWERING = 500


def get(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number as you would write it.")],
    gateway: Gateway = "http://127.0.0.1:8080",
    key: Key = None,
    type: Kind = None,
    office: Office = None,
    year: Year = None,
    scope: Scope = None,
    wait: Annotated[
        int | None,
        typer.Option(
            "--wait",
            metavar="SECONDS",
            min=1,
            help="Take what is there after so many seconds; without it late offices are waited for.",
        ),
    ] = None,
    confidential: Annotated[
        bool,
        typer.Option(
            "--confidential", help="Not yet published: the number goes to its own office and no other."
        ),
    ] = False,
    newest: Annotated[
        int | None,
        typer.Option(
            "--newest", metavar="N", min=0, help="Print only the newest N documents of each member."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Gets the family dossier of a number: members, documents, timeline, who answered and who did not.

    Exit codes: 0 complete, 3 partial, 4 not found, 6 nobody answered, 2 unusable number or option.
    """
    from gateway.cli.asking import FamilyQuery, GatewayClient
    from gateway.cli.printing import fail, line, remarks
    from gateway.cli.stopping import run_until_stopped

    query = FamilyQuery(number, type, office, year, scope, confidential, wait)
    try:
        client = GatewayClient(gateway, key or None)
    except ValueError as error:
        fail(str(error))
        raise typer.Exit(UNUSABLE) from error
    if client.exposed:
        remarks().print(line(client.warning, "yellow"))
    reply = run_until_stopped(ask(client, query))
    raise typer.Exit(INTERRUPTED if reply is None else show(reply, json=json, newest=newest))


async def ask(client: GatewayClient, query: FamilyQuery) -> Reply:
    """Asks once, with progress on a terminal; with a time to wait, the answer is what is there by then."""
    import asyncio

    from gateway.cli.printing import remarks
    from gateway.cli.progress import asked_providers, progress

    console = remarks()
    async with client:
        offices = await client.list_offices() if console.is_terminal else None
        with progress(console, asked_providers(offices, client.identified)) as observe:
            if query.wait_seconds is None:
                return await client.follow_family(query, observe)
            watching = [asyncio.create_task(client.follow_family(query, observe))] if offices else []
            try:
                return await client.find_family(query)
            finally:
                for task in watching:
                    task.cancel()
                await asyncio.gather(*watching, return_exceptions=True)


def show(reply: Reply, *, json: bool, newest: int | None) -> int:
    """Prints what came; gives the exit code."""
    from gateway.cli.answer_page import answer_page
    from gateway.cli.asking import Answered, Choose
    from gateway.cli.printing import fail, output, print_json
    from gateway.cli.readings import readings_page

    if isinstance(reply, Answered):
        if json:
            print_json(reply.json)
        else:
            console = output()
            console.print(answer_page(reply.answer, console.width, newest))
        if reply.broken:
            fail("The gateway broke off before its answer was whole; what came until then is shown.")
        return COMPLETE if reply.answer.complete else PARTIAL
    if isinstance(reply, Choose):
        if json:
            print_json(reply.json)
        else:
            output().print(readings_page(reply.query.text, reply.query.read_as, several=True))
        fail("The number can be several; nothing was printed but the choice.")
        return UNUSABLE
    explain(reply)
    return exit_code(reply.status)


def exit_code(status: int) -> int:
    """The exit code for an HTTP status other than 200; 0 is no gateway at all."""
    if status == 404:
        return NOT_FOUND
    return NOBODY if status in (0, 429) or status >= _NOT_ANSWERING else UNUSABLE


def explain(problem: Problem) -> None:
    """Says why there is no answer, and what can be done."""
    from gateway.cli.printing import fail

    hints = []
    if problem.status == 0:
        hints.append("Is it running? Name it with --gateway or CASEGATE_GATEWAY.")
    if problem.status == 401:
        hints.append("Give your office's key with --key or CASEGATE_KEY.")
    if problem.retry_after:
        hints.append(f"Try again in {problem.retry_after} s.")
    if problem.correlation_id and (problem.status == 500 or problem.status > 500):
        hints.append(f"Correlation id, to ask its operator: {problem.correlation_id}")
    fail(problem.detail or problem.title or "The gateway gave no reason.", hint=" ".join(hints))
