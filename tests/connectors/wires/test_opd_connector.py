"""The OPD connector against a small hub on real sockets: references, tokens, errors inside success."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from aiohttp import web

from connectors.contract import Connector
from connectors.endpoint import OAuth2, Secret
from connectors.errors import CredentialsRejected, Malformed, NotHeld, ServerFault, Throttled, Unsupported
from connectors.model import Application, Citation, Document, Dossier, Rendition
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.opd import encode
from connectors.opd.connector import WIRE

JP = ApplicationNumber("JP", "2017187096")
ROOT = "/hub/opdapi/patent/v1"
ORIGINAL, TRANSLATION = "Notice_061_JP", "Notice_061"
NOTICE = Document(
    id=ORIGINAL,
    title="Notice of Reasons for Refusal",
    category="examination-report",
    direction="outgoing",
    date=date(2018, 9, 4),
    language="ja",
    groups=("2", "21"),
    renditions=(
        Rendition(id=ORIGINAL, language="ja"),
        Rendition(id=f"{ORIGINAL}~zip", language="ja", format="zip"),
        Rendition(id=TRANSLATION, kind="translation", language="en"),
    ),
)
DOSSIER = Dossier(
    application=Application(number=JP, title="Valve", applicants=("ACME",)), documents=(NOTICE,)
)


class Hub:
    """A hub of the test: tokens by number, answers by handler; questions are in ``asked``."""

    def __init__(self, handler: Callable[[web.Request], web.Response | bytes]) -> None:
        self.handler = handler
        self.asked: list[str] = []
        self.tokens = 0
        self.expired: set[str] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One question."""
        if request.path == "/hub/auth/token":
            form = await request.post()
            assert (form["grant_type"], form["username"], form["password"]) == ("password", "casegate", "pw")
            self.tokens += 1
            return web.json_response({"access_token": f"t{self.tokens}", "expires_in": 3600})
        self.asked.append(request.raw_path.removeprefix(ROOT))
        if request.headers.get("Authorization", "").removeprefix("Bearer ") in {"", *self.expired}:
            return web.Response(body=encode.encode_error("210", "token", form="json"))
        answer = self.handler(request)
        return (
            web.Response(body=answer, content_type="application/xml") if isinstance(answer, bytes) else answer
        )


@pytest.fixture
def connect(office, network, make_endpoint) -> Callable:
    """A connector to a hub over one handler."""

    async def start(handler: Callable[[web.Request], web.Response | bytes]) -> tuple[Connector, Hub]:
        hub = Hub(handler)
        auth = OAuth2("password", username="casegate", password=Secret("pw"))
        url = await office(hub.serve)
        endpoint = make_endpoint(
            f"{url}/hub", serves=("JP", "US", "EP", "KR", "CN"), protocol="opd", auth=auth
        )
        return WIRE.open(endpoint, network), hub

    return start


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (Number("application", "JP", "2017187096", "A"), "/family_list/application/JP.2017187096.A"),
        (Number("priority", "JP", "2017187096", "A"), "/family_list/application/JP.2017187096.A"),
        (Number("publication", "JP", "6249966", "B2"), "/family_list/publication/JP.6249966.B2"),
        (Number("publication", "JP", "6249966"), "/family_list/publication/JP.6249966.*"),
        (Number("application", "US", "2013050328", "W"), "/family_list/application/US.2013050328.W"),
    ],
)
async def test_a_family_by_each_type_of_number(number, path, connect):
    """References are DOCDB-dotted; a priority is asked for as the application it is."""
    members = [Application(number=JP), Application(number=ApplicationNumber("US", "201816123456"))]
    connector, hub = await connect(lambda request: encode.encode_family_list(members))
    assert isinstance(connector, Connector)
    assert (await connector.find_family(number)).members == tuple(members)
    assert hub.asked == [path]


async def test_an_empty_family_is_not_held(connect):
    """The hub lists nothing: it does not know the number."""
    connector, _ = await connect(lambda request: encode.encode_family_list([]))
    with pytest.raises(NotHeld):
        await connector.find_family(Number("application", "JP", "2017187096", "A"))


async def test_a_dossier_and_its_citations_are_two_operations(connect):
    """The document list needs no citations; they are asked for apart; one token serves both."""
    cited = Dossier(application=Application(number=JP), citations=(Citation(text="Cell 126"),))
    answers = {
        "global_doc_list": encode.encode_doc_list(DOSSIER),
        "global_cite_class": encode.encode_cite_class(cited),
    }
    connector, hub = await connect(lambda request: answers[request.path.split("/")[-2]])
    assert await connector.get_dossier(JP) == DOSSIER
    assert hub.asked == ["/global_doc_list/JP.2017187096.A"]
    assert await connector.get_citations(JP) == cited
    assert hub.asked[1:] == ["/global_cite_class/JP.2017187096.A"]
    assert hub.tokens == 1


async def test_other_offices_are_not_asked_for(connect):
    """A hub is asked for dossiers of the offices it serves."""
    connector, hub = await connect(lambda request: b"")
    for ask in (connector.get_dossier, connector.get_citations):
        with pytest.raises(Unsupported):
            await ask(ApplicationNumber("AU", "2015200001"))
    assert hub.asked == []


async def test_an_expired_token_is_replaced_unnoticed(connect):
    """Status 210 inside success drops the token; the question is asked once more with a new one."""
    connector, hub = await connect(lambda request: encode.encode_doc_list(DOSSIER))
    hub.expired = {"t1"}
    assert await connector.get_dossier(JP) == DOSSIER
    assert (hub.tokens, len(hub.asked)) == (2, 2)
    hub.expired = {"t2", "t3"}
    with pytest.raises(CredentialsRejected):
        await connector.get_dossier(JP)
    assert (hub.tokens, len(hub.asked)) == (3, 4)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("107", NotHeld), ("111", NotHeld), ("203", Throttled), ("303", Throttled), ("999", ServerFault)],
)
@pytest.mark.parametrize("http", [200, 500])
async def test_the_status_inside_decides(status, kind, http, connect):
    """The hub's own status comes before HTTP's."""
    body = encode.encode_error(status, "x", form="json")
    connector, _ = await connect(lambda request: web.Response(status=http, body=body))
    with pytest.raises(kind):
        await connector.get_dossier(JP)


async def test_content_of_either_form(connect):
    """Original and translation are fetched by their own ids, as PDF."""
    connector, hub = await connect(
        lambda request: web.Response(body=b"%PDF-1", content_type="application/pdf")
    )
    for rendition in (ORIGINAL, TRANSLATION):
        async with connector.open_content(JP, NOTICE, rendition) as content:
            assert (content.media_type, content.length) == ("application/pdf", 6)
            assert b"".join([chunk async for chunk in content.chunks]) == b"%PDF-1"
    assert hub.asked == [f"/global_doc_cont/JP.2017187096.A/{one}" for one in (ORIGINAL, TRANSLATION)]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("claimed", ["application/pdf", "application/xml", "application/json", ""])
async def test_an_error_in_place_of_a_document(form, claimed, connect):
    """Status 108 with HTTP 200 is found out by the first bytes, whatever type it claims."""
    body = encode.encode_error("108", "no body", form=form)
    connector, _ = await connect(lambda request: web.Response(body=body, headers={"Content-Type": claimed}))
    with pytest.raises(NotHeld):
        async with connector.open_content(JP, NOTICE, ORIGINAL):
            pass


async def test_content_with_an_expired_token(connect):
    """Status 210 in place of a document renews the token and opens it once more."""
    connector, hub = await connect(
        lambda request: web.Response(body=b"%PDF-1", content_type="application/pdf")
    )
    hub.expired = {"t1"}
    async with connector.open_content(JP, NOTICE, ORIGINAL) as content:
        assert b"".join([chunk async for chunk in content.chunks]) == b"%PDF-1"
    assert hub.tokens == 2


async def test_a_page_in_place_of_a_document(connect):
    """A web page is no document and no envelope."""
    connector, _ = await connect(lambda request: web.Response(text="<html>", content_type="text/html"))
    with pytest.raises(Malformed, match="html_instead_of_data"):
        async with connector.open_content(JP, NOTICE, ORIGINAL):
            pass


async def test_a_sign_of_life(connect):
    """An answer that there is no such operation is one; a hub that is broken gives none."""
    connector, hub = await connect(lambda request: encode.encode_error("301", "x", form="xml"))
    await connector.ping()
    assert hub.asked == ["/"]
    hub.handler = lambda request: encode.encode_error("999", "x", form="xml")
    with pytest.raises(ServerFault):
        await connector.ping()
