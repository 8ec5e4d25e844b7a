from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator

import aiohttp
import pytest
from lxml import etree

from connectors.endpoint import Secret
from connectors.kit.hub import ACCESS_SECONDS, BASE, REFRESH_SECONDS, hub
from connectors.kit.listener import Listener
from connectors.kit.samples import hub_holdings, sample_family, sample_names

NS = {"o": "https://www.jpo.go.jp"}
EP = "EP.19852346.A"


class Asking:
    """A client of a running hub, with a clock that it sets."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.origin = ""
        self.now = 1000.0

    async def token(self, **form: str) -> tuple[int, dict[str, object]]:
        """The answer of the token endpoint."""
        async with self.session.post(f"{self.origin}/auth/token", data=form) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str, token: str) -> tuple[str | None, etree._Element]:
        """Status code and document of an answer, which always has HTTP status 200."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.get(f"{self.origin}{BASE}{path}", headers=headers) as answer:
            assert answer.status == 200
            assert answer.content_type == "application/xml"
            found = etree.fromstring(await answer.read())
            return found.findtext("o:statusCode", namespaces=NS), found

    async def signed_in(self) -> str:
        """A fresh access token."""
        _, body = await self.token(grant_type="password", username="ip5", password="right")
        return str(body["access_token"])


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    """The hub of the samples."""
    families = [held for name in sample_names() for held in sample_family(name)]
    async with aiohttp.ClientSession() as session:
        asking = Asking(session)
        holdings = hub_holdings(families, ("US", "EP", "JP", "KR", "CN"))
        app = hub(holdings, username="ip5", password=Secret("right"), clock=lambda: asking.now)
        async with Listener(app) as listener:
            asking.origin = listener.origin
            yield asking


async def test_a_token_is_given_for_the_right_password_only(asking: Asking) -> None:
    """Wrong credentials and unknown grants give no token."""
    status, body = await asking.token(grant_type="password", username="ip5", password="right")
    assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", ACCESS_SECONDS)
    for form in (
        {"grant_type": "password", "username": "ip5", "password": "wrong"},
        {"grant_type": "password", "username": "other", "password": "right"},
        {"grant_type": "password"},
        {"grant_type": "refresh_token", "refresh_token": "never-given"},
        {"grant_type": "client_credentials"},
        {},
    ):
        status, body = await asking.token(**form)
        assert status == 400
        assert set(body) == {"error"}


async def test_a_token_expires_and_is_refreshed_once(asking: Asking) -> None:
    """An access token lives an hour; a refresh token eight, and works one time."""
    _, body = await asking.token(grant_type="password", username="ip5", password="right")
    access, refresh = str(body["access_token"]), str(body["refresh_token"])
    asking.now += ACCESS_SECONDS - 1
    assert (await asking.get(f"/family/application/{EP}", access))[0] == "100"
    asking.now += 1
    assert (await asking.get(f"/family/application/{EP}", access))[0] == "210"
    status, body = await asking.token(grant_type="refresh_token", refresh_token=refresh)
    assert status == 200
    assert (await asking.get(f"/family/application/{EP}", str(body["access_token"])))[0] == "100"
    assert (await asking.token(grant_type="refresh_token", refresh_token=refresh))[0] == 400
    asking.now += REFRESH_SECONDS
    assert (await asking.token(grant_type="refresh_token", refresh_token=str(body["refresh_token"])))[
        0
    ] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/family/application/EP.99203729.A",
        "/family_list/publication/EP.1000000.A1",
        "/family_list/publication/EP.1000000.*",
    ],
)
async def test_a_family_has_its_members_everywhere(asking: Asking, path: str) -> None:
    """Members at offices that are not the hub's own are listed, too."""
    code, found = await asking.get(path, await asking.signed_in())
    numbers = found.xpath("//o:application-number/o:document-number/text()", namespaces=NS)
    assert code == "100"
    assert set(numbers) == {
        "EP.99203729.A", "US.20685698.A", "NL.1010536.A", "AT.99203729.T", "DE.69905327.T",
    }  # fmt: skip


async def test_a_document_is_listed_with_original_and_translation_and_both_open(asking: Asking) -> None:
    """The ids of a row lead to two contents; the Japanese one can also be had as a ZIP."""
    token = await asking.signed_in()
    _, found = await asking.get("/global_doc_list/JP.2017187096.A", token)
    original = found.xpath("string(//o:original[contains(@id, 'Refusal')]/@id)", namespaces=NS)
    translated = found.xpath("string(//o:translated[contains(@id, 'Refusal')]/@id)", namespaces=NS)
    assert (original, translated) == (
        "Notice_of_Reasons_for_Refusal_06120285658_JP",
        "Notice_of_Reasons_for_Refusal_06120285658",
    )
    headers = {"Authorization": f"Bearer {token}"}
    bodies = []
    for id in (original, translated):
        url = f"{asking.origin}{BASE}/global_doc_cont/JP.2017187096.A/{id}"
        async with asking.session.get(url, headers=headers) as answer:
            assert answer.content_type == "application/pdf"
            bodies.append(await answer.read())
    assert bodies[0] != bodies[1]
    async with asking.session.get(
        f"{asking.origin}{BASE}/jp_doc_cont/JP.2017187096.A/{original}", headers=headers
    ) as answer:
        assert answer.content_type == "application/zip"
        archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert "見本" in archive.read(f"{original}.xml").decode("shift_jis")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/family_list/application/EP.00000000.A", "107"),
        ("/global_doc_list/AU.2019325418.A", "107"),
        ("/global_doc_cont/EP.19852346.A/absent", "108"),
        ("/jp_doc_cont/EP.19852346.A/E", "108"),
        ("/family_list/registration/EP.3840569.B1", "204"),
        ("/family_list/application/EP19852346", "204"),
        ("/family_list/application/EP.19852346;x.A", "208"),
        ("/anything", "301"),
    ],
)
async def test_what_cannot_be_answered_has_the_hub_s_own_code(asking: Asking, path: str, code: str) -> None:
    """No data, no document, a bad reference and an unknown path are told apart, all with HTTP status 200."""
    assert (await asking.get(path, await asking.signed_in()))[0] == code


async def test_citations_and_classifications_are_told(asking: Asking) -> None:
    """Classifications by scheme, patent and other literature."""
    code, found = await asking.get("/global_cite_class/US.202117269844.A", await asking.signed_in())
    assert code == "100"
    assert found.xpath("//o:ipc/text()", namespaces=NS) == ["A01G 25/16", "F16K 31/02"]
    assert len(found.xpath("//o:patent-literature", namespaces=NS)) == 2
