"""Whoever tampers with the trail is found out."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from tampering import Original, connect, grow, sign, tamper

from gateway.audit.checkpoints import NothingRecorded, parse_checkpoint
from gateway.audit.verification import MOST_FINDINGS, Verification, opened_to_read, verify

TIMES = 120


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A trail that nobody has tampered with."""
    return Original(tmp_path_factory.mktemp("original"))


def verified(path: Path, original: Original | None = None) -> Verification:
    """The trail in a file, against what was exported."""
    exported = () if original is None else (("exported.json", original.exported),)
    with opened_to_read(path) as connection:
        return verify(connection, exported)


def test_a_trail_that_nobody_touched_is_whole(original: Original) -> None:
    """Every record was looked at, and every checkpoint."""
    found = verified(original.path, original)
    assert (found.count, found.checkpoints, found.findings) == (61, 3, ())
    assert found.chain == original.exported.chain
    assert found.hash == original.exported.hash


def test_a_trail_without_records_is_whole(tmp_path: Path) -> None:
    """A gateway that has just been set up; and there is nothing to sign."""
    connection = connect(tmp_path / "new.db")
    assert verify(connection).findings == ()
    with pytest.raises(NothingRecorded):
        sign(connection)
    connection.close()


@pytest.mark.parametrize("seed", range(TIMES))
def test_random_tampering_is_found(original: Original, tmp_path: Path, seed: int) -> None:
    """A byte anywhere, records deleted, inserted, swapped, cut off, or written anew with new hashes."""
    path = tmp_path / "tampered.db"
    connection = original.copy(path)
    did = tamper(connection, random.Random(seed))
    connection.close()
    assert verified(path, original).findings, did


def test_what_is_changed_is_told_with_its_place(original: Original, tmp_path: Path) -> None:
    """A column, a body, a gap: which record, and what of it."""
    path = tmp_path / "tampered.db"
    connection = original.copy(path)
    connection.execute("UPDATE trail SET accessing = 'NZ', bytes = 1 WHERE seq = 9")
    connection.execute("UPDATE trail SET body = replace(body, 'EP', 'JP') WHERE seq = 20")
    connection.execute("DELETE FROM trail WHERE seq BETWEEN 30 AND 32")
    connection.close()
    told = [(one.seq, one.what) for one in verified(path).findings]
    assert told[0] == (9, "the columns do not say what it says: accessing, bytes")
    assert told[1][0] == 20
    assert "its hash does not follow" in told[1][1]
    assert (33, "records 30 to 32 are missing") in told


def test_an_earlier_copy_shows_against_a_later_checkpoint_only(original: Original) -> None:
    """By itself it is whole: that is why checkpoints are kept elsewhere."""
    assert verified(original.earlier).findings == ()
    (finding,) = verified(original.earlier, original).findings
    assert "the trail had 61 records" in finding.what


def test_the_end_cut_off_shows_without_a_checkpoint(tmp_path: Path) -> None:
    """It is noted where the trail ends."""
    connection = connect(tmp_path / "a.db")
    grow(connection, 0, 20)
    connection.execute("DROP TRIGGER trail_is_never_shortened")
    connection.execute("DELETE FROM trail WHERE seq > 15")
    assert [one.what for one in verify(connection).findings] == [
        "the trail ended at 21: what follows was cut off"
    ]
    connection.close()


def test_a_trail_goes_on_visibly_broken(original: Original, tmp_path: Path) -> None:
    """What is recorded after the end was cut off does not heal it."""
    connection = original.copy(tmp_path / "a.db")
    connection.execute("DELETE FROM trail WHERE seq > 40")
    grow(connection, 100, 5)
    told = {one.what for one in verify(connection).findings}
    assert "records 41 to 61 are missing" in told
    connection.close()


def test_another_trail_is_not_this_one(original: Original, tmp_path: Path) -> None:
    """A checkpoint is of one chain."""
    connection = connect(tmp_path / "other.db")
    grow(connection, 0, 80)
    (finding,) = verify(connection, [("x", original.exported)]).findings
    assert "of another trail" in finding.what
    connection.close()


@pytest.mark.parametrize("member", ["chain", "seq", "count", "hash", "at", "algorithm", "public_key"])
def test_a_checkpoint_that_was_changed_is_not_genuine(original: Original, member: str) -> None:
    """Every member is signed."""
    one = original.exported
    assert one.genuine
    value = getattr(one, member)
    other = value + 1 if isinstance(value, int) else {"algorithm": "ES256"}.get(member, "A" + value[1:] + "A")
    assert not replace(one, **{member: other}).genuine
    assert not replace(one, signature=one.signature[::-1]).genuine
    assert not replace(one, signature="?").genuine


def test_a_checkpoint_is_read_back_from_its_file(original: Original) -> None:
    """And what is none is refused, with a reason."""
    assert parse_checkpoint(original.exported.encoded()) == original.exported
    for wrong in (b"", b"{}", b"[1]", original.exported.encoded()[:-3], b" " * 5000):
        with pytest.raises(ValueError, match="checkpoint"):
            parse_checkpoint(wrong)


def test_findings_do_not_go_on_for_ever(original: Original, tmp_path: Path) -> None:
    """Of a trail that is wrong everywhere a hundred findings are enough."""
    connection = original.copy(tmp_path / "a.db")
    connection.execute("UPDATE trail SET code = 'no', body = x'00', hash = x'01'")
    assert len(verify(connection).findings) == MOST_FINDINGS
    connection.close()


def test_a_damaged_file_is_a_finding(original: Original, tmp_path: Path) -> None:
    """Bytes changed in the file itself, in any page that is in use."""
    rng = random.Random(4)
    content = original.path.read_bytes()
    damaged = tmp_path / "damaged.db"
    for _ in range(20):
        place = rng.randrange(4096, len(content) - 4096)
        damaged.write_bytes(content[:place] + rng.randbytes(4096) + content[place + 4096 :])
        try:
            assert verified(damaged).findings, place
        except sqlite3.DatabaseError:
            continue


def test_nothing_is_written_by_looking(original: Original, tmp_path: Path) -> None:
    """The file is opened to be read."""
    path = tmp_path / "copy.db"
    shutil.copy(original.path, path)
    before = path.read_bytes()
    verified(path, original)
    with opened_to_read(path) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM trail_head")
    assert path.read_bytes() == before
