"""Model to the profile's JSON: pure, for whoever answers in it (provider kit, simulator, the gateway itself).

What the model does not say is left out; ``parse`` reads back what is written here. Numbers are written as
their office writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from connectors.case.relayed import ACCESS, Relay, encode_access, encode_relay
from connectors.contract import Scope
from connectors.model import (
    Access,
    Application,
    Citation,
    Classification,
    Coverage,
    Document,
    PriorityClaim,
    Publication,
    Rendition,
)
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.numbers.writing import display, national

Object = dict[str, Any]

_ENCODER = msgspec.json.Encoder()


def encode_family(
    asked: Number, members: Sequence[Application], scope: Scope, *, relay: Relay | None = None
) -> bytes:
    """The answer of ``/families`` about ``asked``.

    Several statements about one application, the fullest first, make one item: the others stand beside it.
    """
    stated: dict[ApplicationNumber, list[Object]] = {}
    for member in members:
        stated.setdefault(member.number, []).append({"patentFamilyMember": _application(member)})
    bag = [
        fullest | ({"widerFamilyMemberBag": wider} if wider else {}) for fullest, *wider in stated.values()
    ]
    return _ENCODER.encode(
        {
            "applicationNumber": _number(asked.application) if asked.application else None,
            "familyCategory": scope,
            "patentFamilyMemberBag": bag,
            **encode_relay(relay),
        }
    )


def encode_applications(applications: Sequence[Application], *, relay: Relay | None = None) -> bytes:
    """The answer of ``/applications``."""
    bag = [{"bibliographicData": _application(application)} for application in applications]
    return _ENCODER.encode({"bibliographicDataBag": bag, **encode_relay(relay)})


def encode_doclist(
    application: ApplicationNumber,
    documents: Sequence[Document],
    *,
    total: int,
    about: Application | None = None,
    access: Access | None = None,
    relay: Relay | None = None,
) -> bytes:
    """One page of ``/doclists``; ``total`` counts the documents of all pages.

    ``access`` is who may see the list at all; a gateway says with ``about`` what else is known.
    """
    return _ENCODER.encode(
        {
            "applicationNumber": _number(application),
            "documentTotalQuantity": total,
            "sorting": "documentDate:desc",
            "documentIncludedBag": list(map(_document, documents)),
            **({} if about is None else {"bibliographicData": _application(about)}),
            **encode_access(access),
            **encode_relay(relay),
        }
    )


def beside(answer: bytes, relay: Relay) -> bytes:
    """An answer that was encoded without a ``relay``, with it: the same bytes as if it had been there."""
    return b"%b,%b" % (answer[:-1], _ENCODER.encode(encode_relay(relay))[1:])


def encode_citations(
    application: ApplicationNumber,
    citations: Sequence[Citation],
    classifications: Sequence[Classification] = (),
    *,
    access: Access | None = None,
    relay: Relay | None = None,
) -> bytes:
    """The answer of ``/applications/citations``; ``access`` is who may see any of it."""
    symbols = [
        {"patentClassification": {"classificationScheme": one.scheme, "patentClassificationText": one.symbol}}
        for one in classifications
    ]
    return _ENCODER.encode(
        {
            "applicationNumber": _number(application),
            "referenceCitationBag": [_citation(citation) for citation in citations],
            **({"patentClassificationBag": symbols} if symbols else {}),
            **encode_access(access),
            **encode_relay(relay),
        }
    )


def encode_coverages(coverages: Sequence[Coverage]) -> bytes:
    """The answer of ``/coverages``."""
    bag = [
        _said(
            ipOfficeCode=coverage.office,
            startDate=coverage.start,
            endDate=coverage.end,
            applicationTotalQuantity=coverage.applications,
            **encode_access(coverage.access),
        )
        for coverage in coverages
    ]
    return _ENCODER.encode({"coverageBag": [{"coverage": coverage} for coverage in bag]})


def encode_error(
    code: str, message: str, details: Iterable[tuple[int, str]] = (), *, relay: Relay | None = None
) -> bytes:
    """An error body: ``code`` in capitals, a sentence, and numbered details (WIPO ST.90)."""
    named = [{"code": number, "message": text} for number, text in details]
    return _ENCODER.encode({"code": code, "message": message, "details": named, **encode_relay(relay)})


def _said(**properties: Any) -> Object:
    """An object without what is not said."""
    return {name: value for name, value in properties.items() if value is not None and value != []}


def _number(number: ApplicationNumber) -> Object:
    text = display(number) if number.kind == "W" else national(number)
    return {
        "ipOfficeCode": number.office,
        "applicationNumberText": text,
        "applicationKindCode": number.kind,
    }


def _application(application: Application) -> Object:
    international = application.number.kind == "W"
    return _said(
        applicationIdentification=_said(
            applicationNumber=_number(application.number),
            filingDate=application.filing_date,
            applicationFilingCategory="PCT" if international else "National",
        ),
        applicationStatusCategory=None if application.status == "unknown" else application.status,
        patentPublicationIdentificationBag=[
            {"patentPublicationIdentification": _publication(one)} for one in application.publications
        ],
        priorityClaimBag=[
            {"priorityClaim": _claim(place, claim)} for place, claim in enumerate(application.priorities, 1)
        ],
        inventionTitleBag=[{"inventionTitle": {"inventionTitleText": application.title}}]
        if application.title
        else [],
        applicantBag=[{"applicant": {"entityName": name}} for name in application.applicants],
        **encode_access(application.access),
    )


def _publication(publication: Publication) -> Object:
    number = Number("publication", publication.office, publication.number, publication.kind)
    return _said(
        ipOfficeCode=publication.office,
        publicationNumber=national(number),
        patentDocumentKindCode=publication.kind,
        publicationDate=publication.date,
    )


def _claim(place: int, claim: PriorityClaim) -> Object:
    number = _number(claim.number)
    return _said(
        sequenceNumber=place,
        ipOfficeCode=number.pop("ipOfficeCode"),
        applicationNumber=number,
        filingDate=claim.date,
        relationCategory=None if claim.relation == "unknown" else claim.relation,
    )


class _Rendition(msgspec.Struct, rename="camel", omit_defaults=True, gc=False):
    """``documentRendition``."""

    id: str
    document_format_category: str
    document_language_source: str
    language_code: str | None = None


class _RenditionItem(msgspec.Struct, rename="camel", gc=False):
    """An item of ``documentRenditionBag``."""

    document_rendition: _Rendition


class _Document(msgspec.Struct, rename="camel", omit_defaults=True, gc=False):
    """``documentIncluded``: a type, since lists have hundreds of them."""

    id: str
    language_code: str | None = None
    document_description: str = ""
    document_format_category: str | None = None
    document_code_category: str | None = None
    document_date: date | None = None
    document_size_quantity: str | None = None
    document_page_quantity: str | None = None
    document_language_source: str | None = None
    document_origin: str | None = None
    document_group_category: tuple[str, ...] = ()
    document_rendition_bag: tuple[_RenditionItem, ...] = ()
    access_category: str | None = None
    access_office_bag: tuple[str, ...] = ()


class _DocumentItem(msgspec.Struct, rename="camel", gc=False):
    """An item of ``documentIncludedBag``."""

    document_included: _Document


def _document(document: Document) -> _DocumentItem:
    renditions, access = document.renditions, document.access
    first = renditions[0] if renditions else None
    plain = first is not None and len(renditions) == 1 and first.id == first.format
    return _DocumentItem(
        _Document(
            document.id,
            document.language,
            document.title,
            None if first is None else first.format,
            document.code,
            document.date,
            None if document.size is None else str(document.size),
            None if document.page_count is None else str(document.page_count),
            None if first is None else first.kind,
            None if document.direction == "unknown" else document.direction,
            document.groups,
            () if plain else tuple([_RenditionItem(_rendition(one)) for one in renditions]),
            None if access is None else ACCESS[access.visibility],
            access.offices if access is not None and access.visibility == "named" else (),
        )
    )


def _rendition(rendition: Rendition) -> _Rendition:
    return _Rendition(rendition.id, rendition.format, rendition.kind, rendition.language)


def _citation(citation: Citation) -> Object:
    """All three ways to say what is cited stand in every entry; the ones that do not apply are null."""
    publication, application = citation.publication, citation.application
    return _said(
        patentCitation={
            "citedPatentDocumentIdentification": {
                "ipOfficeCode": publication and publication.office,
                "documentNumber": publication
                and national(Number("publication", publication.office, publication.number, publication.kind)),
                "patentDocumentKindCode": publication and publication.kind,
                "patentDocumentDate": publication and publication.date,
            }
        },
        nplCitation={"nplCitationText": citation.text},
        applicationCitation={
            "citedApplicationIdentification": {
                "applicationNumber": application and _number(application),
                "applicationFilingDate": None,
            }
        },
        citedPassageBag=[
            {
                "citedPassage": {
                    "passageRangeBag": list(citation.passages),
                    "passageRelevanceBag": [
                        {
                            "PassageRelevance": {
                                "citationCategoryCodes": list(citation.categories),
                                "patentClaimRange": list(citation.claims),
                            }
                        }
                    ],
                }
            }
        ],
        citedPhaseCode=citation.phase,
        citationDate=citation.date,
    )
