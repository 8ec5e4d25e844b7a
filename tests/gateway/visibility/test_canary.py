"""A number marked confidential goes to its own office and to nobody else; others keep every byte they get."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from chains import gateway, network, served
from worlds import world

CANARY = "3109276"
OWN = f"CA.{CANARY}.A"
PLAIN = {"Accept": "*/*"}

MEMBER = (
    '{"applicationIdentification":{"applicationNumber":{"ipOfficeCode":"CA","applicationNumberText":"3109276"}},'
    '"patentPublicationIdentificationBag":[{"patentPublicationIdentification":{"ipOfficeCode":"CA",'
    '"publicationNumber":"3109276","publicationDate":"2001-01-01"}}],'
    '"priorityClaimBag":[{"priorityClaim":{"ipOfficeCode":"JP","applicationNumber":'
    '{"ipOfficeCode":"JP","applicationNumberText":"2001-000002"},"relationCategory":"priority"}}]}'
)
ANSWERS = {
    "/families": f'{{"patentFamilyMemberBag":[{{"patentFamilyMember":{MEMBER}}}]}}',
    "/doclists": '{"applicationNumber":{"ipOfficeCode":"CA","applicationNumberText":"3109276"},'
    '"documentTotalQuantity":1,"documentIncludedBag":[{"documentIncluded":{"id":"d1",'
    '"documentDescription":"Report","documentFormatCategory":"pdf","documentDate":"2002-02-02"}}]}',
    "/citations": '{"applicationNumber":{"ipOfficeCode":"CA","applicationNumberText":"3109276"},'
    '"referenceCitationBag":[]}',
    "/documents/d1": "%PDF-1.7",
}
PATHS = {
    f"/api/v1/families?number=CA%20{CANARY}&type=application": PLAIN,
    f"/api/v1/families?number={OWN}&scope=extended": {"Accept": "application/x-ndjson"},
    f"/api/v1/families?number={OWN}": {"Accept": "text/event-stream"},
    f"/api/v1/citations?number={OWN}": PLAIN,
    f"/api/v1/dossiers?application={OWN}": PLAIN,
    f"/api/v1/documents/ca~{OWN}~d1": PLAIN,
    f"/api/v1/documents/hub~{OWN}~d1": PLAIN,
    f"/api/v1/documents/ca~{OWN}~d1/content": PLAIN,
    f"/api/v1/bundles?number={OWN}&category=all": PLAIN,
    f"/api/v1/bundles?number={OWN}&number=CA%20{CANARY}&category=all": PLAIN,
    f"/case-api/v1/families?applicationIdentifier=CA{CANARY}": PLAIN,
    f"/case-api/v1/doclists?applicationIdentifier=CA{CANARY}": PLAIN,
    f"/case-api/v1/applications?applicationIdentifier=CA{CANARY}": PLAIN,
    f"/case-api/v1/applications/citations?applicationIdentifier=CA{CANARY}": PLAIN,
    f"/case-api/v1/documents/ca~{OWN}~d1": PLAIN,
    f"/opdapi/patent/v1/family/application/{OWN}": PLAIN,
    f"/opdapi/patent/v1/family_list/application/{OWN}": PLAIN,
    f"/opdapi/patent/v1/global_doc_list/{OWN}": PLAIN,
    f"/opdapi/patent/v1/global_cite_class/{OWN}": PLAIN,
}


class Listener:
    """An office that keeps every byte it gets; the own one answers, and fails each first time if told so."""

    def __init__(self, *, own: bool) -> None:
        self.own, self.failing = own, False
        self.heard: list[bytes] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question of one connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heard.append(head)
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            body = next((text for end, text in ANSWERS.items() if self.own and path.endswith(end)), None)
            status = "404 Not Found" if body is None else "200 OK"
            if self.failing and self.heard.count(head) % 2:
                status = "503 Service Unavailable"
            kind = "application/pdf" if "documents" in path else "application/json"
            content = (body or "{}").encode()
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n"
                f"Content-Length: {len(content)}\r\n\r\n".encode()
                + content
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(*, own: bool = False) -> AsyncIterator[Listener]:
    """A listener on a port of its own."""
    office = Listener(own=own)
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize("failing", [False, True], ids=["well", "failing at first"])
@pytest.mark.parametrize("office", [None, "AU"], ids=["public", "office"])
async def test_the_canary_is_heard_at_home_alone(failing: bool, office: str | None) -> None:
    """By every door, with retries, with priorities that could be followed; unmarked, everybody hears it."""
    async with AsyncExitStack() as stack:
        own = await stack.enter_async_context(listening(own=True))
        serves = {"hub": "CA JP AU", "jp": "JP", "au": "AU", "relay": "CA JP"}
        others = {name: await stack.enter_async_context(listening()) for name in serves}
        way = await stack.enter_async_context(network())
        providers = [gateway(way, own.url, "CA", id="ca", marked=False)] + [
            gateway(way, one.url, serves[name], id=name, marked=name == "relay")
            for name, one in others.items()
        ]
        opened = await stack.enter_async_context(served(world(*providers)))
        own.failing = failing
        for path, headers in PATHS.items():
            joint = "&" if "?" in path else "?"
            before = len(own.heard)
            answer = await opened.get(path + joint + "confidential=true", office, headers=headers)
            assert answer.status in (200, 404) or failing, (path, answer.body)
            assert len(own.heard) > before or "hub~" in path or failing, path
            assert {name: len(one.heard) for name, one in others.items()} == dict.fromkeys(others, 0), path
        unmarked = next(iter(PATHS))
        await opened.get(unmarked, office)
        assert any(CANARY.encode() in head for one in others.values() for head in one.heard)
        for path in ("/case-api/v1/doclists", "/opdapi/patent/v1/global_doc_list/" + OWN):
            wrong = await opened.get(f"{path}?applicationIdentifier=CA{CANARY}&confidential=perhaps", office)
            assert wrong.status == 400 or b'"204"' in wrong.body
