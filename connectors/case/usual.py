"""Document lists as nearly every office writes them: narrower shapes of the same JSON, which are read faster.

Dates are dates; all else can be compared as it is written and is short enough to be remembered. What is not
of this form is read as ``wire`` has it, and says the same.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from connectors.case.wire import AccessShape, AroundShape, Shape

Brief = Annotated[str, msgspec.Meta(max_length=64)] | None
Named = Annotated[str, msgspec.Meta(max_length=200)] | None


class UsualRenditionShape(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """``documentRendition``."""

    id: Brief = None
    document_format_category: Brief = None
    language_code: Brief = None
    document_language_source: Brief = None


class UsualRenditionItem(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """An item of ``documentRenditionBag``."""

    document_rendition: UsualRenditionShape


Groups = Annotated[tuple[Brief, ...], msgspec.Meta(max_length=8)]
Forms = Annotated[tuple[UsualRenditionItem, ...], msgspec.Meta(max_length=4)]


class UsualDocumentShape(AccessShape, kw_only=True):
    """``documentIncluded``."""

    id: str
    language_code: Brief = None
    document_name: Named = None
    document_description: Named = None
    document_format_category: Brief = None
    document_code_category: Brief = None
    document_date: date | None = None
    document_size_quantity: str | int | None = None
    document_page_quantity: str | int | None = None
    document_language_source: Brief = None
    document_origin: Brief = None
    document_group_category: Groups | Brief = None
    document_rendition_bag: Forms | None = None


class UsualDocumentItem(Shape):
    """An item of ``documentIncludedBag``."""

    document_included: UsualDocumentShape


class UsualDoclistShape(AroundShape, kw_only=True):
    """The answer of ``/doclists``."""

    document_included_bag: list[UsualDocumentItem]
