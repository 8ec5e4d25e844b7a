"""The shapes of the profile's JSON, as leniently as they can be read.

Names are those of WIPO CASE V.05 and of the profile. Where a text or a number belongs, any scalar is
accepted; where a list belongs, one object stands for a list of one. Unknown properties are ignored.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from connectors.scalars import Scalar

Item = TypeVar("Item")
Words = list[Scalar] | Scalar
"""A list of texts, or one of them alone."""


class Shape(msgspec.Struct, rename="camel", gc=False):
    """Base of the shapes: lowerCamelCase names."""


def listed(bag: list[Item | None] | Item | None) -> list[Item]:
    """The items of a bag, whichever way it was written."""
    if isinstance(bag, list):
        return [item for item in bag if item is not None]
    return [] if bag is None else [bag]


class NumberShape(Shape):
    """``applicationNumber``."""

    ip_office_code: Scalar = None
    application_number_text: Scalar = None
    application_kind_code: Scalar = None


class RenditionShape(Shape):
    """``documentRendition``."""

    id: Scalar = None
    document_format_category: Scalar = None
    language_code: Scalar = None
    document_language_source: Scalar = None


class RenditionItem(Shape):
    """An item of ``documentRenditionBag``."""

    document_rendition: RenditionShape | None = None


class OfficeItem(Shape):
    """An office in ``accessOfficeBag``, written as an object."""

    ip_office_code: Scalar = None


class AccessShape(Shape):
    """Who may see something, wherever that is said."""

    access_category: Words | OfficeItem | UnsetType = UNSET
    access_office_bag: list[OfficeItem | Scalar] | OfficeItem | Scalar | UnsetType = UNSET


class OutcomeShape(AccessShape):
    """``outcome``: what a gateway could not get."""

    provider_identifier: Scalar = None
    outcome_category: Scalar = None
    retry_after_quantity: Scalar = None


class OutcomeItem(Shape):
    """An item of ``outcomeBag``."""

    outcome: OutcomeShape | None = None


class ProvenanceShape(AccessShape):
    """``provenance``: whose answer a gateway passed on."""

    provider_identifier: Scalar = None
    protocol_category: Scalar = None
    retrieval_date_time: Scalar = None


class ProvenanceItem(Shape):
    """An item of ``provenanceBag``."""

    provenance: ProvenanceShape | None = None


class NoticeShape(AccessShape):
    """``notice``: what an office wants said beside its documents."""

    provider_identifier: Scalar = None
    notice_category: Scalar = None
    notice_text: Scalar = None


class NoticeItem(Shape):
    """An item of ``noticeBag``."""

    notice: NoticeShape | None = None


class RelayShape(AccessShape):
    """What an answer says besides where a gateway gives it.

    Who may see a document list or the citations at all stands there too, and what is to be said beside them.
    """

    complete_indicator: Scalar = None
    outcome_bag: list[OutcomeItem | None] | OutcomeItem | None = None
    provenance_bag: list[ProvenanceItem | None] | ProvenanceItem | None = None
    notice_bag: list[NoticeItem | None] | NoticeItem | None = None


class DocumentShape(AccessShape):
    """``documentIncluded``."""

    id: Scalar = None
    language_code: Scalar = None
    document_name: Scalar = None
    document_description: Scalar = None
    document_format_category: Words = None
    document_code_category: Scalar = None
    document_date: Scalar = None
    document_size_quantity: Scalar = None
    document_page_quantity: Scalar = None
    document_language_source: Scalar = None
    document_origin: Scalar = None
    document_group_category: Words = None
    document_rendition_bag: list[RenditionItem | None] | RenditionItem | None = None


class DocumentItem(Shape):
    """An item of ``documentIncludedBag``."""

    document_included: DocumentShape | None = None


class IdentificationShape(Shape):
    """``applicationIdentification``."""

    application_number: NumberShape | None = None
    filing_date: Scalar = None
    application_filing_category: Scalar = None


class PublicationShape(Shape):
    """``patentPublicationIdentification``."""

    ip_office_code: Scalar = None
    publication_number: Scalar = None
    patent_document_kind_code: Scalar = None
    publication_date: Scalar = None


class PublicationItem(Shape):
    """An item of ``patentPublicationIdentificationBag``."""

    patent_publication_identification: PublicationShape | None = None


class ClaimShape(Shape):
    """``priorityClaim``; the office stands beside the number here."""

    ip_office_code: Scalar = None
    application_number: NumberShape | None = None
    filing_date: Scalar = None
    relation_category: Scalar = None


class ClaimItem(Shape):
    """An item of ``priorityClaimBag``."""

    priority_claim: ClaimShape | None = None


class TitleShape(Shape):
    """``inventionTitle``."""

    language_code: Scalar = None
    invention_title_text: Scalar = None


class TitleItem(Shape):
    """An item of ``inventionTitleBag``."""

    invention_title: TitleShape | None = None


class ApplicantShape(Shape):
    """``applicant``."""

    entity_name: Scalar = None


class ApplicantItem(Shape):
    """An item of ``applicantBag``."""

    applicant: ApplicantShape | None = None


class ApplicationShape(AccessShape):
    """``patentFamilyMember`` and ``bibliographicData``."""

    application_identification: IdentificationShape | None = None
    application_status_category: Scalar = None
    patent_publication_identification_bag: list[PublicationItem | None] | PublicationItem | None = None
    priority_claim_bag: list[ClaimItem | None] | ClaimItem | None = None
    invention_title_bag: list[TitleItem | None] | TitleItem | None = None
    applicant_bag: list[ApplicantItem | None] | ApplicantItem | None = None


class MemberItem(Shape):
    """An item of ``patentFamilyMemberBag``.

    ``wider`` says of the same application what more may know, where not everybody may know all of it.
    """

    patent_family_member: ApplicationShape | None = None
    wider: list[MemberItem | None] | MemberItem | None = msgspec.field(
        name="widerFamilyMemberBag", default=None
    )


class AroundShape(RelayShape):
    """What stands around the documents in the answer of ``/doclists``."""

    application_number: NumberShape | None = None
    document_total_quantity: Scalar = None
    bibliographic_data: ApplicationShape | None = None


class DoclistShape(AroundShape):
    """The answer of ``/doclists``."""

    document_included_bag: list[DocumentItem | None] | DocumentItem | None = None


class UnreadDoclistShape(AroundShape):
    """The same, the documents left as they are written."""

    document_included_bag: msgspec.Raw = msgspec.Raw(b"null")


class FamilyShape(RelayShape):
    """The answer of ``/families``."""

    patent_family_member_bag: list[MemberItem | None] | MemberItem | None = None


class UnreadFamilyShape(RelayShape):
    """The same, the members left as they are written."""

    patent_family_member_bag: msgspec.Raw = msgspec.Raw(b"null")


class BibliographicItem(Shape):
    """An item of ``bibliographicDataBag``."""

    bibliographic_data: ApplicationShape | None = None


class ApplicationsShape(RelayShape):
    """The answer of ``/applications``."""

    bibliographic_data_bag: list[BibliographicItem | None] | BibliographicItem | None = None


class CitedPublicationShape(Shape):
    """``citedPatentDocumentIdentification``."""

    ip_office_code: Scalar = None
    document_number: Scalar = None
    patent_document_kind_code: Scalar = None
    patent_document_date: Scalar = None


class PatentCitationShape(Shape):
    """``patentCitation``."""

    cited_patent_document_identification: CitedPublicationShape | None = None


class LiteratureShape(Shape):
    """``nplCitation``."""

    npl_citation_text: Scalar = None


class CitedApplicationShape(Shape):
    """``citedApplicationIdentification``."""

    application_number: NumberShape | None = None
    application_filing_date: Scalar = None


class ApplicationCitationShape(Shape):
    """``applicationCitation``."""

    cited_application_identification: CitedApplicationShape | None = None


class RelevanceShape(Shape):
    """``PassageRelevance``."""

    citation_category_codes: Words = None
    patent_claim_range: Words = None


class RelevanceItem(msgspec.Struct, gc=False):
    """An item of ``passageRelevanceBag``; V.05 writes its one property with a capital."""

    capital: RelevanceShape | None = msgspec.field(name="PassageRelevance", default=None)
    small: RelevanceShape | None = msgspec.field(name="passageRelevance", default=None)


class PassageShape(Shape):
    """``citedPassage``."""

    passage_range_bag: Words = None
    passage_relevance_bag: list[RelevanceItem | None] | RelevanceItem | None = None


class PassageItem(Shape):
    """An item of ``citedPassageBag``."""

    cited_passage: PassageShape | None = None


class CitationShape(Shape):
    """An item of ``referenceCitationBag``: three ways to say what is cited, all but one empty."""

    patent_citation: PatentCitationShape | None = None
    npl_citation: LiteratureShape | None = None
    application_citation: ApplicationCitationShape | None = None
    cited_passage_bag: list[PassageItem | None] | PassageItem | None = None
    cited_phase_code: Scalar = None
    citation_date: Scalar = None


class ClassificationShape(Shape):
    """``patentClassification``."""

    classification_scheme: Scalar = None
    patent_classification_text: Scalar = None


class ClassificationItem(Shape):
    """An item of ``patentClassificationBag``."""

    patent_classification: ClassificationShape | None = None


class CitationsShape(RelayShape):
    """The answer of ``/applications/citations``."""

    application_number: NumberShape | None = None
    reference_citation_bag: list[CitationShape | None] | CitationShape | None = None
    patent_classification_bag: list[ClassificationItem | None] | ClassificationItem | None = None


class CoverageShape(AccessShape):
    """``coverage``."""

    ip_office_code: Scalar = None
    start_date: Scalar = None
    end_date: Scalar = None
    application_total_quantity: Scalar = None


class CoverageItem(Shape):
    """An item of ``coverageBag``."""

    coverage: CoverageShape | None = None


class CoveragesShape(Shape):
    """The answer of ``/coverages``."""

    coverage_bag: list[CoverageItem | None] | CoverageItem | None = None


class ErrorShape(RelayShape):
    """An error body; older services wrap it once more, gateways say who could not be asked."""

    code: Scalar = None
    error: ErrorShape | Scalar = None
