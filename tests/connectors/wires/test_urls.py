"""The one grammar: what passes is read in one way by every reader, and reading it again changes nothing."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_network
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from connectors.urls import MAX_URL, UnsafeURL, checked_name, checked_url, stays_below

PARTS = st.sampled_from(
    ["https", "http", "://", ":", "/", "//", "\\", "@", "#", "?", "%", "%2f", "%2e", "%00", "%0d%0a",
     "..", ".", "[", "]", "::1", "127.0.0.1", "0x7f.1", "2130706433", "localhost", "office.example",
     "case", "xn--", "-", "xn--bcher-kva.example", "443", "8443", "22", "65536", "0", "a b", "\t", "\n",
     "\x00", "\xfc", "\u3002", "\uff0f", "\u200b", "user", "pw", ";", "&", "=", "+", "|", "^", "{", "}",
     "'", '"', "<", ">", "~", "*"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PARTS, max_size=9).map("".join),
    st.lists(PARTS, max_size=7).map(lambda parts: "https://office.example/" + "".join(parts)),
    st.lists(PARTS, max_size=7).map(lambda parts: "https://office.example" + "".join(parts)),
    st.lists(PARTS, max_size=7).map(lambda parts: "https://" + "".join(parts)),
    st.text(max_size=40),
)


@given(TEXTS)
@example("https://office.example/a/b/../c")
@example("https://OFFICE.example:443")
def test_what_passes_is_read_in_one_way(text: str) -> None:
    """By three readers of URLs: the same host, port and path, https, and nobody's name or password."""
    with suppress(UnsafeURL):
        url = checked_url(text)
        assert checked_url(url) == url
        split, yarl, other = urlsplit(url), URL(url, encoded=True), httpx.URL(url)
        assert split.scheme == yarl.scheme == other.scheme == "https"
        assert split.hostname == yarl.raw_host == other.raw_host.decode()
        assert (split.port or 443, yarl.port, other.port or 443) == (yarl.port,) * 3
        assert yarl.port in (443, 8443)
        assert [split.username, split.password, yarl.user, other.userinfo] == [None, None, None, b""]
        assert split.path.rstrip("/") == yarl.raw_path.rstrip("/") == other.raw_path.decode().rstrip("/")
        assert (split.query, split.fragment) == ("", "")
        assert stays_below(split.path)
        assert len(url) <= MAX_URL


@given(TEXTS)
def test_whatever_is_written_is_taken_or_refused(text: str) -> None:
    """Nothing else comes out, with everything opened, and no refusal repeats what may be a password."""
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    with suppress(UnsafeURL):
        checked_url(text, allow_http=True, allow_networks=everything, ports=None, query=True)
    with suppress(UnsafeURL):
        checked_name(text)
    for url in (f"https://u:s3cr3t@{text}", f"https://office.example/?k=s3cr3t{text}", f"s3cr3t{text}"):
        with pytest.raises(UnsafeURL) as refused:
            checked_url(url)
        assert "s3cr3t" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://OFFICE.Example", "https://office.example"),
        ("https://office.example:443/", "https://office.example/"),
        ("https://office.example:8443/x/", "https://office.example:8443/x/"),
        ("https://office.example/a/./b/../c", "https://office.example/a/c"),
        ("https://office.example/../../x", "https://office.example/x"),
        ("https://office.example/a/..", "https://office.example/"),
        ("https://office.example/...", "https://office.example/..."),
        ("https://office.example/%41", "https://office.example/%41"),
    ],
)
def test_a_url_has_one_form(text: str, url: str) -> None:
    """Host in lower case, no usual port, dot segments resolved within the root."""
    assert checked_url(text) == url


def test_a_query_passes_where_it_is_asked_for() -> None:
    """Key sets and token endpoints may have one; a fragment never."""
    url = "https://office.example/keys?p=a%20b&x=/?"
    assert checked_url(url, query=True) == url
    for wrong in (url, url + "#f"):
        with pytest.raises(UnsafeURL):
            checked_url(wrong)
    with pytest.raises(UnsafeURL):
        checked_url(url + "%0a", query=True)


@pytest.mark.parametrize("literal", ["10.1.2.3", "[fd00::1]", "[::ffff:10.1.2.3]"])
def test_a_literal_is_reached_in_an_opened_network_at_any_port(literal: str) -> None:
    """And in no closed one, nor elsewhere."""
    opened = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    url = f"https://{literal}:9443/x"
    assert checked_url(url, allow_networks=opened) == url
    with pytest.raises(UnsafeURL, match="closed"):
        checked_url(url, allow_networks=opened, deny_networks=opened)
    with pytest.raises(UnsafeURL, match="allow_networks"):
        checked_url(url, allow_networks=(ip_network("192.168.0.0/16"),))
