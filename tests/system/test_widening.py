"""Answers that say two things about who may see something: the stricter holds, however it is written."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hostile import hostile_office, whole
from replicas import NO_CACHE, OFFICE, configure, replica

NUMBER = '"applicationNumber":{"ipOfficeCode":"CA","applicationNumberText":"3109276"}'
SECRET = "Report on the secret"
OPEN = '{"documentIncluded":{"id":"open","documentDescription":"Open","accessCategory":"public"}}'


def document(said: str) -> str:
    """A document that says this about who may see it."""
    return f'{{"documentIncluded":{{"id":"secret","documentDescription":"{SECRET}",{said}}}}}'


def bag(*documents: str) -> str:
    """A document list."""
    return f'"documentIncludedBag":[{",".join(documents)}]'


LISTS = {
    "category twice": bag(document('"accessCategory":"restricted","accessCategory":"public"'), OPEN),
    "the other way round": bag(document('"accessCategory":"public","accessCategory":"restricted"'), OPEN),
    "key written with an escape": bag(
        document('"accessCategory":"offices","\\u0061ccessCategory":"public"'), OPEN
    ),
    "both keys escaped": bag(
        document('"acc\\u0065ssCategory":"offices","\\u0061ccessCategory":"public"'), OPEN
    ),
    "offices twice": bag(
        document(f'"accessCategory":"restricted","accessOfficeBag":["AU"],"accessOfficeBag":["{OFFICE}"]'),
        OPEN,
    ),
    "document twice in one item": bag(
        f'{{"documentIncluded":{{"id":"secret","documentDescription":"{SECRET}","accessCategory":"restricted"}},'
        f'"documentIncluded":{{"id":"secret","documentDescription":"{SECRET}","accessCategory":"public"}}}}',
        OPEN,
    ),
    "listed twice": bag(
        document('"accessCategory":"restricted"'), document('"accessCategory":"public"'), OPEN
    ),
    "two lists": bag(document('"accessCategory":"restricted"'), OPEN)
    + ","
    + bag(document('"accessCategory":"public"'), OPEN),
    "a word that is not known": bag(document('"accessCategory":"PUBLIC "'), OPEN),
    "a list of words": bag(document('"accessCategory":["restricted","public"]'), OPEN),
    "an object": bag(document('"accessCategory":{"value":"public"}'), OPEN),
    "true": bag(document('"accessCategory":true'), OPEN),
}


def family(*publications: str) -> bytes:
    """A family of one member with these publication facts."""
    return (
        '{"patentFamilyMemberBag":[{"patentFamilyMember":{"applicationIdentification":{' + NUMBER + "},"
        + ",".join(publications) + "}}]}"
    ).encode()  # fmt: skip


def published(*said: str) -> str:
    """The publications of an application, each saying this."""
    items = ",".join(
        f'{{"patentPublicationIdentification":{{"ipOfficeCode":"CA","publicationNumber":"3109276",{one}}}}}'
        for one in said
    )
    return f'"patentPublicationIdentificationBag":[{items}]'


PAST, COMING = '"publicationDate":"2001-01-01"', '"publicationDate":"2199-01-01"'
FAMILIES = {
    "date twice": family(published(f"{COMING},{PAST}")),
    "date twice, escaped": family(published(f'{COMING},"publicationD\\u0061te":"2001-01-01"')),
    "no publication, then one": family('"patentPublicationIdentificationBag":[]', published(PAST)),
    "application twice": b'{"patentFamilyMemberBag":[{"patentFamilyMember":{"applicationIdentification":{'
    + f"{NUMBER}}},{published(COMING)}}}".encode()
    + b',"patentFamilyMember":{"applicationIdentification":{'
    + f"{NUMBER}}},{published(PAST)}}}}}]}}".encode(),
}


async def told(folder: Path, families: bytes, doclists: bytes, key: str | None) -> Any:
    """What a gateway tells a requester when the office at CA answers so; ``None`` when nothing."""
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(hostile_office())
        office.answers = {"/families": whole(families), "/doclists": whole(doclists)}
        endpoint = office.endpoint("CA")
        (folder / "offices").mkdir(parents=True)
        lines = (f"{key}: {json.dumps(value)}\n" for key, value in endpoint.settings.items())
        (folder / "offices" / "ca.yaml").write_text("".join(lines))
        gateway = await stack.enter_async_context(replica(configure(folder, [endpoint], **NO_CACHE)))
        asked = {"number": "CA 3109276", "type": "application"}
        got = await gateway.get("/api/v1/families", **asked, **({} if key else {"key": None}))
        await asyncio.sleep(0)
        return got.json if got.status == 200 else None


@pytest.mark.parametrize("key", ["office", None], ids=["office", "public"])
@pytest.mark.parametrize("name", LISTS)
async def test_a_document_that_is_said_to_be_restricted_is_never_shown(
    tmp_path: Path, name: str, key: str | None
) -> None:
    """Not its title, not its id; the office's other documents are, or the list is refused as a whole."""
    body = f"{{{NUMBER},{LISTS[name]}}}".encode()
    answer = await told(tmp_path, family(published(PAST)), body, key)
    assert SECRET not in json.dumps(answer)
    assert "~secret" not in json.dumps(answer)
    shown = [d["title"] for one in answer["dossiers"] for d in one["documents"]]
    codes = {o["code"] for o in answer["outcomes"] if o["operation"] == "dossier"}
    assert shown == ["Open"] or (shown == [] and codes <= {"ok", "malformed"})


@pytest.mark.parametrize("name", FAMILIES)
async def test_an_application_that_is_said_to_be_unpublished_is_never_shown(
    tmp_path: Path, name: str
) -> None:
    """Told to be published later and earlier in one breath: for the public it does not exist."""
    body = f"{{{NUMBER},{bag(OPEN)}}}".encode()
    assert await told(tmp_path, family(published(PAST)), body, None) is not None
    assert await told(tmp_path / "2", FAMILIES[name], body, None) is None
