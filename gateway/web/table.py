"""Every route: what serves it, and what the documentation says of it."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.present.answer import DocumentOut, DossierAnswer, FamilyAnswer
from gateway.present.citations_answer import CitationsAnswer
from gateway.questions.coverages import CoveragesAnswer
from gateway.questions.numbers import Choice, NumbersAnswer
from gateway.questions.offices import OfficesAnswer
from gateway.web import (
    bundles,
    citations,
    coverages,
    documentation,
    documents,
    dossiers,
    families,
    health,
    numbers,
    offices,
    records_table,
    registrations_table,
)
from gateway.web.case_api import table as case_api
from gateway.web.fields import FIELDS, IN_TURN, PREFER, RANGE
from gateway.web.negotiation import CSV, JSON, NDJSON, SSE
from gateway.web.oauth import table as oauth
from gateway.web.opd_api import table as opd_api
from gateway.web.routes import Field, Route, Told

API = "/api/v1"

_ACCEPTED = (
    "bad-question",
    "header-invalid",
    "proxy-field-untrusted",
    "parameter-unknown",
    "parameter-repeated",
)
_PARAMETERS = ("parameter-missing", "parameter-invalid")
_LIMITED = ("rate-exceeded", "too-many-at-once", "too-many-failures")
_ALWAYS = ("unauthorised", "two-credentials", "scope-missing", *_LIMITED, "internal", "issuer-unavailable")
_ASKED = ("not-found", "offices-failed", "offices-timed-out")

_MATCH = Field("If-None-Match", "Tags of answers that the client has; when one is current, 304.")
_ETAG = Field("ETag", "Weak; the same whenever the same facts are known.")
_APPLIED = Field("Preference-Applied", "What was honoured of `Prefer`: `wait` and `bulk`.")
_UNCHANGED = Told(304, "The client has the answer already.", headers=(_ETAG,))
_TEXT: Mapping[str, str] = {"type": "string"}

ROUTES: tuple[Route, ...] = (
    Route(
        path=f"{API}/families",
        handler=families.get_families,
        operation_id="getFamilies",
        tag="Dossiers",
        summary="The family dossier of a number",
        description=(
            "Asks every office that could know, and answers with the family, the dossiers of its members and "
            "one outcome for each ask. As JSON it leaves at the deadline; as a stream (NDJSON or server-sent "
            "events) it is told as it comes in, late answers included. Folding it gives the JSON answer."
        ),
        told=(
            Told(
                200,
                "The family is known, complete or partial: `complete` says which.",
                FamilyAnswer,
                (JSON, NDJSON, SSE),
                (_ETAG, _APPLIED),
            ),
            Told(300, "The number can be read in several ways that exist; choose one.", Choice),
            _UNCHANGED,
        ),
        parameters=families.PARAMETERS,
        fields=(IN_TURN, _MATCH, *FIELDS),
        problems=(
            *_ACCEPTED,
            *_PARAMETERS,
            "number-unreadable",
            "confidential-nobody",
            *_ALWAYS,
            *_ASKED,
            "not-acceptable",
        ),
    ),
    Route(
        path=f"{API}/dossiers",
        handler=dossiers.get_dossiers,
        operation_id="getDossiers",
        tag="Dossiers",
        summary="The dossier of one application",
        description="The document list, citations and classifications of one application.",
        told=(Told(200, "The dossier.", DossierAnswer, headers=(_ETAG, _APPLIED)), _UNCHANGED),
        parameters=dossiers.PARAMETERS,
        fields=(IN_TURN, _MATCH, *FIELDS),
        problems=(*_ACCEPTED, *_PARAMETERS, "number-unreadable", *_ALWAYS, *_ASKED),
    ),
    Route(
        path=f"{API}/citations",
        handler=citations.get_citations,
        operation_id="getCitations",
        tag="Dossiers",
        summary="Who cited what against a family",
        description=(
            "Asks for the citations of every member, and answers with one row for each cited document: who "
            "cites it in which phase, with categories, claims and passages, and which office alone does. As "
            "CSV one line for each citing; classifications, outcomes and conflicts are in the JSON alone."
        ),
        told=(
            Told(
                200,
                "The family is known; its citations are complete or partial: `complete` says which.",
                CitationsAnswer,
                (JSON, CSV),
                (
                    _ETAG,
                    _APPLIED,
                    Field(citations.COMPLETE, "With CSV: `true` or `false`, as `complete` in the JSON."),
                ),
            ),
            Told(300, "The number can be read in several ways that exist; choose one.", Choice),
            _UNCHANGED,
        ),
        parameters=families.PARAMETERS,
        fields=(IN_TURN, _MATCH, *FIELDS),
        problems=(
            *_ACCEPTED,
            *_PARAMETERS,
            "number-unreadable",
            "confidential-nobody",
            *_ALWAYS,
            *_ASKED,
            "not-acceptable",
        ),
    ),
    Route(
        path=f"{API}/documents/{{id}}",
        handler=documents.get_document,
        operation_id="getDocument",
        tag="Dossiers",
        summary="The metadata of one document",
        description="By its id from a dossier. Any replica resolves any id that any replica has issued.",
        told=(Told(200, "The document.", DocumentOut, headers=(_ETAG, _APPLIED)), _UNCHANGED),
        in_path=(Field("id", "The id of the document.", example="ip5~EP.99203729.A~E54041789216DSU"),),
        parameters=documents.PARAMETERS,
        fields=(IN_TURN, _MATCH, *FIELDS),
        problems=(*_ACCEPTED, *_PARAMETERS, *_ALWAYS, *_ASKED),
    ),
    Route(
        path=f"{API}/documents/{{id}}/content",
        handler=documents.get_content,
        operation_id="getContent",
        tag="Dossiers",
        summary="The content of one document",
        description=(
            "Opened at its office now, streamed through and never stored. A transfer that fails after its "
            "first byte is broken off, so what ends cleanly is whole. `HEAD` answers from the metadata."
        ),
        told=(
            Told(
                200,
                "The whole content: no range, or several, were asked for, or the office gives no parts.",
                {"type": "string", "format": "binary"},
                (*sorted(set(documents.MEDIA_TYPES.values())), "application/octet-stream"),
                (
                    Field(
                        "Content-Disposition",
                        "`attachment`, with a name made of date, office, code and title.",
                    ),
                    _APPLIED,
                ),
            ),
            Told(
                206,
                "The range that was asked for.",
                {"type": "string", "format": "binary"},
                ("application/pdf", "application/octet-stream"),
                (Field("Content-Range", "Which bytes these are."), _APPLIED),
            ),
        ),
        parameters=documents.CONTENT_PARAMETERS,
        in_path=(Field("id", "The id of the document.", example="ip5~EP.99203729.A~E54041789216DSU"),),
        fields=(
            RANGE,
            IN_TURN,
            *FIELDS,
        ),
        problems=(
            *_ACCEPTED,
            *_ALWAYS,
            *_ASKED,
            "rendition-not-found",
            "content-not-available",
            "range-not-satisfiable",
            "content-unavailable",
            "throttled",
            "content-busy",
            "content-timed-out",
        ),
        head=True,
    ),
    Route(
        path=f"{API}/bundles",
        handler=bundles.get_bundles,
        operation_id="getBundles",
        tag="Dossiers",
        summary="Many documents as one ZIP",
        description=(
            "The documents of some categories, of the families of up to 20 numbers, streamed as they are "
            "fetched from their offices. The last entry, `manifest.json`, lists every document with its "
            "SHA-256, or why it is missing. With one number, the statuses are those of its family; with "
            "several, what is wrong with one of them stands in the manifest."
        ),
        told=(
            Told(
                200,
                "The ZIP: one folder for each application, last the manifest.",
                {"type": "string", "format": "binary"},
                (bundles.ZIP,),
                (Field("Content-Disposition", "`attachment`, with a name."), _APPLIED),
            ),
            Told(300, "The one number can be read in several ways that exist; choose one.", Choice),
        ),
        parameters=bundles.PARAMETERS,
        fields=(IN_TURN, *FIELDS),
        problems=(*_ACCEPTED, *_PARAMETERS, "number-unreadable", *_ALWAYS, *_ASKED),
    ),
    Route(
        path=f"{API}/numbers",
        handler=numbers.get_numbers,
        operation_id="getNumbers",
        tag="Numbers and offices",
        summary="How a number is read",
        description="Every reading of a text as a number, best first, with reasons. No office is asked.",
        told=(Told(200, "The readings.", NumbersAnswer, headers=(_ETAG,)), _UNCHANGED),
        parameters=numbers.PARAMETERS,
        fields=(_MATCH, *FIELDS),
        problems=(*_ACCEPTED, *_PARAMETERS, "number-unreadable", *_ALWAYS),
    ),
    Route(
        path=f"{API}/offices",
        handler=offices.get_offices,
        operation_id="getOffices",
        tag="Numbers and offices",
        summary="Who takes part, and how each provider is doing",
        description="Offices with their participation, and the providers through which they are reached.",
        told=(Told(200, "The offices.", OfficesAnswer, headers=(_ETAG,)), _UNCHANGED),
        fields=(_MATCH, *FIELDS),
        problems=(*_ACCEPTED, *_ALWAYS),
    ),
    Route(
        path=f"{API}/coverages",
        handler=coverages.list_coverages,
        operation_id="getCoverages",
        tag="Numbers and offices",
        summary="What each provider holds, and since when",
        description=(
            "As the providers that are open to you state it. Statements are kept for hours; a provider that "
            "has made none yet is asked now, for 5 seconds at most."
        ),
        told=(Told(200, "The statements.", CoveragesAnswer, headers=(_ETAG, _APPLIED)), _UNCHANGED),
        fields=(PREFER, _MATCH, *FIELDS),
        problems=(*_ACCEPTED, *_ALWAYS),
    ),
    *case_api.ROUTES,
    *opd_api.ROUTES,
    *oauth.ROUTES,
    *records_table.ROUTES,
    *registrations_table.ROUTES,
    Route(
        path="/livez",
        handler=health.get_livez,
        operation_id="getLivez",
        tag="Operations",
        summary="Whether the process runs",
        description="For a supervisor: restart the process when this does not answer.",
        told=(Told(200, "It runs.", health.Health),),
        private=False,
    ),
    Route(
        path="/readyz",
        handler=health.get_readyz,
        operation_id="getReadyz",
        tag="Operations",
        summary="Whether the process takes requests",
        description="For a load balancer: 503 while the process is ending. Offices never affect it.",
        told=(Told(200, "It does.", health.Health),),
        problems=("draining",),
        private=False,
    ),
    Route(
        path="/openapi.json",
        handler=documentation.get_openapi,
        operation_id="getOpenapi",
        tag="Operations",
        summary="This description",
        description="OpenAPI 3.1.",
        told=(Told(200, "The description.", {"type": "object"}, headers=(_ETAG,)), _UNCHANGED),
        private=False,
    ),
    Route(
        path="/docs",
        handler=documentation.get_docs,
        operation_id="getDocs",
        tag="Operations",
        summary="This description for people",
        description="One page: operations, answers, words, problems. It needs no script and no other host.",
        told=(Told(200, "The page.", _TEXT, ("text/html",), (_ETAG,)), _UNCHANGED),
        private=False,
    ),
    Route(
        path="/docs/problems/{code}",
        handler=documentation.get_problem,
        operation_id="getProblem",
        tag="Operations",
        summary="What a problem means",
        description="The page that the `type` of a problem leads to.",
        told=(Told(200, "The page.", _TEXT, ("text/html",), (_ETAG,)), _UNCHANGED),
        in_path=(Field("code", "The `code` of a problem.", example="number-unreadable"),),
        problems=("no-such-route",),
        private=False,
    ),
    Route(
        path="/docs/style.css",
        handler=documentation.get_style,
        operation_id="getStyle",
        tag="Operations",
        summary="The style of these pages",
        description="One style sheet.",
        told=(Told(200, "The style sheet.", _TEXT, ("text/css",), (_ETAG,)), _UNCHANGED),
        private=False,
    ),
)
"""In the order in which the documentation tells them."""
