"""What the gateway costs: measured against a bare client that makes the same calls in the same run.

``python tests/bench/measure.py`` prints every figure; name sections to run only those::

    python tests/bench/measure.py families content startup

Each section states what it compares. These machines are noisy: read ratios, and run twice.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

HERE = Path(__file__).parent
KEY = "measuring-key-of-an-accessing-office-0001"
AS_OFFICE = {"Authorization": f"Bearer {KEY}"}


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def offices(count: int, documents: int, delay: float, content_bytes: int = 2**20) -> Iterator[dict[str, Any]]:
    """The measured offices, in a process of their own."""
    command = [
        sys.executable,
        str(HERE / "offices.py"),
        str(count),
        str(documents),
        str(delay),
        str(content_bytes),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


NO_CACHE = "cache: {fresh_seconds: 0, stale_seconds: 0}\n"
"""So that every question asks every office."""


def configure(directory: Path, there: dict[str, Any], settings: str = NO_CACHE) -> None:
    """A configuration with these offices, and more ``settings`` of the gateway."""
    (directory / "offices").mkdir()
    (directory / "gateway.yaml").write_text(
        "profile: demo\npublic_url: http://127.0.0.1:8080\nlisten: {host: 127.0.0.1, port: 0}\n"
        "access: {anonymous: public, keys: [{office: JP, key: env:MEASURING_KEY}]}\n" + settings
    )
    for office, url in zip(there["offices"], there["urls"], strict=True):
        (directory / "offices" / f"{office.lower()}.yaml").write_text(
            f"id: {office.lower()}\nname: {office}\nserves: [{office}]\nprotocol: case\nurl: {url}\n"
            "limits: {concurrency: 32}\nvisibility: {default: public}\n"
        )


@asynccontextmanager
async def gateway(directory: Path) -> AsyncIterator[tuple[str, int]]:
    """A gateway process on this configuration: its URL and its process id."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("casegate")), "serve", "--config", str(directory),
        stderr=asyncio.subprocess.PIPE, env={**os.environ, "MEASURING_KEY": KEY},
    )  # fmt: skip
    assert process.stderr is not None
    last: deque[bytes] = deque(maxlen=5)
    try:
        while b"http://" not in (line := await process.stderr.readline()):
            if not line:
                raise SystemExit("the gateway did not start")
            last.append(line)
        found = re.search(r"http://[\w.]+:\d+", line.decode())
        assert found is not None
        drain = asyncio.create_task(_drain(process.stderr, last))
        yield found[0], process.pid
        drain.cancel()
    except BaseException:
        sys.stderr.buffer.write(b"".join(last))
        raise
    finally:
        process.terminate()
        await process.wait()


async def _drain(stream: asyncio.StreamReader, last: deque[bytes]) -> None:
    while line := await stream.readline():
        last.append(line)


def cpu_ms(pid: int) -> float:
    """Milliseconds of processor time that a process has used, in user and in system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int, field: str = "VmRSS") -> float:
    """Resident memory of a process, now or (``VmHWM``) at its peak, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def quantiles(seconds: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    ranked = sorted(seconds)
    p99 = ranked[int(len(ranked) * 0.99)]
    return f"median {statistics.median(ranked) * 1e3:7.1f} ms   p99 {p99 * 1e3:7.1f} ms"


async def families(rounds: int = 200) -> None:
    """A family question against the same calls made by hand: families of all, then lists of all.

    Each with answers that are the same every time, as an office sends them when a question comes again, and
    with answers that nobody has seen before.
    """
    for count, concurrent in ((12, 1), (30, 1), (30, 8)):
        with offices(count, 100, 0.05) as there, TemporaryDirectory() as folder:
            configure(Path(folder), there)
            async with gateway(Path(folder)) as (url, pid), aiohttp.ClientSession() as session:
                question = f"{url}/api/v1/families?number={there['numbers'][0]}&type=application"
                for fresh in (False, True):
                    by_hand, through, late = [], [], []
                    await _told(session, there, "/lateness")
                    for turn in range(10 + rounds // concurrent):
                        if turn == 10:
                            before = cpu_ms(pid)
                        bare = await _by_hand(session, there["urls"])
                        took = await asyncio.gather(
                            *(_asked(session, question, count * 100) for _ in range(concurrent))
                        )
                        told = await _told(session, there, "/fresh" if fresh else "/lateness")
                        if turn >= 10:
                            by_hand.append(bare)
                            through += took
                            late += told
                    used = (cpu_ms(pid) - before) / len(through)
                    bodies = "answers not seen before" if fresh else "the same answers again"
                    say(f"{count} offices x 100 documents, 50 ms a call, {concurrent} at a time, {bodies}")
                    say(f"  offices late by                     {quantiles(late)}")
                    say(f"  by hand                             {quantiles(by_hand)}")
                    say(f"  through casegate                    {quantiles(through)}")
                    say(f"  over the critical path of 100 ms    {quantiles([t - 0.1 for t in through])}")
                    over = (statistics.median(through) - statistics.median(by_hand)) * 1e3
                    say(f"  over by hand, medians               {over:14.1f} ms")
                    say(f"  processor time a question           {used:14.1f} ms")
                    say(f"  peak memory of the gateway so far   {resident_mib(pid, 'VmHWM'):14.0f} MiB")


async def _told(session: aiohttp.ClientSession, there: dict[str, Any], path: str) -> Any:
    """What the offices say of the measurement: see ``offices.py``."""
    async with session.get(there["urls"][0] + path) as response:
        return await response.json()


async def _by_hand(session: aiohttp.ClientSession, urls: list[str]) -> float:
    """Seconds that the calls of one question take without a gateway, answers read and not looked at."""

    async def get(url: str) -> bytes:
        async with session.get(url) as response:
            return await response.read()

    start = time.perf_counter()
    for path in ("/families", "/doclists"):
        await asyncio.gather(*(get(url + path) for url in urls))
    return time.perf_counter() - start


async def _asked(session: aiohttp.ClientSession, question: str, documents: int) -> float:
    """Seconds that a family question takes; every document must be in the answer."""
    start = time.perf_counter()
    async with session.get(question, headers=AS_OFFICE) as response:
        body = await response.read()
    took = time.perf_counter() - start
    answer = json.loads(body)
    found = sum(len(dossier["documents"]) for dossier in answer.get("dossiers", ()))
    if found != documents:
        raise SystemExit(f"{found} of {documents} documents: {body[:2000]!r}")
    return took


async def content(mebibytes: int = 512) -> None:
    """One large document streamed through: memory before and at its peak, bytes written to disk."""
    with offices(1, 10, 0.0, mebibytes * 2**20) as there, TemporaryDirectory() as folder:
        configure(Path(folder), there)
        async with gateway(Path(folder)) as (url, pid), aiohttp.ClientSession() as session:
            office, number = there["offices"][0].lower(), there["numbers"][0]
            target = f"{url}/api/v1/documents/{office}~{number}~{there['document']}/content"
            async with session.get(target, headers={**AS_OFFICE, "Range": "bytes=0-0"}) as response:
                await response.content.readany()
                assert response.status in (200, 206), await response.text()
            before, written = resident_mib(pid), _written(pid)
            start, total = time.perf_counter(), 0
            async with session.get(target, headers=AS_OFFICE) as response:
                async for chunk in response.content.iter_any():
                    total += len(chunk)
            took = time.perf_counter() - start
            async with session.get(f"{there['urls'][0]}/documents/x") as response:
                begin = time.perf_counter()
                async for _chunk in response.content.iter_any():
                    pass
                bare = time.perf_counter() - begin
            say(f"{total / 2**20:.0f} MiB of content through casegate: {took:.1f} s, by hand {bare:.1f} s")
            say(f"  memory before {before:.0f} MiB, peak {resident_mib(pid, 'VmHWM'):.0f} MiB")
            say(f"  written to disk meanwhile: {_written(pid) - written} bytes")


def _written(pid: int) -> int:
    for line in Path(f"/proc/{pid}/io").read_text().splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    return 0


async def chain(rounds: int = 100) -> None:
    """One gateway, and a gateway behind another: what each adds to the same calls made by hand.

    Each with the cache that a gateway has unless it is told otherwise, and each question about a family that
    nobody has asked for before, so that nothing of its answer is known; and without a cache, about the same
    family again. Processor time is that of all gateways that a question goes through; calls are those that
    the offices got for it.
    """
    for count in (12, 30):
        for settings in ("", NO_CACHE):
            with (
                offices(count, 100, 0.05) as there,
                TemporaryDirectory() as near_folder,
                TemporaryDirectory() as far_folder,
            ):
                configure(Path(far_folder), there, settings)
                async with gateway(Path(far_folder)) as (far, far_pid):
                    behind(Path(near_folder), far, there["offices"], settings)
                    async with gateway(Path(near_folder)) as (near, near_pid):
                        about = "the same family, no cache" if settings else "another family each"
                        say(f"{count} offices x 100 documents, 50 ms a call, {about}, over by hand")
                        ways = {far: Way((far_pid,)), near: Way((far_pid, near_pid))}
                        by_hand = await _in_turns(there, ways, rounds, another=not settings)
                        _compare(by_hand, ways[far], ways[near])


async def _in_turns(
    there: dict[str, Any], ways: dict[str, Way], rounds: int, *, another: bool
) -> list[float]:
    """Asks by each way in turn, and gives what the calls take by hand; ten rounds before do not count."""
    by_hand: list[float] = []
    number, documents = there["numbers"][0], 100 * len(there["offices"])
    async with aiohttp.ClientSession() as session:
        for turn in range(10 + rounds):
            bare = await _by_hand(session, there["urls"])
            if turn >= 10:
                by_hand.append(bare)
            for url, way in ways.items():
                await _told(session, there, "/calls")
                if another:
                    number = await _told(session, there, "/another")
                before = sum(map(cpu_ms, way.pids))
                question = f"{url}/api/v1/families?number={number}&type=application"
                seconds = await _asked(session, question, documents)
                if turn >= 10:
                    way.took.append(seconds)
                    way.used.append(sum(map(cpu_ms, way.pids)) - before)
                    way.calls.update(await _told(session, there, "/calls"))
    return by_hand


@dataclass
class Way:
    """A way to ask: through which processes, seconds and processor milliseconds of each question, calls."""

    pids: tuple[int, ...]
    took: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    def called(self) -> str:
        """How often the offices were called for a question, and for what."""
        rounds = len(self.took)
        each = ", ".join(f"{path} {times / rounds:g}" for path, times in sorted(self.calls.items()))
        return f"{sum(self.calls.values()) / rounds:g} ({each})"


def _compare(by_hand: list[float], alone: Way, chained: Way) -> None:
    """Says what one gateway and two in a chain add."""
    bare = statistics.median(by_hand)
    say(f"  by hand                             {quantiles(by_hand)}")
    say(f"  one gateway                         {quantiles([t - bare for t in alone.took])}")
    say(f"  a gateway behind a gateway          {quantiles([t - bare for t in chained.took])}")
    one, two = statistics.median(alone.took), statistics.median(chained.took)
    say(f"  times one, over by hand             {(two - bare) / (one - bare):10.2f}")
    say(f"  times one, over 100 ms              {(two - 0.1) / (one - 0.1):10.2f}")
    spent, all_spent = statistics.mean(alone.used), statistics.mean(chained.used)
    times = all_spent / spent
    say(f"  processor time a question           {spent:.1f} ms, {all_spent:.1f} ms, times one {times:.2f}")
    say(f"  calls that the offices got          {alone.called()}; behind a gateway {chained.called()}")


def behind(directory: Path, url: str, served: list[str], settings: str) -> None:
    """A configuration whose only provider is the gateway at this address."""
    configure(directory, {"offices": [], "urls": []}, settings)
    (directory / "offices" / "gw.yaml").write_text(
        f"id: gw\nname: The gateway behind\nserves: {json.dumps(served)}\nprotocol: case\n"
        f"url: {url}/case-api/v1\ngateway: true\nvisibility: {{default: public}}\n"
        "auth: {type: api-key, header: X-Api-Key, key: env:MEASURING_KEY}\nlimits: {concurrency: 64}\n"
    )


def startup(rounds: int = 7) -> None:
    """How long the command line takes to start, against a bare interpreter."""
    casegate = str(Path(sys.executable).with_name("casegate"))
    for name, command in (
        ("python -c pass", [sys.executable, "-c", "pass"]),
        ("import gateway.cli.main", [sys.executable, "-c", "import gateway.cli.main"]),
        ("casegate number EP1000000", [casegate, "number", "EP1000000"]),
    ):
        seconds = []
        for _ in range(rounds):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - start)
        say(f"{name:28} median {statistics.median(seconds):.2f} s")


SECTIONS: dict[str, Callable[[], None]] = {
    "families": lambda: asyncio.run(families()),
    "chain": lambda: asyncio.run(chain()),
    "content": lambda: asyncio.run(content()),
    "startup": startup,
}


if __name__ == "__main__":
    for name in sys.argv[1:] or SECTIONS:
        SECTIONS[name]()
    say(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
