"""A gateway process under what is very large: its memory stays, and no content is written anywhere."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import aiohttp
from hostile import hostile_office, whole
from misdeeds import MISDEEDS
from replicas import KEY, NO_CACHE, configure
from serving import Served, served

from connectors.case.encode import encode_doclist, encode_family
from connectors.kit.content import Repeated
from connectors.kit.generated import generate_families, generated_offices
from connectors.kit.simulator import simulate
from connectors.numbers.identity import Number

SIZE = 64 * 2**20
HEADERS = {"Authorization": f"Bearer {KEY}"}
LARGE = [name for name in MISDEEDS if name.startswith(("100 MB", "a gzip bomb", "half a million"))]


async def family(session: aiohttp.ClientSession, gateway: Served, number: str) -> Any:
    """A family, asked of the process."""
    asked = {"number": number, "type": "application"}
    async with session.get(f"{gateway.url}/api/v1/families", params=asked, headers=HEADERS) as response:
        assert response.status == 200
        return await response.json()


async def test_large_answers_take_little_memory(tmp_path: Path) -> None:
    """100 MB, announced or not, zipped or as half a million items, four questions at once: under 48 MiB more
    at the peak of it, and every question answered."""
    (member,) = generate_families(31, offices=["CA"], documents=2)[0].members
    asked = Number("application", "CA", member.number.number, "A")
    right = encode_doclist(member.number, member.dossier.documents, total=2)
    async with hostile_office() as office, aiohttp.ClientSession() as session:
        families = whole(encode_family(asked, [member.dossier.application], "simple"))
        office.answers = {"/families": families, "/doclists": whole(right)}
        endpoint = office.endpoint("CA")
        (tmp_path / "offices").mkdir()
        lines = (f"{key}: {json.dumps(value)}\n" for key, value in endpoint.settings.items())
        (tmp_path / "offices" / "ca.yaml").write_text("".join(lines))
        async with served(configure(tmp_path, [endpoint], **NO_CACHE)) as gateway:
            await family(session, gateway, member.number.docdb)
            before = gateway.resident_mib()
            for name in LARGE:
                office.answers["/doclists"] = MISDEEDS[name].answer(right)
                answers = await asyncio.gather(
                    *(family(session, gateway, member.number.docdb) for _ in range(4))
                )
                assert {o["code"] for a in answers for o in a["outcomes"] if o["operation"] == "dossier"} == {
                    "malformed"
                }
            assert gateway.resident_mib("VmHWM") - before < 48


def files(folder: Path) -> set[Path]:
    """Everything in a folder, at any depth."""
    return set(folder.rglob("*"))


async def test_content_streams_through_without_being_written(tmp_path: Path) -> None:
    """64 MiB: the office's bytes, no byte on any disk, no new file, none open, and under 32 MiB of memory."""
    families = generate_families(32, offices=["CA"], documents=2)
    member = families[0].members[0]
    expected = hashlib.sha256()
    async for chunk in Repeated(SIZE).chunks(0, SIZE - 1):
        expected.update(chunk)
    places = {name: tmp_path / name for name in ("config", "cwd", "tmp", "home")}
    for place in places.values():
        place.mkdir()
    async with simulate(generated_offices(families, content_bytes=SIZE)) as simulation:
        simulation.write_config(places["config"])
        configure(places["config"], simulation.endpoints)
        environ = {"TMPDIR": str(places["tmp"]), "HOME": str(places["home"]), "PYTHONDONTWRITEBYTECODE": "1"}
        async with (
            served(places["config"], environ, places["cwd"]) as gateway,
            aiohttp.ClientSession(read_bufsize=2**20) as session,
        ):
            answer = await family(session, gateway, member.number.docdb)
            target = f"{gateway.url}/api/v1/documents/{answer['dossiers'][0]['documents'][0]['id']}/content"
            async with session.get(target, headers={**HEADERS, "Range": "bytes=0-9"}) as response:
                assert len(await response.read()) == 10
            there, before = files(tmp_path), (gateway.written(), gateway.resident_mib())
            got = hashlib.sha256()
            async with session.get(target, headers=HEADERS) as response:
                async for chunk in response.content.iter_any():
                    got.update(chunk)
                open_files = gateway.files()
            assert got.digest() == expected.digest()
            assert gateway.written() == before[0]
            assert gateway.resident_mib("VmHWM") - before[1] < 32
            assert files(tmp_path) == there
            assert not {file for file in open_files if not file.endswith((".so", ".py", ".pyc"))}
