"""The routes of ``/case-api/v1``, and what the documentation says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.web.case_api import doors
from gateway.web.fields import FIELDS, IN_TURN, RANGE
from gateway.web.parameters import Parameter
from gateway.web.routes import Field, Route, Told
from gateway.web.showing import KEY_HEADER

BASE = "/case-api/v1"

_KEY = Field(KEY_HEADER, "The key, for clients that do not send `Authorization`.")
_AHEAD = Field(
    "Prefer",
    f'{IN_TURN.description} `doclists="AU CA"`: the offices whose members\' document lists are asked for '
    "next. They are got meanwhile; the family does not wait for them.",
    example='wait=4, doclists="AU CA"',
)
_FIELDS = (_KEY, IN_TURN, *FIELDS)
_ERROR: Mapping[str, Any] = {
    "type": "object",
    "required": ["code", "message", "details"],
    "properties": {
        "code": {"type": "string", "description": "`NOT_FOUND`, `WITHHELD` ..."},
        "message": {"type": "string", "description": "A sentence."},
        "details": {"type": "array", "items": {"type": "object"}, "description": "Always empty here."},
    },
}
_WAIT = Field("Retry-After", "Seconds until it makes sense to ask again, where that is known.")
_RELAY: Mapping[str, Any] = {
    "completeIndicator": {
        "type": "boolean",
        "description": "Whether everybody who could know has answered.",
    },
    "outcomeBag": {
        "type": "array",
        "items": {"type": "object"},
        "description": "What could not be had: `outcome` with `providerIdentifier`, `outcomeCategory`, "
        "`retryAfterQuantity` (seconds) and who may be told.",
    },
    "provenanceBag": {
        "type": "array",
        "items": {"type": "object"},
        "description": "Whose answers these are: `provenance` with `providerIdentifier`, "
        "`protocolCategory`, `retrievalDateTime` and who may be told.",
    },
}


_NOTICES: Mapping[str, Any] = {
    "noticeBag": {
        "type": "array",
        "items": {"type": "object"},
        "description": "What offices want said beside the documents; absent where they want nothing said: "
        "`notice` with `providerIdentifier`, `noticeCategory` (`authentic`, `purpose`, `translation`, "
        "`other`), `noticeText` and who may be told.",
    },
}


def _parameter(name: str, description: str, example: str, **more: Any) -> Parameter[str]:
    return Parameter(name, description, str, {"type": "string"} | more.pop("schema", {}), example, **more)


_APPLICATION = _parameter(
    "applicationIdentifier",
    "Office code and number as that office writes it, without separators; ST.13 is read too.",
    "CA3054009",
)
_NEEDED = _parameter(_APPLICATION.name, _APPLICATION.description, _APPLICATION.example, required=True)
_PUBLICATION = _parameter("publicationIdentifier", "The same for a publication.", "EP1000000A1")
_PRIORITY = _parameter("priorityIdentifier", "The same for an application that is claimed.", "NL1010536")
_CATEGORY = _parameter(
    "familyCategory",
    "`simple` unless said.",
    "extended",
    schema={"enum": ["simple", "extended"], "default": "simple"},
)
_KIND = _parameter(
    "applicationKindCode", "The DOCDB kind class, where the identifier would be read as another one.", "U"
)
_OFFSET = _parameter("offset", "Documents to pass over.", "100")
_LIMIT = _parameter("limit", f"Documents of one page, at most {doors.PAGE}.", "50")
_FORM = _parameter("documentFormatCategory", "The id or format of one of the document's renditions.", "pdf")


def _told(description: str, properties: Mapping[str, Any]) -> tuple[Told, ...]:
    """An answer, and the profile's errors."""
    body = {"type": "object", "properties": dict(properties)}
    return (
        Told(200, description, body),
        Told(400, "`INVALID_INPUT_DATA`: a parameter is missing or wrong.", _ERROR),
        Told(401, "`UNAUTHORIZED`: the key is not accepted, or one is needed.", _ERROR),
        Told(403, "`WITHHELD`: the file is not open to inspection.", _ERROR),
        Told(404, "`NOT_FOUND`: everybody who could know says no, or it may not be seen.", _ERROR),
        Told(
            503,
            "`UNAVAILABLE`: nothing is known, and some who could know failed; `outcomeBag` says who.",
            {**_ERROR, "properties": {**_ERROR["properties"], **_RELAY}},
            headers=(_WAIT,),
        ),
    )


def _bag(name: str, description: str) -> dict[str, Any]:
    return {name: {"type": "array", "items": {"type": "object"}, "description": description}, **_RELAY}


ROUTES: tuple[Route, ...] = (
    Route(
        path=f"{BASE}/families",
        handler=doors.get_families,
        operation_id="getCaseFamilies",
        tag="CASE profile",
        summary="The members of a family",
        description="By one of three identifiers. Each member says who may know of it.",
        told=_told(
            "The family.",
            _bag(
                "patentFamilyMemberBag",
                "`patentFamilyMember` with number, dates, publications, priorities, title, applicants and "
                "`accessCategory`; `widerFamilyMemberBag` says what more may know than may know all of it.",
            ),
        ),
        parameters=(_APPLICATION, _PUBLICATION, _PRIORITY, _CATEGORY, _KIND),
        fields=(_AHEAD, *(one for one in _FIELDS if one is not IN_TURN)),
    ),
    Route(
        path=f"{BASE}/doclists",
        handler=doors.get_doclists,
        operation_id="getCaseDoclists",
        tag="CASE profile",
        summary="The documents of one application",
        description="Newest first, each with `accessCategory`: who may see it when it is passed on.",
        told=_told(
            "The list.",
            {
                "documentTotalQuantity": {"type": "integer", "description": "Documents on all pages."},
                **_bag("documentIncludedBag", "`documentIncluded`: the documents of this page."),
                **_NOTICES,
            },
        ),
        parameters=(_NEEDED, _KIND, _OFFSET, _LIMIT),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/applications",
        handler=doors.get_applications,
        operation_id="getCaseApplications",
        tag="CASE profile",
        summary="Bibliographic data",
        description=(
            f"Of at most {doors.MOST_APPLICATIONS} applications: the parameter is repeated. Those that are "
            "not known are left out."
        ),
        told=_told("The data.", _bag("bibliographicDataBag", "`bibliographicData` of each application.")),
        parameters=(_NEEDED,),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/applications/citations",
        handler=doors.get_citations,
        operation_id="getCaseCitations",
        tag="CASE profile",
        summary="What was cited against one application",
        description="With categories, claims and passages, as far as its office tells them.",
        told=_told(
            "The citations.",
            {
                **_bag("referenceCitationBag", "One item for each cited document."),
                **_bag("patentClassificationBag", "`patentClassification`: each symbol with its scheme."),
                **_NOTICES,
            },
        ),
        parameters=(_NEEDED, _KIND),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/documents/{{id}}",
        handler=doors.get_documents,
        operation_id="getCaseDocuments",
        tag="CASE profile",
        summary="The content of one document",
        description="Opened at its office now, streamed through and never stored. `HEAD` opens nothing.",
        told=(
            Told(
                200,
                "The content.",
                {"type": "string", "format": "binary"},
                ("application/pdf", "application/octet-stream"),
            ),
            Told(
                206,
                "The range that was asked for.",
                {"type": "string", "format": "binary"},
                ("application/pdf", "application/octet-stream"),
                (Field("Content-Range", "Which bytes these are."),),
            ),
            *_told("", {})[2:],
            Told(416, "`RANGE_NOT_SATISFIABLE`: there is no such part.", _ERROR),
        ),
        parameters=(_FORM,),
        in_path=(Field("id", "The id of the document.", example="ip5~EP.99203729.A~E54041789216DSU"),),
        fields=(RANGE, *_FIELDS),
        head=True,
    ),
    Route(
        path=f"{BASE}/coverages",
        handler=doors.get_coverages,
        operation_id="getCaseCoverages",
        tag="CASE profile",
        summary="What is held of each office, since when",
        description="As the providers state it, and who may be told; an office of which nothing is stated "
        "is named alone.",
        told=_told(
            "The coverage.",
            {"coverageBag": {"type": "array", "items": {"type": "object"}, "description": "`coverage`."}},
        )[:3],
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/health",
        handler=doors.get_health,
        operation_id="getCaseHealth",
        tag="CASE profile",
        summary="Whether the gateway takes questions",
        description="503 while the process is ending. Offices never affect it.",
        told=(
            Told(200, "It does.", {"type": "object", "properties": {"status": {"type": "string"}}}),
            Told(503, "`UNAVAILABLE`: the process is ending.", _ERROR),
        ),
        private=False,
    ),
)
"""In the order in which the documentation tells them."""
