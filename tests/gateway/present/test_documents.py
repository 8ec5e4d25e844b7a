"""One dossier from several sources: nothing is lost, and nothing merged that is not the same."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import combinations
from random import Random

import msgspec
from generated_worlds import documents
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from virtual_time import START
from worlds import Office, document, dossier, provider, world

from connectors.model import Access, Citation, Classification, Document, Notice, Publication, Rendition
from connectors.numbers.identity import ApplicationNumber, parse_docdb
from gateway.admit import AdmittedDossier
from gateway.asks import Part
from gateway.copies import DocumentKey, keys
from gateway.present.documents import MergedDossier, merge_dossier
from gateway.world import Rule, World

EP = parse_docdb("EP.99203729.A")
OURS = world(
    provider("ep", Office(), "EP"),
    provider("hub", Office(), "EP JP"),
    provider("another-hub", Office(), "EP US"),
)


def part(
    id: str, *items: Document, number: ApplicationNumber = EP, at: datetime = START, **facts: object
) -> AdmittedDossier:
    """What one provider shows of the application."""
    found = dossier(number.docdb, *items, **facts)
    return AdmittedDossier(OURS.providers[id], number, found, Part.of(found, at).digest, at)


def merged(*parts: AdmittedDossier, world: World = OURS) -> MergedDossier:
    """The dossier that goes out."""
    return merge_dossier(EP, parts, world)


@st.composite
def files(draw: st.DrawFn) -> list[AdmittedDossier]:
    """One file by up to three routes."""
    ids = draw(st.lists(st.sampled_from(("ep", "hub", "another-hub")), unique=True, min_size=1))
    return [part(id, *draw(documents(id, EP))) for id in ids]


@given(files(), st.randoms())
def test_order_of_arrival_changes_no_byte(parts: list[AdmittedDossier], order: Random) -> None:
    """The same parts in another order give the same dossier and the same conflicts."""
    shuffled = list(parts)
    order.shuffle(shuffled)
    assert msgspec.json.encode(merged(*parts)) == msgspec.json.encode(merged(*shuffled))


@given(files(), st.data())
def test_hearing_a_part_twice_changes_nothing(parts: list[AdmittedDossier], data: st.DataObject) -> None:
    """A provider that was asked under two spellings of the number says the same twice."""
    again = data.draw(st.sampled_from(parts))
    other = replace(again, number=parse_docdb("EP.099203729.A"))
    assert merged(*parts, again, other) == merged(*parts)


@given(files())
def test_nothing_is_lost_and_nothing_stands_twice(parts: list[AdmittedDossier]) -> None:
    """Every document of every source is the provenance of exactly one document that goes out."""
    shown = Counter(
        (source.provider, source.document_id)
        for document in merged(*parts).dossier.documents
        for source in document.provenance
    )
    assert shown == Counter((p.provider.id, d.id) for p in parts for d in p.dossier.documents)


@given(files())
def test_only_the_same_is_merged_and_all_of_it(parts: list[AdmittedDossier]) -> None:
    """Copies come from different providers, of one day as far as they say one. Each has code, day and place
    among its like of another, or its id where an office gave that; what has the same is shown as one.
    """
    rows = {(p.provider.id, d.id): (d, key) for p in parts for d, key in keyed(p.dossier.documents)}
    shown: dict[tuple[str, str], int] = {}
    for place, found in enumerate(merged(*parts).dossier.documents):
        copies = [(source.provider, source.document_id) for source in found.provenance]
        shown |= dict.fromkeys(copies, place)
        assert len({provider for provider, _ in copies}) == len(copies)
        assert {rows[copy][0].date for copy in copies} <= {found.date, None}
        linked = copies[:1]
        for copy in linked:
            linked += [c for c in copies if c not in linked and same(rows[copy], rows[c])]
        assert sorted(linked) == sorted(copies)
    for one, other in combinations(rows, 2):
        dates = {rows[copy][0].date for copy in rows if copy[1] == one[1]} - {None}
        if one[1] == other[1] and one[1].startswith("given-") and len(dates) < 2:
            assert shown[one] == shown[other]
        rivals = sum(id.startswith("given-") for _, id in rows)
        if not rivals and one[0] != other[0] and same(rows[one], rows[other]):
            assert shown[one] == shown[other]


def keyed(documents: tuple[Document, ...]) -> list[tuple[Document, DocumentKey]]:
    """Each document with its code, its day and its place among its like."""
    return list(zip(documents, keys(documents), strict=True))


def same(one: tuple[Document, DocumentKey], other: tuple[Document, DocumentKey]) -> bool:
    """Whether two documents of different providers are the same by themselves."""
    (document, key), (copy, its) = one, other
    by_id = document.id == copy.id and copy.id.startswith("given-")
    return (by_id and len({document.date, copy.date} - {None}) < 2) or (
        key == its and bool(copy.code and copy.date)
    )


@given(files())
def test_documents_stand_newest_first(parts: list[AdmittedDossier]) -> None:
    """Undated ones last; of one day by id; ids are unique."""
    found = merged(*parts).dossier.documents
    assert [d.id for d in found] == [
        d.id for d in sorted(found, key=lambda d: (-(d.date.toordinal() if d.date is not None else 0), d.id))
    ]
    assert len({d.id for d in found}) == len(found)


def test_a_document_by_two_routes_appears_once() -> None:
    """Under the office's own id, with both provenances and the renditions of both, its own first."""
    own = document("o 1", "1503", "2000-03-03", title="European search report", page_count=3)
    copy = document(
        "h1",
        "1503",
        "2000-03-03",
        title="Search report",
        category="search-report",
        language="en",
        groups=("2", "101"),
        renditions=(Rendition(id="h1"), Rendition(id="h1-en", kind="translation", language="en")),
    )
    whole = merged(part("hub", copy), part("ep", own))
    (found,) = whole.dossier.documents
    assert whole.conflicts == ()
    assert found.id == "ep~EP.99203729.A~~byAx"
    assert (found.title, found.category, found.page_count) == ("European search report", "search-report", 3)
    assert (found.language, found.groups) == ("en", ("2", "101"))
    assert [(source.provider, source.document_id) for source in found.provenance] == [
        ("ep", "o 1"),
        ("hub", "h1"),
    ]
    assert [r.id for r in found.renditions] == ["ep~~byAx", "hub~h1", "hub~h1-en"]


def test_what_has_no_code_is_the_same_by_the_id_that_its_office_gave() -> None:
    """The more trusted copy is filled in with code and date of the other; codes that differ are said."""
    bare = document("Notice_06120285658_JP", None, None, title="Notice")
    coded = document("Notice_06120285658_JP", "A131", "2020-07-21", title="Notice of Reasons for Refusal")
    other = replace(coded, code="131")
    found = merged(part("another-hub", coded), part("ep", bare))
    (shown,) = found.dossier.documents
    assert (shown.title, shown.code, str(shown.date)) == ("Notice", "A131", "2020-07-21")
    assert [source.provider for source in shown.provenance] == ["ep", "another-hub"]
    assert [r.id for r in shown.renditions] == [f"{id}~{bare.id}" for id in ("ep", "another-hub")]
    assert found.conflicts == ()
    (said,) = merged(part("another-hub", coded), part("hub", other)).conflicts
    assert (said.field, [(v.value, v.providers) for v in said.values]) == (
        "code",
        [("A131", ("another-hub",)), ("131", ("hub",))],
    )


def test_sources_that_disagree_are_listed() -> None:
    """With every value, the most trusted first; silence is no disagreement."""
    own = document("o1", direction="outgoing", page_count=3)
    says = document("h1", direction="incoming", page_count=4, category="decision")
    silent = document("a1", direction="unknown")
    found = merged(part("another-hub", silent), part("hub", says), part("ep", own))
    (shown,) = found.dossier.documents
    assert (shown.direction, shown.page_count, shown.category) == ("outgoing", 3, "decision")
    assert [
        (c.application_number, c.document_id, c.field, [(v.value, v.providers) for v in c.values])
        for c in found.conflicts
    ] == [
        (EP.docdb, shown.id, "direction", [("outgoing", ("ep",)), ("incoming", ("hub",))]),
        (EP.docdb, shown.id, "pageCount", [(3, ("ep",)), (4, ("hub",))]),
    ]


def test_the_visibility_shown_is_that_of_the_strictest_rule() -> None:
    """A hub's copy stands under the office's own rules too."""
    strict = world(
        provider("ep", Office(), "EP", "public", Rule("offices", categories=frozenset({"fee"}))),
        provider("hub", Office(), "EP JP", "offices"),
    )
    parts = [
        replace(part(id, *items), provider=strict.providers[id])
        for id, items in (
            ("ep", (document("o1"), document("o2", category="fee"), document("o3", access="none"))),
            ("hub", (document("h4", None), document("h5", None, category="fee", access="named"))),
        )
    ]
    found = {
        d.provenance[0].document_id: d.visibility for d in merged(*parts, world=strict).dossier.documents
    }
    assert found == {"o1": "public", "o2": "offices", "o3": "none", "h4": "offices", "h5": "named"}


def test_what_two_spellings_of_the_number_bring_is_united() -> None:
    """By native id: the second answer adds what the first has not, and nothing of one provider is merged."""
    other = parse_docdb("EP.099203729.A")
    found = merged(
        part("hub", document("d2"), document("d3"), number=other), part("hub", document("d1"), document("d2"))
    )
    assert sorted(d.id for d in found.dossier.documents) == [f"hub~{EP.docdb}~d{n}" for n in (1, 2, 3)]
    assert len(found.dossier.provenance) == 1


def test_citations_and_classifications_are_united() -> None:
    """Each distinct one once, with the providers that state it, in an order of its own."""
    patent = Citation(publication=Publication(office="US", number="1", kind="A"), categories=("X",))
    paper = Citation(text="A paper")
    ipc = Classification(scheme="IPC", symbol="A61K 31/00")
    parts = [
        part("hub", citations=(paper, patent), classifications=(ipc,)),
        part("ep", citations=(patent, patent), classifications=(ipc, replace(ipc, scheme="CPC"))),
    ]
    found = merged(*parts).dossier
    assert {(c.text, c.providers) for c in found.citations} == {(None, ("ep", "hub")), ("A paper", ("hub",))}
    assert [c.scheme for c in found.classifications] == ["CPC", "IPC"]
    assert found == merged(*reversed(parts)).dossier


def test_each_provenance_says_when() -> None:
    """In UTC, to the second."""
    found = merged(part("ep", document("d"), at=START)).dossier
    assert [p.retrieved_at for p in (*found.provenance, *found.documents[0].provenance)] == [
        "2026-07-01T12:00:00Z"
    ] * 2


def test_an_offices_notices_go_with_its_documents_by_whatever_route() -> None:
    """The office's own come first, then those of who passes its file on; without any, none is told."""
    authentic = Notice(kind="authentic", text="The register is authentic.")
    machine = Notice(kind="translation", text="By machine.")
    saying = world(
        provider("ep", Office(), "EP", notices=(authentic,)),
        provider("hub", Office(), "EP JP", notices=(machine,)),
    )
    copy = AdmittedDossier(saying.providers["hub"], EP, dossier(EP.docdb, document("h1")), b"", START)
    told = msgspec.to_builtins(merged(copy, world=saying).dossier)
    assert list(told["notices"]) == [
        {"provider": "ep", "kind": "authentic", "text": "The register is authentic."},
        {"provider": "hub", "kind": "translation", "text": "By machine."},
    ]
    assert "notices" not in msgspec.to_builtins(merged(part("hub", document("h1"))).dossier)


def test_notices_that_an_answer_states_stand_beside_it_too() -> None:
    """Each once, under the provider that states it; of a gateway, by the way to whose notice it is."""
    authentic, machine = "The register is authentic.", "By machine."
    saying = world(provider("hub", Office(), "EP JP", notices=(Notice(kind="other", text=machine),)))
    notices = (
        Notice(kind="other", text=machine, access=Access(visibility="public")),
        Notice(kind="authentic", text=authentic, provider="ep"),
    )
    copy = dossier(EP.docdb, document("h1"), notices=notices)
    found = merged(AdmittedDossier(saying.providers["hub"], EP, copy, b"", START), world=saying).dossier
    assert [(one.provider, one.text) for one in found.notices or ()] == [
        ("hub", machine),
        ("hub/ep", authentic),
    ]
