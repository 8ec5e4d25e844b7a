"""The words of the answers, each with its meaning and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from connectors.model import Category, Direction, Relation, Status, Visibility
from connectors.numbers.identity import CheckDigit
from gateway.asks import OutcomeCode
from gateway.present.answer import Availability
from gateway.questions.offices import State
from gateway.world import Flag


class Word(msgspec.Struct, frozen=True):
    """What a word means, and what whoever reads it does."""

    meaning: str
    advice: str = ""


OUTCOMES: Mapping[OutcomeCode, Word] = {
    "ok": Word("The provider answered just now.", "Nothing."),
    "cached": Word(
        "The provider answered lately, and that answer is fresh.", "Nothing; `ageSeconds` says how old."
    ),
    "stale": Word(
        "The provider failed now; an old copy of its answer is shown.",
        "Use it knowing its age (`ageSeconds`); ask again later. `complete` is false.",
    ),
    "not_held": Word("The provider says that it does not have this number.", "Nothing; this is an answer."),
    "withheld": Word(
        "The provider has this file and does not open it to you.",
        "Nothing; this is an answer. Ask the office itself if you need the file.",
    ),
    "timed_out": Word(
        "The provider has not answered within the time of your question, or within its own.",
        "Ask again: a call still under way may have arrived meanwhile. `Prefer: wait=30` waits longer.",
    ),
    "unavailable": Word(
        "The provider could not be reached, or says that it is broken.", "Ask again in some minutes."
    ),
    "throttled": Word(
        "The provider asks the gateway to slow down, or its agreed number of requests is spent.",
        "Ask again after `retryAfterSeconds`.",
    ),
    "credentials": Word(
        "The provider does not accept the gateway's credentials.",
        "Nothing you can do; tell the operator of the gateway.",
    ),
    "malformed": Word(
        "What the provider answered is no answer: not the agreed format, cut off, too large, about another "
        "number, or that it cannot read the question. Or rows of its list cannot be read: the rest is shown.",
        "Tell the operator if it lasts; the other offices' parts are not affected. Of rows `detail` says how "
        "many: look at the office's own file too.",
    ),
    "unsupported": Word(
        "This cannot be asked: the provider's protocol has no such question, the number is confidential, or "
        "the family has more than 200 members.",
        "Read `detail`. For a member beyond the first 200, ask by its own number.",
    ),
    "suspended": Word("The operator has suspended this provider.", "Ask again another day."),
    "backoff": Word(
        "The provider failed repeatedly and is left alone for a while.",
        "Ask again after `retryAfterSeconds`.",
    ),
    "maintenance": Word(
        "The provider has announced that it is closed now.", "Ask again after `retryAfterSeconds`."
    ),
    "internal": Word(
        "The gateway itself failed while asking this provider.", "Report it with the Correlation-ID."
    ),
}

AVAILABILITIES: Mapping[Availability, Word] = {
    "available": Word("What was asked for was obtained: the document list, or the citations."),
    "unavailable": Word("The office provides dossiers, and none came now.", "Its outcome says why."),
    "withheld": Word("There is a file, and it is not open to you."),
    "not-covered": Word(
        "The application is outside of what its office provides: its providers say that they do not hold it, "
        "or state that they do not reach that far."
    ),
    "not-providing": Word("The office takes part and does not provide dossiers."),
    "not-participating": Word("The office does not take part."),
}

CATEGORIES: Mapping[Category, Word] = {
    "search-report": Word("A report on what was found in a search, international ones included."),
    "search-strategy": Word("How was searched: queries, classes, databases."),
    "examination-report": Word("An office action on the merits: objections, rejections, requisitions."),
    "written-opinion": Word("An opinion on patentability that comes with a search."),
    "decision": Word("A grant, a refusal, and other decisions that end a stage."),
    "citations": Word("Lists of cited documents, and copies of them."),
    "application": Word("The request, and the application as filed."),
    "claims": Word("Claims as filed or as they stand."),
    "description": Word("The description or specification."),
    "drawings": Word("Drawings."),
    "abstract": Word("The abstract."),
    "amendment": Word("Amendments of any of these."),
    "argument": Word("What the applicant argues in reply."),
    "third-party-observation": Word("What others say about patentability."),
    "priority-document": Word("Certified copies and other proofs of priority."),
    "translation": Word("A translation filed or made."),
    "correspondence": Word("Other letters between office and applicant."),
    "formality": Word("Forms, powers of attorney, receipts, invitations to correct."),
    "fee": Word("Fees."),
    "legal-status": Word("Changes of owner, lapse, restoration and other legal events."),
    "other": Word(
        "None of these, or an office's code that is not known yet; its own `code` stands beside it."
    ),
}

DIRECTIONS: Mapping[Direction, Word] = {
    "incoming": Word("To the office."),
    "outgoing": Word("From the office."),
    "internal": Word("Within the office."),
    "unknown": Word("The provider does not say."),
}

STATUSES: Mapping[Status, Word] = {
    "filed": Word("Filed, and nothing later is known."),
    "published": Word("Published."),
    "examination": Word("Being examined."),
    "granted": Word("Granted."),
    "refused": Word("Refused."),
    "withdrawn": Word("Withdrawn, or deemed to be."),
    "lapsed": Word("No longer in force."),
    "unknown": Word("Nothing that is known says it."),
}

RELATIONS: Mapping[Relation, Word] = {
    "priority": Word("A claim to priority under the Paris Convention."),
    "pct-phase": Word("A national phase names its international application."),
    "continuation": Word("A continuation; same-office claims of unknown relation count as one."),
    "division": Word("A divisional application names its parent."),
    "addition": Word("An addition to an earlier application."),
    "unknown": Word("The provider does not say."),
}

VISIBILITIES: Mapping[Visibility, Word] = {
    "public": Word("Everybody may see it."),
    "offices": Word("Accessing offices may see it."),
    "named": Word("The offices that its provider names may see it."),
    "none": Word("Nobody may see it through the gateway."),
}

CHECK_DIGITS: Mapping[CheckDigit, Word] = {
    "valid": Word("The number has a check digit, and it is right."),
    "invalid": Word("It has one, and it is wrong: probably a slip. The number is read all the same."),
    "absent": Word("The office has check digits, and none was written."),
    "unknown": Word("There is none for such numbers, or it is not known how it is computed."),
}

STATES: Mapping[State, Word] = {
    "up": Word("Its last answers were good."),
    "down": Word("It failed repeatedly and is left alone for a while."),
    "suspended": Word("The operator has suspended it."),
    "unknown": Word("It has not been asked yet."),
}

FLAGS: Mapping[Flag, Word] = {
    "yes": Word("It does."),
    "no": Word("It does not."),
    "planned": Word("Agreed, and not operational yet."),
}


def _words(vocabulary: Mapping[Any, Word]) -> Mapping[str, Word]:
    return vocabulary


VOCABULARIES: Mapping[str, tuple[str, Mapping[str, Word]]] = {
    "outcome-codes": ("Outcome codes", _words(OUTCOMES)),
    "availability": ("Availability of a member's dossier", _words(AVAILABILITIES)),
    "categories": ("Document categories", _words(CATEGORIES)),
    "directions": ("Directions of a document", _words(DIRECTIONS)),
    "member-status": ("Status of a member", _words(STATUSES)),
    "relations": ("Relations of a claim", _words(RELATIONS)),
    "visibility": ("Visibility", _words(VISIBILITIES)),
    "check-digits": ("Check digits", _words(CHECK_DIGITS)),
    "states": ("State of a provider", _words(STATES)),
    "flags": ("Taking part", _words(FLAGS)),
}
"""Every vocabulary by its anchor in the documentation, with its title."""
