"""Judges of document lists: their shape, their pages and their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.case.parse import parse_doclist
from connectors.conformance.answers import Unreadable, judge_answer, read_json
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, passed, printable, skipped, warned
from connectors.errors import Malformed
from connectors.numbers.identity import ApplicationNumber
from connectors.scalars import count, day, safe_id

Item = Mapping[str, Any]
"""One ``documentIncluded`` as it came."""


def items_of(exchange: Exchange) -> list[Item]:
    """The documents of a list, as far as they can be read at all."""
    try:
        read = read_json(exchange.body)
    except Unreadable:
        return []
    bag = read.get("documentIncludedBag") if isinstance(read, dict) else None
    found = (
        [one.get("documentIncluded") for one in bag if isinstance(one, dict)] if isinstance(bag, list) else []
    )
    return [one for one in found if isinstance(one, dict)]


def ids_of(exchange: Exchange) -> list[str]:
    """The ids of a list's documents, in its order."""
    return [printable(str(one.get("id"))) for one in items_of(exchange)]


def total_of(exchange: Exchange) -> int | None:
    """How many documents a list says there are."""
    try:
        read = read_json(exchange.body)
    except Unreadable:
        return None
    return count(read.get("documentTotalQuantity")) if isinstance(read, dict) else None


def judge_doclist(exchange: Exchange, asked: ApplicationNumber) -> Verdict:
    """Whether a list has the shape that every reader of the profile relies on."""
    if (wrong := judge_answer(exchange)) is not None:
        return wrong
    try:
        read = read_json(exchange.body)
    except Unreadable as problem:
        return failed(str(problem))
    if not isinstance(read, dict) or not isinstance(read.get("documentIncludedBag"), list):
        return failed("there is no list named documentIncludedBag")
    if count(read.get("documentTotalQuantity")) is None:
        return failed("documentTotalQuantity is missing or no count")
    documents = items_of(exchange)
    if len(documents) != len(read["documentIncludedBag"]):
        return failed("an item of documentIncludedBag has no documentIncluded")
    for one in documents:
        if (fault := _fault(one)) is not None:
            return failed(fault)
    twice = [id for id, times in Counter(ids_of(exchange)).items() if times > 1]
    if twice:
        return failed(f"two documents have the id {twice[0]}")
    try:
        parse_doclist(exchange.body, asked)
    except Malformed as problem:
        if not problem.detail.startswith("wrong_application"):
            return failed(problem.detail)
    if any(not one.get("documentDescription") and not one.get("documentName") for one in documents):
        return warned("a document has neither documentDescription nor documentName")
    return passed(f"{len(documents)} documents")


def _fault(document: Item) -> str | None:
    id = document.get("id")
    if safe_id(id) is None:
        return f"the id {printable(str(id), 80)} cannot stand in a URL"
    date = document.get("documentDate")
    if date not in (None, "") and day(date) is None:
        return f"documentDate {printable(str(date), 40)} is no date"
    for name in ("documentSizeQuantity", "documentPageQuantity"):
        if document.get(name) not in (None, "") and count(document[name]) is None:
            return f"{name} {printable(str(document[name]), 40)} is no count"
    return None


def judge_made_up(list: Exchange, held: Exchange) -> Verdict:
    """Whether the list that came for a number that was made up is not that of the application examined."""
    if set(ids_of(list)) & set(ids_of(held)):
        return failed("the documents of another application came for a number that was made up")
    return skipped("the number made up for this happens to exist")


def judge_limit(page: Exchange, limit: int, total: int) -> Verdict:
    """Whether a page is no longer than was asked for, and counts the whole list."""
    if (wrong := judge_answer(page)) is not None:
        return wrong
    came = len(items_of(page))
    if came > limit:
        return failed(f"{came} documents came where {limit} were asked for")
    if came == 0 and total > 0:
        return failed("an empty page came although there are documents")
    if total_of(page) != total:
        return failed(f"documentTotalQuantity is {total_of(page)} on this page and {total} on the whole list")
    return passed()


def judge_next(page: Exchange, before: Sequence[str], total: int) -> Verdict | None:
    """What is wrong with the page behind these ids where the total promises more; else ``None``."""
    if (wrong := judge_answer(page)) is not None:
        return wrong
    ids = ids_of(page)
    if not ids:
        return failed(f"the list ends after {len(before)} documents, and documentTotalQuantity is {total}")
    if set(ids) <= set(before):
        return failed(f"{ids[0]} stands on two pages, as if offset were not honoured")
    return None


def judge_pages(pages: Sequence[Exchange], whole: Sequence[str], total: int) -> Verdict:
    """Whether pages, each asked for behind the last, are the whole list.

    ``whole`` are the ids of the list asked for without a limit, in its order.
    """
    if total < 2:
        return skipped("the list is too short to have pages")
    for place, page in enumerate(pages):
        if (wrong := judge_answer(page)) is not None:
            return Verdict(wrong.result, wrong.detail, place)
    ids = [id for page in pages for id in ids_of(page)]
    twice = [id for id, times in Counter(ids).items() if times > 1]
    if twice:
        return failed(f"{twice[0]} stands on two pages", len(pages) - 1)
    if len(ids) != total:
        return failed(
            f"{len(ids)} documents on all pages, and documentTotalQuantity is {total}", len(pages) - 1
        )
    if set(ids) != set(whole):
        return failed("other documents stand on the pages than on the whole list", len(pages) - 1)
    if ids != list(whole):
        return warned("the order of the pages is not the order of the whole list", len(pages) - 1)
    return passed(f"{len(ids)} documents on {len(pages)} pages")


def judge_end(page: Exchange, total: int) -> Verdict:
    """Whether there is an empty page behind the last."""
    if (wrong := judge_answer(page)) is not None:
        return wrong
    if items_of(page):
        return failed("there are documents behind the last one")
    if total_of(page) != total:
        return warned(f"documentTotalQuantity is {total_of(page)} there and {total} on the whole list")
    return passed()


def judge_order(exchange: Exchange) -> Verdict:
    """Whether documents come newest first; undated ones may stand anywhere."""
    dates = [found for one in items_of(exchange) if (found := day(one.get("documentDate"))) is not None]
    if len(dates) < 2:
        return skipped("fewer than two documents are dated")
    if dates != sorted(dates, reverse=True):
        return warned("an older document stands before a newer one")
    return passed()
