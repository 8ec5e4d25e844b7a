"""Addresses by the network that one subscriber has; connections by network."""

from __future__ import annotations

import pytest

from gateway.limits.connections import Connections
from gateway.limits.limits import UNLIMITED, Limits
from gateway.limits.networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.78", "192.0.2.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("2001:db8:1:200:ffff::", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        (None, "local"),
        ("", "local"),
        ("no address", "local"),
    ],
)
def test_an_address_belongs_to_a_network(address: str | None, network: str) -> None:
    """One subscriber's many addresses count as one."""
    assert network_of(address) == network


def test_connections_are_bounded() -> None:
    """In all, and from one network; what is refused is not counted, what ends leaves its place."""
    connections = Connections()
    limits = Limits(connections=3, connections_per_network=2)
    assert [connections.opened("a", limits) for _ in range(3)] == [True, True, False]
    assert [connections.opened("b", limits) for _ in range(2)] == [True, False]
    assert len(connections) == 3
    connections.closed("a")
    assert connections.opened("b", limits)


def test_a_trusted_proxy_has_no_share_of_its_own() -> None:
    """It brings many requesters; only the total counts."""
    connections = Connections()
    limits = Limits(connections=5, connections_per_network=1)
    assert [connections.opened("proxy", limits, trusted=True) for _ in range(6)] == [True] * 5 + [False]


def test_without_limits_all_are_taken() -> None:
    """And counted."""
    connections = Connections()
    assert all(connections.opened("a", UNLIMITED) for _ in range(10_000))
    for _ in range(10_000):
        connections.closed("a")
    assert len(connections) == 0
