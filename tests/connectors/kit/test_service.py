from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from connectors.contract import Scope
from connectors.endpoint import ApiKey, Secret
from connectors.errors import Throttled, Unavailable
from connectors.kit.content import Content, Repeated
from connectors.kit.folder import FolderHoldings
from connectors.kit.holdings import MemoryHoldings
from connectors.kit.listener import Listener
from connectors.kit.samples import SHOWCASE, office_holdings, sample_family
from connectors.kit.service import BASE, service
from connectors.kit.sheets import held_from, parse_application
from connectors.model import Application, Coverage, Dossier
from connectors.numbers.identity import ApplicationNumber, Number

AU = "applicationIdentifier=AU2019325418"


class Asking:
    """A client of one running service."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and JSON body of an answer."""
        async with self.session.get(self.base + path, headers=headers) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    """The showcase's Australian part, served."""
    async with (
        Listener(service(office_holdings(sample_family(SHOWCASE), ("AU",)))) as listener,
        aiohttp.ClientSession() as session,
    ):
        yield Asking(session, listener.origin + BASE)


@pytest.mark.parametrize(
    "question",
    [AU, "applicationIdentifier=AU%202019325418", "publicationIdentifier=AU2019325418B2",
     "priorityIdentifier=AU2018903141", "priorityIdentifier=PCTAU2019050912",
     "applicationIdentifier=PCTAU2019050912"],
)  # fmt: skip
async def test_a_family_is_found_by_each_kind_of_identifier(asking: Asking, question: str) -> None:
    """Application, publication, priority and international numbers lead to the office's own members."""
    status, body = await asking.get(f"/families?{question}")
    members = [
        one["patentFamilyMember"]["applicationIdentification"] for one in body["patentFamilyMemberBag"]
    ]
    texts = {member["applicationNumber"]["applicationNumberText"] for member in members}
    assert status == 200
    assert {"2019325418", "2022241503"} <= texts


async def test_a_document_list_comes_in_pages_newest_first(asking: Asking) -> None:
    """Pages put together are the whole list, each document once, dates falling."""
    seen: list[Any] = []
    while True:
        status, page = await asking.get(f"/doclists?{AU}&offset={len(seen)}&limit=5")
        assert status == 200
        assert page["documentTotalQuantity"] == 13
        if not page["documentIncludedBag"]:
            break
        assert len(page["documentIncludedBag"]) <= 5
        seen += [one["documentIncluded"] for one in page["documentIncludedBag"]]
    assert len({one["id"] for one in seen}) == len(seen) == 13
    dates = [one["documentDate"] for one in seen]
    assert dates == sorted(dates, reverse=True)


async def test_each_document_says_who_may_see_it(asking: Asking) -> None:
    """Visibility goes out as the office stated it, with the offices that it names."""
    _, body = await asking.get(f"/doclists?{AU}")
    said = {
        one["documentIncluded"]["documentDescription"]: (
            one["documentIncluded"]["accessCategory"],
            one["documentIncluded"].get("accessOfficeBag"),
        )
        for one in body["documentIncludedBag"]
    }
    assert said["Claims"] == ("public", None)
    assert said["First examination report"] == ("offices", None)
    assert said["Search information statement"] == ("restricted", ["CA", "GB", "NZ", "SG"])
    assert said["Search strategy"][0] not in ("public", "offices")


async def test_bibliographic_data_leaves_out_what_is_not_held(asking: Asking) -> None:
    """Several applications are asked at once; those not held are missing, none at all is not found."""
    status, body = await asking.get(f"/applications?{AU}&applicationIdentifier=CA3109276")
    assert status == 200
    assert len(body["bibliographicDataBag"]) == 1
    status, body = await asking.get("/applications?applicationIdentifier=CA3109276")
    assert (status, body["code"]) == (404, "NOT_FOUND")


async def test_citations_and_coverages_are_served(asking: Asking) -> None:
    """Citations of one application, and what is held of the office."""
    status, body = await asking.get(f"/applications/citations?{AU}")
    assert status == 200
    assert len(body["referenceCitationBag"]) == 2
    assert body["patentClassificationBag"][0] == {
        "patentClassification": {"classificationScheme": "IPC", "patentClassificationText": "A01G 25/16"}
    }
    status, body = await asking.get("/coverages")
    assert [one["coverage"]["ipOfficeCode"] for one in body["coverageBag"]] == ["AU"]
    assert await asking.get("/health") == (200, {"status": "ok"})


async def test_citations_are_for_who_may_see_the_file() -> None:
    """What a sheet says of its application counts for citations and classifications, which say nothing."""
    sheet = {"citations": [{"text": "Handbook"}], "accessOfficeBag": ["CA"], "documents": []}
    held = held_from(parse_application(json.dumps(sheet).encode()), ApplicationNumber("AU", "2019325418"))
    holdings = MemoryHoldings([held], lambda place: Repeated(1))
    async with Listener(service(holdings)) as listener, aiohttp.ClientSession() as session:
        _, body = await Asking(session, listener.origin + BASE).get(f"/applications/citations?{AU}")
    assert (body["accessCategory"], body["accessOfficeBag"]) == ("restricted", ["CA"])


async def test_content_is_served_whole_in_part_and_by_its_head(asking: Asking) -> None:
    """A range has the bytes the whole has there; HEAD has the length and no body."""
    _, body = await asking.get(f"/doclists?{AU}&limit=1")
    url = f"{asking.base}/documents/{body['documentIncludedBag'][0]['documentIncluded']['id']}"
    async with asking.session.get(url) as answer:
        whole = await answer.read()
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        assert answer.content_length == len(whole)
        assert answer.headers["Accept-Ranges"] == "bytes"
    for asked, first, last in (("bytes=10-19", 10, 19), ("bytes=-7", len(whole) - 7, len(whole) - 1)):
        async with asking.session.get(url, headers={"Range": asked}) as answer:
            assert (answer.status, await answer.read()) == (206, whole[first : last + 1])
            assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    async with asking.session.head(url) as answer:
        assert (answer.status, answer.content_length, await answer.read()) == (200, len(whole), b"")
    async with asking.session.get(url, headers={"Range": f"bytes={len(whole)}-"}) as answer:
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    for ignored in (
        {"Range": "bytes=0-1,3-4"},
        {"Range": "lines=1-2"},
        {"Range": "bytes=0-1", "If-Range": '"x"'},
    ):
        async with asking.session.get(url, headers=ignored) as answer:
            assert (answer.status, await answer.read()) == (200, whole)
    async with asking.session.get(url + "?documentFormatCategory=tiff") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/families", 400, "INVALID_INPUT_DATA"),
        (f"/families?{AU}&publicationIdentifier=AU1", 400, "INVALID_INPUT_DATA"),
        (f"/families?{AU}&familyCategory=huge", 400, "INVALID_INPUT_DATA"),
        ("/families?applicationIdentifier=%00%E2%80%AE", 400, "INVALID_INPUT_DATA"),
        ("/families?applicationIdentifier=AU2019999999", 404, "NOT_FOUND"),
        (f"/doclists?{AU}&offset=-1", 400, "INVALID_INPUT_DATA"),
        (f"/doclists?{AU}&limit=many", 400, "INVALID_INPUT_DATA"),
        ("/documents/..%2F..%2Fetc%2Fpasswd", 404, "NOT_FOUND"),
        ("/nothing", 404, "NOT_FOUND"),
    ],
)
async def test_errors_have_the_form_of_the_profile(asking: Asking, path: str, status: int, code: str) -> None:
    """A bad or vain question is answered with a code, a sentence and a list of details."""
    found, body = await asking.get(path)
    assert (found, body["code"]) == (status, code)
    assert body["message"]
    assert body["details"] == []


async def test_a_withheld_file_is_refused_as_withheld() -> None:
    """The family names the member; its documents are refused with 403 and the word WITHHELD."""
    held = office_holdings(sample_family(SHOWCASE), ("GB",))
    async with Listener(service(held)) as listener, aiohttp.ClientSession() as session:
        asking = Asking(session, listener.origin + BASE)
        assert (await asking.get("/families?applicationIdentifier=GB2102345"))[0] == 200
        status, body = await asking.get("/doclists?applicationIdentifier=GB2102345")
        assert (status, body["code"]) == (403, "WITHHELD")


async def test_a_key_is_wanted_for_all_but_health() -> None:
    """With a key configured, an answer needs it; whether the service lives may be asked without."""
    held = office_holdings(sample_family(SHOWCASE), ("AU",))
    app = service(held, api_key=ApiKey("X-Api-Key", Secret("right")))
    async with Listener(app) as listener, aiohttp.ClientSession() as session:
        asking = Asking(session, listener.origin + BASE)
        assert (await asking.get("/coverages"))[0] == 401
        assert (await asking.get("/coverages", **{"X-Api-Key": "wrong"}))[1]["code"] == "UNAUTHORIZED"
        assert (await asking.get("/coverages", **{"X-Api-Key": "right"}))[0] == 200
        assert (await asking.get("/health"))[0] == 200


async def test_an_office_may_leave_out_its_own_code() -> None:
    """A service of one office reads its numbers without the office code."""
    app = service(office_holdings(sample_family(SHOWCASE), ("CA",)), office="CA")
    async with Listener(app) as listener, aiohttp.ClientSession() as session:
        status, _ = await Asking(session, listener.origin + BASE).get(
            "/doclists?applicationIdentifier=3109276"
        )
        assert status == 200


class Failing:
    """Holdings of an office whose own systems fail in one way, and whose content breaks off."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    async def find_family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """Fails."""
        raise self.problem

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """Fails."""
        raise self.problem

    async def open_content(self, document: str, rendition: str | None = None) -> Content:
        """Content that breaks off after its first piece."""
        return Breaking(1_000_000)

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """Nothing."""
        return ()


class Breaking(Repeated, frozen=True):
    """Content that fails when its first piece has been read."""

    async def chunks(self, first: int, last: int) -> AsyncIterator[bytes]:
        """One piece, then the failure."""
        yield b"x" * 1000
        raise Unavailable("the archive has gone")


@pytest.mark.parametrize(
    ("problem", "status", "retry_after"),
    [(Throttled("busy", retry_after=30), 429, "30"), (Unavailable("archive down"), 503, None)],
)
async def test_the_office_s_own_trouble_is_told(
    problem: Exception, status: int, retry_after: str | None
) -> None:
    """What the holdings raise becomes the status and the headers of the profile."""
    async with (
        Listener(service(Failing(problem))) as listener,
        aiohttp.ClientSession() as session,
        session.get(f"{listener.origin}{BASE}/doclists?{AU}") as answer,
    ):
        assert (answer.status, answer.headers.get("Retry-After")) == (status, retry_after)


async def test_content_that_fails_on_its_way_never_ends_cleanly() -> None:
    """A client sees a broken transfer, not a short document."""
    app = service(Failing(Unavailable("unused")))
    async with Listener(app) as listener, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientPayloadError):
            async with session.get(f"{listener.origin}{BASE}/documents/any") as answer:
                await answer.read()


async def test_large_content_is_not_held() -> None:
    """A document of 64 MiB goes out whole although nothing of that size is ever made."""
    members = sample_family(SHOWCASE)
    held = MemoryHoldings(members, lambda place: Repeated(64 * 1024 * 1024))
    document = next(one for member in members for one in member.dossier.documents if not member.withheld)
    async with (
        Listener(service(held)) as listener,
        aiohttp.ClientSession() as session,
        session.get(f"{listener.origin}{BASE}/documents/{document.id}") as answer,
    ):
        assert answer.content_length == 64 * 1024 * 1024
        assert sum([len(part) async for part in answer.content.iter_any()]) == answer.content_length


async def test_a_folder_that_is_gone_is_not_well(tmp_path: Path) -> None:
    """As long as it is: ``/health`` says so, and that it can be had again."""
    folder, now = tmp_path / "dossiers", [0.0]
    folder.mkdir()
    holdings = FolderHoldings(folder, clock=lambda: now[0])
    async with Listener(service(holdings)) as listener, aiohttp.ClientSession() as session:
        asking = Asking(session, listener.origin + BASE)
        for name, before, after in (("away", 200, 503), ("dossiers", 503, 200)):
            assert (await asking.get("/health"))[0] == before
            now[0] += 60
            folder = folder.rename(tmp_path / name)
            assert (await asking.get("/health"))[0] == after
    await holdings.aclose()
