"""Judges of who may see what: the words, that they hold, and that nothing restricted is kept on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from connectors.case.access import doubted, read_access
from connectors.case.wire import DoclistShape, DocumentShape, listed
from connectors.conformance.answers import judge_answer
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, passed, printable, skipped, warned
from connectors.conformance.lists import Item, items_of
from connectors.errors import Malformed
from connectors.model import VISIBILITIES, Access
from connectors.scalars import office_code

_WORDS = ("public", "offices", "restricted")
_NOBODY = "withheld"
"""Not a word of the profile, and read as nobody by everyone: what this project writes for that."""
_DECODER = msgspec.json.Decoder(DoclistShape)


def restricted(item: Item) -> bool:
    """Whether an item says that not everybody may see it."""
    access = _access(item)
    return access is not None and access.visibility != "public"


def judge_words(items: Sequence[Item]) -> Verdict:
    """Whether visibility is said in words that are known."""
    for item in items:
        said = item.get("accessCategory")
        if said not in (None, "", *_WORDS, _NOBODY):
            return failed(f"accessCategory is {printable(str(said), 60)}")
    if not any(item.get("accessCategory") for item in items):
        return passed("nothing is said: what the gateway is configured with holds for every document")
    return passed(
        ", ".join(sorted({str(one["accessCategory"]) for one in items if one.get("accessCategory")}))
    )


def judge_offices(items: Sequence[Item]) -> Verdict:
    """Whether restricted documents name offices, by codes that are codes."""
    lonely = None
    for item in items:
        bag = item.get("accessOfficeBag") or []
        named = [one.get("ipOfficeCode") if isinstance(one, dict) else one for one in bag] if bag else []
        wrong = [one for one in named if office_code(one) is None]
        if not isinstance(bag, list):
            return failed("accessOfficeBag is no list")
        if wrong:
            return failed(f"{printable(str(wrong[0]), 40)} in accessOfficeBag is no ST.3 code")
        if item.get("accessCategory") == "restricted" and not named:
            lonely = lonely or warned("a restricted document names no office: nobody sees it")
        elif named and item.get("accessCategory") != "restricted":
            return warned("accessOfficeBag stands beside another word; it is read as restricted")
    if lonely is None and not any(item.get("accessOfficeBag") for item in items):
        return skipped("no document is restricted to named offices")
    return lonely or passed()


def judge_once(exchange: Exchange) -> Verdict:
    """Whether no visibility is said twice, nor spelt so that it could be missed."""
    if (wrong := judge_answer(exchange)) is not None:
        return skipped(f"there is no list to look at: {wrong.detail}")
    try:
        items = listed(_DECODER.decode(exchange.body).document_included_bag)
        shapes = [one for item in items if (one := item.document_included) is not None]
        doubts = doubted(exchange.body, shapes)
    except (msgspec.DecodeError, UnicodeError, RecursionError, Malformed):
        return skipped("there is no list to look at: it cannot be read")
    if doubts is not None and any(doubts):
        return failed(f"{sum(doubts)} documents say more than once who may see them")
    return passed()


def judge_stable(first: Sequence[Item], second: Sequence[Item]) -> Verdict:
    """Whether a second list shows no document to more readers than the first did."""
    before, after = _by_id(first), _by_id(second)
    for id, access in after.items():
        if id not in before or access == before[id]:
            continue
        if _wider(access, before[id]):
            return failed(f"{id} was shown to fewer readers at first", 1)
    narrowed = [id for id in before if id in after and before[id] != after[id]]
    if narrowed:
        return warned(f"{narrowed[0]} is shown to fewer readers than at first", 1)
    if before.keys() != after.keys():
        return warned("another choice of documents came the second time", 1)
    return passed()


def judge_closed(unproven: Exchange) -> Verdict:
    """Whether somebody without credentials is shown nothing that is not public."""
    if unproven.status is None:
        return failed(f"there was no answer: {unproven.failure}")
    if unproven.status != 200:
        return passed(f"HTTP {unproven.status}")
    shown = [item for item in items_of(unproven) if restricted(item)]
    if shown:
        return failed(
            f"{len(shown)} documents that are not public are listed to somebody without credentials"
        )
    return passed("public documents only")


def judge_cached(exchange: Exchange, *, closed: bool) -> Verdict:
    """Whether an answer that not everybody may see (``closed``) is kept by nobody on its way."""
    if exchange.status not in (200, 206):
        return skipped("there is no answer to look at")
    said = exchange.fields.get("cache-control", "")
    words = {word.strip().lower().partition("=")[0] for word in said.split(",")}
    if not closed:
        return skipped("nothing that came is restricted")
    if "no-store" in words:
        return passed(said)
    return failed(f"Cache-Control is {printable(said, 60) or 'missing'}")


def _access(item: Item) -> Access | None:
    try:
        return read_access(msgspec.convert(dict(item), DocumentShape))
    except msgspec.ValidationError:
        return Access(visibility="none")


def _by_id(items: Sequence[Item]) -> Mapping[str, Access | None]:
    return {printable(str(item.get("id"))): _access(item) for item in items}


def _wider(now: Access | None, before: Access | None) -> bool:
    """Whether somebody may see now who might not before; what is not said is as wide as can be."""
    one, other = (0 if access is None else VISIBILITIES.index(access.visibility) for access in (now, before))
    if now is not None and before is not None and now.visibility == before.visibility == "named":
        return not set(now.offices) <= set(before.offices)
    return one < other
