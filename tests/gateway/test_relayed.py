"""What a gateway among the providers could not get: told as an outcome, never hidden, never too widely."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from asking import flights
from msgspec.structs import replace
from worlds import AU, JP, Office, application, document, dossier, number, provider, world

from connectors.contract import Scope
from connectors.model import Access, Citation, Dossier, Family, RelayedOutcome, RelayedSource
from connectors.numbers.identity import Number, parse_docdb
from gateway.admit import Admitted, admit
from gateway.asks import Ask, Outcome, Part
from gateway.plan import Question
from gateway.requesters import PUBLIC, Requester
from gateway.visibility import listed

EP = "EP.1.A"
TODAY, NOON = date(2026, 1, 1), datetime(2026, 1, 1, 12, tzinfo=UTC)
FOR_JP = Access(visibility="named", offices=("JP",))
LATE = RelayedOutcome(provider="ip5", code="timed_out")
BUSY_FOR_JP = RelayedOutcome(provider="nz", code="throttled", retry_after_seconds=30.0, access=FOR_JP)
GATEWAY = provider("gw", Office(), "EP JP", gateway=True)


def family(*members: Any, relayed: tuple[RelayedOutcome, ...] = ()) -> Outcome:
    """What the gateway answered about the family."""
    facts = Family(members=members, relayed=relayed)
    return Outcome(Ask("gw", "family", number(EP)), "ok", Part.of(facts, NOON))


def file(facts: Dossier, operation: Any = "dossier") -> Outcome:
    """What it answered about the file."""
    return Outcome(Ask("gw", operation, number(EP)), "ok", Part.of(facts, NOON))


def known_to(requester: Requester, *outcomes: Outcome) -> Admitted:
    """What this requester may know."""
    return admit(outcomes, Question((number(EP),), requester, TODAY), world(GATEWAY))


def told(admitted: Admitted) -> dict[str, str]:
    """The outcome code of each provider."""
    return {outcome.ask.provider: outcome.code for outcome in admitted.outcomes}


def test_what_is_missing_behind_a_gateway_is_an_outcome_of_ours() -> None:
    """By the way to it, with when to come back; and the answer is not settled."""
    admitted = known_to(JP, family(application(EP), relayed=(LATE, BUSY_FOR_JP)))
    assert told(admitted) == {"gw": "ok", "gw/ip5": "timed_out", "gw/nz": "throttled"}
    assert [o.retry_after_seconds for o in admitted.outcomes] == [None, None, 30.0]
    assert not all(outcome.settled for outcome in admitted.outcomes)


def test_it_is_told_to_those_only_who_may_be_told() -> None:
    """Who may not know of a provider behind a gateway has a complete answer, as without that provider."""
    part = family(application(EP), relayed=(BUSY_FOR_JP,))
    assert told(known_to(PUBLIC, part)) == told(known_to(AU, part)) == {"gw": "ok"}
    assert told(known_to(JP, part)) == {"gw": "ok", "gw/nz": "throttled"}


@pytest.mark.parametrize(
    ("relayed", "code"), [((), "not_held"), ((BUSY_FOR_JP,), "not_held"), ((LATE,), "unavailable")]
)
def test_behind_a_hidden_part_it_looks_as_if_nothing_had_been_found(relayed: Any, code: str) -> None:
    """A gateway that finds nothing says so, or that it could not ask everybody; that is what is told here."""
    unpublished = application(EP, published=None)
    assert told(known_to(PUBLIC, family(unpublished, relayed=relayed))) == {"gw": code}
    assert told(known_to(PUBLIC, file(Dossier(application=unpublished, relayed=relayed)))) == {"gw": code}


def test_of_several_statements_about_a_member_the_first_that_may_be_known_counts() -> None:
    """The fullest for whom it is for; the public the widest; nobody any that is for others only."""
    full = application(EP, "NL.2.A", title="For some", access=FOR_JP)
    wide = application(EP, access=Access(visibility="public"))
    (seen,) = known_to(JP, family(full, wide)).listings
    assert [member.title for member in seen.members] == ["For some"]
    (seen,) = known_to(AU, family(full, wide)).listings
    assert seen.members == (wide,)
    assert known_to(AU, family(full)).listings == ()


def test_a_hidden_statement_says_nothing_of_a_publication_to_come() -> None:
    """What follows from a question by publication is the same without the statements that are hidden."""
    coming = application(EP, published="2026-06-01", access=FOR_JP)
    wide = application(EP, published="2010-01-01", access=Access(visibility="public"))
    asked = number("publication EP.1.A1")
    both, alone = Family(members=(coming, wide)), Family(members=(wide,))
    assert listed(asked, both, AU, TODAY) == listed(asked, alone, AU, TODAY) == (wide,)


def test_citations_for_some_are_hidden_from_others() -> None:
    """As if there were none."""
    cited = Dossier(application=application(EP), citations=(Citation(text="A book"),), access=FOR_JP)
    assert told(known_to(AU, family(application(EP)), file(cited, "citations"))) == {"gw": "not_held"}
    (part,) = known_to(JP, family(application(EP)), file(cited, "citations")).dossiers[parse_docdb(EP)]
    assert part.dossier.citations == cited.citations


def test_a_list_for_some_is_withheld_from_others() -> None:
    """Where the application is known; a document of it would not be there at all."""
    closed = dossier(application(EP), document("d"), access=FOR_JP)
    admitted = known_to(AU, family(application(EP)), file(closed))
    assert told(admitted) == {"gw": "withheld"}
    assert admitted.dossiers == {}
    assert told(known_to(AU, file(closed))) == {"gw": "not_held"}
    assert known_to(JP, family(application(EP)), file(closed)).dossiers[parse_docdb(EP)]


def test_what_a_file_says_of_its_application_is_hidden_from_others() -> None:
    """Its title stays with those who may know it; the documents are shown."""
    about = application(EP, title="For some", access=FOR_JP)
    for requester, title in ((AU, None), (JP, "For some")):
        admitted = known_to(requester, family(application(EP)), file(dossier(about, document("d"))))
        (part,) = admitted.dossiers[parse_docdb(EP)]
        assert (part.dossier.application.title, len(part.dossier.documents)) == (title, 1)


@pytest.mark.parametrize(
    ("requester", "codes"),
    [
        (JP, {"gw": "unavailable", "gw/ip5": "timed_out", "gw/nz": "throttled"}),
        (AU, {"gw": "unavailable", "gw/ip5": "timed_out"}),
    ],
)
def test_a_gateway_that_could_ask_nobody_who_knows_is_told_with_their_names(
    requester: Requester, codes: dict[str, str]
) -> None:
    """The gateway's failure and theirs, as far as the requester may know of them."""
    failed = Outcome(Ask("gw", "family", number(EP)), "unavailable", relayed=(LATE, BUSY_FOR_JP))
    assert told(known_to(requester, failed)) == codes


def test_a_failure_of_what_is_hidden_is_no_failure() -> None:
    """To others the gateway holds nothing, and their answer is complete."""
    failed = Outcome(Ask("gw", "family", number(EP)), "unavailable", relayed=(BUSY_FOR_JP,))
    assert told(known_to(PUBLIC, failed)) == {"gw": "not_held"}


def test_whose_answers_it_passed_on_is_known_to_those_who_may_know_them() -> None:
    """A hidden source is not there, and what remains is the same as without it."""
    shown = RelayedSource(provider="ep", protocol="case")
    hidden = RelayedSource(provider="nz", protocol="case", access=FOR_JP)
    facts = dossier(application(EP), document("d"), sources=(shown, hidden))
    (part,) = known_to(AU, family(application(EP)), file(facts)).dossiers[parse_docdb(EP)]
    (alone,) = known_to(
        AU, family(application(EP)), file(dossier(application(EP), document("d"), sources=(shown,)))
    ).dossiers[parse_docdb(EP)]
    assert part.dossier.sources == (shown,)
    assert part.digest == alone.digest


class PassingOn(Office):
    """A gateway that cannot ask everybody as long as ``relayed`` says so."""

    relayed: tuple[RelayedOutcome, ...] = (LATE,)

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family, and what is missing."""
        return replace(await super().find_family(number, scope), relayed=self.relayed)


async def test_a_part_with_something_missing_is_not_kept() -> None:
    """Whoever asks again asks the gateway again, until nothing is missing: what was late may have arrived."""
    office, under_way = PassingOn([application(EP)]), flights()
    gateway = provider("gw", office, "EP", gateway=True)

    async def ask() -> str:
        heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        under_way.join(Ask("gw", "family", number(EP)), gateway, heard.set_result)
        return (await heard).code

    assert [await ask(), await ask()] == ["ok", "ok"]
    assert office.calls("family") == 2
    office.relayed = ()
    assert [await ask(), await ask()] == ["ok", "cached"]
    assert office.calls("family") == 3
