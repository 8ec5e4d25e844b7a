"""Providers and whom they serve."""

from __future__ import annotations

from asking import flights
from msgspec.structs import replace
from worlds import AU, Office, number, provider, world

from gateway.asks import Ask
from gateway.flights.cache import Key
from gateway.requesters import PUBLIC, Requester

ASK = Ask("hub", "family", number("EP.1.A"))


def test_an_office_is_served_by_its_own_service_and_by_hubs() -> None:
    """The own service is the host; a hub for several offices is none."""
    ours = world(provider("hub", Office(), "EP JP"), provider("ep", Office(), "EP"))
    assert [p.id for p in ours.serving("EP")] == ["ep", "hub"]
    assert ours.host("EP") is ours.providers["ep"]
    assert ours.host("JP") is None
    assert ours.serving("AU") == ()


def test_an_international_application_is_held_by_the_international_bureau() -> None:
    """Kind ``W`` goes to whoever serves ``WO``, whatever office received it; ``IB`` is the same body."""
    ours = world(provider("wipo", Office(), "IB WO"), provider("ep", Office(), "EP"))
    assert ours.host("EP", "W") is ours.providers["wipo"]
    assert ours.serving("IB") == ours.serving("WO") == (ours.providers["wipo"],)
    assert ours.host("EP", "A") is ours.providers["ep"]


def test_open_to_are_those_who_may_show_anything() -> None:
    """Whose default shuts the requester out is not asked at all."""
    ours = world(provider("a", Office(), "EP", "offices"), provider("b", Office(), "JP"))
    assert [p.id for p in ours.open_to(PUBLIC)] == ["b"]
    assert [p.id for p in ours.open_to(AU)] == ["a", "b"]


def test_a_gateway_is_nobody_s_own_service_and_left_out_of_the_world_at_first_hand() -> None:
    """It governs nothing, though it serve one office only; without it the rest of the world is as it was."""
    ours = world(
        provider("gw", Office(), "EP", "named", gateway=True), provider("hub", Office(), "EP JP", "offices")
    )
    assert ours.host("EP") is None
    first_hand = ours.without_gateways
    assert list(first_hand.providers) == ["hub"]
    assert first_hand.serving("EP") == (ours.providers["hub"],)
    assert first_hand.without_gateways is first_hand


def test_an_office_with_an_account_is_asked_for_with_it() -> None:
    """Other credentials, answers and budgets kept apart; for everybody else nothing is different."""
    shared, own = Office(), Office()
    hub = replace(provider("hub", shared, "EP JP"), accounts={"AU": own})
    ours = world(hub, provider("ca", Office(), "CA"))
    assert ours.asked_by(PUBLIC) is ours
    assert ours.asked_by(Requester("NZ")) is ours
    seen = ours.asked_by(AU)
    assert seen is ours.asked_by(AU)
    assert (seen.providers["hub"].connector, seen.providers["ca"]) == (own, ours.providers["ca"])
    assert seen.host("CA") is ours.providers["ca"]
    assert seen.serving("EP") == (seen.providers["hub"],)
    under_way = flights()
    assert Key.of(ASK, seen.providers["hub"]) != Key.of(ASK, hub)
    assert under_way.lane(seen.providers["hub"]) is not under_way.lane(hub)


def test_of_several_services_of_one_office_the_one_with_its_files_governs() -> None:
    """A source of families for that office alone does not take its place; among equals the first id."""
    families = provider("a-families", Office(), "EP", can=("family",))
    files = provider("ep", Office(), "EP", can=("family", "dossier"))
    assert world(families, files).host("EP") == files
    assert world(families).host("EP") == families
    assert world(files, provider("z", Office(), "EP")).host("EP") == files
