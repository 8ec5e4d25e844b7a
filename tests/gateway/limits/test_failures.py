"""Wrong credentials from a network: some are answered, then none are looked at for a while."""

from __future__ import annotations

import pytest

from gateway.limits.failures import MOST_REMEMBERED, FailedLogins

HERE, THERE = "192.0.2.0/24", "198.51.100.0/24"


def test_guessing_is_slowed_down() -> None:
    """After three of three a minute the next is looked at twenty seconds later."""
    logins = FailedLogins()
    for place in range(3):
        assert logins.wait(HERE, f"guess {place}", 3, 0) == 0
        logins.failed(HERE, 3, 0)
    assert logins.wait(HERE, "guess 4", 3, 0) == pytest.approx(20)
    assert logins.wait(THERE, "guess 4", 3, 0) == 0
    assert logins.wait(HERE, "guess 4", 3, 20.1) == 0


def test_who_was_let_in_lately_still_is() -> None:
    """From the same network with the same credentials, for an hour; elsewhere they count as any others."""
    logins = FailedLogins()
    logins.accepted(HERE, "good", 0)
    for network in (HERE, THERE):
        for _ in range(100):
            logins.failed(network, 3, 10)
    assert logins.wait(HERE, "good", 3, 10) == 0
    assert logins.wait(THERE, "good", 3, 10) > 0
    for _ in range(10_000):
        logins.failed(HERE, 3, 10)
    assert logins.wait(HERE, "good", 3, 3_601) > 0


def test_without_a_limit_nothing_is_counted() -> None:
    """Everybody is answered."""
    logins = FailedLogins()
    for _ in range(1_000):
        logins.failed(HERE, None, 0)
    assert logins.wait(HERE, "guess", None, 0) == 0


def test_what_is_remembered_is_bounded_and_no_credential() -> None:
    """The oldest is forgotten; nothing of what was accepted stands in it."""
    logins = FailedLogins()
    for place in range(MOST_REMEMBERED + 10):
        logins.accepted(HERE, f"a very secret key {place}", 0)
    assert len(logins._accepted) == MOST_REMEMBERED
    assert b"secret" not in b"".join(logins._accepted)
