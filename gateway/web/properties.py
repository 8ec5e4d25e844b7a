"""What each property of an answer means; by schema and property, as both are written in the JSON."""

from __future__ import annotations

from collections.abc import Mapping

_OFFICE = "Office, by its WIPO ST.3 code; for an international application the receiving office."
_DOCDB = "Its DOCDB number, `CC.number.K`: the identity of an application everywhere here."
_DISPLAY = "The one form in which the number is shown to people."
_ST13 = "In the form of WIPO ST.13, where that is certain."
_NUMBER = "The number in DOCDB spelling."
_PUBLICATION_KIND = "Kind code of WIPO ST.16."
_LANGUAGE = "Language, ISO 639-1."
_PROVIDER = "Id of the provider."
_PROTOCOL = "The protocol by which it is reached."
_RETRIEVED = "When the provider said so, UTC."
_OUTCOMES = "What became of each ask: who answered, in what time, and why not."
_CONFLICTS = "Where sources disagree."
_COMPLETE = (
    "Whether every ask that could hold part of the answer ended `ok`, `cached`, `not_held` or `withheld`."
)

PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "FamilyAnswer": {
        "query": "The question, and how it was read.",
        "family": "The applications bound by priorities.",
        "dossiers": "One for each member whose document list was obtained, in the order of the members.",
        "outcomes": _OUTCOMES,
        "conflicts": _CONFLICTS,
        "complete": _COMPLETE,
    },
    "DossierAnswer": {
        "dossier": "The application's file.",
        "outcomes": _OUTCOMES,
        "conflicts": _CONFLICTS,
        "complete": _COMPLETE,
    },
    "Choice": {"query": "The question, and the readings to choose from."},
    "NumbersAnswer": {"text": "The text as it was written.", "readAs": "Every reading, best first."},
    "OfficesAnswer": {"offices": "By code."},
    "Query": {"text": "The number as it was written.", "readAs": "The readings that led here, best first."},
    "ReadAs": {
        "type": "What it numbers.",
        "office": _OFFICE,
        "number": _NUMBER,
        "kind": "Kind class of an application (`A`, `U`, `W` ...), kind code of a publication; null if none.",
        "docdb": "DOCDB-dotted; without a kind code only `CC.number`.",
        "display": _DISPLAY,
        "st13": _ST13,
        "score": "How sure the reading is, 0 to 1.",
        "checkDigit": "What the check digit says; it warns and never rejects.",
        "reasons": "Why it is read so, the strongest reason first.",
    },
    "Family": {
        "scope": "`simple`: the same priorities. `extended`: everything bound by any priority.",
        "id": "The same whenever the same facts are known.",
        "members": "By earliest priority date, office and number; at most 200.",
    },
    "Member": {
        "applicationNumber": "The application.",
        "filingDate": "Date of filing.",
        "title": "Title of the invention, as its most trusted source writes it.",
        "applicants": "Names of the applicants.",
        "status": "What is known of where it stands.",
        "publications": "Its publications.",
        "priorities": "The earlier applications that it claims.",
        "availability": "Whether its document list could be had.",
        "reports": "Which reports are in the file.",
        "provenance": "Every provider that lists it, the most trusted first.",
        "validationOf": "The European application, by its DOCDB number, that this one validates.",
    },
    "Number": {
        "office": _OFFICE,
        "number": _NUMBER,
        "kind": "DOCDB kind class: `A` patent, `U` utility model, `P` provisional, `W` international ...",
        "docdb": _DOCDB,
        "display": _DISPLAY,
        "st13": _ST13,
    },
    "Publication": {
        "office": "Office, by its WIPO ST.3 code.",
        "number": _NUMBER,
        "kind": _PUBLICATION_KIND,
        "date": "Date of publication.",
        "display": _DISPLAY,
    },
    "Priority": {
        "office": _OFFICE,
        "number": _NUMBER,
        "kind": "DOCDB kind class.",
        "date": "Its filing date.",
        "docdb": _DOCDB,
        "display": _DISPLAY,
        "relation": "How the two are bound.",
    },
    "Reports": {
        "search": "Whether a search report is in the file.",
        "examination": "Whether an examination report is.",
        "latest": "The newest date of one.",
    },
    "Dossier": {
        "applicationNumber": "The application.",
        "documents": "Newest first.",
        "citations": "What was cited against it.",
        "classifications": "Its classification symbols.",
        "provenance": "Every provider that this is known by.",
    },
    "Document": {
        "id": "`provider~DOCDB~nativeId`; any replica of the gateway resolves it.",
        "code": "The office's own document code.",
        "title": "As the office calls it.",
        "category": "What its code means in the common vocabulary.",
        "direction": "From or to the office.",
        "date": "The office's date of it.",
        "pageCount": "Pages.",
        "size": "Bytes of the first rendition.",
        "language": _LANGUAGE,
        "groups": "Document groups of the One Portal Dossier (`2`, `101` ...).",
        "visibility": "Who may see it: the strictest of all that speaks about it.",
        "renditions": "The forms in which it can be opened; the first is the one opened by default.",
        "provenance": "Every provider that knows it.",
    },
    "Rendition": {
        "id": "For `rendition=` of the content.",
        "kind": "The original, or a translation.",
        "language": _LANGUAGE,
        "format": "File format, as in `pdf`.",
    },
    "DocumentProvenance": {
        "provider": _PROVIDER,
        "protocol": _PROTOCOL,
        "documentId": "The provider's own id of it.",
        "retrievedAt": _RETRIEVED,
    },
    "Provenance": {"provider": _PROVIDER, "protocol": _PROTOCOL, "retrievedAt": _RETRIEVED},
    "Citation": {
        "publication": "What is cited, when it is a publication.",
        "applicationNumber": "What is cited, when it is an application.",
        "text": "What is cited, as written, when it is no readable patent number.",
        "categories": "Letters of WIPO ST.14 (X, Y, A ...).",
        "claims": "The claims concerned, as written.",
        "passages": "The passages cited, as written.",
        "phase": "In which stage it was cited.",
        "date": "When it was cited.",
        "providers": "Ids of the providers that say so.",
    },
    "CitedPublication": {
        "office": "Office, by its WIPO ST.3 code.",
        "number": _NUMBER,
        "kind": _PUBLICATION_KIND,
        "date": "Date of publication.",
        "display": _DISPLAY,
    },
    "Classification": {"scheme": "`IPC`, `CPC`, `FI`, `F-term`.", "symbol": "The symbol."},
    "Outcome": {
        "provider": _PROVIDER,
        "operation": "What it was asked for.",
        "applicationNumber": "The application asked about, by its DOCDB number; null for a publication.",
        "code": "What became of it.",
        "elapsedMs": "Milliseconds until then.",
        "attempts": "How often it was asked.",
        "ageSeconds": "How old what is shown is, in seconds.",
        "retryAfterSeconds": "When it makes sense to ask again, in seconds.",
        "detail": "A sentence that says more.",
    },
    "Conflict": {
        "applicationNumber": "The application concerned, by its DOCDB number.",
        "documentId": "The document concerned, if it is one.",
        "field": "The property about which sources disagree.",
        "values": "Everything that is stated, what is shown first.",
        "reason": "Why something stated was set aside.",
    },
    "ConflictValue": {"value": "What is stated.", "providers": "Who states it."},
    "Office": {
        "office": "WIPO ST.3 code.",
        "name": "Its name.",
        "providing": "Whether it provides dossiers.",
        "publicAccess": "Whether the public may see them.",
        "accessing": "Whether its examiners ask.",
        "since": "Since when it takes part.",
        "source": "Where that is said.",
        "providers": "Through which providers its dossiers are reached.",
    },
    "Provider": {
        "id": _PROVIDER,
        "name": "Its name.",
        "protocol": _PROTOCOL,
        "serves": "The offices whose dossiers it has.",
        "capabilities": "What it is asked for.",
        "visibility": "The widest visibility that anything of it can have.",
        "status": "What the operator decided.",
        "state": "What its last answers showed.",
    },
    "CoveragesAnswer": {
        "coverages": "By office, provider and start.",
        "outcomes": "Who stated something, who did not, and why.",
        "complete": "Whether every provider that is open to you has answered, be it that it states nothing.",
    },
    "Coverage": {
        "office": "The office whose dossiers these are, by its WIPO ST.3 code.",
        "provider": _PROVIDER,
        "start": "Filing date of the earliest; null when that is not said.",
        "end": "Filing date of the latest; null when that is not said, or it goes on.",
        "applications": "How many; null when that is not said, and for the public.",
    },
    "CoverageOutcome": {
        "provider": _PROVIDER,
        "code": "What became of asking it.",
        "elapsedMs": "Milliseconds until then.",
        "ageSeconds": "How old the statement is, in seconds.",
        "retryAfterSeconds": "When it makes sense to ask again, in seconds.",
        "detail": "A sentence that says more.",
    },
    "Health": {"status": "One word."},
    "Problem": {
        "type": "Where this is explained, relative to the gateway.",
        "title": "The kind of problem.",
        "status": "The HTTP status.",
        "detail": "A sentence about this occurrence.",
        "code": "The stable word for it.",
        "failedAt": "Whose side failed.",
        "correlationId": "Under which id both sides find it in their logs.",
    },
    "FamilyEvent": {"event": "Always `family`.", "family": "Replaces the family told before."},
    "DossierEvent": {"event": "Always `dossier`.", "dossier": "Replaces the one with the same DOCDB number."},
    "OutcomeEvent": {
        "event": "Always `outcome`.",
        "outcome": "Replaces the one with the same provider, operation and application number.",
    },
    "DoneEvent": {
        "event": "Always `done`; nothing follows.",
        "query": "As in the JSON answer.",
        "conflicts": _CONFLICTS,
        "complete": _COMPLETE,
    },
}
