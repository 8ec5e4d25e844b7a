"""The shapes of the service's JSON, as leniently as they can be read.

Where a text or a number belongs, any scalar is accepted; unknown properties are ignored. ``UNSET`` is
what a property that must be there holds when it is not.
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


def listed(items: list[Item | None] | None) -> list[Item]:
    """The items that are there."""
    return [] if items is None else [item for item in items if item is not None]


def words(value: Words) -> list[Scalar]:
    """The texts of a list, or the one that stands alone."""
    return value if isinstance(value, list) else [value]


class NumberShape(Shape):
    """``docNum`` of a member and the items of ``priorityClaimList``.

    ``format`` cannot be trusted: a number in DOCDB spelling can be marked ``original``.
    """

    country: Scalar = None
    doc_number: Scalar = None
    kind_code: Scalar = None


class PublicationShape(Shape):
    """An item of ``pubList``."""

    pub_country: Scalar = None
    pub_num: Scalar = None
    kind_code: Scalar = None
    pub_date: Scalar = None
    pub_date_str: Scalar = None


class DocumentShape(Shape):
    """A row of a document list; ``shareable`` is not read, it is no visibility."""

    doc_code: Scalar = None
    doc_desc: Scalar = None
    doc_id: Scalar = None
    legal_date: Scalar = None
    legal_date_str: Scalar = None
    number_of_pages: Scalar = None
    doc_group_code: Scalar = None
    doc_format: Scalar = None


class DocumentListShape(Shape):
    """A document list, embedded in a family or asked for."""

    docs: list[DocumentShape | None] | UnsetType | None = UNSET
    office_action_docs: list[DocumentShape | None] | UnsetType | None = UNSET
    title: Scalar = None
    country: Scalar = None
    doc_number: Scalar = None
    message: Scalar = None
    applicant_names: Words = None


class MemberShape(Shape):
    """A member of a family."""

    app_num: Scalar = None
    app_date: Scalar = None
    app_date_str: Scalar = None
    country_code: Scalar = None
    kind_code: Scalar = None
    ip5: Scalar = None
    doc_num: NumberShape | None = None
    title: Scalar = None
    applicant_names: Words = None
    priority_claim_list: list[NumberShape | None] | None = None
    pub_list: list[PublicationShape | None] | None = None
    doc_list: DocumentListShape | None = None
    doc_list_msg: Scalar = None


class FamilyShape(Shape):
    """The answer about a family; ``country``, ``id`` and ``type`` repeat the question."""

    members: list[MemberShape | None] | UnsetType | None = msgspec.field(name="list", default=UNSET)
    country: Scalar = None
    id: Scalar = None


class CitedShape(Shape):
    """``citedDocument``."""

    doc_country: Scalar = None
    country: Scalar = None
    doc_number: Scalar = None
    kind_code: Scalar = None
    doc_kind: Scalar = None
    doc_date: Scalar = None
    doc_date_str: Scalar = None


class RelevanceShape(Shape):
    """An item of ``relevantInfos``."""

    category: Scalar = None
    relevancy: Scalar = None
    claims: Words = None
    passages: Words = None
    text: Scalar = None


class CitationShape(Shape):
    """An item of ``citationList`` or ``nplCitationList``."""

    cited_document: CitedShape | None = None
    text: Scalar = None
    cited_in: Scalar = None
    cited_by: Scalar = None
    relevancy_text: Scalar = None
    relevant_infos: list[RelevanceShape | Scalar] | None = None


class ClassificationShape(Shape):
    """An item of ``classificationList``."""

    schema: Scalar = None
    section: Scalar = None
    patent_class: Scalar = None
    patent_sub_class: Scalar = None
    main_group: Scalar = None
    sub_group: Scalar = None


class CitationsShape(Shape):
    """The answer about citations and classifications."""

    citation_list: list[CitationShape | None] | UnsetType | None = UNSET
    npl_citation_list: list[CitationShape | None] | None = None
    classification_list: list[ClassificationShape | None] | None = None
    country: Scalar = None
    doc_number: Scalar = None


class OfficesShape(Shape):
    """The answer about providing offices."""

    data: list[Scalar]


class ErrorShape(Shape):
    """What errors carry; the text is looked at and never passed on."""

    message: Scalar = None
