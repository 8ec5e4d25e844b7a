"""What a running gateway writes into its log, whatever requesters and offices send: its own lines alone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import quote

from canaries import MODES, Canaries, echoing_office
from secretive import write_config
from serving import served

LINE = '{"event": "forged", "level": "info"}'
FORGED = f"\r\n{LINE}\r\n\x1b[31m\u202eforged \x85 \u2028{LINE}"
TARGETS = (
    "/api/v1/families?number={0}",
    "/api/v1/families?number=AU2019325418&office={0}",
    "/{0}",
    "/docs/problems/{0}",
    "/api/v1/documents/{0}/content",
    "/api/v1/dossiers?application={0}",
    "/api/v1/bundles?number={0}",
    "/case-api/v1/doclists/{0}",
    "/opdapi/patent/v1/{0}/x",
    "/api/v1/trail?from={0}",
    "/api/v1/statistics?by={0}",
)
FIELDS = (
    "Correlation-ID", "traceparent", "User-Agent", "Requestor-Id", "Requestor-Role", "Authorization",
    "X-Api-Key", "X-Forwarded-For", "Client-Cert", "Prefer", "Range", "If-None-Match", "Cookie",
)  # fmt: skip


async def exchange(url: str, request: bytes) -> bytes:
    """Sends bytes as they are, and reads until the gateway has done with them."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


def requests(key: str) -> list[bytes]:
    """Requests with forged lines wherever something can be said: quoted, raw, in fields and bodies."""
    end = "Host: x\r\nConnection: close\r\n"
    made = [f"GET {target.format(quote(FORGED))} HTTP/1.1\r\n{end}\r\n" for target in TARGETS]
    inner = FORGED.replace("\r\n", "\t").encode().decode("latin-1")
    made += [f"GET /api/v1/offices HTTP/1.1\r\n{end}{name}: {inner}\r\n\r\n" for name in FIELDS]
    made += [f"GET /{inner} HTTP/1.1\r\n{end}\r\n", f"{inner} / HTTP/1.1\r\n{end}\r\n", f"{inner}\r\n\r\n"]
    body = json.dumps({"id": FORGED, FORGED: FORGED, "name": FORGED})
    fields = (
        f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n{end}Content-Length: {len(body)}"
    )
    made += [
        f"POST {path} HTTP/1.1\r\n{fields}\r\n\r\n{body}"
        for path in ("/api/v1/registrations", "/oauth2/token")
    ]
    return [one.encode("latin-1") for one in made]


async def test_nobody_outside_writes_a_line_of_the_log(tmp_path: Path) -> None:
    """Every line is a JSON object of the gateway's own, in printable characters."""
    async with echoing_office([FORGED]) as office:
        directory, environ = write_config(tmp_path, Canaries(), office)
        key = environ["OPERATOR_KEY"]
        async with served(directory, environ) as gateway:
            for request in requests(key):
                assert (await exchange(gateway.url, request)).startswith(b"HTTP/1.")
            for office.mode in MODES:
                ask = f"/api/v1/families?number=AU2019325418 HTTP/1.1\r\nAuthorization: Bearer {key}"
                asked = f"GET {ask}\r\nHost: x\r\nConnection: close\r\n\r\n"
                assert (await exchange(gateway.url, asked.encode())).startswith(b"HTTP/1.")
        lines = [json.loads(line) for line in gateway.lines]
    assert {"provider_down", "security_event"} <= {line["event"] for line in lines}
    assert "forged" not in {line["event"] for line in lines}
    assert all(line.removesuffix("\n").isprintable() for line in gateway.lines)
    assert not any("forged" in str(value) for line in lines for value in line.values())
