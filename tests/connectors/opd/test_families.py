"""Families of a hub over sockets: what is not of the number that was asked for is nobody's family."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from connectors.errors import Malformed
from connectors.model import Application, Publication
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.opd import encode
from connectors.opd.connector import WIRE
from connectors.opd.envelope import many, within
from connectors.opd.parse import family_of

ROOT = "/opdapi/patent/v1/family_list"
JP = Application(
    number=ApplicationNumber("JP", "2017187096"),
    publications=(Publication(office="JP", number="2019061579", kind="A"),),
)
US = Application(number=ApplicationNumber("US", "201816123456"))


def asked(text: str) -> tuple[Number, str]:
    """``publication JP.6249966.B2`` as a question, and the path that it is asked at."""
    kind, _, reference = text.partition(" ")
    return Number(kind, *reference.split(".")), f"{ROOT}/{kind}/{reference}"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["application JP.2017187096.A", "publication JP.2019061579.A", "publication JP.6768620.B2",
     "application JP.2016999999.A", "publication WO.2019061579.A1", "publication AU.2019000001.A1"],
)  # fmt: skip
async def test_a_family_that_may_be_the_right_one(text, connector, replay_office) -> None:
    """Named, not listed yet, claimed without saying so, or of an office that the hub may not list."""
    number, path = asked(text)
    replay_office.gives(path, encode.encode_family_list([JP, US]))
    assert (await connector.find_family(number)).members == (JP, US)


@pytest.mark.parametrize(
    "text",
    ["publication JP.2019061580.A", "publication EP.1000000.A1", "publication KR.20190061579.A",
     "application JP.2022187096.A", "application EP.99203729.A"],
)  # fmt: skip
async def test_a_family_that_cannot_be_the_right_one(text, connector, replay_office) -> None:
    """Of another office, under another number of the same kind, or of another time: not believed."""
    number, path = asked(text)
    replay_office.gives(path, encode.encode_family_list([JP, US]))
    with pytest.raises(Malformed, match="wrong_family"):
        await connector.find_family(number)


async def test_a_gateway_may_know_a_part(connector, replay_office, loopback_network) -> None:
    """What passes on the answers of others lists those who answered it."""
    number, path = asked("publication EP.1000000.A1")
    replay_office.gives(path, encode.encode_family_list([JP]))
    endpoint = msgspec.structs.replace(connector._endpoint, gateway=True)
    passing_on = WIRE.open(endpoint, loopback_network)
    assert (await passing_on.find_family(number)).members == (JP,)
    await passing_on.aclose()


if "CASEGATE_PAYLOADS" in os.environ:
    FOLDER = Path(os.environ["CASEGATE_PAYLOADS"], "jpo_opd")
    FRAGMENTS = json.loads((FOLDER / "opd_fragments_from_doctests.json").read_text("utf-8"))

    async def test_recorded_families_are_of_what_was_asked(connector, replay_office) -> None:
        """Each recorded family for the number it was asked by; for the next number it is refused."""
        seen = 0
        for name, group in FRAGMENTS.items():
            if not isinstance(group, dict) or "family-items" not in group or "/" not in name:
                continue
            members = family_of(many(within(group, "family-items", "family-item"))).members
            kind, _, reference = name.split(" ")[0].removeprefix("family/").partition("/")
            number, path = asked(f"{kind} {reference}")
            replay_office.gives(path, encode.encode_family_list(members))
            assert (await connector.find_family(number)).members == members
            seen += 1
            if kind == "publication":
                stranger, path = asked(f"{kind} {number.office}.{int(number.number) + 1}.{number.kind}")
                replay_office.gives(path, encode.encode_family_list(members))
                with pytest.raises(Malformed):
                    await connector.find_family(stranger)
        assert seen == 2
