"""Several processes on one port (SO_REUSEPORT), each a whole gateway with its own cache and its own limits.

A worker that ends without being asked is started again, which is logged; one that ends before it ever
listened ends them all, since starting it again would end the same way.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import structlog

from gateway.cli.exits import COMPLETE, FAILED
from gateway.cli.printing import line, remarks
from gateway.cli.serving import stop_on_signals, url_of

_log = structlog.get_logger("casegate.workers")


async def supervise(
    directory: Path, address: tuple[str, int], count: int, environ: Mapping[str, str], *, tls: bool = False
) -> int:
    """Runs ``count`` workers until SIGTERM or Ctrl-C; SIGHUP is handed on. Gives the exit code.

    ``tls``: they speak it, so that the URL that is told begins with https.

    Raises:
        OSError: the port cannot be had.
    """
    stop = asyncio.Event()
    stop_on_signals(stop)
    with _reserved(*address) as port:
        crew = _Crew(
            [sys.executable, "-m", "gateway.cli.worker", str(directory), address[0], str(port)], environ
        )
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, crew.send, signal.SIGHUP)
        keeping = [asyncio.create_task(crew.keep(place, stop)) for place in range(count)]
        greeting = asyncio.create_task(_greet(crew, url_of(address[0], port, tls=tls), count))
        await stop.wait()
        greeting.cancel()
        crew.send(signal.SIGTERM)
        await asyncio.gather(greeting, *keeping, return_exceptions=True)
    return FAILED if crew.hopeless else COMPLETE


async def _greet(crew: _Crew, url: str, count: int) -> None:
    for _ in range(count):
        await crew.listening.acquire()
    remarks().print(
        line(f"casegate listens at {url}; {count} processes, each with its own cache"), soft_wrap=True
    )


class _Crew:
    """The workers; ``hopeless`` is true when one ended before it listened."""

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        self._command = command
        self._environ = environ
        self._running: set[Process] = set()
        self.listening = asyncio.Semaphore(0)
        self.hopeless = False

    def send(self, number: signal.Signals) -> None:
        """Hands a signal on to every worker."""
        for process in self._running:
            if process.returncode is None:
                process.send_signal(number)

    async def keep(self, place: int, stop: asyncio.Event) -> None:
        """Keeps one worker running until it is asked to stop."""
        while not stop.is_set():
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, env=self._environ, start_new_session=True
            )
            self._running.add(process)
            if stop.is_set():
                process.terminate()
            listened = process.stdout is not None and (await process.stdout.readline()).startswith(b"ready")
            if listened:
                self.listening.release()
                _log.info("worker_listens", worker=place, pid=process.pid)
            status = await process.wait()
            self._running.discard(process)
            if stop.is_set():
                return
            _log.error("worker_ended", worker=place, pid=process.pid, status=status, again=listened)
            if not listened:
                self.hopeless = True
                stop.set()


@contextmanager
def _reserved(host: str, port: int) -> Iterator[int]:
    """Holds a port for processes that share it, without listening on it; gives its number."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind((host, port))
        yield held.getsockname()[1]
