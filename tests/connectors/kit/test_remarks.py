"""What the kit says of what it does not serve: which file it is, and what is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connectors.kit.folder import FolderHoldings


async def remarks(folder: Path) -> tuple[str, ...]:
    """The remarks on a folder."""
    holdings = FolderHoldings(folder)
    try:
        return await holdings.get_remarks()
    finally:
        await holdings.aclose()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("file,title\na.pdf,Prüfbericht\n".encode("latin-1"), "index.csv is not written in UTF-8 (byte 19)"),
        ("file,title\na.pdf,x\n".encode("utf-16"), "index.csv is not written in UTF-8 (byte 0)"),
        (b'file,title\na.pdf,"x\n', "index.csv: unexpected end of data"),
    ],
    ids=["latin-1", "utf-16", "open quote"],
)
async def test_a_table_that_cannot_be_read_is_named(tmp_path: Path, table: bytes, said: str) -> None:
    """Spreadsheets save in many encodings; who did so is told in which file."""
    shelf = tmp_path / "NZ 773158"
    shelf.mkdir()
    (shelf / "a.pdf").touch()
    (shelf / "index.csv").write_bytes(table)
    (said_of_it,) = await remarks(tmp_path)
    assert said_of_it.startswith(f"NZ 773158: not served: {said}")


async def test_a_file_with_a_name_in_another_encoding_is_named(tmp_path: Path) -> None:
    """As far as its name can be written down."""
    shelf = tmp_path / "NZ 773158"
    shelf.mkdir()
    (shelf / os.fsdecode(b"Pr\xfcfbericht.pdf")).touch()
    (said,) = await remarks(tmp_path)
    assert said.startswith(
        "NZ 773158: not served: the name of 'Pr\\udcfcfbericht.pdf' is not written in UTF-8"
    )


async def test_files_that_would_have_one_id_are_named(tmp_path: Path) -> None:
    """As two spellings of one name have, which look the same."""
    shelf = tmp_path / "NZ 773158"
    shelf.mkdir()
    for name in ("Bru\u0308cke.pdf", "Br\u00fccke.pdf"):
        (shelf / name).touch()
    (said,) = await remarks(tmp_path)
    assert said.startswith(
        "NZ 773158: not served: 'Bru\u0308cke.pdf' and 'Br\u00fccke.pdf' have one id, nz773158-"
    )


async def test_documents_beside_the_sub_folders_are_named(tmp_path: Path) -> None:
    """They are no application's; what is no document there is left alone."""
    for name in ("report.pdf", "index.json", ".hidden.pdf", "notes.md"):
        (tmp_path / name).touch()
    assert await remarks(tmp_path) == ("report.pdf: not served: it lies in no sub-folder of an application",)
