"""The checks: each rule of the profile in a sentence, where it stands, and what to do to keep it.

"The profile" is the one in ``connectors/README.md``; V.05 are the public drafts of the WIPO CASE Dossier
Information Service API, whose names it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from connectors.conformance.findings import Check

ANSWER_SECONDS = 10.0
"""How long a gateway waits for an answer unless it is configured otherwise (``limits.timeout_seconds``)."""
QUICK_SECONDS = 2.0
"""What one office may cost without being the one that everybody waits for."""

_CHECKS = (
    Check(
        "health",
        'GET /health answers 200 with {"status": "ok"}, and asks for no credentials.',
        "the profile, /health",
        "Serve /health; a gateway asks it to see whether you are back after a failure.",
    ),
    Check(
        "coverages",
        "GET /coverages lists what is held: coverageBag[].coverage with ipOfficeCode (ST.3), startDate, "
        "endDate "
        "and applicationTotalQuantity.",
        "the profile, /coverages",
        "List each office with real dates (YYYY-MM-DD) in their order, so that gateways know what not to "
        "ask.",
    ),
    Check(
        "number-open",
        "The number that the checks are made with is of an application that is held and open to inspection.",
        "the profile, /doclists",
        "Name an application whose file you hold and show, by --number or in the request; and credentials "
        "with --key if your endpoint wants them.",
    ),
    Check(
        "shape-doclist",
        "A document list has documentTotalQuantity and documentIncludedBag[].documentIncluded; each "
        "document has "
        "an id of A-Z a-z 0-9 . _ ~ - (at most 128), that is its own, a description, and dates as "
        "YYYY-MM-DD.",
        "WIPO CASE V.05, document list; the profile, /doclists",
        "Write the list as the profile does; a document whose id cannot stand in a URL cannot be shown, and "
        "every answer with its list is incomplete.",
    ),
    Check(
        "shape-family",
        "A family is patentFamilyMemberBag[].patentFamilyMember with a readable applicationIdentification "
        "each; "
        "the application that was asked for is one of them.",
        "the profile, /families",
        "List at least your own members, with their publications and priority claims; every answer with a "
        "member whose number cannot be read is incomplete.",
    ),
    Check(
        "shape-applications",
        "Bibliographic data is bibliographicDataBag[].bibliographicData, for each application asked that "
        "is held.",
        "the profile, /applications",
        "Serve /applications with applicationIdentifier, which may be repeated.",
    ),
    Check(
        "shape-citations",
        "Citations are referenceCitationBag[], empty when nothing was cited; each entry fills one of "
        "patentCitation, nplCitation and applicationCitation.",
        "WIPO CASE V.05, citations; the profile, /applications/citations",
        "Answer 200 with an empty bag for an application without citations; every answer with an entry that "
        "says nothing is incomplete.",
    ),
    Check(
        "numbers-echo",
        "An answer names the application that was asked for, and no other.",
        "WIPO CASE V.05, applicationNumber",
        "Write applicationNumber with your own office code and the number as your office writes it.",
    ),
    Check(
        "numbers-forms",
        "A number is found in the forms it is written in: the ST.3 code with the number without "
        "separators; ST.13; "
        "and, better still, with blanks, separators and check digit.",
        "the profile, identifiers; WIPO ST.13",
        "Take blanks and separators out before you look a number up, and read the ST.13 form.",
    ),
    Check(
        "numbers-publication",
        "A family is found by a publication number of its members (publicationIdentifier).",
        "the profile, /families",
        "Look publicationIdentifier up among your publications, with or without its kind code.",
    ),
    Check(
        "numbers-priority",
        "A family is found by a number that its members claim (priorityIdentifier).",
        "the profile, /families",
        "Look priorityIdentifier up among the priority claims of your applications: it is how a gateway "
        "finds "
        "members that it has only heard the priority of.",
    ),
    Check(
        "pagination-limit",
        "A page has no more documents than limit asks for, and its documentTotalQuantity counts all pages.",
        "the profile, /doclists: offset and limit",
        "Honour limit, and count the whole list in documentTotalQuantity on every page.",
    ),
    Check(
        "pagination-whole",
        "Pages put together, each beginning where the last ended, are the whole list: nothing twice or "
        "missing.",
        "the profile, /doclists: offset and limit",
        "Let offset count items in an order that does not change between two questions.",
    ),
    Check(
        "pagination-end",
        "Behind the last document there is an empty page with the same total, and no error.",
        "the profile, /doclists: offset and limit",
        "Answer 200 with an empty documentIncludedBag when offset lies behind the end.",
    ),
    Check(
        "pagination-order",
        "Documents come newest first (sorting: documentDate:desc).",
        "WIPO CASE V.05, sorting",
        "Sort by documentDate, falling, and then by something that does not change.",
    ),
    Check(
        "pagination-parameters",
        "An offset or limit that is no count is refused with 400.",
        "the profile, errors",
        "Answer 400 INVALID_INPUT_DATA for a parameter that cannot be read.",
    ),
    Check(
        "errors-unknown-number",
        "An application that is not held is answered 404 with code NOT_FOUND.",
        "the profile, errors",
        "Answer 404 with the error body; an empty list with 200 says that the file exists and is empty.",
    ),
    Check(
        "errors-unknown-document",
        "A document id that does not exist is answered 404 with code NOT_FOUND.",
        "the profile, errors",
        "Answer 404 with the error body.",
    ),
    Check(
        "errors-unknown-operation",
        "A path that is no operation of the profile is answered 404.",
        "the profile, errors",
        "Answer 404, not a page of a portal and not a redirect.",
    ),
    Check(
        "errors-parameter",
        "A question without its parameter, or with a number that cannot be read, is answered 400 with code "
        "INVALID_INPUT_DATA.",
        "the profile, errors; WIPO ST.90",
        "Check the parameters before you look anything up, and say in message what is wrong.",
    ),
    Check(
        "errors-method",
        "All operations are GET: another method is refused with 405 (or 404 or 501).",
        "the profile: all operations are GET; RFC 9110, section 15.5.6",
        "Refuse other methods; nothing may be changed by them.",
    ),
    Check(
        "errors-credentials",
        "Without credentials the answer is 401 with the error body, or what the public may see.",
        "the profile, errors",
        "Ask for the credentials on every operation but /health, unless you answer the public too.",
    ),
    Check(
        "errors-withheld",
        "A file that is not open to inspection is answered 403 with code WITHHELD.",
        "the profile, errors",
        "Answer 403 WITHHELD; other codes with 403 are read as a problem with the credentials.",
    ),
    Check(
        "content-whole",
        "A document comes whole, under its media type, as long as its Content-Length says, and is no web "
        "page.",
        "the profile, /documents; RFC 9110, section 8.6",
        "Send the file itself with its Content-Type and Content-Length; never a log-in or viewer page.",
    ),
    Check(
        "content-size",
        "documentSizeQuantity, where it is given, is the size of the content in bytes.",
        "WIPO CASE V.05, documentSizeQuantity",
        "Take the size from the file that is served, or leave it out.",
    ),
    Check(
        "content-head",
        "HEAD answers as GET does, with the same Content-Length and Content-Type, and without a body.",
        "the profile, /documents; RFC 9110, section 9.3.2",
        "Answer HEAD on /documents/{id}.",
    ),
    Check(
        "content-range",
        "A Range is answered 206 with exactly these bytes and a Content-Range that says so.",
        "the profile, /documents; RFC 9110, sections 14.2 and 15.3.7",
        "Honour single byte ranges, also the last so many bytes (bytes=-N), so that broken downloads go on.",
    ),
    Check(
        "content-outside",
        "A Range behind the end is answered 416 with Content-Range: bytes */LENGTH.",
        "RFC 9110, section 15.5.17",
        "Answer 416 and say how long the content is.",
    ),
    Check(
        "content-rendition",
        "documentFormatCategory chooses a rendition; one that the document does not have is refused with "
        "404.",
        "the profile, /documents",
        "Answer 404 for a rendition that you do not have; never another one under its name.",
    ),
    Check(
        "encoding-utf8",
        "JSON is UTF-8, without a byte order mark.",
        "RFC 8259, section 8.1",
        "Write UTF-8 and no BOM; UTF-16 and others are not read at all.",
    ),
    Check(
        "encoding-type",
        "Metadata and errors are sent as application/json, with no charset but utf-8.",
        "RFC 8259, section 11; the profile: JSON in UTF-8",
        "Set Content-Type: application/json on answers and on errors.",
    ),
    Check(
        "encoding-json",
        "A body is one JSON text: no NaN, nothing behind its end, no name twice in an object, no great "
        "depth.",
        "RFC 8259, sections 4, 6 and 9",
        "Write JSON with a library, and build each object once.",
    ),
    Check(
        "encoding-compression",
        "An answer is compressed only when that was asked for, once, by gzip, and inflates to what it was.",
        "RFC 9110, section 12.5.3",
        "Follow Accept-Encoding, or do not compress.",
    ),
    Check(
        "time-answers",
        f"Each answer is whole within {ANSWER_SECONDS:.0f} seconds, which is what a gateway waits; half of "
        f"them "
        f"within {QUICK_SECONDS:.0f}.",
        "the gateway's limits.timeout_seconds, default",
        "Answer from an index rather than from the archive; a late answer is shown as no answer.",
    ),
    Check(
        "hostile-long",
        "A number of 10,000 characters is refused with 4xx, and not repeated.",
        "the profile, errors",
        "Bound what you read before you look at it.",
    ),
    Check(
        "hostile-characters",
        "A number with control characters and reversed writing is refused with 4xx, and not repeated as it "
        "came.",
        "the profile, errors; Unicode TR 36",
        "Refuse control characters, and put nothing into message that you have not cleaned.",
    ),
    Check(
        "hostile-path",
        "A document id that looks like a path leads nowhere: 4xx.",
        "the profile, ids of documents",
        "Look ids up in a table; never make a file name of one.",
    ),
    Check(
        "hostile-markup",
        "A number that looks like markup or a query language is refused with 4xx, and never sent back as a "
        "page.",
        "the profile, errors",
        "Bind parameters, and answer errors as JSON.",
    ),
    Check(
        "visibility-words",
        "accessCategory is public, offices or restricted, or left out.",
        "the profile, who may see what",
        "Use the profile's words: any other is read as the strictest, and nobody sees the document.",
    ),
    Check(
        "visibility-offices",
        "restricted names its offices in accessOfficeBag, by ST.3 code; the others name none.",
        "the profile, who may see what; WIPO ST.3",
        "Give ST.3 codes; restricted without offices is shown to nobody.",
    ),
    Check(
        "visibility-once",
        "Who may see a document is said once.",
        "RFC 8259, section 4; the profile, who may see what",
        "Write accessCategory once in an object, spelt plainly: two of them are read as the strictest.",
    ),
    Check(
        "visibility-stable",
        "Asked twice, the same documents are shown to the same readers: nothing gets wider by asking again.",
        "the profile, who may see what",
        "Decide visibility from the file, not from the session, the cache or the order of questions.",
    ),
    Check(
        "visibility-closed",
        "Without credentials nothing is shown that is not public.",
        "the profile, who may see what",
        "Ask for credentials before you show what only offices may see.",
    ),
    Check(
        "caching-lists",
        "A list with documents that not everybody may see says Cache-Control: no-store.",
        "RFC 9111, section 5.2.2.5",
        "Send Cache-Control: private, no-store, so that no proxy between keeps it.",
    ),
    Check(
        "caching-content",
        "The content of a document that not everybody may see says Cache-Control: no-store.",
        "RFC 9111, section 5.2.2.5",
        "Send Cache-Control: private, no-store with content.",
    ),
)

CHECKS: Mapping[str, Check] = MappingProxyType({check.name: check for check in _CHECKS})
"""Every check by its name, in the order in which they are reported."""
