"""Where connections may go: URLs at configuration time, addresses at every dial."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from outside import Names

from connectors.client import Network
from connectors.errors import ConnectFailed
from connectors.guard import AddrInfo, Forbidden, Guard, why_denied
from connectors.urls import UnsafeURL, checked_url

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
NAT64 = (ip_network("64:ff9b::/96"),)


class Dialled(OSError):
    """The test's stand-in for a connection: the guard let this address pass."""


class Recorder:
    """Opens no socket; remembers what would have been dialled."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def __call__(self, address: AddrInfo) -> socket.socket:
        """Remembers an address that passed the guard."""
        self.addresses.append(str(address[4][0]))
        raise Dialled("dialled")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("169.254.169.254", False),
        ("64:ff9b::5db8:d70e", False),
        ("2002:5db8:d70e::1", False),
        ("2001:0:5db8:d70e::1", False),
        ("fe80::1", False),
        ("ff0e::1", False),
        ("5f00::1", False),
        ("::", False),
    ],
)
def test_only_public_addresses_pass(address, allowed):
    """Public addresses pass, also mapped into IPv6; everything special is denied with a reason."""
    assert (why_denied(ip_address(address)) is None) is allowed


def test_an_opened_network_opens_nothing_behind_it():
    """A translation prefix that the operator opened still leads to public addresses only."""
    assert why_denied(ip_address("64:ff9b::5db8:d70e"), NAT64) is None
    assert why_denied(ip_address("64:ff9b::7f00:1"), NAT64) == "loopback"
    assert why_denied(ip_address("127.0.0.1"), LOOPBACK) is None
    assert why_denied(ip_address("::ffff:127.0.0.1"), LOOPBACK) is None
    assert why_denied(ip_address("10.0.0.1"), LOOPBACK) == "private"


def test_a_zone_or_a_name_is_no_address():
    """The guard judges addresses only, whatever is written around them."""
    with pytest.raises(Forbidden):
        Guard().judge("fe80::1%eth0")
    with pytest.raises(Forbidden, match="no IP address"):
        Guard().judge("localhost")


@pytest.mark.parametrize(
    "url",
    [
        "https://office.example",
        "https://office.example/api/v1",
        "https://office.example:8443/",
        "https://xn--bcher-kva.example/",
        "https://office.example/a%20b/(c)",
    ],
)
def test_usual_endpoints_are_accepted(url):
    """https, a full name, the usual ports, a path."""
    checked_url(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://office.example/?a=b", "query"),
        ("https://office.example/#a", "fragment"),
        ("https://office.example/%2e%2E/x%2Fy", "path"),
        ("https://office.example/a\\b", "path"),
        ("https://office.example:99999", "1 to 65535"),
        ("https://office.example:8444", "443, 8443"),
        ("https://b\u00fccher.example/", "xn--"),
        ("http://office.example/", "https"),
        ("https://93.184.215.14/", "use its name"),
    ],
)
def test_a_refusal_says_why(url, reason):
    """Each refusal is a sentence that names the reason."""
    with pytest.raises(UnsafeURL, match=reason):
        checked_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8081",
        "http://localhost:8081/x",
        "https://127.0.0.1:9443",
        "http://[::1]:80/",
        "http://au:1",
    ],
)
def test_the_demo_reaches_loopback(url):
    """With cleartext and loopback allowed, simulated offices are endpoints; other addresses still are not."""
    checked_url(url, allow_http=True, allow_networks=LOOPBACK)
    with pytest.raises(UnsafeURL):
        checked_url("http://10.0.0.1/", allow_http=True, allow_networks=LOOPBACK)


async def test_ip_literals_and_names_are_judged_when_dialled(make_endpoint):
    """The guard sees literals too; a forbidden one is never handed to a socket."""
    recorder = Recorder()
    resolver = Names(["93.184.215.14"])
    network = Network(allow_http=True, allow_networks=LOOPBACK, resolver=resolver, open=recorder)
    for url in ("http://127.0.0.1:1", "http://office.example:1"):
        with pytest.raises(ConnectFailed):
            await network.client(make_endpoint(url)).fetch("/")
    assert recorder.addresses == ["127.0.0.1", "93.184.215.14"]
    await network.aclose()


async def test_a_name_with_one_bad_address_is_refused_whole(make_endpoint):
    """One forbidden address among good ones is enough; nothing is dialled, and the detail says why."""
    recorder = Recorder()
    network = Network(resolver=Names(["93.184.215.14", "fd00::5"]), open=recorder)
    with pytest.raises(ConnectFailed, match="forbidden_address"):
        await network.client(make_endpoint("https://multi.office.example")).fetch("/")
    assert recorder.addresses == []
    await network.aclose()


async def test_a_name_that_does_not_resolve(make_endpoint):
    """No answer from the resolver is ``unavailable``, told apart from a refused dial."""
    network = Network(resolver=Names([]), open=Recorder())
    with pytest.raises(ConnectFailed, match="dns_error"):
        await network.client(make_endpoint("https://gone.office.example")).fetch("/")
    await network.aclose()


def corpus() -> list[tuple[str, str, str, str, str]]:
    """The lines of the corpus of forbidden and allowed URLs, where it is at hand."""
    folder = os.environ.get("CASEGATE_PAYLOADS")
    if folder is None:
        return []
    text = (Path(folder).parent / "hostile" / "ssrf_urls.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [
        (name, verdict, stage, url.encode("ascii").decode("unicode_escape").replace("<empty>", ""), dns)
        for name, verdict, stage, url, dns, *_ in lines
    ]


CORPUS = corpus()
PARSED = [line for line in CORPUS if line[2] == "parse"]
DIALLED = [line for line in CORPUS if line[2] == "addr"]


if CORPUS:

    @pytest.mark.parametrize(
        ("name", "verdict", "stage", "url", "dns"), PARSED, ids=[one[0] for one in PARSED]
    )
    def test_the_corpus_is_refused_before_any_lookup(name, verdict, stage, url, dns):
        """Every URL of the corpus that must not be registered is refused."""
        assert verdict == "deny"
        with pytest.raises(UnsafeURL):
            checked_url(url)

    @pytest.mark.parametrize(
        ("name", "verdict", "stage", "url", "dns"), DIALLED, ids=[one[0] for one in DIALLED]
    )
    async def test_the_corpus_at_every_dial(name, verdict, stage, url, dns, make_endpoint):
        """No denied address is ever dialled, over successive lookups; every allowed name is."""
        checked_url(url)
        answers = [
            []
            if answer == "NXDOMAIN"
            else [one.rpartition(":")[2] if "CNAME" in one else one for one in answer.split(",")]
            for answer in dns.split(";")
        ]
        recorder = Recorder()
        resolver = Names(*answers)
        for _ in answers:
            network = Network(resolver=resolver, open=recorder)
            with pytest.raises(ConnectFailed):
                await network.client(make_endpoint(url)).fetch("/")
            await network.aclose()
        public = [one for one in recorder.addresses if why_denied(ip_address(one)) is None]
        assert recorder.addresses == public
        assert bool(public) is (verdict == "allow" or len(answers) > 1)
