"""One example of every answer, built from the same types that answers are built from.

Bibliographic facts: the European application 99203729.1, published as EP 1000000 (EPO).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from connectors.numbers.identity import ApplicationNumber, Number, Reading
from gateway.present.answer import (
    CitedPublicationOut,
    DocumentOut,
    DocumentProvenanceOut,
    DossierAnswer,
    DossierOut,
    FamilyAnswer,
    FamilyOut,
    MemberOut,
    OutcomeOut,
    PriorityOut,
    ProvenanceOut,
    PublicationOut,
    QueryOut,
    RenditionOut,
    ReportsOut,
    number_out,
    publication_display,
    read_as_out,
)
from gateway.present.citations_answer import (
    CitationsAnswer,
    CitedDocumentOut,
    CitingFamilyOut,
    CitingMemberOut,
    CitingOfficeOut,
    CitingOut,
    FamilyClassificationOut,
)
from gateway.questions.coverages import CoverageOut, CoverageOutcomeOut, CoveragesAnswer
from gateway.questions.numbers import Choice, NumbersAnswer
from gateway.questions.offices import OfficeOut, OfficesAnswer, ProviderOut
from gateway.questions.telling import Event
from gateway.web.csv_table import citations_csv
from gateway.web.health import Health
from gateway.web.negotiation import CSV, JSON, NDJSON, SSE
from gateway.web.problems import PAGES, Problem
from gateway.web.records_examples import examples as records_examples
from gateway.web.streams import FORMS

Key = tuple[str, int, str]
"""Operation id, status, media type."""

_EP = ApplicationNumber("EP", "99203729", "A")
_NL = ApplicationNumber("NL", "1010536", "A")
_RETRIEVED = "2026-11-22T09:30:00Z"


def examples() -> Mapping[Key, Any]:
    """Every example, as builtins, or as text where the media type is no JSON."""
    family = _family()
    told = _events(family)
    return {
        ("getFamilies", 200, JSON): msgspec.to_builtins(family),
        ("getFamilies", 200, NDJSON): b"".join(map(FORMS[NDJSON].frame, told)).decode(),
        ("getFamilies", 200, SSE): b"".join(map(FORMS[SSE].frame, told)).decode(),
        ("getFamilies", 300, JSON): msgspec.to_builtins(_choice()),
        ("getDossiers", 200, JSON): msgspec.to_builtins(
            DossierAnswer(
                dossier=family.dossiers[0], outcomes=family.outcomes[1:2], conflicts=(), complete=True
            )
        ),
        ("getCitations", 200, JSON): msgspec.to_builtins(_citations(family)),
        ("getCitations", 200, CSV): citations_csv(_citations(family)).decode(),
        ("getCitations", 300, JSON): msgspec.to_builtins(_choice()),
        ("getDocument", 200, JSON): msgspec.to_builtins(_document()),
        ("getBundles", 300, JSON): msgspec.to_builtins(_choice()),
        ("getNumbers", 200, JSON): msgspec.to_builtins(
            NumbersAnswer("EP 99203729.1", (read_as_out(_reading("application", "EP", "99203729", "A")),))
        ),
        ("getOffices", 200, JSON): msgspec.to_builtins(_offices()),
        ("getCoverages", 200, JSON): msgspec.to_builtins(_coverages()),
        **records_examples(),
        ("getLivez", 200, JSON): msgspec.to_builtins(Health("live")),
        ("getReadyz", 200, JSON): msgspec.to_builtins(Health("ready")),
    }


def problem_example() -> Any:
    """A problem, as builtins."""
    return msgspec.to_builtins(
        Problem(
            type=PAGES + "offices-failed",
            title="No office that could know has answered",
            status=502,
            detail="Nothing is known of this number yet: ip5 (unavailable) did not answer."
            " ip5: server_fault: the office answered HTTP 503.",
            code="offices-failed",
            failed_at="office",
            correlation_id="0af7651916cd43dd8448eb211c80319c",
        )
    )


def _reading(type: Any, office: str, number: str, kind: str | None) -> Reading:
    check: Any = "valid" if type == "application" else "unknown"
    return Reading(Number(type, office, number, kind), 0.95, check, (f"a form of {office}",))


def _document() -> DocumentOut:
    native = "E54041789216DSU"
    return DocumentOut(
        id=f"ip5~{_EP.docdb}~{native}",
        code="1503",
        title="European search report",
        category="search-report",
        direction="outgoing",
        date=date(2000, 3, 3),
        page_count=3,
        size=None,
        language="en",
        groups=("2", "101"),
        visibility="public",
        renditions=(RenditionOut(id=f"ip5~{native}", kind="original", language="en", format="pdf"),),
        provenance=(
            DocumentProvenanceOut(
                provider="ip5", protocol="opd", document_id=native, retrieved_at=_RETRIEVED
            ),
        ),
    )


def _family() -> FamilyAnswer:
    nl, published = number_out(_NL), publication_display("EP", "1000000", "A1")
    member = MemberOut(
        application_number=number_out(_EP),
        filing_date=date(1999, 11, 8),
        title="Apparatus for manufacturing green bricks for the brick manufacturing industry",
        applicants=("BEHEERMIJ DE BOER NIJMEGEN BV",),
        status="published",
        publications=(
            PublicationOut(
                office="EP", number="1000000", kind="A1", date=date(2000, 5, 17), display=published
            ),
        ),
        priorities=(
            PriorityOut(
                office=nl.office,
                number=nl.number,
                kind=nl.kind,
                date=date(1998, 11, 12),
                docdb=nl.docdb,
                display=nl.display,
                relation="priority",
            ),
        ),
        availability="available",
        reports=ReportsOut(search=True, examination=False, latest=date(2000, 3, 3)),
        provenance=(ProvenanceOut(provider="ip5", protocol="opd", retrieved_at=_RETRIEVED),),
    )
    dossier = DossierOut(
        application_number=number_out(_EP),
        documents=(_document(),),
        citations=(),
        classifications=(),
        provenance=(ProvenanceOut(provider="ip5", protocol="opd", retrieved_at=_RETRIEVED),),
    )
    return FamilyAnswer(
        query=QueryOut(
            text="EP 1000000", read_as=(read_as_out(_reading("publication", "EP", "1000000", None)),)
        ),
        family=FamilyOut(scope="simple", id="bf5e3aa9698c6e90c9e9169d", members=(member,)),
        dossiers=(dossier,),
        outcomes=(
            _outcome("ip5", "family", None, "ok", 180),
            _outcome("ip5", "dossier", _EP.docdb, "ok", 212),
            _outcome(
                "nz", "family", None, "timed_out", 10_000, "No answer within the time of this question yet."
            ),
        ),
        conflicts=(),
        complete=False,
    )


def _citations(family: FamilyAnswer) -> CitationsAnswer:
    ep = number_out(_EP)
    cited = CitedDocumentOut(
        publication=CitedPublicationOut(
            office="DE",
            number="3546191",
            kind="A1",
            date=date(1987, 7, 2),
            display=publication_display("DE", "3546191", "A1"),
        ),
        application_number=None,
        text=None,
        member=None,
        cited_by=("EP",),
        only_cited_by="EP",
        citings=(
            CitingOut(
                application_number=ep,
                office="EP",
                kind="A1",
                phase="national-search-report",
                categories=("A",),
                claims=("1-3,8",),
                passages=("* the whole document *",),
                date=None,
                providers=("ip5",),
            ),
        ),
    )
    return CitationsAnswer(
        query=family.query,
        family=CitingFamilyOut(
            scope="simple",
            id=family.family.id,
            members=(
                CitingMemberOut(
                    application_number=ep, office="EP", availability="available", cited=1, unique=1
                ),
            ),
            offices=(CitingOfficeOut(office="EP", cited=1, unique=1),),
        ),
        citations=(cited,),
        classifications=(
            FamilyClassificationOut(
                scheme="IPC", symbol="B28B 1/29", members=(_EP.docdb,), providers=("ip5",)
            ),
        ),
        outcomes=(
            _outcome("ip5", "family", None, "ok", 180),
            _outcome("ip5", "citations", _EP.docdb, "ok", 205),
        ),
        conflicts=(),
        complete=True,
    )


def _outcome(
    provider: str, operation: Any, number: str | None, code: Any, elapsed: int, detail: str | None = None
) -> OutcomeOut:
    return OutcomeOut(
        provider=provider,
        operation=operation,
        application_number=number,
        code=code,
        elapsed_ms=elapsed,
        attempts=1,
        age_seconds=0,
        retry_after_seconds=None,
        detail=detail,
    )


def _events(answer: FamilyAnswer) -> list[Event]:
    return [
        Event("family", {"family": answer.family}),
        *(Event("dossier", {"dossier": dossier}) for dossier in answer.dossiers),
        *(Event("outcome", {"outcome": outcome}) for outcome in answer.outcomes),
        Event("done", {"query": answer.query, "conflicts": answer.conflicts, "complete": answer.complete}),
    ]


def _choice() -> Choice:
    readings = (_reading("application", "NL", "1010536", "A"), _reading("publication", "NL", "1010536", None))
    return Choice(QueryOut(text="1010536", read_as=tuple(map(read_as_out, readings))))


def _coverages() -> CoveragesAnswer:
    return CoveragesAnswer(
        coverages=(CoverageOut("AU", "au", date(2013, 1, 1), None, 412_000),),
        outcomes=(
            CoverageOutcomeOut("au", "cached", 0, 5_400, None, None),
            CoverageOutcomeOut(
                "ip5", "unsupported", 0, 0, None, "Its protocol has no question about coverage."
            ),
        ),
        complete=True,
    )


def _offices() -> OfficesAnswer:
    provider = ProviderOut(
        id="au",
        name="IP Australia",
        protocol="case",
        serves=("AU",),
        capabilities=("citations", "content", "dossier", "family"),
        visibility="offices",
        status="active",
        state="up",
    )
    office = OfficeOut(
        office="AU",
        name="IP Australia",
        providing="yes",
        public_access="yes",
        accessing="yes",
        since=None,
        source="C. PCT 1514",
        providers=(provider,),
    )
    return OfficesAnswer((office,))
