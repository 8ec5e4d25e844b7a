"""The routes of the OPD-API, and what the documentation says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.web.fields import FIELDS, IN_TURN, RANGE
from gateway.web.opd_api import doors
from gateway.web.routes import Field, Route, Told

BASE = "/opdapi/patent/v1"

_FIELDS = (IN_TURN, *FIELDS)
_KIND = Field("kind", "`application` or `publication`.", example="application")
_REFERENCE = Field(
    "reference", "DOCDB number, `CC.number.KIND`; kind `*` for any.", example="JP.2015500001.A"
)
_DOCUMENT = Field("document", "An id from the document list.", example="ip5~E54041789216DSU")
_ENVELOPE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "result": {
            "type": "object",
            "properties": {
                "statusCode": {"type": "string", "description": "The API's own status."},
                "errorMessage": {"type": "string", "description": "A sentence."},
                "remainAccessCount": {"type": "string", "description": "Empty."},
                "data": {"type": "object", "description": "Empty."},
            },
        }
    },
}
_BINARY: Mapping[str, Any] = {"type": "string", "format": "binary"}
_XML: Mapping[str, Any] = {"type": "string", "description": "`api-data` in the namespace of the API."}
_REFUSED = (
    Told(401, "Status 210: the token is not good, or no longer.", _ENVELOPE),
    Told(
        429,
        "Status 303: an office that could know asks to come back later.",
        _ENVELOPE,
        headers=(Field("Retry-After", "Seconds until it makes sense to ask again."),),
    ),
    Told(500, "Status 999: nothing is known, and some who could know failed.", _ENVELOPE),
    Told(504, "Status 302: the same, and all that failed did so by time.", _ENVELOPE),
)


def _told(description: str) -> tuple[Told, ...]:
    return (
        Told(
            200,
            f"Status 100: {description} As JSON, without it: 107 no data, 111 out of scope, 204 not a "
            "reference, 208 characters that cannot be used.",
            _XML,
            ("application/xml",),
        ),
        *_REFUSED,
    )


def _content(media_type: str) -> tuple[Told, ...]:
    return (
        Told(
            200,
            "The content. As JSON, without it: 108 no such document, 111 out of scope, 204 not a reference.",
            _BINARY,
            (media_type,),
        ),
        Told(
            206,
            "The range that was asked for.",
            _BINARY,
            (media_type,),
            (Field("Content-Range", "Which bytes these are."),),
        ),
        *_REFUSED,
    )


ROUTES: tuple[Route, ...] = (
    Route(
        path="/auth/token",
        handler=doors.post_token,
        operation_id="postOpdToken",
        tag="OPD-API profile",
        summary="A token for the OPD-API",
        description=(
            "Form fields: `grant_type=password` with `username` (the office's code or name) and `password` "
            "(its key), or `grant_type=refresh_token` with `refresh_token`. A token is good for one hour, "
            "and can be renewed for eight."
        ),
        told=(
            Told(
                200,
                "The tokens.",
                {
                    "type": "object",
                    "properties": {
                        "access_token": {"type": "string", "description": "For `Authorization: Bearer`."},
                        "refresh_token": {"type": "string", "description": "For the next token."},
                        "token_type": {"type": "string", "description": "`Bearer`."},
                        "expires_in": {"type": "integer", "description": "Seconds."},
                        "refresh_expires_in": {"type": "integer", "description": "Seconds."},
                    },
                },
            ),
            Told(400, "Status 400: another grant.", _ENVELOPE),
            Told(401, "Status 212: wrong credentials; 210: no good refresh token.", _ENVELOPE),
        ),
        private=False,
        method="POST",
    ),
    Route(
        path=f"{BASE}/family/{{kind}}/{{reference}}",
        handler=doors.get_family,
        operation_id="getOpdFamily",
        tag="OPD-API profile",
        summary="The members of a family by office",
        description="The simple family, each member with its number and filing date, and its publications.",
        told=_told("the family."),
        in_path=(_KIND, _REFERENCE),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/family_list/{{kind}}/{{reference}}",
        handler=doors.get_family_list,
        operation_id="getOpdFamilyList",
        tag="OPD-API profile",
        summary="The members of a family one by one",
        description="With publications and registrations.",
        told=_told("the family."),
        in_path=(_KIND, _REFERENCE),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/global_doc_list/{{reference}}",
        handler=doors.get_doc_list,
        operation_id="getOpdDocList",
        tag="OPD-API profile",
        summary="The documents of one application",
        description="A row for each document and each group it belongs to, with title and applicants.",
        told=_told("the list."),
        in_path=(_REFERENCE,),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/global_cite_class/{{reference}}",
        handler=doors.get_cite_class,
        operation_id="getOpdCiteClass",
        tag="OPD-API profile",
        summary="Citations and classifications of one application",
        description="What was cited in which phase, and the classification symbols.",
        told=_told("citations and classifications."),
        in_path=(_REFERENCE,),
        fields=_FIELDS,
    ),
    Route(
        path=f"{BASE}/global_doc_cont/{{reference}}/{{document}}",
        handler=doors.get_doc_cont,
        operation_id="getOpdDocCont",
        tag="OPD-API profile",
        summary="The content of one document",
        description="Opened at its office now, streamed through and never stored.",
        told=_content("application/pdf"),
        in_path=(_REFERENCE, _DOCUMENT),
        fields=(RANGE, *_FIELDS),
    ),
    Route(
        path=f"{BASE}/jp_doc_cont/{{reference}}/{{document}}",
        handler=doors.get_jp_doc_cont,
        operation_id="getOpdJpDocCont",
        tag="OPD-API profile",
        summary="A Japanese document as its office packs it",
        description="A ZIP with XML in Shift-JIS, passed through as it is.",
        told=_content("application/zip"),
        in_path=(_REFERENCE, _DOCUMENT),
        fields=(RANGE, *_FIELDS),
    ),
)
"""In the order in which the documentation tells them."""
