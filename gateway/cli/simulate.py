"""``casegate simulate``: the simulated offices alone, with things that go wrong on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import COMPLETE, FAILED, UNUSABLE

if TYPE_CHECKING:
    from connectors.kit.faults import Faults
    from connectors.kit.simulator import Simulation

Each = list[str] | None


def simulate(
    slow: Annotated[
        Each, typer.Option("--slow", metavar="ID=SECONDS", help="This office waits before each answer.")
    ] = None,
    down: Annotated[
        Each, typer.Option("--down", metavar="ID", help="This office refuses connections.")
    ] = None,
    withhold: Annotated[
        Each, typer.Option("--withhold", metavar="ID", help="This office opens none of its files.")
    ] = None,
    status: Annotated[
        Each,
        typer.Option(
            "--status", metavar="ID=CODE", help="This office answers with an HTTP status, e.g. 503."
        ),
    ] = None,
    spoil: Annotated[
        Each,
        typer.Option(
            "--spoil",
            metavar="ID=HOW",
            help="This office's answers are spoilt: html, truncated, huge, nested ...",
        ),
    ] = None,
    fault: Annotated[
        Each,
        typer.Option(
            "--fault",
            metavar="ID:NAME=VALUE,...",
            help="Any faults together, e.g. ca:delay-seconds=2,times=3.",
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=2, max=65000, help="The first office's port, the others follow; free ones else."
        ),
    ] = None,
    config_out: Annotated[
        Path | None,
        typer.Option(
            "--config-out", metavar="DIR", help="Write a configuration for a gateway on these offices."
        ),
    ] = None,
) -> None:
    """Runs the simulated offices until Ctrl-C; all is well with them unless an option says otherwise.

    Options may be repeated. Offices are named by id or code: au, ca, gb, il, wo, nz, and ip5 for the hub.
    """
    from connectors.kit.running import run_simulator
    from gateway.cli.knobs import faults_of
    from gateway.cli.printing import fail, line, output, remarks
    from gateway.cli.stopping import run_until_stopped

    console = remarks()
    try:
        faults = faults_of(slow=slow, down=down, withhold=withhold, status=status, spoil=spoil, fault=fault)
        if config_out is not None:
            _check_own(config_out)
    except ValueError as error:
        fail(str(error))
        raise typer.Exit(UNUSABLE) from error

    def ready(simulation: Simulation, control: str) -> None:
        output().print(_listing(simulation, faults), soft_wrap=True)
        console.print(line(f"\nFaults can be changed while they run: curl {control}"), soft_wrap=True)
        console.print(line(f"""curl -X PUT {control}/faults/ca -d '{{"delaySeconds": 2}}'"""), soft_wrap=True)
        if config_out is not None:
            _write_config(simulation, config_out)
        console.print(line("Ctrl-C ends them."))

    async def simulating() -> None:
        await run_simulator(host=host, port_base=port, faults=faults, ready=ready)

    try:
        run_until_stopped(simulating())
    except LookupError as error:
        fail(str(error.args[0]))
        raise typer.Exit(UNUSABLE) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(f"The offices cannot be simulated: {error.strerror or error}.")
        raise typer.Exit(FAILED) from error
    raise typer.Exit(COMPLETE)


def _listing(simulation: Simulation, faults: dict[str, Faults]) -> object:
    import msgspec

    from gateway.cli.printing import columns, line

    table = columns("Id", "URL", "Serves", "What goes wrong")
    for endpoint in simulation.endpoints:
        wrong = msgspec.json.encode(faults[endpoint.id]).decode() if endpoint.id in faults else "-"
        table.add_row(line(endpoint.id, "bold"), endpoint.url, " ".join(endpoint.serves), line(wrong))
    return table


def _check_own(directory: Path) -> None:
    """Refuses to write over what somebody wrote by hand.

    Raises:
        ValueError: the directory holds something else than an earlier configuration of this command.
    """
    from gateway.demo import MARK

    if not directory.exists() or (directory.is_dir() and not any(directory.iterdir())):
        return
    written = directory / "gateway.yaml"
    if not written.is_file() or not written.read_text(encoding="utf-8", errors="replace").startswith(MARK):
        raise ValueError(f"{directory} holds something else already; name a directory that is empty or new.")


def _write_config(simulation: Simulation, directory: Path) -> None:
    import secrets

    from gateway.cli.printing import invoked_as, line, remarks
    from gateway.demo import OFFICE, write_gateway

    key = secrets.token_hex(18)
    directory.mkdir(parents=True, exist_ok=True)
    simulation.write_config(directory)
    write_gateway(directory, simulation.endpoints, key)
    console = remarks()
    console.print(line(f"A gateway on them: {invoked_as()} serve --config {directory}"), soft_wrap=True)
    console.print(line(f"and as {OFFICE}: {invoked_as()} get 'EP 1000000' --key {key}"), soft_wrap=True)
