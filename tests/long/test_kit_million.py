"""The provider kit over a million documents: ``pytest tests/long -s`` makes, serves and measures them.

It needs some minutes and a million free inodes where temporary files lie; the environment variable
CASEGATE_LONG_DOCUMENTS sets another number. What it prints is measured from outside: a ``casegate
provider serve`` of its own, asked over HTTP.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

DOCUMENTS = int(os.environ.get("CASEGATE_LONG_DOCUMENTS", "1000000"))
EACH = 20
"""Documents of one application."""
MOST_SECONDS, MOST_MEBIBYTES, MOST_MILLISECONDS = 120, 200, 5.0
LISTS = 400
_NAMES = [f"2021-03-{one + 1:02}_EXRP_Examination report {one}.pdf" for one in range(EACH)]


def say(text: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"\n{text}")
    sys.stdout.flush()


def number(application: int) -> str:
    """The number of an application."""
    return f"{1_000_000 + application}"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder with all the documents, empty as they are; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="casegate-million-") as made:
        for application in range(DOCUMENTS // EACH):
            shelf = Path(made) / f"NZ {number(application)}"
            shelf.mkdir()
            for name in _NAMES:
                os.close(os.open(shelf / name, os.O_CREAT | os.O_WRONLY))
        yield Path(made)


@contextmanager
def serving(folder: Path, index: Path) -> Iterator[tuple[str, int, float]]:
    """A running provider: its URL, its process id, and the seconds until it served."""
    command = [sys.executable, "-m", "gateway.cli.main", "provider", "serve", str(folder)]
    since = time.monotonic()
    with subprocess.Popen(
        [*command, "--port", "0", "--index", str(index)], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = ""
            while (found := re.search(r" at (http://\S+)", said)) is None:
                line = process.stderr.readline()
                assert line, said
                said += line
            yield found[1], process.pid, time.monotonic() - since
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()


def peak_mebibytes(pid: int) -> float:
    """The most memory that a process has had."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


async def listed(session: aiohttp.ClientSession, url: str, application: str) -> tuple[int, Any]:
    """Status and body of a document list."""
    async with session.get(f"{url}/doclists?applicationIdentifier=NZ{application}") as answer:
        return answer.status, await answer.json()


async def measured(url: str) -> list[float]:
    """The milliseconds of many document lists, sorted."""
    source = random.Random(1)
    times = []
    async with aiohttp.ClientSession() as session:
        for _ in range(LISTS):
            application = number(source.randrange(DOCUMENTS // EACH))
            since = time.perf_counter()
            status, body = await listed(session, url, application)
            times.append((time.perf_counter() - since) * 1000)
            assert (status, body["documentTotalQuantity"]) == (200, EACH)
    return sorted(times)


@pytest.mark.timeout(3600)
async def test_a_million_documents_are_indexed_listed_and_kept(folder: Path, tmp_path: Path) -> None:
    """Indexed in under two minutes and 200 MiB; a list takes under 5 ms at the median; changes are picked up,
    and the next start reads nothing again."""
    index = tmp_path / "index.sqlite"
    with serving(folder, index) as (url, pid, seconds):
        say(f"{DOCUMENTS:,} documents indexed in {seconds:.1f} s, at most {peak_mebibytes(pid):.0f} MiB")
        assert seconds < MOST_SECONDS
        times = await measured(url)
        median, late = times[len(times) // 2], times[len(times) * 99 // 100]
        peak = peak_mebibytes(pid)
        size = index.stat().st_size / 2**20
        say(f"a list of {EACH}: median {median:.2f} ms, p99 {late:.2f} ms; at most {peak:.0f} MiB")
        say(f"the index is {size:.0f} MiB on disk")
        assert median < MOST_MILLISECONDS
        shelf = folder / "NZ 9000001"
        shelf.mkdir(exist_ok=True)
        (shelf / _NAMES[0]).touch()
        async with aiohttp.ClientSession() as session:
            since = time.monotonic()
            while (await listed(session, url, "9000001"))[0] != 200:
                assert time.monotonic() - since < 30
            say(f"a new application is listed {time.monotonic() - since:.1f} s after it was put there")
        assert peak_mebibytes(pid) < MOST_MEBIBYTES
    with serving(folder, index) as (url, pid, seconds):
        say(f"the next start, with its index kept: {seconds:.1f} s, {peak_mebibytes(pid):.0f} MiB\n")
        assert (await measured(url))[LISTS // 2] < MOST_MILLISECONDS
