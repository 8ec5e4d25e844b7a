"""``agreements.yaml``: what providing and accessing offices have agreed on, as its operator writes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from gateway.settings.documents import Location, Written
from gateway.settings.fields import Day, Line, Listed, OfficeCode, ProviderId, misplaced, repeated
from gateway.settings.section import Section

_PROVIDER = "provider"


class AgreementSettings(Section):
    """One agreement: what a provider shows to some offices, from when until when.

    It counts while it is active, on the days it names, and for the accessing offices that have accepted it,
    provided that all offices whose dossiers the provider has accepted it too.
    """

    id: ProviderId = Field(description="The agreement's id, as it is called in the records.")
    provider: ProviderId = Field(description="The provider that it is about, by its id.")
    accessing: Listed[OfficeCode] = Field(
        min_length=1, max_length=250, description="The offices to which it opens the provider."
    )
    begins: Day = Field(alias="from", description="The first day on which it counts.")
    ends: Day | None = Field(
        default=None,
        alias="until",
        validate_default=True,
        description="The last day on which it counts; absent: it has no end.",
    )
    status: Literal["tentative", "active"] = Field(
        default="tentative", description="A tentative agreement opens nothing yet."
    )
    terms: Line = Field(description="The version of the terms that was accepted.")
    unpublished: bool = Field(
        default=False, description="Whether it covers applications that are not published yet."
    )
    accepted_by: Listed[OfficeCode] = Field(
        default=(), max_length=500, description="The offices, of both sides, that have accepted it."
    )

    @field_validator("accessing", "accepted_by")
    @classmethod
    def _once(cls, offices: tuple[str, ...]) -> tuple[str, ...]:
        repeated(offices, "office")
        return offices

    @field_validator("ends")
    @classmethod
    def _after_begin(cls, ends: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("begins")
        if ends is not None and begins is not None and ends < begins:
            raise ValueError("Should not be earlier than from")
        return ends


class AgreementsFile(Section):
    """``agreements.yaml``: the agreements between offices."""

    agreements: Listed[AgreementSettings] = Field(
        default=(), max_length=2_000, description="The agreements between offices."
    )

    @field_validator("agreements")
    @classmethod
    def _distinct(cls, agreements: tuple[AgreementSettings, ...]) -> tuple[AgreementSettings, ...]:
        ids = [one.id for one in agreements]
        again = [place for place, id in enumerate(ids) if id in ids[:place]]
        if again:
            raise misplaced(*(((place, "id"), f"{ids[place]} is listed twice") for place in again))
        return agreements


def check_parties(
    file: AgreementsFile, serves: Mapping[str, Collection[str]], known: Collection[str], written: Written
) -> None:
    """Notes agreements with providers that are misspelt, and who accepted them without being a party.

    A provider without a file may be one that its office registers itself: only what it serves counts then.
    ``serves``: the offices of each provider that could be read; ``known``: the names of all office files.
    """

    def fault(place: int, key: Location, message: str) -> None:
        location = ("agreements", place, *key)
        written.fault(written.place(location), location, message)

    for place, one in enumerate(file.agreements):
        if one.provider not in known:
            if near := get_close_matches(one.provider, known, 1):
                fault(place, (_PROVIDER,), f"There is no file of this provider; did you mean {near[0]}?")
        elif one.provider in serves:
            parties = {*one.accessing, *serves[one.provider]}
            for position, office in enumerate(one.accepted_by):
                if office not in parties:
                    fault(place, ("accepted_by", position), f"{office} is neither of the two sides")
