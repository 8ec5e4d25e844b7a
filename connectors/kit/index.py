"""The index of a folder of documents: one SQLite file, so that memory stays small however much is held.

The file is a copy of what the folder says, nothing else: it may be thrown away at any time, and one that is
damaged, of another layout or of another folder is made anew. A shelf (an application's folder) that is read
again gets a new ``id``, which is never used twice; so what was made of a row may be kept by its id.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from connectors.kit.sheets import ApplicationSheet, DocumentSheet, Held, held_from
from connectors.kit.shelf import Shelf
from connectors.model import Application, Coverage, Document
from connectors.numbers.identity import ApplicationNumber, parse_docdb

_LAYOUT = 3
_SCHEMA = """
CREATE TABLE about (folder BLOB NOT NULL, office TEXT);
CREATE TABLE shelf (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL UNIQUE, signature TEXT NOT NULL,
    number TEXT, office TEXT, filed TEXT, withheld INTEGER NOT NULL, closed TEXT,
    application BLOB, remarks BLOB
);
CREATE INDEX shelf_number ON shelf (number, name) WHERE number IS NOT NULL;
CREATE INDEX shelf_closed ON shelf (closed, name) WHERE closed IS NOT NULL;
CREATE INDEX shelf_remarks ON shelf (name) WHERE remarks IS NOT NULL;
CREATE TABLE listing (shelf INTEGER PRIMARY KEY, documents BLOB NOT NULL);
CREATE TABLE document (key INTEGER NOT NULL, shelf INTEGER NOT NULL, PRIMARY KEY (key, shelf)) WITHOUT ROWID;
CREATE TABLE publication (
    office TEXT NOT NULL, number TEXT NOT NULL, shelf INTEGER NOT NULL, PRIMARY KEY (office, number, shelf)
) WITHOUT ROWID;
CREATE TABLE claim (number TEXT NOT NULL, shelf INTEGER NOT NULL, PRIMARY KEY (number, shelf)) WITHOUT ROWID;
"""
_FIRST = (
    "AND shelf.name = (SELECT min(name) FROM shelf AS twin WHERE twin.number = shelf.number) "
    "AND NOT EXISTS (SELECT 1 FROM shelf AS twin WHERE twin.closed = shelf.number AND twin.name < shelf.name)"
)
"""Of two folders of one application the first by name is served, and neither when that one has a fault."""
_CACHE_KIBIBYTES = 16 * 1024
_BUSY_SECONDS = 10.0
_SHEET = msgspec.msgpack.Decoder(ApplicationSheet)
_DOCUMENTS = msgspec.msgpack.Decoder(tuple[DocumentSheet, ...])
_ENCODER = msgspec.msgpack.Encoder()


class Row(msgspec.Struct, frozen=True):
    """One shelf that is served, without its documents; ``signature`` is of the folder as it was read."""

    id: int
    name: str
    signature: str
    withheld: bool
    sheet: ApplicationSheet


class Index:
    """One connection to an index file; for one thread at a time.

    Raises:
        sqlite3.Error: from any method, when the file cannot be used.
    """

    def __init__(self, path: Path, *, building: bool = False) -> None:
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._run = self._connection.execute
        self._each = self._connection.executemany
        self._run(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        if building:
            self._run("PRAGMA journal_mode = OFF")
            self._run("PRAGMA synchronous = OFF")
            self._connection.executescript(_SCHEMA + f"PRAGMA user_version = {_LAYOUT};")
        else:
            self._run("PRAGMA journal_mode = WAL")
            self._run("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def describe(self, folder: Path, office: str | None) -> None:
        """Writes down which folder this is the index of, and how its numbers are read."""
        self._run("INSERT INTO about VALUES (?, ?)", (os.fsencode(folder), office))

    def fits(self, folder: Path, office: str | None) -> bool:
        """Whether this is a sound index of the folder, in the layout of this version."""
        (layout,) = self._run("PRAGMA user_version").fetchone()
        if layout != _LAYOUT or self._run("PRAGMA quick_check(1)").fetchone() != ("ok",):
            return False
        return self._run("SELECT * FROM about").fetchall() == [(os.fsencode(folder), office)]

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Everything in the block happens, or nothing does."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything in the block is read from one state of the index."""
        self._run("BEGIN")
        try:
            yield
        finally:
            self._run("COMMIT")

    def put(self, shelf: Shelf, signature: str) -> int:
        """Takes a shelf in, in place of what was known of its folder; gives how many documents it has.

        A shelf that says what it said before keeps its id.
        """
        name = os.fsencode(shelf.name)
        remarks = "\0".join(shelf.remarks).encode(errors="backslashreplace") or None
        number, office, filed, withheld = None, None, None, False
        closed = None if shelf.closed is None else shelf.closed.docdb
        sheet, documents = b"", b""
        if shelf.held is not None and shelf.sheet is not None:
            number, office = shelf.held.number.docdb, shelf.held.number.office
            office = "WO" if shelf.held.number.kind == "W" else office
            filed = shelf.sheet.filing_date and shelf.sheet.filing_date.isoformat()
            withheld = shelf.held.withheld
            sheet = _ENCODER.encode(msgspec.structs.replace(shelf.sheet, documents=()))
            documents = zlib.compress(_ENCODER.encode(shelf.sheet.documents), 1)
        said = (number, office, filed, int(withheld), closed, sheet, remarks)
        before = self._run(
            "SELECT id, number, office, filed, withheld, closed, application, remarks, documents "
            "FROM shelf JOIN listing ON listing.shelf = shelf.id WHERE name = ?",
            (name,),
        ).fetchone()
        if before is not None:
            if before[1:] == (*said, documents):
                self._run("UPDATE shelf SET signature = ? WHERE id = ?", (signature, before[0]))
                return len(shelf.files)
            self._forget(before[0])
        cursor = self._run(
            "INSERT INTO shelf "
            "(name, signature, number, office, filed, withheld, closed, application, remarks) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (name, signature, *said),
        )
        made = int(cursor.lastrowid or 0)
        self._run("INSERT INTO listing VALUES (?, ?)", (made, documents))
        if shelf.held is not None:
            self._lead_to(made, shelf.held)
        return len(shelf.files)

    def remove(self, name: str) -> None:
        """Forgets a folder."""
        found = self._run("SELECT id FROM shelf WHERE name = ?", (os.fsencode(name),)).fetchone()
        if found is not None:
            self._forget(found[0])

    def compare(self, names: Iterable[str]) -> None:
        """Notes what a listing of the folder changes: what has gone is hidden at once, and both that and what
        is new waits to be read (``waiting``)."""
        self._run("CREATE TEMP TABLE IF NOT EXISTS seen (name BLOB PRIMARY KEY) WITHOUT ROWID")
        self._run("CREATE TEMP TABLE IF NOT EXISTS waiting (name BLOB PRIMARY KEY) WITHOUT ROWID")
        with self.changing():
            self._run("DELETE FROM seen")
            self._each("INSERT INTO seen VALUES (?)", ((os.fsencode(one),) for one in names))
            self._run("INSERT OR IGNORE INTO waiting SELECT name FROM seen EXCEPT SELECT name FROM shelf")
            self._run("INSERT OR IGNORE INTO waiting SELECT name FROM shelf EXCEPT SELECT name FROM seen")
            self._run(
                "UPDATE shelf SET number = NULL WHERE name IN (SELECT name FROM waiting) AND number NOT NULL"
            )
            self._run("DELETE FROM seen")

    def waiting(self, most: int) -> list[str]:
        """Some folders that wait to be read, in the order of their names; each is given once."""
        found = self._run("SELECT name FROM waiting ORDER BY name LIMIT ?", (most,)).fetchall()
        self._each("DELETE FROM waiting WHERE name = ?", found)
        return [os.fsdecode(name) for (name,) in found]

    def slice(self, after: int, most: int) -> list[tuple[int, str, str]]:
        """Id, name and signature of the next folders behind an id, in the order of ids."""
        found = self._run(
            "SELECT id, name, signature FROM shelf WHERE id > ? ORDER BY id LIMIT ?", (after, most)
        )
        return [(id, os.fsdecode(name), signature) for id, name, signature in found]

    def row(self, number: ApplicationNumber) -> Row | None:
        """The shelf that is served for an application."""
        return self._row(f"number = ? {_FIRST}", number.docdb)

    def rows_of_document(self, document: str) -> list[Row]:
        """The served shelves that may have a document of this id: nearly always one."""
        found = self._run(
            f"SELECT id FROM document JOIN shelf ON id = shelf WHERE key = ? AND number NOT NULL {_FIRST}",
            (_key(document),),
        ).fetchall()
        return [row for (id,) in found if (row := self._row("id = ?", id)) is not None]

    def rows_after(self, name: str | None, most: int) -> list[Row]:
        """The next served shelves behind a name, in the order of their names."""
        found = self._run(
            f"SELECT id FROM shelf WHERE name > ? AND number NOT NULL {_FIRST} ORDER BY name LIMIT ?",
            (os.fsencode(name or ""), most),
        ).fetchall()
        return [row for (id,) in found if (row := self._row("id = ?", id)) is not None]

    def documents(self, row: Row) -> tuple[DocumentSheet, ...]:
        """The documents of a shelf; to be asked in one ``reading`` with its row."""
        found = self._run("SELECT documents FROM listing WHERE shelf = ?", (row.id,)).fetchone()
        return () if found is None else _documents(found[0])

    def application(self, number: ApplicationNumber) -> Application | None:
        """The bibliographic facts of an application, ``None`` when it is not held."""
        row = self.row(number)
        return None if row is None else held_from(row.sheet).application

    def published(self, office: str, number: str) -> Collection[ApplicationNumber]:
        """The applications with a publication of this office and number."""
        return self._numbers(
            "publication", "publication.office = ? AND publication.number = ?", office, number
        )

    def claimants(self, number: ApplicationNumber) -> Collection[ApplicationNumber]:
        """The applications that claim this one."""
        return self._numbers("claim", "claim.number = ?", number.docdb)

    def version(self) -> int:
        """Another number whenever another connection has changed the index."""
        (found,) = self._run("PRAGMA data_version").fetchone()
        return int(found)

    def coverages(self) -> tuple[Coverage, ...]:
        """What is held of each office: how many applications, and from which filing date if all say theirs.

        There is no end: what is put into the folder tomorrow is held, too.
        """
        found = self._run(
            "SELECT office, CASE count(filed) WHEN count(*) THEN min(filed) END, count(*) FROM shelf "
            f"WHERE number NOT NULL {_FIRST} GROUP BY office ORDER BY office"
        )
        return tuple(
            Coverage(office=office, start=_day(start), applications=number) for office, start, number in found
        )

    def remarks(self, most: int) -> tuple[str, ...]:
        """What was found wrong with folders, by name: at most so many."""
        found = self._run(
            "SELECT remarks FROM shelf WHERE remarks NOT NULL ORDER BY name LIMIT ?", (most,)
        ).fetchall()
        said = [one for (remarks,) in found for one in remarks.decode().split("\0")]
        twins = self._run(
            "SELECT name, (SELECT min(name) FROM shelf AS twin "
            "WHERE twin.number = shelf.number OR twin.closed = shelf.number) FROM shelf "
            "WHERE number IN (SELECT number FROM shelf WHERE number NOT NULL "
            "GROUP BY number HAVING count(*) > 1 UNION SELECT closed FROM shelf WHERE closed NOT NULL) "
            "ORDER BY name LIMIT ?",
            (most,),
        ).fetchall()
        for name, first in twins:
            if name != first:
                first_name = os.fsdecode(first)
                said.append(f"{os.fsdecode(name)}: not served: {first_name} is the same application")
        return tuple(said[:most])

    def _row(self, where: str, value: object) -> Row | None:
        found = self._run(
            f"SELECT id, name, signature, withheld, application FROM shelf WHERE number NOT NULL AND {where}",
            (value,),
        ).fetchone()
        if found is None:
            return None
        id, name, signature, withheld, application = found
        return Row(id, os.fsdecode(name), signature, bool(withheld), _SHEET.decode(application))

    def _numbers(self, table: str, where: str, *values: str) -> list[ApplicationNumber]:
        found = self._run(
            f"SELECT DISTINCT shelf.number FROM {table} JOIN shelf ON shelf.id = {table}.shelf "
            f"WHERE {where} AND shelf.number NOT NULL {_FIRST}",
            values,
        )
        return [parse_docdb(number) for (number,) in found]

    def _lead_to(self, shelf: int, held: Held) -> None:
        """Every number and id by which a shelf is found."""
        self._each("INSERT OR IGNORE INTO document VALUES (?, ?)", _keys(held.dossier.documents, shelf))
        published = held.application.publications
        self._each(
            "INSERT OR IGNORE INTO publication VALUES (?, ?, ?)",
            ((p.office, p.number, shelf) for p in published),
        )
        claims = held.application.priorities
        self._each(
            "INSERT OR IGNORE INTO claim VALUES (?, ?)", ((claim.number.docdb, shelf) for claim in claims)
        )

    def _forget(self, shelf: int) -> None:
        sheet, documents = self._run(
            "SELECT application, documents FROM shelf JOIN listing ON listing.shelf = id WHERE id = ?",
            (shelf,),
        ).fetchone()
        if sheet:
            known = _SHEET.decode(sheet)
            self._each(
                "DELETE FROM document WHERE key = ? AND shelf = ?", _keys(_documents(documents), shelf)
            )
            self._each(
                "DELETE FROM publication WHERE office = ? AND number = ? AND shelf = ?",
                ((one.office, one.number, shelf) for one in known.publications),
            )
            self._each(
                "DELETE FROM claim WHERE number = ? AND shelf = ?",
                ((one.number, shelf) for one in known.priorities),
            )
        self._run("DELETE FROM listing WHERE shelf = ?", (shelf,))
        self._run("DELETE FROM shelf WHERE id = ?", (shelf,))


def _keys(documents: Iterable[Document | DocumentSheet], shelf: int) -> Iterator[tuple[int, int]]:
    return ((_key(one.id or ""), shelf) for one in documents)


def _key(document: str) -> int:
    """A document's id as a number of 8 bytes; two ids may share one."""
    digest = hashlib.blake2b(document.encode(errors="backslashreplace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _documents(packed: bytes) -> tuple[DocumentSheet, ...]:
    return _DOCUMENTS.decode(zlib.decompress(packed)) if packed else ()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
