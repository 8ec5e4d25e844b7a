"""What is refused because it is too much."""

from __future__ import annotations

from math import ceil

from gateway.errors import GatewayError


class TooMuch(GatewayError):
    """More than may be asked: in a minute, at the same time, or after too many wrong credentials."""

    status = 429
    code = "rate-exceeded"
    title = "Too much is asked"
    failed_at = "client"


def rate_exceeded(what: str, wait: float) -> TooMuch:
    """So much a minute is allowed, and it is used up."""
    return TooMuch(
        f"Your {what} of the last minute are used up; ask again in {ceil(wait)} s.", retry_after=wait
    )


def too_many_at_once(what: str, most: int) -> TooMuch:
    """Only so many at the same time."""
    return TooMuch(
        f"{most} of your {what} are under way, which is as many as may be; wait for one of them to end.",
        code="too-many-at-once",
        retry_after=1,
    )


def too_many_failures(wait: float) -> TooMuch:
    """Too many wrong credentials came from a network: for a while none are looked at."""
    return TooMuch(
        f"Too many wrong credentials came from your network; they are looked at again in {ceil(wait)} s.",
        code="too-many-failures",
        retry_after=wait,
    )
