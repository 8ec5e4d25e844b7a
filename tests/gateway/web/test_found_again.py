"""A member that a hub lists under another's number only: what a family showed opens by every door."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from chains import Served, served
from secrets_told import ShiftedClock
from worlds import Office, application, cited, document, dossier, number, provider, world

from gateway.world import World

EP, AU = "EP.99203729.A", "AU.2019325418.A"
ID, CONTENT = f"au~{AU}~a1", b"%PDF-1.7 of the member"
FAMILY = f"/api/v1/families?number={EP}"
DOORS = {
    f"/api/v1/dossiers?application={AU}": ID.encode(),
    f"/api/v1/documents/{ID}": ID.encode(),
    f"/api/v1/documents/{ID}/content": CONTENT,
    "/case-api/v1/doclists?applicationIdentifier=AU2019325418": ID.encode(),
    f"/case-api/v1/documents/{ID}": CONTENT,
    f"/opdapi/patent/v1/global_doc_list/{AU}": b"<document-description>a1<",
}


class Elsewhere:
    """A hub that knows the member under the European number alone, and the member's office with its file."""

    def __init__(self) -> None:
        self.hub = Office({number(EP): (application(EP), application(AU, EP))})
        report = document("a1", category="search-report")
        self.office = Office(
            (),
            [dossier(AU, report)],
            {"a1": (CONTENT,)},
            citations=[dossier(AU, citations=(cited("notes on bricks"),))],
        )

    @property
    def world(self) -> World:
        """Both as providers; the office is asked for no families."""
        return world(
            provider("hub", self.hub, "EP JP", can={"family"}),
            provider("au", self.office, "AU", can={"dossier", "citations", "content"}),
        )


async def body(gateway: Served, path: str, office: str | None) -> bytes:
    """What is answered, empty for a refusal."""
    answer = await gateway.get(path, office)
    return answer.body if answer.status == 200 else b""


@pytest.mark.parametrize("office", [None, "JP"], ids=["public", "office"])
@pytest.mark.parametrize("path", DOORS)
async def test_what_a_family_showed_opens_by_every_door(path: str, office: str | None) -> None:
    """At once and when it is asked again; where nothing was shown it is as if it did not exist."""
    clock, elsewhere = ShiftedClock(), Elsewhere()
    async with served(elsewhere.world, clock=clock, fresh=300) as gateway:
        assert DOORS[path] not in await body(gateway, path, office)
        assert ID.encode() in await body(gateway, FAMILY, office)
        for seconds in (0, 0, 301, 0):
            clock.seconds += seconds
            assert DOORS[path] in await body(gateway, path, office)
        assert elsewhere.hub.asked["family", number(EP)] == 2


async def test_a_bundle_holds_its_documents() -> None:
    """By the number of the member that is found, whatever is known of the others."""
    async with served(Elsewhere().world, fresh=300) as gateway:
        answer = await gateway.get(f"/api/v1/bundles?number={EP}&category=all", None)
        with zipfile.ZipFile(io.BytesIO(answer.body)) as found:
            names = [name for name in found.namelist() if name.startswith(AU)]
            assert [found.read(name) for name in names] == [CONTENT]
            assert json.loads(found.read("manifest.json"))["complete"] is True


async def test_what_was_cited_against_it_is_the_family_s() -> None:
    """Its members are known by the family, by whatever number each is found."""
    async with served(Elsewhere().world, fresh=300) as gateway:
        answer = json.loads(await body(gateway, f"/api/v1/citations?number={EP}", None))
        (citation,) = answer["citations"]
        assert citation["text"] == "notes on bricks"
        assert [one["applicationNumber"]["docdb"] for one in citation["citings"]] == [AU]
