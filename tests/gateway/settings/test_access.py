"""The ``access`` and ``listen`` sections: certificates, proxies and TLS as operators write them."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from certified import CertificateAuthority

from gateway.identity.certificates import Binding
from gateway.settings.endpoints import access_of

HEAD = "public_url: https://g.example\n"
THUMBPRINT = "ab" * 32


def access(folder: Any, text: str) -> Any:
    """The ``access`` section of a file that is right."""
    folder.write("gateway.yaml", f"{HEAD}access: {{{text}}}\n")
    return folder.read().gateway.access


def faults(folder: Any, text: str) -> list[tuple[str, str]]:
    """The faults of a file: key and message."""
    folder.write("gateway.yaml", HEAD + text)
    return [(fault.key, fault.message) for fault in folder.raw_faults()]


def test_certificates_are_bound_in_one_form(folder: Any) -> None:
    """However they are written; without scopes they are good for asking."""
    colons = ":".join(["AB"] * 32)
    section = access(
        folder,
        f"certificates: [{{office: AU, sha256: '{colons}'}}, "
        "{office: JP, subject: 'CN=search,O=JPO,C=JP', scopes: [ask, statistics]}, "
        "{office: NZ, san: 'dns:Search.IPONZ.example'}, {office: KR, san: 'ip:2001:DB8:0::7'}]",
    )
    asking = frozenset({"ask"})
    assert access_of(section, {}).certificates == (
        Binding("AU", asking, "sha256", THUMBPRINT, "certificate-1"),
        Binding("JP", asking | {"statistics"}, "subject", "CN=search,O=JPO,C=JP", "certificate-2"),
        Binding("NZ", asking, "san", "dns:search.iponz.example", "certificate-3"),
        Binding("KR", asking, "san", "ip:2001:db8::7", "certificate-4"),
    )


@pytest.mark.parametrize(
    ("entry", "key", "said"),
    [
        ("{office: AU}", "san", "one of sha256, subject and san"),
        ("{office: AU, san: 'dns:a', subject: 'CN=a'}", "san", "one of sha256, subject and san"),
        ("{office: AU, sha256: 'abcd'}", "sha256", "64 hexadecimal digits"),
        ("{office: AU, subject: 'search'}", "subject", "such as CN=search"),
        ("{office: AU, san: 'search.example'}", "san", "dns:NAME"),
        ("{office: AU, san: 'dns:a b'}", "san", "dns:NAME"),
        ("{office: AU, san: 'ip:999.1.1.1'}", "san", "IPv4 or IPv6"),
        ("{office: UK, san: 'dns:a'}", "office", "did you mean GB"),
        ("{office: AU, san: 'dns:a', scopes: []}", "scopes", "at least 1"),
        ("{office: AU, san: 'dns:a'}, {office: JP, san: 'dns:A'}", "san", "Is bound already"),
    ],
)
def test_a_binding_that_is_not_clear_is_a_fault(folder: Any, entry: str, key: str, said: str) -> None:
    """At its place, with what would be right."""
    found = faults(folder, f"access: {{certificates: [{entry}]}}\n")
    place = 1 if "bound already" in said else 0
    assert [one for one, _ in found] == [f"access.certificates[{place}].{key}"]
    assert said in found[0][1]


def test_proxies_are_networks(folder: Any) -> None:
    """And one of the two fields is theirs."""
    section = access(folder, "trusted_proxies: [10.0.0.0/8, '::1/128'], client_address_from: Forwarded")
    assert section.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert section.client_address_from == "Forwarded"
    ((key, _),) = faults(folder, "access: {trusted_proxies: [proxy.example]}\n")
    assert key == "access.trusted_proxies[0]"
    ((key, _),) = faults(folder, "access: {client_address_from: X-Real-IP}\n")
    assert key == "access.client_address_from"


def test_tls_is_usable_or_a_fault_at_once(folder: Any) -> None:
    """A key that does not fit, authorities that are none, a file that is not there: told before it starts."""
    authority = CertificateAuthority(folder.path)
    authority.issue("server")
    authority.issue("other")
    good = "certificate: file:server.pem, key: file:server.key, client_ca: file:authority.pem"
    folder.write("gateway.yaml", f"{HEAD}listen: {{tls: {{{good}}}}}\n")
    assert folder.read().gateway.listen.tls.client_ca == f"file:{folder.path}/authority.pem"
    for wrong, key in (
        (good.replace("key: file:server", "key: file:other"), "key"),
        (good.replace("authority.pem", "server.key"), "client_ca"),
        (good.replace("authority.pem", "nothing.pem"), "client_ca"),
        (good.replace("certificate: file:server.pem, ", ""), "certificate"),
    ):
        assert [one for one, _ in faults(folder, f"listen: {{tls: {{{wrong}}}}}\n")] == [f"listen.tls.{key}"]
