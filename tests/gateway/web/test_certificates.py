"""Client certificates over real sockets: TLS that ends here, and TLS that ends at a proxy."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from certified import CertificateAuthority
from msgspec.structs import replace
from structlog.testing import capture_logs

from gateway.identity.access import ASK
from gateway.identity.certificates import Binding
from gateway.identity.proxies import Proxies
from gateway.web.keys import CURRENT
from gateway.web.server import serve, tls_context

SUBJECT = "CN=search,O=IP Australia,C=AU"
API = "/api/v1/offices"
PRIVATE = "private, no-store"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture
def authority(house: Any, tmp_path: Path) -> CertificateAuthority:
    """Who signs certificates of clients and server; handshakes go by the machine's clock, and so do all."""
    house.clock.seconds += (datetime.now(UTC) - house.clock.now()).total_seconds()
    return CertificateAuthority(tmp_path)


def bind(gateway: Any, *bindings: Binding, proxies: Proxies | None = None) -> None:
    """Binds certificates; with proxies, the gateway trusts these."""
    current = gateway.application[CURRENT]
    current.setup = replace(
        current.setup,
        access=replace(current.setup.access, certificates=bindings),
        proxies=proxies or current.setup.proxies,
    )


def of_au(known_by: Any = "subject", value: str = SUBJECT) -> Binding:
    """A certificate of the Australian office."""
    return Binding("AU", ASK, known_by, value, "certificate-1")


@asynccontextmanager
async def over_tls(gateway: Any, authority: CertificateAuthority) -> AsyncIterator[str]:
    """The same application, over TLS that asks for client certificates of the authority."""
    own = authority.issue("server", "CN=localhost", san=("dns:localhost", "ip:127.0.0.1"))
    context = tls_context(str(own.certificate), str(own.key), str(authority.path))
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve(
            gateway.application,
            "127.0.0.1",
            0,
            ready=port.set_result,
            stop=stop,
            grace_seconds=0.2,
            tls=context,
        )
    )
    try:
        yield f"https://localhost:{await port}"
    finally:
        stop.set()
        await serving


async def got(url: str, context: ssl.SSLContext, path: str = API, **headers: str) -> tuple[int, str, bytes]:
    """Status, Cache-Control and body of an answer over a connection of its own."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connector = aiohttp.TCPConnector(ssl=context)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.get(url + path, headers=sent) as answer,
    ):
        return answer.status, answer.headers["Cache-Control"], await answer.read()


async def test_a_certificate_stands_in_place_of_a_key(house: Any, authority: CertificateAuthority) -> None:
    """Shown in the handshake: who has it asks with its office's eyes, who has none as the public."""
    gateway = await house.open()
    bind(gateway, of_au())
    async with over_tls(gateway, authority) as url:
        client = authority.client(authority.issue("au", SUBJECT))
        assert (await got(url, client))[:2] == (200, PRIVATE)
        for path in ("/case-api/v1/coverages", "/opdapi/patent/v1/family/application/EP.99203729.A"):
            assert (await got(url, client, path))[:2] == (200, PRIVATE)
        assert (await got(url, authority.client()))[:2] == (200, "no-cache")


async def test_a_certificate_of_nobody_is_not_the_public(house: Any, authority: CertificateAuthority) -> None:
    """401, and one event; a certificate of another authority ends in the handshake."""
    gateway = await house.open()
    bind(gateway, of_au())
    async with over_tls(gateway, authority) as url:
        with capture_logs() as logs:
            status, _, body = await got(url, authority.client(authority.issue("other", "CN=other")))
        assert (status, json.loads(body)["code"]) == (401, "unauthorised")
        assert [one["kind"] for one in logs if one["event"] == "security_event"] == ["certificate-unknown"]
        stranger = CertificateAuthority(authority.path.parent, "stranger")
        context = authority.client(stranger.issue("au", SUBJECT))
        with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            await got(url, context)


async def test_a_certificate_and_a_key_are_two_credentials(
    house: Any, authority: CertificateAuthority, au_key: str
) -> None:
    """Even of the same office."""
    gateway = await house.open()
    bind(gateway, of_au())
    async with over_tls(gateway, authority) as url:
        client = authority.client(authority.issue("au", SUBJECT))
        status, _, body = await got(url, client, Authorization=f"Bearer {au_key}")
        assert (status, json.loads(body)["code"]) == (400, "two-credentials")
        assert (await got(url, authority.client(), Authorization=f"Bearer {au_key}"))[0] == 200


async def test_a_binding_that_is_taken_back_counts_on_open_connections(
    house: Any, authority: CertificateAuthority
) -> None:
    """Each request is judged anew, whatever the handshake had shown."""
    gateway = await house.open()
    bind(gateway, of_au())
    async with over_tls(gateway, authority) as url:
        connector = aiohttp.TCPConnector(ssl=authority.client(authority.issue("au", SUBJECT)))
        async with aiohttp.ClientSession(connector=connector) as session:
            for expected in (200, 401):
                async with session.get(url + API) as answer:
                    assert answer.status == expected
                bind(gateway)


@pytest.mark.parametrize(
    ("known_by", "value"), [("subject", SUBJECT), ("san", "dns:search.ipa.example"), ("sha256", "")]
)
async def test_a_trusted_proxy_passes_a_certificate_on(
    house: Any, authority: CertificateAuthority, known_by: Any, value: str
) -> None:
    """In ``Client-Cert``: known by whatever the operator has chosen."""
    gateway = await house.open()
    shown = authority.issue("au", SUBJECT, san=("dns:search.ipa.example",))
    bind(gateway, of_au(known_by, value or shown.thumbprint.hex()), proxies=Proxies(LOOPBACK))
    answer = await gateway.get(API, Client_Cert=shown.passed_on)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, PRIVATE)
    assert (await gateway.get(API)).headers["Cache-Control"] == "no-cache"


async def test_the_proxy_s_own_certificate_is_nobody_s(house: Any, authority: CertificateAuthority) -> None:
    """A proxy that proves itself by TLS speaks for the clients behind it, and not for itself."""
    gateway = await house.open()
    bind(gateway, of_au(), proxies=Proxies(LOOPBACK))
    async with over_tls(gateway, authority) as url:
        proxy = authority.client(authority.issue("proxy", SUBJECT))
        assert (await got(url, proxy))[:2] == (200, "no-cache")
        passed = authority.issue("au", SUBJECT).passed_on
        assert (await got(url, proxy, Client_Cert=passed))[:2] == (200, PRIVATE)


async def refused(gateway: Any, **headers: str) -> tuple[int, str, list[str]]:
    """Status and code of a refusal, and the kinds of security events that it caused."""
    with capture_logs() as logs:
        answer = await gateway.get(API, **headers)
    events = [one["kind"] for one in logs if one["event"] == "security_event"]
    return answer.status, json.loads(answer.body)["code"], events


async def test_a_passed_on_certificate_is_judged_like_one_of_our_own(
    house: Any, authority: CertificateAuthority, au_key: str
) -> None:
    """Out of its time, of nobody, unreadable, beside a key: each refused, with one event."""
    gateway = await house.open()
    bind(gateway, of_au(), proxies=Proxies(LOOPBACK))
    now = datetime.now(UTC)
    old = CertificateAuthority(authority.path.parent, "old", now).issue("old", SUBJECT, days=-1)
    good = authority.issue("au", SUBJECT)
    cases: list[tuple[dict[str, str], tuple[int, str, list[str]]]] = [
        ({"Client_Cert": old.passed_on}, (401, "unauthorised", ["certificate-expired"])),
        (
            {"Client_Cert": authority.issue("x", "CN=x").passed_on},
            (401, "unauthorised", ["certificate-unknown"]),
        ),
        ({"Client_Cert": ":AAAA:"}, (400, "header-invalid", ["certificate-unreadable"])),
        ({"Client_Cert": ""}, (400, "header-invalid", ["certificate-unreadable"])),
        (
            {"Client_Cert": good.passed_on, "Authorization": f"Bearer {au_key}"},
            (400, "two-credentials", ["two-credentials"]),
        ),
    ]
    for headers, expected in cases:
        assert await refused(gateway, **headers) == expected


async def test_a_certificate_that_comes_twice_is_refused(house: Any, authority: CertificateAuthority) -> None:
    """A proxy that does not replace the field of its client would let it choose."""
    gateway = await house.open()
    bind(gateway, of_au(), proxies=Proxies(LOOPBACK))
    passed = authority.issue("au", SUBJECT).passed_on
    headers = [("Client-Cert", passed), ("Client-Cert", passed)]
    async with gateway.session.get(gateway.url + API, headers=headers) as answer:
        assert answer.status == 400


async def test_nobody_else_passes_a_certificate_on(house: Any, authority: CertificateAuthority) -> None:
    """A spoofed field is refused, however good the certificate."""
    gateway = await house.open()
    bind(gateway, of_au(), proxies=Proxies((ip_network("10.0.0.0/8"),)))
    passed = authority.issue("au", SUBJECT).passed_on
    assert await refused(gateway, Client_Cert=passed) == (
        400,
        "proxy-field-untrusted",
        ["proxy-field-untrusted"],
    )
