"""Judges of refusals: does an endpoint say no as the profile does, also to those who mean it ill."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from connectors.conformance.answers import Unreadable, read_json
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, passed, printable, warned

_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,60}")
_ECHO = 80
"""So many characters of a hostile question in a row, sent back, are an echo."""
_DANGEROUS = frozenset(("Cc", "Cf", "Cs", "Co"))


def judge_refusal(
    exchange: Exchange, statuses: Collection[int], code: str | None, *, tolerated: Collection[int] = ()
) -> Verdict:
    """Whether a question is refused with the right status and the error body.

    ``code`` is what the body's code should be, ``None``: any. ``tolerated`` statuses are a warning.
    """
    if exchange.status is None:
        return failed(f"there was no answer: {exchange.failure}")
    wanted = " or ".join(str(one) for one in sorted(statuses))
    if exchange.status in tolerated:
        return warned(f"the answer is HTTP {exchange.status}; better {wanted}")
    if exchange.status not in statuses:
        return failed(f"the answer is HTTP {exchange.status} instead of {wanted}")
    if not exchange.complete:
        return failed(f"the refusal did not come whole: {exchange.failure or 'it is too large'}")
    try:
        body = read_json(exchange.body)
    except Unreadable as problem:
        return warned(f"the status is right, but {problem}")
    return _judge_body(body, code)


def _judge_body(body: Any, code: str | None) -> Verdict:
    said = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(said, dict) or not isinstance(said.get("code"), str):
        return warned("the status is right, but the body has no code")
    if _CODE.fullmatch(said["code"]) is None:
        return warned(f"the code {printable(said['code'], 60)} is not written in capitals")
    if code is not None and said["code"] != code:
        return warned(f"the code is {said['code']} instead of {code}")
    if not isinstance(said.get("message"), str) or not said["message"]:
        return warned("the body has no message for people")
    return passed()


def judge_withheld(exchange: Exchange) -> Verdict:
    """Whether a closed file is refused with the one word that means it."""
    verdict = judge_refusal(exchange, (403,), "WITHHELD")
    if verdict.result == "warn":
        return failed(f"{verdict.detail}: a gateway takes 403 without WITHHELD for bad credentials")
    return verdict


def judge_method(exchange: Exchange) -> Verdict:
    """Whether another method than GET is refused; the body does not matter."""
    if exchange.status is None:
        return failed(f"there was no answer: {exchange.failure}")
    if exchange.status in (404, 405, 501):
        return passed()
    if 400 <= exchange.status < 500:
        return warned(f"the answer is HTTP {exchange.status}; better 405")
    return failed(f"the answer is HTTP {exchange.status} instead of 405")


def judge_hostile(exchange: Exchange, question: str) -> Verdict:
    """Whether something hostile is refused, and neither breaks the endpoint nor comes back.

    ``question`` is what was sent, decoded.
    """
    if exchange.status is None:
        return failed(f"there was no answer: {exchange.failure}")
    if exchange.status >= 500:
        return failed(f"the answer is HTTP {exchange.status}: the question broke something")
    if not 400 <= exchange.status < 500:
        return failed(f"the answer is HTTP {exchange.status} instead of a refusal")
    if (echo := _echo(exchange, question)) is not None:
        return failed(echo)
    return passed(f"HTTP {exchange.status}")


def _echo(exchange: Exchange, question: str) -> str | None:
    """How a hostile question comes back in an answer; ``None``: it does not."""
    text = exchange.body.decode(errors="replace")
    data = exchange.media_type == "application/json" or exchange.media_type.endswith("+json")
    try:
        said = "".join(_texts(read_json(exchange.body)))
    except Unreadable:
        said = text
    dangerous = {one for one in question if unicodedata.category(one) in _DANGEROUS}
    if dangerous & set(said):
        return "the answer repeats control characters of the question"
    if any(
        question[start : start + _ECHO] in said for start in range(0, max(1, len(question) - _ECHO), _ECHO)
    ):
        if len(question) > _ECHO:
            return f"the answer repeats more than {_ECHO} characters of the question"
        if not data and "<" in question and question in text:
            return "the answer repeats the question in a page"
    return None


def _texts(read: Any) -> list[str]:
    if isinstance(read, str):
        return [read]
    if isinstance(read, dict):
        return [text for one in read.values() for text in _texts(one)]
    if isinstance(read, list):
        return [text for one in read for text in _texts(one)]
    return []
