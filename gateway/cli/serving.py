"""One process that serves a gateway: opened, watched for new configuration, stopped when it is asked to."""

from __future__ import annotations

import asyncio
import gc
import signal
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

from gateway.app import open_gateway, try_reload, watch
from gateway.following import follow
from gateway.registrations.desk import Desk
from gateway.settings.auth import pem_path
from gateway.settings.models import Settings
from gateway.web.application import build_application
from gateway.web.server import serve, tls_context

_GC_ALLOCATIONS = 50_000


async def serve_gateway(
    settings: Settings,
    directory: Path,
    environ: Mapping[str, str],
    address: tuple[str, int],
    *,
    ready: Callable[[int], None],
    stop: asyncio.Event,
    shared: bool = False,
) -> None:
    """Serves until ``stop`` is set. ``shared``: other processes listen on the same port.

    SIGHUP and changed files put a new configuration in force, unless it has faults.

    Raises:
        OSError: the port cannot be had.
    """
    async with open_gateway(settings, environ) as gateway:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, try_reload, gateway, directory, environ)
        watching = (
            asyncio.create_task(watch(gateway, directory, environ)),
            asyncio.create_task(follow(gateway)),
        )
        application = build_application(
            gateway.current,
            gateway.flights,
            gateway.clock,
            gateway.trail,
            desk=Desk(gateway.store, gateway.clock, gateway.around),
        )
        host, port = address

        def listening(bound: int) -> None:
            _settle_memory()
            ready(bound)

        try:
            await serve(
                application, host, port, ready=listening, stop=stop, reuse_port=shared, tls=_tls(settings)
            )
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)


def _tls(settings: Settings) -> ssl.SSLContext | None:
    """How the gateway speaks TLS, where it does."""
    tls = settings.gateway.listen.tls
    if tls is None:
        return None
    authorities = None if tls.client_ca is None else pem_path(tls.client_ca)
    return tls_context(pem_path(tls.certificate), pem_path(tls.key), authorities)


def _settle_memory() -> None:
    """Takes what start-up made out of garbage collection, and collects more seldom: answers are many small
    facts, and a third of the work for one would be looking for cycles that are not there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_ALLOCATIONS)


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C set ``stop``."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def url_of(host: str, port: int, *, tls: bool = False) -> str:
    """The URL to type for an address that is listened on."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"{'https' if tls else 'http'}://{shown}:{port}"
