"""One of several processes that share a port: ``python -m gateway.cli.worker DIR HOST PORT``.

Its parent reads ``ready`` and the port from its standard output, and holds its standard input open: when that
ends the parent has gone, and so goes the worker.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from gateway.cli.serving import serve_gateway, stop_on_signals
from gateway.logs import configure_logs
from gateway.settings.faults import SettingsFaults
from gateway.settings.reading import read_settings
from gateway.store.schema import CannotOpen


async def work(directory: Path, host: str, port: int) -> None:
    """Serves until it is told to stop or its parent has gone."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    loop = asyncio.get_running_loop()

    def parent_said() -> None:
        if not os.read(sys.stdin.fileno(), 64):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), parent_said)

    def ready(bound: int) -> None:
        sys.stdout.write(f"ready {bound}\n")
        sys.stdout.flush()

    settings = read_settings(directory, os.environ)
    await serve_gateway(settings, directory, os.environ, (host, port), ready=ready, stop=stop, shared=True)


if __name__ == "__main__":
    configure_logs()
    try:
        asyncio.run(work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
    except (SettingsFaults, CannotOpen) as error:
        sys.exit(str(error))
