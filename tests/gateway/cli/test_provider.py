"""``casegate provider serve --index``: what was read of a folder is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def fill(folder: Path) -> None:
    """Puts one application there."""
    (folder / "NZ 773158").mkdir(parents=True)
    (folder / "NZ 773158" / "2021-03-04_EXRP_Report.pdf").write_bytes(b"%PDF-1.4 small")


async def test_an_index_is_kept_where_it_is_said(command: Any, line_with: Any, tmp_path: Path) -> None:
    """It lies in the directory given; a second provider with the same one is refused and told what to do."""
    fill(tmp_path / "folder")
    (tmp_path / "kept").mkdir()
    serve = ("provider", "serve", str(tmp_path / "folder"), "--port", "0", "--index", str(tmp_path / "kept"))
    first = await command.start(*serve)
    await line_with(first.stderr, "Serving")
    assert (tmp_path / "kept" / ".casegate-index.sqlite").is_file()
    second = await command.run(*serve)
    assert second.code == 1
    assert "in use by another process" in second.err
    assert "--index" in second.err
    first.terminate()
    await first.communicate()
    assert first.returncode == 0
    written = await command.run(
        "provider", "index", str(tmp_path / "folder"), "--index", str(tmp_path / "kept")
    )
    assert (written.code, written.out.strip()) == (0, str(tmp_path / "folder" / "index.json"))


async def test_a_place_that_cannot_be_written_is_said(command: Any, tmp_path: Path) -> None:
    """One sentence with the place, exit 1."""
    fill(tmp_path / "folder")
    ended = await command.run(
        "provider", "serve", str(tmp_path / "folder"), "--index", str(tmp_path / "absent" / "kept.sqlite")
    )
    assert ended.code == 1
    assert "absent/kept.sqlite cannot be written" in ended.err.replace("\n", "")
