"""Examines an endpoint: which questions are asked, in which order, and which judge looks at the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from connectors.case.identifiers import identifier
from connectors.conformance import answers, contents, disclosure, families, lists, refusals
from connectors.conformance.asking import Asker
from connectors.conformance.catalogue import CHECKS
from connectors.conformance.course import Course, Sleep, Tell
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Report, Verdict, failed, gravest, passed, skipped
from connectors.conformance.lists import Item
from connectors.model import Application
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.numbers.writing import display, st13
from connectors.scalars import count, safe_id

_NO_NUMBER = "give --number with an application that is held"
_NO_LIST = "the document list that it needs did not come"
_PAGES = 12
_CONTENT_BYTES = 4 * 1024 * 1024
_ABSENT = "casegate-conformance-no-such-document"
_PATHS = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..",
    "a/../../b",
)
_HOSTILE = {
    "hostile-long": "9" * 10_000,
    "hostile-characters": "XX\x00\x1b[31m\u202e2019\r\nX-Injected: 1",
    "hostile-markup": "<script>alert(1)</script>' OR '1'='1' --",
}


async def examine(
    asker: Asker,
    url: str,
    *,
    number: ApplicationNumber | None = None,
    withheld: ApplicationNumber | None = None,
    proven: bool = False,
    tell: Tell = lambda finding: None,
    sleep: Sleep = asyncio.sleep,
) -> Report:
    """All checks against one endpoint.

    Args:
        asker: asks the endpoint.
        url: the endpoint, for the report.
        number: an application that it holds and shows; without one, most checks are skipped.
        withheld: an application whose file it holds and does not show.
        proven: whether the asker sends credentials.
        tell: told each finding as it is made.
        sleep: waits when the endpoint asks to slow down.
    """
    course = Course(asker, proven=proven, tell=tell, sleep=sleep)
    if await _alive(course):
        await _errors(course, number, withheld)
        if number is None:
            course.leave_out(_NO_NUMBER, [name for name in CHECKS if CHECKS[name].group in _NUMBERED])
        else:
            await _dossier(course, number)
        await _hostility(course)
        course.found("time-answers", answers.judge_time(course.exchanges), *course.exchanges)
        for name, judge in _ENCODINGS.items():
            course.found(name, judge(course.data), *course.data)
    course.leave_out(_NO_LIST)
    return course.report(url)


_NUMBERED = frozenset(("number", "shape", "numbers", "pagination", "content", "visibility", "caching"))
_ENCODINGS = {
    "encoding-utf8": answers.judge_utf8,
    "encoding-type": answers.judge_types,
    "encoding-json": answers.judge_json,
}


async def _alive(course: Course) -> bool:
    """Whether there is anybody at all; the rest is left out when there is not."""
    health = await course.ask("/health", proven=False)
    course.found("health", families.judge_health(health), health)
    coverages = await course.ask("/coverages")
    course.found("coverages", families.judge_coverages(coverages), coverages)
    if health.status is None and coverages.status is None:
        course.leave_out("nobody answers at this URL")
        return False
    return True


async def _errors(
    course: Course, number: ApplicationNumber | None, withheld: ApplicationNumber | None
) -> None:
    """What is not there, not asked for rightly, or not allowed."""
    absent = await course.ask(f"/documents/{_ABSENT}")
    course.found("errors-unknown-document", refusals.judge_refusal(absent, (404,), "NOT_FOUND"), absent)
    nowhere = await course.ask("/casegate-conformance")
    course.found("errors-unknown-operation", refusals.judge_refusal(nowhere, (404,), None), nowhere)
    missing = await course.ask("/doclists")
    unreadable = await course.ask(_list_of("???"))
    course.found(
        "errors-parameter",
        gravest(
            refusals.judge_refusal(missing, (400,), "INVALID_INPUT_DATA"),
            _at(1, refusals.judge_refusal(unreadable, (400,), "INVALID_INPUT_DATA", tolerated=(404,))),
        ),
        missing,
        unreadable,
    )
    posted = await course.ask("/doclists", method="POST", data=False)
    course.found("errors-method", refusals.judge_method(posted), posted)
    if number is not None:
        unknown = await course.ask(_list_of(identifier(_unlikely(number))))
        verdict = refusals.judge_refusal(unknown, (404,), "NOT_FOUND", tolerated=(400,))
        if unknown.ok and lists.items_of(unknown):
            verdict = lists.judge_made_up(unknown, await course.ask(_list_of(identifier(number))))
        course.found("errors-unknown-number", verdict, unknown)
    if withheld is not None:
        closed = await course.ask(_list_of(identifier(withheld)))
        course.found("errors-withheld", refusals.judge_withheld(closed), closed)
    course.leave_out(_NO_NUMBER, ["errors-unknown-number"])
    course.leave_out("give --withheld with an application whose file is closed", ["errors-withheld"])


async def _dossier(course: Course, number: ApplicationNumber) -> None:
    """Everything that is asked about one application."""
    target = _list_of(identifier(number))
    whole = await course.ask(target)
    course.found("number-open", _open(whole), whole)
    course.found("shape-doclist", lists.judge_doclist(whole, number), whole)
    family = await course.ask(f"/families?applicationIdentifier={quote(identifier(number), safe='')}")
    course.found("shape-family", families.judge_family(family, number), family)
    data = await course.ask(f"/applications?applicationIdentifier={quote(identifier(number), safe='')}")
    course.found("shape-applications", families.judge_applications(data, number), data)
    cited = await course.ask(
        f"/applications/citations?applicationIdentifier={quote(identifier(number), safe='')}"
    )
    course.found("shape-citations", families.judge_citations(cited, number), cited)
    echoing = [one for one in (whole, cited, family) if one.ok]
    course.found("numbers-echo", families.judge_echo(echoing, number), *echoing)
    member = next((one for one in families.read_family(family) if _same(one, number)), None)
    await _other_numbers(course, number, member)
    await _credentials(course, target)
    if not whole.ok:
        return
    await _forms(course, number, whole)
    await _pages(course, target, whole)
    packed = await course.ask(target, headers={"Accept-Encoding": "gzip"}, data=False)
    course.found("encoding-compression", answers.judge_compression(whole, packed), whole, packed)
    items = lists.items_of(whole)
    await _contents(course, items)
    again = await course.ask(target)
    course.found("visibility-words", disclosure.judge_words(items), whole)
    course.found("visibility-offices", disclosure.judge_offices(items), whole)
    course.found("visibility-once", disclosure.judge_once(whole), whole)
    course.found("visibility-stable", disclosure.judge_stable(items, lists.items_of(again)), whole, again)
    closed = any(disclosure.restricted(item) for item in items)
    course.found("caching-lists", disclosure.judge_cached(whole, closed=closed), whole)


async def _credentials(course: Course, target: str) -> None:
    """What somebody without the credentials gets."""
    if not course.proven:
        reason = "no --key was given, so that nothing tells requesters apart"
        course.leave_out(reason, ["errors-credentials", "visibility-closed"])
        return
    unproven = await course.ask(target, proven=False)
    refused = refusals.judge_refusal(unproven, (401,), "UNAUTHORIZED", tolerated=(403,))
    if unproven.ok:
        refused = passed("the public is answered too")
    course.found("errors-credentials", refused, unproven)
    course.found("visibility-closed", disclosure.judge_closed(unproven), unproven)


async def _other_numbers(course: Course, number: ApplicationNumber, member: Application | None) -> None:
    """The family by the other numbers that it has."""
    published = member.publications[:1] if member else ()
    for one in published:
        by = identifier(Number("publication", one.office, one.number, one.kind))
        found = await course.ask(f"/families?publicationIdentifier={quote(by, safe='')}")
        course.found("numbers-publication", families.judge_found(found, number), found)
    claims = [one.number for one in member.priorities if one.number != number] if member else []
    for claim in claims[:1]:
        found = await course.ask(f"/families?priorityIdentifier={quote(identifier(claim), safe='')}")
        course.found("numbers-priority", families.judge_found(found, number), found)
    course.leave_out("the application has no publication to ask by", ["numbers-publication"])
    course.leave_out("the application claims no priority to ask by", ["numbers-priority"])


async def _forms(course: Course, number: ApplicationNumber, whole: Exchange) -> None:
    """The same list by its number in other written forms."""
    written = {"with blanks and separators": display(number), "in small letters": identifier(number).lower()}
    if (standard := st13(number)) is not None:
        written["ST.13"] = standard
    forms = [
        (form, await course.ask(_list_of(text)))
        for form, text in written.items()
        if text != identifier(number)
    ]
    course.found("numbers-forms", families.judge_forms(whole, forms), whole, *(one for _, one in forms))


async def _pages(course: Course, target: str, whole: Exchange) -> None:
    """The list page by page."""
    total = lists.total_of(whole)
    if total is None:
        return
    first = await course.ask(f"{target}&limit=1")
    course.found("pagination-limit", lists.judge_limit(first, 1, total), first)
    ids = lists.ids_of(whole)
    last, ends = whole, None
    steps = _PAGES if total <= _PAGES * len(ids) else 1
    while ids and len(ids) < total and ends is None and steps:
        last = await course.ask(f"{target}&offset={len(ids)}")
        ends = lists.judge_next(last, ids, total)
        ids += lists.ids_of(last)
        steps -= 1
    pages: list[Exchange] = []
    offset, limit = 0, -(-total // 3) or 1
    while offset < total and len(pages) < _PAGES:
        pages.append(await course.ask(f"{target}&offset={offset}&limit={limit}"))
        if not (came := len(lists.items_of(pages[-1]))):
            break
        offset += came
    if ends is not None:
        course.found("pagination-whole", ends, last)
    elif len(ids) < total or (offset < total and len(pages) == _PAGES):
        course.found("pagination-whole", skipped(f"{total} documents are too many to walk through"), whole)
    else:
        course.found("pagination-whole", lists.judge_pages(pages, ids, total), *pages)
    end = await course.ask(f"{target}&offset={total}")
    course.found("pagination-end", lists.judge_end(end, total), end)
    course.found("pagination-order", lists.judge_order(whole), whole)
    wrong = [await course.ask(f"{target}&{parameter}") for parameter in ("offset=-1", "limit=many")]
    judged = [
        _at(place, refusals.judge_refusal(one, (400,), "INVALID_INPUT_DATA"))
        for place, one in enumerate(wrong)
    ]
    course.found("pagination-parameters", gravest(*judged), *wrong)


async def _contents(course: Course, items: Sequence[Item]) -> None:
    """One document: the smallest that there is, and the head of one that is restricted."""
    openable = [one for one in items if safe_id(one.get("id")) is not None]
    closed = next((one for one in openable if disclosure.restricted(one)), None)
    if closed is not None:
        head = await course.ask(_content_of(closed), method="HEAD", data=False)
        course.found("caching-content", disclosure.judge_cached(head, closed=True), head)
    course.leave_out("nothing that came is restricted", ["caching-content"])
    if not openable:
        course.leave_out("the list has no document that can be opened", _CONTENT)
        return
    chosen = min(openable, key=lambda one: count(one.get("documentSizeQuantity")) or _CONTENT_BYTES)
    target = _content_of(chosen)
    whole = await course.ask(target, most=_CONTENT_BYTES, data=False)
    course.found("content-whole", contents.judge_whole(whole, _CONTENT_BYTES), whole)
    if whole.status != 200:
        course.leave_out("the document could not be opened", _CONTENT)
        return
    course.found("content-size", contents.judge_size(whole, count(chosen.get("documentSizeQuantity"))), whole)
    head = await course.ask(target, method="HEAD", data=False)
    course.found("content-head", contents.judge_head(head, whole), head, whole)
    await _ranges(course, target, whole)
    own = chosen.get("documentFormatCategory")
    by_name = None
    if isinstance(own, str) and own:
        by_name = await course.ask(
            f"{target}?documentFormatCategory={quote(own, safe='')}", most=1024, data=False
        )
    other = await course.ask(f"{target}?documentFormatCategory=no-such-format", most=64 * 1024, data=False)
    asked = [one for one in (by_name, other) if one is not None]
    course.found("content-rendition", contents.judge_rendition(by_name, other), *asked)


_CONTENT = tuple(name for name in CHECKS if CHECKS[name].group == "content")


async def _ranges(course: Course, target: str, whole: Exchange) -> None:
    """Parts of a document, from its beginning, from its end, and behind it."""
    length = contents.length_of(whole)
    if length is None or length < 32:
        course.leave_out("the document is too short, or does not say how long it is", _CONTENT[-3:-1])
        return
    parts: list[Exchange] = []
    verdicts: list[Verdict] = []
    for header, first, last in (("bytes=10-19", 10, 19), ("bytes=-7", length - 7, length - 1)):
        part = await course.ask(target, headers={"Range": header}, most=64 * 1024, data=False)
        verdicts.append(_at(len(parts), contents.judge_part(part, whole, first, last)))
        parts.append(part)
    course.found("content-range", gravest(*verdicts), *parts)
    behind = await course.ask(target, headers={"Range": f"bytes={length}-"}, most=64 * 1024, data=False)
    course.found("content-outside", contents.judge_outside(behind, length), behind)


async def _hostility(course: Course) -> None:
    """What nobody means well by."""
    for name, text in _HOSTILE.items():
        answer = await course.ask(_list_of(text), data=False)
        course.found(name, refusals.judge_hostile(answer, text), answer)
    tried = [await course.ask(f"/documents/{quote(path, safe='')}", data=False) for path in _PATHS]
    verdicts = [_at(at, refusals.judge_hostile(one, _PATHS[at])) for at, one in enumerate(tried)]
    course.found("hostile-path", gravest(*verdicts), *tried)


def _open(whole: Exchange) -> Verdict:
    """Whether the number given is one to examine by."""
    match whole.status:
        case 200:
            return passed()
        case 401 | 403 if b"WITHHELD" not in whole.body:
            return failed(f"the answer is HTTP {whole.status}: the credentials are not accepted, or missing")
        case 403:
            return failed("the file is withheld: an application whose file is open is needed")
        case 404:
            return failed("the application is not held")
    return skipped("no list came, for another reason")


def _unlikely(number: ApplicationNumber) -> ApplicationNumber:
    """A number like another one that hardly exists: its digits but the first five are nines, or eights."""
    digits = [place for place, one in enumerate(number.number) if one.isdigit()]
    changed = set(digits[5:] or digits[1:])
    texts = (
        "".join(digit if place in changed else one for place, one in enumerate(number.number))
        for digit in "98"
    )
    return msgspec.structs.replace(number, number=next(one for one in texts if one != number.number))


def _list_of(identifier: str) -> str:
    return f"/doclists?applicationIdentifier={quote(identifier, safe='')}"


def _content_of(item: Item) -> str:
    return f"/documents/{quote(str(item['id']), safe='~')}"


def _same(application: Application, number: ApplicationNumber) -> bool:
    return (application.number.office, application.number.number) == (number.office, number.number)


def _at(place: int, verdict: Verdict) -> Verdict:
    """The verdict, told by another exchange."""
    return msgspec.structs.replace(verdict, shown=place)
