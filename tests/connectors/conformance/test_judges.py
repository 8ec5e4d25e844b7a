from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from connectors.conformance import answers, contents, disclosure, families, lists, refusals
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, gravest, passed, printable, skipped, warned
from connectors.numbers.identity import ApplicationNumber

NUMBER = ApplicationNumber("AU", "2019325418")


def answer(body: Any = None, status: int | None = 200, raw: bytes | None = None, **facts: Any) -> Exchange:
    """An exchange that was answered with JSON, or with these bytes."""
    sent = json.dumps(body).encode() if raw is None else raw
    fields = {"content-type": "application/json", **facts.pop("fields", {})}
    return Exchange("/any", status=status, fields=fields, body=sent, **facts)


def doclist(
    *documents: dict[str, Any], total: Any = None, number: Any = "2019325418", **facts: Any
) -> Exchange:
    """A document list."""
    bag = [{"documentIncluded": {"documentDescription": "x", **one}} for one in documents]
    body = {
        "applicationNumber": {"ipOfficeCode": "AU", "applicationNumberText": number},
        "documentTotalQuantity": len(documents) if total is None else total,
        "documentIncludedBag": bag,
    }
    return answer(body, **facts)


def items(*accesses: dict[str, Any]) -> list[dict[str, Any]]:
    """Documents with these statements of who may see them."""
    return [{"id": f"d{place}", **one} for place, one in enumerate(accesses)]


def test_the_gravest_verdict_counts() -> None:
    """A failure outweighs a warning, that a pass, and that what was not looked at; of equals the first."""
    assert gravest(skipped("s"), passed("p"), warned("w"), failed("f", 3), failed("g")) == failed("f", 3)
    assert gravest(skipped("s"), passed("p")).result == "pass"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb", "a\\nb"), ("\u202e", "\\u202e"), (b"\xff\x00", "\\xff\\x00"), ("x" * 300, "x" * 240 + " ...")],
)
def test_what_came_is_shown_in_one_bounded_line(text: str | bytes, shown: str) -> None:
    """Nothing from outside steers a terminal or a log."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"<html>", "markup"),
        (b'{"a": 1} {"b": 2}', "Extra data"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 101 + b"]" * 101, "nested"),
        ('{"a": "é"}'.encode("latin-1"), "UTF-8"),
    ],
)
def test_what_is_no_json_is_said_why(raw: bytes, why: str) -> None:
    """JSON is read as strictly as it is defined."""
    verdict = answers.judge_json([answer(raw=raw)])
    assert verdict.result == "fail"
    assert why in verdict.detail


def test_brackets_in_strings_are_no_depth() -> None:
    """A text of brackets is a text."""
    assert answers.judge_json([answer({"a": "[" * 500 + '\\"'})]).result == "pass"


def test_encodings_are_judged() -> None:
    """UTF-16 fails, a byte order mark warns; a page's type and another charset fail."""
    assert answers.judge_utf8([answer({}), answer(raw="{}".encode("utf-16"))]) == failed(
        "the body is not UTF-8 (byte 0)", 1
    )
    assert answers.judge_utf8([answer(raw=b"\xef\xbb\xbf{}")]).result == "warn"
    assert answers.judge_types([answer({}), answer({}, fields={"content-type": "text/html"})]).shown == 1
    assert (
        answers.judge_types([answer({}, fields={"content-type": "application/json; charset=utf-8"})]).result
        == "pass"
    )
    assert (
        answers.judge_types([answer({}, fields={"content-type": "application/json;charset=latin1"})]).result
        == "fail"
    )
    assert (
        answers.judge_types([answer({}, fields={"content-type": "application/problem+json"})]).result
        == "pass"
    )


def test_answers_that_are_none_are_judged_alike() -> None:
    """A redirect, another status, a cut and no answer at all are each said in words."""
    moved = answer({}, 302, fields={"location": "https://elsewhere"})
    assert "redirects" in str(answers.judge_answer(moved))
    assert "503" in str(answers.judge_answer(answer({}, 503)))
    assert "whole" in str(answers.judge_answer(answer({}, complete=False)))
    assert "refused" in str(answers.judge_answer(Exchange("/", failure="refused: no")))
    assert answers.judge_answer(answer({})) is None


def test_a_compressed_answer_must_be_the_same() -> None:
    """gzip that was asked for is fine, gzip that was not, broken gzip and another text are not."""

    plain = answer({"a": 1})
    zipped = answer(raw=gzip.compress(plain.body), fields={"content-encoding": "gzip"})
    assert answers.judge_compression(plain, zipped).result == "pass"
    assert answers.judge_compression(plain, plain).result == "pass"
    assert answers.judge_compression(zipped, zipped).result == "fail"
    broken = answer(raw=zipped.body[:-4], fields={"content-encoding": "gzip"})
    assert answers.judge_compression(plain, broken).result == "fail"
    other = answer(raw=gzip.compress(b"{}"), fields={"content-encoding": "gzip"})
    assert answers.judge_compression(plain, other).result == "warn"


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "../../x"},
        {"id": None},
        {"id": "a" * 129},
        {"documentDate": "2024-02-30"},
        {"documentPageQuantity": "three"},
        {"documentSizeQuantity": -1},
    ],
)
def test_a_document_that_cannot_be_used_spoils_its_list(changed: dict[str, Any]) -> None:
    """Ids that cannot stand in a URL, dates that do not exist, counts that count nothing."""
    good = {"id": "d1", "documentDate": "2021-03-04", "documentPageQuantity": "3", "documentSizeQuantity": 9}
    assert lists.judge_doclist(doclist(good), NUMBER).result == "pass"
    assert lists.judge_doclist(doclist(good | changed), NUMBER).result == "fail"


def test_a_list_needs_its_total_its_bag_and_different_ids() -> None:
    """What every reader relies on is asked for; a missing description is only warned of."""
    assert lists.judge_doclist(answer({"documentTotalQuantity": 0}), NUMBER).result == "fail"
    assert lists.judge_doclist(doclist({"id": "a"}, total="many"), NUMBER).result == "fail"
    assert lists.judge_doclist(doclist({"id": "a"}, {"id": "a"}), NUMBER).result == "fail"
    assert (
        lists.judge_doclist(answer({"documentTotalQuantity": 1, "documentIncludedBag": [{}]}), NUMBER).result
        == "fail"
    )
    assert lists.judge_doclist(doclist({"id": "a", "documentDescription": None}), NUMBER).result == "warn"
    assert lists.judge_doclist(doclist(), NUMBER).result == "pass"


def test_pages_are_put_together() -> None:
    """A document twice, one missing, one too many fail; another order warns."""
    a, b, c = ({"id": one} for one in "abc")
    pages = [doclist(a, b, total=3), doclist(c, total=3)]
    assert lists.judge_pages(pages, ["a", "b", "c"], 3).result == "pass"
    assert lists.judge_pages(pages, ["c", "b", "a"], 3).result == "warn"
    assert lists.judge_pages(pages, ["a", "b", "x"], 3).result == "fail"
    assert lists.judge_pages([pages[0], pages[0]], ["a", "b", "c"], 3).result == "fail"
    assert lists.judge_pages(pages[:1], ["a", "b", "c"], 3).result == "fail"
    assert lists.judge_pages([pages[0], answer({}, 500)], ["a"], 3) == failed(
        "the answer is HTTP 500 instead of 200", 1
    )
    assert lists.judge_pages([], [], 1).result == "skipped"


def test_what_follows_a_list_that_announces_more() -> None:
    """Nothing, the same again and an error are wrong; anything else may be the rest."""
    a, b = {"id": "a"}, {"id": "b"}
    assert lists.judge_next(doclist(b, total=3), ["a"], 3) is None
    assert lists.judge_next(doclist(a, b, total=3), ["a"], 3) is None
    for wrong in (doclist(total=3), doclist(a, total=3), answer({}, 500)):
        judged = lists.judge_next(wrong, ["a"], 3)
        assert judged is not None
        assert judged.result == "fail"


def test_single_pages_are_judged() -> None:
    """Limit, total and what lies behind the end."""
    assert lists.judge_limit(doclist({"id": "a"}, total=3), 1, 3).result == "pass"
    assert lists.judge_limit(doclist({"id": "a"}, {"id": "b"}, total=3), 1, 3).result == "fail"
    assert lists.judge_limit(doclist({"id": "a"}, total=1), 1, 3).result == "fail"
    assert lists.judge_limit(doclist(total=3), 1, 3).result == "fail"
    assert lists.judge_end(doclist(total=3), 3).result == "pass"
    assert lists.judge_end(doclist(total=0), 3).result == "warn"
    assert lists.judge_end(doclist({"id": "a"}, total=3), 3).result == "fail"
    newer, older = {"id": "a", "documentDate": "2022-01-01"}, {"id": "b", "documentDate": "2021-01-01"}
    assert lists.judge_order(doclist(newer, older)).result == "pass"
    assert lists.judge_order(doclist(older, newer)).result == "warn"
    assert lists.judge_order(doclist(newer)).result == "skipped"


def test_numbers_are_echoed() -> None:
    """The number may be written as the office writes it; another application fails, none at all warns."""
    assert families.judge_echo([doclist(number="2019 325 418")], NUMBER).result == "pass"
    assert families.judge_echo([doclist(), doclist(number="2019325419")], NUMBER).shown == 1
    assert families.judge_echo([answer({"documentIncludedBag": []})], NUMBER).result == "warn"
    assert families.judge_echo([], NUMBER).result == "skipped"


def test_written_forms_are_compared() -> None:
    """ST.13 must be read, other forms should; another list under another form fails."""
    whole, gone = doclist({"id": "a"}), answer({}, 404)
    assert families.judge_forms(whole, [("small", whole)]).result == "pass"
    assert families.judge_forms(whole, [("small", gone)]).result == "warn"
    assert families.judge_forms(whole, [("ST.13", gone)]).result == "fail"
    assert families.judge_forms(whole, [("small", doclist({"id": "b"}))]).result == "fail"
    assert families.judge_forms(whole, [("small", answer({}, 500))]).result == "fail"


@pytest.mark.parametrize(
    ("coverage", "result"),
    [
        ({"ipOfficeCode": "AU", "startDate": "1990-01-01", "endDate": "2020-01-01"}, "pass"),
        ({"ipOfficeCode": "AU"}, "pass"),
        ({"ipOfficeCode": "Australia"}, "fail"),
        ({"ipOfficeCode": "AU", "startDate": "2020-01-01", "endDate": "1990-01-01"}, "fail"),
        ({"ipOfficeCode": "AU", "startDate": "long ago"}, "fail"),
    ],
)
def test_coverages_are_judged(coverage: dict[str, Any], result: str) -> None:
    """Codes are codes and dates are dates, in their order."""
    verdict = families.judge_coverages(answer({"coverageBag": [{"coverage": coverage}]}))
    assert verdict.result == result
    assert (verdict.detail == "1 office") == (result == "pass")


def test_refusals_have_a_status_a_code_and_a_sentence() -> None:
    """The wrong status fails; the right one with a body that says less than the profile warns."""

    def refused(body: Any, status: int = 404) -> str:
        return refusals.judge_refusal(answer(body, status), (404,), "NOT_FOUND", tolerated=(400,)).result

    good = {"code": "NOT_FOUND", "message": "no", "details": []}
    assert refused(good) == "pass"
    assert refused({"error": good}) == "pass"
    assert refused(good, 200) == refused(good, 500) == "fail"
    assert refused(good, 400) == "warn"
    assert refused(good | {"code": "GONE"}) == refused(good | {"code": 7}) == refused([]) == "warn"
    assert refused(good | {"message": ""}) == "warn"
    assert refusals.judge_withheld(answer({"code": "FORBIDDEN", "message": "no"}, 403)).result == "fail"
    assert refusals.judge_withheld(answer({"code": "WITHHELD", "message": "no"}, 403)).result == "pass"
    assert [refusals.judge_method(answer({}, one)).result for one in (405, 400, 200)] == [
        "pass",
        "warn",
        "fail",
    ]


@pytest.mark.parametrize(
    ("exchange", "question", "result"),
    [
        (answer({"message": "no"}, 400), "9" * 500, "pass"),
        (answer({"message": "9" * 60}, 400), "9" * 500, "pass"),
        (answer({"message": "9" * 100}, 400), "9" * 500, "fail"),
        (answer({"message": "a\x1bb"}, 400), "a\x1bb", "fail"),
        (answer({"message": "a\\x1bb"}, 400), "a\x1bb", "pass"),
        (answer({"message": "<script>"}, 400), "<script>", "pass"),
        (
            answer(raw=b"<p><script></p>", status=400, fields={"content-type": "text/html"}),
            "<script>",
            "fail",
        ),
        (answer({}, 500), "x", "fail"),
        (answer({}, 200), "x", "fail"),
        (Exchange("/", failure="reset: gone"), "x", "fail"),
    ],
)
def test_hostile_questions_break_nothing_and_do_not_come_back(
    exchange: Exchange, question: str, result: str
) -> None:
    """A short quotation inside JSON is no echo; control characters, long texts and pages are."""
    assert refusals.judge_hostile(exchange, question).result == result


PDF = {"content-type": "application/pdf", "content-length": "8"}


def document(raw: bytes = b"%PDF-1.5", status: int = 200, **facts: Any) -> Exchange:
    """An answer with content."""
    return answer(raw=raw, status=status, fields=PDF | facts.pop("fields", {}), **facts)


def test_content_is_what_it_says() -> None:
    """Length, type and beginning fit; a page is no document, a cut one neither."""
    assert contents.judge_whole(document(), 100).result == "pass"
    assert contents.judge_whole(document(b"%PDF"), 100).result == "fail"
    assert contents.judge_whole(document(b"GIF89a.."), 100).result == "fail"
    assert contents.judge_whole(document(b"<!DOCTYPE html>"), 100).result == "fail"
    assert contents.judge_whole(document(failure="truncated: ...", complete=False), 100).result == "fail"
    assert contents.judge_whole(document(fields={"content-length": ""}), 100).result == "warn"
    assert contents.judge_size(document(), 8).result == "pass"
    assert contents.judge_size(document(), 9).result == "fail"
    assert contents.judge_size(document(), None).result == "skipped"
    assert contents.judge_head(document(b""), document()).result == "pass"
    assert contents.judge_head(document(b"", fields={"content-length": "0"}), document()).result == "fail"
    assert contents.judge_head(document(b"", 405), document()).result == "fail"
    silent = answer(raw=b"", fields={"content-type": "application/pdf"})
    assert contents.judge_head(silent, document()).result == "warn"


@pytest.mark.parametrize(
    ("raw", "status", "said", "result"),
    [
        (b"DF-", 206, "bytes 2-4/8", "pass"),
        (b"%PDF-1.5", 200, "", "warn"),
        (b"DF-", 206, "", "fail"),
        (b"PDF", 206, "bytes 1-3/8", "fail"),
        (b"DF-", 206, "bytes 2-4/9", "fail"),
        (b"DF", 206, "bytes 2-4/8", "fail"),
        (b"XXX", 206, "bytes 2-4/8", "fail"),
        (b"", 500, "", "fail"),
    ],
)
def test_a_part_is_that_part_of_the_whole(raw: bytes, status: int, said: str, result: str) -> None:
    """The bytes, their count, the range that is said and the whole length all fit."""
    part = document(raw, status, fields={"content-range": said})
    assert contents.judge_part(part, document(), 2, 4).result == result


def test_what_lies_outside_is_refused() -> None:
    """416 with the length; without it that is warned of, another status fails."""
    for said, status, result in (
        ("bytes */8", 416, "pass"),
        ("", 416, "warn"),
        ("", 200, "warn"),
        ("", 500, "fail"),
    ):
        assert (
            contents.judge_outside(document(b"", status, fields={"content-range": said}), 8).result == result
        )
    refused = answer({"code": "NOT_FOUND", "message": "no"}, 404)
    assert contents.judge_rendition(document(), refused).result == "pass"
    assert contents.judge_rendition(document(), document()).result == "fail"
    assert contents.judge_rendition(document(status=404), refused) == Verdict(
        "fail", "asked for by its own format the document is answered HTTP 404", 0
    )


def test_visibility_words_and_offices_are_judged() -> None:
    """Known words pass, others fail; restricted names offices by codes."""
    assert disclosure.judge_words(items({"accessCategory": "public"}, {})).result == "pass"
    assert disclosure.judge_words(items({"accessCategory": "Offices"})).result == "fail"
    named = {"accessCategory": "restricted", "accessOfficeBag": ["AU"]}
    assert disclosure.judge_offices(items(named)).result == "pass"
    assert disclosure.judge_offices(items(named | {"accessOfficeBag": ["Australia"]})).result == "fail"
    assert disclosure.judge_offices(items({"accessCategory": "restricted"})).result == "warn"
    assert disclosure.judge_offices(items(named | {"accessCategory": "public"})).result == "warn"
    assert disclosure.judge_offices(items({})).result == "skipped"


WIDTHS = (
    {"accessCategory": "public"},
    {"accessCategory": "offices"},
    {"accessCategory": "restricted", "accessOfficeBag": ["AU", "CA"]},
    {"accessCategory": "restricted", "accessOfficeBag": ["AU"]},
    {"accessCategory": "secret"},
)


def test_nothing_gets_wider_by_asking_again() -> None:
    """Every step to a wider statement fails, every step to a narrower one warns."""
    for place, wide in enumerate(WIDTHS):
        assert disclosure.judge_stable(items(wide), items(wide)).result == "pass"
        for narrow in WIDTHS[place + 1 :]:
            assert disclosure.judge_stable(items(narrow), items(wide)).result == "fail"
            assert disclosure.judge_stable(items(wide), items(narrow)).result == "warn"
    assert disclosure.judge_stable(items({}), items()).result == "warn"


def test_visibility_is_said_once() -> None:
    """Two statements, or one behind an escape, are found."""
    item = b'{"id":"a","accessCategory":"offices","accessCategory":"public"}'
    twice = b'{"documentIncludedBag":[{"documentIncluded":' + item + b"}]}"
    hidden = twice.replace(b'"accessCategory":"public"', b'"\\u0061ccessCategory":"public"')
    assert disclosure.judge_once(answer(raw=twice)).result == "fail"
    assert disclosure.judge_once(answer(raw=hidden)).result == "fail"
    assert disclosure.judge_once(doclist({"id": "a", "accessCategory": "offices"})).result == "pass"
    assert disclosure.judge_once(answer({}, 500)).result == "skipped"


def test_what_is_not_public_is_closed_and_not_kept() -> None:
    """Restricted items without credentials fail; restricted answers must say no-store."""
    open_list = doclist({"id": "a", "accessCategory": "public"})
    closed_list = doclist({"id": "a", "accessCategory": "offices"})
    assert disclosure.judge_closed(open_list).result == "pass"
    assert disclosure.judge_closed(answer({}, 401)).result == "pass"
    assert disclosure.judge_closed(closed_list).result == "fail"
    for said, result in (("private, no-store", "pass"), ("public, max-age=60", "fail"), ("", "fail")):
        kept = doclist({"id": "a"}, fields={"cache-control": said})
        assert disclosure.judge_cached(kept, closed=True).result == result
    assert disclosure.judge_cached(open_list, closed=False).result == "skipped"
