"""The proof of a domain, by a file or a TXT record, and what follows it; over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from msgspec.structs import replace

from connectors.client import Network
from connectors.endpoint import Endpoint, GatewayToken
from connectors.errors import TimedOut
from connectors.guard import LOOPBACK
from connectors.kit.listener import Listener
from gateway.registrations.checking import NotProved, Verification, prove, verify
from gateway.registrations.refusals import BodyInvalid
from gateway.registrations.registration import Registration, begun
from gateway.registrations.submission import Submission

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOKEN = "a-token-that-nobody-guesses"
WELL_KNOWN = f"/.well-known/casegate-challenge/{TOKEN}"


class Site:
    """An office's web server: what stands at which path, and what was asked of it."""

    def __init__(self) -> None:
        self.pages: dict[str, web.Response | Callable[[], web.Response]] = {}
        self.asked: list[str] = []
        self.proofs: set[str | None] = set()
        self.origin = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What stands there."""
        self.asked.append(request.path)
        if request.path.startswith("/service"):
            self.proofs.add(request.headers.get("Authorization"))
        page = self.pages.get(request.path)
        if page is None:
            raise web.HTTPNotFound
        return page() if callable(page) else page

    def registration(self, protocol: str = "static-index") -> Registration:
        """A registration of an endpoint here."""
        body = {
            "id": "au-own",
            "name": "IP Australia",
            "serves": ["AU"],
            "protocol": protocol,
            "url": f"{self.origin}/service",
            "contact": {"name": "Desk", "email": "desk@office.example"},
        }
        return begun(Submission.model_validate(body), "AU", "key au", TOKEN, NOW)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The server, listening."""
    made = Site()
    application = web.Application()
    application.router.add_get("/{path:.*}", made.answer)
    async with Listener(application) as listener:
        made.origin = listener.origin
        yield made


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    """A way out to this machine."""
    opened = Network(allow_http=True, allow_networks=LOOPBACK)
    yield opened
    await opened.aclose()


async def no_records(name: str) -> tuple[str, ...]:
    """No TXT records anywhere."""
    return ()


async def test_a_file_with_the_token_is_a_proof(site: Site, network: Network) -> None:
    """And nothing else in it, but for blanks at its ends."""
    site.pages[WELL_KNOWN] = web.Response(text=f" {TOKEN}\n")
    assert await prove(site.registration(), None, network, no_records) == "file"
    assert site.asked[0] == WELL_KNOWN


@pytest.mark.parametrize(
    "page",
    [
        web.Response(text="another-token"),
        web.Response(text=f"{TOKEN} and more"),
        web.Response(text=""),
        web.Response(text=TOKEN, status=201),
        web.Response(text=TOKEN, status=404),
        web.Response(text=TOKEN + " " * 5_000),
        web.Response(status=302, headers={"Location": "/elsewhere"}),
        web.Response(status=301, headers={"Location": "http://169.254.169.254/latest"}),
        web.Response(body=b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"}),
    ],
    ids=[
        "other",
        "more",
        "empty",
        "created",
        "not-found",
        "too-long",
        "redirect",
        "redirect-inside",
        "coded",
    ],
)
async def test_anything_else_is_none(site: Site, network: Network, page: web.Response) -> None:
    """A redirect is not followed, wherever it leads; what is said names no address."""
    site.pages[WELL_KNOWN] = page
    site.pages["/elsewhere"] = web.Response(text=TOKEN)
    with pytest.raises(NotProved, match="not proved") as refused:
        await prove(site.registration(), "file", network, no_records)
    assert site.asked == [WELL_KNOWN]
    assert "169.254" not in str(refused.value)


async def test_a_txt_record_is_a_proof(site: Site, network: Network) -> None:
    """One of several, of exactly this name; the file is not asked for when the record is wanted."""
    asked: list[str] = []

    async def records(name: str) -> tuple[str, ...]:
        asked.append(name)
        return ("v=spf1 -all", TOKEN)

    assert await prove(site.registration(), "dns", network, records) == "dns"
    assert asked == ["_casegate-challenge.127.0.0.1"]
    assert site.asked == []
    assert await prove(site.registration(), None, network, records) == "dns"
    assert site.asked == [WELL_KNOWN]


async def test_name_servers_that_fail_are_told(site: Site, network: Network) -> None:
    """Like everything that was tried, in one sentence."""

    async def failing(name: str) -> tuple[str, ...]:
        raise TimedOut("dns_error: the name servers did not answer in time")

    with pytest.raises(NotProved, match=r"challenge file.*; the TXT records.*name servers"):
        await prove(site.registration(), None, network, failing)


async def test_what_is_not_proved_is_not_asked(site: Site, network: Network) -> None:
    """The endpoint sees nothing but the look for the challenge."""
    registration = site.registration("case")
    told = await verify(
        registration, endpoint(registration), Verification(number="AU 2019325418"), network, no_records, now
    )
    assert (told.passed, told.proved_by) == (False, None)
    assert site.asked == [WELL_KNOWN]


async def test_another_protocol_is_asked_whether_it_is_well(site: Site, network: Network) -> None:
    """Once; what it answers is told."""
    site.pages[WELL_KNOWN] = lambda: web.Response(text=TOKEN)
    registration = site.registration()
    for passed in (False, True):
        if passed:
            site.pages["/service/index.json"] = lambda: web.Response(text='{"applications": []}')
        told = await verify(registration, endpoint(registration), Verification(), network, no_records, now)
        assert (told.passed, told.proved_by, told.detail is None) == (passed, "file", passed)
    assert [path for path in site.asked if path.startswith("/service")] == ["/service/index.json"] * 2


async def test_an_endpoint_that_wants_a_token_is_examined_with_one(site: Site) -> None:
    """By all checks, with a token for its URL, and some without, to see that they are refused."""

    async def sign(audience: str) -> str:
        return f"token-for-{audience}"

    async def at_once(seconds: float) -> None:
        return None

    site.pages[WELL_KNOWN] = lambda: web.Response(text=TOKEN)
    site.pages["/service/health"] = lambda: web.json_response({"status": "ok"})
    registration = site.registration("case")
    wanted = replace(endpoint(registration), auth=GatewayToken(registration.wanted.url))
    asked = Verification(number="AU 2019325418")
    network = Network(allow_http=True, allow_networks=LOOPBACK, sign=sign)
    try:
        told = await verify(registration, wanted, asked, network, no_records, now, at_once)
    finally:
        await network.aclose()
    assert (told.passed, told.proved_by) == (False, "file")
    assert told.counts["fail"] > 0
    assert site.proofs == {None, f"Bearer token-for-{registration.wanted.url}"}


@pytest.mark.parametrize("number", [None, "x" * 90, "no number at all"])
async def test_the_checks_need_an_application(site: Site, network: Network, number: Any) -> None:
    """One that can be read in one way; without it nothing is asked."""
    registration = site.registration("case")
    asked = Verification.model_construct(method=None, number=number, withheld=None)
    with pytest.raises(BodyInvalid, match="number"):
        await verify(registration, endpoint(registration), asked, network, no_records, now)
    assert site.asked == []


def endpoint(registration: Registration) -> Endpoint:
    """The endpoint that is wanted."""
    wanted = registration.wanted
    return Endpoint(
        id=registration.id,
        name=wanted.name,
        serves=wanted.serves,
        protocol=wanted.protocol,
        url=wanted.url,
        capabilities=frozenset({"dossier"}),
    )


def now() -> datetime:
    """Always the same instant."""
    return NOW
