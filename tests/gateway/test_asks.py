"""Parts: facts that were retrieved, identified by their content."""

from __future__ import annotations

import gc
from datetime import datetime, timedelta

import pytest
from virtual_time import START
from worlds import application, document, dossier

from connectors.model import Dossier, Family, RelayedSource
from gateway.asks import Part, Wrapping

LATER = START + timedelta(hours=1)


@pytest.mark.parametrize(
    "facts",
    [dossier("EP.1.A", document("a")), Family(members=(application("EP.1.A"),))],
    ids=["file", "family"],
)
def test_the_very_same_facts_are_wrapped_without_being_encoded_again(facts: Dossier | Family) -> None:
    """With the time of now; equal facts have an equal part, encoded for themselves."""
    wrapping = Wrapping()
    first, again = wrapping.part(facts, START), wrapping.part(facts, LATER)
    assert first == Part.of(facts, START)
    assert again == Part.of(facts, LATER)
    assert again.digest is first.digest
    equal = Part.of(type(facts)(**{name: getattr(facts, name) for name in facts.__struct_fields__}), START)
    assert equal == first
    assert equal.digest is not first.digest


def test_facts_that_nobody_keeps_are_forgotten() -> None:
    """Wrapping keeps nothing alive, and takes nothing new for what stood in the same place."""
    wrapping = Wrapping()
    for count in range(50):
        facts = dossier("EP.1.A", *(document(f"d{n}") for n in range(count)))
        part = wrapping.part(facts, START)
        assert part == Part.of(facts, START)
        assert len(wrapping) <= 2
    del facts, part
    gc.collect()
    assert len(wrapping) == 0


def test_when_a_gateway_got_what_it_passes_on_is_no_part_of_what_is_identified() -> None:
    """Everything else is, who said it included; the facts themselves keep the moment."""

    def part(provider: str, moment: datetime | None) -> Part:
        source = RelayedSource(provider=provider, protocol="case", retrieved_at=moment)
        return Part.of(dossier("EP.1.A", document("a"), sources=(source,)), START)

    assert part("ep", START).digest == part("ep", LATER).digest == part("ep", None).digest
    assert part("ep", START).digest != part("hub", START).digest
    kept = part("ep", LATER).facts
    assert isinstance(kept, Dossier)
    assert kept.sources[0].retrieved_at == LATER
