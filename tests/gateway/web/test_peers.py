"""Fields that only proxies may send: believed from the operator's own, refused from anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from gateway.identity.proxies import Proxies
from gateway.web.keys import CURRENT

API = "/api/v1/offices"
LOOPBACK = (ip_network("127.0.0.0/8"),)
ELSEWHERE = (ip_network("10.0.0.0/8"),)


async def opened(house: Any, proxies: Proxies) -> Any:
    """A gateway that trusts these proxies."""
    gateway = await house.open()
    current = gateway.application[CURRENT]
    current.setup = replace(current.setup, proxies=proxies)
    return gateway


@pytest.fixture
def events() -> Iterator[Callable[[], list[tuple[str, str]]]]:
    """The security events that were reported: what kind, and from which address."""
    with capture_logs() as logs:
        yield lambda: [(one["kind"], one["address"]) for one in logs if one["event"] == "security_event"]


@pytest.mark.parametrize("path", [API, "/livez", "/case-api/v1/health", "/opdapi/patent/v1/family/x/y"])
@pytest.mark.parametrize("field", ["Client-Cert", "Client-Cert-Chain", "X-Forwarded-For", "Forwarded"])
async def test_a_spoofed_field_is_refused_and_reported_once(
    house: Any, events: Any, path: str, field: str
) -> None:
    """Wherever it is sent; the refusal repeats nothing of it, and one event says who it came from."""
    gateway = await opened(house, Proxies(ELSEWHERE))
    answer = await gateway.get(path, **{field.replace("-", "_"): "for=6.6.6.6"})
    assert (answer.status in (200, 400)) if path.startswith("/opdapi") else answer.status == 400
    assert b"6.6.6.6" not in answer.body
    assert events() == [("proxy-field-untrusted", "127.0.0.1")]
    if path == API:
        assert msgspec.json.decode(answer.body)["code"] == "proxy-field-untrusted"
        assert field in msgspec.json.decode(answer.body)["detail"]


async def test_where_no_proxy_is_expected_an_address_is_passed_over_and_a_certificate_refused(
    house: Any, events: Any
) -> None:
    """A proxy of the client's own house may add its address; nobody may pass a certificate on."""
    gateway = await opened(house, Proxies())
    assert (await gateway.get(API, X_Forwarded_For="6.6.6.6")).status == 200
    assert events() == []
    assert (await gateway.get(API, Client_Cert=":AAAA:")).status == 400
    assert events() == [("proxy-field-untrusted", "127.0.0.1")]


@pytest.mark.parametrize(
    ("proxies", "field", "value", "address"),
    [
        (Proxies(LOOPBACK), "X-Forwarded-For", "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        (Proxies(LOOPBACK), "Forwarded", "for=6.6.6.6", "127.0.0.1"),
        (Proxies(LOOPBACK, "Forwarded"), "Forwarded", "for=6.6.6.6, for=192.0.2.7", "192.0.2.7"),
        (Proxies(LOOPBACK, "Forwarded"), "X-Forwarded-For", "6.6.6.6", "127.0.0.1"),
        (Proxies(LOOPBACK), "X-Forwarded-For", "nonsense", "127.0.0.1"),
        (Proxies(), "X-Forwarded-For", "6.6.6.6", "127.0.0.1"),
    ],
)
async def test_an_event_names_the_client_behind_trusted_proxies(
    house: Any, events: Any, proxies: Proxies, field: str, value: str, address: str
) -> None:
    """By the field that the operator's proxies write, and by no other."""
    gateway = await opened(house, proxies)
    answer = await gateway.get(API, "wrong key", **{field.replace("-", "_"): value})
    assert answer.status == 401
    assert events() == [("key-unknown", address)]
