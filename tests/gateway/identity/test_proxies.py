"""The address of a client behind proxies: only what trusted proxies added is believed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity.proxies import NO_PROXIES, Proxies, read_address

OURS = Proxies((ip_network("10.0.0.0/8"), ip_network("fd00::/8")))
FORWARDED = Proxies(OURS.networks, "Forwarded")
PROXY = ip_address("10.0.0.1")


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ([], "10.0.0.1"),
        (["192.0.2.7"], "192.0.2.7"),
        (["6.6.6.6, 192.0.2.7"], "192.0.2.7"),
        (["6.6.6.6", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7, 10.0.0.2"], "192.0.2.7"),
        (["6.6.6.6, 192.0.2.7, 10.9.9.9, 10.0.0.2"], "192.0.2.7"),
        (["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (["192.0.2.7:51000"], "192.0.2.7"),
        (["[2001:db8::7]:51000"], "2001:db8::7"),
        (["2001:db8::7, fd00::1"], "2001:db8::7"),
        (["::ffff:192.0.2.7"], "192.0.2.7"),
        (["6.6.6.6, unknown"], "10.0.0.1"),
        (["6.6.6.6, "], "10.0.0.1"),
        (["6.6.6.6, 10.0.0.2, 999.1.1.1"], "10.0.0.1"),
        (["6.6.6.6, <script>, 10.0.0.2"], "10.0.0.2"),
        (["6.6.6.6,,,,"], "10.0.0.1"),
    ],
)
def test_the_list_is_read_from_its_end(told: list[str], client: str) -> None:
    """As long as trusted proxies speak; what a proxy says that cannot be read leaves that proxy."""
    assert str(OURS.client(PROXY, told)) == client


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ([], "10.0.0.1"),
        (["for=192.0.2.7"], "192.0.2.7"),
        (["For=192.0.2.7;proto=https;by=10.0.0.1"], "192.0.2.7"),
        (["proto=https;for=192.0.2.7"], "192.0.2.7"),
        (['for="[2001:db8::7]:4711"'], "2001:db8::7"),
        (["for=6.6.6.6, for=192.0.2.7;proto=https, for=10.0.0.2"], "192.0.2.7"),
        (['for="6.6.6.6, for=7.7.7.7", for=192.0.2.7'], "192.0.2.7"),
        (["for=6.6.6.6", "for=192.0.2.7"], "192.0.2.7"),
        (["for=6.6.6.6, for=_hidden"], "10.0.0.1"),
        (["for=6.6.6.6, proto=https"], "10.0.0.1"),
        (["for=6.6.6.6, by=10.0.0.1;xfor=7.7.7.7"], "10.0.0.1"),
        (['for="', "for=192.0.2.7"], "10.0.0.1"),
        (['for="6.6.6.6", for=192.0.2.7"'], "10.0.0.1"),
        (['host="x;for=6.6.6.6";for=192.0.2.7'], "192.0.2.7"),
        (['host="\\";for=6.6.6.6;x=\\"";for=192.0.2.7'], "192.0.2.7"),
        (["for=6.6.6.6;for=192.0.2.7"], "10.0.0.1"),
        (["192.0.2.7"], "10.0.0.1"),
    ],
)
def test_forwarded_is_read_whole_or_not_at_all(told: list[str], client: str) -> None:
    """A quotation mark that a client leaves open never swallows what the proxy has added."""
    assert str(FORWARDED.client(PROXY, told)) == client


@given(st.text(max_size=60), st.sampled_from([OURS, FORWARDED, NO_PROXIES]))
def test_who_is_no_trusted_proxy_speaks_for_nobody(text: str, proxies: Proxies) -> None:
    """Whatever stands in the field."""
    stranger = ip_address("203.0.113.9")
    assert proxies.client(stranger, [text]) == stranger


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_what_a_client_writes_never_counts_beside_what_the_proxy_adds(text: str) -> None:
    """The proxy appends the address it was called from; nothing before it chooses another one."""
    expected = ip_address("192.0.2.7")
    assert OURS.client(PROXY, [f"{text}, 192.0.2.7"]) == expected
    assert FORWARDED.client(PROXY, [f"{text}, for=192.0.2.7"]) in (expected, PROXY)


def test_without_an_address_there_is_none() -> None:
    """A local socket has none; text that is none is none."""
    assert OURS.client(None, ["192.0.2.7"]) is None
    assert read_address("") is None
    assert read_address("fe80::1%eth0") == ip_address("fe80::1")


@given(st.integers(1, 3000))
def test_a_long_list_is_no_trouble(length: int) -> None:
    """It is read from its end, and a bad one once."""
    assert str(OURS.client(PROXY, ["6.6.6.6, " * length + "192.0.2.7"])) == "192.0.2.7"
    assert str(FORWARDED.client(PROXY, ['for="' * length])) == "10.0.0.1"
