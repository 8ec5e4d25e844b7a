"""``casegate serve``: runs the gateway of a configuration directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import COMPLETE, FAILED

if TYPE_CHECKING:
    from gateway.settings.models import Settings


def serve(
    config: Annotated[
        Path,
        typer.Option("--config", metavar="DIR", help="The directory with gateway.yaml, offices/ and more."),
    ],
    host: Annotated[
        str | None, typer.Option("--host", help="The address to listen on, instead of listen.host.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="The port, instead of listen.port; 0 takes a free one."
        ),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            max=64,
            help="Processes that share the port; each has its own cache.",
        ),
    ] = 1,
) -> None:
    """Runs the gateway until SIGTERM or Ctrl-C; what is under way is finished first.

    The configuration is read again when its files change and on SIGHUP; a fault changes nothing. Logs go to
    standard error. Exit code 2 when the configuration cannot be used, 1 when the port or the database cannot
    be had.
    """
    import asyncio
    import os

    from gateway.cli.configured import settings_of
    from gateway.cli.printing import fail
    from gateway.logs import configure_logs
    from gateway.store.schema import CannotOpen

    settings = settings_of(config, "nothing was started")
    listen = settings.gateway.listen
    address = host or listen.host, listen.port if port is None else port
    configure_logs()
    try:
        if workers == 1:
            asyncio.run(_serve(settings, config, address))
        else:
            from gateway.cli.workers import supervise

            raise typer.Exit(
                asyncio.run(supervise(config, address, workers, os.environ, tls=listen.tls is not None))
            )
    except CannotOpen as error:
        fail(f"Cannot start: {error}.")
        raise typer.Exit(FAILED) from error
    except OSError as error:
        fail(f"Cannot listen at {address[0]} port {address[1]}: {error.strerror or error}.")
        raise typer.Exit(FAILED) from error
    raise typer.Exit(COMPLETE)


async def _serve(settings: Settings, directory: Path, address: tuple[str, int]) -> None:
    import asyncio
    import os

    from gateway.cli.printing import line, remarks
    from gateway.cli.serving import serve_gateway, stop_on_signals, url_of

    def ready(port: int) -> None:
        url = url_of(address[0], port, tls=settings.gateway.listen.tls is not None)
        remarks().print(
            line(f"casegate listens at {url}; {len(settings.offices)} providers"),
            soft_wrap=True,
        )

    stop = asyncio.Event()
    stop_on_signals(stop)
    await serve_gateway(settings, directory, os.environ, address, ready=ready, stop=stop)
