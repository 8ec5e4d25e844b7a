"""Judges of families, bibliographic data, citations and coverages, and of the numbers in and out of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from connectors.case.citing import parse_citations
from connectors.case.numbers import names
from connectors.case.parse import parse_applications, parse_coverages, parse_family
from connectors.case.wire import NumberShape
from connectors.conformance.answers import Unreadable, judge_answer, read_json
from connectors.conformance.exchange import Exchange
from connectors.conformance.findings import Verdict, failed, gravest, passed, printable, skipped, warned
from connectors.conformance.lists import ids_of
from connectors.errors import Malformed
from connectors.model import Application, Coverage
from connectors.numbers.identity import ApplicationNumber
from connectors.scalars import day, office_code


def read_family(exchange: Exchange) -> tuple[Application, ...]:
    """The members of a family that can be read."""
    try:
        return parse_family(exchange.body).members if exchange.ok else ()
    except Malformed:
        return ()


def read_coverages(exchange: Exchange) -> tuple[Coverage, ...]:
    """What an endpoint says it holds, as far as it can be read."""
    try:
        return parse_coverages(exchange.body) if exchange.ok else ()
    except Malformed:
        return ()


def judge_health(exchange: Exchange) -> Verdict:
    """Whether a sign of life is one."""
    if (wrong := judge_answer(exchange)) is not None:
        return wrong
    try:
        read = read_json(exchange.body)
    except Unreadable as problem:
        return failed(str(problem))
    if not isinstance(read, dict) or read.get("status") != "ok":
        return failed('status is not "ok"')
    return passed()


def judge_coverages(exchange: Exchange) -> Verdict:
    """Whether what is held is said so that a gateway can use it."""
    if (wrong := judge_answer(exchange)) is not None:
        return wrong
    bag, fault = _bag(exchange, "coverageBag")
    if bag is None:
        return failed(fault)
    for item in bag:
        coverage = item.get("coverage") if isinstance(item, dict) else None
        if not isinstance(coverage, dict):
            return failed("an item of coverageBag has no coverage")
        if office_code(coverage.get("ipOfficeCode")) is None:
            return failed(f"ipOfficeCode {printable(str(coverage.get('ipOfficeCode')), 40)} is no ST.3 code")
        dates = [coverage.get(name) for name in ("startDate", "endDate")]
        said = [day(one) for one in dates if one not in (None, "")]
        if None in said:
            return failed(f"startDate or endDate of {coverage['ipOfficeCode']} is no date")
        if len(said) == 2 and said[0] and said[1] and said[0] > said[1]:
            return failed(f"the coverage of {coverage['ipOfficeCode']} ends before it begins")
    return (
        passed(f"{len(bag)} office{'s' * (len(bag) != 1)}") if bag else warned("nothing is said to be held")
    )


def judge_family(exchange: Exchange, asked: ApplicationNumber) -> Verdict:
    """Whether a family can be read and holds the application that was asked for."""
    verdict = _judge_bag(exchange, "patentFamilyMemberBag", parse_family)
    if verdict.result == "fail":
        return verdict
    members = read_family(exchange)
    if not members:
        return failed("the family has no member that can be read")
    bag, _ = _bag(exchange, "patentFamilyMemberBag")
    if unreadable := parse_family(exchange.body).unreadable:
        return failed(f"members whose number cannot be read: {len(unreadable)}")
    if not any(_same(one.number, asked) for one in members):
        return failed(f"{asked.docdb} is not among its {len(members)} members")
    if bag is not None and len(members) < len(bag):
        return warned(f"{len(bag)} members are listed, and {len(members)} of them are different ones")
    if not any(one.publications or one.priorities for one in members):
        return warned("no member has a publication or a priority claim: families cannot be joined by them")
    return passed(f"{len(members)} members")


def judge_applications(exchange: Exchange, asked: ApplicationNumber) -> Verdict:
    """Whether bibliographic data can be read and is of the application that was asked for."""
    verdict = _judge_bag(exchange, "bibliographicDataBag", parse_applications)
    if verdict.result != "pass":
        return verdict
    if not any(_same(one.number, asked) for one in parse_applications(exchange.body)):
        return failed(f"{asked.docdb} is not among the applications answered")
    return passed()


def judge_citations(exchange: Exchange, asked: ApplicationNumber) -> Verdict:
    """Whether citations can be read; an office that has none says so with an empty bag."""
    if exchange.status in (404, 501):
        return warned(
            f"the answer is HTTP {exchange.status}: citations are not offered, or an empty bag is not"
        )
    verdict = _judge_bag(exchange, "referenceCitationBag", lambda body: parse_citations(body, asked))
    if verdict.result != "pass":
        return verdict
    found = parse_citations(exchange.body, asked)
    if found.unreadable:
        return failed(f"entries that do not say what is cited: {len(found.unreadable)}")
    return passed(f"{len(found.citations)} citations")


def judge_echo(answers: Sequence[Exchange], asked: ApplicationNumber) -> Verdict:
    """Whether each answer names the application that was asked for."""
    verdicts = [
        Verdict(one.result, one.detail, place)
        for place, answer in enumerate(answers)
        if answer.ok and (one := _judge_echo(answer, asked)) is not None
    ]
    return gravest(*verdicts) if verdicts else skipped("there is no answer to look at")


def judge_forms(whole: Exchange, forms: Sequence[tuple[str, Exchange]]) -> Verdict:
    """Whether a list is found in other written forms of its number; ``forms`` has what each is called."""
    if not forms:
        return skipped("this office's numbers have one form only")
    verdicts = []
    for place, (form, answer) in enumerate(forms, 1):
        if answer.ok and ids_of(answer) != ids_of(whole):
            verdicts.append(failed(f"{form}: another list came", place))
        elif answer.status is None or answer.status >= 500:
            verdicts.append(failed(f"{form}: {answer.failure or f'HTTP {answer.status}'}", place))
        elif not answer.ok:
            refused = f"{form}: HTTP {answer.status}"
            verdicts.append(failed(refused, place) if form == "ST.13" else warned(refused, place))
    return gravest(*verdicts) if verdicts else passed(", ".join(form for form, _ in forms))


def judge_found(exchange: Exchange, asked: ApplicationNumber) -> Verdict:
    """Whether a family asked for by another number has the application that it should lead to."""
    if exchange.status == 404:
        return failed(f"404: {asked.docdb} is not found by this number")
    if (wrong := judge_answer(exchange)) is not None:
        return wrong
    if not any(_same(one.number, asked) for one in read_family(exchange)):
        return failed(f"the family that came does not have {asked.docdb}")
    return passed()


def _judge_echo(answer: Exchange, asked: ApplicationNumber) -> Verdict | None:
    try:
        read = read_json(answer.body)
    except Unreadable:
        return None
    said = read.get("applicationNumber") if isinstance(read, dict) else None
    if said is None:
        return warned("applicationNumber is missing")
    try:
        shape = msgspec.convert(said, NumberShape)
    except msgspec.ValidationError as problem:
        return failed(f"applicationNumber: {problem}")
    if not names(shape, asked):
        shown = printable(f"{shape.ip_office_code} {shape.application_number_text}", 80)
        return failed(f"it speaks of {shown}, not of {asked.docdb}")
    return passed()


def _judge_bag(exchange: Exchange, name: str, parse: Callable[[bytes], object]) -> Verdict:
    if (wrong := judge_answer(exchange)) is not None:
        return wrong
    bag, fault = _bag(exchange, name)
    if bag is None:
        return failed(fault)
    try:
        parse(exchange.body)
    except Malformed as problem:
        return failed(problem.detail)
    return passed()


def _bag(exchange: Exchange, name: str) -> tuple[list[Any] | None, str]:
    try:
        read = read_json(exchange.body)
    except Unreadable as problem:
        return None, str(problem)
    bag = read.get(name) if isinstance(read, dict) else None
    return (bag, "") if isinstance(bag, list) else (None, f"there is no list named {name}")


def _same(one: ApplicationNumber, other: ApplicationNumber) -> bool:
    return (one.office, one.number) == (other.office, other.number)
