from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import NotHeld
from connectors.kit.content import CHUNK, Content, Generated, Repeated, StoredFile, open_beneath


async def read(content: Content, first: int, last: int) -> bytes:
    """A range of content, put together."""
    return b"".join([part async for part in content.chunks(first, last)])


@given(size=st.integers(1, 3000), data=st.data())
async def test_every_range_of_repeated_content_is_what_the_whole_has_there(
    size: int, data: st.DataObject
) -> None:
    """Repeated content is one fixed sequence of bytes, whichever part of it is read."""
    content = Repeated(size, b"0123456789abc")
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first, size - 1))
    whole = await read(content, 0, size - 1)
    assert len(whole) == size
    assert await read(content, first, last) == whole[first : last + 1]


async def test_generated_content_gives_the_bytes_asked_for() -> None:
    """A range of generated content has its first and its last byte."""
    content = Generated(bytes(range(256)) * 2000)
    assert await read(content, 5, CHUNK + 7) == content.data[5 : CHUNK + 8]


async def test_a_stored_file_is_read_in_pieces_of_bounded_size(tmp_path: Path) -> None:
    """Content on disk is never read whole: pieces are at most CHUNK bytes."""
    data = os.urandom(2 * CHUNK + 100)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.pdf").write_bytes(data)
    content = StoredFile(tmp_path, ("a", "b.pdf"), len(data), "application/pdf")
    parts = [part async for part in content.chunks(10, len(data) - 1)]
    assert [len(part) for part in parts] == [CHUNK, CHUNK, 90]
    assert b"".join(parts) == data[10:]


async def test_a_file_that_shrinks_while_it_is_sent_fails(tmp_path: Path) -> None:
    """A file that has become shorter never looks like a complete one."""
    (tmp_path / "b.pdf").write_bytes(b"12345")
    content = StoredFile(tmp_path, ("b.pdf",), 10, "application/pdf")
    with pytest.raises(NotHeld, match="shorter"):
        await read(content, 0, 9)


@pytest.mark.parametrize(
    "parts", [(), ("..", "secret"), ("a", "..", "..", "secret"), ("a/b.pdf",), ("",), (".",), ("a", "b\0")]
)
def test_a_path_that_is_no_plain_path_downwards_is_refused(tmp_path: Path, parts: tuple[str, ...]) -> None:
    """Nothing but names of entries can stand in a path below the folder."""
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(NotHeld):
        open_beneath(root, parts)


@pytest.mark.parametrize("parts", [("link.pdf",), ("linked", "secret"), ("a", "up", "secret")])
def test_no_link_is_followed_at_any_level(tmp_path: Path, parts: tuple[str, ...]) -> None:
    """A link to a file and a link to a folder lead nowhere, even when the target would be readable."""
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (root / "link.pdf").symlink_to(tmp_path / "secret")
    (root / "linked").symlink_to(tmp_path)
    (root / "a" / "up").symlink_to("../..")
    with pytest.raises(NotHeld):
        open_beneath(root, parts)


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A folder and a named pipe are no content, and opening a pipe does not block."""
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.pdf")
    for name in ("folder.pdf", "pipe.pdf", "absent.pdf"):
        with pytest.raises(NotHeld):
            open_beneath(tmp_path, (name,))
