"""Judges the properties of one row of an index as its readers take them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from connectors.kit.sheets import AccessCategory, ApplicationSheet, DocumentSheet, SheetError
from connectors.model import Publication
from connectors.numbers.st3 import ALIASES, CODES
from connectors.scalars import count, language_code, office_code, safe_id
from connectors.static_index.documents import path_of, suffix_of
from connectors.static_index.parse import UNDER, dated, number_in, publication_of, read, read_rows
from connectors.static_index.places import Place, Written
from connectors.static_index.table import unknown
from connectors.static_index.wording import Wrong, in_cell, shown, why, wrong


class Fault(msgspec.Struct, frozen=True):
    """Something in an index that is not as it should be.

    ``check`` is the rule; ``line`` and ``path`` (in JSON, or a column) say where; ``grave``: something is not
    shown as it is written, otherwise it could be better.
    """

    check: str
    line: int
    path: str
    said: str
    grave: bool = True


class Form(NamedTuple):
    """How a row is read: its decoder, the properties it may have, and what it cannot be read without."""

    decoder: msgspec.json.Decoder[Any]
    known: Collection[str]
    needed: Mapping[str, object] = {}


APPLICATION = Form(
    msgspec.json.Decoder(ApplicationSheet),
    frozenset(ApplicationSheet.__struct_encode_fields__) - frozenset(UNDER),
)
DOCUMENT = Form(
    msgspec.json.Decoder(DocumentSheet), frozenset(DocumentSheet.__struct_encode_fields__), {"title": "-"}
)
_PROPERTIES = msgspec.json.Decoder(dict[str, Raw])


def fault(check: str, place: Place, said: str, *, grave: bool = True) -> Fault:
    """A fault at a place."""
    return Fault(check, place.line, place.path, said, grave)


def judge_row(
    form: Form, properties: Mapping[str, Raw], at: Written, office: str | None, becomes: str
) -> tuple[list[Fault], Any]:
    """The faults of a row's properties, each judged by itself, and what its form makes of the sound ones.

    ``becomes`` says what becomes of a row with a property that its form refuses.
    """
    faults: list[Fault] = []
    sound: dict[str, object] = dict(form.needed)
    for name, value in properties.items():
        if name not in form.known:
            place = at.place(name)
            faults.append(fault("index-names", place, f"{unknown(name, form.known)}{becomes}"))
            continue
        rows = read_rows(value)
        kept: list[Raw] = []
        for item, part in enumerate(rows or [value]):
            place = at.place(name, item if rows else None)
            row = msgspec.json.encode({**form.needed, name: [part] if rows else part})
            if (said := why(form.decoder, row)) is not None:
                found = in_cell(name, place, wrong(name, said, row))
                faults.append(fault(found.check, place, found.said + becomes))
                continue
            kept.append(part)
            for meant, grave in _meant(name, form.decoder.decode(row), office):
                faults.append(fault(meant.check, place, meant.said, grave=grave))
            if name == "publications":
                faults += strays(part, Publication.__struct_encode_fields__, place)
        if kept:
            sound[name] = kept if rows else kept[0]
    return faults, form.decoder.decode(msgspec.json.encode(sound))


def strays(row: Raw, known: Collection[str], place: Place) -> Iterator[Fault]:
    """The properties of an object that nobody reads."""
    for name in (one for one in read(_PROPERTIES, row) or () if one not in known):
        yield fault("index-names", place, f"{unknown(name, known)}: nobody reads it", grave=False)


def judge_access(category: AccessCategory | None, offices: Collection[str], place: Place) -> Iterator[Fault]:
    """Words on who may see something that do not go together."""
    if category == "restricted" and not offices:
        said = "restricted without offices in accessOfficeBag: it is shown to nobody"
    elif category in ("public", "offices") and offices:
        said = f"{category} beside offices in accessOfficeBag: it is shown to these offices alone"
    else:
        return
    yield fault("visibility-offices", place, said, grave=False)


def judge_naming(sheet: DocumentSheet, at: Written, *, titled: bool) -> Iterator[Fault]:
    """What a document lacks to be listed, or to be opened."""
    if not titled:
        yield fault("rows-whole", at.place(), "there is no title: the document is not shown")
    if sheet.file is None:
        said = "no file is named: the document is listed, and nobody can open it"
        yield fault("rows-files", at.place(), said, grave=False)
    elif (path := path_of(sheet.file)) is not None and suffix_of(path) == "bin":
        said = f"{shown(sheet.file)} does not end in a format that is known"
        yield fault("rows-files", at.place("file"), said, grave=False)


def _meant(name: str, sheet: Any, office: str | None) -> Iterator[tuple[Wrong, bool]]:
    """What the reader passes over in a sheet that has this one property, and whether that is grave."""
    match name:
        case "number":
            yield from _number(sheet.number, office, "the application is not shown", "rows-numbers")
        case "publications":
            for publication in sheet.publications:
                if publication_of(publication) is None:
                    said = f"{shown(publication.office)}, {shown(publication.number)} is no publication"
                    yield Wrong("rows-claims", f"{said}: it is passed over"), True
                yield from _undated("date: ", publication.date)
        case "priorities":
            for claim in sheet.priorities:
                yield from _number(claim.number, office, "it is passed over", "rows-claims")
                yield from _undated("date: ", claim.date)
        case "filingDate" | "date":
            yield from _undated("", sheet.filing_date if name == "filingDate" else sheet.date)
        case "pages" | "size":
            value = getattr(sheet, name)
            if value is not None and count(value) is None:
                yield Wrong("rows-words", f"{shown(value)} is no count: it is passed over"), True
        case "language":
            if sheet.language is not None and language_code(sheet.language) is None:
                said = f"{shown(sheet.language)} is no language tag such as en: it is passed over"
                yield Wrong("rows-words", said), True
        case "id":
            if sheet.id and safe_id(sheet.id) is None:
                said = f"{shown(sheet.id)} cannot stand in a URL: the document is not shown"
                yield Wrong("rows-ids", said), True
        case "file":
            if sheet.file is not None and path_of(sheet.file) is None:
                said = f"{shown(sheet.file)} is no path below the index: the document is not shown"
                yield Wrong("rows-files", said), True
        case "accessOfficeBag":
            for written in sheet.access_office_bag:
                yield from _office(written)


def _office(written: str) -> Iterator[tuple[Wrong, bool]]:
    code = office_code(written)
    if code is None or code not in CODES:
        meant = ALIASES.get(written.strip().upper())
        hint = f" (did you mean {meant}?)" if meant else ""
        yield (
            Wrong(
                "visibility-offices",
                f"{shown(written)} is no office code of WIPO ST.3{hint}: it counts for nobody",
            ),
            True,
        )


def _undated(inner: str, written: date | None) -> Iterator[tuple[Wrong, bool]]:
    if written is not None and dated(written) is None:
        said = f"{inner}{written.isoformat()} is a placeholder and no date: it is passed over"
        yield Wrong("rows-dates", said), True


def _number(
    written: str | None, office: str | None, becomes: str, check: str
) -> Iterator[tuple[Wrong, bool]]:
    """A number that cannot be read in one way, or in one way only because its office was guessed."""
    if written is None:
        return
    try:
        found = number_in(written, office)
    except SheetError as problem:
        yield Wrong(check, f"{str(problem).rstrip('.?')}: {becomes}"), True
        return
    if office is None and found.office not in written.upper():
        yield Wrong(check, f"{shown(written)} names no office: it is read as {found.docdb}"), False
