"""The CASE connector and a gateway behind it: how long it may take, and an answer that names nobody."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.case.connector import open_connector
from connectors.case.encode import encode_doclist, encode_error, encode_family
from connectors.case.preference import MOST, preference, preferred
from connectors.case.relayed import MOST_NOTICES, Relay
from connectors.endpoint import Endpoint, Limits, NoAuth
from connectors.errors import NotHeld, ServerFault
from connectors.gateways import FarFault
from connectors.model import Application, Document, Notice, RelayedOutcome, Rendition
from connectors.numbers.identity import Number, parse_docdb
from connectors.offices import OFFICES

AU = parse_docdb("AU.2019325418.A")
ASKED = Number("application", AU.office, AU.number, AU.kind)
FAMILY = "/families?applicationIdentifier=AU2019325418&familyCategory=simple"
LATE, BUSY = RelayedOutcome(provider="nz", code="timed_out"), RelayedOutcome(provider="il", code="throttled")


@pytest.fixture
def connector(replay_office: Any, loopback_network: Any) -> Any:
    """A connector to the office, which may take ten seconds."""
    endpoint = Endpoint(
        "gw", "A gateway", ("AU",), "case", replay_office.url, frozenset({"family", "dossier"}), NoAuth(),
        Limits(timeout_seconds=10.0),
    )  # fmt: skip
    return open_connector(endpoint, loopback_network)


async def test_a_gateway_is_told_how_long_it_may_take(replay_office: Any, connector: Any) -> None:
    """Two of its answers fit into the provider's time, so that a late office costs its own part only."""
    replay_office.gives("/doclists?applicationIdentifier=AU2019325418", encode_doclist(AU, [], total=0))
    await connector.get_dossier(AU)
    assert replay_office.heads[0]["Prefer"] == "wait=4"


async def test_a_gateway_is_told_whose_files_are_asked_for_next(replay_office: Any, connector: Any) -> None:
    """Beside the time it may take; a family is asked for without that too."""
    replay_office.gives(FAMILY, encode_family(ASKED, [Application(number=AU)], "simple"))
    told = await connector.find_family_before_files(ASKED, "simple", ("AU", "NZ"))
    assert await connector.find_family(ASKED) == told
    assert [head["Prefer"] for head in replay_office.heads] == ['wait=4, doclists="AU NZ"', "wait=4"]


@given(st.lists(st.sampled_from(sorted(OFFICES)), unique=True, max_size=MOST))
def test_the_offices_are_read_as_they_were_told(offices: list[str]) -> None:
    """Beside other preferences, before and after, in one field or in several."""
    said = preference(offices)
    for fields in (
        [said],
        [f"wait=4, {said}"],
        [f"{said}; q=1, wait=4"],
        ["respond-async", f"wait=4,{said}"],
    ):
        assert preferred(fields) == frozenset(offices)


@pytest.mark.parametrize(
    "said",
    ["", "doclists", "doclists=AU", 'doclists="au"', 'doclists="AU,CA"', 'doclists="AU', 'xdoclists="AU"',
     'doclists="AU" CA', 'doclists="A U"', 'doclists="' + "AU " * MOST + 'AU"', 'doclists="A\u00dc"'],
)  # fmt: skip
def test_what_cannot_be_read_names_nobody(said: str) -> None:
    """A preference may always be passed over."""
    assert preferred([said]) == frozenset()


async def test_what_is_missing_of_any_page_is_missing_of_the_whole(
    replay_office: Any, connector: Any
) -> None:
    """Pages are put together with what each of them could not get."""
    for number, missing in ((1, LATE), (2, BUSY)):
        page = [Document(id=f"d{number}", title="Report", renditions=(Rendition(id="pdf"),))]
        query = "" if number == 1 else "&offset=1"
        replay_office.gives(
            f"/doclists?applicationIdentifier=AU2019325418{query}",
            encode_doclist(AU, page, total=2, relay=Relay(complete=False, outcomes=(missing,))),
        )
    dossier = await connector.get_dossier(AU)
    assert [one.id for one in dossier.documents] == ["d1", "d2"]
    assert dossier.relayed == (LATE, BUSY)


async def test_pages_have_no_more_notices_than_one_answer(replay_office: Any, connector: Any) -> None:
    """However many each of them states."""
    for page in range(3):
        notices = tuple(Notice(kind="other", text=f"{page} {place}") for place in range(MOST_NOTICES - 1))
        body = encode_doclist(
            AU,
            [Document(id=f"d{page}", title="Report", renditions=(Rendition(id="pdf"),))],
            total=3,
            relay=Relay(complete=True, notices=notices),
        )
        query = "" if page == 0 else f"&offset={page}"
        replay_office.gives(f"/doclists?applicationIdentifier=AU2019325418{query}", body)
    dossier = await connector.get_dossier(AU)
    assert len(dossier.documents) == 3
    assert [one.text for one in dossier.notices[-2:]] == ["0 8", "1 0"]


@pytest.mark.parametrize(("relay", "error"), [(None, NotHeld), (Relay(complete=False), ServerFault)])
async def test_nobody_named_is_an_answer_only_when_it_is_whole(
    replay_office: Any, connector: Any, relay: Relay | None, error: type[Exception]
) -> None:
    """A gateway that lists nobody and could not ask everybody has not said no."""
    replay_office.gives(FAMILY, encode_family(ASKED, (), "simple", relay=relay))
    with pytest.raises(error):
        await connector.find_family(ASKED)


async def test_a_gateway_that_could_not_ask_says_whom(replay_office: Any, connector: Any) -> None:
    """Its 503 is not its own failure; when to come back is heard."""
    body = encode_error("UNAVAILABLE", "Not yet.", relay=Relay(complete=False, outcomes=(LATE,)))
    replay_office.gives(FAMILY, body, 503, {"Retry-After": "7"})
    with pytest.raises(FarFault) as failed:
        await connector.find_family(ASKED)
    assert (failed.value.relayed, failed.value.retry_after) == ((LATE,), 7.0)
