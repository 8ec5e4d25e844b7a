"""Offices for measuring: N services in one process, answers made beforehand, each call delayed.

``python tests/bench/offices.py N DOCUMENTS DELAY_SECONDS CONTENT_BYTES`` prints one JSON line with the base
URLs, the offices and the DOCDB numbers of the family's members, then serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import web

from connectors.case.encode import encode_doclist, encode_family
from connectors.kit.generated import OFFICES, generate_families
from connectors.kit.sheets import Held
from connectors.numbers.identity import Number

CONTENT_CHUNK = bytes(range(256)) * 256


def application(own: Held, family: list[Held], delay: float, content_bytes: int) -> web.Application:
    """One office's service."""
    asked = Number("application", own.number.office, own.number.number, own.number.kind)
    documents = own.dossier.documents
    bodies = {
        "/families": encode_family(asked, [held.dossier.application for held in family], "simple"),
        "/doclists": encode_doclist(own.number, documents, total=len(documents)),
    }

    async def metadata(request: web.Request) -> web.Response:
        await asyncio.sleep(delay)
        return web.Response(body=bodies[request.path], content_type="application/json")

    async def content(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/pdf"})
        response.content_length = content_bytes
        await response.prepare(request)
        for _ in range(content_bytes // len(CONTENT_CHUNK)):
            await response.write(CONTENT_CHUNK)
        return response

    app = web.Application()
    for path in bodies:
        app.router.add_get(path, metadata)
    app.router.add_get("/documents/{id}", content)
    return app


async def main(offices: int, documents: int, delay: float, content_bytes: int) -> None:
    """Serves until standard input closes."""
    family = list(generate_families(1, offices=OFFICES[:offices], documents=documents)[0].members)
    urls = []
    for held in family:
        runner = web.AppRunner(application(held, family, delay, content_bytes), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
    there = {
        "urls": urls,
        "offices": [held.number.office for held in family],
        "numbers": [held.number.docdb for held in family],
        "document": family[0].dossier.documents[0].id,
    }
    sys.stdout.write(json.dumps(there) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
