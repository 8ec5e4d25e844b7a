"""The connector against a web server: families, dossiers, content below the index and nowhere else."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

import pytest

from connectors.catalogue import wire
from connectors.contract import Span
from connectors.endpoint import Endpoint
from connectors.errors import Malformed, NotHeld, ServerFault, Unsupported, Withheld
from connectors.model import Access, Document
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.static_index.connector import StaticIndexConnector

OWN = ApplicationNumber("NZ", "773158", "A")
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


def test_the_protocol_is_installed():
    """The entry point leads to a wire that has everything."""
    found = wire("static-index")
    assert (found.protocol, found.capabilities) == (
        "static-index",
        {"family", "dossier", "citations", "content"},
    )


@pytest.mark.parametrize(
    "number",
    [
        Number("application", "NZ", "773158", "A"),
        Number("publication", "NZ", "773158", "A"),
        Number("priority", "AU", "2018903141", "A"),
    ],
)
async def test_an_application_is_found_by_each_of_its_numbers(connect, server, application, number):
    """By its own number, by a publication, by a priority that it claims."""
    server.holds(
        {"version": 1, "applications": [application(), application(number="NZ.818923.A", priorities=[])]}
    )
    family = await connect().find_family(number)
    assert OWN in {one.number for one in family.members}
    (own,) = (one for one in family.members if one.number == OWN)
    assert (own.title, own.applicants, own.status) == (
        "Irrigation valve",
        ("Example Pty Ltd",),
        "examination",
    )
    assert own.filing_date.isoformat() == "2019-08-23"
    assert own.priorities[0].number.docdb == "AU.2018903141.A"


async def test_what_is_not_listed(connect, server, application):
    """Neither in a family nor as a dossier; another office's dossiers are not asked for."""
    server.holds({"version": 1, "applications": [application()]})
    connector = connect()
    with pytest.raises(NotHeld):
        await connector.find_family(Number("application", "NZ", "1", "A"))
    with pytest.raises(NotHeld):
        await connector.get_dossier(ApplicationNumber("NZ", "1", "A"))
    with pytest.raises(Unsupported):
        await connector.get_dossier(ApplicationNumber("AU", "2018903141", "A"))


async def test_a_dossier_is_what_the_index_lists(connect, server, application, document):
    """Documents with category, date, pages, size; citations and classifications beside them."""
    row = document(
        "2022-12-14_EXRP_First report.pdf", pages=4, size=len(PDF), direction="outgoing", language="en"
    )
    cited = [
        {
            "publication": {"office": "EP", "number": "1000000", "kind": "A1"},
            "categories": ["X"],
            "phase": "search",
        },
        {"text": "Journal of Valves, 2001"},
        {"text": "both", "publication": {"office": "EP", "number": "1", "kind": "A1"}},
        {"nothing": 1},
    ]
    classified = [{"scheme": "IPC", "symbol": "A01G 25/16"}, {"scheme": "IPC"}]
    server.holds(
        {"version": 1, "applications": [application(row, citations=cited, classifications=classified)]}
    )
    connector = connect()
    (found,) = (await connector.get_dossier(OWN)).documents
    assert (found.title, found.category, found.direction) == (
        "First examination report",
        "examination-report",
        "outgoing",
    )
    assert (found.page_count, found.size, found.language, found.access) == (4, len(PDF), "en", None)
    assert [(one.id, one.format) for one in found.renditions] == [("pdf", "pdf")]
    dossier = await connector.get_citations(OWN)
    assert [one.publication.number if one.publication else one.text for one in dossier.citations] == [
        "1000000",
        "Journal of Valves, 2001",
    ]
    assert dossier.citations[0].categories == ("X",)
    assert [(one.scheme, one.symbol) for one in dossier.classifications] == [("IPC", "A01G 25/16")]
    assert dossier.documents == ()


async def test_citations_are_for_who_may_see_the_file(connect, server, application):
    """What an index says of an application counts for its citations; of several rows the strictest."""
    said = {"citations": [{"text": "Handbook"}]}
    rows = [application(accessCategory="public", **said), application(accessCategory="offices", **said)]
    server.holds({"version": 1, "applications": rows})
    assert (await connect().get_citations(OWN)).access == Access(visibility="offices")


async def test_a_withheld_file_is_listed_and_closed(connect, server, application, document):
    """Its application is a member of its family; nothing of its file comes out."""
    server.holds({"version": 1, "applications": [application(document("a.pdf"), withheld=True)]})
    connector = connect()
    assert (await connector.find_family(Number("application", "NZ", "773158", "A"))).members
    for ask in (connector.get_dossier, connector.get_citations):
        with pytest.raises(Withheld):
            await ask(OWN)
    with pytest.raises(Withheld):
        async with connector.open_content(OWN, Document(id="nz-a.pdf", title=""), "pdf"):
            pass


async def test_content_comes_from_beside_the_index(connect, server, application, document):
    """Whole and in part, its type by its name where the server does not know it; names are encoded."""
    name = "2022-12-14_EXRP_50% & Prüfung #1?.pdf"
    row = document(name, id="one")
    server.holds({"version": 1, "applications": [application(row)]})
    server.files[f"/dossiers/NZ 773158/{name}"] = PDF
    connector = connect()
    (found,) = (await connector.get_dossier(OWN)).documents
    async with connector.open_content(OWN, found, "pdf") as stream:
        assert (stream.media_type, stream.length) == ("application/pdf", len(PDF))
        assert b"".join([chunk async for chunk in stream.chunks]) == PDF
    async with connector.open_content(OWN, found, "pdf", Span(5, 24)) as stream:
        assert (stream.span, stream.total) == (Span(5, 24), len(PDF))
        assert b"".join([chunk async for chunk in stream.chunks]) == PDF[5:25]
    for other in ("zip", "one"):
        with pytest.raises(NotHeld):
            async with connector.open_content(OWN, found, other):
                pass


@pytest.mark.parametrize(
    "file",
    [
        "../secret.pdf", "a/../../secret.pdf", "/etc/passwd", "//evil.example/a.pdf", "https://evil.example/a.pdf",
        "a\\..\\b.pdf", "./a.pdf", "a//b.pdf", "a/", "", "a\x00.pdf", "a\r\nHost: x.pdf", "\u202efdp.a",
        "x" * 2000,
    ],
)  # fmt: skip
async def test_paths_that_lead_elsewhere_are_left_out(connect, server, application, document, file):
    """A row whose file is not below the index is not there; the others are, and nothing is asked for it."""
    rows = [document("a.pdf", file=file, id="bad"), document("b.pdf", id="good")]
    server.holds({"version": 1, "applications": [application(*rows)]})
    connector = connect()
    assert [one.id for one in (await connector.get_dossier(OWN)).documents] == ["good"]
    with pytest.raises(NotHeld):
        async with connector.open_content(OWN, Document(id="bad", title=""), "pdf"):
            pass
    assert [path for path, _ in server.asked] == ["/dossiers/index.json"]


@pytest.mark.parametrize(
    "file", ["%2e%2e/secret.pdf", "..%2fsecret.pdf", "a?b=c/d.pdf", "http:a.pdf", "@evil/a.pdf"]
)
async def test_what_looks_like_a_way_out_stays_below(connect, server, application, document, file):
    """Such names are names: what is asked for lies in the index's folder."""
    server.holds({"version": 1, "applications": [application(document("a.pdf", file=file, id="one"))]})
    connector = connect()
    (found,) = (await connector.get_dossier(OWN)).documents
    with pytest.raises(NotHeld):
        async with connector.open_content(OWN, found, "pdf"):
            pass
    path = server.asked[-1][0]
    assert "?" not in path
    assert [unquote(part) for part in path.split("/")] == ["", "dossiers", *file.split("/")]


async def test_coverage_is_what_the_index_states(connect, server, application):
    """An index may say what it holds; nothing is made up for one that does not."""
    coverages = [{"office": "nz", "start": "2010-01-01", "applications": 3}, {"office": "1"}, 7]
    server.holds({"version": 1, "applications": [application()], "coverages": coverages})
    (found,) = await connect().get_coverages()
    assert (found.office, found.start.isoformat(), found.end, found.applications) == (
        "NZ",
        "2010-01-01",
        None,
        3,
    )
    server.holds({"version": 1, "applications": [application()]})
    assert await connect().get_coverages() == ()


async def test_an_index_that_is_not_there_is_a_fault(connect, server):
    """404 for the index says nothing about a number."""
    for ask in (connect().ping(), connect().find_family(Number("application", "NZ", "1", "A"))):
        with pytest.raises(ServerFault):
            await ask


async def test_claims_that_lead_on_for_ever_are_given_up(connect, server, application):
    """A chain of thousands of continuations is malformed before it costs; a real family is not."""
    chain = [
        application(
            number=f"NZ.{place}.A",
            publications=[],
            priorities=[{"number": f"NZ.{place - 1}.A", "relation": "continuation"}],
        )
        for place in range(100_000, 112_000)
    ]
    server.holds({"version": 1, "applications": [*chain, application()]})
    connector = connect()
    with pytest.raises(Malformed, match="too_large"):
        await connector.find_family(Number("application", "NZ", "105000", "A"), "extended")
    assert len((await connector.find_family(Number("application", "NZ", "773158", "A"))).members) == 1


@pytest.mark.parametrize(
    ("url", "index"),
    [
        ("", "/dossiers/index.json"),
        ("/index.json", "/dossiers/index.json"),
        ("/our%20index.JSON", "/dossiers/our%20index.JSON"),
    ],
)
async def test_the_url_names_the_index_or_its_folder(
    server, loopback_network, application, document, url, index
):
    """Documents lie beside the index either way."""
    server.holds({"version": 1, "applications": [application(document("a.pdf"))]}, index.replace("%20", " "))
    server.files["/dossiers/NZ 773158/a.pdf"] = PDF
    found = wire("static-index")
    endpoint = Endpoint("nz", "NZ", ("NZ",), "static-index", server.url + url, found.capabilities)
    connector = found.open(endpoint, loopback_network)
    assert isinstance(connector, StaticIndexConnector)
    (document,) = (await connector.get_dossier(OWN)).documents
    async with connector.open_content(OWN, document, "pdf") as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == PDF
    assert [path for path, _ in server.asked] == [index, "/dossiers/NZ%20773158/a.pdf"]
    await connector.aclose()
    await asyncio.sleep(0)
