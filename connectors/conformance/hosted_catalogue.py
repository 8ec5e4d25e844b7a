"""The checks of an index and its documents: each rule in a sentence, where it stands, how to keep it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from connectors.conformance.catalogue import CHECKS
from connectors.conformance.findings import Check

_GUIDE = "the guide, hosted as files"

_CHECKS = (
    Check(
        "index-there",
        "The index is where its URL says, of 50 MiB at most.",
        _GUIDE,
        "Put index.json, or a table that the URL names, where it can be read with the gateway's credentials; "
        "a gateway follows no redirect.",
    ),
    Check(
        "index-form",
        'An index is UTF-8: JSON with "version": 1 and a list "applications"; or a table whose first line '
        "has "
        "the columns, with commas or semicolons between them.",
        _GUIDE,
        "Mend the line that is named; save a table as CSV UTF-8, write JSON with a library.",
    ),
    Check(
        "index-names",
        "Columns and properties have the names that the guide has: any other may be a mistyped word about "
        "who "
        "may see what, and closes its row, or the whole table.",
        _GUIDE,
        "Write the name as the guide does, capitals too, or leave the column or property out.",
    ),
    Check(
        "coverages",
        "coverages lists what is held of which office: office (ST.3), start, end (YYYY-MM-DD), applications.",
        _GUIDE,
        "Write each as in the guide's example, or leave coverages out.",
    ),
    Check(
        "rows-whole",
        "A row of a table has a cell for each column and says whose it is; an application in JSON has its "
        "documents in a list, a document a title.",
        _GUIDE,
        "Put a cell that holds the separator in quotes; let nothing be shorter or longer than the first "
        "line.",
    ),
    Check(
        "rows-numbers",
        "An application has a number that can be read in one way only.",
        "the guide, hosted as files; WIPO ST.13",
        "Write it DOCDB-dotted (NZ.773158.A; casegate number TEXT tells the form). Where your gateway's "
        "serves "
        "names one office, --office XX reads numbers without a code as it does.",
    ),
    Check(
        "rows-claims",
        "publications are office, number, kind and date; priorities are numbers, each with date and "
        "relation: "
        "families are found by them.",
        _GUIDE,
        "In a table write NZ.773158.A 2023-08-25 and AU.2018903141.A 2018-08-24 priority, with ; between "
        "two.",
    ),
    Check(
        "rows-published",
        "An application that is published lists a publication.",
        "the guide: say that an application is published",
        "Fill publications; without, the file is shown to your own office alone, and to others by agreement.",
    ),
    Check(
        "rows-dates",
        "Dates are days of the calendar, written YYYY-MM-DD.",
        "ISO 8601",
        "Write 2022-12-14, and nothing where the day is not known; format a spreadsheet's cells as text.",
    ),
    Check(
        "rows-words",
        "Words and counts are those of the guide: direction, status, language, withheld, pages, size.",
        _GUIDE,
        "Use one of the words that are named, whole numbers for counts, or leave it out.",
    ),
    Check(
        "rows-ids",
        "An id is of A-Z a-z 0-9 . _ ~ - (at most 128); it, or without one the file, stands once under its "
        "application; an application stands in one row of JSON, or under one spelling of its number.",
        _GUIDE,
        "Give each document an id of its own that never changes, or none.",
    ),
    Check(
        "rows-files",
        "file is a path below the index: / between its parts, no .. and no address, not percent-encoded, "
        "with "
        "the format at its end (.pdf).",
        _GUIDE,
        "Write it as the file is called, from the index's own folder on.",
    ),
    CHECKS["visibility-words"],
    CHECKS["visibility-offices"],
    CHECKS["visibility-once"],
    Check(
        "visibility-closed",
        "An index that lists what not everybody may see is not given to everybody.",
        "the guide: put it where only your partners can read it",
        "Let the web server ask for a key, a password or a client certificate, which the gateway can send.",
    ),
    Check(
        "documents-there",
        "Each file that is listed is there.",
        _GUIDE,
        "Put the file beside the index, or mend its name: capitals, blanks and accents count.",
    ),
    Check(
        "documents-form",
        "A file is what its name says: a .pdf begins with %PDF, and nothing is a web page.",
        "ISO 32000-1, section 7.5.2",
        "Put the document itself there; never a page of a portal, nor an empty file.",
    ),
    Check(
        "documents-size",
        "size, where it is given, is the size of the file in bytes.",
        _GUIDE,
        "Take it from the file, or leave it out.",
    ),
    Check(
        "caching-index",
        "The web server says when the index was changed: asked again with If-None-Match or "
        "If-Modified-Since, "
        "it answers 304 and sends nothing.",
        "RFC 9110, section 13",
        "Let it send an ETag or Last-Modified; otherwise the whole index is fetched every minute.",
    ),
    CHECKS["time-answers"],
)

HOSTED: Mapping[str, Check] = MappingProxyType({check.name: check for check in _CHECKS})
"""Every check of an index by its name, in the order in which they are reported."""
