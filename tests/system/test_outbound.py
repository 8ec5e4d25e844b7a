"""Where a gateway's questions go, over real sockets: to the office they are for, and to nobody else."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp.abc import ResolveResult
from outside import PUBLIC, Names, Office, connections, office_at, reply

import connectors.catalogue
from connectors.case.encode import encode_doclist
from connectors.client import Network
from connectors.contract import Operation
from connectors.endpoint import ApiKey, Auth, Basic, Endpoint, NoAuth, OAuth2, Secret
from connectors.errors import ConnectFailed, ConnectorError, Unsupported
from connectors.model import Document, Rendition
from connectors.numbers.identity import parse_docdb

NUMBER = parse_docdb("AU.2019325418.A")
HOST = "case.office.example"
OTHERS = ("evil.example", "tokens.office.example", "office.example")
ALL: frozenset[Operation] = frozenset({"family", "dossier", "citations", "content"})
HOSTILE_LINKS = [
    "file:///etc/passwd", "https://evil.example/doc.pdf", "//evil.example/doc", "//127.0.0.1/doc",
    "https://case.office.example:6379/doc", "https://case.office.example@10.0.0.1/d", "@evil.example/d",
    "\\\\10.0.0.1\\d", "../../../admin", "..%2f..%2fadmin", "/../admin", ":8443/x", ".evil.example/x",
    "?x=http://127.0.0.1", "#@evil.example/", "a\r\nHost: evil.example", "a b", "%00", "http://[::1]/",
]  # fmt: skip
"""What a hostile office may say a document's file or id is."""


@asynccontextmanager
async def network_to(office: Office, names: Names) -> AsyncIterator[Network]:
    """A network as in production, whose public addresses lead to the office."""
    network = Network(resolver=names, open=office.open, authorities=str(office.authority))
    try:
        yield network
    finally:
        await network.aclose()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An office that answers for its own name and for others that must not be asked."""
    async with office_at([HOST, *OTHERS], tmp_path) as office:
        yield office


def endpoint(protocol: str = "case", auth: Auth | None = None, path: str = "/api") -> Endpoint:
    """The office as a provider."""
    return Endpoint("x", "Office", ("AU",), protocol, f"https://{HOST}{path}", ALL, auth or NoAuth())


@pytest.mark.parametrize(
    "bad", ["127.0.0.1", "10.1.2.3", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"]
)
async def test_a_name_that_changes_between_two_questions_is_judged_each_time(
    office: Office, bad: str
) -> None:
    """Public at first, then not: what was opened is used to its end, a new connection is not made."""
    names = Names([PUBLIC], [bad])
    office.answer = lambda host, target: reply(b"{}", "Connection: close")
    with connections() as connected:
        for _ in range(2):
            async with network_to(office, names) as network:
                client = network.client(endpoint())
                if names.lookups:
                    with pytest.raises(ConnectFailed, match="forbidden_address"):
                        await client.fetch("/x")
                else:
                    await client.fetch("/x")
    assert office.dialled == [(PUBLIC, 443)]
    assert connected == [("127.0.0.1", office.port)]


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_one_bad_address_of_several_refuses_them_all(office: Office, place: int) -> None:
    """Wherever it stands among the good ones: nothing is dialled."""
    found = [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    found.insert(place, "169.254.169.254")
    with connections() as connected:
        async with network_to(office, Names(found)) as network:
            with pytest.raises(ConnectFailed, match="forbidden_address"):
                await network.client(endpoint()).fetch("/x")
    assert (office.dialled, connected) == ([], [])


async def test_what_is_dialled_is_judged_itself_and_not_only_what_was_looked_up(office: Office) -> None:
    """An answer that was judged, and is remembered, turns bad before the next dial: no socket is opened."""

    class Remembered(Names):
        """Keeps what it gave, which is what the connection pool remembers."""

        given: list[ResolveResult]

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            """One lookup."""
            self.given = await super().resolve(host, port, family)
            return self.given

    names = Remembered([PUBLIC])
    office.answer = lambda host, target: reply(b"{}", "Connection: close")
    with connections() as connected:
        async with network_to(office, names) as network:
            client = network.client(endpoint())
            await client.fetch("/x")
            names.given[0]["host"] = "127.0.0.1"
            with pytest.raises(ConnectFailed, match="forbidden_address"):
                await client.fetch("/x")
    assert names.lookups == [HOST]
    assert office.dialled == [(PUBLIC, 443)]
    assert connected == [("127.0.0.1", office.port)]


@pytest.mark.parametrize(
    "auth",
    [
        ApiKey("X-Api-Key", Secret("the-secret")),
        Basic("me", Secret("the-secret")),
        OAuth2("client_credentials", "https://tokens.office.example/t", "id", Secret("client-secret")),
        OAuth2("password", f"https://{HOST}/t", username="me", password=Secret("the-password")),
    ],
    ids=["key", "basic", "oauth2", "password"],
)
@pytest.mark.parametrize("where", ["https://evil.example/", "http://127.0.0.1:1/", "//evil.example/"])
async def test_credentials_go_to_the_endpoint_and_to_nobody_a_redirect_names(
    office: Office, auth: Auth, where: str
) -> None:
    """The office is asked once with its own; a token endpoint elsewhere sees the client, never the token."""

    def answer(host: str, target: str) -> bytes:
        if target == "/t":
            return reply(b'{"access_token": "the-token", "expires_in": 300}')
        return reply(b"", f"Location: {where}", f"Refresh: 0;url={where}", status="307 Go")

    office.answer = answer
    async with network_to(office, Names([PUBLIC])) as network:
        with pytest.raises(ConnectorError):
            await network.client(endpoint(auth=auth)).fetch("/x")
    hosts = [host for host, _, _ in office.requests]
    assert hosts == [HOST] or hosts == ["tokens.office.example", HOST] or hosts == [HOST, HOST]
    for host, target, fields in office.requests:
        sent = json.dumps(fields)
        if target == "/t":
            assert "the-token" not in sent
        else:
            assert host == HOST
            assert "client-secret" not in sent


def stays_below(path: str, target: str) -> bool:
    """Whether a target is below a path, also for a server that decodes it before it resolves dots."""
    return target.startswith(path) and ".." not in unquote(target.partition("?")[0]).split("/")


async def opened(network: Network, protocol: str, path: str) -> int:
    """Opens every document of an application that the office lists; how many could be."""
    auth = ApiKey("X-Api-Key", Secret("the-secret"))
    connector = connectors.catalogue.wire(protocol).open(endpoint(protocol, auth, path), network)
    count = 0
    for document in (await connector.get_dossier(NUMBER)).documents:
        for rendition in document.renditions:
            with contextlib.suppress(ConnectorError):
                async with connector.open_content(NUMBER, document, rendition.id, None) as stream:
                    count += bool([chunk async for chunk in stream.chunks])
    await connector.aclose()
    return count


@pytest.mark.parametrize("link", ["letters/first.pdf", *HOSTILE_LINKS])
async def test_what_an_index_names_is_asked_of_its_own_office_or_of_nobody(office: Office, link: str) -> None:
    """A file of a static index is a path below the index, whatever it looks like; so goes the key."""
    rows = [{"id": "a", "title": "A", "file": "a.pdf"}, {"id": "b", "title": "B", "file": link, "url": link}]
    index = {"version": 1, "applications": [{"number": NUMBER.docdb, "documents": rows}]}
    office.answer = lambda host, target: reply(
        json.dumps(index).encode() if target.endswith("/index.json") else b"%PDF-1.4"
    )
    with connections() as connected:
        async with network_to(office, Names([PUBLIC])) as network:
            count = await opened(network, "static-index", "/files")
    targets = [target for _, target, _ in office.requests]
    assert "/files/a.pdf" in targets
    assert count == len(targets) - targets.count("/files/index.json")
    assert ("/files/letters/first.pdf" in targets) is (link == "letters/first.pdf")
    assert all(stays_below("/files/", target) for target in targets)
    assert {host for host, _, _ in office.requests} == {HOST}
    assert {fields.get("x-api-key") for _, _, fields in office.requests} == {"the-secret"}
    assert set(connected) == {("127.0.0.1", office.port)}


@pytest.mark.parametrize("link", ["letter-1", *HOSTILE_LINKS])
async def test_an_id_that_looks_like_a_link_is_no_link(office: Office, link: str) -> None:
    """A document's id from a CASE list goes below the endpoint or nowhere; links beside it are not read."""
    pdf = Rendition(id="pdf", format="pdf")
    given = [
        Document(id="own", title="A", renditions=(pdf,)),
        Document(id=link, title="B", renditions=(pdf,)),
    ]
    listed = json.loads(encode_doclist(NUMBER, given, total=2))
    for item in listed["documentIncludedBag"]:
        item |= {"href": link, "url": link, "documentLocationURI": link, "links": [{"href": link}]}
    listed["links"] = [{"rel": "next", "href": link}]
    office.answer = lambda host, target: (
        reply(json.dumps(listed).encode(), "Content-Type: application/json", f"Link: <{link.strip()[:9]}>")
        if "doclist" in target
        else reply(b"%PDF-1.4", "Content-Type: application/pdf")
    )
    with connections() as connected:
        async with network_to(office, Names([PUBLIC])) as network:
            count = await opened(network, "case", "/api")
    targets = [target for _, target, _ in office.requests]
    assert count == (2 if link == "letter-1" else 1)
    assert all(stays_below("/api/", target) for target in targets)
    assert {host for host, _, _ in office.requests} == {HOST}
    assert set(connected) == {("127.0.0.1", office.port)}


@pytest.mark.parametrize(
    "path",
    ["@evil.example/", ".evil.example/", ":8443/", "x", "\\x", "/a/../b", "/..", "/./x?a", "/a#b",
     "/a b", "/a\r\nHost: evil.example", "/\u00fc"],
)  # fmt: skip
async def test_no_path_of_a_connector_leaves_its_endpoint(office: Office, path: str) -> None:
    """The seam itself refuses what does not stay below the endpoint: nothing is asked."""
    with connections() as connected:
        async with network_to(office, Names([PUBLIC])) as network:
            with pytest.raises(Unsupported):
                await network.client(endpoint(path="")).fetch(path)
    assert connected == []


async def test_neither_proxies_nor_passwords_of_the_environment_are_used(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the variables and the netrc file say: the office is dialled itself and sees no password."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {HOST} login me password the-password\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with connections() as connected:
        async with network_to(office, Names([PUBLIC])) as network:
            await network.client(endpoint()).fetch("/x")
            await network.control.get(f"https://{HOST}/.well-known/x")
    assert set(connected) == {("127.0.0.1", office.port)}
    assert [fields.get("authorization") for _, _, fields in office.requests] == [None, None]
