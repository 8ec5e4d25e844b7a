"""An index to what it lists: pure, bytes in, facts out.

The form is that of ``casegate provider index``: ``version``, and ``applications`` as in ``dossier.json``,
each document with its ``file`` relative to the index. At first only the applications are read; what stands
under them is kept as the bytes it came in and read when it is asked for, so that memory stays near the
index's size.

A row that cannot be read is left out and the rest stands. A property that is not known closes its row, since
it may be a mistyped word about who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

import msgspec
from msgspec import Raw

from connectors.errors import Malformed
from connectors.json_reading import decode
from connectors.kit.register import MemoryRegister
from connectors.kit.sheets import ApplicationSheet, SheetError
from connectors.kit.shelf import application_of
from connectors.model import Access, Application, Coverage, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber, NumberError, parse_docdb
from connectors.numbers.reading import read_publication
from connectors.scalars import count, day, office_code, text
from connectors.static_index.statement import APPLICATION_WORDS, CLOSED, doubtful, said

VERSION = 1
MAX_DOCUMENTS = 200_000
MAX_APPLICATIONS = 50_000
MAX_CLAIMS = 250_000
"""Publications and priorities, of all applications together."""
CLAIMS = "publications and priorities"
_MAX_OUTSIDE = 1 << 20
_NOTHING = Raw(b"[]")
UNDER = ("documents", "citations", "classifications")
"""The lists under an application that are kept unread."""

Shape = TypeVar("Shape")


class _Top(msgspec.Struct):
    version: object
    applications: Raw
    coverages: Raw = _NOTHING


class Rows(msgspec.Struct, frozen=True):
    """An index in JSON, cut into its rows, which are unread."""

    applications: tuple[Raw, ...]
    coverages: Raw


class Statement(msgspec.Struct, frozen=True):
    """What one row says of an application, unread; ``access`` holds where a document is silent."""

    access: Access | None
    documents: Raw = _NOTHING
    citations: Raw = _NOTHING
    classifications: Raw = _NOTHING


class Entry(msgspec.Struct, frozen=True):
    """One application of an index; ``withheld``: its file is not open to inspection."""

    application: Application
    statements: tuple[Statement, ...]
    withheld: bool = False


class Index(msgspec.Struct, frozen=True):
    """What an office lists: its applications, how they are found, and what it says it holds."""

    entries: dict[ApplicationNumber, Entry]
    register: MemoryRegister
    coverages: tuple[Coverage, ...] = ()


_TOP = msgspec.json.Decoder(_Top)
_RAWS = msgspec.json.Decoder(list[Raw])
_PROPERTIES = msgspec.json.Decoder(dict[str, Raw])
_SHEET = msgspec.json.Decoder(ApplicationSheet)
_COVERAGE = msgspec.json.Decoder(Coverage)
_KNOWN = frozenset(ApplicationSheet.__struct_encode_fields__)


def rows_of(body: bytes) -> Rows:
    """The rows of an index in JSON.

    Raises:
        Malformed: unreadable, of another version, or of more applications than an index may have.
    """
    top = decode(body, _TOP, most_values=None)
    if top.version != VERSION:
        raise Malformed("bad_payload: the index is of a version that is not known")
    outside = without(body, top.applications, top.coverages)
    if len(outside) > _MAX_OUTSIDE or doubtful(outside, (b'"applications"',)):
        raise Malformed("bad_payload: the index holds more than one list of applications")
    rows = read(_RAWS, top.applications)
    if rows is None:
        raise Malformed("bad_payload: the index holds no list of applications")
    check_size(len(rows), MAX_APPLICATIONS, "applications")
    return Rows(tuple(rows), top.coverages)


def parse_index(body: bytes, office: str | None = None) -> Index:
    """The applications of an index in JSON; ``office`` is assumed for numbers without an office code.

    Raises:
        Malformed: unreadable, of another version, or larger than an index may be.
    """
    rows = rows_of(body)
    entries: dict[ApplicationNumber, Entry] = {}
    documents = claims = 0
    for row in rows.applications:
        found = entry_of(row, office)
        if found is None:
            continue
        entry, listed = found
        documents += listed
        check_size(documents, MAX_DOCUMENTS, "documents")
        claims += len(entry.application.publications) + len(entry.application.priorities)
        check_size(claims, MAX_CLAIMS, CLAIMS)
        number = entry.application.number
        known = entries.get(number)
        entries[number] = entry if known is None else _both(known, entry)
    if rows.applications and not entries:
        raise Malformed("bad_payload: no application of the index can be read")
    register = MemoryRegister({number: entry.application for number, entry in entries.items()})
    return Index(entries, register, _coverages(rows.coverages))


def check_size(listed: int, most: int, what: str) -> None:
    """Nothing, when an index may list so many.

    Raises:
        Malformed: it may not.
    """
    if listed > most:
        raise Malformed(f"too_large: the index lists more than {most} {what}")


def read_rows(raw: Raw) -> Sequence[Raw]:
    """The rows of a list, unread; none when it is no list."""
    return read(_RAWS, raw) or ()


def read(decoder: msgspec.json.Decoder[Shape], row: Raw | bytes) -> Shape | None:
    """A row by its shape; ``None`` when it is not of this shape."""
    try:
        return decoder.decode(row)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def read_known(
    decoder: msgspec.json.Decoder[Shape], row: Raw | bytes, known: frozenset[str], closing: frozenset[str]
) -> Shape | None:
    """A row by what is known of it, without the properties ``closing`` and those that are not known."""
    properties = read(_PROPERTIES, row)
    if properties is None:
        return None
    kept = {name: value for name, value in properties.items() if name in known and name not in closing}
    return read(decoder, msgspec.json.encode(kept))


def without(row: Raw | bytes, *parts: Raw) -> bytes:
    """The bytes of a row without those parts of it."""
    rest = bytes(row)
    for part in parts:
        place = rest.find(part)
        if place >= 0:
            rest = rest[:place] + rest[place + len(part) :]
    return rest


def publication_of(one: Publication) -> Publication | None:
    """A publication as it is called everywhere; ``None`` when it is none."""
    office = office_code(one.office)
    if office is None:
        return None
    try:
        found = read_publication(office, one.number, kind=one.kind, published=one.date)
    except NumberError:
        return None
    return Publication(office=found.office, number=found.number, kind=found.kind, date=dated(one.date))


def entry_of(row: Raw, office: str | None) -> tuple[Entry, int] | None:
    """An application and how many documents it lists; ``None`` when it cannot be read."""
    properties = read(_PROPERTIES, row)
    if properties is None:
        return None
    under = {name: properties.pop(name, _NOTHING) for name in UNDER}
    documents = read(_RAWS, under["documents"])
    facts = msgspec.json.encode(properties)
    sheet = read(_SHEET, facts)
    closed = doubtful(without(row, *under.values()), APPLICATION_WORDS)
    if sheet is None:
        closed = True
        sheet = read_known(
            _SHEET, facts, _KNOWN, frozenset({"withheld", "accessCategory", "accessOfficeBag"})
        )
    number = None if sheet is None or sheet.number is None else _number(sheet.number, office)
    if sheet is None or number is None or documents is None:
        return None
    access = CLOSED if closed else said(sheet.access_category, sheet.access_office_bag)
    statement = Statement(access, under["documents"], under["citations"], under["classifications"])
    return Entry(_application(number, sheet, office), (statement,), closed or sheet.withheld), len(documents)


def _both(one: Entry, other: Entry) -> Entry:
    """An application that stands twice: the first row's facts, all documents, closed if either says so."""
    return Entry(one.application, one.statements + other.statements, one.withheld or other.withheld)


def _application(number: ApplicationNumber, sheet: ApplicationSheet, office: str | None) -> Application:
    claims = [
        PriorityClaim(number=found, date=dated(claim.date), relation=claim.relation)
        for claim in sheet.priorities
        if (found := _number(claim.number, office)) is not None and found != number
    ]
    titles = (sheet.titles.get("en"), *sheet.titles.values())
    published = (publication_of(one) for one in sheet.publications)
    return Application(
        number=number,
        filing_date=dated(sheet.filing_date),
        title=next((shown for one in titles if (shown := text(one)) is not None), None),
        applicants=cleaned(sheet.applicants),
        status=sheet.status,
        publications=tuple(dict.fromkeys(one for one in published if one is not None)),
        priorities=tuple(dict.fromkeys(claims)),
    )


def dated(one: date | None) -> date | None:
    """A date that can be one: placeholders such as 9999-12-31 are none."""
    return None if one is None else day(one.isoformat())


def cleaned(words: Iterable[str]) -> tuple[str, ...]:
    """The texts among these that show anything, each once."""
    return tuple(dict.fromkeys(shown for one in words if (shown := text(one)) is not None))


def number_in(written: str, office: str | None) -> ApplicationNumber:
    """An application by its DOCDB number, or by any other form that can be read one way only.

    Raises:
        SheetError: it cannot be read, or in more than one way.
    """
    try:
        return parse_docdb(written)
    except NumberError:
        return application_of(written[:200], office, "write the one that is meant")


def _number(written: str, office: str | None) -> ApplicationNumber | None:
    try:
        return number_in(written, office)
    except SheetError:
        return None


def _coverages(raw: Raw) -> tuple[Coverage, ...]:
    found = (read(_COVERAGE, one) for one in read_rows(raw))
    return tuple(
        msgspec.structs.replace(one, office=code, applications=count(one.applications))
        for one in found
        if one is not None and (code := office_code(one.office)) is not None
    )
