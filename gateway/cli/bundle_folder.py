"""A folder of fetched documents: what is whole, what is begun, and a manifest that is never half written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from types import TracebackType

import msgspec
from msgspec.structs import replace

from gateway.present.answer import RenditionOut
from gateway.present.manifest import NAME, BundledDocumentOut, BundledNumberOut, GapOut, ManifestOut
from gateway.questions.choosing import Chosen
from gateway.web.filenames import entry_name

PART = ".part"
TAIL_BYTES = 4096
_BLOCK_BYTES = 2**20
_WAITING = GapOut(code="not-fetched", detail="It has not been fetched yet.", retry_after_seconds=None)


class Part:
    """The beginning of a document on its way: a file beside its place, its length and its sum so far.

    ``tail`` are its last bytes. What goes on with a document sends them again: that it is still the same one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.tail = b""
        self.digest = hashlib.sha256()

    def __enter__(self) -> Part:
        """Opens the file, and reads what an earlier run has left."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("a+b")
        self._file.seek(0)
        while block := self._file.read(_BLOCK_BYTES):
            self._count(block)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the file; an empty one is taken away."""
        self._file.close()
        if not self.size:
            self.path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Appends bytes."""
        self._file.write(chunk)
        self._count(chunk)

    def restart(self) -> None:
        """Throws away what there is."""
        self._file.truncate(0)
        self.size, self.tail, self.digest = 0, b"", hashlib.sha256()

    def become(self, path: Path) -> None:
        """Is whole, and lies at its place from now on."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self.path.replace(path)

    def _count(self, block: bytes) -> None:
        self.digest.update(block)
        self.size += len(block)
        self.tail = (self.tail + block[-TAIL_BYTES:])[-TAIL_BYTES:]


class Folder:
    """The documents that lie in a folder, by their ids, and the numbers that led to them.

    Raises on construction:
        ValueError: a file named like the manifest is there, and is none.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._documents: dict[str, BundledDocumentOut] = {}
        self._numbers: dict[str, tuple[BundledNumberOut, tuple[str, ...]]] = {}
        self._entries: set[str] = set()
        for number in _load(root / NAME).numbers:
            self._numbers[number.text] = number, tuple(d.id for d in number.documents)
            for document in number.documents:
                self.put(document)

    def begin(self, number: BundledNumberOut, chosen: Iterable[Chosen]) -> None:
        """Takes note of a number and of the documents that it asks for now.

        What lies here whole because of it, and is not asked for any more, stays listed.
        """
        wanted = {one.document.id: one for one in chosen}
        for id, one in wanted.items():
            if id not in self._documents:
                self._documents[id] = replace(one.listed(), gap=_WAITING)
        _, before = self._numbers.get(number.text, (number, ()))
        kept = [id for id in before if id not in wanted and self._documents[id].gap is None]
        self._numbers[number.text] = number, (*wanted, *kept)

    def whole(self, id: str, rendition: str | None) -> BundledDocumentOut | None:
        """The document, if it lies here in this form as the manifest says."""
        known = self._documents.get(id)
        if known is None or known.gap is not None or known.entry is None or known.rendition != rendition:
            return None
        path = self.root / known.entry
        try:
            if path.stat().st_size != known.bytes:
                return None
            with path.open("rb") as file:
                return known if hashlib.file_digest(file, "sha256").hexdigest() == known.sha256 else None
        except OSError:
            return None

    def entry(self, chosen: Chosen, form: RenditionOut | None) -> str:
        """Where a document has its place: the place that it has, or one that no other has."""
        known = self._documents.get(chosen.document.id)
        if known is not None and known.entry is not None:
            self._entries.discard(known.entry.casefold())
            self._documents[chosen.document.id] = replace(known, entry=None)
        name = entry_name(
            chosen.application, chosen.document, "pdf" if form is None else form.format, self._entries
        )
        self._entries.add(name.casefold())
        return name

    def part(self, chosen: Chosen, rendition: str | None) -> Path:
        """Where the beginning of a document lies: never that of another, or of another form of it."""
        identity = f"{chosen.document.id}\n{rendition or ''}"
        mark = hashlib.sha256(identity.encode()).hexdigest()[:16]
        return self.root / chosen.application.docdb / f"{mark}{PART}"

    def put(self, document: BundledDocumentOut) -> None:
        """Takes note of what became of a document."""
        self._documents[document.id] = document
        if document.entry is not None:
            self._entries.add(document.entry.casefold())

    def number(self, text: str) -> BundledNumberOut:
        """What is known of a number now."""
        number, ids = self._numbers[text]
        documents = tuple(self._documents[id] for id in ids)
        complete = number.complete and all(one.gap is None for one in documents)
        return replace(number, documents=documents, complete=complete)

    def save(self, describe: Callable[[tuple[BundledNumberOut, ...]], ManifestOut]) -> ManifestOut:
        """Writes the manifest in place of the one before, as a whole."""
        self.root.mkdir(parents=True, exist_ok=True)
        manifest = describe(tuple(self.number(text) for text in self._numbers))
        beside = self.root / f"{NAME}{PART}"
        with beside.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.root / NAME)
        return manifest


def _load(path: Path) -> ManifestOut:
    """The manifest of an earlier run, or an empty one."""
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=ManifestOut)
    except FileNotFoundError:
        return ManifestOut(
            created_at="", categories=(), scope="simple", language=None, numbers=(), complete=True
        )
    except msgspec.DecodeError:
        raise ValueError(f"{path} is no manifest of this version; choose another directory.") from None
    for number in manifest.numbers:
        if not all(document.entry is None or _within(document.entry) for document in number.documents):
            raise ValueError(f"{path} names files outside of its folder; choose another directory.")
    return manifest


def _within(entry: str) -> bool:
    parts = PurePosixPath(entry).parts
    return len(parts) == 2 and not {"..", "/"} & {*parts} and "\\" not in entry and "\0" not in entry
