"""Judges of content: is a document what its list says, whole, in part and by its head."""

from __future__ import annotations

import re

from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, passed, printable, skipped, warned
from connectors.conformance.refusals import judge_refusal

_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_BEGINNINGS = {
    "application/pdf": (b"%PDF",),
    "image/tiff": (b"II*\0", b"MM\0*"),
    "application/zip": (b"PK",),
}
_PAGES = frozenset(("text/html", "application/xhtml+xml"))


def length_of(exchange: Exchange) -> int | None:
    """The declared length of a body."""
    declared = exchange.fields.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) <= 15 else None


def size_of(exchange: Exchange) -> int | None:
    """How long a document says it is, of which all or a part came."""
    if exchange.status != 206:
        return length_of(exchange)
    said = _RANGE.fullmatch(exchange.fields.get("content-range", "").strip())
    return int(said[3]) if said else None


def is_page(exchange: Exchange) -> bool:
    """Whether a web page came, whatever it is called."""
    return exchange.media_type in _PAGES or exchange.body[:64].lstrip().lower().startswith(
        (b"<!doctype h", b"<html")
    )


def begins_like(media_type: str, body: bytes) -> bool:
    """Whether a body begins like one of its media type, as far as that can be told."""
    beginnings = _BEGINNINGS.get(media_type)
    return beginnings is None or body.startswith(beginnings)


def judge_whole(exchange: Exchange, most: int) -> Verdict:
    """Whether a document comes as itself; of a large one only the first ``most`` bytes were read."""
    if exchange.status is None:
        return failed(f"there was no answer: {exchange.failure}")
    if exchange.status != 200:
        return failed(f"the answer is HTTP {exchange.status} instead of 200")
    if is_page(exchange):
        return failed("a web page came instead of the document")
    length = length_of(exchange)
    if exchange.failure is not None:
        return failed(f"the document did not come whole: {exchange.failure}")
    if exchange.complete and length is not None and length != len(exchange.body):
        return failed(f"Content-Length is {length} and {len(exchange.body)} bytes came")
    if exchange.complete and not exchange.body:
        return warned("the document is empty")
    if exchange.body and not begins_like(exchange.media_type, exchange.body):
        return failed(f"it is declared as {exchange.media_type} and does not begin like one")
    if not exchange.media_type:
        return warned("there is no Content-Type")
    if length is None:
        return warned("there is no Content-Length: nobody can see how much is to come")
    return passed(f"{exchange.media_type}, {length} bytes")


def judge_size(exchange: Exchange, listed: int | None) -> Verdict:
    """Whether the size in the list is the size of the content."""
    if listed is None:
        return skipped("the list gives no size for this document")
    if exchange.status != 200:
        return skipped("the document could not be opened")
    came = len(exchange.body) if exchange.complete else length_of(exchange)
    if came != listed:
        return failed(f"the list says {listed} bytes and the content has {came}")
    return passed(f"{listed} bytes")


def judge_head(head: Exchange, whole: Exchange) -> Verdict:
    """Whether HEAD says what GET says."""
    if head.status is None:
        return failed(f"there was no answer: {head.failure}")
    if head.status != 200:
        return failed(f"the answer to HEAD is HTTP {head.status} instead of 200")
    if "content-length" not in head.fields and "content-length" in whole.fields:
        return warned("there is no Content-Length for HEAD: nobody can see how much there is")
    for name in ("content-length", "content-type"):
        if head.fields.get(name) != whole.fields.get(name):
            said, meant = (printable(one.fields.get(name, "missing"), 60) for one in (head, whole))
            return failed(f"{name} is {said} for HEAD and {meant} for GET")
    return passed()


def judge_part(part: Exchange, whole: Exchange, first: int, last: int) -> Verdict:
    """Whether a range from ``first`` to ``last`` is that part of the whole, which came before."""
    if part.status is None or part.failure is not None:
        return failed(f"the part did not come: {part.failure}")
    if part.status == 200:
        return warned("Range is not honoured: the whole document came")
    if part.status != 206:
        return failed(f"the answer is HTTP {part.status} instead of 206")
    said = _RANGE.fullmatch(part.fields.get("content-range", "").strip())
    if said is None:
        return failed(f"Content-Range is {printable(part.fields.get('content-range', 'missing'), 60)}")
    if (int(said[1]), int(said[2])) != (first, last):
        return failed(f"bytes {said[1]} to {said[2]} came instead of {first} to {last}")
    length = length_of(whole)
    if length is not None and int(said[3]) != length:
        return failed(f"Content-Range says that there are {said[3]} bytes, and GET said {length}")
    if len(part.body) != last - first + 1:
        return failed(f"{len(part.body)} bytes came instead of {last - first + 1}")
    if last < len(whole.body) and part.body != whole.body[first : last + 1]:
        return failed("the part has other bytes than the whole has there")
    return passed()


def judge_outside(part: Exchange, length: int) -> Verdict:
    """Whether a range behind the end is refused."""
    if part.status == 416:
        said = part.fields.get("content-range", "").strip()
        if said != f"bytes */{length}":
            return warned(f"Content-Range is {printable(said or 'missing', 60)} instead of bytes */{length}")
        return passed()
    if part.status == 200:
        return warned("Range is not honoured: the whole document came")
    return failed(
        f"the answer is HTTP {part.status} instead of 416" if part.status else "there was no answer"
    )


def judge_rendition(own: Exchange | None, other: Exchange) -> Verdict:
    """Whether the document's own format is given by name and one that it does not have is refused."""
    if own is not None and own.status != 200:
        return failed(f"asked for by its own format the document is answered HTTP {own.status}")
    verdict = judge_refusal(other, (404,), "NOT_FOUND", tolerated=(400, 406))
    return Verdict(verdict.result, verdict.detail, 0 if own is None else 1)
