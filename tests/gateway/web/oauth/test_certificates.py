"""Tokens and client certificates (RFC 8705), as a trusted proxy passes them on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from certified import CertificateAuthority, Certified
from token_gateways import SECRET, MovedClock, tokened, write_config

NOW = datetime.fromtimestamp(MovedClock().seconds, UTC)
BY_SECRET = {"grant_type": "client_credentials", "client_id": "nz", "client_secret": SECRET}
BY_CERTIFICATE = {"grant_type": "client_credentials", "client_id": "jp"}
CLIENTS = (
    "  clients:\n"
    "    - {id: nz, office: NZ, secret: env:NZ_SECRET}\n"
    "    - {id: jp, office: JP, certificate: 'CN=search,O=JPO'}\n"
)


@pytest.fixture
def authority(tmp_path: Path) -> CertificateAuthority:
    """Certificates of the time in which the gateway's clock stands."""
    return CertificateAuthority(tmp_path, now=NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gateway behind a proxy on this machine."""
    write_config(tmp_path, CLIENTS)
    file = tmp_path / "gateway.yaml"
    file.write_text(file.read_text().replace("access: {", "access: {trusted_proxies: [127.0.0.1/32], "))
    return tmp_path


async def test_a_client_proves_itself_by_its_certificate(
    folder: Path, authority: CertificateAuthority
) -> None:
    """By exactly this subject, in its time; what it gets is good with this certificate alone."""
    own = authority.issue("own", "CN=search,O=JPO")
    other = authority.issue("other", "CN=search,O=JPO")
    wrong = [
        authority.issue("wrong", "CN=search,O=JPO,C=JP"),
        authority.issue("late", "CN=search,O=JPO", days=-1),
    ]
    async with tokened(folder) as gateway:
        assert (await gateway.token_request(BY_CERTIFICATE)).status == 401
        for one in wrong:
            assert (await gateway.token_request(BY_CERTIFICATE, Client_Cert=one.passed_on)).status == 401
        answer = await gateway.token_request(BY_CERTIFICATE, Client_Cert=own.passed_on)
        assert answer.status == 200
        token = answer.json["access_token"]

        async def asked(shown: Certified | None) -> int:
            fields = {} if shown is None else {"Client_Cert": shown.passed_on}
            answer = await gateway.send("GET", "/api/v1/offices", Authorization=f"Bearer {token}", **fields)
            return answer.status

        assert [await asked(one) for one in (own, other, None, own)] == [200, 401, 401, 200]


async def test_a_token_is_bound_to_the_certificate_that_came_with_the_request(
    folder: Path, authority: CertificateAuthority
) -> None:
    """Though the client proved itself by a secret: whoever steals the token cannot use it."""
    own = authority.issue("own")
    async with tokened(folder) as gateway:
        bound = (await gateway.token_request(BY_SECRET, Client_Cert=own.passed_on)).json["access_token"]
        free = (await gateway.token_request(BY_SECRET)).json["access_token"]
        assert await gateway.asks(bound) == 401
        assert await gateway.asks(free) == 200
        answer = await gateway.send(
            "GET", "/api/v1/offices", Authorization=f"Bearer {bound}", Client_Cert=own.passed_on
        )
        assert answer.status == 200


async def test_a_certificate_from_anybody_else_is_refused(
    tmp_path: Path, authority: CertificateAuthority
) -> None:
    """Without a proxy that is trusted the field proves nothing, and is refused before anything is given."""
    write_config(tmp_path, CLIENTS)
    own = authority.issue("own", "CN=search,O=JPO")
    async with tokened(tmp_path) as gateway:
        answer = await gateway.token_request(BY_CERTIFICATE, Client_Cert=own.passed_on)
        assert answer.status == 400
        assert answer.json["error"] == "invalid_request"
