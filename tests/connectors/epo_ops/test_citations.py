"""Citations, classifications and register data, with answers made by hand."""

from __future__ import annotations

import pytest

from connectors.endpoint import Endpoint
from connectors.epo_ops.biblio import parse_biblio
from connectors.epo_ops.connector import MOST_REGISTERED, WIRE, EpoOpsConnector
from connectors.epo_ops.register import parse_register, read_status
from connectors.errors import ConnectorError, Malformed, NotHeld, Unsupported
from connectors.model import Document
from connectors.numbers.identity import ApplicationNumber, Number

ROOT = "/3.2/rest-services"
EP = ApplicationNumber("EP", "99203729")
PUBLISHED = Number("publication", "EP", "1000000", "A1")
BIBLIO = f"{ROOT}/published-data/application/docdb/EP.99203729.A/biblio"
REGISTER = f"{ROOT}/register/application/epodoc/EP99203729/biblio"


@pytest.fixture
def biblio(world, docdb):
    """``biblio(("EP.1.A", "EP.9.A1", "<references-cited/>"))``: exchange documents."""

    def build(*rows: tuple[str, str, str]) -> bytes:
        documents = "".join(
            "<exchange-document><bibliographic-data>"
            f"<publication-reference>{docdb(publication)}</publication-reference>"
            f"<application-reference>{docdb(application)}</application-reference>{more}"
            "</bibliographic-data></exchange-document>"
            for application, publication, more in rows
        )
        return world(f"<exchange-documents>{documents}</exchange-documents>")

    return build


@pytest.fixture
def register(world):
    """``register("99203729", status="...")``: a register record."""

    def build(number: str, status: str = "", inside: str = "") -> bytes:
        return world(
            "<ops:register-search><reg:register-documents>"
            f'<reg:register-document status="{status}"><reg:bibliographic-data>'
            "<reg:application-reference><reg:document-id><reg:country>EP</reg:country>"
            f"<reg:doc-number>{number}</reg:doc-number></reg:document-id></reg:application-reference>{inside}"
            "</reg:bibliographic-data></reg:register-document></reg:register-documents></ops:register-search>"
        )

    return build


def cited(docdb, number: str, more: str = "") -> str:
    """One citation."""
    patent = f"<patcit>{docdb(number)}</patcit>"
    return f'<citation cited-phase="search" cited-by="examiner">{patent}{more}</citation>'


def test_citations_of_several_publications(biblio, docdb) -> None:
    """What two publications of one application cite is its citations, the same one once."""
    one = f"<references-cited>{cited(docdb, 'DE.3546191.A1', '<category>XY</category>')}</references-cited>"
    two = f"<references-cited>{cited(docdb, 'US.5277199.A')}</references-cited>"
    rows = [("EP.99203729.A", "EP.1000000.A1", one), ("EP.99203729.A", "EP.1000000.B1", one + two)]
    (found,) = parse_biblio(biblio(*rows))
    assert [one.publication.number for one in found.citations] == ["3546191", "5277199"]
    assert found.citations[0].categories == ("X", "Y")
    assert [one.kind for one in found.application.publications] == ["A1", "B1"]


def test_what_cannot_be_read_as_a_number(biblio) -> None:
    """An unreadable cited number, and literature, are kept as text; a citation of nothing is left out."""
    inside = (
        "<references-cited>"
        "<citation><patcit><document-id><country>DE</country><doc-number>P ?</doc-number></document-id>"
        "</patcit></citation>"
        "<citation><nplcit><text>- Example\n Journal</text></nplcit><category> </category></citation>"
        "<citation><nplcit/></citation><citation/>"
        "</references-cited>"
    )
    (found,) = parse_biblio(biblio(("EP.99203729.A", "EP.1000000.A1", inside)))
    assert [one.text for one in found.citations] == ["P ?", "Example Journal"]
    assert found.citations[1].categories == ()


def test_documents_that_ops_did_not_find(biblio, world) -> None:
    """A document without data costs only itself; when there is nothing else, the answer is malformed."""
    with pytest.raises(Malformed):
        parse_biblio(world("<exchange-documents/>"))
    lost = '<exchange-documents><exchange-document status="not found"/>'
    with pytest.raises(Malformed):
        parse_biblio(world(f"{lost}</exchange-documents>"))
    body = biblio(("EP.99203729.A", "EP.1000000.A1", "")).replace(b"<exchange-documents>", lost.encode())
    assert len(parse_biblio(body)) == 1


async def test_another_application(connector, replay_office, biblio, register) -> None:
    """Data of another application are never taken for the one asked about."""
    replay_office.gives(BIBLIO, biblio(("EP.14731659.A", "EP.3013552.A1", "")))
    replay_office.gives(REGISTER, register("14731659"))
    with pytest.raises(Malformed, match="wrong_application"):
        await connector.get_citations(EP)


async def test_either_source_alone(connector, replay_office, biblio, register, docdb) -> None:
    """Register or bibliographic data alone are an answer; both missing is what the latter says."""
    references = f"<references-cited>{cited(docdb, 'DE.3546191.A1')}</references-cited>"
    replay_office.gives(BIBLIO, biblio(("EP.99203729.A", "EP.1000000.A1", references)))
    dossier = await connector.get_citations(EP)
    assert (len(dossier.citations), dossier.application.status) == (1, "unknown")
    replay_office.clear(BIBLIO)
    replay_office.gives(REGISTER, register("99203729", "THE APPLICATION HAS BEEN REFUSED"))
    dossier = await connector.get_citations(EP)
    assert (dossier.citations, dossier.application.status) == ((), "refused")
    replay_office.clear(REGISTER)
    with pytest.raises(NotHeld):
        await connector.get_citations(EP)


async def test_other_offices_have_no_register(connector, replay_office, biblio) -> None:
    """Citations of a US or an international application are asked of the bibliographic data only."""
    pct = ApplicationNumber("EP", "2014063108", "W")
    where = f"{ROOT}/published-data/application/docdb/EP.2014063108.W/biblio"
    replay_office.gives(where, biblio(("EP.2014063108.W", "WO.2014206912.A1", "")))
    assert (await connector.get_citations(pct)).application.number == pct
    assert replay_office.asked == ["/3.2/auth/accesstoken", where]
    with pytest.raises(Unsupported):
        await connector.get_register(pct)
    with pytest.raises(Unsupported):
        await connector.get_citations(ApplicationNumber("NZ", "700123"))


async def test_what_ops_has_not(connector) -> None:
    """There are no document lists and no content."""
    with pytest.raises(Unsupported):
        await connector.get_dossier(EP)
    with pytest.raises(Unsupported):
        connector.open_content(EP, Document(id="x", title="x"), "x")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("No opposition filed within time limit", "granted"),
        ("The patent has been granted", "granted"),
        ("Examination is in progress", "examination"),
        ("Grant of patent is intended", "examination"),
        ("The application is deemed to be withdrawn", "withdrawn"),
        ("The application has been refused", "refused"),
        ("Patent revoked", "lapsed"),
        ("The application has been published", "published"),
        ("The international publication has been made", "published"),
        ("Something new", "unknown"),
        (None, "unknown"),
    ],
)
def test_register_statuses(text, status) -> None:
    """The register's words are the model's status."""
    assert read_status(text) == status


def test_register_answers(register, world) -> None:
    """The newest status goes first; nothing found is not held; another application is malformed."""
    newest = (
        "<reg:ep-patent-statuses><reg:ep-patent-status>Patent revoked</reg:ep-patent-status>"
        "<reg:ep-patent-status>The patent has been granted</reg:ep-patent-status></reg:ep-patent-statuses>"
    )
    body = register("99203729", "x").replace(
        b"<reg:bibliographic-data>", newest.encode() + b"<reg:bibliographic-data>"
    )
    record = parse_register(body, EP)
    assert (record.status_text, record.application.status) == ("Patent revoked", "lapsed")
    with pytest.raises(NotHeld):
        parse_register(world("<ops:register-search/>"), EP)
    with pytest.raises(Malformed):
        parse_register(register("14731659"), EP)
    with pytest.raises(Malformed):
        parse_register(world("<ops:other/>"), EP)


def test_cut_anywhere(biblio, register, docdb) -> None:
    """Answers cut at any byte are malformed, never part of one and never a crash."""
    one = f"<references-cited>{cited(docdb, 'DE.3546191.A1')}</references-cited>"
    whole = biblio(("EP.99203729.A", "EP.1000000.A1", one))
    record = register("99203729")
    for end in range(len(whole)):
        with pytest.raises(ConnectorError) as caught:
            parse_biblio(whole[:end])
        assert caught.value.code == "malformed"
    for end in range(len(record)):
        with pytest.raises(Malformed):
            parse_register(record[:end], EP)


async def test_the_register_tells_of_european_members(connector, replay_office, family, register) -> None:
    """Title, applicants and status of an EP member are in a family; of others the register is not asked."""
    rows = ("EP.99203729.A", "EP.1000000.A1", "1"), ("US.20685698.A", "US.6093011.A", "1")
    said = (
        '<reg:invention-title lang="en">Bricks</reg:invention-title><reg:parties><reg:applicants>'
        "<reg:applicant><reg:addressbook><reg:name>De Boer</reg:name></reg:addressbook></reg:applicant>"
        "</reg:applicants></reg:parties>"
    )
    replay_office.gives(f"{ROOT}/family/publication/docdb/EP.1000000.A1", family(*rows))
    replay_office.gives(REGISTER, register("99203729", "Patent revoked", said))
    european, american = (await connector.find_family(PUBLISHED)).members
    assert (european.title, european.applicants, european.status) == ("Bricks", ("De Boer",), "lapsed")
    assert [one.kind for one in european.publications] == ["A1"]
    assert (american.title, american.status) == (None, "unknown")
    assert len(replay_office.asked) == 3


@pytest.mark.parametrize(("body", "status"), [("", 503), ("<fault/>", 404), ("<html>", 200)])
async def test_a_family_stands_without_the_register(body, status, connector, replay_office, family) -> None:
    """What INPADOC lists is an answer by itself."""
    replay_office.gives(
        f"{ROOT}/family/publication/docdb/EP.1000000.A1", family(("EP.99203729.A", "EP.1000000.A1", "1"))
    )
    replay_office.gives(REGISTER, body, status)
    (member,) = (await connector.find_family(PUBLISHED)).members
    assert (member.title, member.status) == (None, "unknown")


async def test_the_register_is_asked_about_few_of_many(connector, replay_office, family, register) -> None:
    """A family of many divisionals costs no more than that."""
    rows = [(f"EP.9800000{n}.A", f"EP.100000{n}.A1", "1") for n in range(9)]
    replay_office.gives(f"{ROOT}/family/publication/docdb/EP.1000000.A1", family(*rows))
    assert len((await connector.find_family(PUBLISHED)).members) == len(rows)
    assert sum("/register/" in path for path in replay_office.asked) == MOST_REGISTERED


async def test_a_family_waits_for_the_register_no_longer_than_it_may(
    loopback_network, replay_office, family, register
) -> None:
    """What is there already is not lost to what only adds to it."""
    replay_office.gives(
        f"{ROOT}/family/publication/docdb/EP.1000000.A1", family(("EP.99203729.A", "EP.1000000.A1", "1"))
    )
    replay_office.gives(REGISTER, register("99203729", "Patent revoked"))
    endpoint = Endpoint("ops", "OPS", ("EP",), "epo-ops", f"{replay_office.url}/3.2", WIRE.capabilities)
    hurried = EpoOpsConnector(endpoint, loopback_network.client(endpoint), register_seconds=0)
    (member,) = (await hurried.find_family(PUBLISHED)).members
    assert member.status == "unknown"
    await hurried.aclose()
