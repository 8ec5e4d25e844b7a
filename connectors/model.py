"""The dossier model: what every connector answers in, whatever its wire.

Frozen facts, as one provider stated them; nothing here is merged. Instants and dates are ``datetime``
types; ``date`` fields are calendar dates of the office. Names follow WIPO ST.96 where it has a word.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

import msgspec

from connectors.numbers.identity import ApplicationNumber

Category = Literal[
    "search-report", "search-strategy", "examination-report", "written-opinion", "decision", "citations",
    "application", "claims", "description", "drawings", "abstract", "amendment", "argument",
    "third-party-observation", "priority-document", "translation", "correspondence", "formality", "fee",
    "legal-status", "other",
]  # fmt: skip
Direction = Literal["incoming", "outgoing", "internal", "unknown"]
Status = Literal["filed", "published", "examination", "granted", "refused", "withdrawn", "lapsed", "unknown"]
Visibility = Literal["public", "offices", "named", "none"]
Relation = Literal["priority", "pct-phase", "continuation", "division", "addition", "unknown"]
RenditionKind = Literal["original", "translation"]
Shortfall = Literal[
    "stale", "timed_out", "unavailable", "throttled", "credentials", "malformed", "unsupported", "suspended",
    "backoff", "maintenance", "internal",
]  # fmt: skip
"""What became of a question that was not settled: the outcome codes that leave an answer incomplete."""

NoticeKind = Literal["authentic", "purpose", "translation", "other"]
"""Which record is authentic, what documents may be used for, that a machine translated them; or else."""

CATEGORIES: tuple[Category, ...] = get_args(Category)
SHORTFALLS: tuple[Shortfall, ...] = get_args(Shortfall)
NOTICE_KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
VISIBILITIES: tuple[Visibility, ...] = get_args(Visibility)
"""From the widest to the strictest."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False, rename="camel", gc=False):
    """Base of the model's frozen structs; written to JSON in lowerCamelCase (WIPO ST.90)."""


class Access(Fact, frozen=True):
    """What an office's answer says about who may see one item.

    ``offices`` counts only with ``named``. An absent statement is no ``Access`` at all; an unknown word is
    read as ``none`` by the connector that met it.
    """

    visibility: Visibility
    offices: tuple[str, ...] = ()


class RelayedOutcome(Fact, frozen=True):
    """What a gateway that was asked could not get from one of its own providers.

    ``provider`` is that provider as the gateway calls it. ``access`` says who may be told; ``None`` is
    everybody who may see the answer that this belongs to.
    """

    provider: str
    code: Shortfall
    retry_after_seconds: float | None = None
    access: Access | None = None


class RelayedSource(Fact, frozen=True):
    """Whose answer a gateway passed on: one of its providers, by which protocol, and when it said so."""

    provider: str
    protocol: str
    retrieved_at: datetime | None = None
    access: Access | None = None


class Notice(Fact, frozen=True):
    """What an office wants said wherever its documents are shown.

    ``provider`` is whose notice a gateway passes on, ``None`` where it is that of who states it. ``access``
    says who may be told; ``None`` is everybody who may see the answer that this belongs to.
    """

    kind: NoticeKind
    text: str
    provider: str | None = None
    access: Access | None = None


class Publication(Fact, frozen=True):
    """One publication of an application: office, number in DOCDB spelling, ST.16 kind code, date."""

    office: str
    number: str
    kind: str | None = None
    date: date | None = None


class PriorityClaim(Fact, frozen=True):
    """A claim to an earlier application.

    ``relation`` says how: ``priority`` (Paris Convention), ``pct-phase`` (a national phase names its
    international application), ``continuation``, ``division``, ``addition``; ``unknown`` when the
    provider does not say.
    """

    number: ApplicationNumber
    date: date | None = None
    relation: Relation = "unknown"


class Application(Fact, frozen=True):
    """Bibliographic facts of one application, as one provider states them; ``None`` or empty is 'not said'.

    ``access`` is who may know of these facts, where a gateway that passes them on says it.
    """

    number: ApplicationNumber
    filing_date: date | None = None
    title: str | None = None
    applicants: tuple[str, ...] = ()
    status: Status = "unknown"
    publications: tuple[Publication, ...] = ()
    priorities: tuple[PriorityClaim, ...] = ()
    access: Access | None = None


class UnreadableMember(Fact, frozen=True):
    """A member of a family whose application number cannot be read, as what it was published.

    A member that shows no publication is not told of at all: that it exists nothing shows to be public.
    ``access`` is as an application's.
    """

    publications: tuple[Publication, ...]
    access: Access | None = None


class Family(Fact, frozen=True, gc=True, weakref=True):
    """The applications that one provider lists as family of the number it was asked for.

    An empty family is never returned: a provider that lists nothing does not hold the number
    (``NotHeld``). ``total`` is how many the provider says there are, when it says. A gateway may state one
    application several times, the fullest first, each for those who may know it; ``relayed`` is what it could
    not get. ``unreadable`` are the members that it listed and nobody can ask for.
    """

    members: tuple[Application, ...]
    total: int | None = None
    relayed: tuple[RelayedOutcome, ...] = ()
    unreadable: tuple[UnreadableMember, ...] = ()


class Rendition(Fact, frozen=True):
    """One form in which a document's content can be opened, by its native id."""

    id: str
    kind: RenditionKind = "original"
    language: str | None = None
    format: str = "pdf"


class Document(Fact, frozen=True):
    """Metadata of one item of a dossier; content is only ever a stream and has no type here.

    ``id`` is the provider's own id. ``code`` is the office's document code, ``category`` what it means in
    the common vocabulary. ``size`` is bytes, ``groups`` the OPD document groups (``2``, ``101`` ...).
    The first rendition is the one opened when none is chosen.
    """

    id: str
    title: str
    code: str | None = None
    category: Category = "other"
    direction: Direction = "unknown"
    date: date | None = None
    page_count: int | None = None
    size: int | None = None
    language: str | None = None
    groups: tuple[str, ...] = ()
    renditions: tuple[Rendition, ...] = ()
    access: Access | None = None


class Citation(Fact, frozen=True):
    """One cited document, as one office cited it.

    Exactly one of ``publication``, ``application`` and ``text`` (non-patent literature, or a patent
    reference that cannot be read as a number) identifies what is cited. ``categories`` are ST.14 letters
    (X, Y, A ...), ``claims`` and ``passages`` as written.
    """

    publication: Publication | None = None
    application: ApplicationNumber | None = None
    text: str | None = None
    categories: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    phase: str | None = None
    date: date | None = None


class Classification(Fact, frozen=True):
    """One classification symbol under its scheme (``IPC``, ``CPC``, ``FI``, ``F-term``)."""

    scheme: str
    symbol: str


class Dossier(Fact, frozen=True, gc=True, weakref=True):
    """One application's file at one provider: its documents, citations and classifications.

    ``access`` is who may see any of it, where the answer says so; documents say it each besides. ``notices``
    are what the answer wants said beside them.
    From a gateway: ``relayed`` is what it could not get, ``sources`` whose answers it passed on.

    ``unreadable`` are the rows of the document list that were sent and cannot be shown: what each describes,
    where only its id cannot be used (``id`` is empty then), and ``None`` where nothing can be read; where
    citations were asked for, ``None`` for each that does not say what is cited. They are no documents, and
    only tell that the list is not whole.
    """

    application: Application
    documents: tuple[Document, ...] = ()
    citations: tuple[Citation, ...] = ()
    classifications: tuple[Classification, ...] = ()
    access: Access | None = None
    relayed: tuple[RelayedOutcome, ...] = ()
    sources: tuple[RelayedSource, ...] = ()
    unreadable: tuple[Document | None, ...] = ()
    notices: tuple[Notice, ...] = ()


class Coverage(Fact, frozen=True):
    """What a provider says it holds of one office: from when, until when, how many applications.

    ``access`` is who may be told, where a gateway says so.
    """

    office: str
    start: date | None = None
    end: date | None = None
    applications: int | None = None
    access: Access | None = None


def stricter(one: Visibility, other: Visibility) -> Visibility:
    """The stricter of two visibilities, ``public`` < ``offices`` < ``named`` < ``none``."""
    return max(one, other, key=VISIBILITIES.index)
