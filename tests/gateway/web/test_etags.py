"""Weak tags: the same whenever the same facts are known, and 304 for whoever has them."""

from __future__ import annotations

import re

import msgspec
import pytest

from connectors.errors import ServerFault
from connectors.model import Dossier
from gateway.present.answer import DossierOut, FamilyAnswer
from gateway.present.documents import MergedDossier
from gateway.present.present import Presented
from gateway.present.sheets import Dated, write
from gateway.web.etag import Body, family_body
from gateway.web.examples import examples

FAMILY = "/api/v1/families?number=EP.99203729.A&type=application"
DOSSIER = "/api/v1/dossiers?application=EP.99203729.A"
DOCUMENT = "/api/v1/documents/ep~EP.99203729.A~R1"
TAGGED = [FAMILY, DOSSIER, DOCUMENT, "/api/v1/numbers?text=EP.99203729.A", "/docs", "/openapi.json"]


@pytest.mark.parametrize("path", TAGGED)
async def test_whoever_has_the_answer_gets_304(house, path) -> None:
    """By any of several tags, weak or strong in writing, or ``*``; otherwise the whole."""
    gateway = await house.open()
    answer = await gateway.get(path)
    tag = answer.headers["ETag"]
    assert tag.startswith('W/"')
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await gateway.get(path, If_None_Match=held)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
        assert again.headers.get("Vary") == answer.headers.get("Vary")
    for held in ('W/"other"', "nonsense", ""):
        assert (await gateway.get(path, If_None_Match=held)).status == 200


@pytest.mark.parametrize("path", [FAMILY, DOSSIER, DOCUMENT])
async def test_a_tag_says_nothing_of_when_and_how_facts_came(house, path) -> None:
    """The same from the office, from the cache, later, and on another replica."""
    gateway = await house.open()
    live = (await gateway.get(path)).headers["ETag"]
    house.clock.seconds += 100
    cached = await gateway.get(path)
    house.clock.seconds += 10_000
    later = await (await house.open()).get(path)
    assert cached.headers["ETag"] == later.headers["ETag"] == live
    if path == FAMILY:
        assert b'"code":"cached"' in cached.body
        assert cached.body != later.body


async def test_a_tag_changes_with_what_is_known(house, doc, member) -> None:
    """A new document, and an office that fails, are other answers."""
    house.fresh_seconds = 0
    gateway = await house.open()
    before = (await gateway.get(FAMILY)).headers["ETag"]
    house.ep.files["EP.99203729.A"] = Dossier(application=member(), documents=(doc("R1"),))
    fewer = (await gateway.get(FAMILY)).headers["ETag"]
    house.nl.files["NL.1010536.A"] = ServerFault("broken")
    failed = (await gateway.get(FAMILY)).headers["ETag"]
    assert len({before, fewer, failed}) == 3


def _example() -> FamilyAnswer:
    return msgspec.convert(examples()["getFamilies", 200, "application/json"], FamilyAnswer)


def _dated(dossier: DossierOut) -> Dated:
    """A dossier as it is written: the moments of retrieval left open, and beside it."""
    told = msgspec.json.encode(dossier)
    moments = list(dict.fromkeys(re.findall(rb'"retrievedAt":"(2[^"]*)"', told)))
    for place, moment in enumerate(moments):
        told = told.replace(b'"retrievedAt":"%b"' % moment, b'"retrievedAt":"@%d"' % place)
    opened = msgspec.json.decode(told, type=DossierOut)
    return Dated(write(MergedDossier(opened, ()), len(moments)), tuple(map(bytes.decode, moments)))


def _body(answer: FamilyAnswer) -> Body:
    """The body of an answer."""
    presented = Presented(
        family=answer.family,
        dossiers=tuple(map(_dated, answer.dossiers)),
        outcomes=answer.outcomes,
        conflicts=answer.conflicts,
        complete=answer.complete,
    )
    return family_body(answer.query, presented)


def _changed(answer: FamilyAnswer, **outcome: object) -> FamilyAnswer:
    replace = msgspec.structs.replace
    return replace(answer, outcomes=(replace(answer.outcomes[0], **outcome), *answer.outcomes[1:]))


def test_only_facts_enter_the_tag() -> None:
    """Times, attempts, ages and sentences of outcomes do not count, ``cached`` is ``ok``; codes do count."""
    answer = _example()
    tag = _body(answer).tag
    for change in (
        {"elapsed_ms": 9}, {"attempts": 3}, {"age_seconds": 8}, {"retry_after_seconds": 1},
        {"detail": "words"}, {"code": "cached"},
    ):  # fmt: skip
        assert _body(_changed(answer, **change)).tag == tag
    assert _body(_changed(answer, code="stale")).tag != tag
    assert _body(msgspec.structs.replace(answer, complete=True)).tag != tag


def _retrieved(answer: FamilyAnswer, times: list[str]) -> FamilyAnswer:
    """The example with one more document for each of these times."""
    replace = msgspec.structs.replace
    dossier = answer.dossiers[0]
    known = dossier.documents[0]
    documents = tuple(
        replace(known, id=f"d{n}", provenance=(replace(known.provenance[0], retrieved_at=time),))
        for n, time in enumerate(times)
    )
    return replace(answer, dossiers=(replace(dossier, documents=documents),))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 40])
def test_however_many_times_of_retrieval_there_are_none_counts(count) -> None:
    """The tag is the same for other times, few or many, and different without one of the documents."""
    early = [f"2026-01-01T00:00:{n:02}Z" for n in range(count)]
    late = [f"2027-01-01T00:00:{n // 2:02}Z" for n in range(count)]
    tag = _body(_retrieved(_example(), early)).tag
    assert _body(_retrieved(_example(), late)).tag == tag
    assert _body(_retrieved(_example(), late[1:])).tag != tag


def test_when_a_member_was_listed_does_not_count_and_by_whom_does() -> None:
    """A member's provenance is in the tag, without its times."""
    replace, answer = msgspec.structs.replace, _example()
    member = answer.family.members[0]
    tags = []
    for provenance in (
        {"retrieved_at": "2031-01-01T00:00:00Z"},
        {"retrieved_at": "2032-02-02T00:00:00Z"},
        {"provider": "another"},
    ):
        listed = replace(member, provenance=(replace(member.provenance[0], **provenance),))
        tags.append(_body(replace(answer, family=replace(answer.family, members=(listed,)))).tag)
    assert tags[0] == tags[1] == _body(answer).tag != tags[2]


def test_words_that_look_like_a_time_of_retrieval_count() -> None:
    """A title that quotes the JSON of a time is text like any other."""
    tags = set()
    for quoted in ('"retrievedAt":"2026"', '"retrievedAt":"2027"', 'x\\"retrievedAt":"'):
        answer = _example()
        dossier = answer.dossiers[0]
        named = msgspec.structs.replace(dossier.documents[0], title=quoted)
        dossier = msgspec.structs.replace(dossier, documents=(named,))
        tags.add(_body(msgspec.structs.replace(answer, dossiers=(dossier,))).tag)
    assert len(tags) == 3


def test_the_body_is_the_encoded_answer() -> None:
    """Put together from its parts, each encoded once, it is what the answer encodes to."""
    answer = _example()
    assert _body(answer).data == msgspec.json.encode(answer)


async def test_answers_for_the_public_and_for_offices_are_kept_apart(house, au_key) -> None:
    """The public's may be kept and asked again, an office's may not be kept; neither serves for the other."""
    gateway = await house.open()
    public, office = await gateway.get(FAMILY), await gateway.get(FAMILY, au_key)
    assert public.headers["Cache-Control"] == "no-cache"
    assert office.headers["Cache-Control"] == "private, no-store"
    assert public.headers["Vary"] == office.headers["Vary"] == "Accept, Authorization"
