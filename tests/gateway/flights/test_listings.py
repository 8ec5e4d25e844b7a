"""Which applications a provider listed lately: found again as long as the answer is kept, never beyond."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from virtual_time import START, LoopClock
from worlds import Office, application, number, provider

from connectors.model import Family
from connectors.numbers.identity import parse_docdb
from gateway.asks import Ask, Outcome, Part
from gateway.flights.cache import LISTED_SECONDS, Entry, Key, PartCache
from gateway.flights.flights import Flights
from gateway.world import Provider

HUB, AGAIN = (provider("hub", Office(), "EP", revision=revision) for revision in ("1", "2"))
OTHER = provider("other", Office(), "EP", revision="1")
FAR = provider("far", Office(), "EP JP", revision="1")
"""One that speaks for several offices; the others are the own service of one."""
PROVIDERS: tuple[Provider, ...] = (HUB, AGAIN, OTHER, FAR)
APPLICATIONS = tuple(parse_docdb(f"EP.{place}.A") for place in range(5))
NUMBERS = (
    *(number(f"EP.{place}.A") for place in range(5)),
    number("publication EP.9.A1"),
    number("priority EP.1.A"),
)


def family(*places: int, title: str | None = None) -> Part:
    """A family of these applications."""
    return Part.of(Family(members=tuple(application(f"EP.{n}.A", title=title) for n in places)), START)


def key(of: Provider, place: int = 0) -> Key:
    """The family ask of one of the numbers at a provider."""
    return Key.of(Ask(of.id, "family", NUMBERS[place]), of)


def cache(most_bytes: int = 2**22) -> PartCache:
    """A cache in which answers are fresh for 300 seconds, and stale for 300 more."""
    return PartCache(most_bytes, 300, 300)


def test_an_answer_is_found_by_each_application_that_it_lists() -> None:
    """Whatever number was asked, a publication's too; of this provider and this revision of it alone."""
    kept, entry = cache(), Entry(0, family(1, 2))
    kept.keep(key(HUB, 5), entry)
    for place in (1, 2):
        assert kept.listing(APPLICATIONS[place], HUB, 10) == (key(HUB, 5).ask, entry)
    assert kept.listing(APPLICATIONS[0], HUB, 10) is None
    assert kept.listing(APPLICATIONS[1], AGAIN, 10) is None
    assert kept.listing(APPLICATIONS[1], OTHER, 10) is None


def test_without_a_cache_it_is_found_for_some_seconds() -> None:
    """By what it lists alone: the same is asked again, and there is no old copy to be shown."""
    kept, entry = PartCache(2**22, 0, 0), Entry(0, family(1))
    kept.keep(key(HUB, 5), entry)
    assert kept.listing(APPLICATIONS[1], HUB, LISTED_SECONDS - 1) == (key(HUB, 5).ask, entry)
    assert kept.listing(APPLICATIONS[1], HUB, LISTED_SECONDS) is None
    assert kept.listing(APPLICATIONS[1], HUB, 1, old=True) is None
    assert (kept.fresh(key(HUB, 5), 1), kept.stale(key(HUB, 5), 1)) == (None, None)


async def test_without_a_cache_nothing_stays() -> None:
    """It is dropped when the seconds are over; an answer that has come meanwhile is not."""
    kept, office = PartCache(2**22, 0, 0), Office([application("EP.1.A")])
    under_way, hub = Flights(kept, LoopClock()), provider("hub", office, "EP")
    sizes = []
    for _ in range(2):
        under_way.join(Ask("hub", "family", NUMBERS[1]), hub, lambda outcome: None)
        await asyncio.sleep(LISTED_SECONDS / 2 + 1)
        sizes.append(kept.bytes)
    assert sizes[0] == sizes[1] > 0
    await asyncio.sleep(LISTED_SECONDS / 2)
    assert kept.bytes == 0
    assert office.calls("family") == 2


@pytest.mark.parametrize("most_bytes", [1, 2**22])
async def test_without_a_cache_nobody_else_holds_what_is_forgotten(most_bytes: int) -> None:
    """What is larger than the cache may be, and what a provider has withdrawn, takes no memory."""
    office, gone = Office([application("EP.1.A")]), list[weakref.ref[Any]]()
    under_way, hub = Flights(PartCache(most_bytes, 0, 0), LoopClock()), provider("hub", office, "EP")

    def tell(outcome: Outcome) -> None:
        assert outcome.part is not None
        gone.append(weakref.ref(outcome.part.facts))

    under_way.join(Ask("hub", "family", NUMBERS[1]), hub, tell)
    await asyncio.sleep(1)
    under_way.purge("hub")
    gc.collect()
    assert [one() for one in gone] == [None]


def test_only_what_is_fresh_is_found() -> None:
    """An old copy is for failures."""
    kept = cache()
    kept.keep(key(HUB), Entry(0, family(1)))
    assert kept.listing(APPLICATIONS[1], HUB, 299) is not None
    assert kept.listing(APPLICATIONS[1], HUB, 300) is None
    assert kept.stale(key(HUB), 300) is not None


def test_an_old_copy_is_found_by_who_asks_for_it() -> None:
    """To ask again for what lists it, as long as the copy may be shown."""
    kept, entry = cache(), Entry(0, family(1))
    kept.keep(key(HUB), entry)
    for seconds in (0, 300, 599):
        assert kept.listing(APPLICATIONS[1], HUB, seconds, old=True) == (key(HUB).ask, entry)
    assert kept.listing(APPLICATIONS[1], HUB, 600, old=True) is None


def test_the_latest_answer_counts() -> None:
    """Of several that list the same application; that the latest is forgotten brings no older one back."""
    kept, older, later = cache(), Entry(0, family(1)), Entry(5, family(1, title="changed"))
    kept.keep(key(HUB, 2), older)
    kept.keep(key(HUB, 3), later)
    assert kept.listing(APPLICATIONS[1], HUB, 10) == (key(HUB, 3).ask, later)
    kept.keep(key(HUB, 3), Entry(20, None, "not_held"))
    assert kept.listing(APPLICATIONS[1], HUB, 20) is None
    assert kept.fresh(key(HUB, 2), 20) == older


def test_what_is_said_later_of_the_number_itself_counts_instead() -> None:
    """That it is not held, or another family; what was said before it is no answer any more."""
    for entry in (Entry(5, None, "not_held"), Entry(5, None, "withheld"), Entry(5, family(2))):
        kept = cache()
        kept.keep(key(HUB, 3), Entry(0, family(1)))
        kept.keep(key(HUB, 1), entry)
        assert kept.listing(APPLICATIONS[1], HUB, 10) is None
        kept.keep(key(HUB, 4), Entry(6, family(1)))
        assert kept.listing(APPLICATIONS[1], HUB, 10) is not None


def test_who_does_not_hold_the_number_itself_may_list_it_all_the_same() -> None:
    """Unless it is the own service of its office; that it is withheld, or another family, counts always."""
    later = {
        Entry(5, None, "not_held"): True,
        Entry(5, None, "withheld"): False,
        Entry(5, family(2)): False,
    }
    for own in (FAR, provider("far", Office(), "JP", revision="1")):
        for entry, counts in later.items():
            kept = cache()
            kept.keep(key(own, 3), Entry(0, family(1)))
            kept.keep(key(own, 1), entry)
            assert (kept.listing(APPLICATIONS[1], own, 10) is not None) is counts


def test_what_is_said_of_those_who_claim_it_is_not_said_of_it() -> None:
    """Whose first filing it is: a family by that need not list it, nor be held."""
    for entry in (Entry(5, None, "not_held"), Entry(5, family(2))):
        kept, listed = cache(), Entry(0, family(1))
        kept.keep(key(HUB, 3), listed)
        kept.keep(key(HUB, 6), entry)
        assert kept.listing(APPLICATIONS[1], HUB, 10) == (key(HUB, 3).ask, listed)


def test_what_replaces_an_answer_is_what_is_found() -> None:
    """And nothing by what only the older one listed."""
    kept, later = cache(), Entry(5, family(2, 3))
    kept.keep(key(HUB), Entry(0, family(1, 2)))
    kept.keep(key(HUB), later)
    assert kept.listing(APPLICATIONS[1], HUB, 10) is None
    assert kept.listing(APPLICATIONS[2], HUB, 10) == (key(HUB).ask, later)


def test_nothing_is_found_of_what_was_purged_evicted_or_never_kept() -> None:
    """A provider's purge, a full cache, an answer that is larger than all of it."""
    entry = Entry(0, family(1))
    kept = cache(entry.weight)
    kept.keep(key(HUB), entry)
    kept.purge("hub")
    assert kept.listing(APPLICATIONS[1], HUB, 1) is None
    kept.keep(key(HUB), entry)
    kept.keep(key(OTHER, 2), Entry(0, family(2)))
    assert kept.listing(APPLICATIONS[1], HUB, 1) is None
    assert kept.listing(APPLICATIONS[2], OTHER, 1) is not None
    kept.keep(key(OTHER, 3), Entry(0, family(2, 3, title="t" * 10_000)))
    assert kept.listing(APPLICATIONS[3], OTHER, 1) is None
    assert kept.listing(APPLICATIONS[2], OTHER, 1) is not None


def test_what_finds_it_is_charged() -> None:
    """So that an answer with many members takes its part of the cache."""
    one, many = Entry(0, family(1)), Entry(0, family(*range(5)))
    assert one.part is not None
    assert many.part is not None
    encoded = 6 * (many.part.size - one.part.size)
    assert many.weight - one.weight == encoded + 4 * 160
    assert Entry(0, None, "not_held").weight < one.weight


answers = st.one_of(
    st.tuples(
        st.sampled_from(PROVIDERS),
        st.integers(0, 6),
        st.none() | st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True),
    ),
    st.sampled_from(("hub", "other", "far")),
)


@given(st.lists(answers, max_size=40), st.integers(1, 4))
def test_what_is_found_is_what_was_said_last_and_is_kept(
    history: list[tuple[Provider, int, list[int] | None] | str], answers_kept: int
) -> None:
    """After any history of answers, replacements, purges and evictions: nothing else, and nothing missing."""
    kept = cache(answers_kept * Entry(0, family(0, 1, 2)).weight)
    said: dict[tuple[str, str, int], Key] = {}
    for event in history:
        if isinstance(event, str):
            kept.purge(event)
            said = {place: one for place, one in said.items() if one.ask.provider != event}
            continue
        of, asked, places = event
        one = key(of, asked)
        gone = [place for place, by in said.items() if by == one]
        if places is not None or of is not FAR:
            gone.append((of.id, of.revision, asked))
        for place in gone:
            said.pop(place, None)
        kept.keep(one, Entry(0, None, "not_held") if places is None else Entry(0, family(*places)))
        said |= {(of.id, of.revision, place): one for place in places or ()}
    for of in PROVIDERS:
        for place, own in enumerate(APPLICATIONS):
            last = said.get((of.id, of.revision, place))
            expected = None if last is None else kept.fresh(last, 1)
            found = kept.listing(own, of, 1)
            assert (None if found is None else found[1]) is expected
            assert found is None or own in {member.number for member in found[1].members}
