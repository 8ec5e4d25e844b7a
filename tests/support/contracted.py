"""What the suite over the contract of connectors needs of a wire: an office that speaks it, and its facts.

A new wire is one ``Wired`` and one line in ``WIRES``.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from aiohttp import web
from soap_answers import DOCUMENTS, RELATED, REPORT, fault, inline, multipart, response

from connectors.catalogue import wire
from connectors.contract import Operation
from connectors.endpoint import Auth, Basic, NoAuth, OAuth2, Secret
from connectors.kit.demonstration import write_folder
from connectors.kit.hub import hub
from connectors.kit.provider import write_index
from connectors.kit.samples import SHOWCASE, hub_holdings, office_holdings, sample_family, sample_sheet
from connectors.kit.service import BASE, service
from connectors.numbers.identity import ApplicationNumber, Number

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40
_NO_AUTH = NoAuth()
_JSON, _XML, _OCTETS = "application/json", "application/xml", "application/octet-stream"
Answers = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Wired:
    """One wire and an office that speaks it.

    ``serve`` makes the office's application, for which it may write into a folder. ``path`` stands behind the
    origin in the endpoint's URL. ``number`` is an application whose file is held; ``unknown`` one of a served
    office that is not.
    """

    protocol: str
    serve: Callable[[Path], Awaitable[web.Application]]
    serves: tuple[str, ...]
    number: ApplicationNumber
    unknown: ApplicationNumber
    path: str = ""
    auth: Auth = _NO_AUTH


def asked(number: ApplicationNumber) -> Number:
    """An application number as a question about its family."""
    return Number("application", number.office, number.number, number.kind)


def _replayed(answers: Answers, otherwise: tuple[str, bytes]) -> web.Application:
    """An office that answers each path with what was prepared for it, and every other with 404."""

    async def handle(request: web.Request) -> web.StreamResponse:
        kind, body = answers.get(request.path, otherwise)
        status = 200 if request.path in answers else 404
        return web.Response(body=body, status=status, content_type=kind)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    return app


async def _case(folder: Path) -> web.Application:
    return service(office_holdings(sample_family(SHOWCASE), ("AU",)))


async def _hub(folder: Path) -> web.Application:
    holdings = hub_holdings(sample_family(SHOWCASE), ("US", "EP", "JP", "KR", "CN"))
    return hub(holdings, username="casegate", password=Secret("right"))


async def _files(folder: Path) -> web.Application:
    write_folder(folder, [sample_sheet(SHOWCASE)], "NZ")
    await write_index(folder)
    app = web.Application()
    app.router.add_static("/dossiers", folder)
    return app


async def _global_dossier(folder: Path) -> web.Application:
    member = {"appNum": "16123456", "countryCode": "US", "kindCode": "A", "ip5": True, "docList": None}
    row = {"docCode": "CLM", "docDesc": "Claims", "docId": "K1", "docFormat": "PDF", "numberOfPages": 1}
    told: dict[str, object] = {
        "/patent-family/svc/family/application/US/16123456": {
            "country": "US", "id": "16123456", "list": [member],
        },
        "/doc-list/svc/doclist/US/16123456/A": {
            "country": "US", "docNumber": "201816123456.A", "docs": [row],
        },
        "/citation-classification/svc/citation/application/US/16123456/A": {"citationList": []},
        "/patent-family/svc/wipo/providingoffices": {"data": ["AU", "CA"]},
    }  # fmt: skip
    answers = {path: (_JSON, json.dumps(body).encode()) for path, body in told.items()}
    answers["/doc-content/svc/doccontent/US/16123456/K1/1/PDF"] = (_OCTETS, PDF)
    problem = {"status": "404 NOT_FOUND", "message": "Data is not available due to system problem"}
    return _replayed(answers, (_JSON, json.dumps(problem).encode()))


async def _ops(folder: Path) -> web.Application:
    def document(number: str, kind: str) -> str:
        return (
            '<document-id document-id-type="docdb"><country>US</country>'
            f"<doc-number>{number}</doc-number><kind>{kind}</kind></document-id>"
        )

    def world(inside: str) -> tuple[str, bytes]:
        text = (
            '<ops:world-patent-data xmlns="http://www.epo.org/exchange" '
            f'xmlns:ops="http://ops.epo.org">{inside}</ops:world-patent-data>'
        )
        return _XML, text.encode()

    references = (
        f"<publication-reference>{document('2019095759', 'A1')}</publication-reference>"
        f"<application-reference>{document('201816123456', 'A')}</application-reference>"
    )
    member = f'<ops:family-member family-id="1">{references}</ops:family-member>'
    token = {"access_token": "token", "expires_in": "1199", "token_type": "BearerToken"}
    root = "/3.2/rest-services"
    answers = {
        "/3.2/auth/accesstoken": (_JSON, json.dumps(token).encode()),
        f"{root}/number-service/publication/docdb/EP.1000000.A1/epodoc": world(
            "<ops:standardization><ops:output><ops:publication-reference>"
            '<document-id document-id-type="epodoc"><doc-number>EP1000000</doc-number></document-id>'
            "</ops:publication-reference></ops:output></ops:standardization>"
        ),
        f"{root}/family/application/docdb/US.201816123456.A": world(
            f'<ops:patent-family total-result-count="1">{member}</ops:patent-family>'
        ),
        f"{root}/published-data/application/docdb/US.201816123456.A/biblio": world(
            "<exchange-documents><exchange-document><bibliographic-data>"
            f"{references}</bibliographic-data></exchange-document></exchange-documents>"
        ),
    }
    return _replayed(
        answers, (_XML, b"<fault><code>SERVER.EntityNotFound</code><message>no</message></fault>")
    )


async def _patentscope(folder: Path) -> web.Application:
    absent = fault("Server", "Business error during the execution of service")

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.Response(body=b"<wsdl/>", content_type="text/xml")
        body = ElementTree.fromstring(await request.read()).find("{*}Body/*")
        assert body is not None
        operation = body.tag.rpartition("}")[2]
        if "2009000062" not in "".join(body.itertext()) and operation != "getDocumentContent":
            return web.Response(body=absent, status=500, content_type="text/xml")
        if operation == "getIASR":
            report = multipart(response(operation, REPORT))
            return web.Response(body=report, headers={"Content-Type": RELATED})
        told = response(operation, DOCUMENTS)
        if operation == "getDocumentContent":
            told = inline(operation, b"PK\x03\x04" + PDF)
        return web.Response(body=told, content_type="text/xml")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    return app


AU, AU_UNKNOWN = ApplicationNumber("AU", "2019325418"), ApplicationNumber("AU", "2019999999")
US, US_UNKNOWN = ApplicationNumber("US", "201816123456"), ApplicationNumber("US", "201816999999")
NZ, NZ_UNKNOWN = ApplicationNumber("NZ", "773158"), ApplicationNumber("NZ", "779999")
WO, WO_UNKNOWN = ApplicationNumber("SG", "2009000062", "W"), ApplicationNumber("SG", "2009000099", "W")
EP_HELD = next(one.number for one in sample_family(SHOWCASE) if one.number.office == "EP")
_IP5 = ("US", "EP", "JP", "KR", "CN")
_PASSWORD = OAuth2("password", username="casegate", password=Secret("right"))
_CLIENT = OAuth2("client_credentials", client_id="key", client_secret=Secret("secret"))

WIRES = (
    Wired("case", _case, ("AU",), AU, AU_UNKNOWN, path=BASE),
    Wired("opd", _hub, _IP5, EP_HELD, ApplicationNumber("EP", "19999999"), auth=_PASSWORD),
    Wired("global-dossier", _global_dossier, _IP5, US, US_UNKNOWN),
    Wired("epo-ops", _ops, ("EP", "US"), US, US_UNKNOWN, path="/3.2", auth=_CLIENT),
    Wired("patentscope", _patentscope, ("WO",), WO, WO_UNKNOWN, auth=Basic("subscriber", Secret("secret"))),
    Wired("static-index", _files, ("NZ",), NZ, NZ_UNKNOWN, path="/dossiers"),
)
"""Every wire of the project."""


def having(operation: Operation) -> list[Wired]:
    """The wires that have this operation."""
    return [wired for wired in WIRES if operation in wire(wired.protocol).capabilities]
