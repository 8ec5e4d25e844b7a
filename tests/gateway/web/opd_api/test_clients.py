"""Clients of the OPD-API against a running gateway: our own connector, and requests as others write them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from chains import KEYS, Served, gateway, network, served
from lxml import etree
from worlds import Office, application, document, dossier, provider, world

from connectors.errors import NotHeld, Throttled, TimedOut, Withheld
from connectors.model import Citation, Classification, Dossier, Publication, Rendition
from connectors.numbers.identity import Number, parse_docdb
from gateway.world import Rule, World

EP, JP, NZ = "EP.99203729.A", "JP.2015500001.A", "NZ.773158.A"
BASE = "/opdapi/patent/v1"
NS = {"o": "https://www.jpo.go.jp"}


def offices() -> tuple[Office, Office]:
    """The European and the Japanese office, with one application each."""
    published = Publication(office="EP", number="1000000", kind="A1", date=date(2000, 5, 17))
    first = application(EP, title="Bricks", publications=(published,), applicants=("De Boer",))
    second = application(JP, EP, title="More bricks")
    report = document(
        "E5/4",
        "1503",
        "2000-03-03",
        title="Search report",
        groups=("2", "101"),
        renditions=(Rendition(id="pdf"),),
    )
    notice = document(
        "Notice_0612_JP", "A131", "2016-02-03", title="Notice of Reasons", groups=("21",),
        renditions=(
            Rendition(id="Notice_0612_JP", language="ja"),
            Rendition(id="Notice_0612", kind="translation", language="en"),
            Rendition(id="zip", language="ja", format="zip"),
        ),
    )  # fmt: skip
    cited = Dossier(
        application=first,
        citations=(
            Citation(
                publication=Publication(office="US", number="5000000", kind="A"),
                phase="search",
                date=date(2000, 3, 3),
            ),
            Citation(text="A book, p. 3"),
        ),
        classifications=(
            Classification(scheme="IPC", symbol="B28B 1/29"),
            Classification(scheme="FI", symbol="B28B"),
        ),
    )
    ep = Office([first], [dossier(first, report)], {"pdf": (b"%PDF-ep",)}, citations=[cited])
    contents = {"Notice_0612_JP": (b"%PDF-ja",), "Notice_0612": (b"%PDF-en",), "zip": (b"PK\x03\x04zip",)}
    return ep, Office([second], [dossier(second, notice)], contents)


def ours(ep: Office | None = None, jp: Office | None = None, **how: Any) -> World:
    """Both of them."""
    first, second = offices()
    return world(provider("ep", ep or first, "EP", **how), provider("jp", jp or second, "JP", **how))


async def signed_in(target: Served, **form: str) -> dict[str, Any]:
    """What the token endpoint answers to an office that signs in."""
    asked = {"grant_type": "password", "username": "JP", "password": KEYS["JP"]} | form
    got = await target.get("/auth/token", None, "POST", form=asked)
    assert got.status == 200, got.body
    return got.json


@asynccontextmanager
async def asking(source: World) -> AsyncIterator[tuple[Served, dict[str, str]]]:
    """A gateway over these offices, and the header of a client that has a token."""
    async with served(source, anonymous=False) as target:
        token = (await signed_in(target))["access_token"]
        yield target, {"Authorization": f"Bearer {token}"}


def opened(body: bytes) -> tuple[str | None, etree._Element]:
    """The status inside an XML answer, and its root."""
    root = etree.fromstring(body)
    assert root.tag == "{https://www.jpo.go.jp}api-data"
    assert root.findtext("o:remainAccessCount", namespaces=NS).isdigit()
    return root.findtext("o:statusCode", namespaces=NS), root


async def test_our_connector_finds_in_the_gateway_what_a_hub_has() -> None:
    """Families, document lists with title, citations, content of each rendition, a sign of life."""
    async with network() as way, served(ours(), anonymous=False) as target:
        hub = gateway(way, target.url, "EP JP", protocol="opd").connector
        family = await hub.find_family(Number("publication", "EP", "1000000", "A1"))
        assert {one.number.docdb for one in family.members} == {EP, JP}
        (found,) = (one for one in family.members if one.number.docdb == EP)
        assert found.publications[0].date == date(2000, 5, 17)
        listed = await hub.get_dossier(parse_docdb(JP))
        assert (listed.application.title, len(listed.documents)) == ("More bricks", 1)
        notice = listed.documents[0]
        assert (notice.title, notice.date, notice.groups) == ("Notice of Reasons", date(2016, 2, 3), ("21",))
        assert [(one.kind, one.format) for one in notice.renditions] == [
            ("original", "pdf"),
            ("original", "zip"),
            ("translation", "pdf"),
        ]
        bodies = []
        for rendition in notice.renditions:
            async with hub.open_content(parse_docdb(JP), notice, rendition.id) as stream:
                bodies.append(b"".join([chunk async for chunk in stream.chunks]))
        assert bodies == [b"%PDF-ja", b"PK\x03\x04zip", b"%PDF-en"]
        cited = await hub.get_citations(parse_docdb(EP))
        assert [one.publication.number for one in cited.citations if one.publication] == ["5000000"]
        assert {(one.scheme, one.symbol) for one in cited.classifications} == {
            ("IPC", "B28B 1/29"),
            ("FI", "B28B"),
        }
        with pytest.raises(NotHeld):
            await hub.get_dossier(parse_docdb("EP.99203730.A"))
        await hub.ping()


async def test_a_gateway_uses_another_as_its_hub() -> None:
    """What an OPD hub was for it, this gateway is: the family and its documents come through."""
    async with network() as way, served(ours(), anonymous=False) as source:
        near = world(gateway(way, source.url, "EP JP", protocol="opd"), participants="EP JP")
        async with served(near) as target:
            answer = (await target.get("/api/v1/families", number=EP)).json
            titles = {one["title"] for file in answer["dossiers"] for one in file["documents"]}
            assert titles == {"Search report", "Notice of Reasons"}
            (report,) = (
                one
                for file in answer["dossiers"]
                for one in file["documents"]
                if one["title"] == "Search report"
            )
            got = await target.get(f"/api/v1/documents/{report['id']}/content")
            assert got.body == b"%PDF-ep"


async def test_a_family_as_other_clients_ask_for_it() -> None:
    """``family`` by office, ``family_list`` one by one; by application, publication, any kind."""
    async with asking(ours()) as (target, headers):
        for reference in (
            "application/EP.99203729.A",
            "publication/EP.1000000.A1",
            "publication/EP.1000000.*",
        ):
            got = await target.get(f"{BASE}/family/{reference}", None, headers=headers)
            assert (got.status, got.headers["Content-Type"]) == (200, "application/xml")
            status, root = opened(got.body)
            assert status == "100"
            countries = root.findall("o:family-data/o:families/o:family/o:country", NS)
            assert {one.text for one in countries} == {"EP", "JP"}
            got = await target.get(f"{BASE}/family_list/{reference}", None, headers=headers)
            status, root = opened(got.body)
            rows = root.findall("o:family-list-data/o:family-lists/o:family-list", NS)
            numbers = [row.findtext("o:application-number/o:document-number", namespaces=NS) for row in rows]
            assert (status, set(numbers)) == ("100", {EP, JP})


async def test_a_document_list_and_its_contents_as_other_clients_ask_for_them() -> None:
    """A row for each group, an id each for original and translation, and content by those ids in the path."""
    async with asking(ours()) as (target, headers):
        _, root = opened((await target.get(f"{BASE}/global_doc_list/{EP}", None, headers=headers)).body)
        rows = root.findall("o:document-list-data/o:document-lists/o:document-list", NS)
        assert [row.get("group") for row in rows] == ["2", "101"]
        assert rows[0].findtext("o:legal-date", namespaces=NS) == "20000303"
        original = rows[0].find("o:original", NS)
        title = root.findtext(
            "o:document-list-data/o:bibliographic/o:original/o:invention-title", namespaces=NS
        )
        assert title == "Bricks"
        got = await target.get(f"{BASE}/global_doc_cont/{EP}/{original.get('id')}", None, headers=headers)
        assert (got.headers["Content-Type"], got.body) == ("application/pdf", b"%PDF-ep")
        _, root = opened((await target.get(f"{BASE}/global_doc_list/{JP}", None, headers=headers)).body)
        row = root.find("o:document-list-data/o:document-lists/o:document-list", NS)
        for side, body in (("original", b"%PDF-ja"), ("translated", b"%PDF-en")):
            id = row.find(f"o:{side}", NS).get("id")
            got = await target.get(f"{BASE}/global_doc_cont/{JP}/{id}", None, headers=headers)
            assert got.body == body
        id = row.find("o:original", NS).get("id")
        got = await target.get(f"{BASE}/jp_doc_cont/{JP}/{id}", None, headers=headers)
        assert (got.headers["Content-Type"], got.body) == ("application/pdf", b"PK\x03\x04zip")


async def test_citations_and_classifications_as_other_clients_ask_for_them() -> None:
    """Patents and other literature apart, symbols by scheme."""
    async with asking(ours()) as (target, headers):
        status, root = opened(
            (await target.get(f"{BASE}/global_cite_class/{EP}", None, headers=headers)).body
        )
        data = root.find("o:citation-and-classification-data", NS)
        assert status == "100"
        patent = data.find("o:citation/o:patent-literatures/o:patent-literature", NS)
        assert patent.findtext("o:publication-number/o:document-number", namespaces=NS) == "US.5000000.A"
        assert patent.findtext("o:draft-date", namespaces=NS) == "20000303"
        text = "o:citation/o:non-patent-literatures/o:non-patent-literature/o:text"
        assert data.findtext(text, namespaces=NS) == "A book, p. 3"
        assert data.findtext("o:classification/o:ipcs/o:ipc", namespaces=NS) == "B28B 1/29"


@pytest.mark.parametrize(
    ("path", "http", "status"),
    [
        ("/family/application/EP.00000001.A", 200, "107"),
        ("/global_doc_list/EP.99203730.A", 200, "107"),
        ("/global_doc_list/NZ.773158.A", 200, "111"),
        ("/global_doc_cont/EP.99203729.A/Abstract_61539913647_JP", 200, "108"),
        ("/global_doc_cont/EP.99203729.A/ep~nothing", 200, "108"),
        ("/jp_doc_cont/EP.99203729.A/ep~pdf", 200, "111"),
        ("/global_doc_list/EP99203729", 200, "204"),
        ("/global_doc_list/EP.9920,3729.A", 200, "208"),
        ("/family/claim/EP.99203729.A", 200, "204"),
        ("/nothing/EP.99203729.A", 404, "301"),
    ],
)
async def test_what_cannot_be_told_has_the_status_of_the_api(path: str, http: int, status: str) -> None:
    """In the JSON envelope of its errors: all texts, empty data, no count."""
    async with asking(ours()) as (target, headers):
        got = await target.get(BASE + path, None, headers=headers)
        assert (got.status, got.headers["Content-Type"]) == (http, "application/json")
        result = got.json["result"]
        assert result["statusCode"] == status
        assert result["errorMessage"]
        assert (result["remainAccessCount"], result["data"]) == ("", {})


@pytest.mark.parametrize(
    ("error", "http", "status", "again"),
    [
        (TimedOut("late"), 504, "302", None),
        (Throttled("busy", retry_after=7.0), 429, "303", "7"),
        (Withheld("closed"), 200, "111", None),
    ],
)
async def test_an_office_that_fails_is_told_as_the_hub_would(
    error: Exception, http: int, status: str, again: str | None
) -> None:
    """Late is 302, busy 303 with when to come back, closed to inspection out of scope."""
    ep, jp = offices()
    ep.failing = {"dossier": [error] * 3}
    async with asking(ours(ep, jp)) as (target, headers):
        got = await target.get(f"{BASE}/global_doc_list/{EP}", None, headers=headers)
        assert (got.status, got.json["result"]["statusCode"], got.headers.get("Retry-After")) == (
            http,
            status,
            again,
        )


async def test_what_may_not_be_seen_is_not_there() -> None:
    """An office that is not named sees no data; whoever is, does."""
    async with served(ours(visibility=Rule("named", frozenset({"AU"})))) as target:
        for office, status in (("JP", b'"107"'), ("AU", b"<statusCode>100<")):
            got = await target.get(f"{BASE}/family/application/{EP}", office)
            assert status in got.body
