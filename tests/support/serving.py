"""``casegate serve`` as a process of its own, as operators run it; and what the system knows of it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A running gateway process. ``lines`` are what it writes to standard error from here on."""

    url: str
    process: asyncio.subprocess.Process
    lines: list[str]

    @property
    def proc(self) -> Path:
        """What the system tells of the process."""
        return Path(f"/proc/{self.process.pid}")

    def resident_mib(self, field: str = "VmRSS") -> float:
        """Its memory now, or (``VmHWM``) at its peak."""
        found = re.search(rf"{field}:\s+(\d+) kB", (self.proc / "status").read_text())
        assert found is not None
        return int(found[1]) / 1024

    def written(self) -> int:
        """The bytes that it has had written to any disk."""
        found = re.search(r"^write_bytes: (\d+)", (self.proc / "io").read_text(), re.MULTILINE)
        assert found is not None
        return int(found[1])

    def files(self) -> set[str]:
        """The plain files that it has open."""
        links = []
        for descriptor in (self.proc / "fd").iterdir():
            try:
                links.append(str(descriptor.readlink()))
            except OSError:
                continue
        return {link for link in links if link.startswith("/") and not link.startswith("/dev/")}


@asynccontextmanager
async def served(
    directory: Path,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    options: Sequence[str] = (),
) -> AsyncIterator[Served]:
    """A gateway process of a configuration directory, until the block is left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.cli.main", "serve", "--config", str(directory),
        "--port", "0", *options,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        cwd=cwd or ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})},
    )  # fmt: skip
    assert process.stderr is not None
    lines: list[str] = []
    try:
        while "://" not in (line := (await process.stderr.readline()).decode()):
            lines.append(line)
            assert line, f"it did not start:\n{''.join(lines)}"
        found = re.search(r"https?://[\w.]+:\d+", line)
        assert found is not None
        reading = asyncio.create_task(_read(process.stderr, lines))
        yield Served(found[0], process, lines)
        process.terminate()
        await process.wait()
        await reading
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _read(stream: asyncio.StreamReader, lines: list[str]) -> None:
    while line := await stream.readline():
        lines.append(line.decode())
