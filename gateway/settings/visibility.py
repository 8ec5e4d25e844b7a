"""Who may see what a provider shows, as its operator writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from connectors.model import Category, Direction, Status, Visibility
from gateway.settings.fields import Day, Listed, OfficeCode, repeated
from gateway.settings.section import Section


def _check_named(visibility: Visibility | None, offices: Sequence[str]) -> None:
    if visibility not in ("named", None) and offices:
        raise ValueError("Offices are listed for 'named' only")
    repeated(offices, "office")


class VisibilityRule(Section):
    """Narrows who may see some documents of a provider; all conditions given must match, none matches all.

    What is unknown of a document, its date, its direction or how far its application has come, counts as
    matching: unknown means strictest.
    """

    category: Listed[Category] = Field(
        default=(), max_length=40, description="Document categories; empty: all."
    )
    direction: Listed[Direction] = Field(
        default=(), max_length=4, description="Directions of documents; empty: all."
    )
    status: Listed[Status] = Field(
        default=(), max_length=8, description="How far the application has come; empty: anywhere."
    )
    since: Day | None = Field(default=None, description="Documents dated on this day or later.")
    until: Day | None = Field(
        default=None, validate_default=True, description="Documents dated on this day or earlier."
    )
    visibility: Visibility = Field(description="Who may see them; a rule never widens the default.")
    offices: Listed[OfficeCode] = Field(
        default=(),
        max_length=250,
        validate_default=True,
        description="For named: the offices that may see them; empty: those with an agreement in force.",
    )

    @field_validator("until")
    @classmethod
    def _after_since(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until is not None and since is not None and until < since:
            raise ValueError("Should not be earlier than since")
        return until

    @field_validator("offices")
    @classmethod
    def _named(cls, offices: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        _check_named(info.data.get("visibility"), offices)
        return offices


class VisibilitySettings(Section):
    """Who may see what a provider shows: its default, narrowed by rules; the strictest statement wins."""

    default: Visibility = Field(
        default="offices", description="The widest that anything of this provider can be seen."
    )
    offices: Listed[OfficeCode] = Field(
        default=(),
        max_length=250,
        validate_default=True,
        description="For named: the offices that may see it, besides those with an agreement in force.",
    )
    maximum: Visibility = Field(
        default="public",
        description="The operator's bound: whatever the office states and agrees on, no more is shown.",
    )
    maximum_offices: Listed[OfficeCode] = Field(
        default=(),
        max_length=250,
        validate_default=True,
        description="For a maximum of named: the only offices that may ever see it.",
    )
    rules: Listed[VisibilityRule] = Field(
        default=(), max_length=100, description="Exceptions; they only narrow."
    )

    @field_validator("offices")
    @classmethod
    def _named(cls, offices: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        _check_named(info.data.get("default"), offices)
        return offices

    @field_validator("maximum_offices")
    @classmethod
    def _bound(cls, offices: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("maximum") == "named" and not offices:
            raise ValueError("Is required by a maximum of 'named': the only offices that may ever see it")
        _check_named(info.data.get("maximum"), offices)
        return offices
