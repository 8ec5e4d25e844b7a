"""From settings to endpoints and keys, secrets resolved."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.endpoint import ApiKey, Basic, Endpoint, Limits, MutualTLS, NoAuth, OAuth2, Secret
from gateway.settings.auth import MutualTLSSettings
from gateway.settings.endpoints import access_of, endpoint
from gateway.settings.faults import SettingsFaults
from gateway.settings.models import OfficeSettings
from gateway.settings.reading import read_settings
from gateway.settings.secrets import SecretError

ENVIRON = {"KEY": "hunter2", "USER": "gateway"}


def test_the_least_office_is_an_endpoint_that_may_be_asked_everything(folder: Any) -> None:
    """Without `capabilities`, all that the protocol has; without `auth`, no credentials."""
    folder.office(serves="[AU, IB]", protocol="opd")
    (office,) = folder.read().offices
    assert endpoint(office, {}, catalogue=folder.catalogue) == Endpoint(
        id="au",
        name="IP Australia",
        serves=("AU", "WO"),
        protocol="opd",
        url="https://dossier.office.example/v1",
        capabilities=frozenset({"family", "dossier", "content"}),
        auth=NoAuth(),
        limits=Limits(concurrency=8, requests_per_minute=None, requests_per_day=None, timeout_seconds=10),
    )


@pytest.mark.parametrize(
    ("protocol", "limits", "minute"),
    [("case", "", None), ("patentscope", "", 4), ("patentscope", "limits: {requests_per_minute: 9}", 9)],
)
def test_a_service_is_asked_as_often_as_its_terms_allow(
    folder: Any, protocol: str, limits: str, minute: int | None
) -> None:
    """Where the only service of a protocol allows so many a minute, unless the file says otherwise."""
    folder.office(limits, protocol=protocol, serves="[WO]")
    (office,) = read_settings(folder.path, {}).offices
    assert endpoint(office, {}).limits.requests_per_minute == minute


@pytest.mark.parametrize(
    ("auth", "protocol", "expected"),
    [
        ("{type: api-key, key: env:KEY}", "case", ApiKey("X-Api-Key", Secret("hunter2"))),
        ("{type: api-key, header: X-Key, key: env:KEY}", "case", ApiKey("X-Key", Secret("hunter2"))),
        ("{type: basic, username: me, password: env:KEY}", "case", Basic("me", Secret("hunter2"))),
        ("{type: basic, username: env:USER, password: env:KEY}", "case", Basic("gateway", Secret("hunter2"))),
        (
            "{type: oauth2, username: env:USER, password: env:KEY}",
            "opd",
            OAuth2("password", username="gateway", password=Secret("hunter2")),
        ),
        (
            "{type: oauth2, token_url: 'https://o.example', client_id: c, client_secret: env:KEY, scope: s}",
            "case",
            OAuth2("client_credentials", "https://o.example", "c", Secret("hunter2"), scope="s"),
        ),
    ],
)
def test_auth_is_resolved(folder: Any, auth: str, protocol: str, expected: object) -> None:
    """Each kind of `auth` becomes the endpoint's, with the grant that the protocol has unless said."""
    rest = "limits: {requests_per_minute: 5}\ncapabilities: [family]\n"
    folder.office(f"auth: {auth}\n{rest}", protocol=protocol)
    (office,) = folder.read(ENVIRON).offices
    made = endpoint(office, ENVIRON, catalogue=folder.catalogue)
    assert made.auth == expected
    assert (made.limits.requests_per_minute, made.capabilities) == (5, {"family"})
    assert "hunter2" not in repr(made)


def test_a_certificate_is_given_by_path() -> None:
    """Mutual TLS takes paths, not contents."""
    office = OfficeSettings(
        id="au",
        name="x",
        serves=("AU",),
        protocol="case",
        url="https://o.example",
        capabilities=("family",),
        auth=MutualTLSSettings(certificate="file:/c.pem", key="file:/k.pem"),
    )
    assert endpoint(office, {}).auth == MutualTLS("/c.pem", "/k.pem")


def test_a_secret_that_has_gone_since_is_an_error(folder: Any) -> None:
    """Between checking and using, a variable can go: that is said, not taken for an empty key."""
    folder.office("auth: {type: api-key, key: env:KEY}\n")
    (office,) = folder.read(ENVIRON).offices
    with pytest.raises(SecretError, match="KEY is not set"):
        endpoint(office, {}, catalogue=folder.catalogue)


def test_access_keys_come_with_their_office_and_scopes(folder: Any) -> None:
    """An office may have two keys; what nothing is said of is good for asking, and for nothing else."""
    folder.write(
        "gateway.yaml",
        "public_url: https://g.example\n"
        "access: {keys: [{office: NZ, key: env:A}, {office: NZ, key: env:B, scopes: [statistics, ask]}]}\n",
    )
    environ = {"A": "1", "B": "2"}
    access = access_of(folder.read(environ).gateway.access, environ)
    one, other = access.key("1", 0), access.key("2", 0)
    assert one is not None
    assert other is not None
    assert (one.requester.office, one.scopes) == ("NZ", {"ask"})
    assert (other.requester.office, other.scopes) == ("NZ", {"ask", "statistics"})
    assert access.key("3", 0) is None


@pytest.mark.parametrize("scopes", ["[]", "[ask, ask]", "[everything]", "ask"])
def test_scopes_are_said_once_and_exist(folder: Any, scopes: str) -> None:
    """A list of words that there are; a key for nothing is a mistake."""
    folder.write(
        "gateway.yaml",
        f"public_url: https://g.example\naccess: {{keys: [{{office: NZ, key: env:A, scopes: {scopes}}}]}}\n",
    )
    with pytest.raises(SettingsFaults, match="scopes"):
        folder.read({"A": "1"})


def test_an_accessing_office_can_have_an_account_of_its_own(folder: Any) -> None:
    """Its credentials are kept with its code; two of one office are a fault."""
    one = "{office: AU, auth: {type: api-key, key: env:KEY}}"
    folder.office(accounts=f"[{one}]")
    (office,) = folder.read(ENVIRON).offices
    assert endpoint(office, ENVIRON, catalogue=folder.catalogue).accounts == (
        ("AU", ApiKey("X-Api-Key", Secret("hunter2"))),
    )
    folder.office(accounts=f"[{one}, {one}]")
    (fault,) = folder.faults(ENVIRON)
    assert fault.endswith("accounts[1].office: AU is listed twice")
