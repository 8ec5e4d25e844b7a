"""Every operation of the CASE profile over a socket: answers, credentials, pages, ranges, errors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chains import KEYS, served
from msgspec.structs import replace
from worlds import Office, application, document, dossier, provider, world

from connectors.errors import Throttled, Withheld
from connectors.model import Access, Citation, Coverage, Dossier, Publication, Rendition
from gateway.web.case_api.kept import Kept, Written
from gateway.web.case_api.table import ROUTES
from gateway.world import Rule, World

EP, AU = "EP.99203729.A", "AU.2019325418.A"
BASE = "/case-api/v1"
NAMED = {"applicationIdentifier": "EP99203729"}


def office() -> Office:
    """The European office."""
    published = Publication(office="EP", number="1000000", kind="A1", date=date(2000, 5, 17))
    first = application(EP, "NL.1010536.A", title="Bricks", publications=(published,))
    papers = [
        document(
            "R1", "1503", "2012-01-01", title="European search report", renditions=(Rendition(id="pdf"),)
        ),
        document(
            "R2", "2001", "2013-01-01", renditions=(Rendition(id="en"), Rendition(id="de", format="xml"))
        ),
        document("R3", "2002", "2011-01-01", access=Access(visibility="offices")),
    ]
    cited = Dossier(
        application=first, citations=(Citation(text="A book", categories=("X",), claims=("1-3",)),)
    )
    return Office(
        [first], [dossier(first, *papers)], {"pdf": (b"%PDF-1", b"2345"), "de": (b"<a/>",)}, citations=[cited]
    )


def ours(ep: Office | None = None, **how: Any) -> World:
    """That office alone."""
    return world(provider("ep", ep or office(), "EP", **how))


async def test_a_family_by_each_of_its_numbers() -> None:
    """By application, publication and priority; with what the office says of it."""
    async with served(ours()) as gateway:
        for named in (
            NAMED,
            {"publicationIdentifier": "EP1000000A1"},
            {"priorityIdentifier": "NL1010536"},
            {"applicationIdentifier": "EP.99203729.A"},
        ):
            got = await gateway.get(f"{BASE}/families", **named)
            assert got.status == 200, got.body
            (item,) = got.json["patentFamilyMemberBag"]
            member = item["patentFamilyMember"]
            number = member["applicationIdentification"]["applicationNumber"]
            assert (number["ipOfficeCode"], number["applicationNumberText"]) == ("EP", "99203729")
            assert member["inventionTitleBag"][0]["inventionTitle"]["inventionTitleText"] == "Bricks"
            assert member["accessCategory"] == "public"
            assert got.json["completeIndicator"] is True
            assert got.json["provenanceBag"][0]["provenance"]["providerIdentifier"] == "ep"
            assert got.headers["Cache-Control"] == "private, no-store"


async def test_a_document_list_newest_first_and_page_by_page() -> None:
    """``documentTotalQuantity`` counts all; ``offset`` and ``limit`` cut; each says who may see it."""
    async with served(ours()) as gateway:
        whole = (await gateway.get(f"{BASE}/doclists", **NAMED)).json
        listed = [item["documentIncluded"] for item in whole["documentIncludedBag"]]
        assert [one["documentCodeCategory"] for one in listed] == ["2001", "1503", "2002"]
        assert [one["accessCategory"] for one in listed] == ["public", "public", "offices"]
        assert listed[1]["id"] == f"ep~{EP}~R1"
        assert whole["documentTotalQuantity"] == 3
        page = (await gateway.get(f"{BASE}/doclists", offset="1", limit="1", **NAMED)).json
        assert page["documentTotalQuantity"] == 3
        assert [item["documentIncluded"] for item in page["documentIncludedBag"]] == listed[1:2]
        beyond = (await gateway.get(f"{BASE}/doclists", offset="9", **NAMED)).json
        assert (beyond["documentIncludedBag"], beyond["documentTotalQuantity"]) == ([], 3)


async def test_bibliographic_data_of_several_applications() -> None:
    """Those that are known; none of them known is 404; too many are refused."""
    async with served(ours()) as gateway:
        path = f"{BASE}/applications?applicationIdentifier=EP99203729"
        got = await gateway.get(f"{path}&applicationIdentifier=NZ773158")
        (item,) = got.json["bibliographicDataBag"]
        assert item["bibliographicData"]["priorityClaimBag"]
        assert (await gateway.get(f"{BASE}/applications?applicationIdentifier=NZ773158")).status == 404
        assert (await gateway.get(path + "&applicationIdentifier=EP99203729" * 20)).status == 400


async def test_citations_with_who_may_see_them() -> None:
    """Categories and claims as the office gives them."""
    async with served(ours(visibility="offices")) as gateway:
        got = await gateway.get(f"{BASE}/applications/citations", **NAMED)
        (cited,) = got.json["referenceCitationBag"]
        assert cited["nplCitation"]["nplCitationText"] == "A book"
        assert got.json["accessCategory"] == "offices"
        assert (await gateway.get(f"{BASE}/applications/citations", None, **NAMED)).status == 404


async def test_content_whole_in_part_and_by_rendition() -> None:
    """The default rendition, another by its id or its format, header fields without opening, unknown ones."""
    ep = office()
    async with served(ours(ep)) as gateway:
        first, second = f"{BASE}/documents/ep~{EP}~R1", f"{BASE}/documents/ep~{EP}~R2"
        got = await gateway.get(first)
        assert (got.status, got.body, got.headers["Content-Type"]) == (200, b"%PDF-12345", "application/pdf")
        for chosen in ("xml", "ep~de"):
            got = await gateway.get(second, documentFormatCategory=chosen)
            assert (got.status, got.body) == (200, b"<a/>")
        opened = ep.calls("content")
        head = await gateway.get(first, method="HEAD")
        assert (head.status, head.body, ep.calls("content")) == (200, b"", opened)
        for path, chosen in (
            (first, "tiff"),
            (f"{BASE}/documents/ep~{EP}~R9", "pdf"),
            (f"{BASE}/documents/x", "pdf"),
        ):
            got = await gateway.get(path, documentFormatCategory=chosen)
            assert (got.status, got.json["code"]) == (404, "NOT_FOUND")


async def test_what_may_not_be_seen_is_not_there() -> None:
    """Neither in the list nor by its id, for who may not see it."""
    async with served(ours()) as gateway:
        whole = (await gateway.get(f"{BASE}/doclists", None, **NAMED)).json
        assert whole["documentTotalQuantity"] == 2
        assert (await gateway.get(f"{BASE}/documents/ep~{EP}~R3", None)).status == 404


@pytest.mark.parametrize(
    ("path", "office", "headers", "status"),
    [
        ("/families", "JP", {}, 200),
        ("/families", None, {"X-Api-Key": KEYS["JP"]}, 200),
        ("/families", None, {"X-Api-Key": "wrong"}, 401),
        ("/families", None, {"Authorization": "Bearer wrong"}, 401),
        ("/families", None, {"Authorization": "Bearer wrong", "X-Api-Key": KEYS["JP"]}, 400),
        ("/families", None, {}, 401),
        ("/health", None, {}, 200),
    ],
)
async def test_the_key_comes_either_way(
    path: str, office: str | None, headers: dict[str, str], status: int
) -> None:
    """As a bearer token or in ``X-Api-Key``; the health of the service needs none."""
    async with served(ours(), anonymous=False) as gateway:
        got = await gateway.get(BASE + path, office, headers=headers, **NAMED)
        assert got.status == status
        if status == 401:
            assert got.json["code"] == "UNAUTHORIZED"
            assert got.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/families", {}),
        ("/families", {**NAMED, "priorityIdentifier": "EP1"}),
        ("/families", {**NAMED, "familyCategory": "large"}),
        ("/families", {"applicationIdentifier": "nothing"}),
        ("/families", {**NAMED, "applicationKindCode": "a1"}),
        ("/doclists", {}),
        ("/doclists", {**NAMED, "limit": "many"}),
        ("/applications", {}),
        ("/applications/citations", {}),
    ],
)
async def test_bad_questions_are_refused_in_the_profile_s_form(path: str, parameters: dict[str, str]) -> None:
    """400 with a sentence; parameters that the profile does not know are passed over."""
    async with served(ours()) as gateway:
        got = await gateway.get(BASE + path, **parameters)
        assert (got.status, got.json["code"], got.json["details"]) == (400, "INVALID_INPUT_DATA", [])
        assert len(got.json["message"].split()) >= 3
        assert (await gateway.get(f"{BASE}/doclists", requestorRole="clerk", **NAMED)).status == 200


async def test_what_is_nowhere_closed_or_broken_is_told_apart() -> None:
    """404 when everybody says no, 403 for a file that its office closes, 503 by name when somebody failed."""
    closed, broken = office(), office()
    closed.always = {"dossier": Withheld("closed")}
    broken.failing = {"dossier": [Throttled("busy", retry_after=30.0)]}
    async with served(ours(closed)) as gateway:
        nowhere = await gateway.get(f"{BASE}/doclists", applicationIdentifier="EP99203730")
        assert (nowhere.status, nowhere.json["code"]) == (404, "NOT_FOUND")
        shut = await gateway.get(f"{BASE}/doclists", **NAMED)
        assert (shut.status, shut.json["code"]) == (403, "WITHHELD")
    async with served(ours(broken, visibility=Rule("named", frozenset({"JP"})))) as gateway:
        down = await gateway.get(f"{BASE}/doclists", **NAMED)
        assert (down.status, down.json["code"], down.headers["Retry-After"]) == (503, "UNAVAILABLE", "30")
        assert down.json["outcomeBag"] == [
            {
                "outcome": {
                    "providerIdentifier": "ep",
                    "outcomeCategory": "throttled",
                    "retryAfterQuantity": 30,
                    "accessCategory": "restricted",
                    "accessOfficeBag": ["JP"],
                }
            }
        ]
        assert (await gateway.get(f"{BASE}/nothing")).json["code"] == "NOT_FOUND"


async def test_coverage_is_what_is_stated_and_who_is_served() -> None:
    """Statements of providers that are open to the asking office, else the office alone; and for whom."""
    ep = office()

    async def stated() -> tuple[Coverage, ...]:
        return (Coverage(office="EP", start=date(2013, 1, 1), applications=7),)

    ep.get_coverages = stated  # type: ignore[method-assign]
    both = world(provider("ep", ep, "EP"), provider("nz", Office(), "NZ", "offices"))
    async with served(both) as gateway:
        got = (await gateway.get(f"{BASE}/coverages")).json["coverageBag"]
        assert [one["coverage"] for one in got] == [
            {"ipOfficeCode": "EP", "startDate": "2013-01-01", "accessCategory": "public"},
            {"ipOfficeCode": "NZ", "accessCategory": "offices"},
        ]
        got = (await gateway.get(f"{BASE}/coverages", None)).json["coverageBag"]
        assert [one["coverage"]["ipOfficeCode"] for one in got] == ["EP"]


async def test_coverage_is_told_to_whom_it_is_said_to_be_for() -> None:
    """Who may not be told sees the office alone, as if nothing were stated; what was asked with the asking
    office's own credentials is for it alone."""
    au, own = Office(), Office()
    au.coverages = (
        Coverage(office="AU", start=date(2013, 1, 1), access=Access(visibility="offices")),
        Coverage(office="AU", start=date(2014, 1, 1), access=Access(visibility="named", offices=("NZ",))),
    )
    own.coverages = (Coverage(office="EP", start=date(2015, 1, 1)),)
    ep = replace(provider("ep", Office(), "EP"), accounts={"JP": own})
    async with served(world(provider("au", au, "AU"), ep)) as gateway:
        for office, told in (
            (None, {("AU", None, "public"), ("EP", None, "public")}),
            (
                "JP",
                {
                    ("AU", None, "public"),
                    ("AU", "2013-01-01", "offices"),
                    ("EP", "2015-01-01", "restricted"),
                },
            ),
        ):
            got = (await gateway.get(f"{BASE}/coverages", office)).json["coverageBag"]
            assert told == {
                (
                    one["coverage"]["ipOfficeCode"],
                    one["coverage"].get("startDate"),
                    one["coverage"]["accessCategory"],
                )
                for one in got
            }


async def test_a_document_whose_id_is_too_long_is_said_to_be_missing() -> None:
    """It is left out of this wire, and the list says that it is not complete."""
    about = application(EP)
    ep = Office([about], [dossier(about, document("d" * 120), document("R1"))])
    async with served(ours(ep)) as gateway:
        got = (await gateway.get(f"{BASE}/doclists", **NAMED)).json
        assert [one["documentIncluded"]["id"] for one in got["documentIncludedBag"]] == [f"ep~{EP}~R1"]
        assert got["completeIndicator"] is False
        (told,) = got["outcomeBag"]
        assert told["outcome"]["outcomeCategory"] == "unsupported"


async def test_few_are_asked() -> None:
    """A family asks for no file; a file is asked of who serves its office, and that shows it is published,
    unless what was listed a moment ago does."""
    ep = office()
    others = [Office() for _ in range(5)]
    crowd = [
        provider(f"o{n}", one, code)
        for n, (one, code) in enumerate(zip(others, ["AU", "NZ", "CA", "IL", "GB"], strict=True))
    ]
    async with served(world(provider("ep", ep, "EP"), *crowd)) as gateway:
        await gateway.get(f"{BASE}/doclists", **NAMED)
        assert (ep.calls("family"), ep.calls("dossier")) == (1, 1)
        assert [one.calls() for one in others] == [0] * 5
        await gateway.get(f"{BASE}/families", **NAMED)
        assert (ep.calls("family"), ep.calls("dossier")) == (2, 1)
        before = [one.calls() for one in others]
        await gateway.get(f"{BASE}/doclists", **NAMED)
        await gateway.get(f"{BASE}/documents/ep~{EP}~R1")
        assert (ep.calls("family"), ep.calls("dossier")) == (2, 3)
        assert [one.calls() for one in others] == before


def test_every_operation_of_the_profile_is_served() -> None:
    """The paths are those of the profile."""
    assert {route.path.removeprefix(BASE) for route in ROUTES} == {
        "/families", "/doclists", "/applications", "/applications/citations", "/documents/{id}", "/coverages",
        "/health",
    }  # fmt: skip


async def test_a_list_that_was_written_before_is_shown_as_it_may_be_seen_now() -> None:
    """What is kept of a list is kept for what may be seen and by whom: a rule that narrows counts at once."""
    ep = office()
    async with served(ours(ep), fresh=300) as gateway:

        async def shown(to: str | None) -> list[tuple[str, str]]:
            bag = (await gateway.get(f"{BASE}/doclists", to, **NAMED)).json["documentIncludedBag"]
            found = [item["documentIncluded"] for item in bag]
            return [(one["documentCodeCategory"], one["accessCategory"]) for one in found]

        wide = [("2001", "public"), ("1503", "public"), ("2002", "offices")]
        assert await shown("JP") == await shown("JP") == await shown("AU") == wide
        assert await shown(None) == wide[:2]
        only_jp = Rule("named", frozenset({"JP"}), since=date(2013, 1, 1))
        narrowed = world(provider("ep", ep, "EP", "public", only_jp))
        gateway.current.setup = replace(gateway.current.setup, world=narrowed)
        assert await shown("JP") == [("2001", "restricted"), *wide[1:]]
        assert await shown("AU") == wide[1:]
        assert await shown(None) == wide[1:2]
        assert ep.calls("dossier") == 1


async def test_what_is_said_of_a_list_is_said_as_it_is_now_though_it_was_written_before() -> None:
    """Who may see it at all and what is told of its application follow the rules in force."""
    ep = office()
    async with served(ours(ep), fresh=300) as gateway:

        async def told() -> tuple[str, str]:
            answer = (await gateway.get(f"{BASE}/doclists", "JP", **NAMED)).json
            assert [one["provenance"]["accessCategory"] for one in answer["provenanceBag"]] == [
                answer["accessCategory"]
            ]
            return answer["accessCategory"], answer["bibliographicData"]["accessCategory"]

        assert await told() == await told() == ("public", "public")
        narrowed = world(provider("ep", ep, "EP", "offices"))
        gateway.current.setup = replace(gateway.current.setup, world=narrowed)
        assert await told() == ("offices", "offices")


def test_what_is_kept_of_lists_is_bounded() -> None:
    """By the size of all of them together; one that alone is too large is not kept; other rules empty it."""
    kept = Kept(10_000)
    assert kept.get("rules", 0) is None
    for number in range(100):
        kept.keep(number, Written(b"x" * 1_000, ()))
    assert sum(kept.get("rules", number) is not None for number in range(100)) == 6
    kept.keep("large", Written(b"x" * 10_000, ()))
    assert kept.get("rules", "large") is None
    assert kept.get("rules", 99) is not None
    assert kept.get("narrower rules", 99) is None
    assert kept.get("rules", 99) is None
