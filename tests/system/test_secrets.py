"""Forty secrets through every path, and none of them in anything that comes out."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from canaries import MODES, Canaries, EchoingOffice, echoing_office
from secretive import FAULTS, write_config
from yarl import URL

ROOT = Path(__file__).parents[2]
NUMBERS = ("AU2019325418", "EP99203729", "NZ773158", "GB2102345.3", "US16123456", "CA3045678", "JP2019123456")


class Outputs:
    """Everything that came out, by where; searched as a whole."""

    def __init__(self, canaries: Canaries) -> None:
        self.canaries = canaries
        self.bytes_seen = 0
        self.leaks: dict[str, set[str]] = {}

    def saw(self, where: str, output: bytes | str) -> bytes:
        """Searches one output, and gives it back."""
        data = output if isinstance(output, bytes) else output.encode()
        self.bytes_seen += len(data)
        if found := self.canaries.found(data):
            self.leaks.setdefault(where, set()).update(found)
        return data


async def command(*words: str, environ: Mapping[str, str] | None = None) -> tuple[int, bytes, bytes]:
    """One command: its exit code, and what it wrote to standard output and to standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.cli.main", *words, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})},
    )  # fmt: skip
    printed, remarked = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed, remarked


async def run(outputs: Outputs, *words: str, environ: Mapping[str, str] | None = None) -> int:
    """One command; what it prints is searched, its exit code given."""
    code, printed, remarked = await command(*words, environ=environ)
    outputs.saw(f"{' '.join(words[:2])}: stdout", printed)
    outputs.saw(f"{' '.join(words[:2])}: stderr", remarked)
    return code


@asynccontextmanager
async def serving(
    outputs: Outputs, directory: Path, environ: Mapping[str, str]
) -> AsyncIterator[tuple[str, int]]:
    """``casegate serve`` with two workers: its address and process; what it wrote is searched in the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.cli.main", "serve", "--config", str(directory), "--host", "127.0.0.1",
        "--port", "0", "--workers", "2", cwd=ROOT, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    written = bytearray()
    try:
        while b"casegate listens at" not in (line := await process.stderr.readline()):
            written += line
            assert line, written.decode()
        written += line
        rest = asyncio.create_task(process.stderr.read())
        yield line.split(b" at ")[1].split(b";")[0].decode(), process.pid
        process.terminate()
        await process.wait()
        outputs.saw("serve: stdout", await process.stdout.read())
        outputs.saw("serve: stderr", bytes(written) + await rest)
        assert b"configuration_fault" in written + rest.result()
        assert b"provider_down" in written + rest.result()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def arguments(pid: int) -> bytes:
    """The command lines of a process and of all its descendants."""
    children = [int(one) for task in Path(f"/proc/{pid}/task").iterdir()
                for one in (task / "children").read_text().split()]  # fmt: skip
    return Path(f"/proc/{pid}/cmdline").read_bytes() + b"".join(arguments(child) for child in children)


PATHS = (
    "/", "/docs", "/openapi.json", "/livez", "/readyz", "/metrics", "/status", "/api/v1/offices",
    "/api/v1/coverages", "/api/v1/statistics", "/api/v1/trail", "/api/v1/registrations",
    "/case-api/v1/coverages", "/.well-known/jwks.json", "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource",
)  # fmt: skip


async def ask(
    outputs: Outputs, session: aiohttp.ClientSession, where: str, url: str, **more: Any
) -> tuple[int, bytes]:
    """One request of a gateway; status line, header fields and body of the answer are searched."""
    method = more.pop("method", "GET")
    target = URL(url, encoded=True)
    async with session.request(method, target, allow_redirects=False, **more) as response:
        body = await response.read()
        fields = b"\n".join(b": ".join(pair) for pair in response.raw_headers)
        outputs.saw(where, f"{response.status} {response.reason}\n".encode() + fields + b"\n\n" + body)
        return response.status, body


def credentials(canary: Canaries) -> dict[str, dict[str, str]]:
    """Header fields of requesters that prove nothing, each with a secret of its own."""
    basic = base64.b64encode(f"me:{canary('wrong basic')}".encode()).decode()
    return {
        "bearer": {"Authorization": f"Bearer {canary('wrong bearer')}"},
        "key": {"Authorization": f"Bearer cg_0a1b2c3d_{2 * canary('wrong key')}0"},
        "jwt": {"Authorization": f"Bearer eyJhbGciOiJub25lIn0.{canary('wrong token')}.{canary('signature')}"},
        "basic": {"Authorization": f"Basic {basic}"},
        "scheme": {"Authorization": f"Negotiate {canary('wrong scheme')}"},
        "two": {"Authorization": f"Bearer {canary('wrong bearer')}", "X-Api-Key": canary("second key")},
        "dpop": {"Authorization": f"Bearer {canary('wrong bearer')}", "DPoP": canary("wrong proof")},
        "cookie": {"Cookie": f"session={canary('cookie')}"},
        "x-api-key": {"X-Api-Key": canary("header key")},
        "proxy": {"Proxy-Authorization": f"Basic {canary('proxy password')}"},
        "certificate": {"Client-Cert": f":{canary('a certificate')}:", "X-Client-Cert": canary("other")},
        "forwarded": {"Forwarded": f"for={canary('forwarded')}", "X-Forwarded-For": canary("forwarded for")},
    }  # fmt: skip


def token_requests(canary: Canaries, environ: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Forms that ask for tokens, with what is right and with what is not."""
    programs = [
        {"client_id": "program", "client_secret": secret}
        for secret in (environ["TOKEN_SECRET"], canary("wrong client secret"))
    ]
    programs += [
        {"client_assertion": f"e30.{canary('wrong assertion')}.x", "client_assertion_type": "urn:x"},
        {"client_id": canary("secret written as an id"), "client_secret": environ["TOKEN_SECRET"]},
        {"client_id": "program", "client_secret": environ["TOKEN_SECRET"], "scope": "administer"},
    ]
    people = [
        {"username": "u", "password": canary("wrong password")},
        {"username": "AU", "password": environ["ACCESS_KEY_ONE"]},
    ]
    return [
        *(("/oauth2/token", {"grant_type": "client_credentials", **form}) for form in programs),
        *(("/auth/token", {"grant_type": "password", **form}) for form in people),
        *(("/oauth2/token", {"grant_type": "password", **form}) for form in people),
    ]


def registrations(canary: Canaries) -> list[dict[str, Any]]:
    """Bodies of offices that write secrets where none belong."""
    good: dict[str, Any] = {"id": "de-x", "name": "X", "serves": ["DE"], "protocol": "case"}
    good |= {"url": "https://x.example", "contact": {"name": "X", "email": "x@office.example"}}
    wrong = {
        "url": f"https://u:{canary('registered url')}@x.example", "password": canary("registered password"),
        "auth": {"type": "api-key", "key": canary("registered key")}, "protocol": canary("registered word"),
    }  # fmt: skip
    return [good | {name: value} for name, value in wrong.items()]


async def drive(
    outputs: Outputs, office: EchoingOffice, url: str, environ: Mapping[str, str], key: str
) -> set[int]:
    """Puts every question in every way, while the office fails in every way; the statuses that came."""
    canary = outputs.canaries
    good = {"Authorization": f"Bearer {environ['ACCESS_KEY_ONE']}"}
    account = {"Authorization": f"Bearer {canary('file access key')}"}
    statuses: set[int] = set()
    async with aiohttp.ClientSession() as session:

        async def one(where: str, target: str, **more: Any) -> bytes:
            status, body = await ask(outputs, session, where, target, **more)
            statuses.add(status)
            return body

        for mode in MODES:
            for office.tokens in (True, False):
                office.mode = mode
                for number in NUMBERS:
                    target = f"{url}/api/v1/families?number={number}"
                    await one(f"family while {mode}", target, headers=account if office.tokens else good)
                await one(f"stream while {mode}", target, headers={**good, "Accept": "text/event-stream"})
            for path in ("dossiers?application=AU.2019325418.A", "citations?number=NZ773158",
                         "documents/au~AU.2019325418.A~x/content", "bundles?number=GB2102345.3"):  # fmt: skip
                await one(f"{path[:9]} while {mode}", f"{url}/api/v1/{path}", headers=good)
        await one("by a key given out", f"{url}/api/v1/offices", headers={"Authorization": f"Bearer {key}"})
        for name, fields in credentials(canary).items():
            for path in ("/api/v1/families?number=AU2019325418", "/api/v1/offices", "/no/such/path"):
                await one(f"refused {name}", url + path, headers=fields)
        for name in ("key", "access_token", "api_key", "token", "password"):
            await one(f"query {name}", f"{url}/api/v1/families?number=AU1&{name}={canary('query ' + name)}")
        await one("userinfo", f"{url}/api/v1/families?number=https://u:{canary('userinfo')}@h.example/")
        for path, form in token_requests(canary, environ):
            body = await one(f"token at {path}", url + path, method="POST", data=form)
            if token := _issued(body):
                canary.know(f"token issued at {path}", token)
                held = {"Authorization": f"Bearer {token}"}
                await one("with a token", f"{url}/opdapi/patent/v1/application/EP/99203729", headers=held)
                await one("with a token", f"{url}/api/v1/families?number=AU1", headers=held)
        operator = {"Authorization": f"Bearer {environ['OPERATOR_KEY']}"}
        for body in registrations(canary):
            fields = {**operator, "Content-Type": "application/json", "Idempotency-Key": "one"}
            target = f"{url}/api/v1/registrations"
            await one("registration", target, method="POST", data=json.dumps(body), headers=fields)
        for path in PATHS:
            for fields in ({}, good, operator):
                await one(path, url + path, headers=fields)
    return statuses


def _issued(body: bytes) -> str | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer.get("access_token") if isinstance(answer, dict) else None


@pytest.mark.timeout(300)
async def test_no_secret_comes_out_of_a_running_gateway(tmp_path: Path) -> None:
    """Started, asked, refused, failed upon, reloaded with faults, stopped: searched are all answers, the log,
    the arguments of every process and every file that was written."""
    canary = Canaries()
    outputs = Outputs(canary)
    async with echoing_office([canary(f"office's own {n}") for n in range(2)]) as office:
        office.token, office.refresh = canary("token received"), canary("refresh token received")
        directory, environ = write_config(tmp_path, canary, office)
        async with serving(outputs, directory, environ) as (url, pid):
            held = ("--config", str(directory))
            code, printed, remarked = await command(
                "keys", "create", *held, "--office", "DE", environ=environ
            )
            assert code == 0, remarked
            key = canary.know("key given out", re.findall(r"cg_\w+", printed.decode())[0])
            outputs.saw("keys create: stderr", remarked)
            assert await run(outputs, "keys", "list", *held, environ=environ) == 0
            statuses = await drive(outputs, office, url, environ, key)
            outputs.saw("arguments", arguments(pid))
            broken = directory / "offices" / "au.yaml"
            broken.write_text(broken.read_text().replace("env:KEY", canary("inline key")))
            (directory / "offices" / "zz.yaml").write_text(
                f"url: https://u:{canary('url password')}@h.example\n"
            )
            os.kill(pid, signal.SIGHUP)
            async with aiohttp.ClientSession() as session:
                await ask(outputs, session, "after the fault", f"{url}/api/v1/offices")
    for path in (tmp_path / "state").rglob("*"):
        outputs.saw(f"file {path.name}", path.read_bytes())
    assert outputs.leaks == {}
    assert {200, 401, 404, 502} <= statuses
    assert len(office.asked) > 100
    assert len(canary) >= 40
    assert outputs.bytes_seen > 100_000


async def test_no_secret_comes_out_of_a_faulty_configuration(tmp_path: Path) -> None:
    """Written where it does not belong, in every way there is to be wrong: told by its place alone."""
    canary = Canaries()
    outputs = Outputs(canary)
    directory = tmp_path / "config"
    (directory / "offices").mkdir(parents=True)
    good = {"id": "id: {}", "name": "name: N", "serves": "serves: [AU]", "protocol": "protocol: case",
            "url": "url: https://office.example", "auth": "auth: {{type: none}}"}  # fmt: skip
    for place, (name, fault) in enumerate(FAULTS.items()):
        lines = {**good, fault.partition(":")[0]: fault}
        text = "\n".join(
            line.format(canary(name) if key != "id" else f"o{place}") for key, line in lines.items()
        )
        (directory / "offices" / f"o{place}.yaml").write_text(text + "\n")
    gateway = [
        "public_url: https://gateway.example",
        f"storage: {{url: 'postgresql://u:{canary('database password')}@h/db'}}",
        f"cache: {{url: 'redis://:{canary('cache password')}@h/0'}}",
        f"access: {{keys: [{{office: AU, key: {canary('inline access key')}}}]}}",
        f"secret: {canary('unknown key')}",
    ]
    (directory / "gateway.yaml").write_text("\n".join(gateway) + "\n")
    assert await run(outputs, "check-config", str(directory)) == 2
    assert await run(outputs, "serve", "--config", str(directory)) == 2
    assert outputs.leaks == {}
    assert outputs.bytes_seen > 2 * 40 * len(FAULTS)


async def test_no_secret_comes_out_of_commands(tmp_path: Path) -> None:
    """Keys of the environment, refused and given back by whoever is asked; help, addresses with passwords."""
    canary = Canaries()
    outputs = Outputs(canary)
    environ = {"CASEGATE_KEY": canary("key"), "CASEGATE_PROVIDER_KEY": canary("provider key"),
               "HTTPS_PROXY": f"http://u:{canary('proxy')}@127.0.0.1:1"}  # fmt: skip
    async with echoing_office([]) as office:
        for words in (
            (),
            ("get",),
            ("serve",),
            ("provider", "test"),
            ("provider", "serve"),
            ("check-config",),
        ):
            assert await run(outputs, *words, "--help", environ=environ) == 0
        for mode in ("401", "500", "302", "html", "shape", "noise"):
            office.mode, office.tokens = mode, False
            assert await run(outputs, "get", "AU2019325418", "--gateway", office.url, environ=environ) != 0
        for office.mode, *more in (("302", "--json"), ("shape",), ("401", "--header", "Authorization")):
            words = ("provider", "test", office.url, "--local", "--number", "AU.2019325418.A")
            assert await run(outputs, *words, *more, environ=environ) == 1
        host = office.url.removeprefix("http://")
        away = f"http://u:{canary('address')}@{host}"
        assert await run(outputs, "get", "AU2019325418", "--gateway", away, environ=environ) != 0
        assert await run(outputs, "provider", "test", away, "--local", environ=environ) == 2
    assert outputs.leaks == {}
