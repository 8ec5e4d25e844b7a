"""When a provider is closed by announcement, as its operator or its office writes it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, field_validator

from gateway.maintenance import Dated, Weekly, Window
from gateway.settings.section import Section

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_LONGEST = timedelta(days=92)


def _time(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        return time.fromisoformat(value)
    raise ValueError("Should be a time in UTC such as 02:30, in quotes")


def _instant(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z", value, re.ASCII):
        try:
            return datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
        except ValueError:
            pass
    raise ValueError("Should be an instant in UTC such as 2026-12-24T18:00Z")


def _written(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


Instant = Annotated[datetime, BeforeValidator(_instant), PlainSerializer(_written, when_used="json")]
"""An instant in UTC."""

TimeOfDay = Annotated[
    time, BeforeValidator(_time), PlainSerializer(lambda at: f"{at:%H:%M}", when_used="json")
]
"""A time of the day in UTC, to the minute."""


class MaintenanceWindow(Section):
    """A weekly window (``weekday``, ``at``, ``minutes``) or one that comes once (``begins``, ``ends``)."""

    weekday: Weekday | None = Field(default=None, description="Every week on this day ...")
    at: TimeOfDay | None = Field(default=None, description="... from this time in UTC on ...")
    minutes: int | None = Field(
        default=None, ge=1, le=7 * 24 * 60, description="... for so many minutes; it may pass midnight."
    )
    begins: Instant | None = Field(default=None, description="Once, from this instant ...")
    ends: Instant | None = Field(default=None, validate_default=True, description="... to this one.")

    @field_validator("ends")
    @classmethod
    def _whole(cls, ends: datetime | None, info: ValidationInfo) -> datetime | None:
        weekly = [info.data.get(key) is not None for key in ("weekday", "at", "minutes")]
        begins = info.data.get("begins")
        once = [begins is not None, ends is not None]
        if not (all(weekly) and not any(once)) and not (all(once) and not any(weekly)):
            raise ValueError("Should be weekday, at and minutes, or begins and ends")
        if begins is not None and ends is not None and not begins < ends <= begins + _LONGEST:
            raise ValueError(f"Should be after begins, by at most {_LONGEST.days} days")
        return ends

    @property
    def window(self) -> Window:
        """The window as a value."""
        if self.begins is not None and self.ends is not None:
            return Dated(self.begins, self.ends)
        if self.weekday is None or self.at is None or self.minutes is None:
            raise AssertionError("a window is weekly or comes once")
        return Weekly(get_args(Weekday).index(self.weekday), self.at, self.minutes)
