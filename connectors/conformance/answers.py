"""Judges of answers as such: are they there, in time, and text that can be read."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from typing import Any

from connectors.conformance.catalogue import ANSWER_SECONDS, QUICK_SECONDS
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, passed, printable, skipped, warned
from connectors.errors import Malformed
from connectors.inflation import Inflation, coding

_BOM = b"\xef\xbb\xbf"
_DEPTH = 100


class Unreadable(Exception):
    """A body is not what JSON is; ``str()`` is a sentence that says why."""


def read_json(body: bytes) -> Any:
    """A body as strictly as JSON is defined; a byte order mark is passed over.

    Raises:
        Unreadable: it is no JSON, or more than that.
    """
    plain = body.removeprefix(_BOM)
    if not plain.strip():
        raise Unreadable("the body is empty")
    if plain.lstrip().startswith(b"<"):
        raise Unreadable("the body is a page of markup instead of data")
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        raise Unreadable("the body is not UTF-8") from None
    if _depth(text) > _DEPTH:
        raise Unreadable(f"the body is nested more than {_DEPTH} deep")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as problem:
        raise Unreadable(f"the body is no JSON: {problem.msg} at character {problem.pos}") from None
    except ValueError as problem:
        raise Unreadable(str(problem)) from None


def judge_answer(exchange: Exchange) -> Verdict | None:
    """What is wrong with an answer that should be 200, before anybody looks into it; ``None``: nothing."""
    if exchange.status is None:
        return failed(f"there was no answer: {exchange.failure}")
    if 300 <= exchange.status < 400:
        where = printable(exchange.fields.get("location", "nowhere"))
        return failed(f"it redirects to {where}; a gateway does not follow")
    if exchange.status != 200:
        return failed(f"the answer is HTTP {exchange.status} instead of 200")
    if not exchange.complete:
        return failed(f"the answer did not come whole: {exchange.failure or 'it is too large'}")
    return None


def judge_utf8(answers: Sequence[Exchange]) -> Verdict:
    """Whether every body is UTF-8 without a byte order mark."""
    if not answers:
        return skipped("no answer had a body")
    marked = None
    for place, one in enumerate(answers):
        try:
            one.body.decode()
        except UnicodeDecodeError as problem:
            if one.complete:
                return failed(f"the body is not UTF-8 (byte {problem.start})", place)
        if one.body.startswith(_BOM):
            marked = marked or warned(
                "the body begins with a byte order mark; it is read, but by luck", place
            )
    return marked or passed()


def judge_types(answers: Sequence[Exchange]) -> Verdict:
    """Whether every body is declared as JSON."""
    if not answers:
        return skipped("no answer had a body")
    for place, one in enumerate(answers):
        declared = one.fields.get("content-type", "")
        if one.media_type != "application/json" and not one.media_type.endswith("+json"):
            return failed(f"the Content-Type is {printable(declared) or 'missing'}", place)
        charset = declared.lower().partition("charset=")[2].strip(' "')
        if charset not in ("", "utf-8", "utf8"):
            return failed(f"the charset is {printable(charset)}", place)
    return passed()


def judge_json(answers: Sequence[Exchange]) -> Verdict:
    """Whether every body is one JSON text."""
    if not answers:
        return skipped("no answer had a body")
    for place, one in enumerate(answers):
        if not one.complete:
            return failed(f"the body did not come whole: {one.failure or 'it is too large'}", place)
        try:
            read_json(one.body)
        except Unreadable as problem:
            return failed(str(problem), place)
    return passed()


def judge_compression(plain: Exchange, packed: Exchange) -> Verdict:
    """Whether an answer with and one without ``Accept-Encoding: gzip`` are the same text."""
    if not plain.ok or not packed.ok:
        return judge_answer(packed) or skipped("there is no answer to compare with")
    if plain.fields.get("content-encoding", "identity").lower() != "identity":
        return failed("the answer is compressed although only identity was accepted")
    try:
        coded = coding({"Content-Encoding": packed.fields.get("content-encoding", "")})
        if coded is None:
            return passed("not compressed")
        inflation = Inflation()
        whole = b"".join(inflation.pieces(packed.body))
        inflation.finish()
    except Malformed as problem:
        return failed(problem.detail, 1)
    try:
        same = read_json(whole) == read_json(plain.body)
    except Unreadable as problem:
        return failed(str(problem), 1)
    return passed(f"{len(whole)} bytes in {len(packed.body)}") if same else warned("it is another answer", 1)


def judge_time(answers: Sequence[Exchange]) -> Verdict:
    """Whether answers come while a gateway waits for them. The detail has the median and the slowest."""
    timed = [one for one in answers if one.status is not None or "timed_out" in (one.failure or "")]
    if not timed:
        return skipped("nothing was answered")
    slowest = max(range(len(timed)), key=lambda place: timed[place].seconds)
    worst = timed[slowest].seconds
    median = statistics.median(one.seconds for one in timed)
    told = f"{len(timed)} answers: median {median * 1000:.0f} ms, slowest {worst * 1000:.0f} ms"
    place = answers.index(timed[slowest])
    if worst > ANSWER_SECONDS:
        return failed(told, place)
    return warned(told, place) if median > QUICK_SECONDS else Verdict("pass", told, place)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {printable(twice)} stands twice in one object")
    return read


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number that JSON knows")


def _depth(text: str) -> int:
    """How deep brackets are nested; those in strings are not counted when they would matter."""
    depth = deepest = 0
    quoted = escaped = False
    if text.count("[") + text.count("{") <= _DEPTH:
        return 0
    for one in text:
        if quoted:
            quoted = escaped or one != '"'
            escaped = not escaped and one == "\\"
        elif one == '"':
            quoted = True
        elif one in "[{":
            depth += 1
            if (deepest := max(deepest, depth)) > _DEPTH:
                break
        elif one in "]}":
            depth -= 1
    return deepest
