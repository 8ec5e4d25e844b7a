"""The trail under kills, tampering and a million records: ``pytest tests/long/test_trail.py -s``.

About fifteen minutes on two cores. The environment variables CASEGATE_LONG_KILLS (200),
CASEGATE_LONG_TAMPERINGS (1000) and CASEGATE_LONG_RECORDS (1000000) set other numbers. Kills are of real
gateway processes, two at a time over one database, while eight clients of each take documents, bundles and
families.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from killing import killed_at_random
from tampering import BEGIN, Original, connect, sign, some_record, tamper

from connectors.kit.demonstration import simulate_demonstration
from gateway.audit.chain import append
from gateway.audit.verification import opened_to_read, verify

KILLS = int(os.environ.get("CASEGATE_LONG_KILLS", "200"))
TAMPERINGS = int(os.environ.get("CASEGATE_LONG_TAMPERINGS", "1000"))
RECORDS = int(os.environ.get("CASEGATE_LONG_RECORDS", "1000000"))
MOST_SECONDS = 60.0


def say(text: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"\n{text}")
    sys.stdout.flush()


@pytest.mark.timeout(3600)
async def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Each document of which a byte was received is in the trail, whose chain is whole after every kill."""
    async with simulate_demonstration(faults={}) as simulation:
        killed = await killed_at_random(simulation, tmp_path, "EP 3840569", KILLS)
    lost = killed.acknowledged - killed.recorded()
    found = killed.verified()
    say(
        f"{killed.kills} kills: {len(killed.acknowledged):,} requests acknowledged, {len(lost)} lost; "
        f"{killed.interrupted:,} interrupted, {killed.answered:,} families answered; "
        f"{found.count:,} records, {len(found.findings)} broken places"
    )
    assert (killed.kills, lost, found.findings) == (KILLS, set(), ())


@pytest.mark.timeout(3600)
def test_every_tampering_is_found(tmp_path: Path) -> None:
    """One of each hundred puts an earlier copy in place, the others change the database at random."""
    original, missed = Original(tmp_path), []
    kinds: dict[str, int] = {}
    for seed in range(TAMPERINGS):
        path, rng = tmp_path / "tampered.db", random.Random(seed)
        if seed % 100 == 99:
            did = "an earlier copy"
            shutil.copy(original.earlier, path)
        else:
            connection = original.copy(path)
            did = tamper(connection, rng)
            connection.close()
        with opened_to_read(path) as connection:
            found = verify(connection, [("exported", original.exported)])
        kinds[did.split(" ")[0].split(".")[0]] = kinds.get(did.split(" ")[0].split(".")[0], 0) + 1
        if not found.findings:
            missed.append(did)
    say(f"{TAMPERINGS:,} tamperings, {len(missed)} not found: {kinds}")
    assert not missed


@pytest.mark.timeout(3600)
def test_a_million_records_are_verified(tmp_path: Path) -> None:
    """By the command, within a minute and in little memory."""
    path = tmp_path / "million.db"
    connection = connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    since = time.process_time()
    for start in range(0, RECORDS, 5_000):
        connection.execute("BEGIN IMMEDIATE")
        append(connection, [some_record(place) for place in range(start, start + 5_000)], BEGIN)
        connection.execute("COMMIT")
    each = (time.process_time() - since) / RECORDS * 1e6
    sign(connection)
    connection.close()
    since = time.monotonic()
    command = [sys.executable, "-m", "gateway.cli.main", "audit", "verify", "--database", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - since
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say(
        f"{RECORDS:,} records ({path.stat().st_size / RECORDS:.0f} bytes and {each:.0f} us of CPU each) "
        f"verified in {seconds:.1f} s, at most {peak:.0f} MiB of any process"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert seconds < MOST_SECONDS
