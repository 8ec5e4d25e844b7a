"""The recorded files of three offices by both hubs that have them: each document stands there once.

Of the OPD-API no document list was recorded. Its rows are written here as that hub writes them, of what the
other one answered: without codes, original and translation of one document in one row.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from virtual_time import START
from worlds import Office, provider, world

from connectors.global_dossier.parse import parse_document_list
from connectors.model import Document, Dossier
from connectors.numbers.identity import parse_docdb
from connectors.opd.parse import parse_doc_list
from gateway.admit import AdmittedDossier
from gateway.asks import Part
from gateway.copies import telling
from gateway.present.documents import merge_dossier

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"], "uspto_global_dossier")
FILES = {"JP.2017187096.A": 12, "US.201816123456.A": 51, "EP.99203729.A": 31}
HUBS = {id: provider(id, Office(), "JP US EP") for id in ("gd", "ip5")}
"""Of hubs that are trusted alike the one that comes first by name leads."""


def recorded(name: str) -> bytes:
    """The newest recording of a document list that is one; that of the EP file stands in its family."""
    if name.startswith("EP"):
        path = sorted(FOLDER.glob("family-publication-EP-1000000__*.json"))[0]
        members = json.loads(path.read_bytes())["list"]
        return json.dumps(next(one["docList"] for one in members if one["countryCode"] == "EP")).encode()
    native = {"JP": "JP-2017187096-A", "US": "US-16123456-A"}[name[:2]]
    bodies = [path.read_bytes() for path in sorted(FOLDER.glob(f"doclist-{native}__*.json"))]
    return [body for body in bodies if json.loads(body).get("docs")][-1]


def row(document: Document) -> str:
    """A document as a row of the OPD-API: its day, and each of its forms with id and description."""
    day = "" if document.date is None else f"{document.date:%Y%m%d}"
    sides = "".join(
        f"<{side} id={quoteattr(form.id.partition('~')[0])}>"
        f"<document-description>{escape(document.title)}</document-description></{side}>"
        for side, form in zip(("original", "translated"), document.renditions, strict=False)
    )
    return f"<document-list><legal-date>{day}</legal-date>{sides}</document-list>"


def both(name: str) -> tuple[Dossier, Dossier]:
    """The file by Global Dossier, and by the OPD-API."""
    number = parse_docdb(name)
    known = parse_document_list(recorded(name), number)
    rows = "".join(map(row, known.documents))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><api-data xmlns="https://www.jpo.go.jp">'
        "<statusCode>100</statusCode><errorMessage/><remainAccessCount>99</remainAccessCount>"
        f"<document-list-data><document-lists>{rows}</document-lists></document-list-data></api-data>"
    )
    return known, parse_doc_list(body.encode(), number, 0.0)


@pytest.mark.parametrize("name", FILES)
def test_each_document_stands_there_once(name: str) -> None:
    """By both routes, with the code of the one that has codes, and no contradiction."""
    number, parts = parse_docdb(name), []
    for hub, file in zip(HUBS.values(), both(name), strict=True):
        assert len(file.documents) == FILES[name]
        parts.append(AdmittedDossier(hub, number, file, Part.of(file, START).digest, START))
    found = merge_dossier(number, parts, world(*HUBS.values()))
    assert len(found.dossier.documents) == FILES[name]
    assert all(d.code and [p.provider for p in d.provenance] == [*HUBS] for d in found.dossier.documents)
    assert {c.field for c in found.conflicts} <= {"category", "direction"}


@pytest.mark.parametrize("name", FILES)
def test_every_recorded_id_is_one_that_its_office_gave(name: str) -> None:
    """None looks like a word or a count."""
    number = parse_docdb(name)
    assert all(telling(one.id, number) for file in both(name) for one in file.documents)
