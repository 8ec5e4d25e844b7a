"""The section ``identity``: what can work is read, what cannot is a fault at its place."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc.jwk import ECKey

from gateway.settings.tokens import issuance_of

SECRET = "sixteen-characters-or-more"
KEY = ECKey.generate_key("P-256")
BASE = "public_url: https://g.example\nidentity:\n"


@pytest.fixture
def written(folder: Any) -> Any:
    """The directory, with key files in it."""
    folder.write("public.pem", KEY.as_pem(private=False))
    folder.write("private.pem", KEY.as_pem(private=True))
    folder.write("empty.json", '{"keys": []}')
    return folder


def test_clients_and_keys_are_resolved(written: Any) -> None:
    """Secrets to their hash, files to keys; nothing of either is printed."""
    written.write(
        "gateway.yaml",
        f"{BASE}  clients:\n"
        "    - {id: a, office: AU, secret: env:S, scopes: [ask, register]}\n"
        "    - {id: b, office: IB, public_key: file:public.pem}\n"
        "    - {id: c, office: NZ, certificate: 'CN=x'}\n"
        "  signing_algorithm: EdDSA\n  signing_keys: [file:private.pem]\n",
    )
    settings = written.read({"S": SECRET})
    found = issuance_of(settings.gateway, {"S": SECRET})
    first, second, third = found.clients
    assert first.has_secret(SECRET)
    assert not first.has_secret(SECRET[:-1])
    assert first.scopes == {"ask", "register"}
    assert second.office == "WO"
    assert second.keys is not None
    assert third.subject == "CN=x"
    assert found.algorithm == "EdDSA"
    assert [key.id for key in found.keys] == [KEY.thumbprint()]
    assert SECRET not in repr(settings) + repr(found)
    assert found.place.issuer == found.place.audience == "https://g.example"


def test_an_issuer_elsewhere_is_resolved(written: Any) -> None:
    """With what its words stand for."""
    written.write(
        "gateway.yaml",
        f"{BASE}  issuer:\n    url: https://login.example/realms/x\n    office_claim: azp\n"
        "    offices: [{value: 7d1c, office: AU}]\n    scopes: [{value: cg.ask, scope: ask}]\n",
    )
    rules = issuance_of(written.read().gateway, {}).issuer
    assert rules is not None
    assert (rules.url, rules.audience) == ("https://login.example/realms/x", "https://g.example")
    assert (rules.offices, rules.scopes) == ({"7d1c": "AU"}, {"cg.ask": "ask"})


REFUSED = [
    ("clients: [{id: a, office: AU}]", ["identity.clients[0].secret"]),
    ("clients: [{id: a, office: XX, secret: env:S}]", ["identity.clients[0].office"]),
    ("clients: [{id: 'a:b', office: AU, secret: env:S}]", ["identity.clients[0].id"]),
    ("clients: [{id: 'a/b', office: AU, secret: env:S}]", ["identity.clients[0].id"]),
    ("clients: [{id: a, office: AU, secret: env:SHORT}]", ["identity.clients[0].secret"]),
    (f"clients: [{{id: a, office: AU, secret: {SECRET}}}]", ["identity.clients[0].secret"]),
    ("clients: [{id: a, office: AU, public_key: file:private.pem}]", ["identity.clients[0].public_key"]),
    ("clients: [{id: a, office: AU, public_key: file:empty.json}]", ["identity.clients[0].public_key"]),
    ("clients: [{id: a, office: AU, public_key: file:none.pem}]", ["identity.clients[0].public_key"]),
    ("clients: [{id: a, office: AU, public_key: env:S}]", ["identity.clients[0].public_key"]),
    ("clients: [{id: a, office: AU, secret: env:S, scopes: []}]", ["identity.clients[0].scopes"]),
    ("clients: [{id: a, office: AU, secret: env:S, scopes: ask}]", ["identity.clients[0].scopes"]),
    ("clients: [{id: a, office: AU, secret: env:S, scopes: [ask, ask]}]", ["identity.clients[0].scopes[1]"]),
    (
        "clients: [{id: a, office: AU, secret: env:S}, {id: a, office: NZ, secret: env:S}]",
        ["identity.clients[1].id"],
    ),
    ("signing_keys: [file:public.pem]", ["identity.signing_keys[0]"]),
    ("signing_algorithm: HS256", ["identity.signing_algorithm"]),
    ("issuer: {url: 'http://login.example'}", ["identity.issuer.url"]),
    ("issuer: {url: 'https://10.0.0.1'}", ["identity.issuer.url"]),
    ("issuer: {url: 'https://u:p@login.example'}", ["identity.issuer.url"]),
    ("issuer: {url: 'https://login.example', token_type: none}", ["identity.issuer.token_type"]),
    (
        "issuer: {url: 'https://l.example', offices: [{value: a, office: AU}, {value: a, office: NZ}]}",
        ["identity.issuer.offices[1].value"],
    ),
    (
        "{clients: [{id: a, office: AU, secret: env:S}], issuer: {url: 'https://login.example'}}",
        ["identity.issuer"],
    ),
    ("issuers: []", ["identity.issuers"]),
]


@pytest.mark.parametrize(("text", "keys"), REFUSED)
def test_what_cannot_work_is_a_fault_at_its_place(written: Any, text: str, keys: list[str]) -> None:
    """Weak or inline secrets, private keys in place of public ones, two issuers at once."""
    body = f"identity: {text}\n" if text.startswith("{") else f"identity:\n  {text}\n"
    written.write("gateway.yaml", f"public_url: https://g.example\n{body}")
    faults = written.raw_faults({"S": SECRET, "SHORT": "fifteen-letters"})
    assert [fault.key for fault in faults] == keys
    assert SECRET not in str(faults)


def test_a_key_for_an_offices_token_endpoint(written: Any) -> None:
    """A private key in place of the secret; one that cannot sign, or both, are faults."""
    auth = "auth: {type: oauth2, token_url: 'https://o.example/t', client_id: c, private_key: %s%s}\n"
    written.office(auth % ("file:private.pem", ", key_id: k1, audience: 'https://o.example'"))
    assert written.read().offices[0].auth.key_id == "k1"
    for reference, more, key in (
        ("file:public.pem", "", "auth.private_key"),
        ("file:private.pem", ", client_secret: env:S", "auth.private_key"),
    ):
        written.office(auth % (reference, more))
        assert [fault.key for fault in written.raw_faults({"S": SECRET})] == [key]


def test_a_gateway_token_is_for_somebody(written: Any) -> None:
    """Its audience becomes part of the endpoint."""
    from connectors.endpoint import GatewayToken
    from gateway.settings.endpoints import endpoint

    written.office("auth: {type: gateway-token, audience: ip-australia}\n")
    found = endpoint(written.read().offices[0], {}, catalogue=written.catalogue)
    assert found.auth == GatewayToken("ip-australia")
