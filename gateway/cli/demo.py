"""``casegate demo``: a whole gateway with simulated offices, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import COMPLETE, FAILED

if TYPE_CHECKING:
    from gateway.cli.asking import GatewayClient, Reply
    from gateway.demo import Demonstration

SAMPLE = "EP 3840569"
"""A sample publication, of an application with members at every simulated office."""

NEWEST = 2


def demo(
    number: Annotated[
        str,
        typer.Argument(
            metavar="[NUMBER]", help="The number to ask for, one of the samples.", show_default=True
        ),
    ] = SAMPLE,
    once: Annotated[bool, typer.Option("--once", help="End when the answer is printed.")] = False,
    port: Annotated[
        int,
        typer.Option("--port", metavar="N", min=0, max=65535, help="The gateway's port; 0 takes a free one."),
    ] = 0,
) -> None:
    """Shows the gateway at work: simulated offices on this machine, one slow, one down, one that withholds.

    Prints the family dossier of a sample as an accessing office sees it, and what the public would not see;
    then keeps serving, with things to try, until Ctrl-C. The answer is partial, as it is in real life: one
    office is down.
    """
    from gateway.cli.printing import fail
    from gateway.cli.stopping import run_until_stopped

    try:
        code = run_until_stopped(_demonstrate(number, once=once, port=port))
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(f"The demonstration cannot start: {error.strerror or error}.")
        raise typer.Exit(FAILED) from error
    raise typer.Exit(code or COMPLETE)


async def _demonstrate(number: str, *, once: bool, port: int) -> int:
    import asyncio

    from gateway.cli.answer_page import answer_page
    from gateway.cli.asking import Answered
    from gateway.cli.get import show
    from gateway.cli.printing import invoked_as, output, remarks
    from gateway.cli.unseen import unseen_line
    from gateway.demo import run_demonstration
    from gateway.logs import configure_logs

    configure_logs(level=50)
    notes = remarks()
    async with run_demonstration(port=port) as running:
        notes.print(_introduction(running), style="dim", soft_wrap=True)
        own, public = await _ask_both(running, number)
        if not isinstance(own, Answered):
            return show(own, json=False, newest=NEWEST)
        console = output()
        console.print(answer_page(own.answer, console.width, NEWEST))
        console.print()
        console.print(
            unseen_line(own.answer, public.answer if isinstance(public, Answered) else None, running.office)
        )
        if not once:
            notes.print(_to_try(running, invoked_as()), soft_wrap=True)
            await asyncio.Event().wait()
    return COMPLETE


async def _ask_both(running: Demonstration, number: str) -> tuple[Reply, Reply]:
    """The same question as the accessing office, with progress on a terminal, and as the public."""
    import asyncio

    from gateway.cli.asking import FamilyQuery, GatewayClient
    from gateway.cli.get import ask

    query = FamilyQuery(number)
    public: GatewayClient = GatewayClient(running.url)
    async with public:
        return await asyncio.gather(
            ask(GatewayClient(running.url, running.key), query), public.follow_family(query)
        )


def _introduction(running: Demonstration) -> str:
    offices = sum(len(endpoint.serves) for endpoint in running.endpoints)
    return (
        f"Gateway at {running.url} over {len(running.endpoints)} simulated providers of {offices} offices\n"
        f"One is slow, one is down, one withholds a file. Asking as {running.office}, and as the public.\n"
    )


def _to_try(running: Demonstration, casegate: str) -> str:
    curl = f"curl -H 'Authorization: Bearer {running.key}'"
    families = f"{running.url}/api/v1/families"
    return f"""
The gateway goes on at {running.url}; Ctrl-C ends it. Things to try in another terminal:

  {casegate} get 'EP 1000000' --gateway {running.url} --key {running.key}
  {casegate} get '特願2017-187096' --gateway {running.url} --key {running.key}
  {casegate} get 'US 17/130,468' --gateway {running.url}          (as the public)
  {casegate} get 'WO 2010/050748' --gateway {running.url} --json
  {curl} '{families}?number=EP1000000'
  {curl} -N -H 'Accept: application/x-ndjson' '{families}?number=PCT/US13/32081'
  curl '{running.url}/api/v1/numbers?text=US+8131731'
  {running.url}/docs
"""
